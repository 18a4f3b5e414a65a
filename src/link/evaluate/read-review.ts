import type { Field, Schema } from 'apache-arrow';
import { isValid, plainText, type BoolColumn, type CodedColumn, type Column, type TextColumn } from '../../core/column.ts';
import type { Dataset } from '../../core/dataset.ts';
import { DataError } from '../../core/errors.ts';
import { checkAll, findColumn } from '../../core/field.ts';
import { nameRecords, numberRecords, readColumns, type NamedColumns, type RecordRows } from '../decide/named-records.ts';
import { checkPairs, linksOfBatch, WEIGHTED_PAIR } from '../decide/pair-columns.ts';
import { estimateFromReview, type ReviewEstimate, type ReviewedStratum } from '../kernel/evaluate/review-estimate.ts';
import { REVIEW_USES } from './draw-review.ts';

/** Precision and recall by a clerical sample. */
export interface ReviewedQuality extends ReviewEstimate {
  /** What recall does not see, in a sentence. */
  readonly assumption: string;
  /** Pairs that people decided on, and those they left open, which are taken for missing by chance. */
  readonly reviewed: number;
  readonly open: number;
}

/** Pairs that people decided on, for training: ordinals of records, the lesser first, and 1 for a match. */
export interface ReviewedLabels {
  readonly lefts: Uint32Array;
  readonly rights: Uint32Array;
  readonly weights: Float64Array;
}

/**
 * Checks that a table is a review.
 *
 * @param schema - its columns.
 * @throws {PlanError} if a column is missing or of another type.
 */
export function checkReview(schema: Schema): void {
  checkPairs(schema, 'review');
  const types = { stratum: ['int32', 'int64'], inclusionProbability: ['float64'], matchProbability: ['float64'], use: ['utf8'], isMatch: ['bool'] };
  checkAll(Object.entries(types).map(([name, accepted]) => () => void findColumn(schema, name, 'review', accepted)));
}

interface Stratum {
  drawn: number;
  reviewed: number;
  matches: number;
  probability: number;
  inclusion: number;
  isLinked: boolean;
}

/**
 * Estimates precision and recall from a review that people filled in. Only pairs whose use is `evaluate` count, each for all
 * the pairs of its stratum that were not drawn.
 *
 * @param review - the table that `drawReview` gave, `isMatch` filled in.
 * @param minMatchWeightBits - the cut it was drawn for, in bits.
 * @param signal - aborts the reading.
 * @returns estimates with intervals of 95 %. Recall is conditional on the pairs the sample was drawn from.
 * @throws {PlanError} if a column is missing or of another type.
 * @throws {DataError} `DATA_INVALID` if a stratum has pairs on both sides of the cut, nobody decided on any of its pairs, or an
 *   inclusion probability is none.
 */
export async function estimateReview(review: Dataset, minMatchWeightBits: number, signal?: AbortSignal): Promise<ReviewedQuality> {
  checkReview(review.schema);
  const strata = new Map<number, Stratum>();
  for await (const batch of readColumns(review, 'review', [...WEIGHTED_PAIR, 'stratum', 'inclusionProbability', 'matchProbability', 'use'], signal)) addRows(strata, batch, minMatchWeightBits);
  const all = [...strata].sort(([left], [right]) => left - right).map(([, stratum]) => stratum);
  if (all.some(({ reviewed }) => reviewed === 0)) throw new DataError('DATA_INVALID', 'nobody decided on any pair of a stratum', { source: 'review', column: 'isMatch' });
  const sum = (of: 'drawn' | 'reviewed'): number => all.reduce((total, stratum) => total + stratum[of], 0);
  return {
    ...estimateFromReview(all.map(({ drawn, reviewed, matches, probability, inclusion, isLinked }): ReviewedStratum =>
      ({ pairs: Math.round(drawn / inclusion), reviewed, matches, probability: probability / drawn, isLinked }))),
    assumption: 'Recall is conditional on blocking, and on the least weight that was looked at: matches outside the sampled pairs are not counted.',
    reviewed: sum('reviewed'),
    open: sum('drawn') - sum('reviewed'),
  };
}

