import { describe, expect, test } from 'vitest';
import { bytesInMemory } from '../../src/core/bytes.ts';
import { PlanError } from '../../src/core/errors.ts';
import { roleOf, type ColumnDeclaration } from '../../src/core/field.ts';
import type { Findings } from '../../src/core/operator.ts';
import { readFixedWidth, type FixedWidthReadOptions } from '../../src/read/index.ts';
import { rowsOf } from '../small-tables.ts';

const NAME: ColumnDeclaration = { type: 'utf8', role: 'directIdentifier' };
const AGE: ColumnDeclaration = { type: 'int32', role: 'quasiIdentifier' };
const PEOPLE = { name: NAME, age: AGE };

const latin1 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

function source(text: string | Uint8Array, name = 'people.txt'): ReturnType<typeof bytesInMemory> {
  return bytesInMemory(name, typeof text === 'string' ? new TextEncoder().encode(text) : text);
}

describe('a file of fixed width', () => {
  const FIELDS = { name: { start: 1, length: 5 }, age: { start: 8, length: 3 } };
  const readFixed = (text: string | Uint8Array, change: Partial<FixedWidthReadOptions> = {}): ReturnType<typeof readFixedWidth> =>
    readFixedWidth(source(text), { columns: PEOPLE, fields: FIELDS, ...change });

  test('gives the declared columns in their order', async () => {
    expect(await rowsOf(readFixed('Ann  xx 42 rest\nÉloïsxx  7\n', { columns: { age: AGE, name: NAME } }).rows)).toEqual([[42, 'Ann'], [7, 'Éloïs']]);
  });

  test('blank fields are missing', async () => {
    expect(await rowsOf(readFixed('     xx   \n').rows)).toEqual([[null, null]]);
  });

  test('is read in the declared encoding, with dates and decimals as declared', async () => {
    const columns = { nom: NAME, jour: { type: 'date', role: 'quasiIdentifier' }, prix: { type: 'decimal(7,2)', role: 'measure' } } as const;
    const fields = { nom: { start: 1, length: 4 }, jour: { start: 5, length: 8 }, prix: { start: 13, length: 7 } };
    const rows = readFixedWidth(source(latin1('Zo\xeb 02011970  12,50\r\n')), { columns, fields, encoding: 'windows-1252', dateFormat: 'ddMMyyyy', decimalMark: ',' }).rows;
    expect(await rowsOf(rows)).toEqual([['Zoë', 1, 1250n]]);
  });

  test('names the field at fault, or rejects the line', async () => {
    await expect(rowsOf(readFixed('Ann  xx 42\nBob  xx  x\n').rows)).rejects.toMatchObject({ code: 'DATA_VALUE_TYPE', detail: { column: 'age', firstRow: 2 } });
    const { rows, rejects } = readFixed('Ann  xx 42\nBob\nCy   xx  x\nDan  xx  1\n', { onInvalid: 'reject' });
    expect(await rowsOf(rows)).toEqual([['Ann', 42], ['Dan', 1]]);
    expect(await rowsOf(rejects!)).toEqual([[2n, 'name', 'DATA_FIELD_COUNT'], [3n, 'age', 'DATA_VALUE_TYPE']]);
  });

  test('a short line may be blank at its end', async () => {
    expect(await rowsOf(readFixed('Bob\n', { onShortLine: 'blank' }).rows)).toEqual([['Bob', null]]);
  });

  test('an empty file is an error, and parts follow each other', async () => {
    await expect(rowsOf(readFixed('').rows)).rejects.toMatchObject({ code: 'DATA_FILE_EMPTY' });
    expect(await rowsOf(readFixedWidth([source('Ann  xx  1'), source('Bob  xx  2\n')], { columns: PEOPLE, fields: FIELDS }).rows)).toEqual([['Ann', 1], ['Bob', 2]]);
  });

  test('every column needs its place, and no other has one', () => {
    expect(() => readFixed('', { fields: { name: { start: 1, length: 5 }, agee: { start: 8, length: 3 } } })).toThrow(
      'fields.age: expected the start and length of the column, got nothing [PLAN_MISSING]\nfields.agee: unknown column "agee", did you mean "age"? [PLAN_UNKNOWN_COLUMN]',
    );
    expect(() => readFixed('', { fields: { ...FIELDS, name: { start: 0, length: 5 } } })).toThrow(PlanError);
  });
});

