import { ENCODING } from './parquet-footer.ts';
import { readSigned, readStruct, THRIFT, thriftReader } from './thrift.ts';

/** Kinds of pages, by their numbers. */
export const PAGE: Readonly<Record<'data' | 'index' | 'dictionary' | 'data2', number>> = Object.freeze({ data: 0, index: 1, dictionary: 2, data2: 3 });

/** What the header of a page says. */
export interface PageHeader {
  readonly kind: number;
  /** Bytes of the header itself. */
  readonly headerBytes: number;
  /** Bytes behind the header. */
  readonly storedBytes: number;
  /** Bytes once decompressed. */
  readonly plainBytes: number;
  /** Rows of a data page, values of a dictionary page. */
  readonly values: number;
  readonly encoding: number;
  /** Bytes of repetition and definition levels in front of a version 2 page, never compressed; otherwise 0. */
  readonly levelBytes: number;
  /** Whether the values of a version 2 page are compressed; true for the others. */
  readonly compressed: boolean;
}

/** Bytes a page header may take; statistics make it long, but not longer than this. */
export const MAX_HEADER_BYTES: number = 1 << 20;

const DATA_ENCODINGS: readonly number[] = Object.values(ENCODING);

/**
 * Reads the header of a page.
 *
 * @param bytes - bytes of the file.
 * @param at - where the header starts.
 * @param end - one past the last byte there is.
 * @returns the header; its sizes are not negative, its rows are those of a column without lists.
 * @throws {RangeError} when the bytes end within the header, or it is not one.
 */
export function readPageHeader(bytes: Uint8Array, at: number, end: number): PageHeader {
  const reader = thriftReader(bytes, at, end);
  const page: Record<number, number> = {};
  let inner: Record<number, number> | null = null;
  let innerField = 0;
  let compressed = true;
  readStruct(reader, (field, type) => {
    if (type === THRIFT.i32) page[field] = readSigned(reader);
    else if (type === THRIFT.struct && field >= 5 && field <= 8) {
      const numbers: Record<number, number> = {};
      innerField = field;
      readStruct(reader, (subfield, subtype) => {
        if (field === 8 && subfield === 7) compressed = subtype === THRIFT.true;
        if (subtype !== THRIFT.i32) return false;
        numbers[subfield] = readSigned(reader);
        return true;
      });
      inner = numbers;
    } else return false;
    return true;
  });
  const { 1: kind, 2: plainBytes, 3: storedBytes } = page;
  if (kind === undefined || plainBytes === undefined || storedBytes === undefined || plainBytes < 0 || storedBytes < 0) {
    throw new RangeError('page: expected a kind and two sizes');
  }
  const headerBytes = reader.at - at;
  if (kind === PAGE.index) return { kind, headerBytes, storedBytes, plainBytes, values: 0, encoding: 0, levelBytes: 0, compressed };
  const expectedField = kind === PAGE.data ? 5 : kind === PAGE.dictionary ? 7 : kind === PAGE.data2 ? 8 : 0;
  if (inner === null || innerField !== expectedField) throw new RangeError('page: expected the header of its kind');
  const numbers: Record<number, number> = inner;
  const values = numbers[1] ?? -1;
  const encoding = (kind === PAGE.data2 ? numbers[4] : numbers[2]) ?? -1;
  const levelBytes = kind === PAGE.data2 ? (numbers[5] ?? -1) + (numbers[6] ?? -1) : 0;
  if (values < 0 || values > 0x7fffffff || !DATA_ENCODINGS.includes(encoding)) throw new RangeError('page: expected a number of values and an encoding');
  if (kind === PAGE.data2 && (numbers[3] !== values || numbers[6] !== 0 || levelBytes < 0 || levelBytes > Math.min(plainBytes, storedBytes))) {
    throw new RangeError('page: expected one value a row');
  }
  return { kind, headerBytes, storedBytes, plainBytes, values, encoding, levelBytes, compressed };
}
