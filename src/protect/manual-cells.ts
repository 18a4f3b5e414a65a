import type { DataType, Schema } from 'apache-arrow';
import { columnTypeOf } from '../core/arrow.ts';
import { isValid, type Column } from '../core/column.ts';
import { DataError, refusePlan } from '../core/errors.ts';
import { checkAll, findColumn, type CellTable } from '../core/field.ts';
import { columnCoder, tupleTable } from '../group/index.ts';
import { formatIsoDate } from '../text/index.ts';
import type { ManualCell } from './protection-rule.ts';

/** A dimension of the table: its column, and the one that marks totals, −1 where it has none. */
export interface ManualDimension {
  readonly name: string;
  readonly index: number;
  readonly marker: number;
}

/** A value of a dimension; `null` is a missing one, and stands for columns that hold none of the others. */
export type Category = string | number | boolean | null;

/** What a category is written as, by the type of its column. */
const WRITTEN: Readonly<Record<string, string>> = Object.freeze({ utf8: 'string', int32: 'number', int64: 'number', float64: 'number', bool: 'boolean', date: 'string' });
const IN_WORDS: Readonly<Record<string, string>> = Object.freeze({ string: 'text', number: 'a number', boolean: 'true or false' });

/**
 * Checks cells named by hand against the dimensions of a table.
 *
 * @param manual - the cells.
 * @param input - schema of the cells.
 * @param table - what it says of them.
 * @param path - where they stand in the options.
 * @returns the dimensions of the table.
 * @throws {PlanError} for a column that is no dimension, a category of another type than its column, or a dimension
 *   left out that has no total.
 */
export function manualDimensions(manual: readonly ManualCell[], input: Schema, table: CellTable, path: string): ManualDimension[] {
  const dimensions = table.dimensions.map((name) => ({
    name, index: findColumn(input, name, name), marker: table.margins.includes(name) ? findColumn(input, `${name}Total`, `${name}Total`, ['bool']) : -1,
  }));
  checkAll(manual.flatMap(({ categories }, place) => {
    const at = `${path}[${place}].categories`;
    const named = Object.entries(categories).map(([name, category]) => () => {
      const dimension = dimensions.find((other) => other.name === name);
      if (dimension === undefined) refusePlan('PLAN_UNKNOWN_COLUMN', `${at}.${name}`, 'not a dimension of the table');
      const type = columnTypeOf(input.fields[dimension.index]!.type as DataType) ?? '';
      const written = WRITTEN[type];
      if (category !== null && typeof category !== written) refusePlan('PLAN_COLUMN_TYPE', `${at}.${name}`, `expected ${IN_WORDS[written ?? ''] ?? 'a dimension of text, numbers or dates'}`);
    });
    const left = dimensions.filter(({ name, marker }) => !Object.hasOwn(categories, name) && marker < 0).map(({ name }) => () => {
      refusePlan('PLAN_MISSING', `${at}.${name}`, 'expected a category, since the dimension has no total');
    });
    return [...named, ...left];
  }));
  return dimensions;
}

/**
 * Finds cells named by hand.
 *
 * @param manual - the cells.
 * @param dimensions - what {@link manualDimensions} gave.
 * @param columns - the columns of the table, one place per cell.
 * @param path - where the cells stand in the options.
 * @returns Int32Array(manual.length): the number of each cell.
 * @throws {DataError} `DATA_INVALID` if a name is that of no cell, or two are those of one.
 * @remarks O(cells × dimensions); a string per distinct category.
 */
export function findManualCells(manual: readonly ManualCell[], dimensions: readonly ManualDimension[], columns: readonly Column[], path: string): Int32Array {
  const cells = columns[dimensions[0]!.index]!.rows;
  const coded = dimensions.map(({ index, marker }) => codedCategories(columns[index]!, marker < 0 ? null : columns[marker]!));
  const groups = tupleTable(dimensions.length);
  const groupOf = new Int32Array(cells);
  groups.assign(coded.map(({ codes }) => codes), cells, groupOf);
  const cellOf = new Int32Array(groups.size);
  groupOf.forEach((group, cell) => {
    cellOf[group] = cell;
  });
  const known = groups.size;
  const wanted = new Int32Array(manual.length);
  groups.assign(dimensions.map(({ name }, place) => Int32Array.from(manual, ({ categories }) => coded[place]!.codeOf(categories[name]))), manual.length, wanted);
  const seen = new Set<number>();
  return wanted.map((group, place) => {
    if (group >= known) throw new DataError('DATA_INVALID', `${path}[${place}]: no cell has these categories`);
    if (seen.has(group)) throw new DataError('DATA_INVALID', `${path}[${place}]: the cell is named twice`);
    seen.add(group);
    return cellOf[group]!;
  });
}

interface CodedCategories {
  readonly codes: Int32Array;
  /** Code of a category: `undefined` is the total. A category that does not occur has a code of no cell. */
  readonly codeOf: (category: Category | undefined) => number;
}

function codedCategories(column: Column, marker: Column | null): CodedCategories {
  const coder = columnCoder();
  const codes = new Int32Array(column.rows);
  coder.encode(column, codes);
  const total = coder.size;
  if (marker?.kind === 'bool') for (let row = 0; row < codes.length; row++) if (isValid(marker.bits, row)) codes[row] = total;
  const values = coder.gather(Int32Array.from({ length: coder.size }, (_, code) => code));
  const codeByCategory = new Map<Category, number>();
  for (let code = 0; code < coder.size; code++) codeByCategory.set(categoryAt(values as Column, code), code);
  return { codes, codeOf: (category) => (category === undefined ? total : category === null ? -1 : (codeByCategory.get(category) ?? total + 1)) };
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Reads a value of a dimension as plans write it.
 *
 * @param column - values without nulls.
 * @param row - the row.
 * @returns text for text and dates, a number or a truth value; `null` for columns of other kinds.
 */
export function categoryAt(column: Column, row: number): Category {
  switch (column.kind) {
    case 'text':
      return decoder.decode(column.bytes.subarray(column.offsets[row]!, column.offsets[row + 1]!));
    case 'bool':
      return isValid(column.bits, row);
    case 'date':
      return formatIsoDate(column.days[row]!);
    case 'int32':
    case 'int64':
    case 'float64':
      return Number(column.values[row]!);
    default:
      return null;
  }
}
