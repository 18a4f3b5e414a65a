import { columnTypeOf, columnsOf } from '../../core/arrow.ts';
import { isValid, plainText, type BinaryColumn, type CodedColumn, type TextColumn } from '../../core/column.ts';
import type { ColumnType } from '../../core/column-type.ts';
import type { Dataset } from '../../core/dataset.ts';
import { DataError } from '../../core/errors.ts';
import { byteDictionary, orderByBytes } from '../../group/index.ts';
import { arrowSchemaOf, parquetSchemaOf, readArrow, readCsv, readParquet } from '../../read/index.ts';
import { fileBlob, fileBytes } from '../../read/node.ts';
import { fileFormat } from './inspect-file.ts';

/** Codes that somebody asks for. */
export interface AskedCodes {
  /** Each code once, in the order of its bytes. */
  readonly codes: readonly Uint8Array[];
  /** Whether the file holds them as text. */
  readonly isText: boolean;
}

/** Reads a code from its text, or takes its bytes; `null` when they are none. */
export interface CodeForm {
  ofText(text: string): Uint8Array | null;
  ofBytes(bytes: Uint8Array): Uint8Array | null;
}

/**
 * Reads a file of codes: one column of bytes or text, in Arrow, Parquet or CSV with a header.
 *
 * @param path - the file.
 * @param form - what a code is.
 * @param signal - aborts the reading.
 * @returns the codes; rows without code are passed over.
 * @throws {DataError} `DATA_FIELD_COUNT` for another number of columns, `DATA_COLUMN_TYPE` for one of another type, `DATA_HEADER` for a
 *   CSV file without header, `DATA_INVALID` if a row holds no code, with its number.
 * @remarks Holds every different code.
 */
export async function readAskedCodes(path: string, form: CodeForm, signal?: AbortSignal): Promise<AskedCodes> {
  const isCsv = fileFormat(path) === 'csv';
  const dataset = isCsv ? readCsv(fileBytes(path), { columns: { code: { type: 'utf8', role: 'pseudonym' } }, header: 'absent', delimiter: ',' }).rows : await openBinary(path);
  const distinct = byteDictionary();
  let row = 0;
  let faults = 0;
  let firstRow = 0;
  for await (const code of codesOf(dataset, form, signal)) {
    // The first line of a CSV file is its header, which is no code.
    const isHeader = isCsv && row === 0;
    row++;
    if (isHeader) {
      if (code !== 'fault') throw new DataError('DATA_HEADER', 'expected the name of a column in the first line, got a code or nothing', { source: 'codes' });
    } else if (code === 'fault') {
      faults++;
      if (faults === 1) firstRow = isCsv ? row - 1 : row;
    } else if (code !== null) distinct.encode(Int32Array.of(0, code.length), code, null, 1, new Int32Array(1));
  }
  if (faults > 0) throw new DataError('DATA_INVALID', 'not codes of this context and encoding', { source: 'codes', rowCount: faults, firstRow });
  const offsets = distinct.offsets();
  const bytes = distinct.bytes();
  const codes = Array.from(orderByBytes(distinct), (code) => bytes.slice(offsets[code]!, offsets[code + 1]!));
  return { codes, isText: columnTypeOf(dataset.schema.fields[0]!.type) === 'utf8' };
}

async function openBinary(path: string): Promise<Dataset> {
  const isParquet = fileFormat(path) === 'parquet';
  const columns = isParquet ? await parquetSchemaOf(fileBlob(path)) : await arrowSchemaOf(fileBlob(path));
  const [column] = columns;
  if (column === undefined || columns.length > 1) throw new DataError('DATA_FIELD_COUNT', `expected one column of codes, got ${columns.length}`, { source: 'codes' });
  if (column.type !== 'utf8' && !isBytes(column.type)) throw new DataError('DATA_COLUMN_TYPE', 'expected codes as bytes of one width or as text', { source: 'codes' });
  const options = { columns: { [column.name]: { type: column.type, role: 'pseudonym' as const } } };
  return (await (isParquet ? readParquet(fileBlob(path), options) : readArrow(fileBlob(path), options))).rows;
}

function isBytes(type: ColumnType | null): type is `binary(${number})` {
  return type?.startsWith('binary') === true;
}

async function* codesOf(dataset: Dataset, form: CodeForm, signal?: AbortSignal): AsyncGenerator<Uint8Array | null | 'fault'> {
  const decoder = new TextDecoder();
  for await (const batch of dataset.open(signal)) {
    const [column] = columnsOf(batch) as [BinaryColumn | TextColumn | CodedColumn];
    const text = column.kind === 'binary' ? null : plainText(column);
    for (let row = 0; row < column.rows; row++) {
      if (!isValid(column.valid, row)) yield null;
      else if (text === null) yield form.ofBytes((column as BinaryColumn).bytes.slice((column as BinaryColumn).width * row, (column as BinaryColumn).width * (row + 1))) ?? 'fault';
      else yield form.ofText(decoder.decode(text.bytes.subarray(text.offsets[row]!, text.offsets[row + 1]!))) ?? 'fault';
    }
  }
}
