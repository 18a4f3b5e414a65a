import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pairTable, restorePairTable, type PairTable } from '../../../src/group/index.ts';
import { numbersFrom, rangesOf, withoutKernel } from './naive.ts';

function assignAll(table: PairTable, left: readonly number[], right: readonly number[]): number[] {
  const pairOf = new Int32Array(left.length);
  table.assign(Int32Array.from(left), Int32Array.from(right), left.length, pairOf);
  return [...pairOf];
}

const somePairs = fc.array(fc.tuple(fc.integer({ min: -1, max: 4 }), fc.integer({ min: -1, max: 6 })), { maxLength: 80 });

describe('pairTable', () => {
  test('three people with four stays each are three entities of the cell', () => {
    const table = pairTable();
    const cell = new Array<number>(12).fill(0);
    const person = [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2];
    expect(assignAll(table, cell, person)).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2]);
    expect([...table.countByLeft(1)]).toEqual([3]);
    expect(table.size).toBe(3);
    expect([...table.left()]).toEqual([0, 0, 0]);
    expect([...table.right()]).toEqual([0, 1, 2]);
  });

  test('a row without cell or without entity is in no pair', () => {
    const table = pairTable();
    expect(assignAll(table, [-1, 0, 0, -1, 0], [0, -1, 0, -1, 0])).toEqual([-1, -1, 0, -1, 0]);
    expect(table.size).toBe(1);
    expect([...table.countByLeft(3)]).toEqual([1, 0, 0]);
  });

  test('counts distinct entities per cell as sets do, cut anywhere', () => {
    fc.assert(fc.property(somePairs, fc.array(fc.nat(), { maxLength: 4 }), (pairs, cuts) => {
      const table = pairTable();
      const numbers = rangesOf(pairs.length, cuts).flatMap(([from, to]) =>
        assignAll(table, pairs.slice(from, to).map(([left]) => left), pairs.slice(from, to).map(([, right]) => right)));
      const sets = Array.from({ length: 5 }, () => new Set<number>());
      for (const [left, right] of pairs) if (left >= 0 && right >= 0) sets[left]!.add(right);
      expect([...table.countByLeft(5)]).toEqual(sets.map((set) => set.size));
      const [left, right] = [table.left(), table.right()];
      pairs.forEach((pair, row) => {
        const number = numbers[row]!;
        if (number >= 0) expect([left[number], right[number]]).toEqual(pair);
        else expect(Math.min(...pair)).toBe(-1);
      });
    }));
  });

  test('merging cells unites their entities and does not add their counts', () => {
    const table = pairTable();
    assignAll(table, [0, 0, 1, 1, 2], [7, 8, 8, 9, 7]);
    const margin = pairTable();
    const map = Int32Array.of(0, 0, 1);
    margin.assign(table.left().map((cell) => map[cell]!), table.right(), table.size, new Int32Array(table.size));
    expect([...margin.countByLeft(2)]).toEqual([3, 1]);
  });

  test.each([['in the kernel', (body: () => void) => { body(); }], ['in the script', withoutKernel]])('many pairs agree with a Map %s', (_, run) => {
    run(() => {
      const next = numbersFrom(4);
      const left = Array.from({ length: 50_000 }, () => (next() % 300) - 1);
      const right = Array.from({ length: 50_000 }, () => (next() % 2000) - 1);
      const table = pairTable();
      const numbers = [...assignAll(table, left.slice(0, 33_333), right.slice(0, 33_333)), ...assignAll(table, left.slice(33_333), right.slice(33_333))];
      const known = new Map<string, number>();
      left.forEach((cell, row) => {
        const name = `${cell},${right[row]!}`;
        if (cell >= 0 && right[row]! >= 0 && !known.has(name)) known.set(name, known.size);
        expect(numbers[row]).toBe(known.get(name) ?? -1);
      });
      expect(table.size).toBe(known.size);
      expect(table.countByLeft(299).reduce((sum, count) => sum + count)).toBe(known.size);
    });
  });

  test('a restored snapshot has the same numbers', () => {
    fc.assert(fc.property(somePairs, (pairs) => {
      const table = pairTable();
      const [left, right] = [pairs.map(([code]) => code), pairs.map(([, code]) => code)];
      assignAll(table, left, right);
      const restored = restorePairTable(table.snapshot());
      expect(assignAll(restored, [...left, 99], [...right, 99])).toEqual(assignAll(table, [...left, 99], [...right, 99]));
    }), { numRuns: 40 });
  });

  test('refuses codes below −1 and counts too short', () => {
    const table = pairTable();
    expect(() => assignAll(table, [-2], [0])).toThrow(/^left and right: expected codes from -1 up/);
    expect(() => assignAll(table, [0], [-2])).toThrow(RangeError);
    assignAll(table, [4], [0]);
    expect(() => table.countByLeft(4)).toThrow(/^lefts: expected more than/);
    expect(() => { table.assign(Int32Array.of(0), new Int32Array(0), 1, new Int32Array(1)); }).toThrow(/^right: expected at least 1/);
  });
});
