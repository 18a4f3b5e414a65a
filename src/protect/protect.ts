import type { Field, RecordBatch, Schema } from 'apache-arrow';
import { columnsOf, makeBatch, makeSchema } from '../core/arrow.ts';
import { isValid, type Column, type TextColumn } from '../core/column.ts';
import { refusePlan, type Problem, PlanError } from '../core/errors.ts';
import { cellTableOf, changeField, declareField, METADATA, statisticOf, type CellTable, type Statistic } from '../core/field.ts';
import type { Json, MapOperator } from '../core/operator.ts';
import { checkOptions } from '../core/options.ts';
import { textColumn } from '../core/rejects.ts';
import { markDominatedCells, markRareCells, PUBLISHABLE, withholdMarked, ZERO } from './kernel/unsafe-cells.ts';
import { PRESETS } from './presets.ts';
import { protectOptions, rulesOf, type ProtectionRule, type ProtectOptions } from './rules.ts';

/** Statistics that only rules need: they name no cell's value, but they would tell the attacker about contributors. */
const HELPERS: ReadonlySet<Statistic['kind']> = new Set(['largestShare', 'contributors']);

const STATUS = 'status';

/**
 * Withholds the unsafe cells of an aggregated table, by primary rules.
 *
 * A cell that fails a rule is withheld whole: every statistic becomes null, so that a mean goes with its sum and count,
 * and persons and stays share one decision. Rules apply to all cells, margins included. Zero cells are published.
 *
 * Passes: 1. Memory: a batch. Order: kept. Schema: statistics become nullable; `largestShare` and `contributors` are
 * dropped; `status` is added when asked for, and keeps a table from public use. Findings: cells, published, zero and
 * withheld cells by rule, share of rows withheld. Reveals: which cells are withheld, and by subtraction their values
 * wherever totals are published: secondary suppression is not part of this step.
 *
 * @param options - see {@link ProtectOptions}.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong; when put on rows that are not cells, on cells protected already, on a
 *   table without the statistics its rules need, or, where persons are counted, without a rule on persons.
 * @example
 * protect({ rules: [{ rule: 'minimumFrequency', minCount: 11, on: 'entities' }] });
 */
export function protect(options: ProtectOptions): MapOperator {
  const checked = checkOptions(protectOptions, options);
  return {
    kind: 'map',
    name: 'protect',
    outputSchema: (input) => layOut(input, checked).schema,
    start(input) {
      const layout = layOut(input, checked);
      const tally = startTally(layout.rules.length);
      return {
        apply(batch: RecordBatch) {
          const columns = columnsOf(batch);
          const marks = new Uint8Array(batch.numRows);
          layout.rules.forEach(({ rule, column }, index) => {
            mark(rule, columns[column]!, index + 1, marks);
          });
          count(tally, marks, columns[layout.rowCount]!);
          const withheld = columns.map((column, index) => (layout.isStatistic[index]! ? { ...column, valid: withholdMarked(column.valid, marks) } : column));
          const kept = layout.kept.map((index) => withheld[index]!);
          return makeBatch(layout.schema, checked.status === true ? [...kept, statusColumn(marks, layout.rules)] : kept, batch.numRows);
        },
        finish: () => findings(tally, layout.rules, checked),
      };
    },
  };
}

interface PlacedRule {
  readonly rule: ProtectionRule;
  /** Column of the statistic the rule reads. */
  readonly column: number;
}

interface ProtectLayout {
  readonly schema: Schema;
  readonly rules: readonly PlacedRule[];
  readonly isStatistic: readonly boolean[];
  /** Input columns that stay, in order. */
  readonly kept: readonly number[];
  readonly rowCount: number;
}

function layOut(input: Schema, options: ProtectOptions): ProtectLayout {
  const cells = cellTableOf(input);
  if (cells === null) refusePlan('PLAN_OP_ORDER', '', 'the rows are not cells; aggregate first');
  if (cells.protection !== null) refusePlan('PLAN_OP_ORDER', '', 'the cells are protected already; put all rules in one step');
  const statistics = input.fields.map((field) => statisticOf(field));
  const measures = [...new Set(statistics.flatMap((statistic) => (statistic?.kind === 'sum' && statistic.of !== undefined ? [statistic.of] : [])))];
  const rules = placeRules(rulesOf(options, measures), statistics, cells);
  const isStatistic = statistics.map((statistic) => statistic !== null);
  const kept = input.fields.flatMap((_, index) => (HELPERS.has(statistics[index]?.kind ?? 'rows') ? [] : [index]));
  const fields: Field[] = kept.map((index) => (isStatistic[index]! ? changeField(input.fields[index]!, { nullable: true }) : input.fields[index]!));
  if (options.status === true) {
    if (fields.some((field) => field.name === STATUS)) refusePlan('PLAN_COLUMN_EXISTS', 'status', `column "${STATUS}" exists already`);
    fields.push(declareField(STATUS, { type: 'utf8', role: 'technical', nullable: false }));
  }
  const protectedCells: CellTable = { ...cells, protection: rules.map(({ rule }) => inWords(rule)) };
  const metadata = new Map(input.metadata).set(METADATA.table, JSON.stringify(protectedCells));
  const rowCount = input.fields.findIndex((field) => field.name === cells.rowCount);
  return { schema: makeSchema(fields, metadata), rules, isStatistic, kept, rowCount };
}

