import type { RecordBatch } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { pram, type PramOptions } from '../../src/anonymise/index.ts';
import { PlanError } from '../../src/core/errors.ts';
import { maskingsOf } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, type Findings } from '../../src/core/operator.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const SECRET = Uint8Array.from({ length: 32 }, (_, index) => (index * 37 + 11) & 255);
const columns = { id: { type: 'int32', role: 'technical' }, site: { type: 'utf8', role: 'attribute' }, work: { type: 'utf8', role: 'quasiIdentifier' }, share: { type: 'float64', role: 'measure' } } as const;
const SCHEMA = schemaOf(columns);
const OPTIONS: PramOptions = { column: 'work', unit: 'id', transition: { keep: 0.5, alpha: 1 }, secretKey: SECRET };
const rowsOfWork = (work: readonly (string | null)[], site = (id: number): string => `s${id % 2}`): Row[] => work.map((value, id) => [id, site(id), value, 0]);

async function mask(rows: readonly Row[], options: Partial<PramOptions> = {}, schema = SCHEMA): Promise<{ rows: Value[][]; found: Findings }> {
  let found: Findings = {};
  const output = applyOperator(tableOf(schema, rows), pram({ ...OPTIONS, ...options }), { fold: IN_MEMORY, onFindings: (findings) => (found = findings) });
  return { rows: await rowsOf(output.rows), found };
}
function problems(change: object): string[] {
  try {
    pram({ ...OPTIONS, ...change }).outputSchema(SCHEMA);
  } catch (error) {
    if (error instanceof PlanError) return error.problems.map(({ code, path }) => `${code} ${path}`);
    throw error;
  }
  return [];
}

