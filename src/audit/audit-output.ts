import type { Field, RecordBatch } from 'apache-arrow';
import { columnOf } from '../core/arrow.ts';
import type { ByteSource } from '../core/bytes.ts';
import { isValid, plainText, type Column, type DecimalColumn, type Float64Column, type Int64Column, type TextColumn } from '../core/column.ts';
import type { Dataset } from '../core/dataset.ts';
import { ProtectionError } from '../core/errors.ts';
import { cellTableOf, METADATA, roleOf, statisticOf } from '../core/field.ts';
import type { Findings } from '../core/operator.ts';
import type { Audience } from '../core/roles.ts';
import { canarySearch } from './kernel/canary-search.ts';
import { countNirNumbers, countNirText, holdsNirs, type NirCounts } from './kernel/nir-column.ts';

/** A finished output, re-read from its own bytes. */
export interface AuditedOutput {
  readonly name: string;
  readonly audience: Audience;
  /** The rows as a reader of the file sees them. */
  readonly rows: Dataset;
  /** The schema the plan promised: its roles and statistics, which the file itself may not carry. */
  readonly promised: Dataset['schema'];
  /** The file's raw bytes. */
  readonly bytes: ByteSource;
  /** Smallest publishable counts, by the statistic they bind; from the protect step's rules. */
  readonly minCounts: Readonly<Partial<Record<'rows' | 'entities', number>>>;
}

/**
 * Attacks a finished output: looks for NIRs and for identifiers of the inputs in every cell, for the latter in the raw
 * bytes too, and checks that no published count is below its rule.
 *
 * @param output - the output, re-read from its temporary file.
 * @param canaries - identifier values of the inputs; see {@link collectCanaries}.
 * @param signal - aborts the reading.
 * @returns what was looked at, as counts; never a value.
 * @throws {ProtectionError} when something that must not leave is found; the caller writes nothing.
 * @remarks Internal outputs may hold identifiers and are not searched. One pass over the rows and one over the bytes;
 *   memory of one batch and 128 KiB. An attacker may still find what is not searched for: names, identifiers below
 *   eight bytes, values outside the sample, and values that were rewritten before they were written.
 */
export async function auditOutput(output: AuditedOutput, canaries: readonly Uint8Array[], signal?: AbortSignal): Promise<Findings> {
  if (output.audience === 'internal') return { audited: false, reason: 'internal output' };
  const fields = output.promised.fields;
  checkSchema(output, fields);
  const cells = countColumns(output, fields);
  const scans = fields.map(scanOf);
  const cellSearch = canarySearch(canaries);
  const searched = new WeakSet<TextColumn>();
  let foundInCells = 0;
  let rowCount = 0;
  for await (const batch of output.rows.open(signal)) {
    for (const [index, scan] of scans.entries()) {
      const column = columnOf(batch, index);
      scan.add(column);
      const text = textOf(column);
      if (text === null || canaries.length === 0 || searched.has(text)) continue;
      searched.add(text);
      const found = cellSearch.add(cellsApart(text));
      if (found > foundInCells) throw new ProtectionError('PROTECTION_CANARY_FOUND', 'identifiers of the inputs stand in its cells', { source: output.name, column: fields[index]!.name });
      foundInCells = found;
    }
    for (const { index, minCount } of cells) checkCounts(batch, index, minCount, fields[index]!.name, output.name, rowCount);
    rowCount += batch.numRows;
  }
  for (const [index, scan] of scans.entries()) {
    for (const [counts, numeric] of [[scan.text, false], [scan.numbers, true]] as const) {
      if (!holdsNirs(counts, numeric)) continue;
      const detail = { source: output.name, column: fields[index]!.name, rowCount: counts.withKey + counts.withoutKey };
      throw new ProtectionError('PROTECTION_NIR_FOUND', `${detail.rowCount} values look like a NIR`, detail);
    }
  }
  const search = canarySearch(canaries);
  let found = 0;
  let byteCount = 0;
  for await (const piece of output.bytes.open(signal)) {
    found = search.add(piece);
    byteCount += piece.length;
  }
  if (found > 0) throw new ProtectionError('PROTECTION_CANARY_FOUND', `identifiers of the inputs stand ${found} times in the file`, { source: output.name });
  return { audited: true, rows: rowCount, bytes: byteCount, columns: fields.length, canaries: canaries.length };
}

