import type { CandidatePairs } from '../block/block-records.ts';
import type { CountSurroundings } from '../compare/count-patterns.ts';
import { rangeWork, runRanges } from '../compare/run-ranges.ts';
import { branchesOf } from '../compile/expression-list.ts';
import type { ComparableRecords } from '../compile/comparable-records.ts';
import type { BlockMembers } from '../kernel/block/program.ts';
import type { ComparisonKernel } from '../kernel/compare/comparison-kernel.ts';
import { orderPatterns, type CountedPatterns } from '../kernel/score/order-patterns.ts';
import { patternTally } from '../kernel/score/pattern-tally.ts';
import { partsOfBlocks } from '../kernel/train/block-runs.ts';
import { countBlocks, type LaidOutRuns } from '../kernel/train/count-blocks.ts';
import type { BlockingRule } from '../model/blocking-rule.ts';
import type { LinkType } from '../model/model.ts';
import { blockPatternsTask } from './block-patterns-task.ts';

/** Pairs of whole blocks whose patterns are counted by themselves. */
export interface BlockCount {
  readonly candidates: CandidatePairs;
  /** Places of the comparisons that make the patterns, rising. */
  readonly asked: readonly number[];
}

/**
 * Tells whether the pairs of rules are all pairs of blocks: then values are read once a record, not once a pair.
 *
 * @param rules - blocking rules.
 * @param linkType - which pairs are looked for.
 * @returns true for one rule, without alternatives and conditions, that asks the same of both sides, where any two records may make a pair.
 */
export function givesWholeBlocks(rules: readonly BlockingRule[], linkType: LinkType): boolean {
  const branches = rules.flatMap(branchesOf);
  return linkType !== 'link' && rules.length === 1 && branches.length === 1
    && branches.every(({ on, where }) => where === undefined && on.every(({ against, explode }) => against === undefined && explode !== true));
}

/**
 * Counts the agreement patterns of all pairs of blocks, set by set, each over comparisons of its own.
 *
 * @param records - the records.
 * @param comparisons - compiled for them.
 * @param laidOut - of `layOutRuns` for these comparisons.
 * @param counts - blocks of rules that give whole ones, and what makes their patterns.
 * @param options - threads, frequencies, groups.
 * @returns what `countPatterns` gives of each.
 * @remarks As `countPatterns`; threads go on with the next set while the last parts of one are still at work.
 */
export async function countBlockPatterns(
  { table, unit }: Pick<ComparableRecords, 'table' | 'unit'>, comparisons: readonly ComparisonKernel[], laidOut: LaidOutRuns, counts: readonly BlockCount[],
  { termFrequencies, groups, groupCount, context, signal, onProgress }: CountSurroundings,
): Promise<readonly CountedPatterns[]> {
  const records = { table, unit };
  const ready = counts.map(({ candidates, asked }) => ({
    members: membersOf(candidates),
    rules: { rules: 1, termFrequencies, asked, groups: groups === undefined ? null : { groups: groupCount ?? groups.reduce((most, group) => Math.max(most, group + 1), 0), groupOf: groups } },
  }));
  const work = rangeWork(
    context?.parallel, comparisons.every(({ isRegistered }) => !isRegistered),
    (parallel) => parallel.open(blockPatternsTask, { records, comparisons: comparisons.map(({ program, single }) => ({ program, single })), laidOut, counted: ready }),
    () => countBlocks(records, comparisons, laidOut, ready),
  );
  const totals = ready.map(({ rules }) => patternTally({ table, comparisons }, rules));
  const done = ready.map(() => 0);
  const parts = ready.flatMap(({ members }, of) => partsOfBlocks(members).map((part) => ({ of, part })));
  let next = 0;
  for await (const found of runRanges(parts, work, signal)) {
    const { of, part: { pairs } } = parts[next++]!;
    totals[of]!.merge(found);
    done[of]! += pairs;
    onProgress?.(done[of]!, counts[of]!.candidates.totalBlockPairs, of);
  }
  return totals.map((total, of) => orderPatterns(total.raw(), ready[of]!.rules.asked.map((index) => comparisons[index]!), table, ready[of]!.rules));
}

/** The blocks that give pairs; none where there are no records. */
function membersOf({ program: { branches } }: CandidatePairs): BlockMembers {
  const { blocks, leftMembers: { starts, records } } = branches[0]!;
  return { starts: starts.subarray(0, blocks + 1), records };
}
