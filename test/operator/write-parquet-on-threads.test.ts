// Row groups of a Parquet file on threads: the same file, and faults that come out as they should.
import { describe, expect, test } from 'vitest';
import { makeBatch } from '../../src/core/arrow.ts';
import { fromBatches, type Dataset } from '../../src/core/dataset.ts';
import { declareSchema } from '../../src/core/field.ts';
import { textColumn } from '../../src/core/rejects.ts';
import { parquetBytes } from '../../src/write/index.ts';
import { pretendedThreads } from '../pretended-threads.ts';

const SCHEMA = declareSchema({ key: { type: 'utf8', role: 'pseudonym' }, few: { type: 'utf8', role: 'attribute' }, number: { type: 'int32', role: 'attribute' } });

function tableOf(rows: number): Dataset {
  const numbers = Int32Array.from({ length: rows }, (_, row) => row);
  return fromBatches(SCHEMA, [makeBatch(SCHEMA, [
    textColumn(Array.from(numbers, (number) => `key-${number}`)), textColumn(Array.from(numbers, (number) => `few ${number % 3}`)), { kind: 'int32', rows, valid: null, values: numbers },
  ], rows)]);
}

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

describe('a Parquet file whose row groups threads write', () => {
  test('is the same byte by byte, whatever their number and however late they are', async () => {
    for (const rows of [4001, 5000]) {
      const alone = await bytesOf(parquetBytes(tableOf(rows), { rowGroupRows: 1000 }));
      for (const workers of [1, 3]) {
        for (const isLazy of [false, true]) {
          const threads = pretendedThreads(workers, { isLazy });
          expect((await bytesOf(parquetBytes(tableOf(rows), { rowGroupRows: 1000 }, undefined, threads))).equals(alone)).toBe(true);
          expect([threads.asked, threads.closed]).toEqual([workers === 1 ? [0, 0, 0, 0, 0] : [0, 1, 2, 0, 1], ['writeRowGroups']]);
        }
      }
    }
  });

  test('may keep to fewer threads than there are: the others are not asked', async () => {
    const threads = pretendedThreads(3, { isLazy: true });
    const bytes = await bytesOf(parquetBytes(tableOf(4001), { rowGroupRows: 1000 }, undefined, { ...threads, workers: 1 }));
    expect(bytes.equals(await bytesOf(parquetBytes(tableOf(4001), { rowGroupRows: 1000 })))).toBe(true);
    expect(threads.asked).toEqual([0, 0, 0, 0, 0]);
  });

  test('of one row group, or of none, asks no thread', async () => {
    for (const rows of [0, 1, 1000]) {
      const threads = pretendedThreads(2);
      const bytes = await bytesOf(parquetBytes(tableOf(rows), { rowGroupRows: 1000 }, undefined, threads));
      expect(bytes.equals(await bytesOf(parquetBytes(tableOf(rows), { rowGroupRows: 1000 })))).toBe(true);
      expect([threads.asked, threads.closed]).toEqual([[], []]);
    }
  });

  test('is a fault without words of the library where a thread fails, and the task is closed', async () => {
    for (const fails of [[0], [3], [4], [2, 3]]) {
      const threads = pretendedThreads(2, { isLazy: true, fails });
      await expect(bytesOf(parquetBytes(tableOf(5000), { rowGroupRows: 1000 }, undefined, threads))).rejects.toMatchObject({ code: 'DATA_WRITE', message: expect.stringContaining('the Parquet writer failed') as string });
      expect(threads.closed).toEqual(['writeRowGroups']);
    }
  });

  test('whose source fails throws the error of the source, and whose reader stops early closes it', async () => {
    let closed = 0;
    const failing = (rows: number): Dataset => ({
      schema: SCHEMA,
      async *open() {
        try {
          yield* tableOf(rows).open();
          throw new TypeError('the source');
        } finally {
          closed++;
        }
      },
    });
    const threads = pretendedThreads(2, { isLazy: true });
    await expect(bytesOf(parquetBytes(failing(5500), { rowGroupRows: 1000 }, undefined, threads))).rejects.toThrow(new TypeError('the source'));
    for await (const piece of parquetBytes(failing(5500), { rowGroupRows: 1000 }, undefined, threads)) if (piece.length > 0) break;
    expect([closed, threads.closed.length]).toEqual([2, 2]);
  });
});
