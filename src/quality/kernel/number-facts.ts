import { addMoments, makeMoments, mergeMoments, type Moments } from './moments.ts';
import { quantileSketch, type QuantileSketch } from './quantile-sketch.ts';

/** Facts about the numbers of one column. Decimals are counted as whole numbers, without their decimal mark. */
export interface NumberFacts {
  /** Decimals of a number: 10² for amounts in cents. */
  readonly unit: number;
  zeros: number;
  negatives: number;
  notNumbers: number;
  infinities: number;
  nines: number;
  /** The extremes; infinite the other way round without numbers. */
  least: number;
  greatest: number;
  /** The same as whole numbers, where doubles may not hold them. */
  leastWhole: bigint | null;
  greatestWhole: bigint | null;
  readonly moments: Moments;
  readonly quantiles: QuantileSketch;
}

/** Whole numbers of this magnitude and more may not be doubles. */
const INEXACT: number = 2 ** 53;

const COUNTS = ['zeros', 'negatives', 'notNumbers', 'infinities', 'nines'] as const;

/**
 * Makes facts about no numbers.
 *
 * @param scale - digits after the decimal mark, for decimals; else 0.
 * @param relativeError - of the quantiles.
 * @returns the facts.
 */
export function makeNumberFacts(scale: number, relativeError: number): NumberFacts {
  return {
    unit: 10 ** scale, zeros: 0, negatives: 0, notNumbers: 0, infinities: 0, nines: 0, least: Infinity, greatest: -Infinity, leastWhole: null, greatestWhole: null,
    moments: makeMoments(), quantiles: quantileSketch(relativeError),
  };
}

/**
 * Adds numbers.
 *
 * @param facts - changed.
 * @param values - Float64Array(rows) or longer, no nulls; decimals without their mark.
 * @param weights - Float64Array(rows) or longer: how often each occurs; `null` for once.
 * @param rows - numbers to add.
 * @param wholeOf - gives the number of a row exactly, where doubles may not hold it; `null` where they do.
 * @remarks O(rows). Infinities count among the negatives and the quantiles, and nowhere else.
 */
export function addNumbers(facts: NumberFacts, values: Float64Array, weights: Float64Array | null, rows: number, wholeOf: ((row: number) => bigint) | null): void {
  const { unit } = facts;
  const ninesFrom = 999 * unit;
  for (let row = 0; row < rows; row++) {
    const value = values[row]!;
    const weight = weights === null ? 1 : weights[row]!;
    if (value < 0) facts.negatives += weight;
    else if (value === 0) facts.zeros += weight;
    else if (value >= ninesFrom && isNines(value / unit)) facts.nines += weight;
    else if (Number.isNaN(value)) {
      facts.notNumbers += weight;
      continue;
    }
    if (value === Infinity || value === -Infinity) {
      facts.infinities += weight;
      continue;
    }
    if (value <= facts.least) lower(facts, value, row, wholeOf);
    if (value >= facts.greatest) raise(facts, value, row, wholeOf);
  }
  addMoments(facts.moments, values, weights, rows);
  facts.quantiles.add(values, weights, rows);
}

function lower(facts: NumberFacts, value: number, row: number, wholeOf: ((row: number) => bigint) | null): void {
  if (value === facts.least && (wholeOf === null || Math.abs(value) < INEXACT)) return;
  facts.least = value + 0;
  facts.leastWhole = wholeOf === null ? null : lesser(facts.leastWhole, wholeOf(row));
}

function raise(facts: NumberFacts, value: number, row: number, wholeOf: ((row: number) => bigint) | null): void {
  if (value === facts.greatest && (wholeOf === null || Math.abs(value) < INEXACT)) return;
  facts.greatest = value + 0;
  facts.greatestWhole = wholeOf === null ? null : greater(facts.greatestWhole, wholeOf(row));
}

const lesser = (left: bigint | null, right: bigint | null): bigint | null => (left === null || (right !== null && right < left) ? right : left);
const greater = (left: bigint | null, right: bigint | null): bigint | null => (left === null || (right !== null && right > left) ? right : left);

/** Tells 999, 9,999 and so on to 999,999,999. */
function isNines(value: number): boolean {
  return value === 999 || value === 9999 || value === 99_999 || value === 999_999 || value === 9_999_999 || value === 99_999_999 || value === 999_999_999;
}

/**
 * Adds other facts.
 *
 * @param facts - changed.
 * @param other - of a column of the same type; unchanged.
 */
export function mergeNumberFacts(facts: NumberFacts, other: NumberFacts): void {
  for (const name of COUNTS) facts[name] += other[name];
  facts.least = Math.min(facts.least, other.least);
  facts.greatest = Math.max(facts.greatest, other.greatest);
  facts.leastWhole = lesser(facts.leastWhole, other.leastWhole);
  facts.greatestWhole = greater(facts.greatestWhole, other.greatestWhole);
  mergeMoments(facts.moments, other.moments);
  facts.quantiles.merge(other.quantiles);
}
