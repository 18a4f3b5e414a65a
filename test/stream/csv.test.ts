// Streams of delimited text: they close their source, wait for a slow consumer, stop when told to, and hold a few batches.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { build } from 'tsup';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ByteSource } from '../../src/core/bytes.ts';
import { readCsv, readFixedWidth } from '../../src/read/index.ts';
import { csvBytes } from '../../src/write/csv.ts';

const COLUMNS = { name: { type: 'utf8', role: 'directIdentifier' }, age: { type: 'int32', role: 'quasiIdentifier' } } as const;
const LINE = 'somebody with a name;42\n';
const PIECE_ROWS = 4096;
const PIECE = Buffer.from(LINE.repeat(PIECE_ROWS));

/** An endless file that counts what is asked of it. */
function endless(header = 'name;age\n'): ByteSource & { readonly pulled: () => number; readonly closed: () => number } {
  let pulled = 0;
  let closed = 0;
  return {
    name: 'endless.csv',
    pulled: () => pulled,
    closed: () => closed,
    async *open(signal) {
      try {
        yield Buffer.from(header);
        for (;;) {
          signal?.throwIfAborted();
          pulled++;
          await Promise.resolve();
          yield PIECE;
        }
      } finally {
        closed++;
      }
    },
  };
}

describe('an early break', () => {
  test('closes the source', async () => {
    const source = endless();
    let rows = 0;
    for await (const batch of readCsv(source, { columns: COLUMNS }).rows.open()) {
      rows += batch.numRows;
      if (rows >= 3 * 65_536) break;
    }
    expect([rows, source.closed()]).toEqual([3 * 65_536, 1]);
  });

  test('closes the source of rejects, of fixed width, and of what is being written', async () => {
    const rejected = endless('name;age\nx\n');
    for await (const batch of readCsv(rejected, { columns: COLUMNS, onInvalid: 'reject' }).rejects!.open()) {
      if (batch.numRows === 1) break;
    }
    const fixed = endless('');
    for await (const batch of readFixedWidth(fixed, { columns: COLUMNS, fields: { name: { start: 1, length: 8 }, age: { start: 22, length: 2 } } }).rows.open()) {
      if (batch.numRows === 65_536) break;
    }
    const written = endless();
    for await (const piece of csvBytes(readCsv(written, { columns: COLUMNS }).rows)) if (piece.length > 1000) break;
    expect([rejected.closed(), fixed.closed(), written.closed()]).toEqual([1, 1, 1]);
  });
});

describe('a slow consumer', () => {
  test('makes the source wait: no more than one batch and one stretch are read ahead', async () => {
    const source = endless();
    let taken = 0;
    for await (const batch of readCsv(source, { columns: COLUMNS }).rows.open()) {
      taken += batch.numRows;
      const before = source.pulled();
      await new Promise((resolve) => { setTimeout(resolve, 5); });
      expect(source.pulled()).toBe(before);
      // The bytes of a stretch, 128 KiB, and a piece may be on the way.
      expect(source.pulled() * PIECE_ROWS).toBeLessThanOrEqual(taken + (1 << 17) / LINE.length + 2 * PIECE_ROWS);
      if (taken >= 5 * 65_536) break;
    }
  });

  test('keeps batches that are not changed by what is read after them', async () => {
    const first: string[] = [];
    const names: Uint8Array[] = [];
    for await (const batch of readCsv(endless('name;age\nfirst;1\n'), { columns: COLUMNS, batchRows: 100 }).rows.open()) {
      const bytes = batch.data.children[0]!.values as Uint8Array;
      names.push(bytes);
      first.push(Buffer.from(bytes).toString());
      if (names.length === 50) break;
    }
    expect(names.map((bytes) => Buffer.from(bytes).toString())).toEqual(first);
  });
});

