import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kAnonymity } from '../../../../src/anonymise/kernel/models/k-anonymity.ts';
import { searchLevels } from '../../../../src/anonymise/kernel/search/search-levels.ts';
import type { SearchProblem, UtilityMetric } from '../../../../src/anonymise/kernel/search/search-problem.ts';
import { naiveOptimum } from './naive-search.ts';
import { kernelTable, METRICS, smallTables, type SmallTable } from './small-problems.ts';

const CASES = Number(process.env['A423_SEARCH_CASES'] ?? 1000);
const ROWS = { entities: false, population: false };

const nameOf = ({ metric, ...rest }: UtilityMetric): string => [metric, ...Object.values(rest)].join(' ');
const weights = fc.option(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 3, maxLength: 3 }), { nil: null });

/** Weights of the columns there are; none where all would be 0, or the metric has none. */
function weightsFor(drawn: readonly number[] | null, columns: number, { metric }: UtilityMetric): number[] | null {
  const own = drawn?.slice(0, columns) ?? [];
  return metric === 'discernibility' || metric === 'averageClassSize' || own.every((weight) => weight === 0) ? null : own;
}

function problemOf(table: SmallTable, kind: { entities: boolean; population: boolean }, rest: Pick<SearchProblem, 'judges' | 'maxSuppressedRows' | 'metric'>, own: readonly number[] | null): SearchProblem {
  return { ...kernelTable(table, kind), ...rest, columnWeights: own === null ? null : Float64Array.from(own), maxNodes: 1e6, maxChecks: 1e6 };
}

describe('the optimum is that of brute force, in loss and node', () => {
  test.each(METRICS.map((metric) => [nameOf(metric), metric] as const))('by k-anonymity and %s', (_, metric) => {
    fc.assert(fc.property(smallTables(ROWS), fc.integer({ min: 1, max: 4 }), fc.nat(10), weights, (table, k, maxSuppressedRows, drawn) => {
      const own = weightsFor(drawn, table.hierarchies.length, metric);
      const found = searchLevels(problemOf(table, ROWS, { judges: [kAnonymity(k)], maxSuppressedRows, metric }, own));
      const wanted = naiveOptimum({ ...table, accepts: ({ rows }) => rows.length >= k, maxSuppressedRows, metric, weights: own });
      expect(found.levels === null ? null : [...found.levels]).toEqual(wanted?.levels ?? null);
      if (wanted !== null) expect(found.loss).toBeCloseTo(wanted.losses[0]!, 6);
      expect(found.suppressedRows).toBe(wanted?.suppressedRows ?? 0);
      expect(found.bound).toBe(found.loss);
    }), { numRuns: CASES });
  });
});
