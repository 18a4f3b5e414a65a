import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unknownComponents } from '../../../src/linear/components.ts';
import { cellSystem, SEEN } from '../../../src/linear/index.ts';
import { tightenBounds, unknownRows } from '../../../src/linear/unknown-rows.ts';
import { attackedCells, crossed, smallTables, star, summed, tryAll } from './small-systems.ts';

const line = cellSystem(4, [crossed(star(3))]);

describe('rows of unknown cells', () => {
  test('have the known values on their side', () => {
    expect(unknownRows(line, Uint8Array.of(1, 0, 1, 0), Float64Array.of(10, NaN, 4, NaN))).toEqual([{ relation: 0, cells: Int32Array.of(1, 3), signs: Int8Array.of(1, 1), side: 6 }]);
    expect(unknownRows(line, Uint8Array.of(0, 1, 1, 1), Float64Array.of(NaN, 1, 2, 3))).toEqual([{ relation: 0, cells: Int32Array.of(0), signs: Int8Array.of(-1), side: -6 }]);
  });

  test('bound each cell by the others', () => {
    const rows = unknownRows(line, Uint8Array.of(1, 0, 0, 0), Float64Array.of(6, 0, 0, 0));
    const lower = Float64Array.of(6, 1, 1, 1);
    const upper = Float64Array.of(6, Infinity, Infinity, 2);
    expect(tightenBounds(rows, lower, upper, 0)).toEqual([]);
    expect([[...lower], [...upper]]).toEqual([[6, 1, 1, 1], [6, 4, 4, 2]]);
  });

  test('that cannot hold are told', () => {
    const rows = unknownRows(line, Uint8Array.of(1, 0, 0, 0), Float64Array.of(2, 0, 0, 0));
    expect(tightenBounds(rows, Float64Array.of(2, 1, 1, 1), new Float64Array(4).fill(Infinity), 0)).toEqual(rows);
  });

  test('draw no bound that some solution is beyond', () => {
    fc.assert(fc.property(smallTables, (attacked) => {
      const { lower, upper, contradictions } = unknownComponents(attacked, 0);
      expect(contradictions).toHaveLength(0);
      const { least, most } = tryAll(attacked);
      for (const [cell, low] of least) {
        expect(lower[cell]).toBeLessThanOrEqual(low);
        expect(upper[cell]).toBeGreaterThanOrEqual(most.get(cell)!);
      }
    }), { numRuns: 200 });
  });
});

describe('components', () => {
  const layout = crossed(star(2), star(4));
  const values = summed(layout, (cell) => cell);
  const system = cellSystem(layout.cells.length, [layout]);

  test('are apart where no relation connects them, and have no row twice', () => {
    // Two lines by four columns: the same two columns are withheld in both.
    const withheld = [6, 7, 11, 12];
    const { components } = unknownComponents(attackedCells(system, values, withheld), 0);
    expect(components.map(({ cells }) => [...cells])).toEqual([withheld]);
    expect(components[0]!.rows).toHaveLength(4);
    const square = unknownComponents(attackedCells(system, values, [1, 2, 6, 7]), 0);
    expect(square.components.map(({ cells, rows }) => [[...cells], rows.length])).toEqual([[[1, 2, 6, 7], 4]]);
  });

  test('hold no cell whose bounds have met', () => {
    const { components, lower, upper } = unknownComponents(attackedCells(system, values, [6]), 0);
    expect(components).toEqual([]);
    expect([lower[6], upper[6]]).toEqual([values[6], values[6]]);
  });

  test('are none where published values contradict each other', () => {
    const wrong = values.slice();
    wrong[6]! += 1;
    const { components, contradictions } = unknownComponents(attackedCells(system, wrong, [12]), 0);
    expect([components, contradictions.length > 0]).toEqual([[], true]);
  });

  test('take rounded sums of doubles for what they are', () => {
    const tenths = values.map((value) => value * 0.1);
    const attacked = { ...attackedCells(system, tenths, [12, 13, 7, 8]), integers: false };
    expect(attacked.seen[12]).toBe(SEEN.withheld);
    expect(unknownComponents(attacked, 1e-9).contradictions).toHaveLength(0);
  });
});
