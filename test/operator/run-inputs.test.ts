// Whole runs on every kind of input: what is read is the same table whatever file it stands in, and what is wrong is refused.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DataError, PlanError } from '../../src/core/errors.ts';
import { fromBatches, collect } from '../../src/core/dataset.ts';
import type { ColumnDeclaration } from '../../src/core/field.ts';
import { newSecretKey, runPlan, writeFile, type Progress, type RunOptions, type RunResult } from '../../src/node.ts';
import type { PlanInput, PlanOutput, PlanTable } from '../../src/plan/index.ts';
import { bundle, type Ending, type Script } from '../child.ts';
import { schemaOf, tableOf, type Row } from '../small-tables.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-run-inputs-'));
const at = (...parts: string[]): string => join(folder, ...parts);
let runs = 0;

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const COLUMNS: Readonly<Record<string, ColumnDeclaration>> = {
  id: { type: 'int32', role: 'technical', nullable: false },
  place: { type: 'utf8', role: 'attribute' },
  day: { type: 'date', role: 'attribute' },
  cost: { type: 'decimal(12,2)', role: 'measure' },
};
const SCHEMA = schemaOf(COLUMNS);
const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
/** The rows of this page; amounts in cents. */
const ROWS: readonly Row[] = [
  [1, 'Nord', day('2024-01-31'), 150n], [2, 'Évry', null, 225n], [3, null, day('1999-12-31'), -1n], [4, 'a, "b"', day('2024-02-29'), null], [5, '', day('1970-01-01'), 99_999_999n],
];
/** The same rows as the open-data profile is documented to write them. */
const CSV = 'id,place,day,cost\n1,Nord,2024-01-31,1.50\n2,Évry,,2.25\n3,,1999-12-31,-0.01\n4,"a, ""b""",2024-02-29,\n5,"",1970-01-01,999999.99\n';

interface Ran {
  readonly result: RunResult;
  /** A file of the release, as text. */
  text(name: string): string;
  bytes(name: string): Buffer;
}

interface Shape {
  readonly inputs?: Readonly<Record<string, Partial<PlanInput>>>;
  readonly tables?: Readonly<Record<string, PlanTable>>;
  readonly outputs?: Readonly<Record<string, PlanOutput>>;
}

function planOf({ inputs = { rows: {} }, tables = { all: { from: 'rows' } }, outputs = { all: { table: 'all', format: 'csv', audience: 'internal' } } }: Shape): unknown {
  return { version: 1, title: 'inputs', inputs: Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, { columns: COLUMNS, ...input }])), tables, outputs };
}

async function run(shape: Shape, files: RunOptions['inputs'], more: Partial<RunOptions> = {}): Promise<Ran> {
  const result = await runPlan(planOf(shape), { inputs: files, out: at(`out-${runs++}`), ...more });
  const bytes = (name: string): Buffer => readFileSync(join(result.release.directory, name));
  return { result, bytes, text: (name) => bytes(name).toString('utf8') };
}

/** Runs what must be refused; nothing may remain of it. */
async function refused(shape: Shape, files: RunOptions['inputs'], more: Partial<RunOptions> = {}): Promise<string> {
  const out = at(`out-${runs++}`);
  const error = await runPlan(planOf(shape), { inputs: files, out, ...more }).then(() => null, (thrown: unknown) => thrown);
  expect(existsSync(out) ? readdirSync(out) : []).toEqual([]);
  if (error instanceof PlanError) return error.problems.map(({ code, path }) => `${code} ${path}`).join(' ');
  if (error instanceof DataError) return `${error.code} ${error.detail.column ?? ''}${error.detail.firstRow ?? ''}`.trim();
  throw new Error(error === null ? 'accepted' : String(error));
}

const fixedWidth = {
  type: 'fixedWidth', fields: { id: { start: 1, length: 3 }, place: { start: 4, length: 8 }, day: { start: 12, length: 8 }, cost: { start: 20, length: 10 } }, dateFormat: 'yyyyMMdd', decimalMark: ',',
} as const;

