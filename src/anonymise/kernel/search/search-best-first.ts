import { nodeChecks } from './check-nodes.ts';
import { descend, type DescentNode } from './descend.ts';
import { isBelow, latticeOf } from './lattice.ts';
import { nodeQueue, type WaitingNode } from './node-queue.ts';
import type { SearchProblem, SearchResult } from './search-problem.ts';

/** Most nodes that wait at a time; beyond, the search ends with the bound it has. */
const MAX_WAITING = 2 ** 20;
/** Of the checks, one in so many may look for a good node at first. */
const DESCENT_PART = 5;

/**
 * Searches a lattice of any size, the most promising node first, and proves how far from the optimum it may be at most.
 *
 * A descent from the top finds a good node at first, so that little is looked at that cannot be better.
 * The node with the least bound is taken from those that wait. If it may hold and be the best, a chain leads upwards from it through
 * nodes that may, and is checked from above: a node that holds may be the best so far, below one that fails all fail. Its successors
 * then wait in its place. When the least bound reaches the best loss, the best is the optimum.
 *
 * @param problem - the problem.
 * @returns the best node found after at most `maxChecks` checks (or a million nodes that wait), and the least loss that any other may have.
 * @throws {RangeError} if a parameter of the problem is not usable.
 * @remarks Memory: some 100 bytes for a node that waits, a million at most, beside the classes that are kept.
 */
export function searchBestFirst(problem: SearchProblem): SearchResult {
  const { heights, nodes } = latticeOf(problem.columns);
  const checks = nodeChecks(problem);
  const { metric } = checks;
  const queue = nodeQueue();
  /** Nodes at or below which none can be better than the best, no one below another; and those above which none can. */
  let highest: Int32Array[] = [];
  let lowest: Int32Array[] = [];

  const isOpen = (levels: Int32Array, bound: number): boolean =>
    checks.mayBeBetter(bound, levels) && !highest.some((other) => isBelow(levels, other)) && !lowest.some((other) => isBelow(other, levels));
  const boundOf = (levels: Int32Array): number => metric.boundOfLevels(levels)[0]!;
  /** The open successor with the least bound: the chain grows long, and what fails at its end fails for many below. */
  const openSuccessor = (levels: Int32Array): Int32Array | null => {
    const successors = Array.from(levels.keys()).filter((column) => levels[column]! + 1 < heights[column]!).map((column) => raised(levels, column));
    const bounds = successors.map(boundOf);
    const order = Array.from(successors.keys()).sort((one, other) => bounds[one]! - bounds[other]!);
    const found = order.find((place) => isOpen(successors[place]!, bounds[place]!));
    return found === undefined ? null : successors[found]!;
  };
  const check = (levels: Int32Array): number => {
    const { loss: own, failsBelow, boundAbove, boundBelow } = checks.check(levels);
    const loss = checks.best?.losses[0] ?? Infinity;
    if (failsBelow || boundBelow > loss) highest = [...highest.filter((other) => !isBelow(other, levels)), levels];
    if (boundAbove > loss) lowest = [...lowest.filter((other) => !isBelow(levels, other)), levels];
    return own;
  };
  const lossAt = new Map<string, number>();
  /** Judges a node on the way down to a good one, once. */
  const lookAt = (levels: Int32Array): DescentNode | null => {
    const name = levels.join();
    let loss = lossAt.get(name);
    // Where none below can be better than the best, none of them leads to a better one either.
    if (loss === undefined && !highest.some((other) => isBelow(levels, other))) {
      if (checks.checks >= problem.maxChecks / DESCENT_PART) return null;
      loss = check(levels);
    }
    lossAt.set(name, (loss ??= Infinity));
    return { levels, loss };
  };
  /** Tells whether the chain was checked to its end. */
  const climb = (start: WaitingNode): boolean => {
    const chain = [start.levels];
    for (let next = openSuccessor(start.levels); next !== null; next = openSuccessor(next)) chain.push(next);
    for (let node = chain.pop(); node !== undefined; node = chain.pop()) {
      if (!isOpen(node, boundOf(node))) continue;
      if (checks.checks >= problem.maxChecks) return false;
      check(node);
    }
    return true;
  };

  descend(heights, lookAt);
  const bottom = new Int32Array(heights.length);
  queue.put({ levels: bottom, bound: boundOf(bottom), from: 0 });
  let least: number = NaN;
  for (let node = queue.take(); node !== undefined; node = queue.take()) {
    least = node.bound;
    if (checks.checks >= problem.maxChecks || queue.size > MAX_WAITING || !(node.bound <= (checks.best?.losses[0] ?? Infinity))) break;
    if (isOpen(node.levels, node.bound) && !climb(node)) break;
    least = Infinity;
    for (let column = node.from; column < heights.length; column++) {
      if (node.levels[column]! + 1 >= heights[column]!) continue;
      const levels = raised(node.levels, column);
      const bound = boundOf(levels);
      if (checks.mayBeBetter(bound, levels)) queue.put({ levels, bound, from: column });
    }
  }
  const { best, path } = checks;
  const loss = best?.losses[0] ?? NaN;
  return { levels: best?.levels ?? null, loss, bound: least < loss ? least : loss, suppressedRows: best?.suppressedRows ?? 0, nodes, checks: checks.checks, path };
}

function raised(levels: Int32Array, column: number): Int32Array {
  const higher = levels.slice();
  higher[column]!++;
  return higher;
}
