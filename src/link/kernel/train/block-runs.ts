import type { BlockMembers } from '../block/program.ts';
import { pairsAcross, pairsBeside, pairsWithin, type PairSequence } from './pair-sequences.ts';

/** Blocks whose pairs are looked at in one part. Plain data. */
export interface BlockPart {
  /** Blocks `from … to`, the last one left out. */
  readonly from: number;
  readonly to: number;
  /** Of one large block, which of its tiles is paired with itself and with those behind it; null: all pairs of the blocks. */
  readonly tile: number | null;
  readonly pairs: number;
}

/** Records, and runs of pairs of their places. */
export interface RecordRuns {
  /** Ordinals. */
  readonly records: Uint32Array;
  readonly next: PairSequence;
}

/** Pairs of a part: some hundredths of a second of work. */
const PART_PAIRS = 1 << 18;
/** Records of a tile: what they and those of another one have stays in a near cache. */
const TILE = 1024;
/** Records that are looked at together, at most. */
export const BATCH_RECORDS: number = 2 * TILE;

/**
 * Cuts blocks into parts of about as many pairs.
 *
 * @param members - records of each block, each of which makes a pair with each other one of its block.
 * @returns the parts, in the order of the blocks; every pair is in one.
 * @remarks O(blocks + tiles of large ones).
 */
export function partsOfBlocks({ starts }: Pick<BlockMembers, 'starts'>): BlockPart[] {
  const parts: BlockPart[] = [];
  let [from, pairs] = [0, 0];
  const cut = (to: number): void => {
    if (pairs > 0) parts.push({ from, to, tile: null, pairs });
    [from, pairs] = [to, 0];
  };
  for (let block = 0; block + 1 < starts.length; block++) {
    const size = starts[block + 1]! - starts[block]!;
    if (size <= TILE) pairs += pairsOf(size);
    if (size > TILE || pairs >= PART_PAIRS) cut(size > TILE ? block : block + 1);
    if (size <= TILE) continue;
    for (let tile = 0; tile * TILE < size; tile++) {
      const own = Math.min(TILE, size - tile * TILE);
      parts.push({ from: block, to: block + 1, tile, pairs: pairsOf(own) + own * (size - tile * TILE - own) });
    }
    from = block + 1;
  }
  cut(starts.length - 1);
  return parts;
}

const pairsOf = (records: number): number => (records * (records - 1)) / 2;

/**
 * Lays out the records of a part, so that their pairs come in long runs: blocks of as many records stand side by side, the first records of all, then
 * the second ones. Large blocks make long runs by themselves.
 *
 * @param members - records of each block.
 * @param part - the part.
 * @yields records, {@link BATCH_RECORDS} at most, and the runs of their pairs; every pair of the part is in one.
 * @remarks O(records).
 */
export function* runsOfBlocks({ starts, records }: BlockMembers, { from, to, tile }: BlockPart): Generator<RecordRuns> {
  if (tile !== null) {
    yield* runsOfTile(records.subarray(starts[from], starts[to]), tile * TILE);
    return;
  }
  for (const [size, blocks] of blocksBySize(starts, from, to)) {
    const isApart = size > 2 * blocks.length;
    const together = isApart ? 1 : Math.floor(TILE / size);
    for (let first = 0; first < blocks.length; first += together) {
      const some = blocks.slice(first, first + together);
      yield { records: sideBySide(starts, records, some, size), next: isApart ? pairsWithin(size) : pairsBeside(size, some.length) };
    }
  }
}

function* runsOfTile(records: Uint32Array, start: number): Generator<RecordRuns> {
  const own = records.subarray(start, start + TILE);
  yield { records: own, next: pairsWithin(own.length) };
  for (let other = start + TILE; other < records.length; other += TILE) {
    const others = records.subarray(other, other + TILE);
    const both = new Uint32Array(own.length + others.length);
    both.set(own);
    both.set(others, own.length);
    const next = pairsAcross(own.length, others.length);
    yield {
      records: both,
      next(most) {
        const run = next(most);
        return run === null ? null : { ...run, right: run.right + own.length };
      },
    };
  }
}

function blocksBySize(starts: Uint32Array, from: number, to: number): Map<number, number[]> {
  const bySize = new Map<number, number[]>();
  for (let block = from; block < to; block++) {
    const size = starts[block + 1]! - starts[block]!;
    const found = bySize.get(size);
    if (found === undefined) bySize.set(size, [block]);
    else found.push(block);
  }
  return bySize;
}

/** The first records of all blocks, then the second ones, and so on. */
function sideBySide(starts: Uint32Array, records: Uint32Array, blocks: readonly number[], size: number): Uint32Array {
  const laid = new Uint32Array(size * blocks.length);
  for (let place = 0; place < blocks.length; place++) {
    const start = starts[blocks[place]!]!;
    for (let member = 0, at = place; member < size; member++, at += blocks.length) laid[at] = records[start + member]!;
  }
  return laid;
}
