import { gaussSuppression } from './kernel/suppress/gauss.ts';
import { modularSuppression } from './kernel/suppress/modular.ts';
import { mended } from './kernel/suppress/optimal-mended.ts';
import { optimalSuppression } from './kernel/suppress/optimal.ts';
import type { SuppressionMethod, SuppressionProblem } from './kernel/suppress/problem.ts';
import type { SuppressionMethods } from './kernel/suppress/suppress-until-safe.ts';
import type { SecondarySuppression } from './secondary.ts';

/** Methods with the name that reports give them. */
export interface NamedMethods extends SuppressionMethods {
  readonly name: string;
}

/** Cells up to which `auto` looks for the cheapest pattern of all, and up to which for a cheap one. */
const FOR_OPTIMAL = 150;
const FOR_CHEAP = 4_000;
/** Cells up to which elimination, which does not look at intervals, is mended where they are asked for; beyond, the attack finds what is too narrow. */
const FOR_MENDING = 200_000;

/**
 * Chooses the methods of secondary suppression.
 *
 * @param method - what was asked for.
 * @param problem - the problem, whose size, and nothing else, decides where `auto` was asked for: up to 150 cells the optimum, up to
 *   4,000 the cheaper of `modular` and elimination that was mended and thinned out, beyond that elimination, up to 200,000 mended where
 *   intervals are required.
 * @param zeros - whether empty cells are published: then cells of one unit are singletons, else empty ones.
 * @returns the methods. Whatever an attack finds is covered by elimination.
 */
export function methodsFor(method: SecondarySuppression['method'], problem: SuppressionProblem, zeros: 'publish' | 'withhold'): NamedMethods {
  const gauss = gaussSuppression(zeros === 'publish' ? { singletonsAre: 'ones' } : {});
  const { cells } = problem.system;
  const asksForIntervals = [problem.required.above, problem.required.below, problem.required.width].some((levels) => levels.some((level) => level > 0));
  const chosen = method !== 'auto' ? method : cells <= FOR_OPTIMAL ? 'optimal' : cells <= FOR_CHEAP ? 'cheap' : 'gauss';
  switch (chosen) {
    case 'gauss':
      return asksForIntervals && cells <= FOR_MENDING ? { name: 'mended gauss', first: mended(gauss), repair: gauss } : { name: 'gauss', first: gauss, repair: gauss };
    case 'modular':
      return { name: 'modular', first: modularSuppression, repair: gauss };
    case 'optimal':
      return { name: 'optimal', first: optimalSuppression, repair: gauss };
    case 'cheap':
      return { name: 'the cheaper of modular and mended gauss', first: cheaperOf(modularSuppression, mended(gauss)), repair: gauss };
  }
}

/** Runs two methods and takes the pattern that leaves fewer cells uncovered, then the cheaper; the first of equals. */
function cheaperOf(first: SuppressionMethod, second: SuppressionMethod): SuppressionMethod {
  return (problem, context) => {
    const [one, other] = [first(problem, context), second(problem, context)];
    const isBetter = other.uncovered.length - one.uncovered.length || other.cost - one.cost;
    return isBetter < 0 ? other : one;
  };
}
