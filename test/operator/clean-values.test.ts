// Cleaning of single values: dates, codes, placeholders, encodings, maps.
import type { Schema } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { fixEncoding, normaliseDate, nullValues, padCode, recode, recodeByTable } from '../../src/clean/index.ts';
import { columnTypeOf } from '../../src/core/arrow.ts';
import { PlanError } from '../../src/core/errors.ts';
import { METADATA, roleOf } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, type Findings, type Operator } from '../../src/core/operator.ts';
import { parseIsoDate } from '../../src/text/index.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const COLUMNS = {
  id: { type: 'int32', role: 'technical' }, text: { type: 'utf8', role: 'quasiIdentifier', identifier: 'nir' }, other: { type: 'utf8', role: 'sensitive' },
  number: { type: 'int64', role: 'attribute' }, day: { type: 'date', role: 'quasiIdentifier' }, x: { type: 'float64', role: 'measure' },
} as const;
const SCHEMA: Schema = schemaOf(COLUMNS);
const NAMES = Object.keys(COLUMNS);

interface Outcome {
  readonly values: readonly Value[];
  readonly ids: readonly Value[];
  readonly rejects: readonly Value[][];
  readonly findings: Findings;
}

/** Cleans a column that holds the given values, and reads it back. */
async function run(column: keyof typeof COLUMNS, values: readonly Value[], operator: Operator, isCoded = false): Promise<Outcome> {
  const at = NAMES.indexOf(column);
  const rows: Row[] = values.map((value, index) => NAMES.map((name, position) => (position === at ? value : name === 'id' ? index : null)));
  let findings: Findings = {};
  const source = tableOf(isCoded ? schemaOf(COLUMNS, ['text', 'other']) : SCHEMA, rows, [1, 1, 3]);
  const output = applyOperator(source, operator, { fold: IN_MEMORY, onFindings: (found) => { findings = found; } });
  const found = await rowsOf(output.rows);
  return { values: found.map((row) => row[at]!), ids: found.map(([id]) => id!), rejects: output.rejects === null ? [] : await rowsOf(output.rejects), findings };
}

function fieldAfter(operator: Operator, column: keyof typeof COLUMNS): readonly unknown[] {
  const field = operator.outputSchema(SCHEMA).fields[NAMES.indexOf(column)]!;
  return [columnTypeOf(field.type), roleOf(field), field.metadata.get(METADATA.identifier) ?? null, field.nullable];
}

function problems(attempt: () => unknown): string[] {
  try {
    attempt();
  } catch (error) {
    if (error instanceof PlanError) return error.problems.map(({ code, path }) => `${code} ${path}`);
    throw error;
  }
  return [];
}

const day = (date: string): number => parseIsoDate(date)!;

