import { describe, expect, test } from 'vitest';
import { bytesInMemory } from '../../src/core/bytes.ts';
import { DataError, PlanError } from '../../src/core/errors.ts';
import { roleOf, type ColumnDeclaration } from '../../src/core/field.ts';
import type { Findings } from '../../src/core/operator.ts';
import { readCsv, type CsvReadOptions } from '../../src/read/index.ts';
import { rowsOf, type Value } from '../small-tables.ts';

const NAME: ColumnDeclaration = { type: 'utf8', role: 'directIdentifier' };
const AGE: ColumnDeclaration = { type: 'int32', role: 'quasiIdentifier' };
const PEOPLE = { name: NAME, age: AGE };

type Options = Omit<CsvReadOptions, 'columns'> & { readonly columns?: CsvReadOptions['columns'] };

const latin1 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

function source(text: string | Uint8Array, name = 'people.csv'): ReturnType<typeof bytesInMemory> {
  return bytesInMemory(name, typeof text === 'string' ? new TextEncoder().encode(text) : text);
}

function read(text: string | Uint8Array, options: Options = {}): Promise<Value[][]> {
  return rowsOf(readCsv(source(text), { columns: PEOPLE, ...options }).rows);
}

async function faultOf(text: string | Uint8Array, options: Options = {}): Promise<DataError> {
  const error: unknown = await read(text, options).then(() => new Error('no fault'), (thrown: unknown) => thrown);
  if (!(error instanceof DataError)) throw error;
  return error;
}

