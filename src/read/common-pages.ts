import { pageKernel, readPage, type PageKernel, type PageRows, type StoredPage, type ValueLayout } from '../parquet/index.ts';
import { CODEC } from './kernel/codec.ts';
import { ENCODING, PHYSICAL } from './kernel/parquet-footer.ts';
import type { Page, PageColumn } from './kernel/parquet-page-file.ts';
import { PAGE } from './kernel/parquet-page.ts';
import { physicalLayout } from './kernel/parquet-value.ts';
import type { RawColumn } from './kernel/raw-column.ts';

/** Codes of texts, or values. */
export type CommonRows = Extract<PageRows, { readonly kind: 'codes' }> | { readonly kind: 'values'; readonly raw: RawColumn };

/**
 * Reads the pages that most writers write: values one after the other, or codes of a dictionary, as they are or in Snappy. Others are left to
 * the decoder library, which is loaded when it is first needed.
 */
export interface CommonPages {
  /** Tells whether a page is one of these; codes with the dictionary that was found before, `null` when none was. */
  takes(page: Page, dictionary: Page | null): boolean;
  /** Reads a page that it takes; `null` when it contradicts itself. */
  read(page: Page, dictionary: Page | null): CommonRows | null;
}

/** Rows of a page beyond which it is decoded in steps, by the decoder. */
const MAX_ROWS = 1 << 21;

const LAYOUTS: ReadonlyMap<number, ValueLayout> = new Map<number, ValueLayout>([
  [PHYSICAL.bytes, 'texts'], [PHYSICAL.int32, 4], [PHYSICAL.float, 4], [PHYSICAL.int64, 8], [PHYSICAL.double, 8],
]);

/** One for all columns: its memory is used again for each page. */
let kernel: PageKernel | null = null;

/**
 * Makes the reader of a column's common pages.
 *
 * @param column - how its values are stored.
 * @returns the reader. Codes stay codes where texts are stored, and are looked up where numbers are.
 */
export function commonPages({ physical, nullable, codec }: PageColumn): CommonPages {
  const layout = LAYOUTS.get(physical);
  let numbers: Uint8Array | null = null;
  const rowsOf = (page: Page, dictionary: Page | null): PageRows | null => readPage(storedPage(page, nullable, codec), layout!, dictionary?.values ?? 0, (kernel ??= pageKernel()));
  const takes = (page: Page, dictionary: Page | null): boolean => {
    if (layout === undefined || (codec !== CODEC.none && codec !== CODEC.snappy && page.compressed)) return false;
    if (page.values > MAX_ROWS || (!nullable && page.levelBytes > 0)) return false;
    return page.encoding === ENCODING.plain || (usesDictionary(page) && dictionary !== null && takes(dictionary, null));
  };
  return {
    takes,
    read(page, dictionary) {
      const read = rowsOf(page, dictionary);
      if (read === null || (read.kind === 'codes' && layout === 'texts')) return read;
      const { rows, valid } = read;
      const laidOut = { ...physicalLayout(physical, 0), rows, valid };
      if (read.kind === 'texts') return { kind: 'values', raw: { ...laidOut, values: new Uint8Array(read.texts.ends.buffer), blocks: [read.texts.bytes] } };
      if (read.kind === 'numbers') return { kind: 'values', raw: { ...laidOut, values: read.numbers, blocks: [] } };
      if (numbers === null) {
        const entries = rowsOf(dictionary!, null);
        if (entries?.kind !== 'numbers') return null;
        numbers = entries.numbers;
      }
      return { kind: 'values', raw: { ...laidOut, values: lookUp(read.codes, numbers, layout as 4 | 8), blocks: [] } };
    },
  };
}

/**
 * Says of a page what must be known to read it.
 *
 * @param page - a page.
 * @param nullable - whether rows may have no value.
 * @param codec - how it is compressed, unless it says that it is not: none, or Snappy.
 * @returns the page; it shares its bytes.
 */
export function storedPage(page: Page, nullable: boolean, codec: number): StoredPage {
  const { kind, payload, plainBytes, values, levelBytes, compressed } = page;
  const levels = kind === PAGE.dictionary || !nullable ? 'none' : kind === PAGE.data2 ? levelBytes : 'inside';
  return { payload, plainBytes, values, levels, isCoded: usesDictionary(page), isSnappy: compressed && codec === CODEC.snappy };
}

/**
 * Tells whether a page holds codes of a dictionary.
 *
 * @param page - a data page, or a dictionary whose encoding is written as plain.
 * @returns true for either of the two numbers that this has.
 */
export function usesDictionary(page: Page): boolean {
  return page.encoding === ENCODING.dictionary || page.encoding === ENCODING.plainDictionary;
}

function lookUp(codes: Int32Array, numbers: Uint8Array, width: 4 | 8): Uint8Array {
  // Of an empty dictionary no row has a value, and any number serves.
  const from = numbers.length === 0 ? new Int32Array(2) : new Int32Array(numbers.buffer as ArrayBuffer);
  const out = new Int32Array((codes.length * width) >> 2);
  if (width === 4) for (let row = 0; row < codes.length; row++) out[row] = from[codes[row]!]!;
  else {
    for (let row = 0; row < codes.length; row++) {
      out[2 * row] = from[2 * codes[row]!]!;
      out[2 * row + 1] = from[2 * codes[row]! + 1]!;
    }
  }
  return new Uint8Array(out.buffer);
}
