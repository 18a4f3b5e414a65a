import { byteDictionary, restoreByteDictionary } from './byte-dictionary.ts';
import type { ByteDictionary } from './byte-dictionary.ts';
import { validityOf } from './codable-column.ts';
import type { CodableColumn, CodableText } from './codable-column.ts';
import type { EntryCodes } from './entry-codes.ts';
import { fixedDictionary, restoreFixedDictionary } from './fixed-dictionary.ts';
import type { FixedDictionary } from './fixed-dictionary.ts';
import { gatherCodes } from './gather-codes.ts';
import { numberDictionary, restoreNumberDictionary } from './number-dictionary.ts';
import type { NumberArrays, NumberDictionary } from './number-dictionary.ts';
import { numberWindow } from './number-window.ts';
import { orderByBytes } from './order-by-bytes.ts';
import { orderByValue } from './order-by-value.ts';

/** The dictionary behind a coder, for one kind of column. */
export interface CodedValues {
  readonly kind: CodableColumn['kind'];
  readonly size: number;
  readonly byteLength: number;
  accepts(column: CodableColumn): boolean;
  encode(column: CodableColumn, codes: Int32Array): void;
  /** Codes the entries that the rows have; `null` for a column without dictionary, or with few rows beside it. */
  entries?(column: CodableColumn): EntryCodes | null;
  gather(codes: Int32Array): CodableColumn;
  /** All values by code, where that takes less than to gather them; to use before more are added. */
  all?(): CodableColumn;
  order(): Int32Array;
  snapshot(): Uint8Array;
  /** Two numbers that a decimal or binary type has beside its name. */
  readonly details: readonly [number, number];
}

/** Kinds of coded columns, by their number in a snapshot. */
export const KINDS: readonly CodableColumn['kind'][] = ['text', 'int32', 'date', 'int64', 'timestamp', 'float64', 'bool', 'decimal', 'binary'];

/**
 * Makes the dictionary of a kind from a snapshot.
 *
 * @param kind - kind of the columns.
 * @param stored - what `snapshot()` of the dictionary returned.
 * @param one - first of its details.
 * @param two - second of its details.
 * @returns the dictionary, with the same codes.
 */
export function restoredValues(kind: CodableColumn['kind'], stored: Uint8Array, one: number, two: number): CodedValues {
  switch (kind) {
    case 'text':
    case 'coded':
      return textValues(restoreByteDictionary(stored));
    case 'bool':
      return BOOL_VALUES;
    case 'decimal':
    case 'binary':
      return wideValues(kind, one, two, restoreFixedDictionary(stored));
    default:
      return numberValues(kind, restoredNumbers(kind, stored));
  }
}

/**
 * Makes the dictionary for a column.
 *
 * @param column - any batch of the column.
 * @returns an empty dictionary of its kind.
 */
export function valuesFor(column: CodableColumn): CodedValues {
  switch (column.kind) {
    case 'text':
    case 'coded':
      return textValues();
    case 'bool':
      return BOOL_VALUES;
    case 'int32':
    case 'date':
      return numberValues(column.kind, numberDictionary('int32'));
    case 'int64':
    case 'timestamp':
      return numberValues(column.kind, numberDictionary('int64'));
    case 'float64':
      return numberValues(column.kind, numberDictionary('float64'));
    case 'decimal':
      return wideValues('decimal', column.precision, column.scale, fixedDictionary(16));
    case 'binary':
      return wideValues('binary', column.width, 0, fixedDictionary(column.width));
  }
}

/**
 * Makes a dictionary of texts, plain or coded.
 *
 * @param dictionary - where the texts lie.
 * @returns the dictionary.
 */
export function textValues(dictionary: ByteDictionary = byteDictionary()): CodedValues {
  let known: KnownEntries | null = null;
  /** Codes the entries of a dictionary that a batch has, unless every entry has its code. */
  const entriesOf = (column: Coded): Int32Array => {
    if (known?.of !== column.dictionary) known = { of: column.dictionary, codeOf: new Int32Array(column.dictionary.rows).fill(UNKNOWN), missing: column.dictionary.rows };
    if (known.missing > 0) known.missing -= codeEntries(column, known.codeOf, dictionary);
    return known.codeOf;
  };
  return {
    kind: 'text',
    get size(): number {
      return dictionary.size;
    },
    get byteLength(): number {
      return dictionary.byteLength + (known?.codeOf.byteLength ?? 0);
    },
    accepts: ({ kind }) => kind === 'text' || kind === 'coded',
    encode(column, codes): void {
      if (column.kind === 'text') {
        dictionary.encode(column.offsets, column.bytes, column.valid, column.rows, codes);
      } else if (column.kind === 'coded') {
        gatherCodes(column.codes, column.valid, entriesOf(column), column.rows, codes);
      }
    },
    entries(column): EntryCodes | null {
      if (column.kind !== 'coded' || column.dictionary.rows * MIN_ROWS_PER_ENTRY > column.rows) return null;
      return { entries: column.codes, codeOf: entriesOf(column), valid: column.valid };
    },
    gather: (codes) => gatherText(dictionary, codes),
    all: () => ({ kind: 'text', rows: dictionary.size, valid: null, offsets: dictionary.offsets(), bytes: dictionary.bytes() }),
    order: () => orderByBytes(dictionary),
    snapshot: () => dictionary.snapshot(),
    details: [0, 0],
  };
}