describe('a delimited file', () => {
  test('gives the declared columns in their order, with their roles', async () => {
    const { rows, rejects } = readCsv(source('age,name\n42,Ann\n7,Bob\n'), { columns: PEOPLE });
    expect(rejects).toBeNull();
    expect(rows.schema.fields.map((field) => [field.name, String(field.type), roleOf(field)])).toEqual([['name', 'Utf8', 'directIdentifier'], ['age', 'Int32', 'quasiIdentifier']]);
    expect(await rowsOf(rows)).toEqual([['Ann', 42], ['Bob', 7]]);
  });

  test('can be read again and again', async () => {
    const { rows } = readCsv(source('name,age\nAnn,42\n'), { columns: PEOPLE });
    expect(await Promise.all([rowsOf(rows), rowsOf(rows)])).toEqual([[['Ann', 42]], [['Ann', 42]]]);
  });

  test('with a header alone is an empty table', async () => {
    expect(await read('name,age\n')).toEqual([]);
    expect(await read('name,age')).toEqual([]);
  });

  test('holds every type', async () => {
    const type = (name: ColumnDeclaration['type'], role: ColumnDeclaration['role'] = 'attribute'): ColumnDeclaration => ({ type: name, role });
    const columns = { t: type('utf8'), i: type('int32'), l: type('int64'), f: type('float64'), b: type('bool'), d: type('date'), s: type('timestamp'), c: type('decimal(6,2)'), p: type('binary(16)', 'pseudonym'), x: type('binary(2)') };
    expect(await read(`t;i;l;f;b;d;s;c;p;x\n"a;b";-1;9007199254740993;1,5;oui;2024-02-29;1970-01-01T00:00:01;12,3;${'0'.repeat(25)}1;00ff\n;;;;;;;;;\n`, { columns, decimalMark: ',' })).toEqual([
      ['a;b', -1, 9007199254740993n, 1.5, true, 19782, 1_000_000n, 1230n, `${'00'.repeat(15)}01`, '00ff'],
      [null, null, null, null, null, null, null, null, null, null],
    ]);
  });

  test.each([';', ',', '\t', '|'] as const)('its delimiter %j is detected by the declared names', async (delimiter) => {
    expect(await read(`name${delimiter}age\nA,;|\t${delimiter}1\n`.replace('A,;|\t', `"A,;|\t"`))).toEqual([['A,;|\t', 1]]);
  });

  test('a delimiter inside a column name does not mislead', async () => {
    expect(await read('name, first;age;x,y\nAnn;42;0\n', { columns: { 'name, first': NAME, age: AGE }, onUndeclared: 'drop' })).toEqual([['Ann', 42]]);
  });

  test('a declared delimiter is not detected', async () => {
    expect((await faultOf('name;age\nAnn;42\n', { delimiter: ',' })).code).toBe('DATA_HEADER');
  });

  test('its marks are passed over: byte order mark, CR LF, quotes', async () => {
    expect(await read('\uFEFF"name";"age"\r\n"Ann";"42"\r\n')).toEqual([['Ann', 42]]);
  });

  test('is read in the declared encoding', async () => {
    expect(await read(latin1('prénom;age\nZo\xeb;1\n'), { columns: { prénom: NAME, age: AGE }, encoding: 'latin1' })).toEqual([['Zoë', 1]]);
    expect(await read(latin1('name;age\n\x80\x9c;1\n'), { encoding: 'windows-1252' })).toEqual([['€œ', 1]]);
  });

  test('dates follow the declared format, for all columns or by column', async () => {
    const columns = { a: { type: 'date', role: 'attribute' }, b: { type: 'date', role: 'attribute' } } as const;
    expect(await read('a,b\n02/01/1970,03/01/1970\n', { columns, dateFormat: 'dd/MM/yyyy' })).toEqual([[1, 2]]);
    expect(await read('a,b\n02/01/1970,1970-01-03\n', { columns, dateFormat: { a: 'dd/MM/yyyy' } })).toEqual([[1, 2]]);
  });

  test('missing values are the declared ones', async () => {
    expect(await read('name,age\nNA,NA\n,\n"NA",1\n', { nullValues: ['', 'NA'] })).toEqual([[null, null], [null, null], ['NA', 1]]);
    expect(await read('name,age\n"",""\n', {})).toEqual([['', null]]);
    expect(await read('name,age\n"",""\n', { quotedNulls: true })).toEqual([[null, null]]);
    expect(await read(latin1('name,age\nn\xe9ant,1\n'), { nullValues: ['néant', '日'], encoding: 'windows-1252' })).toEqual([[null, 1]]);
  });

  test('columns not declared are dropped unread when the options say so', async () => {
    expect(await read(Uint8Array.from(Buffer.concat([Buffer.from('x,name,y,age\n'), Buffer.from([0xff, 0xfe]), Buffer.from(',Ann,not a number,42\n')])), { onUndeclared: 'drop' })).toEqual([['Ann', 42]]);
  });

  test('a declared column is found by its whole name, even when a longer one begins alike', async () => {
    const long = 'é'.repeat(64);
    expect(await read(`${long}x,age,${long}\nwrong,1,right\n`, { columns: { [long]: NAME, age: AGE }, onUndeclared: 'drop' })).toEqual([['right', 1]]);
  });

  test('without a header its fields are the declared columns in order', async () => {
    expect(await read('Ann|42\nBob|7\n', { header: 'absent' })).toEqual([['Ann', 42], ['Bob', 7]]);
  });

  test('without quotes a quote is a character', async () => {
    expect(await read('name,age\n5" disc,1\n"x,2\n', { quote: 'none' })).toEqual([['5" disc', 1], ['"x', 2]]);
  });

  test('in several parts is one table, each part with its own header, delimiter and order', async () => {
    const parts = [source('name;age\nAnn;1\n', '01.csv'), source('age,name\r\n2,Bob\r\n', '02.csv'), source('name;age\n', '03.csv'), source('name;age\nCy;3', '04.csv')];
    expect(await rowsOf(readCsv(parts, { columns: PEOPLE }).rows)).toEqual([['Ann', 1], ['Bob', 2], ['Cy', 3]]);
  });

  test('in no part at all is an error, not an empty table', async () => {
    await expect(rowsOf(readCsv([], { columns: PEOPLE }).rows)).rejects.toMatchObject({ code: 'DATA_FILE_MISSING' });
  });

  test('batches have the rows asked for, whatever the parts', async () => {
    const parts = [source(`name,age\n${'Ann,1\n'.repeat(7)}`), source(`name,age\n${'Bob,2\n'.repeat(6)}`)];
    const sizes: number[] = [];
    for await (const batch of readCsv(parts, { columns: PEOPLE, batchRows: 5 }).rows.open()) sizes.push(batch.numRows);
    expect(sizes).toEqual([5, 5, 3]);
  });

  test('a batch of long texts is handed over early, so that memory holds', async () => {
    const long = 'x'.repeat(1 << 19);
    const sizes: number[] = [];
    for await (const batch of readCsv(source(`name,age\n${`${long},1\n`.repeat(100)}`), { columns: PEOPLE }).rows.open()) sizes.push(batch.numRows);
    expect(sizes.length).toBeGreaterThan(1);
    expect(sizes.reduce((sum, rows) => sum + rows, 0)).toBe(100);
  });
});

