import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arrowType } from '../../../src/core/arrow.ts';
import { rowDigests } from '../../../src/group/index.ts';
import { appendDigests, groupOfDigest, KEY_GROUPS, keySet, keyStreams, readDigests, type KeySet } from '../../../src/quality/checks/key-set.ts';
import { columnOfValues, memorySpill } from '../../small-tables.ts';

const digestsOf = (numbers: readonly number[]): Uint8Array => rowDigests([columnOfValues(arrowType('int32'), numbers)], numbers.length);

/** How many numbers a set has once, and how many more than once, over all its groups. */
async function countsOf(set: KeySet): Promise<{ once: number; more: number; groups: number }> {
  let once = 0;
  let more = 0;
  let groups = 0;
  for await (const [, digests] of set.groups()) {
    once += digests.size - digests.repeatedCount;
    more += digests.repeatedCount;
    groups++;
  }
  return { once, more, groups };
}

function naiveCounts(numbers: readonly number[]): { once: number; more: number } {
  const times = new Map<number, number>();
  for (const number of numbers) times.set(number, (times.get(number) ?? 0) + 1);
  const once = [...times.values()].filter((count) => count === 1).length;
  return { once, more: times.size - once };
}

describe('keySet', () => {
  const numbers = fc.array(fc.nat(40), { maxLength: 60 });
  /** Numbers to add, and whether the set is spilled after them. */
  const steps = fc.array(fc.tuple(numbers, fc.boolean()), { maxLength: 4 });

  test('knows what came once and what came again, however often it was written out', async () => {
    await fc.assert(fc.asyncProperty(steps, fc.integer({ min: 1, max: 50 }), async (parts, pieceBytes) => {
      const spill = memorySpill(pieceBytes);
      const set = keySet();
      for (const [part, isSpilled] of parts) {
        set.held.add(digestsOf(part), part.length);
        if (isSpilled) await set.spill(spill);
      }
      const isSpilled = parts.some(([, one]) => one);
      expect(set.isSpilled).toBe(isSpilled);
      expect(await countsOf(set)).toEqual({ ...naiveCounts(parts.flatMap(([part]) => part)), groups: isSpilled ? KEY_GROUPS : 1 });
      expect(spill.streams.size).toBe(0);
    }), { numRuns: 40 });
  });

  test('merges with another, whichever of them was written out, on one store or two', async () => {
    await fc.assert(fc.asyncProperty(steps, steps, fc.boolean(), async (left, right, isShared) => {
      const store = memorySpill();
      const fill = async (parts: typeof left, spill: typeof store): Promise<KeySet> => {
        const set = keySet();
        for (const [part, isSpilled] of parts) {
          set.held.add(digestsOf(part), part.length);
          if (isSpilled) await set.spill(spill);
        }
        return set;
      };
      const merged = await fill(left, store);
      merged.merge(await fill(right, isShared ? store : memorySpill()));
      expect(await countsOf(merged)).toMatchObject(naiveCounts([...left, ...right].flatMap(([part]) => part)));
    }), { numRuns: 40 });
  });

  test('is read again from memory, and not from a store', async () => {
    const set = keySet();
    set.held.add(digestsOf([1, 2, 2]), 3);
    expect(await countsOf(set)).toMatchObject({ once: 1, more: 1 });
    expect(await countsOf(set)).toMatchObject({ once: 1, more: 1 });
  });

  test('memory is given back when it is written out', async () => {
    const set = keySet();
    const many = Array.from({ length: 5000 }, (_, number) => number);
    set.held.add(digestsOf(many), many.length);
    expect(set.held.byteLength).toBeGreaterThan(16 * 5000);
    await set.spill(memorySpill());
    expect(set.held.byteLength).toBe(0);
  });
});

describe('streams of digests', () => {
  test('every digest goes to the group of its first byte', () => {
    const groups = new Set(Array.from({ length: 256 }, (_, byte) => groupOfDigest(byte)));
    expect([...groups]).toEqual(Array.from({ length: KEY_GROUPS }, (_, group) => group));
  });

  test('come back as they were written, in pieces of any size, and are then forgotten', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.nat(), { minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 40 }), async (numbers, pieceBytes) => {
      const store = memorySpill(pieceBytes);
      const streams = keyStreams(store);
      const digests = digestsOf(numbers);
      await appendDigests(streams, 3, digests.subarray(0, 16));
      await appendDigests(streams, 3, digests.subarray(16));
      const read: number[] = [];
      for await (const piece of readDigests(streams, 3)) {
        expect(piece.length % 16).toBe(0);
        read.push(...piece);
      }
      expect(read).toEqual([...digests]);
      expect(store.streams.size).toBe(0);
    }));
  });

  test('never share a name, and nothing is written for no digests', async () => {
    const store = memorySpill();
    const names = [keyStreams(store), keyStreams(store), keyStreams(memorySpill())].map(({ name }) => name);
    expect(names[0]).not.toBe(names[1]);
    expect(names[2]).toBe(names[0]);
    await appendDigests(keyStreams(store), 0, new Uint8Array(0));
    expect(store.streams.size).toBe(0);
  });

  test('that end within a digest are refused', async () => {
    const store = memorySpill();
    const streams = keyStreams(store);
    await store.append(`${streams.name}-5`, new Uint8Array(17));
    await expect(async () => {
      for await (const piece of readDigests(streams, 5)) expect(piece.length).toBe(16);
    }).rejects.toThrow(RangeError);
  });
});
