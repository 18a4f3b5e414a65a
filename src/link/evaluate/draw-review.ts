import type { Schema } from 'apache-arrow';
import { z } from 'zod';
import { noneValid, type BoolColumn, type Column } from '../../core/column.ts';
import type { Dataset } from '../../core/dataset.ts';
import { declareField } from '../../core/field.ts';
import { checkOptions, type OptionsSchema } from '../../core/options.ts';
import { textColumn } from '../../core/rejects.ts';
import { takeRows } from '../../core/slice.ts';
import { numberRecords, readColumns, type NamedColumns, type RecordNumbers } from '../decide/named-records.ts';
import { floatColumn, integerColumn } from '../decide/number-columns.ts';
import { bitsOfBatch, checkPairs, linksOfBatch, linksTable, PAIR_BITS, WEIGHTED_PAIR } from '../decide/pair-columns.ts';
import { bitsCounter } from '../kernel/evaluate/bits-counts.ts';
import { probabilityOf } from '../kernel/evaluate/expected-errors.ts';
import { lowestDraws, type DrawnPair } from '../kernel/evaluate/lowest-draws.ts';
import { designReview, type ReviewDesign } from '../kernel/evaluate/review-design.ts';
import { hashRowKeys } from '../train/record-hashes.ts';

/** How pairs are drawn for people to look at. */
export interface ReviewOptions {
  /** The cut that the sample is to judge, in bits. */
  readonly minMatchWeightBits: number;
  /** Pairs that people will look at. */
  readonly reviews: number;
  /** Decides which pairs are drawn, together with their row keys. */
  readonly seed: number;
  /** Least weight looked at, in bits. Unless given, the highest that leaves no more than a hundredth of the expected matches below. */
  readonly minReviewBits?: number;
  /** About how many strata; 12 unless said otherwise. */
  readonly strata?: number;
  /** Share of the drawn pairs that will train a model and never judge one; 0 unless said otherwise. */
  readonly trainShare?: number;
}

/** Checks {@link ReviewOptions}. */
export const reviewOptions: OptionsSchema<ReviewOptions> = z.strictObject({
  minMatchWeightBits: z.number(),
  reviews: z.int().min(2).max(1_000_000),
  seed: z.int32(),
  minReviewBits: z.number().exactOptional(),
  strata: z.int().min(2).max(100).exactOptional(),
  trainShare: z.number().min(0).max(0.9).exactOptional(),
});

/** A sample to fill in. */
export interface ReviewSample {
  /** One row a pair, in random order; see {@link drawReview}. */
  readonly table: Dataset;
  readonly design: ReviewDesign;
}

const FIELDS = [
  declareField(PAIR_BITS, { type: 'float64', role: 'attribute', nullable: false }),
  declareField('matchProbability', { type: 'float64', role: 'attribute', nullable: false }),
  declareField('stratum', { type: 'int32', role: 'technical', nullable: false }),
  declareField('inclusionProbability', { type: 'float64', role: 'technical', nullable: false }),
  declareField('use', { type: 'utf8', role: 'technical', nullable: false }),
  declareField('isMatch', { type: 'bool', role: 'attribute' }),
];

/** What pairs of a review are for; never both. */
export const REVIEW_USES: readonly ['evaluate', 'train'] = Object.freeze(['evaluate', 'train'] as const);

/**
 * Draws pairs for clerical review: more where the model is less sure, so that few reviews tell much.
 *
 * Pairs are parted into strata by weight, and so many are drawn in each that the estimate of matches has the least error
 * (see {@link designReview}). Which ones depends on the seed and their row keys only. Give the table to people who fill in
 * `isMatch`, without telling them the weight if they can do without; read it back with {@link estimateReview}.
 *
 * Passes: 2 over the pairs. Memory: the sample, and 24 bytes for each distinct weight, at most a million.
 *
 * @param pairs - every pair that blocking gave: `leftSource`, `leftRowKey`, `rightSource`, `rightRowKey`, `matchWeightBits`.
 * @param options - see {@link ReviewOptions}.
 * @param signal - aborts the reading.
 * @returns the sample: the pair, its weight and probability, `stratum`, `inclusionProbability` (of its stratum and use), `use`
 *   (`evaluate` or `train`) and `isMatch`, null for people to fill in.
 * @throws {PlanError} if options or columns are wrong.
 * @throws {DataError} `DATA_NULL` for a null, `DATA_INVALID` for a weight that is NaN.
 */
