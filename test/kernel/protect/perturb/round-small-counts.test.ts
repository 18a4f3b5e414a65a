import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CellSystem } from '../../../../src/linear/index.ts';
import { informationLoss } from '../../../../src/protect/kernel/perturb/information-loss.ts';
import { innerSums, sumsOfInner } from '../../../../src/protect/kernel/perturb/inner-sums.ts';
import { roundSmallCounts } from '../../../../src/protect/kernel/perturb/round-small-counts.ts';
import { describeWithData } from '../../../shared-data.ts';
import { addsUp, randomTables, tableOf } from './random-tables.ts';
import { recordedLines } from './recorded-noise.ts';

/** Rounds the counts of a system: all inner cells first, by the values of all cells. */
function rounded(system: CellSystem, values: Float64Array, roundingBase: number, hidden: Uint8Array = new Uint8Array(system.cells), isReversed = false): Float64Array {
  const inner = innerSums(system);
  const tieRanks = Int32Array.from(inner.cells, (_, place) => (isReversed ? -place : place));
  return sumsOfInner(inner, roundSmallCounts({ inner, counts: Float64Array.from(inner.cells, (cell) => values[cell]!), hidden, roundingBase, tieRanks }));
}

/** Published cells that no table may show. */
const small = (values: Float64Array, base: number, hidden: Uint8Array): number => values.filter((value, cell) => hidden[cell] !== 1 && value > 0 && value < base).length;

describeWithData('small counts rounded as by the R package SmallCountRounding', 'tables/golden', (folder) => {
  const covers: Readonly<Record<string, (cell: readonly string[], inner: readonly string[]) => boolean>> = {
    e6: ([geo, year], [inner, innerYear]) => (geo === 'Total' || geo === inner || geo === (inner === 'Iceland' ? 'nonEU' : 'EU')) && (year === 'Total' || year === innerYear),
    exPSD: ([row, column], [innerRow, innerColumn]) => (row === 'Total' || row === innerRow) && (column === 'Total' || column === innerColumn),
  };
  test.each(['e6', 'exPSD'])('%s, base 5: the same published table, whichever of equal choices is taken', (name) => {
    const innerLines = recordedLines(folder, `pls_${name}_base5_inner.csv`);
    const publishedLines = recordedLines(folder, `pls_${name}_base5_publish.csv`);
    const relations = publishedLines.map((cell, place) => [innerLines.length + place, ...innerLines.flatMap((line, row) => (covers[name]!(cell, line) ? [row] : []))]);
    const starts = relations.reduce<number[]>((ends, relation) => [...ends, ends.at(-1)! + relation.length], [0]);
    const system = { cells: innerLines.length + publishedLines.length, starts: Int32Array.from(starts), members: Int32Array.from(relations.flat()) };
    const values = Float64Array.from([...innerLines, ...publishedLines], ([, , count]) => Number(count));
    const hidden = new Uint8Array(system.cells).fill(1, 0, innerLines.length);
    const published = publishedLines.map(([, , , count]) => Number(count));
    for (const isReversed of [false, true]) {
      const result = rounded(system, values, 5, hidden, isReversed);
      expect([...result.subarray(innerLines.length)]).toEqual(published);
      expect(small(result, 5, hidden)).toBe(0);
    }
    expect([...rounded(system, values, 5, hidden).subarray(0, innerLines.length)]).toEqual(innerLines.map(([, , , count]) => Number(count)));
  });

  test('the metrics are those of HDutility and of maxdiff', () => {
    const lines = recordedLines(folder, 'pls_exPSD_base5_publish.csv');
    const { maxDistance, meanDistance, hellingerUtility } = informationLoss(Float64Array.from(lines, ([, , count]) => Number(count)), Float64Array.from(lines, ([, , , count]) => Number(count)));
    expect([maxDistance, meanDistance]).toEqual([2, 1]);
    const root = lines.reduce((sum, [, , before, after]) => sum + (Math.sqrt(Number(before)) - Math.sqrt(Number(after))) ** 2, 0);
    expect(hellingerUtility).toBeCloseTo(1 - Math.sqrt(root / 2) / Math.sqrt(lines.reduce((sum, [, , before]) => sum + Number(before), 0)), 12);
  });
});

