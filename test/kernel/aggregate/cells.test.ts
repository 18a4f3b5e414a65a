import fc from 'fast-check';
import type { DataType } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { aligned, asBytes, columnFromParts, columnParts } from '../../../src/aggregate/kernel/column-parts.ts';
import { groupingSets, type GroupingSet } from '../../../src/aggregate/kernel/grouping-sets.ts';
import { marginCells } from '../../../src/aggregate/kernel/margin-cells.ts';
import { pairFlags } from '../../../src/aggregate/kernel/pair-flags.ts';
import { frameReader, packParts } from '../../../src/aggregate/kernel/part-frames.ts';
import { partitionMembers, partitionOf } from '../../../src/aggregate/kernel/partition-of.ts';
import type { ColumnType } from '../../../src/core/column-type.ts';
import type { Column } from '../../../src/core/column.ts';
import { columnOfValues, schemaOf, valuesOf, type Value } from '../../small-tables.ts';

/** Sets of a single table whose dimensions stand each by itself. */
const setsOver = (dimensions: number, margins: readonly number[]): GroupingSet[] => groupingSets({ dimensions, hierarchies: [], margins, tables: null });

describe('margins', () => {
  test('two dimensions with two values and a null, both totalled', () => {
    // Cells (0, 0), (0, −1), (1, 0); value counts 2 and 1.
    const all = marginCells([Int32Array.of(0, 0, 1), Int32Array.of(0, -1, 0)], [2, 1], setsOver(2, [0, 1]));
    expect(all.codes.map((column) => [...column])).toEqual([[0, 0, 1, 0, 1, 2, 2, 2], [0, -1, 0, 1, 1, 0, -1, 1]]);
    expect(all.levels.map(({ start, size, finer, parents }) => [start, size, finer, [...parents]])).toEqual([[0, 3, -1, []], [3, 2, 0, [0, 0, 1]], [5, 2, 0, [0, 1, 0]], [7, 1, 1, [0, 0]]]);
  });
  test('without totals there are only the cells', () => {
    expect(marginCells([Int32Array.of(3, 1)], [4], setsOver(1, []))).toMatchObject({ size: 2, codes: [Int32Array.of(3, 1)] });
    expect(marginCells([new Int32Array(0)], [0], setsOver(1, [0]))).toMatchObject({ size: 0 });
  });
  test('every cell has a parent at every level, which agrees with it where it is not total', () => {
    const cells = fc.uniqueArray(fc.tuple(fc.integer({ min: -1, max: 2 }), fc.integer({ min: -1, max: 1 }), fc.integer({ min: -1, max: 0 })), { minLength: 1, maxLength: 20, selector: String });
    fc.assert(fc.property(cells, fc.subarray([0, 1, 2]), (tuples, margins) => {
      const counts = [3, 2, 1];
      const sets = setsOver(3, margins);
      const all = marginCells([0, 1, 2].map((dimension) => Int32Array.from(tuples, (tuple) => tuple[dimension]!)), counts, sets);
      expect(all.levels).toHaveLength(2 ** margins.length);
      const codesOf = (cell: number): number[] => all.codes.map((column) => column[cell]!);
      all.levels.forEach(({ start, finer, parents }, level) => {
        const { totalled } = sets[level]!;
        parents.forEach((parent, cell) => {
          const finerCodes = codesOf(all.levels[finer]!.start + cell);
          expect(codesOf(start + parent)).toEqual(finerCodes.map((code, dimension) => (totalled[dimension] ? counts[dimension] : code)));
        });
      });
      const names = Array.from({ length: all.size }, (_, cell) => codesOf(cell).join());
      expect(new Set(names).size).toBe(names.length);
    }));
  });
  test('a level is made of the smallest level next to it', () => {
    // Three values of the first dimension, one of the second: totalled over the first there is one cell, over the second three.
    const { levels } = marginCells([Int32Array.of(0, 1, 2), Int32Array.of(0, 0, 0)], [3, 1], setsOver(2, [0, 1]));
    expect(levels.map(({ size, finer }) => [size, finer])).toEqual([[3, -1], [3, 0], [1, 0], [1, 2]]);
  });
  test('sets that come in no order are refused', () => {
    expect(() => marginCells([Int32Array.of(0)], [1], setsOver(1, [0]).reverse())).toThrow(RangeError);
  });
});

describe('partitions', () => {
  const VALUES: Readonly<Record<string, readonly Value[]>> = {
    utf8: ['', 'a', 'b', 'abcdefghij'], int32: [0, 1, -1], int64: [0n, 1n, 2n ** 40n], float64: [0, 1.5], bool: [true, false], date: [0, 19_000], timestamp: [5n], 'decimal(9,2)': [1n, -1n], 'binary(2)': ['0000', 'ff00'],
  };
  test.each(Object.keys(VALUES))('equal values of %s go to one partition, in every batch', (type) => {
    const field = schemaOf({ value: { type: type as ColumnType, role: 'entity' } }).fields[0]!;
    const partitions = (values: readonly Value[]): number[] => [...partitionOf(columnOfValues(field.type as DataType, values), 64)];
    const values = VALUES[type]!;
    const whole = partitions(values);
    values.forEach((value, row) => expect(partitions([value])).toEqual([whole[row]]));
    expect(partitions([...values].reverse())).toEqual([...whole].reverse());
    expect(partitions([])).toEqual([]);
    expect(Math.max(...whole)).toBeLessThan(64);
  });
  test('values spread evenly', () => {
    const field = schemaOf({ value: { type: 'utf8', role: 'entity' } }).fields[0]!;
    const counts = new Int32Array(64);
    for (const partition of partitionOf(columnOfValues(field.type as DataType, Array.from({ length: 6400 }, (_, index) => `person-${index}`)), 64)) counts[partition]!++;
    expect(Math.min(...counts)).toBeGreaterThan(50);
    expect(Math.max(...counts)).toBeLessThan(170);
  });
});

