import type { CodedColumn, Column, TextColumn } from '../core/column.ts';
import type { ColumnType } from '../core/column-type.ts';
import { DataError } from '../core/errors.ts';
import { joinColumns, sliceColumn } from '../core/slice.ts';
import { castColumn } from './cast.ts';
import { readPages, type PageSource } from './column-pages.ts';
import { commonPages, usesDictionary, type CommonRows } from './common-pages.ts';
import { CODEC, isUndoneOutside, storeBytes } from './kernel/codec.ts';
import { onlyColumn } from './kernel/ipc-stream.ts';
import { ENCODING, PHYSICAL, type ParquetColumn } from './kernel/parquet-footer.ts';
import { codesColumn, dictionaryAsData, dictionaryColumn, identityDictionary, makePageFile, type Page, type PageColumn } from './kernel/parquet-page-file.ts';
import { PAGE } from './kernel/parquet-page.ts';
import { logicalColumn, lowWords, physicalLayout } from './kernel/parquet-value.ts';
import type { RawColumn } from './kernel/raw-column.ts';
import { gatherCodes } from './kernel/text-layout.ts';
import type { PageDecoder } from './page-decoder.ts';

/** How a column of a row group is read. */
export interface CursorOptions extends PageSource {
  /** Loads the decoder, where there are pages that need it. */
  readonly decoder: () => Promise<PageDecoder>;
  readonly stored: ParquetColumn;
  readonly type: ColumnType;
  /** Whether text comes out as dictionary codes. */
  readonly coded: boolean;
  /** Number of the row group's first row, from 1. */
  readonly firstRow: number;
}

/** Reads a column of a row group from its first row to its last. */
export interface ColumnCursor {
  /**
   * Takes the next rows.
   *
   * @param rows - rows wanted, from 1 up.
   * @returns exactly so many rows.
   */
  take(rows: number): Promise<Column>;
  /** Makes sure that no page is left. */
  end(): Promise<void>;
}

/** Pages that are decoded together, and how far that is. */
interface PageRun {
  readonly file: readonly Uint8Array[];
  readonly layout: ReturnType<typeof physicalLayout>;
  /** Rows of the first page that were decoded before. */
  readonly skip: number;
  readonly rows: number;
  readonly isCoded: boolean;
  /** Whether 32-bit numbers are decoded as 64-bit ones, of which the low words count. */
  readonly isWide: boolean;
  done: number;
}

/** Bytes that a column's pages may take while they are decoded together, unless one page takes more. */
const RUN_BYTES = 1 << 23;
/** Bytes of values that are decoded at once; texts count as sixteen each. */
const STEP_BYTES = 1 << 24;
/** Batches that pages are decoded for at once. */
const RUN_BATCHES = 4;
const MAX_DICTIONARY = 1 << 22;
/** Bytes that the text of a column may take in a batch once codes are replaced by what they stand for. */
const MAX_TEXT_BYTES = 1 << 28;

/**
 * Starts reading a column of a row group.
 *
 * Texts in a dictionary never pass through the decoder row by row: their codes do, and their dictionary once, so that a
 * few bytes cannot grow to gigabytes, and so that text can stay coded.
 *
 * @param options - file, column and limits.
 * @returns the cursor; its methods throw a `DataError` for damaged pages and for values that do not fit the type.
 * @remarks Holds the pages of about one batch, compressed and decoded.
 */
