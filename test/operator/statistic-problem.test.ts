import { describe, expect, test } from 'vitest';
import { aggregate, type AggregateOptions } from '../../src/aggregate/index.ts';
import { DataError, PlanError, ProtectionError } from '../../src/core/errors.ts';
import { cellTableOf } from '../../src/core/field.ts';
import { foldDataset } from '../../src/core/fold.ts';
import { pipe } from '../../src/core/operator.ts';
import { relationCount, SEEN } from '../../src/linear/index.ts';
import { cellsToProtect, refuseUnknownCounts, type CellsToProtect } from '../../src/protect/cells-to-protect.ts';
import { CELL, type SuppressionProblem } from '../../src/protect/kernel/suppress/problem.ts';
import { cellsFold, type MeasuredCells } from '../../src/protect/measure-cells.ts';
import { policyOf, type ProtectOptions } from '../../src/protect/protect-options.ts';
import { publishedStatistics } from '../../src/protect/published-statistics.ts';
import type { SuppressionCost } from '../../src/protect/secondary.ts';
import { attackedCells, statisticProblem, type CountRequirement } from '../../src/protect/statistic-problem.ts';
import { rowsOf, schemaOf, tableOf, type Row } from '../small-tables.ts';

const SCHEMA = schemaOf({
  person: { type: 'utf8', role: 'entity' }, area: { type: 'utf8', role: 'attribute' }, sex: { type: 'utf8', role: 'attribute' }, cost: { type: 'decimal(10,2)', role: 'measure', nullable: false },
});
/** Cells in the order of their values: x F, x M, x, y F, y M, y, F, M, all. */
const COUNTS: Readonly<Record<string, number>> = { 'x F': 3, 'x M': 20, 'y F': 15, 'y M': 30 };
const ROWS = Object.entries(COUNTS).flatMap(([codes, count]) => Array.from({ length: count }, (_, index): Row => [`${codes}${index}`, ...codes.split(' '), index === 0 ? 90_000n : 1000n]));
const TABLE: AggregateOptions = { dimensions: ['area', 'sex'], margins: ['area', 'sex'], entity: null, statistics: [] };
const RULES: ProtectOptions = { rules: [{ rule: 'minimumFrequency', minCount: 11, on: 'rows' }] };
const HEALTH: CountRequirement = { interval: { reachesMinCount: true, minWidth: 4 }, minCount: 11 };

async function measure(options: Partial<AggregateOptions> = {}, rows: readonly Row[] = ROWS): Promise<MeasuredCells> {
  const cells = pipe(tableOf(SCHEMA, rows), aggregate({ ...TABLE, ...options }));
  return foldDataset(cells, cellsFold(cells.schema, cellTableOf(cells.schema)!));
}
function protectable(measured: MeasuredCells, options: ProtectOptions = RULES, cost: SuppressionCost = 'counts'): CellsToProtect {
  const { rules, zeros } = policyOf(options, measured.schema);
  return cellsToProtect(measured, rules, zeros, cost);
}
async function problemOf(requirement: CountRequirement, more: { table?: Partial<AggregateOptions>; options?: ProtectOptions; known?: Uint8Array; statistic?: string; rows?: readonly Row[] } = {}): Promise<SuppressionProblem> {
  const { table = {}, options = RULES, known, statistic = 'rows', rows = ROWS } = more;
  const measured = await measure(table, rows);
  const found = publishedStatistics(measured, {}).find(({ name }) => name === statistic)!;
  return statisticProblem(measured, protectable(measured, options), found, requirement, options.zeros ?? 'withhold', known);
}

