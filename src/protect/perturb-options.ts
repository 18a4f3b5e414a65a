import { z } from 'zod';
import type { OptionsSchema } from '../core/options.ts';
import type { CountNoise, MagnitudeNoise } from './kernel/perturb/noise-table.ts';
import { protectionRule, type ProtectionRule } from './protection-rule.ts';

/** What every method has in common. */
export interface CommonPerturbation {
  /**
   * Plays an attacker who knows the method and how cells add up: no true count above 0 and below `minCount` may be certain
   * to him, else the step refuses. `seconds`, 60 when omitted, for each count of the table. Left out, a table with totals is not attacked.
   */
  readonly attack?: { readonly minCount: number; readonly seconds?: number };
  /**
   * `drop`, when omitted: such cells are left out, and with them those that are truly empty: an absent cell reads as 0. `keep`
   * only where the table lists every combination that may occur: else a cell that is there and counts 0 was not empty.
   */
  readonly zeros?: 'drop' | 'keep';
}

/** Noise of counts by cell keys. */
export interface CountPerturbation extends CountNoise {
  /** Cuts the intervals of keys into pieces of at most this share and lays them in another order; not done when omitted. */
  readonly maxPieceShare?: number;
}

/** Noise of sums by cell keys, in proportion to their largest contributions. */
export interface MagnitudePerturbation {
  /** The noise in units of each contribution's own; one for cells with an even number of contributors and one with an odd where given so. */
  readonly noise: MagnitudeNoise | { readonly even: MagnitudeNoise; readonly odd: MagnitudeNoise };
  /** Noise of contributions too small for a share, in whole units; the separation point follows from it. */
  readonly smallNoise?: MagnitudeNoise;
  /** One unit of noise as a share of a small contribution. */
  readonly smallShare: number;
  /** The share that large contributions tend to, from `flexPoint` on, the faster the larger `power`; all three or none. */
  readonly largeShare?: number;
  readonly flexPoint?: number;
  readonly power?: number;
  /** Weight of the noise of each of the largest contributions; `[1]`, the largest alone, when omitted. */
  readonly contributionWeights?: readonly number[];
  /** Cells that fail a rule get `extra` units of noise more and never stay as they are. */
  readonly unsafe?: { readonly rules: readonly ProtectionRule[]; readonly extra: number };
  /** Whether the largest contribution uses the cell key with its digits as they are; rotated once when omitted. */
  readonly keepsFirstKey?: boolean;
  /** `cellKey`: to the letter as the R package of that name, one cell key for all sums. */
  readonly compat?: 'cellKey';
}

/** The cell key method: noise that depends on who is in a cell and on a secret. */
export interface CellKeyPerturbation extends CommonPerturbation {
  readonly method: 'cellKey';
  readonly counts: CountPerturbation;
  /** Needed where the table has sums. */
  readonly magnitudes?: MagnitudePerturbation;
}

/** Small counts are rounded so that the table adds up. */
export interface SmallCountPerturbation extends CommonPerturbation {
  readonly method: 'smallCounts';
  /** No published count is left between 0 and it. */
  readonly roundingBase: number;
}

/** All counts are rounded to the nearest table of multiples that adds up. */
export interface ControlledPerturbation extends CommonPerturbation {
  readonly method: 'controlledRounding';
  readonly roundingBase: number;
  /** Multiples allowed beyond the two neighbours of a count; 0 when omitted. */
  readonly steps?: number;
  /** Seconds to look for the nearest table; 60 when omitted. The best found is given. */
  readonly seconds?: number;
}

/** Options of `perturb`. */
export type PerturbOptions = CellKeyPerturbation | SmallCountPerturbation | ControlledPerturbation;

const perRow = <Value extends z.ZodType>(value: Value): z.ZodUnion<[Value, z.ZodReadonly<z.ZodArray<Value>>]> => z.union([value, z.array(value).readonly()]);
const varianceIs = z.enum(['exact', 'atMost']);

const countPerturbation = z.strictObject({
  maxDeviation: z.int().min(1).max(100),
  variance: z.number().gt(0),
  minPublished: z.int().min(1).max(100).exactOptional(),
  stayShare: perRow(z.number().min(0).lt(1)).exactOptional(),
  monotone: perRow(z.boolean()).exactOptional(),
  varianceIs: varianceIs.exactOptional(),
  maxPieceShare: z.number().gt(0).max(1).exactOptional(),
});

const magnitudeNoise = z.strictObject({
  maxDeviation: z.int().min(1).max(49),
  variance: z.number().gt(0),
  steps: z.int().min(1).max(49),
  sizes: z.array(z.int().min(1)).min(1).readonly(),
  monotone: perRow(z.boolean()).exactOptional(),
  varianceIs: perRow(varianceIs).exactOptional(),
});

const share = z.number().gt(0).max(1);

const magnitudePerturbation = z
  .strictObject({
    noise: z.union([magnitudeNoise, z.strictObject({ even: magnitudeNoise, odd: magnitudeNoise })]),
    smallNoise: magnitudeNoise.exactOptional(),
    smallShare: share,
    largeShare: share.exactOptional(),
    flexPoint: z.number().gt(0).exactOptional(),
    power: z.number().min(1).exactOptional(),
    contributionWeights: z.array(share).min(1).max(6).readonly().exactOptional(),
    unsafe: z.strictObject({ rules: z.array(protectionRule).min(1).readonly(), extra: z.number().gt(0) }).exactOptional(),
    keepsFirstKey: z.boolean().exactOptional(),
    compat: z.literal('cellKey').exactOptional(),
  })
  .refine(({ largeShare, flexPoint, power }) => [largeShare, flexPoint, power].every((part) => part === undefined) || [largeShare, flexPoint, power].every((part) => part !== undefined), {
    message: 'expected largeShare, flexPoint and power together, or none of them',
  })
  .refine(({ smallShare, largeShare }) => largeShare === undefined || largeShare <= smallShare, { path: ['largeShare'], message: 'expected a share of at most smallShare' })
  .refine(({ contributionWeights }) => contributionWeights === undefined || (contributionWeights[0] === 1 && contributionWeights.every((weight, rank) => weight <= (contributionWeights[rank - 1] ?? 1))), {
    path: ['contributionWeights'], message: 'expected weights that descend from 1',
  });

const common = {
  attack: z.strictObject({ minCount: z.int().min(2), seconds: z.number().gt(0).exactOptional() }).exactOptional(),
  zeros: z.enum(['drop', 'keep']).exactOptional(),
};

/** Checks {@link PerturbOptions}. */
export const perturbOptions: OptionsSchema<PerturbOptions> = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('cellKey'), counts: countPerturbation, magnitudes: magnitudePerturbation.exactOptional(), ...common }),
  z.strictObject({ method: z.literal('smallCounts'), roundingBase: z.int().min(2).max(1_000_000), ...common }),
  z.strictObject({
    method: z.literal('controlledRounding'),
    roundingBase: z.int().min(2).max(1_000_000),
    steps: z.int().min(0).max(100).exactOptional(),
    seconds: z.number().gt(0).exactOptional(),
    ...common,
  }),
]) as unknown as OptionsSchema<PerturbOptions>;
