import type { DataType, Schema } from 'apache-arrow';
import { columnsOf, columnTypeOf, makeSchema } from '../core/arrow.ts';
import { countNulls, plainText, type BinaryColumn, type CodedColumn, type Column, type TextColumn } from '../core/column.ts';
import type { ColumnType } from '../core/column-type.ts';
import type { Dataset } from '../core/dataset.ts';
import { DataError, refusePlan } from '../core/errors.ts';
import { changeField, checkAll, declareSchema, findColumn, METADATA, type ColumnDeclaration } from '../core/field.ts';
import { CODE_BYTES, decodeBase64Url } from '../keyed/index.ts';
import { descriptionOf, type PseudonymDescription } from './description.ts';
import { compareCodes } from './kernel/compare-codes.ts';
import { encodeCodes, type ByteStrings } from './kernel/encode-codes.ts';
import { sealedPersonBytes } from './kernel/seal-persons.ts';
import type { ValueForm } from './profile.ts';

/** Columns of a crosswalk, in their order. */
export const CROSSWALK_COLUMNS: readonly string[] = Object.freeze(['code', 'identifier', 'keyId', 'firstSeen']);

/** Rows of a crosswalk. */
export interface CrosswalkRows {
  readonly rows: number;
  /** Uint8Array(16 · rows), ascending. */
  readonly codes: Uint8Array;
  /** The seal of each code's value. */
  readonly seals: ByteStrings;
  /** Int32Array(rows): days since 1970-01-01. */
  readonly firstSeen: Int32Array;
}

/**
 * Gives the schema of a crosswalk: which code stands for which person, and who can tell.
 *
 * | Column | Type | What it is |
 * |---|---|---|
 * | `code` | `binary(16)` | the code, as it stands in the rows; the order of the table |
 * | `identifier` | `binary(32 + n)`, or `utf8` in base64url where values have no one length | AES-SIV of code ‖ value; a direct identifier to whoever holds the key |
 * | `keyId` | `utf8` | fingerprint of the key that opens it |
 * | `firstSeen` | `date` | day of reference of the run that drew the code |
 *
 * @param form - the form of the values.
 * @param description - how the codes were made.
 * @returns the schema; no column has nulls.
 */
export function crosswalkSchema(form: ValueForm, description: PseudonymDescription): Schema {
  const { encoding: _, ...ofBytes } = description;
  const [code, ...others] = declareSchema(crosswalkDeclarations(form)).fields;
  return makeSchema([changeField(code!, { metadata: { [METADATA.pseudonym]: JSON.stringify(ofBytes) } }), ...others]);
}

/**
 * Declares the columns of a crosswalk.
 *
 * @param form - the form of the values.
 * @returns declarations by name, in the order of {@link CROSSWALK_COLUMNS}.
 */
export function crosswalkDeclarations(form: ValueForm): Readonly<Record<string, ColumnDeclaration>> {
  return {
    code: { type: `binary(${CODE_BYTES})`, role: 'pseudonym', nullable: false },
    identifier: { type: identifierType(form), role: 'directIdentifier', nullable: false },
    keyId: { type: 'utf8', role: 'technical', nullable: false },
    firstSeen: { type: 'date', role: 'attribute', nullable: false },
  };
}

function identifierType({ width }: ValueForm): ColumnType {
  return width === null ? 'utf8' : `binary(${sealedPersonBytes(width)})`;
}

/**
 * Checks that a table has the columns of a crosswalk, and that it says nothing against the key.
 *
 * @param input - its schema.
 * @param form - the form of the values.
 * @param description - how this run makes codes.
 * @throws {PlanError} with every problem: columns that are missing, of another type or unknown; `PLAN_WRONG_KEY`.
 */
export function checkCrosswalk(input: Schema, form: ValueForm, description: PseudonymDescription): void {
  const wanted = crosswalkSchema(form, description).fields;
  checkAll(wanted.map(({ name, type }) => () => {
    const field = input.fields[findColumn(input, name, 'table')]!;
    const [expected, got] = [type, field.type].map((one) => columnTypeOf(one as DataType));
    if (got !== expected) refusePlan('PLAN_COLUMN_TYPE', 'table', `column "${name}" of the crosswalk: expected ${expected!}, got ${got ?? 'another type'}`);
    const known = name === 'code' ? descriptionOf(field) : null;
    if (known !== null && known.fingerprint !== description.fingerprint) refuseKey(description.fingerprint);
  }));
  if (input.fields.length > wanted.length) refusePlan('PLAN_UNKNOWN_COLUMN', 'table', `a crosswalk has the columns ${CROSSWALK_COLUMNS.join(', ')} and no others`);
}

function refuseKey(fingerprint: string): never {
  refusePlan('PLAN_WRONG_KEY', 'secretKey', `the crosswalk was made under another key, project, domain or profile; the key given has the fingerprint ${fingerprint} in this context`);
}