function placeRules(rules: readonly ProtectionRule[], statistics: readonly (Statistic | null)[], cells: CellTable): PlacedRule[] {
  const problems: Problem[] = [];
  const placed = rules.flatMap((rule): PlacedRule[] => {
    const column = statistics.findIndex((statistic) =>
      rule.rule === 'dominance' ? statistic?.kind === 'largestShare' && statistic.of === rule.of : statistic?.kind === rule.on,
    );
    if (column >= 0) return [{ rule, column }];
    const needed = rule.rule === 'dominance' ? `largestShare of "${rule.of}"` : rule.on;
    problems.push({ code: 'PLAN_MISSING', path: 'rules', message: `${rule.rule} needs the statistic ${needed}; add it to the aggregate step` });
    return [];
  });
  const countsPersons = rules.some((rule) => rule.rule === 'minimumFrequency' && rule.on === 'entities');
  if (cells.entityCount !== null && !countsPersons) {
    problems.push({ code: 'PLAN_MISSING', path: 'rules', message: 'the table counts persons, so a minimumFrequency on entities is needed: rows are not people' });
  }
  if (problems.length > 0) throw new PlanError(problems);
  return placed;
}

/** A rule for the evidence: counts are public knowledge, the parameters of dominance are not. */
function inWords(rule: ProtectionRule): string {
  return rule.rule === 'dominance' ? `dominance on ${rule.of}` : `minimumFrequency ${rule.minCount} on ${rule.on}`;
}

function mark(rule: ProtectionRule, column: Column, code: number, marks: Uint8Array): void {
  if (rule.rule === 'minimumFrequency' && column.kind === 'int64') markRareCells(column.values, column.valid, rule.minCount, code, marks);
  else if (rule.rule === 'dominance' && column.kind === 'float64') markDominatedCells(column.values, column.valid, rule.maxShare, code, marks);
  else throw new TypeError(`${rule.rule}: expected a statistic of its type, got ${column.kind}`);
}

interface Tally {
  cells: number;
  zero: number;
  readonly withheld: Float64Array;
  rows: number;
  withheldRows: number;
}

function startTally(rules: number): Tally {
  return { cells: 0, zero: 0, withheld: new Float64Array(rules), rows: 0, withheldRows: 0 };
}

function count(tally: Tally, marks: Uint8Array, rowCounts: Column): void {
  tally.cells += marks.length;
  for (let cell = 0; cell < marks.length; cell++) {
    const rows = rowCounts.kind === 'int64' && isValid(rowCounts.valid, cell) ? Number(rowCounts.values[cell]!) : 0;
    tally.rows += rows;
    if (marks[cell] === ZERO) tally.zero++;
    else if (marks[cell] !== PUBLISHABLE) {
      tally.withheld[marks[cell]! - 1]!++;
      tally.withheldRows += rows;
    }
  }
}

function findings(tally: Tally, rules: readonly PlacedRule[], options: ProtectOptions): Record<string, Json> {
  const withheld = tally.withheld.reduce((sum, cells) => sum + cells, 0);
  const preset = options.preset === undefined ? null : PRESETS[options.preset];
  return {
    cells: tally.cells,
    published: tally.cells - withheld,
    zero: tally.zero,
    withheld,
    withheldByRule: rules.map(({ rule }, index) => ({ rule: inWords(rule), cells: tally.withheld[index]! })),
    shareOfRowsWithheld: tally.rows === 0 ? 0 : tally.withheldRows / tally.rows,
    preset: preset === null ? null : { name: options.preset!, authority: preset.authority, source: preset.source, date: preset.date },
    differencing: 'not covered',
  };
}

function statusColumn(marks: Uint8Array, rules: readonly PlacedRule[]): TextColumn {
  const words = rules.map(({ rule }) => `withheld:${rule.rule}`);
  return textColumn(Array.from(marks, (code) => (code === PUBLISHABLE ? 'published' : code === ZERO ? 'zero' : words[code - 1]!)));
}
