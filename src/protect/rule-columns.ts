import type { DataType, Schema } from 'apache-arrow';
import { columnTypeOf } from '../core/arrow.ts';
import { isValid, type Column } from '../core/column.ts';
import { refusePlan } from '../core/errors.ts';
import { checkAll, findColumn, statisticOf, type CellTable, type Statistic } from '../core/field.ts';
import { markDominated, markSmallCounts } from './kernel/unsafe-cells.ts';
import type { ProtectionRule } from './protection-rule.ts';

/** A rule made ready for a table: its words, and how it marks the cells of a batch. */
export interface ReadyRule {
  /** The rule in words, for the schema and the report: `minimumFrequency 11 on rows`. */
  readonly text: string;
  readonly rule: ProtectionRule['rule'];
  apply(columns: readonly Column[], mark: number, marks: Uint8Array): void;
}

/**
 * Makes rules ready for a table of cells.
 *
 * @param rules - the rules, in the order in which they decide.
 * @param input - schema of the cells.
 * @param table - what it says of its cells.
 * @returns the rules with the columns they read.
 * @throws {PlanError} for every count or share that a rule needs and the table lacks.
 */
export function readyRules(rules: readonly ProtectionRule[], input: Schema, table: CellTable): ReadyRule[] {
  const ready: ReadyRule[] = [];
  checkAll(rules.map((rule, index) => () => {
    const path = `rules[${index}]`;
    ready.push(...(rule.rule === 'minimumFrequency' ? [frequencyRule(rule, input, table, path)] : dominanceRules(rule, input, path)));
  }));
  return ready;
}

/** Finds the columns that hold a statistic, by the column it is about. */
/** Types of the figures that rules read. */
const MADE_TYPES: Readonly<Partial<Record<Statistic['kind'], string>>> = Object.freeze({ rows: 'int64', contributors: 'int64', largestShare: 'float64' });

function columnsWith(input: Schema, kind: Statistic['kind']): { readonly of: string; readonly index: number }[] {
  return input.fields.flatMap((field, index) => {
    const statistic = statisticOf(field);
    // A count or share that was cast is no longer what the aggregation made; a rule that needs it says that it is missing.
    const made = MADE_TYPES[kind];
    const isAsMade = made === undefined || columnTypeOf(field.type as DataType) === made;
    return statistic?.kind === kind && statistic.of !== undefined && isAsMade ? [{ of: statistic.of, index }] : [];
  });
}

const COUNTS = ['int32', 'int64', 'float64'];

function frequencyRule(rule: Extract<ProtectionRule, { readonly rule: 'minimumFrequency' }>, input: Schema, table: CellTable, path: string): ReadyRule {
  const { minCount, on } = rule;
  const name = on === 'rows' ? table.rowCount : table.entityCount;
  if (name === null) refusePlan('PLAN_MISSING', `${path}.on`, 'the cells count no entities; name the column that tells them apart in the aggregate step');
  const index = findColumn(input, name, path, COUNTS);
  const total = findColumn(input, table.rowCount, path, COUNTS);
  const partial = columnsWith(input, 'rows');
  // Behind a sum stand those who have a value, maybe few of many; how many rows they have is known only where counted.
  for (const { of, index: place } of [...columnsWith(input, 'sum'), ...columnsWith(input, 'mean')]) {
    const counted = [...columnsWith(input, 'contributors'), ...(on === 'rows' ? partial : [])].some((other) => other.of === of);
    if (input.fields[place]!.nullable && !counted) refusePlan('PLAN_MISSING', path, `the cells do not count who stands behind "${input.fields[place]!.name}"; keep the contributors of ${of} until the cells are protected`);
  }
  const contributors = columnsWith(input, 'contributors').filter(({ of }) => on === 'entities' || !partial.some((other) => other.of === of));
  return {
    text: `minimumFrequency ${minCount} on ${on}`,
    rule: 'minimumFrequency',
    apply(columns, mark, marks) {
      markSmallCounts(numbersOf(columns[index]!, NaN), minCount, mark, marks);
      for (const other of contributors) markSmallCounts(numbersOf(columns[other.index]!, NaN), minCount, mark, marks);
      if (on !== 'rows') return;
      const all = numbersOf(columns[total]!, NaN);
      for (const other of partial) {
        // Rows with a value and rows without are two cells: who knows one and the total knows the other.
        const having = numbersOf(columns[other.index]!, NaN);
        markSmallCounts(having, minCount, mark, marks);
        markSmallCounts(having.map((count, cell) => all[cell]! - count), minCount, mark, marks);
      }
    },
  };
}

function dominanceRules(rule: Extract<ProtectionRule, { readonly rule: 'dominance' }>, input: Schema, path: string): ReadyRule[] {
  const { maxShare, of, atMaxShare = 'withhold' } = rule;
  const shares = columnsWith(input, 'largestShare');
  const measured = new Set([...columnsWith(input, 'sum'), ...columnsWith(input, 'mean')].map((column) => column.of));
  const wanted = of === undefined ? [...measured] : [of];
  return wanted.map((name) => {
    const share = shares.find((column) => column.of === name);
    if (share === undefined) refusePlan('PLAN_MISSING', `${path}.of`, `the cells have no largest share of "${name}"; add { kind: largestShare, of: ${name} } to the aggregate step`);
    return {
      text: `dominance ${atMaxShare === 'withhold' ? 'below' : 'up to'} ${maxShare} of ${name}`,
      rule: 'dominance' as const,
      apply: (columns, mark, marks) => markDominated(numbersOf(columns[share.index]!, -1), maxShare, atMaxShare === 'withhold', mark, marks),
    };
  });
}

/**
 * Reads a numeric column as doubles.
 *
 * @param column - int32, int64 or float64.
 * @param missing - what stands for null.
 * @returns Float64Array(rows).
 * @throws {TypeError} for another kind.
 */
export function numbersOf(column: Column, missing: number): Float64Array {
  if (column.kind !== 'int32' && column.kind !== 'int64' && column.kind !== 'float64') throw new TypeError(`column: expected numbers, got ${column.kind}`);
  return new Float64Array(column.rows).map((_, row) => (isValid(column.valid, row) ? Number(column.values[row]!) : missing));
}

/**
 * Tells whether a column of cells is a statistic, which is withheld with its cell.
 *
 * @param input - schema of the cells.
 * @param index - place of the column.
 * @returns whether it is.
 */
export function isStatistic(input: Schema, index: number): boolean {
  const field = input.fields[index]!;
  return statisticOf(field) !== null || field.metadata.get('a423:role') === 'cell' || columnTypeOf(field.type as DataType) === null;
}
