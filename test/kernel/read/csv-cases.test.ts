// Documents and what they say, one by one: the examples of RFC 4180, the corner cases that readers are known to differ
// on, and the verdicts of this reader on them.
import { describe, expect, test } from 'vitest';
import { CELL_FLAG_BITS, CELL_ESCAPED, createCellBlock, FAULT_NAMES } from '../../../src/read/kernel/cells.ts';
import { csvScanner } from '../../../src/read/kernel/csv-scan.ts';

interface Case {
  readonly name: string;
  readonly text: string;
  readonly fields: number;
  readonly delimiter?: string;
  readonly quotes?: boolean;
  /** Rows found; a doubled quote has become one. */
  readonly rows: readonly (readonly string[])[];
  /** Rows refused: number from 1 and reason. */
  readonly faults?: readonly (readonly [number, string])[];
}

const CASES: readonly Case[] = [
  // RFC 4180, section 2, examples 1 to 7.
  { name: 'RFC 4180, 1: records on lines', fields: 3, text: 'aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n', rows: [['aaa', 'bbb', 'ccc'], ['zzz', 'yyy', 'xxx']] },
  { name: 'RFC 4180, 2: no line break after the last record', fields: 3, text: 'aaa,bbb,ccc\r\nzzz,yyy,xxx', rows: [['aaa', 'bbb', 'ccc'], ['zzz', 'yyy', 'xxx']] },
  { name: 'RFC 4180, 4: spaces are part of a field', fields: 3, text: ' aaa , bbb,ccc \r\n', rows: [[' aaa ', ' bbb', 'ccc ']] },
  { name: 'RFC 4180, 5: fields between quotes', fields: 3, text: '"aaa","bbb","ccc"\r\nzzz,yyy,xxx', rows: [['aaa', 'bbb', 'ccc'], ['zzz', 'yyy', 'xxx']] },
  { name: 'RFC 4180, 6: a line break between quotes', fields: 3, text: '"aaa","b\r\nbb","ccc"\r\nzzz,yyy,xxx', rows: [['aaa', 'b\r\nbb', 'ccc'], ['zzz', 'yyy', 'xxx']] },
  { name: 'RFC 4180, 7: a doubled quote', fields: 3, text: '"aaa","b""bb","ccc"', rows: [['aaa', 'b"bb', 'ccc']] },

  // Quotes.
  { name: 'an empty field between quotes', fields: 2, text: '"",""\n', rows: [['', '']] },
  { name: 'a quote alone, doubled between quotes', fields: 2, text: '"""",""""""\n', rows: [['"', '""']] },
  { name: 'doubled quotes at both ends', fields: 1, text: '"""a"""\n', rows: [['"a"']] },
  { name: 'a delimiter and a line break only', fields: 2, text: '",","\n"\n', rows: [[',', '\n']] },
  { name: 'JSON in a field', fields: 2, text: '1,"{""a"": ""b, c"", ""d"": [1, 2]}"\n', rows: [['1', '{"a": "b, c", "d": [1, 2]}']] },
  { name: 'a quote after a space is inside a field', fields: 2, text: 'a, "b"\nc,d\n', rows: [['c', 'd']], faults: [[1, 'DATA_QUOTE']] },
  { name: 'a space after a closing quote', fields: 2, text: '"a" ,b\nc,d\n', rows: [['c', 'd']], faults: [[1, 'DATA_QUOTE']] },
  { name: 'a backslash is no escape', fields: 2, text: '"a\\",b\n"c\\""",d\n', rows: [['a\\', 'b'], ['c\\"', 'd']] },
  { name: 'an apostrophe is no quote', fields: 2, text: "'a,b'\n", rows: [["'a", "b'"]] },
  { name: 'inches, where quotes are characters', fields: 2, quotes: false, text: '5",6"\n"",x\n', rows: [['5"', '6"'], ['""', 'x']] },
  { name: 'three quotes in a row at the end of a field', fields: 2, text: '"a""",b\n', rows: [['a"', 'b']] },
  { name: 'an odd number of quotes at the end of the text', fields: 1, text: '"a"""', rows: [['a"']] },
  { name: 'an even number of quotes at the end of the text', fields: 1, text: '"a""', rows: [], faults: [[1, 'DATA_QUOTE']] },
  { name: 'an unclosed quote, and rows after it', fields: 2, text: 'a,"b\nc,d\ne,f', rows: [['c', 'd'], ['e', 'f']], faults: [[1, 'DATA_QUOTE']] },
  { name: 'two unclosed quotes that close each other', fields: 2, text: 'a,"b\nc,"d\ne,f\n', rows: [['e', 'f']], faults: [[1, 'DATA_QUOTE'], [2, 'DATA_QUOTE']] },
  { name: 'two unclosed quotes that make one field of two lines', fields: 2, text: 'a,"b\n",d\ne,f\n', rows: [['e', 'f']], faults: [[1, 'DATA_FIELD_COUNT']] },

  // Line breaks.
  { name: 'LF, CR LF and CR in one text', fields: 2, text: 'a,b\nc,d\r\ne,f\rg,h', rows: [['a', 'b'], ['c', 'd'], ['e', 'f'], ['g', 'h']] },
  { name: 'LF CR is two line breaks, one of them empty', fields: 2, text: 'a,b\n\rc,d\n\r', rows: [['a', 'b'], ['c', 'd']] },
  { name: 'empty lines before, between and after', fields: 2, text: '\n\na,b\n\n\nc,d\n\n', rows: [['a', 'b'], ['c', 'd']] },
  { name: 'a line of spaces is a row of one field', fields: 2, text: 'a,b\n  \nc,d\n', rows: [['a', 'b'], ['c', 'd']], faults: [[2, 'DATA_FIELD_COUNT']] },
  { name: 'a line of delimiters is a row of empty fields', fields: 3, text: ',,\n', rows: [['', '', '']] },
  { name: 'an empty text', fields: 2, text: '', rows: [] },
  { name: 'a line break alone', fields: 2, text: '\r\n', rows: [] },
  { name: 'a line break alone, where rows have one field', fields: 1, text: '\r\n', rows: [['']] },
  { name: 'form feed, vertical tab and the Unicode line separator are characters', fields: 2, text: 'a\f,b\v\nc\u2028,d\u0085\n', rows: [['a\f', 'b\v'], ['c\u2028', 'd\u0085']] },
  { name: 'a comment sign is a character', fields: 2, text: '#a,b\n', rows: [['#a', 'b']] },

  // Delimiters.
  { name: 'semicolons, with commas as characters', fields: 2, delimiter: ';', text: '1,5;"2;5"\n', rows: [['1,5', '2;5']] },
  { name: 'tabs, several of them', fields: 4, delimiter: '\t', text: 'a\t\t\tb\n', rows: [['a', '', '', 'b']] },
  { name: 'bars', fields: 3, delimiter: '|', text: 'a|"b|c"|\n', rows: [['a', 'b|c', '']] },
  { name: 'a trailing delimiter is one field more', fields: 2, text: 'a,b,\nc,d\n', rows: [['c', 'd']], faults: [[1, 'DATA_FIELD_COUNT']] },
  { name: 'no delimiter at all', fields: 2, text: 'a b\n', rows: [], faults: [[1, 'DATA_FIELD_COUNT']] },

  // Characters.
  { name: 'letters of several bytes beside delimiters', fields: 3, text: 'é,日本,😀\n', rows: [['é', '日本', '😀']] },
  { name: 'a byte order mark after the first row is a character', fields: 2, text: 'a,b\n\uFEFFc,d\n', rows: [['a', 'b'], ['\uFEFFc', 'd']] },
  { name: 'a byte 0, and the row after it', fields: 2, text: 'a\0,b\nc,d\n', rows: [['c', 'd']], faults: [[1, 'DATA_NULL_BYTE']] },
  { name: 'a byte 0 at the end of the text', fields: 2, text: 'a,b\nc,\0', rows: [['a', 'b']], faults: [[2, 'DATA_NULL_BYTE']] },
  { name: 'a byte 0 as a line', fields: 2, text: '\0\na,b\n', rows: [['a', 'b']], faults: [[1, 'DATA_NULL_BYTE']] },
];

