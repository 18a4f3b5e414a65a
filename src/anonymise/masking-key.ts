import type { RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import { columnOf } from '../core/arrow.ts';
import { countNulls, isValid, type Column } from '../core/column.ts';
import { DataError, refusePlan } from '../core/errors.ts';
import { findColumn, roleOf, rowKeyIndex } from '../core/field.ts';
import type { Fold } from '../core/fold.ts';
import { columnName, type SecretReference } from '../core/options.ts';
import { unitBytes, UNIT_TYPES } from '../core/unit-bytes.ts';
import { digestSet, DIGEST_PARTS, rowDigests, type DigestSet } from '../group/index.ts';
import { keyedUniform } from '../keyed/index.ts';

/** What every step says that draws for rows. */
export interface MaskingSettings {
  /**
   * Column that tells the units apart: one draw per unit, whatever the order, the batches or the release. A column of the role entity, pseudonym or
   * direct identifier may repeat: the rows of a person then share their draws, so that nobody averages them. Any other names each row once.
   */
  readonly unit: string;
  /** The fingerprint that the key must have: a run under another key is refused, since draws of two keys can be averaged. */
  readonly expectFingerprint?: string;
}

/** A secret key in code: Uint8Array(32) of random bytes, from `a423 key new`. */
export interface MaskingKeyBytes {
  readonly secretKey: Uint8Array;
}

/** The same in a plan, where the key is only named. */
export interface MaskingKeyReference {
  readonly secretKey: SecretReference;
}

/** The members of {@link MaskingSettings} as checkers. */
export const maskingShape: { readonly unit: z.ZodType<string>; readonly expectFingerprint: z.ZodExactOptional<z.ZodString> } = {
  unit: columnName,
  expectFingerprint: z.string().regex(/^[0-9a-f]{16}$/).exactOptional(),
};

/** Draws of one step, each a stream of its own. */
export interface MaskingDraws {
  /** First 8 bytes of the keyed hash of nothing, as hexadecimal digits. */
  readonly fingerprint: string;
  /**
   * Draws a number in [0, 1) for each row.
   *
   * @param purpose - index of the column that is masked.
   * @param units - the column of units, without nulls.
   * @returns Float64Array(rows): multiples of 2⁻⁵³.
   * @throws {TypeError} when the keys were wiped.
   */
  fractions(purpose: number, units: Column): Float64Array;
  /** Overwrites everything derived from the secret. */
  wipe(): void;
}

/**
 * Derives the draws of a step from its secret key.
 *
 * @param operator - name of the step.
 * @param columns - the columns that are masked: each has a stream.
 * @param secretKey - read at once and not kept.
 * @param expectFingerprint - refuses another key, when given.
 * @returns the draws.
 * @throws {PlanError} `PLAN_WRONG_KEY` when the fingerprint differs.
 */
export function maskingDraws(operator: string, columns: readonly string[], secretKey: Uint8Array, expectFingerprint: string | undefined): MaskingDraws {
  const ofKey = keyedUniform(secretKey, { operator, column: '', draw: 'fingerprint' });
  const fingerprint = ofKey.bits64(new Uint8Array(0)).toString(16).padStart(16, '0');
  ofKey.wipe();
  if (expectFingerprint !== undefined && expectFingerprint !== fingerprint) {
    refusePlan('PLAN_WRONG_KEY', 'secretKey', `expected the key of fingerprint ${expectFingerprint}, got that of ${fingerprint}`);
  }
  const streams = columns.map((column) => keyedUniform(secretKey, { operator, column }));
  let wiped = false;
  return {
    fingerprint,
    fractions(purpose, units) {
      if (wiped) throw new TypeError(`${operator}: expected an operator that was not wiped`);
      const { offsets, bytes } = unitBytes(units);
      const out = new Float64Array(units.rows);
      streams[purpose]!.fractions(offsets, bytes, null, units.rows, out);
      return out;
    },
    wipe() {
      wiped = true;
      for (const stream of streams) stream.wipe();
    },
  };
}

/**
 * Finds the column of units.
 *
 * @param input - schema of the rows.
 * @param unit - its name.
 * @param mustDiffer - whether each row is asked to be a unit of its own, whatever the role.
 * @returns its index, and whether its values must all differ.
 * @throws {PlanError} for an unknown column, or one of another type.
 */
export function unitColumn(input: Schema, unit: string, mustDiffer = false): { readonly index: number; readonly isUnique: boolean } {
  const index = findColumn(input, unit, 'unit', UNIT_TYPES);
  const role = roleOf(input.fields[index]!);
  const mayRepeat = index !== rowKeyIndex(input) && (role === 'entity' || role === 'pseudonym' || role === 'directIdentifier');
  return { index, isUnique: mustDiffer || !mayRepeat };
}

/** A fold over units that never waits. */
export interface UnitFold extends Fold<DigestSet, boolean> {
  add(state: DigestSet, batch: RecordBatch, firstRow: number): void;
  finish(state: DigestSet): boolean;
}

/**
 * Folds the units of rows, to refuse rows that have none and rows that share one where each must have its own.
 *
 * @param input - schema of the rows.
 * @param unit - the column of units.
 * @param mustDiffer - see {@link unitColumn}.
 * @returns the fold; its result is whether units were seen to be unique.
 * @throws {DataError} `DATA_NULL` while adding, `DATA_DUPLICATE_KEY` when finishing.
 * @remarks Memory: 20 to 30 bytes a row where each must have its own unit, else none.
 */
export function unitFold(input: Schema, unit: string, mustDiffer = false): UnitFold {
  const { index, isUnique } = unitColumn(input, unit, mustDiffer);
  return {
    init: () => digestSet(),
    add(state, batch, firstRow) {
      const units = columnOf(batch, index);
      refuseNullUnits(units, unit, firstRow);
      if (isUnique) state.add(rowDigests([units], batch.numRows), batch.numRows);
    },
    merge(left, right) {
      for (let part = 0; part < DIGEST_PARTS; part++) left.absorb(right.records(part));
      return left;
    },
    finish(state) {
      const { repeatedCount } = state;
      if (repeatedCount > 0) throw new DataError('DATA_DUPLICATE_KEY', 'rows share a unit; name a column that tells every row apart, or give it the role entity so that the rows of a person share their draws', { column: unit, rowCount: repeatedCount });
      return isUnique;
    },
    bytes: (state) => state.byteLength,
  };
}

function refuseNullUnits(units: Column, unit: string, firstRow: number): void {
  const rowCount = countNulls(units.valid, units.rows);
  if (rowCount === 0) return;
  let row = 0;
  while (isValid(units.valid, row)) row++;
  throw new DataError('DATA_NULL', 'a draw needs a unit; expected a value in every row', { column: unit, rowCount, firstRow: firstRow + row + 1 });
}
