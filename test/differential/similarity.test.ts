// Similarity kernels against DuckDB, which counts in bytes: the functions that Splink calls, on names and lines of any
// length, plain and accented, and the great circle as Splink writes it.
import { DuckDBDataChunk, VARCHAR, type DuckDBConnection } from '@duckdb/node-api';
import { beforeAll, describe, expect, test } from 'vitest';
import { kilometresByCosine } from '../../src/link/kernel/measures/great-circle.ts';
import { intersectionSize } from '../../src/link/kernel/measures/list-overlap.ts';
import { vectorCosine } from '../../src/link/kernel/measures/vector-cosine.ts';
import {
  damerauLevenshtein, DUCKDB_JARO, DUCKDB_WINKLER, hamming, jaroWinkler, levenshtein, qgramJaccard, SYMBOL_SET, symbolsOf, type CountKernel,
} from '../../src/text/index.ts';
import { openDuckdb, query } from './duckdb.ts';

let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await openDuckdb();
});

/** Whole numbers below a bound, the same for the same seed (xorshift). */
function below(seed: number): (bound: number) => number {
  let state = seed | 1;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % bound;
  };
}

const PLAIN = 'eeeaaiiostnrlu -bcdfgkm';
const ACCENTED = 'eéèêëaàiîïoôstnrlçñ한👩';

/** Pairs of texts: every second one a few edits away from the other. */
function pairsOf(count: number, letters: string, longest: number, seed: number): [string, string][] {
  const next = below(seed);
  const alphabet = [...letters];
  const letter = (): string => alphabet[next(alphabet.length)]!;
  const text = (): string[] => Array.from({ length: 1 + next(longest) }, letter);
  return Array.from({ length: count }, (_pair, index) => {
    const left = text();
    const right = index % 2 === 0 ? text() : [...left];
    for (let edit = next(5); index % 2 === 1 && edit > 0; edit--) {
      const place = next(right.length);
      if (edit % 4 === 0) right.splice(place, 0, letter());
      else if (edit % 4 === 1) [right[place], right[place - 1]] = [right[Math.max(0, place - 1)]!, right[place]!];
      else if (edit % 4 === 2 && right.length > 1) right.splice(place, 1);
      else right[place] = letter();
    }
    return [left.join(''), right.filter((one) => one !== undefined).join('') || 'e'];
  });
}

async function fill(pairs: readonly (readonly [string, string])[]): Promise<void> {
  await duckdb.run('CREATE OR REPLACE TABLE pairs (place INTEGER, l VARCHAR, r VARCHAR)');
  const appender = await duckdb.createAppender('pairs');
  for (let from = 0; from < pairs.length; from += 2048) {
    const part = pairs.slice(from, from + 2048);
    const chunk = DuckDBDataChunk.create([VARCHAR, VARCHAR, VARCHAR], part.length);
    chunk.setColumnValues(0, part.map((_pair, index) => String(from + index)));
    chunk.setColumnValues(1, part.map(([left]) => left));
    chunk.setColumnValues(2, part.map(([, right]) => right));
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

const FUNCTIONS: readonly (readonly [string, CountKernel])[] = [
  ['levenshtein', levenshtein],
  ['damerau_levenshtein', damerauLevenshtein],
  ['jaro_similarity', jaroWinkler(DUCKDB_JARO)],
  ['jaro_winkler_similarity', jaroWinkler(DUCKDB_WINKLER)],
  ['jaccard', qgramJaccard(SYMBOL_SET)],
];

describe.each([
  ['plain names', 20_000, PLAIN, 12], ['accented names', 20_000, ACCENTED, 12], ['plain lines', 4000, PLAIN, 90], ['accented lines', 4000, ACCENTED, 60],
] as const)('%s', (_name, count, letters, longest) => {
  const pairs = pairsOf(count, letters, longest, count + longest + letters.length);
  const bytes = pairs.map(([left, right]) => [symbolsOf(left, 'byte'), symbolsOf(right, 'byte')] as const);
  beforeAll(async () => {
    await fill(pairs);
  });

  test.each(FUNCTIONS)('%s in bytes is DuckDB’s to the last bit', async (name, kernel) => {
    const expected = await query(duckdb, `SELECT ${name}(l, r)::DOUBLE FROM pairs ORDER BY place`);
    const found = bytes.map(([left, right]) => kernel(left, 0, left.length, right, 0, right.length));
    expect(found).toEqual(expected.map(([value]) => value));
  });

  test('hamming in bytes is DuckDB’s, which knows texts of one length only', async () => {
    const expected = await query(duckdb, 'SELECT place, hamming(l, r)::DOUBLE FROM pairs WHERE strlen(l) = strlen(r) ORDER BY place');
    expect(expected.length).toBeGreaterThan(10);
    for (const [place, value] of expected) {
      const [left, right] = bytes[Number(place)]!;
      expect(hamming(left, 0, left.length, right, 0, right.length)).toBe(value);
    }
  });
});

describe('measures', () => {
  test('kilometres by cosine are Splink’s, rounded to 32 bits as there', async () => {
    const next = below(9);
    const coordinate = (most: number): number => next(2 * most * 1e6 + 1) / 1e6 - most;
    // The one half anywhere, the other within some hundred metres.
    const places = Array.from({ length: 2000 }, (_pair, index) => {
      const [latitude, longitude] = [coordinate(89), coordinate(179)];
      return index % 2 === 0
        ? [latitude, longitude, coordinate(89), coordinate(179)]
        : [latitude, longitude, latitude + next(1000) / 1e5, longitude + next(1000) / 1e5];
    });
    const partial = 'sin(radians(a)) * sin(radians(c)) + cos(radians(a)) * cos(radians(c)) * cos(radians(d - b))';
    const rows = await query(duckdb, `SELECT CAST(acos(CASE WHEN (${partial}) > 1 THEN 1 WHEN (${partial}) < -1 THEN -1 ELSE (${partial}) END) * 6371 AS FLOAT)::DOUBLE
      FROM (VALUES ${places.map((values, index) => `(${index}, ${values.map((value) => `${value}::DOUBLE`).join(', ')})`).join(', ')}) t(place, a, b, c, d) ORDER BY place`);
    places.forEach(([a, b, c, d], index) => {
      const found = kilometresByCosine(a!, b!, c!, d!);
      const expected = rows[index]![0] as number;
      // The sines of two mathematical libraries may differ in the last bit, which near places magnify.
      expect(Math.abs(found - expected)).toBeLessThanOrEqual(expected > 10 ? 2 ** -22 * expected : 0.001);
    });
  });

  test('cosines of vectors and intersections of lists are DuckDB’s', async () => {
    const next = below(5);
    const lists = Array.from({ length: 500 }, () => [0, 1].map(() => Array.from({ length: 4 }, () => 1 + next(9))));
    const rows = await query(duckdb, `SELECT list_cosine_similarity(l::DOUBLE[], r::DOUBLE[]), len(list_intersect(l, r))::INT
      FROM (VALUES ${lists.map(([left, right], index) => `(${index}, [${left!.join()}], [${right!.join()}])`).join(', ')}) t(place, l, r) ORDER BY place`);
    lists.forEach(([left, right], index) => {
      expect(vectorCosine(Float64Array.from(left!), 0, 4, Float64Array.from(right!), 0, 4)).toBeCloseTo(rows[index]![0] as number, 14);
      expect(intersectionSize(Uint32Array.from(left!), 0, 4, Uint32Array.from(right!), 0, 4)).toBe(rows[index]![1]);
    });
  });
});
