import type { Field, RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import { arrowType, columnOf, columnsOf, makeBatch, makeField, makeSchema } from '../core/arrow.ts';
import { countNulls, isValid, type Column } from '../core/column.ts';
import { DataError, refusePlan } from '../core/errors.ts';
import { findColumn, METADATA, roleOf, rowKeyIndex } from '../core/field.ts';
import type { MapOperator, Session } from '../core/operator.ts';
import { checkOptions, columnName, secretBytes, secretReference, type OptionsSchema, type SecretReference } from '../core/options.ts';
import { unitBytes, UNIT_TYPES } from '../core/unit-bytes.ts';
import { keyedUniform } from '../keyed/index.ts';
import { CELL_KEYS } from './kernel/perturb/cell-keys.ts';

/** Everything but the key. */
export interface RecordKeySettings {
  /** Column that tells the units apart: the row key of the input, or a column of the role entity, pseudonym or direct identifier. */
  readonly column: string;
  /**
   * The kind of unit, for example `patient`: columns of one domain give one unit the same record key whatever their names,
   * and so the same noise in every table. Up to 40 letters, digits and `. _ : / -`.
   */
  readonly domain: string;
  /** Name of the new column; `recordKey` when omitted. */
  readonly into?: string;
  /** The fingerprint that the key must have in this domain: a run under another key is refused. */
  readonly expectFingerprint?: string;
}

/** Options of {@link addRecordKey}. */
export interface AddRecordKeyOptions extends RecordKeySettings {
  /** Uint8Array(32) of random bytes, from `a423 key new`. */
  readonly secretKey: Uint8Array;
}

/** The same in a plan, where the key is only named. */
export interface AddRecordKeyPlanOptions extends RecordKeySettings {
  readonly secretKey: SecretReference;
}

const settings = {
  column: columnName,
  domain: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,39}$/),
  into: columnName.exactOptional(),
  expectFingerprint: z.string().regex(/^[0-9a-f]{16}$/).exactOptional(),
};

/** Checks {@link AddRecordKeyOptions}. */
export const addRecordKeyOptions: OptionsSchema<AddRecordKeyOptions> = z.strictObject({ ...settings, secretKey: secretBytes });

/** Checks {@link AddRecordKeyPlanOptions}. */
export const addRecordKeyPlanOptions: OptionsSchema<AddRecordKeyPlanOptions> = z.strictObject({ ...settings, secretKey: secretReference });

const OPERATOR = 'addRecordKey';

/**
 * Gives every unit a record key: an integer from 0 to below 10⁸ that nobody foresees without the secret key, and that is the
 * same in every file and table. Sums of record keys modulo 10⁸, the cell keys, decide the noise of the cell key method: the same cell
 * has the same noise wherever it is published.
 *
 * Passes: 1. Memory: a batch. Order: kept. Schema: a column of int32 without nulls, of role `technical`, is added. Findings:
 * rows, and the fingerprint of the key in this domain. Reveals: nothing to whoever lacks the secret key; who has it can
 * take the noise away.
 *
 * @param options - see {@link AddRecordKeyOptions}. The secret key is read at once and not kept: its owner overwrites it.
 * @returns the operator; `wipe()` it when it has run.
 * @throws {PlanError} if the options are wrong, or the key is not the expected one; when it is put on a schema, also for a
 *   column that is unknown, of another type, or does not tell units apart, and for a name that exists.
 * @throws {DataError} while it runs: `DATA_NULL` for a row whose unit is unknown.
 * @remarks O(bytes); about 5 million rows a second. Text, bytes and whole numbers are read as they are: the same unit must be written
 *   the same way everywhere.
 * @example
 * const secretKey = Uint8Array.from({ length: 32 }, (_, index) => index); // a real one comes from `a423 key new`
 * addRecordKey({ column: 'person', domain: 'patient', secretKey });
 */
export function addRecordKey(options: AddRecordKeyOptions): MapOperator {
  const { column, domain, into = 'recordKey', expectFingerprint, secretKey } = checkOptions(addRecordKeyOptions, options);
  const fingerprint = fingerprintOf(secretKey, domain);
  if (expectFingerprint !== undefined && expectFingerprint !== fingerprint) {
    refusePlan('PLAN_WRONG_KEY', 'secretKey', `expected the key of fingerprint ${expectFingerprint}, got that of ${fingerprint}`);
  }
  const uniform = keyedUniform(secretKey, { operator: OPERATOR, column: domain });
  let wiped = false;
  const session = (input: Schema): Session => {
    const index = unitColumn(input, column);
    const output = withRecordKey(input, into);
    let rows = 0;
    return {
      apply(batch: RecordBatch, firstRow: number) {
        const units = columnOf(batch, index);
        refuseNulls(units, column, firstRow);
        const { offsets, bytes } = unitBytes(units);
        const drawn = new Float64Array(batch.numRows);
        uniform.integers(offsets, bytes, null, batch.numRows, CELL_KEYS, drawn);
        rows += batch.numRows;
        return makeBatch(output, [...columnsOf(batch), { kind: 'int32', rows: batch.numRows, valid: null, values: Int32Array.from(drawn) }], batch.numRows);
      },
      finish: () => ({ rows, fingerprint }),
    };
  };
  return {
    kind: 'map',
    name: OPERATOR,
    memory: { grows: 'batch', formula: 'a batch' },
    outputSchema(input) {
      unitColumn(input, column);
      return withRecordKey(input, into);
    },
    start(input) {
      if (wiped) throw new TypeError(`${OPERATOR}: expected an operator that was not wiped`);
      return session(input);
    },
    wipe() {
      wiped = true;
      uniform.wipe();
    },
  };
}

/** The first 8 bytes of the keyed hash of nothing under a sub-key of its own, as hexadecimal digits. */
function fingerprintOf(secretKey: Uint8Array, domain: string): string {
  const uniform = keyedUniform(secretKey, { operator: OPERATOR, column: domain, draw: 'fingerprint' });
  const fingerprint = uniform.bits64(new Uint8Array(0)).toString(16).padStart(16, '0');
  uniform.wipe();
  return fingerprint;
}

function unitColumn(input: Schema, column: string): number {
  const index = findColumn(input, column, 'column', UNIT_TYPES);
  const role = roleOf(input.fields[index]!);
  if (index !== rowKeyIndex(input) && role !== 'entity' && role !== 'pseudonym' && role !== 'directIdentifier') {
    refusePlan('PLAN_COLUMN_ROLE', 'column', `column "${column}" tells no units apart; expected the row key, an entity, a pseudonym or a direct identifier`);
  }
  return index;
}

function withRecordKey(input: Schema, into: string): Schema {
  if (input.fields.some(({ name }) => name === into)) refusePlan('PLAN_COLUMN_EXISTS', 'into', `there is already a column "${into}"`);
  const field: Field = makeField(into, arrowType('int32'), false, new Map([[METADATA.role, 'technical']]));
  return makeSchema([...input.fields, field], input.metadata);
}

function refuseNulls(units: Column, column: string, firstRow: number): void {
  const rowCount = countNulls(units.valid, units.rows);
  if (rowCount === 0) return;
  let row = 0;
  while (isValid(units.valid, row)) row++;
  throw new DataError('DATA_NULL', 'a record key needs a unit; expected a value in every row', { column, rowCount, firstRow: firstRow + row + 1 });
}
