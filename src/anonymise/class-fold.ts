import type { RecordBatch, Schema } from 'apache-arrow';
import { columnOf } from '../core/arrow.ts';
import { countNulls, isValid, type Column } from '../core/column.ts';
import { DataError } from '../core/errors.ts';
import type { Fold } from '../core/fold.ts';
import { columnCoder, tupleTable, type ColumnCoder, type TupleTable } from '../group/index.ts';
import type { ClassEntities } from './kernel/wildcard-frequencies.ts';

/** What tells rows and persons apart in {@link classFold}. */
export interface ClassColumns {
  readonly quasiIdentifiers: readonly string[];
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
  rows: number;
}

/** The classes of a table: distinct combinations of quasi-identifiers, null being a value of its own. */
export interface Classes {
  readonly rows: number;
  /** Uint32Array(classes): rows of each class. */
  readonly rowsOf: Uint32Array;
  /** Uint32Array(classes): distinct entities of each class, or `rowsOf` itself without an entity column. */
  readonly sizes: Uint32Array;
  /** Gives one Int32Array(classes) per quasi-identifier: codes of the class, −1 for null. Only some readings need them. */
  readonly codes: () => readonly Int32Array[];
  readonly entities: ClassEntities | null;
  readonly coders: readonly ColumnCoder[];
}

/** A fold that never waits. */
export interface ClassFold extends Fold<ClassState, Classes> {
  add(state: ClassState, batch: RecordBatch, firstRow: number): void;
  finish(state: ClassState): Classes;
}

/** Rows numbered at a time: arrays of this length stay in the cache from one column to the next. */
const RUN_ROWS = 65_536;

/**
 * Folds rows into classes.
 *
 * @param input - schema of the rows.
 * @param columns - which columns make classes and which tells entities apart.
 * @returns the fold; its `finish` is synchronous.
 * @throws {DataError} while adding: `DATA_NULL` for a row without an entity, or without a quasi-identifier when nulls
 *   are refused.
 * @remarks Memory: the distinct values of each column, 20 to 40 bytes a class and, with an entity column, the distinct
 *   entities and 20 bytes for each pair of class and entity.
 */
export function classFold(input: Schema, columns: ClassColumns): ClassFold {
  const { quasiIdentifiers, entity, refuseNulls } = columns;
  const indexOf = (name: string): number => input.fields.findIndex((field) => field.name === name);
  const indexes = quasiIdentifiers.map(indexOf);
  const entityIndex = entity === null ? -1 : indexOf(entity);
  let scratch: Int32Array[] = [];
  const buffers = (rows: number): Int32Array[] => {
    if (scratch.length === 0 || scratch[0]!.length < rows) scratch = Array.from({ length: indexes.length + 2 }, () => new Int32Array(rows));
    return scratch;
  };
  return {
    init: () => ({ coders: indexes.map(() => columnCoder()), classes: tupleTable(indexes.length), rowsOf: new Uint32Array(1024), entityCoder: columnCoder(), pairs: tupleTable(2), rows: 0 }),
    add(state, batch, firstRow) {
      const rows = batch.numRows;
      const codes = buffers(rows);
      indexes.forEach((index, place) => {
        const column = columnOf(batch, index);
        if (refuseNulls) refuseNull(column, quasiIdentifiers[place]!, firstRow, 'a quasi-identifier is missing; declare nullMatching, or clean the column');
        state.coders[place]!.encode(column, codes[place]!);
      });
      const classOf = codes[indexes.length]!;
      state.classes.assign(codes.slice(0, indexes.length), rows, classOf);
      state.rowsOf = counted(state.rowsOf, state.classes.size, classOf, rows);
      state.rows += rows;
      if (entityIndex < 0) return;
      const column = columnOf(batch, entityIndex);
      refuseNull(column, entity!, firstRow, 'a row without an entity cannot be counted as a person; drop such rows first');
      const entityCodes = codes[indexes.length + 1]!;
      state.entityCoder.encode(column, entityCodes);
      addPairs(state.pairs, classOf, entityCodes, rows);
    },
    merge(left, right) {
      const maps = right.coders.map((coder, place) => left.coders[place]!.absorb(coder));
      const size = right.classes.size;
      const classMap = new Int32Array(size);
      left.classes.assign(maps.map((map, place) => right.classes.column(place).map((code) => (code < 0 ? -1 : map[code]!))), size, classMap);
      left.rowsOf = grown(left.rowsOf, left.classes.size);
      for (let index = 0; index < size; index++) left.rowsOf[classMap[index]!]! += right.rowsOf[index]!;
      const entityMap = left.entityCoder.absorb(right.entityCoder);
      addPairs(left.pairs, right.pairs.column(0).map((index) => classMap[index]!), right.pairs.column(1).map((code) => entityMap[code]!), right.pairs.size);
      left.rows += right.rows;
      return left;
    },
    finish(state) {
      const size = state.classes.size;
      const rowsOf = state.rowsOf.slice(0, size);
      const entities = entityIndex < 0 ? null : entitiesOf(state, size);
      const sizes = entities === null ? rowsOf : rowsOf.map((_, index) => entities.starts[index + 1]! - entities.starts[index]!);
      return { rows: state.rows, rowsOf, sizes, codes: () => indexes.map((_, place) => state.classes.column(place)), entities, coders: state.coders };
    },
    bytes: ({ coders, classes, rowsOf, entityCoder, pairs }) =>
      coders.reduce((sum, coder) => sum + coder.byteLength, 0) + classes.byteLength + rowsOf.byteLength + entityCoder.byteLength + pairs.byteLength,
  };
}

function addPairs(pairs: TupleTable, classOf: Int32Array, entityCodes: Int32Array, rows: number): void {
  const pairOf = new Int32Array(Math.min(rows, RUN_ROWS));
  for (let from = 0; from < rows; from += RUN_ROWS) {
    const run = Math.min(RUN_ROWS, rows - from);
    pairs.assign([classOf.subarray(from, from + run), entityCodes.subarray(from, from + run)], run, pairOf);
  }
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

function grown(counts: Uint32Array, size: number): Uint32Array {
  if (size <= counts.length) return counts;
  const larger = new Uint32Array(Math.max(size, 2 * counts.length));
  larger.set(counts);
  return larger;
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
