import { DataError, ProtectionError, refusePlan } from '../core/errors.ts';
import { statisticOf, type CellTable } from '../core/field.ts';
import { numbersOf } from './cell-statistics.ts';
import { sameUnits } from './kernel/same-units.ts';
import { CELL } from './kernel/suppress/problem.ts';
import { SAFE } from './kernel/unsafe-cells.ts';
import type { MeasuredCells } from './measure-cells.ts';
import { primaryCells, type PrimaryCells } from './primary-cells.ts';
import type { ReadyRule } from './rule-columns.ts';
import type { SuppressionCost } from './secondary.ts';

/** What is to be protected in a table, and with what. All arrays have one place per cell. */
export interface CellsToProtect {
  /** What the rules say. */
  readonly primary: PrimaryCells;
  /** Uint8Array: marks of the rules, and one more than there are rules for a withheld zero. */
  readonly marks: Uint8Array;
  /** Uint8Array: {@link CELL}. */
  readonly states: Uint8Array;
  /** Float64Array: what withholding an open cell costs. */
  readonly costs: Float64Array;
  /** Float64Array: rows, and those who contribute: entities, or rows where none are declared. */
  readonly rows: Float64Array;
  readonly units: Float64Array;
  /** Int32Array: number of the only contributor, −1 where there are several. */
  readonly onlyUnit: Int32Array;
}

/**
 * Lets rules judge a table, and gathers what is known for choosing cells to cover those that they withhold.
 *
 * @param measured - the cells.
 * @param rules - in the order in which they decide.
 * @param zeros - what happens to cells without a row.
 * @param cost - what withholding costs.
 * @returns the cells with the state of each.
 * @throws {PlanError} if the cost names a measure that is not summed.
 * @throws {ProtectionError} `PROTECTION_UNSAFE_CELL` if a cell is to be published by hand that a rule withholds.
 */
export function cellsToProtect(
  measured: MeasuredCells, rules: readonly ReadyRule[], zeros: 'publish' | 'withhold', cost: SuppressionCost,
): CellsToProtect {
  const { schema: input, table, cells, columns, laidOut: { system, hidden } } = measured;
  const primary = primaryCells(rules, { columns, system });
  refuseContradiction(primary, rules);
  const counts = (name: string | null): Float64Array | null => {
    const index = input.fields.findIndex((field) => field.name === name);
    return index < 0 || cells === 0 ? null : numbersOf(columns[index]!, NaN);
  };
  const rows = counts(table.rowCount) ?? new Float64Array(0);
  const units = counts(table.entityCount) ?? rows;
  const marks = primary.marks.slice();
  const states = new Uint8Array(cells);
  for (let cell = 0; cell < cells; cell++) {
    if (rows[cell] === 0) marks[cell] = zeros === 'publish' ? SAFE : rules.length + 1;
    if (hidden[cell] === 1) states[cell] = CELL.hidden;
    else if (marks[cell] !== SAFE) states[cell] = CELL.primary;
    else if (rows[cell] === 0 || primary.frozen[cell] === 1) states[cell] = CELL.frozen;
  }
  const prices = costsOf(measured, rows, cost);
  const costs = prices.map((price, cell) => (Number.isNaN(primary.costs[cell]!) ? price : primary.costs[cell]!));
  const named = input.fields.findIndex((field) => statisticOf(field)?.kind === 'onlyEntity');
  const onlyUnit = named < 0 || cells === 0 ? sameUnits(system, units) : Int32Array.from(numbersOf(columns[named]!, -1));
  return { primary, marks, states, costs, rows, units, onlyUnit };
}

function refuseContradiction({ contradicted, marks }: PrimaryCells, rules: readonly ReadyRule[]): void {
  const rowCount = contradicted.length;
  if (rowCount === 0) return;
  const texts = new Set([...contradicted].map((cell) => rules[marks[cell]! - 1]!.text));
  throw new ProtectionError('PROTECTION_UNSAFE_CELL', `${rowCount} cells are to be published by hand that rules withhold (${[...texts].join('; ')}); waive the rule for them, or let them be withheld`, { rowCount });
}

/** An empty cell costs something too, so that no more are withheld than are needed. */
function costsOf({ schema: input, cells, columns }: MeasuredCells, rows: Float64Array, cost: SuppressionCost): Float64Array {
  if (cost === 'cells') return new Float64Array(cells).fill(1);
  if (cost === 'counts') return rows.map((count) => Math.max(1, count));
  const index = input.fields.findIndex((field) => statisticOf(field)?.kind === 'sum' && statisticOf(field)!.of === cost.sumOf);
  if (index < 0) refusePlan('PLAN_MISSING', 'secondary.cost.sumOf', `the cells have no sum of "${cost.sumOf}"; add { kind: sum, of: ${cost.sumOf} } to the aggregate step`);
  return cells === 0 ? new Float64Array(0) : numbersOf(columns[index]!, 0).map((sum) => Math.max(1, Math.abs(sum)));
}

/**
 * Refuses cells whose number of rows is unknown: they were withheld before, and what they add up to cannot be protected.
 *
 * @param cells - the cells.
 * @param table - what the schema says of them.
 * @throws {DataError} `DATA_NULL`.
 */
export function refuseUnknownCounts({ rows }: CellsToProtect, table: CellTable): void {
  const rowCount = rows.reduce((sum, count) => sum + (Number.isNaN(count) ? 1 : 0), 0);
  if (rowCount > 0) throw new DataError('DATA_NULL', 'cells without a count cannot be protected from being worked out', { column: table.rowCount, rowCount });
}
