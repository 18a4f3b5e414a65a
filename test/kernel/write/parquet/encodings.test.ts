// Readers of the encodings, written from the pages of the format value by value.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteSink, writtenBytes, type ByteSink } from '../../../../src/write/kernel/compress/byte-sink.ts';
import { putDifferences, putRuns } from '../../../../src/write/kernel/parquet/number-runs.ts';
import { putTextRuns, putTexts, sharedLength } from '../../../../src/write/kernel/parquet/text-runs.ts';
import type { StoredTexts } from '../../../../src/write/kernel/parquet/stored-values.ts';
import { textColumnOf } from '../../../text-column.ts';

function written(put: (sink: ByteSink) => void): number[] {
  const sink = byteSink(1);
  put(sink);
  return [...writtenBytes(sink)];
}

function reader(bytes: readonly number[]): { at: number; byte(): number; unsigned(): number; signed(): number; bits(count: number, width: number): number[] } {
  const from = {
    at: 0,
    byte: () => bytes[from.at++]!,
    unsigned(): number {
      const byte = from.byte();
      return byte < 128 ? byte : byte - 128 + 128 * from.unsigned();
    },
    signed(): number {
      const value = from.unsigned();
      return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    },
    bits(count: number, width: number): number[] {
      const all = Array.from({ length: (count * width) / 8 }, () => from.byte().toString(2).padStart(8, '0').split('').reverse().join('')).join('');
      return Array.from({ length: count }, (_, index) => Number.parseInt(`0${all.slice(width * index, width * (index + 1)).split('').reverse().join('')}`, 2));
    },
  };
  return from;
}

function readRuns(bytes: readonly number[], count: number, width: number): number[] {
  const from = reader(bytes);
  const out: number[] = [];
  while (out.length < count) {
    const header = from.unsigned();
    if (header % 2 === 1) out.push(...from.bits(8 * ((header - 1) / 2), width));
    else {
      let value = 0;
      for (let byte = 0; byte < Math.ceil(width / 8); byte++) value += from.byte() * 256 ** byte;
      out.push(...Array.from({ length: header / 2 }, () => value));
    }
  }
  expect(from.at).toBe(bytes.length);
  return out.slice(0, count);
}

function readDifferences(from: ReturnType<typeof reader>): number[] {
  const [block, parts, count] = [from.unsigned(), from.unsigned(), from.unsigned()];
  const out = [from.signed()];
  while (out.length < count) {
    const least = from.signed();
    const widths = Array.from({ length: parts }, () => from.byte());
    for (const width of widths) {
      for (const difference of from.bits(block / parts, width)) if (out.length < count) out.push(out.at(-1)! + least + difference);
    }
  }
  return out.slice(0, count);
}

function storedTexts(values: readonly string[], lead = 0): StoredTexts {
  const { offsets, bytes } = textColumnOf(values, lead);
  return { kind: 'texts', count: values.length, offsets, bytes };
}

describe('small numbers', () => {
  const runs = fc.integer({ min: 0, max: 12 }).chain((width) => fc.tuple(fc.constant(width), fc.array(fc.tuple(fc.nat(2 ** width - 1), fc.integer({ min: 1, max: 30 })), { maxLength: 20 })));

  test('in runs and groups are read back', () => {
    fc.assert(fc.property(runs, ([width, list]) => {
      const values = list.flatMap(([value, times]) => Array.from({ length: times }, () => value));
      expect(readRuns(written((sink) => { putRuns(sink, Int32Array.from(values), 0, values.length, width); }), values.length, width)).toEqual(values);
      const some = values.slice(3, -2);
      if (some.length > 0) expect(readRuns(written((sink) => { putRuns(sink, Int32Array.from(values), 3, values.length - 2, width); }), some.length, width)).toEqual(some);
    }), { numRuns: 300 });
  });

  test('all alike take a few bytes', () => {
    expect(written((sink) => { putRuns(sink, new Int32Array(1000).fill(5), 0, 1000, 3); })).toEqual([208, 15, 5]);
  });
});

describe('numbers by their differences', () => {
  test('are read back, whatever they are', () => {
    const number = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 2 ** 31 - 1 }));
    fc.assert(fc.property(fc.array(number, { minLength: 1, maxLength: 400 }), (values) => {
      expect(readDifferences(reader(written((sink) => { putDifferences(sink, Int32Array.from(values)); })))).toEqual(values);
    }), { numRuns: 200 });
    expect(written((sink) => { putDifferences(sink, new Int32Array(0)); })).toEqual([128, 1, 4, 0, 0]);
  });
});

describe('texts', () => {
  const lists = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'é'), maxLength: 12 }), { maxLength: 300 });

  test('by what they share with the one before are read back, from any on and wherever they lie', () => {
    fc.assert(fc.property(lists, fc.nat(5), fc.nat(3), (values, lead, first) => {
      const wanted = values.slice(first).map((value) => Buffer.from(value).toString('hex'));
      const bytes = written((sink) => { putTextRuns(sink, storedTexts(values, lead), Math.min(first, values.length), values.length); });
      if (wanted.length === 0) return;
      const from = reader(bytes);
      const [shared, own] = [readDifferences(from), readDifferences(from)];
      const read: string[] = [];
      shared.forEach((length, text) => { read.push((read[text - 1] ?? '').slice(0, 2 * length) + Buffer.from(Array.from({ length: own[text]! }, () => from.byte())).toString('hex')); });
      expect(read).toEqual(wanted);
      expect(shared[0]).toBe(0);
      expect(from.at).toBe(bytes.length);
    }), { numRuns: 200 });
  });

  test('with their lengths in front are read back', () => {
    fc.assert(fc.property(lists, (values) => {
      const expected = values.flatMap((value) => [...new Uint8Array(Int32Array.of(Buffer.byteLength(value)).buffer), ...Buffer.from(value)]);
      expect(written((sink) => { putTexts(sink, storedTexts(values, 2), 0, values.length); })).toEqual(expected);
    }));
  });

  test('begin alike for as many bytes as a walk along both finds', () => {
    fc.assert(fc.property(fc.uint8Array({ max: 1, maxLength: 30 }), fc.nat(30), fc.nat(30), (bytes, left, right) => {
      const most = Math.max(0, bytes.length - Math.max(left, right));
      let expected = 0;
      while (expected < most && bytes[left + expected] === bytes[right + expected]) expected++;
      expect(sharedLength(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), left, right, most)).toBe(expected);
    }), { numRuns: 300 });
  });
});
