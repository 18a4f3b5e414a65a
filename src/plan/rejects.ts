import { columnsOf, makeBatch } from '../core/arrow.ts';
import type { Dataset } from '../core/dataset.ts';
import { textColumn } from '../core/rejects.ts';
import { TABLE_REJECTS_SCHEMA } from './layout.ts';

/** The rejects of one step of a table. */
export interface StepRejects {
  /** How the table's rejects name the step, for example `steps[2] pseudonymise`. */
  readonly step: string;
  readonly rejects: Dataset;
}

/**
 * Puts the rejects of a table's steps end to end, each row with the step that refused it.
 *
 * @param parts - the steps that reject rows, in order.
 * @returns a dataset of {@link TABLE_REJECTS_SCHEMA}; row numbers count the rows that entered that step.
 */
export function tableRejects(parts: readonly StepRejects[]): Dataset {
  return {
    schema: TABLE_REJECTS_SCHEMA,
    async *open(signal) {
      for (const { step, rejects } of parts) {
        for await (const batch of rejects.open(signal)) {
          const steps = textColumn(new Array<string>(batch.numRows).fill(step));
          yield makeBatch(TABLE_REJECTS_SCHEMA, [steps, ...columnsOf(batch)], batch.numRows);
        }
      }
    },
  };
}
