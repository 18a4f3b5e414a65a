import { shapingCoder } from './format-preserving.ts';
import { hashingCoder } from './hashed.ts';
import type { Coder } from './policy.ts';
import type { CoderRecipe } from './recipe.ts';
import { releaseCoder } from './release-randomised.ts';
import { sealingCoder } from './reversible.ts';

/**
 * Makes a coder, on whatever thread.
 *
 * @param recipe - how codes are made.
 * @param secret - the sub-key, or both of them end to end; read at once and not kept.
 * @returns the coder; its owner wipes it.
 */
export function coderOf(recipe: CoderRecipe, secret: Uint8Array): Coder {
  switch (recipe.kind) {
    case 'hash':
      return hashingCoder(recipe, secret);
    case 'seal':
      return sealingCoder(recipe, secret);
    case 'shape':
      return shapingCoder(recipe, secret);
    case 'release':
      return releaseCoder(recipe, secret);
  }
}