describe('members of partitions', () => {
  test('each member is listed once, in its partition, ascending', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 4 })), (partitions) => {
      const { starts, members } = partitionMembers(Uint8Array.from(partitions), 5);
      const listed = Array.from({ length: 5 }, (_, partition) => [...members.subarray(starts[partition], starts[partition + 1])]);
      expect(listed).toEqual(Array.from({ length: 5 }, (_, partition) => partitions.flatMap((other, member) => (other === partition ? [member] : []))));
    }));
  });
});

describe('columns as bytes', () => {
  test.each(Object.keys({ utf8: 0, int32: 0, int64: 0, float64: 0, bool: 0, date: 0, timestamp: 0, 'decimal(9,2)': 0, 'binary(2)': 0 }))('%s comes back, wherever its bytes lay', (type) => {
    const values: Readonly<Record<string, readonly Value[]>> = {
      utf8: ['', 'é', 'abc'], int32: [1, -1], int64: [1n, -(2n ** 63n)], float64: [-0.5, NaN], bool: [true, false, true], date: [0, -1], timestamp: [-5n], 'decimal(9,2)': [-1n, 10n], 'binary(2)': ['00ff', 'abcd'],
    };
    const field = schemaOf({ value: { type: type as ColumnType, role: 'entity' } }).fields[0]!;
    const parts = columnParts(columnOfValues(field.type as DataType, values[type]!));
    const moved = parts.map((part) => new Uint8Array([9, ...part, 9]).subarray(1, part.length + 1));
    const back = columnFromParts(moved[0]!, moved[1]!, moved[2]!);
    expect(valuesOf(back as Column)).toEqual(values[type]);
  });
  test('dictionary codes have no bytes of their own', () => {
    const field = schemaOf({ value: { type: 'utf8', role: 'entity' } }, ['value']).fields[0]!;
    expect(() => columnParts(columnOfValues(field.type as DataType, ['a']))).toThrow(TypeError);
  });
  test('numbers are seen in place and copied to where they may lie', () => {
    const numbers = Int32Array.of(1, 2, 3).subarray(1);
    expect(new Int32Array(aligned(asBytes(numbers)))).toEqual(Int32Array.of(2, 3));
  });
});

describe('pairs with a value', () => {
  const batch = fc.array(fc.tuple(fc.nat(9), fc.boolean()), { maxLength: 20 });
  test('are those of which a row has one, across batches, merges and snapshots', () => {
    fc.assert(fc.property(fc.array(batch, { maxLength: 3 }), fc.array(batch, { maxLength: 3 }), fc.boolean(), (mine, theirs, stored) => {
      const fill = (batches: readonly (readonly (readonly [number, boolean])[])[]): { flags: ReturnType<typeof pairFlags>; number: Map<number, number>; valued: Set<number> } => {
        const flags = pairFlags();
        const number = new Map<number, number>();
        const valued = new Set<number>();
        for (const rows of batches) {
          const before = number.size;
          const pairOf = Int32Array.from(rows, ([name]) => number.get(name) ?? (number.set(name, number.size), number.size - 1));
          const bits = new Uint8Array((rows.length + 7) >> 3);
          rows.forEach(([name, has], row) => {
            if (has) bits[row >> 3]! |= 1 << (row & 7);
            if (has) valued.add(name);
          });
          flags.add(pairOf, rows.every(([, has]) => has) ? null : bits, rows.length, before, number.size);
        }
        return { flags, number, valued };
      };
      const left = fill(mine);
      const right = fill(theirs);
      const other = stored ? pairFlags(right.flags.snapshot(right.number.size)) : right.flags;
      for (const [name, pair] of right.number) expect(other.has(pair)).toBe(right.valued.has(name));
      const before = left.number.size;
      const map = Int32Array.from(right.number.keys(), (name) => left.number.get(name) ?? (left.number.set(name, left.number.size), left.number.size - 1));
      left.flags.merge(other, map, map.length, before, left.number.size);
      for (const [name, pair] of left.number) expect(left.flags.has(pair)).toBe(left.valued.has(name) || right.valued.has(name));
    }), { numRuns: 200 });
  });
  test('take no memory while every row has a value', () => {
    const flags = pairFlags();
    flags.add(Int32Array.of(0, 1), null, 2, 0, 2);
    expect([flags.byteLength, flags.complete, flags.has(1)]).toEqual([0, true, true]);
    flags.add(Int32Array.of(2), Uint8Array.of(0), 1, 2, 3);
    expect([flags.has(0), flags.has(2), flags.complete]).toEqual([true, false, false]);
  });
});

describe('frames', () => {
  const parts = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 4 });
  test('come back whole, however the stream is cut', () => {
    fc.assert(fc.property(fc.array(parts, { maxLength: 5 }), fc.integer({ min: 1, max: 50 }), (frames, piece) => {
      const stream = Buffer.concat(frames.map(packParts));
      const reader = frameReader();
      const found: Uint8Array[][] = [];
      for (let at = 0; at < stream.length; at += piece) found.push(...reader.push(new Uint8Array(stream.subarray(at, at + piece))));
      reader.end();
      expect(found.map((frame) => frame.map((part) => [...part]))).toEqual(frames.map((frame) => frame.map((part) => [...part])));
    }));
  });
  test('a stream that is cut short is noticed', () => {
    const reader = frameReader();
    expect(reader.push(packParts([Uint8Array.of(1, 2, 3)]).subarray(0, 9))).toEqual([]);
    expect(() => reader.end()).toThrow(RangeError);
  });
});
