import type { Schema } from 'apache-arrow';
import { refusePlan, DataError } from '../core/errors.ts';
import { statisticOf } from '../core/field.ts';
import { systemOver, type CellSystem } from '../linear/index.ts';
import { numbersOf, wholeNumbersOf } from './cell-statistics.ts';
import type { MeasuredCells } from './measure-cells.ts';

/** A figure that is published of every cell and adds up: what an attacker works with. */
export interface PublishedStatistic {
  /** Name of its column; of a mean, that of the sum which it gives away. */
  readonly name: string;
  readonly kind: 'rows' | 'entities' | 'sum';
  /** The measure, of a sum. */
  readonly of: string | null;
  /** Float64Array(cells of the system): in units that make them whole where they can be; 0 for joint cells in which nobody is counted. */
  readonly values: Float64Array;
  /** Units that make 1. */
  readonly unit: number;
  /** Whether a value is a number of rows or persons. */
  readonly integers: boolean;
  /** The relations that hold for it. */
  readonly system: CellSystem;
  /** Float64Array(cells of the system): what everybody knows of a cell that is not empty; 0 for joint cells. */
  readonly lower: Float64Array;
}

/**
 * Lists the statistics of a table that add up, with what is known of them.
 *
 * @param measured - the cells.
 * @param leastContribution - smallest single contribution by measure, where it is not 0.
 * @returns counts first. Persons are added up over those dimensions only in which they do so everywhere: who is in two
 *   hospitals is once in their total.
 * @throws {PlanError} if a measure with negative sums has no least contribution.
 * @throws {DataError} `DATA_INVALID` if a total is not the sum of its parts, or a sum is NaN or infinite.
 */
export function publishedStatistics(measured: MeasuredCells, leastContribution: Readonly<Record<string, number>>): PublishedStatistic[] {
  const { schema: input, table, columns, cells, laidOut } = measured;
  const rowCount = input.fields.findIndex(({ name }) => name === table.rowCount);
  const rows = cells === 0 ? new Float64Array(0) : numbersOf(columns[rowCount]!, 0);
  const found: PublishedStatistic[] = [];
  const add = (described: Omit<PublishedStatistic, 'system'>): void => {
    const statistic = { ...described, values: padded(described.values, laidOut.system.cells), lower: padded(described.lower, laidOut.system.cells) };
    const system = statistic.kind === 'entities' ? systemOver(laidOut, (dimension) => addsUpOver(measured, statistic.values, dimension)) : laidOut.system;
    if (statistic.kind !== 'entities') checkSums(system, statistic);
    found.push({ ...statistic, system });
  };
  if (cells === 0) return [];
  input.fields.forEach((field, index) => {
    const statistic = statisticOf(field);
    const { name } = field;
    if (statistic?.kind === 'rows' || name === table.rowCount) {
      add({ name, kind: 'rows', of: statistic?.of ?? null, values: numbersOf(columns[index]!, 0), unit: 1, integers: true, lower: atLeast(cells, statistic?.of === undefined ? 1 : 0) });
    } else if (statistic?.kind === 'entities') {
      add({ name, kind: 'entities', of: null, values: numbersOf(columns[index]!, 0), unit: 1, integers: true, lower: atLeast(cells, 1) });
    } else if (statistic?.kind === 'sum' || (statistic?.kind === 'mean' && !hasSum(input, statistic.of!))) {
      const of = statistic.of!;
      const { numbers, unit } = statistic.kind === 'sum' ? wholeNumbersOf(columns[index]!, 0) : sumsOfMeans(measured, index, of);
      const least = leastContribution[of] ?? 0;
      if (least === 0 && numbers.some((value) => value < 0)) {
        refusePlan('PLAN_MISSING', `secondary.leastContribution.${of}`, `"${of}" has negative sums; expected the smallest value that a single contribution may have, as everybody knows it`);
      }
      add({ name, kind: 'sum', of, values: numbers, unit, integers: false, lower: rows.map((count) => Math.min(0, least) * unit * count) });
    }
  });
  return found.sort((left, right) => KINDS.indexOf(left.kind) - KINDS.indexOf(right.kind));
}

const KINDS = ['rows', 'entities', 'sum'];

function padded(numbers: Float64Array, cells: number): Float64Array {
  const all = new Float64Array(cells);
  all.set(numbers);
  return all;
}

function atLeast(cells: number, least: number): Float64Array {
  return new Float64Array(cells).fill(least);
}

function hasSum(input: Schema, of: string): boolean {
  return input.fields.some((field) => {
    const statistic = statisticOf(field);
    return statistic?.kind === 'sum' && statistic.of === of;
  });
}

/** A mean and the number of its values are a sum. */
function sumsOfMeans({ schema: input, columns }: MeasuredCells, mean: number, of: string): { readonly numbers: Float64Array; readonly unit: number } {
  const values = input.fields.findIndex((field) => {
    const statistic = statisticOf(field);
    return statistic?.kind === 'rows' && statistic.of === of;
  });
  const counts = numbersOf(columns[values]!, 0);
  return { numbers: numbersOf(columns[mean]!, 0).map((value, cell) => value * counts[cell]!), unit: 1 };
}

/** Relative error of sums of doubles that is no fault. */
const ROUNDING = 1e-9;

function isSum({ starts, members }: CellSystem, relation: number, values: Float64Array): boolean {
  const total = values[members[starts[relation]!]!]!;
  let sum = 0;
  let size = Math.abs(total);
  for (let place = starts[relation]! + 1; place < starts[relation + 1]!; place++) {
    sum += values[members[place]!]!;
    size += Math.abs(values[members[place]!]!);
  }
  return Math.abs(sum - total) <= ROUNDING * size || !Number.isFinite(total);
}

function checkSums(system: CellSystem, { name, values }: Pick<PublishedStatistic, 'name' | 'values'>): void {
  const endless = values.reduce((count, value) => count + Number(!Number.isFinite(value)), 0);
  if (endless > 0) throw new DataError('DATA_INVALID', `${endless} cells are no finite numbers, and what follows from them nobody can tell; clean the measure before it is summed`, { column: name, rowCount: endless });
  let faults = 0;
  for (let relation = 0; relation + 1 < system.starts.length; relation++) if (!isSum(system, relation, values)) faults++;
  if (faults > 0) throw new DataError('DATA_INVALID', `${faults} totals are not the sum of their parts; aggregate the rows again`, { column: name, rowCount: faults });
}

function addsUpOver({ laidOut }: MeasuredCells, values: Float64Array, dimension: number): boolean {
  return laidOut.over.every((over, relation) => over !== dimension || isSum(laidOut.system, relation, values));
}