/**
 * Reads a crosswalk.
 *
 * @param crosswalk - a table with the columns of {@link crosswalkSchema}.
 * @param fingerprint - of the key that is to open it.
 * @param signal - aborts the reading.
 * @returns its rows, batch by batch.
 * @throws {PlanError} `PLAN_WRONG_KEY` if a row is of another key, project, domain or profile.
 * @throws {DataError} `DATA_NULL`, `DATA_DUPLICATE_KEY` for a code that stands twice, `DATA_INVALID` for rows that are not in the
 *   order of their codes, or a seal that is no base64url.
 */
export async function* readCrosswalk(crosswalk: Dataset, fingerprint: string, signal?: AbortSignal): AsyncGenerator<CrosswalkRows> {
  const places = CROSSWALK_COLUMNS.map((name) => crosswalk.schema.fields.findIndex((field) => field.name === name));
  const keyId = new TextEncoder().encode(fingerprint);
  let last: Uint8Array | null = null;
  let firstRow = 0;
  for await (const batch of crosswalk.open(signal)) {
    const rows = batch.numRows;
    if (rows === 0) continue;
    const columns = columnsOf(batch);
    const [code, identifier, keyIds, firstSeen] = places.map((place) => columns[place]!);
    for (const [index, column] of [code, identifier, keyIds, firstSeen].entries()) checkPresent(column!, CROSSWALK_COLUMNS[index]!);
    if (!isAlways(plainText(keyIds as TextColumn | CodedColumn), keyId)) refuseKey(fingerprint);
    const { bytes: codes } = code as BinaryColumn;
    checkOrder(codes, rows, last, firstRow);
    last = codes.slice(CODE_BYTES * (rows - 1), CODE_BYTES * rows);
    yield { rows, codes, seals: sealsOf(identifier!, firstRow), firstSeen: (firstSeen as Extract<Column, { readonly kind: 'date' }>).days };
    firstRow += rows;
  }
}

function checkPresent(column: Column, name: string): void {
  const rowCount = countNulls(column.valid, column.rows);
  if (rowCount > 0) throw new DataError('DATA_NULL', 'a row of the crosswalk is not complete', { source: 'crosswalk', column: name, rowCount });
}

function isAlways({ rows, offsets, bytes }: TextColumn, text: Uint8Array): boolean {
  for (let row = 0; row < rows; row++) {
    const start = offsets[row]!;
    if (offsets[row + 1]! - start !== text.length) return false;
    for (let index = 0; index < text.length; index++) if (bytes[start + index] !== text[index]) return false;
  }
  return true;
}

function checkOrder(codes: Uint8Array, rows: number, last: Uint8Array | null, before: number): void {
  for (let row = 0; row < rows; row++) {
    const order = row > 0 ? compareCodes(codes, row - 1, codes, row) : last === null ? -1 : compareCodes(last, 0, codes, 0);
    if (order < 0) continue;
    const detail = { source: 'crosswalk', column: 'code', firstRow: before + row + 1 };
    if (order === 0) throw new DataError('DATA_DUPLICATE_KEY', 'a code stands twice', detail);
    throw new DataError('DATA_INVALID', 'the rows of a crosswalk are in the order of their codes; sort them', detail);
  }
}

function sealsOf(column: Column, before: number): ByteStrings {
  if (column.kind === 'binary') return { offsets: Int32Array.from({ length: column.rows + 1 }, (_, row) => column.width * row), bytes: column.bytes };
  const { rows, offsets, bytes } = plainText(column as TextColumn | CodedColumn);
  const seals = new Uint8Array(offsets[rows]! - offsets[0]!);
  const sealOffsets = new Int32Array(rows + 1);
  for (let row = 0; row < rows; row++) {
    const sealed = decodeBase64Url(bytes.subarray(offsets[row]!, offsets[row + 1]!));
    if (sealed === null) throw new DataError('DATA_INVALID', 'expected base64url', { source: 'crosswalk', column: 'identifier', firstRow: before + row + 1 });
    seals.set(sealed, sealOffsets[row]!);
    sealOffsets[row + 1] = sealOffsets[row]! + sealed.length;
  }
  return { offsets: sealOffsets, bytes: seals };
}

/**
 * Lays rows of a crosswalk out as columns.
 *
 * @param part - the rows.
 * @param form - the form of the values.
 * @param fingerprint - of the key that opens them.
 * @returns the columns of {@link crosswalkSchema}.
 */
export function crosswalkColumns({ rows, codes, seals, firstSeen }: CrosswalkRows, form: ValueForm, fingerprint: string): readonly Column[] {
  const identifier = form.width === null ? encodeCodes(seals, rows, 'base64url') : { kind: 'binary' as const, width: sealedPersonBytes(form.width), bytes: seals.bytes };
  const keyId = new TextEncoder().encode(fingerprint);
  const keyIds = new Uint8Array(keyId.length * rows);
  for (let row = 0; row < rows; row++) keyIds.set(keyId, keyId.length * row);
  return [
    { kind: 'binary', rows, valid: null, width: CODE_BYTES, bytes: codes },
    { rows, valid: null, ...identifier },
    { kind: 'text', rows, valid: null, offsets: Int32Array.from({ length: rows + 1 }, (_, row) => keyId.length * row), bytes: keyIds },
    { kind: 'date', rows, valid: null, days: firstSeen },
  ];
}
