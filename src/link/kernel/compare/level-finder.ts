import type { PairScreen } from '../block/pair-screen.ts';
import { askingOrder } from './asking-order.ts';
import type { ComparisonKernel } from './comparison-kernel.ts';
import { compileLevels, shareLevels, type CompiledLevels, type LevelMemory } from './compiled-levels.ts';
import { codeComparer } from './code-comparer.ts';
import { NO_LIMIT, type LevelLosses } from './level-losses.ts';
import type { CodesToPack, PackedCodes } from './packed-codes.ts';
import type { PlannedComparison } from './planned-comparison.ts';

/** Finds the levels of pairs in all comparisons. Not re-entrant. */
export interface LevelFinder {
  /** Uint32Array: which pairs of the last call were not given up, rising. */
  readonly places: Uint32Array;
  /**
   * Finds levels.
   *
   * @param lefts - ordinals of the left records.
   * @param rights - ordinals of the right records.
   * @param pairs - number of pairs, at most `mostPairs`.
   * @param rules - the rule that gave each pair, those of one rule together; rule 0 where none is told.
   * @param out - receives, for the `i`-th pair that is not given up, its level in comparison `c` at `c · mostPairs + i`.
   * @param asked - comparisons whose levels are found: all, unless given; where pairs are given up, all whatever is given.
   * @returns how many pairs were not given up.
   */
  find(lefts: Uint32Array, rights: Uint32Array, pairs: number, rules: Uint8Array | null, out: Uint8Array, asked?: readonly number[]): number;
  /** Gives pairs of blocks up that this would give up; null where it would give up none. */
  readonly screen: PairScreen | null;
}

/** Pairs of a rule after which it is known which comparisons tell most. */
const TRIAL_PAIRS = 1024;

/**
 * Readies the finding of levels in all comparisons.
 *
 * @param comparisons - the comparisons.
 * @param packed - the codes they go by.
 * @param mostPairs - pairs of a call at most.
 * @param bounds - what levels lose, so that pairs may be given up that have lost too much; null to give up none.
 * @param shared - what {@link shareComparisons} laid out for the same comparisons and bounds; null to lay it out anew.
 * @returns what finds levels.
 * @remarks Comparisons that have a plan are compiled, where the platform can; others are asked afterwards, of the pairs that are left. The
 *   first pairs of every rule are compared whole, to see which comparisons take most for their pains: these are asked first. The order
 *   changes nothing but the time.
 */
export function levelFinder(comparisons: readonly ComparisonKernel[], packed: PackedCodes, mostPairs: number, bounds: LevelLosses | null = null, shared: LevelMemory | null = null): LevelFinder {
  const indices = comparisons.map((_, index) => index);
  const planned = indices.filter((index) => comparisons[index]!.plan !== null);
  const compiled = planned.length === 0 ? null : compileLevels(plannedComparisons(comparisons, packed, bounds), packed, shared, bounds?.mostLoss ?? null);
  const isCompiled = (index: number): boolean => compiled !== null && planned.includes(index);
  const compare = codeComparer(comparisons, indices.filter((index) => !isCompiled(index)), packed);
  const places = Uint32Array.from({ length: mostPairs }, (_, place) => place);
  if (compiled === null) {
    return {
      places,
      screen: null,
      find(lefts, rights, pairs, _rules, out, asked = indices) {
        compare(lefts, rights, pairs, out, mostPairs, asked);
        return pairs;
      },
    };
  }
  const keep = compiledFinder(compiled, planned, comparisons, bounds);
  const someLefts = new Uint32Array(bounds === null ? 0 : mostPairs);
  const someRights = new Uint32Array(bounds === null ? 0 : mostPairs);
  return {
    places,
    screen: compiled.screen,
    find(lefts, rights, pairs, rules, out, asked = indices) {
      const found = keep(lefts, rights, pairs, rules, places, out, mostPairs, asked);
      if (planned.length === comparisons.length || found === 0) return found;
      if (bounds === null) {
        compare(lefts, rights, pairs, out, mostPairs, asked);
        return found;
      }
      for (let place = 0; place < found; place++) {
        someLefts[place] = lefts[places[place]!]!;
        someRights[place] = rights[places[place]!]!;
      }
      compare(someLefts, someRights, found, out, mostPairs);
      return found;
    },
  };
}

