// Laws of delimited text: what is read does not depend on how the bytes arrive, and what is written reads back.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ByteSource } from '../../src/core/bytes.ts';
import type { Dataset } from '../../src/core/dataset.ts';
import { DataError } from '../../src/core/errors.ts';
import type { ColumnDeclaration } from '../../src/core/field.ts';
import type { Findings } from '../../src/core/operator.ts';
import { readCsv, readFixedWidth, type CsvReadOptions } from '../../src/read/index.ts';
import { csvBytes, type CsvWriteOptions } from '../../src/write/csv.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

/** A file that arrives in pieces cut at the given places. */
function inPieces(bytes: Uint8Array, cuts: readonly number[]): ByteSource {
  const places = [0, ...[...cuts].sort((left, right) => left - right), bytes.length];
  return {
    name: 'pieces.csv',
    async *open() {
      await Promise.resolve();
      for (let index = 1; index < places.length; index++) yield bytes.subarray(places[index - 1], places[index]);
    },
  };
}

const everyByte = (bytes: Uint8Array): number[] => Array.from({ length: bytes.length }, (_, index) => index);

/** Rows, rejects and findings of a reading; or the code and place of its error. */
async function outcome(source: ByteSource, options: CsvReadOptions): Promise<unknown> {
  let findings: Findings = {};
  const { rows, rejects } = readCsv(source, options, { onFindings: (found) => { findings = found; } });
  try {
    return { rows: await rowsOf(rows), rejects: rejects === null ? null : await rowsOf(rejects), findings };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return error.message;
  }
}

const type = (name: ColumnDeclaration['type'], role: ColumnDeclaration['role'] = 'attribute'): ColumnDeclaration => ({ type: name, role });

describe('any cut of the bytes gives the same table', () => {
  const columns = { t: type('utf8'), i: type('int32'), d: type('date'), f: type('float64') };
  const cell = fc.constantFrom('a', 'é', '€uro', '"x;y"', '"a""b"', '"line\r\nbreak"', '', '12', '-7', '1,5', '2024-02-29', '31/12/99', '"', 'x"y', '\0', '""', '99999999999', '"open');
  const file = fc.tuple(
    fc.array(fc.array(cell, { minLength: 3, maxLength: 5 }), { maxLength: 6 }),
    fc.constantFrom('\n', '\r\n', '\r'),
    fc.boolean(),
  ).map(([lines, lineEnd, hasMark]) => Buffer.from(`${hasMark ? '\uFEFF' : ''}t;i;d;f${lineEnd}${lines.map((line) => line.join(';')).join(lineEnd)}`));

  test('in random pieces and byte by byte, malformed or not', async () => {
    await fc.assert(fc.asyncProperty(file, fc.array(fc.nat(200), { maxLength: 8 }), fc.constantFrom('error', 'reject'), async (bytes, cuts, onInvalid) => {
      const options: CsvReadOptions = { columns, decimalMark: ',', onInvalid, maxRowBytes: 40 };
      const whole = await outcome(inPieces(bytes, []), options);
      expect(await outcome(inPieces(bytes, cuts.map((cut) => Math.min(cut, bytes.length))), options)).toEqual(whole);
      expect(await outcome(inPieces(bytes, everyByte(bytes)), options)).toEqual(whole);
    }), { numRuns: 300 });
  });

  test('at every single place of a file with every awkward sequence', async () => {
    const bytes = Buffer.from('\uFEFFt;i;d;f\r\n"é;""€""\r\nx";1;2024-02-29;1,5\r\n;;;\r"";-2147483648;0001-01-01;-1e-3\n\n𝄞;2;9999-12-31;NaN\r\n"";;;"0,5"');
    const options: CsvReadOptions = { columns, decimalMark: ',' };
    const whole = await outcome(inPieces(bytes, []), options);
    expect(whole).toMatchObject({ rows: [['é;"€"\r\nx', 1, 19782, 1.5], [null, null, null, null], ['', -2147483648, -719162, -0.001], ['𝄞', 2, 2932896, NaN], ['', null, null, 0.5]] });
    for (let cut = 0; cut <= bytes.length; cut++) expect(await outcome(inPieces(bytes, [cut]), options)).toEqual(whole);
  });

  test('when rows and fields are larger than what is held at a time', async () => {
    const long = 'é'.repeat(100_000);
    const bytes = Buffer.from(`t;i;d;f\n${[1, 2, 3, 4].map((row) => `"${long}${row}";${row};;\n`).join('')}`);
    const rows = await rowsOf(readCsv(inPieces(bytes, [7, 8, 200_000, 200_001, 500_003]), { columns }).rows);
    expect(rows.map(([text, row]) => [(text as string).length, row])).toEqual([1, 2, 3, 4].map((row) => [100_001, row]));
  });

  test('for lines of fixed width too', async () => {
    const bytes = Buffer.from('Zoé  12\r\nA     3\r\r\n\nx\0    4\nBob   x\nlast 99');
    const read = async (cuts: readonly number[]): Promise<unknown> => {
      const { rows, rejects } = readFixedWidth(inPieces(bytes, cuts), { columns: { t: type('utf8'), i: type('int32') }, fields: { t: { start: 1, length: 5 }, i: { start: 6, length: 2 } }, onInvalid: 'reject' });
      return [await rowsOf(rows), await rowsOf(rejects!)];
    };
    const whole = await read([]);
    expect(whole).toEqual([[['Zoé', 12], ['A', 3], ['last', 99]], [[3n, 't', 'DATA_NULL_BYTE'], [4n, 'i', 'DATA_VALUE_TYPE']]]);
    for (let cut = 0; cut <= bytes.length; cut++) expect(await read([cut])).toEqual(whole);
    expect(await read(everyByte(bytes))).toEqual(whole);
  });
});

