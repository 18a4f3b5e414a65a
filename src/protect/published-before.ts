import { columnsOf } from '../core/arrow.ts';
import { isValid, type Column } from '../core/column.ts';
import type { Dataset } from '../core/dataset.ts';
import { DataError } from '../core/errors.ts';
import { findColumn } from '../core/field.ts';
import { columnCoder, tupleTable } from '../group/index.ts';
import { isStatistic, numbersOf } from './cell-statistics.ts';
import type { MeasuredCells } from './measure-cells.ts';

/** Which figures of a table were published before: by column, Uint8Array(cells), 1 where everybody knows the value. */
export type KnownFigures = ReadonlyMap<string, Uint8Array>;

/**
 * Finds out what an earlier release tells of the cells of a table.
 *
 * @param measured - the cells.
 * @param previous - cells as they were published, in columns of the same names; a null is a figure that was withheld.
 * @param signal - aborts the reading.
 * @returns the figures that are known.
 * @throws {PlanError} if a dimension or its marker of totals is missing.
 * @throws {DataError} `DATA_INVALID` if a published cell is none of the table; `DATA_CHANGED` if it had another value.
 * @remarks One reading; memory of one batch beside the table.
 */
export async function publishedBefore(measured: MeasuredCells, previous: Dataset, signal?: AbortSignal): Promise<KnownFigures> {
  const { schema, table, cells, columns } = measured;
  const names = [...table.dimensions, ...table.margins.map((name) => `${name}Total`)];
  const here = names.map((name) => schema.fields.findIndex((field) => field.name === name));
  const there = names.map((name) => findColumn(previous.schema, name, `alreadyPublished.${name}`));
  const figures = schema.fields.flatMap(({ name }, index) => {
    const place = previous.schema.fields.findIndex((field) => field.name === name);
    return place >= 0 && isStatistic(schema, index) ? [{ name, index, place, known: new Uint8Array(cells) }] : [];
  });
  const coders = names.map(() => columnCoder());
  const places = tupleTable(names.length);
  const find = (all: readonly Column[], rows: number): Int32Array => {
    const codes = all.map((column, dimension) => {
      const coded = new Int32Array(rows);
      coders[dimension]!.encode(column, coded);
      return coded;
    });
    const found = new Int32Array(rows);
    places.assign(codes, rows, found);
    return found;
  };
  if (cells > 0) find(here.map((index) => columns[index]!), cells);
  let strangers = 0;
  for await (const batch of previous.open(signal)) {
    const published = columnsOf(batch);
    const cellOf = find(there.map((index) => published[index]!), batch.numRows);
    for (const cell of cellOf) if (cell >= cells) strangers++;
    for (const figure of figures) compare(figure, columns[figure.index]!, published[figure.place]!, cellOf, cells);
  }
  if (strangers > 0) throw new DataError('DATA_INVALID', `${strangers} cells that were published before are not among the cells; let the aggregate step make them too, as one of its tables`, { rowCount: strangers });
  return new Map(figures.map(({ name, known }) => [name, known]));
}

interface Figure {
  readonly name: string;
  readonly known: Uint8Array;
}

function compare({ name, known }: Figure, now: Column | undefined, before: Column, cellOf: Int32Array, cells: number): void {
  if (now === undefined) return;
  const values = numbersOf(now, NaN);
  const published = numbersOf(before, NaN);
  let changed = 0;
  cellOf.forEach((cell, row) => {
    if (cell >= cells || !isValid(before.valid, row)) return;
    known[cell] = 1;
    if (values[cell] !== published[row]) changed++;
  });
  if (changed > 0) throw new DataError('DATA_CHANGED', `${changed} cells had another value when they were published before; what an attacker makes of two values of one cell is not known`, { column: name, rowCount: changed });
}
