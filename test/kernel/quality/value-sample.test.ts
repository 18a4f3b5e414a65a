import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textColumn } from '../../../src/core/rejects.ts';
import { hashTexts } from '../../../src/quality/kernel/value-hash.ts';
import { valueSample, type ValueSample } from '../../../src/quality/kernel/value-sample.ts';

function offerAll(sample: ValueSample, values: readonly (string | null)[]): void {
  const { offsets, bytes, valid } = textColumn(values);
  const hashes = new Int32Array(2 * values.length);
  hashTexts(offsets, bytes, values.length, hashes);
  sample.offer(hashes, valid, values.length, (row) => bytes.slice(offsets[row], offsets[row + 1]));
}

const sampleOf = (size: number, values: readonly (string | null)[]): ValueSample => {
  const sample = valueSample(size);
  offerAll(sample, values);
  return sample;
};
const decoder = new TextDecoder();
const valuesOf = (sample: ValueSample): string[] => sample.values().map((value) => decoder.decode(value));
const lists = fc.array(fc.option(fc.string({ maxLength: 4 })), { maxLength: 80 });

describe('a sample of values', () => {
  test('depends on the values alone: not on order, repeats, cuts or merges', () => {
    fc.assert(fc.property(lists, lists, lists, fc.integer({ min: 1, max: 20 }), (one, two, three, size) => {
      const all = valuesOf(sampleOf(size, [...one, ...two, ...three]));
      const merged = sampleOf(size, three);
      const second = sampleOf(size, two);
      second.merge(sampleOf(size, one));
      merged.merge(second);
      expect(valuesOf(merged)).toEqual(all);
      const again = sampleOf(size, [...three, ...one]);
      offerAll(again, [...two, ...one].reverse());
      expect(valuesOf(again)).toEqual(all);
    }));
  });

  test('holds every value when there are few, each once, and no null', () => {
    expect(valuesOf(sampleOf(10, ['b', null, 'a', 'b', ''])).sort()).toEqual(['', 'a', 'b']);
  });

  test('holds as many as its size, and as a fair sample would: a tenth of the values gives a tenth of the sample', () => {
    const sample = valuesOf(sampleOf(2000, Array.from({ length: 20_000 }, (_, index) => `${index % 10 === 0 ? 'rare' : 'common'}${index}`)));
    expect(sample).toHaveLength(2000);
    const rare = sample.filter((value) => value.startsWith('rare')).length;
    // Standard deviation 13; four of them.
    expect(Math.abs(rare - 200)).toBeLessThanOrEqual(52);
  });

  test('never holds more than twice its size', () => {
    const sample = valueSample(16);
    offerAll(sample, Array.from({ length: 5000 }, (_, index) => String(index)));
    expect(sample.byteLength).toBeLessThanOrEqual(32 * (64 + 4));
  });
});
