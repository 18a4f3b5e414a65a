import { describe, expect, test } from 'vitest';
import { aggregate, type AggregateOptions } from '../../src/aggregate/index.ts';
import type { Dataset } from '../../src/core/dataset.ts';
import { DataError, PlanError } from '../../src/core/errors.ts';
import { cellTableOf } from '../../src/core/field.ts';
import { foldDataset } from '../../src/core/fold.ts';
import { pipe } from '../../src/core/operator.ts';
import { relationCount } from '../../src/linear/index.ts';
import { cellsFold, type MeasuredCells } from '../../src/protect/measure-cells.ts';
import { publishedStatistics, type PublishedStatistic } from '../../src/protect/published-statistics.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const SCHEMA = schemaOf({
  person: { type: 'utf8', role: 'entity' }, area: { type: 'utf8', role: 'attribute' }, sex: { type: 'utf8', role: 'attribute' }, cost: { type: 'decimal(10,2)', role: 'measure' },
  days: { type: 'int32', role: 'measure' }, share: { type: 'float64', role: 'measure' },
});
/** p is in both areas. */
const ROWS: readonly Row[] = [
  ['p', 'x', 'F', 1250n, 1, 0.5], ['p', 'y', 'F', 1n, 2, -0], ['q', 'x', 'F', null, 3, 0.25], ['r', 'x', 'M', 300n, null, 1], ['s', 'y', 'M', 99n, 5, null], ['t', 'y', 'M', 1n, 5, null],
];
const TABLE: AggregateOptions = { dimensions: ['area', 'sex'], margins: ['area', 'sex'], entity: null, statistics: [] };

const cellsOf = (options: Partial<AggregateOptions>, rows: readonly Row[] = ROWS): Dataset => pipe(tableOf(SCHEMA, rows), aggregate({ ...TABLE, ...options }));
const measure = (cells: Dataset): Promise<MeasuredCells> => foldDataset(cells, cellsFold(cells.schema, cellTableOf(cells.schema)!));
const statisticsOf = async (options: Partial<AggregateOptions>, least: Readonly<Record<string, number>> = {}, rows: readonly Row[] = ROWS): Promise<PublishedStatistic[]> =>
  publishedStatistics(await measure(cellsOf(options, rows)), least);
const named = (all: readonly PublishedStatistic[], name: string): PublishedStatistic => all.find((statistic) => statistic.name === name)!;

