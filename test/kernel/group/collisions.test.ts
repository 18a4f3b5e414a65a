// Whoever writes the input may write keys that collide. They must neither be confused nor make the work quadratic.
import { describe, expect, test } from 'vitest';
import { indexBytes, encodeLarge } from '../../../src/group/byte-slots.ts';
import { equalBytes, makeByteStore, viewOf } from '../../../src/group/byte-store.ts';
import { compiledKeys, type CompiledKeys } from '../../../src/group/compiled-keys.ts';
import { byteDictionary, numberDictionary, pairTable } from '../../../src/group/index.ts';
import { finishHash, keyedHash, mixWord } from '../../../src/group/word-hash.ts';
import { keysOf, makeWordTable, numberKeys } from '../../../src/group/word-table.ts';
import { processorClock } from '../../processor-time.ts';
import { textColumnOf } from '../../text-column.ts';
import { sameEnds, sameHashPairs, sameScriptHash, sameScriptPairs, sameSlotNumbers, sameStart } from './collisions.ts';
import { numbersFrom, withoutKernel } from './naive.ts';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

function numbersIn(kernel: CompiledKeys, values: readonly Uint8Array[]): number[] {
  const { offsets, bytes, rows } = textColumnOf(values);
  const numbers = new Int32Array(rows);
  expect(kernel.numberStrings(offsets, bytes, null, 0, rows, numbers)).toBe(rows);
  return [...numbers];
}

function numbersInScript(values: readonly Uint8Array[]): { numbers: number[]; keyed: boolean } {
  const store = makeByteStore();
  const index = indexBytes(store, 7, false);
  const { offsets, bytes, rows } = textColumnOf([...values, new Uint8Array(8)]);
  const numbers = new Int32Array(rows);
  encodeLarge(index, store, offsets, 0, viewOf(bytes), null, 0, rows - 1, numbers);
  encodeLarge(index, store, offsets, 0, viewOf(bytes), null, 0, rows - 1, numbers);
  return { numbers: [...numbers.subarray(0, values.length)], keyed: index.keyed };
}

const kernelOf = (strings: boolean, seed = 7): CompiledKeys => compiledKeys(strings, seed)!;

describe('strings that share a hash', () => {
  test.each([['their first half', sameStart], ['both ends', sameEnds]])('and %s are told apart by the kernel', (_, build) => {
    const values = build(6);
    expect(new Set(values.map((value) => value.join())).size).toBe(6);
    const kernel = kernelOf(true);
    expect(numbersIn(kernel, values)).toEqual(upTo(6));
    expect(numbersIn(kernel, values.slice().reverse())).toEqual(upTo(6).reverse());
    values.forEach((value, index) => { expect(kernel.findString(value, 0, value.length)).toBe(index); });
    expect(kernel.findString(build(7)[6]!, 0, values[0]!.length)).toBe(-1);
    expect(kernel.keyed).toBe(false);
  });

  test.each([['the same first half', sameStart], ['the same ends', sameEnds]])('make the kernel change its hash, which keeps every number: %s', (_, build) => {
    const kernel = kernelOf(true);
    expect(numbersIn(kernel, build(8))).toEqual(upTo(8));
    expect(kernel.keyed).toBe(false);
    expect(numbersIn(kernel, build(2000))).toEqual(upTo(2000));
    expect(kernel.keyed).toBe(true);
    expect(numbersIn(kernel, build(20_000))).toEqual(upTo(20_000));
    build(2000).forEach((value, index) => { expect(kernel.findString(value, 0, value.length)).toBe(index); });
  });

  test('make the script change its hash, which keeps every number', () => {
    expect(numbersInScript(sameScriptHash(6))).toEqual({ numbers: upTo(6), keyed: false });
    expect(numbersInScript(sameScriptHash(5000))).toEqual({ numbers: upTo(5000), keyed: true });
  });

  test('ordinary ones never do: a million numbers, and texts with a common start', () => {
    const kernel = kernelOf(false);
    const words = Int32Array.from({ length: 1_000_000 }, (_, index) => index * 4096);
    kernel.numberWords(1, words, 0, null, 0, words.length, new Int32Array(words.length));
    expect(kernel.keyed).toBe(false);
    const texts = Array.from({ length: 60_000 }, (_, index) => new TextEncoder().encode(`FR-75-${String(index).padStart(6, '0')}-000`));
    const strings = kernelOf(true);
    numbersIn(strings, texts);
    expect(strings.keyed).toBe(false);
    expect(numbersInScript(texts).keyed).toBe(false);
    const table = makeWordTable(1, 0);
    table.refused = true;
    numberKeys(table, words, 0, null, 0, words.length, new Int32Array(words.length));
    expect(table.keyed).toBe(false);
  });
});