describe('any size of batches gives the same rows', () => {
  test('rows, rejects and findings are the same', async () => {
    const bytes = Buffer.from(`t;i\n${Array.from({ length: 500 }, (_, row) => (row % 7 === 3 ? 'x;y\n' : row % 11 === 5 ? '"\n' : `t${row};${row}\n`)).join('')}`);
    const options: CsvReadOptions = { columns: { t: type('utf8'), i: type('int32') }, onInvalid: 'reject' };
    const whole = await outcome(inPieces(bytes, []), options);
    for (const batchRows of [1, 2, 7, 64, 499]) expect(await outcome(inPieces(bytes, []), { ...options, batchRows })).toEqual(whole);
  });

  test('columns declared in another order, or fewer of them, hold the same values', async () => {
    const bytes = Buffer.from('a;b;c\n1;x;2024-01-01\n2;;\n');
    const all = { a: type('int32'), b: type('utf8'), c: type('date') };
    const rows = await rowsOf(readCsv(inPieces(bytes, []), { columns: all }).rows);
    expect(await rowsOf(readCsv(inPieces(bytes, []), { columns: { c: all.c, a: all.a }, onUndeclared: 'drop' }).rows)).toEqual(rows.map(([a, , c]) => [c, a]));
  });
});

const COLUMNS = {
  t: type('utf8'), c: type('utf8'), i: type('int32'), l: type('int64'), f: type('float64'), b: type('bool'), d: type('date'), s: type('timestamp'), m: type('decimal(20,3)'), p: type('binary(16)', 'pseudonym'), x: type('binary(3)'),
} as const;

// A text that begins with a byte order mark is read and written like any other (the last law sees its bytes), but the
// decoder of the tables below drops the mark.
const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.array(fc.constantFrom('"', ',', ';', '\r', '\n', 'é', '=', ' ', '\uFEFF', '-'), { maxLength: 5 }).map((parts) => parts.join(''))).filter((value) => !value.includes('\0') && !value.startsWith('\uFEFF'));
const nullable = (value: fc.Arbitrary<Value>): fc.Arbitrary<Value> => fc.option(value, { nil: null });
const hex = (bytes: number): fc.Arbitrary<string> => fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((value) => Buffer.from(value).toString('hex'));
const row: fc.Arbitrary<Row> = fc.tuple(
  nullable(text), nullable(text), nullable(fc.integer()), nullable(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })), nullable(fc.double()), nullable(fc.boolean()),
  nullable(fc.integer({ min: -719_162, max: 2_932_896 })), nullable(fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n })),
  nullable(fc.bigInt({ min: -(10n ** 20n) + 1n, max: 10n ** 20n - 1n })), nullable(hex(16)), nullable(hex(3)),
);

