import { describe, expect, test } from 'vitest';
import { attackedTables, joinTables, type PublicKnowledge, type PublishedTable } from '../../../src/audit/kernel/published-tables.ts';
import { figuresOf, textsOf } from '../../../src/audit/cell-columns.ts';
import { arrowType } from '../../../src/core/arrow.ts';
import { SEEN } from '../../../src/linear/index.ts';
import { columnOfValues } from '../../small-tables.ts';

/** A total and two parts, the second of which has two parts itself. */
const nested = { parents: Int32Array.of(-1, 0, 0, 2, 2) };
const flat = { parents: Int32Array.of(-1, 0, 0) };

function table(dimensions: readonly number[], rows: readonly (readonly [nodes: readonly number[], value: number])[]): PublishedTable {
  return { dimensions, nodes: dimensions.map((_, at) => Int32Array.from(rows, ([nodes]) => nodes[at]!)), values: Float64Array.from(rows, ([, value]) => value) };
}

const KNOWLEDGE: PublicKnowledge = { integers: true, withheldAtLeast: 1, withheldAtMost: 99, minWidth: 3, maxNoise: 0, minCount: 11 };

describe('tables that are joined', () => {
  test('add up level by level', () => {
    const { joined, faults } = joinTables([nested], [table([0], [[[0], 10], [[1], 4], [[2], 6], [[3], NaN], [[4], NaN]])], 0);
    expect(faults).toEqual({ duplicates: 0, missingTotals: 0, disagreements: 0 });
    expect([[...joined!.system.starts], [...joined!.system.members]]).toEqual([[0, 3, 6], [0, 1, 2, 2, 3, 4]]);
    expect([...joined!.withheld]).toEqual([0, 0, 0, 1, 1]);
  });

  test('have a place for each total that is absent, of which nothing is told', () => {
    const { joined, faults } = joinTables([nested], [table([0], [[[0], 10], [[1], 4], [[3], 2], [[4], 4]])], 0);
    expect(faults.missingTotals).toBe(1);
    expect([joined!.cells, [...joined!.hidden]]).toEqual([4, [0, 0, 0, 0, 1]]);
  });

  test('miss no total where a dimension has none at all', () => {
    expect(joinTables([flat], [table([0], [[[1], 4], [[2], 5]])], 0).faults.missingTotals).toBe(0);
  });

  test('share a cell that both have', () => {
    const first = table([0], [[[0], 9], [[1], 4], [[2], 5]]);
    const second = table([1], [[[0], 9], [[1], NaN], [[2], NaN]]);
    const { joined } = joinTables([flat, flat], [first, second], 0);
    expect(joined!.cellOf.map((cells) => [...cells])).toEqual([[0, 1, 2], [0, 3, 4]]);
    expect(joined!.cells).toBe(5);
  });

  test('disagree where they publish two values of a cell, and not where one withholds it', () => {
    const first = table([0], [[[0], 9], [[1], 4], [[2], 5]]);
    expect(joinTables([flat], [first, table([0], [[[1], 5]])], 0).faults.disagreements).toBe(1);
    const { joined, faults } = joinTables([flat], [first, table([0], [[[1], NaN]])], 0);
    expect([faults.disagreements, joined!.values[1], joined!.withheld[1]]).toEqual([0, 4, 1]);
  });

  test('are none where rows are duplicates', () => {
    expect(joinTables([flat], [table([0], [[[1], 4], [[1], 4]])], 0)).toMatchObject({ joined: null, faults: { duplicates: 1 } });
  });
});

describe('what an attacker sees of joined tables', () => {
  const { joined } = joinTables([flat], [table([0], [[[0], 9], [[1], NaN], [[2], NaN]])], 0);

  test('are published values, and bounds of withheld ones', () => {
    const { seen, lower, upper, required } = attackedTables(joined!, KNOWLEDGE);
    expect([...seen]).toEqual([SEEN.published, SEEN.withheld, SEEN.withheld]);
    expect([[...lower], [...upper], [...required.width]]).toEqual([[9, 1, 1], [9, 99, 99], [0, 3, 3]]);
  });

  test('are intervals around values that have noise: those of small counts must stay open', () => {
    const noisy = joinTables([flat], [table([0], [[[0], 40], [[1], 1], [[2], 38]])], 0).joined!;
    const { seen, lower, upper, values } = attackedTables(noisy, { ...KNOWLEDGE, maxNoise: 2 });
    expect([...seen]).toEqual([SEEN.hidden, SEEN.withheld, SEEN.hidden]);
    expect([[...lower], [...upper]]).toEqual([[38, 0, 36], [42, 3, 40]]);
    expect(values.every(Number.isNaN)).toBe(true);
  });

  test('are all of a value that one table withholds and another publishes', () => {
    const leaked = joinTables([flat], [table([0], [[[0], 9], [[1], NaN], [[2], 5]]), table([0], [[[1], 4]])], 0).joined!;
    const { seen, lower, upper } = attackedTables(leaked, KNOWLEDGE);
    expect([seen[1], lower[1], upper[1]]).toEqual([SEEN.withheld, 4, 4]);
  });
});

describe('columns of cells', () => {
  test('are read as codes, a missing one as null', () => {
    expect(textsOf(columnOfValues(arrowType('utf8'), ['21', null, 'Total']))).toEqual(['21', null, 'Total']);
    expect(() => textsOf(columnOfValues(arrowType('int64'), [1n]))).toThrow(TypeError);
  });

  test.each([
    ['int64', [3n, null], [3, NaN]],
    ['int32', [3, null], [3, NaN]],
    ['float64', [2.5, null], [2.5, NaN]],
    ['decimal(9,2)', [-1250n, null], [-12.5, NaN]],
  ] as const)('are read as figures of %s, a missing one as withheld', (type, values, figures) => {
    expect(figuresOf(columnOfValues(arrowType(type), values), [])).toEqual({ figures: Float64Array.from(figures), fault: -1 });
  });

  test('are read from text, where the first that is no number is told', () => {
    const read = (...texts: (string | null)[]): unknown => {
      const { figures, fault } = figuresOf(columnOfValues(arrowType('utf8'), texts), ['c', 's']);
      return [[...figures], fault];
    };
    expect(read('12', '-3,5', '4.25', 'c', 's', null, '')).toEqual([[12, -3.5, 4.25, NaN, NaN, NaN, NaN], -1]);
    expect(read('1', '1 000', 'x')).toEqual([[1, NaN, NaN], 1]);
    expect(read('1e5', 'NaN', 'Infinity')).toEqual([[NaN, NaN, NaN], 0]);
  });
});
