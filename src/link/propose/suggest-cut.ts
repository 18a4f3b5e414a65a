import type { Evidence } from '../kernel/propose/evidence.ts';
import { expectedCut } from '../kernel/propose/expected-cut.ts';
import { sumBits } from '../kernel/score/pattern-bits.ts';
import { boundedBits, probabilityOfBits } from '../kernel/score/weight-program.ts';
import type { LinkageModel } from '../model/model.ts';
import { weightProgramOf } from '../score/weight-program-of.ts';

/** Where to cut without labels, and what the model expects of it. Pairs that blocking lost are not counted. */
export interface SuggestedCut {
  /** Least match weight of a link. */
  readonly minMatchWeightBits: number;
  /** Links at the cut. */
  readonly links: number;
  readonly expectedMatches: number;
  readonly expectedPrecision: number;
  readonly expectedRecall: number;
  readonly expectedF1: number;
  /** What the expectation rests on. */
  readonly assumption: string;
}

const ASSUMPTION = 'match probabilities are right: comparisons are independent among matches, and among others but for the dependence that the model has';

/**
 * Finds the cut of the greatest expected F1.
 *
 * @param evidence - patterns of the candidate pairs.
 * @param model - trained, of the same comparisons.
 * @returns the cut.
 * @throws {PlanError} when the model is not trained.
 */
export function cutOf(evidence: Evidence, model: LinkageModel): SuggestedCut {
  const { patterns, slots, slotOf, frequencyLogs, counts, isOther } = evidence;
  const width = slots.offsets.length - 1;
  const weights = weightProgramOf(model);
  const levels = new Uint8Array(width);
  const bits = new Float64Array(patterns);
  const probabilities = new Float64Array(patterns);
  for (let pattern = 0; pattern < patterns; pattern++) {
    const at = pattern * width;
    let frequency = 0;
    for (let comparison = 0; comparison < width; comparison++) {
      levels[comparison] = slotOf[at + comparison]! - slots.offsets[comparison]!;
      if (frequencyLogs !== null) frequency += frequencyLogs[at + comparison]! / Math.LN2;
    }
    bits[pattern] = boundedBits(sumBits(weights, levels, 0, 1) + frequency);
    probabilities[pattern] = isOther !== null && isOther[pattern] === 1 ? 0 : probabilityOfBits(bits[pattern]!);
  }
  const { minMatchWeightBits, links, matchingLinks, matches } = expectedCut(bits, counts, probabilities);
  return {
    minMatchWeightBits, links, expectedMatches: matches,
    expectedPrecision: links > 0 ? matchingLinks / links : 0,
    expectedRecall: matches > 0 ? matchingLinks / matches : 0,
    expectedF1: links > 0 ? (2 * matchingLinks) / (links + matches) : 0,
    assumption: ASSUMPTION,
  };
}