function scan({ text, fields, delimiter = ',', quotes = true }: Case, pieceBytes: number): { rows: string[][]; faults: [number, string][] } {
  const source = new TextEncoder().encode(text);
  const bytes = new Uint8Array(source.length + 4);
  bytes.set(source);
  const scanner = csvScanner({ delimiter: delimiter.charCodeAt(0), hasQuotes: quotes, maxFieldBytes: 1000, maxRowBytes: 1000 });
  const block = createCellBlock(fields);
  const rows: string[][] = [];
  const faults: [number, string][] = [];
  let before = 0;
  let from = 0;
  for (let to = Math.min(pieceBytes, source.length); ; to = Math.min(source.length, to + pieceBytes)) {
    const isLast = to === source.length;
    from = scanner.scan(block, bytes, from, to, isLast, 100);
    for (let row = 0; row < block.rows; row++) {
      rows.push(Array.from({ length: fields }, (_, field) => {
        const at = 2 * (row * fields + field);
        const packed = block.cells[at + 1]!;
        const cell = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(block.cells[at]!, block.cells[at]! + (packed >>> CELL_FLAG_BITS)));
        return (packed & CELL_ESCAPED) === 0 ? cell : cell.replaceAll('""', '"');
      }));
    }
    for (const { row, fault } of block.malformed) faults.push([before + row + 1, FAULT_NAMES[fault]!]);
    before += block.allRows;
    if (isLast) return { rows, faults };
  }
}

describe('documents, one by one', () => {
  test.each(CASES)('$name', (document) => {
    for (const pieceBytes of [1000, 1, 2, 3, 5]) {
      expect(scan(document, pieceBytes), `in pieces of ${pieceBytes}`).toEqual({ rows: document.rows, faults: document.faults ?? [] });
    }
  });

  test('have different names', () => {
    expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
  });
});