function addRows(strata: Map<number, Stratum>, { rows, firstRow, column }: NamedColumns, cut: number): void {
  const [bits, inclusion, probability] = ['matchWeightBits', 'inclusionProbability', 'matchProbability'].map((name) => numbersIn(column(name))) as [NumberAt, NumberAt, NumberAt];
  const stratumAt = numbersIn(column('stratum'));
  const isFor = usesIn(column('use'), firstRow);
  const decided = column('isMatch') as BoolColumn;
  for (let row = 0; row < rows; row++) {
    if (isFor(row) !== 'evaluate') continue;
    const isLinked = bits(row) >= cut;
    const known = strata.get(stratumAt(row)) ?? { drawn: 0, reviewed: 0, matches: 0, probability: 0, inclusion: inclusion(row), isLinked };
    strata.set(stratumAt(row), known);
    const detail = { source: 'review', firstRow: firstRow + row + 1 };
    if (known.isLinked !== isLinked) throw new DataError('DATA_INVALID', 'a stratum has pairs on both sides of the cut: the sample was drawn for another one', { ...detail, column: 'stratum' });
    if (!(inclusion(row) > 0 && inclusion(row) <= 1) || inclusion(row) !== known.inclusion) {
      throw new DataError('DATA_INVALID', 'expected one probability above 0 and up to 1 for all pairs of a stratum', { ...detail, column: 'inclusionProbability' });
    }
    known.drawn++;
    known.probability += probability(row);
    if (!isValid(decided.valid, row)) continue;
    known.reviewed++;
    if (isValid(decided.bits, row)) known.matches++;
  }
}

type NumberAt = (row: number) => number;

function numbersIn(column: Column): NumberAt {
  const { values } = column as Extract<Column, { readonly kind: 'float64' | 'int32' | 'int64' }>;
  return (row) => Number(values[row]);
}

/** Reads what each pair is for; anything but the two words is refused. */
function usesIn(column: Column, before: number): (row: number) => (typeof REVIEW_USES)[number] {
  const { offsets, bytes } = plainText(column as TextColumn | CodedColumn);
  const decoder = new TextDecoder();
  return (row) => {
    const word = decoder.decode(bytes.subarray(offsets[row], offsets[row + 1]));
    const use = REVIEW_USES.find((one) => one === word);
    if (use === undefined) throw new DataError('DATA_INVALID', `expected ${REVIEW_USES.join(' or ')}`, { source: 'review', column: 'use', firstRow: before + row + 1 });
    return use;
  };
}

/**
 * Takes the labels of a review that are for training: those whose use is `train`, so that no pair both trains a model and
 * judges it.
 *
 * @param records - the records that are to be trained on.
 * @param review - the table that `drawReview` gave, `isMatch` filled in.
 * @param signal - aborts the reading.
 * @returns the pairs that people decided on.
 * @throws {PlanError} if a column is missing or of another type.
 * @throws {DataError} `DATA_INVALID` for a pair of records that are not there.
 */
export async function reviewLabels(records: RecordRows & { readonly rowKeyField: Field }, review: Dataset, signal?: AbortSignal): Promise<ReviewedLabels> {
  checkReview(review.schema);
  const named = nameRecords(records);
  const numbers = numberRecords(named);
  const labels: { readonly left: number; readonly right: number; readonly weight: number }[] = [];
  for await (const batch of readColumns(review, 'review', [...WEIGHTED_PAIR, 'use'], signal)) {
    const { left, right } = linksOfBatch(batch, 'review', numbers);
    if (numbers.size > named.records) throw new DataError('DATA_INVALID', 'a pair names a record that is not there', { source: 'review' });
    const isFor = usesIn(batch.column('use'), batch.firstRow);
    const decided = batch.column('isMatch') as BoolColumn;
    left.forEach((record, row) => {
      if (isFor(row) !== 'train' || !isValid(decided.valid, row)) return;
      labels.push({ left: Math.min(record, right[row]!), right: Math.max(record, right[row]!), weight: isValid(decided.bits, row) ? 1 : 0 });
    });
  }
  labels.sort((one, other) => one.left - other.left || one.right - other.right);
  return { lefts: Uint32Array.from(labels, ({ left }) => left), rights: Uint32Array.from(labels, ({ right }) => right), weights: Float64Array.from(labels, ({ weight }) => weight) };
}
