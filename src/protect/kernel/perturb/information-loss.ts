import type { CellSystem } from '../../../linear/index.ts';

/** How far published values are from the true ones. */
export interface InformationLoss {
  readonly cells: number;
  /** Cells whose value differs. */
  readonly changed: number;
  readonly maxDistance: number;
  readonly meanDistance: number;
  readonly rootMeanSquare: number;
  /** 1 − Hellinger distance / √Σ true, in [0, 1]; 1 when nothing changed. Negative values take no part. */
  readonly hellingerUtility: number;
}

/**
 * Measures what perturbation cost.
 *
 * @param original - Float64Array(cells): true values.
 * @param published - Float64Array(cells): what is published in their place.
 * @returns the distances; zeros and a utility of 1 when there is no cell.
 * @throws {RangeError} if the arrays differ in length.
 * @see Shlomo, Antal & Elliot (2015), Journal of Official Statistics 31(2).
 * @example
 * informationLoss(Float64Array.of(4, 9), Float64Array.of(4, 16)).maxDistance; // => 7
 */
export function informationLoss(original: Float64Array, published: Float64Array): InformationLoss {
  const cells = original.length;
  if (published.length !== cells) throw new RangeError(`published: expected ${cells} cells, got ${published.length}`);
  let changed = 0;
  let maxDistance = 0;
  let sum = 0;
  let squares = 0;
  let rootSquares = 0;
  let mass = 0;
  for (let cell = 0; cell < cells; cell++) {
    const distance = Math.abs(published[cell]! - original[cell]!);
    if (distance > 0) changed++;
    maxDistance = Math.max(maxDistance, distance);
    sum += distance;
    squares += distance * distance;
    const [before, after] = [Math.max(0, original[cell]!), Math.max(0, published[cell]!)];
    rootSquares += (Math.sqrt(before) - Math.sqrt(after)) ** 2;
    mass += before;
  }
  const mean = (total: number): number => (cells === 0 ? 0 : total / cells);
  const hellinger = mass === 0 ? Number(rootSquares > 0) : Math.sqrt(rootSquares / 2 / mass);
  return { cells, changed, maxDistance, meanDistance: mean(sum), rootMeanSquare: Math.sqrt(mean(squares)), hellingerUtility: Math.max(0, 1 - hellinger) };
}

/** How published values add up. */
export interface Additivity {
  /** Relations whose members are all published. */
  readonly relations: number;
  /** Those whose parts do not add up to their total. */
  readonly broken: number;
}

/**
 * Counts the relations that published values break.
 *
 * @param system - how the true values add up.
 * @param published - Float64Array(cells): whole numbers; NaN for a cell that is not published.
 * @returns how many relations can be seen, and how many of them are broken.
 */
export function additivityOf({ starts, members }: CellSystem, published: Float64Array): Additivity {
  let relations = 0;
  let broken = 0;
  for (let relation = 0; relation + 1 < starts.length; relation++) {
    let rest = published[members[starts[relation]!]!]!;
    for (let place = starts[relation]! + 1; place < starts[relation + 1]!; place++) rest -= published[members[place]!]!;
    if (Number.isNaN(rest)) continue;
    relations++;
    if (rest !== 0) broken++;
  }
  return { relations, broken };
}
