import { addPairs, type PairChunk } from './pair-chunk.ts';
import type { Screening } from './pair-screen.ts';
import type { BlockBranch } from './program.ts';

/** Visits the pairs of a block, left record by left record. */
export interface BlockRows {
  /** Visits the pairs of a left member with the right members from a place on, both as branches list them. */
  row(row: number, from: number): void;
  /** Ends the block. */
  end(): void;
}

/** Visits the blocks of a branch, several at once. */
export interface ScreenedBlocks {
  /**
   * Starts a block, by the places of its members.
   *
   * @returns null for a block that is not screened: all blocks before are done then.
   */
  block(firstRow: number, endRow: number, start: number, end: number): BlockRows | null;
  /** Ends the branch. */
  end(): void;
}

/** Records that are enough to be looked at together: what is known of them stays in the second-level cache. */
const ENOUGH_MEMBERS = 2048;

/** Pairs after which it is known whether a screen is worth its time: whether it gives up every second one at least. */
const TRIAL_PAIRS = 8192;

/**
 * Readies the visit of the blocks of a branch by a screen, of which only pairs come that it does not give up.
 *
 * @param branch - a branch of which two numbers say whether it gives a pair.
 * @param earlier - the branches before it, likewise.
 * @param chunk - receives the pairs, in the order of other visits.
 * @param screening - the screen.
 * @returns what visits blocks; it leaves out those that are too large, and all once it is seen that too few pairs are given up. Null where
 *   no block can be screened.
 * @remarks Memory: that of the screen.
 */
export function screenedBlocks(branch: BlockBranch, earlier: readonly BlockBranch[], chunk: PairChunk, { screen, giveUp }: Screening): ScreenedBlocks | null {
  if (earlier.length > screen.memberIds.length) return null;
  const { mostMembers, members, memberIds, rows, firsts, ends } = screen;
  const lefts = branch.leftMembers.records;
  const rights = branch.rightMembers.records;
  // Where left and right records are the same, a left one has its place among the right ones.
  const isOneSided = lefts === rights && earlier.every(({ leftIds, rightIds }) => leftIds === rightIds);
  let filled = 0;
  let filledRows = 0;
  let offered = 0;
  let tried = 0;
  let left = 0;
  // Of the block at hand: from where on its right members were taken, where they are now, and behind them.
  let taken = 0;
  let base = 0;
  let behind = 0;

  function tellBlocks(): void {
    earlier.forEach(({ leftIds, rightIds: { ids, column = null } }, index) => {
      const told = memberIds[index]!;
      if (isOneSided && column !== null && screen.columns.includes(column)) {
        screen.readIds(filled, index, column);
        return;
      }
      for (let member = 0; member < filled; member++) told[member] = ids[members[member]!]!;
      if (!isOneSided) for (let row = 0; row < filledRows; row++) told[rows[row]!] = leftIds.ids[members[rows[row]!]!]!;
    });
  }

  function sift(): void {
    if (filledRows > 0 && chunk.isOpen) {
      tellBlocks();
      screen.read(filled);
    }
    for (let row = 0; row < filledRows && chunk.isOpen;) {
      const { row: next, found, given } = screen.sift(row, filledRows, earlier.length);
      giveUp(branch.rule, given - found);
      tried += given;
      left += found;
      addPairs(chunk, branch.rule, screen.lefts, screen.rights, found);
      row = next;
    }
    filled = filledRows = offered = 0;
  }

  const block: BlockRows = {
    row(row, from) {
      rows[filledRows] = isOneSided ? base + row - taken : filled;
      if (!isOneSided) members[filled++] = lefts[row]!;
      firsts[filledRows] = base + from - taken;
      ends[filledRows++] = behind;
      offered += behind - base - from + taken;
    },
    end() {
      if (filled >= ENOUGH_MEMBERS || (tried < TRIAL_PAIRS && tried + offered >= TRIAL_PAIRS)) sift();
    },
  };
  return {
    block(firstRow, endRow, start, end) {
      taken = isOneSided ? firstRow : start;
      const needed = end - taken + (isOneSided ? 0 : endRow - firstRow);
      const isWorth = tried < TRIAL_PAIRS || 2 * left < tried;
      const isScreened = isWorth && needed <= mostMembers;
      if (!isScreened || filled + needed > mostMembers) sift();
      if (!isScreened) return null;
      base = filled;
      for (let member = taken; member < end; member++) members[filled++] = rights[member]!;
      behind = filled;
      return block;
    },
    end: sift,
  };
}
