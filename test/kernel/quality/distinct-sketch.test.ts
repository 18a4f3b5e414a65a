import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { distinctSketch } from '../../../src/quality/kernel/distinct-sketch.ts';
import { hashTexts, hashWords, unifyDoubles } from '../../../src/quality/kernel/value-hash.ts';
import { textColumn } from '../../../src/core/rejects.ts';

function hashesOf(values: readonly string[]): Int32Array {
  const { offsets, bytes } = textColumn(values);
  const hashes = new Int32Array(2 * values.length);
  hashTexts(offsets, bytes, values.length, hashes);
  return hashes;
}

const sketchOf = (values: readonly string[]): ReturnType<typeof distinctSketch> => {
  const sketch = distinctSketch();
  sketch.add(hashesOf(values), null, values.length);
  return sketch;
};

/** Adds the numbers from `from` to `to` as texts of one form, a stretch at a time. */
function addNumbered(sketch: ReturnType<typeof distinctSketch>, from: number, to: number, form: (number: number) => string): void {
  for (let start = from; start < to; start += 10_000) {
    const values = Array.from({ length: Math.min(10_000, to - start) }, (_, index) => form(start + index));
    sketch.add(hashesOf(values), null, values.length);
  }
}

describe('the number of different values is estimated', () => {
  test('within four standard errors, from one to a million, for keys of several forms', () => {
    const forms: readonly [string, (number: number) => string][] = [
      ['row numbers', (number) => `S${String(number).padStart(9, '0')}`],
      ['plain digits', String],
      ['addresses', (number) => `person.${number}@hopital.example.fr`],
      ['blanks of many lengths', (number) => `${' '.repeat(number % 50)}${number}`],
    ];
    for (const [title, form] of forms) {
      const sketch = distinctSketch();
      let added = 0;
      for (const count of [1, 10, 100, 1000, 10_000, 40_000, 100_000, 1_000_000]) {
        addNumbered(sketch, added, count, form);
        added = count;
        expect(Math.abs(sketch.estimate() - count) / count, `${title}: ${count}`).toBeLessThanOrEqual(4 * sketch.relativeError);
      }
    }
  });

  test('with the stated standard error: over 60 sets of 20,000 numbers', () => {
    const errors = Array.from({ length: 60 }, (_, set) => {
      const sketch = distinctSketch();
      const words = Int32Array.from({ length: 20_000 }, (_value, index) => Math.imul(set * 20_000 + index + 1, 0x9e3779b1));
      const hashes = new Int32Array(2 * words.length);
      hashWords(words, 1, words.length, hashes);
      sketch.add(hashes, null, words.length);
      return sketch.estimate() / 20_000 - 1;
    });
    const deviation = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
    expect(deviation).toBeLessThanOrEqual(1.4 * distinctSketch().relativeError);
    expect(Math.abs(errors.reduce((sum, error) => sum + error, 0) / errors.length)).toBeLessThanOrEqual(0.5 * distinctSketch().relativeError);
  });

  test('whatever the order, the repeats, the cuts and the merges', () => {
    fc.assert(fc.property(fc.array(fc.string(), { maxLength: 60 }), fc.array(fc.string(), { maxLength: 60 }), (one, two) => {
      const merged = sketchOf(one);
      merged.merge(sketchOf(two));
      expect(merged.estimate()).toBe(sketchOf([...two, ...one, ...two].reverse()).estimate());
    }));
  });

  test('none for no value, and null is none', () => {
    expect(distinctSketch().estimate()).toBe(0);
    const sketch = distinctSketch();
    sketch.add(hashesOf(['a', 'b', 'c']), Uint8Array.of(0b010), 3);
    expect(sketch.estimate()).toBe(1);
  });
});

describe('values are hashed', () => {
  test('by their bytes alone, wherever they stand', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (before, value) => {
      expect([...hashesOf([before, value]).subarray(2)]).toEqual([...hashesOf([value])]);
    }));
  });

  test('apart: no two of 300,000 like keys share 64 bits, and zeros at the end count', () => {
    const seen = new Set<bigint>();
    for (let start = 0; start < 300_000; start += 10_000) {
      const hashes = hashesOf(Array.from({ length: 10_000 }, (_, index) => `19${String(start + index).padStart(13, '0')}`));
      for (let row = 0; row < 10_000; row++) seen.add((BigInt(hashes[2 * row]!) << 32n) | BigInt(hashes[2 * row + 1]! >>> 0));
    }
    expect(seen.size).toBe(300_000);
    const zeros = hashesOf(['', '\0', '\0\0', '\0\0\0\0', '\0\0\0\0\0']);
    expect(new Set([0, 1, 2, 3, 4].map((row) => `${zeros[2 * row]} ${zeros[2 * row + 1]}`)).size).toBe(5);
  });

  test('as one zero and one NaN', () => {
    const payload = new Float64Array(new BigUint64Array([0x7ff8_0000_0000_0001n, 0xfff8_0000_0000_0000n]).buffer);
    const out = new Float64Array(5);
    unifyDoubles(Float64Array.of(-0, 0, payload[0]!, payload[1]!, -1.5), 5, out);
    const bits = new BigUint64Array(out.buffer);
    expect([bits[0], bits[2], bits[4]]).toEqual([bits[1], bits[3], new BigUint64Array(Float64Array.of(-1.5).buffer)[0]]);
  });
});
