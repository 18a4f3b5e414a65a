import fc from 'fast-check';
import type { DataType } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { marginCells } from '../../../src/aggregate/kernel/margin-cells.ts';
import { frameReader, packParts } from '../../../src/aggregate/kernel/part-frames.ts';
import { partitionOf } from '../../../src/aggregate/kernel/partition-of.ts';
import type { ColumnType } from '../../../src/core/column-type.ts';
import { columnOfValues, schemaOf, type Value } from '../../small-tables.ts';

describe('margins', () => {
  test('two dimensions with two values and a null, both totalled', () => {
    // Cells (0, 0), (0, −1), (1, 0); value counts 2 and 1.
    const all = marginCells([Int32Array.of(0, 0, 1), Int32Array.of(0, -1, 0)], [2, 1], [0, 1]);
    expect(all.codes.map((column) => [...column])).toEqual([[0, 0, 1, 2, 2, 0, 1, 2], [0, -1, 0, 0, -1, 1, 1, 1]]);
    expect(all.parents.map((parent) => [...parent])).toEqual([[3, 4, 3], [5, 5, 6], [7, 7, 7]]);
  });
  test('without totals there are only the cells', () => {
    expect(marginCells([Int32Array.of(3, 1)], [4], [])).toEqual({ size: 2, codes: [Int32Array.of(3, 1)], parents: [] });
    expect(marginCells([new Int32Array(0)], [0], [0])).toMatchObject({ size: 0 });
  });
  test('every cell has a parent at every level, which agrees with it where it is not total', () => {
    const cells = fc.uniqueArray(fc.tuple(fc.integer({ min: -1, max: 2 }), fc.integer({ min: -1, max: 1 }), fc.integer({ min: -1, max: 0 })), { minLength: 1, maxLength: 20, selector: String });
    fc.assert(fc.property(cells, fc.subarray([0, 1, 2]), (tuples, margins) => {
      const counts = [3, 2, 1];
      const all = marginCells([0, 1, 2].map((dimension) => Int32Array.from(tuples, (tuple) => tuple[dimension]!)), counts, margins);
      expect(all.parents).toHaveLength(2 ** margins.length - 1);
      const levels = all.parents.map((parent) => {
        const totalled = margins.filter((dimension) => all.codes[dimension]![parent[0]!] === counts[dimension]);
        tuples.forEach((tuple, cell) => tuple.forEach((code, dimension) => {
          expect(all.codes[dimension]![parent[cell]!]).toBe(totalled.includes(dimension) ? counts[dimension] : code);
        }));
        return totalled.join();
      });
      expect(new Set(levels).size).toBe(levels.length);
    }));
  });
  test('more totals than a table can have are refused', () => {
    expect(() => marginCells([], [], Array.from({ length: 21 }, (_, index) => index))).toThrow(RangeError);
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
