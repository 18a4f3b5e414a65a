/** What a descent knows of a node. */
export interface DescentNode {
  readonly levels: Int32Array;
  /** Its loss; infinite where it does not hold. */
  readonly loss: number;
}

/** Judges a node, or gives `null` when no more may be looked at. */
export type LookAt = (levels: Int32Array) => DescentNode | null;

/**
 * Finds a good node before anything is proven: the better the best node so far, the fewer others a search must look at.
 *
 * From the top, the one level is lowered that leaves the least loss, as long as the models hold. Where no level can be lowered, one or two
 * are raised by a step or more, and the others lowered again; what is better is where this begins anew. It ends when no raise leads to a
 * better node, or when no more may be looked at; whoever judges the nodes remembers the best.
 *
 * @param heights - levels of each column.
 * @param lookAt - judges a node; asked for nodes it was asked for before.
 * @remarks Σ levels × columns looks for a descent; a raise of two among 9 columns of 5 levels each leads to some 500 descents, most of them short.
 * @example
 * descend(Int32Array.of(3, 3), (levels) => ({ levels, loss: levels[0]! + levels[1]! < 2 ? Infinity : levels[0]! + 2 * levels[1]! }));
 */
export function descend(heights: Int32Array, lookAt: LookAt): void {
  let best = lowered(lookAt(heights.map((height) => height - 1)), [], lookAt);
  for (let isBetter = best !== null; isBetter;) {
    isBetter = false;
    for (const { levels, raised } of raises(best!.levels, heights)) {
      const found = lowered(lookAt(levels), raised, lookAt);
      if (found === null) return;
      if (!(found.loss < best!.loss)) continue;
      best = found;
      isBetter = true;
      break;
    }
  }
}

/** Lowers levels one by one, those of some columns excepted; `null` when no more may be looked at. */
function lowered(start: DescentNode | null, kept: readonly number[], lookAt: LookAt): DescentNode | null {
  let node = start;
  for (let next = node; next !== null && next.loss < Infinity;) {
    node = next;
    next = { ...node, loss: Infinity };
    for (const [column, level] of node.levels.entries()) {
      if (level === 0 || kept.includes(column)) continue;
      const below = lookAt(node.levels.with(column, level - 1));
      if (below === null) return null;
      if (below.loss < next.loss) next = below;
    }
  }
  return node;
}

/** The nodes above a node by one column, then by two. */
function* raises(levels: Int32Array, heights: Int32Array): Generator<{ readonly levels: Int32Array; readonly raised: readonly number[] }> {
  const single = [...levels.keys()].flatMap((column) => Array.from({ length: heights[column]! - 1 - levels[column]! }, (_, step) => ({ column, level: levels[column]! + 1 + step })));
  for (const { column, level } of single) yield { levels: levels.with(column, level), raised: [column] };
  for (const one of single) {
    for (const other of single) {
      if (other.column > one.column) yield { levels: levels.with(one.column, one.level).with(other.column, other.level), raised: [one.column, other.column] };
    }
  }
}
