import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boundsOf, type StoredOrder } from '../../../../src/write/kernel/parquet/bounds.ts';
import { chunkDictionary } from '../../../../src/write/kernel/parquet/chunk-dictionary.ts';
import { decimalWidth, spelledOut, storedValues, type StoredTexts, type StoredWords } from '../../../../src/write/kernel/parquet/stored-values.ts';
import { KINDS, naiveColumn, valuesOf, type Kind, type NaiveValue } from '../../core/naive-columns.ts';

const hex = (bytes: ArrayLike<number>): string => Buffer.from(Array.from(bytes)).toString('hex');

/** The bytes of a value, by the words of the format. Decimals of `naiveColumn` have 38 digits. */
const STORED: Readonly<Record<Kind, (value: NaiveValue) => string>> = {
  text: (value) => Buffer.from(value as string).toString('hex'),
  coded: (value) => Buffer.from(value as string).toString('hex'),
  int32: (value) => hex(new Uint8Array(Int32Array.of(value as number).buffer)),
  int64: (value) => hex(new Uint8Array(BigInt64Array.of(value as bigint).buffer)),
  float64: (value) => hex(new Uint8Array(Float64Array.of(value as number).buffer)),
  bool: (value) => (value === true ? '01' : '00'),
  date: (value) => hex(new Uint8Array(Int32Array.of(value as number).buffer)),
  timestamp: (value) => hex(new Uint8Array(BigInt64Array.of(value as bigint).buffer)),
  decimal: (value) => BigInt.asUintN(128, value as bigint).toString(16).padStart(32, '0'),
  binary: (value) => value as string,
};

function listed(kind: Kind, values: readonly (NaiveValue | null)[]): string[] {
  const stored = storedValues(naiveColumn(kind, values));
  switch (stored.kind) {
    case 'truths':
      return Array.from({ length: stored.count }, (_, value) => ((stored.bits[value >> 3]! >> (value & 7)) & 1 ? '01' : '00'));
    case 'words':
      return Array.from({ length: stored.count }, (_, value) => hex(stored.bytes.subarray(stored.width * value, stored.width * (value + 1))));
    default: {
      const { count, offsets, bytes } = stored.kind === 'codes' ? spelledOut(stored) : stored;
      return Array.from({ length: count }, (_, value) => hex(bytes.subarray(offsets[value], offsets[value + 1])));
    }
  }
}

/** How two values are ordered, as numbers or bytes. */
const isBelow = (kind: Kind, left: NaiveValue, right: NaiveValue): boolean =>
  (kind === 'text' || kind === 'coded' ? Buffer.compare(Buffer.from(left as string), Buffer.from(right as string)) < 0 : left < right);
const ORDERS: Readonly<Record<Kind, StoredOrder>> = {
  text: 'bytes', coded: 'bytes', int32: 'whole', int64: 'whole', float64: 'double', bool: 'truth', date: 'whole', timestamp: 'whole', decimal: 'wholeHighestFirst', binary: 'bytes',
};

describe.each(KINDS)('stored values of %s', (kind) => {
  const isPlain = (value: NaiveValue | null): boolean => value !== null && !Number.isNaN(value);

  test('are those of the rows that have one, in the bytes of the format', () => {
    fc.assert(fc.property(valuesOf(kind), (values) => {
      expect(listed(kind, values)).toEqual(values.filter((value) => value !== null).map((value) => STORED[kind](value)));
    }));
  });

  test('lie between their bounds, which are among them', () => {
    fc.assert(fc.property(valuesOf(kind), valuesOf(kind), (first, second) => {
      const there = [...first, ...second].filter(isPlain) as NaiveValue[];
      const parts = [first, second].map((values) => storedValues(naiveColumn(kind, values.filter((value) => value === null || isPlain(value)))));
      const bounds = boundsOf(parts.map((part) => (part.kind === 'codes' ? spelledOut(part) : part)), ORDERS[kind]);
      if (there.length === 0) expect(bounds).toBeNull();
      else {
        const least = there.reduce((best, value) => (isBelow(kind, value, best) ? value : best));
        const greatest = there.reduce((best, value) => (isBelow(kind, best, value) ? value : best));
        const zero = (value: NaiveValue, signed: number): NaiveValue => (value === 0 && kind === 'float64' ? signed : value);
        expect(bounds && [hex(bounds.least), hex(bounds.greatest)]).toEqual([STORED[kind](zero(least, -0)), STORED[kind](zero(greatest, 0))]);
      }
    }));
  });

  test('have one dictionary in the order of their first appearance, whatever the parts', () => {
    if (kind === 'bool') return;
    fc.assert(fc.property(valuesOf(kind), valuesOf(kind), (first, second) => {
      const { entries, codes } = chunkDictionary([first, second].map((values) => storedValues(naiveColumn(kind, values))))!;
      const all = [...listed(kind, first), ...listed(kind, second)];
      const found = (value: number): string => (entries.kind === 'words' ? hex(entries.bytes.subarray(entries.width * value, entries.width * (value + 1))) : hex(entries.bytes.subarray(entries.offsets[value], entries.offsets[value + 1])));
      expect(codes.flatMap((part) => Array.from(part, found))).toEqual(all);
      expect(Array.from({ length: entries.count }, (_, value) => found(value))).toEqual([...new Set(all)]);
    }));
  });
});

describe('bounds', () => {
  const doubles = (...values: number[]): StoredWords => ({ kind: 'words', count: values.length, width: 8, bytes: new Uint8Array(Float64Array.from(values).buffer) });
  const texts = (...values: string[]): StoredTexts => storedValues(naiveColumn('text', values)) as StoredTexts;

  test('of numbers of which one is none are not told', () => {
    expect(boundsOf([doubles(1, NaN, 2)], 'double')).toBeNull();
    expect(boundsOf([doubles(1), doubles(NaN)], 'double')).toBeNull();
  });

  test('of long texts are not told', () => {
    expect(boundsOf([texts('a', 'b'.repeat(65))], 'bytes')).toBeNull();
    expect(boundsOf([texts('a', 'b'.repeat(64))], 'bytes')).not.toBeNull();
    expect(boundsOf([], 'bytes')).toBeNull();
  });
});

test('a decimal takes as few bytes as hold it', () => {
  for (let precision = 1; precision <= 38; precision++) {
    const width = decimalWidth(precision);
    expect(10n ** BigInt(precision) - 1n < 2n ** BigInt(8 * width - 1)).toBe(true);
    if (precision > 18) expect(10n ** BigInt(precision) - 1n >= 2n ** BigInt(8 * (width - 1) - 1)).toBe(true);
  }
});

test('a dictionary of more than a mebibyte is given up', () => {
  const rows = 300_000;
  expect(chunkDictionary([{ kind: 'words', count: rows, width: 4, bytes: new Uint8Array(Int32Array.from({ length: rows }, (_, row) => row).buffer) }])).toBeNull();
  expect(chunkDictionary([{ kind: 'words', count: rows, width: 4, bytes: new Uint8Array(Int32Array.from({ length: rows }, (_, row) => row % 250_000).buffer) }])).not.toBeNull();
});