beforeAll(async () => {
  const table = tableOf(SCHEMA, ROWS, [2, 2]);
  writeFileSync(at('rows.csv'), CSV);
  writeFileSync(at('packed.csv.gz'), gzipSync(CSV));
  writeFileSync(at('french.txt'), Buffer.from(`\ufeff${CSV.replace('a, ""b""', 'a. ""b""').replaceAll(',', ';').replaceAll(/(\d)\.(\d\d\n)/g, '$1,$2').replaceAll('\n', '\r\n').replace('a. ""b""', 'a, ""b""')}`));
  writeFileSync(at('latin.csv'), Buffer.from(CSV, 'latin1'));
  writeFileSync(at('bare.csv'), CSV.slice(CSV.indexOf('\n') + 1));
  for (const extension of ['parquet', 'arrow', 'arrows']) await writeFile(at(`rows.${extension}`), table);
  mkdirSync(at('months'));
  const [header, ...lines] = CSV.trimEnd().split('\n');
  for (const [month, part] of [['2024-01', lines.slice(0, 1)], ['2024-02', lines.slice(1, 3)], ['2024-10', lines.slice(3)]] as const) writeFileSync(at('months', `${month}.csv`), `${[header, ...part].join('\n')}\n`);
  const batches = await collect(table);
  for (const [index, batch] of batches.entries()) await writeFile(at('months', `part-${index}.parquet`), fromBatches(SCHEMA, [batch]));
  writeFileSync(at('lines.dat'), [['001', 'Nord', '20240131', '1,50'], ['002', 'Évry', '', '2,25'], ['003', '', '19991231', '-0,01'], ['004', 'a, "b"', '20240229', ''], ['005', '', '19700101', '999999,99']].map(([id, place, date, cost]) => `${id}${place!.padEnd(8)}${date!.padEnd(8)}${cost!.padStart(10)}\n`).join(''));
});

describe('the same rows', () => {
  test.each<[string, string | readonly string[], Partial<PlanInput>]>([
    ['a CSV file', 'rows.csv', {}],
    ['a packed CSV file', 'packed.csv.gz', {}],
    ['a CSV file as in France', 'french.txt', { format: { type: 'csv', decimalMark: ',' } }],
    ['a CSV file of another encoding', 'latin.csv', { format: { type: 'csv', encoding: 'latin1' } }],
    ['a CSV file without a header', 'bare.csv', { format: { type: 'csv', header: 'absent', delimiter: ',' } }],
    ['a Parquet file', 'rows.parquet', {}],
    ['an Arrow file', 'rows.arrow', {}],
    ['an Arrow stream', 'rows.arrows', {}],
    ['monthly parts by a pattern', 'months/2024-*.csv', {}],
    ['parts given one by one', ['months/2024-01.csv', 'months/2024-02.csv', 'months/2024-10.csv'], {}],
    ['parts of Parquet', 'months/part-?.parquet', {}],
    ['parts, one of them given twice', ['months/2024-01.csv', 'months/*.csv'], {}],
  ])('come from %s', async (_title, paths, input) => {
    const list = typeof paths === 'string' ? [paths] : paths;
    const { text, result } = await run({ inputs: { rows: input } }, { rows: list.map((path) => at(path)) });
    expect(text('all.csv')).toBe(CSV);
    expect(result.report.inputs['rows']).toMatchObject({ rows: 5, rejected: {} });
  });

  test('come from lines of fixed width, where a blank is no empty text', async () => {
    const { text } = await run({ inputs: { rows: { format: fixedWidth } } }, { rows: at('lines.dat') });
    expect(text('all.csv')).toBe(CSV.replace('""\n', '\n').replace('5,"",', '5,,'));
  });

  test('give the same plan digest, and the digest knows nothing of files', async () => {
    const digests = new Set<string>();
    for (const path of ['rows.csv', 'rows.parquet', 'packed.csv.gz']) digests.add((await run({}, { rows: at(path) })).result.report.planDigest);
    expect(digests.size).toBe(1);
  });

  test('are recorded by the hash and size of every file as it lies on the disk, without its name', async () => {
    const { result, text } = await run({}, { rows: [at('packed.csv.gz')] });
    expect(result.report.inputs['rows']!.files).toEqual([{ sha256: createHash('sha256').update(readFileSync(at('packed.csv.gz'))).digest('hex'), bytes: statSync(at('packed.csv.gz')).size }]);
    const parts = await run({}, { rows: at('months/2024-*.csv') });
    expect(parts.result.report.inputs['rows']!.files.map(({ sha256 }) => sha256)).toEqual(['01', '02', '10'].map((month) => createHash('sha256').update(readFileSync(at('months', `2024-${month}.csv`))).digest('hex')));
    for (const name of ['report.json', 'report.md', 'evidence.json']) expect(text(name)).not.toContain('packed');
  });
});

