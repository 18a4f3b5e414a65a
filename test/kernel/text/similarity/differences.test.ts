// What docs/differences.md lists of similarities: for each line the answer given elsewhere, by its rule written out here,
// and ours.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { kilometres, kilometresByCosine } from '../../../../src/link/kernel/measures/great-circle.ts';
import { vectorCosine } from '../../../../src/link/kernel/measures/vector-cosine.ts';
import {
  COMMONS_TEXT_WINKLER, damerauLevenshteinDistance, DUCKDB_WINKLER, jaccardSimilarity, jaroSimilarity, jaroWinklerSimilarity, levenshteinDistance, osaDistance,
  RECORD_LINKAGE_WINKLER,
} from '../../../../src/text/index.ts';
import { repository } from '../../../package/source-graph.ts';
import { naiveJaroParts, naiveLevenshtein, naiveOsa } from './textbook.ts';

const page = readFileSync(join(repository, 'docs/differences.md'), 'utf8');
const codes = (text: string): number[] => [...text].map((character) => character.codePointAt(0)!);

describe('what is counted', () => {
  test('an accent is two bytes and one code point', () => {
    expect(page).toContain('Levenshtein of é and e');
    expect(naiveLevenshtein([...new TextEncoder().encode('é')], [...new TextEncoder().encode('e')])).toBe(2);
    expect([levenshteinDistance('é', 'e'), levenshteinDistance('é', 'e', { unit: 'byte' })]).toEqual([1, 2]);
  });

  test('a character beyond 16 bits is two units there and one code point here; an accent by itself is one more', () => {
    expect(page).toContain('👩 and a');
    const units = (text: string): number[] => Array.from({ length: text.length }, (_unit, index) => text.charCodeAt(index));
    expect(naiveLevenshtein(units('👩'), units('a'))).toBe(2);
    expect(levenshteinDistance('👩', 'a')).toBe(1);
    const graphemes = (text: string): number => [...new Intl.Segmenter('fr', { granularity: 'grapheme' }).segment(text)].length;
    expect([graphemes('e\u0301'), levenshteinDistance('e\u0301', '')]).toEqual([1, 2]);
  });
});

describe('Jaro–Winkler', () => {
  const jaroOf = ({ shared }: { shared: number }, length: number, transpositions: number): number =>
    (shared / length + shared / length + (shared - transpositions) / shared) / 3;

  test('two empty texts', () => {
    expect(page).toContain('Jaro–Winkler of two empty texts');
    expect([jaroWinklerSimilarity('', ''), jaroWinklerSimilarity('', '', { variant: DUCKDB_WINKLER })]).toEqual([1, 0]);
  });

  test('half a transposition', () => {
    expect(page).toContain('aaabcd and aaacdb');
    const parts = naiveJaroParts(codes('aaabcd'), codes('aaacdb'));
    expect(parts).toEqual({ shared: 6, moved: 3 });
    const raise = (jaro: number): number => jaro + 3 * 0.1 * (1 - jaro);
    expect([raise(jaroOf(parts, 6, 1)).toFixed(6), raise(jaroOf(parts, 6, 1.5)).toFixed(6)]).toEqual(['0.961111', '0.941667']);
    expect(jaroWinklerSimilarity('aaabcd', 'aaacdb').toFixed(6)).toBe('0.961111');
    expect(jaroWinklerSimilarity('aaabcd', 'aaacdb', { variant: COMMONS_TEXT_WINKLER }).toFixed(6)).toBe('0.941667');
  });

  test('a prefix of what is not alike', () => {
    expect(page).toContain('Jaro–Winkler below 0.7');
    const jaro = jaroSimilarity('abcxxx', 'abcyyyyy');
    expect(jaro).toBeLessThan(0.7);
    expect(jaroWinklerSimilarity('abcxxx', 'abcyyyyy')).toBe(jaro);
    expect(jaroWinklerSimilarity('abcxxx', 'abcyyyyy', { variant: RECORD_LINKAGE_WINKLER })).toBe(jaro + 3 * 0.1 * (1 - jaro));
  });
});

test('a swap that is parted afterwards', () => {
  expect(page).toContain('sUzSOwx and zsSxUwO');
  expect(naiveOsa(codes('sUzSOwx'), codes('zsSxUwO'))).toBe(6);
  expect([damerauLevenshteinDistance('sUzSOwx', 'zsSxUwO'), osaDistance('sUzSOwx', 'zsSxUwO')]).toEqual([5, 6]);
});

test('pieces that overlap, and pieces that do not', () => {
  expect(page).toContain('Jaccard of night and nacht');
  const chunks = (text: string): Set<string> => new Set(text.match(/..?/g));
  const [left, right] = [chunks('night'), chunks('nacht')];
  expect([...left].filter((piece) => right.has(piece)).length / new Set([...left, ...right]).size).toBe(0.2);
  expect(jaccardSimilarity('night', 'nacht')).toBe(1 / 7);
});

describe('measures', () => {
  test('a vector of zeros has no direction', () => {
    expect(page).toContain('Cosine of a vector of zeros');
    expect(vectorCosine(Float64Array.of(0, 0), 0, 2, Float64Array.of(1, 2), 0, 2)).toBeNaN();
  });

  test('two places a metre apart', () => {
    expect(page).toContain('Kilometres between near places');
    const degree = (Math.PI * 6371) / 180;
    expect(kilometres(48.85, 2.35, 48.85 + 1e-5, 2.35) / (1e-5 * degree)).toBeCloseTo(1, 8);
    expect(Math.abs(kilometresByCosine(48.85, 2.35, 48.85 + 1e-6, 2.35) / (1e-6 * degree) - 1)).toBeGreaterThan(1e-3);
  });
});