describe('normaliseDate', () => {
  const formats = ['dd/MM/yyyy', 'yyyyMMdd', 'd MMM yyyy'];
  const texts = ['03/01/1987', '19870103', '3 janv. 1987', '1987-01-03', '31/04/1987', '00/03/1987', '01/01/1900', ' ', null];

  test('sets rows without a date aside, each with its reason', async () => {
    const { values, ids, rejects, findings } = await run('text', texts, normaliseDate({ column: 'text', formats, onInvalid: 'reject' }));
    expect(values).toEqual([day('1987-01-03'), day('1987-01-03'), day('1987-01-03'), null]);
    expect(ids).toEqual([0, 1, 2, 8]);
    expect(rejects).toEqual([[4n, 'text', 'DATE_FORMAT'], [5n, 'text', 'DATE_IMPOSSIBLE'], [6n, 'text', 'DATE_PARTIAL'], [7n, 'text', 'DATE_PLACEHOLDER'], [8n, 'text', 'DATE_EMPTY']]);
    expect(findings).toEqual({
      rows: 9, changed: 3, rejected: 5,
      byReason: { ok: 3, null: 1, empty: 1, format: 1, impossible: 1, partial: 1, placeholder: 1, early: 0, late: 0, ambiguous: 0 },
      byFormat: { 'dd/MM/yyyy': 1, yyyyMMdd: 1, 'd MMM yyyy': 1 },
    });
  });

  test('makes them null, and partial dates the first day, when so declared; texts as codes give the same', async () => {
    const operator = (): Operator => normaliseDate({ column: 'text', formats, onInvalid: 'null', onPartial: 'first', onPlaceholder: 'reject' });
    const plain = await run('text', texts, operator());
    expect(plain.values).toEqual([day('1987-01-03'), day('1987-01-03'), day('1987-01-03'), null, null, day('1987-03-01'), null, null]);
    expect(plain.findings).toMatchObject({ changed: 4, rejected: 1, nulled: 3 });
    expect(await run('text', texts, operator(), true)).toEqual(plain);
  });

  test('reads whole numbers that lost a zero', async () => {
    const { values } = await run('number', [19870103n, 3011987n, 0n, null], normaliseDate({ column: 'number', formats: ['ddMMyyyy', 'yyyyMMdd'], onInvalid: 'null' }));
    expect(values).toEqual([day('1987-01-03'), day('1987-01-03'), null, null]);
  });

  test('checks the limits of dates that are dates already', async () => {
    const operator = normaliseDate({ column: 'day', onInvalid: 'null', earliest: '1920-01-01', latest: '2026-12-31', placeholders: ['1950-05-05'] });
    const { values, findings } = await run('day', ['1919-12-31', '1920-01-01', '1950-05-05', '9999-12-31', '2027-01-01'].map(day), operator);
    expect(values).toEqual([null, day('1920-01-01'), null, null, null]);
    expect(findings).toMatchObject({ changed: 0, nulled: 4, byReason: { ok: 1, early: 1, late: 1, placeholder: 2 } });
  });

  test('knows the usual placeholders unless told not to', async () => {
    const { values } = await run('text', ['01/01/1900'], normaliseDate({ column: 'text', formats, onInvalid: 'null', usualPlaceholders: false }));
    expect(values).toEqual([day('1900-01-01')]);
  });

  test('counts what two formats read as two dates', async () => {
    const { values, findings } = await run('text', ['03/04/1999', '13/04/1999'], normaliseDate({ column: 'text', formats: ['dd/MM/yyyy', 'MM/dd/yyyy'], onInvalid: 'null' }));
    expect(values).toEqual([day('1999-04-03'), day('1999-04-13')]);
    expect(findings).toMatchObject({ changed: 2, nulled: 0, byReason: { ok: 1, ambiguous: 1 }, byFormat: { 'dd/MM/yyyy': 2, 'MM/dd/yyyy': 0 } });
  });

  test('gives a column of dates of the same role, no longer declared as an identifier', () => {
    expect(fieldAfter(normaliseDate({ column: 'text', formats, onInvalid: 'null' }), 'text')).toEqual(['date', 'quasiIdentifier', null, true]);
  });

  test('refuses options that contradict each other, and text without formats', () => {
    const date = (options: object): string[] => problems(() => normaliseDate({ column: 'text', onInvalid: 'null', ...options } as never).outputSchema(SCHEMA));
    expect(date({ formats: ['d/M/yy'] })).toEqual(['PLAN_OUT_OF_RANGE twoDigitYearStart']);
    expect(date({ formats: ['d/M/yyyy'], twoDigitYearStart: 1930 })).toEqual(['PLAN_OUT_OF_RANGE twoDigitYearStart']);
    expect(date({ formats: ['d/M/yyyy', 'd/M/yyyy'] })).toEqual(['PLAN_OUT_OF_RANGE formats']);
    expect(date({ formats: ['DD/MM/YYYY'], earliest: '1900-02-30' })).toEqual(['PLAN_OUT_OF_RANGE formats[0]', 'PLAN_OUT_OF_RANGE earliest']);
    expect(date({ formats, earliest: '2000-01-01', latest: '1999-01-01' })).toEqual(['PLAN_OUT_OF_RANGE latest']);
    expect(date({})).toEqual(['PLAN_MISSING formats']);
    expect(problems(() => normaliseDate({ column: 'x', formats, onInvalid: 'null' }).outputSchema(SCHEMA))).toEqual(['PLAN_COLUMN_TYPE column']);
  });
});

