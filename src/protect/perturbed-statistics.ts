import type { Schema } from 'apache-arrow';
import { refusePlan } from '../core/errors.ts';
import { checkAll, statisticOf, type CellTable, type Statistic } from '../core/field.ts';
import { isStatistic, needStatistic, statisticPlaces } from './cell-statistics.ts';
import type { PerturbOptions } from './perturb-options.ts';

/** How a column of cells is published. */
export type PerturbedStatistic =
  | { readonly is: 'count'; readonly index: number; readonly name: string }
  | { readonly is: 'weight'; readonly index: number; readonly name: string }
  | { readonly is: 'sum'; readonly index: number; readonly name: string; readonly of: string; readonly largest: readonly number[]; readonly contributors: number }
  /** A mean follows from the published sum and count. */
  | { readonly is: 'mean'; readonly index: number; readonly name: string; readonly sum: number; readonly count: number };

/** The columns of a table of cells, and what becomes of them. */
export interface PublishedColumns {
  /** Columns that stay, in their order; the others serve rules and noise only. */
  readonly kept: readonly number[];
  /** Those of them that are perturbed. */
  readonly statistics: readonly PerturbedStatistic[];
  /** Column of the count that tells how many units a cell has: entities, or rows where none are declared. */
  readonly units: number;
  /** Column of the cell keys; −1 for methods that do without. */
  readonly cellKey: number;
}

/** Statistics that serve rules and noise, and go. */
const SERVING: readonly Statistic['kind'][] = ['largestShare', 'contributors', 'largest', 'absoluteSum', 'onlyEntity', 'cellKey'];

/**
 * Works out how each column of a table is published, so that nothing true stands beside a perturbed number.
 *
 * @param input - schema of the cells.
 * @param table - what it says of them.
 * @param options - the method.
 * @returns the columns.
 * @throws {PlanError} for every column that cannot be perturbed, and every one that perturbing others needs and is not there.
 */
export function publishedColumns(input: Schema, table: CellTable, options: PerturbOptions): PublishedColumns {
  const kept: number[] = [];
  const statistics: PerturbedStatistic[] = [];
  const checks = input.fields.map((field, index) => () => {
    const statistic = statisticOf(field);
    if (statistic !== null && SERVING.includes(statistic.kind)) return;
    kept.push(index);
    if (isStatistic(input, index)) statistics.push(perturbedStatistic(input, table, index, options));
  });
  let cellKey = -1;
  checkAll([...checks, () => (cellKey = options.method === 'cellKey' ? cellKeyColumn(input) : -1)]);
  const unitName = table.entityCount ?? table.rowCount;
  const units = input.fields.findIndex(({ name }) => name === unitName);
  if (units < 0) refusePlan('PLAN_MISSING', '', `the cells have no count of their units; keep "${unitName}" until they are perturbed`);
  return { kept, statistics, units, cellKey };
}

function cellKeyColumn(input: Schema): number {
  const [place] = statisticPlaces(input, 'cellKey');
  return place?.index ?? refusePlan('PLAN_MISSING', 'method', 'the cells have no cell keys; put an addRecordKey step before, and { kind: cellKey, of: recordKey } into the aggregate step');
}

function perturbedStatistic(input: Schema, table: CellTable, index: number, options: PerturbOptions): PerturbedStatistic {
  const { name } = input.fields[index]!;
  const statistic = statisticOf(input.fields[index]!);
  const kind = statistic?.kind;
  if (kind === 'rows' || kind === 'entities') return { is: 'count', index, name };
  if (options.method === 'cellKey') {
    if (kind === 'weight') return { is: 'weight', index, name };
    if (kind === 'sum') return perturbedSum(input, table, index, statistic!.of!, options.magnitudes);
    if (kind === 'mean') return perturbedMean(input, index, statistic!.of!);
  }
  const remedy = kind === 'sum' || kind === 'mean' || kind === 'weight' ? 'drop it before, or use the method cellKey' : 'drop it before';
  return refusePlan('PLAN_INTERNAL_STATISTIC', '', `column "${name}"${kind === undefined ? '' : ` (${kind})`} cannot be perturbed this way and would leave as it is; ${remedy}`);
}

function perturbedSum(input: Schema, table: CellTable, index: number, of: string, magnitudes: object | undefined): PerturbedStatistic {
  const { name } = input.fields[index]!;
  if (magnitudes === undefined) refusePlan('PLAN_MISSING', 'magnitudes', `column "${name}" is a sum; say how magnitudes are perturbed, or drop it before`);
  const { contributionWeights = [1] } = magnitudes as { readonly contributionWeights?: readonly number[] };
  const largest = contributionWeights.map((_, rank) => needStatistic(input, { kind: 'largest', of, rank: rank + 1 }, 'magnitudes.contributionWeights'));
  const counted = [...statisticPlaces(input, 'contributors'), ...statisticPlaces(input, 'rows')].find((place) => place.of === of);
  const contributors = counted?.index ?? input.fields.findIndex((field) => field.name === (table.entityCount ?? table.rowCount));
  return { is: 'sum', index, name, of, largest, contributors };
}

function perturbedMean(input: Schema, index: number, of: string): PerturbedStatistic {
  const { name } = input.fields[index]!;
  return { is: 'mean', index, name, sum: needStatistic(input, { kind: 'sum', of }, ''), count: needStatistic(input, { kind: 'rows', of }, '') };
}
