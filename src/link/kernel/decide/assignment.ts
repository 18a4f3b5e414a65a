/** Which left node may take which right one, and what that is worth; left node `i` has the edges `starts[i] … starts[i + 1])`. */
export interface Choices {
  readonly lefts: number;
  readonly rights: number;
  /** Int32Array(lefts + 1), ascending from 0. */
  readonly starts: Int32Array;
  /** Int32Array(edges): the right node of each edge. */
  readonly targets: Int32Array;
  /** Float64Array(edges): finite and above 0. */
  readonly weights: Float64Array;
}

/**
 * Finds the choice of edges with the largest sum of weights in which no node has two.
 *
 * @param choices - a sparse bipartite graph.
 * @returns Int32Array(lefts): the edge chosen for each left node, −1 where it stays alone.
 * @remarks Shortest augmenting paths with potentials, one left node after the other; each may also stay alone, at no cost.
 *   O(lefts × edges × log rights) at worst; paths are short where the graph is sparse. Exact but for the rounding of
 *   doubles; among choices of one sum, the order of the nodes and edges decides.
 * @see Jonker and Volgenant 1987, https://doi.org/10.1007/BF02278710.
 * @see Burkard, Dell'Amico and Martello 2012, Assignment Problems, section 4.4.
 * @example
 * // Greedy would take the 9 and then nothing: 6 + 8 is more.
 * bestAssignment({ lefts: 2, rights: 2, starts: Int32Array.of(0, 2, 3), targets: Int32Array.of(0, 1, 0), weights: Float64Array.of(9, 6, 8) }); // => [1, 2]
 */
export function bestAssignment({ lefts, rights, starts, targets, weights }: Choices): Int32Array {
  const edgeOf = new Int32Array(lefts).fill(-1);
  const leftOf = new Int32Array(rights).fill(-1);
  // Potentials: weights[e] ≤ leftPrice + rightPrice on every edge, with equality on the chosen ones.
  const leftPrice = new Float64Array(lefts);
  const rightPrice = new Float64Array(rights);
  for (let left = 0; left < lefts; left++) {
    for (let edge = starts[left]!; edge < starts[left + 1]!; edge++) leftPrice[left] = Math.max(leftPrice[left]!, weights[edge]!);
  }
  const distance = new Float64Array(rights).fill(Infinity);
  const cameBy = new Int32Array(rights).fill(-1);
  const cameFrom = new Int32Array(rights).fill(-1);
  const isSettled = new Uint8Array(rights);
  const heap = nodeHeap(distance);
  const reached: number[] = [];
  const settled: number[] = [];

  /** Gives each left node on the way to `end` the edge by which the way left it; `alone` loses its own. */
  function turnPath(end: number, alone: number): void {
    if (alone >= 0) edgeOf[alone] = -1;
    for (let right = end; right >= 0; ) {
      const from = cameFrom[right]!;
      const before = edgeOf[from]! >= 0 ? targets[edgeOf[from]!]! : -1;
      edgeOf[from] = cameBy[right]!;
      leftOf[right] = from;
      right = before;
    }
  }

  for (let source = 0; source < lefts; source++) {
    // The tree grows by the nearest right node until one is free, or until it is no farther to leave some left node alone.
    let left = source;
    let travelled = 0;
    let aloneAt = Infinity;
    let alone = -1;
    let end = -1;
    for (;;) {
      if (travelled + leftPrice[left]! < aloneAt) {
        aloneAt = travelled + leftPrice[left]!;
        alone = left;
      }
      for (let edge = starts[left]!; edge < starts[left + 1]!; edge++) {
        const right = targets[edge]!;
        const length = travelled + (leftPrice[left]! + rightPrice[right]! - weights[edge]!);
        if (isSettled[right] === 1 || length >= distance[right]!) continue;
        if (distance[right] === Infinity) reached.push(right);
        distance[right] = length;
        cameBy[right] = edge;
        cameFrom[right] = left;
        heap.push(right);
      }
      const nearest = heap.pop(isSettled);
      if (nearest < 0 || distance[nearest]! > aloneAt) break;
      isSettled[nearest] = 1;
      travelled = distance[nearest]!;
      if (leftOf[nearest]! < 0) {
        end = nearest;
        break;
      }
      settled.push(nearest);
      left = leftOf[nearest]!;
    }
    const total = end >= 0 ? travelled : aloneAt;
    leftPrice[source]! -= total;
    for (const right of settled) {
      leftPrice[leftOf[right]!]! -= total - distance[right]!;
      rightPrice[right]! += total - distance[right]!;
    }
    turnPath(end >= 0 ? end : edgeOf[alone]! >= 0 ? targets[edgeOf[alone]!]! : -1, end >= 0 ? -1 : alone);
    for (const right of reached) {
      distance[right] = Infinity;
      isSettled[right] = 0;
    }
    reached.length = 0;
    settled.length = 0;
    heap.clear();
  }
  return edgeOf;
}

interface NodeHeap {
  push(node: number): void;
  /** The nearest node that is not settled, the least number among equals; −1 for none. */
  pop(isSettled: Uint8Array): number;
  clear(): void;
}

/** Makes a heap of nodes by distance. A node whose distance falls is pushed again; its older entries are passed over. */
function nodeHeap(distance: Float64Array): NodeHeap {
  const nodes: number[] = [];
  const lengths: number[] = [];
  const isBefore = (one: number, other: number): boolean => lengths[one]! < lengths[other]! || (lengths[one] === lengths[other] && nodes[one]! < nodes[other]!);
  const swap = (one: number, other: number): void => {
    [nodes[one], nodes[other]] = [nodes[other]!, nodes[one]!];
    [lengths[one], lengths[other]] = [lengths[other]!, lengths[one]!];
  };
  return {
    push(node) {
      let at = nodes.push(node) - 1;
      lengths.push(distance[node]!);
      while (at > 0 && isBefore(at, (at - 1) >> 1)) {
        swap(at, (at - 1) >> 1);
        at = (at - 1) >> 1;
      }
    },
    pop(isSettled) {
      while (nodes.length > 0) {
        swap(0, nodes.length - 1);
        const node = nodes.pop()!;
        lengths.pop();
        for (let at = 0; ; ) {
          let least = at;
          for (const child of [2 * at + 1, 2 * at + 2]) if (child < nodes.length && isBefore(child, least)) least = child;
          if (least === at) break;
          swap(at, least);
          at = least;
        }
        if (isSettled[node] === 0) return node;
      }
      return -1;
    },
    clear() {
      nodes.length = 0;
      lengths.length = 0;
    },
  };
}