describe('an input that is not as declared', () => {
  const narrow = { id: COLUMNS['id']!, cost: COLUMNS['cost']! };

  test.each(['rows.csv', 'rows.parquet', 'rows.arrow', 'rows.arrows'])('%s: a column too many is refused, or dropped when so declared', async (path) => {
    expect(await refused({ inputs: { rows: { columns: narrow } } }, { rows: at(path) })).toContain('DATA_COLUMN_UNDECLARED');
    const { text } = await run({ inputs: { rows: { columns: narrow, onUndeclared: 'drop' } } }, { rows: at(path) });
    expect(text('all.csv')).toBe('id,cost\n1,1.50\n2,2.25\n3,-0.01\n4,\n5,999999.99\n');
  });

  test.each(['rows.csv', 'rows.parquet', 'rows.arrow', 'rows.arrows'])('%s: a column too few and a missing value where none may be are refused', async (path) => {
    expect(await refused({ inputs: { rows: { columns: { ...COLUMNS, extra: { type: 'utf8', role: 'attribute' } } } } }, { rows: at(path) })).toContain('DATA_COLUMN_MISSING');
    expect(await refused({ inputs: { rows: { columns: { ...COLUMNS, cost: { ...COLUMNS['cost']!, nullable: false } } } } }, { rows: at(path) })).toContain('DATA_NULL');
  });

  test('files of other columns, or of two formats, make no one input', async () => {
    writeFileSync(at('months', 'other.csv'), 'id,place,day\n1,a,\n');
    expect(await refused({}, { rows: [at('months/2024-01.csv'), at('months/other.csv')] })).toContain('DATA_COLUMN_MISSING');
    rmSync(at('months', 'other.csv'));
    expect(await refused({}, { rows: [at('rows.csv'), at('rows.parquet')] })).toBe('DATA_FORMAT');
    expect(await refused({}, { rows: [at('lines.dat')] })).toBe('DATA_FORMAT');
  });

  test('a file that is not there, a folder, an empty file, and a pattern of nothing are refused by code', async () => {
    writeFileSync(at('empty.csv'), '');
    writeFileSync(at('torn.csv.gz'), gzipSync(CSV.repeat(50)).subarray(0, 60));
    for (const [path, code] of [['absent.csv', 'DATA_FILE_MISSING'], ['absent-*.csv', 'DATA_FILE_MISSING'], ['months', 'DATA_FILE_MISSING'], ['empty.csv', 'DATA_FILE_EMPTY'], ['torn.csv.gz', 'DATA_TRUNCATED']] as const) {
      expect([path, await refused({}, { rows: at(path) })]).toEqual([path, code]);
    }
  });

  test('what is not given, or given and unknown, is told at once', async () => {
    const two: Shape = { inputs: { rows: {}, more: {} }, tables: { all: { from: ['rows', 'more'] } } };
    expect(await refused(two, { row: at('rows.csv') })).toBe('PLAN_UNKNOWN_INPUT inputs.row PLAN_UNBOUND_INPUT inputs.rows PLAN_UNBOUND_INPUT inputs.more');
    expect(await refused(two, { rows: [], more: at('rows.csv') })).toBe('PLAN_UNBOUND_INPUT inputs.rows');
    expect(await refused({ inputs: { constructor: {} }, tables: { all: { from: 'constructor' } } }, {})).toBe('PLAN_UNBOUND_INPUT inputs.constructor');
  });

  test('malformed rows go to the port of rejects, with row, column and code, and the others on', async () => {
    const lines = CSV.split('\n');
    writeFileSync(at('faulty.csv'), [lines[0], lines[1], 'x,Nord,2024-01-01,1.00', lines[2], '7,Nord,2024-02-30,1.00', '8,Nord', lines[3], '9,No"rd,,', lines[4], lines[5], ''].join('\n'));
    const shape: Shape = {
      inputs: { rows: { onInvalid: 'reject' } },
      outputs: { all: { table: 'all', format: 'csv', audience: 'internal' }, malformed: { table: 'rows.rejects', format: 'csv', audience: 'internal' } },
    };
    const { text, result } = await run(shape, { rows: at('faulty.csv') });
    expect(text('all.csv')).toBe(CSV);
    expect(text('malformed.csv').split('\n').slice(1, -1).map((line) => line.split(',').filter((cell) => !/^\d*faulty/.test(cell)).join(' '))).toEqual(['2 id DATA_VALUE_TYPE', '4 day DATA_VALUE_TYPE', '5 day DATA_FIELD_COUNT', '7 place DATA_QUOTE']);
    expect(result.report.inputs['rows']).toMatchObject({ rows: 5, rejected: { DATA_VALUE_TYPE: 2, DATA_FIELD_COUNT: 1, DATA_QUOTE: 1 } });
    expect(JSON.parse(text('run.json'))).toMatchObject({ passes: { rows: 2 } });
    expect(await refused({}, { rows: at('faulty.csv') })).toBe('DATA_VALUE_TYPE id2');
  });

  test('rejects of a file that has none by its kind are refused in words, not by a fault of the program', async () => {
    const shape: Shape = {
      inputs: { rows: { onInvalid: 'reject' } },
      outputs: { all: { table: 'all', format: 'csv', audience: 'internal' }, malformed: { table: 'rows.rejects', format: 'csv', audience: 'internal' } },
    };
    expect(await refused(shape, { rows: at('rows.parquet') })).toMatch(/^(?:PLAN|DATA)_/);
  });
});

