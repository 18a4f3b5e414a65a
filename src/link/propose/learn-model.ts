import { blockRecords, type CandidatePairs } from '../block/block-records.ts';
import { fitMixture } from '../kernel/propose/fit-mixture.ts';
import type { LinkageModel } from '../model/model.ts';
import type { LinkageRecords } from '../records/prepare-records.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { FURTHER_ITERATIONS, learnPairs, SETTLED } from './learn-pairs.ts';
import { markBeaten } from './mark-beaten.ts';
import { readyLearning, type ReadyLearning } from './ready-learning.ts';
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
  /** Frozen, with m, u and prior, and either kinds of pairs or dependence. */
  readonly model: LinkageModel;
  readonly cut: SuggestedCut;
}

const MAX_PAIRS = 20_000_000;
const RIVAL_ROUNDS = 3;

/**
 * Learns a model without labels: u from all pairs of records, m and the prior from all candidate pairs at once, and which
 * comparisons agree together among pairs that do not match.
 *
 * Unlike `trainModel`, which keeps to sessions by rule, every comparison speaks for every pair, and pairs that no rule gives
 * count as others: it wants blocking rules that differ and together find most matches, as `suggestBlocking` gives them. Levels
 * whose m or u is fixed are estimated all the same. Where relatives, neighbours or the like would be taken for one person, kinds of
 * pairs stand for dependence. Without kinds, a pair of `link` whose record has a much stronger partner counts as no match, unless
 * more than a tenth of the linked records have two partners who are each other's duplicates.
 *
 * @param records - records coded by expressions that hold the model's.
 * @param model - with blocking rules; its m, u, prior, dependence and kinds are replaced.
 * @param options - see {@link LearnOptions}.
 * @returns the model, and a cut.
 * @throws {PlanError} when the model does not fit the records.
 * @remarks Passes: 4 over the pairs, up to 11 of `link`. Memory class `records`, and patterns told apart by frequencies.
 */
export function learnModel(records: LinkageRecords, model: LinkageModel, options: LearnOptions = {}): LearntModel {
  const { maxPairs = MAX_PAIRS, seed = 0 } = options;
  const candidates = options.candidates ?? blockRecords(records, model.blocking, model.linkType);
  const ready = options.ready ?? readyLearning(records, model, seed);
  const { layout, population, agreement } = ready;
  let mixture = learnPairs(candidates, { model, ready, records: records.table.records, maxPairs, prior: records.table.records / 2 / population.pairs });
  for (let round = 0; model.linkType === 'link' && mixture.kinds.length === 0 && round < RIVAL_ROUNDS; round++) {
    const { findings, mark } = markBeaten(layout.setting, records.table.records, candidates, writeMixture(model, mixture, layout, agreement));
    if (!findings.areDuplicateFree) break;
    const marked = gatherEvidence(candidates, layout, maxPairs, mark);
    mixture = fitMixture(marked, population, mixture, SETTLED, FURTHER_ITERATIONS);
  }
  const learnt = writeMixture(model, mixture, layout, agreement);
  return { model: learnt, cut: cutOfPairs(layout.setting, records.table.records, learnt, candidates) };
}
