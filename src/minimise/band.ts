import type { DataType, RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import { codedTextType, columnsOf, columnTypeOf, makeBatch } from '../core/arrow.ts';
import { noneValid, setValid, type Column, type DecimalColumn, type Float64Column, type Int32Column, type Int64Column, type TextColumn } from '../core/column.ts';
import { refusePlan } from '../core/errors.ts';
import type { MapOperator } from '../core/operator.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import { textColumn } from '../core/rejects.ts';
import { bandLabel, boundLabels, decimalsOf } from '../hierarchy/index.ts';
import { deriveColumn, type DerivedColumn } from './derived-column.ts';
import { bandsByBounds, bandsByWidth } from './kernel/assign-bands.ts';
import { doublesOfDecimal, doublesOfInt64 } from './kernel/number-values.ts';

/** Options of {@link band}: either `bounds` or `width`. */
export interface BandOptions {
  /** A column of numbers. */
  readonly column: string;
  /** Lower bounds of the bands, strictly ascending; the last band has no upper bound. */
  readonly bounds?: readonly number[];
  /** Width of the bands, the first of which starts at 0. */
  readonly width?: number;
  /** Name of a new column for the bands; without it the column itself is replaced. */
  readonly into?: string;
  /** Names of the bands, one per bound; without them bands are named by their bounds. Only with `bounds`. */
  readonly labels?: readonly string[];
}

const NUMBERS: readonly string[] = ['int32', 'int64', 'float64', 'decimal'];

/** Checks {@link BandOptions}. */
export const bandOptions: OptionsSchema<BandOptions> = z
  .strictObject({
    column: columnName,
    bounds: z.array(z.number()).min(1).readonly().exactOptional(),
    width: z.number().positive().exactOptional(),
    into: columnName.exactOptional(),
    labels: z.array(z.string().min(1).max(255)).readonly().exactOptional(),
  })
  .superRefine(({ bounds, width, labels }, context) => {
    const refuse = (path: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [path], message });
    };
    if ((bounds === undefined) === (width === undefined)) refuse('bounds', 'expected either bounds or width');
    if (bounds?.some((bound, index) => index > 0 && !(bound > bounds[index - 1]!)) === true) refuse('bounds', 'expected strictly ascending numbers');
    if (labels === undefined) return;
    if (bounds === undefined) refuse('labels', 'expected no labels with width');
    else if (labels.length !== bounds.length) refuse('labels', `expected one label per bound (${bounds.length}), got ${labels.length}`);
    if (new Set(labels).size !== labels.length) refuse('labels', 'expected different labels');
  });

/**
 * Replaces numbers by the band they lie in.
 *
 * Passes: 1. Memory: a batch. Order: kept. Schema: text, as dictionary codes; its role is that of the column. With
 * `bounds: [0, 18, 65]` whole numbers are named `<0`, `0-17`, `18-64` and `65+`, and other numbers `0 to <18`; with
 * `width: 5`, `20-24` or `20 to <25`. A bound belongs to the band that it opens. Nulls stay null, and NaN becomes null.
 * Findings: rows, values below the first bound, NaN.
 *
 * @param options - see {@link BandOptions}.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong; an unknown column or another type when it is put on a schema.
 * @example
 * band({ column: 'age', bounds: [0, 18, 65], into: 'ageBand' });
 */
export function band(options: BandOptions): MapOperator {
  const { column, bounds, width, into, labels } = checkOptions(bandOptions, options);
  const lay = (input: Schema): { readonly derived: DerivedColumn; readonly isWhole: boolean } => {
    const derived = deriveColumn(input, { column, types: NUMBERS }, { type: codedTextType(), mayBeNull: true, into });
    const isWhole = isWholeType(input.fields[derived.index]!.type as DataType);
    if (isWhole && width !== undefined && !Number.isInteger(width)) refusePlan('PLAN_OUT_OF_RANGE', 'width', `expected a whole width for whole numbers, got ${width}`);
    return { derived, isWhole: isWhole && (bounds ?? []).every(Number.isInteger) };
  };
  return {
    kind: 'map',
    name: 'band',
    outputSchema: (input) => lay(input).derived.output,
    start(input) {
      const { derived, isWhole } = lay(input);
      const lows = Float64Array.from(bounds ?? []);
      const names = bounds === undefined ? null : textColumn(boundLabels(bounds, isWhole, labels));
      let rows = 0;
      let belowFirst = 0;
      let notANumber = 0;
      return {
        apply(batch: RecordBatch) {
          const columns = columnsOf(batch);
          const source = columns[derived.index] as Int32Column | Int64Column | Float64Column | DecimalColumn;
          const values = doublesOf(source);
          rows += batch.numRows;
          if (names === null) {
            const bands = bandsByWidth(values, source.valid, width!);
            notANumber += bands.notANumberCount;
            const dictionary = textColumn(widthLabels(bands.lows, width!, isWhole));
            return makeBatch(derived.output, derived.place(columns, codedBands(bands.codes, dictionary)), batch.numRows);
          }
          const bands = bandsByBounds(values, source.valid, lows);
          notANumber += bands.notANumberCount;
          for (let row = 0; row < source.rows; row++) if (bands.codes[row] === 0) belowFirst++;
          return makeBatch(derived.output, derived.place(columns, codedBands(bands.codes, names)), batch.numRows);
        },
        finish: () => ({ rows, ...(bounds === undefined ? {} : { belowFirst }), notANumber }),
      };
    },
  };
}

function isWholeType(type: DataType): boolean {
  const name = columnTypeOf(type);
  return name === 'int32' || name === 'int64' || (name !== null && /^decimal\(\d+,0\)$/.test(name));
}

function doublesOf(column: Int32Column | Int64Column | Float64Column | DecimalColumn): Float64Array {
  if (column.kind === 'int64') return doublesOfInt64(column.values);
  if (column.kind === 'decimal') return doublesOfDecimal(column.limbs, column.scale);
  return column.kind === 'float64' ? column.values : Float64Array.from(column.values);
}

function widthLabels(lows: Float64Array, width: number, isWhole: boolean): string[] {
  const digits = decimalsOf(width);
  const rounded = (bound: number): number => Number(bound.toFixed(digits));
  return Array.from(lows, (low) => bandLabel(Number.isFinite(low) ? rounded(low) : low, rounded(low + width), isWhole));
}

/** Codes of the bands; a row without a band is null. */
function codedBands(codes: Int32Array, dictionary: TextColumn): Column {
  const rows = codes.length;
  const valid = noneValid(rows);
  for (let row = 0; row < rows; row++) {
    if (codes[row]! >= 0) setValid(valid, row);
    else codes[row] = 0;
  }
  // Code 0 of a null row needs an entry even when no row has a band.
  return { kind: 'coded', rows, valid, codes, dictionary: dictionary.rows === 0 ? textColumn(['']) : dictionary };
}
