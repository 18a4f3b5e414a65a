// Chunks written by hand, as the format description has them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pageKernel, readChunk, readPage, SCRIPT_KERNEL, type StoredChunk, type StoredPage } from '../../../src/parquet/index.ts';
import { levelsInFront, pageOf, runsOf, snappyOf, storedTexts } from './stored-bytes.ts';

const kernel = pageKernel();
const dictionary = pageOf(storedTexts(['Ain', 'Hérault', '']), 3);
const codes = (numbers: readonly number[], more: Partial<StoredPage> = {}): StoredPage => pageOf([2, ...runsOf([{ numbers, isPacked: true }], 2)], numbers.length, { isCoded: true, ...more });

/** The texts of a chunk, row by row. */
function textsOf(chunk: StoredChunk): (string | null)[] | null {
  const decoder = new TextDecoder();
  const texts: (string | null)[] = [];
  const isRead = readChunk(chunk, kernel, (column) => {
    texts.push(...Array.from({ length: column.rows }, (_, row) => {
      if (column.valid !== null && ((column.valid[row >> 3]! >> (row & 7)) & 1) === 0) return null;
      if (column.kind === 'date') return String(column.days[row]);
      const { offsets, bytes } = column.kind === 'coded' ? column.dictionary : column;
      const value = column.kind === 'coded' ? column.codes[row]! : row;
      return decoder.decode(bytes.subarray(offsets[value], offsets[value + 1]));
    }));
  });
  return isRead ? texts : null;
}