// Lines shaped like the summaries of hospital stays of the PMSI: establishment, version, number, then fields one after
// the other without a sign between them, digits filled up with zeros, letters with spaces, and a part of varying length.
describe('lines shaped like those of the PMSI', () => {
  const columns: Record<string, ColumnDeclaration> = {
    finess: { type: 'utf8', role: 'quasiIdentifier', identifier: 'finess', nullable: false },
    version: { type: 'utf8', role: 'technical' },
    stay: { type: 'utf8', role: 'technical' },
    age: { type: 'int32', role: 'quasiIdentifier' },
    sex: { type: 'utf8', role: 'quasiIdentifier' },
    month: { type: 'int32', role: 'quasiIdentifier' },
    entry: { type: 'date', role: 'quasiIdentifier' },
    days: { type: 'int32', role: 'measure' },
    diagnosis: { type: 'utf8', role: 'sensitive', identifier: 'cim10' },
    related: { type: 'utf8', role: 'sensitive' },
  };
  const fields = {
    finess: { start: 1, length: 9 }, version: { start: 10, length: 3 }, stay: { start: 13, length: 10 }, age: { start: 23, length: 3 }, sex: { start: 26, length: 1 },
    month: { start: 27, length: 2 }, entry: { start: 31, length: 8 }, days: { start: 39, length: 4 }, diagnosis: { start: 43, length: 6 }, related: { start: 49, length: 6 },
  };
  const options: FixedWidthReadOptions = { columns, fields, dateFormat: 'ddMMyyyy', encoding: 'windows-1252' };
  const lines = [
    '0100001081160000000001042106XX150620230003I10   E119  DEQP0030000000001',
    '2A00000141160000000002   212XX01122023   0C509        ',
    '750712184116       003101101XX        0012S7200       HBED0010000000002AAAA001',
  ];

  test('give typed columns; codes keep their zeros and letters', async () => {
    const { rows } = readFixedWidth(source(`${lines.join('\r\n')}\r\n`), options);
    expect(await rowsOf(rows)).toEqual([
      ['010000108', '116', '0000000001', 42, '1', 6, Date.UTC(2023, 5, 15) / 86_400_000, 3, 'I10', 'E119'],
      ['2A0000014', '116', '0000000002', null, '2', 12, Date.UTC(2023, 11, 1) / 86_400_000, 0, 'C509', null],
      ['750712184', '116', '       003', 101, '1', 1, null, 12, 'S7200', null],
    ]);
  });

  test('carry roles and identifiers', () => {
    const { schema } = readFixedWidth(source(''), options).rows;
    expect(schema.fields.map((field) => [field.name, roleOf(field), field.metadata.get('a423:identifier') ?? null]).slice(-2)).toEqual([['diagnosis', 'sensitive', 'cim10'], ['related', 'sensitive', null]]);
    expect(schema.fields[0]!.nullable).toBe(false);
  });

  test('that are wrong are named by column, or counted by reason', async () => {
    const wrong = [lines[0]!.replace('042', '4 2'), lines[1]!.slice(0, 40), lines[2]!.replace('750712184', '         '), lines[0]!.replace('15062023', '31062023'), lines[1]!];
    let findings: Findings = {};
    const { rows, rejects } = readFixedWidth(source(wrong.join('\n')), { ...options, onInvalid: 'reject' }, { onFindings: (found) => { findings = found; } });
    expect((await rowsOf(rows)).map((row) => row[0])).toEqual(['2A0000014']);
    expect(await rowsOf(rejects!)).toEqual([[1n, 'age', 'DATA_VALUE_TYPE'], [2n, 'days', 'DATA_FIELD_COUNT'], [3n, 'finess', 'DATA_NULL'], [4n, 'entry', 'DATA_VALUE_TYPE']]);
    expect(findings).toEqual({ rows: 1, rejectedRows: 4, rejected: { DATA_FIELD_COUNT: 1, DATA_NULL: 1, DATA_VALUE_TYPE: 2 } });
    await expect(rowsOf(readFixedWidth(source(wrong[0]!), options).rows)).rejects.toThrow('people.txt, column age, row 1: expected int32 [DATA_VALUE_TYPE]');
  });

  test('declared in any order, or in part, hold the same values', async () => {
    const whole = await rowsOf(readFixedWidth(source(lines.join('\n')), options).rows);
    const part = { diagnosis: columns['diagnosis']!, finess: columns['finess']! };
    const read = await rowsOf(readFixedWidth(source(lines.join('\n')), { ...options, columns: part, fields: { finess: fields.finess, diagnosis: fields.diagnosis } }).rows);
    expect(read).toEqual(whole.map((row) => [row[8], row[0]]));
  });
});

describe('options of fixed width', () => {
  test.each<[string, object, string]>([
    ['an unknown option', { delimiter: ';' }, 'delimiter: unknown option "delimiter"'],
    ['a place of nothing', { fields: { name: { start: 1, length: 0 }, age: { start: 8, length: 3 } } }, 'fields.name.length: '],
    ['a start before the line', { fields: { name: { start: 0, length: 5 }, age: { start: 8, length: 3 } } }, 'fields.name.start: '],
    ['an unknown word', { onShortLine: 'ignore' }, 'onShortLine: expected "error" or "blank"'],
  ])('%s is refused', (_name, change, message) => {
    expect(() => readFixedWidth(source(''), { columns: PEOPLE, fields: { name: { start: 1, length: 5 }, age: { start: 8, length: 3 } }, ...change } as FixedWidthReadOptions)).toThrow(message);
  });

  test('a marker of missing values is compared without the spaces that fill the field', async () => {
    const { rows } = readFixedWidth(source('NC   xx 99\nNC  xxx  9\n'), { columns: PEOPLE, fields: { name: { start: 1, length: 5 }, age: { start: 8, length: 3 } }, nullValues: ['', 'NC', '99'] });
    expect(await rowsOf(rows)).toEqual([[null, null], ['NC  x', 9]]);
  });

  test('a mark that contradicts the encoding is a fault, and one that agrees is passed over', async () => {
    const fields = { name: { start: 1, length: 5 }, age: { start: 8, length: 3 } };
    expect(await rowsOf(readFixedWidth(source('\uFEFFAnn  xx 42\n'), { columns: PEOPLE, fields }).rows)).toEqual([['Ann', 42]]);
    await expect(rowsOf(readFixedWidth(source('\uFEFFAnn  xx 42\n'), { columns: PEOPLE, fields, encoding: 'latin1' }).rows)).rejects.toMatchObject({ code: 'DATA_ENCODING' });
  });
});
