import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { REASON_MISSING, type CanonicalValues } from '../../../src/pseudonymise/kernel/canonical-values.ts';
import { frameComposite } from '../../../src/pseudonymise/kernel/composite.ts';
import type { CodeColumn } from '../../../src/pseudonymise/kernel/codes.ts';
import { gatherCodes } from '../../../src/pseudonymise/kernel/gather-codes.ts';
import { hex, messageColumn, patternBytes } from '../keyed/message-column.ts';

const INVALID = Symbol('invalid');
type Cell = Uint8Array | null | typeof INVALID;

function part(cells: readonly Cell[]): CanonicalValues {
  const { offsets, bytes, rows } = messageColumn(cells.map((cell) => cell instanceof Uint8Array ? cell : new Uint8Array(0)));
  const valid = new Uint8Array((rows + 7) >> 3);
  cells.forEach((cell, row) => { if (cell instanceof Uint8Array) valid[row >> 3]! |= 1 << (row & 7); });
  return { rows, offsets, bytes, valid, reasons: Uint8Array.from(cells, (cell) => cell === null ? REASON_MISSING : cell === INVALID ? 7 : 0) };
}

/** Reads a framed composite back; fails on bytes left over. */
function unframe(bytes: Buffer): (string | null)[] {
  const cells: (string | null)[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at + 1);
    expect(bytes[at]! <= 1 && (bytes[at] === 1 || length === 0)).toBe(true);
    cells.push(bytes[at] === 1 ? bytes.toString('hex', at + 5, at + 5 + length) : null);
    at += 5 + length;
    expect(at).toBeLessThanOrEqual(bytes.length);
  }
  return cells;
}

const cell = fc.oneof({ weight: 6, arbitrary: fc.uint8Array({ maxLength: 5 }) }, { weight: 2, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constant(INVALID) });
const table = fc.integer({ min: 1, max: 4 }).chain((width) => fc.array(fc.array(cell as fc.Arbitrary<Cell>, { minLength: width, maxLength: width }), { minLength: 0, maxLength: 20 }).map((rows) => ({ width, rows })));

describe('framed composites', () => {
  test('read back to their parts, so that different tuples never give the same bytes', () => {
    fc.assert(fc.property(table, fc.boolean(), ({ width, rows }, needsAll) => {
      const parts = Array.from({ length: width }, (_, index) => part(rows.map((tuple) => tuple[index]!)));
      const { offsets, bytes, valid, faultyParts } = frameComposite(parts, rows.length, needsAll);
      expect(offsets[rows.length]).toBe(bytes.length);
      rows.forEach((tuple, row) => {
        const missing = tuple.filter((value) => value === null).length;
        const isNull = tuple.includes(INVALID) || (needsAll ? missing > 0 : missing === width);
        expect((valid[row >> 3]! & (1 << (row & 7))) !== 0).toBe(!isNull);
        expect(faultyParts[row]).toBe(tuple.indexOf(INVALID) + 1);
        const read = unframe(Buffer.from(bytes.subarray(offsets[row], offsets[row + 1])));
        expect(read).toEqual(isNull ? [] : tuple.map((value) => value instanceof Uint8Array ? hex(value) : null));
      });
    }), { numRuns: 400, seed: 1 });
  });

  test('have the published layout', () => {
    const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
    const { bytes } = frameComposite([part([ascii('ab')]), part([null]), part([new Uint8Array(0)])], 1, false);
    expect(hex(bytes)).toBe('01020000006162' + '0000000000' + '0100000000');
    const long = frameComposite([part([new Uint8Array(70_000)])], 1, true);
    expect(hex(long.bytes.subarray(0, 5))).toBe('0170110100');
  });
});

describe('codes of dictionary entries', () => {
  const rowsOf = { valid: Uint8Array.of(0b10111), reasons: Uint8Array.of(0, 0, 6, 9, 0) };
  const entriesOf = (width: number): CodeColumn & { codes: { kind: 'binary' } } => ({ codes: { kind: 'binary', width, bytes: patternBytes(width * 5, 3).fill(0, width * 3, width * 4) }, ...rowsOf });

  test.each([16, 29, 8, 32])('of %s bytes go to the rows that have the entry; null rows and invalid entries get zeros', (width) => {
    const entryOf = Int32Array.of(4, 0, 3, 99, 2, 4);
    const entries = entriesOf(width);
    const { codes, valid, reasons } = gatherCodes(entries, entryOf, Uint8Array.of(0b110111), 6, 1, false);
    const code = (entry: number): string => hex(entries.codes.bytes.subarray(width * entry, width * (entry + 1)));
    const zeros = '0'.repeat(2 * width);
    expect(Array.from({ length: 6 }, (_, row) => hex(codes.bytes.subarray(width * row, width * (row + 1)))))
      .toEqual([code(4), code(0), zeros, zeros, code(2), code(4)]);
    expect([...valid]).toEqual([0b110011]);
    // Entry 2 is valid although its reason is not "ok": it failed at a level nobody asked for.
    expect([...reasons]).toEqual([0, 0, 9, 1, 6, 0]);
  });

  test('may be asked for by no row at all', () => {
    const { codes, valid } = gatherCodes(entriesOf(16), new Int32Array(0), null, 0, 1, true);
    expect([codes.bytes.length, valid.length]).toEqual([0, 0]);
  });

  test('of text go to the rows that have the entry; null rows and invalid entries are empty', () => {
    const text = new TextEncoder().encode('onetwofive');
    const entries: CodeColumn = { codes: { kind: 'text', offsets: Int32Array.of(0, 3, 6, 6, 6, 10), bytes: text }, ...rowsOf };
    const { codes } = gatherCodes(entries, Int32Array.of(4, 0, 3, 1, 4), Uint8Array.of(0b10111), 5, 1, false);
    if (codes.kind !== 'text') throw new Error('expected text');
    expect(Array.from({ length: 5 }, (_, row) => new TextDecoder().decode(codes.bytes.subarray(codes.offsets[row], codes.offsets[row + 1])))).toEqual(['five', 'one', '', '', 'five']);
  });
});
