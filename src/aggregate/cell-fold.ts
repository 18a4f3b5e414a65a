import type { RecordBatch, Schema } from 'apache-arrow';
import { columnOf } from '../core/arrow.ts';
import { countNulls, isValid, type Column } from '../core/column.ts';
import { DataError } from '../core/errors.ts';
import type { Fold } from '../core/fold.ts';
import { columnCoder, groupCounts, tupleTable } from '../group/index.ts';
import type { CellRecipe, CellState } from './cell-state.ts';
import { addContributors, contributorBytes, contributorState, mergeContributors, spillContributors } from './contributor-state.ts';
import { finishCells, type AggregatedCells } from './finish-cells.ts';
import { addMeasure, growMeasure, measureBytes, measureState, mergeMeasure, type MeasureNeeds } from './measure-state.ts';
import { typeOf, type ResolvedStatistic } from './statistics.ts';

/**
 * Folds rows into cells.
 *
 * @param input - schema of the rows.
 * @param recipe - dimensions, margins, entity and statistics; checked.
 * @returns the fold.
 * @throws {DataError} while adding: `DATA_NULL` for a row without an entity; when finishing: `DATA_OVERFLOW`.
 */
export function cellFold(input: Schema, recipe: CellRecipe): Fold<CellState, AggregatedCells> {
  const indexOf = (name: string): number => input.fields.findIndex((field) => field.name === name);
  const dimensionIndexes = recipe.dimensions.map(indexOf);
  const entityIndex = recipe.entity === null ? -1 : indexOf(recipe.entity);
  const measures = measureNeeds(input, recipe.statistics);
  let scratch: readonly Int32Array[] = [];
  const buffers = (rows: number): readonly Int32Array[] => {
    if ((scratch[0]?.length ?? -1) < rows) scratch = Array.from({ length: dimensionIndexes.length + 1 }, () => new Int32Array(rows));
    return scratch;
  };
  const bytes = (state: CellState): number => cellBytes(state) + (state.contributors === null ? 0 : contributorBytes(state.contributors));
  return {
    init: (context) => ({
      context,
      coders: dimensionIndexes.map(() => columnCoder()),
      cells: tupleTable(dimensionIndexes.length),
      rows: groupCounts(),
      measures: measures.map((needs) => measureState(needs, entityIndex < 0)),
      contributors: entityIndex < 0 ? null : contributorState(measures),
    }),
    add(state, batch, firstRow) {
      const rows = batch.numRows;
      const codes = buffers(rows);
      const cellOf = codes[dimensionIndexes.length]!;
      dimensionIndexes.forEach((index, place) => state.coders[place]!.encode(columnOf(batch, index), codes[place]!));
      state.cells.assign(codes.slice(0, dimensionIndexes.length), rows, cellOf);
      state.rows.grow(state.cells.size);
      state.rows.add(cellOf, null, rows);
      const columns = measures.map(({ index }) => columnOf(batch, index));
      columns.forEach((column, place) => addMeasure(state.measures[place]!, cellOf, state.cells.size, column, rows));
      if (state.contributors === null) return undefined;
      addContributors(state.contributors, cellOf, entityColumn(batch, entityIndex, recipe.entity!, firstRow), columns, rows);
      const { spill, maxMemoryBytes } = state.context;
      // Tables double when they grow: half the limit leaves room for that. A few pairs are not worth 64 writes.
      const full = bytes(state) > maxMemoryBytes / 2 && contributorBytes(state.contributors) > maxMemoryBytes / 8;
      return spill !== null && full ? spillContributors(state.contributors, measures, spill) : undefined;
    },
    merge(left, right) {
      const maps = right.coders.map((coder, place) => left.coders[place]!.absorb(coder));
      const size = right.cells.size;
      const cellMap = new Int32Array(size);
      left.cells.assign(maps.map((map, place) => right.cells.column(place).map((code) => (code < 0 ? -1 : map[code]!))), size, cellMap);
      left.rows.grow(left.cells.size);
      left.rows.merge(right.rows, cellMap);
      left.measures.forEach((measure, place) => {
        growMeasure(measure, left.cells.size);
        mergeMeasure(measure, right.measures[place]!, cellMap);
      });
      if (left.contributors !== null) mergeContributors(left.contributors, right.contributors!, cellMap);
      return left;
    },
    finish: (state) => finishCells(state, recipe, measures),
    bytes,
  };
}

function cellBytes({ coders, cells, rows, measures }: CellState): number {
  return coders.reduce((sum, coder) => sum + coder.byteLength, 0) + cells.byteLength + rows.byteLength + measures.reduce((sum, measure) => sum + measureBytes(measure), 0);
}

/** Lists the columns that statistics are about, with what is wanted of each. */
function measureNeeds(input: Schema, statistics: readonly ResolvedStatistic[]): MeasureNeeds[] {
  const names = [...new Set(statistics.flatMap(({ of }) => of ?? []))];
  return names.map((name) => {
    const kinds = statistics.filter(({ of }) => of === name).map(({ kind }) => kind);
    return {
      name,
      index: input.fields.findIndex((field) => field.name === name),
      type: typeOf(input, name),
      sum: kinds.includes('sum') || kinds.includes('mean'),
      min: kinds.includes('min'),
      max: kinds.includes('max'),
      largest: kinds.includes('largestShare'),
      contributors: kinds.includes('contributors'),
    };
  });
}

function entityColumn(batch: RecordBatch, index: number, name: string, firstRow: number): Column {
  const column = columnOf(batch, index);
  const rowCount = countNulls(column.valid, column.rows);
  if (rowCount === 0) return column;
  let row = 0;
  while (isValid(column.valid, row)) row++;
  throw new DataError('DATA_NULL', 'a row without an entity cannot be counted as a person; drop such rows first', { column: name, rowCount, firstRow: firstRow + row + 1 });
}
