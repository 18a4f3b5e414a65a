import type { RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import { arrowType, columnsOf, makeBatch, makeSchema } from '../core/arrow.ts';
import { plainText, type CodedColumn, type Column, type Int64Column, type TextColumn } from '../core/column.ts';
import { changeField, findColumn, METADATA } from '../core/field.ts';
import type { MapOperator } from '../core/operator.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import type { RejectSink } from '../core/rejects.ts';
import { takeRows } from '../core/slice.ts';
import { canonicalNirColumn, IDENTIFIER_LEVELS, nir, REASON_NULL, type CanonicalColumn, type IdentifierLevel } from '../identifiers/index.ts';
import { digitsColumn } from './kernel/digits-column.ts';
import { layOutNirs, type InvalidPolicy } from './kernel/nir-output.ts';

/** Options of {@link normaliseNir}. */
export interface NormaliseNirOptions {
  /** Column of NIRs: text, or 64-bit integers (which have lost the NIRs of Corsica). */
  readonly column: string;
  /** `13` without key, or `15` with the key computed anew. Quote it in a plan. */
  readonly form: '13' | '15';
  /** What becomes of a value that is no NIR: `reject` its row, make it `null`, or `keep` it as it was. */
  readonly onInvalid: InvalidPolicy;
  /** The strongest level a value must pass: `format`, `checksum` (the key of 15 characters) or `plausibility`; the last unless said otherwise. */
  readonly level?: IdentifierLevel;
}

/** Checks {@link NormaliseNirOptions}. */
export const normaliseNirOptions: OptionsSchema<NormaliseNirOptions> = z.strictObject({
  column: columnName,
  form: z.enum(['13', '15']),
  onInvalid: z.enum(['reject', 'null', 'keep']),
  level: z.enum(IDENTIFIER_LEVELS as [IdentifierLevel, ...IdentifierLevel[]]).exactOptional(),
});

/** Codes of rejected rows, by reason: `NIR_LENGTH`, `NIR_KEY` and so on. */
const REJECT_CODES: readonly string[] = nir.reasons.map(({ name }) => `NIR_${name.toUpperCase()}`);

/**
 * Brings a column of NIRs to one form: no separators, capital 2A and 2B, with or without key.
 *
 * Passes: 1. Memory: a batch. Order: kept. Schema: the column as plain text, declared as `nir`; its role stays. Null
 * stays null and is never rejected; empty text is an invalid value. With `reject` the row goes to the port `rejects`
 * with a code such as `NIR_KEY`. A 13-character value has no key to check. With a level below `checksum`, a value with
 * a wrong key is accepted and, in form 15, written with the right one. Findings: rows, changed and accepted values,
 * values by reason.
 *
 * @param options - see {@link NormaliseNirOptions}.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong; unknown columns and other types when it is put on a schema.
 * @example
 * normaliseNir({ column: 'nir', form: '13', onInvalid: 'reject' });
 */
export function normaliseNir(options: NormaliseNirOptions): MapOperator {
  const { column, form, onInvalid, level = 'plausibility' } = checkOptions(normaliseNirOptions, options);
  const find = (input: Schema): number => findColumn(input, column, 'column', ['utf8', 'int64']);
  const outputSchema = (input: Schema): Schema => {
    const index = find(input);
    const field = input.fields[index]!;
    const nullable = field.nullable || onInvalid === 'null';
    const changed = changeField(field, { type: arrowType('utf8'), nullable, metadata: { [METADATA.identifier]: 'nir' } });
    return makeSchema(input.fields.with(index, changed), input.metadata);
  };
  return {
    kind: 'map',
    name: 'normaliseNir',
    rejects: onInvalid === 'reject',
    outputSchema,
    start(input) {
      const index = find(input);
      const output = outputSchema(input);
      const counts = new Float64Array(nir.reasons.length);
      let rows = 0;
      let changed = 0;
      let accepted = 0;
      return {
        apply(batch: RecordBatch, firstRow: number, reject: RejectSink) {
          const columns = columnsOf(batch);
          const source = textOf(columns[index] as TextColumn | CodedColumn | Int64Column);
          const canonical = canonicalNirColumn(source.offsets, source.bytes, source.valid, source.rows, level);
          const result = layOutNirs(canonical, form === '15', onInvalid === 'keep', source.offsets, source.bytes, source.valid);
          rows += batch.numRows;
          changed += result.changedCount;
          accepted += canonical.acceptedCount;
          canonical.counts.forEach((count, code) => {
            counts[code]! += count;
          });
          columns[index] = { kind: 'text', rows: source.rows, valid: result.valid, offsets: result.offsets, bytes: result.bytes };
          if (onInvalid !== 'reject' || canonical.acceptedCount + canonical.counts[REASON_NULL]! === source.rows) {
            return makeBatch(output, columns, batch.numRows);
          }
          return withoutRejected(output, columns, canonical, (row, code) => {
            reject(firstRow + row + 1, column, code);
          });
        },
        finish() {
          const byReason = Object.fromEntries(nir.reasons.map(({ name }, code) => [name, counts[code]!]));
          const invalid = rows - accepted - counts[REASON_NULL]!;
          return { rows, accepted, changed, [onInvalid === 'reject' ? 'rejected' : onInvalid === 'null' ? 'nulled' : 'kept']: invalid, byReason };
        },
      };
    },
  };
}

/** Text as it is, codes as text, whole numbers as their digits. */
function textOf(column: TextColumn | CodedColumn | Int64Column): TextColumn {
  if (column.kind !== 'int64') return plainText(column);
  return { kind: 'text', rows: column.rows, valid: column.valid, ...digitsColumn(column.values, column.valid) };
}

function withoutRejected(output: Schema, columns: readonly Column[], canonical: CanonicalColumn, reject: (row: number, code: string) => void): RecordBatch {
  const kept = new Int32Array(canonical.acceptedCount + canonical.counts[REASON_NULL]!);
  let at = 0;
  for (let row = 0; row < canonical.rows; row++) {
    const reason = canonical.reasons[row]!;
    if (reason === REASON_NULL || (canonical.valid[row >> 3]! & (1 << (row & 7))) !== 0) kept[at++] = row;
    else reject(row, REJECT_CODES[reason]!);
  }
  return makeBatch(output, columns.map((column) => takeRows(column, kept)), kept.length);
}