describe('a file that changes', () => {
  const growing = async (change: (path: string) => void, progress: Progress['phase']): Promise<string> => {
    const path = at('growing.csv');
    writeFileSync(path, CSV);
    let isDone = false;
    return refused({}, { rows: path }, {
      onProgress: ({ phase }) => {
        if (phase === progress && !isDone) change(path);
        isDone ||= phase === progress;
      },
    });
  };

  test('while it is read is refused: grown, of the same size, gone', async () => {
    expect(await growing((path) => { appendFileSync(path, '6,Nord,,\n'); }, 'write')).toBe('DATA_CHANGED');
    expect(await growing((path) => { writeFileSync(path, CSV.replace('Nord', 'Nard')); utimesSync(path, 1, 1); }, 'write')).toBe('DATA_CHANGED');
    expect(await growing((path) => { rmSync(path); }, 'write')).toBe('DATA_CHANGED');
  });

  test('after it was hashed and before it is read', async () => {
    const path = at('growing.csv');
    writeFileSync(path, CSV);
    writeFileSync(at('second.csv'), CSV);
    const two: Shape = { inputs: { rows: {}, more: {} }, tables: { all: { from: ['rows', 'more'] } } };
    expect(await refused(two, { rows: path, more: at('second.csv') }, { onProgress: ({ phase, name }) => { if (phase === 'hash' && name === 'more') appendFileSync(path, '6,Nord,,\n'); } })).toBe('DATA_CHANGED');
  });

  test('in one part of several is found too, and the release before stays current', async () => {
    const out = at('stays-current');
    for (const part of ['1', '2', '3']) writeFileSync(at(`changing-${part}.csv`), CSV);
    const files = { rows: at('changing-?.csv') };
    await runPlan(planOf({}), { inputs: files, out });
    const before = readFileSync(join(out, 'current.json'), 'utf8');
    const changed = runPlan(planOf({}), { inputs: files, out, onProgress: ({ phase }) => { if (phase === 'write') writeFileSync(at('changing-2.csv'), `${CSV}6,Nord,,\n`); } });
    await expect(changed).rejects.toThrow('DATA_CHANGED');
    expect(readFileSync(join(out, 'current.json'), 'utf8')).toBe(before);
    expect(readdirSync(out)).toHaveLength(2);
  });
});

