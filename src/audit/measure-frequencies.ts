import type { Schema } from 'apache-arrow';
import { z } from 'zod';
import { columnOf } from '../core/arrow.ts';
import { countNulls } from '../core/column.ts';
import type { Dataset } from '../core/dataset.ts';
import { refusePlan } from '../core/errors.ts';
import { checkAll, findColumn } from '../core/field.ts';
import { foldDataset, IN_MEMORY, type Fold, type FoldContext } from '../core/fold.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import { columnCoder, groupCounts, rowDigests, type ColumnCoder, type GroupCounts } from '../group/index.ts';
import { addToBags, BAG_WORDS, countUnique, countUniqueBags } from './kernel/unique-bags.ts';

/** Options of {@link measureFrequencies}. */
export interface MeasureFrequenciesOptions {
  /** Column of pseudonyms. */
  readonly pseudonym: string;
  /** A column that an attacker may know too: the values of all rows of a person are then taken together with their number. */
  readonly quasiIdentifier?: string;
}

/** Checks {@link MeasureFrequenciesOptions}. */
export const measureFrequenciesOptions: OptionsSchema<MeasureFrequenciesOptions> = z.strictObject({
  pseudonym: columnName,
  quasiIdentifier: columnName.exactOptional(),
});

/** How many pseudonyms nothing but their frequency gives away. */
export interface UniquePseudonyms {
  readonly unique: number;
  /** Share of the pseudonyms, in [0, 1]; 0 when there are none. */
  readonly share: number;
}

/** What the frequencies of a column of pseudonyms give away, in figures. */
export interface PseudonymFrequencies {
  readonly rows: number;
  readonly rowsWithoutPseudonym: number;
  readonly pseudonyms: number;
  /** Those that occur as often as no other one. */
  readonly byFrequency: UniquePseudonyms;
  /** Those whose rows have, together, values of the quasi-identifier as no other one's have; `null` when none was named. */
  readonly withQuasiIdentifier: UniquePseudonyms | null;
}

/** What is held while rows are read. */
export interface FrequencyState {
  readonly coder: ColumnCoder;
  readonly counts: GroupCounts;
  /** Uint32Array: the bags of values, by code; room for more. */
  bags: Uint32Array;
  rows: number;
  rowsWithoutPseudonym: number;
}

/**
 * Measures the frequency attack on a column of pseudonyms: whoever knows how often each person occurs, as many stays or
 * purchases, names those who occur as often as nobody else, whatever the key.
 *
 * @param dataset - the rows, for example a finished output.
 * @param options - see {@link MeasureFrequenciesOptions}.
 * @param context - memory limit and signal.
 * @param context.fold - memory limit; the state does not spill.
 * @param context.signal - aborts the reading.
 * @returns figures, never a value; they depend neither on the order of the rows nor on their batches. A missing value of the
 *   quasi-identifier is a value like another.
 * @throws {PlanError} if an option is wrong or names no column.
 * @throws {DataError} `DATA_MEMORY_LIMIT` when the state outgrows the limit.
 * @remarks One pass. Memory grows with the distinct pseudonyms: the code, some 50 bytes, and 40 more at the end.
 */
export async function measureFrequencies(dataset: Dataset, options: MeasureFrequenciesOptions, context: { readonly fold?: FoldContext; readonly signal?: AbortSignal } = {}): Promise<PseudonymFrequencies> {
  const checked = checkOptions(measureFrequenciesOptions, options);
  return foldDataset(dataset, frequencyFold(dataset.schema, checked), context.fold ?? IN_MEMORY, context.signal);
}

/**
 * Makes the fold of {@link measureFrequencies}.
 *
 * @param schema - schema of the rows.
 * @param options - checked options.
 * @returns the fold.
 * @throws {PlanError} if a column is unknown, or both are one.
 */
export function frequencyFold(schema: Schema, { pseudonym, quasiIdentifier }: MeasureFrequenciesOptions): Fold<FrequencyState, PseudonymFrequencies> {
  let index = -1;
  let known = -1;
  checkAll([
    () => void (index = findColumn(schema, pseudonym, 'pseudonym')),
    () => void (known = quasiIdentifier === undefined ? -1 : findColumn(schema, quasiIdentifier, 'quasiIdentifier')),
    () => {
      if (quasiIdentifier === pseudonym) refusePlan('PLAN_DUPLICATE_NAME', 'quasiIdentifier', 'expected another column than that of the pseudonyms');
    },
  ]);
  return {
    init: () => ({ coder: columnCoder(), counts: groupCounts(), bags: new Uint32Array(0), rows: 0, rowsWithoutPseudonym: 0 }),
    add(state, batch) {
      const column = columnOf(batch, index);
      const codes = new Int32Array(batch.numRows);
      state.coder.encode(column, codes);
      state.counts.grow(state.coder.size);
      state.counts.add(codes, null, batch.numRows);
      state.rows += batch.numRows;
      state.rowsWithoutPseudonym += countNulls(column.valid, batch.numRows);
      if (known < 0) return;
      state.bags = grown(state.bags, BAG_WORDS * state.coder.size);
      addToBags(state.bags, rowDigests([columnOf(batch, known)], batch.numRows), codes, batch.numRows);
    },
    merge(left, right) {
      const codeOf = left.coder.absorb(right.coder);
      left.counts.grow(left.coder.size);
      left.counts.merge(right.counts, codeOf);
      left.bags = grown(left.bags, known < 0 ? 0 : BAG_WORDS * left.coder.size);
      if (known >= 0) addToBags(left.bags, new Uint8Array(right.bags.buffer), codeOf, codeOf.length);
      left.rows += right.rows;
      left.rowsWithoutPseudonym += right.rowsWithoutPseudonym;
      return left;
    },
    finish({ coder, counts, bags, rows, rowsWithoutPseudonym }) {
      const pseudonyms = coder.size;
      const rowsOf = counts.counts().slice(0, pseudonyms);
      return {
        rows,
        rowsWithoutPseudonym,
        pseudonyms,
        byFrequency: shareOf(countUnique(rowsOf), pseudonyms),
        withQuasiIdentifier: known < 0 ? null : shareOf(countUniqueBags(rowsOf, bags), pseudonyms),
      };
    },
    bytes: ({ coder, counts, bags }) => coder.byteLength + counts.byteLength + bags.byteLength,
  };
}

function shareOf(unique: number, pseudonyms: number): UniquePseudonyms {
  return { unique, share: pseudonyms === 0 ? 0 : unique / pseudonyms };
}

function grown(words: Uint32Array, length: number): Uint32Array {
  if (length <= words.length) return words;
  const larger = new Uint32Array(Math.max(length, 2 * words.length));
  larger.set(words);
  return larger;
}
