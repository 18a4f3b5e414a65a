// Each command from end to end, as a person calls it: what it prints, what it writes, how it ends.
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { progressLine } from '../../src/cli/progress.ts';
import { openDuckdb, query } from '../differential/duckdb.ts';
import { a423, type Outcome } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-commands-'));
const at = (...parts: string[]): string => join(folder, ...parts);
const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function sql(text: string): Promise<(string | number | boolean | null)[][]> {
  const connection = await openDuckdb();
  try {
    return await query(connection, text);
  } finally {
    connection.closeSync();
  }
}

describe('key new', () => {
  test('writes one line that only its owner may read, and prints nothing of it', async () => {
    const path = at('new.key');
    const mask = process.umask(0);
    const { status, out, err } = await a423('key', 'new', path).finally(() => process.umask(mask));
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const text = readFileSync(path, 'utf8');
    expect(text).toMatch(/^a423-key-v1:[A-Za-z0-9_-]{43}\n$/);
    expect(Buffer.from(text.slice(12).trim(), 'base64url')).toHaveLength(32);
    expect(out).toBe(`Key written to ${path} (mode 600).\n`);
  });

  test('gives the owner his rights back where the mask takes them', async () => {
    const mask = process.umask(0o777);
    const { status } = await a423('key', 'new', at('masked.key')).finally(() => process.umask(mask));
    expect([status, statSync(at('masked.key')).mode & 0o777]).toEqual([0, 0o600]);
  });

  test('makes another key each time', async () => {
    const paths = ['a', 'b', 'c'].map((name) => at(`${name}.key`));
    for (const path of paths) await a423('key', 'new', path);
    expect(new Set(paths.map((path) => readFileSync(path, 'utf8'))).size).toBe(3);
  });

  test('refuses a file that exists, a link to nowhere included, and leaves it alone', async () => {
    writeFileSync(at('taken.key'), 'precious');
    symlinkSync(at('nowhere.key'), at('link.key'));
    for (const name of ['taken.key', 'link.key', 'absent/new.key']) {
      const { status, out, err } = await a423('key', 'new', at(name));
      expect({ status, out }).toEqual({ status: 4, out: '' });
      expect(err).toContain('[DATA_SECRET]');
    }
    expect(readFileSync(at('taken.key'), 'utf8')).toBe('precious');
    expect(lstatSync(at('link.key')).isSymbolicLink()).toBe(true);
    expect(existsSync(at('nowhere.key'))).toBe(false);
  });

  test('refuses other words', async () => {
    for (const words of [['old', at('x.key')], ['new'], [at('x.key')]]) expect(await a423('key', ...words)).toMatchObject({ status: 2, out: '' });
    expect(existsSync(at('x.key'))).toBe(false);
  });
});

