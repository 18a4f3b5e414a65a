// Rules over aggregated rows, from microdata to marks, against lines that go through the rows of each cell again.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aggregate } from '../../src/aggregate/index.ts';
import { columnsOf } from '../../src/core/arrow.ts';
import { collect, type Dataset } from '../../src/core/dataset.ts';
import { cellTableOf } from '../../src/core/field.ts';
import { pipe } from '../../src/core/operator.ts';
import { primaryCells } from '../../src/protect/primary-cells.ts';
import type { ProtectionRule } from '../../src/protect/protection-rule.ts';
import { readyRules } from '../../src/protect/rule-columns.ts';
import { rowsOf, schemaOf, tableOf, type Row } from '../small-tables.ts';

/** One row: firm, region, size, cost in cents or nothing, cost again where the firm asked for protection, weight. */
interface Record {
  readonly firm: string;
  readonly region: string;
  readonly size: string;
  readonly cost: number | null;
  readonly asked: boolean;
  readonly weight: number;
}

const SCHEMA = schemaOf({
  firm: { type: 'utf8', role: 'entity', nullable: false }, region: { type: 'utf8', role: 'quasiIdentifier', nullable: false }, size: { type: 'utf8', role: 'quasiIdentifier', nullable: false },
  cost: { type: 'decimal(10,2)', role: 'measure' }, requested: { type: 'decimal(10,2)', role: 'measure' }, weight: { type: 'int32', role: 'weight', nullable: false },
});
const rowOf = ({ firm, region, size, cost, asked, weight }: Record): Row => [firm, region, size, cost === null ? null : BigInt(cost), cost === null || !asked ? null : BigInt(cost), weight];

const records = fc.array(fc.record({
  firm: fc.constantFrom('a', 'b', 'c', 'd', 'e'), region: fc.constantFrom('R', 'S'), size: fc.constantFrom('1', '2', '3'),
  cost: fc.option(fc.integer({ min: -300, max: 300 }), { nil: null, freq: 6 }), asked: fc.boolean(), weight: fc.integer({ min: 1, max: 3 }),
}), { minLength: 1, maxLength: 30 });
const hundredths = fc.integer({ min: 1, max: 100 });

/** Cells with every statistic that a rule may ask for. */
function cellsOf(rows: readonly Record[], cuts: readonly number[] = []): Dataset {
  return pipe(tableOf(SCHEMA, rows.map(rowOf), cuts), aggregate({
    dimensions: ['region', 'size'], margins: ['region', 'size'], entity: 'firm',
    statistics: [
      { kind: 'sum', of: 'cost' }, { kind: 'absoluteSum', of: 'cost' }, { kind: 'largest', of: 'cost', count: 3 }, { kind: 'largestShare', of: 'cost' },
      { kind: 'contributors', of: 'cost' }, { kind: 'rows', of: 'cost' }, { kind: 'largest', of: 'requested', count: 1 },
    ],
  }));
}

/** Marks by the name of the cell: region and size, a star for a total. */
async function marksOf(dataset: Dataset, rules: readonly ProtectionRule[]): Promise<Map<string, number>> {
  const table = cellTableOf(dataset.schema)!;
  const [batch] = await collect(dataset);
  const { marks } = primaryCells(readyRules(rules, dataset.schema, table), { columns: columnsOf(batch!), system: { cells: batch!.numRows, starts: new Int32Array(1), members: new Int32Array(0) } });
  const rows = await rowsOf(dataset);
  return new Map(rows.map(([region, size, regionTotal, sizeTotal], cell) => [`${regionTotal === true ? '*' : String(region)}${sizeTotal === true ? '*' : String(size)}`, marks[cell]!]));
}

/** What a cell holds, worked out from its rows. */
interface NaiveCell {
  readonly rows: number;
  readonly firms: number;
  /** Σ|x| of each firm that has a value, the largest first. */
  readonly sizes: readonly number[];
  readonly total: number;
  readonly sum: number;
  readonly values: number;
  readonly asked: number;
}

function naiveCell(rows: readonly Record[]): NaiveCell {
  const valued = rows.filter(({ cost }) => cost !== null);
  const byFirm = (part: readonly Record[]): number[] => [...new Set(part.map(({ firm }) => firm))]
    .map((firm) => part.filter((row) => row.firm === firm).reduce((sum, { cost }) => sum + Math.abs(cost!), 0)).sort((left, right) => right - left);
  return {
    rows: rows.length, firms: new Set(rows.map(({ firm }) => firm)).size, sizes: byFirm(valued), total: valued.reduce((sum, { cost }) => sum + Math.abs(cost!), 0),
    sum: valued.reduce((sum, { cost }) => sum + cost!, 0), values: valued.length, asked: byFirm(valued.filter(({ asked }) => asked))[0] ?? 0,
  };
}

function naiveMarks(rows: readonly Record[], isUnsafe: (cell: NaiveCell) => boolean): Map<string, number> {
  const marks = new Map<string, number>();
  for (const region of ['R', 'S', '*']) {
    for (const size of ['1', '2', '3', '*']) {
      const within = rows.filter((row) => (region === '*' || row.region === region) && (size === '*' || row.size === size));
      if (within.length > 0) marks.set(`${region}${size}`, isUnsafe(naiveCell(within)) ? 1 : 0);
    }
  }
  return marks;
}

const top = (sizes: readonly number[], count: number): number => sizes.slice(0, count).reduce((sum, size) => sum + size, 0);

