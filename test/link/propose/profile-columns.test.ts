// What is found about columns: worked examples of why one is compared or left out, and what is refused.
import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../../src/core/dataset.ts';
import type { PlanError, Problem } from '../../../src/core/errors.ts';
import { profileColumns, type ColumnFinding, type ProfileColumnsOptions } from '../../../src/link/propose/profile-columns.ts';
import { proposeLinkage } from '../../../src/link/propose/propose-linkage.ts';
import { proposeModel } from '../../../src/link/propose/propose-model.ts';
import { schemaOf, tableOf, type Row, type Value } from '../../small-tables.ts';

type Declared = Parameters<typeof schemaOf>[0][string];

/** A table of columns, each a function of the row. */
function tableMade(columns: Readonly<Record<string, Declared & { readonly at: (row: number) => Value }>>, rows = 120, batches: readonly number[] = []): Dataset {
  const schema = schemaOf({ id: { type: 'int32', role: 'technical' }, ...Object.fromEntries(Object.entries(columns).map(([name, { at: _, ...declared }]) => [name, declared])) });
  return tableOf(schema, Array.from({ length: rows }, (_, row): Row => [row, ...Object.values(columns).map(({ at }) => at(row))]), batches);
}

const text = (at: (row: number) => Value, role: Declared['role'] = 'attribute') => ({ type: 'utf8', role, at } as const);

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** A word of three letters, other ones for other numbers below 17,576. */
const word = (number: number): string => [1, 26, 676].map((power) => LETTERS[Math.floor(number / power) % 26]).join('');

const found = (inputs: Readonly<Record<string, Dataset>>, options: Partial<ProfileColumnsOptions> = {}): Promise<readonly ColumnFinding[]> => profileColumns(inputs, { rowKey: 'id', ...options });

async function outcomes(table: Dataset, options: Partial<ProfileColumnsOptions> = {}): Promise<Record<string, string | null>> {
  return Object.fromEntries((await found({ table }, options)).map(({ column, kind, leftOut }) => [column, leftOut ?? kind]));
}

async function problemsOf(made: Promise<unknown>): Promise<readonly Pick<Problem, 'code' | 'path'>[]> {
  return made.then(() => [], (error: unknown) => (error as PlanError).problems.map(({ code, path }) => ({ code, path })));
}

describe('A column', () => {
  test('is looked at unless its role or its type says that it tells nobody from anybody', async () => {
    const table = tableMade({
      name: text((row) => word(row * 7), 'directIdentifier'), code: text((row) => `K${1000 + row}`, 'pseudonym'), town: text((row) => word(row % 40), 'quasiIdentifier'), illness: text((row) => word(row % 50), 'sensitive'),
      who: text(word, 'entity'), cost: { type: 'float64', role: 'measure', at: (row) => row }, share: { type: 'float64', role: 'weight', at: () => 1.5 }, cell: { type: 'int32', role: 'cell', at: (row) => row },
      line: { type: 'int32', role: 'technical', at: (row) => row },
    });
    expect(await outcomes(table)).toEqual({ name: 'name', code: 'code', town: 'name', illness: 'name', who: 'role', cost: 'role', share: 'role', cell: 'role', line: 'role' });
  });

  test('that is asked for by name is looked at whatever its role', async () => {
    const table = tableMade({ who: text(word, 'entity'), other: text((row) => word(row * 3)) });
    expect(await outcomes(table, { columns: ['who'] })).toEqual({ who: 'name' });
    expect((await found({ table }))[0]).toEqual({ column: 'who', kind: null, leftOut: 'role', profile: null });
  });

  test('is named in the order it is asked for, or of the schema without the row key', async () => {
    const table = tableMade({ b: text(word), a: text((row) => word(row * 3)), c: text((row) => word(row * 5)) });
    expect((await found({ table })).map(({ column }) => column)).toEqual(['b', 'a', 'c']);
    expect((await found({ table }, { columns: ['c', 'b'] })).map(({ column }) => column)).toEqual(['c', 'b']);
  });

  test('of nothing or of one value has a profile, but no kind', async () => {
    const [empty, constant] = await found({ table: tableMade({ empty: text(() => null), constant: text(() => 'même') }) });
    expect(empty).toMatchObject({ kind: null, leftOut: 'empty', profile: { values: 0, completeness: 0, distinct: 0 } });
    expect(constant).toMatchObject({ kind: null, leftOut: 'constant', profile: { values: 120, completeness: 1, distinct: 1, agreement: 1, words: 1, characters: 4 } });
  });

  test('is profiled over the records of all sources', async () => {
    const [first, second] = [tableMade({ name: text(word) }, 60), tableMade({ name: text((row) => (row < 20 ? null : word(1000 + row))) }, 60)];
    const [{ profile }] = await found({ first, second }) as [ColumnFinding];
    expect(profile).toMatchObject({ values: 100, completeness: 100 / 120, distinct: 100, agreement: 0, characters: 3, words: 1 });
  });

  test('of numbers or dates is read as text', async () => {
    const table = tableMade({ day: { type: 'date', role: 'attribute', at: (row) => row * 37 }, zip: { type: 'int32', role: 'attribute', at: (row) => 10_000 + row * 71 }, truth: { type: 'bool', role: 'attribute', at: (row) => row % 2 === 0 } });
    const [day, zip] = await found({ table });
    expect([day!.kind, day!.profile?.dateOrder, day!.profile?.characters]).toEqual(['date', 'dashed', 10]);
    expect([zip!.kind, zip!.profile?.characters, zip!.profile?.numbers]).toEqual(['code', 5, 1]);
  });

  test('says the same whatever the batches and the order of rows', async () => {
    const columns = { name: text((row) => word(row % 70)), full: text((row) => `${word(row % 70)} ${word(row + 3000)}`), last: text((row) => word(row + 3000)) };
    const turned = Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, { ...column, at: (row: number) => column.at(119 - row) }])) as unknown as typeof columns;
    const findings = await found({ table: tableMade(columns) });
    expect(await found({ table: tableMade(columns, 120, [1, 0, 50]) })).toEqual(findings);
    expect(await found({ table: tableMade(turned) })).toEqual(findings);
  });
});