describe('padCode', () => {
  test('pads, and sets aside what does not fit', async () => {
    const { values, rejects, findings } = await run('text', ['1001', '75056', '750561', '', null], padCode({ column: 'text', width: 5, onInvalid: 'reject' }));
    expect(values).toEqual(['01001', '75056', null]);
    expect(rejects).toEqual([[3n, 'text', 'CODE_LENGTH'], [4n, 'text', 'CODE_EMPTY']]);
    expect(findings).toEqual({ rows: 5, changed: 1, rejected: 2, byReason: { ok: 2, null: 1, empty: 1, length: 1, sign: 0 } });
  });
  test('reads whole numbers, and keeps what does not fit when so declared', async () => {
    expect((await run('number', [1001n, 750561n, -1n], padCode({ column: 'number', width: 5, onInvalid: 'keep' }))).values).toEqual(['01001', '750561', '-1']);
    expect((await run('text', ['-1', '+75', '-7505', '7-5'], padCode({ column: 'text', width: 5, onInvalid: 'reject' }))).rejects).toEqual([[1n, 'text', 'CODE_SIGN'], [2n, 'text', 'CODE_SIGN']]);
  });
  test('leaves role and declared identifier', () => {
    expect(fieldAfter(padCode({ column: 'text', stripZeros: true, onInvalid: 'null' }), 'text')).toEqual(['utf8', 'quasiIdentifier', 'nir', true]);
  });
  test('refuses options that contradict each other', () => {
    expect(problems(() => padCode({ column: 'text', width: 5, stripZeros: true, suffix: '0', onInvalid: 'null' }))).toEqual(['PLAN_OUT_OF_RANGE stripZeros', 'PLAN_OUT_OF_RANGE suffix']);
    expect(problems(() => padCode({ column: 'text', width: 0, remove: 'é', onInvalid: 'null' }))).toEqual(['PLAN_OUT_OF_RANGE width', 'PLAN_OUT_OF_RANGE remove']);
  });
});

describe('recode', () => {
  const values = { '1': 'M', '2': 'F', '9': null };
  test.each<['reject' | 'null' | 'keep', readonly Value[], Findings]>([
    ['reject', ['M', null, null], { changed: 1, rejected: 1, nulled: 1 }],
    ['null', ['M', null, null, null], { changed: 1, nulled: 2 }],
    ['keep', ['M', null, '3', null], { changed: 1, nulled: 1, kept: 1 }],
  ])('other values: %s', async (otherwise, expected, counted) => {
    const found = await run('text', ['1', '9', '3', null], recode({ column: 'text', values, otherwise }));
    expect(found.values).toEqual(expected);
    expect(found.findings).toEqual({ rows: 4, ...counted, byReason: { ok: 1, null: 1, toNull: 1, unmatched: 1 } });
    expect(found.rejects).toEqual(otherwise === 'reject' ? [[3n, 'text', 'RECODE_UNMATCHED']] : []);
  });
  test('takes whole numbers as their digits', async () => {
    expect((await run('number', [2n, 1n, 9n], recode({ column: 'number', values, otherwise: 'reject' }))).values).toEqual(['F', 'M', null]);
  });
  test('gives text of the same role, no longer declared as an identifier', () => {
    expect(fieldAfter(recode({ column: 'text', values, otherwise: 'keep' }), 'text')).toEqual(['utf8', 'quasiIdentifier', null, true]);
  });

  const REFERENCE = schemaOf({ old: { type: 'utf8', role: 'attribute' }, new: { type: 'utf8', role: 'attribute' } }, ['new']);
  const byTable = async (otherwise: 'reject' | 'keep', reference: readonly Row[]): Promise<{ values: Value[]; rejects: Value[][] }> => {
    const source = tableOf(SCHEMA, ['1', '9', '3', null].map((value, id) => [id, value, null, null, null, null]), [2]);
    const ports = recodeByTable({ column: 'text', from: 'old', to: 'new', otherwise }).connect({ rows: source, reference: tableOf(REFERENCE, reference, [1]) }, { fold: IN_MEMORY });
    return { values: (await rowsOf(ports['rows']!)).map((row) => row[1]!), rejects: ports['rejects'] === undefined ? [] : await rowsOf(ports['rejects']) };
  };
  test('by a table is recoding by what the table says', async () => {
    expect(await byTable('reject', [['1', 'M'], ['2', 'F'], ['9', null]])).toEqual({ values: ['M', null, null], rejects: [[3n, 'text', 'RECODE_UNMATCHED']] });
    expect(await byTable('keep', [])).toEqual({ values: ['1', '9', '3', null], rejects: [] });
  });
  test('by a table that says two things of a value, or something of none, is refused', async () => {
    await expect(byTable('keep', [['1', 'M'], ['2', 'F'], ['1', 'F']])).rejects.toMatchObject({ code: 'DATA_DUPLICATE_KEY', detail: { source: 'reference', column: 'old', firstRow: 3 } });
    await expect(byTable('keep', [['1', 'M'], [null, 'F']])).rejects.toMatchObject({ code: 'DATA_NULL', detail: { firstRow: 2 } });
  });
  test('by a table of other columns is refused before any row', () => {
    const operator = recodeByTable({ column: 'text', from: 'old', to: 'id', otherwise: 'keep' });
    expect(problems(() => operator.outputSchemas({ rows: SCHEMA, reference: REFERENCE }))).toEqual(['PLAN_UNKNOWN_COLUMN to']);
    expect(problems(() => operator.outputSchemas({ rows: SCHEMA }))).toEqual(['PLAN_MISSING reference']);
    expect(problems(() => recode({ column: 'text', values: {}, otherwise: 'keep' }))).toEqual(['PLAN_OUT_OF_RANGE values']);
  });
});

