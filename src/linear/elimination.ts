import { relationCount, type CellSystem } from './cell-system.ts';
import { descendingSet } from './descending-set.ts';
import { cancelFirst, commonDivisor, EXACT, fromBigInts, fromNumbers, type SparseVector } from './sparse-vector.ts';

/**
 * Unknowns in an order of preference, and relations between them. Each relation is solved for the last of its unknowns
 * that no other is solved for: that one *depends* on those before it. The others are *free*.
 */
export interface Elimination {
  /**
   * Adds a relation: the combination is zero.
   *
   * @returns the unknown that now depends on others; −1 when the relation followed from the earlier ones.
   */
  add(relation: SparseVector): number;
  /** Makes an unknown known: it drops out of every combination from now on. One that depends on others makes a relation between them. */
  settle(place: number): void;
  /** Whether an unknown depends on others. */
  depends(place: number): boolean;
  /**
   * Writes a combination in free unknowns that are not settled.
   *
   * @returns the combination up to a factor: its factors have no common divisor and the first is above zero. So two
   *   combinations are multiples of each other exactly when they are given equal; one that follows from what is settled is empty.
   */
  reduce(combination: SparseVector): SparseVector;
  /** Does the same, quicker, for a combination that was reduced before this unknown, which it has, came to depend on others. */
  reduceAgain(combination: SparseVector, place: number): SparseVector;
}

/**
 * Starts an elimination without relations, in which every unknown is free.
 *
 * @param size - number of unknowns; they are 0 … size − 1, the most wanted as free ones first.
 * @returns the elimination.
 * @remarks Exact: sums are made in doubles as long as every product and sum stays below 2⁵³, and anew in `bigint` when
 *   one does not, so no tolerance is needed. Time goes with the entries of the relations that are used.
 * @example
 * // y₂ = y₀ + y₁, and y₂ becomes known: what is left of y₁ is a multiple of y₀.
 * const system = elimination(3);
 * system.add({ places: Int32Array.of(2, 1, 0), values: Int32Array.of(-1, 1, 1) }); // => 2
 * system.add({ places: Int32Array.of(2), values: Int32Array.of(1) }); // => 1
 * [...system.reduce({ places: Int32Array.of(1), values: Int32Array.of(1) }).places]; // => [0]
 */
