import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CELL_ESCAPED, CELL_FLAG_BITS, CELL_NOT_ASCII, CELL_QUOTED, createCellBlock, FAULT_NAMES } from '../../../src/read/kernel/cells.ts';
import { csvScanner } from '../../../src/read/kernel/csv-scan.ts';

interface Scanned {
  /** Texts of the fields of each well-formed row, as they stand in the file without enclosing quotes. */
  readonly rows: string[][];
  readonly flags: number[][];
  readonly numbers: number[];
  readonly faults: [row: number, field: number, name: string][];
  readonly allRows: number;
}

interface How {
  readonly fields: number;
  readonly delimiter?: string;
  readonly hasQuotes?: boolean;
  readonly maxFieldBytes?: number;
  readonly maxRowBytes?: number;
  /** Bytes shown to the scanner before it is told of the rest. */
  readonly window?: number;
  readonly maxRows?: number;
}

// Scans a text, shown in windows that grow when a row does not fit, as a reader's feed does.
function scan(text: string | Uint8Array, how: How): Scanned {
  const { fields, delimiter = ',', hasQuotes = true, maxFieldBytes = 1 << 20, maxRowBytes = 1 << 20, maxRows = 1 << 20 } = how;
  const source = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const bytes = new Uint8Array(source.length + 4).fill(0x78);
  bytes.set(source);
  const scanner = csvScanner({ delimiter: delimiter.charCodeAt(0), hasQuotes, maxFieldBytes, maxRowBytes });
  const block = createCellBlock(fields);
  const out: Scanned = { rows: [], flags: [], numbers: [], faults: [], allRows: 0 };
  let from = 0;
  let before = 0;
  let window = how.window ?? source.length;
  for (let to = Math.min(window, source.length); ;) {
    const isLast = to === source.length;
    const next = scanner.scan(block, bytes, from, to, isLast, maxRows);
    for (let row = 0; row < block.rows; row++) {
      const cells = Array.from({ length: fields }, (_, field) => block.cells.subarray(2 * (row * fields + field), 2 * (row * fields + field) + 2));
      out.rows.push(cells.map(([start, packed]) => new TextDecoder().decode(bytes.subarray(start, start! + (packed! >>> CELL_FLAG_BITS)))));
      out.flags.push(cells.map(([, packed]) => packed! & 7));
      out.numbers.push(before + block.rowNumbers[row]!);
    }
    for (const { row, field, fault } of block.malformed) out.faults.push([before + row, field, FAULT_NAMES[fault]!]);
    before += block.allRows;
    if (next === source.length || (isLast && next === from && block.allRows === 0)) break;
    if (next === from && block.allRows === 0) window *= 2;
    from = next;
    to = Math.min(source.length, from + window);
  }
  return { ...out, allRows: before };
}

describe('rows and fields', () => {
  test.each([
    ['LF', 'a,b\nc,d\n'],
    ['CR LF', 'a,b\r\nc,d\r\n'],
    ['CR', 'a,b\rc,d\r'],
    ['mixed', 'a,b\r\nc,d\r'],
    ['no last line end', 'a,b\nc,d'],
    ['empty lines between', '\n\na,b\r\n\r\n\nc,d\n\n'],
  ])('a row ends with %s', (_name, text) => {
    for (const window of [1, 2, 3, 4, 5, 100]) {
      expect(scan(text, { fields: 2, window }).rows, `window ${window}`).toEqual([['a', 'b'], ['c', 'd']]);
    }
  });

  test('an empty line is a row when rows have one field', () => {
    expect(scan('a\n\nb\n', { fields: 1 }).rows).toEqual([['a'], [''], ['b']]);
    expect(scan('\r\n\r\n', { fields: 1 }).rows).toEqual([[''], ['']]);
  });

  test('a delimiter at the end of the text leaves an empty last field', () => {
    expect(scan('a,', { fields: 2 }).rows).toEqual([['a', '']]);
    expect(scan('a,b\n,', { fields: 2 }).rows).toEqual([['a', 'b'], ['', '']]);
  });

  test('quotes enclose delimiters, line breaks and doubled quotes', () => {
    const { rows, flags } = scan('"a,b","c\r\nd"\n"e""f",""\n', { fields: 2 });
    expect(rows).toEqual([['a,b', 'c\r\nd'], ['e""f', '']]);
    expect(flags).toEqual([[CELL_QUOTED, CELL_QUOTED], [CELL_QUOTED | CELL_ESCAPED, CELL_QUOTED]]);
  });

  test('a field with a byte of 128 or more is flagged', () => {
    expect(scan('é,e,"é"\n', { fields: 3 }).flags).toEqual([[CELL_NOT_ASCII, 0, CELL_NOT_ASCII | CELL_QUOTED]]);
  });

  test.each([';', '\t', '|'])('%j may stand between fields', (delimiter) => {
    expect(scan(`a${delimiter}b,c`, { fields: 2, delimiter }).rows).toEqual([['a', 'b,c']]);
  });

  test('without quotes a quote is a character', () => {
    expect(scan('5",2"\n"a,b"\n', { fields: 2, hasQuotes: false }).rows).toEqual([['5"', '2"'], ['"a', 'b"']]);
  });

  test('the byte after the text is restored', () => {
    const bytes = Uint8Array.from([97, 10, 55, 55]);
    csvScanner({ delimiter: 44, hasQuotes: true, maxFieldBytes: 9, maxRowBytes: 9 }).scan(createCellBlock(1), bytes, 0, 2, true, 10);
    expect([...bytes]).toEqual([97, 10, 55, 55]);
  });
});