describeWithData('a larger table of the R package SmallCountRounding', 'tables/ssb', (folder) => {
  /** All cells of the formula ~ region*mnd + region*hovedint + fylke*hovedint*mnd + kostragr*hovedint*mnd, inner cells first. */
  function publishedByFormula(rows: readonly (readonly string[])[]): { system: CellSystem; values: Float64Array; hidden: Uint8Array } {
    const [region, county, group, interest, month] = [0, 1, 2, 3, 4];
    const terms = [[region, month], [region, interest], [county, interest, month], [group, interest, month]];
    const margins = new Set(terms.flatMap((term) => Array.from({ length: 2 ** term.length }, (_, choice) => term.filter((_, place) => (choice & (1 << place)) !== 0).join())));
    const relations = [...margins].flatMap((columns) => {
      const cells = new Map<string, number[]>();
      rows.forEach((row, index) => {
        const name = columns === '' ? '' : columns.split(',').map((column) => row[Number(column)]!).join('|');
        cells.set(name, [...(cells.get(name) ?? []), index]);
      });
      return [...cells.values()];
    }).map((parts, place) => [rows.length + place, ...parts]);
    const starts = relations.reduce<number[]>((ends, relation) => [...ends, ends.at(-1)! + relation.length], [0]);
    const counts = rows.map((row) => Number(row.at(-1)));
    return {
      system: { cells: rows.length + relations.length, starts: Int32Array.from(starts), members: Int32Array.from(relations.flat()) },
      values: Float64Array.from([...counts, ...relations.map(([, ...parts]) => parts.reduce((sum, part) => sum + counts[part]!, 0))]),
      hidden: new Uint8Array(rows.length + relations.length).fill(1, 0, rows.length),
    };
  }
  test('comes as near to the truth as there, and shows no small count', () => {
    const { system, values, hidden } = publishedByFormula(recordedLines(folder, 'SmallCountData_z3.csv'));
    const published = (all: Float64Array): Float64Array => all.filter((_, cell) => hidden[cell] === 0);
    const result = rounded(system, values, 15, hidden);
    expect(small(result, 15, hidden)).toBe(0);
    expect(addsUp(system, result)).toBe(true);
    // test-PLSrounding.R: meanAbsDiff from 5.19 to 5.58 for base 15, with 40 rows in turn and various steps.
    expect(informationLoss(published(values), published(result)).meanDistance).toBeLessThan(5.59);
  });
});

describe('small counts rounded', () => {
  const tables = fc.tuple(randomTables(12), fc.integer({ min: 2, max: 6 }));
  test('leave no published count between 0 and the base, and a table that adds up', () => {
    fc.assert(fc.property(tables, ([{ system, values }, base]) => {
      const result = rounded(system, values, base);
      expect(small(result, base, new Uint8Array(system.cells))).toBe(0);
      expect(addsUp(system, result)).toBe(true);
    }), { numRuns: 200 });
  });
  test('touch no inner count of the base or more, and no zero', () => {
    fc.assert(fc.property(tables, ([{ system, values, categories }, base]) => {
      const result = rounded(system, values, base);
      categories.forEach((cell, place) => {
        if (cell.every((category) => category > 0) && (values[place] === 0 || values[place]! >= base)) expect(result[place]).toBe(values[place]);
      });
    }));
  });
  test('leave a table alone that has no small count', () => {
    const { system, values } = tableOf([3, 4], (index) => 5 + index);
    expect(rounded(system, values, 5)).toEqual(values);
  });
  test('do so for margins alone too, and hide a small inner count that margins give away', () => {
    // One row: each inner count is the margin of its column.
    const { system, values, categories } = tableOf([1, 3], (index) => [2, 9, 9][index]!);
    const hidden = Uint8Array.from(categories, (cell) => (cell.every((category) => category > 0) ? 1 : 0));
    expect(small(rounded(system, values, 5, hidden), 5, hidden)).toBe(0);
    // No margin is small, yet who subtracts 20 from 22 knows the 2: the third column has no other count.
    const alone = tableOf([2, 2], (index) => [20, 2, 0, 9][index]!);
    const inner = Uint8Array.from(alone.categories, (cell) => (cell.join() === '1,2' || cell.join() === '2,2' ? 1 : 0));
    const result = rounded(alone.system, alone.values, 5, inner);
    const place = alone.categories.findIndex((cell) => cell.join() === '1,2');
    expect([0, 5]).toContain(result[place]);
  });
  test('stay nearer than rounding each inner count by itself, on the average', () => {
    let ours = 0;
    let naive = 0;
    fc.assert(fc.property(randomTables(9, 6), ({ system, values }) => {
      const inner = innerSums(system);
      const alone = Float64Array.from(inner.cells, (cell) => (values[cell]! < 5 ? 5 * Math.round(values[cell]! / 5) : values[cell]!));
      ours += informationLoss(values, rounded(system, values, 5)).rootMeanSquare;
      naive += informationLoss(values, sumsOfInner(inner, alone)).rootMeanSquare;
    }));
    expect(ours).toBeLessThan(naive);
  });
  test('work in turns where there are more than a thousand', () => {
    const { system, values } = tableOf([60, 60], (index) => (index * 7919) % 4);
    const result = rounded(system, values, 5);
    expect(small(result, 5, new Uint8Array(system.cells))).toBe(0);
    expect(addsUp(system, result)).toBe(true);
    expect(Math.abs(result[0]! - values[0]!)).toBeLessThan(5);
  });
  test('are refused for a base below 2 and for what is no count', () => {
    const { system, values } = tableOf([2, 2], () => 1);
    expect(() => rounded(system, values, 1)).toThrow(/roundingBase: expected an integer of at least 2, got 1/);
    expect(() => rounded(system, values.map((value) => value - 2), 3)).toThrow(/whole numbers/);
  });
});
