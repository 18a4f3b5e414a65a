import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { aggregate } from '../../src/aggregate/index.ts';
import type { Dataset } from '../../src/core/dataset.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { pipe, type Findings } from '../../src/core/operator.ts';
import { checkPlan } from '../../src/index.ts';
import { runPlan } from '../../src/node.ts';
import { protect, protectAfterRelease, type ProtectOptions } from '../../src/protect/index.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const SCHEMA = schemaOf({ area: { type: 'utf8', role: 'attribute' }, sex: { type: 'utf8', role: 'attribute' } });
const COUNTS: Readonly<Record<string, number>> = { 'x a': 5, 'x b': 30, 'x c': 40, 'y a': 25, 'y b': 60, 'y c': 70, 'z a': 90, 'z b': 80, 'z c': 75 };
const rows = tableOf(SCHEMA, Object.entries(COUNTS).flatMap(([cell, count]) => Array.from({ length: count }, (): Row => cell.split(' '))));
const CELLS = pipe(rows, aggregate({ dimensions: ['area', 'sex'], margins: ['area', 'sex'], entity: null, statistics: [] }));
const OPTIONS: ProtectOptions = {
  rules: [{ rule: 'minimumFrequency', minCount: 11, on: 'rows' }], zeros: 'publish', status: true, secondary: { method: 'gauss', requiredInterval: 'exactDisclosure' },
};

const nameOf = (row: readonly Value[]): string => `${row[2] === true ? '.' : String(row[0])} ${row[3] === true ? '.' : String(row[1])}`;

/** What was published of the cells whose names are given. */
async function release(names: readonly string[], change: (row: Value[]) => Value[] = (row) => row): Promise<Dataset> {
  return tableOf(CELLS.schema, (await rowsOf(CELLS)).filter((row) => names.includes(nameOf(row))).map((row) => change([...row])));
}

async function run(published: Dataset, options = OPTIONS): Promise<{ cells: Map<string, readonly Value[]>; findings: Findings }> {
  const all: Findings[] = [];
  const found = await rowsOf(protectAfterRelease(options).connect({ rows: CELLS, published }, { fold: IN_MEMORY, onFindings: (findings) => all.push(findings) })['rows']!);
  return { cells: new Map(found.map((row) => [nameOf(row), row.slice(4)])), findings: all.at(-1)! };
}

const secondary = (cells: ReadonlyMap<string, readonly Value[]>): string[] => [...cells].filter(([, row]) => row.at(-1) === 'secondary').map(([name]) => name).sort((a, b) => a.localeCompare(b));