describe('several inputs', () => {
  test('meet in a look-up, and each is read as often as it says', async () => {
    writeFileSync(at('regions.csv'), 'place;region\nNord;Hauts-de-France\nÉvry;Île-de-France\n');
    const { text, result } = await run({
      inputs: { rows: {}, regions: { columns: { place: { type: 'utf8', role: 'attribute' }, region: { type: 'utf8', role: 'attribute' } } } },
      tables: { all: { from: 'rows', steps: [{ op: 'lookUp', table: 'regions', on: { place: 'place' }, take: { region: 'region' }, unmatched: 'null' }, { op: 'keep', columns: ['id', 'region'] }] } },
    }, { rows: at('rows.csv'), regions: at('regions.csv') });
    expect(text('all.csv')).toBe('id,region\n1,Hauts-de-France\n2,Île-de-France\n3,\n4,\n5,\n');
    expect(Object.keys(result.report.inputs).sort()).toEqual(['regions', 'rows']);
    expect(JSON.parse(text('run.json'))).toMatchObject({ passes: { rows: 1, regions: 1 } });
  });

  test('are put end to end in the order of the plan, from files of different kinds', async () => {
    const { text, result } = await run({ inputs: { b: {}, a: {} }, tables: { all: { from: ['b', 'a', 'b'] } } }, { a: at('rows.parquet'), b: at('months/2024-01.csv') });
    const [header, ...lines] = CSV.trimEnd().split('\n');
    expect(text('all.csv')).toBe(`${[header, lines[0], ...lines, lines[0]].join('\n')}\n`);
    expect([result.report.inputs['a']!.rows, result.report.inputs['b']!.rows]).toEqual([5, 1]);
    expect(JSON.parse(text('run.json'))).toMatchObject({ passes: { a: 1, b: 2 } });
  });

  test('feed branches that go different ways', async () => {
    const count = { op: 'aggregate', dimensions: ['id'], entity: null, statistics: [{ kind: 'rows', into: 'n' }] };
    const { text } = await run({
      tables: {
        early: { from: 'rows', steps: [{ op: 'filter', where: { column: 'id', range: { max: 2 } } }] },
        late: { from: 'rows', steps: [{ op: 'filter', where: { not: { column: 'id', range: { max: 2 } } } }] },
        both: { from: ['late', 'early'] }, counted: { from: 'early', steps: [count] },
      },
      outputs: Object.fromEntries(['early', 'late', 'both', 'counted'].map((table) => [table, { table, format: 'csv', audience: 'internal' } as const])),
    }, { rows: at('rows.csv') });
    const [header, ...lines] = CSV.trimEnd().split('\n');
    const file = (...chosen: (string | undefined)[]): string => `${[header, ...chosen].join('\n')}\n`;
    expect([text('early.csv'), text('late.csv'), text('both.csv'), text('counted.csv')]).toEqual([file(...lines.slice(0, 2)), file(...lines.slice(2)), file(...lines.slice(2), ...lines.slice(0, 2)), 'id,n\n1,1\n2,1\n']);
  });
});

describe('a column that was pseudonymised before', () => {
  const people: Partial<PlanInput> = { columns: { nir: { type: 'utf8', role: 'directIdentifier', identifier: 'nir' }, age: { type: 'int32', role: 'quasiIdentifier' } } };
  const coding = (column: string): PlanTable => ({ from: 'people', steps: [{ op: 'pseudonymise', column, into: 'code', profile: column === 'nir' ? 'nir/v1' : 'plain/v1', project: 'p', domain: 'patient', policy: 'deterministic', onInvalid: 'null', secretKey: { secret: 'main' } }] });

  test.each([['csv', 'utf8'], ['parquet', 'binary(16)'], ['arrow', 'binary(16)']] as const)('is recognised by what stands beside the %s file, unless it is declared so', async (format, type) => {
    writeFileSync(at('people.csv'), 'nir,age\n284058832102532,40\n284052A32102552,41\n');
    const first = await run({ inputs: { people }, tables: { all: coding('nir') }, outputs: { all: { table: 'all', format, audience: 'research' } } }, { people: at('people.csv') }, { secrets: { main: newSecretKey() } });
    const path = join(first.result.release.directory, `all.${format}`);
    const again = (role: ColumnDeclaration['role']): Shape => ({ inputs: { rows: { columns: { age: people.columns!['age']!, code: { type, role } }, ...(format === 'csv' ? {} : { onUndeclared: 'error' }) } } });
    for (const role of ['directIdentifier', 'attribute', 'entity', 'quasiIdentifier'] as const) expect(await refused(again(role), { rows: path })).toBe('PLAN_ALREADY_PSEUDONYMISED inputs.rows.columns.code.role');
    expect((await run(again('pseudonym'), { rows: path })).result.report.inputs['rows']!.rows).toBe(2);
    // Among several files one is enough.
    writeFileSync(at(`plain.${format}`), '');
    expect(await refused(again('attribute'), { rows: [path, at(`plain.${format}`)] })).toContain('PLAN_ALREADY_PSEUDONYMISED');
  });

  test('is not believed of a damaged file beside it', async () => {
    writeFileSync(at('beside.csv'), CSV);
    for (const text of ['', '{', '{}', '{"format":"a423-columns/2","columns":[]}', '{"format":"a423-columns/1","columns":[{"name":"id"}]}', '{"format":"a423-columns/1","columns":[{"name":"id","type":"int32","role":"king"}]}']) {
      writeFileSync(at('beside.csv.meta.json'), text);
      expect([text, await refused({}, { rows: at('beside.csv') })]).toEqual([text, 'DATA_FORMAT']);
    }
    writeFileSync(at('beside.csv.meta.json'), '{"format":"a423-columns/1","columns":[{"name":"id","type":"int32","role":"pseudonym"},{"name":"gone","type":"utf8","role":"pseudonym"}]}');
    expect(await refused({}, { rows: at('beside.csv') })).toBe('PLAN_ALREADY_PSEUDONYMISED inputs.rows.columns.id.role');
  });
});