describe('cells to protect', () => {
  test('are those that rules withhold; others may cover them at the cost of their rows', async () => {
    const { marks, states, costs, rows, units } = protectable(await measure());
    expect([...marks]).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect([...states]).toEqual([CELL.primary, ...Array.from({ length: 8 }, () => CELL.open)]);
    expect([...rows]).toEqual([3, 20, 23, 15, 30, 45, 18, 50, 68]);
    expect([...costs]).toEqual([...rows]);
    expect([...units]).toEqual([...rows]);
  });

  test('cost one each, or their sum, 1 at least', async () => {
    const measured = await measure({ statistics: [{ kind: 'sum', of: 'cost' }] });
    expect(new Set(protectable(measured, RULES, 'cells').costs)).toEqual(new Set([1]));
    // 900.00 for the first row of each cell, 10.00 for every other.
    expect([...protectable(measured, RULES, { sumOf: 'cost' }).costs]).toEqual([920, 1090, 2010, 1040, 1190, 2230, 1960, 2280, 4240]);
    const negative = await measure({ statistics: [{ kind: 'sum', of: 'cost' }] }, [['p', 'x', 'F', -4200n], ['p', 'y', 'F', 0n]]);
    expect([...protectable(negative, RULES, { sumOf: 'cost' }).costs]).toEqual([42, 42, 1, 1, 42, 42]);
    expect(() => protectable(measured, RULES, { sumOf: 'days' })).toThrow(PlanError);
    expect(() => protectable(measured, RULES, { sumOf: 'days' })).toThrow('secondary.cost.sumOf');
  });

  test('count persons where these are declared', async () => {
    const twice = ROWS.flatMap((row) => [row, row]);
    const { rows, units } = protectable(await measure({ entity: 'person' }, twice));
    expect([...units]).toEqual([...rows].map((count) => count / 2));
  });

  test('know who is alone, in a cell and in the totals above it', async () => {
    const lines: Row[] = [['p', 'x', 'F', 1n], ['q', 'y', 'F', 1n], ['r', 'y', 'M', 1n], ['s', 'y', 'M', 1n]];
    // x F, x, y F, y M, y, F, M, all: p is alone in the first two; q in y F.
    const { onlyUnit } = protectable(await measure({}, lines));
    expect(onlyUnit[0]).toBe(onlyUnit[1]);
    expect(onlyUnit[2]).not.toBe(onlyUnit[0]);
    expect([...onlyUnit].map((unit) => unit >= 0)).toEqual([true, true, true, false, false, false, false, false]);
  });

  test('are published whatever happens when somebody says so, unless a rule withholds them', async () => {
    const measured = await measure();
    const manual = (area: string): ProtectOptions => ({ rules: [...RULES.rules!, { rule: 'manual', cells: [{ categories: { area, sex: 'F' }, decision: 'publish' }] }] });
    expect(protectable(measured, manual('y')).states[3]).toBe(CELL.frozen);
    expect(() => protectable(measured, manual('x'))).toThrow(ProtectionError);
    expect(() => protectable(measured, manual('x'))).toThrow('minimumFrequency 11 on rows');
    const preferred: ProtectOptions = { rules: [...RULES.rules!, { rule: 'manual', cells: [{ categories: { area: 'y', sex: 'F' }, decision: 'prefer', cost: 0.5 }] }] };
    expect(protectable(measured, preferred).costs[3]).toBe(0.5);
  });

  test('may be none', async () => {
    const { marks, rows, onlyUnit } = protectable(await measure({}, []));
    expect([marks.length, rows.length, onlyUnit.length]).toEqual([0, 0, 0]);
  });

  test('whose number of rows is unknown are refused before anything is added up', async () => {
    const measured = await measure();
    const cells = protectable(measured);
    const unknown = { ...cells, rows: cells.rows.map((count, cell) => (cell < 2 ? NaN : count)) };
    expect(() => { refuseUnknownCounts(unknown, measured.table); }).toThrow(DataError);
    expect(() => { refuseUnknownCounts(unknown, measured.table); }).toThrow('DATA_NULL');
    expect(() => { refuseUnknownCounts(cells, measured.table); }).not.toThrow();
  });
});

