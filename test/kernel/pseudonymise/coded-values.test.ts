// Codes put together from pieces, against the same codes made in one piece; expectations are ten naive lines.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { faultsOf, joinValues, type CodedValues } from '../../../src/pseudonymise/kernel/coded-values.ts';

/** A row: a code, nothing, or a reason from 2 up. */
type Row = string | null | number;

const isCode = (row: Row): row is string => typeof row === 'string';

function reasonsOf(rows: readonly Row[]): Uint8Array {
  return Uint8Array.from(rows, (row) => (isCode(row) ? 0 : row ?? 1));
}

function validOf(rows: readonly Row[]): Uint8Array {
  const valid = new Uint8Array((rows.length + 7) >> 3);
  rows.forEach((row, index) => { if (isCode(row)) valid[index >> 3]! |= 1 << (index & 7); });
  return valid;
}

function valuesOf(rows: readonly Row[], width: number | null): CodedValues {
  const texts = rows.map((row) => (isCode(row) ? row : ''));
  const bytes = Buffer.from(width === null ? texts.join('') : texts.map((text) => text.padEnd(width, '\0')).join(''), 'latin1');
  const offsets = Int32Array.from({ length: rows.length + 1 }, (_, row) => texts.slice(0, row).join('').length);
  const valid = validOf(rows);
  return { rows: rows.length, codes: width === null ? { kind: 'text', offsets, bytes } : { kind: 'binary', width, bytes }, valid, faults: faultsOf(valid, reasonsOf(rows)) };
}

const plain = ({ rows, codes, valid, faults }: CodedValues): unknown => ({
  rows, valid: [...valid], ...codes, bytes: Buffer.from(codes.bytes).toString('latin1'), ...(codes.kind === 'text' ? { offsets: [...codes.offsets] } : {}),
  faulty: faults === null ? null : [...faults.faultyParts],
  reasons: faults === null ? null : [...faults.faultyParts.keys()].filter((row) => faults.faultyParts[row] === 1).map((row) => faults.reasons[0]![row]),
});

const row = fc.oneof({ weight: 5, arbitrary: fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 4 }) }, fc.constant(null), fc.constantFrom(2, 3));
const piece = fc.nat(3).chain((eights) => fc.array(row, { minLength: 8 * eights, maxLength: 8 * eights }));

describe('pieces put together', () => {
  test.each([['text', null], ['bytes of one width', 4]] as const)('are what one piece would be, as %s', (_name, width) => {
    fc.assert(fc.property(fc.array(piece, { maxLength: 4 }), fc.array(row, { maxLength: 11 }), (pieces, last) => {
      expect(plain(joinValues([...pieces, last].map((rows) => valuesOf(rows, width))))).toEqual(plain(valuesOf([...pieces, last].flat(), width)));
    }), { numRuns: 200, seed: 1 });
  });

  test('are at least one, and whole eights of rows but for the last', () => {
    expect(() => joinValues([])).toThrow('pieces: expected at least one');
    expect(() => joinValues([valuesOf(['a'], 1), valuesOf(['b'], 1)])).toThrow('multiples of 8 rows');
    const single = valuesOf(['a', null], 1);
    expect(joinValues([single])).toBe(single);
  });
});

describe('faults', () => {
  test('are the rows that have a reason and no code, nulls excepted', () => {
    fc.assert(fc.property(fc.array(row, { maxLength: 40 }), (rows) => {
      const faults = faultsOf(validOf(rows), reasonsOf(rows));
      const expected = rows.map((value) => (typeof value === 'number' ? 1 : 0));
      expect(faults === null ? null : [...faults.faultyParts]).toEqual(expected.includes(1) ? expected : null);
    }), { numRuns: 300, seed: 1 });
  });

  test('are none when a value failed at a level that nobody asked for', () => {
    expect(faultsOf(Uint8Array.of(0b11), Uint8Array.of(0, 6))).toBeNull();
  });
});
