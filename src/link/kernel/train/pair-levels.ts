import type { DistinctTuples, SourceCounts } from './distinct-tuples.ts';

/** What is needed of a comparison to find its level for many pairs of some records. */
export interface LevelsOfPairs {
  readonly levels: number;
  readonly isSymmetric: boolean;
  /** Columns of the records that it looks at; the level of a pair depends on their codes and on nothing else. */
  readonly columns: readonly number[];
  /** Readies the finding of levels among some records, for as many pairs as they may make. */
  readonly among: (records: Uint32Array) => LevelsAmong;
}

/** What is needed of a comparison to find its level for any pair of records. */
export interface PairLevels extends LevelsOfPairs {
  /** Uint8Array(levels): 1 where the level says nothing. */
  readonly nullLevels: Uint8Array;
  /** Writes the level of each pair to `out[at + stride · pair]`. */
  levelsOf(lefts: Uint32Array, rights: Uint32Array, pairs: number, out: Uint8Array, at: number, stride: number): void;
}

/** Pairs whose levels are found at a time, at most. */
export const CHUNK_PAIRS = 4096;

/** Writes to `out[pair]` the level of each pair of some records, which go by their places among them; of {@link CHUNK_PAIRS} at most. */
export type LevelsAmong = (lefts: Uint32Array, rights: Uint32Array, pairs: number, out: Uint8Array) => void;

/** Records, as far as the counting of pairs goes. */
export interface CodedRecords {
  readonly records: number;
  /** Uint32Array(sources + 1): first record of each source. */
  readonly sourceStarts: Uint32Array;
  /** Codes of each column. */
  readonly columns: readonly { readonly codes: Uint32Array }[];
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
