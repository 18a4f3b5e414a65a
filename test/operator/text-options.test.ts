// How options become parsers: every option of reading text, what it accepts, what it refuses, and that all problems are told at once.
import { describe, expect, test } from 'vitest';
import { PlanError } from '../../src/core/errors.ts';
import type { ColumnDeclaration } from '../../src/core/field.ts';
import { csvReadOptions, fixedWidthReadOptions, inspect, proposalYaml, readCsv, type CsvProposal, type CsvReadOptions } from '../../src/read/index.ts';
import { columnParsers } from '../../src/read/text-columns.ts';
import { decodeText, textStart } from '../../src/read/text-start.ts';
import { bytesInMemory } from '../../src/core/bytes.ts';
import { checkOptions, optionProblems } from '../../src/core/options.ts';
import { rowsOf } from '../small-tables.ts';

const TEXT: ColumnDeclaration = { type: 'utf8', role: 'attribute' };
const DAY: ColumnDeclaration = { type: 'date', role: 'attribute' };
const source = (text: string): ReturnType<typeof bytesInMemory> => bytesInMemory('f.csv', new TextEncoder().encode(text));

describe('options that are right', () => {
  test.each<[string, Partial<CsvReadOptions>]>([
    ['every delimiter', { delimiter: '\t' }], ['every encoding', { encoding: 'windows-1252' }], ['a decimal comma', { decimalMark: ',' }], ['markers', { nullValues: ['', 'NA', '.'] }], ['no marker at all', { nullValues: [] }],
    ['a date format', { dateFormat: 'dd/MM/yyyy' }], ['date formats by column', { dateFormat: { day: 'yyyyMMdd' } }], ['rejects', { onInvalid: 'reject' }], ['dropping', { onUndeclared: 'drop' }], ['limits', { maxFieldBytes: 1, maxRowBytes: 16, batchRows: 1 }],
    ['no quotes', { quote: 'none' }], ['no header', { header: 'absent' }], ['quoted nulls', { quotedNulls: true }],
  ])('%s are accepted as they are', (_name, change) => {
    const options = { columns: { name: TEXT, day: DAY }, ...change };
    expect(checkOptions(csvReadOptions, options)).toEqual(options);
    expect(() => readCsv(source(''), options)).not.toThrow();
  });

  test.each(['utf8', 'int32', 'int64', 'float64', 'bool', 'date', 'timestamp', 'decimal(38,38)', 'decimal(1,0)', 'binary(1)', 'binary(65536)'] as const)('a column may be %s', (type) => {
    expect(optionProblems(csvReadOptions, { columns: { a: { type, role: 'attribute' } } })).toEqual([]);
    expect(readCsv(source(''), { columns: { a: { type, role: 'attribute' } } }).rows.schema.fields).toHaveLength(1);
  });
});

describe('options that are wrong', () => {
  test.each<[string, object, string]>([
    ['a delimiter of two characters', { delimiter: '::' }, 'delimiter'], ['an encoding not known', { encoding: 'utf-16' }, 'encoding'], ['another decimal mark', { decimalMark: '·' }, 'decimalMark'], ['a marker that is no text', { nullValues: [0] }, 'nullValues[0]'],
    ['a marker too long', { nullValues: ['x'.repeat(65)] }, 'nullValues[0]'], ['a date format of no date', { dateFormat: 'HH:mm' }, 'dateFormat'], ['a row limit too low', { maxRowBytes: 1 }, 'maxRowBytes'], ['a row limit too high', { maxRowBytes: 2 ** 27 }, 'maxRowBytes'],
    ['a field limit of half a byte', { maxFieldBytes: 0.5 }, 'maxFieldBytes'], ['a batch too large', { batchRows: 2 ** 25 }, 'batchRows'], ['a quote of another kind', { quote: "'" }, 'quote'], ['a header of another kind', { header: true }, 'header'], ['a word for yes', { quotedNulls: 'yes' }, 'quotedNulls'],
    ['a column without role', { columns: { a: { type: 'utf8' } } }, 'columns.a.role'], ['a column with an unknown role', { columns: { a: { type: 'utf8', role: 'secret' } } }, 'columns.a.role'], ['a column of no type', { columns: { a: { type: 'decimal(39,0)', role: 'attribute' } } }, 'columns.a.type'],
    ['a column without name', { columns: { '': TEXT } }, 'columns'], ['a column with a word too many', { columns: { a: { ...TEXT, nulable: true } } }, 'columns.a.nulable'],
  ])('%s is refused at its place', (_name, change, path) => {
    const problems = optionProblems(csvReadOptions, { columns: { name: TEXT }, ...change });
    expect(problems.map((problem) => problem.path).join(' ')).toContain(path);
    expect(problems.every(({ message }) => !message.includes('secret'))).toBe(true);
  });

  test('are told all at once', () => {
    const problems = optionProblems(csvReadOptions, { columns: { a: { type: 'text', role: 'x' } }, delimiter: '', encodings: 'latin1', batchRows: -1 });
    expect(problems.map(({ path }) => path).sort()).toEqual(['batchRows', 'columns.a.role', 'columns.a.type', 'delimiter', 'encodings']);
  });

  test('of fixed width know no delimiter, and need their places', () => {
    expect(optionProblems(fixedWidthReadOptions, { columns: { a: TEXT }, quote: '"' }).map(({ path }) => path).sort()).toEqual(['fields', 'quote']);
  });

  test.each<[string, CsvReadOptions['dateFormat'], string]>([
    ['a column that is not declared', { days: 'dd/MM/yyyy' }, 'dateFormat.days: unknown column "days", did you mean "day"? [PLAN_UNKNOWN_COLUMN]'],
    ['a time for a date', 'yyyy-MM-dd HH:mm', 'dateFormat: expected a format without time, for a column of dates [PLAN_OUT_OF_RANGE]'],
    ['a time for a date, by column', { day: 'yyyy-MM-dd HH:mm' }, 'dateFormat.day: expected a format without time, for a column of dates [PLAN_OUT_OF_RANGE]'],
  ])('a date format of %s is refused', (_name, dateFormat, message) => {
    expect(() => columnParsers({ columns: { name: TEXT, day: DAY }, dateFormat: dateFormat! }, false, 10)).toThrow(PlanError);
    expect(() => columnParsers({ columns: { name: TEXT, day: DAY }, dateFormat: dateFormat! }, false, 10)).toThrow(message);
  });

  test('a format with a time is right where it is for timestamps', async () => {
    const columns = { at: { type: 'timestamp', role: 'attribute' } } as const;
    expect(await rowsOf(readCsv(source('at\n02/01/1970 00:00\n'), { columns, dateFormat: 'dd/MM/yyyy HH:mm' }).rows)).toEqual([[86_400_000_000n]]);
  });
});