/** A dictionary whose entries are being coded. */
interface KnownEntries {
  readonly of: CodableText;
  /** Int32Array(entries): codes; UNKNOWN for entries that no row had so far. */
  readonly codeOf: Int32Array;
  /** Entries without a code. */
  missing: number;
}

const UNKNOWN = -2;
/** Entries are looked at in every batch; with fewer rows than this for each, rows are coded instead. */
const MIN_ROWS_PER_ENTRY = 4;

type Coded = Extract<CodableColumn, { readonly kind: 'coded' }>;

/** Codes the entries of a dictionary that this batch uses and no batch before did, and counts them; unused ones never enter. */
function codeEntries({ codes, valid, rows, dictionary: { offsets, bytes } }: Coded, codeOf: Int32Array, into: ByteDictionary): number {
  const fresh: number[] = [];
  for (let row = 0; row < rows; row++) {
    if (valid !== null && ((valid[row >> 3]! >> (row & 7)) & 1) === 0) continue;
    const entry = codes[row]!;
    if (codeOf[entry] !== UNKNOWN) continue;
    codeOf[entry] = 0;
    fresh.push(entry);
  }
  if (fresh.length === 0) return 0;
  const ends = new Int32Array(fresh.length + 1);
  fresh.forEach((entry, index) => (ends[index + 1] = ends[index]! + offsets[entry + 1]! - offsets[entry]!));
  const texts = new Uint8Array(ends[fresh.length]!);
  fresh.forEach((entry, index) => texts.set(bytes.subarray(offsets[entry], offsets[entry + 1]), ends[index]));
  const found = new Int32Array(fresh.length);
  into.encode(ends, texts, null, fresh.length, found);
  fresh.forEach((entry, index) => (codeOf[entry] = found[index]!));
  return fresh.length;
}

function gatherText(dictionary: ByteDictionary, codes: Int32Array): CodableText {
  const offsets = dictionary.offsets();
  const bytes = dictionary.bytes();
  const rows = codes.length;
  const ends = new Int32Array(rows + 1);
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const code = codes[row]!;
    if (code >= 0) total += offsets[code + 1]! - offsets[code]!;
    if (total > 0x7fffffff) throw new RangeError('codes: expected texts of at most 2 GiB');
    ends[row + 1] = total;
  }
  const texts = new Uint8Array(total);
  for (let row = 0; row < rows; row++) {
    let at = ends[row]!;
    const end = ends[row + 1]!;
    for (let from = offsets[codes[row]!]!; at < end;) texts[at++] = bytes[from++]!;
  }
  return { kind: 'text', rows, valid: validityOf(codes), offsets: ends, bytes: texts };
}

function restoredNumbers(kind: NumberKind, stored: Uint8Array): AnyNumberDictionary {
  if (kind === 'float64') return restoreNumberDictionary('float64', stored);
  return kind === 'int32' || kind === 'date' ? restoreNumberDictionary('int32', stored) : restoreNumberDictionary('int64', stored);
}

type NumberKind = 'int32' | 'date' | 'int64' | 'timestamp' | 'float64';
type AnyNumberDictionary = NumberDictionary<NumberArrays['int32']> | NumberDictionary<NumberArrays['int64']> | NumberDictionary<NumberArrays['float64']>;

