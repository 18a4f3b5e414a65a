import type { RecordBatch, Schema } from 'apache-arrow';
import { columnOf } from '../core/arrow.ts';
import { countNulls, isValid, type Column } from '../core/column.ts';
import { DataError } from '../core/errors.ts';
import type { Fold } from '../core/fold.ts';
import { columnCoder, tupleTable, type ColumnCoder, type RowCodes, type TupleTable } from '../group/index.ts';
import type { MetClasses, MetValues } from './kernel/class-table.ts';
import type { ClassEntities } from './kernel/wildcard-frequencies.ts';

/** What tells rows and persons apart in {@link classFold}. */
export interface ClassColumns {
  readonly quasiIdentifiers: readonly string[];
  /** Columns whose values are counted in each class; none when omitted. */
  readonly sensitive?: readonly string[];
  /** Column of entities; `null` when every row is a unit of its own. */
  readonly entity: string | null;
  /** Whether a missing quasi-identifier stops the reading. */
  readonly refuseNulls: boolean;
}

/** Classes while rows are read. */
export interface ClassState {
  readonly coders: readonly ColumnCoder[];
  readonly classes: TupleTable;
  rowsOf: Uint32Array;
  readonly entityCoder: ColumnCoder;
  /** Distinct pairs of class and entity; unused without an entity column. */
  readonly pairs: TupleTable;
  readonly sensitive: readonly SensitiveState[];
  rows: number;
}

/** The values of a sensitive column while rows are read. */
interface SensitiveState {
  readonly coder: ColumnCoder;
  /** Distinct pairs of class and value; with an entity column, of pair (class and entity) and value. */
  readonly values: TupleTable;
  /** Rows of each; unused with an entity column. */
  countOf: Uint32Array;
}

/**
 * The classes of a table: distinct combinations of quasi-identifiers, null being a value of its own. They are numbered as they
 * were met; `classTable` brings them into an order that does not depend on the rows'.
 */
export interface Classes extends MetClasses {
  readonly rows: number;
}

/** A fold that never waits. */
export interface ClassFold extends Fold<ClassState, Classes> {
  add(state: ClassState, batch: RecordBatch, firstRow: number): void;
  finish(state: ClassState): Classes;
}

/**
 * Folds rows into classes.
 *
 * @param input - schema of the rows.
 * @param columns - which columns make classes, whose values are counted, and which tells entities apart.
 * @returns the fold; its `finish` is synchronous.
 * @throws {DataError} while adding: `DATA_NULL` for a row without an entity, or without a quasi-identifier when nulls
 *   are refused.
 * @remarks Memory: the distinct values of each column, 20 to 40 bytes a class, as many for each value of a sensitive column
 *   in a class and, with an entity column, the distinct entities, 20 bytes for each pair of class and entity and as many for
 *   each value of it.
 */
export function classFold(input: Schema, columns: ClassColumns): ClassFold {
  const { quasiIdentifiers, sensitive = [], entity, refuseNulls } = columns;
  const indexOf = (name: string): number => input.fields.findIndex((field) => field.name === name);
  const indexes = quasiIdentifiers.map(indexOf);
  const sensitiveIndexes = sensitive.map(indexOf);
  const entityIndex = entity === null ? -1 : indexOf(entity);
  const buffers = codeBuffers(indexes.length + 3);
  return {
    init: () => ({
      coders: indexes.map(() => columnCoder()),
      classes: tupleTable(indexes.length),
      rowsOf: new Uint32Array(1024),
      entityCoder: columnCoder(),
      pairs: tupleTable(2),
      sensitive: sensitive.map(() => ({ coder: columnCoder(), values: tupleTable(2), countOf: new Uint32Array(0) })),
      rows: 0,
    }),
    add(state, batch, firstRow) {
      const rows = batch.numRows;
      const codes = buffers(rows);
      const tuples = indexes.map((index, place) => {
        const column = columnOf(batch, index);
        if (refuseNulls) refuseNull(column, quasiIdentifiers[place]!, firstRow, 'a quasi-identifier is missing; declare nullMatching, or clean the column');
        return codesOf(state.coders[place]!, column, codes[place]!);
      });
      const [classOf, pairOf, spare] = codes.slice(indexes.length) as [Int32Array, Int32Array, Int32Array];
      state.classes.assign(tuples, rows, classOf);
      state.rowsOf = counted(state.rowsOf, state.classes.size, classOf, rows);
      state.rows += rows;
      if (entityIndex >= 0) {
        const column = columnOf(batch, entityIndex);
        refuseNull(column, entity!, firstRow, 'a row without an entity cannot be counted as a person; drop such rows first');
        state.entityCoder.encode(column, spare);
        state.pairs.assign([classOf, spare], rows, pairOf);
      }
      state.sensitive.forEach((values, place) => {
        const column = columnOf(batch, sensitiveIndexes[place]!);
        values.values.assign([entityIndex < 0 ? classOf : pairOf, codesOf(values.coder, column, spare)], rows, spare);
        if (entityIndex < 0) values.countOf = counted(values.countOf, values.values.size, spare, rows);
      });
    },
    merge(left, right) {
      const maps = right.coders.map((coder, place) => left.coders[place]!.absorb(coder));
      const classMap = new Int32Array(right.classes.size);
      left.classes.assign(maps.map((map, place) => mapped(right.classes.column(place), map)), classMap.length, classMap);
      left.rowsOf = added(left.rowsOf, left.classes.size, classMap, right.rowsOf);
      const entityMap = left.entityCoder.absorb(right.entityCoder);
      const pairMap = new Int32Array(right.pairs.size);
      left.pairs.assign([mapped(right.pairs.column(0), classMap), mapped(right.pairs.column(1), entityMap)], pairMap.length, pairMap);
      left.sensitive.forEach((values, place) => {
        const other = right.sensitive[place]!;
        const map = values.coder.absorb(other.coder);
        const valueMap = new Int32Array(other.values.size);
        values.values.assign([mapped(other.values.column(0), entityIndex < 0 ? classMap : pairMap), mapped(other.values.column(1), map)], valueMap.length, valueMap);
        if (entityIndex < 0) values.countOf = added(values.countOf, values.values.size, valueMap, other.countOf);
      });
      left.rows += right.rows;
      return left;
    },
    finish(state) {
      const size = state.classes.size;
      const rowsOf = state.rowsOf.slice(0, size);
      const entities = entityIndex < 0 ? null : entitiesOf(state, size);
      const sizes = entities === null ? rowsOf : rowsOf.map((_, index) => entities.starts[index + 1]! - entities.starts[index]!);
      return {
        rows: state.rows,
        rowsOf,
        sizes,
        codes: () => indexes.map((_, place) => state.classes.column(place)),
        entities,
        coders: state.coders,
        sensitive: state.sensitive.map((values) => metValues(values, entityIndex < 0 ? null : state.pairs)),
      };
    },
    bytes: ({ coders, classes, rowsOf, entityCoder, pairs, sensitive: counts }) =>
      [...coders, entityCoder, classes, pairs, ...counts.flatMap(({ coder, values, countOf }) => [coder, values, countOf])].reduce((sum, { byteLength }) => sum + byteLength, rowsOf.byteLength),
  };
}

