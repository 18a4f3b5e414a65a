import { PlanError } from '../../core/errors.ts';
import { countBySource, pairsAmong } from '../kernel/train/distinct-tuples.ts';
import type { RecordGroups } from '../kernel/train/pair-levels.ts';
import type { BlockingRule } from '../model/blocking-rule.ts';
import { blockFor } from './measure-parts.ts';
import type { TrainingSetting } from './training-setting.ts';

/** A figure of all records, and without each group of them. */
export interface MeasuredNumber {
  readonly all: number;
  readonly without: readonly number[];
}

/** Pairs visited at a time. */
const CHUNK_PAIRS = 65_536;

/**
 * Counts all pairs of records that the link type allows.
 *
 * @param setting - records and model.
 * @param groups - groups of records to leave out in turn; `null` for none.
 * @returns the counts.
 */
export function countAllPairs({ records: { table }, model }: TrainingSetting, groups: RecordGroups | null): MeasuredNumber {
  const isWithin = model.linkType !== 'link';
  const all = Float64Array.from(table.sourceStarts.subarray(1), (end, source) => end - table.sourceStarts[source]!);
  const one = new Int32Array(groups === null ? 0 : table.records);
  const without = (group: number): number => pairsAmong(countBySource(one, 1, table.sourceStarts, groups!.groupOf, group), 0, isWithin);
  return { all: pairsAmong({ sources: all.length, counts: all }, 0, isWithin), without: Array.from({ length: groups?.groups ?? 0 }, (_, group) => without(group)) };
}

/**
 * Finds the share of matches among all pairs from rules strict enough to give matches only: pairs that any of them gives ÷
 * recall ÷ all pairs.
 *
 * @param setting - records and model.
 * @param rules - strict rules.
 * @param recall - the share of matches that they are believed to give, above 0.
 * @param groups - groups of records to leave out in turn; `null` for none.
 * @returns the prior.
 * @throws {PlanError} `PLAN_OUT_OF_RANGE` where the rules give more pairs than there can be with that recall.
 * @see https://github.com/moj-analytical-services/splink (`estimate_probability_two_random_records_match`)
 */
export function priorFromDeterministicRules(setting: TrainingSetting, rules: readonly BlockingRule[], recall: number, groups: RecordGroups | null): MeasuredNumber {
  const pairs = countPairs(setting, rules, groups);
  const all = countAllPairs(setting, groups);
  if (pairs.all > all.all * recall) {
    throw new PlanError([{ code: 'PLAN_OUT_OF_RANGE', path: 'prior.recall', message: `expected at least ${(pairs.all / all.all).toPrecision(6)}, since the rules give that share of all pairs` }]);
  }
  const share = (found: number, of: number): number => (of === 0 ? 0 : Math.min(1, found / recall / of));
  return { all: share(pairs.all, all.all), without: pairs.without.map((found, group) => share(found, all.without[group]!)) };
}

function countPairs(setting: TrainingSetting, rules: readonly BlockingRule[], groups: RecordGroups | null): MeasuredNumber {
  let all = 0;
  const touched = new Float64Array(groups?.groups ?? 0);
  blockFor(setting, rules).visit(null, CHUNK_PAIRS, (lefts, rights, _, pairs) => {
    all += pairs;
    for (let pair = 0; groups !== null && pair < pairs; pair++) {
      const [left, right] = [groups.groupOf[lefts[pair]!]!, groups.groupOf[rights[pair]!]!];
      touched[left]!++;
      if (left !== right) touched[right]!++;
    }
    return true;
  });
  return { all, without: Array.from(touched, (pairs) => all - pairs) };
}
