import type { CandidatePairs } from '../block/block-records.ts';
import { fullSlots } from '../kernel/propose/agreement-sets.ts';
import { logOdds, probabilityOf, type Evidence, type Mixture } from '../kernel/propose/evidence.ts';
import { findKinds, settleKinds, type FoundKinds } from '../kernel/propose/find-kinds.ts';
import { companyOf, splitPatterns } from '../kernel/propose/split-patterns.ts';
import { tellKinds } from '../kernel/propose/tell-kinds.ts';
import { gatherEvidence } from './gather-evidence.ts';
import { markPartners } from './mark-partners.ts';
import type { LearningProblem } from './ready-learning.ts';
import { writeMixture } from './write-mixture.ts';

/** Share of kinds that do not match among what a mixture without kinds takes for matches, from which on kinds are needed. */
const MAX_TAKEN = 0.01;
/** Ordinary matches that agree fully on a smaller share of the comparisons are none: they went astray, and kinds with them. */
const MIN_FULL = 0.35;

/**
 * Learns kinds of pairs, where they are needed: where a mixture without them takes relatives for one person.
 *
 * @param candidates - the pairs.
 * @param evidence - their patterns.
 * @param plain - the mixture without kinds.
 * @param problem - see {@link LearningProblem}.
 * @returns the mixture of kinds; `null` where no relatives are found, or where they are not taken for one person anyway.
 * @remarks Passes: 2 over the pairs.
 */
export function learnKinds(candidates: Pick<CandidatePairs, 'visit' | 'totalBlockPairs'>, evidence: Evidence, plain: Mixture, problem: LearningProblem): Mixture | null {
  const { model, ready: { layout, population, complete, agreement }, records, maxPairs, prior } = problem;
  const { slots } = layout;
  const grown = findKinds(evidence, population, complete, prior);
  if (grown.kinds.length === 1) return null;
  const found = settleKinds(evidence, population, grown);
  const full = fullSlots(slots);
  if (full.reduce((sum, slot) => sum + found.kinds[0]!.levels[slot]!, 0) < MIN_FULL * full.length) return null;
  const marked = gatherEvidence(candidates, layout, maxPairs, markPartners(layout.setting, records, candidates, writeMixture(model, mixtureOf(found), layout, agreement)));
  const shares = splitPatterns(marked, found);
  const { kinds, areRelatives } = tellKinds(found, shares.map((own) => companyOf(marked, own)), slots, population.pairs);
  if (!areRelatives.includes(true)) return null;
  let [taken, all] = [0, 0];
  logOdds(marked, plain).forEach((odds, pattern) => {
    const matches = probabilityOf(odds) * marked.counts[pattern]!;
    all += matches;
    kinds.forEach(({ isMatch }, kind) => {
      if (!isMatch) taken += matches * shares[kind]![pattern]!;
    });
  });
  return taken > MAX_TAKEN * all ? mixtureOf({ kinds, u: found.u }) : null;
}

function mixtureOf({ kinds: [matches, ...kinds], u }: FoundKinds): Mixture {
  return { prior: kinds.reduce((sum, { isMatch, share }) => (isMatch ? sum + share : sum), matches!.share), m: matches!.levels, u, excesses: [], kinds };
}