describe('a fault and an abort', () => {
  test('a malformed row closes the source', async () => {
    const source = endless('name;age\nx\n');
    await expect((async () => { for await (const batch of readCsv(source, { columns: COLUMNS }).rows.open()) expect(batch.numRows).toBe(-1); })()).rejects.toMatchObject({ code: 'DATA_FIELD_COUNT' });
    expect(source.closed()).toBe(1);
  });

  test('an error of the consumer closes the source', async () => {
    const source = endless();
    await expect((async () => { for await (const batch of readCsv(source, { columns: COLUMNS }).rows.open()) if (batch.numRows > 0) throw new RangeError(`${batch.numRows} is enough`); })()).rejects.toThrow('65536 is enough');
    expect(source.closed()).toBe(1);
  });

  test('an error of the source comes through, and no findings are given', async () => {
    let findings = 0;
    const broken: ByteSource = { name: 'b', async *open() { yield* [Buffer.from('name;age\nAnn;1\n')]; await Promise.reject(new RangeError('broken')); } };
    const { rows } = readCsv(broken, { columns: COLUMNS }, { onFindings: () => { findings++; } });
    await expect((async () => { for await (const batch of rows.open()) expect(batch.numRows).toBe(-1); })()).rejects.toThrow('broken');
    expect(findings).toBe(0);
  });

  test('an abort stops the reading, even of a source that does not listen', async () => {
    const source = endless();
    const deaf: ByteSource = { name: 'deaf', open: () => source.open() };
    const controller = new AbortController();
    let batches = 0;
    const reading = (async () => {
      for await (const batch of readCsv(deaf, { columns: COLUMNS }).rows.open(controller.signal)) {
        batches += Math.sign(batch.numRows);
        if (batches === 2) controller.abort(new RangeError('stop'));
      }
    })();
    await expect(reading).rejects.toThrow('stop');
    expect([batches, source.closed()]).toEqual([2, 1]);
  });

  test('findings are given once, after a complete reading only', async () => {
    const found: unknown[] = [];
    const source = { name: 's', async *open() { yield* [Buffer.from('name;age\nAnn;1\nBob;2\n')]; await Promise.resolve(); } };
    const { rows } = readCsv(source, { columns: COLUMNS, batchRows: 1 }, { onFindings: (findings) => found.push(findings) });
    for await (const batch of rows.open()) if (batch.numRows === 1) break;
    expect(found).toEqual([]);
    for await (const batch of rows.open()) expect(batch.numRows).toBe(1);
    expect(found).toEqual([{ rows: 2, rejectedRows: 0, rejected: {} }]);
  });
});

describe('memory', () => {
  let folder = '';

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'a423-stream-'));
    writeFileSync(join(folder, 'program.ts'), `
      import { readCsv } from '${new URL('../../src/read/index.ts', import.meta.url).pathname}';
      import { csvBytes } from '${new URL('../../src/write/csv.ts', import.meta.url).pathname}';
      const [, , kind, megabytes] = process.argv;
      const lines = { plain: 'somebody with a name;42\\n', open: '"somebody with a name;42\\n', endless: 'abcdefgh', rejected: 'x\\n', long: 'y'.repeat(300000) + ';1\\n' };
      const piece = Buffer.from(lines[kind].repeat(Math.ceil(65536 / lines[kind].length)));
      const source = { name: 's', async *open() {
        yield Buffer.from(kind === 'open' ? 'name;age\\nAnn;1\\n"' : 'name;age\\n');
        for (let bytes = 0; bytes < megabytes * 1048576; bytes += piece.length) yield piece;
      } };
      const columns = { name: { type: 'utf8', role: 'attribute' }, age: { type: 'int32', role: 'attribute' } };
      const { rows, rejects } = readCsv(source, { columns, onInvalid: 'reject' });
      let count = 0;
      for await (const part of csvBytes(rows)) count += part.length;
      for await (const batch of rejects.open()) count += batch.numRows;
      console.log(JSON.stringify({ count, peak: process.resourceUsage().maxRSS / 1024 }));
    `);
    // The peak of a plain process: this one holds the test runner. Arrow is left where the program can find it.
    symlinkSync(new URL('../../node_modules', import.meta.url).pathname, join(folder, 'node_modules'));
    await build({ entry: [join(folder, 'program.ts')], outDir: folder, format: ['esm'], target: 'es2023', config: false, silent: true, dts: false, clean: false, outExtension: () => ({ js: '.mjs' }) });
  });

  afterAll(() => { rmSync(folder, { recursive: true }); });

  const peakOf = (kind: string, megabytes: number): number => {
    const answer = execFileSync(process.execPath, [join(folder, 'program.mjs'), kind, String(megabytes)], { encoding: 'utf8', timeout: 60_000 });
    return (JSON.parse(answer) as { peak: number }).peak;
  };

  test.each([['plain rows', 'plain'], ['a quote that is never closed', 'open'], ['one endless row', 'endless'], ['rejected rows only', 'rejected'], ['rows of 300 kB', 'long']])('a file of %s takes as much memory at 96 MiB as at 48', (_name, kind) => {
    const small = peakOf(kind, kind === 'rejected' ? 8 : 48);
    const large = peakOf(kind, kind === 'rejected' ? 16 : 96);
    expect(large).toBeLessThan(300);
    expect(large - small).toBeLessThan(60);
  });
});
