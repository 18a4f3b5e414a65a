import type { ComparisonKernel } from './comparison-kernel.ts';
import { gatherPacked, gatherRepeated, type PackedCodes } from './packed-codes.ts';
import { RUN_PAIRS } from './rung.ts';

/**
 * Finds levels of pairs.
 *
 * @param lefts - ordinals of the left records.
 * @param rights - ordinals of the right records.
 * @param pairs - number of pairs.
 * @param out - receives the level of pair `i` in comparison `c` at `c · plane + i`.
 * @param plane - distance between two comparisons.
 * @param among - comparisons whose levels are found, of those that are asked; all of these unless given.
 */
export type CodeComparer = (lefts: Uint32Array, rights: Uint32Array, pairs: number, out: Uint8Array, plane: number, among?: readonly number[]) => void;

/**
 * Readies comparisons that are not compiled.
 *
 * @param comparisons - all comparisons.
 * @param asked - those that are asked.
 * @param packed - the codes they go by.
 * @returns what finds their levels; not re-entrant.
 * @remarks Codes are gathered once for all comparisons that go by them.
 */
export function codeComparer(comparisons: readonly ComparisonKernel[], asked: readonly number[], packed: PackedCodes): CodeComparer {
  const scratch = (): Uint32Array => new Uint32Array(RUN_PAIRS);
  const lefts = packed.columns.map(scratch);
  const rights = packed.columns.map(scratch);
  const byCodes = asked.flatMap((index) => {
    const { single } = comparisons[index]!;
    return single === null ? [] : [{ index, left: packed.columns.indexOf(single.left), right: packed.columns.indexOf(single.right) }];
  });
  const byRecords = asked.filter((index) => comparisons[index]!.single === null);
  const leftColumns = new Set(byCodes.map(({ left }) => left));
  const rightColumns = new Set(byCodes.map(({ right }) => right));
  return (ofLeft, ofRight, pairs, out, plane, among = asked) => {
    for (let from = 0; from < pairs; from += RUN_PAIRS) {
      const run = Math.min(RUN_PAIRS, pairs - from);
      for (const column of leftColumns) gatherRepeated(packed, column, ofLeft, from, run, lefts[column]!);
      for (const column of rightColumns) gatherPacked(packed, column, ofRight, from, run, rights[column]!);
      for (const { index, left, right } of byCodes) if (among.includes(index)) comparisons[index]!.levelsOfCodes(lefts[left]!, rights[right]!, run, out, index * plane + from, 1);
    }
    for (const index of byRecords) if (among.includes(index)) comparisons[index]!.levelsOf(ofLeft, ofRight, pairs, out, index * plane, 1);
  };
}