export function columnCursor(options: CursorOptions): ColumnCursor {
  const pages = readPages(options);
  const { stored, chunk } = options;
  const physical = stored.physical === PHYSICAL.int96 ? PHYSICAL.fixed : stored.physical;
  const column: PageColumn = { physical, width: stored.width, nullable: stored.nullable, codec: isUndoneOutside(chunk.codec) ? CODEC.none : chunk.codec };
  const isText = physical === PHYSICAL.bytes && options.type === 'utf8';
  // Some writers start the differences of unsigned numbers above 2³¹, where a 32-bit decoder gives up.
  const isUnsigned = physical === PHYSICAL.int32 && stored.type.kind === 'int' && stored.type.bits === 32 && !stored.type.signed;
  const common = commonPages(column);
  const kindOf = (page: Page): 'common' | 'codes' | 'differences' | 'values' => {
    if (isPlainBytes(page) && common.takes(page, dictionary?.page ?? null)) return 'common';
    if (isUnsigned && page.encoding === ENCODING.deltaInteger) return 'differences';
    return isText && usesDictionary(page) ? 'codes' : 'values';
  };
  // Codes of byte strings that are no texts are looked up by the decoder.
  const isPlainBytes = (page: Page): boolean => isText || physical !== PHYSICAL.bytes || !usesDictionary(page);
  const maxRunRows = Math.max(1, Math.floor(STEP_BYTES / (stored.width > 0 ? stored.width : physical === PHYSICAL.bytes ? 16 : 8)));
  const held: Column[] = [];
  let heldRows = 0;
  let decodedRows = 0;
  let dictionary: { page: Page; text: TextColumn | null; identity: Page | null } | null = null;
  /** A page that was read and belongs to the next run, with its rows that were decoded already. */
  let ahead: { readonly page: Page; readonly skip: number } | null = null;
  let run: PageRun | null = null;
  let decoder: PageDecoder | null = null;

  async function nextPage(): Promise<Page | null> {
    for (;;) {
      const { value: page } = await pages.next();
      if (page === undefined) return null;
      if (page.kind !== PAGE.dictionary) {
        if (page.values === 0) continue;
        if (kindOf(page) !== 'common') decoder ??= await options.decoder();
        return page;
      }
      if (dictionary !== null || decodedRows > 0) throw damaged('a second dictionary');
      if (page.encoding !== ENCODING.plain && page.encoding !== ENCODING.plainDictionary) throw damaged('a dictionary in an unknown encoding');
      if (isText && page.values > MAX_DICTIONARY) throw tooLarge(`a dictionary of more than ${MAX_DICTIONARY} texts`);
      dictionary = { page: { ...page, encoding: ENCODING.plain }, text: null, identity: null };
      if (!common.takes(dictionary.page, null)) decoder ??= await options.decoder();
    }
  }

  async function startRun(first: Page, skip: number, wanted: number): Promise<PageRun> {
    const kind = kindOf(first);
    const gathered = [first];
    let rows = first.values - skip;
    let bytes = first.plainBytes;
    // A dictionary is decoded with every run, so that a run is worth several batches.
    const target = RUN_BATCHES * wanted;
    while (rows < target && (rows < wanted || bytes < RUN_BYTES)) {
      const page = await nextPage();
      if (page === null) break;
      if (kindOf(page) !== kind) {
        ahead = { page, skip: 0 };
        break;
      }
      gathered.push(page);
      rows += page.values;
      bytes += page.plainBytes;
    }
    // The end of a small page is decoded with the next run: that costs less than keeping and joining its rows.
    const last = gathered.at(-1)!;
    if (rows > target && 2 * last.values <= target) {
      ahead = { page: last, skip: last.values - (rows - target) };
      rows = target;
    }
    return { ...fileOf(kind, gathered), skip, rows, isCoded: kind === 'codes', isWide: kind === 'differences', done: 0 };
  }

  function fileOf(kind: ReturnType<typeof kindOf>, gathered: readonly Page[]): Pick<PageRun, 'file' | 'layout'> {
    if (kind === 'differences') return { file: makePageFile({ ...column, physical: PHYSICAL.int64 }, gathered), layout: physicalLayout(PHYSICAL.int64, 0) };
    const isDictionary = gathered.some(usesDictionary);
    if (isDictionary && dictionary === null) throw damaged('codes without a dictionary');
    if (kind === 'codes') return { file: makePageFile(codesColumn(column), [identity(), ...gathered]), layout: physicalLayout(PHYSICAL.int32, 0) };
    for (const page of gathered) if (page.encoding === ENCODING.deltaBytes && physical === PHYSICAL.bytes) checkPrefixes(page);
    return { file: makePageFile(column, isDictionary ? [dictionary!.page, ...gathered] : gathered), layout: physicalLayout(physical, stored.width) };
  }

  /** The dictionary of codes in place of texts, in the form the other pages have. */
  function identity(): Page {
    const entry = dictionary!;
    if (entry.identity === null) {
      const page = identityDictionary(entry.page.values);
      entry.identity = { ...page, payload: storeBytes(column.codec, page.payload) };
    }
    return entry.identity;
  }

  /** Texts that repeat the beginning of the one before may be long where their page is short. */
  function checkPrefixes(page: Page): void {
    const file = makePageFile({ ...column, physical: PHYSICAL.int32, width: 0 }, [{ ...page, encoding: ENCODING.deltaInteger }]);
    for (let done = 0, total = 0; done < page.values; done += maxRunRows) {
      const raw = decode(file, physicalLayout(PHYSICAL.int32, 0), done, Math.min(maxRunRows, page.values - done));
      const lengths = new Int32Array(raw.values.buffer, raw.values.byteOffset, raw.rows);
      for (const length of lengths) total += Math.max(0, length);
      if (total > options.maxPageBytes) throw tooLarge(`a page whose texts take more than ${options.maxPageBytes} bytes`);
    }
  }

  function decode(file: readonly Uint8Array[], layout: PageRun['layout'], skip: number, rows: number): RawColumn {
    const stream = decoder!.decode(file, skip, rows);
    if (stream === null) throw damaged('a page that cannot be decoded');
    const raw = onlyColumn(stream, layout);
    if (raw.rows !== rows) throw damaged('a page of fewer rows than it says');
    return raw;
  }

  function dictionaryText(): TextColumn {
    const entry = dictionary!;
    if (entry.text === null) {
      const { values } = entry.page;
      const empty: TextColumn = { kind: 'text', rows: 0, valid: null, offsets: new Int32Array(1), bytes: new Uint8Array(0) };
      if (values === 0) return (entry.text = empty);
      const read = common.takes(entry.page, null) ? readCommon(entry.page, null) : null;
      const raw = read?.kind === 'values' ? read.raw : decode(makePageFile(dictionaryColumn(column), [dictionaryAsData(entry.page)]), physicalLayout(PHYSICAL.bytes, 0), 0, values);
      try {
        entry.text = castColumn(raw, 'utf8', { source: options.file.source, column: options.column, firstRow: 1 }) as TextColumn;
      } catch (error) {
        // A row of the dictionary is no row of the table.
        if (error instanceof DataError) throw new DataError(error.code, 'text that is not UTF-8', { source: options.file.source, column: options.column });
        throw error;
      }
    }
    return entry.text;
  }

  function readCommon(page: Page, entries: Page | null): CommonRows {
    const read = common.read(page, entries);
    if (read === null) throw damaged('a page that cannot be decoded');
    return read;
  }

  function commonPart(page: Page): Column {
    const read = readCommon(page, dictionary?.page ?? null);
    if (read.kind === 'codes') return { kind: 'coded', rows: read.rows, valid: read.valid, codes: read.codes, dictionary: dictionaryText() };
    return valuesPart(read.raw);
  }

  function valuesPart(raw: RawColumn): Column {
    return settled(castColumn(logicalColumn(raw, stored), options.type, { source: options.file.source, column: options.column, firstRow: options.firstRow + decodedRows }));
  }

  async function decodeMore(wanted: number): Promise<void> {
    if (run === null || run.done === run.rows) {
      const page = ahead?.page ?? (await nextPage());
      const skip = ahead?.skip ?? 0;
      ahead = null;
      if (page === null) throw damaged('fewer rows than the file says');
      if (kindOf(page) === 'common') {
        hold(commonPart(page));
        return;
      }
      run = await startRun(page, skip, wanted);
    }
    const rows = Math.min(maxRunRows, run.rows - run.done);
    const decoded = decode(run.file, run.layout, run.skip + run.done, rows);
    const raw = run.isWide ? lowWords(decoded) : decoded;
    const part = run.isCoded ? codedPart(raw, dictionaryText()) : valuesPart(raw);
    run.done += rows;
    hold(part);
  }

  function hold(part: Column): void {
    decodedRows += part.rows;
    held.push(part);
    heldRows += part.rows;
  }

  function codedPart(raw: RawColumn, text: TextColumn): CodedColumn {
    const codes = castColumn(raw, 'int32', { source: options.file.source, column: options.column, firstRow: 1 });
    if (codes.kind !== 'int32') throw damaged('codes that are no numbers');
    return { kind: 'coded', rows: codes.rows, valid: codes.valid, codes: codes.values, dictionary: text };
  }

  /** Text without dictionary in a column of codes becomes a dictionary of its own. */
  function settled(part: Column): Column {
    if (!options.coded || part.kind !== 'text') return part;
    const { rows, valid } = part;
    const dictionaryOfRows: TextColumn = { ...part, valid: null };
    return { kind: 'coded', rows, valid, codes: Int32Array.from({ length: rows }, (_, row) => row), dictionary: dictionaryOfRows };
  }

  function plainPart(part: Column): Column {
    if (part.kind !== 'coded' || options.coded) return part;
    const { rows, valid, dictionary: { offsets, bytes } } = part;
    try {
      const texts = gatherCodes(part.codes, { ends: offsets, bytes }, valid, MAX_TEXT_BYTES);
      return { kind: 'text', rows, valid, offsets: texts.ends, bytes: texts.bytes };
    } catch {
      throw tooLarge(`text of more than ${MAX_TEXT_BYTES} bytes in a batch; ask for smaller batches`);
    }
  }

  function tooLarge(message: string): DataError {
    return new DataError('DATA_PAGE_TOO_LARGE', message, { source: options.file.source, column: options.column });
  }

  function damaged(message: string): DataError {
    return new DataError('DATA_FORMAT', message, { source: options.file.source, column: options.column });
  }

  return {
    async take(rows) {
      while (heldRows < rows) await decodeMore(rows - heldRows);
      const parts: Column[] = [];
      for (let left = rows; left > 0; ) {
        const first = held[0]!;
        const part = first.rows <= left ? first : sliceColumn(first, 0, left);
        if (first.rows <= left) held.shift();
        else held[0] = sliceColumn(first, left, first.rows - left);
        parts.push(plainPart(part));
        left -= part.rows;
      }
      heldRows -= rows;
      return joinColumns(parts);
    },
    async end() {
      if (heldRows > 0 || (run !== null && run.done < run.rows) || ahead !== null || (await nextPage()) !== null) throw damaged('more rows than the file says');
    },
  };
}
