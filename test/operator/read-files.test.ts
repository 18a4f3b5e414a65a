import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import process from 'node:process';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ByteSource } from '../../src/core/bytes.ts';
import { DataError } from '../../src/core/errors.ts';
import { readCsv } from '../../src/read/index.ts';
import { fileBlob, fileBytes, findFiles, stdinBytes } from '../../src/read/node.ts';
import { rowsOf } from '../small-tables.ts';

let folder = '';
const at = (...parts: string[]): string => join(folder, ...parts);
const AGE = { columns: { age: { type: 'int32', role: 'attribute' } } } as const;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'a423-read-'));
  for (const month of ['01', '02', '10']) writeFileSync(at(`stays-2024-${month}.csv`), `age\n${Number(month)}\n`);
  writeFileSync(at('stays-2023-12.csv.gz'), gzipSync('age\n12\n'));
  writeFileSync(at('.hidden.csv'), 'age\n0\n');
  writeFileSync(at('odd[1].csv'), 'age\n1\n');
  mkdirSync(at('by-month', '2024', '03'), { recursive: true });
  writeFileSync(at('by-month', '2024', '03', 'part.csv'), 'age\n3\n');
  writeFileSync(at('by-month', '2024', 'part.csv'), 'age\n4\n');
  writeFileSync(at('empty.csv'), '');
});

afterAll(() => { rmSync(folder, { recursive: true }); });

async function bytesOf(source: ByteSource, signal?: AbortSignal): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source.open(signal)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

function openFiles(): string[] {
  const list = '/proc/self/fd';
  if (!existsSync(list)) return [];
  return readdirSync(list).flatMap((name) => {
    try {
      return [readlinkSync(join(list, name))];
    } catch {
      return [];
    }
  });
}

const faultOf = async (source: ByteSource): Promise<DataError> => {
  const error: unknown = await bytesOf(source).then(() => new Error('no fault'), (thrown: unknown) => thrown);
  if (!(error instanceof DataError)) throw error;
  return error;
};

