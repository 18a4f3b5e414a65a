import type { Schema } from 'apache-arrow';
import { isValid, type Column } from '../../core/column.ts';
import { refusePlan } from '../../core/errors.ts';
import { checkAll, findColumn } from '../../core/field.ts';
import type { RowTest } from '../../core/predicate/compile-predicate.ts';
import { exactSums } from '../../group/index.ts';
import { parseIsoDate } from '../../text/index.ts';
import type { BatchView } from './batch-view.ts';
import type { DistributionCheck, FreshnessCheck, MeanCheck, OutliersCheck, QuantileCheck, RowCountCheck } from './checks.ts';
import { countSelected, type Gauge, type ReadyCheck } from './gauge.ts';
import { finiteOrNull, NUMBER_TYPES, numbersOf } from './number-values.ts';
import type { CheckFigures } from './quality-data.ts';
import { readyOutliers, readyQuantile } from './sketch-checks.ts';
import { valueTest } from './value-test.ts';

/** A check that needs the whole table. */
export type TableCheck = OutliersCheck | RowCountCheck | FreshnessCheck | DistributionCheck | MeanCheck | QuantileCheck;

/**
 * Makes a check ready that needs the whole table.
 *
 * @param check - the check.
 * @param schema - schema of the rows.
 * @param path - where the check stands in the options, for problems.
 * @returns the check.
 * @throws {PlanError} for unknown columns, other types, values of another type and days that do not exist.
 */
export function readyTableCheck(check: TableCheck, schema: Schema, path: string): ReadyCheck {
  switch (check.check) {
    case 'outliers':
      return readyOutliers(check, schema, path);
    case 'rowCount':
      return readyRowCount();
    case 'freshness':
      return readyFreshness(check, schema, path);
    case 'distribution':
      return readyDistribution(check, schema, path);
    case 'mean':
      return readyMean(check, schema, path);
    case 'quantile':
      return readyQuantile(check, schema, path);
  }
}

const DAY_MICROS = 86_400_000_000;

/** A gauge that adds whole numbers, place by place. */
interface TallyGauge extends Gauge {
  readonly tallies: Float64Array;
}

/** Makes a check of the whole table ready that counts rows in several places. */
function tallyCheck(
  column: string, places: number,
  tally: (view: BatchView, selected: Uint8Array | null, tallies: Float64Array) => void,
  read: (tallies: Float64Array) => { readonly tested: number; readonly figures: CheckFigures | null },
): ReadyCheck {
  return {
    column,
    reasons: [],
    judge: null,
    start() {
      const tallies = new Float64Array(places);
      const gauge: TallyGauge = {
        tallies,
        add(view, selected) {
          tally(view, selected, tallies);
        },
        merge(other) {
          (other as TallyGauge).tallies.forEach((count, place) => (tallies[place]! += count));
        },
        finish: () => ({ failing: 0, byReason: {}, judge: null, ...read(tallies) }),
        bytes: () => tallies.byteLength,
      };
      return gauge;
    },
  };
}

/** Makes a count of rows ready. */
function readyRowCount(): ReadyCheck {
  return tallyCheck('', 1, (view, selected, tallies) => {
    tallies[0]! += countSelected(selected, view.rows);
  }, ([tested]) => ({ tested: tested!, figures: null }));
}

/** Makes a count of recent rows ready. */
function readyFreshness({ column, asOf, maxAgeDays }: FreshnessCheck, schema: Schema, path: string): ReadyCheck {
  const day = parseIsoDate(asOf);
  let index = -1;
  checkAll([
    () => {
      index = findColumn(schema, column, `${path}.column`, ['date', 'timestamp']);
    },
    () => {
      if (day === null) refusePlan('PLAN_OUT_OF_RANGE', `${path}.asOf`, 'expected a day that exists, as YYYY-MM-DD');
    },
  ]);
  return tallyCheck(column, 3, (view, selected, tallies) => {
    const values = view.column(index);
    for (let row = 0; row < view.rows; row++) {
      if (!isValid(values.valid, row) || selected?.[row] === 0) continue;
      const age = day! - dayAt(values, row);
      tallies[0]!++;
      if (age < 0) tallies[2]!++;
      else if (age <= maxAgeDays) tallies[1]!++;
    }
  }, ([tested, recent, later]) => ({ tested: tested!, figures: { recent: recent!, later: later! } }));
}

function dayAt(column: Column, row: number): number {
  if (column.kind === 'date') return column.days[row]!;
  return column.kind === 'timestamp' ? Math.floor(Number(column.micros[row]!) / DAY_MICROS) : NaN;
}

/** Makes a count of rows by value ready. */
function readyDistribution({ column, expected }: DistributionCheck, schema: Schema, path: string): ReadyCheck {
  const index = findColumn(schema, column, `${path}.column`);
  const tests: RowTest[] = [];
  checkAll(expected.map(({ value }, place) => () => {
    if (expected.findIndex((other) => other.value === value) < place) refusePlan('PLAN_DUPLICATE_NAME', `${path}.expected[${place}].value`, 'two expected values are the same');
    tests.push(valueTest(column, value, schema, `${path}.expected[${place}].value`));
  }));
  return tallyCheck(column, expected.length + 1, (view, selected, tallies) => {
    const values = view.column(index);
    const columns: Column[] = [];
    columns[index] = values;
    let found = 0;
    tests.forEach((test, place) => {
      const mask = test(columns, view.rows);
      let count = 0;
      for (let row = 0; row < view.rows; row++) count += selected === null ? mask[row]! : mask[row]! & selected[row]!;
      tallies[place]! += count;
      found += count;
    });
    let present = 0;
    for (let row = 0; row < view.rows; row++) if (isValid(values.valid, row) && selected?.[row] !== 0) present++;
    tallies[expected.length]! += present - found;
  }, (tallies) => ({
    tested: tallies.reduce((sum, count) => sum + count, 0),
    figures: { counts: [...tallies.subarray(0, expected.length)], other: tallies[expected.length]! },
  }));
}

/** Makes a mean ready: the exact sum, rounded once, by the number of values. */
function readyMean({ column }: MeanCheck, schema: Schema, path: string): ReadyCheck {
  const index = findColumn(schema, column, `${path}.column`, NUMBER_TYPES);
  return {
    column,
    reasons: [],
    judge: null,
    start() {
      const sums = exactSums();
      sums.grow(1);
      let count = 0;
      const gauge: MeanGauge = {
        sums,
        count: () => count,
        add(view, selected) {
          const { numbers, present } = numbersOf(view.column(index), selected);
          sums.add(present, numbers, null, view.rows);
          for (let row = 0; row < view.rows; row++) if (present[row] === 0) count++;
        },
        merge(other) {
          sums.merge((other as MeanGauge).sums, Int32Array.of(0));
          count += (other as MeanGauge).count();
        },
        finish: () => ({ tested: count, failing: 0, byReason: {}, figures: { value: finiteOrNull(sums.result()[0]! / count) }, judge: null }),
        bytes: () => sums.byteLength,
      };
      return gauge;
    },
  };
}

interface MeanGauge extends Gauge {
  readonly sums: ReturnType<typeof exactSums>;
  count(): number;
}
