import { z } from 'zod';
import { checkOptions, type OptionsSchema } from '../../core/options.ts';
import type { PairScope } from '../kernel/evaluate/true-pairs.ts';
import type { LinkType } from '../model/model.ts';

/** How a linkage is judged. */
export interface EvaluationOptions {
  /** Cuts of which the errors are told in full, in bits. */
  readonly minMatchWeightBits: number | readonly number[];
  /** Which pairs were looked for: of `link`, pairs within one source are not judged. */
  readonly linkType: LinkType;
  /**
   * `penalised`: matches that no blocking rule gave count as missed, and other pairs as rightly not linked. `conditional`: only
   * scored pairs are judged. `penalised` unless said otherwise.
   */
  readonly blocking?: 'penalised' | 'conditional';
  /** Groups of records or persons that are left out in turn for intervals, 2 to 255; 0 gives none. 50 unless said otherwise. */
  readonly groups?: number;
  /** Decides who is in which group; 0 unless said otherwise. */
  readonly seed?: number;
  /** Pairs that a bin of the calibration must have; 1,000 unless said otherwise. */
  readonly minBinPairs?: number;
}

/** Checks {@link EvaluationOptions}. */
export const evaluationOptions: OptionsSchema<EvaluationOptions> = z.strictObject({
  minMatchWeightBits: z.union([z.number(), z.array(z.number()).min(1).max(100).readonly()]),
  linkType: z.enum(['dedupe', 'link', 'linkAndDedupe']),
  blocking: z.enum(['penalised', 'conditional']).exactOptional(),
  groups: z.int().min(0).max(255).refine((groups) => groups !== 1, 'expected 0, or at least 2').exactOptional(),
  seed: z.int32().exactOptional(),
  minBinPairs: z.int().min(1).exactOptional(),
});

/** Options with their one form. */
export interface CheckedEvaluation extends Required<Omit<EvaluationOptions, 'minMatchWeightBits' | 'linkType'>> {
  /** Ascending. */
  readonly cuts: readonly number[];
  readonly scope: PairScope;
}

/**
 * Checks options of an evaluation.
 *
 * @param options - what the caller gave.
 * @returns the options in one form.
 * @throws {PlanError} if they are wrong.
 */
export function checkEvaluation(options: EvaluationOptions): CheckedEvaluation {
  const { minMatchWeightBits, linkType, ...rest } = checkOptions(evaluationOptions, options);
  const cuts = typeof minMatchWeightBits === 'number' ? [minMatchWeightBits] : [...new Set(minMatchWeightBits)].sort((left, right) => left - right);
  return { blocking: 'penalised', groups: 50, seed: 0, minBinPairs: 1000, ...rest, cuts, scope: linkType === 'link' ? 'betweenSources' : 'all' };
}
