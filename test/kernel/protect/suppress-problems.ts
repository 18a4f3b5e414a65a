// Problems of suppression, and judges of their patterns that share nothing with the methods.
import fc from 'fast-check';
import { cellSystem, type LinearSolver, type TableLayout } from '../../../src/linear/index.ts';
import { CELL, type SuppressionContext, type SuppressionPattern, type SuppressionProblem } from '../../../src/protect/kernel/suppress/problem.ts';

/** A problem of real values ≥ 0 where nothing is known beside, with what is given instead. */
export function problemOf(layouts: readonly TableLayout[], values: Float64Array, more: Partial<SuppressionProblem> = {}): SuppressionProblem {
  const cells = values.length;
  const none = new Float64Array(cells);
  return {
    system: cellSystem(cells, layouts),
    layouts,
    values,
    states: new Uint8Array(cells),
    costs: values,
    lower: none,
    upper: new Float64Array(cells).fill(Infinity),
    required: { below: none, above: none, width: none },
    units: new Float64Array(cells).fill(3),
    onlyUnit: new Int32Array(cells).fill(-1),
    integers: false,
    ...more,
  };
}

/** Takes all the time it needs. */
export function unhurried(solver: LinearSolver | null): SuppressionContext {
  return { solver, seconds: 600, now: () => 0 };
}

/** A table of two flat dimensions with totals: cell `row × columns + column`, number 0 being the total in both. */
export function flatTable(rows: number, columns: number): TableLayout {
  const cells = Int32Array.from({ length: rows * columns }, (_, cell) => cell);
  const flat = (count: number): { parents: Int32Array } => ({ parents: Int32Array.from({ length: count }, (_, node) => (node === 0 ? -1 : 0)) });
  return { trees: [flat(rows), flat(columns)], cells, nodes: [cells.map((cell) => Math.floor(cell / columns)), cells.map((cell) => cell % columns)] };
}

/** Values of a flat table from its inner values, row by row. */
export function flatValues(rows: number, columns: number, inner: readonly number[]): Float64Array {
  const values = new Float64Array(rows * columns);
  for (let row = 1; row < rows; row++) {
    for (let column = 1; column < columns; column++) {
      const value = inner[(row - 1) * (columns - 1) + column - 1]!;
      for (const cell of [row * columns + column, row * columns, column, 0]) values[cell]! += value;
    }
  }
  return values;
}

/** Random problems on flat tables of 3 × 4 cells, with up to three primary cells and sometimes a frozen one. */
export const flatProblems: fc.Arbitrary<SuppressionProblem> = fc.record({
  inner: fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 6, maxLength: 6 }),
  primary: fc.uniqueArray(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 3 }),
  frozen: fc.option(fc.integer({ min: 0, max: 11 })),
  parts: fc.record({ below: fc.constantFrom(0, 0.1, 0.4), above: fc.constantFrom(0, 0.1, 0.7), width: fc.constantFrom(0, 0.6) }),
  ceiling: fc.constantFrom(Infinity, 1.5),
}).map(({ inner, primary, frozen, parts, ceiling }) => {
  const values = flatValues(3, 4, inner);
  const states = new Uint8Array(12);
  if (frozen !== null) states[frozen] = CELL.frozen;
  for (const place of primary) states[(1 + Math.floor(place / 3)) * 4 + 1 + (place % 3)] = CELL.primary;
  const required = (part: number): Float64Array => values.map((value, cell) => (states[cell] === CELL.primary ? part * value : 0));
  return problemOf([flatTable(3, 4)], values, {
    states,
    costs: values.map((value) => value + 1),
    upper: values.map(() => ceiling * values[0]!),
    required: { below: required(parts.below), above: required(parts.above), width: required(parts.width) },
  });
});

/**
 * How far a cell of a flat table can move: the largest flow that comes back to it. An inner cell carries flow from its row to its column;
 * a total does so the other way round; flow on a cell is limited by what it may rise or fall.
 */
