import type { RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import { columnOf, columnsOf, makeBatch, makeSchema } from '../core/arrow.ts';
import type { Column } from '../core/column.ts';
import { DataError } from '../core/errors.ts';
import { checkAll, findColumn, markMasked } from '../core/field.ts';
import type { Fold } from '../core/fold.ts';
import { columnOfNumbers } from '../core/number-column.ts';
import type { LearnOperator, Session } from '../core/operator.ts';
import { checkOptions, columnName, secretBytes, secretReference, type OptionsSchema } from '../core/options.ts';
import type { DigestSet } from '../group/index.ts';
import { addDeviates, noiseModel, type NoiseMethod, type NoiseModel } from './kernel/mask/noise-model.ts';
import { maskingDraws, maskingShape, unitColumn, unitFold, type MaskingDraws, type MaskingKeyBytes, type MaskingKeyReference, type MaskingSettings } from './masking-key.ts';
import { addMoments, mergeMoments, momentsOf, momentState, readNumbers, type Moments, type MomentState } from './number-moments.ts';

/** Everything but the key. */
export interface AddNoiseSettings extends MaskingSettings {
  /** Columns of numbers; at most 20. */
  readonly columns: readonly string[];
  readonly method: NoiseMethod;
  /** Standard deviation of the noise over that of the column: above 0 to 10, with `preserving` to 1. */
  readonly share: number;
  /** Whether zeros stay zeros, where a zero means that there is nothing; no when omitted. */
  readonly keepZeros?: boolean;
}

/** Options of {@link addNoise}. */
export interface AddNoiseOptions extends AddNoiseSettings, MaskingKeyBytes {}

/** The same in a plan. */
export interface AddNoisePlanOptions extends AddNoiseSettings, MaskingKeyReference {}

const MAX_COLUMNS = 20;
const NUMBERS = ['int32', 'int64', 'float64', 'decimal'];

const shape = {
  ...maskingShape,
  columns: z.array(columnName).min(1).max(MAX_COLUMNS).refine((names) => new Set(names).size === names.length, { message: 'expected every column once' }).readonly(),
  method: z.enum(['additive', 'correlated', 'preserving']),
  share: z.number().positive().max(10),
  keepZeros: z.boolean().exactOptional(),
};
const shareFits = ({ method, share }: { readonly method: NoiseMethod; readonly share: number }): boolean => method !== 'preserving' || share <= 1;
const shareRule = { path: ['share'], message: 'expected at most 1 with preserving: all of a variance is noise then' };

/** Checks {@link AddNoiseOptions}. */
export const addNoiseOptions: OptionsSchema<AddNoiseOptions> = z.strictObject({ ...shape, secretKey: secretBytes }).refine(shareFits, shareRule);

/** Checks {@link AddNoisePlanOptions}. */
export const addNoisePlanOptions: OptionsSchema<AddNoisePlanOptions> = z.strictObject({ ...shape, secretKey: secretReference }).refine(shareFits, shareRule);

/** Sums and units while rows are read. */
export interface NoiseState {
  readonly moments: MomentState;
  readonly units: DigestSet;
}

/** The noise of the columns, and what was measured. */
export interface LearnedNoise {
  readonly model: NoiseModel;
  readonly moments: Moments;
  readonly constant: readonly string[];
}

/**
 * Adds normally distributed noise to numbers.
 *
 * `additive` draws every column by itself and keeps means; `correlated` draws with the covariances of the data, times `share²`, so that correlations
 * stay while variances grow by 1 + share²; `preserving` keeps means, variances and covariances: it shrinks values towards their mean by √(1 − share²) and adds
 * noise of the rest of the variance. All in expectation. Noise is a keyed draw per unit and column: the same in any order and release, so that nobody
 * averages it away; rows of a person share it, so that their differences are kept.
 *
 * Passes: 2. Memory: a few hundred bytes, and 20 to 30 bytes a row where each row is a unit. Order: kept. Schema: types and roles stay, whole
 * numbers and decimals are rounded to the nearest; the columns are marked as masked, with method and share. Missing values stay missing; statistics
 * are over rows that have all columns. Findings: rows measured, and the columns of one value only, which get no noise.
 *
 * Reveals: a value is known up to the noise; a value far from all others stays far: code tops and bottoms before. k says nothing here: measure linkage with
 * {@link measureMasking}.
 *
 * @param options - see {@link AddNoiseOptions}. The secret key is read at once and not kept: its owner overwrites it.
 * @returns the operator; `wipe()` it when it has run.
 * @throws {PlanError} if the options are wrong, or when it is put on rows without such columns.
 * @throws {DataError} while it runs: `DATA_NULL` and `DATA_DUPLICATE_KEY` for units; `DATA_VALUE_RANGE` for values that are no finite numbers, or
 *   differ too little beside their size; `DATA_OVERFLOW` for a result that its type does not hold.
 * @remarks O(rows · columns²) with covariances; both passes together about 1.3 million values a second in two columns.
 * @see Brand 2002, https://doi.org/10.1007/3-540-47804-3_8.
 * @example
 * const secretKey = Uint8Array.from({ length: 32 }, (_, index) => index); // a real one comes from `a423 key new`
 * addNoise({ columns: ['weight', 'height'], unit: 'person', method: 'preserving', share: 0.3, secretKey });
 */
export function addNoise(options: AddNoiseOptions): LearnOperator<NoiseState, Moments, LearnedNoise> {
  const { secretKey, ...settings } = checkOptions(addNoiseOptions, options);
  const { columns, method, share } = settings;
  const draws = maskingDraws('addNoise', columns, secretKey, settings.expectFingerprint);
  return {
    kind: 'learn',
    name: 'addNoise',
    notes: ['Noise was added: counting classes of these columns measures no protection. Measure linkage with measureMasking.'],
    memory: { grows: 'records', formula: '20 to 30 bytes per row where each row is a unit' },
    outputSchema: (input) => noisySchema(input, settings),
    fold: (input) => momentFold(input, settings),
    decide: (moments) => ({
      model: noiseModel(method, share, moments.means, moments.covariances),
      moments,
      constant: columns.filter((_, place) => moments.covariances[place * (columns.length + 1)] === 0),
    }),
    start: (input, learned) => session(input, settings, learned, draws),
    wipe: () => {
      draws.wipe();
    },
  };
}

function noisySchema(input: Schema, { columns, unit, method, share }: AddNoiseSettings): Schema {
  checkAll([...columns.map((name, index) => () => void findColumn(input, name, `columns[${index}]`, NUMBERS)), () => void unitColumn(input, unit)]);
  return makeSchema(input.fields.map((field) => (columns.includes(field.name) ? markMasked(field, { method: 'addNoise', noise: method, share }) : field)), input.metadata);
}

function momentFold(input: Schema, { columns, unit }: AddNoiseSettings): Fold<NoiseState, Moments> {
  const units = unitFold(input, unit);
  return {
    init: (context) => ({ moments: momentState(columns.length), units: units.init(context) }),
    add(state, batch, firstRow) {
      units.add(state.units, batch, firstRow);
      addMoments(state.moments, readNumbers(input, columns, batch, firstRow));
    },
    merge: (left, right) => ({ moments: mergeMoments(left.moments, right.moments), units: units.merge(left.units, right.units) }),
    finish(state) {
      units.finish(state.units);
      return momentsOf(state.moments, columns);
    },
    bytes: (state) => state.moments.sums.byteLength + units.bytes(state.units),
  };
}

function session(input: Schema, settings: AddNoiseSettings, { model, moments, constant }: LearnedNoise, draws: MaskingDraws): Session {
  const { columns, unit, method, share, keepZeros = false } = settings;
  const output = noisySchema(input, settings);
  const unitIndex = input.fields.findIndex((field) => field.name === unit);
  return {
    apply(batch: RecordBatch, firstRow: number) {
      const made = columnsOf(batch);
      const units = columnOf(batch, unitIndex);
      const noisy = addDeviates(model, readNumbers(input, columns, batch, firstRow), columns.map((_, place) => draws.fractions(place, units)), keepZeros);
      columns.forEach((name, place) => {
        const index = input.fields.findIndex((field) => field.name === name);
        refuseOverflow(made[index]!, noisy[place]!, name, firstRow);
        made[index] = columnOfNumbers(made[index]!, noisy[place]!);
      });
      return makeBatch(output, made, batch.numRows);
    },
    finish: () => ({ columns: [...columns], method, share, rowsMeasured: moments.rows, constant: [...constant], fingerprint: draws.fingerprint }),
  };
}

function refuseOverflow(column: Column, values: Float64Array, name: string, firstRow: number): void {
  const bound = column.kind === 'int32' ? 2 ** 31 : column.kind === 'int64' ? 2 ** 63 : column.kind === 'decimal' ? 10 ** (column.precision - column.scale) : Infinity;
  const row = values.findIndex((value) => Math.abs(value) + 0.5 >= bound);
  if (row >= 0) throw new DataError('DATA_OVERFLOW', 'the noise leads beyond what the type holds; cast the column to a wider type first', { column: name, firstRow: firstRow + row + 1 });
}