async function expectSame(rows: readonly Record[], rule: ProtectionRule, isUnsafe: (cell: NaiveCell) => boolean): Promise<void> {
  const found = await marksOf(cellsOf(rows), [rule]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(naiveMarks(rows, isUnsafe)));
}

describe('rules over rows', () => {
  const check = (rule: (rows: readonly Record[], percent: number, count: number) => Promise<void>): Promise<void> =>
    fc.assert(fc.asyncProperty(records, hundredths, fc.integer({ min: 1, max: 3 }), rule), { numRuns: 40 });

  test('counts of firms and of rows, with those behind a sum and those without a value', async () => {
    await check((rows, _, minCount) => expectSame(rows, { rule: 'minimumFrequency', minCount, on: 'entities' }, ({ firms, sizes }) =>
      [firms, sizes.length].some((count) => count > 0 && count < minCount)));
    await check((rows, _, minCount) => expectSame(rows, { rule: 'minimumFrequency', minCount, on: 'rows' }, (cell) =>
      [cell.rows, cell.values, cell.rows - cell.values].some((count) => count > 0 && count < minCount)));
    await check((rows, _, minCount) => expectSame(rows, { rule: 'minimumContributors', minCount, of: 'cost' }, ({ sizes }) => sizes.length > 0 && sizes.length < minCount));
  });
  test('dominance of one to three firms', async () => {
    await check((rows, percent, contributors) => expectSame(rows, { rule: 'dominance', contributors, maxShare: percent / 100 }, ({ sizes, total }) =>
      (contributors === 1 && total === 0 ? sizes.length > 0 : total > 0 && 100 * top(sizes, contributors) >= percent * total)));
  });
  test('p % and (p, q) against coalitions of one and two', async () => {
    await check((rows, percent, count) => {
      const coalition = Math.min(2, count);
      return expectSame(rows, { rule: 'pPercent', minErrorShare: percent / 100, coalition }, ({ sizes, total }) => 100 * (total - top(sizes, coalition + 1)) < percent * (sizes[0] ?? 0));
    });
    await check((rows, percent) => expectSame(rows, { rule: 'priorPosterior', minErrorShare: percent / 200, priorErrorShare: 0.8 }, ({ sizes, total }) => 160 * (total - top(sizes, 2)) < percent * (sizes[0] ?? 0)));
  });
  test('requests, zeros and singletons', async () => {
    await check((rows, percent, minCount) => expectSame(rows, { rule: 'request', of: 'cost', requested: 'requested', maxShare: percent / 100, minCount }, ({ asked, total, sizes }) =>
      asked > 0 && (100 * asked > percent * total || sizes.length < minCount)));
    await check((rows) => expectSame(rows, { rule: 'zeros', on: 'values' }, ({ sum, values }) => values > 0 && sum === 0));
    await check((rows) => expectSame(rows, { rule: 'singletons', on: 'entities' }, ({ firms }) => firms === 1));
  });

  test('marks do not depend on the order of rows or on how they are cut', async () => {
    const rules: readonly ProtectionRule[] = [{ rule: 'minimumFrequency', minCount: 3, on: 'entities' }, { rule: 'dominance', contributors: 2, maxShare: 0.8 }, { rule: 'pPercent', minErrorShare: 0.2 }];
    await fc.assert(fc.asyncProperty(records, fc.array(fc.nat(30), { maxLength: 3 }), async (rows, cuts) => {
      const expected = await marksOf(cellsOf(rows), rules);
      expect(await marksOf(cellsOf(rows.toReversed(), cuts), rules)).toEqual(expected);
    }), { numRuns: 20 });
  });

  test('sampled contributions count as often as their weight says', async () => {
    const weighted = (rows: readonly Record[]): Dataset => pipe(tableOf(SCHEMA, rows.map(rowOf)), aggregate({
      dimensions: ['region'], entity: null, weight: 'weight', statistics: [{ kind: 'weight' }, { kind: 'sum', of: 'cost' }, { kind: 'absoluteSum', of: 'cost' }, { kind: 'largest', of: 'cost', count: 3 }],
    }));
    const rules: readonly ProtectionRule[] = [{ rule: 'minimumWeight', minWeight: 6, compatibility: 'tauArgus' }, { rule: 'dominance', contributors: 2, maxShare: 0.6037 }, { rule: 'pPercent', minErrorShare: 0.2511, coalition: 2 }];
    await fc.assert(fc.asyncProperty(records, async (rows) => {
      const dataset = weighted(rows);
      const [batch] = await collect(dataset);
      const ready = readyRules(rules, dataset.schema, cellTableOf(dataset.schema)!);
      const verdicts = ready.map((rule) => [...rule.judge({ columns: columnsOf(batch!), system: { cells: batch!.numRows, starts: new Int32Array(1), members: new Int32Array(0) } }).unsafe]);
      const expected = ['R', 'S'].map((region) => rows.filter((row) => row.region === region)).filter((part) => part.length > 0).map((part) => {
        const sizes = part.flatMap(({ cost, weight }) => new Array<number>(weight).fill(cost === null ? 0 : Math.abs(cost))).sort((left, right) => right - left);
        const total = top(sizes, sizes.length);
        return [part.reduce((sum, { weight }) => sum + weight, 0) < 6, total > 0 && 10_000 * top(sizes, 2) >= 6037 * total, 10_000 * (total - top(sizes, 3)) < 2511 * (sizes[0] ?? 0)].map(Number);
      });
      expect(verdicts).toEqual(rules.map((_, rule) => expected.map((cell) => cell[rule]!)));
    }), { numRuns: 40 });
  });
});