describe('pram', () => {
  test('gives only values of the row’s own stratum', async () => {
    const list = Array.from({ length: 400 }, (_, id): Row => [id, id % 2 === 0 ? 'north' : 'south', id % 2 === 0 ? ['a', 'b'][(id >> 1) % 2]! : ['x', 'y', 'z'][(id >> 1) % 3]!, 0]);
    const { rows, found } = await mask(list, { strata: ['site'] });
    expect(rows.every((cells) => (cells[1] === 'north' ? ['a', 'b'] : ['x', 'y', 'z']).includes(cells[2] as string))).toBe(true);
    expect(found).toMatchObject({ rows: 400, strata: 2, values: 5, nulls: 0 });
    expect(found).not.toHaveProperty('matrix');
    expect(Number(found['changedRows'])).toBeGreaterThan(50);
  });
  test('follows a declared matrix, in whatever order its values are written', async () => {
    // A permutation: a → b → c → a, and d is not met.
    const cycle = { values: ['c', 'd', 'a', 'b'], probabilities: [[0, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 1], [1, 0, 0, 0]] };
    const { rows, found } = await mask(rowsOfWork(['a', 'b', 'c', null, 'a']), { transition: cycle });
    expect(rows.map((cells) => cells[2])).toEqual(['b', 'c', 'a', null, 'b']);
    // In the order of the values a, b, c, d.
    expect(found).toMatchObject({ nulls: 1, changedRows: 4, kept: { least: 0, most: 0 }, matrix: [[0, 1, 0, 0], [0, 0, 1, 0], [1, 0, 0, 0], [0, 0, 0, 1]] });
    const coded = await mask(rowsOfWork(['a', 'b', 'c', null, 'a']), { transition: cycle }, schemaOf(columns, ['work']));
    expect(coded.rows).toEqual(rows);
    expect(await mask(rowsOfWork(['a', 'e', 'e']), { transition: cycle }).catch((error: unknown) => error)).toMatchObject({ code: 'DATA_INVALID', detail: { column: 'work', rowCount: 2 } });
  });
  test('tells the posterior of a declared matrix by Bayes’ rule', async () => {
    const { found } = await mask(rowsOfWork(['a', 'a', 'a', 'b']), { transition: { values: ['a', 'b'], probabilities: [[0.5, 0.5], [0, 1]] } });
    // Published a: always true. Published b: 1 of 1 + 3 · ½.
    expect(found['posterior']).toEqual({ least: 0.4, most: 1 });
    expect(found['kept']).toEqual({ least: 0.5, most: 1 });
  });
  test('leaves a column without values, or of one, as it is', async () => {
    expect(await mask(rowsOfWork([null, null]))).toMatchObject({ rows: [[0, 's0', null, 0], [1, 's1', null, 0]], found: { values: 0, nulls: 2, kept: null, posterior: null, changedRows: 0 } });
    expect((await mask(rowsOfWork(['a', 'a']))).found).toMatchObject({ values: 1, changedRows: 0, kept: { least: 1, most: 1 } });
    expect((await mask(rowsOfWork([null]), {}, schemaOf(columns, ['work']))).rows).toEqual([[0, 's0', null, 0]]);
  });
  test('marks the column with what may be published', () => {
    expect(maskingsOf(pram(OPTIONS).outputSchema(SCHEMA).fields[2]!)).toEqual([{ method: 'pram', keep: 0.5, alpha: 1 }]);
    const declared = pram({ ...OPTIONS, transition: { values: ['a'], probabilities: [[1]] } });
    expect(maskingsOf(declared.outputSchema(SCHEMA).fields[2]!)).toEqual([{ method: 'pram', matrix: 'declared' }]);
    expect(declared.notes!.join(' ')).toMatch(/measures no protection/);
  });
  test('refuses more values than it can lay out', async () => {
    expect(await mask(rowsOfWork(Array.from({ length: 1001 }, (_, id) => `v${id}`))).catch((error: unknown) => error)).toMatchObject({ code: 'DATA_VALUE_RANGE', detail: { column: 'work' } });
  });
  test('refuses rows that came after the measure', async () => {
    const operator = pram(OPTIONS);
    const fold = operator.fold(SCHEMA);
    const state = fold.init(IN_MEMORY);
    const batches: RecordBatch[] = [];
    for await (const batch of tableOf(SCHEMA, rowsOfWork(['a', 'b', 'c']), [2]).open()) batches.push(batch);
    void fold.add(state, batches[0]!, 0);
    const session = operator.start(SCHEMA, await operator.decide(await fold.finish(state)));
    expect(() => session.apply(batches[1]!, 2, () => undefined)).toThrow(/row 3: rows came/);
  });
  test('refuses matrices that are none, and columns that do not fit', () => {
    const matrix = (values: readonly string[], probabilities: readonly (readonly number[])[]): string[] => problems({ transition: { values, probabilities } });
    expect(matrix(['a', 'b'], [[1, 0]])).toEqual(['PLAN_OUT_OF_RANGE transition.probabilities']);
    expect(matrix(['a', 'b'], [[1, 0], [0.5, 0.4]])).toEqual(['PLAN_OUT_OF_RANGE transition.probabilities']);
    expect(matrix(['a', 'a'], [[1, 0], [0, 1]])).toEqual(['PLAN_OUT_OF_RANGE transition.values']);
    expect(problems({ strata: ['work'] })).toEqual(['PLAN_OUT_OF_RANGE strata']);
    expect(problems({ strata: ['site'], transition: { values: ['a'], probabilities: [[1]] } })).toEqual(['PLAN_OUT_OF_RANGE strata']);
    expect(problems({ column: 'share' })).toEqual(['PLAN_COLUMN_TYPE column']);
    expect(problems({ column: 'id', transition: { values: ['a'], probabilities: [[1]] } })).toEqual(['PLAN_COLUMN_TYPE column']);
    expect(problems({ column: 'works', unit: 'ids', strata: ['sites'] })).toEqual(['PLAN_UNKNOWN_COLUMN column', 'PLAN_UNKNOWN_COLUMN unit', 'PLAN_UNKNOWN_COLUMN strata[0]']);
  });
});
