/** Blocking as plain data: a thread that receives it can visit any part of the pairs, in the same order as any other. */

/** Pairs of records: of any two, or of two from different sources. */
export type PairScope = 'all' | 'acrossSources';

/** The blocks each record is in, on one side of a pair, as numbers from 1 up that the records of a block share; 0 stands for none. */
export interface BlockIds {
  /** Uint32Array(records + 1): record `r` is in the blocks `ids[offsets[r] … offsets[r + 1])`, rising. Null: in `ids[r]`, or in none. */
  readonly offsets: Uint32Array | null;
  readonly ids: Uint32Array;
  /** The column whose codes the numbers are; null, or none, where they are those of the blocks, from the first one up. */
  readonly column?: number | null;
}

/** The records of each block, on one side of a pair. */
export interface BlockMembers {
  /** Uint32Array(blocks + 1): block `b` (from 0) has the members `records[starts[b] … starts[b + 1])`. */
  readonly starts: Uint32Array;
  /** Ordinals, rising within a block. */
  readonly records: Uint32Array;
}

/** One way in which records come together. Where both sides are blocked by the same thing, they are the same objects. */
export interface BlockBranch {
  /** Index of the rule it belongs to. */
  readonly rule: number;
  /** Blocks that give at least one pair, in the order of their first left record. */
  readonly blocks: number;
  readonly leftIds: BlockIds;
  readonly rightIds: BlockIds;
  readonly leftMembers: BlockMembers;
  readonly rightMembers: BlockMembers;
  /** Pairs of all its blocks. A pair that shares several blocks counts in each. */
  readonly pairs: number;
  /** Whether a pair must pass a test besides. */
  readonly isTested: boolean;
}

/**
 * All there is to enumerate the pairs of a run. Plain data: it can be sent to a thread, and its arrays may lie in shared
 * memory.
 */
export interface BlockProgram {
  readonly records: number;
  /** Uint32Array(sources + 1): see `RecordTable`. */
  readonly sourceStarts: Uint32Array;
  readonly scope: PairScope;
  readonly rules: number;
  /** In the order of their rules; a pair belongs to the first that gives it. */
  readonly branches: readonly BlockBranch[];
}

/** What a pair of records must pass besides: the ordinal of the left one is the lower. */
export type PairTest = (left: number, right: number) => boolean;

/** A place in the order of the pairs. */
export interface PairPosition {
  readonly branch: number;
  readonly block: number;
  /** Left members of the block that lie before. */
  readonly row: number;
}

/** Pairs that lie between two places. */
export interface PairRange {
  readonly from: PairPosition;
  readonly to: PairPosition;
  /** Pairs in it, those given by an earlier rule included. */
  readonly pairs: number;
}

/**
 * Tells where a record's partners begin.
 *
 * @param program - gives the scope and the sources.
 * @param left - ordinal of the left record.
 * @returns the lowest ordinal of a right record.
 */
export function firstPartner({ scope, sourceStarts }: Pick<BlockProgram, 'scope' | 'sourceStarts'>, left: number): number {
  if (scope === 'all') return left + 1;
  let source = 1;
  while (sourceStarts[source]! <= left) source++;
  return sourceStarts[source]!;
}

/** Left and right records, both rising, from a start to an end in their arrays. */
export interface RecordSet {
  readonly lefts: Uint32Array;
  readonly leftStart: number;
  readonly leftEnd: number;
  readonly rights: Uint32Array;
  readonly rightStart: number;
  readonly rightEnd: number;
}

/**
 * Finds the records of one block.
 *
 * @param lefts - members on the left.
 * @param rights - members on the right.
 * @param block - number of the block, from 0.
 * @returns the records, in the arrays of all members.
 */
export function setOfBlock(lefts: BlockMembers, rights: BlockMembers, block: number): RecordSet {
  return {
    lefts: lefts.records, leftStart: lefts.starts[block]!, leftEnd: lefts.starts[block + 1]!,
    rights: rights.records, rightStart: rights.starts[block]!, rightEnd: rights.starts[block + 1]!,
  };
}

/**
 * Counts the pairs of a left and a right record.
 *
 * @param program - gives the scope and the sources.
 * @param set - the records.
 * @returns the pairs, a double.
 * @remarks O(records); O(1) where both sides are the same records, and any two of them make a pair.
 */
export function pairsOfSet({ scope, sourceStarts }: Pick<BlockProgram, 'scope' | 'sourceStarts'>, set: RecordSet): number {
  const { lefts, leftStart, leftEnd, rights, rightStart, rightEnd } = set;
  if (lefts === rights && scope === 'all') return (leftEnd - leftStart) * (leftEnd - leftStart - 1) / 2;
  let pairs = 0;
  let source = 1;
  let at = rightStart;
  for (let row = leftStart; row < leftEnd && at < rightEnd; row++) {
    const left = lefts[row]!;
    let first = left + 1;
    if (scope === 'acrossSources') {
      while (sourceStarts[source]! <= left) source++;
      first = sourceStarts[source]!;
    }
    while (at < rightEnd && rights[at]! < first) at++;
    pairs += rightEnd - at;
  }
  return pairs;
}

/**
 * Counts all pairs there are.
 *
 * @param program - records, sources and scope.
 * @returns n(n − 1)/2, or the sum over pairs of sources of the product of their sizes.
 * @example
 * cartesianPairs({ records: 5, sourceStarts: Uint32Array.of(0, 2, 5), scope: 'acrossSources' }); // => 6
 */
export function cartesianPairs({ records, sourceStarts, scope }: Pick<BlockProgram, 'records' | 'scope' | 'sourceStarts'>): number {
  let pairs = records * Math.max(0, records - 1) / 2;
  if (scope === 'all') return pairs;
  for (let source = 1; source < sourceStarts.length; source++) {
    const size = sourceStarts[source]! - sourceStarts[source - 1]!;
    pairs -= size * Math.max(0, size - 1) / 2;
  }
  return pairs;
}