function checkSchema(output: AuditedOutput, fields: readonly Field[]): void {
  const names = output.rows.schema.fields.map((field) => field.name);
  if (names.length !== fields.length || fields.some((field, index) => field.name !== names[index])) {
    throw new ProtectionError('PROTECTION_SCHEMA', 'the file does not have the columns that were promised', { source: output.name });
  }
  for (const field of fields) {
    const role = roleOf(field);
    const forbidden = role === 'directIdentifier' || (output.audience === 'public' && (role === 'pseudonym' || role === 'entity' || role === 'technical'));
    if (forbidden) throw new ProtectionError('PROTECTION_IDENTIFIER_FOUND', `a ${role} reached the output`, { source: output.name, column: field.name });
  }
}

/** What was counted of one column, by the kind its cells turned out to have in the file. */
interface Scan {
  readonly text: NirCounts;
  readonly numbers: NirCounts;
  add(column: Column): void;
}

/** The one identifier whose 13 digits may look like a NIR; any other word, or a misspelt one, excuses nothing. */
const OTHER_THIRTEEN_DIGITS = 'cip13';

function scanOf(field: Field): Scan {
  const text: NirCounts = { values: 0, withKey: 0, withoutKey: 0 };
  const numbers: NirCounts = { values: 0, withKey: 0, withoutKey: 0 };
  const identifier = field.metadata.get(METADATA.identifier);
  const otherwise = identifier === OTHER_THIRTEEN_DIGITS;
  return {
    text,
    numbers,
    add(column) {
      if (column.kind === 'text' || column.kind === 'coded') {
        const plain = plainText(column);
        countNirText(plain.offsets, plain.bytes, plain.valid, plain.rows, otherwise, text);
      } else if (column.kind === 'int64' || column.kind === 'float64' || column.kind === 'decimal') {
        countNirNumbers(asNumbers(column), column.valid, otherwise, numbers);
      }
    },
  };
}

function asNumbers(column: Int64Column | Float64Column | DecimalColumn): Float64Array {
  if (column.kind === 'float64') return column.values;
  if (column.kind === 'int64') return Float64Array.from(column.values, Number);
  const { limbs, scale } = column;
  const unit = 10n ** BigInt(scale);
  const numbers = new Float64Array(column.rows);
  for (let row = 0; row < column.rows; row++) {
    const unscaled = BigInt(limbs[4 * row]!) + (BigInt(limbs[4 * row + 1]!) << 32n);
    if (limbs[4 * row + 2] === 0 && limbs[4 * row + 3] === 0 && unscaled % unit === 0n) numbers[row] = Number(unscaled / unit);
  }
  return numbers;
}

const BETWEEN_CELLS = 0x1f;

/** The texts a column's file holds: those of the dictionary where there is one, used or not. */
function textOf(column: Column): TextColumn | null {
  if (column.kind === 'coded') return column.dictionary;
  return column.kind === 'text' ? column : null;
}

/** Copies texts with a byte between them, so that the end of one and the start of the next make no find. */
function cellsApart({ offsets, bytes, rows }: TextColumn): Uint8Array {
  const apart = new Uint8Array(offsets[rows]! - offsets[0]! + rows).fill(BETWEEN_CELLS);
  for (let row = 0; row < rows; row++) apart.set(bytes.subarray(offsets[row]!, offsets[row + 1]!), offsets[row]! - offsets[0]! + row);
  return apart;
}

function countColumns(output: AuditedOutput, fields: readonly Field[]): { readonly index: number; readonly minCount: number }[] {
  if (cellTableOf(output.promised) === null) return [];
  if (output.audience === 'public' && output.minCounts.rows === undefined && output.minCounts.entities === undefined) {
    throw new ProtectionError('PROTECTION_UNSAFE_CELL', 'no minimum frequency stands behind these cells', { source: output.name });
  }
  return fields.flatMap((field, index) => {
    const kind = statisticOf(field)?.kind;
    const minCount = kind === 'rows' || kind === 'entities' ? output.minCounts[kind] : undefined;
    return minCount === undefined ? [] : [{ index, minCount }];
  });
}

function checkCounts(batch: RecordBatch, index: number, minCount: number, column: string, source: string, before: number): void {
  const counts = columnOf(batch, index);
  if (counts.kind !== 'int64') throw new ProtectionError('PROTECTION_SCHEMA', `expected counts as int64, got ${counts.kind}`, { source, column });
  for (let row = 0; row < counts.rows; row++) {
    const count = Number(counts.values[row]!);
    if (isValid(counts.valid, row) && count > 0 && count < minCount) {
      throw new ProtectionError('PROTECTION_UNSAFE_CELL', `a published count is below ${minCount}`, { source, column, firstRow: before + row + 1 });
    }
  }
}
