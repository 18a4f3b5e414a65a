import type { FoldContext } from '../../core/fold.ts';
import type { RegisteredMeasures } from '../compare/compile-comparisons.ts';
import type { ComparisonKernel } from '../kernel/compare/comparison-kernel.ts';
import type { LinkageModel } from '../model/model.ts';
import type { LinkageRecords } from '../records/prepare-records.ts';
import type { ModelSlots } from './model-slots.ts';
import type { CheckedTrainingOptions } from './training-options.ts';

/** Pairs of records that somebody judged. */
export interface PairLabels {
  /** Uint32Array(pairs): ordinals of records, left below right. */
  readonly lefts: Uint32Array;
  readonly rights: Uint32Array;
  /** Float64Array(pairs), in [0, 1]: how sure it is that they match; 1 for all unless given. */
  readonly weights?: Float64Array;
}

/** What a training may use beside its options. */
export interface TrainingRun {
  /** Measures that the model names. */
  readonly registered?: RegisteredMeasures;
  /** For `m: { by: 'pairLabels' }`. Pairs that trained a model cannot evaluate it. */
  readonly pairLabels?: PairLabels;
  /** Threads, where there are any; the result is the same. */
  readonly context?: FoldContext;
  readonly signal?: AbortSignal;
  /** Is told how many pairs of blocks are done, of how many, and in which of the passes over pairs. */
  readonly onProgress?: (done: number, of: number, pass: number) => void;
}

/** All that training works on. */
export interface TrainingSetting {
  readonly records: LinkageRecords;
  /** Every level that says something has an m and a u to start from. */
  readonly model: LinkageModel;
  readonly layout: ModelSlots;
  /** Compiled when they are first asked for: threads can make the blocks meanwhile. */
  readonly comparisons: readonly ComparisonKernel[];
  readonly options: CheckedTrainingOptions;
  readonly run: TrainingRun;
  /** Passes over pairs so far. */
  readonly passes: { count: number };
}
