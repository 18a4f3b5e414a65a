import { isValid, type Column } from '../../core/column.ts';
import type { Dataset } from '../../core/dataset.ts';
import { refusePlan } from '../../core/errors.ts';
import { cellTableOf, dimensionsOf, findColumn, statisticOf } from '../../core/field.ts';
import { foldDataset, IN_MEMORY } from '../../core/fold.ts';
import type { CodeTree } from '../../hierarchy/index.ts';
import { needStatistic, numbersOf, statisticPlaces } from '../cell-statistics.ts';
import { SAFE } from '../kernel/unsafe-cells.ts';
import { categoryAt } from '../manual-cells.ts';
import { cellsFold, type MeasuredCells } from '../measure-cells.ts';
import { primaryCells } from '../primary-cells.ts';
import type { ProtectionRule } from '../protection-rule.ts';
import { readyRules } from '../rule-columns.ts';
import { argusStatusOf } from './argus-status.ts';
import type { ArgusExport } from './export-argus.ts';

/** What is exported of a table of cells. */
export interface ArgusExportOptions {
  /** The measure whose sums are exported; `null` for counts of rows. */
  readonly of: string | null;
  /** Rules that give the cells their statuses; without them τ-ARGUS applies its own. */
  readonly rules?: readonly ProtectionRule[];
}

/**
 * Prepares unprotected cells for {@link exportArgus}: for the eyes of whoever compares programs, not for publication.
 *
 * @param dataset - cells of one table or of several, in any order.
 * @param options - which figure, and the rules.
 * @param signal - aborts the reading.
 * @returns values, frequencies (entities, where they are counted), the largest contributions that were kept, and statuses;
 *   a hierarchy is one dimension, whose codes are those of all its levels. A code that another value has already gets the one
 *   above it in front, `75/01`, or a `_` behind; a missing value is `(missing)`. Joint cells are left out.
 * @throws {PlanError} if the rows are no unprotected cells, or lack the sum or what the rules need.
 * @remarks One pass; memory with the cells.
 */
export async function argusExportOf(dataset: Dataset, { of, rules }: ArgusExportOptions, signal?: AbortSignal): Promise<ArgusExport> {
  const { schema } = dataset;
  const table = cellTableOf(schema);
  if (table === null || table.protection !== null) refusePlan('PLAN_OP_ORDER', '', 'expected unprotected cells, as an aggregate step makes them');
  const figure = of === null ? findColumn(schema, table.rowCount, 'rowCount') : needStatistic(schema, { kind: 'sum', of }, 'of');
  const ready = readyRules(rules ?? [], schema, table);
  const measured = await foldDataset(dataset, cellsFold(schema, table), IN_MEMORY, signal);
  const { cells, columns, laidOut: { system, hidden } } = measured;
  const shown = Int32Array.from({ length: cells }, (_, cell) => cell).filter((cell) => hidden[cell] === 0);
  const numbers = (index: number, missing: number): Float64Array => {
    const all = cells === 0 ? new Float64Array(0) : numbersOf(columns[index]!, missing);
    return Float64Array.from(shown, (cell) => all[cell]!);
  };
  const rows = numbers(findColumn(schema, table.rowCount, 'rowCount'), 0);
  const { marks } = primaryCells(ready, { columns, system });
  const ranks = schema.fields.flatMap((field, index) => (statisticOf(field)?.kind === 'largest' && statisticOf(field)!.of === of ? [{ index, rank: statisticOf(field)!.rank! }] : []));
  const placed = dimensionsOf(table).map((names) => ({ names, ...placeCodes(measured, names) }));
  return {
    dimensions: placed.map(({ names, tree }) => ({ name: names.at(-1)!, hierarchy: names.length === 1 ? null : tree })),
    codes: placed.map(({ nodes, tree }) => Array.from(shown, (cell) => (nodes[cell]! < 0 ? null : tree.codes[nodes[cell]!]!))),
    measure: of ?? table.rowCount,
    decimals: decimalsOf(columns[figure]),
    values: numbers(figure, 0),
    frequencies: of === null ? null : numbers(table.entityCount === null ? findColumn(schema, table.rowCount, 'rowCount') : findColumn(schema, table.entityCount, 'entityCount'), 0),
    shadows: of === null || statisticPlaces(schema, 'absoluteSum').every((other) => other.of !== of) ? null : numbers(needStatistic(schema, { kind: 'absoluteSum', of }, 'of'), 0),
    costs: null,
    largest: ranks.sort((left, right) => left.rank - right.rank).map(({ index }) => numbers(index, 0).map(Math.abs)),
    lowerLevels: null,
    upperLevels: null,
    statuses: rules === undefined ? null : Uint8Array.from(shown, (cell, place) => (rows[place] === 0 ? 14 : marks[cell] === SAFE ? 1 : argusStatusOf(`primary:${ready[marks[cell]! - 1]!.rule}`))),
  };
}

function decimalsOf(column: Column | undefined): number {
  return column?.kind === 'decimal' ? column.scale : 0;
}

/** Codes of a dimension: the node of each cell, −1 for the total, and the tree of the nodes. */
function placeCodes({ schema, table, columns, cells }: MeasuredCells, names: readonly string[]): { readonly nodes: Int32Array; readonly tree: CodeTree } {
  const levels = names.map((name) => ({
    column: columns[findColumn(schema, name, name)], marker: table.margins.includes(name) ? columns[findColumn(schema, `${name}Total`, `${name}Total`, ['bool'])] : undefined,
  }));
  const codes: string[] = [];
  const parents: number[] = [];
  const used = new Set<string>();
  const nodeOf = new Map<string, number>();
  const nodes = new Int32Array(cells).fill(-1);
  for (let cell = 0; cell < cells; cell++) {
    for (const { column, marker } of levels) {
      if (marker?.kind === 'bool' && isValid(marker.bits, cell)) break;
      const value = isValid(column!.valid, cell) ? String(categoryAt(column!, cell)) : '(missing)';
      const name = `${nodes[cell]!} ${value}`;
      const known = nodeOf.get(name);
      if (known === undefined) {
        codes.push(unusedCode(value, nodes[cell]! < 0 ? null : codes[nodes[cell]!]!, used));
        parents.push(nodes[cell]!);
        nodeOf.set(name, codes.length - 1);
      }
      nodes[cell] = known ?? codes.length - 1;
    }
  }
  return { nodes, tree: { codes, parents: Int32Array.from(parents) } };
}

function unusedCode(value: string, above: string | null, used: Set<string>): string {
  let code = value;
  if (used.has(code) && above !== null) code = `${above}/${value}`;
  while (used.has(code)) code += '_';
  used.add(code);
  return code;
}
