import type { BlockMembers } from '../block/program.ts';
import type { ComparisonKernel } from '../compare/comparison-kernel.ts';
import { gatherPacked, packCodes, type PackedCodes } from '../compare/packed-codes.ts';
import { patternTally, type CountingRules, type RawCounts } from '../score/pattern-tally.ts';
import { runsOfBlocks, type BlockPart } from './block-runs.ts';
import { compileRuns, shareRuns, type RunMemory } from './compiled-runs.ts';
import { levelsOfPairs, planOfRuns, type ComparedRecords } from './levels-among.ts';
import { RUN_PAIRS, type RunLevels } from './pair-levels.ts';
import type { PairRun } from './pair-sequences.ts';

/** Blocks, all pairs of which are counted. Plain data. */
export interface CountedBlocks {
  readonly members: BlockMembers;
  readonly rules: CountingRules;
}

/** A part of some of the blocks. */
export interface CountedBlockPart {
  /** Which of them. */
  readonly of: number;
  readonly part: BlockPart;
}

/** What comparisons go by, laid out for whatever pairs. Plain data. */
export interface LaidOutRuns {
  readonly packed: PackedCodes;
  /** Texts and numbers where all threads see them; null where each lays them out itself. */
  readonly shared: RunMemory | null;
}

/**
 * Lays out what is compared.
 *
 * @param records - the records.
 * @param comparisons - compiled for them.
 * @param isShared - whether several threads will count.
 * @returns codes side by side, and with threads all that is known of values.
 * @remarks O(records × comparisons), and O(symbols) with threads.
 */
export function layOutRuns({ table }: Pick<ComparedRecords, 'table'>, comparisons: readonly ComparisonKernel[], isShared: boolean): LaidOutRuns {
  return { packed: packCodes(table, comparisons.map(({ single }) => single)), shared: isShared ? shareRuns(comparisons.flatMap((comparison) => planOfRuns(comparison) ?? [])) : null };
}

/**
 * Readies the counting of the patterns of whole blocks.
 *
 * @param records - the records.
 * @param comparisons - compiled for them.
 * @param laidOut - of {@link layOutRuns} for the same comparisons.
 * @param counted - blocks, and what of their pairs is counted.
 * @returns counts the patterns of one part.
 * @remarks O(pairs × comparisons). What is compared is read once for each record of a block, not once a pair.
 */
export function countBlocks(
  records: ComparedRecords, comparisons: readonly ComparisonKernel[], { packed, shared }: LaidOutRuns, counted: readonly CountedBlocks[],
): (part: CountedBlockPart) => RawCounts {
  const planned = comparisons.filter((comparison) => planOfRuns(comparison) !== null);
  const compiled = compileRuns(planned.map((comparison) => planOfRuns(comparison)!), shared);
  const among = comparisons.map((comparison) => {
    const runs = compiled?.[planned.indexOf(comparison)];
    if (runs === undefined) return amongRecords(records, comparison);
    const place = packed.columns.indexOf(comparison.single!.left);
    return (members: Uint32Array) => runs(members.length, (codes) => { gatherPacked(packed, place, members, 0, members.length, codes); }, { listsLast: true });
  });
  const [lefts, rights] = [new Uint32Array(RUN_PAIRS), new Uint32Array(RUN_PAIRS)];

  /** The records of a run, the one that comes first on the left. */
  function lookUp(members: Uint32Array, { left, right, pairs }: PairRun): void {
    for (let pair = 0; pair < pairs; pair++) {
      const [one, other] = [members[left + pair]!, members[right + pair]!];
      lefts[pair] = Math.min(one, other);
      rights[pair] = Math.max(one, other);
    }
  }

  return ({ of, part }) => {
    const { members, rules } = counted[of]!;
    const tally = patternTally({ table: records.table, comparisons }, rules);
    const asked = rules.asked === undefined ? among : rules.asked.map((index) => among[index]!);
    for (const { records: batch, next } of runsOfBlocks(members, part)) {
      const runs = asked.map((ready) => ready(batch));
      const levels = runs.map((run) => run.levels);
      for (let run = next(RUN_PAIRS); run !== null; run = next(RUN_PAIRS)) {
        for (const { findAll } of runs) findAll(run.left, run.right, run.pairs);
        if (tally.asksRecords) lookUp(batch, run);
        tally.add(levels, run.pairs, lefts, rights, null);
      }
    }
    return tally.raw();
  };
}

/** Where more than one column decides, or what is compared is no matter of codes. */
function amongRecords(records: ComparedRecords, comparison: ComparisonKernel): (members: Uint32Array) => RunLevels {
  const { among, isSymmetric } = levelsOfPairs(records, comparison);
  return (members) => among(members, { isOrdered: !isSymmetric, listsLast: true });
}
