import type { Parallel } from '../../core/workers/parallel.ts';
import type { RegisteredMeasures } from '../compare/compile-comparisons.ts';
import type { ComparableRecords } from '../compile/comparable-records.ts';
import { comparisonKernel, type ComparisonKernel } from '../kernel/compare/comparison-kernel.ts';
import type { Agreement, AgreementRules, RecordGroups } from '../kernel/train/pair-levels.ts';
import type { Dictionary } from '../kernel/records.ts';
import { agreementTask } from './agreement-task.ts';
import { agreementOf } from './measure-agreement.ts';

/** What counting may use. */
export interface AgreementSurroundings {
  /** Threads, where there are any; they need records in shared memory to be of use. */
  readonly parallel?: Parallel;
  /** Measures that comparisons name and the caller brings. */
  readonly registered?: RegisteredMeasures;
  readonly signal?: AbortSignal;
}

/**
 * Counts how all pairs of records agree, a comparison at a time, here or by threads.
 *
 * @param records - the records.
 * @param comparisons - compiled for them; their caches stay as they are.
 * @param rules - which records make pairs, and how many may be compared.
 * @param groups - groups of records to leave out in turn; `null` for none.
 * @param surroundings - threads, and an end.
 * @returns counts by comparison; they do not depend on threads.
 * @remarks As many threads as there are comparisons can be of use. Comparisons by measures of the caller's are counted on the calling
 *   thread.
 */
export async function countAgreements(
  { table, unit }: Pick<ComparableRecords, 'table' | 'unit'>, comparisons: readonly ComparisonKernel[], rules: AgreementRules, groups: RecordGroups | null,
  { parallel, registered = {}, signal }: AgreementSurroundings,
): Promise<readonly Agreement[]> {
  const here = (index: number): Agreement => agreementOf(table, comparisonKernel(comparisons[index]!.program, table, unit, registered), rules, groups);
  const counted = new Array<Agreement>(comparisons.length);
  const indices = comparisons.map((_, index) => index);
  const onThreads = parallel === undefined ? [] : indices.filter((index) => !comparisons[index]!.isRegistered);
  if (parallel !== undefined && onThreads.length > 0) {
    const task = parallel.open(agreementTask, { table, unit, comparisons: comparisons.map(({ program }) => program), rules, groups });
    // Each lane takes the next comparison when it is done with the one before; those that seem to take longest come first.
    const lengths = comparisons.map(({ columns }) => columns.reduce((sum, column) => sum + meanLength(table.columns[column]!.dictionary), 0));
    const next = onThreads.toSorted((one, other) => lengths[other]! - lengths[one]! || one - other).values();
    const lane = async (): Promise<void> => {
      for (const index of next) {
        signal?.throwIfAborted();
        counted[index] = await task.run(index);
      }
    };
    try {
      await Promise.all(Array.from({ length: parallel.workers }, lane));
    } finally {
      await task.close();
    }
  }
  for (const index of indices) {
    if (onThreads.includes(index)) continue;
    signal?.throwIfAborted();
    counted[index] = here(index);
  }
  return counted;
}

/** Symbols or elements of a value, on average: what comparing it takes. */
function meanLength(dictionary: Dictionary): number {
  if (!('offsets' in dictionary)) return 1;
  return dictionary.offsets[dictionary.size + 1]! / Math.max(1, dictionary.size);
}
