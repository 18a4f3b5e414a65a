import { excessOf, logOdds, probabilityOf, ratiosOf, type Evidence, type JointExcess, type Mixture } from './evidence.ts';
import type { PairPopulation } from './fit-mixture.ts';

/** Log odds are counted in steps of half a unit, from −20 to 20: finer ones change nothing that matters. */
const STEPS = 81;
const STEP = 0.5;
const MIDDLE = 40;
/** Pairs added to what is observed and to what is expected, so that a handful proves nothing. */
const SHRINKAGE = 1;
const ITERATIONS = 30;

/** Two comparisons, and how much more often pairs that do not match agree on both. */
interface Candidate extends JointExcess {
  /** Pairs in excess, each weighted by how great the excess is. */
  readonly size: number;
}

/**
 * Finds which comparisons agree together more often than chance gives among pairs that do not match: people of one family
 * share name and address, papers of one group authors and words of the title.
 *
 * How many pairs at two given levels match is estimated from all *other* comparisons: what the two say themselves is in
 * question. The rest does not match, and its number is compared with what independence gives. Only excess counts, and of all
 * pairs of comparisons those with the greatest are kept that form no circle: so each pair of levels is taken off once.
 *
 * @param evidence - patterns of the candidate pairs.
 * @param population - all pairs.
 * @param mixture - fitted; its excesses are what was found the last time.
 * @param complete - Float64Array(comparisons): share of all pairs at which each comparison says something.
 * @returns the excesses of a tree, the greatest first.
 * @remarks O(comparisons² × patterns). Pairs that no rule gives are not seen: excess at levels that rules do not look at is
 *   underestimated.
 * @see Chow and Liu 1968, Approximating discrete probability distributions with dependence trees,
 *   https://doi.org/10.1109/TIT.1968.1054142
 */
export function findExcesses(evidence: Evidence, population: PairPopulation, mixture: Mixture, complete: Float64Array): readonly JointExcess[] {
  const width = evidence.slots.offsets.length - 1;
  const odds = logOdds(evidence, mixture);
  const candidates: Candidate[] = [];
  for (let left = 0; left < width; left++) {
    for (let right = left + 1; right < width; right++) {
      const both = population.pairs * complete[left]! * complete[right]!;
      const candidate = excessBetween(evidence, mixture, odds, left, right, both);
      if (candidate.size > 0) candidates.push(candidate);
    }
  }
  return treeOf(candidates.sort((one, other) => other.size - one.size || one.left - other.left || one.right - other.right), width);
}

function excessBetween(evidence: Evidence, mixture: Mixture, odds: Float64Array, left: number, right: number, both: number): Candidate {
  const { offsets, isSilent } = evidence.slots;
  const ratios = ratiosOf(evidence.slots, mixture.m, mixture.u);
  const start = Math.log(mixture.prior / (1 - mixture.prior));
  const [firstLeft, firstRight] = [offsets[left]!, offsets[right]!];
  const [ofLeft, ofRight] = [offsets[left + 1]! - firstLeft, offsets[right + 1]! - firstRight];
  const counts = otherEvidence(evidence, mixture, odds, left, right);
  const logs = new Float64Array(ofLeft * ofRight);
  let size = 0;
  for (let one = 0; one < ofLeft; one++) {
    for (let other = 0; other < ofRight; other++) {
      const [slot, second] = [firstLeft + one, firstRight + other];
      if (isSilent[slot] === 1 || isSilent[second] === 1) continue;
      const cell = one * ofRight + other;
      const steps = counts.subarray(cell * STEPS, (cell + 1) * STEPS);
      const pairs = steps.reduce((sum, count) => sum + count, 0);
      const expected = both * mixture.u[slot]! * mixture.u[second]!;
      if (pairs <= expected) continue;
      const others = pairs * (1 - matchingShare(steps, pairs, start + ratios[slot]! + ratios[second]!));
      // No more pairs can be at both levels than at one.
      const most = -Math.log(Math.max(mixture.u[slot]!, mixture.u[second]!));
      const log = Math.min(most, Math.log((others + SHRINKAGE) / (expected + SHRINKAGE)));
      if (log <= 0) continue;
      logs[cell] = log;
      size += others * log;
    }
  }
  return { left, right, logs, size };
}

/** Pairs by cell of two comparisons and by step of the log odds of everything else, the prior left out. */
function otherEvidence({ patterns, slots, slotOf, counts, frequencyLogs }: Evidence, mixture: Mixture, odds: Float64Array, left: number, right: number): Float64Array {
  const { offsets } = slots;
  const width = offsets.length - 1;
  const ratios = ratiosOf(slots, mixture.m, mixture.u);
  const start = Math.log(mixture.prior / (1 - mixture.prior));
  const touching = mixture.excesses.filter((excess) => [excess.left, excess.right].some((end) => end === left || end === right));
  const ofRight = offsets[right + 1]! - offsets[right]!;
  const steps = new Float64Array((offsets[left + 1]! - offsets[left]!) * ofRight * STEPS);
  for (let pattern = 0; pattern < patterns; pattern++) {
    const at = pattern * width;
    const [one, other] = [slotOf[at + left]!, slotOf[at + right]!];
    let rest = odds[pattern]! - start - ratios[one]! - ratios[other]!;
    if (frequencyLogs !== null) rest -= frequencyLogs[at + left]! + frequencyLogs[at + right]!;
    for (const excess of touching) rest += excessOf(excess, slots, slotOf, at);
    const step = Math.max(0, Math.min(STEPS - 1, Math.round(rest / STEP) + MIDDLE));
    steps[((one - offsets[left]!) * ofRight + other - offsets[right]!) * STEPS + step]! += counts[pattern]!;
  }
  return steps;
}

/** The share of matches that the other evidence makes likeliest. */
function matchingShare(steps: Float64Array, pairs: number, startOdds: number): number {
  let share = Math.max(0.001, Math.min(0.999, probabilityOf(startOdds)));
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const odds = Math.log(share / (1 - share));
    let matches = 0;
    for (let step = 0; step < STEPS; step++) if (steps[step]! > 0) matches += steps[step]! * probabilityOf(odds + (step - MIDDLE) * STEP);
    share = Math.max(1e-6, Math.min(1 - 1e-6, matches / pairs));
  }
  return share;
}

/** Keeps the first candidates that join what was not joined yet. */
function treeOf(candidates: readonly Candidate[], width: number): readonly JointExcess[] {
  const groups = Array.from({ length: width }, (_, comparison) => comparison);
  return candidates.flatMap(({ left, right, logs }) => {
    const [from, to] = [groups[left]!, groups[right]!];
    if (from === to) return [];
    for (let comparison = 0; comparison < width; comparison++) if (groups[comparison] === from) groups[comparison] = to;
    return [{ left, right, logs }];
  });
}