describe('malformed rows', () => {
  test.each([
    ['too few fields', 'a,b\nc\nd,e\n', [[1, 1, 'DATA_FIELD_COUNT']], [['a', 'b'], ['d', 'e']]],
    ['too many fields', 'a,b,c\nd,e\n', [[0, 1, 'DATA_FIELD_COUNT']], [['d', 'e']]],
    ['a quote inside a field', 'a,b"c\nd,e\n', [[0, 1, 'DATA_QUOTE']], [['d', 'e']]],
    ['text after a closing quote', '"a"b,c\nd,e\n', [[0, 0, 'DATA_QUOTE']], [['d', 'e']]],
    ['a byte 0 after a closing quote', '"a"\0,c\nd,e\n', [[0, 0, 'DATA_QUOTE']], [['d', 'e']]],
    ['an unclosed quote at the end', 'a,b\n"c,d', [[1, 0, 'DATA_QUOTE']], [['a', 'b']]],
    ['an unclosed quote before other lines', 'a,"b\nc,d\ne,f\n', [[0, 1, 'DATA_QUOTE']], [['c', 'd'], ['e', 'f']]],
    ['a byte 0', 'a,b\0\nc,d\n', [[0, 1, 'DATA_NULL_BYTE']], [['c', 'd']]],
    ['a byte 0 between quotes', '"a\0\nx",b\nc,d\n', [[0, 0, 'DATA_NULL_BYTE']], [['c', 'd']]],
  ])('%s: counted, and the rows around it are read', (_name, text, faults, rows) => {
    for (const window of [1, 2, 3, 7, 100]) {
      const scanned = scan(text, { fields: 2, window });
      expect({ faults: scanned.faults, rows: scanned.rows }, `window ${window}`).toEqual({ faults, rows });
    }
  });

  test('a quote that opens on one line and closes on another where none may close costs the first line only', () => {
    const { rows, faults } = scan('a,"b\n"c",d\ne,f\n', { fields: 2 });
    expect(faults).toEqual([[0, 1, 'DATA_QUOTE']]);
    expect(rows).toEqual([['c', 'd'], ['e', 'f']]);
  });

  test('a field may have as many bytes as the limit, and not one more', () => {
    const { rows, faults } = scan('aaaa,b\naaaaa,b\n"aaaa",b\n', { fields: 2, maxFieldBytes: 4 });
    expect(rows).toEqual([['aaaa', 'b'], ['aaaa', 'b']]);
    expect(faults).toEqual([[1, 0, 'DATA_FIELD_TOO_LONG']]);
  });

  test('a row may have as many bytes as the limit, and not one more', () => {
    for (const window of [1, 5, 100]) {
      const { rows, faults } = scan('aaaaa,bb\naaaaa,bbb\nc,d\n', { fields: 2, maxRowBytes: 8, window });
      expect(rows).toEqual([['aaaaa', 'bb'], ['c', 'd']]);
      expect(faults).toEqual([[1, 0, 'DATA_ROW_TOO_LONG']]);
    }
  });

  test('an over-long quoted field costs its first line, and the lines inside it are read as rows', () => {
    for (const window of [1, 5, 100]) {
      const { rows, faults } = scan('a,"bbbbbbbb\nc,d\ne,f\n', { fields: 2, maxRowBytes: 12, window });
      expect({ rows, faults }, `window ${window}`).toEqual({ rows: [['c', 'd'], ['e', 'f']], faults: [[0, 0, 'DATA_ROW_TOO_LONG']] });
    }
  });

  test('an over-long row is passed over without being kept', () => {
    const { rows, faults } = scan(`a,b\n${'x'.repeat(5000)}\nc,d\n`, { fields: 2, maxRowBytes: 16, window: 32 });
    expect({ rows, faults }).toEqual({ rows: [['a', 'b'], ['c', 'd']], faults: [[1, 0, 'DATA_ROW_TOO_LONG']] });
  });

  test('rows are numbered with the malformed ones counted', () => {
    expect(scan('a,b\nc\nd,e\n\nf,g\n', { fields: 2 }).numbers).toEqual([0, 2, 3]);
  });
});

