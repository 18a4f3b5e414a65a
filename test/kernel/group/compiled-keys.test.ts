// The kernel's chunks, growth and limits, at their edges; that it codes as the script does is in the tests of the tables.
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { compiledKeys, type CompiledKeys } from '../../../src/group/compiled-keys.ts';
import { byteDictionary, numberDictionary } from '../../../src/group/index.ts';
import { textColumnOf } from '../../text-column.ts';
import { bitsWhere, naiveCodes, withoutKernel } from './naive.ts';

function numberAll(kernel: CompiledKeys, values: readonly (string | null)[], from = 0): number[] {
  const { offsets, bytes, valid, rows } = textColumnOf(values);
  const numbers = new Int32Array(rows).fill(-9);
  expect(kernel.numberStrings(offsets, bytes, valid, from, rows, numbers)).toBe(rows);
  return [...numbers];
}

/** Runs `body` while no memory can grow. */
function withoutMemory(body: () => void): void {
  const { Memory } = (globalThis as unknown as { WebAssembly: { Memory: { prototype: { grow(pages: number): number } } } }).WebAssembly;
  const grow = vi.spyOn(Memory.prototype, 'grow').mockImplementation(() => {
    throw new RangeError('no memory');
  });
  try {
    body();
    expect(grow).toHaveBeenCalled();
  } finally {
    grow.mockRestore();
  }
}

describe('compiledKeys', () => {
  test.each([8191, 8192, 8193, 16_384, 20_000])('chunks of 8,192 rows leave no seam: %i rows', (rows) => {
    const values = Array.from({ length: rows }, (_, row) => (row % 5 === 0 ? null : `v${row % 9000}`));
    expect(numberAll(compiledKeys(true, 0)!, values)).toEqual(naiveCodes(values));
  });

  test('chunks of 512 KiB leave no seam', () => {
    const values = Array.from({ length: 60 }, (_, row) => `${row % 40}`.padEnd(100_000 + (row % 3), '='));
    expect(numberAll(compiledKeys(true, 0)!, values)).toEqual(naiveCodes(values));
    const edge = ['a'.repeat(524_288), 'b', 'c'.repeat(524_288), 'b'];
    expect(numberAll(compiledKeys(true, 0)!, edge)).toEqual([0, 1, 2, 1]);
  });

  test('stops before a string that is longer, having numbered those before it', () => {
    const kernel = compiledKeys(true, 0)!;
    const { offsets, bytes, rows } = textColumnOf(['a', 'b', 'c'.repeat(524_289), 'd']);
    const numbers = new Int32Array(rows).fill(-9);
    expect(kernel.numberStrings(offsets, bytes, null, 0, rows, numbers)).toBe(2);
    expect([...numbers]).toEqual([0, 1, -9, -9]);
    expect(kernel.size).toBe(2);
  });

  test('starts at any row, whose validity bit starts no byte', () => {
    fc.assert(fc.property(fc.array(fc.option(fc.string({ maxLength: 3 })), { minLength: 1, maxLength: 40 }), fc.nat({ max: 39 }), (values, start) => {
      const from = start % values.length;
      const expected = [...new Array<number>(from).fill(-9), ...naiveCodes(values.slice(from))];
      expect(numberAll(compiledKeys(true, 0)!, values, from)).toEqual(expected);
    }), { numRuns: 60 });
  });

  test.each([1, 2, 3, 4, 7, 256])('keys of %i words', (width) => {
    const rows = 9000;
    const words = new Int32Array(rows * width);
    for (let row = 0; row < rows; row++) words.fill((row * 7) % 5000, row * width, (row + 1) * width);
    const kernel = compiledKeys(false, 0)!;
    const numbers = new Int32Array(rows);
    const valid = bitsWhere(rows, (row) => row % 4 !== 2);
    expect(kernel.numberWords(width, words, 0, valid, 0, rows, numbers)).toBe(rows);
    expect([...numbers]).toEqual(naiveCodes(Array.from({ length: rows }, (_, row) => (row % 4 === 2 ? null : (row * 7) % 5000))));
    expect(kernel.keys().length).toBe(4 * width * kernel.size);
  });

  test('memory is let out in steps, and said', () => {
    const kernel = compiledKeys(true, 0)!;
    const before = kernel.byteLength;
    const values = Array.from({ length: 50_000 }, (_, row) => `value ${row}`);
    numberAll(kernel, values);
    expect(kernel.byteLength).toBeGreaterThan(before);
    expect(kernel.byteLength).toBeLessThan(4 * (kernel.keys().length + 30 * values.length));
    expect(kernel.starts().length).toBe(50_001);
    expect(kernel.starts()[50_000]).toBe(kernel.keys().length);
  });

  test('is absent where there is no WebAssembly', () => {
    expect(withoutKernel(() => compiledKeys(true, 0))).toBeNull();
  });
});

describe('a dictionary whose kernel can get no more memory', () => {
  const values = Array.from({ length: 60_000 }, (_, row) => `value ${(row * 31) % 45_000}`);

  test.each([[1500], [7000], [20_000]])('goes on in the script with the same codes: from row %i', (split) => {
    const dictionary = byteDictionary();
    const codes = new Int32Array(values.length);
    const encode = (from: number, to: number): void => {
      const { offsets, bytes, valid, rows } = textColumnOf(values.slice(from, to));
      dictionary.encode(offsets, bytes, valid, rows, codes.subarray(from));
    };
    encode(0, split);
    withoutMemory(() => { encode(split, values.length); });
    expect([...codes]).toEqual(naiveCodes(values));
    encode(0, values.length);
    expect([...codes]).toEqual(naiveCodes(values));
    const sought = new TextEncoder().encode('value 31');
    expect(dictionary.find(sought, 0, sought.length)).toBe(1);
    expect(dictionary.size).toBe(45_000);
  });

  test('and one that cannot even start it begins in the script', () => {
    const dictionary = numberDictionary('float64');
    const codes = new Int32Array(values.length);
    const numbers = Float64Array.from(values, (_, row) => ((row * 31) % 45_000) / 3);
    withoutMemory(() => { dictionary.encode(numbers, null, numbers.length, codes); dictionary.encode(numbers, null, numbers.length, codes); });
    expect([...codes]).toEqual(naiveCodes(values));
  });
});

describe('the change from few values to many', () => {
  test.each([1023, 1024, 1025, 1026])('keeps every code across it: %i values', (count) => {
    const values = Array.from({ length: count }, (_, index) => `${index}${'.'.repeat(index % 20)}`);
    const all = [...values, null, ...values, 'new', ...values.slice().reverse()];
    for (const batch of [all.length, 1024, 100, 1]) {
      const dictionary = byteDictionary();
      const codes = new Int32Array(all.length);
      for (let from = 0; from < all.length; from += batch) {
        const { offsets, bytes, valid, rows } = textColumnOf(all.slice(from, from + batch));
        dictionary.encode(offsets, bytes, valid, rows, codes.subarray(from));
      }
      expect([...codes]).toEqual(naiveCodes(all));
    }
  });
});
