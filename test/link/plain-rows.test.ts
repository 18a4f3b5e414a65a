// Plain rows as tables: what a program has in hand becomes what the records hold, and never a value that nobody gave.
import { describe, expect, test } from 'vitest';
import { collectExpressions } from '../../src/link/compile/expression-list.ts';
import type { Derivation, Expression } from '../../src/link/model/expression.ts';
import type { MeasuredExpression } from '../../src/link/score/plain-kinds.ts';
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
    const derived = { column: 'value', derive: [{ op: 'toText' }] } as const;
    const records = await recordsOf({ all: oneColumn(['a']) }, [derived]);
    expect(typesOf([{ value: 1 }, { value: null }], records)).toContain('Float64');
    expect((await rowsOf(datasetOfRows([{ value: 1 }, { value: 'x' }], records))).map(([, own]) => own)).toEqual(['1', 'x']);
    expect(typesOf([{ value: null }], records)).toContain('Utf8');
  });

  test('of columns that nobody tells of are what is made of them, or measured', async () => {
    const made = (derive: readonly Derivation[] | undefined, rows: readonly PlainRow[], kind?: MeasuredExpression['kind']): string => {
      const of = { column: 'value', ...(derive === undefined ? {} : { derive }) } as Expression;
      return typesOf(rows, { expressions: collectExpressions({ blocking: [], comparisons: [] }, [of]), ...(kind === undefined ? {} : { measured: [{ of, kind }] }) });
    };
    expect(made([{ op: 'year' }], [{ value: null }])).toContain('Date');
    expect(made([{ op: 'year' }], [{ value: '1980-02-01' }])).toContain('Date');
    expect(made([{ op: 'lower' }], [{ value: 3 }])).toContain('Utf8');
    expect(made([{ op: 'toNumber' }], [{ value: null }])).toContain('Utf8');
    expect(made(undefined, [{ value: null }], 'number')).toContain('Float64');
    expect(made(undefined, [{ value: '1980-02-01' }, {}], 'time')).toContain('Date');
    expect(made(undefined, [{ value: null }], 'text')).toContain('Utf8');
    // Nothing fits: what values look like.
    expect(made([{ op: 'year' }], [{ value: 3 }], 'text')).toContain('Float64');

    const place: Expression = { list: [{ column: 'value' }, { column: 'other' }] };
    const expressions = collectExpressions({ blocking: [], comparisons: [] }, [place]);
    const table = datasetOfRows([{ other: 2 }], { expressions, measured: [{ of: place, kind: 'numbers' }] });
    expect(table.schema.fields.map(({ type }) => String(type))).toEqual(['Int32', 'Float64', 'Float64']);
    expect(await rowsOf(table)).toEqual([[0, null, 2]]);
  });
});
