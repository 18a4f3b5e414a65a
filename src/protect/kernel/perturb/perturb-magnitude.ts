import { rotateCellKey } from './cell-keys.ts';
import type { NoiseTable } from './noise-table.ts';
import { interpolatedDeviation } from './read-noise.ts';

/** How large noise is in relation to a contribution. */
export interface FlexFunction {
  /** Share of small contributions that one unit of noise makes, in (0, 1]. */
  readonly smallShare: number;
  /** The share that large contributions tend to; equal to `smallShare` for one share throughout. */
  readonly largeShare: number;
  /** From where on contributions are large. */
  readonly flexPoint: number;
  /** How fast the share falls, from 1 up. */
  readonly power: number;
}

/** Which noise magnitudes get. */
export interface MagnitudeRecipe {
  readonly flex: FlexFunction;
  /** Weight of the noise of each of the largest contributions, from 1 down; as many contributions count. */
  readonly contributionWeights: readonly number[];
  /** Noise of cells with an even number of contributors, and with an odd one; twice the same where it does not matter. */
  readonly evenTable: NoiseTable;
  readonly oddTable: NoiseTable;
  /** Noise of contributions too small for a share: they get whole units, as counts do. `null`: every one gets a share. */
  readonly smallTable: NoiseTable | null;
  /** What is added to the noise of an unsafe cell, in units of it, so that it never stays as it is. */
  readonly unsafeExtra: number;
  /** Whether the largest contribution uses the cell key as it is; if not, its digits are rotated once. */
  readonly isKeyKept: boolean;
  /**
   * `tauArgus`: as the Handbook and τ-ARGUS have it. `cellKey`: as the R package; contributions below the flex point are
   * not weighted, small ones after the first still get noise, and a cell key of 0 means no noise.
   */
  readonly compat: 'tauArgus' | 'cellKey';
}

/** A cell whose value is to be perturbed. */
export interface MagnitudeCell {
  readonly value: number;
  /** Contributions, the largest first, by absolute value; more than count are ignored. */
  readonly largest: readonly number[];
  /** Contributors in all. */
  readonly contributors: number;
  readonly cellKey: number;
  readonly isUnsafe: boolean;
}

/** Which part of the noise belongs to which contribution. */
export interface PerturbedMagnitude {
  readonly value: number;
  /** Noise of each contribution; 0 for those that get none. */
  readonly noise: readonly number[];
}

/**
 * Gives the unit of noise of a contribution as a share of it.
 *
 * @param flex - the function.
 * @param contribution - from 0 up.
 * @returns the share: `smallShare` below the flex point, from there on falling towards `largeShare`.
 * @example
 * const flex = { smallShare: 0.2, largeShare: 0.03, flexPoint: 1000, power: 2 };
 * [500, 1000, 5000].map((contribution) => flexShare(flex, contribution).toFixed(7)); // => ['0.2000000', '0.2000000', '0.1377778']
 */
export function flexShare({ smallShare, largeShare, flexPoint, power }: FlexFunction, contribution: number): number {
  if (contribution < flexPoint || largeShare === smallShare) return smallShare;
  const limit = largeShare * flexPoint;
  return largeShare * (1 + ((smallShare * contribution - limit) / limit) * ((2 * flexPoint) / (flexPoint + contribution)) ** power);
}

/**
 * Gives the separation point: smaller contributions get noise in whole units.
 *
 * @param recipe - the recipe.
 * @returns m₁ / (smallShare · √E): m₁² is the variance of the noise of small contributions, E the sum of squared weights; 0
 *   where small contributions have no noise of their own.
 */
export function separationPoint({ flex, contributionWeights, smallTable }: Pick<MagnitudeRecipe, 'flex' | 'contributionWeights' | 'smallTable'>): number {
  if (smallTable === null) return 0;
  const { deviations, upperKeys } = smallTable.at(-1)!;
  const variance = deviations.reduce((sum, deviation, index) => sum + deviation * deviation * (upperKeys[index]! - (upperKeys[index - 1] ?? 0)) * 1e-8, 0);
  return Math.sqrt(variance / contributionWeights.reduce((sum, weight) => sum + weight * weight, 0)) / flex.smallShare;
}

