// What a run writes: every format and profile as other programs read them, what stands beside each file, and nothing of a run that was stopped.
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runPlan, type Progress, type RunResult } from '../../src/node.ts';
import type { OutputFormat, PlanOutput } from '../../src/plan/index.ts';
import { evidenceSchema, reportSchema, runSchema } from '../../src/report/index.ts';
import { openDuckdb, query } from '../differential/duckdb.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-run-outputs-'));
const at = (...parts: string[]): string => join(folder, ...parts);
let runs = 0;

beforeAll(() => {
  writeFileSync(at('rows.csv'), 'id,place,day,cost,share,kept,at\n1,Évry,2024-01-31,1.50,0.1,true,2024-01-31T10:00:00Z\n2,"=1+1; ""x""",,-1234.05,1e-7,false,\n3,,1999-12-31,,,,1970-01-01T00:00:00Z\n');
  writeFileSync(at('many.csv'), `id,place\n${Array.from({ length: 150_000 }, (_, row) => `${row},place ${row % 97}\n`).join('')}`);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const columns = {
  id: { type: 'int32', role: 'technical' }, place: { type: 'utf8', role: 'attribute' }, day: { type: 'date', role: 'attribute' }, cost: { type: 'decimal(12,2)', role: 'measure' },
  share: { type: 'float64', role: 'measure' }, kept: { type: 'bool', role: 'attribute' }, at: { type: 'timestamp', role: 'attribute' },
};

async function run(outputs: Readonly<Record<string, PlanOutput>>): Promise<RunResult> {
  return runPlan({ version: 1, title: 'outputs', inputs: { rows: { columns } }, tables: { all: { from: 'rows' } }, outputs }, { inputs: { rows: at('rows.csv') }, out: at(`out-${runs++}`) });
}
const internal = (format: OutputFormat): PlanOutput => ({ table: 'all', format, audience: 'internal' });

async function sql(text: string): Promise<(string | number | boolean | null)[][]> {
  const connection = await openDuckdb();
  try {
    return await query(connection, text);
  } finally {
    connection.closeSync();
  }
}

describe('formats', () => {
  test('of text are those of their profiles, byte by byte', async () => {
    const { release } = await run({ plain: internal('csv'), open: internal({ type: 'csv', profile: 'open-data' }), french: internal({ type: 'csv', profile: 'fr-excel' }) });
    const text = (name: string): string => readFileSync(join(release.directory, name), 'utf8');
    // Written by hand from the description of the profiles: a formula gets an apostrophe, a quote is doubled.
    expect(text('plain.csv')).toBe('id,place,day,cost,share,kept,at\n1,Évry,2024-01-31,1.50,0.1,true,2024-01-31T10:00:00\n2,"\'=1+1; ""x""",,-1234.05,1e-7,false,\n3,,1999-12-31,,,,1970-01-01T00:00:00\n');
    expect(text('open.csv')).toBe(text('plain.csv'));
    expect(text('french.csv')).toBe('\ufeffid;place;day;cost;share;kept;at\r\n1;Évry;2024-01-31;1,50;0,1;true;2024-01-31 10:00:00\r\n2;"\'=1+1; ""x""";;-1234,05;1e-7;false;\r\n3;;1999-12-31;;;;1970-01-01 00:00:00\r\n');
  });

  test('of Parquet are read by DuckDB, compressed as asked', async () => {
    const outputs = Object.fromEntries((['zstd', 'snappy', 'gzip', 'none'] as const).map((compression) => [compression, internal({ type: 'parquet', compression })]));
    const { release } = await run({ ...outputs, short: internal('parquet') });
    const expected = [[1, 'Évry', '2024-01-31', '1.50', 0.1, true, '2024-01-31 10:00:00'], [2, '=1+1; "x"', null, '-1234.05', 1e-7, false, null], [3, null, '1999-12-31', null, null, null, '1970-01-01 00:00:00']];
    for (const [name, codec] of [['zstd', 'ZSTD'], ['snappy', 'SNAPPY'], ['gzip', 'GZIP'], ['none', 'UNCOMPRESSED'], ['short', 'ZSTD']] as const) {
      const path = join(release.directory, `${name}.parquet`);
      expect(await sql(`SELECT id, place, day::VARCHAR, cost::VARCHAR, share, kept, strftime("at" AT TIME ZONE 'UTC', '%Y-%m-%d %H:%M:%S') FROM (SELECT * REPLACE ("at"::TIMESTAMPTZ AS "at") FROM '${path}')`)).toEqual(expected);
      expect(await sql(`SELECT DISTINCT compression FROM parquet_metadata('${path}')`)).toEqual([[codec]]);
    }
  });

  test('of Arrow are read by Arrow, as file and as stream, and named so', async () => {
    const { release, report } = await run({ short: internal('arrow'), file: internal({ type: 'arrow', form: 'file' }), stream: internal({ type: 'arrow', form: 'stream' }) });
    expect(Object.entries(report.outputs).map(([name, { file }]) => `${name} ${file}`).sort()).toEqual(['file file.arrow', 'short short.arrow', 'stream stream.arrows']);
    for (const name of ['short.arrow', 'file.arrow', 'stream.arrows']) {
      const bytes = readFileSync(join(release.directory, name));
      expect(bytes.subarray(0, 6).toString() === 'ARROW1').toBe(name !== 'stream.arrows');
      const table = tableFromIPC(bytes);
      expect([table.numRows, [...table.getChild('place')!], [...table.getChild('id')!]]).toEqual([3, ['Évry', '=1+1; "x"', null], [1, 2, 3]]);
    }
  });
});

describe('a release', () => {
  test('holds what its report and manifest list, by hash and size, and nothing else', async () => {
    const { release, report } = await run({ one: internal('csv'), two: internal('parquet') });
    const manifest = JSON.parse(readFileSync(join(release.directory, 'release.json'), 'utf8')) as { files: { name: string; sha256: string; bytes: number }[] };
    expect(readdirSync(release.directory).sort()).toEqual([...manifest.files.map(({ name }) => name), 'release.json'].sort());
    for (const { name, sha256, bytes } of [...manifest.files, ...Object.values(report.outputs).map((output) => ({ ...output, name: output.file }))]) {
      const content = readFileSync(join(release.directory, name));
      expect([name, createHash('sha256').update(content).digest('hex'), statSync(join(release.directory, name)).size]).toEqual([name, sha256, bytes]);
    }
    for (const [name, schema] of [['report.json', reportSchema], ['evidence.json', evidenceSchema], ['run.json', runSchema]] as const) {
      expect([name, schema.safeParse(JSON.parse(readFileSync(join(release.directory, name), 'utf8'))).success]).toEqual([name, true]);
    }
  });

  test('says beside every file that is not public what its columns are', async () => {
    const cells = { op: 'aggregate', dimensions: ['place'], entity: null, statistics: [{ kind: 'rows', into: 'n' }] };
    writeFileSync(at('counted.csv'), `place\n${'Nord\n'.repeat(20)}`);
    const { release } = await runPlan({
      version: 1, title: 't', inputs: { rows: { columns: { place: { type: 'utf8', role: 'attribute' } } } },
      tables: { raw: { from: 'rows', steps: [cells] }, safe: { from: 'raw', steps: [{ op: 'protect', rules: [{ rule: 'minimumFrequency', minCount: 11, on: 'rows' }] }] } },
      outputs: { mine: { table: 'raw', format: 'csv', audience: 'internal' }, open: { table: 'safe', format: 'csv', audience: 'public' } },
    }, { inputs: { rows: at('counted.csv') }, out: at(`out-${runs++}`) });
    expect(readdirSync(release.directory).filter((name) => name.endsWith('.meta.json'))).toEqual(['mine.csv.meta.json']);
    expect(JSON.parse(readFileSync(join(release.directory, 'mine.csv.meta.json'), 'utf8'))).toEqual({ format: 'a423-columns/1', columns: [{ name: 'place', type: 'utf8', role: 'attribute' }, { name: 'n', type: 'int64', role: 'cell' }] });
    const evidence = JSON.parse(readFileSync(join(release.directory, 'evidence.json'), 'utf8')) as { outputs: object };
    expect(Object.keys(evidence.outputs)).toEqual(['open']);
  });

  test('has the same name and bytes when it is made again, run.json apart', async () => {
    const [first, second] = [await run({ one: internal('parquet') }), await run({ one: internal('parquet') })];
    expect(second.release.id).toBe(first.release.id);
    for (const name of readdirSync(first.release.directory).filter((file) => !['run.json', 'release.json'].includes(file))) {
      expect([name, readFileSync(join(second.release.directory, name)).equals(readFileSync(join(first.release.directory, name)))]).toEqual([name, true]);
    }
  });
});

describe('a run that is stopped', () => {
  const plan = { version: 1, title: 't', inputs: { rows: { columns: { id: { type: 'int32', role: 'technical' }, place: { type: 'utf8', role: 'attribute' } } } }, tables: { all: { from: 'rows', steps: [{ op: 'sort', by: [{ column: 'place' }, { column: 'id' }] }] } }, outputs: { all: internal('csv'), more: internal('arrow') } };
  const stopped = async (out: string, when: (progress: Progress, seen: number) => boolean): Promise<unknown> => {
    const stop = new AbortController();
    const reason = new DOMException('enough', 'AbortError');
    let seen = 0;
    const error = await runPlan(plan, { inputs: { rows: at('many.csv') }, out, signal: stop.signal, onProgress: (progress) => { if (when(progress, seen++)) stop.abort(reason); } }).then(() => null, (thrown: unknown) => thrown);
    return error instanceof Error ? error.name : error;
  };

  test.each<[string, (progress: Progress, seen: number) => boolean]>([
    ['while its files are hashed', ({ phase }) => phase === 'hash'],
    ['at the first rows', ({ phase }) => phase === 'write'],
    ['in the middle of the rows', ({ phase, rows }) => phase === 'write' && rows > 65_536],
    ['while it is audited', ({ phase }) => phase === 'audit'],
    ['at the door of the commit', ({ phase }) => phase === 'commit'],
  ])('%s leaves nothing', async (_title, when) => {
    const out = at(`stopped-${runs++}`);
    expect(await stopped(out, when)).toBe('AbortError');
    expect(existsSync(out) ? readdirSync(out) : []).toEqual([]);
  });

  test('leaves the release before it current, and the next run makes its own', async () => {
    const out = at('kept');
    await runPlan({ ...plan, title: 'before' }, { inputs: { rows: at('many.csv') }, out });
    const before = [readFileSync(join(out, 'current.json'), 'utf8'), readdirSync(out).sort()];
    expect(await stopped(out, ({ phase }) => phase === 'commit')).toBe('AbortError');
    expect([readFileSync(join(out, 'current.json'), 'utf8'), readdirSync(out).sort()]).toEqual(before);
    await runPlan(plan, { inputs: { rows: at('many.csv') }, out });
    expect(readdirSync(out)).toHaveLength(3);
  });

  test('before it begins reads nothing', async () => {
    const out = at('never');
    await expect(runPlan(plan, { inputs: { rows: at('many.csv') }, out, signal: AbortSignal.abort() })).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    expect(existsSync(out)).toBe(false);
  });
});
