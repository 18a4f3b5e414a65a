import type { RecordBatch, Schema } from 'apache-arrow';
import { columnsOf } from '../core/arrow.ts';
import { isValid, type Column } from '../core/column.ts';
import { DataError } from '../core/errors.ts';
import { dimensionsOf, findColumn, type CellTable } from '../core/field.ts';
import type { Fold } from '../core/fold.ts';
import { joinColumns, takeRows } from '../core/slice.ts';
import { columnCoder, orderTuples, rankOf, tupleTable, type ColumnCoder } from '../group/index.ts';
import { layOutCells, type LaidOutCells } from '../linear/index.ts';

/** All cells of a table at once, in the order of their values, which does not depend on that of the rows. */
export interface MeasuredCells {
  /** Schema of the cells, and what it says of them. */
  readonly schema: Schema;
  readonly table: CellTable;
  readonly cells: number;
  /** Int32Array(rows): number of the cell in each row, in the order in which rows came. */
  readonly cellOf: Int32Array;
  /** The columns of the table, one place per cell; empty columns when there is no cell. */
  readonly columns: readonly Column[];
  readonly laidOut: LaidOutCells;
}

/** Cells while they are read. */
export interface CellsState {
  readonly coders: readonly ColumnCoder[];
  readonly parts: CellsPart[];
  bytes: number;
}

/** One batch of cells. */
interface CellsPart {
  readonly firstRow: number;
  readonly rows: number;
  readonly columns: readonly Column[];
  /** By dimension column, codes of the values. */
  readonly codes: readonly Int32Array[];
}

/** What is held of a cell, for `explain`. */
export const CELL_BYTES = 'about 60 bytes per cell and dimension, 16 per statistic';

/**
 * Gathers the cells of a table.
 *
 * @param input - schema of the cells.
 * @param table - what it says of them.
 * @returns the fold; states are joined by row number.
 * @throws {PlanError} if a dimension or its marker of totals is missing.
 * @throws {DataError} `DATA_DUPLICATE_KEY` when finishing, if two cells have the same values.
 */
export function cellsFold(input: Schema, table: CellTable): Fold<CellsState, MeasuredCells> {
  const places = table.dimensions.map((name) => findColumn(input, name, name));
  const markers = table.dimensions.map((name) => (table.margins.includes(name) ? findColumn(input, `${name}Total`, `${name}Total`, ['bool']) : -1));
  return {
    init: () => ({ coders: places.map(() => columnCoder()), parts: [], bytes: 0 }),
    add(state, batch: RecordBatch, firstRow) {
      const columns = columnsOf(batch);
      const codes = places.map((place, dimension) => {
        const coded = new Int32Array(batch.numRows);
        state.coders[dimension]!.encode(columns[place]!, coded);
        return coded;
      });
      state.parts.push({ firstRow, rows: batch.numRows, columns, codes });
      state.bytes += batch.numRows * (4 * places.length + 16 * columns.length);
    },
    merge(left, right) {
      const maps = left.coders.map((coder, dimension) => coder.absorb(right.coders[dimension]!));
      for (const part of right.parts) {
        left.parts.push({ ...part, codes: part.codes.map((codes, dimension) => codes.map((code) => (code < 0 ? -1 : maps[dimension]![code]!))) });
      }
      left.bytes += right.bytes;
      return left;
    },
    bytes: ({ coders, bytes }) => bytes + coders.reduce((sum, coder) => sum + coder.byteLength, 0),
    finish: ({ coders, parts }) => gathered(input, table, markers, coders, parts.sort((a, b) => a.firstRow - b.firstRow)),
  };
}

function gathered(schema: Schema, table: CellTable, markers: readonly number[], coders: readonly ColumnCoder[], parts: readonly CellsPart[]): MeasuredCells {
  const cells = parts.reduce((sum, { rows }) => sum + rows, 0);
  const joined = parts.length === 0 ? [] : parts[0]!.columns.map((_, index) => joinColumns(parts.map(({ columns }) => columns[index]!)));
  const totals = markers.map((marker) => (marker < 0 || cells === 0 ? null : marksOf(joined[marker]!)));
  const codes = coders.map((coder, dimension) => rankedCodes(coder, parts.map((part) => part.codes[dimension]!), totals[dimension]!, cells));
  refuseRepeated(codes, cells);
  const order = orderTuples(codes, codes.map(() => null), cells);
  const dimensions = dimensionsOf(table);
  const columnNumber = (name: string): number => table.dimensions.indexOf(name);
  const laidOut = layOutCells({
    cells,
    codes: codes.map((column) => order.map((row) => column[row]!)),
    totals: totals.map((marks) => (marks === null ? null : Uint8Array.from(order, (row) => marks[row]!))),
    dimensions: dimensions.map((names) => names.map(columnNumber)),
    tables: table.tables?.map((names) => names.map(columnNumber)) ?? null,
  });
  return { schema, table, cells, cellOf: rankOf(order), columns: joined.map((column) => takeRows(column, order)), laidOut };
}

function refuseRepeated(codes: readonly Int32Array[], cells: number): void {
  const distinct = tupleTable(codes.length);
  distinct.assign(codes, cells, new Int32Array(cells));
  const rowCount = cells - distinct.size;
  if (rowCount > 0) throw new DataError('DATA_DUPLICATE_KEY', 'two cells have the same categories; a table has each cell once', { rowCount });
}

function marksOf(column: Column): Uint8Array {
  if (column.kind !== 'bool') throw new TypeError(`marker: expected bool, got ${column.kind}`);
  return Uint8Array.from({ length: column.rows }, (_, row) => (isValid(column.bits, row) ? 1 : 0));
}

/** Codes by rank of the value, a missing value after every other, a total last. */
function rankedCodes(coder: ColumnCoder, parts: readonly Int32Array[], totals: Uint8Array | null, cells: number): Int32Array {
  const ranks = rankOf(coder.order());
  const ranked = new Int32Array(cells);
  let row = 0;
  for (const part of parts) {
    for (const code of part) {
      ranked[row] = totals?.[row] === 1 ? coder.size + 1 : code < 0 ? coder.size : ranks[code]!;
      row++;
    }
  }
  return ranked;
}
