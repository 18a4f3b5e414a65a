// Bytes by hand from the compact protocol's description, and footers of a writer that is not ours: DuckDB's.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTree, TYPE, writeTree, type ThriftStruct, type ThriftValue } from '../../../src/write/kernel/thrift-tree.ts';
import { openDuckdb } from '../../differential/duckdb.ts';

const text = (value: string): ThriftValue => ({ type: TYPE.binary, value: new TextEncoder().encode(value) });
const number = (value: number, type: number = TYPE.i64): ThriftValue => ({ type, value });

/** Structures by their bytes, worked out from https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md. */
const KNOWN: readonly (readonly [ThriftStruct, readonly number[]])[] = [
  [new Map(), [0]],
  [new Map([[1, number(7, TYPE.i32)], [2, number(-1, TYPE.i16)], [17, number(64)]]), [0x15, 0x0e, 0x14, 0x01, 0xf6, 0x80, 0x01, 0]],
  [new Map([[20, number(1)]]), [0x06, 0x28, 0x02, 0]],
  [new Map([[3, text('ab')], [4, { type: TYPE.true, value: null }], [5, { type: TYPE.false, value: null }]]), [0x38, 2, 0x61, 0x62, 0x11, 0x12, 0]],
  [new Map([[1, { type: TYPE.list, value: [number(1), number(2)] }]]), [0x19, 0x26, 2, 4, 0]],
  [new Map([[1, { type: TYPE.list, value: Array.from({ length: 16 }, () => number(0, TYPE.i32)) }]]), [0x19, 0xf5, 16, ...Array.from({ length: 16 }, () => 0), 0]],
  [new Map([[1, { type: TYPE.struct, value: new Map([[1, number(3)]]) }], [2, number(4)]]), [0x1c, 0x16, 6, 0, 0x16, 8, 0]],
  [new Map([[1, { type: TYPE.list, value: [{ type: TYPE.true, value: null }, { type: TYPE.false, value: null }] }]]), [0x19, 0x21, 1, 2, 0]],
];

const anyStruct = fc.letrec<{ value: ThriftValue; struct: ThriftStruct }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    // Minus zero is no whole number of Thrift.
    fc.maxSafeInteger().map((value) => number(Math.trunc(value / 2) + 0)),
    fc.uint8Array({ maxLength: 200 }).map((value): ThriftValue => ({ type: TYPE.binary, value })),
    fc.boolean().map((value): ThriftValue => ({ type: value ? TYPE.true : TYPE.false, value: null })),
    fc.array(tie('struct'), { maxLength: 20 }).map((values): ThriftValue => ({ type: TYPE.list, value: values.map((value) => ({ type: TYPE.struct, value })) })),
    tie('struct').map((value): ThriftValue => ({ type: TYPE.struct, value })),
  ),
  struct: fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), tie('value')), { maxLength: 4 }).map((fields) => {
    const distinct = new Map(fields);
    return new Map([...distinct].sort(([left], [right]) => left - right));
  }),
})).struct;

describe('a structure', () => {
  test('is written in the bytes of the compact protocol, and read from them', () => {
    for (const [struct, bytes] of KNOWN) {
      expect([...writeTree(struct)]).toEqual(bytes);
      expect(readTree(Uint8Array.from([9, ...bytes, 9]), 1)).toEqual(struct);
    }
  });

  test('comes back as it was written', () => {
    fc.assert(fc.property(anyStruct, (struct) => { expect(readTree(writeTree(struct), 0)).toEqual(struct); }), { numRuns: 200 });
  });

  test('of a footer of DuckDB is written again byte by byte', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'a423-thrift-'));
    const duckdb = await openDuckdb();
    try {
      const path = join(folder, 'file.parquet');
      await duckdb.run(`COPY (SELECT i, 'text ' || i AS t, i / 7 AS d, (i / 3)::DECIMAL(20,3) AS a, [i] AS l, {'a': {'b': i}} AS n FROM range(30000) r(i)) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`);
      const file = readFileSync(path);
      const at = file.length - 8 - file.readUInt32LE(file.length - 8);
      expect(Buffer.compare(writeTree(readTree(file, at)), file.subarray(at, -8))).toBe(0);
    } finally {
      duckdb.closeSync();
      rmSync(folder, { recursive: true });
    }
  });

  test('that ends too early, or has numbers or types that no footer has, is a range error', () => {
    for (const [, bytes] of KNOWN) for (let length = 0; length < bytes.length; length++) expect(() => readTree(Uint8Array.from(bytes.slice(0, length)), 0)).toThrow(RangeError);
    expect(() => readTree(Uint8Array.of(0x16, ...Array.from({ length: 9 }, () => 0xff), 1, 0), 0)).toThrow(/2\^53/);
    expect(() => readTree(Uint8Array.of(0x1b, 0, 0), 0)).toThrow(/type/);
  });
});
