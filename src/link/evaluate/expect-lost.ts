import type { CandidatePairs } from '../block/block-records.ts';
import { countGivingRules } from '../kernel/block/giving-rules.ts';
import type { Links } from '../kernel/decide/links.ts';
import { probabilityOf } from '../kernel/evaluate/expected-errors.ts';
import { unfound } from '../kernel/evaluate/unfound.ts';

/** Matches that blocking is expected to have lost, without labels. */
export interface ExpectedLoss {
  /** Matches expected among the candidate pairs that exactly 1, 2, … rules give. */
  readonly foundBy: readonly number[];
  /** Matches expected that no rule gives. Null with a single rule, which says nothing of what it misses. */
  readonly lost: number | null;
  /** What must hold for the estimate to be right, in a sentence. */
  readonly assumption: string;
}

const ASSUMPTION = 'Rules find matches independently of each other, and all matches as easily (capture–recapture). Matches harder to find than others make the estimate too low, rules chosen to complement each other too high.';

/** Less likely pairs add nothing that could be seen. */
const LEAST_BITS = -20;

/**
 * Estimates how many matches blocking lost, without labels: matches that a single rule gives are to those that two give as those
 * that none gives are to them.
 *
 * @param candidates - the candidate pairs, as `blockRecords` gives them.
 * @param links - the same pairs scored, all of them: those that were cut off count as no matches.
 * @returns the estimate; `expectErrors` takes it, so that its errors count what blocking lost.
 * @remarks Meant for rules that somebody wrote, each of which would find most matches by itself; suggested ones are chosen to overlap
 *   little, and come with an estimate of their own. Passes: 1 over the links. O(likely links × rules); nothing grows with pairs.
 * @see Chao 1987, https://doi.org/10.2307/2531532
 */
export async function expectLost(candidates: Pick<CandidatePairs, 'rules' | 'program' | 'tests'>, links: Iterable<Links> | AsyncIterable<Links>): Promise<ExpectedLoss> {
  const { rules, program, tests } = candidates;
  const foundBy = new Float64Array(rules);
  for await (const { left, right, bits } of links) {
    for (let pair = 0; pair < bits.length; pair++) {
      if (bits[pair]! < LEAST_BITS) continue;
      const count = countGivingRules(program, tests, left[pair]!, right[pair]!);
      if (count > 0) foundBy[count - 1]! += probabilityOf(bits[pair]!);
    }
  }
  return { foundBy: [...foundBy], lost: rules < 2 ? null : unfound(foundBy), assumption: ASSUMPTION };
}
