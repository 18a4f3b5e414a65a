import type { Field, RecordBatch } from 'apache-arrow';
import { columnOf } from '../core/arrow.ts';
import type { ByteSource } from '../core/bytes.ts';
import { isValid, type Column, type TextColumn } from '../core/column.ts';
import type { Dataset } from '../core/dataset.ts';
import { ProtectionError } from '../core/errors.ts';
import { cellTableOf, roleOf, statisticOf } from '../core/field.ts';
import type { Findings } from '../core/operator.ts';
import type { Audience } from '../core/roles.ts';
import { scanColumn, type ColumnLikeness } from './identifier-scan.ts';
import { canarySearch } from './kernel/canary-search.ts';
import type { Leak } from './kernel/leaks.ts';

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
 * Attacks a finished output: looks in every cell for what looks like an identifier of a person (NIR, INS, RPPS number,
 * telephone number, e-mail address, IBAN) and for identifiers of the inputs, for the latter in the raw bytes too, and checks
 * that no published count is below its rule.
 *
 * @param output - the output, re-read from its temporary file.
 * @param canaries - identifier values of the inputs; see {@link collectCanaries}.
 * @param signal - aborts the reading.
 * @returns what was looked at, as counts, and `looksLike`, the cells by column and kind that look like an identifier and were
 *   not taken for one; never a value.
 * @throws {ProtectionError} when something that must not leave is found; the caller writes nothing.
 * @remarks Internal outputs may hold identifiers and are not searched. One pass over the rows and one over the bytes;
 *   memory of one batch and 128 KiB. An attacker may still find what is not searched for: names, ADELI numbers, identifiers
 *   below eight bytes, values outside the sample, and values that were rewritten before they were written.
 */
export async function auditOutput(output: AuditedOutput, canaries: readonly Uint8Array[], signal?: AbortSignal): Promise<Findings> {
  if (output.audience === 'internal') return { audited: false, reason: 'internal output' };
  const fields = output.promised.fields;
  checkSchema(output, fields);
  const cells = countColumns(output, fields);
  const scans = fields.map((field) => scanColumn(field, output.audience));
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
  const likeness = scans.map((scan) => scan.finish());
  refuseLeaks(output.name, likeness);
  const search = canarySearch(canaries);
  let found = 0;
  let byteCount = 0;
  for await (const piece of output.bytes.open(signal)) {
    found = search.add(piece);
    byteCount += piece.length;
  }
  if (found > 0) throw new ProtectionError('PROTECTION_CANARY_FOUND', `identifiers of the inputs stand ${found} times in the file`, { source: output.name });
  return { audited: true, rows: rowCount, bytes: byteCount, columns: fields.length, canaries: canaries.length, ...suspicions(likeness) };
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

/** What a value that looks like an identifier is called in a message. */
const KIND_WORDS: Readonly<Record<Leak['kind'], string>> = Object.freeze({
  nir: 'a NIR',
  rpps: 'an RPPS number',
  phone: 'a telephone number',
  email: 'an e-mail address',
  iban: 'an IBAN',
});

/** Refuses an output in which identifiers stand; the first NIR speaks for all, and the message counts the others. */
function refuseLeaks(source: string, columns: readonly ColumnLikeness[]): void {
  const leaks = columns.flatMap(({ column, leaks: found }) => found.map((leak) => ({ column, ...leak })));
  const first = leaks.find(({ kind }) => kind === 'nir') ?? leaks[0];
  if (first === undefined) return;
  const others = leaks.filter((leak) => leak !== first).map(({ column, kind, count }) => `; ${count} in column ${column} like ${KIND_WORDS[kind]}`);
  const detail = { source, column: first.column, rowCount: first.count };
  throw new ProtectionError(first.kind === 'nir' ? 'PROTECTION_NIR_FOUND' : 'PROTECTION_LEAK_FOUND', `${first.count} values look like ${KIND_WORDS[first.kind]}${others.join('')}`, detail);
}

/** What columns look like without being taken for it: product codes, chance. Nothing is said where there is nothing. */
function suspicions(columns: readonly ColumnLikeness[]): Findings {
  const found = columns.filter(({ looksLike }) => Object.keys(looksLike).length > 0);
  return found.length === 0 ? {} : { looksLike: Object.fromEntries(found.map(({ column, looksLike }) => [column, looksLike as Record<string, number>])) };
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
  const table = cellTableOf(output.promised);
  if (table === null) return [];
  if (output.audience === 'public' && table.attacked !== true && output.minCounts.rows === undefined && output.minCounts.entities === undefined) {
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
