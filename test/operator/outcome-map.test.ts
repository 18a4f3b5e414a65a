import { describe, expect, test } from 'vitest';
import { aggregate, type AggregateOptions } from '../../src/aggregate/index.ts';
import { cellTableOf } from '../../src/core/field.ts';
import { foldDataset } from '../../src/core/fold.ts';
import { pipe } from '../../src/core/operator.ts';
import { judgeCells } from '../../src/protect/decide-cells.ts';
import { cellsFold } from '../../src/protect/measure-cells.ts';
import { outcomeMap, type OutcomeMap } from '../../src/protect/outcome-map.ts';
import { policyOf, type ProtectOptions } from '../../src/protect/protect-options.ts';
import { schemaOf, tableOf, type Row } from '../small-tables.ts';

const SCHEMA = schemaOf({
  region: { type: 'utf8', role: 'attribute' }, town: { type: 'utf8', role: 'attribute' }, sex: { type: 'utf8', role: 'attribute' }, age: { type: 'int32', role: 'attribute' }, born: { type: 'date', role: 'attribute' }, ill: { type: 'bool', role: 'attribute' },
});
const OPTIONS: ProtectOptions = { rules: [{ rule: 'minimumFrequency', minCount: 11, on: 'rows' }], zeros: 'publish', secondary: { method: 'gauss', requiredInterval: 'exactDisclosure' } };
const ALL: AggregateOptions = { dimensions: ['town', 'sex'], margins: ['town', 'sex'], entity: null, statistics: [] };

/** As many rows of a town and a sex as the numbers say. */
const rowsOf = (counts: Readonly<Record<string, number>>, rest: Row = [30, 0, true]): Row[] => Object.entries(counts).flatMap(([codes, count]) => {
  const [town, sex] = codes.split(' ').map((code) => (code === '?' ? null : code));
  return Array.from({ length: count }, (): Row => [town === null ? null : town![0]!, town!, sex!, ...rest]);
});

async function mapOf(rows: readonly Row[], options: Partial<AggregateOptions> = {}, protection: ProtectOptions = OPTIONS, shows: 'numbers' | 'categories' = 'categories'): Promise<OutcomeMap | null> {
  const cells = pipe(tableOf(SCHEMA, rows), aggregate({ ...ALL, ...options }));
  const measured = await foldDataset(cells, cellsFold(cells.schema, cellTableOf(cells.schema)!));
  return outcomeMap(measured, await judgeCells(measured, policyOf(protection, cells.schema)), shows);
}

const COUNTS = { 'n1 F': 5, 'n1 M': 30, 'n1 X': 40, 's1 F': 25, 's1 M': 60, 's1 X': 70, 's2 F': 90, 's2 M': 80 };

describe('the map of a table', () => {
  test('has the larger dimension, or the first, as rows, totals last, and what became of each cell', async () => {
    expect(await mapOf(rowsOf(COUNTS))).toEqual({
      rowColumn: 'town', columnColumn: 'sex', rows: ['n1', 's1', 's2', null], columns: ['F', 'M', 'X', null], leftOut: 0,
      outcomes: [
        ['primary', 'secondary', 'published', 'published'],
        ['secondary', 'secondary', 'published', 'published'],
        ['published', 'published', 'absent', 'published'],
        ['published', 'published', 'published', 'published'],
      ],
    });
  });

  test('turns when the second has more categories', async () => {
    const map = await mapOf(rowsOf({ 'n1 A': 20, 'n1 B': 20, 'n1 C': 20 }));
    expect([map!.rowColumn, map!.columnColumn, map!.rows]).toEqual(['sex', 'town', ['A', 'B', 'C', null]]);
  });

  test('numbers its categories, unless they are asked for', async () => {
    const map = await mapOf(rowsOf(COUNTS), {}, OPTIONS, 'numbers');
    expect([map!.rows, map!.columns]).toEqual([['1', '2', '3', null], ['1', '2', '3', null]]);
    expect(JSON.stringify(map)).not.toMatch(/n1|s2|"F"/);
  });

  test('has a line for missing values, after the others', async () => {
    const map = await mapOf(rowsOf({ 'n1 F': 20, 'n1 ?': 4, '? F': 30, '? ?': 40 }), {}, { rules: OPTIONS.rules! });
    expect([map!.rows, map!.columns]).toEqual([['n1', '–', null], ['F', '–', null]]);
    expect(map!.outcomes).toEqual([['published', 'primary', 'published'], ['published', 'published', 'published'], ['published', 'published', 'published']]);
  });

  test('shows the finest level of a hierarchy, and the total of everything', async () => {
    const map = await mapOf(rowsOf(COUNTS), { dimensions: ['region', 'town', 'sex'], margins: ['region', 'town', 'sex'], hierarchies: [['region', 'town']] });
    expect([map!.rowColumn, map!.rows]).toEqual(['town', ['n1', 's1', 's2', null]]);
    expect(map!.outcomes[0]![0]).toBe('primary');
    expect(map!.outcomes[3]).toEqual(['published', 'published', 'published', 'published']);
  });

  test('takes two of three dimensions where the third has a total, and none where it has none', async () => {
    const three = ['town', 'sex', 'age'];
    expect((await mapOf(rowsOf(COUNTS), { dimensions: three, margins: three }))!.columnColumn).toBe('sex');
    expect(await mapOf(rowsOf(COUNTS), { dimensions: three, margins: ['town', 'sex'] })).toBeNull();
  });

  test('has no line of totals where there are none', async () => {
    const map = await mapOf(rowsOf(COUNTS), { margins: ['sex'] });
    expect([map!.rows, map!.columns]).toEqual([['n1', 's1', 's2'], ['F', 'M', 'X', null]]);
  });

  test('names numbers, dates and truths as people write them', async () => {
    const rows = rowsOf({ 'n1 F': 20 }, [30, 19_000, true]);
    // Truths are always two.
    expect(await mapOf(rows, { dimensions: ['age', 'ill'], margins: [] })).toMatchObject({ rows: ['false', 'true'], columns: ['30'], outcomes: [['absent'], ['published']] });
    expect(await mapOf(rows, { dimensions: ['born', 'sex'], margins: [] })).toMatchObject({ rows: ['2022-01-08'], columns: ['F'] });
  });

  test('leaves out what is beyond sixty categories, and says how many', async () => {
    const many = Object.fromEntries(Array.from({ length: 65 }, (_, town) => [`t${String(town).padStart(2, '0')} F`, 20]));
    const map = await mapOf(rowsOf(many));
    expect([map!.rows.length, map!.rows.at(-1), map!.leftOut, map!.outcomes.length]).toEqual([61, null, 5, 61]);
  });

  test('is none of one dimension, of linked tables, and of no cells', async () => {
    expect(await mapOf(rowsOf(COUNTS), { dimensions: ['town'], margins: ['town'] })).toBeNull();
    expect(await mapOf(rowsOf(COUNTS), { tables: [['town'], ['sex']] })).toBeNull();
    expect(await mapOf([])).toBeNull();
  });
});
