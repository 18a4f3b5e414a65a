import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nearestUnits } from '../../../../src/anonymise/kernel/local/nearest-units.ts';
import { projectionWeights } from '../../../../src/anonymise/kernel/local/projection-weights.ts';
import { presentOf, suppressUnits, type Suppression } from '../../../../src/anonymise/kernel/local/suppress-units.ts';
import { describeWithData } from '../../../shared-data.ts';
import { plainFrequencies, plainSuppression, type PlainRow } from './plain-suppression.ts';

const codesOf = (rows: readonly PlainRow[], columns: number): Int32Array[] => Array.from({ length: columns }, (_, column) => Int32Array.from(rows, (row) => row[column] ?? -1));
const rowsAfter = (rows: readonly PlainRow[], { present }: Suppression): PlainRow[] => rows.map((row, unit) => row.map((value, column) => ((present[unit]! >> column) & 1) === 1 ? value : null));
const ones = (units: number): Uint32Array => new Uint32Array(units).fill(1);

/** Tables of several columns with a few values each, some missing; and an order of suppression. */
const table = fc.integer({ min: 1, max: 5 }).chain((columns) => fc.record({
  columns: fc.constant(columns),
  rows: fc.integer({ min: 1, max: 6 }).chain((values) => fc.array(fc.array(fc.option(fc.nat(values), { freq: 12 }), { minLength: columns, maxLength: columns }), { maxLength: 14 })),
  order: fc.shuffledSubarray(Array.from({ length: columns }, (_, column) => column), { minLength: columns }),
  k: fc.integer({ min: 1, max: 5 }),
  recheck: fc.boolean(),
}));

describe('suppressUnits', () => {
  test('makes the decisions of the plain procedure, row by row', () => {
    fc.assert(fc.property(table, ({ columns, rows, order, k, recheck }) => {
      const plain = plainSuppression(rows, k, order, recheck);
      const found = suppressUnits({ codes: codesOf(rows, columns), weights: ones(rows.length), k, order: Int32Array.from(order), recheck });
      expect(found.reached).toBe(plain !== null);
      if (plain === null) return;
      expect(rowsAfter(rows, found)).toEqual(plain.rows);
      expect(found.passes).toBe(plain.passes);
    }), { numRuns: 2000 });
  });

  test('treats equal rows alike, so that a combination with its count stands for all of them', () => {
    fc.assert(fc.property(table, ({ columns, rows, order, k, recheck }) => {
      const sorted = rows.toSorted((left, right) => JSON.stringify(left) < JSON.stringify(right) ? -1 : 1);
      const names = sorted.map((row) => JSON.stringify(row));
      const distinct = [...new Set(names)];
      const one = { k, order: Int32Array.from(order), recheck };
      const each = suppressUnits({ ...one, codes: codesOf(sorted, columns), weights: ones(rows.length) });
      const together = suppressUnits({
        ...one, codes: codesOf(distinct.map((name) => JSON.parse(name) as PlainRow), columns), weights: Uint32Array.from(distinct, (name) => names.filter((other) => other === name).length),
      });
      if (each.reached) expect(Array.from(each.present)).toEqual(names.map((name) => together.present[distinct.indexOf(name)]));
      expect(together.reached).toBe(each.reached);
    }), { numRuns: 600 });
  });

  test('reaches k for every row, and never makes a row rarer', () => {
    fc.assert(fc.property(table, ({ columns, rows, order, k, recheck }) => {
      const found = suppressUnits({ codes: codesOf(rows, columns), weights: ones(rows.length), k, order: Int32Array.from(order), recheck });
      const before = plainFrequencies(rows);
      const after = plainFrequencies(rowsAfter(rows, found));
      after.forEach((frequency, row) => expect(frequency).toBeGreaterThanOrEqual(found.reached ? Math.max(k, before[row]!) : before[row]!));
    }), { numRuns: 600 });
  });

  test('suppresses nothing where every row has k', () => {
    const codes = [Int32Array.of(0, 0, 1, 1)];
    expect(suppressUnits({ codes, weights: ones(4), k: 2, order: Int32Array.of(0), recheck: false })).toEqual({ present: Int32Array.of(1, 1, 1, 1), passes: 0, reached: true });
  });

  test('says so when all rows together are fewer than k', () => {
    const codes = [Int32Array.of(0, 1)];
    expect(suppressUnits({ codes, weights: Uint32Array.of(1, 1), k: 3, order: Int32Array.of(0), recheck: false })).toMatchObject({ reached: false });
    expect(suppressUnits({ codes: [new Int32Array(0)], weights: ones(0), k: 3, order: Int32Array.of(0), recheck: false })).toEqual({ present: new Int32Array(0), passes: 0, reached: true });
  });

  test('gives a unit that counts nothing the same protection, and counts it for no other', () => {
    // Two persons share a combination; the third has hers counted elsewhere, and alone must come to both.
    const codes = [Int32Array.of(0, 0, 1), Int32Array.of(0, 0, 0)];
    const found = suppressUnits({ codes, weights: Uint32Array.of(1, 1, 0), k: 2, order: Int32Array.of(0, 1), recheck: false });
    expect(found).toEqual({ present: Int32Array.of(3, 3, 2), passes: 1, reached: true });
  });

  test('goes on from cells suppressed before', () => {
    const codes = [Int32Array.of(0, 1), Int32Array.of(0, 1)];
    const found = suppressUnits({ codes, weights: ones(2), k: 2, order: Int32Array.of(0, 1), recheck: true }, Int32Array.of(2, 3));
    expect(found).toEqual({ present: Int32Array.of(0, 3), passes: 1, reached: true });
  });

  test('refuses columns of different lengths, and an order that is none', () => {
    const problem = { codes: [Int32Array.of(0)], weights: ones(1), k: 2, order: Int32Array.of(0), recheck: false };
    expect(() => suppressUnits({ ...problem, weights: ones(2) })).toThrow(RangeError);
    for (const order of [[], [1], [-1], [0, 0]]) expect(() => suppressUnits({ ...problem, order: Int32Array.from(order) })).toThrow(RangeError);
    const many = Array.from({ length: 31 }, () => Int32Array.of(0));
    expect(() => suppressUnits({ ...problem, codes: many, order: Int32Array.from(many.keys()) })).toThrow('at most 30');
  });
});

