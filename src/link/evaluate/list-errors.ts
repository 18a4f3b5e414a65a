import { z } from 'zod';
import { makeSchema } from '../../core/arrow.ts';
import type { Dataset } from '../../core/dataset.ts';
import { declareField } from '../../core/field.ts';
import { checkOptions, type OptionsSchema } from '../../core/options.ts';
import { textColumn } from '../../core/rejects.ts';
import { takeRows } from '../../core/slice.ts';
import { numberRecords, readColumns } from '../decide/named-records.ts';
import { floatColumn } from '../decide/number-columns.ts';
import { checkPairs, linksOfBatch, linksTable, PAIR_BITS, pairFields, WEIGHTED_PAIR } from '../decide/pair-columns.ts';
import { orderByWords } from '../kernel/decide/order-by-words.ts';
import { TRUTH } from '../kernel/evaluate/bits-counts.ts';
import { labelIndex } from '../kernel/evaluate/label-index.ts';
import type { LinkType } from '../model/model.ts';
import { checkTruth, readTruth, type Truth } from './truth.ts';

/** Why a pair is an error: it is linked and no match; a match below the cut; a match that was not scored. */
export const ERROR_REASONS: readonly ['falsePositive', 'belowCut', 'lostToBlocking'] = Object.freeze(['falsePositive', 'belowCut', 'lostToBlocking'] as const);

/** Which errors are listed. */
export interface ListErrorsOptions {
  /** The cut that is judged, in bits. */
  readonly minMatchWeightBits: number;
  readonly linkType: LinkType;
}

/** Checks {@link ListErrorsOptions}. */
export const listErrorsOptions: OptionsSchema<ListErrorsOptions> = z.strictObject({ minMatchWeightBits: z.number(), linkType: z.enum(['dedupe', 'link', 'linkAndDedupe']) });

const REASON = declareField('reason', { type: 'utf8', role: 'technical', nullable: false });
const BITS = declareField(PAIR_BITS, { type: 'float64', role: 'attribute' });

/** An error, by numbers of its records; the reason is a place in {@link ERROR_REASONS}, the weight NaN where there is none. */
interface LinkageErrors {
  readonly left: number[];
  readonly right: number[];
  readonly bits: number[];
  readonly reason: number[];
}

/**
 * Lists the errors of a linkage by row key: for internal use, where somebody is to look at them.
 *
 * Passes: 1 over each table, at each opening. Memory: the row keys, 50 bytes a record, 17 bytes for each match and 32 for each
 * error. Order: by left and right record, whatever the order of the pairs.
 *
 * @param inputs - scored `pairs`, and the `truth`.
 * @param options - see {@link ListErrorsOptions}.
 * @returns `leftSource`, `leftRowKey`, `rightSource`, `rightRowKey`, `matchWeightBits` (null where it was not scored) and
 *   `reason` (one of {@link ERROR_REASONS}).
 * @throws {PlanError} if options are wrong, or columns are missing or of another type.
 */
export function listErrors(inputs: { readonly pairs: Dataset; readonly truth: Truth }, options: ListErrorsOptions): Dataset {
  const checked = checkOptions(listErrorsOptions, options);
  const { pairs, truth } = inputs;
  checkPairs(pairs.schema, 'pairs');
  checkTruth(truth, pairs.schema);
  const rowKey = pairs.schema.fields.find(({ name }) => name === 'leftRowKey')!;
  return {
    schema: makeSchema([...pairFields(rowKey), BITS, REASON]),
    async *open(signal) {
      const numbers = numberRecords();
      const errors = await findErrors(pairs, truth, checked, numbers, signal);
      const { records, ordinalOf } = numbers.finish();
      const [one, other] = [errors.left, errors.right].map((side) => Uint32Array.from(side, (record) => ordinalOf[record]!)) as [Uint32Array, Uint32Array];
      const left = one.map((record, error) => Math.min(record, other[error]!));
      const right = one.map((record, error) => Math.max(record, other[error]!));
      const order = orderByWords([right, left]);
      const reasons = textColumn(ERROR_REASONS);
      yield* linksTable(records, rowKey, { left: order.map((error) => left[error]!), right: order.map((error) => right[error]!) }, [
        { field: BITS, column: floatColumn(Float64Array.from(order, (error) => errors.bits[error]!)) },
        { field: REASON, column: takeRows(reasons, Int32Array.from(order, (error) => errors.reason[error]!)) },
      ]).open(signal);
    },
  };
}

async function findErrors(pairs: Dataset, truth: Truth, { minMatchWeightBits, linkType }: ListErrorsOptions, numbers: ReturnType<typeof numberRecords>, signal?: AbortSignal): Promise<LinkageErrors> {
  const known = await readTruth(truth, linkType === 'link' ? 'betweenSources' : 'all', numbers, 0, signal);
  const matching = known.matchingPairs();
  const index = labelIndex(matching.left, matching.right, numbers.size);
  const isScored = new Uint8Array(matching.left.length);
  const errors: LinkageErrors = { left: [], right: [], bits: [], reason: [] };
  const note = (left: number, right: number, bits: number, reason: (typeof ERROR_REASONS)[number]): void => {
    errors.left.push(left);
    errors.right.push(right);
    errors.bits.push(bits);
    errors.reason.push(ERROR_REASONS.indexOf(reason));
  };
  for await (const batch of readColumns(pairs, 'pairs', WEIGHTED_PAIR, signal)) {
    const { left, right, bits } = linksOfBatch(batch, 'pairs', numbers);
    known.of(left, right).forEach((found, row) => {
      const isLinked = bits[row]! >= minMatchWeightBits;
      if (found === TRUTH.MATCH) isScored[index.find(left[row]!, right[row]!)] = 1;
      if (isLinked && found === TRUTH.OTHER) note(left[row]!, right[row]!, bits[row]!, 'falsePositive');
      if (!isLinked && found === TRUTH.MATCH) note(left[row]!, right[row]!, bits[row]!, 'belowCut');
    });
  }
  isScored.forEach((scored, match) => {
    if (scored === 0) note(matching.left[match]!, matching.right[match]!, NaN, 'lostToBlocking');
  });
  return errors;
}