describe('keys of words that share a hash', () => {
  const interleaved = (pairs: readonly (readonly [number, number])[]): Int32Array => Int32Array.from(pairs.flat());

  test('are told apart by the kernel, and make it change its hash', () => {
    const kernel = kernelOf(false);
    const numbers = new Int32Array(5000);
    const words = interleaved(sameHashPairs(5000));
    kernel.numberWords(2, words, 0, null, 0, 8, numbers);
    expect(kernel.keyed).toBe(false);
    kernel.numberWords(2, words, 0, null, 0, 5000, numbers);
    expect([...numbers]).toEqual(upTo(5000));
    expect(kernel.keyed).toBe(true);
    kernel.numberWords(2, words, 0, null, 0, 5000, numbers);
    expect([...numbers]).toEqual(upTo(5000));
  });

  test('are told apart by the script, which takes its changed hash over from the kernel', () => {
    const table = makeWordTable(2, 0);
    const numbers = new Int32Array(30_000);
    const words = interleaved(sameScriptPairs(3000));
    numberKeys(table, words, 0, null, 0, 8, numbers);
    expect(table.keyed).toBe(false);
    numberKeys(table, words, 0, null, 0, 3000, numbers);
    expect([...numbers.subarray(0, 3000)]).toEqual(upTo(3000));
    expect(table.keyed).toBe(true);
    // Enough to enter the kernel, which starts with its own quick hash.
    const next = numbersFrom(3);
    const many = interleaved(Array.from({ length: 30_000 }, (_, index) => [index, next() | 0]));
    numberKeys(table, many, 0, null, 0, 30_000, numbers);
    numberKeys(table, words, 0, null, 0, 3000, numbers);
    expect(table.compiled).not.toBeNull();
    expect([...numbers.subarray(0, 3000)]).toEqual(upTo(3000));
    expect([...keysOf(table).subarray(0, 6000)]).toEqual([...words]);
  });

  test('cost time in proportion in pair tables and number dictionaries', () => {
    const rows = 40_000;
    const pairs = sameHashPairs(rows).filter(([low, high]) => low >= 0 && high >= 0);
    const spent = processorClock();
    const table = pairTable();
    const numbers = new Int32Array(pairs.length);
    for (let round = 0; round < 3; round++) table.assign(Int32Array.from(pairs, ([low]) => low), Int32Array.from(pairs, ([, high]) => high), pairs.length, numbers);
    expect([...numbers]).toEqual(upTo(pairs.length));
    withoutKernel(() => {
      const hostile = Int32Array.from(sameSlotNumbers(8000));
      expect(new Set(hostile).size).toBe(8000);
      const dictionary = numberDictionary('int32');
      const codes = new Int32Array(8000);
      for (let round = 0; round < 100; round++) dictionary.encode(hostile, null, 8000, codes);
      expect([...codes]).toEqual(upTo(8000));
    });
    // Without defence: some 10⁹ steps in each.
    expect(spent()).toBeLessThan(4000);
  });
});

