import type { DataType, Schema } from 'apache-arrow';
import { columnOf, columnTypeOf } from '../../core/arrow.ts';
import { parseColumnType, type ColumnType } from '../../core/column-type.ts';
import { checkAll, findColumn } from '../../core/field.ts';
import type { Fold } from '../../core/fold.ts';
import { addToColumn, columnBytes, makeColumnState, mergeColumns, type ColumnLimits, type ColumnState } from './profile-column.ts';
import type { TableProfile } from './profile-data.ts';
import { finishColumn, type Disclosure } from './profile-finish.ts';

/** What is held while a table is profiled. */
export interface ProfileState {
  rows: number;
  readonly columns: readonly ColumnState[];
}

/** Types a profile knows what to do with: all that steps work on. */
const TYPES = ['utf8', 'int32', 'int64', 'float64', 'bool', 'date', 'timestamp', 'decimal', 'binary'];

/**
 * Folds rows into a profile.
 *
 * @param input - schema of the rows.
 * @param limits - where counting each value ends.
 * @param disclosure - what may be told of values.
 * @returns the fold; its merge is exact, and its memory depends on the limits and the number of columns alone.
 * @throws {PlanError} `PLAN_COLUMN_TYPE` for columns of a type that no step works on.
 */
export function makeProfileFold(input: Schema, limits: ColumnLimits, disclosure: Disclosure): Fold<ProfileState, TableProfile> {
  checkAll(input.fields.map(({ name }) => () => void findColumn(input, name, 'columns', TYPES)));
  const types = input.fields.map(({ type }) => columnTypeOf(type as DataType) as ColumnType);
  return {
    init: () => ({ rows: 0, columns: types.map((type) => makeColumnState(parseColumnType(type)!)) }),
    add(state, batch) {
      state.rows += batch.numRows;
      state.columns.forEach((column, index) => {
        addToColumn(column, columnOf(batch, index), limits);
      });
    },
    merge(left, right) {
      left.rows += right.rows;
      left.columns.forEach((column, index) => {
        mergeColumns(column, right.columns[index]!, limits);
      });
      return left;
    },
    finish: ({ rows, columns }) => ({
      rows,
      showsValues: disclosure.showValues,
      minCount: disclosure.minCount,
      columns: columns.map((column, index) => finishColumn(input.fields[index]!.name, types[index]!, column, limits, disclosure)),
    }),
    bytes: ({ columns }) => columns.reduce((sum, column) => sum + columnBytes(column), 0),
  };
}
