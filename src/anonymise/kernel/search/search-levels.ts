import { latticeOf } from './lattice.ts';
import { searchBestFirst } from './search-best-first.ts';
import { searchExactly } from './search-exactly.ts';
import type { SearchProblem, SearchResult } from './search-problem.ts';

/** Most nodes that an exact search can number. */
const MAX_EXACT = 2 ** 26;

/**
 * Searches the levels at which the models hold and least is lost.
 *
 * A row is suppressed when its class fails. A node holds when no more than `maxSuppressedRows` rows are suppressed and the models hold
 * for the rest. Of nodes of one loss the one with the smallest sum of levels is taken, and of those the lexicographically first. A
 * lattice of up to `maxNodes` is searched to the proven optimum; a larger one best first, with the least loss that a node not
 * looked at may have as `bound`.
 *
 * @param problem - classes, levels, judges, limits, metric.
 * @returns the best node. It depends neither on the order of classes (but where an average risk refuses one of equal ones) nor on that of
 *   codes, and on no clock.
 * @throws {RangeError} if a parameter of the problem is not usable.
 * @remarks Memory: 14 bytes a node of an exact search (100 bytes for each of at most a million nodes that wait in the other), and classes kept to
 *   make others from: those at level 0, and 128 MiB at most.
 * @see Kohlmayer, Prasser, Eckert, Kemper and Kuhn 2012, Flash: Efficient, Stable and Optimal k-Anonymity, https://doi.org/10.1109/SocialCom-PASSAT.2012.52.
 */
export function searchLevels(problem: SearchProblem): SearchResult {
  const { nodes } = latticeOf(problem.columns);
  return nodes <= Math.min(problem.maxNodes, MAX_EXACT) ? searchExactly(problem) : searchBestFirst(problem);
}