describe('cost', () => {
  // Counts the bytes looked at, since a clock would measure the machine's other work too.
  const looksAt = (text: Uint8Array): number => {
    const bytes = new Uint8Array(text.length + 4);
    bytes.set(text);
    let looks = 0;
    const watched = new Proxy(bytes, {
      get(target, place) {
        looks++;
        return target[place as unknown as number];
      },
    });
    const scanner = csvScanner({ delimiter: 44, hasQuotes: true, maxFieldBytes: 1 << 20, maxRowBytes: 1 << 12 });
    const block = createCellBlock(2);
    let window = 1 << 11;
    for (let from = 0, to = Math.min(window, text.length); from < text.length;) {
      const next = scanner.scan(block, watched, from, to, to === text.length, 1 << 20);
      if (next === from && block.allRows === 0) window *= 2;
      else window = 1 << 11;
      from = next;
      to = Math.min(text.length, from + window);
    }
    return looks;
  };
  const filled = (size: number, line: string): Uint8Array => new TextEncoder().encode(line.repeat(Math.ceil(size / line.length)));

  test.each([
    ['rows that are right', (size: number) => filled(size, 'abcdefg,hijklmn\n')],
    ['an unclosed quote in the first line', (size: number) => Uint8Array.from([34, ...filled(size, 'abcdefg,hijklmn\n')])],
    ['an unclosed quote on every line', (size: number) => filled(size, 'abcdefg,"hijklmn\n')],
    ['an unclosed quote now and then', (size: number) => filled(size, `"abcdefg,hijklmn\n${'abc,def\n'.repeat(700)}`)],
    ['doubled quotes throughout', (size: number) => filled(size, '""')],
    ['doubled quotes on every line', (size: number) => filled(size, '"a"",b\n')],
    ['an odd quote on every second line', (size: number) => filled(size, '"a,b\nc,d\n')],
    ['one endless line', (size: number) => filled(size, 'abcdefgh')],
    ['one endless quoted field of many lines', (size: number) => Uint8Array.from([34, ...filled(size, '\n')])],
  ])('%s are looked at a bounded number of times, byte for byte', (_name, make) => {
    const size = 1 << 15;
    const small = looksAt(make(size));
    const large = looksAt(make(8 * size));
    expect(large).toBeLessThan(9 * small);
    expect(large).toBeLessThan(8 * 8 * size);
  });
});

// The same grammar, written the slow way on characters; agrees on texts whose every row is well formed.
function split(text: string, delimiter: string): string[][] {
  const rows: string[][] = [];
  let fields: string[] = [];
  let at = 0;
  while (at < text.length) {
    const quoted = /^"((?:[^"]|"")*)"/.exec(text.slice(at));
    const plain = new RegExp(`^[^\\r\\n${delimiter === '|' ? '\\|' : delimiter}]*`).exec(text.slice(at))!;
    fields.push(quoted === null ? plain[0] : quoted[1]!);
    at += (quoted ?? plain)[0].length;
    if (text[at] === delimiter) {
      at++;
      if (at === text.length) fields.push('');
      else continue;
    }
    rows.push(fields);
    fields = [];
    at += text.startsWith('\r\n', at) ? 2 : 1;
  }
  return rows;
}

const quotedField = fc.array(fc.constantFrom('a', 'é', ',', ';', '\n', '\r\n', '""', ' '), { maxLength: 6 }).map((parts) => `"${parts.join('')}"`);
const plainField = fc.array(fc.constantFrom('a', 'é', ' ', '1', '\''), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));

describe('the scanner agrees with a slow splitter on characters', () => {
  test('for well-formed texts, whatever the windows and however few rows are taken at a time', () => {
    fc.assert(fc.property(
      fc.array(fc.array(fc.oneof(quotedField, plainField), { minLength: 3, maxLength: 3 }), { maxLength: 8 }),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.constantFrom(',', ';', '|'),
      fc.boolean(),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 5 }),
      (table, lineEnd, delimiter, endsWithBreak, window, maxRows) => {
        const safe = table.map((row) => row.map((field) => (field.startsWith('"') ? field : field.replaceAll(delimiter, ''))));
        const text = safe.map((row) => row.join(delimiter)).join(lineEnd) + (endsWithBreak && table.length > 0 ? lineEnd : '');
        const { rows, faults } = scan(text, { fields: 3, delimiter, window, maxRows });
        expect(faults).toEqual([]);
        expect(rows).toEqual(split(text, delimiter));
      },
    ), { numRuns: 500 });
  });

  test('for any text the rows and faults do not depend on the windows', () => {
    const anyText = fc.array(fc.constantFrom('a', ',', '"', '\n', '\r', '\0', 'é', '""', ',"', '\n"'), { maxLength: 40 }).map((parts) => parts.join(''));
    fc.assert(fc.property(anyText, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 6, max: 30 }), (text, window, fields, maxRowBytes) => {
      expect(scan(text, { fields, window, maxRowBytes })).toEqual(scan(text, { fields, maxRowBytes }));
    }), { numRuns: 3000 });
  });
});