describe('nearestUnits', () => {
  test('finds the same column by look-ups and by reading all units', () => {
    fc.assert(fc.property(table, fc.nat(), ({ columns, rows, order }, seed) => {
      if (rows.length === 0) return;
      const codes = codesOf(rows, columns);
      const weights = Uint32Array.from(rows, (_, row) => (row * 7 + seed) % 3);
      const index = projectionWeights(codes, weights, presentOf(codes, rows.length));
      const finders = [Infinity, 10, 1, 0].map((cost) => nearestUnits(codes, weights, index, Int32Array.from(order), cost));
      const suppressed = seed % rows.length;
      const column = finders[0]!.columnToSuppress(suppressed);
      if (column >= 0) index.suppress(suppressed, column);
      rows.forEach((_, unit) => {
        const [scanned, ...looked] = finders.map((finder) => finder.columnToSuppress(unit));
        expect(looked).toEqual([scanned, scanned, scanned]);
      });
    }), { numRuns: 500 });
  });
});

describe('projectionWeights', () => {
  test('sums are those of a plain count, whatever was suppressed and asked before', () => {
    fc.assert(fc.property(table, fc.array(fc.tuple(fc.nat(13), fc.nat(4), fc.nat(31)), { maxLength: 12 }), ({ columns, rows }, moves) => {
      if (rows.length === 0) return;
      const codes = codesOf(rows, columns);
      const weights = Uint32Array.from(rows, (_, row) => row % 4);
      const index = projectionWeights(codes, weights, presentOf(codes, rows.length));
      for (const [someUnit, someColumn, someSet] of moves) {
        const unit = someUnit % rows.length;
        for (const pattern of index.patterns) {
          const chosen = someSet & pattern & index.present[unit]!;
          const agreeing = rows.map((_, other) => other).filter((other) => index.present[other] === pattern && codes.every((column, at) => ((chosen >> at) & 1) === 0 || column[other] === column[unit]));
          expect(index.sum(pattern, chosen, unit)).toBe(agreeing.reduce((sum, other) => sum + weights[other]!, 0));
        }
        if (((index.present[unit]! >> someColumn) & 1) === 1) index.suppress(unit, someColumn);
      }
      expect(index.sum(1 << 29, 0, 0)).toBe(0);
    }), { numRuns: 300 });
  });
});

describeWithData('testdata2 of sdcMicro', 'microdata/sdcmicro/sdcmicro_testdata2.csv', (path) => {
  // Numbers of sdcMicro's own tests (test_localSuppression.R), recorded in oracles/sdcmicro_vectors.json.
  const KEYS = ['urbrur', 'roof', 'walls', 'water', 'electcon', 'relat', 'sex'];
  /** Most categories first: importance 1, 5, 4, 7, 2, 6, 3 of the columns, the highest suppressed first. */
  const ORDER = Int32Array.of(3, 5, 1, 2, 6, 4, 0);
  const read = (): { rows: PlainRow[]; ages: number[] } => {
    const [header, ...lines] = readFileSync(path, 'utf8').trim().split('\n').map((line) => line.split(','));
    return { rows: lines.map((line) => KEYS.map((name) => Number(line[header!.indexOf(name)]))), ages: lines.map((line) => Number(line[header!.indexOf('age')])) };
  };
  const suppress = (rows: readonly PlainRow[]): number[] => {
    const found = suppressUnits({ codes: codesOf(rows, KEYS.length), weights: ones(rows.length), k: 2, order: ORDER, recheck: false });
    expect(found.reached).toBe(true);
    return KEYS.map((_, column) => rowsAfter(rows, found).filter((row) => row[column] === null).length);
  };

  test('k = 2 suppresses 97 cells, by column as sdcMicro does, in its order of rows and in that of values', () => {
    const { rows } = read();
    expect(rows).toHaveLength(93);
    expect(suppress(rows)).toEqual([3, 10, 7, 56, 0, 16, 5]);
    const sorted = rows.toSorted((left, right) => left.map((value, column) => value! - right[column]!).find((difference) => difference !== 0) ?? 0);
    expect(suppress(sorted)).toEqual([3, 10, 7, 56, 0, 16, 5]);
  });

  test('k = 2 in each of five strata of age suppresses 109', () => {
    const { rows, ages } = read();
    const [low, high] = [Math.min(...ages), Math.max(...ages)];
    const stratum = ages.map((age) => Math.max(0, Math.ceil((5 * (age - low)) / (high - low)) - 1));
    const cells = [0, 1, 2, 3, 4].map((part) => suppress(rows.filter((_, row) => stratum[row] === part)));
    expect(cells.flat().reduce((sum, count) => sum + count, 0)).toBe(109);
  });
});
