import type { DistinctTuples, SourceCounts } from './distinct-tuples.ts';

/** What is needed of a comparison to find its level for many pairs of some records. */
export interface LevelsOfPairs {
  readonly levels: number;
  readonly isSymmetric: boolean;
  /** Columns of the records that it looks at; the level of a pair depends on their codes and on nothing else. */
  readonly columns: readonly number[];
  /** Readies the finding of levels among some records; what was readied before is of no use any more. */
  readonly among: (records: Uint32Array, asked: AskedOfRuns) => RunLevels;
}

/** What is to be known of pairs. */
export interface AskedOfRuns {
  /** Whether the record that comes first is the left one of its pair, wherever it stands; else the left one is that which is named first. */
  readonly isOrdered: boolean;
  /** Whether pairs at the last level, where most are, are listed too. */
  readonly listsLast: boolean;
}

/**
 * Finds the levels of runs of pairs. Records go by their places among those that were given; the records of a pair lie as far apart as those of the
 * pair before, so that a run is known by its first pair. Not re-entrant.
 */
export interface RunLevels {
  /** Uint32Array: places of the records of the pairs that were listed. */
  readonly lefts: Uint32Array;
  readonly rights: Uint32Array;
  /** Uint8Array: their levels; or those of all pairs. */
  readonly levels: Uint8Array;
  /**
   * Looks at the pairs (left + k, right + k) for k from 0 up.
   *
   * @param left - place of the left record of the first pair.
   * @param right - place of its right record.
   * @param pairs - number of pairs, {@link RUN_PAIRS} at most.
   * @returns how many of the pairs are unequal, and how many of those are listed: the others are at the last level.
   */
  find(left: number, right: number, pairs: number): { readonly unequal: number; readonly listed: number };
  /**
   * Looks at the same pairs, the equal ones too: afterwards the level of pair k stands at `levels[k]`.
   *
   * @param left - place of the left record of the first pair.
   * @param right - place of its right record.
   * @param pairs - number of pairs, {@link RUN_PAIRS} at most.
   */
  findAll(left: number, right: number, pairs: number): void;
  /** Uint32Array: by level, the unequal pairs that were counted among these records; those at the last level are left out. */
  readonly counts: Uint32Array;
  /**
   * Adds the same pairs to `counts`.
   *
   * @param left - place of the left record of the first pair.
   * @param right - place of its right record.
   * @param pairs - number of pairs, {@link RUN_PAIRS} at most.
   * @returns how many of the pairs are unequal.
   */
  count(left: number, right: number, pairs: number): number;
}

/** Pairs of a run, at most. */
export const RUN_PAIRS = 4096;

/** What is needed of a comparison to find its level for any pair of records. */
export interface PairLevels extends LevelsOfPairs {
  /** Uint8Array(levels): 1 where the level says nothing. */
  readonly nullLevels: Uint8Array;
  /** The levels of a record and itself, by whether its one column lacks a value; null where it depends on more. */
  readonly ofSelf: { readonly missing: number; readonly equal: number } | null;
  /** The level of every pair of which one record lacks a value, whatever the other has; null where they must be looked at. */
  readonly missing: number | null;
  /** Writes the level of each pair to `out[at + stride · pair]`. */
  levelsOf(lefts: Uint32Array, rights: Uint32Array, pairs: number, out: Uint8Array, at: number, stride: number): void;
}

/** Records, as far as the counting of pairs goes. */
export interface CodedRecords {
  readonly records: number;
  /** Uint32Array(sources + 1): first record of each source. */
  readonly sourceStarts: Uint32Array;
  /** Codes of each column, which are not above the last one that was counted. */
  readonly columns: readonly { readonly codes: Uint32Array; /** Records with each code, where that is known. */ readonly counts?: Uint32Array }[];
}

/** Groups of records that are left out in turn. */
export interface RecordGroups {
  readonly groups: number;
  /** Uint8Array(records): group of each record. */
  readonly groupOf: Uint8Array;
}

/** How pairs are counted. */
export interface AgreementRules {
  /** Whether two records of one source make a pair. */
  readonly isWithin: boolean;
  /** Pairs of distinct values compared at most; beyond it pairs of records are drawn. */
  readonly maxDistinctPairs: number;
  /** Unequal records: shares are to vary at most as of so many independently drawn pairs of them. */
  readonly samplePairs: number;
  readonly seed: number;
}

/** How many of all pairs of records are at each level of a comparison. */
export interface Agreement {
  /** Float64Array(levels). */
  readonly pairs: Float64Array;
  /** Float64Array(levels): variance of `pairs` because pairs were drawn; 0 where they were counted. */
  readonly variances: Float64Array;
  /** Per group, the pairs of records outside it. */
  readonly without: readonly Float64Array[];
  /** Pairs drawn; 0 where all were counted. */
  readonly drawn: number;
}

/** Tuples and how often they occur, over all records and without each group. */
export interface TupleCounts {
  readonly tuples: DistinctTuples;
  readonly all: SourceCounts;
  /** Counts without one group, by group. */
  without(group: number): SourceCounts;
  readonly groups: RecordGroups | null;
}
