import { compileComparisons } from '../compare/compile-comparisons.ts';
import { cartesianPairs } from '../kernel/block/program.ts';
import { packCodes } from '../kernel/compare/packed-codes.ts';
import { believedM, type PairPopulation } from '../kernel/propose/fit-mixture.ts';
import { withDefaultParameters } from '../model/default-parameters.ts';
import type { LinkageModel } from '../model/model.ts';
import type { LinkageRecords } from '../records/prepare-records.ts';
import { measureAgreement, type MeasuredAgreement } from '../train/measure-agreement.ts';
import { frequencyOfModel, slotsOfModel } from '../train/model-slots.ts';
import type { EvidenceLayout } from './gather-evidence.ts';

/** What learning starts from, before any candidate pair is looked at. */
export interface ReadyLearning {
  readonly layout: EvidenceLayout;
  readonly population: PairPopulation;
  /** Float64Array(comparisons): share of all pairs at which each comparison says something. */
  readonly complete: Float64Array;
  readonly agreement: MeasuredAgreement;
}

/**
 * Measures what is known of all pairs.
 *
 * @param records - the records.
 * @param model - comparisons and link type.
 * @param seed - for pairs that are drawn where there are too many distinct values.
 * @returns layout and population.
 */
export function readyLearning(records: LinkageRecords, model: LinkageModel, seed: number): ReadyLearning {
  const isWithin = model.linkType !== 'link';
  const pairs = cartesianPairs({ ...records.table, scope: isWithin ? 'all' : 'acrossSources' });
  const kernels = compileComparisons(model, records);
  const { slots } = slotsOfModel(withDefaultParameters(model));
  const agreement = measureAgreement(records, kernels, slots, {
    isWithin, maxDistinctPairs: MAX_DISTINCT_PAIRS, samplePairs: SAMPLE_PAIRS, seed,
  }, null);
  // A level that no pair was seen at is not impossible: half a pair.
  const shares = agreement.shares.map((share, slot) => {
    const comparison = comparisonOfSlot(slots.offsets, slot);
    return slots.isSilent[slot] === 1 ? 0 : Math.max(share, 0.5 / Math.max(1, agreement.drawn[comparison]! || agreement.pairs[comparison]!));
  });
  const frequency = frequencyOfModel(model, slots, shares);
  return {
    layout: { setting: { table: records.table, comparisons: kernels, packed: packCodes(records.table, kernels.map(({ single }) => single)) }, slots, frequency }, population: { pairs, agreement: shares, belief: believedM(slots) },
    complete: Float64Array.from(agreement.pairs, (spoken) => (pairs > 0 ? spoken / pairs : 0)), agreement,
  };
}

/** What a mixture of pairs is learnt for. */
export interface LearningProblem {
  /** Comparisons; their m and u are not looked at. */
  readonly model: LinkageModel;
  readonly ready: ReadyLearning;
  readonly records: number;
  /** Pairs that are looked at, at most; of more a share is drawn. */
  readonly maxPairs: number;
  /** Share of all pairs that match, roughly. */
  readonly prior: number;
}

/** Pairs of distinct values compared at most, and records drawn where there are more. */
const MAX_DISTINCT_PAIRS = 500_000;
const SAMPLE_PAIRS = 500_000;

function comparisonOfSlot(offsets: Uint32Array, slot: number): number {
  let comparison = 0;
  while (offsets[comparison + 1]! <= slot) comparison++;
  return comparison;
}
