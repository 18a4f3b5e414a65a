// Files as streams: read side by side, waited for, packed a thousandfold, in many parts, and never held whole.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readCsv } from '../../src/read/index.ts';
import { fileBytes, findFiles, stdinBytes } from '../../src/read/node.ts';
import { processorClock } from '../processor-time.ts';
import { rowsOf } from '../small-tables.ts';

const COLUMNS = { name: { type: 'utf8', role: 'attribute' }, age: { type: 'int32', role: 'attribute' } } as const;
const LINE = 'somebody with a name;42\n';
const ROWS = 400_000;

let folder = '';
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'a423-files-'));
  const text = `name;age\n${LINE.repeat(ROWS)}`;
  writeFileSync(at('plain.csv'), text);
  writeFileSync(at('packed.csv.gz'), gzipSync(text));
  for (let part = 0; part < 100; part++) writeFileSync(at(`part-${String(part).padStart(3, '0')}.csv`), `name;age\npart;${part}\n`);
});

afterAll(() => { rmSync(folder, { recursive: true }); });

async function countRows(path: string): Promise<number> {
  let rows = 0;
  for await (const batch of readCsv(fileBytes(path), { columns: COLUMNS }).rows.open()) rows += batch.numRows;
  return rows;
}

const megabytesHeld = (): number => process.memoryUsage().rss / 2 ** 20;

describe.each(['plain.csv', 'packed.csv.gz'])('%s', (name) => {
  test('is read whole', async () => {
    expect(await countRows(at(name))).toBe(ROWS);
  });

  test('can be read several times at once', async () => {
    expect(await Promise.all([countRows(at(name)), countRows(at(name)), countRows(at(name))])).toEqual([ROWS, ROWS, ROWS]);
  });

  test('waits for a slow consumer', async () => {
    let read = 0;
    const source = fileBytes(at(name));
    const counted = { name: source.name, async *open(signal?: AbortSignal) {
      for await (const piece of source.open(signal)) {
        read += piece.length;
        yield piece;
      }
    } };
    let rows = 0;
    for await (const batch of readCsv(counted, { columns: COLUMNS }).rows.open()) {
      rows += batch.numRows;
      await new Promise((resolve) => { setTimeout(resolve, 3); });
      // Two pieces of 256 KiB may be on the way beyond the rows handed over.
      expect(read).toBeLessThanOrEqual(rows * LINE.length + (2 << 18) + (1 << 17));
    }
    expect(rows).toBe(ROWS);
  });

  test('stops when aborted, within a batch', async () => {
    const controller = new AbortController();
    let rows = 0;
    const reading = (async () => {
      for await (const batch of readCsv(fileBytes(at(name)), { columns: COLUMNS }).rows.open(controller.signal)) {
        rows += batch.numRows;
        controller.abort(new RangeError('stop'));
      }
    })();
    await expect(reading).rejects.toThrow('stop');
    expect(rows).toBeLessThan(3 * 65_536);
  });
});

describe('a packed file of a thousand times its size', () => {
  test('is read in little memory, and refused soon when it is no text', async () => {
    // 256 MiB of one letter, and as much of byte 0, in files of about 250 kB.
    for (const fill of [0x78, 0]) {
      const path = at(`bomb-${fill}.gz`);
      const block = gzipSync(new Uint8Array(16 << 20).fill(fill));
      writeFileSync(path, Buffer.concat([gzipSync('name;age\n'), ...Array.from({ length: 16 }, () => block)]));
      const before = megabytesHeld();
      const spent = processorClock();
      await expect(countRows(path)).rejects.toMatchObject({ code: 'DATA_ROW_TOO_LONG' });
      expect(spent()).toBeLessThan(5000);
      expect(megabytesHeld() - before).toBeLessThan(300);
    }
  });

  test('is passed over line by line where rows are rejected', async () => {
    const path = at('bomb-lines.gz');
    const block = gzipSync(`${'x'.repeat(99)}\n`.repeat(20_000));
    writeFileSync(path, Buffer.concat([gzipSync('name;age\n'), ...Array.from({ length: 20 }, () => block), gzipSync('right;1\n')]));
    const before = megabytesHeld();
    const { rows } = readCsv(fileBytes(path), { columns: COLUMNS, onInvalid: 'reject' });
    expect(await rowsOf(rows)).toEqual([['right', 1]]);
    expect(megabytesHeld() - before).toBeLessThan(300);
  });
});

describe('many parts', () => {
  test('are one table in the order of their names', async () => {
    const sources = (await findFiles(at('part-*.csv'))).map(fileBytes);
    expect((await rowsOf(readCsv(sources, { columns: COLUMNS }).rows)).map(([, age]) => age)).toEqual(Array.from({ length: 100 }, (_, part) => part));
  });

  test('are opened one after the other, each when its turn comes', async () => {
    const opened: number[] = [];
    const sources = Array.from({ length: 10 }, (_, part) => ({ name: `${part}`, open: (signal?: AbortSignal) => { opened.push(part); return fileBytes(at('part-001.csv')).open(signal); } }));
    let rows = 0;
    for await (const batch of readCsv(sources, { columns: COLUMNS, batchRows: 1 }).rows.open()) {
      rows += batch.numRows;
      if (rows === 3) break;
    }
    expect(opened).toEqual([0, 1, 2]);
  });

  test('one that is missing is named, and the rows before it were given', async () => {
    const sources = [at('part-001.csv'), at('absent.csv')].map(fileBytes);
    let rows = 0;
    await expect((async () => { for await (const batch of readCsv(sources, { columns: COLUMNS, batchRows: 1 }).rows.open()) rows += batch.numRows; })()).rejects.toMatchObject({ code: 'DATA_FILE_MISSING', detail: { path: at('absent.csv') } });
    expect(rows).toBe(1);
  });

  test('one with another header is named', async () => {
    writeFileSync(at('other.csv'), 'name;size\nx;1\n');
    await expect(rowsOf(readCsv([at('part-001.csv'), at('other.csv')].map(fileBytes), { columns: COLUMNS }).rows)).rejects.toMatchObject({ code: 'DATA_COLUMN_MISSING', detail: { source: 'other.csv', column: 'age' } });
  });
});

describe('standard input', () => {
  test('is pulled as fast as it is consumed, and let go at a break', async () => {
    let made = 0;
    let ended = false;
    const input = Readable.from((function* () {
      try {
        yield Buffer.from('name;age\n');
        for (;;) {
          made++;
          yield Buffer.from(LINE.repeat(1000));
        }
      } finally {
        ended = true;
      }
    })(), { highWaterMark: 1 });
    for await (const batch of readCsv(stdinBytes(input), { columns: COLUMNS }).rows.open()) if (batch.numRows > 0) break;
    expect(made).toBeLessThan(120);
    expect(ended).toBe(true);
  });
});