describe('a malformed row', () => {
  test.each<[string, string, string | undefined, number | undefined, Options]>([
    ['name,age\nAnn,42\nBob,x\n', 'DATA_VALUE_TYPE', 'age', 2, {}],
    ['name,age\nAnn,4200000000\n', 'DATA_VALUE_RANGE', 'age', 1, {}],
    ['name,age\n"A\nB",1\nBob\n', 'DATA_FIELD_COUNT', 'age', 2, {}],
    ['name,age\nBob,1,2\n', 'DATA_FIELD_COUNT', 'age', 1, {}],
    ['name,age\nB"b,1\n', 'DATA_QUOTE', 'name', 1, {}],
    ['name,age\nAnn,1\n"Bob,1\n', 'DATA_QUOTE', 'name', 2, {}],
    ['name,age\nB\0b,1\n', 'DATA_NULL_BYTE', 'name', 1, {}],
    ['name,age\nBobby,1\n', 'DATA_FIELD_TOO_LONG', 'name', 1, { maxFieldBytes: 4 }],
    [`name,age\n${'B'.repeat(40)},1\n`, 'DATA_ROW_TOO_LONG', 'name', 1, { maxRowBytes: 32 }],
    ['name,age\nAnn,\n', 'DATA_NULL', 'age', 1, { columns: { name: NAME, age: { ...AGE, nullable: false } } }],
  ])('of %j ends the reading with %s', async (text, code, column, row, options) => {
    const error = await faultOf(text, options);
    expect([error.code, error.detail.source, error.detail.column, error.detail.firstRow]).toEqual([code, 'people.csv', column, row]);
    expect(error.message.startsWith(`people.csv, column ${column}, row ${row}: `)).toBe(true);
  });

  test('in another encoding is found', async () => {
    expect(await faultOf(latin1('name,age\nZo\xeb,1\n'))).toMatchObject({ code: 'DATA_ENCODING', detail: { column: 'name', firstRow: 1 } });
    expect(await faultOf(latin1('name,age\n\x81,1\n'), { encoding: 'windows-1252' })).toMatchObject({ code: 'DATA_ENCODING', detail: { column: 'name', firstRow: 1 } });
  });

  test('is the first of the file, and its first field at fault, in the order of the file', async () => {
    const columns = { b: AGE, a: AGE };
    expect(await faultOf('a,b\n1,1\nx,y\n1\n', { columns })).toMatchObject({ code: 'DATA_VALUE_TYPE', detail: { column: 'a', firstRow: 2 } });
    expect(await faultOf('a,b\n1,1\n1\nx,y\n', { columns })).toMatchObject({ code: 'DATA_FIELD_COUNT', detail: { firstRow: 2 } });
  });

  test('of a later part is numbered within its file', async () => {
    const parts = [source('name,age\nAnn,1\n', '01.csv'), source('name,age\nBob,2\nCy,x\n', '02.csv')];
    await expect(rowsOf(readCsv(parts, { columns: PEOPLE }).rows)).rejects.toMatchObject({ code: 'DATA_VALUE_TYPE', detail: { source: '02.csv', column: 'age', firstRow: 2 } });
  });

  test('goes to the rejects with row, column and code, and is counted', async () => {
    let findings: Findings = {};
    const text = 'name,age\nAnn,1\nBob,x\nCy\nDan,4\nEve,5000000000\n"Fay,6\nGus,7\n';
    const { rows, rejects } = readCsv(source(text), { columns: PEOPLE, onInvalid: 'reject' }, { onFindings: (found) => { findings = found; } });
    expect(await rowsOf(rows)).toEqual([['Ann', 1], ['Dan', 4], ['Gus', 7]]);
    expect(findings).toEqual({ rows: 3, rejectedRows: 4, rejected: { DATA_FIELD_COUNT: 1, DATA_QUOTE: 1, DATA_VALUE_RANGE: 1, DATA_VALUE_TYPE: 1 } });
    expect(await rowsOf(rejects!)).toEqual([[2n, 'age', 'DATA_VALUE_TYPE'], [3n, 'age', 'DATA_FIELD_COUNT'], [5n, 'age', 'DATA_VALUE_RANGE'], [6n, 'name', 'DATA_QUOTE']]);
  });

  test('of several parts is numbered through all of them', async () => {
    const parts = [source('name,age\nAnn,1\nBob,x\n'), source('name,age\nCy,y\nDan,2\n')];
    const { rows, rejects } = readCsv(parts, { columns: PEOPLE, onInvalid: 'reject' });
    expect(await rowsOf(rows)).toEqual([['Ann', 1], ['Dan', 2]]);
    expect((await rowsOf(rejects!)).map(([row]) => row)).toEqual([2n, 3n]);
  });

  test('leaves no bytes and no nulls in the batch it was taken from', async () => {
    const { rows } = readCsv(source('name,age\nAnn,1\nSecret,x\n,x\nBob,2\n'), { columns: PEOPLE, onInvalid: 'reject' });
    for await (const batch of rows.open()) {
      const bytes = Buffer.from((batch.data.children[0]!.values as Uint8Array)).toString();
      expect(bytes).toBe('AnnBob');
      expect(batch.data.children.map((child) => child.nullCount)).toEqual([0, 0]);
    }
  });

  test('as the only row leaves an empty table', async () => {
    const { rows, rejects } = readCsv(source('name,age\nAnn,x\n'), { columns: PEOPLE, onInvalid: 'reject' });
    expect(await rowsOf(rows)).toEqual([]);
    expect(await rowsOf(rejects!)).toHaveLength(1);
  });

  test('in a column that is dropped does not matter, unless the row falls apart', async () => {
    expect(await read('name,age,x\nAnn,1,whatever\n', { onUndeclared: 'drop' })).toEqual([['Ann', 1]]);
    expect(await faultOf('name,age,x\nAnn,1,"what"ever"\n', { onUndeclared: 'drop' })).toMatchObject({ code: 'DATA_QUOTE', detail: { column: 'x' } });
  });
});

