import type { ComparableRecords } from '../compile/comparable-records.ts';
import type { BlockingRule } from '../model/blocking-rule.ts';
import type { LinkType } from '../model/model.ts';
import { blockRecords, type BlockOptions } from './block-records.ts';
import { rulesOr } from './specifications.ts';

/** What one rule gives; counts of pairs, never values. */
export interface RuleCounts {
  /** Index of the rule. */
  readonly rule: number;
  /** Its label; null where it has none. */
  readonly label: string | null;
  /** Pairs of its blocks, whatever other rules give; pairs that share several of its blocks count in each. */
  readonly blockPairs: number;
  /** Pairs it gives and no earlier rule. */
  readonly pairs: number;
  /** Pairs it and all earlier rules give. */
  readonly cumulativePairs: number;
  /** Blocks it left out as too large, and the pairs that no other rule gives in their place. */
  readonly lostBlocks: number;
  readonly lostPairs: number;
}

/** What blocking rules give, before anything is compared. */
export interface CandidateCounts {
  readonly rules: readonly RuleCounts[];
  readonly totalPairs: number;
  /** All pairs there are, without blocking. */
  readonly cartesianPairs: number;
  /** Whether conditions of rules were evaluated; without, counts of rules with conditions are bounds from above. */
  readonly isExact: boolean;
}

/**
 * Counts the pairs that blocking rules give.
 *
 * @param records - the records.
 * @param rules - in order; none: every pair.
 * @param linkType - which pairs are looked for.
 * @param options - as for {@link blockRecords}.
 * @returns the counts.
 * @throws {PlanError} as {@link blockRecords}.
 * @throws {DataError} `DATA_PAIR_LIMIT`.
 * @remarks About O(records × terms × rules), whatever the number of pairs; rules with lists or, where they are counted,
 *   conditions are visited pair by pair.
 */
export function countCandidates(records: ComparableRecords, rules: readonly BlockingRule[], linkType: LinkType, options: BlockOptions = {}): CandidateCounts {
  const { blockPairs, pairsOfRule, lost, totalPairs, cartesianPairs, isExact } = blockRecords(records, rules, linkType, options);
  let cumulativePairs = 0;
  const counts = rulesOr(rules).map(({ label }, rule): RuleCounts => {
    cumulativePairs += pairsOfRule[rule]!;
    const { blocks, pairs } = lost.find((each) => each.rule === rule) ?? { blocks: 0, pairs: 0 };
    return { rule, label: label ?? null, blockPairs: blockPairs[rule]!, pairs: pairsOfRule[rule]!, cumulativePairs, lostBlocks: blocks, lostPairs: pairs };
  });
  return { rules: counts, totalPairs, cartesianPairs, isExact };
}

/**
 * Counts the pairs that at least one of several rules gives, for a prior from deterministic rules.
 *
 * @param records - the records.
 * @param rules - of which one is enough.
 * @param linkType - which pairs are looked for.
 * @param options - as for {@link blockRecords}; conditions are evaluated.
 * @returns the pairs, each counted once, and all pairs there are.
 * @throws {PlanError} as {@link blockRecords}.
 * @see https://github.com/moj-analytical-services/splink (`estimate_probability_two_random_records_match`)
 */
export function pairsMatchedByAny(
  records: ComparableRecords, rules: readonly BlockingRule[], linkType: LinkType, options: BlockOptions = {},
): { readonly pairs: number; readonly cartesianPairs: number } {
  const { totalPairs, cartesianPairs } = blockRecords(records, rules, linkType, { ...options, countsConditions: true });
  return { pairs: totalPairs, cartesianPairs };
}
