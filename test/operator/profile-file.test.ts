import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataType } from 'apache-arrow';
import { makeField, makeSchema } from '../../src/core/arrow.ts';
import { PlanError, DataError } from '../../src/core/errors.ts';
import { profileFile, type FileProfile, type Progress } from '../../src/plan/node/index.ts';
import { arrowBytes, parquetBytes } from '../../src/write/index.ts';
import { schemaOf, tableOf, type Row } from '../small-tables.ts';

const SCHEMA = schemaOf({ nir: { type: 'utf8', role: 'directIdentifier' }, age: { type: 'int32', role: 'quasiIdentifier' }, entree: { type: 'date', role: 'quasiIdentifier' }, cout: { type: 'decimal(12,2)', role: 'measure' } });
const ROWS: readonly Row[] = Array.from({ length: 30 }, (_, index): Row => [index === 3 ? null : '284052A32102552', 40 + (index % 5), 19_700 + index, BigInt(1050 + 100 * index)]);
const CSV = ['nir;age;entree;cout', ...ROWS.map(([nir, age, entree, cout]) => [nir ?? '', age, new Date(Number(entree) * 86_400_000).toISOString().slice(0, 10), (Number(cout) / 100).toFixed(2)].join(';'))].join('\n');

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a423-profile-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function fileOf(name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}
async function allOf(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const piece of pieces) parts.push(piece);
  return Buffer.concat(parts);
}
const tableOnly = ({ rows, columns }: FileProfile): unknown => ({ rows, columns });

describe('a file is profiled', () => {
  test('to the same columns from text, packed text, Arrow and Parquet', async () => {
    const csv = await profileFile(await fileOf('stays.csv', CSV));
    expect(csv).toMatchObject({ file: 'stays.csv', format: 'csv', rows: 30, rejected: {}, unusable: [], showsValues: false, minCount: 11 });
    expect(csv.columns.map(({ name, type, nulls }) => [name, type, nulls])).toEqual([['nir', 'utf8', 1], ['age', 'int32', 0], ['entree', 'date', 0], ['cout', 'decimal(12,2)', 0]]);
    expect(csv.columns[0]!.identity).toMatchObject({ identifier: 'nir', proposedRole: 'directIdentifier', found: { nir: 29 } });
    const dataset = tableOf(SCHEMA, ROWS, [10]);
    for (const [name, bytes] of [['stays.csv.gz', gzipSync(CSV)], ['stays.arrow', await allOf(arrowBytes(dataset))], ['stays.parquet', await allOf(parquetBytes(dataset))]] as const) {
      expect(tableOnly(await profileFile(await fileOf(name, bytes))), name).toEqual(tableOnly(csv));
    }
  });

  test('with a column as text when a value far into the file contradicts its type: no row is lost', async () => {
    // The types are proposed from the first 16 MiB.
    const start = Array.from({ length: 45_000 }, (_, index) => `${index % 90};${1 + (index % 7)}.5;${'x'.repeat(400)}`);
    const path = await fileOf('late.csv', `age;dose;note\n${start.join('\n')}\nNSP;2.5;x\n7;deux;x\n`);
    const found = await profileFile(path);
    expect(found).toMatchObject({ rows: 45_002, rejected: {} });
    expect(found.columns.map(({ type, distinct }) => [type, distinct.count])).toEqual([['utf8', 91], ['utf8', 8], ['utf8', 2]]);
  });

  test('without the columns that no plan could name, told by their names', async () => {
    const long = 'x'.repeat(300);
    const text = await profileFile(await fileOf('names.csv', `__proto__;constructor;${long};rows;\n1;2;3;4;5\n6;7;8;9;10\n`));
    const schema = schemaOf({ a: { type: 'int32', role: 'attribute' }, b: { type: 'int32', role: 'attribute' } });
    const named = makeSchema([makeField('__proto__', schema.fields[0]!.type as DataType, true), schema.fields[1]!]);
    const stored = await profileFile(await fileOf('names.arrow', await allOf(arrowBytes(tableOf(named, [[1, 2]])))));
    expect([text.columns.map(({ name }) => name), text.unusable]).toEqual([['constructor', 'rows'], ['', '__proto__', long]]);
    expect([stored.columns.map(({ name }) => name), stored.unusable]).toEqual([['b'], ['__proto__']]);
    await expect(profileFile(await fileOf('nobody.csv', '__proto__\n1\n2\n'))).rejects.toThrow('nobody.csv: no column can be profiled [DATA_COLUMN_TYPE]');
  });

  test('without the rows that are none, counted by reason', async () => {
    const found = await profileFile(await fileOf('ragged.csv', `${CSV}\n1;2;3;4;5;6\n`));
    expect(found).toMatchObject({ rows: 30, rejected: { DATA_FIELD_COUNT: 1 } });
  });

  test('with pseudonyms for what the file beside it says are pseudonyms', async () => {
    const path = await fileOf('coded.csv', 'code;x\nAAAA;1\nBBBB;2\n');
    await writeFile(`${path}.meta.json`, JSON.stringify({ format: 'a423-columns/1', columns: [{ name: 'code', type: 'utf8', role: 'pseudonym' }] }));
    expect((await profileFile(path)).columns.map(({ identity }) => identity.proposedRole)).toEqual(['pseudonym', 'quasiIdentifier']);
  });

  test('showing values only when asked, with progress, and until it is aborted', async () => {
    const path = await fileOf('shown.csv', CSV);
    const seen: Progress[] = [];
    const shown = await profileFile(path, { showValues: true, minCount: 5, onProgress: (progress) => seen.push(progress) });
    expect(JSON.stringify(shown)).toContain('284052A32102552');
    expect(JSON.stringify(await profileFile(path))).not.toContain('284052A32102552');
    expect(seen.at(-1)).toEqual({ phase: 'write', name: 'shown.csv', rows: 30 });
    await expect(profileFile(path, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });

  test('or refused: wrong options, no file, an empty one', async () => {
    const path = await fileOf('right.csv', CSV);
    await expect(profileFile(path, { minCuont: 3 } as object)).rejects.toThrow(PlanError);
    await expect(profileFile(path, { showValues: true })).rejects.toThrow(/minCount: expected the fewest rows/);
    await expect(profileFile(join(folder, 'none.csv'))).rejects.toThrow(DataError);
    await expect(profileFile(await fileOf('empty.csv', ''))).rejects.toThrow(/DATA_FILE_EMPTY/);
    await expect(profileFile(await fileOf('empty.parquet', ''))).rejects.toThrow(DataError);
  });
});
