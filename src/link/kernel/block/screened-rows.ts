import { addPairs, type PairChunk } from './pair-chunk.ts';
import type { Screening } from './pair-screen.ts';
import type { BlockBranch } from './program.ts';

/** Visits the pairs of a block, left record by left record. */
export interface BlockRows {
  /** Visits the pairs of a left record with the right members from a place on. */
  row(left: number, from: number): void;
  /** Ends the block. */
  end(): void;
}

/** Blocks with fewer right members are not worth screening: their pairs are looked at one by one. */
const FEWEST_MEMBERS = 8;

/** Pairs after which it is known whether a screen is worth its time: whether it gives up every second one at least. */
const TRIAL_PAIRS = 8192;

/**
 * Readies the visit of the blocks of a branch by a screen, of which only pairs come that it does not give up.
 *
 * @param branch - a branch of which two numbers say whether it gives a pair.
 * @param earlier - the branches before it, likewise.
 * @param chunk - receives the pairs, in the order of other visits.
 * @param screening - the screen.
 * @returns starts a block by the places of its right members; null for blocks that are too small or too large, and for all once it is seen that
 *   too few are given up. Null where no block can be screened.
 * @remarks Memory: that of the screen.
 */
export function screenedRows(branch: BlockBranch, earlier: readonly BlockBranch[], chunk: PairChunk, { screen, giveUp }: Screening): ((start: number, end: number) => BlockRows | null) | null {
  if (earlier.length > screen.mostEarlier) return null;
  const { mostMembers, mostRows, members, memberIds, rows, rowIds, firsts } = screen;
  const rights = branch.rightMembers.records;
  let first = 0;
  let behind = 0;
  let filled = 0;
  let tried = 0;
  let left = 0;

  /** Reads the right members from a place on. */
  function read(from: number): void {
    first = from;
    for (let member = from; member < behind; member++) members[member - from] = rights[member]!;
    earlier.forEach(({ rightIds: { ids } }, index) => {
      for (let member = from, at = index * mostMembers; member < behind; member++, at++) memberIds[at] = ids[rights[member]!]!;
    });
    screen.read(behind - from);
  }

  function sift(): void {
    for (let row = 0; row < filled && chunk.isOpen;) {
      const { row: next, found, given } = screen.sift(row, filled, earlier.length);
      giveUp(branch.rule, given - found);
      tried += given;
      left += found;
      addPairs(chunk, branch.rule, screen.lefts, screen.rights, found);
      row = next;
    }
    filled = 0;
  }

  const block: BlockRows = {
    row(ordinal, from) {
      if (first < 0) read(from);
      rows[filled] = ordinal;
      firsts[filled] = from - first;
      for (let index = 0; index < earlier.length; index++) rowIds[index * mostRows + filled] = earlier[index]!.leftIds.ids[ordinal]!;
      if (++filled === mostRows) sift();
    },
    end: sift,
  };
  return (start, end) => {
    first = -1;
    behind = end;
    const isWorth = tried < TRIAL_PAIRS || 2 * left < tried;
    return isWorth && end - start >= FEWEST_MEMBERS && end - start <= mostMembers ? block : null;
  };
}
