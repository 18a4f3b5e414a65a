import { byteDictionary, numberDictionary } from '../../../group/index.ts';

/** Distinct texts: value `v` is `bytes[offsets[v] … offsets[v + 1])`, UTF-8. */
export interface TextValues {
  readonly kind: 'text';
  readonly size: number;
  /** Int32Array(size + 1) from 0. */
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

/** Distinct numbers, none of them NaN or −0. */
export interface NumberValues {
  readonly kind: 'number';
  readonly size: number;
  /** Float64Array(size). */
  readonly numbers: Float64Array;
}

/** Distinct times in seconds since 1970-01-01T00:00:00. */
export interface TimeValues {
  readonly kind: 'time';
  readonly size: number;
  /** Float64Array(size). */
  readonly numbers: Float64Array;
  /** Whether they are days, without time of day. */
  readonly isDate: boolean;
}

/** Distinct lists of texts: list `v` is `elements[offsets[v] … offsets[v + 1])`. */
export interface TextListValues {
  readonly kind: 'texts';
  readonly size: number;
  /** Int32Array(size + 1) from 0. */
  readonly offsets: Int32Array;
  /** Numbers of texts, −1 for a null element. */
  readonly elements: Int32Array;
  readonly texts: TextValues;
}

/** Distinct lists of numbers. */
export interface NumberListValues {
  readonly kind: 'numbers';
  readonly size: number;
  /** Int32Array(size + 1) from 0. */
  readonly offsets: Int32Array;
  /** NaN for a null element. */
  readonly numbers: Float64Array;
}

/** Distinct values of one kind, numbered from 0. */
export type Values = TextValues | NumberValues | TimeValues | TextListValues | NumberListValues;

/** What was made of numbered things: distinct values, and which of them each thing became. */
export interface Derived<Made extends Values = Values> extends Renumbered<Made> {
  readonly codeOf: Int32Array;
}

/** Distinct values of numbered things, which may be the things themselves. */
export interface Renumbered<Made extends Values = Values> {
  readonly values: Made;
  /** Int32Array(things): number of the value, −1 where there is none; `null` where each thing is the value of its number. */
  readonly codeOf: Int32Array | null;
}

/** One expression over all records. */
export interface CodedRecords<Made extends Values = Values> extends Renumbered<Made> {
  /** Int32Array(records): the code of what the expression is made of, −1 for null. */
  readonly codes: Int32Array;
}

/**
 * Numbers the distinct texts of a column.
 *
 * @param offsets - Int32Array(rows + 1), ascending; need not start at 0.
 * @param bytes - UTF-8 text.
 * @param valid - validity bits, or `null` when no row is null.
 * @param rows - rows of the column.
 * @returns the texts by first appearance, and the text of each row.
 * @remarks O(bytes).
 */
export function distinctTexts(offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array | null, rows: number): Derived<TextValues> {
  const dictionary = byteDictionary();
  const codeOf = new Int32Array(rows);
  dictionary.encode(offsets, bytes, valid, rows, codeOf);
  return { values: { kind: 'text', size: dictionary.size, offsets: dictionary.offsets(), bytes: dictionary.bytes() }, codeOf };
}

/**
 * Numbers distinct numbers. NaN is no number and becomes null; −0 becomes 0.
 *
 * @param numbers - Float64Array(things).
 * @returns the numbers by first appearance, and the number of each thing.
 */
export function distinctNumbers(numbers: Float64Array): Derived<NumberValues> {
  const dictionary = numberDictionary('float64');
  const codeOf = new Int32Array(numbers.length);
  dictionary.encode(numbers, presentBits(numbers), numbers.length, codeOf);
  return { values: { kind: 'number', size: dictionary.size, numbers: dictionary.values() }, codeOf };
}

/**
 * Numbers distinct times; see {@link distinctNumbers}.
 *
 * @param seconds - Float64Array(things): seconds since 1970-01-01T00:00:00, NaN for none.
 * @param isDate - whether they are days, without time of day.
 * @returns the times by first appearance, and the time of each thing.
 */
export function distinctTimes(seconds: Float64Array, isDate: boolean): Derived<TimeValues> {
  const { values, codeOf } = distinctNumbers(seconds);
  return { values: { ...values, kind: 'time', isDate }, codeOf };
}

function presentBits(numbers: Float64Array): Uint8Array | null {
  let bits: Uint8Array | null = null;
  for (let index = 0; index < numbers.length; index++) {
    if (!Number.isNaN(numbers[index])) continue;
    bits ??= new Uint8Array((numbers.length + 7) >> 3).fill(0xff);
    bits[index >> 3]! &= ~(1 << (index & 7));
  }
  return bits;
}

/**
 * Numbers distinct lists of texts.
 *
 * @param texts - what the elements are.
 * @param offsets - Int32Array(lists + 1) from 0.
 * @param elements - numbers of texts, −1 for a null element.
 * @param valid - validity bits, or `null` when no list is null.
 * @returns the lists by first appearance, and the list of each thing. Texts that no list has may stay.
 */
export function distinctTextLists(texts: TextValues, offsets: Int32Array, elements: Int32Array, valid: Uint8Array | null): Derived<TextListValues> {
  const found = distinctWide(offsets, elements, valid);
  return { values: { kind: 'texts', size: found.size, offsets: found.offsets, elements: new Int32Array(found.bytes.buffer), texts }, codeOf: found.codeOf };
}

/**
 * Numbers distinct lists of numbers.
 *
 * @param offsets - Int32Array(lists + 1) from 0.
 * @param numbers - the elements; NaN for a null element, and no −0.
 * @param valid - validity bits, or `null` when no list is null.
 * @returns the lists by first appearance, and the list of each thing.
 */
export function distinctNumberLists(offsets: Int32Array, numbers: Float64Array, valid: Uint8Array | null): Derived<NumberListValues> {
  const found = distinctWide(offsets, numbers, valid);
  return { values: { kind: 'numbers', size: found.size, offsets: found.offsets, numbers: new Float64Array(found.bytes.buffer) }, codeOf: found.codeOf };
}

/** Lists are told apart by the bytes of their elements. */
function distinctWide(offsets: Int32Array, elements: Int32Array | Float64Array, valid: Uint8Array | null): { size: number; offsets: Int32Array; bytes: Uint8Array<ArrayBuffer>; codeOf: Int32Array } {
  const { BYTES_PER_ELEMENT: width } = elements;
  if (elements.length > 0x7fffffff / width) throw new RangeError('lists: expected at most 2 GiB of elements');
  const dictionary = byteDictionary();
  const lists = offsets.length - 1;
  const codeOf = new Int32Array(lists);
  const bytes = new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);
  dictionary.encode(offsets.map((offset) => offset * width), bytes, valid, lists, codeOf);
  // Copied before viewed: the dictionary's bytes need not lie at a multiple of the width.
  return { size: dictionary.size, offsets: dictionary.offsets().map((offset) => offset / width), bytes: new Uint8Array(dictionary.bytes()), codeOf };
}

/**
 * Puts two maps of numbers one after the other.
 *
 * @param first - Int32Array, −1 for none; `null` leaves every number as it is.
 * @param second - Int32Array: what becomes of each result of the first; `null` leaves it as it is.
 * @returns what becomes of each number; one of the maps where the other leaves all as it is.
 */
export function composeCodes(first: Int32Array, second: Int32Array | null): Int32Array;
export function composeCodes(first: Int32Array | null, second: Int32Array | null): Int32Array | null;
export function composeCodes(first: Int32Array | null, second: Int32Array | null): Int32Array | null {
  if (first === null || second === null) return first ?? second;
  return first.map((code) => (code < 0 ? -1 : second[code]!));
}

/**
 * Gives the value of each record.
 *
 * @param records - an expression over all records.
 * @returns Int32Array(records): number of the value, −1 for null; shared where no map had to be applied.
 */
export function valueCodes({ codes, codeOf }: Pick<CodedRecords, 'codes' | 'codeOf'>): Int32Array {
  if (codeOf === null) return codes;
  const out = new Int32Array(codes.length);
  for (let record = 0; record < codes.length; record++) {
    const code = codes[record]!;
    out[record] = code < 0 ? -1 : codeOf[code]!;
  }
  return out;
}
