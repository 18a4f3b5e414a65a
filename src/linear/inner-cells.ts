import { relationCount, type CellSystem } from './cell-system.ts';

/** How every total of a system is made of inner cells: those that are no total. */
export interface InnerCells {
  /** Int32Array(cells): one relation that gives each total; −1 for an inner cell. */
  readonly relations: Int32Array;
  /** Int32Array: all totals, each after the totals it is made of. */
  readonly totals: Int32Array;
}

/**
 * Finds the inner cells, and for each total one relation that leads down to them.
 *
 * @param system - the system.
 * @returns the relations and an order to follow them in.
 * @throws {RangeError} if a cell is part of itself.
 * @remarks O(members).
 */
export function innerCells(system: CellSystem): InnerCells {
  const { cells, starts, members } = system;
  const relations = new Int32Array(cells).fill(-1);
  for (let relation = relationCount(system) - 1; relation >= 0; relation--) relations[members[starts[relation]!]!] = relation;
  const waitingFor = new Int32Array(cells);
  const users: number[][] = [];
  relations.forEach((relation, cell) => {
    if (relation < 0) return;
    for (let at = starts[relation]! + 1; at < starts[relation + 1]!; at++) {
      if (relations[members[at]!]! < 0) continue;
      waitingFor[cell]!++;
      (users[members[at]!] ??= []).push(cell);
    }
  });
  const totals: number[] = [];
  relations.forEach((relation, cell) => {
    if (relation >= 0 && waitingFor[cell] === 0) totals.push(cell);
  });
  for (let at = 0; at < totals.length; at++) {
    for (const user of users[totals[at]!] ?? []) if (--waitingFor[user]! === 0) totals.push(user);
  }
  const expected = relations.reduce((count, relation) => count + (relation >= 0 ? 1 : 0), 0);
  if (totals.length !== expected) throw new RangeError(`system: ${expected - totals.length} cells are parts of themselves`);
  return { relations, totals: Int32Array.from(totals) };
}

/**
 * Adds inner cells up to totals.
 *
 * @param system - the system.
 * @param inner - its inner cells.
 * @param values - Float64Array(cells): values of inner cells; what stands at a total is overwritten.
 */
export function addUp({ starts, members }: CellSystem, { relations, totals }: InnerCells, values: Float64Array): void {
  for (const total of totals) {
    let sum = 0;
    for (let at = starts[relations[total]!]! + 1; at < starts[relations[total]! + 1]!; at++) sum += values[members[at]!]!;
    values[total] = sum;
  }
}

/**
 * Hands what stands at totals down to the inner cells they are made of: an inner cell ends with the sum over the cells
 * that contain it, itself included.
 *
 * @param system - the system.
 * @param inner - its inner cells.
 * @param values - Float64Array(cells), changed: totals end with what they and those above them had.
 */
export function handDown({ starts, members }: CellSystem, { relations, totals }: InnerCells, values: Float64Array): void {
  for (let place = totals.length - 1; place >= 0; place--) {
    const total = totals[place]!;
    for (let at = starts[relations[total]!]! + 1; at < starts[relations[total]! + 1]!; at++) values[members[at]!]! += values[total]!;
  }
}