describe('protect after an earlier release', () => {
  test('covers no cell by one that everybody knows', async () => {
    const alone = (await rowsOf(pipe(CELLS, protect(OPTIONS)))).filter((row) => row.at(-1) === 'secondary').map(nameOf);
    expect(alone.sort()).toEqual(['x b', 'y a', 'y b']);
    const { cells, findings } = await run(await release(['x b']));
    expect(cells.get('x a')).toEqual([null, 'primary:minimumFrequency']);
    expect(secondary(cells)).toEqual(['x c', 'y a', 'y c']);
    expect(findings).toMatchObject({ publishedBefore: { rows: 1 } });
  });

  test('does not hold against a table what cannot be taken back', async () => {
    const { cells, findings } = await run(await release(['x a']));
    expect(secondary(cells)).toEqual([]);
    expect(cells.get('x a')![0]).toBeNull();
    expect(findings).toMatchObject({ withheld: 1, secondary: 0 });
  });

  test('knows nothing of figures that were withheld', async () => {
    const { cells, findings } = await run(await release(['x b', 'x c'], (row) => [...row.slice(0, 4), null]));
    expect(secondary(cells)).toEqual(['x b', 'y a', 'y b']);
    expect(findings).toMatchObject({ publishedBefore: { rows: 0 } });
  });

  test('refuses when everything beside a cell is known', async () => {
    await expect(run(await release(['x b', 'x c', 'x .', 'y a', 'z a', '. a']))).rejects.toThrow('PROTECTION_DIFFERENCING');
  });

  test('refuses a cell that is none of the table, and one that had another value, without telling it', async () => {
    const stranger = tableOf(CELLS.schema, [['q', 'a', false, false, 5n]]);
    await expect(run(stranger)).rejects.toThrow(/1 cells that were published before are not among the cells.*DATA_INVALID/s);
    const changed = await release(['x b'], (row) => [...row.slice(0, 4), 29n]);
    const error = await run(changed).catch((thrown: unknown) => thrown as Error);
    expect(String(error)).toContain('DATA_CHANGED');
    expect(String(error)).not.toMatch(/29|30/);
  });

  test('keeps a missing value and a total apart', async () => {
    const { findings } = await run(tableOf(CELLS.schema, [[null, null, true, true, 475n]]));
    expect(findings).toMatchObject({ publishedBefore: { rows: 1 } });
    await expect(run(tableOf(CELLS.schema, [[null, 'a', false, false, 475n]]))).rejects.toThrow('DATA_INVALID');
  });

  test('says in its schema what protect says', () => {
    expect(protectAfterRelease(OPTIONS).outputSchemas({ rows: CELLS.schema, published: CELLS.schema })['rows']!.fields.map(String)).toEqual(protect(OPTIONS).outputSchema(CELLS.schema).fields.map(String));
    expect(() => protectAfterRelease(OPTIONS).outputSchemas({ published: CELLS.schema })).toThrow('PLAN_MISSING');
  });

  test('is asked for in a plan by the name of the earlier table, which then counts as read', async () => {
    const text = (role: string): object => ({ type: 'utf8', role });
    const marker = { type: 'bool', role: 'attribute' };
    const plan = (more: object = {}): object => ({
      version: 1, title: 'Again',
      inputs: {
        stays: { columns: { area: text('attribute'), sex: text('quasiIdentifier') } },
        before: { columns: { area: text('attribute'), sex: text('quasiIdentifier'), areaTotal: marker, sexTotal: marker, rows: { type: 'int64', role: 'cell' } } },
      },
      tables: {
        cells: {
          from: 'stays',
          steps: [{ op: 'aggregate', dimensions: ['area', 'sex'], margins: ['area', 'sex'], entity: null, statistics: [] }, { op: 'protect', ...OPTIONS, status: false, alreadyPublished: 'before', ...more }],
        },
      },
      outputs: { cells: { table: 'cells', format: 'csv', audience: 'public' } },
    });
    expect(checkPlan(plan())).toEqual([]);
    expect(checkPlan(plan({ alreadyPublished: 'begore' })).map(({ code, path }) => `${code} ${path}`)).toEqual(['PLAN_UNKNOWN_TABLE tables.cells.steps[1].alreadyPublished']);
    const folder = mkdtempSync(join(tmpdir(), 'a423-again-'));
    try {
      const lines = Object.entries(COUNTS).flatMap(([cell, count]) => Array.from({ length: count }, () => cell.replace(' ', ',')));
      writeFileSync(join(folder, 'stays.csv'), `area,sex\n${lines.join('\n')}\n`);
      writeFileSync(join(folder, 'before.csv'), 'area,sex,areaTotal,sexTotal,rows\nx,b,false,false,30\ny,c,false,false,\n');
      const { release } = await runPlan(plan(), { inputs: { stays: join(folder, 'stays.csv'), before: join(folder, 'before.csv') }, out: join(folder, 'out') });
      const withheld = readFileSync(join(release.directory, 'cells.csv'), 'utf8').trim().split('\n').filter((line) => line.endsWith(','));
      expect(withheld).toEqual(['x,a,false,false,', 'x,c,false,false,', 'y,a,false,false,', 'y,c,false,false,']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('is refused where it would be ignored: without secondary, and in code without a table', () => {
    const { secondary: _, ...rules } = OPTIONS;
    expect(() => protectAfterRelease({ ...rules, alreadyPublished: 'before' })).toThrow('alreadyPublished');
    expect(() => protect({ ...OPTIONS, alreadyPublished: 'before' })).toThrow('protectAfterRelease');
  });
});