describe('synthesise', () => {
  const make = (kind: string, rows: string, seed: string, path: string): Promise<Outcome> => a423('synthesise', kind, '--rows', rows, '--seed', seed, path);

  test.each(['people', 'stays', 'duplicates'])('%s: the same seed gives the same bytes in every format, another seed others', async (kind) => {
    for (const extension of ['csv', 'parquet', 'arrow', 'arrows']) {
      const paths = ['1', '2', '3'].map((name) => at(`${kind}-${name}.${extension}`));
      for (const [index, path] of paths.entries()) expect(await make(kind, '300', index < 2 ? 'spring' : 'autumn', path)).toEqual({ status: 0, out: `300 synthetic rows in ${path}\n`, err: '' });
      const [first, second, third] = paths.map(sha256);
      expect(second).toBe(first);
      expect(third).not.toBe(first);
    }
  });

  test('the formats hold the same rows, as another program reads them', async () => {
    await make('stays', '500', 'formats', at('f.csv'));
    await make('stays', '500', 'formats', at('f.parquet'));
    const columns = 'stayId, nir, birthDate::VARCHAR, sex, commune, hospital, entryDate::VARCHAR, exitDate::VARCHAR, diagnosis, cost::VARCHAR, dischargeMode';
    const csv = await sql(`SELECT ${columns} FROM read_csv('${at('f.csv')}', header = true, all_varchar = true)`);
    expect(csv).toHaveLength(500);
    expect(await sql(`SELECT ${columns} FROM '${at('f.parquet')}'`)).toEqual(csv);
  });

  test('no rows are a file with a header', async () => {
    expect(await make('people', '0', 's', at('none.csv'))).toMatchObject({ status: 0 });
    expect(readFileSync(at('none.csv'), 'utf8').trimEnd().split('\n')).toHaveLength(1);
  });

  test.each<[string, string[]]>([
    ['rows below zero', ['--rows', '-1']], ['half a row', ['--rows', '1.5']], ['rows in words', ['--rows', 'many']], ['no number', ['--rows', '']], ['a blank', ['--rows', ' ']], ['hexadecimal', ['--rows', '0x10']],
    ['a power', ['--rows', '1e3']], ['no end', ['--rows', 'Infinity']], ['ten digits', ['--rows', '1000000000']], ['no rows given', []],
  ])('refuses %s', async (_title, words) => {
    const { status, out, err } = await a423('synthesise', 'people', ...words, '--seed', 's', at('refused.csv'));
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain('--rows: expected a whole number');
    expect(existsSync(at('refused.csv'))).toBe(false);
  });

  test('refuses no seed, no file, another kind and another format', async () => {
    const rows = ['--rows', '3'];
    for (const [status, ...words] of [
      [2, 'people', ...rows, at('r.csv')], [2, 'people', ...rows, '--seed', '', at('r.csv')], [2, 'people', ...rows, '--seed', 's'], [2, 'cats', ...rows, '--seed', 's', at('r.csv')], [2, ...rows, '--seed', 's'],
      [4, 'people', ...rows, '--seed', 's', at('r.xlsx')], [4, 'people', ...rows, '--seed', 's', at('r')], [4, 'people', ...rows, '--seed', 's', at('absent', 'r.csv')],
    ] as const) expect({ words, ...(await a423('synthesise', ...words)) }).toMatchObject({ words, status, out: '' });
    expect(readdirSync(folder).filter((name) => name.startsWith('r.') || name.includes('.tmp-'))).toEqual([]);
  });

  test('stopped midway leaves neither the file nor a part of it', async () => {
    const stop = new AbortController();
    const printed: string[] = [];
    const terminal = { out: (text: string) => printed.push(text), err: (text: string) => printed.push(text), interactive: false };
    writeFileSync(at('kept.csv'), 'before');
    const ended = main(['synthesise', 'people', '--rows', '900000', '--seed', 's', at('kept.csv')], terminal, stop.signal);
    setTimeout(() => { stop.abort(); }, 60);
    expect(await ended).toBe(130);
    expect(printed).toEqual(['a423: interrupted; nothing was written\n']);
    expect(readFileSync(at('kept.csv'), 'utf8')).toBe('before');
    expect(readdirSync(folder).filter((name) => name.startsWith('kept.csv.'))).toEqual([]);
  });
});

