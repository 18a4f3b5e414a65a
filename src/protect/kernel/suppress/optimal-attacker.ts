import type { LinearSolver, SolverModel } from '../../../linear/index.ts';
import type { SuppressionProblem } from './problem.ts';

/**
 * An attacker who asks how far one cell can move when others move along, so that everything still adds up. Movements and amounts
 * are distances from the true values. A cell moves as far as its share lets it: 1 where it is withheld, 0 where it is published,
 * and in between where a linear program has not decided. Shares are Float64Array(cells).
 */
export interface Attacker {
  /** Moves a cell as far as an amount, upwards (1) or downwards (−1); no cell may move by more than `most` amounts. */
  push(cell: number, direction: 1 | -1, amount: number, shares: Float64Array, most: number): Push;
  /** Moves a cell by at most 1 while the others move by at most their shares, whatever their bounds are. */
  cross(cell: number, shares: Float64Array): Push;
  /** Frees the memory. */
  close(): void;
}

/** How far a cell moved, and why no further. */
export interface Push {
  /** In amounts; 1 is enough. */
  readonly reach: number;
  /** The cells that were asked to move, and how far each of them did, in amounts. */
  readonly cells: Int32Array;
  readonly movements: Float64Array;
  /** Relations, and how much each of them holds the cell back: the dual values. */
  readonly relations: Int32Array;
  readonly duals: Float64Array;
}

/** Cells that move together, with the relations that tie them. */
interface Part {
  readonly cells: Int32Array;
  readonly relations: Int32Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  model: SolverModel | null;
}

/**
 * Opens an attacker on the cells that may be withheld. These fall into parts that share no relation; each has a linear program of its
 * own, made when it is first asked and kept.
 *
 * @param problem - the system, values and bounds.
 * @param movable - Uint8Array(cells): 1 for cells that may move at all.
 * @param solver - the solver.
 * @returns the attacker.
 * @remarks Memory grows with the members of relations. A push changes bounds of its part and goes on from the last solution.
 */
export function openAttacker({ system, values, lower, upper }: SuppressionProblem, movable: Uint8Array, solver: LinearSolver): Attacker {
  const { parts, partOf, placeOf } = partsOf(system, movable);
  const run = (cell: number, direction: number, limit: (other: number) => readonly [down: number, up: number]): Push => {
    const part = parts[partOf[cell]!];
    if (part === undefined) return NO_PUSH;
    part.model ??= openPart(part, system, placeOf, solver);
    const { model, cells } = part;
    cells.forEach((other, place) => {
      const [down, up] = limit(other);
      if (part.lower[place] === -down && part.upper[place] === up) return;
      part.lower[place] = -down;
      part.upper[place] = up;
      model.setBounds(place, -down, up);
    });
    model.setCost(placeOf[cell]!, -direction);
    const { status, values: movements, duals } = model.run();
    model.setCost(placeOf[cell]!, 0);
    if (status !== 'optimal') throw new Error(`the attacker's program has no solution: ${status}`);
    return { reach: direction * movements[placeOf[cell]!]!, cells, movements, relations: part.relations, duals };
  };
  return {
    push: (cell, direction, amount, shares, most) => run(cell, direction, (other) => {
      const share = shares[other]!;
      if (share < SMALLEST_SHARE) return STILL;
      return [
        share * Math.min(most, (values[other]! - lower[other]!) / amount),
        share * Math.min(most, (upper[other]! - values[other]!) / amount),
      ];
    }),
    cross: (cell, shares) => run(cell, 1, (other) => {
      const share = other === cell ? 1 : shares[other]!;
      return share < SMALLEST_SHARE ? STILL : [share, share];
    }),
    close: () => {
      for (const part of parts) part.model?.close();
    },
  };
}

/** Shares below this are rounding of a solver. */
const SMALLEST_SHARE = 1e-9;
const STILL = [0, 0] as const;
const NO_PUSH: Push = Object.freeze({ reach: 0, cells: new Int32Array(0), movements: new Float64Array(0), relations: new Int32Array(0), duals: new Float64Array(0) });

function openPart({ cells, relations, lower, upper }: Part, { starts, members }: SuppressionProblem['system'], placeOf: Int32Array, solver: LinearSolver): SolverModel {
  const rowStarts = new Int32Array(relations.length + 1);
  const rowColumns: number[] = [];
  const rowValues: number[] = [];
  relations.forEach((relation, row) => {
    for (let at = starts[relation]!; at < starts[relation + 1]!; at++) {
      const place = placeOf[members[at]!]!;
      if (place < 0) continue;
      rowColumns.push(place);
      rowValues.push(at === starts[relation] ? -1 : 1);
    }
    rowStarts[row + 1] = rowColumns.length;
  });
  return solver.open({
    columns: cells.length,
    costs: new Float64Array(cells.length),
    lower,
    upper,
    rowStarts,
    rowColumns: Int32Array.from(rowColumns),
    rowValues: Float64Array.from(rowValues),
    rowLower: new Float64Array(relations.length),
    rowUpper: new Float64Array(relations.length),
  });
}

function partsOf({ cells: count, starts, members }: SuppressionProblem['system'], movable: Uint8Array): { parts: Part[]; partOf: Int32Array; placeOf: Int32Array } {
  const parents = Int32Array.from({ length: count }, (_, cell) => cell);
  const rootOf = (cell: number): number => {
    let root = cell;
    while (parents[root] !== root) root = parents[root] = parents[parents[root]!]!;
    return root;
  };
  const firsts = new Int32Array(starts.length - 1).fill(-1);
  for (let relation = 0; relation + 1 < starts.length; relation++) {
    for (let at = starts[relation]!; at < starts[relation + 1]!; at++) {
      const cell = members[at]!;
      if (movable[cell] !== 1) continue;
      if (firsts[relation]! < 0) firsts[relation] = cell;
      else parents[rootOf(cell)] = rootOf(firsts[relation]!);
    }
  }
  const numbers = new Map<number, number>();
  const lists: { cells: number[]; relations: number[] }[] = [];
  const partOf = new Int32Array(count).fill(-1);
  const placeOf = new Int32Array(count).fill(-1);
  movable.forEach((mark, cell) => {
    if (mark !== 1) return;
    const root = rootOf(cell);
    const part = numbers.get(root) ?? lists.push({ cells: [], relations: [] }) - 1;
    numbers.set(root, part);
    partOf[cell] = part;
    placeOf[cell] = lists[part]!.cells.push(cell) - 1;
  });
  firsts.forEach((cell, relation) => {
    if (cell >= 0) lists[partOf[cell]!]!.relations.push(relation);
  });
  const parts = lists.map(({ cells, relations }): Part => ({
    cells: Int32Array.from(cells),
    relations: Int32Array.from(relations),
    lower: new Float64Array(cells.length),
    upper: new Float64Array(cells.length),
    model: null,
  }));
  return { parts, partOf, placeOf };
}
