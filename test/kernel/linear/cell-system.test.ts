import { describe, expect, test } from 'vitest';
import { cellSystem, relationCount, type TableLayout } from '../../../src/linear/index.ts';

const sex = { parents: Int32Array.of(-1, 0, 0) };
const area = { parents: Int32Array.of(-1, 0, 0, 1, 1, 2) };

/** All combinations of nodes, numbered in order. */
function crossed(first: { readonly parents: Int32Array }, second: { readonly parents: Int32Array }): TableLayout {
  const places = first.parents.length * second.parents.length;
  const cells = Int32Array.from({ length: places }, (_, place) => place);
  return { trees: [first, second], cells, nodes: [cells.map((place) => Math.floor(place / second.parents.length)), cells.map((place) => place % second.parents.length)] };
}

function relations(...args: Parameters<typeof cellSystem>): string[] {
  const { starts, members } = cellSystem(...args);
  return Array.from({ length: starts.length - 1 }, (_, relation) => [...members.slice(starts[relation], starts[relation + 1])].join(' '));
}

describe('the ways in which cells add up', () => {
  test('are one for each parent and line of each dimension', () => {
    const found = cellSystem(18, [crossed(area, sex)]);
    expect(relationCount(found)).toBe(3 * 3 + 6);
    expect(relations(18, [crossed(area, sex)])).toContain('0 3 6');
    expect(relations(18, [crossed(area, sex)])).toContain('3 9 12');
    expect(relations(18, [crossed(area, sex)])).toContain('9 10 11');
  });

  test('hold for every table of counts that is summed by hand', () => {
    const layout = crossed(area, sex);
    const leaves = [3, 4, 5];
    const inner = (node: number): number[] => leaves.filter((leaf) => leaf === node || area.parents[leaf] === node || node === 0);
    const values = layout.nodes[0]!.map((node, place) => {
      const sexes = layout.nodes[1]![place] === 0 ? [1, 2] : [layout.nodes[1]![place]!];
      return inner(node).flatMap((leaf) => sexes.map((other) => leaf * leaf + 7 * other)).reduce((sum, count) => sum + count, 0);
    });
    const { starts, members } = cellSystem(18, [layout]);
    for (let relation = 0; relation + 1 < starts.length; relation++) {
      const [total, ...parts] = members.slice(starts[relation], starts[relation + 1]);
      expect(parts.reduce((sum, part) => sum + values[part]!, 0)).toBe(values[total!]);
    }
  });

  test('reach past a level that is absent to the cells below it', () => {
    const line: TableLayout = { trees: [area], cells: Int32Array.of(0, 1, 2, 3), nodes: [Int32Array.of(0, 3, 4, 5)] };
    expect(relations(4, [line])).toEqual(['0 1 2 3']);
  });

  test('take an absent combination for zero, and a total without parts for a cell of its own', () => {
    const line: TableLayout = { trees: [sex], cells: Int32Array.of(0, 1), nodes: [Int32Array.of(0, 2)] };
    expect(relations(2, [line])).toEqual(['0 1']);
    expect(relations(1, [{ trees: [sex], cells: Int32Array.of(0), nodes: [Int32Array.of(0)] }])).toEqual([]);
  });

  test('that two tables share stand there once', () => {
    const line: TableLayout = { trees: [sex], cells: Int32Array.of(0, 1, 2), nodes: [Int32Array.of(0, 1, 2)] };
    expect(relations(3, [line, line])).toEqual(['0 1 2']);
    expect(relations(0, [])).toEqual([]);
  });

  test.each<[string, number, TableLayout]>([
    ['a cell beyond the system', 1, { trees: [sex], cells: Int32Array.of(1), nodes: [Int32Array.of(0)] }],
    ['a node beyond its tree', 1, { trees: [sex], cells: Int32Array.of(0), nodes: [Int32Array.of(3)] }],
    ['nodes of another number of cells', 1, { trees: [sex], cells: Int32Array.of(0), nodes: [Int32Array.of(0, 1)] }],
    ['nodes of another number of dimensions', 1, { trees: [sex, sex], cells: Int32Array.of(0), nodes: [Int32Array.of(0)] }],
    ['two cells of the same categories', 2, { trees: [sex], cells: Int32Array.of(0, 1), nodes: [Int32Array.of(0, 0)] }],
    ['a parent after its child', 1, { trees: [{ parents: Int32Array.of(1, -1) }], cells: Int32Array.of(0), nodes: [Int32Array.of(0)] }],
  ])('are refused for %s', (_, cells, layout) => {
    expect(() => cellSystem(cells, [layout])).toThrow(RangeError);
  });
});
