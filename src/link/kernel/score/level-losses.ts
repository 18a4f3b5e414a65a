import { MOST_LOSS, NO_LIMIT, type LevelLosses, type ValueLoss } from '../compare/level-losses.ts';
import type { ComparisonProgram, FrequencyProgram, TestProgram } from '../compare/program.ts';
import type { RecordTable } from '../records.ts';
import { countWithValue, frequencyOf } from './frequency-kernel.ts';
import { MOST_BITS, type WeightProgram } from './weight-program.ts';

/** Losses are counted in 1,024ths of a bit: whole numbers that add up without rounding. */
const PARTS = 1024;

/** A level that excludes loses so many bits: more than all other levels together can give. */
const EXCLUDED_BITS = 2 ** 18;

/** Weights are sums of doubles: a pair that falls short by less is weighed. */
const TOLERANCE_BITS = 2 / PARTS;

/**
 * Tells what each level loses against the best one of its comparison, and how much a pair may lose that is to reach a weight.
 *
 * @param weights - the model in bits.
 * @param programs - its comparisons.
 * @param table - the records, whose frequencies count.
 * @param minBits - the weight that pairs worth keeping reach.
 * @returns losses that are never too great; null where nothing can be told: a level is proof, no pair is left out, or every pair may be
 *   worth keeping.
 * @remarks Of kinds of pairs, those that match say what a level gives at most, and strangers what it costs at least. O(levels), and
 *   O(distinct values) for each level whose frequencies count.
 */
export function levelLosses(weights: WeightProgram, programs: readonly ComparisonProgram[], table: Pick<RecordTable, 'columns'>, minBits: number): LevelLosses | null {
  if (!(minBits > -MOST_BITS)) return null;
  const { start, most } = weights.kinds === null ? mostBits(weights) : mostBitsOfKinds(weights.kinds);
  const withFrequencies = most.map((bits, index) => bits.map((level, place) => {
    const { frequency, test } = programs[index]!.levels[place]!;
    return frequency === null ? level : level + mostFrequencyBits(frequency, weights.comparisons[index]!.baselineBits[place]!, leastCount(test, frequency.column), table);
  }));
  const bounded = withFrequencies.map((bits) => bits.map((level) => Math.max(level, -EXCLUDED_BITS)));
  const best = bounded.map((bits) => bits.reduce((one, other) => Math.max(one, other), -Infinity));
  const total = best.reduce((sum, bits) => sum + bits, start);
  // Not finite where u is 0, or something is not a number.
  if (!Number.isFinite(total)) return null;
  const mostLoss = Math.ceil((total - minBits + TOLERANCE_BITS) * PARTS);
  const lossOf = (index: number, bits: number): number => Math.min(MOST_LOSS, Math.floor((best[index]! - Math.max(bits, -EXCLUDED_BITS)) * PARTS));
  const losses = bounded.map((bits, index) => Int32Array.from(bits, (level) => lossOf(index, level)));
  const greatest = losses.reduce((sum, ofLevels) => sum + ofLevels.reduce((one, other) => Math.max(one, other), 0), 0);
  if (mostLoss >= greatest) return null;
  const ofValues = most.map((bits, index) => bitsOfValues(programs[index]!, weights.comparisons[index]!.baselineBits, table).map((more, level): ValueLoss | null => (
    more === null ? null : { column: more.column, values: more.counts.length - 1, lossOf: byCount(more.counts, (count) => Math.max(losses[index]![level]!, lossOf(index, bits[level]! + more.bitsOf(count)))) })));
  return { losses, mostLoss: Math.max(-1, Math.min(mostLoss, NO_LIMIT)), ofValues };
}

/** Counts of values are mostly small: what is below is worked out once. */
const KNOWN_COUNTS = 1024;

/** Tells by code what goes by its count. */
function byCount(counts: Uint32Array, lossOf: (count: number) => number): (code: number) => number {
  const known = Int32Array.from({ length: KNOWN_COUNTS }, (_, count) => lossOf(count));
  return (code) => known[counts[code]!] ?? lossOf(counts[code]!);
}

/** What the frequency of a value adds. */
interface ValueBits {
  readonly column: number;
  /** Uint32Array(values + 1): records by code. */
  readonly counts: Uint32Array;
  readonly bitsOf: (count: number) => number;
}

/** What the frequency of a value adds, by level; null where it adds nothing, or may be that of several values. */
function bitsOfValues({ levels }: ComparisonProgram, baselineBits: Float64Array, { columns }: Pick<RecordTable, 'columns'>): (ValueBits | null)[] {
  return levels.map(({ frequency, test }, level) => {
    if (frequency === null || test.kind !== 'equal' || test.left !== frequency.column || test.right !== frequency.column || baselineBits[level] === -Infinity) return null;
    const column = columns[frequency.column]!;
    if (column.dictionary.kind === 'texts') return null;
    const total = countWithValue(column);
    return {
      column: frequency.column,
      counts: column.counts,
      // Both records of a pair that agrees have the value.
      bitsOf: (count) => frequency.weight * (baselineBits[level]! - Math.log2(frequencyOf(Math.max(2, count), total, frequency))),
    };
  });
}

/** What levels give at most, and what a pair has before any. */
interface MostBits {
  readonly start: number;
  readonly most: readonly Float64Array[];
}

function mostBits({ priorBits, comparisons, dependence }: WeightProgram): MostBits {
  const more = dependence.reduce((sum, { bits }) => sum + bits.reduce((one, other) => Math.max(one, other), -Infinity), 0);
  return { start: priorBits + more, most: comparisons.map(({ bits }) => bits) };
}

/** log₂ (Σ share · Π p) over matches is at most log₂ Σ share + Σ log₂ max p; the others are at least the strangers. */
function mostBitsOfKinds(kinds: NonNullable<WeightProgram['kinds']>): MostBits {
  const matching = kinds.filter(({ isMatch }) => isMatch);
  const strangers = kinds.find(({ isByChance }) => isByChance)!;
  const share = matching.reduce((sum, { shareBits }) => sum + 2 ** shareBits, 0);
  return {
    start: Math.log2(share) - strangers.shareBits,
    most: strangers.levelBits.map((bits, comparison) => bits.map((chance, level) => matching.reduce((most, { levelBits }) => Math.max(most, levelBits[comparison]![level]!), -Infinity) - chance)),
  };
}

/** How many records at least have the value that counts: both of a pair that agrees on it. */
function leastCount(test: TestProgram, column: number): number {
  if (test.kind === 'all') return Math.max(1, ...test.of.map((part) => leastCount(part, column)));
  return test.kind === 'equal' && test.left === column && test.right === column ? 2 : 1;
}

/** What the frequency of the rarest value, or of the most frequent one, adds. */
function mostFrequencyBits(frequency: FrequencyProgram, baseline: number, least: number, { columns }: Pick<RecordTable, 'columns'>): number {
  const total = countWithValue(columns[frequency.column]!);
  const ends = total === 0 ? [] : [Math.min(least, total), total].map((count) => frequency.weight * (baseline - Math.log2(frequencyOf(count, total, frequency))));
  return Math.max(0, ...ends);
}
