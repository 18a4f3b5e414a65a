import type { RecordBatch, Schema } from 'apache-arrow';
import { columnOf } from '../core/arrow.ts';
import { countNulls, isValid, type Column } from '../core/column.ts';
import { DataError } from '../core/errors.ts';
import type { Fold } from '../core/fold.ts';
import { threadedFold } from '../core/workers/threaded-fold.ts';
import type { TupleTable } from '../group/index.ts';
import { absorbClasses, bytesOfClasses, classAdder, emptyClasses, mapCodes, packClasses, type ClassShape, type ClassState, type SensitiveState } from './class-state.ts';
import { classesTask } from './classes-task.ts';
import type { MetClasses, MetValues } from './kernel/class-table.ts';
import type { ClassEntities } from './kernel/wildcard-frequencies.ts';

export type { ClassState } from './class-state.ts';

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
  const shape: ClassShape = { quasiIdentifiers: quasiIdentifiers.length, sensitive: sensitive.length, hasEntity: entity !== null };
  const names = [...quasiIdentifiers, ...sensitive, ...(entity === null ? [] : [entity])];
  const indexes = names.map((name) => input.fields.findIndex((field) => field.name === name));
  const addRows = classAdder(shape);

  /** Takes the columns of a batch, unless one has nulls that it must not have. */
  function columnsOfClasses(batch: RecordBatch, firstRow: number): Column[] {
    const taken = indexes.map((index) => columnOf(batch, index));
    if (refuseNulls) quasiIdentifiers.forEach((name, place) => { refuseNull(taken[place]!, name, firstRow, 'a quasi-identifier is missing; declare nullMatching, or clean the column'); });
    if (entity !== null) refuseNull(taken.at(-1)!, entity, firstRow, 'a row without an entity cannot be counted as a person; drop such rows first');
    return taken;
  }

  return {
    init: () => emptyClasses(shape),
    add(state, batch, firstRow) {
      addRows(state, columnsOfClasses(batch, firstRow), batch.numRows);
    },
    merge(left, right) {
      absorbClasses(left, packClasses(right));
      return left;
    },
    share(parallel) {
      const threads = threadedFold(parallel, classesTask, shape);
      return {
        ...threads,
        offer: (batch, firstRow) => threads.offer(() => columnsOfClasses(batch, firstRow), batch.numRows),
        async join(state) {
          for (const packed of await threads.give()) absorbClasses(state, packed);
          return state;
        },
      };
    },
    finish(state) {
      const size = state.classes.size;
      const rowsOf = state.rowsOf.slice(0, size);
      const entities = entity === null ? null : entitiesOf(state, size);
      const sizes = entities === null ? rowsOf : rowsOf.map((_, index) => entities.starts[index + 1]! - entities.starts[index]!);
      return {
        rows: state.rows,
        rowsOf,
        sizes,
        codes: () => quasiIdentifiers.map((_, place) => state.classes.column(place)),
        entities,
        coders: state.coders,
        sensitive: state.sensitive.map((values) => metValues(values, entity === null ? null : state.pairs)),
      };
    },
    bytes: bytesOfClasses,
  };
}

function metValues({ coder, values, countOf }: SensitiveState, pairs: TupleTable | null): MetValues {
  const behind = values.column(0);
  if (pairs === null) return { coder, classOf: behind, values: values.column(1), counts: countOf.slice(0, values.size), entityOf: null };
  return { coder, classOf: mapCodes(behind, pairs.column(0)), values: values.column(1), counts: null, entityOf: mapCodes(behind, pairs.column(1)) };
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

function refuseNull(column: Column, name: string, firstRow: number, message: string): void {
  const rowCount = countNulls(column.valid, column.rows);
  if (rowCount === 0) return;
  let row = 0;
  while (isValid(column.valid, row)) row++;
  throw new DataError('DATA_NULL', message, { column: name, rowCount, firstRow: firstRow + row + 1 });
}
