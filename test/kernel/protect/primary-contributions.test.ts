import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dominatedCells, estimableCells, requestedCells, type Contributions, type UnsafeCells } from '../../../src/protect/kernel/primary-contributions.ts';

/** The ranks of cells given by their contributions. */
function contributionsOf(cells: readonly (readonly number[])[], ranks: number): Contributions {
  const ordered = cells.map((cell) => cell.map(Math.abs).sort((left, right) => right - left));
  return {
    totals: Float64Array.from(ordered, (cell) => cell.reduce((sum, value) => sum + value, 0)),
    largest: Array.from({ length: ranks }, (_, rank) => Float64Array.from(ordered, (cell) => cell[rank] ?? 0)),
  };
}

const marksOf = ({ unsafe }: UnsafeCells): number[] => [...unsafe];
const dominated = (cells: readonly (readonly number[])[], count: number, maxShare: number, atLimit = true): UnsafeCells => dominatedCells(contributionsOf(cells, count), count, maxShare, atLimit);
const estimable = (cells: readonly (readonly number[])[], p: number, q = 1, coalition = 1): UnsafeCells => estimableCells(contributionsOf(cells, coalition + 1), coalition, p, q);

describe('dominance', () => {
  test('a share equal to the limit is unsafe or not as declared, to the last unit', () => {
    // 17 of 20 is 85 %, and 1,416,666,666,661 of 1,666,666,666,660 is one unit of the last place above.
    expect(marksOf(dominated([[17, 1, 1, 1], [16, 1, 2, 1], [1_416_666_666_662, 250_000_000_000]], 1, 0.85))).toEqual([1, 0, 0]);
    expect(marksOf(dominated([[17, 1, 1, 1], [18, 1, 1, 1]], 1, 0.85, false))).toEqual([0, 1]);
    expect(marksOf(dominated([[7]], 1, 1, false))).toEqual([0]);
    expect(marksOf(dominated([[7]], 1, 1))).toEqual([1]);
  });
  test('Handbook, chapter 4, example 4: 300, 20, 10 under (1, 85) needs an upper bound of 352.94', () => {
    const { unsafe, levels } = dominated([[300, 20, 10]], 1, 0.85);
    expect([...unsafe]).toEqual([1]);
    expect(330 + levels[0]!).toBeCloseTo(352.94, 2);
  });
  test('τ-ARGUS manual, weights: 100 four times and 10 seven times have the two largest 100 and 100 of 470', () => {
    const expanded = [[100, 100, 100, 100, ...new Array<number>(7).fill(10)]];
    expect(marksOf(dominated(expanded, 2, 200 / 470))).toEqual([1]);
    expect(marksOf(dominated(expanded, 2, 200 / 470, false))).toEqual([0]);
    expect(marksOf(dominated(expanded, 2, 0.42))).toEqual([1]);
  });
  test('negative contributions count by their size', () => {
    expect(marksOf(dominated([[-90, 5, 5], [30, -30, 40]], 1, 0.85))).toEqual([1, 0]);
  });
  test('a cell to which nothing was contributed is safe, an unknown total or contribution unsafe', () => {
    expect(marksOf(dominated([[], [0, 0]], 1, 0.5))).toEqual([0, 0]);
    expect(marksOf(dominatedCells({ totals: Float64Array.of(NaN, 10), largest: [Float64Array.of(5, NaN)] }, 1, 0.5, false))).toEqual([1, 1]);
  });
});

describe('p % and (p, q)', () => {
  test('τ-ARGUS manual, holdings: by unit safe, by group unsafe', () => {
    // 110 ≥ 70 for the units, 50 < 90 for the groups.
    const { unsafe, levels } = estimable([[700, 200, 60, 40, 10], [900, 60, 40, 10]], 0.1);
    expect([...unsafe]).toEqual([0, 1]);
    expect([...levels]).toEqual([0, 40]);
  });
  test('the rest equal to p times the largest is safe: the rule is strict', () => {
    expect(marksOf(estimable([[100, 50, 10], [100, 50, 9], [100, 50, 11]], 0.1))).toEqual([0, 1, 0]);
    // 60 / 80 of 100 is 75, whatever 0.6 / 0.8 is as a double.
    expect(marksOf(estimable([[100, 80, 75], [100, 80, 74]], 0.6, 0.8))).toEqual([0, 1]);
  });
  test('a coalition knows its own contributions', () => {
    const cell = [[100, 50, 30, 5]];
    expect(marksOf(estimable(cell, 0.1))).toEqual([0]);
    expect(marksOf(estimable(cell, 0.1, 1, 2))).toEqual([1]);
    expect(estimable(cell, 0.1, 1, 2).levels[0]).toBe(5);
  });
  test('one or two contributors are always unsafe, none never', () => {
    expect(marksOf(estimable([[5], [5, 5], [], [0, 0, 0]], 0.01))).toEqual([1, 1, 0, 0]);
  });
});

