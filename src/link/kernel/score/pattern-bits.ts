import type { WeightProgram } from './weight-program.ts';

/** Patterns up to which the bits of all are worked out beforehand. */
export const MAX_TABLE: number = 1 << 20;

/**
 * Adds the bits of a pattern, always in the same order: prior, comparisons, dependence.
 *
 * @param weights - the model in bits.
 * @param levels - level of comparison `c` at `at + c · stride`.
 * @param at - where the pattern begins.
 * @param stride - distance between two comparisons.
 * @returns the sum, without frequencies; NaN where one level is proof and another excludes.
 */
export function sumBits(weights: WeightProgram, levels: Uint8Array, at: number, stride: number): number {
  const { priorBits, comparisons } = weights;
  let sum = priorBits;
  for (let index = 0, from = at; index < comparisons.length; index++, from += stride) sum += comparisons[index]!.bits[levels[from]!]!;
  return sum + dependenceBits(weights, levels, at, stride);
}

/**
 * Adds the bits that a pattern has beyond those of its comparisons.
 *
 * @param weights - the model in bits.
 * @param levels - level of comparison `c` at `at + c · stride`.
 * @param at - where the pattern begins.
 * @param stride - distance between two comparisons.
 * @returns the sum; 0 where comparisons do not depend on each other.
 */
export function dependenceBits({ comparisons, dependence }: WeightProgram, levels: Uint8Array, at: number, stride: number): number {
  let sum = 0;
  for (const { comparisons: joined, bits } of dependence) {
    let place = 0;
    for (const index of joined) place = place * comparisons[index]!.bits.length + levels[at + index * stride]!;
    sum += bits[place]!;
  }
  return sum;
}

/**
 * Tells what a pair weighs beyond its prior, its levels and their frequencies: since comparisons depend on each other, or since
 * pairs of some kind agree as it does.
 *
 * @param weights - the model in bits.
 * @param levels - level of comparison `c` at `at + c · stride`.
 * @param at - where the pattern begins.
 * @param stride - distance between two comparisons.
 * @param weighed - the match weight of the pair, and what frequencies add to it.
 * @returns bits; 0 where one level alone decides.
 */
export function bitsBeyondLevels(
  weights: WeightProgram, levels: Uint8Array, at: number, stride: number, weighed: { readonly matchWeightBits: number; readonly frequencyBits: number },
): number {
  if (weights.kinds === null) return dependenceBits(weights, levels, at, stride);
  const beyond = weighed.matchWeightBits - weighed.frequencyBits - sumBits(weights, levels, at, stride);
  return Number.isFinite(beyond) ? beyond : 0;
}

/**
 * Counts the patterns there can be.
 *
 * @param levels - number of levels of each comparison.
 * @returns their product, a double.
 */
export function patternsOf(levels: readonly number[]): number {
  return levels.reduce((product, count) => product * count, 1);
}

/**
 * Works out the bits of every pattern.
 *
 * @param weights - the model in bits.
 * @returns Float64Array(patterns), levels of the last comparison running fastest; null where there are more than
 *   {@link MAX_TABLE}.
 * @remarks O(patterns × comparisons).
 */
export function bitsTable(weights: WeightProgram): Float64Array | null {
  const counts = weights.comparisons.map(({ bits }) => bits.length);
  const patterns = patternsOf(counts);
  if (patterns > MAX_TABLE) return null;
  const levels = new Uint8Array(counts.length);
  const table = new Float64Array(patterns);
  for (let pattern = 0; pattern < patterns; pattern++) {
    table[pattern] = sumBits(weights, levels, 0, 1);
    for (let index = counts.length - 1; index >= 0; index--) {
      levels[index]!++;
      if (levels[index]! < counts[index]!) break;
      levels[index] = 0;
    }
  }
  return table;
}
