import type { Schema } from 'apache-arrow';
import { findColumn } from '../../core/field.ts';
import type { OutliersCheck, QuantileCheck } from './checks.ts';
import { countsByReason, type Gauge, type ReadyCheck, type RowJudge } from './gauge.ts';
import { FAILED, PASSED, UNTESTED } from '../kernel/outcomes.ts';
import { quantileSketch, type QuantileBucket, type QuantileSketch } from '../kernel/quantile-sketch.ts';
import { finiteOrNull, NUMBER_TYPES, numbersOf } from './number-values.ts';
import type { CheckFigures } from './quality-data.ts';

const DEFAULT_ERROR = 0.01;
const OUTLIER_REASONS: readonly string[] = Object.freeze(['low', 'high']);

interface SketchGauge extends Gauge {
  readonly sketch: QuantileSketch;
}

/** Makes a check ready that reads a sketch of a column's numbers. */
function sketchCheck(
  column: string, index: number, relativeError: number, reasons: readonly string[],
  read: (sketch: QuantileSketch) => { readonly failing: number; readonly byReason: Readonly<Record<string, number>>; readonly figures: CheckFigures | null; readonly judge: RowJudge | null },
): ReadyCheck {
  return {
    column,
    reasons,
    judge: null,
    start() {
      const sketch = quantileSketch(relativeError);
      const gauge: SketchGauge = {
        sketch,
        add(view, selected) {
          sketch.add(numbersOf(view.column(index), selected).numbers, null, view.rows);
        },
        merge(other) {
          sketch.merge((other as SketchGauge).sketch);
        },
        finish: () => ({ tested: sketch.count, ...read(sketch) }),
        bytes: () => sketch.byteLength,
      };
      return gauge;
    },
  };
}

/**
 * Makes a quantile ready.
 *
 * @param check - the check.
 * @param schema - schema of the rows.
 * @param path - where the check stands in the options, for problems.
 * @returns the check.
 */
export function readyQuantile({ column, share, relativeError = DEFAULT_ERROR }: QuantileCheck, schema: Schema, path: string): ReadyCheck {
  const index = findColumn(schema, column, `${path}.column`, NUMBER_TYPES);
  return sketchCheck(column, index, relativeError, [], (sketch) => ({ failing: 0, byReason: {}, figures: { value: finiteOrNull(sketch.quantile(share)) }, judge: null }));
}

/**
 * Makes a check ready that no number lies far outside the middle half.
 *
 * @param check - the check.
 * @param schema - schema of the rows.
 * @param path - where the check stands in the options, for problems.
 * @returns the check.
 */
export function readyOutliers({ column, factor, relativeError = DEFAULT_ERROR }: OutliersCheck, schema: Schema, path: string): ReadyCheck {
  const index = findColumn(schema, column, `${path}.column`, NUMBER_TYPES);
  return sketchCheck(column, index, relativeError, OUTLIER_REASONS, (sketch) => {
    const fences = fencesOf(sketch, factor);
    const judge: RowJudge = (view, selected) => {
      const { numbers } = numbersOf(view.column(index), selected);
      return Uint8Array.from(numbers, (number) => (Number.isNaN(number) ? UNTESTED : fences.isLow(number) ? FAILED : fences.isHigh(number) ? FAILED + 1 : PASSED));
    };
    return { failing: fences.low + fences.high, byReason: countsByReason(OUTLIER_REASONS, [fences.low, fences.high]), figures: null, judge };
  });
}

/** How many numbers lie beyond the fences, and which. */
interface Fences {
  readonly low: number;
  readonly high: number;
  isLow(number: number): boolean;
  isHigh(number: number): boolean;
}

/** Puts the fences between two buckets of the sketch, so that counting numbers and finding them again agree. */
function fencesOf(sketch: QuantileSketch, factor: number): Fences {
  const [first, third] = [sketch.quantile(0.25), sketch.quantile(0.75)];
  const spread = factor * (third - first);
  const buckets = sketch.buckets();
  const within = buckets.filter(({ middle }) => middle >= first - spread && middle <= third + spread);
  const count = (beyond: (bucket: QuantileBucket) => boolean): number => buckets.filter(beyond).reduce((sum, bucket) => sum + bucket.count, 0);
  const [lowest, highest] = [within[0], within.at(-1)];
  // Infinite quartiles have no middle half: nothing is told of any number.
  if (lowest === undefined || highest === undefined) return { low: 0, high: 0, isLow: () => false, isHigh: () => false };
  return {
    low: count(({ middle }) => middle < lowest.middle),
    high: count(({ middle }) => middle > highest.middle),
    isLow: (number) => isBefore(number, lowest),
    isHigh: (number) => isBefore(-number, mirrored(highest)),
  };
}

/** Tells whether a number lies before a bucket: [from, to) above zero, (from, to] below it; the smallest numbers are zero. */
function isBefore(number: number, { from, to }: QuantileBucket): boolean {
  const settled = Math.abs(number) < 2 ** -1022 ? 0 : number;
  return from < 0 && from !== to ? settled <= from : settled < from;
}

function mirrored({ from, to, middle, count }: QuantileBucket): QuantileBucket {
  return { from: -to, to: -from, middle: -middle, count };
}
