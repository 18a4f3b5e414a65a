import { z } from 'zod';
import { makeBatch } from '../core/arrow.ts';
import type { TextColumn } from '../core/column.ts';
import { BATCH_ROWS, fromAsyncIterable, type Dataset } from '../core/dataset.ts';
import { refusePlan } from '../core/errors.ts';
import { declareSchema } from '../core/field.ts';
import { checkOptions, type OptionsSchema } from '../core/options.ts';
import { NIR_WIDTH } from '../identifiers/index.ts';
import { birthPlaces, countNirs, writeNirs, type NirSpace } from './kernel/nir-space.ts';

/** What an attacker knows of the persons in a file. */
export interface CandidateNirsOptions {
  /** First digits of the numbers: 1 for men, 2 for women; both when omitted. */
  readonly sexes?: readonly number[];
  /** Last two digits of the years of birth. */
  readonly years: readonly number[];
  /** Months as numbers hold them: 1 to 12 when omitted; 20 to 99 for those given when the month was not known. */
  readonly months?: readonly number[];
  /**
   * Places of birth: a département (`88`, `2A`, `974`) stands for every number it could give to a commune, `99` for every
   * country; a commune (`88321`) or a country (`99139`) for itself.
   */
  readonly places: readonly string[];
  /** Highest order number among the births of a place and month; 999 when omitted. */
  readonly highestOrder?: number;
}

/** Identifiers to try, and how many there are. */
export interface Candidates {
  readonly count: number;
  /** One text column; computed when it is read. */
  readonly rows: Dataset;
}

const distinct = <Value extends number | string>(values: readonly Value[]): boolean => new Set(values).size === values.length;
const numbers = (least: number, most: number): z.ZodType<readonly number[]> =>
  z.array(z.int().min(least).max(most)).min(1).refine(distinct, { message: 'expected every value once' }).readonly();

/** Checks {@link CandidateNirsOptions}. */
export const candidateNirsOptions: OptionsSchema<CandidateNirsOptions> = z.strictObject({
  sexes: numbers(1, 4).exactOptional(),
  years: numbers(0, 99),
  months: numbers(1, 99).exactOptional(),
  places: z.array(z.string().max(5)).min(1).readonly(),
  highestOrder: z.int().min(1).max(999).exactOptional(),
});

const SCHEMA = declareSchema({ nir: { type: 'utf8', role: 'directIdentifier', identifier: 'nir', nullable: false } });
const BOTH_SEXES: readonly number[] = [1, 2];
const MONTHS: readonly number[] = Array.from({ length: 12 }, (_, index) => index + 1);

/**
 * Lists every plausible NIR of persons of whom sex, birth and place are known: what an attacker tries who finds these in
 * the other columns of a file.
 *
 * @param options - see {@link CandidateNirsOptions}.
 * @returns their number, known before any is made, and the canonical forms as blocks of one text column.
 * @throws {PlanError} if an option is wrong, or a place is none or named twice.
 * @remarks Memory: a block and five bytes a commune. A woman born in a given month in a given département: up to 989,010.
 * @example
 * candidateNirs({ sexes: [2], years: [84], months: [5], places: ['88'] }).count; // => 989010
 */
export function candidateNirs(options: CandidateNirsOptions): Candidates {
  const { sexes = BOTH_SEXES, years, months = MONTHS, places, highestOrder = 999 } = checkOptions(candidateNirsOptions, options);
  months.forEach((month, index) => {
    if (month > 12 && month < 20) refusePlan('PLAN_OUT_OF_RANGE', `months[${index}]`, 'expected 1 to 12, or 20 to 99');
  });
  const space: NirSpace = { sexes, years, months, places: allPlaces(places), highestOrder };
  const count = countNirs(space);
  const rows = fromAsyncIterable(SCHEMA, async function* (signal) {
    for (let from = 0; from < count; from += BATCH_ROWS) {
      signal?.throwIfAborted();
      const blockRows = Math.min(BATCH_ROWS, count - from);
      yield await Promise.resolve(makeBatch(SCHEMA, [nirColumn(space, from, blockRows)], blockRows));
    }
  });
  return { count, rows };
}

function allPlaces(texts: readonly string[]): Uint8Array {
  const lists = texts.map((text, index) => {
    const places = birthPlaces(text);
    if (places.length === 0) refusePlan('PLAN_OUT_OF_RANGE', `places[${index}]`, 'expected a département, a commune, 99 or a country');
    return places;
  });
  const codes = lists.flatMap((list) => new TextDecoder().decode(list).match(/.{5}/g) ?? []);
  if (!distinct(codes)) refusePlan('PLAN_OUT_OF_RANGE', 'places', 'expected every place once; a département holds its communes');
  return new TextEncoder().encode(codes.join(''));
}

function nirColumn(space: NirSpace, from: number, rows: number): TextColumn {
  const bytes = new Uint8Array(NIR_WIDTH * rows);
  writeNirs(space, from, rows, bytes);
  return { kind: 'text', rows, valid: null, offsets: Int32Array.from({ length: rows + 1 }, (_, row) => NIR_WIDTH * row), bytes };
}
