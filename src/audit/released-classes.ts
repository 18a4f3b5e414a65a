import type { RecordBatch, Schema } from 'apache-arrow';
import { columnOf } from '../core/arrow.ts';
import { countNulls, isValid, type Column } from '../core/column.ts';
import type { Dataset } from '../core/dataset.ts';
import { DataError } from '../core/errors.ts';
import { textOfValues } from '../core/text-of-values.ts';
import { columnCoder, groupCounts, tupleTable, type ColumnCoder } from '../group/index.ts';
import type { ReleasedClasses } from './kernel/attack-classes.ts';
import type { CountedItems } from './kernel/counted-items.ts';

/** Columns of a released table that {@link readReleasedClasses} reads, by their places. */
export interface ReleasedColumns {
  readonly quasiIdentifiers: readonly number[];
  readonly sensitive: readonly number[];
  /** −1 when rows are units. */
  readonly entity: number;
  /** −1 when nobody knows who is who. */
  readonly truth: number;
}

/** A released table in classes, and the labels of its quasi-identifiers by code. */
export interface ReadClasses {
  readonly rows: number;
  readonly classes: ReleasedClasses;
  readonly labels: readonly (readonly string[])[];
}

/** A label that withholds the value, beside a missing one. */
const WITHHELD = '*';

/**
 * Reads a released table into classes of rows that read alike.
 *
 * @param released - the rows.
 * @param columns - which columns to read.
 * @param truth - codes persons; value v of `truth` is its code v − 1, and 0 an unknown person.
 * @param signal - aborts the reading.
 * @returns the classes.
 * @throws {DataError} `DATA_NULL` for a row without an entity.
 * @remarks One pass. Memory: 30 bytes a class, as many for each value of a sensitive column in a class and, with an entity column,
 *   for each entity in a class.
 */
export async function readReleasedClasses(released: Dataset, columns: ReleasedColumns, truth: ColumnCoder, signal?: AbortSignal): Promise<ReadClasses> {
  const { quasiIdentifiers, sensitive, entity } = columns;
  const coders = quasiIdentifiers.map(() => columnCoder());
  const table = tupleTable(quasiIdentifiers.length);
  const entityCoder = columnCoder();
  const counters = sensitive.map((place) => itemCounter(place, columnCoder(), entity >= 0));
  const truthCounter = columns.truth < 0 ? null : itemCounter(columns.truth, truth, entity >= 0);
  const units = unitCounter(entity >= 0);
  let rows = 0;
  for await (const batch of released.open(signal)) {
    const codes = coders.map((coder, place) => encoded(coder, batch, quasiIdentifiers[place]!));
    const classOf = new Int32Array(batch.numRows);
    table.assign(codes, batch.numRows, classOf);
    if (entity >= 0) refuseNull(released.schema, entity, columnOf(batch, entity), rows);
    const entityOf = entity < 0 ? new Int32Array(batch.numRows) : encoded(entityCoder, batch, entity);
    units.add(classOf, entityOf);
    for (const counter of [...counters, ...(truthCounter === null ? [] : [truthCounter])]) counter.add(classOf, entityOf, batch);
    rows += batch.numRows;
  }
  const labels = coders.map(textsOfCoder);
  return {
    rows,
    labels,
    classes: {
      codes: labels.map((texts, place) => table.column(place).map((code) => (code < 0 || texts[code] === WITHHELD ? -1 : code))),
      units: units.finish(table.size),
      unitCount: entity < 0 ? rows : entityCoder.size,
      sensitive: counters.map((counter) => counter.finish(table.size)),
      truth: truthCounter?.finish(table.size) ?? null,
    },
  };
}

/**
 * Lists the values of a coder as text.
 *
 * @param coder - values of a column.
 * @returns a text per code.
 */
export function textsOfCoder(coder: ColumnCoder): string[] {
  return textOfValues(coder.gather(Int32Array.from({ length: coder.size }, (_, code) => code))).map((text) => text!);
}

/**
 * Codes a column of a batch.
 *
 * @param coder - the values met.
 * @param batch - rows.
 * @param place - of the column.
 * @returns Int32Array(rows): a code per row, −1 for a missing value.
 */
export function encoded(coder: ColumnCoder, batch: RecordBatch, place: number): Int32Array {
  const codes = new Int32Array(batch.numRows);
  coder.encode(columnOf(batch, place), codes);
  return codes;
}

function refuseNull(schema: Schema, place: number, column: Column, firstRow: number): void {
  const rowCount = countNulls(column.valid, column.rows);
  if (rowCount === 0) return;
  let row = 0;
  while (isValid(column.valid, row)) row++;
  throw new DataError('DATA_NULL', 'a row without an entity cannot be counted as a person', { column: schema.fields[place]!.name, rowCount, firstRow: firstRow + row + 1 });
}

/** Counts items in classes: by rows, or each once. */
interface ClassCounter {
  add(classOf: Int32Array, itemOf: Int32Array): void;
  finish(classes: number): { readonly starts: Int32Array; readonly items: Int32Array; readonly counts: Uint32Array | null };
}

function classCounter(countsOnce: boolean): ClassCounter {
  const pairs = tupleTable(2);
  const rows = groupCounts();
  return {
    add(classOf, itemOf) {
      const pairOf = new Int32Array(classOf.length);
      pairs.assign([classOf, itemOf], classOf.length, pairOf);
      if (countsOnce) return;
      rows.grow(pairs.size);
      rows.add(pairOf, null, classOf.length);
    },
    finish(classes) {
      const classOf = pairs.column(0);
      const itemOf = pairs.column(1);
      const starts = new Int32Array(classes + 1);
      for (const index of classOf) starts[index + 1]!++;
      for (let index = 0; index < classes; index++) starts[index + 1]! += starts[index]!;
      const next = starts.slice();
      const items = new Int32Array(itemOf.length);
      const counts = countsOnce ? null : new Uint32Array(itemOf.length);
      classOf.forEach((index, pair) => {
        const at = next[index]!++;
        items[at] = itemOf[pair]!;
        if (counts !== null) counts[at] = rows.counts()[pair]!;
      });
      return { starts, items, counts };
    },
  };
}

function unitCounter(hasEntities: boolean): { add(classOf: Int32Array, entityOf: Int32Array): void; finish(classes: number): CountedItems } {
  const counter = classCounter(hasEntities);
  let entities = 0;
  return {
    add(classOf, entityOf) {
      counter.add(classOf, entityOf);
      for (const entity of entityOf) entities = Math.max(entities, entity + 1);
    },
    finish: (classes) => ({ ...counter.finish(classes), valueOf: new Int32Array(entities), itemCount: entities, valueCount: 1 }),
  };
}

/** Counts the values of a column in classes, by rows or by entities. A missing value is the value 0. */
function itemCounter(place: number, coder: ColumnCoder, hasEntities: boolean): { add(classOf: Int32Array, entityOf: Int32Array, batch: RecordBatch): void; finish(classes: number): CountedItems } {
  const counter = classCounter(hasEntities);
  const itemTable = tupleTable(2);
  return {
    add(classOf, entityOf, batch) {
      const values = encoded(coder, batch, place).map((code) => code + 1);
      const items = values.slice();
      if (hasEntities) itemTable.assign([entityOf, values], batch.numRows, items);
      counter.add(classOf, items);
    },
    finish(classes) {
      const valueCount = coder.size + 1;
      return { ...counter.finish(classes), valueOf: hasEntities ? itemTable.column(1) : null, itemCount: hasEntities ? itemTable.size : valueCount, valueCount };
    },
  };
}
