// Pattern tables made the plain way, for tests of training.
import type { PatternCounts } from '../../../../src/link/kernel/patterns.ts';
import { slotsOf, type Parameters, type ParameterSlots } from '../../../../src/link/kernel/train/parameters.ts';
import type { EmRules } from '../../../../src/link/kernel/train/expectation-maximisation.ts';
import type { ShareRules } from '../../../../src/link/kernel/train/shares.ts';

/** One pair: its levels, and its frequency factor. */
export interface PlainPair {
  readonly levels: readonly number[];
  readonly factor?: number;
  readonly count?: number;
}

/** Counts pairs by levels and factor, sorted by both. */
export function countPairs(pairs: Iterable<PlainPair>, comparisons: number, withFactors = false): PatternCounts {
  const counts = new Map<string, { readonly levels: readonly number[]; readonly factor: number; count: number }>();
  for (const { levels, factor = 1, count = 1 } of pairs) {
    const name = `${levels.join()}|${withFactors ? factor : 1}`;
    const known = counts.get(name) ?? { levels, factor, count: 0 };
    known.count += count;
    counts.set(name, known);
  }
  const sorted = [...counts.values()].sort((left, right) => {
    const at = left.levels.findIndex((level, index) => level !== right.levels[index]);
    return at >= 0 ? left.levels[at]! - right.levels[at]! : left.factor - right.factor;
  });
  return {
    comparisons, patterns: sorted.length,
    levels: Uint8Array.from(sorted.flatMap(({ levels }) => [...levels])),
    counts: Float64Array.from(sorted, ({ count }) => count),
    frequencyFactors: withFactors ? Float64Array.from(sorted, ({ factor }) => factor) : null,
  };
}

/** A null level first in each comparison, then as many as said. */
export function slotsWithNull(levels: readonly number[]): ParameterSlots {
  return slotsOf(levels.map((count) => [true, ...new Array<boolean>(count).fill(false)]));
}

/** Parameters from m and u by comparison, null level left out. */
export function parametersOf(m: readonly (readonly number[])[], u: readonly (readonly number[])[], priors: readonly number[]): Parameters {
  const flat = (shares: readonly (readonly number[])[]): Float64Array => Float64Array.from(shares.flatMap((levels) => [0, ...levels]));
  return { m: flat(m), u: flat(u), priors: Float64Array.from(priors), joint: [] };
}

/** m or u of one comparison, null level left out. */
export function sharesOf(shares: Float64Array, { offsets }: ParameterSlots, comparison: number): number[] {
  return [...shares.subarray(offsets[comparison]! + 1, offsets[comparison + 1])];
}

/** What differs from plain rules. */
export type RulesChange = { readonly m?: Partial<ShareRules>; readonly u?: Partial<ShareRules> } & Partial<Omit<EmRules, 'm' | 'u'>>;

/** Rules for `slots` slots; u fixed unless said otherwise. */
export function rulesFor(slots: number, change: RulesChange = {}): EmRules {
  const plain: ShareRules = { isFixed: new Uint8Array(slots), prior: null, minimum: 0, isMonotone: false, likeSplink: false };
  const { m, u, ...rest } = change;
  return {
    m: { ...plain, ...m }, u: { ...plain, isFixed: new Uint8Array(slots).fill(1), ...u },
    isPriorFixed: false, priorPairs: null, standsForAll: false, tolerance: 1e-4, maxIterations: 25, ...rest,
  };
}
