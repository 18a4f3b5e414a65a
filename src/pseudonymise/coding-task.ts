import type { Column } from '../core/column.ts';
import type { Task } from '../core/workers/parallel.ts';
import { localCoder, type ValueReading } from './code-values.ts';
import type { CodedValues } from './kernel/coded-values.ts';
import { coderOf } from './policies/coder-of.ts';
import type { CoderRecipe } from './policies/recipe.ts';

/** What every thread is told before it codes. */
export interface CodingSetup {
  readonly reading: ValueReading;
  readonly recipe: CoderRecipe;
}

/** Codes rows on a thread: the work of {@link localCoder}, under a sub-key that was sent. */
export const codingTask: Task<CodingSetup, readonly Column[], CodedValues> = Object.freeze({
  name: 'pseudonymise',
  start({ reading, recipe }: CodingSetup, secret: Uint8Array) {
    const coder = localCoder(reading, coderOf(recipe, secret));
    return {
      run: (parts: readonly Column[]) => coder.code(parts),
      wipe: () => {
        coder.close();
      },
    };
  },
});
