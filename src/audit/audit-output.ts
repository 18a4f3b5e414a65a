import type { DataType, Field, RecordBatch } from 'apache-arrow';
import { columnOf, columnTypeOf } from '../core/arrow.ts';
import type { ByteSource } from '../core/bytes.ts';
import { isValid, plainText, type Column } from '../core/column.ts';
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
 * Attacks a finished output: looks for identifiers in every cell and in the raw bytes, and checks that no published
 * count is below its rule.
 *
 * @param output - the output, re-read from its temporary file.
 * @param canaries - identifier values of the inputs; see {@link collectCanaries}.
 * @param signal - aborts the reading.
 * @returns what was looked at, as counts; never a value.
 * @throws {ProtectionError} when something that must not leave is found; the caller writes nothing.
 * @remarks Internal outputs may hold identifiers and are not searched. One pass over the rows and one over the bytes;
 *   memory of one batch.
 */
export async function auditOutput(output: AuditedOutput, canaries: readonly Uint8Array[], signal?: AbortSignal): Promise<Findings> {
  if (output.audience === 'internal') return { audited: false, reason: 'internal output' };
  const fields = output.promised.fields;
  checkSchema(output, fields);
  const scans = fields.map((field) => scanOf(field));
  const cells = cellTableOf(output.promised) === null ? [] : countColumns(fields, output.minCounts);
  let rowCount = 0;
  for await (const batch of output.rows.open(signal)) {
    for (const [index, scan] of scans.entries()) scan.add(columnOf(batch, index));
    for (const { index, minCount } of cells) checkCounts(batch, index, minCount, fields[index]!.name, output.name, rowCount);
    rowCount += batch.numRows;
  }
  for (const [index, scan] of scans.entries()) {
    if (scan.counts !== null && holdsNirs(scan.counts, scan.numeric)) {
      const detail = { source: output.name, column: fields[index]!.name, rowCount: scan.counts.withKey + scan.counts.withoutKey };
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

interface Scan {
  readonly counts: NirCounts | null;
  readonly numeric: boolean;
  add(column: Column): void;
}

function scanOf(field: Field): Scan {
  const type = columnTypeOf(field.type as DataType);
  const counts: NirCounts = { values: 0, withKey: 0, withoutKey: 0 };
  const otherwise = field.metadata.get(METADATA.identifier) !== undefined;
  switch (type?.replace(/\(.*/, '')) {
    case 'utf8':
      return {
        counts,
        numeric: false,
        add(column) {
          if (column.kind !== 'text' && column.kind !== 'coded') return;
          const text = plainText(column);
          countNirText(text.offsets, text.bytes, text.valid, text.rows, otherwise, counts);
        },
      };
    case 'int64':
    case 'float64':
    case 'decimal':
      return {
        counts,
        numeric: true,
        add: (column) => {
          countNirNumbers(asNumbers(column), column.valid, counts);
        },
      };
    default:
      return { counts: null, numeric: false, add: () => undefined };
  }
}

function asNumbers(column: Column): Float64Array {
  if (column.kind === 'float64') return column.values;
  if (column.kind === 'int64') return Float64Array.from(column.values, Number);
  const numbers = new Float64Array(column.rows);
  if (column.kind === 'decimal' && column.scale === 0) {
    for (let row = 0; row < column.rows; row++) numbers[row] = column.limbs[4 * row]! + column.limbs[4 * row + 1]! * 2 ** 32;
  }
  return numbers;
}

function countColumns(fields: readonly Field[], minCounts: AuditedOutput['minCounts']): { readonly index: number; readonly minCount: number }[] {
  return fields.flatMap((field, index) => {
    const kind = statisticOf(field)?.kind;
    const minCount = kind === 'rows' || kind === 'entities' ? minCounts[kind] : undefined;
    return minCount === undefined ? [] : [{ index, minCount }];
  });
}

function checkCounts(batch: RecordBatch, index: number, minCount: number, column: string, source: string, before: number): void {
  const counts = columnOf(batch, index);
  if (counts.kind !== 'int64') return;
  for (let row = 0; row < counts.rows; row++) {
    const count = Number(counts.values[row]!);
    if (isValid(counts.valid, row) && count > 0 && count < minCount) {
      throw new ProtectionError('PROTECTION_UNSAFE_CELL', `a published count is below ${minCount}`, { source, column, firstRow: before + row + 1 });
    }
  }
}
