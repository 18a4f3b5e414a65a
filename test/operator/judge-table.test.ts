import { describe, expect, test } from 'vitest';
import { aggregate } from '../../src/aggregate/index.ts';
import type { Dataset } from '../../src/core/dataset.ts';
import { pipe } from '../../src/core/operator.ts';
import { judgeTable, proposeCollapses, protect, type ProtectOptions } from '../../src/protect/index.ts';
import { rowsOf, schemaOf, tableOf, type Row } from '../small-tables.ts';

const SCHEMA = schemaOf({ region: { type: 'utf8', role: 'attribute' }, town: { type: 'utf8', role: 'attribute' }, sex: { type: 'utf8', role: 'attribute' } });
/** Towns of two regions by sex; the last town is small. */
const COUNTS: Readonly<Record<string, number>> = { 'N n1 F': 20, 'N n1 M': 22, 'N n2 F': 30, 'N n2 M': 31, 'S s1 F': 40, 'S s1 M': 41, 'S s2 F': 3, 'S s2 M': 15 };
const CELLS: Dataset = pipe(
  tableOf(SCHEMA, Object.entries(COUNTS).flatMap(([cell, count]) => Array.from({ length: count }, (): Row => cell.split(' ')))),
  aggregate({ dimensions: ['region', 'town', 'sex'], hierarchies: [['region', 'town']], margins: ['region', 'town', 'sex'], entity: null, statistics: [] }),
);
const OPTIONS: ProtectOptions = { rules: [{ rule: 'minimumFrequency', minCount: 11, on: 'rows' }], zeros: 'publish', secondary: { method: 'gauss', requiredInterval: 'exactDisclosure' } };

describe('what would be withheld of a table', () => {
  test('is told by dimension and level, in cells and in rows', async () => {
    const { total, levels, refusal } = await judgeTable(CELLS, OPTIONS);
    expect(refusal).toBeNull();
    // S s2 F is unsafe; S s2 M, S s1 F and S s1 M cover it: 99 of the rows that cells of a town and a sex tell.
    expect(total).toMatchObject({ cells: 21, primary: 1, secondary: 3 });
    const of = (dimension: string, level: string | null): unknown => levels.find((share) => share.dimension.join(' ') === dimension && share.level === level);
    expect(of('region town', 'town')).toMatchObject({ cells: 12, primary: 1, secondary: 3, rowShare: 99 / (2 * 202) });
    expect(of('region town', 'region')).toMatchObject({ cells: 6, primary: 0, secondary: 0, rowShare: 0 });
    expect(of('region town', null)).toMatchObject({ cells: 3, primary: 0 });
    expect(of('sex', 'sex')).toMatchObject({ cells: 14, primary: 1, secondary: 3 });
    expect(of('sex', null)).toMatchObject({ cells: 7, primary: 0, secondary: 0 });
  });

  test('is what protect withholds', async () => {
    const { total, findings } = await judgeTable(CELLS, OPTIONS);
    const withheld = (await rowsOf(pipe(CELLS, protect(OPTIONS)))).filter((row) => row.at(-1) === null).length;
    expect(total.primary + total.secondary).toBe(withheld);
    expect(findings).toMatchObject({ withheld, secondary: total.secondary });
  });

  test('is refused in words where protect would refuse, with what rules alone withhold', async () => {
    const frozen = ['N n1', 'N n2', 'S s1', 'S s2', 'N', 'S'].flatMap((area) => [[area], [area, 'F'], [area, 'M']])
      .map(([area, sex]) => ({ categories: { region: area!.split(' ')[0]!, ...(area!.includes(' ') ? { town: area!.split(' ')[1]! } : {}), ...(sex === undefined ? {} : { sex }) }, decision: 'publish' as const }))
      .filter(({ categories }) => !(categories.town === 's2' && categories.sex === 'F'));
    const { refusal, total } = await judgeTable(CELLS, { ...OPTIONS, rules: [...OPTIONS.rules!, { rule: 'manual', cells: frozen }] });
    expect(refusal).toContain('nothing is left to cover them');
    expect(total).toMatchObject({ primary: 1, secondary: 0 });
  });

  test('holds no category', async () => {
    expect(JSON.stringify(await judgeTable(CELLS, OPTIONS))).not.toMatch(/n1|s2|"F"/);
  });

  test('of no cells is nothing', async () => {
    const none = pipe(tableOf(SCHEMA, []), aggregate({ dimensions: ['sex'], margins: ['sex'], entity: null, statistics: [] }));
    expect(await judgeTable(none, OPTIONS)).toMatchObject({ total: { cells: 0, rowShare: 0 }, levels: [], refusal: null });
  });
});

describe('levels to leave out', () => {
  test('come after the table as it is, the one that keeps most detail first', async () => {
    const proposals = await proposeCollapses(CELLS, OPTIONS);
    expect(proposals.map(({ column }) => column)).toEqual(['', 'sex', 'town']);
    const [asIs, sex, town] = proposals;
    expect(asIs!.detailShare).toBeCloseTo(1 - 99 / 404);
    // Without sexes no town has fewer than 18; without towns no sex in a region has.
    expect([sex!.detailShare, town!.detailShare]).toEqual([1, 1]);
    expect(town!.judgement.total).toMatchObject({ cells: 9, primary: 0, secondary: 0 });
    expect(sex!.judgement.total).toMatchObject({ cells: 7, primary: 0, secondary: 0 });
  });

  test('are the tables that an aggregation without them makes', async () => {
    const rows = tableOf(SCHEMA, Object.entries(COUNTS).flatMap(([cell, count]) => Array.from({ length: count }, (): Row => cell.split(' '))));
    const coarse = pipe(rows, aggregate({ dimensions: ['region', 'sex'], margins: ['region', 'sex'], entity: null, statistics: [] }));
    const rule: ProtectOptions = { ...OPTIONS, rules: [{ rule: 'minimumFrequency', minCount: 45, on: 'rows' }] };
    const [found] = (await proposeCollapses(CELLS, rule)).filter(({ column }) => column === 'town');
    expect(found!.judgement.total).toEqual((await judgeTable(coarse, rule)).total);
  });

  test('are none where one column is left, or tables are linked', async () => {
    const rows = tableOf(SCHEMA, [['N', 'n1', 'F']]);
    expect(await proposeCollapses(pipe(rows, aggregate({ dimensions: ['sex'], margins: ['sex'], entity: null, statistics: [] })), OPTIONS)).toHaveLength(1);
    const linked = aggregate({ dimensions: ['region', 'sex'], margins: ['region', 'sex'], tables: [['region'], ['sex']], entity: null, statistics: [] });
    expect(await proposeCollapses(pipe(rows, linked), OPTIONS)).toEqual([]);
  });
});
