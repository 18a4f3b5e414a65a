import type { Schema } from 'apache-arrow';
import { z } from 'zod';
import type { Dataset } from '../../core/dataset.ts';
import { foldDataset, IN_MEMORY, type Fold, type FoldContext } from '../../core/fold.ts';
import { checkOptions, type OptionsSchema } from '../../core/options.ts';
import { RELATIVE_ERRORS } from '../kernel/quantile-sketch.ts';
import type { TableProfile } from './profile-data.ts';
import { makeProfileFold, type ProfileState } from './profile-fold.ts';

/** How to profile a table. */
export interface ProfileOptions {
  /**
   * Whether the profile shows values: the most frequent ones, the least and the greatest. It is then as confidential as
   * the table. No unless given.
   */
  readonly showValues?: boolean;
  /**
   * Fewest rows of a value, a shape of texts, a year or a bin of numbers that is told by itself; rarer ones are told
   * together. To be given where values are shown; otherwise 11 stands.
   */
  readonly minCount?: number;
  /** Different values of a column that are counted each; with more, their number is estimated. 65,536 unless given. */
  readonly maxDistinct?: number;
  /** Largest error of a quantile of numbers, as a share of the true one; 0.01 unless given. */
  readonly relativeError?: number;
}

const MIN_COUNT = 11;
const MAX_DISTINCT = 65_536;
const RELATIVE_ERROR = 0.01;

/** Checks {@link ProfileOptions}. */
export const profileOptions: OptionsSchema<ProfileOptions> = z.strictObject({
  showValues: z.boolean().exactOptional(),
  minCount: z.int().min(1).max(1_000_000).exactOptional(),
  maxDistinct: z.int().min(2).max(1 << 24).exactOptional(),
  relativeError: z.number().min(RELATIVE_ERRORS.least).max(RELATIVE_ERRORS.most).exactOptional(),
}).superRefine(({ showValues, minCount }, context) => {
  if (showValues === true && minCount === undefined) {
    context.addIssue({ code: 'custom', path: ['minCount'], params: { problem: 'PLAN_MISSING' }, message: 'expected the fewest rows of a value that may be shown, got nothing' });
  }
});

/** What surrounds {@link profile}. */
export interface ProfileContext {
  readonly fold?: FoldContext;
  readonly signal?: AbortSignal;
}

/**
 * Makes the fold behind {@link profile}, for code that reads the rows anyway or in several places.
 *
 * @param input - schema of the rows.
 * @param options - see {@link ProfileOptions}.
 * @returns a fold whose partial states merge exactly, in any order.
 * @throws {PlanError} if the options are wrong, or a column has a type that no step works on.
 */
export function profileFold(input: Schema, options: ProfileOptions = {}): Fold<ProfileState, TableProfile> {
  const { showValues = false, minCount = MIN_COUNT, maxDistinct = MAX_DISTINCT, relativeError = RELATIVE_ERROR } = checkOptions(profileOptions, options);
  return makeProfileFold(input, { maxDistinct, relativeError }, { showValues, minCount });
}

/**
 * Profiles a table: what each column holds, how much is missing or suspect, which identifiers hide in it, and the role
 * it should have. Every row is read; only the identifier of a column is told from a sample of its different values.
 *
 * Passes: 1. Memory: per column at most `maxDistinct` values of 256 bytes and their counts, and sketches of 16 KiB to
 * 2 MiB; nothing grows with the rows. The result depends neither on their order nor on their batches. Distinct values are
 * counted up to `maxDistinct` and then estimated with a standard error of 0.8 %; quantiles of numbers keep to
 * `relativeError`; means and standard deviations come from exact sums.
 *
 * What an attacker learns: without `showValues` no value, least or greatest, and nothing that fewer than `minCount` rows
 * have in common but how many there are; of a column with `minCount` texts also how long the shortest and the longest
 * is, which may be one row's. Counts are of rows: eleven rows may be one person's. A profile is for those who
 * may see the table, and no profile is a release.
 *
 * @param dataset - the rows.
 * @param options - see {@link ProfileOptions}.
 * @param context - memory limit and signal.
 * @returns plain data, ready for JSON.
 * @throws {PlanError} if the options are wrong, or a column has a type that no step works on.
 * @throws {DataError} `DATA_MEMORY_LIMIT` when the state outgrows the limit.
 * @example
 * const { rows } = readCsv(bytesInMemory('people.csv', new TextEncoder().encode('sex;age\n1;42\n2;\n')), {
 *   columns: { sex: { type: 'utf8', role: 'quasiIdentifier' }, age: { type: 'int32', role: 'quasiIdentifier' } },
 * });
 * const { columns } = await profile(rows);
 * columns.map(({ nulls, distinct }) => [nulls, distinct.count]); // => [[0, 2], [1, 1]]
 */
export async function profile(dataset: Dataset, options: ProfileOptions = {}, context: ProfileContext = {}): Promise<TableProfile> {
  return foldDataset(dataset, profileFold(dataset.schema, options), context.fold ?? IN_MEMORY, context.signal);
}
