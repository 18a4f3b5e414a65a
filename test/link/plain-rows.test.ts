// Plain rows as tables: what a program has in hand becomes what the records hold, and never a value that nobody gave.
import { describe, expect, test } from 'vitest';
import { datasetOfRows, PLAIN_ROW_KEY, type PlainRow } from '../../src/link/score/plain-rows.ts';
import { rowsOf } from '../small-tables.ts';
import { oneColumn, recordsOf } from './records-of.ts';

const value = { column: 'value' };
const typesOf = (rows: readonly PlainRow[], records: Parameters<typeof datasetOfRows>[1]): string => String(datasetOfRows(rows, records).schema.fields[1]!.type);

describe('plain rows', () => {
  test('have their place for a row key, and null where a member is missing, inherited ones included', async () => {
    const records = await recordsOf({ all: oneColumn(['a', 'b']) }, [value]);
    const table = datasetOfRows([{ value: 'x' }, {}, { value: null }, { value: undefined }, Object.create({ value: 'inherited' }) as PlainRow], records);
    expect(table.schema.fields.map(({ name }) => name)).toEqual([PLAIN_ROW_KEY, 'value']);
    expect(await rowsOf(table)).toEqual([[0, 'x'], [1, null], [2, null], [3, null], [4, null]]);
    expect(await rowsOf(datasetOfRows([], records))).toEqual([]);
  });

  test('are text where the records hold text, numbers and truth values too', async () => {
    const records = await recordsOf({ all: oneColumn(['75001']) }, [value]);
    expect((await rowsOf(datasetOfRows([{ value: 75001 }, { value: true }, { value: '' }], records))).map(([, own]) => own)).toEqual(['75001', 'true', '']);
  });

  test('are numbers where the records hold numbers; what is none is null and not 0', async () => {
    const records = await recordsOf({ all: oneColumn([1.5], 'float64') }, [value]);
    expect((await rowsOf(datasetOfRows([{ value: 40 }, { value: '41' }, { value: null }, { value: -0 }], records))).map(([, own]) => own)).toEqual([40, null, null, -0]);
    expect(typesOf([{ value: 'x' }], records)).toBe(typesOf([{ value: 1 }], records));
  });

  test('are dates where the records hold dates; what is none is null and not 1970', async () => {
    const records = await recordsOf({ all: oneColumn([0], 'date') }, [value]);
    expect((await rowsOf(datasetOfRows([{ value: '1970-01-02' }, { value: '1970-02-30' }, { value: 'soon' }, { value: 3 }], records))).map(([, own]) => own)).toEqual([1, null, null, null]);
  });

  test('of columns that only derived expressions use are numbers where all are, and text otherwise', async () => {
    const derived = { column: 'value', derive: [{ op: 'lower' }] } as const;
    const records = await recordsOf({ all: oneColumn(['a']) }, [derived]);
    expect(typesOf([{ value: 1 }, { value: null }], records)).toContain('Float64');
    expect((await rowsOf(datasetOfRows([{ value: 1 }, { value: 'x' }], records))).map(([, own]) => own)).toEqual(['1', 'x']);
    expect(typesOf([{ value: null }], records)).toContain('Utf8');
  });
});
