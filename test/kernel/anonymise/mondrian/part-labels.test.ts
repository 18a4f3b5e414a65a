import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ColumnLevels } from '../../../../src/anonymise/kernel/column-levels.ts';
import { widthOfSteps } from '../../../../src/anonymise/kernel/mondrian/axis.ts';
import { hierarchyAxis, partLabels } from '../../../../src/anonymise/kernel/mondrian/part-labels.ts';

const axis = { places: Int32Array.of(0, 1, 2, 3, 4), width: widthOfSteps(5) };

/** Five values, b and d under x, a and e under y, c by itself; all under one. */
const LEVELS: ColumnLevels = {
  codes: [Int32Array.of(0, 1, 2, 3, 4), Int32Array.of(1, 0, 2, 0, 1), Int32Array.of(0, 0, 0, 0, 0)],
  labels: [['a', 'b', 'c', 'd', 'e'], ['x', 'y', 'c'], ['*']],
  leaves: [Float64Array.of(1, 1, 1, 1, 1), Float64Array.of(3, 2, 1), Float64Array.of(6)],
  domain: 6,
};

describe('partLabels', () => {
  test('an interval names its ends, a set all its values, and a single value itself', () => {
    const parts = { partOf: Int32Array.of(0, 0, 0, 1, 2), size: 3 };
    const names = ['10', '20', '30', '40', null];
    expect(partLabels(axis, { kind: 'interval', names, apart: [] }, parts)).toEqual(['[10, 30]', '40', null]);
    expect(partLabels(axis, { kind: 'set', names }, parts)).toEqual(['{10, 20, 30}', '40', null]);
  });
  test('what is missing, or lies in no range, is named beside the others', () => {
    const parts = { partOf: Int32Array.of(0, 0, 1, 1, 1), size: 2 };
    const names = ['10', '20', '30', 'NaN', null];
    expect(partLabels(axis, { kind: 'interval', names, apart: ['NaN'] }, parts)).toEqual(['[10, 20]', '30 or NaN or missing']);
    expect(partLabels(axis, { kind: 'interval', names, apart: ['NaN'] }, { partOf: Int32Array.of(0, 0, 0, 1, 1), size: 2 })).toEqual(['[10, 30]', 'NaN or missing']);
    expect(partLabels(axis, { kind: 'set', names: ['a', 'b', 'c', 'd', null] }, { partOf: Int32Array.of(0, 0, 0, 1, 0), size: 2 })).toEqual(['{a, b, c} or missing', 'd']);
  });
  test('the label of an interval holds every value of its part, and nothing narrower does', () => {
    fc.assert(fc.property(fc.array(fc.nat(3), { minLength: 5, maxLength: 5 }), (list) => {
      const labels = partLabels(axis, { kind: 'interval', names: ['0', '1', '2', '3', '4'], apart: [] }, { partOf: Int32Array.from(list), size: 4 });
      labels.forEach((label, part) => {
        const own = [0, 1, 2, 3, 4].filter((place) => list[place] === part);
        expect(label).toBe(own.length === 0 ? null : own.length === 1 ? String(own[0]) : `[${own[0]!}, ${own.at(-1)!}]`);
      });
    }), { numRuns: 100 });
  });
});

describe('hierarchyAxis', () => {
  test('puts the values below a node next to each other', () => {
    expect(hierarchyAxis(LEVELS, '*').placeOf).toEqual(Int32Array.of(2, 0, 4, 1, 3));
  });
  test('writes the lowest node that holds a part, as wide as its leaves', () => {
    const { width, nodeOf } = hierarchyAxis(LEVELS, '*');
    expect([nodeOf(0, 0), nodeOf(0, 1), nodeOf(2, 3), nodeOf(1, 2), nodeOf(4, 4)]).toEqual(['b', 'x', 'y', '*', 'c']);
    expect([width(0, 0), width(0, 1), width(2, 3), width(1, 2)]).toEqual([0, 2 / 5, 1 / 5, 1]);
  });
  test('where no node holds all, everything is written', () => {
    const two: ColumnLevels = { codes: [Int32Array.of(0, 1)], labels: [['a', null]], leaves: [Float64Array.of(1, 1)], domain: 2 };
    const { width, nodeOf } = hierarchyAxis(two, '*');
    expect([nodeOf(0, 1), nodeOf(1, 1), width(0, 1)]).toEqual(['*', null, 1]);
  });
});
