import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadSolver, type CellSystem, type LinearSolver } from '../../../../src/linear/index.ts';
import { roundControlled, type ControlledRounding } from '../../../../src/protect/kernel/perturb/round-controlled.ts';
import { boundsOfRounding } from '../../../../src/protect/kernel/perturb/true-bounds.ts';
import { addsUp, randomTables, tableOf, type RandomTable } from './random-tables.ts';

let solver: LinearSolver;
beforeAll(async () => {
  solver = await loadSolver();
});

const rounded = ({ system, values }: Pick<RandomTable, 'system' | 'values'>, roundingBase: number, steps = 0, hidden = new Uint8Array(values.length)): ControlledRounding =>
  roundControlled({ system, values, hidden, roundingBase, steps, seconds: 60 }, solver);

/** Tries every rounding of the inner cells; the distance of the nearest table, or `null` when none is allowed. */
function bruteForce({ system, values, categories }: RandomTable, base: number, steps: number): number | null {
  const inner = [...categories.keys()].filter((place) => categories[place]!.every((category) => category > 0));
  const optionsOf = (value: number): number[] => {
    const low = base * Math.floor(value / base);
    const ends = value % base === 0 ? [low] : [low, low + base];
    const all = ends.flatMap((end) => Array.from({ length: 2 * steps + 1 }, (_, step) => end + base * (step - steps)));
    return [...new Set(all)].filter((option) => option >= 0);
  };
  let best: number | null = null;
  const table = new Float64Array(values.length);
  const visit = (place: number): void => {
    if (place === inner.length) {
      const distance = distanceOf(table);
      if (distance !== null && (best === null || distance < best)) best = distance;
      return;
    }
    for (const option of optionsOf(values[inner[place]!]!)) {
      table[inner[place]!] = option;
      visit(place + 1);
    }
  };
  const distanceOf = (inner0: Float64Array): number | null => {
    const sums = inner0.slice();
    // Relations come dimension by dimension, so that parts of a total are there before it.
    for (let relation = 0; relation + 1 < system.starts.length; relation++) {
      const [total, ...parts] = system.members.subarray(system.starts[relation], system.starts[relation + 1]);
      sums[total!] = parts.reduce((sum, part) => sum + sums[part]!, 0);
    }
    return sums.every((value, cell) => optionsOf(values[cell]!).includes(value)) ? sums.reduce((sum, value, cell) => sum + Math.abs(value - values[cell]!), 0) : null;
  };
  visit(0);
  return best;
}

describe('controlled rounding', () => {
  test('finds the nearest table, as does trying them all', () => {
    fc.assert(fc.property(randomTables(7, 2), fc.integer({ min: 2, max: 4 }), (table, base) => {
      const { status, distance, values, bound } = rounded(table, base);
      const best = bruteForce(table, base, 0);
      expect(status).toBe(best === null ? 'infeasible' : 'optimal');
      if (best === null) return;
      expect(distance).toBe(best);
      expect(bound).toBe(best);
      expect(addsUp(table.system, values)).toBe(true);
    }), { numRuns: 60 });
  });
  test('with steps as well', () => {
    const small = fc.array(fc.nat(5), { minLength: 4, maxLength: 4 }).map((counts) => tableOf([2, 2], (index) => counts[index]!));
    fc.assert(fc.property(small, fc.integer({ min: 2, max: 3 }), (table, base) => {
      const { status, distance, values } = rounded(table, base, 1);
      expect(status).toBe('optimal');
      expect(distance).toBe(bruteForce(table, base, 1));
      expect(addsUp(table.system, values)).toBe(true);
    }), { numRuns: 30 });
  });
  test('always exists in two dimensions, and holds what it promises of the truth', () => {
    const tables = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), fc.infiniteStream(fc.nat(40))).map(([rows, columns, counts]) => tableOf([rows, columns], () => counts.next().value as number));
    fc.assert(fc.property(tables, fc.integer({ min: 2, max: 7 }), (table, base) => {
      const { status, values } = rounded(table, base);
      expect(status).toBe('optimal');
      const { lower, upper } = boundsOfRounding(base, 0, values);
      table.values.forEach((value, cell) => {
        expect(values[cell]! % base).toBe(0);
        expect(value).toBeGreaterThanOrEqual(lower[cell]!);
        expect(value).toBeLessThanOrEqual(upper[cell]!);
      });
    }), { numRuns: 40 });
  });
  test('need not exist in three, and then does with a step more', () => {
    const table = tableOf([2, 2, 2], (index) => [1, 0, 1, 0, 0, 1, 1, 1][index]!);
    expect(bruteForce(table, 2, 0)).toBeNull();
    expect(rounded(table, 2)).toMatchObject({ status: 'infeasible', distance: NaN });
    expect(rounded(table, 2).values).toHaveLength(0);
    const { status, values } = rounded(table, 2, 1);
    expect(status).toBe('optimal');
    expect(addsUp(table.system, values)).toBe(true);
  });
  test('leaves multiples and zeros where they are, unless steps allow more', () => {
    const table = tableOf([3, 3], (index) => 5 * (index % 4));
    expect([...rounded(table, 5).values]).toEqual([...table.values]);
  });
  test('does not round what is not published, nor hold it to its sums', () => {
    const table = tableOf([2, 2], (index) => [1, 1, 1, 1][index]!);
    const hidden = Uint8Array.from(table.categories, (cell) => (cell.every((category) => category > 0) ? 1 : 0));
    const { values, status } = rounded(table, 5, 0, hidden);
    expect(status).toBe('optimal');
    table.categories.forEach((_, cell) => expect(Number.isNaN(values[cell])).toBe(hidden[cell] === 1));
  });
  test('gives the same table every time', () => {
    const table = tableOf([4, 5], (index) => (index * 37) % 23);
    const first = rounded(table, 5);
    expect(rounded(table, 5)).toEqual(first);
    expect(rounded(table, 5)).toEqual(first);
  });
  test('says so when time ran out before anything was found', () => {
    const silent: LinearSolver = { name: 'silent', open: () => ({ setCost: () => undefined, setBounds: () => undefined, setInteger: () => undefined, addRow: () => undefined, close: () => undefined, run: () => ({ status: 'limit', objective: NaN, bound: -Infinity, values: new Float64Array(0), duals: new Float64Array(0) }) }) };
    const { system, values } = tableOf([2, 2], () => 1);
    expect(roundControlled({ system, values, hidden: new Uint8Array(9), roundingBase: 3, steps: 0, seconds: 1 }, silent).status).toBe('limit');
  });
  test('is refused for wrong bases, steps and values', () => {
    const table: { system: CellSystem; values: Float64Array } = tableOf([2, 2], () => 1);
    expect(() => rounded(table, 1)).toThrow(/roundingBase/);
    expect(() => rounded(table, 5, -1)).toThrow(/steps/);
    expect(() => rounded({ ...table, values: table.values.map((value) => value / 2) }, 5)).toThrow(/whole numbers/);
  });
});