export async function drawReview(pairs: Dataset, options: ReviewOptions, signal?: AbortSignal): Promise<ReviewSample> {
  const { minMatchWeightBits, reviews, seed, minReviewBits, strata = 12, trainShare = 0 } = checkOptions(reviewOptions, options);
  checkPairs(pairs.schema, 'pairs');
  const counter = bitsCounter();
  for await (const batch of readColumns(pairs, 'pairs', [PAIR_BITS], signal)) counter.add(bitsOfBatch(batch, 'pairs'), null, batch.rows);
  const counts = counter.counts();
  const design = designReview(counts, minMatchWeightBits, reviews, { strata, minBits: minReviewBits ?? leastUsefulBits(counts.bits, counts.pairs) });
  const starts = design.strata.map(({ fromBits }) => fromBits);
  const draws = lowestDraws(design.strata.map(({ drawn }) => drawn));
  const numbers = numberRecords();
  const held: { readonly left: number; readonly right: number }[] = [];
  for await (const batch of readColumns(pairs, 'pairs', WEIGHTED_PAIR, signal)) {
    const words = randomWords(batch, seed);
    const { values } = batch.column(PAIR_BITS) as Extract<Column, { readonly kind: 'float64' }>;
    const stratumOf = Int32Array.from(values, (bits) => starts.findLastIndex((start) => bits >= start));
    const taken = Int32Array.from(values.keys()).filter((row) => stratumOf[row]! >= 0 && draws.takes(stratumOf[row]!, words.high[row]!, words.low[row]!));
    if (taken.length === 0) continue;
    const some = { ...batch, rows: taken.length, column: (name: string) => takeRows(batch.column(name), taken) };
    const { left, right, bits } = linksOfBatch(some, 'pairs', numbers);
    taken.forEach((row, at) => {
      draws.hold(stratumOf[row]!, { high: words.high[row]!, low: words.low[row]!, row: held.push({ left: left[at]!, right: right[at]! }) - 1, bits: bits[at]! });
    });
  }
  return { design, table: layOut(draws.drawn(), held, design, trainShare, pairs.schema, numbers) };
}

/** Finds the highest weight below which the model expects no more than a hundredth of all matches. */
function leastUsefulBits(bits: Float64Array, pairs: Float64Array): number {
  const expected = bits.map((weight, at) => pairs[at]! * probabilityOf(weight));
  const total = expected.reduce((sum, matches) => sum + matches, 0);
  let below = 0;
  for (let at = 0; at < bits.length; at++) {
    below += expected[at]!;
    if (below > total / 100) return bits[at]!;
  }
  return -Infinity;
}

/** Gives every pair a random number in two words, by its row keys; which record is on which side does not matter. */
function randomWords(batch: NamedColumns, seed: number): { readonly high: Uint32Array; readonly low: Uint32Array } {
  const [high, low] = [seed, seed ^ 0x5bd1e995].map((word) => {
    const [left, right] = ['left', 'right'].map((side) => {
      const sources = hashRowKeys(batch.column(`${side}Source`), word);
      return hashRowKeys(batch.column(`${side}RowKey`), word).map((hash, row) => Math.imul(hash, 0x2c1b3c6d) ^ sources[row]!);
    }) as [Int32Array, Int32Array];
    const both = left.map((hash, row) => Math.imul(Math.min(hash, right[row]!), 0x297a2d39) ^ Math.max(hash, right[row]!));
    return new Uint32Array(hashRowKeys(integerColumn(both), word).buffer);
  }) as [Uint32Array, Uint32Array];
  return { high, low };
}

function layOut(
  drawn: readonly (readonly DrawnPair[])[], held: readonly { readonly left: number; readonly right: number }[], { strata }: ReviewDesign, trainShare: number,
  pairs: Schema, numbers: RecordNumbers,
): Dataset {
  const rows = drawn.flatMap((some, stratum) => {
    const trains = Math.min(some.length - 1, Math.floor(some.length * trainShare));
    const evaluates = some.length - trains;
    return some.map((pair, place) => {
      const use = place < evaluates ? 0 : 1;
      return { pair, stratum, use, inclusion: (use === 0 ? evaluates : trains) / strata[stratum]!.pairs };
    });
  }).sort((left, right) => left.pair.low - right.pair.low || left.pair.high - right.pair.high);
  const { records, ordinalOf } = numbers.finish();
  const side = (name: 'left' | 'right'): Uint32Array => Uint32Array.from(rows, ({ pair }) => ordinalOf[held[pair.row]![name]]!);
  const bits = Float64Array.from(rows, ({ pair }) => pair.bits);
  const isMatch: BoolColumn = { kind: 'bool', rows: rows.length, valid: noneValid(rows.length), bits: noneValid(rows.length) };
  const columns: Column[] = [
    floatColumn(bits), floatColumn(bits.map(probabilityOf)), integerColumn(Int32Array.from(rows, ({ stratum }) => stratum)),
    floatColumn(Float64Array.from(rows, ({ inclusion }) => inclusion)), textColumn(rows.map(({ use }) => REVIEW_USES[use]!)), isMatch,
  ];
  const rowKey = pairs.fields.find(({ name }) => name === 'leftRowKey')!;
  return linksTable(records, rowKey, { left: side('left'), right: side('right') }, FIELDS.map((field, index) => ({ field, column: columns[index]! })));
}
