import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sliceColumn } from '../../../src/core/slice.ts';
import type { Column } from '../../../src/core/column.ts';
import { decodeFrame, encodeFrame, readFrames, type Frame } from '../../../src/shape/batch-bytes.ts';
import { columnOfValues, schemaOf, valuesOf, type Value } from '../../small-tables.ts';
import type { DataType } from 'apache-arrow';

const SCHEMA = schemaOf({
  text: { type: 'utf8', role: 'attribute' }, int32: { type: 'int32', role: 'attribute' }, int64: { type: 'int64', role: 'attribute' }, float64: { type: 'float64', role: 'attribute' },
  bool: { type: 'bool', role: 'attribute' }, date: { type: 'date', role: 'attribute' }, timestamp: { type: 'timestamp', role: 'attribute' }, decimal: { type: 'decimal(20,3)', role: 'attribute' },
  binary: { type: 'binary(3)', role: 'attribute' },
});

const row = fc.tuple(
  fc.option(fc.string({ unit: fc.constantFrom('a', 'é', '𝒶', '\u0000'), maxLength: 5 })), fc.option(fc.integer()), fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
  fc.option(fc.double()), fc.option(fc.boolean()), fc.option(fc.integer({ min: -1e6, max: 1e6 })), fc.option(fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n })),
  fc.option(fc.bigInt({ min: -(10n ** 20n - 1n), max: 10n ** 20n - 1n })), fc.option(fc.constantFrom('000000', '0a0b0c', 'ffffff')),
);
const rows = fc.array(row, { maxLength: 20 });

const columnsFor = (list: readonly (readonly Value[])[]): Column[] => SCHEMA.fields.map((field, index) => columnOfValues(field.type as DataType, list.map((values) => values[index]!)));
const numbersFor = (list: readonly unknown[]): Float64Array => Float64Array.from(list, (_, index) => 2 ** 40 + index);

async function* pieces(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function framesOf(bytes: Uint8Array, size: number): Promise<Frame[]> {
  const frames: Frame[] = [];
  for await (const frame of readFrames(pieces(bytes, size))) frames.push(frame);
  return frames;
}

describe('frames of columns', () => {
  test('give every kind of column back, nulls and row numbers included', () => {
    fc.assert(fc.property(rows, (list) => {
      const frame = encodeFrame(columnsFor(list), list.length, numbersFor(list));
      expect(new DataView(frame.buffer).getUint32(0, true)).toBe(frame.length - 4);
      const back = decodeFrame(frame.subarray(4));
      expect(back.rows).toBe(list.length);
      expect(back.columns.map(({ kind }) => kind)).toEqual(['text', 'int32', 'int64', 'float64', 'bool', 'date', 'timestamp', 'decimal', 'binary']);
      expect(back.columns.map(valuesOf)).toEqual(SCHEMA.fields.map((_, index) => list.map((values) => values[index])));
      expect(back.rowNumbers).toEqual(numbersFor(list));
    }), { numRuns: 80 });
  });

  test('a slice of a column is written as if it were whole', () => {
    fc.assert(fc.property(rows.filter((list) => list.length > 2), fc.nat(), fc.nat(), (list, one, two) => {
      const from = one % list.length;
      const count = two % (list.length - from + 1);
      const sliced = columnsFor(list).map((column) => sliceColumn(column, from, count));
      const { columns } = decodeFrame(encodeFrame(sliced, count, numbersFor(list.slice(from, from + count))).subarray(4));
      expect(columns.map(valuesOf)).toEqual(SCHEMA.fields.map((_, index) => list.slice(from, from + count).map((values) => values[index])));
    }), { numRuns: 80 });
  });

  test('several frames come back in order, however the stream is cut', async () => {
    await fc.assert(fc.asyncProperty(fc.array(rows, { maxLength: 4 }), fc.integer({ min: 1, max: 200 }), async (lists, size) => {
      const bytes = Buffer.concat(lists.map((list) => encodeFrame(columnsFor(list), list.length, numbersFor(list))));
      const frames = await framesOf(bytes, size);
      expect(frames.map((frame) => frame.rows)).toEqual(lists.map((list) => list.length));
      frames.forEach((frame, index) => expect(valuesOf(frame.columns[0]!)).toEqual(lists[index]!.map(([text]) => text)));
    }), { numRuns: 40 });
  });

  test('what is read does not change when the stream reuses its memory', async () => {
    const list = [['kept', 1, 1n, 1, true, 1, 1n, 1n, 'ffffff']] as const;
    const bytes = new Uint8Array(encodeFrame(columnsFor(list), 1, numbersFor(list)));
    const [frame] = await framesOf(bytes, bytes.length);
    bytes.fill(0);
    expect(frame!.columns.map(valuesOf).map(([value]) => value)).toEqual(list[0]);
  });

  test('a stream that ends within a frame, and dictionary codes, are refused', async () => {
    const list = [['a', 1, 1n, 1, true, 1, 1n, 1n, 'ffffff']] as const;
    const bytes = encodeFrame(columnsFor(list), 1, numbersFor(list));
    await expect(framesOf(bytes.subarray(0, bytes.length - 1), 10)).rejects.toThrow(RangeError);
    await expect(framesOf(bytes.subarray(0, 2), 10)).rejects.toThrow(RangeError);
    expect(await framesOf(new Uint8Array(0), 10)).toEqual([]);
    const coded = columnOfValues(schemaOf({ t: { type: 'utf8', role: 'attribute' } }, ['t']).fields[0]!.type as DataType, ['a']);
    expect(() => encodeFrame([coded], 1, new Float64Array(1))).toThrow(TypeError);
  });
});