describe('a chunk', () => {
  test('gives texts of its dictionary, and texts of pages that fell back to plain ones', () => {
    const pages = [codes([1, 0, 1]), pageOf(storedTexts(['Lyon', 'Ain']), 2)];
    expect(textsOf({ values: 'texts', dictionary, pages })).toEqual(['Hérault', 'Ain', 'Hérault', 'Lyon', 'Ain']);
  });

  test('gives nulls where levels say so, in front of the page or inside what is compressed', () => {
    const present = [true, false, true, false];
    const inside = [...levelsInFront(present), ...storedTexts(['Lyon', 'é'])];
    const front = levelsInFront(present).slice(4);
    const texts = [...storedTexts(['Lyon', 'é'])];
    const packed = (bytes: readonly number[]): Uint8Array => snappyOf([{ literal: bytes }]).packed;
    const pages: readonly StoredPage[] = [
      pageOf(inside, 4, { levels: 'inside' }),
      pageOf(packed(inside), 4, { levels: 'inside', isSnappy: true, plainBytes: inside.length }),
      pageOf([...front, ...texts], 4, { levels: front.length }),
      pageOf([...front, ...packed(texts)], 4, { levels: front.length, isSnappy: true, plainBytes: front.length + texts.length }),
    ];
    for (const page of pages) expect(textsOf({ values: 'texts', dictionary: null, pages: [page] })).toEqual(['Lyon', null, 'é', null]);
    const coded = pageOf([...levelsInFront(present), 2, ...runsOf([{ numbers: [2, 1], isPacked: true }], 2)], 4, { isCoded: true, levels: 'inside' });
    expect(textsOf({ values: 'texts', dictionary, pages: [coded] })).toEqual(['', null, 'Hérault', null]);
  });

  test('gives days, as they are or by codes, with nulls', () => {
    const days = new Uint8Array(Int32Array.of(-1, 19_000).buffer);
    const withNull = pageOf([...levelsInFront([true, false, true]), ...days], 3, { levels: 'inside' });
    expect(textsOf({ values: 'days', dictionary: null, pages: [pageOf(days, 2), withNull] })).toEqual(['-1', '19000', '-1', null, '19000']);
    expect(textsOf({ values: 'days', dictionary: pageOf(days, 2), pages: [codes([1, 0])] })).toEqual(['19000', '-1']);
  });

  test('gives the pages before one that contradicts itself, and none behind', () => {
    const rows: number[] = [];
    const pages = [codes([1, 0]), codes([3]), codes([0])];
    expect(readChunk({ values: 'texts', dictionary, pages }, kernel, ({ rows: count }) => { rows.push(count); })).toBe(false);
    expect(rows).toEqual([2]);
  });

  test('gives the same texts where pages, each taken before the next, make the memory grow', () => {
    const long = (letter: string): string[] => Array.from({ length: 300 }, (_, index) => letter.repeat(index));
    const pages = ['a', 'b', 'c'].map((letter, page) => {
      const plain = [...storedTexts(Array.from({ length: page + 1 }, () => long(letter)).flat())];
      const pieces = Array.from({ length: Math.ceil(plain.length / 60_000) }, (_, piece) => ({ literal: plain.slice(60_000 * piece, 60_000 * (piece + 1)), lengthBytes: 2 }));
      return pageOf(snappyOf(pieces).packed, 300 * (page + 1), { isSnappy: true, plainBytes: plain.length });
    });
    expect(textsOf({ values: 'texts', dictionary: null, pages })).toEqual([...long('a'), ...long('b'), ...long('b'), ...long('c'), ...long('c'), ...long('c')]);
  });

  test('of pages without a row, or without pages, gives none', () => {
    expect(textsOf({ values: 'texts', dictionary, pages: [] })).toEqual([]);
    expect(textsOf({ values: 'texts', dictionary: null, pages: [pageOf([], 0)] })).toEqual([]);
  });

  test.each<[string, StoredChunk]>([
    ['a code beyond the dictionary', { values: 'texts', dictionary, pages: [codes([3])] }],
    ['codes without a dictionary', { values: 'texts', dictionary: null, pages: [codes([0])] }],
    ['codes of 32 bits', { values: 'texts', dictionary, pages: [pageOf([32, 2, 0, 0, 0, 0], 1, { isCoded: true })] }],
    ['codes without their number of bits', { values: 'texts', dictionary, pages: [pageOf([], 1, { isCoded: true })] }],
    ['text that is not UTF-8', { values: 'texts', dictionary: null, pages: [pageOf([1, 0, 0, 0, 0xff], 1)] }],
    ['a dictionary that is not UTF-8', { values: 'texts', dictionary: pageOf([1, 0, 0, 0, 0xff], 1), pages: [] }],
    ['a dictionary that is cut off', { values: 'texts', dictionary: pageOf([2, 0, 0, 0, 65], 1), pages: [] }],
    ['too few days', { values: 'days', dictionary: null, pages: [pageOf([0, 0, 0, 0], 2)] }],
    ['levels that are cut off', { values: 'texts', dictionary: null, pages: [pageOf([9, 0, 0, 0, 3], 4, { levels: 'inside' })] }],
    ['levels longer than the page', { values: 'texts', dictionary: null, pages: [pageOf([3], 4, { levels: 2 })] }],
    ['Snappy that is none', { values: 'texts', dictionary: null, pages: [pageOf([9, 1, 2], 1, { isSnappy: true, plainBytes: 9 })] }],
  ])('with %s is refused', (_fault, chunk) => {
    for (const each of [kernel, SCRIPT_KERNEL]) expect(readChunk(chunk, each, () => undefined)).toBe(false);
  });
});

test('numbers of eight bytes lie where their rows are, and zeros between them', () => {
  const numbers = new Uint8Array(BigInt64Array.of(-2n, 2n ** 40n).buffer);
  const page = pageOf([...levelsInFront([false, true, true]), ...numbers], 3, { levels: 'inside' });
  const read = readPage(page, 8, 0, kernel);
  expect(read?.kind === 'numbers' && [...new BigInt64Array(read.numbers.slice().buffer)]).toEqual([0n, -2n, 2n ** 40n]);
});

test('any bytes are a page or none, and both kernels agree', () => {
  const somePage = fc.record({
    payload: fc.uint8Array({ maxLength: 24 }), plainBytes: fc.nat(30), values: fc.nat(20), isSnappy: fc.boolean(), isCoded: fc.boolean(), levels: fc.constantFrom<StoredPage['levels']>('none', 'inside', 0, 3),
  });
  fc.assert(fc.property(somePage, fc.constantFrom<'texts' | 4 | 8>('texts', 4, 8), fc.nat(4), (page, layout, entries) => {
    expect(readPage(page, layout, entries, kernel)).toEqual(readPage(page, layout, entries, SCRIPT_KERNEL));
  }));
});
