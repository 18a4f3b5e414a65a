import type { RecordBatch, Schema } from 'apache-arrow';
import { columnOf } from '../core/arrow.ts';
import { countNulls, isValid, type Column, type Float64Column } from '../core/column.ts';
import { DataError } from '../core/errors.ts';
import type { Fold } from '../core/fold.ts';
import { columnCoder, groupCounts, tupleTable } from '../group/index.ts';
import type { CellRecipe, CellState } from './cell-state.ts';
import { addContributors, contributorBytes, contributorState, mergeContributors, spillContributors } from './contributor-state.ts';
import { finishCells, type AggregatedCells } from './finish-cells.ts';
import { asDoubles, recordKeysOf, weigh, weightsOf } from './contributions.ts';
import { addMeasure, measureBytes, measureState, mergeMeasure, type MeasureNeeds, type SummedColumn } from './measure-state.ts';
import { typeOf, type ResolvedStatistic } from './statistics.ts';
import { valueSums } from './value-sums.ts';

/**
 * Folds rows into cells.
 *
 * @param input - schema of the rows.
 * @param recipe - dimensions, margins, entity and statistics; checked.
 * @returns the fold.
 * @throws {DataError} while adding: `DATA_NULL` for a row without an entity, weight or record key, `DATA_VALUE_RANGE` for a
 *   weight or record key that is none; when finishing: see {@link finishCells}.
 */
export function cellFold(input: Schema, recipe: CellRecipe): Fold<CellState, AggregatedCells> {
  const indexOf = (name: string): number => input.fields.findIndex((field) => field.name === name);
  const dimensionIndexes = recipe.dimensions.map(indexOf);
  const entityIndex = recipe.entity === null ? -1 : indexOf(recipe.entity);
  const weightIndex = recipe.weight === null ? -1 : indexOf(recipe.weight);
  const measures = measureNeeds(input, recipe);
  const keysPlace = measures.findIndex(({ cellKeys }) => cellKeys);
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
      weights: weightIndex < 0 ? null : valueSums(REAL, false),
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
      const weights = weightIndex < 0 ? null : weightsOf(columnOf(batch, weightIndex), recipe.weight!, firstRow);
      state.weights?.grow(state.cells.size);
      if (weights !== null) state.weights!.add(cellOf, weights, rows);
      const columns = measures.map((needs) => summedColumn(columnOf(batch, needs.index), needs, weights));
      const recordKeys = keysPlace < 0 ? null : recordKeysOf(columns[keysPlace]!.plain, measures[keysPlace]!.name, firstRow);
      columns.forEach((column, place) => addMeasure(state.measures[place]!, cellOf, state.cells.size, column, rows));
      if (state.contributors === null) return undefined;
      addContributors(state.contributors, cellOf, entityColumn(batch, entityIndex, recipe.entity!, firstRow), columns, recordKeys, rows);
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
      left.weights?.grow(left.cells.size);
      left.weights?.merge(right.weights!, cellMap);
      left.measures.forEach((measure, place) => mergeMeasure(measure, right.measures[place]!, cellMap, left.cells.size));
      if (left.contributors !== null) mergeContributors(left.contributors, right.contributors!, cellMap);
      return left;
    },
    finish: (state) => finishCells(state, recipe, measures),
    bytes,
  };
}

const REAL = { name: 'float64' } as const;

function cellBytes({ coders, cells, rows, weights, measures }: CellState): number {
  return coders.reduce((sum, coder) => sum + coder.byteLength, 0) + cells.byteLength + rows.byteLength + (weights?.byteLength ?? 0) + measures.reduce((sum, measure) => sum + measureBytes(measure), 0);
}

/** Lists the columns that statistics are about, with what is wanted of each. */
function measureNeeds(input: Schema, { statistics, weight }: CellRecipe): MeasureNeeds[] {
  const names = [...new Set(statistics.flatMap(({ of }) => of ?? []))];
  return names.map((name) => {
    const about = statistics.filter(({ of }) => of === name);
    const has = (...kinds: readonly ResolvedStatistic['kind'][]): boolean => about.some(({ kind }) => kinds.includes(kind));
    const type = typeOf(input, name);
    const weighted = weight !== null && has('sum', 'mean', 'absoluteSum', 'largest', 'largestShare');
    return {
      name,
      index: input.fields.findIndex((field) => field.name === name),
      type,
      sumType: weighted ? REAL : type,
      weighted,
      sum: has('sum', 'mean'),
      weights: weighted && has('mean'),
      absoluteSum: has('absoluteSum', 'largestShare'),
      min: has('min'),
      max: has('max'),
      largest: Math.max(has('largestShare') ? 1 : 0, ...about.map(({ rank }) => rank ?? 0)),
      contributors: has('contributors', 'onlyEntity', 'largest'),
      cellKeys: has('cellKey'),
    };
  });
}

function summedColumn(plain: Column, { weighted }: MeasureNeeds, weights: Float64Column | null): SummedColumn {
  if (!weighted || weights === null) return { plain, weighted: null };
  const values = asDoubles(plain);
  return { plain, weighted: { values, products: weigh(values, weights), weights } };
}

function entityColumn(batch: RecordBatch, index: number, name: string, firstRow: number): Column {
  const column = columnOf(batch, index);
  const rowCount = countNulls(column.valid, column.rows);
  if (rowCount === 0) return column;
  let row = 0;
  while (isValid(column.valid, row)) row++;
  throw new DataError('DATA_NULL', 'a row without an entity cannot be counted as a person; drop such rows first', { column: name, rowCount, firstRow: firstRow + row + 1 });
}
