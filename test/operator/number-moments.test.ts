import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addMoments, mergeMoments, momentsOf, momentState, readNumbers, type MomentState } from '../../src/anonymise/number-moments.ts';
import { collect } from '../../src/core/dataset.ts';
import { schemaOf, tableOf, type Row } from '../small-tables.ts';

const NAMES = ['x', 'y'];
const row = fc.tuple(
  fc.option(fc.integer({ min: -1000, max: 1000 }).map((value) => value / 8), { nil: NaN }),
  fc.option(fc.integer({ min: -1000, max: 1000 }).map((value) => value / 8), { nil: NaN }),
);
const rows = fc.array(row, { maxLength: 40 });
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function stateOf(list: readonly (readonly [number, number])[]): MomentState {
  const state = momentState(2);
  addMoments(state, [0, 1].map((axis) => Float64Array.from(list, (values) => values[axis]!)));
  return state;
}

describe('means and covariances', () => {
  test('are those of the rows that miss neither value', () => {
    fc.assert(fc.property(rows, (list) => {
      const complete = list.filter((values) => !values.some(Number.isNaN));
      const distinct = [0, 1].map((axis) => new Set(complete.map((values) => values[axis])).size);
      const { rows: counted, means, covariances } = momentsOf(stateOf(list), NAMES);
      expect(counted).toBe(complete.length);
      if (complete.length === 0) return;
      const [x, y] = [0, 1].map((axis) => complete.map((values) => values[axis]!)) as [number[], number[]];
      expect(means[0]).toBeCloseTo(mean(x), 9);
      expect(means[1]).toBeCloseTo(mean(y), 9);
      const between = x.reduce((sum, value, at) => sum + (value - mean(x)) * (y[at]! - mean(y)), 0) / (complete.length - 1);
      expect(covariances[1]).toBe(covariances[2]);
      if (distinct[0]! > 1 && distinct[1]! > 1) expect(covariances[1]).toBeCloseTo(between, 6);
      else expect(covariances[1]).toBe(0);
      if (distinct[0] === 1) expect(covariances[0]).toBe(0);
    }), { numRuns: 300 });
  });
  test('are the same to the last bit however rows are ordered and parted', () => {
    const parted = rows.chain((list) => fc.record({
      list: fc.constant(list),
      shuffled: fc.shuffledSubarray(list, { minLength: list.length }),
      cut: fc.nat(list.length),
    }));
    fc.assert(fc.property(parted, ({ list, shuffled, cut }) => {
      const whole = momentsOf(stateOf(list), NAMES);
      const merged = mergeMoments(stateOf(shuffled.slice(cut)), stateOf(shuffled.slice(0, cut)));
      expect(momentsOf(merged, NAMES)).toEqual(whole);
    }), { numRuns: 300 });
  });
  test('are refused where doubles do not tell a variance, and are zero for a constant', () => {
    const near: readonly (readonly [number, number])[] = [[1e12, 0], [1e12 + 1, 1]];
    expect(() => momentsOf(stateOf(near), NAMES)).toThrow(/column x: .*DATA_VALUE_RANGE/);
    expect([...momentsOf(stateOf([[1e12, 3], [1e12, 3]]), NAMES).covariances]).toEqual([0, 0, 0, 0]);
    expect(momentsOf(momentState(2), NAMES)).toMatchObject({ rows: 0, means: [0, 0] });
  });
});

describe('numbers of a batch', () => {
  const schema = schemaOf({
    x: { type: 'float64', role: 'measure' },
    y: { type: 'decimal(5,2)', role: 'measure' },
  });
  test('are doubles, NaN where they are missing', async () => {
    const list: readonly Row[] = [[1.5, 150n], [null, -1n], [-0, null]];
    const [batch] = await collect(tableOf(schema, list));
    expect(readNumbers(schema, NAMES, batch!, 0).map((column) => [...column])).toEqual([[1.5, NaN, -0], [1.5, -0.01, NaN]]);
  });
  test('are refused when a value is no finite number, by its row', async () => {
    const [batch] = await collect(tableOf(schema, [[1, 1n], [Infinity, 1n]]));
    expect(() => readNumbers(schema, NAMES, batch!, 10)).toThrow(/column x, row 12/);
  });
});
