import type { Parallel } from '../../core/workers/parallel.ts';
import type { RegisteredMeasures } from '../compare/compile-comparisons.ts';
import type { ComparableRecords } from '../compile/comparable-records.ts';
import type { ComparisonKernel } from '../kernel/compare/comparison-kernel.ts';
import { agreementWork, countPart, type AgreementDone, type AgreementPart } from '../kernel/train/agreement.ts';
import { pairLevels } from '../kernel/train/levels-among.ts';
import type { Dictionary, RecordTable } from '../kernel/records.ts';
import type { Agreement, AgreementRules, PairLevels, RecordGroups } from '../kernel/train/pair-levels.ts';
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
 * @remarks Comparisons by measures of the caller's are counted on the calling thread. Holds the records of two parts for each thread.
 */
export async function countAgreements(
  { table, unit }: Pick<ComparableRecords, 'table' | 'unit'>, comparisons: readonly ComparisonKernel[], rules: AgreementRules, groups: RecordGroups | null,
  { parallel, registered = {}, signal }: AgreementSurroundings,
): Promise<readonly Agreement[]> {
  const records = { table, unit };
  const known: Counting[] = [];
  const countingOf = (index: number): Counting => known[index] ??= begin(index);
  function begin(index: number): Counting {
    const levels = pairLevels(records, comparisons[index]!, registered);
    const { parts, finish } = agreementWork(table, levels, rules, groups);
    return { levels, parts: parts(), done: [], finish };
  }
  const isSent = (index: number): boolean => parallel !== undefined && !comparisons[index]!.isRegistered;
  const sent = [...comparisons.keys()].filter(isSent);
  if (parallel !== undefined && sent.length > 0) {
    const { workers } = parallel;
    const task = parallel.open(agreementTask, { records, comparisons: comparisons.map(({ program, single }) => ({ program, single })), groups });
    const next = partsInTurn(countingOf, inOrder(sent, comparisons, table));
    const last: (number | null)[] = Array.from({ length: workers }, () => null);
    const lane = async (thread: number): Promise<void> => {
      for (let at = next(last[thread]!); at !== null; at = next(last[thread]!)) {
        signal?.throwIfAborted();
        last[thread] = at.comparison;
        countingOf(at.comparison).done.push(await task.run(at, thread));
      }
    };
    try {
      await Promise.all(Array.from({ length: LANES * workers }, (_, index) => lane(index % workers)));
    } finally {
      await task.close();
    }
  }
  for (const index of comparisons.keys()) {
    if (isSent(index)) continue;
    const { levels, parts, done } = countingOf(index);
    for (const part of parts) {
      signal?.throwIfAborted();
      done.push(countPart(levels, groups, part));
    }
  }
  return Array.from(comparisons.keys(), (index) => {
    const { done, finish } = countingOf(index);
    return finish(done);
  });
}

/** Parts that a thread is asked for at a time: while the next comparison is made ready here, none has nothing to do. */
const LANES = 2;

/** One comparison at work. */
interface Counting {
  readonly levels: PairLevels;
  readonly parts: Generator<AgreementPart>;
  readonly done: AgreementDone[];
  readonly finish: (done: readonly AgreementDone[]) => Agreement;
}

/**
 * Orders comparisons: the one of fewest values is ready soonest, so that threads have something to do while others are made ready; then those that seem to
 * take longest.
 */
function inOrder(chosen: readonly number[], comparisons: readonly ComparisonKernel[], { columns }: RecordTable): number[] {
  const dictionariesOf = (index: number): Dictionary[] => comparisons[index]!.columns.map((column) => columns[column]!.dictionary);
  const sizes = comparisons.map((_, index) => dictionariesOf(index).reduce((sum, { size }) => sum + size, 0));
  const lengths = comparisons.map((_, index) => dictionariesOf(index).reduce((sum, dictionary) => sum + meanLength(dictionary), 0));
  const first = chosen.reduce((least, index) => (sizes[index]! < sizes[least]! ? index : least));
  return [first, ...chosen.filter((index) => index !== first).sort((one, other) => lengths[other]! - lengths[one]! || one - other)];
}

/**
 * Gives the next part for a thread that was asked for some comparison last: one of the same, for which it is ready; else of one that nobody is at;
 * else of the last one that has any. A thread that was not asked yet begins where others are at work.
 */
function partsInTurn(countingOf: (comparison: number) => Counting, order: readonly number[]): (last: number | null) => ComparisonPart | null {
  const waiting = [...order];
  const begun: number[] = [];
  const take = (comparison: number): ComparisonPart | null => {
    const { value, done } = countingOf(comparison).parts.next();
    return done === true ? null : { comparison, part: value };
  };
  return (last) => {
    const own = last ?? begun[0];
    let found = own === undefined ? null : take(own);
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
