// The commands that link files, from end to end: what they print and write, for whom, and what they refuse.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseModel, type LinkageModel } from '../../src/link/index.ts';
import { a423 } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-link-command-'));
const at = (name: string): string => join(folder, name);
const SECRET = 'Quetzalcoatl';

const name = { column: 'name' };
const born = { column: 'born' };
const model: LinkageModel = {
  version: 1, linkType: 'dedupe', prior: 0.05, unit: 'codePoint',
  blocking: [{ on: [{ of: born }] }, { on: [{ of: name }] }],
  comparisons: [name, born].map((of) => ({
    name: of.column,
    levels: [
      { label: 'missing', when: { kind: 'null', of }, m: null, u: null, isNull: true },
      { label: 'same', when: { kind: 'equal', of }, m: 0.9, u: 0.01 },
      { label: 'other', when: { kind: 'otherwise' }, m: 0.1, u: 0.99 },
    ],
  })),
};

/** Twelve persons of which four stand twice. */
const people = Array.from({ length: 12 }, (_, index) => [`p${String(index).padStart(2, '0')}`, index === 7 ? SECRET : `Name${index}`, String(1940 + index)]);
const copies = people.slice(4, 8).map(([id, ...rest]) => [`c${id!.slice(1)}`, ...rest]);
const lines = (rows: readonly (readonly string[])[]): string => `id,name,born\n${rows.map((row) => row.join(',')).join('\n')}\n`;

