import { describe, expect, test } from 'vitest';
import { fromAsyncIterable, type Dataset } from '../../src/core/dataset.ts';
import { PlanError } from '../../src/core/errors.ts';
import type { ColumnDeclaration } from '../../src/core/field.ts';
import { csvBytes, type CsvWriteOptions } from '../../src/write/csv.ts';
import { schemaOf, tableOf, type Row } from '../small-tables.ts';

const type = (name: ColumnDeclaration['type'], role: ColumnDeclaration['role'] = 'attribute'): ColumnDeclaration => ({ type: name, role });

const COLUMNS = {
  name: type('utf8'), n: type('int32'), big: type('int64'), ratio: type('float64'), yes: type('bool'), day: type('date'), at: type('timestamp'), cost: type('decimal(9,2)'), code: type('binary(16)', 'pseudonym'), raw: type('binary(2)'),
};
const ROWS: Row[] = [
  ['Zoë, "Z"', -1, 9007199254740993n, 0.1, true, 19782, 1_500_000n, -1205n, 'ff'.repeat(16), '00ff'],
  [null, null, null, null, null, null, null, null, null, null],
  ['', 0, 0n, -0, false, 0, 0n, 0n, '00'.repeat(16), '0000'],
  ['=1+1', 5, 5n, 1e21, true, -1, -1n, 5n, `${'00'.repeat(15)}20`, 'abcd'],
];

async function textOf(dataset: Dataset, options?: CsvWriteOptions): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of csvBytes(dataset, options)) pieces.push(piece);
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.concat(pieces));
}

describe('a dataset as delimited text', () => {
  test('open data: commas, points, LF, formulas made harmless, numbers left alone', async () => {
    expect(await textOf(tableOf(schemaOf(COLUMNS), ROWS))).toBe([
      'name,n,big,ratio,yes,day,at,cost,code,raw',
      '"Zoë, ""Z""",-1,9007199254740993,0.1,true,2024-02-29,1970-01-01T00:00:01.500000,-12.05,7ZZZZZZZZZZZZZZZZZZZZZZZZZ,00ff',
      ',,,,,,,,,',
      '"",0,0,-0,false,1970-01-01,1970-01-01T00:00:00,0.00,00000000000000000000000000,0000',
      "'=1+1,5,5,1e+21,true,1969-12-31,1969-12-31T23:59:59.999999,0.05,00000000000000000000000010,abcd",
      '',
    ].join('\n'));
  });

  test('French Excel: byte order mark, semicolons, decimal commas, CR LF', async () => {
    expect(await textOf(tableOf(schemaOf(COLUMNS), ROWS.slice(0, 1)), { profile: 'fr-excel' })).toBe(
      '\uFEFFname;n;big;ratio;yes;day;at;cost;code;raw\r\n"Zoë, ""Z""";-1;9007199254740993;0,1;true;2024-02-29;1970-01-01 00:00:01.500000;-12,05;7ZZZZZZZZZZZZZZZZZZZZZZZZZ;00ff\r\n',
    );
  });

  test('formulas are kept when asked for', async () => {
    expect(await textOf(tableOf(schemaOf({ a: COLUMNS.name }), [['=1+1']]), { formulas: 'keep' })).toBe('a\n=1+1\n');
    expect(await textOf(tableOf(schemaOf({ '=a': COLUMNS.name }), []))).toBe("'=a\n");
  });

  test('an empty table is its header, and empty batches leave nothing', async () => {
    expect(await textOf(tableOf(schemaOf({ a: COLUMNS.name, b: COLUMNS.n }), [], [0, 0]))).toBe('a,b\n');
  });

  test('16 bytes that are no pseudonym are hexadecimal', async () => {
    expect(await textOf(tableOf(schemaOf({ h: type('binary(16)') }), [['0f'.repeat(16)]]))).toBe(`h\n${'0f'.repeat(16)}\n`);
  });

  test('comes in pieces of bounded size, while the rows are read', async () => {
    let batches = 0;
    const table = tableOf(schemaOf({ n: COLUMNS.n }), Array.from({ length: 20_000 }, (_, row) => [row]));
    const dataset = fromAsyncIterable(table.schema, async function* () {
      for await (const batch of table.open()) for (let turn = 0; turn < 3; turn++) {
        batches++;
        yield batch;
      }
    });
    const seen: number[] = [];
    for await (const piece of csvBytes(dataset)) {
      seen.push(batches);
      expect(piece.length).toBeLessThan(100_000);
    }
    // The header comes before the first batch, and each batch in three pieces before the next is asked for.
    expect(seen).toEqual([0, 1, 1, 1, 2, 2, 2, 3, 3, 3]);
  });

  test('can be written again, and closes its source at an early break', async () => {
    let closed = 0;
    const table = tableOf(schemaOf({ n: COLUMNS.n }), [[1], [2]], [1]);
    const dataset = fromAsyncIterable(table.schema, async function* () {
      try {
        yield* table.open();
      } finally {
        closed++;
      }
    });
    const bytes = csvBytes(dataset);
    let count = 0;
    for await (const piece of bytes) {
      count += piece.length;
      if (count > 2) break;
    }
    expect(closed).toBe(1);
    for await (const piece of bytes) expect(piece.length).toBeGreaterThan(0);
    expect(closed).toBe(2);
  });

  test('a text with a byte 0 is refused, by column and row', async () => {
    const table = tableOf(schemaOf({ n: COLUMNS.n, t: COLUMNS.name }), [[1, 'a'], [2, 'Secret\0']], [1]);
    await expect(textOf(table)).rejects.toThrow('column t, row 2: a text with a byte 0 has no place in delimited text [DATA_NULL_BYTE]');
    await expect(textOf(tableOf(schemaOf({ t: COLUMNS.name }, ['t']), [['Secret\0']]))).rejects.toMatchObject({ code: 'DATA_NULL_BYTE', detail: { column: 't', firstRow: 1 } });
    await expect(textOf(tableOf(schemaOf({ 'a\0': COLUMNS.n }), []))).rejects.toMatchObject({ code: 'DATA_NULL_BYTE', detail: { column: '1' } });
  });

  test('a date of five digits is refused, by column and row', async () => {
    await expect(textOf(tableOf(schemaOf({ d: COLUMNS.day }), [[0], [2_932_897]]))).rejects.toThrow('column d, row 2: a date outside the years 1 to 9999 has no ISO form [DATA_VALUE_RANGE]');
    await expect(textOf(tableOf(schemaOf({ s: COLUMNS.at }), [[2n ** 62n]]))).rejects.toMatchObject({ code: 'DATA_VALUE_RANGE' });
  });

  test.each([[{ profile: 'excel' }, 'profile: expected "open-data" or "fr-excel"'], [{ formula: 'keep' }, 'formula: unknown option "formula", did you mean "formulas"?']])('%j is refused', (options, message) => {
    expect(() => csvBytes(tableOf(schemaOf({ n: COLUMNS.n }), []), options as CsvWriteOptions)).toThrow(PlanError);
    expect(() => csvBytes(tableOf(schemaOf({ n: COLUMNS.n }), []), options as CsvWriteOptions)).toThrow(message);
  });
});