describe('standard input', () => {
  let script: Script;
  beforeAll(async () => {
    script = await bundle('operator/run-child.ts');
  });
  afterAll(() => script.remove());

  function runChild(shape: Shape, inputs: RunOptions['inputs'], fed: Uint8Array | string, chunk = 7): Promise<Ending & { out: string }> {
    const child = spawn(process.execPath, [script.path, JSON.stringify({ plan: planOf(shape), inputs, out: at(`child-${runs++}`) })], { stdio: ['pipe', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.stdin.on('error', () => undefined);
    const bytes = Buffer.from(fed as string);
    for (let from = 0; from < bytes.length; from += chunk) child.stdin.write(bytes.subarray(from, from + chunk));
    child.stdin.end();
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => { resolve({ code, signal, out, err }); });
    });
  }
  interface Said { readonly error?: string; readonly all?: string; readonly files?: { sha256: string; bytes: number }[] }
  const said = async (...given: Parameters<typeof runChild>): Promise<Said> => {
    const { out, err } = await runChild(...given);
    expect(err).toBe('');
    return JSON.parse(out) as Said;
  };

  test('is read as a file of the same bytes would be, packed or not, with its hash', async () => {
    for (const fed of [Buffer.from(CSV), gzipSync(CSV)]) {
      const { all, files } = await said({}, { rows: '-' }, fed);
      expect(all).toBe(CSV);
      expect(files).toEqual([{ sha256: createHash('sha256').update(fed).digest('hex'), bytes: fed.length }]);
    }
  });

  test('may be of fixed width', async () => {
    expect((await said({ inputs: { rows: { format: fixedWidth } } }, { rows: ['-'] }, readFileSync(at('lines.dat')))).all).toBe(CSV.replace('5,"",', '5,,'));
  });

  test('serves one pass, one input, and no format that is read from its end', async () => {
    const twice: Shape = { outputs: { all: { table: 'all', format: 'csv', audience: 'internal' }, again: { table: 'all', format: 'parquet', audience: 'internal' } } };
    expect(await refused(twice, { rows: '-' })).toBe('DATA_READ_TWICE');
    const two: Shape = { inputs: { rows: {}, more: {} }, tables: { all: { from: ['rows', 'more'] } } };
    expect(await refused(two, { rows: '-', more: '-' })).toBe('DATA_READ_TWICE');
    expect(await refused({}, { rows: ['-', at('rows.csv')] })).toBe('DATA_READ_TWICE');
    for (const type of ['parquet', 'arrow'] as const) expect(await refused({ inputs: { rows: { format: { type } } } }, { rows: '-' })).toBe('DATA_FORMAT');
  });

  test('that is empty or torn is refused', async () => {
    expect((await said({}, { rows: '-' }, '')).error).toBe('DATA_FILE_EMPTY');
    expect((await said({}, { rows: '-' }, gzipSync(CSV.repeat(40)).subarray(0, 50))).error).toBe('DATA_TRUNCATED');
    expect((await said({}, { rows: '-' }, CSV.slice(0, CSV.indexOf('b"')))).error).toBe('DATA_QUOTE');
  });
});
