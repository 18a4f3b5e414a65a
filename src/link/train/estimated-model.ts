import type { EmResult } from '../kernel/train/expectation-maximisation.ts';
import type { KindShares } from '../kernel/train/pair-kinds.ts';
import type { Parameters } from '../kernel/train/parameters.ts';

/** What was estimated, from all records or without a group of them. */
export interface EstimatedModel {
  readonly parameters: Parameters;
  readonly prior: number;
  /** Ordinary matches, and the kinds of pairs of the model beside them; none where it has none. */
  readonly kinds: readonly KindShares[];
  /** Of each session; one for all rules where they were trained together. */
  readonly ems: readonly EmResult[];
  /** Uint32Array(slots): sessions in which a pair was at the level. */
  readonly seenBy: Uint32Array;
  readonly rounds: number;
  readonly isConverged: boolean;
  readonly floored: readonly number[];
  readonly startLikelihoods: readonly number[];
}