async function written(dataset: Dataset, options: CsvWriteOptions): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of csvBytes(dataset, options)) pieces.push(piece);
  return new Uint8Array(Buffer.concat(pieces));
}

const back = (bytes: Uint8Array, columns: Readonly<Record<string, ColumnDeclaration>>, profile: 'open-data' | 'fr-excel'): Promise<Value[][]> =>
  rowsOf(readCsv(inPieces(bytes, []), { columns, decimalMark: profile === 'fr-excel' ? ',' : '.' }).rows);

describe('what is written reads back', () => {
  test.each(['open-data', 'fr-excel'] as const)('as the same table, in the profile %s', async (profile) => {
    await fc.assert(fc.asyncProperty(fc.array(row, { maxLength: 12 }), fc.array(fc.nat(12), { maxLength: 3 }), async (rows, cuts) => {
      const bytes = await written(tableOf(schemaOf(COLUMNS, ['c']), rows, cuts), { profile, formulas: 'keep' });
      expect(await back(bytes, COLUMNS, profile)).toEqual(rows);
    }), { numRuns: 200 });
  });

  test('with apostrophes before formulas and nothing else changed', async () => {
    await fc.assert(fc.asyncProperty(fc.array(row, { maxLength: 12 }), async (rows) => {
      const read = await back(await written(tableOf(schemaOf(COLUMNS, ['c']), rows), {}), COLUMNS, 'open-data');
      const plain = read.map((values, index) => values.map((value, column) => (column < 2 && value === `'${String(rows[index]![column])}` ? rows[index]![column]! : value)));
      expect(plain).toEqual(rows);
      for (const values of read) for (const value of values.slice(0, 2)) expect(value ?? '').not.toMatch(/^[=@\t\r\n]/);
    }), { numRuns: 200 });
  });

  test('even when it has one column, whose nulls are empty lines', async () => {
    for (const column of [COLUMNS.t, COLUMNS.f]) {
      const rows: Row[] = column === COLUMNS.t ? [[null], ['a'], [''], [null], [null]] : [[null], [1.5], [null]];
      expect(await back(await written(tableOf(schemaOf({ only: column }), rows), {}), { only: column }, 'open-data')).toEqual(rows);
    }
  });

  test('whatever the names of the columns', async () => {
    for (const name of ['a,b', 'a"b', '\uFEFFx', ' x ', 'é', 'a\nb', ';', 'é'.repeat(100)]) {
      const columns = { [name]: COLUMNS.i, y: COLUMNS.t };
      for (const profile of ['open-data', 'fr-excel'] as const) {
        expect(await back(await written(tableOf(schemaOf(columns), [[1, 'z']]), { profile }), columns, profile)).toEqual([[1, 'z']]);
      }
    }
  });

  test('as the same bytes, whatever the cuts of the batches and whether text travels as codes', async () => {
    await fc.assert(fc.asyncProperty(fc.array(row, { maxLength: 12 }), fc.array(fc.nat(12), { maxLength: 4 }), async (rows, cuts) => {
      const bytes = await written(tableOf(schemaOf(COLUMNS), rows), {});
      expect(await written(tableOf(schemaOf(COLUMNS, ['t', 'c']), rows, cuts), {})).toEqual(bytes);
    }), { numRuns: 100 });
  });

  test('and writing what was read gives the same bytes', async () => {
    await fc.assert(fc.asyncProperty(fc.array(row, { maxLength: 12 }), async (rows) => {
      const marked = rows.map(([first, ...others]) => [first === null ? null : `\uFEFF${String(first)}`, ...others]);
      const bytes = await written(tableOf(schemaOf(COLUMNS), marked), { formulas: 'keep' });
      expect(await written(readCsv(inPieces(bytes, []), { columns: COLUMNS }).rows, { formulas: 'keep' })).toEqual(bytes);
    }), { numRuns: 100 });
  });
});