export function flowReach({ values, lower, upper }: SuppressionProblem, columns: number, withheld: (cell: number) => boolean, cell: number, direction: 1 | -1): number {
  const rows = values.length / columns;
  const nodes = rows + columns;
  const room = Array.from({ length: nodes }, () => new Float64Array(nodes));
  const ends = (other: number): [from: number, to: number] => {
    const [row, column] = [Math.floor(other / columns), other % columns];
    return (row === 0) === (column === 0) ? [row, rows + column] : [rows + column, row];
  };
  values.forEach((value, other) => {
    const [from, to] = ends(other);
    if (other === cell || !withheld(other)) return;
    room[from]![to]! += upper[other]! - value;
    room[to]![from]! += value - lower[other]!;
  });
  const [from, to] = ends(cell);
  const [source, sink] = direction === 1 ? [to, from] : [from, to];
  const own = direction === 1 ? upper[cell]! - values[cell]! : values[cell]! - lower[cell]!;
  let flow = 0;
  while (flow < own) {
    const before = new Map([[source, source]]);
    for (const node of before.keys()) room[node]!.forEach((left, next) => { if (left > 1e-9 && !before.has(next)) before.set(next, node); });
    if (!before.has(sink)) break;
    const path: [number, number][] = [];
    for (let node = sink; node !== source; node = before.get(node)!) path.push([before.get(node)!, node]);
    const step = Math.min(own - flow, ...path.map(([a, b]) => room[a]![b]!));
    for (const [a, b] of path) {
      room[a]![b]! -= step;
      room[b]![a]! += step;
    }
    flow += step;
  }
  return flow;
}

/** Primary cells of a flat table that a pattern leaves unsafe, by flows. */
export function unsafeByFlow(problem: SuppressionProblem, columns: number, secondary: ArrayLike<number>): number[] {
  const withheld = (cell: number): boolean => problem.states[cell] === CELL.primary || problem.states[cell] === CELL.hidden || secondary[cell] === 1;
  return unsafeCells(problem, (cell, direction) => flowReach(problem, columns, withheld, cell, direction));
}

/** Primary cells that a pattern leaves unsafe, by one linear program on the whole system for each end of each interval. */
export function unsafeByProgram(problem: SuppressionProblem, secondary: ArrayLike<number>, solver: LinearSolver): number[] {
  const { system: { cells, starts, members }, values, states } = problem;
  const isHeld = (cell: number): boolean => states[cell] === CELL.primary || states[cell] === CELL.hidden || secondary[cell] === 1;
  const bounds = (side: Float64Array): Float64Array => side.map((bound, cell) => (isHeld(cell) ? bound : values[cell]!));
  const isTotal = new Set(starts);
  const rows = starts.length - 1;
  const none = new Float64Array(rows);
  const model = solver.open({
    columns: cells, costs: new Float64Array(cells), lower: bounds(problem.lower), upper: bounds(problem.upper),
    rowStarts: starts, rowColumns: members, rowValues: Float64Array.from(members, (_, at) => (isTotal.has(at) ? -1 : 1)), rowLower: none, rowUpper: none,
  });
  const unsafe = unsafeCells(problem, (cell, direction) => {
    model.setCost(cell, -direction);
    const { status, values: solution } = model.run();
    model.setCost(cell, 0);
    return status === 'unbounded' ? Infinity : direction * (solution[cell]! - values[cell]!);
  });
  model.close();
  return unsafe;
}

function unsafeCells({ states, values, required: { below, above, width }, integers }: SuppressionProblem, reach: (cell: number, direction: 1 | -1) => number): number[] {
  return [...states.keys()].filter((cell) => {
    if (states[cell] !== CELL.primary) return false;
    const rounding = 1e-6 * Math.max(1, values[cell]!);
    const [rise, fall] = [reach(cell, 1), reach(cell, -1)];
    const least = integers ? 1 : 1e-9 * Math.max(1, ...values);
    return rise < above[cell]! - rounding || fall < below[cell]! - rounding || rise + fall < Math.max(least, width[cell]! - rounding);
  });
}

/** Cells by number, for messages of tests. */
export function chosen({ secondary }: SuppressionPattern): number[] {
  return [...secondary.keys()].filter((cell) => secondary[cell] === 1);
}