describe('the start of a file', () => {
  const start = (bytes: readonly number[], encoding: 'utf-8' | 'latin1' | 'windows-1252' = 'utf-8'): number => textStart('f', Uint8Array.from(bytes), bytes.length, encoding);

  test.each<[readonly number[], number]>([[[], 0], [[0xef], 0], [[0xef, 0xbb], 0], [[0xef, 0xbb, 0xbf], 3], [[0xef, 0xbb, 0xbf, 0x61], 3], [[0x61, 0xef, 0xbb, 0xbf], 0], [[0x50, 0x4b], 0], [[0x50, 0x4b, 0x41, 0x41], 0]])('of %j is text from byte %d on', (bytes, first) => {
    expect(start(bytes)).toBe(first);
  });

  test.each<[readonly number[], 'utf-8' | 'latin1', string]>([
    [[0xff, 0xfe, 0x61, 0], 'utf-8', 'DATA_ENCODING'], [[0xfe, 0xff, 0, 0x61], 'latin1', 'DATA_ENCODING'], [[0xef, 0xbb, 0xbf], 'latin1', 'DATA_ENCODING'], [[0x50, 0x4b, 3, 4], 'utf-8', 'DATA_FORMAT'],
  ])('of %j in %s is none', (bytes, encoding, code) => {
    expect(() => start(bytes, encoding)).toThrow(`[${code}]`);
  });

  test('bytes beyond those that are there do not count', () => {
    expect(textStart('f', Uint8Array.from([0xef, 0xbb, 0xbf]), 2, 'latin1')).toBe(0);
  });

  test.each<[readonly number[], 'utf-8' | 'latin1' | 'windows-1252', string | null]>([
    [[0xc3, 0xa9], 'utf-8', 'é'], [[0xe9], 'utf-8', null], [[0xe9], 'latin1', 'é'], [[0x80], 'latin1', '\x80'], [[0x80], 'windows-1252', '€'], [[0x81], 'windows-1252', null], [[0xef, 0xbb, 0xbf], 'utf-8', '\uFEFF'], [[], 'utf-8', ''],
  ])('a name of bytes %j in %s is %j', (bytes, encoding, expected) => {
    expect(decodeText(Uint8Array.from(bytes), encoding)).toBe(expected);
  });
});

describe('a proposal in YAML', () => {
  const proposal: CsvProposal = { delimiter: ',', encoding: 'utf-8', decimalMark: '.', nullValues: [''], dateFormat: null, header: 'present', columns: { a: TEXT }, namelessColumns: 0, rows: 1, malformedRows: 0, isComplete: true };

  test('says only what differs from what is read anyway', () => {
    expect(proposalYaml('t', proposal)).toBe('# Proposed from 1 row. Roles are guesses: confirm each.\ninputs:\n  "t":\n    format: { type: csv, delimiter: "," }\n    columns:\n      "a": { type: utf8, role: attribute }\n');
  });

  test('quotes what YAML would take for something else', () => {
    const yaml = proposalYaml('no', { ...proposal, columns: { 'null': TEXT, '1': { type: 'decimal(12,2)', role: 'measure', nullable: false }, 'a: b #c': { ...TEXT, identifier: 'nir' }, 'x"y': TEXT } });
    expect(yaml.split('\n').slice(5, -1)).toEqual(['      "1": { type: "decimal(12,2)", role: measure, nullable: false }', '      "null": { type: utf8, role: attribute }', '      "a: b #c": { type: utf8, role: attribute, identifier: nir }', '      "x\\"y": { type: utf8, role: attribute }']);
    expect(yaml).toContain('"no":');
  });

  test('says how much was looked at, and what was wrong', () => {
    expect(proposalYaml('t', { ...proposal, rows: 9, malformedRows: 2, isComplete: false })).toContain('# Proposed from 9 rows at the start of the file, 2 of them malformed.');
    expect(proposalYaml('t', { ...proposal, header: 'absent', dateFormat: { a: 'dd/MM/yyyy' }, encoding: 'latin1', decimalMark: ',' })).toContain('format: { type: csv, delimiter: ",", header: absent, encoding: latin1, decimalMark: ",", dateFormat: {"a":"dd/MM/yyyy"} }');
  });

  test('of a real file is the same each time', async () => {
    const text = source('nir;age\n2840588321025;42\n');
    expect(proposalYaml('t', await inspect(text))).toBe(proposalYaml('t', await inspect(text)));
  });
});