/** Order of the cells: x F, x M, x, y F, y M, y, F, M, all. */
describe('the figures that an attacker adds up', () => {
  test('are counts of rows, of persons, and sums, in this order', async () => {
    const all = await statisticsOf({ entity: 'person', statistics: [{ kind: 'sum', of: 'cost' }, { kind: 'sum', of: 'days' }, { kind: 'entities' }] });
    expect(all.map(({ name, kind, of, integers }) => [name, kind, of, integers])).toEqual([
      ['rows', 'rows', null, true], ['entities', 'entities', null, true], ['costSum', 'sum', 'cost', false], ['daysSum', 'sum', 'days', false],
    ]);
    expect([...named(all, 'rows').values]).toEqual([2, 1, 3, 1, 2, 3, 3, 3, 6]);
    expect([...named(all, 'rows').lower]).toEqual(Array.from({ length: 9 }, () => 1));
  });

  test('of decimals are whole numbers of their smallest unit', async () => {
    const { values, unit, lower } = named(await statisticsOf({ statistics: [{ kind: 'sum', of: 'cost' }] }), 'costSum');
    expect(unit).toBe(100);
    // Hundredths: 12.50, 3.00, 0.01, 1.00.
    expect([...values]).toEqual([1250, 300, 1550, 1, 100, 101, 1251, 400, 1651]);
    expect([...lower].every((bound) => bound === 0)).toBe(true);
  });

  test('of doubles may be off by a rounding; −0 is nothing, and neither is a missing value', async () => {
    const tenths: Row[] = Array.from({ length: 30 }, (_, index) => ['p', index % 2 === 0 ? 'x' : 'y', index % 3 === 0 ? 'F' : 'M', null, null, 0.1]);
    const { values, unit } = named(await statisticsOf({ statistics: [{ kind: 'sum', of: 'share' }] }, {}, tenths), 'shareSum');
    expect(unit).toBe(1);
    expect(values.at(-1)).toBeCloseTo(3, 12);
    const some = named(await statisticsOf({ statistics: [{ kind: 'sum', of: 'share' }] }), 'shareSum');
    expect([...some.values].map((value) => value + 0)).toEqual([0.75, 1, 1.75, 0, 0, 0, 0.75, 1, 1.75]);
  });

  test('persons add up only over what they are in once', async () => {
    const all = await statisticsOf({ entity: 'person', statistics: [{ kind: 'entities' }] });
    // p is once in F over both areas: 2 + 1 is not 2. By sex everybody is once.
    expect([...named(all, 'entities').values]).toEqual([2, 1, 3, 1, 2, 3, 2, 3, 5]);
    expect(relationCount(named(all, 'rows').system)).toBe(6);
    const { starts, members } = named(all, 'entities').system;
    const sums = Array.from({ length: starts.length - 1 }, (_, sum) => [...members.slice(starts[sum], starts[sum + 1])].sort((a, b) => a - b));
    expect(sums.sort((a, b) => a[0]! - b[0]!)).toEqual([[0, 1, 2], [3, 4, 5], [6, 7, 8]]);
  });

  test('a mean is the sum that it and its count give away, unless the sum is there', async () => {
    const mean = await statisticsOf({ statistics: [{ kind: 'mean', of: 'days' }, { kind: 'rows', of: 'days' }] });
    expect(mean.filter(({ kind }) => kind === 'sum').map(({ name, of }) => [name, of])).toEqual([['daysMean', 'days']]);
    expect([...named(mean, 'daysMean').values].map((value) => Math.round(1e9 * value) / 1e9)).toEqual([4, 0, 4, 2, 10, 12, 6, 10, 16]);
    const both = await statisticsOf({ statistics: [{ kind: 'mean', of: 'days' }, { kind: 'sum', of: 'days' }] });
    expect(both.filter(({ kind }) => kind === 'sum').map(({ name }) => name)).toEqual(['daysSum']);
  });

  test('rows that have a value may be none of those that are there', async () => {
    const all = await statisticsOf({ statistics: [{ kind: 'rows', of: 'days' }] });
    const some = all.find(({ kind, of }) => kind === 'rows' && of === 'days')!;
    expect([...some.values]).toEqual([2, 0, 2, 1, 2, 3, 3, 2, 5]);
    expect([...some.lower].every((bound) => bound === 0)).toBe(true);
  });

  test('with negative sums need the least that one contribution may be, and are then not below that for each row', async () => {
    const refunds = ROWS.map((row) => row.with(3, row[3] === null ? null : -(row[3] as bigint)));
    await expect(statisticsOf({ statistics: [{ kind: 'sum', of: 'cost' }] }, {}, refunds)).rejects.toThrow(PlanError);
    await expect(statisticsOf({ statistics: [{ kind: 'sum', of: 'cost' }] }, { days: -1 }, refunds)).rejects.toThrow('secondary.leastContribution.cost');
    const { lower, values } = named(await statisticsOf({ statistics: [{ kind: 'sum', of: 'cost' }] }, { cost: -20 }, refunds), 'costSum');
    // 20 euros are 2,000 hundredths: two rows of x F.
    expect([...lower]).toEqual([2, 1, 3, 1, 2, 3, 3, 3, 6].map((rows) => -2000 * rows));
    expect(values.every((value, cell) => value >= lower[cell]!)).toBe(true);
  });

  test('a least contribution above zero is none: who withholds a cell need not have a value in it', async () => {
    const { lower } = named(await statisticsOf({ statistics: [{ kind: 'sum', of: 'cost' }] }, { cost: 5 }), 'costSum');
    expect([...lower].map((bound) => bound + 0)).toEqual(Array.from({ length: 9 }, () => 0));
  });

  test('figures that only rules need are none', async () => {
    const all = await statisticsOf({ entity: 'person', statistics: [{ kind: 'sum', of: 'days' }, { kind: 'largest', of: 'days', count: 2 }, { kind: 'absoluteSum', of: 'days' }, { kind: 'largestShare', of: 'days' }, { kind: 'contributors', of: 'days' }] });
    expect(all.map(({ kind }) => kind)).toEqual(['rows', 'entities', 'sum']);
  });

  test('there are none in a table without cells', async () => {
    expect(await statisticsOf({ statistics: [{ kind: 'sum', of: 'cost' }] }, {}, [])).toEqual([]);
  });

  test.each([NaN, Infinity, -Infinity])('of %s are refused: from such a total nobody can tell what follows', async (value) => {
    const rows: Row[] = [...ROWS, ['u', 'y', 'M', null, null, value]];
    // The row is in y M, y, M, and the total.
    await expect(statisticsOf({ statistics: [{ kind: 'sum', of: 'share' }] }, { share: -1 }, rows)).rejects.toThrow(/^column shareSum: 4 cells are no finite numbers.*DATA_INVALID/);
  });

  test('totals that their parts do not make are refused, without a value', async () => {
    const cells = cellsOf({ statistics: [{ kind: 'sum', of: 'cost' }] });
    const rows: Value[][] = (await rowsOf(cells)).map((row, place) => (place === 0 ? row.with(5, 1251n) : row));
    const broken = await measure(tableOf(cells.schema, rows));
    expect(() => publishedStatistics(broken, {})).toThrow(DataError);
    expect(() => publishedStatistics(broken, {})).toThrow(/^column costSum: 2 totals are not the sum of their parts/);
    expect(() => publishedStatistics(broken, {})).not.toThrow(/1251|12\.51/);
  });
});