function numberValues(kind: NumberKind, dictionary: AnyNumberDictionary): CodedValues {
  const window = kind === 'int32' || kind === 'date' ? numberWindow(dictionary as NumberDictionary<NumberArrays['int32']>) : null;
  return {
    kind,
    get size(): number {
      return dictionary.size;
    },
    get byteLength(): number {
      return dictionary.byteLength + (window?.byteLength ?? 0);
    },
    accepts: (column) => column.kind === kind,
    encode(column, codes): void {
      if (window !== null && (column.kind === 'int32' || column.kind === 'date')) {
        window.encode(column.kind === 'date' ? column.days : column.values, column.valid, column.rows, codes);
        return;
      }
      const values = column.kind === 'timestamp' ? column.micros : 'values' in column ? column.values : null;
      (dictionary.encode as (values: unknown, valid: Uint8Array | null, rows: number, codes: Int32Array) => void)(values, column.valid, column.rows, codes);
    },
    gather(codes): CodableColumn {
      const base = { rows: codes.length, valid: validityOf(codes) };
      const all = dictionary.values();
      if (all instanceof BigInt64Array) {
        const values = new BigInt64Array(codes.length);
        codes.forEach((code, row) => {
          if (code >= 0) values[row] = all[code]!;
        });
        return kind === 'timestamp' ? { ...base, kind, micros: values } : { ...base, kind: 'int64', values };
      }
      const values = all instanceof Int32Array ? new Int32Array(codes.length) : new Float64Array(codes.length);
      codes.forEach((code, row) => {
        if (code >= 0) values[row] = all[code]!;
      });
      if (values instanceof Float64Array) return { ...base, kind: 'float64', values };
      return kind === 'date' ? { ...base, kind, days: values } : { ...base, kind: 'int32', values };
    },
    order: () => orderByValue(dictionary.values()),
    snapshot: () => dictionary.snapshot(),
    details: [0, 0],
  };
}

function wideValues(kind: 'decimal' | 'binary', one: number, two: number, dictionary: FixedDictionary): CodedValues {
  const { width } = dictionary;
  return {
    kind,
    get size(): number {
      return dictionary.size;
    },
    get byteLength(): number {
      return dictionary.byteLength;
    },
    accepts: (column) => (kind === 'decimal' ? column.kind === 'decimal' && column.scale === two : column.kind === 'binary' && column.width === width),
    encode(column, codes): void {
      const stored = column.kind === 'decimal' ? column.limbs : column.kind === 'binary' ? column.bytes : new Uint8Array(0);
      dictionary.encode(new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength), column.valid, column.rows, codes);
    },
    gather(codes): CodableColumn {
      const all = dictionary.bytes();
      const bytes = new Uint8Array(width * codes.length);
      for (let row = 0; row < codes.length; row++) {
        const code = codes[row]!;
        if (code >= 0) for (let index = 0; index < width; index++) bytes[width * row + index] = all[width * code + index]!;
      }
      const base = { rows: codes.length, valid: validityOf(codes) };
      if (kind === 'binary') return { ...base, kind, width, bytes };
      return { ...base, kind, precision: one, scale: two, limbs: new Uint32Array(bytes.buffer) };
    },
    order: () => orderFixed(dictionary, kind === 'decimal'),
    snapshot: () => dictionary.snapshot(),
    details: [one, two],
  };
}

/** Orders by bytes; little-endian integers first get their bytes reversed and their sign turned. */
function orderFixed({ size, width, ...dictionary }: FixedDictionary, integers: boolean): Int32Array {
  const bytes = dictionary.bytes().slice(0, width * size);
  for (let code = 0; integers && code < size; code++) {
    const value = bytes.subarray(width * code, width * (code + 1)).reverse();
    value[0]! ^= 0x80;
  }
  const offsets = new Int32Array(size + 1).map((_, code) => width * code);
  return orderByBytes({ size, offsets: () => offsets, bytes: () => bytes });
}

/** False has code 0 and true code 1, whichever came first. */
const BOOL_VALUES: CodedValues = {
  kind: 'bool',
  size: 2,
  byteLength: 0,
  accepts: ({ kind }) => kind === 'bool',
  encode(column, codes): void {
    if (column.kind !== 'bool') return;
    const { bits, valid, rows } = column;
    for (let row = 0; row < rows; row++) {
      const present = valid === null || ((valid[row >> 3]! >> (row & 7)) & 1) !== 0;
      codes[row] = present ? (bits[row >> 3]! >> (row & 7)) & 1 : -1;
    }
  },
  gather(codes): CodableColumn {
    const bits = new Uint8Array((codes.length + 7) >> 3);
    codes.forEach((code, row) => {
      if (code === 1) bits[row >> 3]! |= 1 << (row & 7);
    });
    return { kind: 'bool', rows: codes.length, valid: validityOf(codes), bits };
  },
  order: () => Int32Array.of(0, 1),
  snapshot: () => new Uint8Array(0),
  details: [0, 0],
};
