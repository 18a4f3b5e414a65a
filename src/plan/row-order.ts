import type { Schema } from 'apache-arrow';
import type { Dataset } from '../core/dataset.ts';
import { cellTableOf, roleOf } from '../core/field.ts';
import type { FoldContext } from '../core/fold.ts';
import { applyOperator } from '../core/operator.ts';
import { sort } from '../shape/index.ts';
import { parseReference } from './graph.ts';
import type { Plan, PlanOutput } from './plan.ts';

type SortColumns = Parameters<typeof sort>[0]['by'];

/** Steps that keep the order of the rows and the names of the columns. */
const KEEPS_ORDER = new Set(['drop', 'keep', 'checkQuality', 'checkKAnonymity', 'checkPrivacy', 'checkMasking']);

/**
 * Tells in which order the rows of an output are written. The order in which a source has its rows tells of persons what no column
 * does (admission, alphabet): whoever knows it finds them again. Rows of persons that become public are therefore sorted by all
 * their columns, so that their order says nothing that they do not say themselves, unless the plan asks to keep it.
 *
 * @param plan - the plan.
 * @param output - one of its outputs.
 * @param schema - the schema of its table.
 * @returns the columns to sort by, all of them: first those of a last `sort` step, then the others in their order; `null` where the
 *   order is kept: aggregated cells, rows without quasi-identifiers, other audiences, or because the plan says `rowOrder: kept`.
 */
export function rowOrderOf(plan: Plan, output: PlanOutput, schema: Schema): SortColumns | null {
  const isOfPersons = cellTableOf(schema) === null && schema.fields.some((field) => roleOf(field) === 'quasiIdentifier');
  const order = output.rowOrder ?? (output.audience === 'public' && isOfPersons ? 'sorted' : 'kept');
  if (order === 'kept') return null;
  const names = schema.fields.map(({ name }) => name);
  const asked = lastSort(plan, output.table).filter(({ column }) => names.includes(column));
  return [...asked, ...names.filter((name) => asked.every(({ column }) => column !== name)).map((column) => ({ column }))];
}

function lastSort(plan: Plan, table: string): SortColumns {
  const { name, port } = parseReference(table);
  const steps = port === 'rows' ? (plan.tables[name]?.steps ?? []) : [];
  const last = steps.findLast(({ op }) => !KEEPS_ORDER.has(op));
  return last?.op === 'sort' ? (last['by'] as SortColumns) : [];
}

/**
 * Puts the rows of an output in the order in which they are written: see {@link rowOrderOf}.
 *
 * @param plan - the plan.
 * @param output - one of its outputs.
 * @param rows - the rows of its table.
 * @param fold - memory limit and spill store, for rows that are sorted.
 * @returns the rows themselves where their order is kept.
 */
export function inRowOrder(plan: Plan, output: PlanOutput, rows: Dataset, fold: FoldContext): Dataset {
  const by = rowOrderOf(plan, output, rows.schema);
  return by === null || by.length === 0 ? rows : applyOperator(rows, sort({ by }), { fold }).rows;
}
