// What we compress is unpacked by programs that share no code with us; DuckDB does the same in differential/write-parquet.test.ts.
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { compressors } from 'hyparquet-compressors';
import { describe, expect, test } from 'vitest';
import { gzip } from '../../../../src/write/kernel/compress/gzip.ts';
import { snappy } from '../../../../src/write/kernel/compress/snappy.ts';
import { zstd } from '../../../../src/write/kernel/compress/zstd.ts';
import { CASES, noise } from './cases.ts';

const CODECS = {
  zstd: { pack: zstd, unpack: (packed: Uint8Array, length: number) => compressors.ZSTD!(packed, length) },
  snappy: { pack: snappy, unpack: (packed: Uint8Array, length: number) => compressors.SNAPPY!(packed, length) },
  gzip: { pack: gzip, unpack: (packed: Uint8Array) => gunzipSync(packed) },
} as const;

describe.each(Object.entries(CODECS))('bytes packed with %s', (name, { pack, unpack }) => {
  const expectBack = (bytes: Uint8Array): void => {
    expect(Buffer.compare(Buffer.from(unpack(pack(bytes), bytes.length)), bytes)).toBe(0);
  };

  test.each(Object.keys(CASES))('come back: %s', (label) => { expectBack(CASES[label]!); });

  test('come back whatever they are', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), expectBack), { numRuns: 100 });
    // Few different bytes, in pieces that return.
    const pieces = fc.array(fc.tuple(fc.uint8Array({ max: 3, minLength: 1, maxLength: 9 }), fc.integer({ min: 1, max: 40 })), { maxLength: 20 });
    fc.assert(fc.property(pieces, (list) => { expectBack(Uint8Array.from(list.flatMap(([piece, times]) => Array.from({ length: times }, () => [...piece]).flat()))); }), { numRuns: 80 });
  });

  test('come back whatever part of a larger memory they are, and leave it alone', () => {
    const memory = noise(5000, 3);
    const before = memory.slice();
    expectBack(memory.subarray(3, 4003));
    expect(memory).toEqual(before);
  });

  test('are the same each time', () => {
    for (const bytes of Object.values(CASES)) if (bytes.length < 100_000) expect(Buffer.compare(pack(bytes), pack(bytes.slice()))).toBe(0);
  });

  test('grow by little where nothing repeats, and shrink where something does', () => {
    const random = noise(200_000, 256);
    expect(pack(random).length).toBeLessThan(random.length * 1.001 + 100);
    expect(pack(new Uint8Array(200_000)).length).toBeLessThan(name === 'snappy' ? 10_000 : 1000);
    // Four bits of chance in every byte; snappy knows no bits.
    const half = noise(200_000, 16);
    if (name !== 'snappy') expect(pack(half).length).toBeLessThan(half.length * 0.52);
  });
});

test('gzip tells the checksum of what it holds, and no time', () => {
  const packed = gzip(new TextEncoder().encode('123456789'));
  // The check value of CRC-32 in the catalogue of parametrised CRC algorithms.
  expect(new DataView(packed.buffer, packed.byteOffset).getUint32(packed.length - 8, true)).toBe(0xcbf43926);
  expect([...packed.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
});
