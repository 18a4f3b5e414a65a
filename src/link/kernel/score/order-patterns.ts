import type { ComparisonKernel } from '../compare/comparison-kernel.ts';
import type { PatternCounts } from '../patterns.ts';
import type { RecordTable } from '../records.ts';
import { frequenciesOf, frequencyOf } from './frequency-kernel.ts';
import type { CountingRules, RawCounts } from './pattern-tally.ts';

/** Pattern counts of every rule, and of the pairs of each rule that touch each group. */
export interface CountedPatterns {
  readonly rules: readonly PatternCounts[];
  /** By rule, then by group; the patterns are those of the rule. Empty without groups. */
  readonly groups: readonly (readonly PatternCounts[])[];
}

/**
 * Orders what was counted: by levels, then by frequency factor.
 *
 * @param raw - what a counter holds.
 * @param comparisons - the comparisons it counted.
 * @param table - the records.
 * @param rules - what was counted.
 * @returns counts by rule and by group; patterns that no pair of the rule has are left out.
 * @remarks O(patterns log patterns) for each rule.
 */
export function orderPatterns(raw: RawCounts, comparisons: readonly ComparisonKernel[], table: Pick<RecordTable, 'columns'>, { rules, termFrequencies, groups }: CountingRules): CountedPatterns {
  const factors = termFrequencies ? factorsOf(raw, comparisons, table) : null;
  const perRule = 1 + (groups?.groups ?? 0);
  const levelColumns = raw.columns.slice(0, comparisons.length);
  const ofRules = Array.from({ length: rules }, (_, rule) => {
    const [all, ...ofGroups] = raw.counts.slice(rule * perRule, (rule + 1) * perRule) as [Float64Array, ...Float64Array[]];
    const order = orderOf(all, levelColumns, factors);
    const first = order.filter((number, place) => place === 0 || compare(number, order[place - 1]!, levelColumns, factors) !== 0);
    const shape = {
      comparisons: comparisons.length,
      patterns: first.length,
      levels: Uint8Array.from(first.flatMap((number) => levelColumns.map((column) => column[number]!))),
      frequencyFactors: factors === null ? null : Float64Array.from(first, (number) => factors[number]!),
    };
    const counted = (counts: Float64Array): PatternCounts => ({ ...shape, counts: addEqual(counts, order, levelColumns, factors, first.length) });
    return { all: counted(all), groups: ofGroups.map(counted) };
  });
  return { rules: ofRules.map(({ all }) => all), groups: groups === null ? [] : ofRules.map((one) => one.groups) };
}

function orderOf(counts: Float64Array, levels: readonly Int32Array[], factors: Float64Array | null): number[] {
  const numbers: number[] = [];
  for (let number = 0; number < counts.length; number++) if (counts[number] !== 0) numbers.push(number);
  return numbers.sort((left, right) => compare(left, right, levels, factors));
}

function compare(left: number, right: number, levels: readonly Int32Array[], factors: Float64Array | null): number {
  for (const column of levels) if (column[left] !== column[right]) return column[left]! - column[right]!;
  return factors === null ? 0 : factors[left]! - factors[right]!;
}

/** Frequencies that differ may have one factor: their pairs count together. */
function addEqual(counts: Float64Array, order: readonly number[], levels: readonly Int32Array[], factors: Float64Array | null, patterns: number): Float64Array {
  const sums = new Float64Array(patterns);
  let pattern = -1;
  order.forEach((number, place) => {
    if (place === 0 || compare(number, order[place - 1]!, levels, factors) !== 0) pattern++;
    sums[pattern]! += counts[number] ?? 0;
  });
  return sums;
}

/** Π frequency^−weight over the levels of each pattern that are adjusted. */
function factorsOf({ columns }: RawCounts, comparisons: readonly ComparisonKernel[], table: Pick<RecordTable, 'columns'>): Float64Array {
  const factors = new Float64Array(columns[0]?.length ?? 0).fill(1);
  let next = comparisons.length;
  comparisons.forEach((comparison, index) => {
    const frequencies = frequenciesOf(comparison.program, table);
    if (frequencies === null) return;
    const found = columns[next++]!;
    const levels = columns[index]!;
    for (let number = 0; number < factors.length; number++) {
      const { frequency } = comparison.program.levels[levels[number]!]!;
      if (frequency === null || found[number]! < 0) continue;
      factors[number]! *= frequencyOf(found[number]! + 1, frequencies[levels[number]!]!.total, frequency) ** -frequency.weight;
    }
  });
  return factors;
}