describe('a file', () => {
  test('gives its bytes, again and again', async () => {
    const source = fileBytes(at('stays-2024-01.csv'));
    expect(source.name).toBe('stays-2024-01.csv');
    expect([await bytesOf(source), await bytesOf(source)]).toEqual(['age\n1\n', 'age\n1\n']);
    expect(await bytesOf(fileBytes(at('empty.csv')))).toBe('');
  });

  test('larger than a piece comes whole and in order', async () => {
    const text = Array.from({ length: 200_000 }, (_, row) => `${row}\n`).join('');
    writeFileSync(at('large.csv'), text);
    expect(await bytesOf(fileBytes(at('large.csv')))).toBe(text);
    writeFileSync(at('large.csv.gz'), gzipSync(text));
    expect(await bytesOf(fileBytes(at('large.csv.gz')))).toBe(text);
  });

  test('in gzip is unpacked, whatever its name, in as many members as it has', async () => {
    writeFileSync(at('packed.csv'), Buffer.concat([gzipSync('age\n1\n'), gzipSync('2\n')]));
    expect(await bytesOf(fileBytes(at('packed.csv')))).toBe('age\n1\n2\n');
    expect(await rowsOf(readCsv(fileBytes(at('stays-2023-12.csv.gz')), AGE).rows)).toEqual([[12]]);
  });

  test('that is missing, a folder or forbidden is named, without the words of the system', async () => {
    const missing = await faultOf(fileBytes(at('absent.csv')));
    expect([missing.code, missing.detail, missing.message, missing.cause]).toEqual(['DATA_FILE_MISSING', { path: at('absent.csv') }, `${at('absent.csv')}: no such file [DATA_FILE_MISSING]`, undefined]);
    expect(await faultOf(fileBytes(at('empty.csv', 'below')))).toMatchObject({ code: 'DATA_FILE_MISSING' });
    expect((await faultOf(fileBytes(folder))).message).toBe(`${folder}: a folder, where a file is expected [DATA_FILE_UNREADABLE]`);
  });

  test.skipIf(process.getuid?.() === 0)('that this user may not read is named', async () => {
    writeFileSync(at('forbidden.csv'), 'age\n');
    chmodSync(at('forbidden.csv'), 0);
    expect(await faultOf(fileBytes(at('forbidden.csv')))).toMatchObject({ code: 'DATA_FILE_UNREADABLE' });
  });

  test('in gzip that ends too early or is damaged is refused, without the words of zlib', async () => {
    const text = Array.from({ length: 50_000 }, (_, row) => `${(row * 7919) % 100_003}\n`).join('');
    writeFileSync(at('cut.csv.gz'), gzipSync(text));
    truncateSync(at('cut.csv.gz'), 5000);
    const cut = await faultOf(fileBytes(at('cut.csv.gz')));
    expect([cut.code, cut.message, cut.cause]).toEqual(['DATA_TRUNCATED', `${at('cut.csv.gz')}: the gzip file ends too early [DATA_TRUNCATED]`, undefined]);
    const damaged = gzipSync(text);
    damaged.fill(0xaa, 100, 200);
    writeFileSync(at('damaged.csv.gz'), damaged);
    expect((await faultOf(fileBytes(at('damaged.csv.gz')))).message).toBe(`${at('damaged.csv.gz')}: the gzip file is damaged [DATA_FORMAT]`);
    writeFileSync(at('only-magic.gz'), Uint8Array.of(0x1f, 0x8b));
    expect((await faultOf(fileBytes(at('only-magic.gz')))).code).toBe('DATA_TRUNCATED');
  });

  test('is closed after an early break and an abort, packed or not', async () => {
    for (const name of ['large.csv', 'large.csv.gz']) {
      for (let turn = 0; turn < 50; turn++) {
        for await (const piece of fileBytes(at(name)).open()) {
          if (piece.length > 0) break;
        }
      }
      const controller = new AbortController();
      const reading = (async () => { for await (const piece of fileBytes(at(name)).open(controller.signal)) if (piece.length > 0) controller.abort(new RangeError('enough')); })();
      await expect(reading).rejects.toThrow('enough');
    }
    // Where the system lists the open files of a process, none of ours is among them.
    await expect.poll(() => openFiles().filter((path) => path.startsWith(folder))).toEqual([]);
  });

  test('aborted before it starts is not read', async () => {
    await expect(bytesOf(fileBytes(at('large.csv')), AbortSignal.abort(new RangeError('no')))).rejects.toThrow('no');
  });
});

describe('a file read in parts', () => {
  test('gives its blob', async () => {
    const source = fileBlob(at('stays-2024-01.csv'));
    expect([source.name, await (await source.blob()).slice(4, 5).text()]).toEqual(['stays-2024-01.csv', '1']);
  });

  test('that is missing, empty or a folder throws', async () => {
    await expect(fileBlob(at('absent')).blob()).rejects.toMatchObject({ code: 'DATA_FILE_MISSING' });
    await expect(fileBlob(at('empty.csv')).blob()).rejects.toMatchObject({ code: 'DATA_FILE_EMPTY' });
    await expect(fileBlob(folder).blob()).rejects.toMatchObject({ code: 'DATA_FILE_UNREADABLE' });
  });
});

