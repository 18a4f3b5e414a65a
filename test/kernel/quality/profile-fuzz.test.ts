// Bytes that no reader would let through, and texts that nobody would write: no exception, no hang, and sums that hold.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { distinctSketch } from '../../../src/quality/kernel/distinct-sketch.ts';
import { addTexts, makeTextFacts, mergeTextFacts, type TextFacts } from '../../../src/quality/kernel/text-facts.ts';
import { hashTexts, hashWords } from '../../../src/quality/kernel/value-hash.ts';
import { valueSample } from '../../../src/quality/kernel/value-sample.ts';
import { identityOf } from '../../../src/quality/profile/profile-identity.ts';
import { processorClock } from '../../processor-time.ts';

interface RawColumn {
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
  readonly valid: Uint8Array | null;
  readonly rows: number;
}

/** Any bytes cut anywhere, from an offset that need not be 0, with or without nulls. */
const rawColumn: fc.Arbitrary<RawColumn> = fc.tuple(
  fc.uint8Array({ maxLength: 200 }),
  fc.array(fc.nat(200), { minLength: 1, maxLength: 30 }),
  fc.option(fc.uint8Array({ minLength: 4, maxLength: 4 })),
).map(([bytes, cuts, valid]) => {
  const offsets = Int32Array.from(cuts.map((cut) => Math.min(cut, bytes.length)).sort((left, right) => left - right));
  return { offsets, bytes, valid, rows: offsets.length - 1 };
});

function factsOf({ offsets, bytes, valid, rows }: RawColumn): TextFacts {
  const facts = makeTextFacts();
  addTexts(facts, offsets, bytes, valid, null, rows);
  return facts;
}

const presentOf = ({ valid, rows }: RawColumn): number =>
  Array.from({ length: rows }, (_, row) => row).filter((row) => valid === null || ((valid[row >> 3]! >> (row & 7)) & 1) !== 0).length;

describe('any bytes at all', () => {
  test('are counted, each row once, and every part is at most the whole', () => {
    fc.assert(fc.property(rawColumn, (column) => {
      const facts = factsOf(column);
      const present = presentOf(column);
      expect(facts.count).toBe(present);
      const parts = [
        facts.empty, facts.leadingBlanks, facts.trailingBlanks, facts.nonAscii, facts.controlCharacters, facts.misread,
        facts.placeholders, facts.nirs, facts.emails, facts.phones,
      ];
      for (const part of parts) expect(part >= 0 && part <= present).toBe(true);
      expect(facts.shapes.counts.reduce((sum, count) => sum + count, 0)).toBe(present);
      expect(facts.maxLength).toBeLessThanOrEqual(column.bytes.length);
    }), { numRuns: 400 });
  });

  test('merge as if they had come together', () => {
    fc.assert(fc.property(rawColumn, rawColumn, (one, two) => {
      const merged = factsOf(one);
      mergeTextFacts(merged, factsOf(two));
      const again = factsOf(two);
      addTexts(again, one.offsets, one.bytes, one.valid, null, one.rows);
      expect({ ...merged, shapes: null }).toEqual({ ...again, shapes: null });
      const counts = ({ shapes }: TextFacts): number[] => [...shapes.counts.filter((count) => count > 0)].sort((left, right) => left - right);
      expect(counts(merged)).toEqual(counts(again));
    }), { numRuns: 200 });
  });

  test('take no more memory however often states merge', () => {
    const facts = makeTextFacts();
    const part = factsOf({ offsets: Int32Array.of(0, 3), bytes: Uint8Array.of(65, 66, 67), valid: null, rows: 1 });
    for (let merges = 0; merges < 100; merges++) mergeTextFacts(facts, part);
    expect(facts.count).toBe(100);
    expect(facts.shapes.counts.length).toBeLessThanOrEqual(128);
  });

  test('are hashed, estimated and sampled', () => {
    fc.assert(fc.property(rawColumn, ({ offsets, bytes, valid, rows }) => {
      const hashes = new Int32Array(2 * rows);
      hashTexts(offsets, bytes, rows, hashes);
      const sketch = distinctSketch();
      sketch.add(hashes, valid, rows);
      const sample = valueSample(64);
      sample.offer(hashes, valid, rows, (row) => bytes.slice(offsets[row], offsets[row + 1]));
      const texts = new Set(Array.from({ length: rows }, (_, row) => row)
        .filter((row) => valid === null || ((valid[row >> 3]! >> (row & 7)) & 1) !== 0)
        .map((row) => bytes.slice(offsets[row], offsets[row + 1]).join()));
      expect(sample.values().map((value) => value.join()).sort()).toEqual([...texts].sort());
      expect(Math.abs(sketch.estimate() - texts.size)).toBeLessThanOrEqual(1);
    }), { numRuns: 200 });
  });

  test('of three at most have hashes of their own, nothing and control characters among them', () => {
    const texts = [[], ...Array.from({ length: 256 }, (_, byte) => [byte])].flatMap((text) => [text, [0, ...text], [1, ...text], [2, 3, ...text]]);
    const different = new Map(texts.filter((text) => text.length < 4).map((text) => [text.join(), text]));
    const offsets = Int32Array.from({ length: different.size + 1 }, () => 0);
    [...different.values()].forEach((text, row) => (offsets[row + 1] = offsets[row]! + text.length));
    const hashes = new Int32Array(2 * different.size);
    hashTexts(offsets, Uint8Array.from([...different.values()].flat()), different.size, hashes);
    for (const half of [0, 1]) expect(new Set(hashes.filter((_, place) => place % 2 === half)).size).toBe(different.size);
  });

  test('are asked of every identifier', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 10 }), fc.string({ unit: 'binary' }), (values, name) => {
      const identity = identityOf(name, 'utf8', values, null);
      expect(identity.sampled).toBe(values.filter((value) => value.length > 0).length);
      for (const { share } of identity.candidates) expect(share > 0 && share <= 1).toBe(true);
    }), { numRuns: 300 });
  });

  test('of words hash like their bytes', () => {
    fc.assert(fc.property(fc.int32Array({ minLength: 1, maxLength: 40 }), fc.constantFrom(1, 2, 4), (words, width) => {
      const rows = Math.floor(words.length / width);
      const hashes = new Int32Array(2 * rows);
      hashWords(words, width, rows, hashes);
      for (let row = 0; row < rows; row++) {
        const alone = new Int32Array(2);
        hashWords(words.slice(row * width, (row + 1) * width), width, 1, alone);
        expect([...hashes.subarray(2 * row, 2 * row + 2)]).toEqual([...alone]);
      }
    }));
  });
});

test('a long text takes time in proportion to its length', () => {
  const unit = new TextEncoder().encode('06 1@a.b 284052A321025 +33 0');
  const seconds = (repeats: number): number => {
    const bytes = new Uint8Array(unit.length * repeats);
    for (let index = 0; index < repeats; index++) bytes.set(unit, index * unit.length);
    const spent = processorClock();
    factsOf({ offsets: Int32Array.of(0, bytes.length), bytes, valid: null, rows: 1 });
    return spent() / 1000;
  };
  seconds(1000);
  // Sixteen times the text: quadratic work would take 256 times as long.
  expect(seconds(160_000)).toBeLessThan(64 * Math.max(0.005, seconds(10_000)));
});
