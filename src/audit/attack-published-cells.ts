import type { Schema } from 'apache-arrow';
import { columnsOf } from '../core/arrow.ts';
import { isValid, type Column } from '../core/column.ts';
import type { Dataset } from '../core/dataset.ts';
import { refusePlan } from '../core/errors.ts';
import { cellTableOf, dimensionsOf, findColumn, statisticOf, type CellTable } from '../core/field.ts';
import { columnCoder } from '../group/index.ts';
import { attackTable, layOutCells, loadSolver, SEEN, type AttackedCells, type LaidOutCells } from '../linear/index.ts';
import { figuresOf } from './cell-columns.ts';

/** What a reader can work out of one statistic of a table of cells, in figures. */
export interface PublishedStatisticAttack {
  /** Its column. */
  readonly name: string;
  readonly withheld: number;
  /** Withheld values that are certain. */
  readonly exact: number;
  /** Withheld values of which the time did not suffice to tell. */
  readonly undecided: number;
  /** Totals that cannot be the sums of their parts. */
  readonly contradictions: number;
}

/** Seconds for one statistic. */
const SECONDS = 60;

/**
 * Attacks a table of cells as it stands in a finished file: every count of rows and every sum, with all its totals and linked
 * tables, by somebody who has nothing but the file.
 *
 * @param dataset - cells with what their schema says of them; a null is a withheld value.
 * @param now - milliseconds since some moment.
 * @param signal - aborts the reading.
 * @returns one finding per statistic that adds up. Persons are not looked at: who is in two hospitals is once in their total.
 * @throws {PlanError} if the rows are no cells, or a dimension or marker is missing.
 * @throws {RangeError} if two cells have the same values.
 * @remarks One pass; memory 60 bytes per cell and dimension. A withheld count is known not to be 0 where a 0 is published. Of the
 *   true values nothing is known here: what must be wide enough was attacked when the cells were chosen.
 */
export async function attackPublishedCells(dataset: Dataset, now: () => number, signal?: AbortSignal): Promise<PublishedStatisticAttack[]> {
  const { schema } = dataset;
  const table = cellTableOf(schema);
  if (table === null) refusePlan('PLAN_OP_ORDER', '', 'expected cells; put an aggregate step before');
  const statistics = addingUp(schema, table);
  const { laidOut, figures } = await readCells(dataset, table, statistics.map(({ index }) => index), signal);
  const solver = await loadSolver();
  return statistics.map(({ name, isCount }, place) => {
    const attacked = publishedCells(laidOut, figures[place]!, isCount);
    const { exact, undecided, contradictions } = attackTable(attacked, { solver, mode: 'protection', seconds: SECONDS, now });
    return { name, withheld: figures[place]!.reduce((sum, value) => sum + Number(Number.isNaN(value)), 0), exact: exact.length, undecided: undecided.length, contradictions: contradictions.length };
  });
}

function addingUp({ fields }: Schema, { rowCount }: CellTable): { readonly name: string; readonly index: number; readonly isCount: boolean }[] {
  return fields.flatMap((field, index) => {
    const kind = field.name === rowCount ? 'rows' : statisticOf(field)?.kind;
    return kind === 'rows' || kind === 'sum' ? [{ name: field.name, index, isCount: kind === 'rows' }] : [];
  });
}

interface PublishedCells {
  readonly laidOut: LaidOutCells;
  /** One Float64Array(cells) per statistic; NaN where the value is withheld. */
  readonly figures: readonly Float64Array[];
}

async function readCells(dataset: Dataset, table: CellTable, places: readonly number[], signal?: AbortSignal): Promise<PublishedCells> {
  const { schema } = dataset;
  const names = table.dimensions;
  const dimensions = names.map((name) => ({ place: findColumn(schema, name, name), marker: table.margins.includes(name) ? findColumn(schema, `${name}Total`, `${name}Total`, ['bool']) : -1, coder: columnCoder() }));
  const codes = names.map((): number[] => []);
  const totals = names.map((): number[] => []);
  const figures = places.map((): number[] => []);
  for await (const batch of dataset.open(signal)) {
    const columns = columnsOf(batch);
    const coded = new Int32Array(batch.numRows);
    dimensions.forEach(({ place, marker, coder }, at) => {
      coder.encode(columns[place]!, coded);
      for (let row = 0; row < batch.numRows; row++) {
        codes[at]!.push(coded[row]!);
        totals[at]!.push(marker < 0 ? 0 : markAt(columns[marker]!, row));
      }
    });
    places.forEach((place, at) => {
      for (const value of figuresOf(columns[place]!, []).figures) figures[at]!.push(value);
    });
  }
  const numbersOf = (list: readonly string[]): number[] => list.map((name) => names.indexOf(name));
  const laidOut = layOutCells({
    cells: codes[0]?.length ?? 0,
    codes: codes.map((list) => Int32Array.from(list)),
    totals: totals.map((list, at) => (dimensions[at]!.marker < 0 ? null : Uint8Array.from(list))),
    dimensions: dimensionsOf(table).map(numbersOf),
    tables: table.tables?.map(numbersOf) ?? null,
  });
  return { laidOut, figures: figures.map((list) => Float64Array.from(list)) };
}

function markAt(column: Column, row: number): number {
  return column.kind === 'bool' && isValid(column.bits, row) ? 1 : 0;
}

function publishedCells({ system, hidden }: LaidOutCells, figures: Float64Array, isCount: boolean): AttackedCells {
  const values = new Float64Array(system.cells).fill(NaN);
  values.set(figures);
  const least = isCount && figures.includes(0) ? 1 : 0;
  const isSigned = figures.some((value) => value < 0);
  const seen = values.map((value, cell) => (hidden[cell] === 1 ? SEEN.hidden : Number.isNaN(value) ? SEEN.withheld : SEEN.published));
  const none = new Float64Array(system.cells);
  return {
    system, values,
    seen: Uint8Array.from(seen),
    lower: none.map((_, cell) => (isSigned ? -Infinity : hidden[cell] === 1 ? 0 : least)),
    upper: none.map(() => Infinity),
    required: { below: none, above: none, width: none },
    integers: isCount,
  };
}
