import type { Schema } from 'apache-arrow';
import { makeBatch } from '../../core/arrow.ts';
import { noneValid, setValid, type Column, type TextColumn } from '../../core/column.ts';
import { BATCH_ROWS, fromBatches, rebatch, type Dataset } from '../../core/dataset.ts';
import { declareSchema, type ColumnDeclaration } from '../../core/field.ts';
import { compositeParts, encodeCodes, unframeComposite, type PseudonymAlgorithm, type TextEncoding } from '../../pseudonymise/index.ts';
import type { AskedCodes } from './asked-codes.ts';

/** What the values are. */
export interface ValueKind {
  readonly policy: string;
  readonly algorithm?: PseudonymAlgorithm;
  readonly profile: string;
}

/**
 * Lays a re-identification out: one row for each code, in the order of the codes.
 *
 * The codes are written as they were given. What they stand for is `identifier`; `part1`, `part2` … for composites;
 * `deterministicCode` where the key leads back to the code of the policy `deterministic`; `earlierCode`, in base32, where it leads
 * back to a code. Null where the code leads to nobody.
 *
 * @param asked - the codes.
 * @param values - for each what it stands for, or `null`.
 * @param kind - how the codes were made.
 * @param encoding - how codes are written where they are text.
 * @returns the rows.
 */
export function reidentifiedRows({ codes, isText }: AskedCodes, values: readonly (Uint8Array | null)[], kind: ValueKind, encoding: TextEncoding): Dataset {
  const rows = codes.length;
  const code = codeColumn(codes, isText, kind.algorithm === 'FF1' ? null : encoding);
  const others = valueColumns(values, kind);
  const schema: Schema = declareSchema({ code: { type: typeOf(code), role: 'pseudonym', nullable: false }, ...Object.fromEntries(others.map(({ name, column, role }) => [name, { type: typeOf(column), role }])) });
  const batch = makeBatch(schema, [code, ...others.map(({ column }) => column)], rows);
  return rebatch(fromBatches(schema, [batch]), BATCH_ROWS);
}

interface NamedColumn {
  readonly name: string;
  readonly role: ColumnDeclaration['role'];
  readonly column: Column;
}

function typeOf(column: Column): ColumnDeclaration['type'] {
  return column.kind === 'binary' ? `binary(${column.width})` : 'utf8';
}

function codeColumn(codes: readonly Uint8Array[], isText: boolean, encoding: TextEncoding | null): Column {
  const rows = codes.length;
  if (!isText) return bytesColumn(codes, codes[0]?.length ?? 1);
  const plain = textColumn(codes);
  return encoding === null ? plain : { ...plain, ...(encodeCodes(plain, rows, encoding) as Pick<TextColumn, 'kind' | 'offsets' | 'bytes'>) };
}

function valueColumns(values: readonly (Uint8Array | null)[], { policy, profile }: ValueKind): NamedColumn[] {
  if (policy === 'releaseRandomised') return [{ name: 'deterministicCode', role: 'pseudonym', column: bytesColumn(values, 16) }];
  if (profile === 'code/v1') {
    const plain = textColumn(values);
    const encoded = encodeCodes(plain, values.length, 'base32') as Pick<TextColumn, 'kind' | 'offsets' | 'bytes'>;
    return [{ name: 'earlierCode', role: 'pseudonym', column: { ...plain, ...encoded } }];
  }
  const parts = compositeParts(profile);
  if (parts === null) return [{ name: profile === 'code-text/v1' ? 'earlierCode' : 'identifier', role: 'directIdentifier', column: textColumn(values) }];
  const taken = values.map((value) => (value === null ? null : unframeComposite(value)));
  return parts.map((_, part) => ({ name: `part${part + 1}`, role: 'directIdentifier', column: textColumn(taken.map((all) => all?.[part] ?? null)) }));
}

function validityOf(values: readonly (Uint8Array | null)[]): Uint8Array | null {
  const valid = noneValid(values.length);
  values.forEach((value, row) => {
    if (value !== null) setValid(valid, row);
  });
  return values.includes(null) ? valid : null;
}

function textColumn(values: readonly (Uint8Array | null)[]): TextColumn {
  const rows = values.length;
  const offsets = new Int32Array(rows + 1);
  for (let row = 0; row < rows; row++) offsets[row + 1] = offsets[row]! + (values[row]?.length ?? 0);
  const bytes = new Uint8Array(offsets[rows]!);
  values.forEach((value, row) => {
    if (value !== null) bytes.set(value, offsets[row]!);
  });
  return { kind: 'text', rows, valid: validityOf(values), offsets, bytes };
}

function bytesColumn(values: readonly (Uint8Array | null)[], width: number): Column {
  const bytes = new Uint8Array(width * values.length);
  values.forEach((value, row) => {
    if (value !== null) bytes.set(value, width * row);
  });
  return { kind: 'binary', rows: values.length, valid: validityOf(values), width, bytes };
}
