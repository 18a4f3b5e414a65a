import type { CountSurroundings } from '../compare/count-patterns.ts';
import { rangeWork, runRanges } from '../compare/run-ranges.ts';
import type { ComparableRecords } from '../compile/comparable-records.ts';
import type { BlockMembers } from '../kernel/block/program.ts';
import type { ComparisonKernel } from '../kernel/compare/comparison-kernel.ts';
import { orderPatterns, type CountedPatterns } from '../kernel/score/order-patterns.ts';
import { patternTally } from '../kernel/score/pattern-tally.ts';
import { partsOfBlocks } from '../kernel/train/block-runs.ts';
import { countBlocks, type LaidOutRuns } from '../kernel/train/count-blocks.ts';
import { blockPatternsTask } from './block-patterns-task.ts';

/** Pairs of whole blocks whose patterns are counted by themselves. */
export interface BlockCount {
  readonly members: BlockMembers;
  /** Places of the comparisons that make the patterns, rising. */
  readonly asked: readonly number[];
}

/**
 * Counts the agreement patterns of all pairs of blocks, set by set, each over comparisons of its own.
 *
 * @param records - the records.
 * @param comparisons - compiled for them.
 * @param laidOut - of `layOutRuns` for these comparisons.
 * @param counts - blocks, and what makes their patterns.
 * @param options - threads, frequencies, groups.
 * @returns what `countPatterns` gives of each.
 * @remarks As `countPatterns`; threads go on with the next set while the last parts of one are still at work.
 */
export async function countBlockPatterns(
  { table, unit }: Pick<ComparableRecords, 'table' | 'unit'>, comparisons: readonly ComparisonKernel[], laidOut: LaidOutRuns, counts: readonly BlockCount[],
  { termFrequencies, groups, groupCount, context, signal, onProgress }: CountSurroundings,
): Promise<readonly CountedPatterns[]> {
  const records = { table, unit };
  const ready = counts.map(({ members, asked }) => ({
    members,
    rules: { rules: 1, termFrequencies, asked, groups: groups === undefined ? null : { groups: groupCount ?? groups.reduce((most, group) => Math.max(most, group + 1), 0), groupOf: groups } },
  }));
  const work = rangeWork(
    context?.parallel, comparisons.every(({ isRegistered }) => !isRegistered),
    (parallel) => parallel.open(blockPatternsTask, { records, comparisons: comparisons.map(({ program, single }) => ({ program, single })), laidOut, counted: ready }),
    () => countBlocks(records, comparisons, laidOut, ready),
  );
  const totals = ready.map(({ rules }) => patternTally({ table, comparisons }, rules));
  const done = ready.map(() => 0);
  const partsOf = ready.map(({ members }) => partsOfBlocks(members));
  const pairsOf = partsOf.map((parts) => parts.reduce((sum, { pairs }) => sum + pairs, 0));
  const parts = partsOf.flatMap((some, of) => some.map((part) => ({ of, part })));
  let next = 0;
  for await (const found of runRanges(parts, work, signal)) {
    const { of, part: { pairs } } = parts[next++]!;
    totals[of]!.merge(found);
    done[of]! += pairs;
    onProgress?.(done[of]!, pairsOf[of]!, of);
  }
  return totals.map((total, of) => orderPatterns(total.raw(), ready[of]!.rules.asked.map((index) => comparisons[index]!), table, ready[of]!.rules));
}
