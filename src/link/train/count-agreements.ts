import type { Parallel } from '../../core/workers/parallel.ts';
import type { RegisteredMeasures } from '../compare/compile-comparisons.ts';
import type { ComparableRecords } from '../compile/comparable-records.ts';
import type { ComparisonKernel } from '../kernel/compare/comparison-kernel.ts';
import { agreementWork, countPart, type AgreementDone, type AgreementPart } from '../kernel/train/agreement.ts';
import { pairLevels } from '../kernel/train/levels-among.ts';
import type { Dictionary } from '../kernel/records.ts';
import type { Agreement, AgreementRules, RecordGroups } from '../kernel/train/pair-levels.ts';
import { agreementTask, type ComparisonPart } from './agreement-task.ts';

/** What counting may use. */
export interface AgreementSurroundings {
  /** Threads, where there are any; they need records in shared memory to be of use. */
  readonly parallel?: Parallel;
  /** Measures that comparisons name and the caller brings. */
  readonly registered?: RegisteredMeasures;
  readonly signal?: AbortSignal;
}

/**
 * Counts how all pairs of records agree by each comparison, in parts, here or by threads.
 *
 * @param records - the records.
 * @param comparisons - compiled for them; their caches stay as they are.
 * @param rules - which records make pairs, and how many may be compared.
 * @param groups - groups of records to leave out in turn; `null` for none.
 * @param surroundings - threads, and an end.
 * @returns counts by comparison; they do not depend on threads.
 * @remarks Comparisons by measures of the caller's are counted on the calling thread. Holds the records of a part for each thread and one more.
 */
export async function countAgreements(
  { table, unit }: Pick<ComparableRecords, 'table' | 'unit'>, comparisons: readonly ComparisonKernel[], rules: AgreementRules, groups: RecordGroups | null,
  { parallel, registered = {}, signal }: AgreementSurroundings,
): Promise<readonly Agreement[]> {
  const records = { table, unit };
  const levels = comparisons.map((comparison) => pairLevels(records, comparison, registered));
  const counting = levels.map((of): Counting => {
    const { parts, finish } = agreementWork(table, of, rules, groups);
    return { parts: parts(), done: [], finish };
  });
  const isSent = (index: number): boolean => parallel !== undefined && !comparisons[index]!.isRegistered;
  const sent = [...comparisons.keys()].filter(isSent);
  if (parallel !== undefined && sent.length > 0) {
    const task = parallel.open(agreementTask, { records, comparisons: comparisons.map(({ program }) => program), groups });
    // Those that seem to take longest come first.
    const lengths = comparisons.map(({ columns }) => columns.reduce((sum, column) => sum + meanLength(table.columns[column]!.dictionary), 0));
    const next = partsInTurn(counting, sent.toSorted((one, other) => lengths[other]! - lengths[one]! || one - other));
    const lane = async (): Promise<void> => {
      for (let at = next(null); at !== null; at = next(at.comparison)) {
        signal?.throwIfAborted();
        counting[at.comparison]!.done.push(await task.run(at));
      }
    };
    try {
      await Promise.all(Array.from({ length: parallel.workers }, lane));
    } finally {
      await task.close();
    }
  }
  for (const index of comparisons.keys()) {
    if (isSent(index)) continue;
    for (const part of counting[index]!.parts) {
      signal?.throwIfAborted();
      counting[index]!.done.push(countPart(table, levels[index]!, groups, part));
    }
  }
  return counting.map(({ done, finish }) => finish(done));
}

/** One comparison at work. */
interface Counting {
  readonly parts: Generator<AgreementPart>;
  readonly done: AgreementDone[];
  readonly finish: (done: readonly AgreementDone[]) => Agreement;
}

/**
 * Gives the next part for whoever just did one of some comparison: one of the same, for which its thread is ready; else of one that nobody is at;
 * else of the last one that has any.
 */
function partsInTurn(counting: readonly Counting[], order: readonly number[]): (last: number | null) => ComparisonPart | null {
  const waiting = [...order];
  const begun: number[] = [];
  const take = (comparison: number): ComparisonPart | null => {
    const { value, done } = counting[comparison]!.parts.next();
    return done === true ? null : { comparison, part: value };
  };
  return (last) => {
    let found = last === null ? null : take(last);
    while (found === null && waiting.length > 0) {
      begun.push(waiting[0]!);
      found = take(waiting.shift()!);
    }
    for (let index = begun.length - 1; found === null && index >= 0; index--) found = take(begun[index]!);
    return found;
  };
}

/** Symbols or elements of a value, on average: what comparing it takes. */
function meanLength(dictionary: Dictionary): number {
  if (!('offsets' in dictionary)) return 1;
  return dictionary.offsets[dictionary.size + 1]! / Math.max(1, dictionary.size);
}
