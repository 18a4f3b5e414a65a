/** A node that waits to be looked at. */
export interface WaitingNode {
  readonly levels: Int32Array;
  /** A loss that neither the node nor any of its successors is below. */
  readonly bound: number;
  /** The first column that may rise from here: each node is reached along one way only. */
  readonly from: number;
}

/** Nodes by bound, the least first; among equal ones the first put in comes first. */
export interface NodeQueue {
  readonly size: number;
  /** The node with the least bound; `undefined` when none waits. */
  first(): WaitingNode | undefined;
  put(node: WaitingNode): void;
  take(): WaitingNode | undefined;
}

/**
 * Makes an empty queue.
 *
 * @returns the queue: a binary heap.
 * @remarks O(log size) to put and to take.
 */
export function nodeQueue(): NodeQueue {
  const heap: { readonly node: WaitingNode; readonly turn: number }[] = [];
  let turns = 0;
  const precedes = (one: number, other: number): boolean => {
    const { node: left, turn } = heap[one]!;
    const { node: right, turn: otherTurn } = heap[other]!;
    return left.bound < right.bound || (left.bound === right.bound && turn < otherTurn);
  };
  const swap = (one: number, other: number): void => {
    const kept = heap[one]!;
    heap[one] = heap[other]!;
    heap[other] = kept;
  };
  return {
    get size() {
      return heap.length;
    },
    first: () => heap[0]?.node,
    put(node) {
      let place = heap.push({ node, turn: turns++ }) - 1;
      for (let parent = (place - 1) >> 1; place > 0 && precedes(place, parent); parent = (place - 1) >> 1) {
        swap(place, parent);
        place = parent;
      }
    },
    take() {
      const first = heap[0]?.node;
      const last = heap.pop();
      if (heap.length === 0 || last === undefined) return first;
      heap[0] = last;
      for (let place = 0; ;) {
        let least = place;
        for (let child = 2 * place + 1; child <= 2 * place + 2 && child < heap.length; child++) if (precedes(child, least)) least = child;
        if (least === place) return first;
        swap(place, least);
        place = least;
      }
    },
  };
}
