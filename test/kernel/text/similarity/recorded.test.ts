// What independent programs gave: recorded beside the values, and the test files of jellyfish where they are at hand.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import {
  damerauLevenshteinDistance, hammingDistance, jaroSimilarity, jaroWinklerSimilarity, levenshteinDistance, longestCommonSubsequence, LONG_WINKLER, osaDistance, DUCKDB_WINKLER,
} from '../../../../src/text/index.ts';
import { describeWithData } from '../../../shared-data.ts';
import { RECORDED } from './recorded-pairs.ts';

describe('rapidfuzz and jellyfish', () => {
  test.each(RECORDED)('%j and %j', (left, right, levenshtein, osa, damerau, subsequence, jaro, winkler, long) => {
    expect([levenshteinDistance(left, right), osaDistance(left, right), damerauLevenshteinDistance(left, right), longestCommonSubsequence(left, right)])
      .toEqual([levenshtein, osa, damerau, subsequence]);
    // The sums are taken in the same order, so that not one bit differs.
    expect([jaroSimilarity(left, right), jaroWinklerSimilarity(left, right)]).toEqual([jaro, winkler]);
    expect(jaroWinklerSimilarity(left, right, { variant: LONG_WINKLER })).toBeCloseTo(long, 14);
  });
});

describeWithData('the test files of jellyfish', 'linkage/jellyfish', (folder) => {
  const rowsOf = (name: string): [string, string, number][] => (parse(readFileSync(join(folder, name)), { relax_column_count: true }) as string[][])
    .map(([left, right, expected]) => [left!, right!, Number(expected)]);

  test.each([
    ['damerau_levenshtein.csv', damerauLevenshteinDistance], ['levenshtein.csv', levenshteinDistance], ['wagner_fischer.csv', levenshteinDistance], ['hamming.csv', hammingDistance],
  ] as const)('%s', (name, distance) => {
    const rows = rowsOf(name);
    expect(rows.length).toBeGreaterThanOrEqual(5);
    for (const [left, right, expected] of rows) expect([left, right, distance(left, right)]).toEqual([left, right, expected]);
  });

  test.each([
    ['jaro_distance.csv', (left: string, right: string) => jaroSimilarity(left, right)],
    ['jaro_winkler.csv', (left: string, right: string) => jaroWinklerSimilarity(left, right, { variant: DUCKDB_WINKLER })],
    ['jaro_winkler_longtol.csv', (left: string, right: string) => jaroWinklerSimilarity(left, right, { variant: LONG_WINKLER })],
  ] as const)('%s', (name, similarity) => {
    const rows = rowsOf(name);
    expect(rows.length).toBeGreaterThanOrEqual(5);
    // The files give three decimals, some of them cut and not rounded.
    for (const [left, right, expected] of rows) expect(Math.abs(similarity(left, right) - expected), `${left} and ${right}`).toBeLessThan(0.001);
  });
});