beforeAll(() => {
  writeFileSync(at('all.csv'), lines([...people, ...copies]));
  writeFileSync(at('people.csv'), lines(people));
  writeFileSync(at('copies.csv'), lines(copies));
  writeFileSync(at('model.json'), JSON.stringify(model));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('link', () => {
  test('writes pairs and clusters for their owner only, and tells counts and no value', async () => {
    const { status, out, err } = await a423('link', at('model.json'), '--left', at('all.csv'), '--row-key', 'id', '--min-bits', '3', '--out', at('pairs.csv'), '--clusters', at('clusters.csv'));
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(readFileSync(at('pairs.csv'), 'utf8').trim().split('\n').slice(1).map((line) => line.split(',').filter((_, place) => [1, 3, 6].includes(place)).join(' '))).toEqual(['c04 p04 0', 'c05 p05 0', 'c06 p06 0', 'c07 p07 0']);
    expect(readFileSync(at('clusters.csv'), 'utf8')).toContain('left,p07,c07\n');
    for (const file of ['pairs.csv', 'clusters.csv']) expect(statSync(at(file)).mode & 0o777).toBe(0o600);
    expect(out).toContain('in   left: 16 rows\n');
    expect(out).toContain('pairs compared: 4, at or above the cut: 4\n');
    expect(out).toContain('clusters: 12, the largest of 2 records\n    by size: 1: 8, 2: 4\n');
    expect(out).not.toContain(SECRET);
  });
  test('links two files, one to one', async () => {
    writeFileSync(at('link.json'), JSON.stringify({ ...model, linkType: 'link' }));
    const { status, out, err } = await a423('link', at('link.json'), '--left', at('people.csv'), '--right', at('copies.csv'), '--row-key', 'id', '--min-bits', '3', '--clusters', at('two.csv'), '--decide', 'oneToOne', '--json');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect((JSON.parse(out) as { findings: { oneToOne: { links: number } } }).findings.oneToOne.links).toBe(4);
    expect(readFileSync(at('two.csv'), 'utf8')).toContain('right,c07,left:p07\n');
  });
  test.each([
    [['--row-key', 'id'], 2, '--min-bits'],
    [['--min-bits', '3'], 2, '--row-key'],
    [['--row-key', 'id', '--min-bits', 'three'], 2, '--min-bits: expected a number'],
    [['--row-key', 'id', '--min-bits', '3'], 2, '--out'],
    [['--row-key', 'id', '--min-bits', '3', '--out', 'x.csv', '--decide', 'bestLinks'], 2, '--duplicate-free'],
    [['--row-key', 'id', '--min-bits', '3', '--out', 'x.csv', '--decide', 'guess'], 2, '--decide: expected components'],
    [['--row-key', 'ident', '--min-bits', '3', '--out', 'x.csv'], 3, 'unknown column "ident"'],
    [['--row-key', 'born', '--min-bits', '3', '--out', 'x.csv'], 4, 'two rows have the same key'],
    [['--row-key', 'id', '--min-bits', '3', '--out', 'x.csv', '--max-pairs', '2'], 4, 'expected at most 2'],
  ])('refuses %j', async (words, expected, message) => {
    const { status, err } = await a423('link', at('model.json'), '--left', at('all.csv'), ...words);
    expect(err).toContain(message);
    expect(status).toBe(expected);
    expect(err).not.toContain(SECRET);
  });
  test('refuses to write over a file that it reads, or two results to one file', async () => {
    for (const [out, clusters] of [[at('all.csv'), at('c.csv')], [at('same.csv'), at('same.csv')]]) {
      const { status, err } = await a423('link', at('model.json'), '--left', at('all.csv'), '--row-key', 'id', '--min-bits', '3', '--out', out!, '--clusters', clusters!);
      expect(err).toContain('expected another file');
      expect(status).toBe(3);
    }
  });
  test('tells every fault of a model with its place', async () => {
    writeFileSync(at('wrong.json'), JSON.stringify({ ...model, prior: 2, unit: 'letter' }));
    const { status, err } = await a423('link', at('wrong.json'), '--left', at('all.csv'), '--row-key', 'id', '--min-bits', '3', '--out', at('x.csv'));
    expect(status).toBe(3);
    expect(err).toContain('model.prior');
    expect(err).toContain('model.unit');
  });
});

describe('link train', () => {
  test('writes a model with what it estimated, which links', async () => {
    const { status, out, err } = await a423('link', 'train', at('model.json'), '--left', at('all.csv'), '--row-key', 'id', '--out', at('trained.json'));
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const trained = parseModel(readFileSync(at('trained.json'), 'utf8'));
    expect(trained.training).toBeDefined();
    expect(trained.comparisons[0]!.levels[1]!.u).not.toBe(0.01);
    expect(out).toMatch(/^prior 0\.\d+: one pair in \d+ is a match\n {2}name\n/);
    expect(out).not.toContain(SECRET);
    expect((await a423('link', at('trained.json'), '--left', at('all.csv'), '--row-key', 'id', '--min-bits', '0', '--clusters', at('c.csv'))).status).toBe(0);
  });
  test('refuses options that are wrong with their place', async () => {
    writeFileSync(at('training.yaml'), 'm: { by: guess }\n');
    const { status, err } = await a423('link', 'train', at('model.json'), '--left', at('all.csv'), '--row-key', 'id', '--out', at('x.json'), '--training', at('training.yaml'));
    expect(status).toBe(3);
    expect(err).toContain('m.by');
  });
});

describe('link evaluate', () => {
  const evaluated = (...words: string[]): ReturnType<typeof a423> => a423('link', 'evaluate', at('model.json'), '--left', at('all.csv'), '--row-key', 'id', '--min-bits', '3', ...words);
  test('estimates errors without labels, and tells the assumption', async () => {
    const { status, out, err } = await evaluated();
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toContain('4 candidate pairs of 120\n');
    expect(out).toContain('Assumption: ');
    expect(out).toMatch(/Blocking is expected to lose \d+ matches, which count as missed\. Rules find matches independently/);
    expect(out).not.toContain('measured');
  });
  test('measures them by a column or by judged pairs, matches that blocking lost included', async () => {
    writeFileSync(at('known.csv'), `id,name,born,person\n${[...people, ...copies, ['d00', 'Elsewhere', '1900']].map((row) => [...row, row[0]!.slice(1)].join(',')).join('\n')}\n`);
    const byColumn = await a423('link', 'evaluate', at('model.json'), '--left', at('known.csv'), '--row-key', 'id', '--min-bits', '3', '--label-column', 'person', '--json');
    expect(byColumn.err).toBe('');
    const { measured } = JSON.parse(byColumn.out) as { measured: { totals: object; lostToBlocking: number; cuts: readonly object[] } };
    // d00 is p00 under another name and year: no rule gives that pair.
    expect(measured.totals).toEqual({ matches: 5, others: 131 });
    expect(measured.lostToBlocking).toBe(1);
    expect(measured.cuts[0]).toMatchObject({ truePositives: 4, falsePositives: 0, falseNegatives: 1, recall: 0.8, precision: 1 });
    writeFileSync(at('labels.csv'), 'leftRowKey,rightRowKey,isMatch\np04,c04,1\np05,c05,0\np00,p01,1\n');
    const byPairs = await evaluated('--labels', at('labels.csv'), '--table', at('table.csv'));
    expect(byPairs.err).toBe('');
    expect(byPairs.out).toContain('measured by labels: 2 matches, of which blocking lost 1\n');
    expect(byPairs.out).toMatch(/3\.00 +2 +50\.00 % +50\.00 % +50\.00 %/);
    expect(statSync(at('table.csv')).mode & 0o777).toBe(0o600);
    for (const text of [byColumn.out, byPairs.out, readFileSync(at('table.csv'), 'utf8')]) expect(text).not.toContain(SECRET);
  });
  test('takes a file of all matches for the whole truth', async () => {
    writeFileSync(at('matches.csv'), `a,b\n${copies.map(([id]) => `p${id!.slice(1)},${id!}`).join('\n')}\np00,p01\n`);
    const { out, err } = await evaluated('--matches', at('matches.csv'), '--json');
    expect(err).toBe('');
    const { measured } = JSON.parse(out) as { measured: object };
    expect(measured).toMatchObject({ totals: { matches: 5, others: 115 }, lostToBlocking: 1, cuts: [{ truePositives: 4, falsePositives: 0, falseNegatives: 1 }] });
    writeFileSync(at('strangers.csv'), 'a,b\nq1,q2\n');
    expect(await evaluated('--matches', at('strangers.csv'))).toMatchObject({ status: 4 });
  });
  test('refuses labels without a judgement, and both kinds at once', async () => {
    writeFileSync(at('bare.csv'), 'leftRowKey,rightRowKey\np04,c04\n');
    expect(await evaluated('--labels', at('bare.csv'))).toMatchObject({ status: 3, err: expect.stringContaining('isMatch') as string });
    expect(await evaluated('--labels', at('bare.csv'), '--label-column', 'name')).toMatchObject({ status: 2 });
  });
});

describe('link import and export', () => {
  const settings = {
    link_type: 'dedupe_only', probability_two_random_records_match: 0.01, sql_dialect: 'duckdb', unique_id_column_name: 'id',
    blocking_rules_to_generate_predictions: [{ blocking_rule: 'l."name" = r."name"', sql_dialect: 'duckdb' }],
    comparisons: [{
      output_column_name: 'name', comparison_description: 'ExactMatch',
      comparison_levels: [
        { sql_condition: '"name_l" IS NULL OR "name_r" IS NULL', label_for_charts: 'null', is_null_level: true },
        { sql_condition: '"name_l" = "name_r"', label_for_charts: 'exact', m_probability: 0.9, u_probability: 0.1 },
        { sql_condition: 'ELSE', label_for_charts: 'else', m_probability: 0.1, u_probability: 0.9 },
      ],
    }],
  };
  test('lose nothing', async () => {
    writeFileSync(at('settings.json'), JSON.stringify(settings));
    expect((await a423('link', 'import', at('settings.json'), '--out', at('imported.json'))).out).toContain('1 comparisons and 1 blocking rules');
    expect(JSON.parse(readFileSync(at('imported.json'), 'utf8'))).toMatchObject({ unit: 'byte' });
    expect((await a423('link', 'import', at('settings.json'), '--out', at('points.json'), '--unit', 'codePoint')).status).toBe(0);
    expect(JSON.parse(readFileSync(at('points.json'), 'utf8'))).toMatchObject({ unit: 'codePoint' });
    expect((await a423('link', 'import', at('settings.json'), '--out', at('other.json'), '--unit', 'letter')).status).toBe(2);
    expect((await a423('link', 'export', at('imported.json'), '--out', at('exported.json'))).status).toBe(0);
    expect(JSON.parse(readFileSync(at('exported.json'), 'utf8'))).toEqual(settings);
    expect((await a423('link', 'export', at('imported.json'), '--out', at('spark.json'), '--dialect', 'spark')).status).toBe(0);
    const spark = readFileSync(at('spark.json'), 'utf8');
    expect(spark).toContain('"sql_dialect": "spark"');
    expect(spark).toContain('"`name_l` = `name_r`"');
    expect((await a423('link', 'export', at('imported.json'), '--out', at('other.json'), '--dialect', 'mysql')).status).toBe(2);
  });
  test('refuse SQL that is not understood, with its place', async () => {
    const unknown = structuredClone(settings);
    unknown.comparisons[0]!.comparison_levels[1]!.sql_condition = 'my_function("name_l", "name_r") > 3';
    writeFileSync(at('unknown.json'), JSON.stringify(unknown));
    const { status, err } = await a423('link', 'import', at('unknown.json'), '--out', at('x.json'));
    expect(status).toBe(3);
    expect(err).toContain('comparisons[0].comparison_levels[1].sql_condition');
  });
});
