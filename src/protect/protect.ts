import type { RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import { arrowType, columnsOf, makeBatch, makeField, makeSchema } from '../core/arrow.ts';
import type { Column } from '../core/column.ts';
import { refusePlan } from '../core/errors.ts';
import { cellTableOf, changeField, METADATA, statisticOf, type CellTable } from '../core/field.ts';
import type { MapOperator, Session } from '../core/operator.ts';
import { checkOptions, type OptionsSchema } from '../core/options.ts';
import { textColumn } from '../core/rejects.ts';
import { takeRows } from '../core/slice.ts';
import { SAFE } from './kernel/unsafe-cells.ts';
import { PRESETS, type PresetName } from './presets.ts';
import { protectionRule, type ProtectionRule } from './protection-rule.ts';
import { isStatistic, numbersOf, readyRules, type ReadyRule } from './rule-columns.ts';

/** Options of {@link protect}. */
export interface ProtectOptions {
  /** Rules, all of which must hold. */
  readonly rules?: readonly ProtectionRule[];
  /** Rules of an authority, before those above; see {@link PRESETS}. */
  readonly preset?: PresetName;
  /** What happens to a cell that counts no rows; `withhold` when omitted. Absent cells read as zero in any case. */
  readonly zeros?: 'publish' | 'withhold';
  /** Whether a column `status` tells why; it may not become public. */
  readonly status?: boolean;
}

/** Checks {@link ProtectOptions}. */
export const protectOptions: OptionsSchema<ProtectOptions> = z
  .strictObject({
    rules: z.array(protectionRule).min(1).readonly().exactOptional(),
    preset: z.enum(['casdElevenPatients', 'inseeBusiness']).exactOptional(),
    zeros: z.enum(['publish', 'withhold']).exactOptional(),
    status: z.boolean().exactOptional(),
  })
  .refine((options) => options.rules !== undefined || options.preset !== undefined, { message: 'expected rules, a preset or both' });

/**
 * Withholds unsafe cells by primary rules, margins included.
 *
 * A cell that fails a rule loses every statistic at once: counts of rows and of entities share one decision, and so do
 * a mean, its sum and its count. Withheld numbers leave no bytes. The minimum frequency also holds for the contributors
 * behind each sum or mean, and for the rows with and without a value where those are counted. Shares and numbers of
 * contributors serve the rules only and are dropped.
 *
 * This is primary suppression. Where margins or other tables of the same population are published, withheld cells can
 * be recomputed: the findings say `differencing: 'not covered'`.
 *
 * Passes: 1. Memory: a batch. Order: kept. Schema: statistics may be null, helper columns go, `status` comes when asked
 * for (role `technical`), and the table names the rules applied. Findings: cells, published, withheld by rule, zero.
 * Reveals: that a withheld cell is not empty and fails some rule.
 *
 * @param options - see {@link ProtectOptions}.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong, or when it is put on rows that are no cells, are protected already, or
 *   lack a count or share that a rule needs.
 * @example
 * protect({ rules: [{ rule: 'minimumFrequency', minCount: 11, on: 'entities' }] });
 */
export function protect(options: ProtectOptions): MapOperator {
  const checked = checkOptions(protectOptions, options);
  const preset = checked.preset === undefined ? null : PRESETS[checked.preset];
  const rules = [...(preset?.rules ?? []), ...(checked.rules ?? [])];
  return {
    kind: 'map',
    name: 'protect',
    outputSchema: (input) => protectedSchema(input, readyRules(rules, input, cellsOf(input)), checked.status === true),
    start(input) {
      const table = cellsOf(input);
      const ready = readyRules(rules, input, table);
      return session(input, table, ready, checked);
    },
  };
}

function cellsOf(input: Schema): CellTable {
  const table = cellTableOf(input);
  if (table === null) refusePlan('PLAN_OP_ORDER', '', 'expected cells; put an aggregate step before');
  if (table.protection !== null) refusePlan('PLAN_OP_ORDER', '', 'the cells are protected already; put all rules into one step');
  return table;
}

const HELPERS = ['largestShare', 'contributors'];

function keptColumns(input: Schema): number[] {
  return input.fields.flatMap((field, index) => (HELPERS.includes(statisticOf(field)?.kind ?? '') ? [] : [index]));
}

function protectedSchema(input: Schema, rules: readonly ReadyRule[], status: boolean): Schema {
  const fields = keptColumns(input).map((index) => (isStatistic(input, index) ? changeField(input.fields[index]!, { nullable: true }) : input.fields[index]!));
  if (status) {
    if (fields.some(({ name }) => name === 'status')) refusePlan('PLAN_COLUMN_EXISTS', 'status', 'there is already a column "status"; rename it');
    fields.push(makeField('status', arrowType('utf8'), false, new Map([[METADATA.role, 'technical']])));
  }
  const table: CellTable = { ...cellTableOf(input)!, protection: rules.map(({ text }) => text) };
  return makeSchema(fields, new Map([...input.metadata, [METADATA.table, JSON.stringify(table)]]));
}

function session(input: Schema, table: CellTable, rules: readonly ReadyRule[], options: ProtectOptions): Session {
  const status = options.status === true;
  const output = protectedSchema(input, rules, status);
  const rowCount = input.fields.findIndex((field) => field.name === table.rowCount);
  const zeroMark = options.zeros === 'publish' ? SAFE : rules.length + 1;
  const byRule = new Float64Array(rules.length + 2);
  let cells = 0;
  let zero = 0;
  return {
    apply(batch: RecordBatch) {
      const columns = columnsOf(batch);
      const counts = numbersOf(columns[rowCount]!, NaN);
      const marks = new Uint8Array(batch.numRows);
      rules.forEach((ready, index) => ready.apply(columns, index + 1, marks));
      counts.forEach((count, cell) => {
        if (count !== 0) return;
        zero++;
        marks[cell] = zeroMark;
      });
      cells += batch.numRows;
      for (const mark of marks) byRule[mark]!++;
      const kept = Int32Array.from(marks, (mark, cell) => (mark === SAFE ? cell : -1));
      const published: Column[] = keptColumns(input).map((index) => (isStatistic(input, index) ? takeRows(columns[index]!, kept) : columns[index]!));
      if (status) published.push(textColumn(Array.from(marks, (mark, cell) => statusOf(mark, counts[cell]!, rules))));
      return makeBatch(output, published, batch.numRows);
    },
    finish: () => ({
      cells,
      published: byRule[SAFE]!,
      withheld: cells - byRule[SAFE]!,
      withheldByRule: Object.fromEntries(rules.map(({ text }, index) => [text, byRule[index + 1]!])),
      zero,
      zeros: options.zeros ?? 'withhold',
      preset: options.preset ?? null,
      rules: rules.map(({ text }) => text),
      differencing: 'not covered',
    }),
  };
}

function statusOf(mark: number, count: number, rules: readonly ReadyRule[]): string {
  if (count === 0) return 'zero';
  return mark === SAFE ? 'safe' : `primary:${rules[mark - 1]!.rule}`;
}