describe('requests', () => {
  test('a contributor who asked is protected by share, and by number once anybody asked', () => {
    const totals = Float64Array.of(100, 100, 100, 100);
    const asked = Float64Array.of(0, 70, 71, 10);
    expect([...requestedCells(totals, asked, 0.7, null, 0)]).toEqual([0, 0, 1, 0]);
    expect([...requestedCells(totals, asked, 0.7, Float64Array.of(1, 3, 3, 2), 3)]).toEqual([0, 0, 1, 1]);
  });
  test('unknown figures are unsafe', () => {
    expect([...requestedCells(Float64Array.of(NaN, 100), Float64Array.of(5, NaN), 0.7, null, 0)]).toEqual([1, 1]);
  });
});

describe('laws', () => {
  const cells = fc.array(fc.array(fc.integer({ min: -1000, max: 1000 }), { maxLength: 8 }), { maxLength: 12 });
  const hundredths = fc.integer({ min: 1, max: 100 });

  test('both rules are the lines of the textbook, in whole numbers', () => {
    fc.assert(fc.property(cells, fc.integer({ min: 1, max: 4 }), hundredths, fc.boolean(), (values, n, k, atLimit) => {
      const expected = values.map((cell) => {
        const sizes = cell.map((value) => BigInt(Math.abs(value))).sort((left, right) => Number(right - left));
        const [top, all] = [sizes.slice(0, n), sizes].map((part) => part.reduce((sum, value) => sum + value, 0n));
        const excess = 100n * top! - BigInt(k) * all!;
        return all === 0n ? 0 : Number(atLimit ? excess >= 0n : excess > 0n);
      });
      expect(marksOf(dominated(values, n, k / 100, atLimit))).toEqual(expected);
    }));
    fc.assert(fc.property(cells, fc.integer({ min: 1, max: 3 }), hundredths, hundredths, (values, coalition, p, q) => {
      const expected = values.map((cell) => {
        const sizes = cell.map((value) => BigInt(Math.abs(value))).sort((left, right) => Number(right - left));
        const rest = sizes.slice(coalition + 1).reduce((sum, value) => sum + value, 0n);
        return Number(BigInt(q) * rest < BigInt(p) * (sizes[0] ?? 0n));
      });
      expect(marksOf(estimable(values, p / 100, q / 100, coalition))).toEqual(expected);
    }));
  });

  test('unsafe cells are nested: a stricter limit, a larger coalition or more contributors never publish more', () => {
    const within = (less: UnsafeCells, more: UnsafeCells): void => less.unsafe.forEach((unsafe, cell) => {
      expect(more.unsafe[cell]).toBeGreaterThanOrEqual(unsafe);
      expect(more.levels[cell]).toBeGreaterThanOrEqual(less.levels[cell]! - 1e-9);
    });
    fc.assert(fc.property(cells, fc.integer({ min: 1, max: 3 }), hundredths, hundredths, (values, n, one, other) => {
      const [low, high] = [Math.min(one, other) / 100, Math.max(one, other) / 100];
      within(dominated(values, n, high), dominated(values, n, low));
      within(dominated(values, n, high), dominated(values, n + 1, high));
      within(dominated(values, n, high, false), dominated(values, n, high));
      within(estimable(values, low, 1, n), estimable(values, high, 1, n));
      within(estimable(values, low, 1, n), estimable(values, low, 1, n + 1));
      within(estimable(values, low, high, n), estimable(values, low, low, n));
    }));
  });

  test('the level is what is missing: a total larger by that much is safe, by less it is not', () => {
    fc.assert(fc.property(cells, hundredths, (values, percent) => {
      const rules = [
        (contributions: Contributions) => estimableCells(contributions, 1, percent / 100, 1),
        (contributions: Contributions) => dominatedCells(contributions, 2, percent / 100, false),
      ];
      for (const rule of rules) {
        const contributions = contributionsOf(values, 2);
        const { unsafe, levels } = rule(contributions);
        const moved = (share: number): number[] => marksOf(rule({ ...contributions, totals: contributions.totals.map((total, cell) => total + share * levels[cell]!) }));
        expect(moved(1 + 1e-6)).toEqual(values.map(() => 0));
        expect(moved(1 - 1e-6)).toEqual([...unsafe]);
      }
    }));
  });
});
