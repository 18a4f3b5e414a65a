import type { Column } from '../core/column.ts';
import { DataError, ProtectionError } from '../core/errors.ts';
import { columnOfNumbers } from '../core/number-column.ts';
import type { Findings, Json } from '../core/operator.ts';
import type { CellSystem, LinearSolver } from '../linear/index.ts';
import { numbersOf } from './cell-statistics.ts';
import { separateCellKey } from './kernel/perturb/cell-keys.ts';
import { attackPerturbed, type PerturbationAttack, type PerturbedCount } from './attack-perturbed.ts';
import { additivityOf, informationLoss } from './kernel/perturb/information-loss.ts';
import { innerSums, sumsOfInner } from './kernel/perturb/inner-sums.ts';
import type { NoiseTable } from './kernel/perturb/noise-table.ts';
import { perturbCounts, perturbWeighted } from './kernel/perturb/perturb-counts.ts';
import { perturbMagnitude, type MagnitudeRecipe } from './kernel/perturb/perturb-magnitude.ts';
import { roundControlled } from './kernel/perturb/round-controlled.ts';
import { roundSmallCounts } from './kernel/perturb/round-small-counts.ts';
import { boundsOfNoise, boundsOfRounding, boundsOfSmallCounts, type TrueBounds } from './kernel/perturb/true-bounds.ts';
import type { MeasuredCells } from './measure-cells.ts';
import type { ControlledPerturbation, SmallCountPerturbation } from './perturb-options.ts';
import type { PerturbedStatistic, PublishedColumns } from './perturbed-statistics.ts';
import type { ReadyRule } from './rule-columns.ts';

/** The noise of the cell key method, ready. */
export interface CellKeyNoise {
  readonly method: 'cellKey';
  readonly counts: NoiseTable;
  /** `null` where the table has no sums. */
  readonly magnitudes: MagnitudeRecipe | null;
  /** Rules that tell the cells with more noise. */
  readonly rules: readonly ReadyRule[];
  readonly zeros: 'drop' | 'keep';
}

/** A method, ready. */
export type ReadyPerturbation = CellKeyNoise | ((SmallCountPerturbation | ControlledPerturbation) & { readonly zeros: 'drop' | 'keep' });

/** What a method may use. */
export interface PerturbationContext {
  /** For controlled rounding and attacks; `null` where neither is asked for. */
  readonly solver: LinearSolver | null;
  /** `null`: nobody attacks. */
  readonly attack: PerturbationAttack | null;
}

/** What is published of each cell. */
export interface PerturbedCells {
  /** Int32Array(rows): number of the cell in each row of the input; −1 for a cell that is left out. */
  readonly cellOf: Int32Array;
  /** By number of the column, what stands in its place, one place per cell. */
  readonly columns: ReadonlyMap<number, Column>;
  readonly findings: Findings;
}

/** Perturbed numbers by column; NaN where there is none. One place per cell. */
type Numbers = ReadonlyMap<number, Float64Array>;

/**
 * Perturbs all cells of a table.
 *
 * @param measured - the cells.
 * @param published - what becomes of their columns.
 * @param perturbation - the method.
 * @param context - solver and attack.
 * @returns what is published.
 * @throws {DataError} `DATA_INVALID` where rounding needs totals that are sums, and they are not.
 * @throws {ProtectionError} `PROTECTION_UNSAFE_CELL` where no rounded table adds up; `PROTECTION_DIFFERENCING` where the attack
 *   succeeds.
 */
