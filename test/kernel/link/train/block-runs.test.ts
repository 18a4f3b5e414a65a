// Whole blocks, cut into parts and laid out in runs: every pair of a block comes once, and no other.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BlockMembers } from '../../../../src/link/kernel/block/program.ts';
import { BATCH_RECORDS, partsOfBlocks, runsOfBlocks, type BlockPart } from '../../../../src/link/kernel/train/block-runs.ts';
import { RUN_PAIRS } from '../../../../src/link/kernel/train/pair-levels.ts';

/** Blocks of so many records, whose ordinals are far apart. */
function blocksOf(sizes: readonly number[]): BlockMembers {
  const starts = Uint32Array.from([0, ...sizes], (_, block) => sizes.slice(0, block).reduce((sum, size) => sum + size, 0));
  return { starts, records: Uint32Array.from({ length: starts.at(-1)! }, (_, place) => 7 * place) };
}

/** The pairs of a part, and the longest run. */
function lookAt(members: BlockMembers, part: BlockPart, each: (one: number, other: number) => void): number {
  let longest = 0;
  for (const { records, next } of runsOfBlocks(members, part)) {
    expect(records.length).toBeLessThanOrEqual(BATCH_RECORDS);
    for (let run = next(RUN_PAIRS); run !== null; run = next(RUN_PAIRS)) {
      longest = Math.max(longest, run.pairs);
      for (let pair = 0; pair < run.pairs; pair++) each(records[run.left + pair]!, records[run.right + pair]!);
    }
  }
  return longest;
}

const sizes = fc.array(fc.integer({ min: 2, max: 12 }), { maxLength: 60 });

describe('runs of whole blocks', () => {
  test('are all pairs of records of one block, each once', () => {
    fc.assert(fc.property(sizes, fc.nat(60), (some, cut) => {
      const members = blocksOf(some);
      const middle = Math.min(cut, some.length);
      const found: string[] = [];
      for (const [from, to] of [[0, middle], [middle, some.length]] as const) {
        lookAt(members, { from, to, tile: null, pairs: 0 }, (one, other) => { found.push([one, other].toSorted((left, right) => left - right).join(' ')); });
      }
      const expected = some.flatMap((size, block) => Array.from({ length: size }, (_, left) => Array.from({ length: size - left - 1 }, (_unused, right) =>
        [left, left + right + 1].map((place) => members.records[members.starts[block]! + place]!).join(' ')))).flat();
      expect(found.toSorted()).toEqual(expected.toSorted());
    }));
  });

  test('are long: one pair of each of the blocks of as many records, or all of a block at some distance', () => {
    const many = blocksOf(Array.from({ length: 400 }, (_, block) => 2 + (block % 2)));
    expect(lookAt(many, { from: 0, to: 400, tile: null, pairs: 0 }, () => undefined)).toBe(200);
    const one = blocksOf([700]);
    expect(lookAt(one, { from: 0, to: 1, tile: null, pairs: 0 }, () => undefined)).toBe(699);
  });

  test('of large blocks are cut into tiles: every pair of them comes once too', () => {
    const members = blocksOf([3, 2500, 4, 1025, 1024, 2]);
    const parts = partsOfBlocks(members);
    expect(parts.map(({ from, to, tile }) => [from, to, tile])).toEqual([[0, 1, null], [1, 2, 0], [1, 2, 1], [1, 2, 2], [2, 3, null], [3, 4, 0], [3, 4, 1], [4, 5, null], [5, 6, null]]);
    const total = members.records.length;
    const met = new Uint8Array(total * total);
    for (const part of parts) {
      let pairs = 0;
      lookAt(members, part, (one, other) => {
        met[(Math.min(one, other) / 7) * total + Math.max(one, other) / 7]!++;
        pairs++;
      });
      expect(part.pairs).toBe(pairs);
    }
    let [wrong, block] = [0, 0];
    for (let left = 0; left < total; left++) {
      while (members.starts[block + 1]! <= left) block++;
      for (let right = 0; right < total; right++) wrong += Number(met[left * total + right] !== Number(left < right && right < members.starts[block + 1]!));
    }
    expect(wrong).toBe(0);
  });
});

describe('parts of whole blocks', () => {
  test('have every block in one, in order, and about as many pairs', () => {
    const members = blocksOf(Array.from({ length: 6000 }, (_, block) => 10 + (block % 11)));
    const parts = partsOfBlocks(members);
    expect(parts.map(({ from }) => from)).toEqual([0, ...parts.slice(0, -1).map(({ to }) => to)]);
    expect(parts.at(-1)!.to).toBe(6000);
    const pairs = parts.map((part) => part.pairs);
    expect(Math.max(...pairs) - Math.min(...pairs.slice(0, -1))).toBeLessThan(400);
    expect(pairs.reduce((sum, count) => sum + count, 0)).toBe(Array.from({ length: 6000 }, (_, block) => 10 + (block % 11)).reduce((sum, size) => sum + (size * (size - 1)) / 2, 0));
  });

  test('are none without blocks', () => {
    expect(partsOfBlocks(blocksOf([]))).toEqual([]);
    expect(partsOfBlocks({ starts: new Uint32Array(1) })).toEqual([]);
  });
});
