import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { groupValues } from '../../../../src/anonymise/kernel/mask/replace-by-group.ts';

const points = fc.array(fc.record({ value: fc.integer({ min: -9, max: 9 }), rows: fc.integer({ min: 1, max: 4 }), group: fc.nat(3) }), { minLength: 1, maxLength: 30 });

/** The rows of each group, one by one and sorted; groups without a point are left out. */
function membersOf(list: readonly { readonly value: number; readonly rows: number; readonly group: number }[]): number[][] {
  return [...new Set(list.map(({ group }) => group))].map((group) =>
    list.filter((point) => point.group === group).flatMap(({ value, rows }) => new Array<number>(rows).fill(value)).toSorted((left, right) => left - right));
}

describe('the value that stands for a group', () => {
  test('is the mean, the median or the mode of its rows', () => {
    fc.assert(fc.property(points, (list) => {
      const names = [...new Set(list.map(({ group }) => group))];
      const values = Float64Array.from(list, ({ value }) => value);
      const rows = list.map((point) => point.rows);
      const groupOf = Int32Array.from(list, ({ group }) => names.indexOf(group));
      const members = membersOf(list);
      const means = groupValues(values, rows, groupOf, names.length, 'mean');
      members.forEach((member, group) => {
        expect(means[group]).toBeCloseTo(member.reduce((sum, value) => sum + value, 0) / member.length, 10);
      });
      expect([...groupValues(values, rows, groupOf, names.length, 'median')]).toEqual(members.map((member) => (member[(member.length - 1) >> 1]! + member[member.length >> 1]!) / 2));
      expect([...groupValues(values, rows, groupOf, names.length, 'mode')]).toEqual(members.map((member) =>
        member.toSorted((left, right) => member.filter((value) => value === right).length - member.filter((value) => value === left).length || left - right)[0]));
    }), { numRuns: 300 });
  });
  test('of a group of one value is that value, whatever its size', () => {
    for (const kind of ['mean', 'median', 'mode'] as const) expect([...groupValues(Float64Array.of(0.1, 1e300), [3, 7], Int32Array.of(0, 1), 2, kind)]).toEqual([0.1, 1e300]);
  });
});
