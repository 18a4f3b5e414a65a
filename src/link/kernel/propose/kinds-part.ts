import type { TrainingPart } from '../train/parameters.ts';
import type { Evidence } from './evidence.ts';

/**
 * Lays evidence out as training of kinds takes it.
 *
 * @param evidence - patterns; what is known not to match counts like the rest.
 * @param pairs - all pairs there are.
 * @param withFrequencies - whether patterns that differ in frequencies alone are kept apart.
 * @returns each pattern once, ordered by levels and then by frequency; pairs without a pattern are beyond it.
 * @remarks O(patterns log patterns × comparisons).
 */
export function partOfEvidence({ patterns, slots: { offsets }, slotOf, counts, frequencyLogs }: Evidence, pairs: number, withFrequencies: boolean): TrainingPart {
  const width = offsets.length - 1;
  const logs = new Float64Array(patterns);
  if (withFrequencies && frequencyLogs !== null) {
    for (let pattern = 0; pattern < patterns; pattern++) for (let at = pattern * width; at < (pattern + 1) * width; at++) logs[pattern]! += frequencyLogs[at]!;
  }
  const compare = (one: number, other: number): number => {
    for (let column = 0; column < width; column++) {
      const order = slotOf[one * width + column]! - slotOf[other * width + column]!;
      if (order !== 0) return order;
    }
    return logs[one]! - logs[other]!;
  };
  const order = Uint32Array.from(counts, (_, pattern) => pattern).sort((one, other) => compare(one, other) || one - other);
  const firsts = order.filter((pattern, place) => place === 0 || compare(order[place - 1]!, pattern) !== 0);
  const sums = new Float64Array(firsts.length);
  let [at, seen] = [-1, 0];
  order.forEach((pattern, place) => {
    if (place === 0 || compare(order[place - 1]!, pattern) !== 0) at++;
    sums[at]! += counts[pattern]!;
    seen += counts[pattern]!;
  });
  const levels = new Uint8Array(firsts.length * width);
  firsts.forEach((pattern, place) => {
    for (let column = 0; column < width; column++) levels[place * width + column] = slotOf[pattern * width + column]! - offsets[column]!;
  });
  return {
    patterns: { comparisons: width, patterns: firsts.length, levels, counts: sums, frequencyFactors: Float64Array.from(firsts, (pattern) => Math.exp(logs[pattern]!)) },
    comparisons: Array.from({ length: width }, (_, comparison) => comparison),
    pairsBeyond: Math.max(0, pairs - seen),
  };
}
