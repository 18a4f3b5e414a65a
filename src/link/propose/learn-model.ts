import { blockRecords, type CandidatePairs } from '../block/block-records.ts';
import { compileComparisons } from '../compare/compile-comparisons.ts';
import { packCodes } from '../kernel/compare/packed-codes.ts';
import { cartesianPairs } from '../kernel/block/program.ts';
import { believedM, believedMixture, fitMixture, type PairPopulation } from '../kernel/propose/fit-mixture.ts';
import type { Evidence, Mixture } from '../kernel/propose/evidence.ts';
import { findExcesses } from '../kernel/propose/joint-excess.ts';
import type { LinkageModel } from '../model/model.ts';
import { withDefaultParameters } from '../model/default-parameters.ts';
import type { LinkageRecords } from '../records/prepare-records.ts';
import { measureAgreement, type MeasuredAgreement } from '../train/measure-agreement.ts';
import { frequencyOfModel, slotsOfModel } from '../train/model-slots.ts';
import { gatherEvidence, type EvidenceLayout } from './gather-evidence.ts';
import { markBeaten } from './mark-beaten.ts';
import { cutOfPairs, type SuggestedCut } from './suggest-cut.ts';
import { writeMixture } from './write-mixture.ts';

/** What learning may use. */
export interface LearnOptions {
  /** Candidate pairs of `blockRecords` for the same records and rules, where they are there already. */
  readonly candidates?: CandidatePairs;
  /** Pairs that are looked at, at most; of more a share is drawn. 20 million unless said otherwise. */
  readonly maxPairs?: number;
  /** int32; 0 unless said otherwise. */
  readonly seed?: number;
  /** What {@link readyLearning} measured of the same records and comparisons, where it is there already. */
  readonly ready?: ReadyLearning;
}

/** A model that was learnt without labels, and where to cut. */
export interface LearntModel {
  /** Frozen, with m, u, prior and dependence. */
  readonly model: LinkageModel;
  readonly cut: SuggestedCut;
}

const MAX_PAIRS = 20_000_000;
/** Pairs of distinct values compared at most, and records drawn where there are more. */
const MAX_DISTINCT_PAIRS = 500_000;
const SAMPLE_PAIRS = 500_000;
/** Belief in m: four believed matches for each expected one at first, a tenth of one in the end. */
const BELIEF = { from: 4, to: 0.1 } as const;
const SETTLED = { from: BELIEF.to, to: BELIEF.to } as const;
const ITERATIONS = 40;
const FURTHER_ITERATIONS = 15;
/** Rounds in which dependence is found and the rest fitted again; it settles in three or four. */
const DEPENDENCE_ROUNDS = 4;
const RIVAL_ROUNDS = 3;

/**
 * Learns a model without labels: u from all pairs of records, m and the prior from all candidate pairs at once, and which
 * comparisons agree together among pairs that do not match.
 *
 * Unlike `trainModel`, which keeps to sessions by rule, every comparison speaks for every pair, and pairs that no rule gives
 * count as others: it wants blocking rules that differ and together find most matches, as `suggestBlocking` gives them. Levels
 * whose m or u is fixed are estimated all the same. Of `link`, a pair whose record has a much stronger partner counts as no
 * match, unless more than a tenth of the linked records have two partners who are each other's duplicates.
 *
 * @param records - records coded by expressions that hold the model's.
 * @param model - with blocking rules; its m, u, prior and dependence are replaced.
 * @param options - see {@link LearnOptions}.
 * @returns the model, and a cut.
 * @throws {PlanError} when the model does not fit the records.
 * @remarks Passes: 2 over the pairs, up to 9 of `link`. Memory class `records`, and patterns told apart by frequencies.
 */
export function learnModel(records: LinkageRecords, model: LinkageModel, options: LearnOptions = {}): LearntModel {
  const { maxPairs = MAX_PAIRS, seed = 0 } = options;
  const candidates = options.candidates ?? blockRecords(records, model.blocking, model.linkType);
  const { layout, population, complete, agreement } = options.ready ?? readyLearning(records, model, seed);
  const evidence = gatherEvidence(candidates, layout, maxPairs, null);
  let mixture = learnMixture(evidence, population, complete, records.table.records / 2 / population.pairs);
  for (let round = 0; model.linkType === 'link' && round < RIVAL_ROUNDS; round++) {
    const { findings, mark } = markBeaten(layout.setting, records.table.records, candidates, writeMixture(model, mixture, layout, agreement));
    if (!findings.areDuplicateFree) break;
    const marked = gatherEvidence(candidates, layout, maxPairs, mark);
    mixture = fitMixture(marked, population, mixture, SETTLED, FURTHER_ITERATIONS);
  }
  const learnt = writeMixture(model, mixture, layout, agreement);
  return { model: learnt, cut: cutOfPairs(layout.setting, records.table.records, learnt, candidates) };
}

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
  const agreement = measureAgreement(records.table, compileComparisons(model, records), slots, {
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

/**
 * Fits a mixture and the dependence in it.
 *
 * @param evidence - patterns.
 * @param population - all pairs.
 * @param complete - share of all pairs at which each comparison says something.
 * @param prior - where to start.
 * @returns the mixture.
 */
export function learnMixture(evidence: Evidence, population: PairPopulation, complete: Float64Array, prior: number): Mixture {
  let mixture = fitMixture(evidence, population, believedMixture(evidence, population, prior), BELIEF, ITERATIONS);
  for (let round = 0; round < DEPENDENCE_ROUNDS; round++) {
    const excesses = findExcesses(evidence, population, mixture, complete);
    mixture = fitMixture(evidence, population, { ...mixture, excesses }, SETTLED, FURTHER_ITERATIONS);
  }
  return mixture;
}

function comparisonOfSlot(offsets: Uint32Array, slot: number): number {
  let comparison = 0;
  while (offsets[comparison + 1]! <= slot) comparison++;
  return comparison;
}