describe('the problem of one statistic', () => {
  test('asks that an unsafe count may be as large as the rule publishes, smaller than it is, and anywhere in a width', async () => {
    const { values, required, lower, upper, integers, system } = await problemOf(HEALTH, { options: { ...RULES, zeros: 'publish' } });
    expect([...values]).toEqual([3, 20, 23, 15, 30, 45, 18, 50, 68]);
    expect([required.above[0], required.below[0], required.width[0]]).toEqual([8, 1, 4]);
    for (const side of [required.above, required.below, required.width]) expect([...side].slice(1).every((level) => level === 0)).toBe(true);
    expect([lower[0], upper[0], integers, relationCount(system)]).toEqual([1, Infinity, true, 6]);
  });

  test('asks for nothing but uncertainty where exact disclosure alone is feared', async () => {
    const { required } = await problemOf({ interval: 'exactDisclosure', minCount: 11 });
    for (const side of [required.above, required.below, required.width]) expect(side.every((level) => level === 0)).toBe(true);
  });

  test('nobody can be made to believe in less than one person where zeros are published', async () => {
    const lines: Row[] = ROWS.filter(([person]) => !['x F1', 'x F2'].includes(String(person)));
    const of = async (zeros: 'publish' | 'withhold'): Promise<unknown> => {
      const { lower, required } = await problemOf(HEALTH, { options: { ...RULES, zeros }, rows: lines });
      return [lower[0], required.below[0], required.above[0]];
    };
    expect(await of('publish')).toEqual([1, 0, 10]);
    expect(await of('withhold')).toEqual([0, 1, 10]);
  });

  test('of a sum follows the rule that withholds it, in its smallest unit', async () => {
    const table: Partial<AggregateOptions> = { entity: 'person', statistics: [{ kind: 'sum', of: 'cost' }, { kind: 'absoluteSum', of: 'cost' }, { kind: 'largest', of: 'cost', count: 2 }] };
    const options: ProtectOptions = { rules: [{ rule: 'dominance', contributors: 1, maxShare: 0.85 }], zeros: 'publish' };
    const { required, values, integers, states } = await problemOf(HEALTH, { table, options, statistic: 'costSum' });
    expect([values[0], integers]).toEqual([92_000, false]);
    // One of 900 in 920: it must look like 100 / 85 × 900 = 1058.82, 138.82 more, in cents.
    expect(required.above[0]).toBeCloseTo((100 / 85) * 90_000 - 92_000, 6);
    expect(required.below[0]).toBeCloseTo(required.above[0]!, 6);
    expect([...required.above].filter((level) => level > 0)).toHaveLength(states.filter((state) => state === CELL.primary).length);
    // The count of the same cell is withheld with it; without a rule on counts nothing more is asked of it than that it is uncertain.
    const count = await problemOf({ ...HEALTH, minCount: 0 }, { table, options, statistic: 'entities' });
    expect(count.states[0]).toBe(CELL.primary);
    expect(count.required.above.every((level) => level === 0)).toBe(true);
  });

  test('holds no known figure against the table: it is frozen, and nothing is required of it', async () => {
    const known = Uint8Array.of(1, 1, 0, 0, 0, 0, 0, 0, 0);
    const problem = await problemOf(HEALTH, { known });
    expect([...problem.states].slice(0, 3)).toEqual([CELL.frozen, CELL.frozen, CELL.open]);
    expect(problem.required.above.every((level) => level === 0)).toBe(true);
    const withheld = new Uint8Array(9).fill(1);
    expect([...attackedCells(problem, withheld).seen].slice(0, 3)).toEqual([SEEN.published, SEEN.published, SEEN.withheld]);
  });

  test('puts differences that tell of few behind the cells, seen by nobody and added up', async () => {
    const options: ProtectOptions = { rules: [{ rule: 'kDisclosure', coalition: 3, on: 'rows' }], zeros: 'publish' };
    // All but 3 of x are x M, all but 1 of F are y F, all but 2 of X are y X: who is in one of the others knows of the rest.
    const lines = Object.entries({ 'x F': 1, 'x X': 2, 'x M': 30, 'y F': 40, 'y X': 50, 'y M': 60 }).flatMap(([codes, count]) => Array.from({ length: count }, (_, index): Row => [`${codes}${index}`, ...codes.split(' '), 0n]));
    const { values, states, system, units, onlyUnit, required } = await problemOf(HEALTH, { options, rows: lines });
    // Behind the 12 cells of the table stand x F and x X, together and each.
    const behind = [...values.keys()].slice(12);
    expect(behind.map((union) => values[union]!).sort((a, b) => a - b)).toEqual([1, 2, 3]);
    expect(behind.map((union) => units[union])).toEqual(behind.map((union) => values[union]));
    for (const union of behind) expect([states[union], onlyUnit[union]]).toEqual([CELL.primary, -1]);
    for (const array of [states, units, onlyUnit, required.above]) expect(array).toHaveLength(15);
    expect([system.cells, relationCount(system)]).toEqual([15, 10]);
    for (let sum = 0; sum < relationCount(system); sum++) {
      const [total, ...parts] = system.members.slice(system.starts[sum], system.starts[sum + 1]);
      expect(parts.reduce((all, part) => all + values[part]!, 0)).toBe(values[total!]);
    }
  });

  test('has joint cells of linked tables as nobody sees them, and as if they might be empty', async () => {
    const schema = schemaOf({ area: { type: 'utf8', role: 'attribute' }, sex: { type: 'utf8', role: 'attribute' }, age: { type: 'utf8', role: 'attribute' } });
    const lines: Row[] = [['x', 'F', 'old'], ['x', 'M', 'young'], ['x', 'M', 'young'], ['y', 'F', 'young']];
    const cells = pipe(tableOf(schema, lines), aggregate({ dimensions: ['area', 'sex', 'age'], margins: ['area', 'sex', 'age'], tables: [['area', 'sex'], ['area', 'age']], entity: null, statistics: [] }));
    const measured = await foldDataset(cells, cellsFold(cells.schema, cellTableOf(cells.schema)!));
    const [rows] = publishedStatistics(measured, {});
    const { states, lower, values } = statisticProblem(measured, protectable(measured, { ...RULES, zeros: 'publish' }), rows!, HEALTH, 'publish');
    const hidden = [...states.keys()].filter((cell) => states[cell] === CELL.hidden);
    expect(hidden.map((cell) => lower[cell])).toEqual(hidden.map(() => 0));
    // x F old and x M young are counted, x F young and x M old might be; y F young is all there is of y.
    expect(hidden.reduce((sum, cell) => sum + values[cell]!, 0)).toBe(4);
    expect(hidden.length).toBeGreaterThanOrEqual(5);
    expect(await rowsOf(cells)).toHaveLength(measured.cells);
  });
});
