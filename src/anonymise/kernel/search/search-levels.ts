import { searchExactly } from './search-exactly.ts';
import type { SearchProblem, SearchResult } from './search-problem.ts';

/**
 * Searches the levels at which the models hold and least is lost.
 *
 * @param problem - classes, levels, judges, limits, metric.
 * @returns the best node there is.
 * @throws {RangeError} if a parameter of the problem is not usable.
 */
export function searchLevels(problem: SearchProblem): SearchResult {
  return searchExactly(problem);
}