/**
 * Lays out what comparisons compare, once for several threads.
 *
 * @param comparisons - the comparisons.
 * @param codes - the codes they go by.
 * @param bounds - what levels lose; null where no pair is given up.
 * @param threads - how many will find levels.
 * @returns memory for {@link levelFinder}; null where nothing is compiled.
 */
export function shareComparisons(comparisons: readonly ComparisonKernel[], codes: CodesToPack, bounds: LevelLosses | null, threads: number): LevelMemory | null {
  const planned = plannedComparisons(comparisons, codes, bounds);
  return planned.length === 0 ? null : shareLevels(planned, codes, threads, bounds?.mostLoss ?? null);
}

/** The comparisons that have a plan. */
function plannedComparisons(comparisons: readonly ComparisonKernel[], { columns }: Pick<PackedCodes, 'columns'>, bounds: LevelLosses | null): readonly PlannedComparison[] {
  return comparisons.flatMap(({ plan, single, levels }, index) => {
    if (plan === null) return [];
    const { left, right } = single!;
    const ofValues = bounds?.ofValues?.[index]?.[plan.equal] ?? null;
    const isOfColumn = ofValues?.column === left && left === right;
    return [{ plan, left: columns.indexOf(left), right: columns.indexOf(right), losses: bounds?.losses[index] ?? new Int32Array(levels), ofValues: isOfColumn ? ofValues : null }];
  });
}

/** Finds the levels of compiled comparisons, and lists the pairs that are not given up. */
type CompiledFinder = (
  lefts: Uint32Array, rights: Uint32Array, pairs: number, rules: Uint8Array | null, places: Uint32Array, out: Uint8Array, plane: number, asked: readonly number[],
) => number;

function compiledFinder(compiled: CompiledLevels, planned: readonly number[], comparisons: readonly ComparisonKernel[], bounds: LevelLosses | null): CompiledFinder {
  const inOrder = planned.map((_, place) => place);
  const pains = planned.map((index) => comparisons[index]!.pains);
  const orders: (readonly number[])[] = [];

  /** Compares the first pairs of a rule whole. */
  function tryOrder({ mostLoss, losses }: LevelLosses, pairs: number): readonly number[] {
    const tried = Math.min(pairs, TRIAL_PAIRS);
    compiled.find(tried, inOrder, NO_LIMIT);
    const lost = planned.map((index, place) => Int32Array.from({ length: tried }, (_, pair) => losses[index]![compiled.levels[place * compiled.capacity + pair]!]!));
    return askingOrder(lost, mostLoss, pains);
  }

  return (lefts, rights, pairs, rules, places, out, plane, asked) => {
    const chosen = bounds === null ? inOrder.filter((place) => asked.includes(planned[place]!)) : inOrder;
    let found = 0;
    for (let from = 0; from < pairs; from += compiled.capacity) {
      const run = Math.min(compiled.capacity, pairs - from);
      compiled.lefts.set(lefts.subarray(from, from + run));
      compiled.rights.set(rights.subarray(from, from + run));
      const order = bounds === null ? chosen : orders[rules?.[from] ?? 0] ??= tryOrder(bounds, run);
      const kept = compiled.find(run, order, bounds?.mostLoss ?? NO_LIMIT);
      if (bounds !== null) for (let place = 0; place < kept; place++) places[found + place] = from + compiled.places[place]!;
      for (const place of chosen) {
        const at = place * compiled.capacity;
        out.set(compiled.levels.subarray(at, at + kept), planned[place]! * plane + found);
      }
      found += kept;
    }
    return found;
  };
}