describe('inspect', () => {
  const VALUES = ['Zanzibar', 'Quetzalcoatl', '284058832102532', '1987-06-05', '918273', 'ZZ9'];
  beforeAll(async () => {
    const lines = Array.from({ length: 40 }, (_, row) => `${VALUES[0]!};${VALUES[1]!};${VALUES[2]!};${VALUES[3]!};${VALUES[4]!}.25;${VALUES[5]!}${row}`);
    writeFileSync(at('secret.csv'), `city;name;nir;born;cost;code\n${lines.join('\n')}\n`);
    await sql(`COPY (SELECT 'Zanzibar' AS city, 'Quetzalcoatl' AS name, '284058832102532' AS nir, DATE '1987-06-05' AS born, 918273.25 AS cost, 'ZZ9' AS code FROM range(40)) TO '${at('secret.parquet')}' (FORMAT parquet)`);
  });

  test.each(['secret.csv', 'secret.parquet'])('%s: prints names, types and roles, never a value', async (name) => {
    for (const words of [[], ['--json']]) {
      const { status, out, err } = await a423('inspect', at(name), ...words);
      expect({ status, err }).toEqual({ status: 0, err: '' });
      for (const column of ['city', 'name', 'nir', 'born', 'cost', 'code']) expect(out).toContain(column);
      for (const value of VALUES) expect(out).not.toContain(value);
    }
  });

  test('its proposal makes a plan that is right and runs', async () => {
    const { out } = await a423('inspect', at('secret.csv'));
    writeFileSync(at('proposed.yaml'), `version: 1\ntitle: proposed\n${out}tables:\n  all: { from: secret }\noutputs:\n  all: { table: all, format: parquet, audience: internal }\n`);
    expect(await a423('check', at('proposed.yaml'))).toEqual({ status: 0, out: 'The plan is right.\n', err: '' });
    expect(await a423('run', at('proposed.yaml'), '--input', `secret=${at('secret.csv')}`, '--out', at('proposed'))).toMatchObject({ status: 0 });
  });

  test('as JSON is the same proposal', async () => {
    const { columns, unusable, yaml } = JSON.parse((await a423('inspect', at('secret.csv'), '--json')).out) as { columns: Record<string, { type: string; role: string }>; unusable: string[]; yaml: string };
    expect(Object.entries(columns).map(([column, { type, role }]) => [column, type, role])).toEqual([
      ['city', 'utf8', expect.any(String)], ['name', 'utf8', 'directIdentifier'], ['nir', 'utf8', 'directIdentifier'], ['born', 'date', 'quasiIdentifier'], ['cost', expect.stringMatching(/^decimal|^float64/), 'measure'], ['code', 'utf8', expect.any(String)],
    ]);
    expect(unusable).toEqual([]);
    expect(yaml).toBe((await a423('inspect', at('secret.csv'))).out);
  });

  test('tells of a file that is not there, empty, a folder or a workbook, by code', async () => {
    writeFileSync(at('empty.csv'), '');
    writeFileSync(at('book.csv'), Buffer.from('504b0304140006000800', 'hex'));
    writeFileSync(at('no.parquet'), 'Zanzibar Zanzibar Zanzibar');
    for (const [name, code] of [['absent.csv', 'DATA_FILE_MISSING'], ['empty.csv', 'DATA_FILE_EMPTY'], ['', 'DATA_FILE_UNREADABLE'], ['book.csv', 'DATA_FORMAT'], ['no.parquet', 'DATA_FORMAT']] as const) {
      const { status, out, err } = await a423('inspect', at(name));
      expect({ name, status, out }).toEqual({ name, status: 4, out: '' });
      expect(err).toContain(`[${code}]`);
      expect(err).not.toContain('Zanzibar');
    }
    expect(await a423('inspect')).toMatchObject({ status: 2 });
  });
});