export function elimination(size: number): Elimination {
  /** The relation that is solved for each unknown, its own term first. */
  const solved = new Array<SparseVector | undefined>(size);
  const settled = new Uint8Array(size);
  const waiting = descendingSet(size);
  const sums = new Float64Array(size);
  let places: number[] = [];
  let values: number[] = [];

  /** Reduces in doubles; tells whether all numbers stayed exact. With `onlyFirst` no more than the first term is made free. */
  function reduceNumbers(vector: SparseVector, onlyFirst: boolean): boolean {
    places = [];
    values = [];
    if (!(vector.values instanceof Int32Array)) return false;
    for (let at = 0; at < vector.places.length; at++) {
      const place = vector.places[at]!;
      waiting.add(place);
      sums[place]! += vector.values[at]!;
    }
    for (let place = waiting.takeLargest(); place >= 0; place = waiting.takeLargest()) {
      const value = sums[place]!;
      sums[place] = 0;
      if (value === 0 || settled[place] === 1) continue;
      const relation = onlyFirst && places.length > 0 ? undefined : solved[place];
      if (relation === undefined) {
        places.push(place);
        values.push(value);
      } else if (!subtract(relation, value)) return false;
    }
    return true;
  }

  /** Takes a multiple of a relation away so that its first term, which has the factor `value`, vanishes. */
  function subtract(relation: SparseVector, value: number): boolean {
    if (!(relation.values instanceof Int32Array)) return false;
    const lead = relation.values[0]!;
    let factor = value / lead;
    let largest = 0;
    if (!Number.isInteger(factor)) {
      const divisor = commonDivisor(value, lead);
      const scale = lead / divisor;
      factor = value / divisor;
      values.forEach((other, at) => {
        values[at] = other * scale;
        largest = Math.max(largest, Math.abs(other * scale));
      });
      waiting.forEach((place) => {
        sums[place]! *= scale;
        largest = Math.max(largest, Math.abs(sums[place]!));
      });
    }
    for (let at = 1; at < relation.places.length; at++) {
      const place = relation.places[at]!;
      if (settled[place] === 1) continue;
      const product = factor * relation.values[at]!;
      const sum = sums[place]! - product;
      waiting.add(place);
      sums[place] = sum;
      largest = Math.max(largest, Math.abs(product), Math.abs(sum));
    }
    return largest <= EXACT;
  }

  /** The same in whole numbers of any size. */
  function reduceWide(vector: SparseVector, onlyFirst: boolean): SparseVector {
    for (let place = waiting.takeLargest(); place >= 0; place = waiting.takeLargest()) sums[place] = 0;
    const wide = new Map<number, bigint>();
    const found: [place: number, value: bigint][] = [];
    const add = (place: number, value: bigint): void => {
      waiting.add(place);
      wide.set(place, (wide.get(place) ?? 0n) + value);
    };
    vector.places.forEach((place, at) => {
      add(place, BigInt(vector.values[at]!));
    });
    for (let place = waiting.takeLargest(); place >= 0; place = waiting.takeLargest()) {
      const value = wide.get(place)!;
      wide.delete(place);
      if (value === 0n || settled[place] === 1) continue;
      const relation = onlyFirst && found.length > 0 ? undefined : solved[place];
      if (relation === undefined) {
        found.push([place, value]);
        continue;
      }
      const lead = BigInt(relation.values[0]!);
      for (const entry of found) entry[1] *= lead;
      for (const [other, sum] of wide) wide.set(other, sum * lead);
      for (let at = 1; at < relation.places.length; at++) add(relation.places[at]!, -value * BigInt(relation.values[at]!));
    }
    return fromBigInts(found.map(([place]) => place), found.map(([, value]) => value));
  }

  function reduce(vector: SparseVector, onlyFirst: boolean): SparseVector {
    return reduceNumbers(vector, onlyFirst) ? fromNumbers(places, values) : reduceWide(vector, onlyFirst);
  }

  return {
    add(relation) {
      const reduced = reduce(relation, true);
      const first = reduced.places[0];
      if (first === undefined) return -1;
      solved[first] = reduced;
      return first;
    },
    settle(place) {
      if (solved[place] !== undefined) {
        const left = reduce({ places: Int32Array.of(place), values: Int32Array.of(1) }, false);
        if (left.places.length === 1) settled[left.places[0]!] = 1;
        else if (left.places.length > 1) solved[left.places[0]!] = left;
      }
      settled[place] = 1;
    },
    depends(place) {
      return solved[place] !== undefined;
    },
    reduce(combination) {
      return reduce(combination, false);
    },
    reduceAgain(combination, place) {
      return cancelFirst(combination, solved[place]!, settled) ?? reduce(combination, false);
    },
  };
}

/**
 * Starts an elimination with the relations of a system of cells: those wanted most stay free.
 *
 * @param system - the system.
 * @param rank - Int32Array(cells): the place of each cell in the order of preference, each number below `cells` once.
 * @returns the elimination; its unknowns are places, not cells.
 * @throws {RangeError} if there is not one rank per cell.
 * @remarks With the cells that are no totals first, and when they do not depend on each other, what a cell reduces to is
 *   its column of the dummy matrix: the cells it is the sum of.
 */
export function eliminateRelations(system: CellSystem, rank: Int32Array): Elimination {
  if (rank.length !== system.cells) throw new RangeError(`rank: expected ${system.cells} places, got ${rank.length}`);
  const eliminated = elimination(system.cells);
  for (let relation = 0; relation < relationCount(system); relation++) {
    const places = system.members.subarray(system.starts[relation], system.starts[relation + 1]).map((cell) => rank[cell]!);
    eliminated.add({ places, values: places.map((_, at) => (at === 0 ? -1 : 1)) });
  }
  return eliminated;
}
