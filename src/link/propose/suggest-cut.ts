import { blockRecords, type CandidatePairs } from '../block/block-records.ts';
import { compileComparisons } from '../compare/compile-comparisons.ts';
import { packCodes } from '../kernel/compare/packed-codes.ts';
import { expectedCut } from '../kernel/propose/expected-cut.ts';
import { MOST_BITS, probabilityOfBits } from '../kernel/score/weight-program.ts';
import { makeWeigher, type WeighingSetting } from '../kernel/score/weigher.ts';
import type { LinkageModel } from '../model/model.ts';
import type { LinkageRecords } from '../records/prepare-records.ts';
import { weightProgramOf } from '../score/weight-program-of.ts';
import { markBeaten, type RivalFindings } from './mark-beaten.ts';

/** Where to cut without labels, and what the model expects of it. Pairs that blocking lost are not counted. */
export interface SuggestedCut {
  /** Least match weight of a link. */
  readonly minMatchWeightBits: number;
  /** Links at the cut. */
  readonly links: number;
  /** Matches expected among the candidate pairs. */
  readonly expectedMatches: number;
  readonly expectedPrecision: number;
  readonly expectedRecall: number;
  readonly expectedF1: number;
  /** What was found about links that share a record; `null` where sources may hold duplicates anyway, or kinds of pairs tell. */
  readonly rivals: RivalFindings | null;
  /** What the expectation rests on. */
  readonly assumption: string;
}

const ASSUMPTION = 'match probabilities are right: comparisons are independent among matches, and among others but for what the model says of them';
const PAIRED_OFF = '; sources hold everybody once, so that a pair whose record has a much stronger partner does not match';
const CHUNK_PAIRS = 8192;
/** Weights are told apart to so many parts of a bit. */
const PARTS = 128;

/**
 * Finds the cut of the greatest expected F1 without labels, from the match probabilities of all candidate pairs.
 *
 * Of `link` without kinds of pairs, a pair one of whose records has a much stronger partner counts as no match, unless more than a
 * tenth of the linked records have two partners who are each other's duplicates.
 *
 * @param records - records coded by expressions that hold the model's.
 * @param model - trained.
 * @param candidates - candidate pairs of `blockRecords` for the same records and rules, where they are there already.
 * @returns the cut, a multiple of 1/128 bit.
 * @throws {PlanError} when the model is not trained or does not fit the records.
 * @remarks Passes: 1 over the pairs, 2 of `link`. Memory 4 MiB, and 24 bytes a record of `link`.
 */
export function suggestCut(records: LinkageRecords, model: LinkageModel, candidates?: CandidatePairs): SuggestedCut {
  const comparisons = compileComparisons(model, records);
  const setting = { table: records.table, comparisons, packed: packCodes(records.table, comparisons.map(({ single }) => single)) };
  return cutOfPairs(setting, records.table.records, model, candidates ?? blockRecords(records, model.blocking, model.linkType));
}

/**
 * Finds the cut for comparisons that are ready; see {@link suggestCut}.
 *
 * @param setting - records and comparisons.
 * @param records - number of records.
 * @param model - trained.
 * @param candidates - the pairs.
 * @returns the cut.
 */
export function cutOfPairs(setting: WeighingSetting, records: number, model: LinkageModel, candidates: Pick<CandidatePairs, 'visit'>): SuggestedCut {
  const beaten = model.linkType === 'link' && (model.kinds ?? []).length === 0 ? markBeaten(setting, records, candidates, model) : null;
  const isPairedOff = beaten?.findings.areDuplicateFree === true;
  const weigher = makeWeigher(setting, weightProgramOf(model), CHUNK_PAIRS, false);
  const steps = 2 * PARTS * Math.ceil(MOST_BITS) + 1;
  const [counts, matches] = [new Float64Array(steps), new Float64Array(steps)];
  const marks = new Uint8Array(CHUNK_PAIRS);
  candidates.visit(null, CHUNK_PAIRS, (lefts, rights, _, pairs) => {
    marks.fill(0, 0, pairs);
    if (isPairedOff) beaten.mark(lefts, rights, pairs, marks);
    weigher.weigh(lefts, rights, pairs);
    for (let pair = 0; pair < pairs; pair++) {
      const step = Math.floor(PARTS * weigher.bits[pair]!) + (steps >> 1);
      counts[step]!++;
      if (marks[pair] === 0) matches[step]! += probabilityOfBits(weigher.bits[pair]!);
    }
    return true;
  });
  const { minBits, links, matchingLinks, allMatches } = expectedCut(counts, matches, (step) => (step - (steps >> 1)) / PARTS);
  return {
    minMatchWeightBits: minBits, links, expectedMatches: allMatches,
    expectedPrecision: links > 0 ? matchingLinks / links : 0,
    expectedRecall: allMatches > 0 ? matchingLinks / allMatches : 0,
    expectedF1: links > 0 ? (2 * matchingLinks) / (links + allMatches) : 0,
    rivals: beaten?.findings ?? null,
    assumption: isPairedOff ? ASSUMPTION + PAIRED_OFF : ASSUMPTION,
  };
}
