import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { areProportional, cellSystem, coprime, eliminateRelations, elimination, type SparseVector } from '../../../src/linear/index.ts';
import { rankOf } from '../../dense-elimination.ts';

const vector = (...entries: readonly (readonly [place: number, value: number])[]): SparseVector =>
  ({ places: Int32Array.from(entries, ([place]) => place), values: Int32Array.from(entries, ([, value]) => value) });
const terms = ({ places, values }: SparseVector): string[] => Array.from(places, (place, at) => `${String(values[at])}·y${place}`);

/** Combinations of six unknowns with small factors, as rows of a dense matrix. */
const rows = fc.array(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 6 });
const sparse = (row: readonly number[]): SparseVector => {
  const places = [...row.keys()].filter((place) => row[place] !== 0);
  return vector(...places.map((place): [number, number] => [place, row[place]!]));
};

describe('elimination', () => {
  test('solves each relation for the last of its unknowns that no other is solved for', () => {
    const system = elimination(4);
    expect(system.add(vector([3, 1], [2, -1], [0, -1]))).toBe(3);
    expect(system.add(vector([3, 1], [2, -1], [1, -2]))).toBe(1);
    expect([0, 1, 2, 3].map((place) => system.depends(place))).toEqual([false, true, false, true]);
    expect(terms(system.reduce(vector([3, 1])))).toEqual(['1·y2', '1·y0']);
    expect(terms(system.reduce(vector([1, 1])))).toEqual(['1·y0']);
    expect(system.add(vector([1, 2], [0, -1]))).toBe(-1);
  });

  test('drops what is settled, also from relations that were added before', () => {
    const system = elimination(3);
    system.add(vector([2, -1], [1, 1], [0, 1]));
    system.settle(0);
    expect(terms(system.reduce(vector([2, 5])))).toEqual(['1·y1']);
    system.settle(1);
    expect(terms(system.reduce(vector([2, 5])))).toEqual([]);
  });

  test('gives combinations without a common divisor, the first factor above zero', () => {
    expect(terms(elimination(3).reduce(vector([2, -4], [1, 6], [0, -2])))).toEqual(['2·y2', '-3·y1', '1·y0']);
    expect(terms(elimination(3).reduce(vector([1, 0])))).toEqual([]);
    expect(terms(coprime(vector([0, -7])))).toEqual(['1·y0']);
    expect(terms(coprime(vector()))).toEqual([]);
    expect(terms(coprime({ places: Int32Array.of(1, 0), values: [-3n << 80n, 6n << 80n] }))).toEqual(['1·y1', '-2·y0']);
  });

  test('finds as many dependent unknowns as the relations have rank, whatever their order', () => {
    fc.assert(fc.property(rows, fc.infiniteStream(fc.nat()), (matrix, keys) => {
      const system = elimination(6);
      const found = matrix.map((row) => system.add(sparse(row))).filter((place) => place >= 0).sort((a, b) => a - b);
      expect(found).toHaveLength(rankOf(matrix));
      const shuffled = matrix.map((row) => ({ row, key: keys.next().value })).sort((a, b) => a.key - b.key);
      const other = elimination(6);
      expect(shuffled.map(({ row }) => other.add(sparse(row))).filter((place) => place >= 0).sort((a, b) => a - b)).toEqual(found);
    }));
  });

  test('leaves nothing of a combination exactly when it follows from the relations and what is settled', () => {
    fc.assert(fc.property(rows, rows, fc.subarray([0, 1, 2, 3, 4, 5], { maxLength: 3 }), (matrix, combinations, known) => {
      const system = elimination(6);
      matrix.forEach((row) => system.add(sparse(row)));
      known.forEach(system.settle);
      const given = [...matrix, ...known.map((place) => [0, 1, 2, 3, 4, 5].map((other) => Number(other === place)))];
      for (const combination of combinations) {
        expect(system.reduce(sparse(combination)).places.length === 0).toBe(rankOf([...given, combination]) === rankOf(given));
      }
    }));
  });

  test('writes two combinations the same exactly when one follows from a multiple of the other', () => {
    fc.assert(fc.property(rows, fc.tuple(rows, rows), (matrix, [[first], [second]]) => {
      const system = elimination(6);
      matrix.forEach((row) => system.add(sparse(row)));
      const [a, b] = [system.reduce(sparse(first!)), system.reduce(sparse(second!))];
      const rank = rankOf(matrix);
      const together = rankOf([...matrix, first!, second!]) - rank;
      const alone = [first!, second!].map((row) => rankOf([...matrix, row]) - rank);
      expect(areProportional(a, b)).toBe(together === Math.max(...alone) && alone[0] === alone[1]);
    }));
  });
});