describe('check, explain and run', () => {
  const PLAN = `
version: 1
title: counts of a small file
inputs:
  rows:
    columns: { place: { type: utf8, role: attribute }, cost: { type: "decimal(12,2)", role: measure } }
tables:
  counts:
    from: rows
    steps: [{ op: aggregate, dimensions: [place], entity: null, statistics: [{ kind: rows, into: n }, { kind: sum, of: cost }] }]
outputs:
  counts: { table: counts, format: csv, audience: internal }
`;
  beforeAll(() => {
    writeFileSync(at('plan.yaml'), PLAN);
    writeFileSync(at('wrong.yaml'), PLAN.replace('decimal(12,2)', 'text').replace('dimensions', 'dimension'));
    writeFileSync(at('rows.csv'), 'place,cost\nNord,1.50\nSud,2.25\nNord,0.25\n');
  });
  afterEach(() => {
    Reflect.deleteProperty(process.env, 'A423_TEST_KEY');
  });

  test('check prints every problem, as lines and as JSON, with one status', async () => {
    const { status, out, err } = await a423('check', at('wrong.yaml'));
    expect({ status, out }).toEqual({ status: 3, out: '' });
    expect(err).toMatch(/inputs\.rows\.columns\.cost\.type/);
    expect(err).toMatch(/dimension/);
    const asJson = await a423('check', at('wrong.yaml'), '--json');
    const { problems } = JSON.parse(asJson.out) as { problems: { code: string; path: string; message: string }[] };
    expect(asJson.status).toBe(3);
    expect(problems.map(({ path, message, code }) => `${path}: ${message} [${code}]`).join('\n')).toBe(err.trim().replace('a423: ', ''));
    expect(JSON.parse((await a423('check', at('plan.yaml'), '--json')).out)).toEqual({ problems: [] });
  });

  test('a plan that is none is refused by line and column, unquoted', async () => {
    writeFileSync(at('broken.yaml'), 'version: 1\ntitle: [q83vEjRWeJCrze8S\n');
    for (const command of [['check'], ['explain'], ['run', '--out', at('none')]]) {
      const { status, out, err } = await a423(...command, at('broken.yaml'));
      expect({ status, out }).toEqual({ status: 3, out: '' });
      expect(err).toMatch(/line \d+, column \d+/);
      expect(err).not.toContain('q83v');
    }
  });

  test('a plan file that is missing, a folder, or larger than a plan can be is a fault of the file', async () => {
    writeFileSync(at('large.yaml'), Buffer.alloc((4 << 20) + 1, '#'));
    for (const [path, code] of [[at('absent.yaml'), 'DATA_FILE_MISSING'], [folder, 'DATA_FILE_UNREADABLE'], [at('large.yaml'), 'DATA_FILE_UNREADABLE']] as const) {
      const { status, err } = await a423('check', path);
      expect(status).toBe(4);
      expect(err).toContain(`[${code}]`);
    }
  });

  test('run --json prints the report that stands in the release, and nothing else', async () => {
    const { status, out, err } = await a423('run', at('plan.yaml'), '--input', `rows=${at('rows.csv')}`, '--out', at('json'), '--json');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const { release } = JSON.parse(readFileSync(at('json', 'current.json'), 'utf8')) as { release: string };
    expect(out).toBe(readFileSync(at('json', release, 'report.json'), 'utf8'));
    expect(JSON.parse(out)).toMatchObject({ format: 'a423-report/1', inputs: { rows: { files: [{ sha256: sha256(at('rows.csv')), bytes: statSync(at('rows.csv')).size }], rows: 3 } } });
    expect(readFileSync(at('json', release, 'counts.csv'), 'utf8')).toBe('place,n,costSum,costContributors\nNord,2,1.75,2\nSud,1,2.25,1\n');
  });

  test('run says where the release is, what came in and what went out', async () => {
    const { out } = await a423('run', at('plan.yaml'), '--input', `rows=${at('rows.csv')}`, '--out', at('said'));
    const { release } = JSON.parse(readFileSync(at('said', 'current.json'), 'utf8')) as { release: string };
    expect(out.split('\n')[0]).toBe(`Release ${release} in ${at('said', release)}`);
    expect(out).toContain('  in   rows: 3 rows, none rejected\n');
    expect(out).toContain('  out  counts: counts.csv, 2 rows, for internal use, not audited\n');
  });

  test.each<[string, number, string[], RegExp]>([
    ['no folder', 2, ['--input', 'rows=rows.csv'], /--out: expected a folder/],
    ['an input without a name', 2, ['--input', 'rows.csv', '--out', 'o'], /--input: expected name=value/],
    ['a limit that is none', 2, ['--max-memory', '1.5', '--out', 'o'], /--max-memory: expected a whole number/],
    ['no limit at all', 2, ['--max-memory', '0', '--out', 'o'], /--max-memory: expected a whole number/],
    ['threads that are none', 2, ['--workers', 'two', '--out', 'o'], /--workers: expected a whole number from 0 to 256/],
    ['too many threads', 2, ['--workers', '257', '--out', 'o'], /--workers: expected a whole number from 0 to 256/],
    ['a secret given twice', 2, ['--secret', 'k=env:A423_TEST_KEY', '--secret', 'k=env:A423_TEST_KEY', '--out', 'o'], /--secret: a name was given twice/],
    ['a key for the place of a key', 4, ['--secret', 'k=a423-key-v1:q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA', '--out', 'o'], /expected a secret as file:PATH/],
    ['an input the plan does not have', 3, ['--input', 'row=rows.csv', '--out', 'o'], /inputs\.row: .*did you mean "rows".*[\s\S]*no file was given/],
    ['an input named as what every object has', 3, ['--input', 'constructor=rows.csv', '--out', 'o'], /inputs\.constructor: unknown input/],
    ['an input of no name', 3, ['--input', '__proto__=rows.csv', '--out', 'o'], /inputs\.__proto__: unknown input/],
    ['no input', 3, ['--out', 'o'], /inputs\.rows: no file was given/],
  ])('run refuses %s', async (_title, status, words, message) => {
    process.env['A423_TEST_KEY'] = 'a423-key-v1:q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA';
    const refused = await a423('run', at('plan.yaml'), ...words.map((word) => (word === 'o' ? at('refused') : word.replace('rows.csv', at('rows.csv')))));
    expect({ status: refused.status, out: refused.out }).toEqual({ status, out: '' });
    expect(refused.err).toMatch(message);
    expect(refused.err).not.toContain('q83v');
    expect(existsSync(at('refused'))).toBe(false);
  });

  test('run refuses a key that the plan has no use for', async () => {
    await a423('key', 'new', at('unused.key'));
    const refused = await a423('run', at('plan.yaml'), '--input', `rows=${at('rows.csv')}`, '--secret', `k=file:${at('unused.key')}`, '--out', at('refused'));
    expect(refused.status).toBe(3);
    expect(refused.err).toContain('secrets.k');
    chmodSync(at('unused.key'), 0o644);
    expect(await a423('run', at('plan.yaml'), '--input', `rows=${at('rows.csv')}`, '--secret', `k=file:${at('unused.key')}`, '--out', at('refused'))).toMatchObject({ status: 4 });
    expect(existsSync(at('refused'))).toBe(false);
  });

  test('a fault of the program itself is told without its message, which may quote the data', async () => {
    const terminal = { out: () => { throw new Error('ZZ7QX9ZZ on the way out'); }, err: (text: string) => { said += text; }, interactive: false };
    let said = '';
    expect(await main(['check', at('plan.yaml')], terminal, new AbortController().signal)).toBe(1);
    expect(said).toMatch(/^a423: unexpected Error; nothing was written\./);
    expect(said).toMatch(/\n\s+at /);
    expect(said).not.toContain('ZZ7QX9ZZ');
  });

  test('run shows its progress on one line to a person, and clears it', async () => {
    let said = '';
    const terminal = { out: () => undefined, err: (text: string) => { said += text; }, interactive: true };
    expect(await main(['run', at('plan.yaml'), '--input', `rows=${at('rows.csv')}`, '--out', at('shown')], terminal, new AbortController().signal)).toBe(0);
    expect(said.endsWith('\r\u001b[2K')).toBe(true);
    expect(said).not.toContain('\n');
    expect(said).toMatch(/hashing rows/);
    said = '';
    expect(await main(['run', at('plan.yaml'), '--input', `rows=${at('absent.csv')}`, '--out', at('shown')], terminal, new AbortController().signal)).toBe(4);
    expect(said).toContain('\r\u001b[2Ka423: ');
  });
});

test('the progress line redraws rarely, and says nothing to a machine', async () => {
  const drawn: string[] = [];
  const terminal = { out: () => undefined, err: (text: string) => drawn.push(text), interactive: true };
  const line = progressLine(terminal);
  for (let rows = 0; rows < 5000; rows++) line.show({ phase: 'write', name: 'rows', rows });
  expect(drawn.length).toBeLessThan(20);
  await new Promise((resolve) => { setTimeout(resolve, 150); });
  line.show({ phase: 'audit', name: 'rows', rows: 1_234_567 });
  expect(drawn.at(-1)!.slice(0, 5)).toBe('\r\u001b[2K');
  expect(drawn.at(-1)!.slice(5)).toMatch(/^auditing rows {2}1,234,567 rows, [\d,]+\/s {2}\d+\.\d s$/);
  const silent: string[] = [];
  const quiet = progressLine({ ...terminal, err: (text: string) => silent.push(text), interactive: false });
  quiet.show({ phase: 'commit', name: 'o', rows: 0 });
  quiet.end();
  expect(silent).toEqual([]);
});
