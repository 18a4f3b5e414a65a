import { addUp, innerCells, type CellSystem, type InnerCells } from '../../../linear/index.ts';
import type { SingletonRule } from './gauss-sweep.ts';
import { CELL, type SuppressionProblem } from './problem.ts';

/**
 * What is done about cells whose only unit knows its own value, by the names of SSBtools.
 *
 * For counts: `anySum` guards every sum of singletons; `anySumNOTprimary` does so where singletons may be published (zeros); `subSum` guards the
 * singletons of each cell together; `subSpace` takes all singletons for known.
 *
 * For sums: `sub2Sum` (the same as `numFFT`), and `num` with up to five letters, F for a part that is left out. The first guards each singleton.
 * The second takes cells of one unit for one singleton. The third guards, in each cell, the sum of its withheld inner cells when these
 * are of two contributors, one of them a singleton. The fourth lets no unit work a primary cell out with its own values. The fifth guards the sums
 * of singletons of two units (t: of one).
 */
export type SingletonMethod = 'none' | 'anySum' | 'anySumNOTprimary' | 'subSum' | 'subSpace' | 'sub2Sum' | `num${string}`;

/** What a method comes to for a problem. */
export interface SingletonGuard {
  readonly rule: SingletonRule;
  /** Uint8Array(cells): 1 for an inner cell that is a singleton. */
  readonly singletons: Uint8Array;
  /** Int32Array(cells): the unit that has all of a cell, which is a singleton or a sum of some; −1 elsewhere. Equal numbers are one unit. */
  readonly owners: Int32Array;
  /** Singletons to be guarded like primary cells. */
  readonly alone: Int32Array;
  /** Sums of inner cells to be guarded, but not against what one unit knows. */
  readonly sums: readonly Int32Array[];
  /** Of how many units at most sums of singletons are guarded. */
  readonly guardedUnits: number;
}

/**
 * Finds the singletons of a problem and what is to be guarded because of them.
 *
 * @param problem - the problem.
 * @param method - how they are handled.
 * @param areZeros - whether, for counts, cells of value 0 are the singletons; else cells of one unit are.
 * @returns the guard.
 * @throws {RangeError} if there is no such method.
 * @remarks A frozen cell is no singleton: what is published is known to all. For sums, nor is a cell that is not primary but published.
 */
export function guardSingletons(problem: SuppressionProblem, method: SingletonMethod, areZeros: boolean): SingletonGuard {
  const { system, values, units, onlyUnit } = problem;
  const none = new Uint8Array(system.cells);
  const nothing: SingletonGuard = { rule: 'ignore', singletons: none, owners: onlyUnit, alone: new Int32Array(0), sums: [], guardedUnits: 0 };
  if (method === 'none') return nothing;
  const inner = innerCells(system);
  const faces = publishedFaces(problem, inner);
  const letters = magnitudeLetters(method);
  if (letters !== null) {
    const singletons = none.map((_, cell) =>
      Number(inner.relations[cell]! < 0 && (units[cell] === 1 || onlyUnit[cell]! >= 0) && (faces[cell] === FACE.none || faces[cell] === FACE.primary)));
    return { ...nothing, ...guardSums(problem, inner, singletons, faces, letters) };
  }
  const singletons = none.map((_, cell) =>
    Number(inner.relations[cell]! < 0 && faces[cell] !== FACE.frozen && (areZeros ? values[cell] === 0 : units[cell] === 1)));
  if (method === 'subSum') return { ...nothing, sums: distinct(gather(system, inner, singletons, () => true).filter((cells) => cells.length > 1)) };
  if (method === 'subSpace') return { ...nothing, rule: 'apart', singletons };
  const mayBePublished = method === 'anySumNOTprimary' || singletons.some((mark, cell) => mark === 1 && faces[cell] === FACE.open);
  return { ...nothing, rule: mayBePublished ? 'learn' : 'withhold', singletons };
}

const COUNT_METHODS: readonly string[] = ['anySum', 'anySumNOTprimary', 'subSum', 'subSpace'];

