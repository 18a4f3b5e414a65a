import { z } from 'zod';
import { checkOptions, type OptionsSchema } from '../../core/options.ts';
import { bitsOfProbability } from '../kernel/score/weight-program.ts';
import type { PairDetail } from './pairs-table.ts';

/** Which scored pairs are kept, and what is told of them. */
export interface ScoreOptions {
  /** Pairs with a lower match weight are left out; neither this nor a probability: all pairs are kept. */
  readonly minMatchWeightBits?: number;
  /** The same as a probability, below 1. */
  readonly minMatchProbability?: number;
  /** Unless said otherwise, the weight alone. */
  readonly detail?: PairDetail;
  /** Keeps a pair only where it is among so many best of one of its records. */
  readonly topPerRecord?: number;
}

/** Checks {@link ScoreOptions}. */
export const scoreOptions: OptionsSchema<ScoreOptions> = z.strictObject({
  minMatchWeightBits: z.number().exactOptional(),
  minMatchProbability: z.number().min(0).lt(1).exactOptional(),
  detail: z.enum(['none', 'levels', 'weights']).exactOptional(),
  topPerRecord: z.int().min(1).max(1000).exactOptional(),
}).refine(
  ({ minMatchWeightBits, minMatchProbability }) => minMatchWeightBits === undefined || minMatchProbability === undefined,
  'expected minMatchWeightBits or minMatchProbability, not both',
);

/** {@link ScoreOptions}, with what was left unsaid. */
export interface CheckedScoreOptions {
  readonly minBits: number;
  readonly detail: PairDetail;
  readonly topPerRecord: number | null;
}

/**
 * Checks what the caller wants of scored pairs.
 *
 * @param options - see {@link ScoreOptions}.
 * @returns the same, with what was left unsaid.
 * @throws {PlanError} with every problem at once.
 */
export function checkScoreOptions(options: ScoreOptions): CheckedScoreOptions {
  const { minMatchWeightBits, minMatchProbability, detail = 'none', topPerRecord = null } = checkOptions(scoreOptions, options);
  const minBits = minMatchProbability === undefined ? minMatchWeightBits ?? -Infinity : bitsOfProbability(minMatchProbability);
  return { minBits, detail, topPerRecord };
}