/**
 * Perturbs the value of a cell in proportion to its largest contributions.
 *
 * @param recipe - the noise.
 * @param cell - the cell.
 * @returns the perturbed value and the noise of each contribution. A value of 0 stays; none changes its sign.
 * @remarks O(contributions that count × rows of the table).
 * @see Handbook on Statistical Disclosure Control, 2nd ed. (2024), ch. 4, cell key method for magnitudes; τ-ARGUS 4.2.
 */
export function perturbMagnitude(recipe: MagnitudeRecipe, cell: MagnitudeCell): PerturbedMagnitude {
  const { compat, contributionWeights } = recipe;
  const isExact = compat === 'cellKey';
  const noise: number[] = [];
  if (cell.value === 0 || (isExact && cell.cellKey === 0)) return { value: cell.value, noise };
  const separation = separationPoint(recipe);
  const table = cell.contributors % 2 === 0 ? recipe.evenTable : recipe.oddTable;
  let value = cell.value;
  let cellKey = recipe.isKeyKept ? cell.cellKey : rotateCellKey(cell.cellKey);
  const counted = Math.min(contributionWeights.length, cell.largest.length, isExact ? Infinity : cell.contributors);
  for (let rank = 0; rank < counted; rank++) {
    const contribution = Math.abs(cell.largest[rank]!);
    const isSmall = contribution < separation;
    const unit = !isExact && rank > 0 && isSmall ? NO_NOISE : unitOf(recipe, { separation, value, contribution, rank });
    if (rank > 0 && (isExact || unit.size > 0)) cellKey = rotateCellKey(cellKey);
    const isExtra = cell.isUnsafe && (isExact || (rank === 0 && !isSmall));
    const part = noiseOf(unit.usesSmallTable ? recipe.smallTable! : table, unit.size, value, cellKey, isExtra ? recipe.unsafeExtra : 0);
    noise.push(part);
    value += part;
  }
  return { value, noise };
}

/** One unit of the noise of a contribution; 0 when it gets none. */
interface NoiseUnit {
  readonly size: number;
  readonly usesSmallTable: boolean;
}

const NO_NOISE: NoiseUnit = Object.freeze({ size: 0, usesSmallTable: false });

interface ContributionPlace {
  readonly separation: number;
  /** Value of the cell with the noise of the larger contributions. */
  readonly value: number;
  readonly contribution: number;
  readonly rank: number;
}

function unitOf({ flex, contributionWeights, compat }: MagnitudeRecipe, { separation, value, contribution, rank }: ContributionPlace): NoiseUnit {
  const weight = contributionWeights[rank]!;
  const isExact = compat === 'cellKey';
  const isSmall = contribution < separation;
  const share = flexShare(flex, contribution) * (isExact && contribution < flex.flexPoint ? 1 : weight);
  const size = isSmall ? 1 : contribution * share;
  if (Math.abs(value) >= size) return { size, usesSmallTable: isSmall };
  // Noise may not exceed the value: the value is the unit then, as if it came of a contribution that has this unit.
  if (Math.abs(value) / (flex.smallShare * weight) >= separation) return { size: Math.abs(value), usesSmallTable: isExact && isSmall };
  return rank > 0 ? NO_NOISE : { size: 1, usesSmallTable: true };
}

function noiseOf(table: NoiseTable, size: number, value: number, cellKey: number, extra: number): number {
  if (size === 0) return 0;
  const deviation = interpolatedDeviation(table, Math.abs(value / size), cellKey);
  const noise = size * (Math.abs(deviation) + extra);
  return deviation >= 0 ? Math.sign(value) * noise : -Math.sign(value) * Math.min(noise, Math.abs(value));
}
