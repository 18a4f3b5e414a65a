// Delimited text against independent programs: csv-parse, fast-csv and DuckDB read what we read, and what we write.
import type { DuckDBConnection } from '@duckdb/node-api';
import { parse as csvParse } from 'csv-parse/sync';
import { parseString } from 'fast-csv';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bytesInMemory } from '../../src/core/bytes.ts';
import type { ColumnDeclaration } from '../../src/core/field.ts';
import { inspect, readCsv, type CsvReadOptions } from '../../src/read/index.ts';
import { fileBytes } from '../../src/read/node.ts';
import { csvBytes } from '../../src/write/csv.ts';
import { describeWithData } from '../shared-data.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';
import { openDuckdb, query } from './duckdb.ts';

let connection: DuckDBConnection;
let folder = '';

beforeAll(async () => {
  connection = await openDuckdb();
  folder = mkdtempSync(join(tmpdir(), 'a423-csv-'));
});

afterAll(() => { rmSync(folder, { recursive: true }); });

/** A stream of whole numbers that is the same at every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const type = (name: ColumnDeclaration['type']): ColumnDeclaration => ({ type: name, role: 'attribute' });
const COLUMNS = { word: type('utf8'), text: type('utf8'), i: type('int32'), l: type('int64'), f: type('float64'), b: type('bool'), d: type('date'), s: type('timestamp'), m: type('decimal(18,3)') } as const;

const WORDS = ['Lefèvre', 'Müller', 'O\'Neil', 'Nguyễn', 'Saint-Étienne', 'a', '日本', '😀', 'x y'];
const TEXTS = ['plain', 'with, comma', 'with; semicolon', 'say "hello"', 'two\nlines', 'crlf\r\nhere', '""', ' spaced ', '€', '\t', 'last\n'];

function randomRow(next: (below: number) => number): Row {
  const some = <Kind extends Value>(make: () => Kind): Kind | null => (next(12) === 0 ? null : make());
  const big = (limit: bigint): bigint => ((BigInt(next(2 ** 32)) << 32n) | BigInt(next(2 ** 32))) % limit * (next(2) === 0 ? 1n : -1n);
  return [
    some(() => WORDS[next(WORDS.length)]!),
    some(() => TEXTS[next(TEXTS.length)]!),
    some(() => next(2 ** 32) - 2 ** 31),
    some(() => big(2n ** 63n)),
    some(() => [next(1_000_000) / 100, next(2 ** 32) * 2 ** -next(60), 0 - next(1000), next(2 ** 32) * 10 ** (next(30) - 15), 0.1 + next(10)][next(5)]!),
    some(() => next(2) === 1),
    some(() => next(60_000) - 20_000),
    some(() => BigInt(next(4_000_000_000) - 1_000_000_000) * 1_000_000n + (next(2) === 0 ? 0n : BigInt(next(1_000_000)))),
    some(() => big(10n ** 18n)),
  ];
}

// The text of a file, written without any of our code. `quoteAll` puts every present field between quotes.
function fileOf(rows: readonly Row[], delimiter: string, lineEnd: string, mark: string, quoteAll: boolean): string {
  const cell = (value: Value, column: number): string => {
    if (value === null) return '';
    const name = Object.keys(COLUMNS)[column]!;
    const plain = name === 'd' ? new Date(Number(value) * 86_400_000).toISOString().slice(0, 10)
      : name === 's' ? isoOf(value as bigint)
      : name === 'm' ? decimalOf(value as bigint, 3).replace('.', mark)
      : name === 'f' ? String(value).replace('.', mark)
      : String(value);
    return quoteAll || plain === '' || /["\r\n,;|\t]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
  };
  return [Object.keys(COLUMNS).join(delimiter), ...rows.map((row) => row.map(cell).join(delimiter))].join(lineEnd) + lineEnd;
}

function isoOf(micros: bigint): string {
  const rest = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = new Date(Number((micros - rest) / 1000n)).toISOString().slice(0, 19);
  return rest === 0n ? seconds : `${seconds}.${String(rest).padStart(6, '0')}`;
}

function decimalOf(value: bigint, scale: number): string {
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

const read = (text: string, options: Partial<CsvReadOptions> = {}): Promise<Value[][]> =>
  rowsOf(readCsv(bytesInMemory('file.csv', new TextEncoder().encode(text), 1000), { columns: COLUMNS, ...options }).rows);

const SHAPES = [[',', '\n', '.', false], [';', '\r\n', ',', false], ['\t', '\n', '.', true], ['|', '\r\n', ',', true]] as const;

describe('a thousand random rows', () => {
  test.each(SHAPES)('with %j between fields, %j between rows and the decimal mark %j are read as they were written', async (delimiter, lineEnd, mark, quoteAll) => {
    const next = numbers(delimiter.charCodeAt(0));
    const rows = Array.from({ length: 1000 }, () => randomRow(next));
    expect(await read(fileOf(rows, delimiter, lineEnd, mark, quoteAll), { decimalMark: mark, batchRows: 300 })).toEqual(rows);
  });

  test.each(SHAPES)('csv-parse finds the same fields (%j, %j)', async (delimiter, lineEnd, mark, quoteAll) => {
    const next = numbers(7);
    const text = fileOf(Array.from({ length: 1000 }, () => randomRow(next)), delimiter, lineEnd, mark, quoteAll);
    const theirs = csvParse(text, { delimiter, columns: true, record_delimiter: lineEnd }) as unknown as Record<string, string>[];
    const asText = Object.fromEntries(Object.keys(COLUMNS).map((name) => [name, type('utf8')]));
    const ours = await read(text, { columns: asText, nullValues: [] });
    expect(ours).toEqual(theirs.map((record) => Object.values(record)));
  });

  test.each(SHAPES)('fast-csv finds the same fields (%j, %j)', async (delimiter, lineEnd, mark, quoteAll) => {
    const next = numbers(8);
    const text = fileOf(Array.from({ length: 500 }, () => randomRow(next)), delimiter, lineEnd, mark, quoteAll);
    const theirs: string[][] = [];
    await new Promise((resolve, reject) => {
      parseString(text, { delimiter, headers: false }).on('data', (record: string[]) => theirs.push(record)).on('error', reject).on('end', resolve);
    });
    const asText = Object.fromEntries(Object.keys(COLUMNS).map((name) => [name, type('utf8')]));
    expect(await read(text, { columns: asText, nullValues: [] })).toEqual(theirs.slice(1));
  });

  // DuckDB reads dates, timestamps, decimals and doubles from the same text; all are compared as text.
  test.each([[',', '.'], [';', ',']] as const)('DuckDB finds the same values (%j, %j)', async (delimiter, mark) => {
    const next = numbers(9);
    const rows = Array.from({ length: 1000 }, () => randomRow(next)).map((row) => row.map((value, column) => (column < 2 && value === '' ? null : value)));
    const text = fileOf(rows, delimiter, '\n', mark, false);
    const path = join(folder, 'rows.csv');
    writeFileSync(path, text);
    const types = `{word: 'VARCHAR', text: 'VARCHAR', i: 'INTEGER', l: 'BIGINT', f: 'DOUBLE', b: 'BOOLEAN', d: 'DATE', s: 'TIMESTAMP', m: 'DECIMAL(18,3)'}`;
    const theirs = await query(connection, `SELECT word, text, i::VARCHAR, l::VARCHAR, f, b, d::VARCHAR, epoch_us(s)::VARCHAR, m::VARCHAR FROM read_csv('${path}', header = true, auto_detect = false, delim = '${delimiter}', quote = '"', escape = '"', decimal_separator = '${mark}', new_line = '\\n', columns = ${types})`);
    const ours = (await read(text, { decimalMark: mark })).map(([word, free, i, l, f, b, d, s, m]) => [
      word, free, i === null ? null : String(i), l === null ? null : String(l), f, b, d === null ? null : new Date(Number(d) * 86_400_000).toISOString().slice(0, 10), s === null ? null : String(s), m === null ? null : decimalOf(m as bigint, 3),
    ]);
    expect(ours).toEqual(theirs);
  });
});

describe('what we write', () => {
  const written = async (rows: readonly Row[]): Promise<string> => {
    const pieces: Uint8Array[] = [];
    for await (const piece of csvBytes(tableOf(schemaOf(COLUMNS, ['word']), rows), { formulas: 'keep' })) pieces.push(piece);
    return Buffer.concat(pieces).toString();
  };

  test('csv-parse reads field by field', async () => {
    const next = numbers(10);
    const rows = Array.from({ length: 1000 }, () => randomRow(next));
    const theirs = csvParse(await written(rows), { columns: false }) as string[][];
    const plain = csvParse(fileOf(rows, ',', '\n', '.', false), { columns: false }) as string[][];
    // Column 4 holds doubles, whose exponents may be written out in different ways.
    const comparable = (table: string[][]): unknown[][] => table.map((record, row) => record.map((field, column) => (row > 0 && column === 4 && field !== '' ? Number(field) : field)));
    expect(comparable(theirs)).toEqual(comparable(plain));
  });

  test('DuckDB reads value by value', async () => {
    const next = numbers(11);
    const rows = Array.from({ length: 1000 }, () => randomRow(next));
    const path = join(folder, 'ours.csv');
    writeFileSync(path, await written(rows));
    const types = `{word: 'VARCHAR', text: 'VARCHAR', i: 'INTEGER', l: 'BIGINT', f: 'DOUBLE', b: 'BOOLEAN', d: 'DATE', s: 'TIMESTAMP', m: 'DECIMAL(18,3)'}`;
    const theirs = await query(connection, `SELECT word, text, i, l::VARCHAR, f, b, (d - DATE '1970-01-01')::INTEGER, epoch_us(s)::VARCHAR, m::VARCHAR FROM read_csv('${path}', header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', new_line = '\\n', columns = ${types})`);
    const ours = rows.map((row) => row.map((value, column) => (typeof value === 'bigint' ? (column === 8 ? decimalOf(value, 3) : String(value)) : value)));
    expect(theirs).toEqual(ours);
  });
});

describe('rows that others refuse', () => {
  // The verdicts of csv-parse, strict as it is by default: each of these is an error there, and a fault here.
  test.each([
    ['too few fields', 'a,b\n1\n'], ['too many fields', 'a,b\n1,2,3\n'], ['an unclosed quote', 'a,b\n"1,2\n'], ['text after a closing quote', 'a,b\n"1"x,2\n'], ['a quote inside a field', 'a,b\n1,2"x\n'],
  ])('%s', async (_name, text) => {
    expect(() => csvParse(text, { columns: true }) as unknown).toThrow();
    await expect(read(text, { columns: { a: type('utf8'), b: type('utf8') } })).rejects.toMatchObject({ name: 'DataError' });
  });
});

const FILES = ['microdata/arx/adult.csv', 'linkage/febrl/dataset1.csv', 'linkage/febrl/dataset3.csv', 'microdata/pycanon/healthcare-dataset-stroke-data.csv', 'microdata/pycanon/StudentsMath_Score.csv'];

describe.each(FILES)('%s', (file) => {
  describeWithData('published data', file, (path) => {
    test('has the fields csv-parse finds, and the types proposed for it read every row', async () => {
      const source = fileBytes(path);
      const { delimiter, columns, nullValues, decimalMark, rows } = await inspect(source);
      const theirs = csvParse(readFileSync(path, 'utf8'), { delimiter, columns: true, bom: true }) as unknown as Record<string, string>[];
      const names = Object.keys(columns);
      const asText = Object.fromEntries(names.map((name) => [name, type('utf8')]));
      expect(names).toEqual(Object.keys(theirs[0]!));
      expect(await rowsOf(readCsv(source, { columns: asText, delimiter, nullValues: [] }).rows)).toEqual(theirs.map((record) => names.map((name) => record[name])));
      const typed = await rowsOf(readCsv(source, { columns, delimiter, nullValues, decimalMark }).rows);
      expect(typed).toHaveLength(rows);
      const numeric = names.filter((name) => ['int32', 'float64'].includes(columns[name]!.type));
      for (const name of numeric) {
        const index = names.indexOf(name);
        expect(typed.map((row) => row[index])).toEqual(theirs.map((record) => (nullValues.includes(record[name]!.trim()) ? null : Number(record[name]))));
      }
    });
  });
});