describe('standard input', () => {
  test('is read once; the second opening throws rather than being empty', async () => {
    const source = stdinBytes(Readable.from([Buffer.from('age\n'), Buffer.from('1\n')]));
    expect(await bytesOf(source)).toBe('age\n1\n');
    await expect((async () => bytesOf(source))()).rejects.toMatchObject({ code: 'DATA_READ_TWICE' });
  });

  test('in gzip is unpacked, even when it arrives byte by byte', async () => {
    const packed = gzipSync('age\n5\n');
    expect(await bytesOf(stdinBytes(Readable.from([...packed].map((byte) => Uint8Array.of(byte)))))).toBe('age\n5\n');
  });

  test('gives a table that can be read once', async () => {
    const { rows } = readCsv(stdinBytes(Readable.from([Buffer.from('age\n1\n')])), AGE);
    expect(await rowsOf(rows)).toEqual([[1]]);
    await expect(rowsOf(rows)).rejects.toMatchObject({ code: 'DATA_READ_TWICE' });
  });

  test('that breaks off is an unreadable file', async () => {
    const broken = Readable.from((function* () {
      yield Buffer.from('age\n');
      throw Object.assign(new Error('secret'), { code: 'EIO' });
    })());
    const error = await faultOf(stdinBytes(broken));
    expect([error.code, error.message.includes('secret'), error.cause]).toEqual(['DATA_FILE_UNREADABLE', false, undefined]);
  });

  test('shorter than a signature is passed on', async () => {
    expect([await bytesOf(stdinBytes(Readable.from([Buffer.from('a')]))), await bytesOf(stdinBytes(Readable.from([])))]).toEqual(['a', '']);
  });
});

describe('the files that patterns name', () => {
  const found = async (...patterns: string[]): Promise<string[]> => (await findFiles(patterns.map((pattern) => at(pattern)))).map((path) => relative(folder, path));

  test('a path is that file', async () => {
    expect(await found('stays-2024-10.csv')).toEqual(['stays-2024-10.csv']);
    expect(await findFiles(at('stays-2024-10.csv'))).toEqual([at('stays-2024-10.csv')]);
    expect(await found('odd[1].csv')).toEqual(['odd[1].csv']);
  });

  test('a pattern is its files by name, without folders and hidden files', async () => {
    expect(await found('stays-2024-*.csv')).toEqual(['stays-2024-01.csv', 'stays-2024-02.csv', 'stays-2024-10.csv']);
    expect(await found('stays-2024-0?.csv')).toEqual(['stays-2024-01.csv', 'stays-2024-02.csv']);
    expect(await found('stays-202[34]-1*')).toEqual(['stays-2023-12.csv.gz', 'stays-2024-10.csv']);
    expect(await found('by-*/2024/*')).toEqual([join('by-month', '2024', 'part.csv')]);
    expect(await found('by-month/**/part.csv')).toEqual([join('by-month', '2024', '03', 'part.csv'), join('by-month', '2024', 'part.csv')]);
    expect(await found('by-month/**')).toEqual([join('by-month', '2024', '03', 'part.csv'), join('by-month', '2024', 'part.csv')]);
    expect(await found('.hid*')).toEqual(['.hidden.csv']);
  });

  test('several patterns keep their order, and no file comes twice', async () => {
    expect(await found('stays-2024-10.csv', 'stays-2024-*.csv')).toEqual(['stays-2024-10.csv', 'stays-2024-01.csv', 'stays-2024-02.csv']);
  });

  test('a relative pattern starts from the current folder', async () => {
    const here = process.cwd();
    const back = relative(here, folder);
    expect((await findFiles(`${back}/stays-2024-0*.csv`)).map((path) => relative(back, path))).toEqual(['stays-2024-01.csv', 'stays-2024-02.csv']);
  });

  test('a pattern that names nothing is a missing file', async () => {
    await expect(found('nothing-*.csv')).rejects.toMatchObject({ code: 'DATA_FILE_MISSING', detail: { path: at('nothing-*.csv') } });
    await expect(found('by-month')).rejects.toMatchObject({ code: 'DATA_FILE_MISSING' });
    await expect(found('absent/*.csv')).rejects.toMatchObject({ code: 'DATA_FILE_MISSING' });
  });

  test('monthly parts are one table', async () => {
    const sources = (await findFiles([at('stays-2023-*'), at('stays-2024-*')])).map(fileBytes);
    expect(await rowsOf(readCsv(sources, AGE).rows)).toEqual([[12], [1], [2], [10]]);
  });
});