describe('a header that does not fit', () => {
  test.each<[string, string, string, string]>([
    ['a declared column is missing', 'name,size\nAnn,1\n', 'DATA_COLUMN_MISSING', 'people.csv, column age: the header lacks 1 column ("age") [DATA_COLUMN_MISSING]'],
    ['a column is not declared', 'name,age,size\nAnn,1,2\n', 'DATA_COLUMN_UNDECLARED', 'people.csv, column size: the header has 1 column ("size") that the plan does not declare; declare or drop them [DATA_COLUMN_UNDECLARED]'],
    ['a column has no name', 'name,age,\nAnn,1,2\n', 'DATA_COLUMN_UNDECLARED', 'people.csv, column 3: the header has 1 column ("3") that the plan does not declare; declare or drop them [DATA_COLUMN_UNDECLARED]'],
    ['a declared column stands twice', 'name,age,age\nAnn,1,2\n', 'DATA_COLUMN_DUPLICATE', 'people.csv, column age: the header names the column twice [DATA_COLUMN_DUPLICATE]'],
    ['no declared column is there', 'Ann,42\nBob,7\n', 'DATA_HEADER', 'people.csv: none of the 2 declared columns stands in the first line, which has 2 fields; is there a header, and is the delimiter right? [DATA_HEADER]'],
    ['a quote is unclosed', '"name,age\nAnn,1\n', 'DATA_QUOTE', 'people.csv: the first line has a quote inside a field, or one that is never closed [DATA_QUOTE]'],
    ['a byte is 0', 'na\0me,age\n', 'DATA_NULL_BYTE', 'people.csv: the first line holds a byte 0; is this a text file? [DATA_NULL_BYTE]'],
  ])('%s', async (_name, text, code, message) => {
    const error = await faultOf(text);
    expect([error.code, error.message]).toEqual([code, message]);
  });

  test('shows no name that may be data: fewer than half of the declared columns are there', async () => {
    const columns = { name: NAME, age: AGE, city: NAME };
    const error = await faultOf('name,Secret,Private\nAnn,1,2\n', { columns });
    expect(error).toMatchObject({ code: 'DATA_COLUMN_MISSING', detail: { column: 'age' } });
    expect(error.message).not.toMatch(/Secret|Private/);
  });

  test('names many columns by the first ten', async () => {
    const error = await faultOf(`name,age,${Array.from({ length: 30 }, (_, index) => `x${index}`).join(',')}\n`);
    expect(error.message).toContain('30 columns ("x0"');
    expect(error.message).toContain('"x9", …)');
    expect(error.message).not.toContain('x10');
  });

  test('with a name in another encoding', async () => {
    expect((await faultOf(latin1('name,age,\xe9t\xe9\nAnn,1,2\n'))).code).toBe('DATA_ENCODING');
  });

  test('that never ends is given up at the limit of a row', async () => {
    expect((await faultOf(`"name,age\n${'x'.repeat(2_000_000)}`, { maxRowBytes: 100_000 })).code).toBe('DATA_ROW_TOO_LONG');
    expect((await faultOf(`name,age${','.repeat(100_000)}\n`)).code).toBe('DATA_HEADER');
  });
});

