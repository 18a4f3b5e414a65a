import type { RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import type { Dataset } from '../../core/dataset.ts';
import { DataError } from '../../core/errors.ts';
import { inputPort } from '../../core/input-port.ts';
import type { Json, OperatorContext, PortsOperator } from '../../core/operator.ts';
import { checkOptions, type OptionsSchema } from '../../core/options.ts';
import { collectRejects, rejectsSchema } from '../../core/rejects.ts';
import { viewBatch } from './batch-view.ts';
import { checkNames, qualityChecks, type QualityCheck } from './checks.ts';
import type { RowJudge } from './gauge.ts';
import { judgeQuality } from './judge-quality.ts';
import { FAILED } from '../kernel/outcomes.ts';
import { measureRows } from './measure-quality.ts';
import { assertFits, qualityFold } from './quality-fold.ts';
import type { CheckVerdict, QualityVerdict } from './quality-data.ts';
import { readReferences, readyChecks, tablesOf, type PlacedCheck } from './ready-checks.ts';
import { allColumns } from './row-checks.ts';

/** Options of {@link checkQuality}. */
export interface CheckQualityOptions {
  /** What is checked, all in one pass. */
  readonly checks: readonly QualityCheck[];
  /** The weakest verdict that stops the run after the last row: `fail`, `warn`, or `never`. */
  readonly stopOn: 'fail' | 'warn' | 'never';
}

/** Checks {@link CheckQualityOptions}. */
export const checkQualityOptions: OptionsSchema<CheckQualityOptions> = z.strictObject({
  checks: qualityChecks,
  stopOn: z.enum(['fail', 'warn', 'never']),
});

/** A {@link checkQuality} operator: it tells its checks and the tables they look into. */
export interface CheckQualityOperator extends PortsOperator {
  readonly checks: readonly QualityCheck[];
  /** Names of the tables, which are also the names of their ports. */
  readonly tables: readonly string[];
}

/**
 * Checks rows against declared expectations while they pass, and tells the failing rows.
 *
 * Ports: `rows` in and, by its name, every table that a `reference` check looks into; `rows` out unchanged, and
 * `failures`: row number, row key where one is declared, column, and the check's name with the reason after a colon where
 * there are several, in the order of the rows.
 *
 * The verdict comes after the last row: `fail` when a check of severity `fail` is exceeded, else `warn` when another is.
 * Where it must stop the run, the reading then fails, so that nothing downstream is committed.
 *
 * Passes: 1 over the rows, 1 over each reference table. For `failures` 1 more; 2 more when the checks look for
 * duplicates, outliers or keys of a table. Memory: a batch, and at most 32 bytes for each distinct key of a `unique` or
 * `reference` check, which spill. Order: kept. Schema: unchanged. Findings: the verdict and, for each check, rows tested,
 * failing rows, share, failing rows by reason, limits; no value of a row, and of a `mean` or `quantile` only whether it
 * holds. Reveals: `failures` says of single rows what is wrong with them; it is for whoever may see the rows.
 *
 * @param options - see {@link CheckQualityOptions}.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong; unknown columns, other types and missing tables when it is put on tables.
 * @throws {DataError} `DATA_QUALITY` after the last row, when the verdict stops the run; it names the exceeded checks.
 * @example
 * checkQuality({ stopOn: 'fail', checks: [
 *   { check: 'identifier', column: 'nir', identifier: 'nir', maxShare: 0.02 },
 *   { check: 'unique', columns: ['hospital', 'stay'], nulls: 'equal' },
 *   { check: 'order', columns: ['admitted', 'discharged'], severity: 'warn' },
 * ] });
 */
export function checkQuality(options: CheckQualityOptions): CheckQualityOperator {
  const { checks, stopOn } = checkOptions(checkQualityOptions, options);
  const tables = tablesOf(checks);
  return {
    kind: 'ports',
    name: 'checkQuality',
    checks,
    tables,
    memory: checks.some(({ check }) => check === 'unique' || check === 'reference')
      ? { grows: 'records', formula: 'at most 32 bytes for each distinct key of a unique or reference check; spills by hash of the key' }
      : { grows: 'batch', formula: 'a batch and a few counts' },
    reads: readsOf(checks, tables),
    outputSchemas(inputs) {
      const { rows, references } = portsOf(inputs, tables);
      readyChecks(checks, rows, references, null);
      return { rows, failures: rejectsSchema(rows) };
    },
    connect(inputs, context) {
      const { rows, references } = portsOf(inputs, tables);
      const schemas = schemasOf(references);
      const placed = readyChecks(checks, rows.schema, schemas, null);
      return {
        rows: { schema: rows.schema, open: (signal) => checkedRows(rows, references, { checks, stopOn }, context, signal) },
        failures: { schema: rejectsSchema(rows.schema), open: (signal) => failingRows(rows, references, checks, placed, context, signal) },
      };
    },
  };
}

/** Checks whose failing rows are known only when all rows have been measured. */
const MEASURED: readonly QualityCheck['check'][] = ['unique', 'reference', 'outliers'];

function readsOf(checks: readonly QualityCheck[], tables: readonly string[]): Readonly<Record<string, Readonly<Record<string, number>>>> {
  const once = Object.fromEntries(tables.map((table) => [table, 1]));
  return { rows: { rows: 1, ...once }, failures: { rows: checks.some(({ check }) => MEASURED.includes(check)) ? 2 : 1, ...once } };
}

function portsOf<Input>(inputs: Readonly<Record<string, Input>>, tables: readonly string[]): { readonly rows: Input; readonly references: Readonly<Record<string, Input>> } {
  return { rows: inputPort(inputs, 'rows'), references: Object.fromEntries(tables.map((name) => [name, inputPort(inputs, name)])) };
}

function schemasOf(references: Readonly<Record<string, Dataset>>): Readonly<Record<string, Schema>> {
  return Object.fromEntries(Object.entries(references).map(([name, table]) => [name, table.schema]));
}

async function* checkedRows(
  rows: Dataset, references: Readonly<Record<string, Dataset>>, { checks, stopOn }: CheckQualityOptions, context: OperatorContext, signal?: AbortSignal,
): AsyncIterable<RecordBatch> {
  const keys = await readReferences(checks, rows.schema, references, context.fold, signal);
  const fold = qualityFold(rows.schema, checks, readyChecks(checks, rows.schema, schemasOf(references), keys));
  const state = fold.init(context.fold);
  let firstRow = 0;
  for await (const batch of rows.open(signal)) {
    if (batch.numRows > 0) {
      const pending = fold.add(state, batch, firstRow);
      if (pending !== undefined) await pending;
      assertFits(fold.bytes(state), context.fold);
    }
    firstRow += batch.numRows;
    yield batch;
  }
  const { measure } = await fold.finish(state);
  const verdict = judgeQuality(measure, checks);
  context.onFindings?.(findingsOf(verdict));
  if (verdict.verdict === 'fail' ? stopOn !== 'never' : verdict.verdict === 'warn' && stopOn === 'warn') stop(verdict);
}

function findingsOf({ verdict, rows, checks }: QualityVerdict): Readonly<Record<string, Json>> {
  return { verdict, rows, checks: checks.map((check) => ({ ...check })) };
}

/** Exceeded checks that a message names. */
const NAMED_CHECKS = 10;

function stop({ rows, checks }: QualityVerdict): never {
  const exceeded = checks.filter(({ verdict }) => verdict !== 'pass');
  const named = exceeded.slice(0, NAMED_CHECKS).map(describe);
  const others = exceeded.length > NAMED_CHECKS ? ` and ${exceeded.length - NAMED_CHECKS} more` : '';
  throw new DataError('DATA_QUALITY', `${exceeded.length} of ${checks.length} checks are exceeded: ${named.join(', ')}${others}`, { rowCount: rows });
}

function describe({ name, check, failing, tested, distance }: CheckVerdict): string {
  if (distance !== null || check === 'mean' || check === 'quantile' || check === 'freshness' || check === 'distribution') return `"${name}"`;
  return check === 'rowCount' ? `"${name}" (${tested} rows)` : `"${name}" (${failing} of ${tested} rows)`;
}

async function* failingRows(
  rows: Dataset, references: Readonly<Record<string, Dataset>>, checks: readonly QualityCheck[], placed: readonly PlacedCheck[], context: OperatorContext, signal?: AbortSignal,
): AsyncIterable<RecordBatch> {
  const names = checkNames(checks);
  const judges = await judgesOf(rows, references, checks, placed, context, signal);
  const collector = collectRejects(rows.schema);
  let firstRow = 0;
  for await (const batch of rows.open(signal)) {
    const view = viewBatch(batch);
    placed.forEach(({ ready, where }, place) => {
      const judge = judges[place];
      if (judge === null || judge === undefined || batch.numRows === 0) return;
      const outcomes = judge(view, where === null ? null : where(allColumns(view, rows.schema), view.rows));
      if (outcomes === null) return;
      for (let row = 0; row < view.rows; row++) {
        const reason = ready.reasons[outcomes[row]! - FAILED];
        if (reason !== undefined) collector.sink(firstRow + row + 1, ready.column, ready.reasons.length === 1 ? names[place]! : `${names[place]!}: ${reason}`);
      }
    });
    const failing = collector.take(batch, firstRow);
    if (failing !== null) yield failing;
    firstRow += batch.numRows;
  }
}

/** Rows that are judged one by one need no measure; the keys and quartiles of the others do. */
async function judgesOf(
  rows: Dataset, references: Readonly<Record<string, Dataset>>, checks: readonly QualityCheck[], placed: readonly PlacedCheck[], context: OperatorContext, signal?: AbortSignal,
): Promise<readonly (RowJudge | null)[]> {
  const judges = placed.map(({ ready }) => ready.judge);
  const places = placed.flatMap(({ ready }, place) => (ready.judge === null && ready.reasons.length > 0 ? [place] : []));
  if (places.length === 0) return judges;
  const measured = await measureRows(rows, places.map((place) => checks[place]!), { fold: context.fold, references, ...(signal === undefined ? {} : { signal }) });
  places.forEach((place, index) => (judges[place] = measured.judges[index]!));
  return judges;
}
