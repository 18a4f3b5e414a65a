import type { SearchProblem, SearchResult } from './search-problem.ts';
import { heightOf, nodeChecks, type NodeCheck } from './check-nodes.ts';
import { latticeOf, levelsOf, type Lattice } from './lattice.ts';

const FAILS = 1;
const COSTLY_ABOVE = 2;
const COSTLY_BELOW = 4;
const CHECKED = 8;

/**
 * Searches a lattice to the proven optimum.
 *
 * Nodes are taken by their bound, the least first, until it exceeds the best loss. From each that is open a chain leads upwards through
 * open nodes whose bound is below the best loss, and is searched from above or by halves: what is below a node that fails and tells so
 * is closed, and so is what lies above or below a node whose classes bound the loss too high.
 *
 * @param problem - the problem.
 * @returns the optimum; `bound` is `loss`.
 * @throws {RangeError} if a parameter of the problem is not usable.
 * @remarks Memory: 13 bytes a node, beside the classes that are kept.
 */
export function searchExactly(problem: SearchProblem): SearchResult {
  const lattice = latticeOf(problem.columns);
  const { nodes } = lattice;
  const checks = nodeChecks(problem);
  const { metric } = checks;
  const bounds = new Float64Array(nodes);
  const heights = new Int32Array(nodes);
  const levels = new Int32Array(lattice.heights.length);
  for (let node = 0; node < nodes; node++) {
    levelsOf(lattice, node, levels);
    bounds[node] = metric.boundOfLevels(levels)[0]!;
    heights[node] = heightOf(levels);
  }
  const order = new Int32Array(nodes).map((_, node) => node).sort((one, other) => bounds[one]! - bounds[other]! || heights[one]! - heights[other]! || one - other);
  const states = new Uint8Array(nodes);
  // Where classes tell a bound, both ends of a chain are ruled out from its middle, and a slow rise makes chains long. Elsewhere
  // only nodes that fail are, by few that are as far up as the bound allows.
  const halves = metric.boundOfClasses !== undefined;
  /** Nodes whose classes bound the loss of all nodes above or below them. */
  const bounded: { readonly node: number; readonly bound: number; readonly direction: 1 | -1 }[] = [];

  const isOpen = (node: number): boolean => states[node] === 0 && checks.mayBeBetter(bounds[node]!, levelsOf(lattice, node, levels));
  const chainFrom = (start: number): number[] => {
    const chain = [start];
    for (let node = start; ;) {
      const next = openSuccessor(node);
      if (next < 0) return chain;
      chain.push(next);
      node = next;
    }
  };
  const openSuccessor = (node: number): number => {
    let found = -1;
    forNeighbours(lattice, node, 1, (successor) => {
      if (isOpen(successor) && (found < 0 || (halves ? bounds[successor]! < bounds[found]! : bounds[successor]! > bounds[found]!))) found = successor;
    });
    return found;
  };
  /** Closes what the best loss rules out; `from` is the first bound that was not tried on it. */
  const closeCostly = (from: number): void => {
    const loss = checks.best?.losses[0] ?? Infinity;
    for (const { node, bound, direction } of bounded.slice(from)) if (bound > loss) close(lattice, states, node, direction, direction > 0 ? COSTLY_ABOVE : COSTLY_BELOW);
  };
  const check = (node: number): NodeCheck => {
    const { best } = checks;
    const tried = bounded.length;
    const result = checks.check(levelsOf(lattice, node));
    states[node]! |= CHECKED;
    if (result.failsBelow) close(lattice, states, node, -1, FAILS);
    if (result.boundAbove > bounds[node]!) bounded.push({ node, bound: result.boundAbove, direction: 1 });
    if (result.boundBelow > bounds[node]!) bounded.push({ node, bound: result.boundBelow, direction: -1 });
    closeCostly(checks.best === best ? tried : 0);
    return result;
  };
  for (const start of order) {
    if (checks.best !== null && bounds[start]! > checks.best.losses[0]!) break;
    if (!isOpen(start)) continue;
    const chain = chainFrom(start);
    for (let low = 0, high = chain.length - 1; low <= high;) {
      const middle = halves ? (low + high) >> 1 : high;
      if (isOpen(chain[middle]!) && check(chain[middle]!).failsBelow) low = middle + 1;
      else high = middle - 1;
    }
  }
  const { best, path } = checks;
  return {
    levels: best?.levels ?? null,
    loss: best?.losses[0] ?? NaN,
    bound: best?.losses[0] ?? NaN,
    suppressedRows: best?.suppressedRows ?? 0,
    nodes,
    checks: checks.checks,
    path,
  };
}

/** Calls back for each successor (`direction` 1) or predecessor (−1) of a node. */
function forNeighbours({ heights, strides }: Lattice, node: number, direction: 1 | -1, visit: (neighbour: number) => void): void {
  for (let column = 0; column < heights.length; column++) {
    const level = Math.floor(node / strides[column]!) % heights[column]!;
    if (direction > 0 ? level + 1 < heights[column]! : level > 0) visit(node + direction * strides[column]!);
  }
}

/** Closes a node and all above or below it; what is closed for the same reason has its whole cone closed already. */
function close(lattice: Lattice, states: Uint8Array, node: number, direction: 1 | -1, reason: number): void {
  if ((states[node]! & reason) !== 0) return;
  states[node]! |= reason;
  const waiting = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    forNeighbours(lattice, next, direction, (neighbour) => {
      if ((states[neighbour]! & reason) !== 0) return;
      states[neighbour]! |= reason;
      waiting.push(neighbour);
    });
  }
}
