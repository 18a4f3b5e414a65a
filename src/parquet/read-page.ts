import { readLevels, readRuns } from './hybrid-runs.ts';
import type { PageKernel } from './page-kernel.ts';
import type { PageTexts } from './split-texts.ts';

/** A page of a column without lists, as its file has it. */
export interface StoredPage {
  /** What lies behind the page's header. */
  readonly payload: Uint8Array;
  /** Bytes once nothing is compressed any more. */
  readonly plainBytes: number;
  /** Rows of a data page, values of a dictionary. */
  readonly values: number;
  /** Whether Snappy is to be undone, of what lies behind the levels. */
  readonly isSnappy: boolean;
  /** Whether the values are codes of a dictionary. */
  readonly isCoded: boolean;
  /**
   * Bytes in front that say which rows have a value; `inside` where their number stands in front of them, inside what is compressed, and
   * `none` where every row has one.
   */
  readonly levels: number | 'inside' | 'none';
}

/** How the values of a column lie, where they are no codes: texts, or numbers of so many bytes. */
export type ValueLayout = 'texts' | 4 | 8;

/** Rows of a page. */
export type PageRows = {
  readonly rows: number;
  /** Validity bits; `null` when every row has a value. */
  readonly valid: Uint8Array | null;
} & (
  | { readonly kind: 'texts'; readonly texts: PageTexts }
  /** Numbers of the layout's width, little-endian; zeros where a row has none. */
  | { readonly kind: 'numbers'; readonly numbers: Uint8Array }
  /** Int32Array(rows), all of them entries of the dictionary; 0 where a row has none. */
  | { readonly kind: 'codes'; readonly codes: Int32Array }
);

/**
 * Reads a page.
 *
 * @param page - the page; its sizes have been checked.
 * @param layout - how values lie.
 * @param entries - values of the dictionary, for codes.
 * @param kernel - what does the slow part.
 * @returns its rows; `null` when the page contradicts itself.
 * @remarks O(rows and bytes). What it gives is no larger than 4 bytes a row and `plainBytes`, and 8 a row for numbers.
 */
export function readPage(page: StoredPage, layout: ValueLayout, entries: number, kernel: PageKernel): PageRows | null {
  const read = viewPage(page, layout, entries, kernel);
  return read?.kind === 'texts' ? { ...read, texts: { ends: read.texts.ends.slice(), bytes: read.texts.bytes.slice() } } : read;
}

/**
 * Reads a page to be looked at once.
 *
 * @param page - as of {@link readPage}, like all else.
 * @param layout - how values lie.
 * @param entries - values of the dictionary, for codes.
 * @param kernel - what does the slow part.
 * @returns as {@link readPage}, but that texts lie in memory of the kernel, until it reads another page.
 */
export function viewPage(page: StoredPage, layout: ValueLayout, entries: number, kernel: PageKernel): PageRows | null {
  const { values: rows } = page;
  const plain = plainPage(page, kernel);
  if (plain === null) return null;
  const levels = levelsOf(page, plain);
  if (levels === null) return null;
  const { valid, present, at } = levels;
  const stored = plain.subarray(at);
  if (page.isCoded) {
    const codes = codesOf(stored, present, entries);
    return codes === null ? null : { kind: 'codes', rows, valid, codes: valid === null ? codes : spread(codes, rows, valid) };
  }
  if (layout === 'texts') {
    const texts = kernel.splitTexts(stored, rows, valid);
    return texts === null ? null : { kind: 'texts', rows, valid, texts };
  }
  if (stored.length < present * layout) return null;
  const numbers = new Uint8Array(stored.subarray(0, present * layout));
  return { kind: 'numbers', rows, valid, numbers: valid === null ? numbers : spreadNumbers(numbers, rows, valid, layout) };
}

function plainPage({ payload, plainBytes, isSnappy, levels }: StoredPage, kernel: PageKernel): Uint8Array | null {
  if (!isSnappy) return payload;
  const front = typeof levels === 'number' ? levels : 0;
  const packed = payload.subarray(front);
  const undone = packed.length === 0 && plainBytes === front ? packed : kernel.unsnap(packed, plainBytes - front);
  if (undone === null || front === 0) return undone;
  const plain = new Uint8Array(plainBytes);
  plain.set(payload.subarray(0, front));
  plain.set(undone, front);
  return plain;
}

/** Which rows have a value, and where values begin. */
function levelsOf({ values: rows, levels }: StoredPage, plain: Uint8Array): { readonly valid: Uint8Array | null; readonly present: number; readonly at: number } | null {
  if (levels === 'none') return { valid: null, present: rows, at: 0 };
  const from = levels === 'inside' ? 4 : 0;
  if (plain.length < from) return null;
  const length = levels === 'inside' ? new DataView(plain.buffer, plain.byteOffset, 4).getUint32(0, true) : levels;
  const at = from + length;
  if (at > plain.length) return null;
  const read = readLevels(plain, from, at, rows);
  if (read === null) return null;
  return { valid: read.present === rows ? null : read.valid, present: read.present, at };
}

/** Reads codes; the first byte says how many bits one has. */
function codesOf(stored: Uint8Array, count: number, entries: number): Int32Array | null {
  const codes = new Int32Array(count);
  if (count === 0) return codes;
  const width = stored[0];
  if (width === undefined || width > 31 || !readRuns(stored, 1, stored.length, width, codes)) return null;
  let isOutside = 0;
  for (let index = 0; index < count; index++) isOutside |= codes[index]! >>> 0 >= entries ? 1 : 0;
  return isOutside === 0 ? codes : null;
}

function spread(codes: Int32Array, rows: number, valid: Uint8Array): Int32Array {
  const out = new Int32Array(rows);
  let next = 0;
  for (let row = 0; row < rows; row++) if ((valid[row >> 3]! & (1 << (row & 7))) !== 0) out[row] = codes[next++]!;
  return out;
}

function spreadNumbers(numbers: Uint8Array, rows: number, valid: Uint8Array, width: 4 | 8): Uint8Array {
  const from = new Int32Array(numbers.buffer, numbers.byteOffset, numbers.length >> 2);
  const out = new Int32Array((rows * width) >> 2);
  const isWide = width === 8;
  let next = 0;
  for (let row = 0; row < rows; row++) {
    if ((valid[row >> 3]! & (1 << (row & 7))) === 0) continue;
    if (isWide) {
      out[2 * row] = from[next]!;
      out[2 * row + 1] = from[next + 1]!;
      next += 2;
    } else out[row] = from[next++]!;
  }
  return new Uint8Array(out.buffer);
}
