// Footers come from a writer that is not ours: DuckDB's.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parquetRows } from '../../../src/write/kernel/parquet-rows.ts';
import { openDuckdb } from '../../differential/duckdb.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-rows-'));
const files = new Map<number, Uint8Array>();

beforeAll(async () => {
  const duckdb = await openDuckdb();
  for (const rows of [0, 1, 63, 64, 8191, 8192, 300_000]) {
    const path = join(folder, `${rows}.parquet`);
    const columns = Array.from({ length: 20 }, (_, index) => `i + ${index} AS "column ${index}"`).join(', ');
    await duckdb.run(`COPY (SELECT ${columns}, 'text ' || i AS text, (i / 3)::DECIMAL(20,3) AS amount, [i] AS list, {'a': {'b': i}} AS nested, make_timestamp(i) AS at, uuid() AS id FROM range(${rows}) t(i)) TO '${path}' (FORMAT parquet)`);
    files.set(rows, readFileSync(path));
  }
  duckdb.closeSync();
});
afterAll(() => { rmSync(folder, { recursive: true }); });

describe('the rows of a Parquet file', () => {
  test('are those DuckDB wrote, from the whole file or from its footer alone', () => {
    for (const [rows, file] of files) {
      expect(parquetRows(file)).toBe(rows);
      const length = new DataView(file.buffer, file.byteOffset, file.length).getUint32(file.length - 8, true);
      expect(parquetRows(file.subarray(file.length - 8 - length))).toBe(rows);
      expect(parquetRows(file.subarray(file.length - 7 - length))).toBeNull();
    }
  });

  test('are unknown when the end is missing or is not a footer, and no damage ends the reading badly', () => {
    const file = files.get(63)!;
    for (const bytes of [new Uint8Array(0), new Uint8Array(7), new Uint8Array(8), new Uint8Array(100), file.subarray(0, -1)]) expect(parquetRows(bytes)).toBeNull();
    const length = new DataView(file.buffer, file.byteOffset, file.length).getUint32(file.length - 8, true);
    const footer = file.slice(file.length - 8 - length);
    for (let at = 0; at < footer.length - 8; at++) {
      for (const byte of [0x00, 0x0c, 0x19, 0x7f, 0xf1, 0xf9, 0xfc, 0xff]) {
        const damaged = footer.slice();
        damaged[at] = byte;
        const rows = parquetRows(damaged);
        expect(rows === null || typeof rows === 'number').toBe(true);
      }
    }
  });
});