export function perturbCells(measured: MeasuredCells, published: PublishedColumns, perturbation: ReadyPerturbation, { solver, attack }: PerturbationContext): PerturbedCells {
  const { cells, cellOf, columns, laidOut: { hidden } } = measured;
  if (cells === 0) return { cellOf, columns: new Map(), findings: { method: perturbation.method, cells: 0, published: 0, statistics: {} } };
  const originals: Numbers = new Map(published.statistics.map(({ index }) => [index, numbersOf(columns[index]!, NaN)]));
  const numbers = perturbation.method === 'cellKey'
    ? withNoise(measured, published, perturbation, originals)
    : new Map(published.statistics.map((statistic) => [statistic.index, rounded(measured, statistic, perturbation, padded(originals.get(statistic.index)!, hidden.length), solver).subarray(0, cells)]));
  const attacked = attack === null ? null : attackPerturbed(measured, published.statistics.filter(({ is }) => is === 'count').map((statistic) => perturbedCount(measured, statistic, perturbation, originals, numbers)), attack);
  const units = numbers.get(published.units)!;
  const isLeftOut = (cell: number): boolean => hidden[cell] === 1 || (perturbation.zeros === 'drop' && units[cell] === 0);
  return {
    cellOf: cellOf.map((cell) => (isLeftOut(cell) ? -1 : cell)),
    columns: new Map([...numbers].map(([index, values]) => [index, columnOfNumbers(columns[index]!, values)])),
    findings: {
      method: perturbation.method,
      cells: hidden.reduce((count, mark) => count + 1 - mark, 0),
      published: units.reduce((count, _, cell) => count + (isLeftOut(cell) ? 0 : 1), 0),
      attack: attacked,
      statistics: Object.fromEntries(published.statistics.map((statistic) => [statistic.name, lossOf(measured, statistic, originals.get(statistic.index)!, numbers.get(statistic.index)!)])),
    },
  };
}

/** Counts first: a cell whose units are published as 0 has no other number. */
function withNoise(measured: MeasuredCells, { statistics, units, cellKey }: PublishedColumns, noise: CellKeyNoise, originals: Numbers): Numbers {
  const cellKeys = Int32Array.from(numbersOf(measured.columns[cellKey]!, 0));
  const trueUnits = originals.get(units)!;
  const unitCounts = perturbCounts(trueUnits, cellKeys, noise.counts);
  const unsafe = unsafeCells(measured, noise.rules);
  const numbers = new Map<number, Float64Array>();
  const emptied = (values: Float64Array, empty: number): Float64Array => values.map((value, cell) => (unitCounts[cell] === 0 ? empty : value));
  for (const statistic of statistics) {
    const values = originals.get(statistic.index)!;
    if (statistic.is === 'count') numbers.set(statistic.index, emptied(perturbCounts(values, keysOfCounts(values, trueUnits, cellKeys), noise.counts), 0));
    if (statistic.is === 'weight') numbers.set(statistic.index, emptied(perturbWeighted(values, trueUnits, unitCounts), 0));
    if (statistic.is === 'sum') numbers.set(statistic.index, emptied(perturbedSums(measured, statistic, values, { cellKeys, unsafe, recipe: noise.magnitudes! }), NaN));
  }
  for (const statistic of statistics) {
    if (statistic.is !== 'mean') continue;
    // The mean as the true one changed with its sum and its count: of weighted sums, the weighted one.
    const [sum, count] = [originals.get(statistic.sum)!, originals.get(statistic.count)!];
    const [newSum, newCount] = [numbers.get(statistic.sum)!, numbers.get(statistic.count)!];
    const means = originals.get(statistic.index)!.map((mean, cell) => (newCount[cell] === 0 ? NaN : (sum[cell] === 0 ? 0 : mean * (newSum[cell]! / sum[cell]!)) * (count[cell]! / newCount[cell]!)));
    numbers.set(statistic.index, emptied(means, NaN));
  }
  return numbers;
}

/** Equal counts of one cell get equal noise; a count of other rows of it gets noise of its own. */
function keysOfCounts(counts: Float64Array, units: Float64Array, cellKeys: Int32Array): Int32Array {
  return cellKeys.map((cellKey, cell) => (counts[cell] === units[cell] ? cellKey : separateCellKey(cellKey, `count of ${counts[cell]!}`)));
}

function unsafeCells({ columns, laidOut: { system }, cells }: MeasuredCells, rules: readonly ReadyRule[]): Uint8Array {
  const unsafe = new Uint8Array(cells);
  for (const rule of rules) rule.judge({ columns, system }).unsafe.forEach((mark, cell) => (unsafe[cell]! |= mark));
  return unsafe;
}

interface SumNoise {
  readonly cellKeys: Int32Array;
  readonly unsafe: Uint8Array;
  readonly recipe: MagnitudeRecipe;
}