/** Codes a column: its entries where it has a dictionary that is small beside its rows, else row by row into `codes`. */
function codesOf(coder: ColumnCoder, column: Column, codes: Int32Array): RowCodes {
  const entries = coder.entries(column);
  if (entries === null) coder.encode(column, codes);
  return entries ?? codes;
}

/** Gives as many arrays of codes as asked for, long enough for the rows of a batch; the next batch gets the same. */
function codeBuffers(count: number): (rows: number) => readonly Int32Array[] {
  let buffers: readonly Int32Array[] = [];
  return (rows) => {
    if (buffers.length === 0 || buffers[0]!.length < rows) buffers = Array.from({ length: count }, () => new Int32Array(rows));
    return buffers;
  };
}

function metValues({ coder, values, countOf }: SensitiveState, pairs: TupleTable | null): MetValues {
  const behind = values.column(0);
  if (pairs === null) return { coder, classOf: behind, values: values.column(1), counts: countOf.slice(0, values.size), entityOf: null };
  return { coder, classOf: mapped(behind, pairs.column(0)), values: values.column(1), counts: null, entityOf: mapped(behind, pairs.column(1)) };
}

function entitiesOf(state: ClassState, classes: number): ClassEntities {
  const classOf = state.pairs.column(0);
  const entityOf = state.pairs.column(1);
  const starts = new Int32Array(classes + 1);
  for (const index of classOf) starts[index + 1]!++;
  for (let index = 0; index < classes; index++) starts[index + 1]! += starts[index]!;
  const next = starts.slice();
  const entities = new Int32Array(classOf.length);
  classOf.forEach((index, pair) => (entities[next[index]!++] = entityOf[pair]!));
  return { starts, entities, entityCount: state.entityCoder.size };
}

/** Puts codes through a map; a missing value stays missing. */
function mapped(codes: Int32Array, map: Int32Array): Int32Array {
  return codes.map((code) => (code < 0 ? -1 : map[code]!));
}

function grown(counts: Uint32Array, size: number): Uint32Array {
  if (size <= counts.length) return counts;
  const larger = new Uint32Array(Math.max(size, 2 * counts.length));
  larger.set(counts);
  return larger;
}

function added(counts: Uint32Array, size: number, map: Int32Array, others: Uint32Array): Uint32Array {
  const result = grown(counts, size);
  map.forEach((place, index) => (result[place]! += others[index]!));
  return result;
}

function counted(counts: Uint32Array, size: number, classOf: Int32Array, rows: number): Uint32Array {
  const result = grown(counts, size);
  for (let row = 0; row < rows; row++) result[classOf[row]!]!++;
  return result;
}

function refuseNull(column: Column, name: string, firstRow: number, message: string): void {
  const rowCount = countNulls(column.valid, column.rows);
  if (rowCount === 0) return;
  let row = 0;
  while (isValid(column.valid, row)) row++;
  throw new DataError('DATA_NULL', message, { column: name, rowCount, firstRow: firstRow + row + 1 });
}