describe('a file that is no text', () => {
  test.each<[string, Uint8Array, string]>([
    ['empty', new Uint8Array(0), 'DATA_FILE_EMPTY'],
    ['in UTF-16', Uint8Array.from([0xff, 0xfe, ...Buffer.from('name,age\n', 'utf16le')]), 'DATA_ENCODING'],
    ['a zip archive', Uint8Array.from([0x50, 0x4b, 3, 4, 0, 0]), 'DATA_FORMAT'],
  ])('%s', async (_name, bytes, code) => {
    expect((await faultOf(bytes)).code).toBe(code);
  });

  test('marked as UTF-8 where another encoding is declared', async () => {
    expect((await faultOf('\uFEFFname,age\nAnn,1\n', { encoding: 'latin1' })).code).toBe('DATA_ENCODING');
  });
});

describe('options', () => {
  test.each<[string, unknown, string]>([
    ['an unknown option', { columns: PEOPLE, delimeter: ';' }, 'delimeter: unknown option "delimeter", did you mean "delimiter"? [PLAN_UNKNOWN_OPTION]'],
    ['an unknown column type', { columns: { a: { type: 'string', role: 'attribute' } } }, '[PLAN_OUT_OF_RANGE]'],
    ['no column', { columns: {} }, 'expected at least one column'],
    ['an unknown date format', { columns: PEOPLE, dateFormat: 'jj/mm/aaaa' }, 'expected a date format such as dd/MM/yyyy'],
    ['a date format of no column', { columns: PEOPLE, dateFormat: { birth: 'dd/MM/yyyy' } }, 'dateFormat.birth: unknown column "birth"'],
    ['a time in a column of dates', { columns: { d: { type: 'date', role: 'attribute' } }, dateFormat: 'dd/MM/yyyy HH:mm' }, 'expected a format without time'],
    ['a limit of nothing', { columns: PEOPLE, batchRows: 0 }, 'batchRows: '],
    ['no columns at all', {}, 'columns: '],
  ])('%s is refused before a byte is read', (_name, options, message) => {
    let error: unknown;
    try {
      readCsv({ name: 'x', open: () => { throw new Error('opened'); } }, options as CsvReadOptions);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(PlanError);
    expect((error as PlanError).message).toContain(message);
  });
});
