import type { Findings, Json } from '../core/operator.ts';
import type { Generalisation } from './decide-generalisation.ts';
import type { GeneraliseOptions } from './generalise-options.ts';
import { classRisk, type ClassRisk } from './kernel/class-risk.ts';
import type { ClassTable } from './kernel/classes.ts';
import { columnUtility } from './kernel/column-utility.ts';
import { BLANKED, DROPPED } from './kernel/label-classes.ts';
import { modelFindings } from './model-findings.ts';

/**
 * Tells what a generalisation did: counts, levels, shares and sizes, no value.
 *
 * @param decision - what was decided.
 * @param options - what was asked for.
 * @returns the findings: rows and how many were suppressed; per column its level and what it lost; the loss and what none can be
 *   below; what each model attains; class sizes and risks before and after.
 */
export function generalisationFindings(decision: Generalisation, options: GeneraliseOptions): Findings {
  const { found, before, after, columns, judges, chosen } = decision;
  const rows = rowsIn(before, () => true);
  const suppressedRows = rowsIn(before, (index) => chosen.roundOf[index]! < 0);
  const names = Object.keys(options.quasiIdentifiers);
  const lost = columnUtility(before, columns, chosen);
  const k = Math.max(1, ...judges.map(({ minSize }) => minSize));
  const metric = { ...(options.metric ?? { metric: 'loss' as const }) };
  return {
    unit: before.entities === null ? 'rows' : 'entities',
    rows,
    suppressedRows,
    suppressedShare: rows === 0 ? 0 : suppressedRows / rows,
    droppedRows: rowsIn(before, (index) => chosen.roundOf[index] === DROPPED),
    blankedRows: rowsIn(before, (index) => chosen.roundOf[index] === BLANKED),
    columns: Object.fromEntries(names.map((name, column) => [name, {
      levels: chosen.rounds.map((levels) => levels[column]!),
      highest: columns[column]!.codes.length - 1,
      ...lost[column]!,
    }])),
    metric,
    loss: found.loss,
    bound: found.bound,
    isProven: found.bound === found.loss,
    nodes: found.nodes,
    checks: found.checks,
    path: found.path.map(({ levels, loss, suppressedRows: suppressed, checks }) => ({ levels: [...levels], loss, suppressedRows: suppressed, checks })),
    models: modelFindings(options.models, judges, after.table),
    before: riskOf(before, k),
    after: riskOf(after.table, k),
  };
}

function rowsIn({ rowsOf }: ClassTable, isMeant: (index: number) => boolean): number {
  return rowsOf.reduce((sum, count, index) => sum + (isMeant(index) ? count : 0), 0);
}

function riskOf(table: ClassTable, k: number): Json {
  const isInFile = (_: number, index: number): boolean => table.rowsOf[index]! > 0;
  const sizes = table.sizes.filter(isInFile);
  const rowsOf = table.rowsOf.filter(isInFile);
  const risk: ClassRisk = classRisk(sizes, rowsOf, k, null);
  const units = sizes.reduce((sum, size) => sum + size, 0);
  return { ...risk, averageClassSize: risk.classes === 0 ? null : units / risk.classes } as unknown as Json;
}
