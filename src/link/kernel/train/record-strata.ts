import type { SourceCounts } from './distinct-tuples.ts';
import type { AgreementRules, TupleCounts } from './pair-levels.ts';

/** Kinds of values. Sets of kinds are sums of them. */
export const SILENT = 1;
/** Values that say something, of few records each. */
export const RARE = 2;
/** Values that say something, of so many records each that the pairs of two such values are compared once and for all. */
export const FREQUENT = 4;

/** Records with values of some kinds, in some sources. */
export interface RecordSet {
  /** A sum of kinds. */
  readonly kinds: number;
  /** Sources `from … to`, the last one left out. */
  readonly from: number;
  readonly to: number;
}

/** Pairs of unequal records, of which a sample is drawn. */
export interface Stratum {
  readonly left: RecordSet;
  /** `null` where pairs are within the left set. */
  readonly right: RecordSet | null;
  /** Unequal pairs there are, over all records and without each group. */
  readonly pairs: number;
  readonly without: readonly number[];
  /** Pairs to draw. */
  readonly wanted: number;
}

/** Pairs with a missing value nearly always say nothing: as many fewer of them are drawn. */
const FEWER = 8;

/**
 * Sorts the pairs of unequal records that are to be drawn: both records say something, one does, or neither. Of those that say something both may be
 * frequent; these are no matter of the sample.
 *
 * @param counts - distinct tuples and how often they occur.
 * @param kindOf - Uint8Array(tuples): kind of each tuple.
 * @param rules - which records make pairs, and how many pairs to draw.
 * @returns the strata with pairs; each has a part of the pairs to draw in proportion to its own, so that together they do no worse than draws from all.
 * @remarks O(tuples × sources × groups × log sources).
 */
export function strataOf(counts: TupleCounts, kindOf: Uint8Array, { isWithin, samplePairs }: Pick<AgreementRules, 'isWithin' | 'samplePairs'>): Stratum[] {
  const whole = { from: 0, to: counts.all.sources };
  const splits = isWithin ? [[whole, whole] as const] : splitsOf(whole);
  const sized = splits.map(([left, right]) => ({ left, right, all: pairsOfKinds(counts.all, kindOf, left, right, isWithin) }));
  const withouts = Array.from({ length: counts.groups?.groups ?? 0 }, (_, group) => {
    const without = counts.without(group);
    return splits.map(([left, right]) => pairsOfKinds(without, kindOf, left, right, isWithin));
  });
  return FAMILIES.flatMap((family, index) => {
    const found = sized.flatMap(({ left, right, all }, split) => family.flatMap(([leftKinds, rightKinds]): Omit<Stratum, 'wanted'>[] => {
      const pairs = all(leftKinds, rightKinds);
      // Within one set of records, either order is the same pair.
      if (pairs <= 0 || (isWithin && leftKinds > rightKinds)) return [];
      const without = withouts.map((of) => of[split]!(leftKinds, rightKinds));
      return [{ left: { ...left, kinds: leftKinds }, right: isWithin && leftKinds === rightKinds ? null : { ...right, kinds: rightKinds }, pairs, without }];
    }));
    const settled = index === 0 ? sized.reduce((sum, { all }) => sum + all(FREQUENT, FREQUENT), 0) : 0;
    const total = found.reduce((sum, { pairs }) => sum + pairs, settled);
    const wanted = index === 0 ? samplePairs : samplePairs / FEWER;
    return found.map((stratum) => ({ ...stratum, wanted: Math.ceil(wanted * (stratum.pairs / total)) }));
  });
}

/** Kinds on the left and on the right of pairs that have a number of draws together: both say something, one does, neither. */
const FAMILIES: readonly (readonly (readonly [left: number, right: number])[])[] = [
  [[RARE, RARE], [RARE, FREQUENT], [FREQUENT, RARE]], [[SILENT, RARE + FREQUENT], [RARE + FREQUENT, SILENT]], [[SILENT, SILENT]],
];
const KINDS: readonly number[] = [SILENT, RARE, FREQUENT];

type Sources = Pick<RecordSet, 'from' | 'to'>;

/** Halves sources, and each half again: any two of them are on either side of one split. */
function splitsOf({ from, to }: Sources): (readonly [left: Sources, right: Sources])[] {
  if (to - from < 2) return [];
  const middle = (from + to) >> 1;
  const [left, right] = [{ from, to: middle }, { from: middle, to }];
  return [[left, right], ...splitsOf(left), ...splitsOf(right)];
}

/** Tells how many unequal pairs there are of records of some kinds, on either side of a split or within all. */
function pairsOfKinds({ sources, counts }: SourceCounts, kindOf: Uint8Array, left: Sources, right: Sources, isWithin: boolean): (leftKinds: number, rightKinds: number) => number {
  // By kind.
  const [lefts, rights, equal] = [new Float64Array(FREQUENT + 1), new Float64Array(FREQUENT + 1), new Float64Array(FREQUENT + 1)];
  for (let tuple = 0; tuple < kindOf.length; tuple++) {
    const kind = kindOf[tuple]!;
    let [one, other] = [0, 0];
    for (let source = left.from; source < left.to; source++) one += counts[tuple * sources + source]!;
    for (let source = right.from; source < right.to; source++) other += counts[tuple * sources + source]!;
    lefts[kind]! += one;
    rights[kind]! += other;
    equal[kind]! += isWithin ? (one * one - one) / 2 : one * other;
  }
  const sumOf = (of: Float64Array, kinds: number): number => KINDS.reduce((sum, kind) => ((kinds & kind) === 0 ? sum : sum + of[kind]!), 0);
  return (leftKinds, rightKinds) => {
    const [one, other] = [sumOf(lefts, leftKinds), sumOf(rights, rightKinds)];
    if (leftKinds !== rightKinds) return one * other;
    return (isWithin ? (one * one - one) / 2 : one * other) - sumOf(equal, leftKinds);
  };
}
