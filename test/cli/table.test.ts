// The command table from end to end: what would be withheld, nothing of the outputs, a page, and refusals told as such.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JudgedTables } from '../../src/node.ts';
import { a423, type Outcome } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-table-'));
const at = (...parts: string[]): string => join(folder, ...parts);

const plan = (secondary: string, more = ''): string => `version: 1
title: Stays by town
inputs:
  stays: { columns: { town: { type: utf8, role: attribute }, sex: { type: utf8, role: quasiIdentifier } } }
  unused: { columns: { other: { type: utf8, role: attribute } } }
tables:
  cells:
    from: stays
    steps:
      - { op: aggregate, dimensions: [town, sex], margins: [town, sex], entity: null, statistics: [] }
      - op: protect
        rules: [{ rule: minimumFrequency, minCount: 11, on: rows }${more}]
        zeros: publish
        ${secondary}
  other: { from: unused }
outputs:
  cells: { table: cells, format: csv, audience: internal }
  other: { table: other, format: csv, audience: internal }
`;

beforeAll(() => {
  const counts = { Zanzibar: [5, 40], Quetzal: [30, 50], Ypres: [60, 70] };
  const lines = Object.entries(counts).flatMap(([town, sexes]) => sexes.flatMap((count, place) => Array.from({ length: count }, () => `${town},${'FM'[place]!}`)));
  writeFileSync(at('stays.csv'), `town,sex\n${lines.join('\n')}\n`);
  const secondary = 'secondary: { method: gauss, requiredInterval: exactDisclosure }';
  const frozen = ['F', 'M'].map((sex) => `{ categories: { town: Quetzal, sex: ${sex} }, decision: publish }, { categories: { town: Ypres, sex: ${sex} }, decision: publish }`).join(', ');
  writeFileSync(at('plan.yaml'), plan(secondary));
  writeFileSync(at('rules.yaml'), plan(''));
  writeFileSync(at('frozen.yaml'), plan(secondary, `, { rule: manual, cells: [${frozen}, { categories: { town: Zanzibar }, decision: publish }, { categories: { sex: F }, decision: publish }] }`));
  writeFileSync(at('none.yaml'), 'version: 1\ntitle: None\ninputs: { stays: { columns: { town: { type: utf8, role: attribute }, sex: { type: utf8, role: quasiIdentifier } } } }\ntables: { t: { from: stays } }\noutputs: { t: { table: t, format: csv, audience: internal } }\n');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const table = (name: string, ...words: string[]): Promise<Outcome> => a423('table', at(name), '--input', `stays=${at('stays.csv')}`, ...words);

describe('table', () => {
  test('tells what would be withheld, and why, without a value and without an output', async () => {
    const before = readdirSync(folder);
    const { status, out } = await table('plan.yaml');
    expect(status).toBe(0);
    const lines = out.split('\n').map((line) => line.trim().split(/ {2,}/));
    expect(lines).toContainEqual(['tables.cells.steps[1]: 12 cells']);
    expect(lines).toContainEqual(['published', '8']);
    expect(lines).toContainEqual(['minimumFrequency 11 on rows', '1']);
    expect(lines).toContainEqual(['withheld as cover', '3']);
    expect(lines).toContainEqual(['method: gauss']);
    expect(out).not.toMatch(/Zanzibar|Quetzal|Ypres/);
    expect(readdirSync(folder)).toEqual(before);
  });

  test('says that nobody attacked where rules alone decide', async () => {
    expect((await table('rules.yaml')).out).toContain('attack: none');
  });

  test('tells a refusal as such, and how much rules alone withhold', async () => {
    const { status, out } = await table('frozen.yaml');
    expect(status).toBe(0);
    expect(out).toContain('Nothing would be published: ');
    expect(out).toMatch(/withheld by rules +1\n/);
  });

  test('--collapse tries less detail; --json gives the same as data', async () => {
    expect((await table('plan.yaml', '--collapse')).out).toMatch(/without town .*100%/);
    const { title, tables } = JSON.parse((await table('plan.yaml', '--collapse', '--json')).out) as JudgedTables;
    expect(title).toBe('Stays by town');
    expect(tables[0]).toMatchObject({ table: 'cells', total: { cells: 12, primary: 1, secondary: 3 }, refusal: null, map: null });
    expect(tables[0]!.collapses.map(({ column }) => column)).toEqual(['', 'sex', 'town']);
  });

  test('--html writes a page that numbers categories, and names them only where it is asked to', async () => {
    expect((await table('plan.yaml', '--html', at('page.html'), '--lang', 'fr')).status).toBe(0);
    const html = readFileSync(at('page.html'), 'utf8');
    expect(html).toContain('Ce qui serait masqué');
    expect(html).toContain('<title>town par sex</title>');
    expect(html).not.toMatch(/Zanzibar|Quetzal|Ypres/);
    await table('plan.yaml', '--html', at('named.html'), '--show-values');
    expect(readFileSync(at('named.html'), 'utf8')).toContain('<title>Zanzibar, F: withheld by a rule</title>');
  });

  test('refuses a plan that protects nothing, and an input that is missing', async () => {
    expect(await table('none.yaml')).toMatchObject({ status: 3 });
    const { status, err } = await a423('table', at('plan.yaml'));
    expect([status, err.includes('PLAN_UNBOUND_INPUT')]).toEqual([3, true]);
    expect(existsSync(at('page'))).toBe(false);
  });
});
