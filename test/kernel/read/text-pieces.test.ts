import { describe, expect, test } from 'vitest';
import { compactFeed, createByteFeed, fillFeed, isFeedFull } from '../../../src/read/kernel/byte-feed.ts';
import { createCellBlock, dropFaultyRows, markRowFault } from '../../../src/read/kernel/cells.ts';
import { globMatcher } from '../../../src/read/kernel/glob.ts';
import { MOST_FIELDS, splitRecord } from '../../../src/read/kernel/split-record.ts';

describe('one record by itself', () => {
  const split = (text: string, isLast = true, delimiter = ',', hasQuotes = true): unknown => {
    const bytes = new TextEncoder().encode(text);
    const record = splitRecord(bytes, 0, bytes.length, isLast, delimiter.charCodeAt(0), hasQuotes);
    return typeof record === 'string' ? record : [record.fields.map((field) => new TextDecoder().decode(field)), record.next];
  };

  test.each<[string, string[], number]>([
    ['a,b\nc', ['a', 'b'], 4], ['a,b\r\nc', ['a', 'b'], 5], ['a,b\rc', ['a', 'b'], 4], ['a,b', ['a', 'b'], 3], ['a,', ['a', ''], 2], ['\n\r\na\n', ['a'], 5], ['"a,""b""\n",c\n', ['a,"b"\n', 'c'], 13], ['""\n', [''], 3],
  ])('%j', (text, fields, next) => {
    expect(split(text)).toEqual([fields, next]);
  });

  test.each<[string, string]>([['"a', 'quote'], ['"a"b,c\n', 'quote'], ['a"b\n', 'quote'], ['a\0b\n', 'null byte'], ['"\0"\n', 'null byte'], [','.repeat(MOST_FIELDS), 'field count']])('%j is no record', (text, fault) => {
    expect(split(text)).toBe(fault);
  });

  test.each(['a,b', '"a\n', 'a,b\r', 'a,', '', '"a"'])('%j may go on', (text) => {
    expect(split(text, false)).toBe('unfinished');
  });

  test('without quotes a quote is a character', () => {
    expect(split('"a,b"\n', true, ',', false)).toEqual([['"a', 'b"'], 6]);
  });
});

describe('a feed of bytes', () => {
  test('takes what fits, moves the rest to the front, and grows when nothing was consumed', () => {
    const feed = createByteFeed(4);
    const piece = Uint8Array.of(1, 2, 3, 4, 5, 6);
    expect(fillFeed(feed, piece, 0)).toBe(4);
    expect([isFeedFull(feed), fillFeed(feed, piece, 4)]).toEqual([true, 0]);
    feed.from = 3;
    compactFeed(feed);
    expect([feed.from, feed.to, [...feed.bytes.subarray(0, feed.to)]]).toEqual([0, 1, [4]]);
    expect(fillFeed(feed, piece, 4)).toBe(2);
    expect(isFeedFull(feed)).toBe(false);
    fillFeed(feed, piece, 0);
    compactFeed(feed);
    expect([isFeedFull(feed), fillFeed(feed, piece, 0), [...feed.bytes.subarray(0, feed.to)]]).toEqual([false, 4, [4, 5, 6, 1, 1, 2, 3, 4]]);
  });
});

describe('faulty rows of a block', () => {
  test('leave, in order with those malformed before, and the others close up', () => {
    const block = createCellBlock(1);
    block.cells.set([10, 1, 20, 2, 30, 3]);
    block.rowNumbers.set([0, 2, 3]);
    block.rows = 3;
    block.malformed.push({ row: 1, field: 0, fault: 5 });
    markRowFault(block, 0, 0, 2);
    markRowFault(block, 0, 0, 3);
    expect(block.rowFaultCount).toBe(1);
    dropFaultyRows(block);
    expect(block.malformed).toEqual([{ row: 0, field: 0, fault: 2 }, { row: 1, field: 0, fault: 5 }]);
    expect([block.rows, [...block.cells.subarray(0, 4)], [...block.rowNumbers.subarray(0, 2)], block.rowFaultCount, block.rowFaults[0]]).toEqual([2, [20, 2, 30, 3], [2, 3], 0, 0]);
  });
});

describe('patterns of file names', () => {
  test.each([
    ['*.csv', 'a.csv', true], ['*.csv', 'a.csv.gz', false], ['*.csv', '.csv', false], ['.*', '.csv', true], ['a?c', 'abc', true], ['a?c', 'abbc', false], ['stays-2024-[01][0-9].csv', 'stays-2024-07.csv', true],
    ['[!a]*', 'abc', false], ['[!a]*', 'bbc', true], ['a.c', 'abc', false], ['a+(b)', 'a+(b)', true], ['[', '[', true], ['a[]]', 'a]', true], ['*', 'é', true], ['[^a]', '^', true],
  ])('%j and %j: %j', (pattern, name, fits) => {
    expect(globMatcher(pattern)(name)).toBe(fits);
  });

  test('a range that runs backwards is refused without its text', () => {
    expect(() => globMatcher('[z-a]')).toThrow(new TypeError('pattern: expected ranges that ascend, such as [a-c]'));
  });
});