describe('nullValues', () => {
  test('compares whole values, exactly or folded', async () => {
    const texts = ['NC', 'nc ', 'Inconnu', 'INCONNUE', 'Non renseigné', '', null];
    const exact = await run('text', texts, nullValues({ columns: { text: ['NC', 'INCONNU', ''] } }));
    expect(exact.values).toEqual([null, 'nc ', 'Inconnu', 'INCONNUE', 'Non renseigné', null, null]);
    expect(exact.findings).toEqual({ rows: 7, changed: 0, nulled: 2, byReason: { ok: 4, null: 1, placeholder: 2 } });
    const folded = await run('text', texts, nullValues({ columns: { text: ['NC', 'inconnu', 'NON RENSEIGNE'] }, compare: 'folded' }), true);
    expect(folded.values).toEqual([null, null, null, 'INCONNUE', null, '', null]);
  });
  test('of every type: numbers, dates', async () => {
    expect((await run('number', [99n, 9n, null], nullValues({ columns: { number: [99] } }))).values).toEqual([null, 9n, null]);
    expect((await run('x', [-1, NaN, 0.5], nullValues({ columns: { x: [-1, 999] } }))).values).toEqual([null, NaN, 0.5]);
    expect((await run('day', [day('9999-12-31'), day('1987-01-03')], nullValues({ columns: { day: ['9999-12-31'] } }))).values).toEqual([null, day('1987-01-03')]);
  });
  test('of several columns are counted together and apart', async () => {
    const { findings } = await run('text', ['NC', 'a'], nullValues({ columns: { text: ['NC'], other: ['NC'] } }));
    expect(findings).toEqual({
      rows: 2, changed: 0, nulled: 1, byReason: { ok: 1, null: 2, placeholder: 1 },
      columns: {
        text: { rows: 2, changed: 0, nulled: 1, byReason: { ok: 1, null: 0, placeholder: 1 } },
        other: { rows: 2, changed: 0, nulled: 0, byReason: { ok: 0, null: 2, placeholder: 0 } },
      },
    });
  });
  test('of another type than their column are refused before any row', () => {
    expect(problems(() => nullValues({ columns: { number: ['x'], missing: [1], day: ['1987'] } }).outputSchema(SCHEMA)).map((problem) => problem.split(' ')[0])).toEqual(['PLAN_UNKNOWN_COLUMN']);
    expect(problems(() => nullValues({ columns: { number: [1, 'x'], text: ['NC'], day: ['1987'] } }).outputSchema(SCHEMA))).toEqual(['PLAN_TYPE columns.number[1]', 'PLAN_TYPE columns.day[0]']);
    expect(problems(() => nullValues({ columns: {} }))).toEqual(['PLAN_OUT_OF_RANGE columns']);
  });
});

describe('fixEncoding', () => {
  test('repairs what can be undone, and counts what cannot', async () => {
    const { values, findings } = await run('text', ['LefÃ¨vre', 'Lefèvre', 'Lef\ufffdvre', 'é Ã©', null], fixEncoding({ columns: ['text'] }), true);
    expect(values).toEqual(['Lefèvre', 'Lefèvre', 'Lef\ufffdvre', 'é Ã©', null]);
    expect(findings).toEqual({ rows: 5, changed: 1, byReason: { ok: 2, null: 1, lost: 1, doubtful: 1 } });
  });
  test('leaves role and declared identifier, and works on text only', () => {
    expect(fieldAfter(fixEncoding({ columns: ['text'] }), 'text')).toEqual(['utf8', 'quasiIdentifier', 'nir', true]);
    expect(problems(() => fixEncoding({ columns: ['number', 'txt'] }).outputSchema(SCHEMA))).toEqual(['PLAN_COLUMN_TYPE columns[0]', 'PLAN_UNKNOWN_COLUMN columns[1]']);
  });
});