function perturbedSums({ columns }: MeasuredCells, statistic: Extract<PerturbedStatistic, { readonly is: 'sum' }>, values: Float64Array, { cellKeys, unsafe, recipe }: SumNoise): Float64Array {
  const largest = statistic.largest.map((index) => numbersOf(columns[index]!, NaN));
  const contributors = numbersOf(columns[statistic.contributors]!, 0);
  return values.map((value, cell) => {
    const parts = largest.map((column) => column[cell]!);
    if (!Number.isFinite(value) || parts.some((part) => !Number.isFinite(part) && !Number.isNaN(part))) return NaN;
    const cellKey = recipe.compat === 'cellKey' ? cellKeys[cell]! : separateCellKey(cellKeys[cell]!, `sum of ${statistic.of}`);
    return perturbMagnitude(recipe, { value, largest: parts.filter((part) => !Number.isNaN(part)), contributors: contributors[cell]!, cellKey, isUnsafe: unsafe[cell] === 1 }).value;
  });
}

function rounded(measured: MeasuredCells, { name }: PerturbedStatistic, method: SmallCountPerturbation | ControlledPerturbation, values: Float64Array, solver: LinearSolver | null): Float64Array {
  const { system, hidden } = measured.laidOut;
  const { broken } = additivityOf(system, values);
  if (broken > 0) throw new DataError('DATA_INVALID', `${broken} totals are not the sums of their parts, as where one unit is in several cells; rounding needs sums, the method cellKey does not`, { column: name, rowCount: broken });
  const { roundingBase } = method;
  if (method.method === 'smallCounts') {
    const inner = innerSums(system);
    const counts = Float64Array.from(inner.cells, (cell) => values[cell]!);
    return sumsOfInner(inner, roundSmallCounts({ inner, counts, hidden, roundingBase, tieRanks: Int32Array.from(counts.keys()) }));
  }
  const { steps = 0, seconds = 60 } = method;
  const { status, values: found } = roundControlled({ system, values, hidden, roundingBase, steps, seconds }, solver!);
  if (found.length > 0) return found;
  const reason = status === 'limit' ? `was found in ${seconds} seconds; allow more of them, or more steps` : 'exists; allow more steps, or publish fewer totals';
  throw new ProtectionError('PROTECTION_UNSAFE_CELL', `no table of multiples of ${roundingBase} within ${steps} steps that adds up ${reason}`, { column: name, rowCount: values.length });
}

/** What somebody knows of true counts who sees the perturbed ones. */
function perturbedCount({ laidOut: { hidden, system } }: MeasuredCells, { index, name }: PerturbedStatistic, perturbation: ReadyPerturbation, originals: Numbers, numbers: Numbers): PerturbedCount {
  const seen = padded(numbers.get(index)!, hidden.length).map((value, cell) => (hidden[cell] === 1 ? NaN : value));
  return { name, values: padded(originals.get(index)!, hidden.length), bounds: trueBounds(system, perturbation, seen) };
}

function trueBounds(system: CellSystem, perturbation: ReadyPerturbation, seen: Float64Array): TrueBounds {
  if (perturbation.method === 'cellKey') return boundsOfNoise(perturbation.counts, seen);
  if (perturbation.method === 'controlledRounding') return boundsOfRounding(perturbation.roundingBase, perturbation.steps ?? 0, seen);
  const isInner = new Uint8Array(seen.length);
  for (const cell of innerSums(system).cells) isInner[cell] = 1;
  return boundsOfSmallCounts(perturbation.roundingBase, isInner, seen);
}

/** Joint cells in which nobody is counted stand behind the cells of the table. */
function padded(values: Float64Array, cells: number): Float64Array {
  const all = new Float64Array(cells);
  all.set(values);
  return all;
}

function lossOf({ laidOut: { hidden, system } }: MeasuredCells, { is }: PerturbedStatistic, original: Float64Array, published: Float64Array): Json {
  const cells = Int32Array.from(original.keys()).filter((cell) => hidden[cell] !== 1 && Number.isFinite(original[cell]));
  // A cell that is left out, or has no number, reads as 0.
  const pick = (values: Float64Array): Float64Array => Float64Array.from(cells, (cell) => (Number.isNaN(values[cell]) ? 0 : values[cell]!));
  const loss = { ...informationLoss(pick(original), pick(published)) };
  if (is !== 'count') return loss;
  // Where units are in several cells, true totals are no sums: nothing is broken there.
  const seen = (values: Float64Array): Float64Array => padded(values, hidden.length).map((value, cell) => (hidden[cell] === 1 ? NaN : value));
  const { relations, broken } = additivityOf(system, seen(published));
  return additivityOf(system, seen(original)).broken > 0 ? loss : { ...loss, relations, brokenRelations: broken };
}
