import type { CodedColumn, Column, TextColumn } from '../core/column.ts';
import { parseColumnType, type ColumnType } from '../core/column-type.ts';
import { DataError } from '../core/errors.ts';
import { joinColumns, takeRows } from '../core/slice.ts';
import { castColumn, nullColumn, type CastPlace } from './cast.ts';
import type { RawColumn } from './kernel/raw-column.ts';
import { gatherCodes, settleCodes } from './kernel/text-layout.ts';
import { hasValue } from '../text/index.ts';

/** Bytes that the text of a column may take in a batch once codes are replaced by what they stand for. */
const MAX_TEXT_BYTES = 1 << 28;

/** The values of a dictionary as they came: the first batch of it and what later ones added. */
export interface DictionaryParts {
  readonly parts: RawColumn[];
  /** The values by declared type, joined when first needed. */
  readonly cast: Map<ColumnType, Column>;
}

/**
 * Casts indices into a dictionary.
 *
 * @param raw - the indices.
 * @param dictionary - what they point into; `undefined` when the file has not given it.
 * @param type - the declared type of the values.
 * @param coded - whether text stays codes.
 * @param place - where the column stands.
 * @returns a column of the declared type.
 * @throws {DataError} `DATA_FORMAT` for an index outside the dictionary, and what casts of the values throw.
 */
export function castIndices(raw: RawColumn, dictionary: DictionaryParts | undefined, type: ColumnType, coded: boolean, place: CastPlace): Column {
  const indices = castColumn(raw, 'int32', place);
  if (indices.kind !== 'int32') throw new RangeError('indices: expected numbers');
  const { rows, valid } = indices;
  const values = dictionary === undefined ? nullColumn(parseColumnType(type)!, 0) : valuesOf(dictionary, type, place);
  const codes = indices.values;
  const outside = settleCodes(codes, valid, values.rows);
  if (outside >= 0) {
    throw new DataError('DATA_FORMAT', 'a code that its dictionary does not have', { source: place.source, column: place.column, firstRow: place.firstRow + outside });
  }
  if (values.kind !== 'text' || values.valid !== null) {
    const taken = takeRows(values, codes.map((code, row) => (hasValue(valid, row) ? code : -1)));
    return coded && taken.kind === 'text' ? ownDictionary(taken) : taken;
  }
  if (coded) return { kind: 'coded', rows, valid, codes, dictionary: values };
  try {
    const texts = gatherCodes(codes, { ends: values.offsets, bytes: values.bytes }, valid, MAX_TEXT_BYTES);
    return { kind: 'text', rows, valid, offsets: texts.ends, bytes: texts.bytes };
  } catch {
    throw new DataError('DATA_PAGE_TOO_LARGE', `text of more than ${MAX_TEXT_BYTES} bytes in a batch; ask for smaller batches`, { source: place.source, column: place.column });
  }
}

function valuesOf(dictionary: DictionaryParts, type: ColumnType, place: CastPlace): Column {
  let values = dictionary.cast.get(type);
  if (values === undefined) {
    values = joinColumns(dictionary.parts.map((part) => withoutRow(() => castColumn(part, type, place))));
    dictionary.cast.set(type, values);
  }
  return values;
}

/** A row of the dictionary is no row of the table. */
function withoutRow<Value>(work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof DataError) || error.detail.firstRow === undefined) throw error;
    const { source, column } = error.detail;
    throw new DataError(error.code, 'a value of its dictionary that does not fit the declared type', { source: source!, column: column! });
  }
}

/**
 * Gives text a dictionary of its own, one entry a row.
 *
 * @param text - plain text.
 * @returns the same rows as codes.
 */
export function ownDictionary(text: TextColumn): CodedColumn {
  const { rows, valid } = text;
  const codes = new Int32Array(rows);
  for (let row = 0; row < rows; row++) codes[row] = row;
  return { kind: 'coded', rows, valid, codes, dictionary: { ...text, valid: null } };
}
