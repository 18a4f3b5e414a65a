import { columnsOf } from '../core/arrow.ts';
import { isValid, type Column } from '../core/column.ts';
import type { Dataset } from '../core/dataset.ts';
import { refusePlan } from '../core/errors.ts';
import { cellTableOf, findColumn } from '../core/field.ts';
import { columnCoder } from '../group/index.ts';
import { determinedCells, TOTAL } from './kernel/determined-cells.ts';

/** What a reader of one table can work out. */
export interface RecomputableCells {
  readonly cells: number;
  readonly withheld: number;
  /** Totals that stand beside the cells they unite; 0 says that no published cell is a union of others. */
  readonly relations: number;
  /** Withheld cells whose count follows by subtraction. */
  readonly recomputable: number;
}

/**
 * Works out, from a table of cells as it would be published, which withheld counts follow from the others by
 * subtraction.
 *
 * @param dataset - cells; a cell is withheld when its row count is null.
 * @param signal - aborts the reading.
 * @returns how many totals and withheld cells there are, and how many of those follow.
 * @throws {PlanError} if the rows are no cells, or a dimension, marker or count is missing.
 * @remarks One pass; memory 30 bytes per cell and dimension. Subtraction only: 0 is no proof of safety.
 */
export async function recomputableCells(dataset: Dataset, signal?: AbortSignal): Promise<RecomputableCells> {
  const { schema } = dataset;
  const table = cellTableOf(schema);
  if (table === null) refusePlan('PLAN_OP_ORDER', '', 'expected cells; put an aggregate step before');
  const rowCount = findColumn(schema, table.rowCount, 'rowCount');
  const dimensions = table.dimensions.map((name) => ({
    index: findColumn(schema, name, name),
    marker: table.margins.includes(name) ? findColumn(schema, `${name}Total`, `${name}Total`, ['bool']) : -1,
    coder: columnCoder(),
    parts: [] as Int32Array[],
  }));
  const withheld: number[] = [];
  for await (const batch of dataset.open(signal)) {
    const columns = columnsOf(batch);
    for (let row = 0; row < batch.numRows; row++) withheld.push(isValid(columns[rowCount]!.valid, row) ? 0 : 1);
    for (const { index, marker, coder, parts } of dimensions) {
      const codes = new Int32Array(batch.numRows);
      coder.encode(columns[index]!, codes);
      if (marker >= 0) markTotals(columns[marker]!, codes);
      parts.push(codes);
    }
  }
  const marks = Uint8Array.from(withheld);
  const { relations, cells } = determinedCells({ codes: dimensions.map(({ parts }) => joined(parts, marks.length)), withheld: marks });
  return { cells: marks.length, withheld: marks.reduce((sum, mark) => sum + mark, 0), relations, recomputable: cells.length };
}

function markTotals(marker: Column, codes: Int32Array): void {
  if (marker.kind !== 'bool') return;
  for (let row = 0; row < codes.length; row++) if (isValid(marker.bits, row)) codes[row] = TOTAL;
}

function joined(parts: readonly Int32Array[], length: number): Int32Array {
  const all = new Int32Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