/** The letters of a method for sums; `null` for one for counts. */
function magnitudeLetters(method: SingletonMethod): string | null {
  if (COUNT_METHODS.includes(method)) return null;
  const letters = (method === 'sub2Sum' ? 'numFFT' : method).padEnd(8, 'F');
  if (!/^num[FTt][FTt][FT][FTt][FTt]$/.test(letters)) throw new RangeError(`singletons: expected ${COUNT_METHODS.join(', ')}, sub2Sum or num with up to five of F, T and t, got "${method}"`);
  return letters.slice(3);
}

/** How an inner cell stands before the public: by itself, or by a cell that contains nothing else. */
const FACE = Object.freeze({ none: 0, open: 1, primary: 2, frozen: 3 });

function publishedFaces({ system, states }: SuppressionProblem, inner: InnerCells): Uint8Array {
  const counts = new Float64Array(system.cells).fill(1);
  addUp(system, inner, counts);
  const numbers = counts.map((_, cell) => cell);
  addUp(system, inner, numbers);
  const faces = new Uint8Array(system.cells);
  const rank = { [CELL.open]: FACE.open, [CELL.primary]: FACE.primary, [CELL.frozen]: FACE.frozen, [CELL.hidden]: FACE.none };
  counts.forEach((count, cell) => {
    if (count !== 1) return;
    const face = rank[states[cell] as keyof typeof rank];
    faces[numbers[cell]!] = Math.max(faces[numbers[cell]!]!, face);
  });
  return faces;
}

function guardSums({ system, states, onlyUnit }: SuppressionProblem, inner: InnerCells, singletons: Uint8Array, faces: Uint8Array, letters: string): Partial<SingletonGuard> {
  const [single, unique, pairs, owned, combined] = [...letters].map((letter) => letter !== 'F');
  // A unit without a number is one of its own, numbered after all others.
  const largest = onlyUnit.reduce((most, unit) => Math.max(most, unit), 0);
  const owners = onlyUnit.map((unit, cell) => (singletons[cell] === 0 ? -1 : unique === true && unit >= 0 ? unit : largest + 1 + cell));
  const alone = Int32Array.from(singletons.keys()).filter((cell) => single === true && singletons[cell] === 1 && faces[cell] !== FACE.primary);
  const contributors = (cells: Int32Array): number => new Set(Array.from(cells, (cell) => (owners[cell]! < 0 ? -1 - cell : owners[cell]!))).size;
  const sums = pairs !== true ? [] : gather(system, inner, faces.map((face) => Number(face === FACE.primary)), (cells) => contributors(cells) <= 2)
    .filter((cells, cell) => states[cell] !== CELL.primary && cells.length > 1 && cells.some((part) => singletons[part] === 1));
  const found = { alone, sums: distinct(sums) };
  if (owned !== true) return found;
  return { ...found, rule: 'owners', singletons, owners: ownersOfTotals(system, inner, owners), guardedUnits: combined !== true ? 0 : letters[4] === 'T' ? 2 : 1 };
}

function ownersOfTotals({ starts, members }: CellSystem, { relations, totals }: InnerCells, owners: Int32Array): Int32Array {
  const all = owners.slice();
  for (const total of totals) {
    const [first = -1, ...others] = Array.from(members.subarray(starts[relations[total]!]! + 1, starts[relations[total]! + 1]), (part) => all[part]!);
    all[total] = others.every((owner) => owner === first) ? first : -1;
  }
  return all;
}

/** The marked inner cells in each cell; none where there are too many, or any of its parts has too many. */
function gather({ cells, starts, members }: CellSystem, { relations, totals }: InnerCells, marks: Uint8Array, isKept: (cells: Int32Array) => boolean): Int32Array[] {
  const none = new Int32Array(0);
  const found = new Array<Int32Array | null>(cells).fill(none);
  marks.forEach((mark, cell) => {
    if (mark === 1) found[cell] = Int32Array.of(cell);
  });
  for (const total of totals) {
    const parts = Array.from(members.subarray(starts[relations[total]!]! + 1, starts[relations[total]! + 1]), (part) => found[part]!);
    const together = parts.every((part) => part !== null) ? Int32Array.from(parts.flatMap((part) => [...part])).sort() : null;
    found[total] = together !== null && isKept(together) ? together : null;
  }
  return found.map((list) => list ?? none);
}

function distinct(lists: readonly Int32Array[]): Int32Array[] {
  return [...new Map(lists.map((list) => [list.join(' '), list])).values()];
}
