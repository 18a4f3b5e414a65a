import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnCoder, tupleTable, type CodableColumn, type EntryCodes, type RowCodes } from '../../../src/group/index.ts';
import { bitsOfCodes, shiftCodes } from '../../../src/group/entry-codes.ts';
import { textColumn } from '../../../src/core/rejects.ts';

/** Codes as rows have them, in naive lines. */
function plainCodes(codes: RowCodes, rows: number): Int32Array {
  if (codes instanceof Int32Array) return codes;
  return Int32Array.from({ length: rows }, (_, row) => (codes.valid === null || ((codes.valid[row >> 3]! >> (row & 7)) & 1) === 1 ? codes.codeOf[codes.entries[row]!]! : -1));
}
function bitsOf(flags: readonly boolean[]): Uint8Array {
  const bits = new Uint8Array((flags.length + 7) >> 3);
  flags.forEach((flag, row) => {
    if (flag) bits[row >> 3]! |= 1 << (row & 7);
  });
  return bits;
}

/** More than are numbered at a time. */
const ROWS = 530;
const entries = (count: number): fc.Arbitrary<Int32Array> => fc.infiniteStream(fc.nat(count - 1)).map((stream) => Int32Array.from([...stream.take(ROWS)]));
/** A column through a dictionary: some entries that no row has stand for nothing. */
const through: fc.Arbitrary<EntryCodes> = fc.record({
  codeOf: fc.array(fc.oneof(fc.integer({ min: -1, max: 9 }), fc.constantFrom(100, 5000, 2 ** 20)), { minLength: 3, maxLength: 12 }).map((codes) => Int32Array.from(codes)),
  valid: fc.option(fc.infiniteStream(fc.boolean()).map((stream) => bitsOf([...stream.take(ROWS)]))),
}).chain(({ codeOf, valid }) => entries(codeOf.length - 1).map((rows) => ({ entries: rows, codeOf: Int32Array.of(...codeOf.subarray(0, -1), -2), valid })));
const column: fc.Arbitrary<RowCodes> = fc.oneof(through, fc.infiniteStream(fc.integer({ min: -1, max: 40 })).map((stream) => Int32Array.from([...stream.take(ROWS)])));

describe('tuples of columns that name entries of dictionaries', () => {
  test('have the groups that their rows have, whatever is mixed and however wide codes grow', () => {
    fc.assert(fc.property(fc.array(fc.array(column, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 3 }), (batches) => {
      const mapped = tupleTable(3);
      const plain = tupleTable(3);
      for (const batch of batches) {
        const [groups, expected] = [new Int32Array(ROWS), new Int32Array(ROWS)];
        mapped.assign(batch, ROWS, groups);
        plain.assign(batch.map((codes) => plainCodes(codes, ROWS)), ROWS, expected);
        expect(groups).toEqual(expected);
      }
      for (const place of [0, 1, 2]) expect(mapped.column(place)).toEqual(plain.column(place));
    }), { numRuns: 15 });
  });

  test('an array that is too short is refused, and no rows need none', () => {
    const table = tupleTable(1);
    const short = { entries: Int32Array.of(0), codeOf: Int32Array.of(0), valid: null };
    expect(() => { table.assign([short], 2, new Int32Array(2)); }).toThrow(/^codes\[0\]: expected at least 2/);
    table.assign([short], 0, new Int32Array(0));
    expect(table.size).toBe(0);
  });

  test('codes + 1 need the bits of the largest; an entry that no row has needs none', () => {
    expect(bitsOfCodes(Int32Array.of(-1, -1), 2)).toBe(1);
    expect(bitsOfCodes(Int32Array.of(0, 6, 99), 2)).toBe(3);
    expect(bitsOfCodes({ entries: new Int32Array(0), codeOf: Int32Array.of(-2, 7), valid: null }, 0)).toBe(4);
    expect(shiftCodes(Int32Array.of(-2, -1, 0, 5), 4)).toEqual(Int32Array.of(0, 0, 16, 96));
  });
});

describe('a coder gives entries', () => {
  const dictionary = textColumn(['a', 'b', 'never', 'a']);
  const coded = (codes: readonly number[], of = dictionary, valid: Uint8Array | null = null): CodableColumn => ({ kind: 'coded', rows: codes.length, valid, codes: Int32Array.from(codes), dictionary: of });
  const many = (codes: readonly number[]): readonly number[] => Array.from({ length: 32 }, (_, row) => codes[row % codes.length]!);

  test('with the codes that rows would get, batch after batch, whichever way they are asked for', () => {
    fc.assert(fc.property(fc.array(fc.record({ rows: fc.array(fc.nat(3), { minLength: 1, maxLength: 4 }), asks: fc.boolean(), isNew: fc.boolean() }), { maxLength: 5 }), (batches) => {
      const coder = columnCoder();
      const reference = columnCoder();
      for (const { rows, asks, isNew } of batches) {
        const batch = coded(many(rows), isNew ? textColumn(['b', 'c', 'a', 'd']) : dictionary);
        const [codes, expected] = [new Int32Array(32), new Int32Array(32)];
        reference.encode(batch, expected);
        if (asks) codes.set(plainCodes(coder.entries(batch)!, 32));
        else coder.encode(batch, codes);
        expect(codes).toEqual(expected);
      }
      expect(coder.size).toBe(reference.size);
    }), { numRuns: 100 });
  });
  test('an entry that no row has never enters, and a null row may name it', () => {
    const coder = columnCoder();
    const valid = bitsOf(Array.from({ length: 32 }, (_, row) => row % 3 !== 2));
    coder.entries(coded(many([0, 1, 2]), dictionary, valid));
    expect(coder.size).toBe(2);
  });
  test('but none for a plain column, nor for a dictionary that is large beside the rows', () => {
    expect(columnCoder().entries(textColumn(['a']))).toBeNull();
    expect(columnCoder().entries({ kind: 'int32', rows: 1, valid: null, values: Int32Array.of(1) })).toBeNull();
    expect(columnCoder().entries(coded([0, 1, 0, 1]))).toBeNull();
  });
  test('and refuses a column of another kind', () => {
    const coder = columnCoder();
    coder.entries(coded(many([0])));
    expect(() => coder.entries({ kind: 'int32', rows: 1, valid: null, values: Int32Array.of(1) })).toThrow(TypeError);
  });
});