describe('whole numbers stay exact', () => {
  /** y₁ = 3 y₀, y₂ = 3 y₁ …: y₉₉ is 3⁹⁹ y₀, and one more. */
  const chain = (length: number): ReturnType<typeof elimination> => {
    const system = elimination(length + 3);
    for (let step = length; step > 0; step--) system.add(vector([step + 1, -1], [step, 3]));
    return system;
  };
  test('beyond 32 bits', () => {
    expect(terms(chain(25).reduce(vector([26, 1], [0, 1])))).toEqual([`${3n ** 25n}·y1`, '1·y0']);
  });
  test('beyond 53 bits, where doubles are not', () => {
    expect(terms(chain(99).reduce(vector([100, 1], [0, 1])))).toEqual([`${3n ** 99n}·y1`, '1·y0']);
    expect(terms(chain(99).reduce(vector([100, 2], [99, -6])))).toEqual([]);
    expect(terms(chain(99).reduce(vector([100, 1])))).toEqual(['1·y1']);
  });
  test('when a relation has factors beyond 32 bits itself', () => {
    const system = chain(60);
    expect(system.add(vector([61, 1], [0, 1]))).toBe(1);
    expect(terms(system.reduce(vector([1, 1])))).toEqual(['1·y0']);
    expect(terms(system.reduce(vector([61, 1], [0, 1])))).toEqual([]);
    expect(terms(system.reduce(vector([62, 1], [2, 1])))).toEqual([`${3n ** 59n}·y62`, '-1·y0']);
  });
  test('and what was begun in doubles leaves nothing behind', () => {
    const system = chain(99);
    system.reduce(vector([100, 1], [0, 1]));
    expect(terms(system.reduce(vector([2, 1], [1, 1])))).toEqual(['1·y1']);
  });
});

describe('the coordinates of cells', () => {
  const area = { parents: Int32Array.of(-1, 0, 0) };
  const layout = { trees: [area, area], cells: Int32Array.from({ length: 9 }, (_, cell) => cell), nodes: [Int32Array.of(0, 0, 0, 1, 1, 1, 2, 2, 2), Int32Array.of(0, 1, 2, 0, 1, 2, 0, 1, 2)] };
  const system = cellSystem(9, [layout]);

  test('in inner cells are the dummy matrix', () => {
    const inner = [4, 5, 7, 8];
    const rank = Int32Array.from({ length: 9 }, (_, cell) => [...inner, 0, 1, 2, 3, 6].indexOf(cell));
    const eliminated = eliminateRelations(system, rank);
    const columns = Array.from(rank, (place) => terms(eliminated.reduce(vector([place, 1]))).sort());
    const parts = [inner, [4, 7], [5, 8], [4, 5], [4], [5], [7, 8], [7], [8]];
    expect(columns).toEqual(parts.map((list) => list.map((cell) => `1·y${rank[cell]!}`).sort()));
  });

  test('in the cells that are most wanted have the dimension of the table', () => {
    const rank = Int32Array.from({ length: 9 }, (_, cell) => 8 - cell);
    const eliminated = eliminateRelations(system, rank);
    expect([...rank.keys()].filter((place) => !eliminated.depends(place))).toHaveLength(4);
  });

  test('need a rank for each cell', () => {
    expect(() => eliminateRelations(system, new Int32Array(3))).toThrow(RangeError);
    expect(eliminateRelations(cellSystem(0, []), new Int32Array(0)).reduce(vector()).places).toHaveLength(0);
  });
});
