import type { CandidatePairs } from '../block/block-records.ts';
import type { Evidence, Mixture } from '../kernel/propose/evidence.ts';
import { believedMixture, fitMixture, type PairPopulation } from '../kernel/propose/fit-mixture.ts';
import { findExcesses } from '../kernel/propose/joint-excess.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { learnKinds } from './learn-kinds.ts';
import type { LearningProblem } from './ready-learning.ts';

/** Belief in m: four believed matches for each expected one at first, a tenth of one in the end. */
const BELIEF = { from: 4, to: 0.1 } as const;
/** Belief once it has faded. */
export const SETTLED: Readonly<Record<'from' | 'to', number>> = { from: BELIEF.to, to: BELIEF.to };
/** Iterations at most, once belief has faded. */
export const FURTHER_ITERATIONS = 15;
const ITERATIONS = 40;
/** Rounds in which dependence is found and the rest fitted again; it settles in three or four. */
const DEPENDENCE_ROUNDS = 4;

/**
 * Learns a mixture from pairs: of matches and others, and of the dependence among these; or of kinds of pairs, where the first
 * would take relatives for one person.
 *
 * @param candidates - the pairs.
 * @param problem - see {@link LearningProblem}.
 * @returns the mixture.
 * @remarks Passes: 3 over the pairs.
 */
export function learnPairs(candidates: Pick<CandidatePairs, 'visit' | 'totalBlockPairs'>, problem: LearningProblem): Mixture {
  const { ready: { layout, population, complete }, maxPairs, prior } = problem;
  const evidence = gatherEvidence(candidates, layout, maxPairs, null);
  const plain = learnMixture(evidence, population, complete, prior);
  return learnKinds(candidates, evidence, plain, problem) ?? plain;
}

function learnMixture(evidence: Evidence, population: PairPopulation, complete: Float64Array, prior: number): Mixture {
  let mixture = fitMixture(evidence, population, believedMixture(evidence, population, prior), BELIEF, ITERATIONS);
  for (let round = 0; round < DEPENDENCE_ROUNDS; round++) {
    const excesses = findExcesses(evidence, population, mixture, complete);
    mixture = fitMixture(evidence, population, { ...mixture, excesses }, SETTLED, FURTHER_ITERATIONS);
  }
  return mixture;
}
