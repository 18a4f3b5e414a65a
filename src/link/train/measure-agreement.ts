import type { ComparableRecords } from '../compile/comparable-records.ts';
import type { ComparisonKernel } from '../kernel/compare/comparison-kernel.ts';
import { countAgreement } from '../kernel/train/agreement.ts';
import { pairLevels } from '../kernel/train/levels-among.ts';
import type { Agreement, AgreementRules, RecordGroups } from '../kernel/train/pair-levels.ts';
import type { ParameterSlots } from '../kernel/train/parameters.ts';

/** How often all pairs of records agree, matches and others. */
export interface MeasuredAgreement {
  /** Float64Array(slots): share of the pairs that say something at each level; half a pair where there is none. */
  readonly shares: Float64Array;
  /** Float64Array(slots): variance of the shares because pairs were drawn; 0 where all were counted. */
  readonly variances: Float64Array;
  /** By group, the shares without its records. */
  readonly without: readonly Float64Array[];
  /** By comparison: pairs that say something. */
  readonly pairs: readonly number[];
  /** By comparison: pairs drawn; 0 where all were counted. */
  readonly drawn: readonly number[];
}

/**
 * Measures the agreement of all pairs of records at every level of some comparisons.
 *
 * @param records - the records.
 * @param comparisons - compiled for them; their caches stay as they are.
 * @param slots - layout of the levels.
 * @param rules - which records make pairs, and how many may be compared.
 * @param groups - groups of records to leave out in turn; `null` for none.
 * @returns the shares; 0 at all levels of a comparison of which no pair says anything.
 */
export function measureAgreement(
  records: Pick<ComparableRecords, 'table' | 'unit'>, comparisons: readonly ComparisonKernel[], slots: ParameterSlots, rules: AgreementRules, groups: RecordGroups | null,
): MeasuredAgreement {
  return sharesOf(comparisons.map((comparison) => countAgreement(records.table, pairLevels(records, comparison), rules, groups)), slots, groups);
}

/**
 * Turns counts into shares.
 *
 * @param counted - one a comparison.
 * @param slots - layout of the levels.
 * @param groups - groups that were left out in turn; `null` for none.
 * @returns the shares; 0 at all levels of a comparison of which no pair says anything.
 */
export function sharesOf(counted: readonly Agreement[], slots: ParameterSlots, groups: RecordGroups | null): MeasuredAgreement {
  const size = slots.isSilent.length;
  const shares = new Float64Array(size);
  const variances = new Float64Array(size);
  const without = Array.from({ length: groups?.groups ?? 0 }, () => new Float64Array(size));
  const pairs: number[] = [];
  const drawn: number[] = [];
  counted.forEach((found, index) => {
    const first = slots.offsets[index]!;
    const total = fillShares(shares, { counts: found.pairs, drawn: found.drawn }, first, slots.isSilent);
    found.without.forEach((counts, group) => fillShares(without[group]!, { counts, drawn: found.drawn }, first, slots.isSilent));
    if (total > 0) found.variances.forEach((variance, level) => (variances[first + level] = slots.isSilent[first + level] === 1 ? 0 : variance / total ** 2));
    pairs.push(total);
    drawn.push(found.drawn);
  });
  return { shares, variances, without, pairs, drawn };
}

/** Levels that no pair is at get half a pair, or what never happened would be proof of a match. */
function fillShares(shares: Float64Array, { counts, drawn }: { readonly counts: Float64Array; readonly drawn: number }, first: number, isSilent: Uint8Array): number {
  const speaking = Array.from(counts, (_, level) => level).filter((level) => isSilent[first + level] === 0);
  const total = speaking.reduce((sum, level) => sum + counts[level]!, 0);
  if (!(total > 0)) return 0;
  const half = drawn === 0 ? 0.5 : (0.5 * total) / drawn;
  const all = speaking.reduce((sum, level) => sum + (counts[level]! > 0 ? counts[level]! : half), 0);
  for (const level of speaking) shares[first + level] = (counts[level]! > 0 ? counts[level]! : half) / all;
  return total;
}
