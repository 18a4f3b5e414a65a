import { joinSets, singletons } from '../kernel/decide/union-find.ts';
import { groupPersons } from '../kernel/train/record-groups.ts';
import type { RecordGroups } from '../kernel/train/pair-levels.ts';
import type { Parameters } from '../kernel/train/parameters.ts';
import type { BlockingRule } from '../model/blocking-rule.ts';
import { blockFor } from './measure-parts.ts';
import { hashRowKeys } from './record-hashes.ts';
import type { TrainingSetting } from './training-setting.ts';

/** Pairs compared at a time. */
const CHUNK_PAIRS = 16_384;
/** Records are taken for one person from these odds on: nine in ten. */
const MIN_BITS = Math.log2(9);

/**
 * Deals records out to groups, those that seem to be of one person together: what is estimated of a person's records varies
 * from person to person, so that leaving out single records would not show how much.
 *
 * @param setting - records and model.
 * @param rules - rules whose pairs are looked at; of `labels`, pairs are taken as they are.
 * @param areLabels - whether the rules give the truth.
 * @param parameters - m and u by which pairs are weighed.
 * @param prior - share of matches among all pairs.
 * @returns the groups; they depend on row keys, not on the order of records.
 */
export function groupRecords(setting: TrainingSetting, rules: readonly BlockingRule[], areLabels: boolean, parameters: Pick<Parameters, 'm' | 'u'>, prior: number): RecordGroups {
  const { records, options } = setting;
  const { groups, seed } = options.intervals!;
  const parents = singletons(records.table.records);
  const weigh = areLabels ? null : weigher(setting, parameters, prior);
  blockFor(setting, rules).visit(null, CHUNK_PAIRS, (lefts, rights, _, pairs) => {
    const bits = weigh?.(lefts, rights, pairs);
    for (let pair = 0; pair < pairs; pair++) if (bits === undefined || bits[pair]! >= MIN_BITS) joinSets(parents, lefts[pair]!, rights[pair]!);
    return true;
  });
  return groupPersons(parents, hashRowKeys(records.rowKeys, seed), groups);
}

/** Sums bits over comparisons; frequencies and dependence are left out. */
function weigher({ comparisons, layout: { slots } }: TrainingSetting, { m, u }: Pick<Parameters, 'm' | 'u'>, prior: number): (lefts: Uint32Array, rights: Uint32Array, pairs: number) => Float64Array {
  const bitsOf = Float64Array.from(m, (value, slot) => (slots.isSilent[slot] === 1 ? 0 : Math.log2(value / u[slot]!)));
  const levels = new Uint8Array(CHUNK_PAIRS);
  const bits = new Float64Array(CHUNK_PAIRS);
  return (lefts, rights, pairs) => {
    bits.fill(Math.log2(prior / (1 - prior)));
    comparisons.forEach((comparison, index) => {
      const first = slots.offsets[index]!;
      comparison.levelsOf(lefts, rights, pairs, levels, 0, 1);
      for (let pair = 0; pair < pairs; pair++) bits[pair]! += bitsOf[first + levels[pair]!]!;
    });
    return bits;
  };
}