describe('Columns that say twice what others say', () => {
  const first = text((row) => word(row % 90));
  const last = text((row) => word(2000 + (row * 3) % 100));

  test('are left out where they are two others put together, and the parts stay', async () => {
    const full = text((row) => `${String(first.at(row))}, ${String(last.at(row))}`);
    expect(await outcomes(tableMade({ first, last, full }))).toEqual({ first: 'name', last: 'name', full: 'madeOfOthers' });
    expect(await outcomes(tableMade({ full, first, last }))).toEqual({ full: 'madeOfOthers', first: 'name', last: 'name' });
  });

  test('are left out but for the first where their words are the same, in any order and case', async () => {
    const [one, other] = [text((row) => `${word(row)} ${word(row + 500)}`), text((row) => `${word(row + 500).toLowerCase()}-${word(row)}`)];
    expect(await outcomes(tableMade({ one, other }))).toEqual({ one: 'name', other: 'madeOfOthers' });
    expect(await outcomes(tableMade({ other, one }))).toEqual({ other: 'name', one: 'madeOfOthers' });
  });

  test('stay where only one part of them is another column', async () => {
    const full = text((row) => `${String(first.at(row))} ${word(row + 9000)}`);
    expect(await outcomes(tableMade({ first, full }))).toEqual({ first: 'name', full: 'name' });
  });

  test('stay where they agree in four of five records or fewer', async () => {
    const nearly = text((row) => (row % 5 === 0 ? word(row + 12_000) : word(row % 90)));
    expect(await outcomes(tableMade({ first, nearly }))).toEqual({ first: 'name', nearly: 'name' });
    const mostly = text((row) => (row % 6 === 0 ? word(row + 12_000) : word(row % 90)));
    expect(await outcomes(tableMade({ first, mostly }))).toEqual({ first: 'name', mostly: 'madeOfOthers' });
  });
});

describe('A proposed model', () => {
  const table = tableMade({ name: text((row) => word(row * 5)), born: text((row) => `19${10 + (row % 80)}-0${1 + (row % 9)}-1${row % 10}`), empty: text(() => null) });

  test('has a comparison for every column of use, no rule yet, and m and u that are not known', async () => {
    const { model, columns } = await proposeModel({ table }, { rowKey: 'id', linkType: 'link' });
    expect(model).toMatchObject({ version: 1, linkType: 'link', blocking: [], unit: 'codePoint' });
    expect(model.comparisons.map(({ name }) => name)).toEqual(['name', 'born']);
    expect(model.comparisons.flatMap(({ levels }) => levels).every(({ m, u }) => m === null && u === null)).toBe(true);
    expect(columns.map(({ leftOut }) => leftOut)).toEqual([null, null, 'empty']);
  });
});

describe('What is refused', () => {
  const table = tableMade({ name: text(word), empty: text(() => null) });

  test('is every column that is not there, by its place', async () => {
    expect(await problemsOf(found({ table }, { columns: ['name', 'nom'] }))).toEqual([{ code: 'PLAN_UNKNOWN_COLUMN', path: 'columns[1]' }]);
  });

  test('is a linkage without a source, or without a column of use', async () => {
    expect(await problemsOf(found({}))).toEqual([{ code: 'PLAN_MISSING', path: 'inputs' }]);
    expect(await problemsOf(proposeModel({ table }, { rowKey: 'id', linkType: 'dedupe', columns: ['empty'] }))).toEqual([{ code: 'PLAN_MISSING', path: 'columns' }]);
  });

  test.each([
    [{ rowKey: 'id' }, 'linkType'], [{ linkType: 'dedupe' }, 'rowKey'], [{ rowKey: 'id', linkType: 'dedupe', columns: [] }, 'columns'], [{ rowKey: 'id', linkType: 'dedupe', pairsPerRecord: 0 }, 'pairsPerRecord'],
    [{ rowKey: 'id', linkType: 'dedupe', pairsPerRecord: NaN }, 'pairsPerRecord'], [{ rowKey: 'id', linkType: 'dedupe', seed: 0.5 }, 'seed'], [{ rowKey: 'id', linkType: 'dedupe', seed: 2 ** 31 }, 'seed'],
  ] as const)('are options out of bounds, at their path: %j', async (options, path) => {
    const problems = await problemsOf(proposeLinkage({ table }, options as never));
    expect(problems.map((problem) => problem.path)).toEqual([path]);
    expect(problems[0]!.code).toMatch(/^PLAN_/);
  });
});
