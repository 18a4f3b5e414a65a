// Columns as lists of plain values, made and read back without the bit machinery under test.
import fc from 'fast-check';
import type { CodedColumn, Column, TextColumn } from '../../../src/core/column.ts';
import { textColumnOf } from '../../text-column.ts';

/** Text, number, truth value; 64-bit numbers, instants and unscaled decimals are big integers; bytes are hexadecimal. */
export type NaiveValue = string | number | bigint | boolean;
export type NaiveValues = readonly (NaiveValue | null)[];
export type Kind = Column['kind'];

export const KINDS: readonly Kind[] = ['text', 'coded', 'int32', 'int64', 'float64', 'bool', 'date', 'timestamp', 'decimal', 'binary'];
export const WIDTH = 3;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

/** Arbitrary values of a kind, nulls among them. */
export function valuesOf(kind: Kind, maxLength = 40): fc.Arbitrary<NaiveValues> {
  const value: Record<Kind, fc.Arbitrary<NaiveValue>> = {
    text: fc.string({ unit: 'grapheme', maxLength: 6 }),
    coded: fc.constantFrom('', 'a', 'é', 'Corrèze', '🙂'),
    int32: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    int64: fc.bigInt(INT64),
    float64: fc.double(),
    bool: fc.boolean(),
    date: fc.integer({ min: -100_000, max: 100_000 }),
    timestamp: fc.bigInt(INT64),
    decimal: fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
    binary: fc.array(fc.integer({ min: 0, max: 255 }), { minLength: WIDTH, maxLength: WIDTH }).map(hex),
  };
  return fc.array(fc.option(value[kind], { freq: 4 }), { maxLength });
}

/** A kind with values of it. */
export const kindAndValues: fc.Arbitrary<{ kind: Kind; values: NaiveValues }> = fc
  .constantFrom(...KINDS)
  .chain((kind) => valuesOf(kind).map((values) => ({ kind, values })));

function hex(bytes: ArrayLike<number>): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A bitmap of flags; the spare bits of the last byte are junk, as other programs may leave them. */
function bits(flags: readonly boolean[]): Uint8Array {
  const out = new Uint8Array(Math.ceil(flags.length / 8));
  for (let row = 0; row < 8 * out.length; row++) if (flags[row] ?? true) out[Math.floor(row / 8)]! += 2 ** (row % 8);
  return out;
}

function bit(bytes: Uint8Array, row: number): boolean {
  return Math.floor(bytes[Math.floor(row / 8)]! / 2 ** (row % 8)) % 2 === 1;
}

/** Makes a column; null rows hold junk where the kind allows it, since nobody may read them. */
export function naiveColumn(kind: Kind, values: NaiveValues): Column {
  const rows = values.length;
  const valid = values.includes(null) ? bits(values.map((value) => value !== null)) : null;
  const numbers = (): number[] => values.map((value) => (value === null ? -7 : (value as number)));
  const bigs = (): bigint[] => values.map((value) => (value === null ? -7n : (value as bigint)));
  switch (kind) {
    case 'text':
      return { kind, ...textColumnOf(values.map((value) => (value === null ? 'junk' : (value as string))), 5), valid };
    case 'coded':
      return codedColumn(values as readonly (string | null)[]);
    case 'int32':
      return { kind, rows, valid, values: Int32Array.from(numbers()) };
    case 'int64':
      return { kind, rows, valid, values: BigInt64Array.from(bigs()) };
    case 'float64':
      return { kind, rows, valid, values: Float64Array.from(numbers()) };
    case 'bool':
      return { kind, rows, valid, bits: bits(values.map((value) => value !== false)) };
    case 'date':
      return { kind, rows, valid, days: Int32Array.from(numbers()) };
    case 'timestamp':
      return { kind, rows, valid, micros: BigInt64Array.from(bigs()) };
    case 'decimal':
      return { kind, rows, valid, precision: 38, scale: 2, limbs: Uint32Array.from(bigs().flatMap((value) => [0n, 32n, 64n, 96n].map((shift) => Number((value >> shift) & 0xffffffffn)))) };
    case 'binary':
      return { kind, rows, valid, width: WIDTH, bytes: Uint8Array.from(values.flatMap((value) => (value === null ? [7, 7, 7] : (value as string).match(/../g)!.map((pair) => parseInt(pair, 16))))) };
  }
}

/** Makes a coded column whose dictionary also has a text nobody uses; null rows have the last code. */
export function codedColumn(values: readonly (string | null)[], unused = 'unused'): CodedColumn {
  const texts = [...new Set(values.filter((value) => value !== null)), unused];
  const codes = Int32Array.from(values, (value) => (value === null ? texts.length - 1 : texts.indexOf(value)));
  const valid = values.includes(null) ? bits(values.map((value) => value !== null)) : null;
  return { kind: 'coded', rows: values.length, valid, codes, dictionary: { kind: 'text', ...textColumnOf(texts, 3) } };
}

function textAt({ bytes, offsets }: TextColumn, row: number): string {
  return decoder.decode(bytes.slice(offsets[row], offsets[row + 1]));
}

/** Reads the values of a column, one by one. */
export function naiveValues(column: Column): NaiveValues {
  return Array.from({ length: column.rows }, (_, row): NaiveValue | null => {
    if (column.valid !== null && !bit(column.valid, row)) return null;
    switch (column.kind) {
      case 'text':
        return textAt(column, row);
      case 'coded':
        return textAt(column.dictionary, column.codes[row]!);
      case 'int32':
      case 'int64':
      case 'float64':
        return column.values[row]!;
      case 'bool':
        return bit(column.bits, row);
      case 'date':
        return column.days[row]!;
      case 'timestamp':
        return column.micros[row]!;
      case 'decimal': {
        const unsigned = [3, 2, 1, 0].reduce((sum, limb) => sum * 2n ** 32n + BigInt(column.limbs[4 * row + limb]!), 0n);
        return unsigned >= 2n ** 127n ? unsigned - 2n ** 128n : unsigned;
      }
      case 'binary':
        return hex(column.bytes.slice(WIDTH * row, WIDTH * (row + 1)));
    }
  });
}

/** The bytes of a text, for comparisons. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}