describe('a dictionary under attack', () => {
  test.each([['in the kernel', (body: () => void) => { body(); }], ['in the script', withoutKernel]])('stays as fast as it was %s', (_, run) => {
    run(() => {
      const dictionary = byteDictionary(42);
      const encode = (values: readonly (string | Uint8Array)[]): number[] => {
        const { offsets, bytes, rows } = textColumnOf(values);
        const codes = new Int32Array(rows);
        dictionary.encode(offsets, bytes, null, rows, codes);
        return [...codes];
      };
      encode(upTo(2000).map((index) => `v${index}`));
      for (const values of [sameScriptHash(30_000), sameStart(30_000), sameEnds(30_000)]) {
        const size = dictionary.size;
        const spent = processorClock();
        expect(encode(values)).toEqual(upTo(30_000).map((index) => size + index));
        expect(encode(values)).toEqual(upTo(30_000).map((index) => size + index));
        // Without defence: 2 × 4.5 × 10⁸ comparisons, more than ten seconds.
        expect(spent()).toBeLessThan(4000);
      }
      expect(encode(['v0', 'v1999'])).toEqual([0, 1999]);
    });
  });

  test('a descending offset by one byte is refused at every size', () => {
    for (const before of [0, 2000]) {
      const dictionary = byteDictionary();
      const { offsets, bytes, rows } = textColumnOf(upTo(before).map((index) => `v${index}`));
      dictionary.encode(offsets, bytes, null, rows, new Int32Array(rows));
      expect(() => { dictionary.encode(Int32Array.of(0, 4, 3, 6), new Uint8Array(40), null, 3, new Int32Array(3)); }).toThrow(/^offsets: expected ascending/);
    }
  });
});

describe('equalBytes', () => {
  test('sees a difference in any one byte of any length, and none beyond the end', () => {
    for (let length = 0; length <= 40; length++) {
      const left = new Uint8Array(60).fill(1);
      const right = new Uint8Array(60).fill(1);
      right.fill(9, 3 + length);
      const same = (): boolean => equalBytes(viewOf(left), 5, viewOf(right), 3, length);
      expect(same()).toBe(true);
      for (let at = 0; at < length; at++) {
        right[3 + at] = 2;
        expect(same()).toBe(false);
        right[3 + at] = 1;
      }
    }
  });
});

describe('the hashes', () => {
  test('spread numbers in sequence, and numbers that differ in one byte only, over the low bits', () => {
    for (const step of [1, 2 ** 8, 2 ** 16, 2 ** 20]) {
      const slots = new Uint8Array(2 ** 12);
      for (let index = 0; index < 2 ** 12; index++) slots[finishHash(mixWord(0, index * step)) & 0xfff]!++;
      // At random 37 % stay empty, and the fullest has about 7.
      expect(slots.filter((count) => count === 0).length / slots.length).toBeLessThan(0.5);
      expect(Math.max(...slots)).toBeLessThan(16);
    }
  });

  test('the keyed one depends on the seed, on every word, on the rest and on the length', () => {
    const view = new DataView(new ArrayBuffer(32));
    const seen = new Set([keyedHash(view, 0, 4, 0, 16, 1)]);
    seen.add(keyedHash(view, 0, 4, 0, 16, 2));
    seen.add(keyedHash(view, 0, 4, 1, 17, 1));
    seen.add(keyedHash(view, 0, 4, 0, 17, 1));
    for (let word = 0; word < 4; word++) {
      view.setInt32(4 * word, 1, true);
      seen.add(keyedHash(view, 0, 4, 0, 16, 1));
      view.setInt32(4 * word, 0, true);
    }
    expect(seen.size).toBe(8);
    expect(keyedHash(view, 0, 4, 0, 16, 1)).toBe([...seen][0]);
  });

  test('the keyed one scatters keys that share the quick one', () => {
    const hashes = new Set(sameScriptHash(5000).map((value) => keyedHash(viewOf(value), 0, 2, 0, 8, 99)));
    // The chance of more than five pairs among 5,000 draws from 2³² is below one in a billion.
    expect(hashes.size).toBeGreaterThan(4994);
  });
});
