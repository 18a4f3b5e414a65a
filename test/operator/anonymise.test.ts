import { describe, expect, test } from 'vitest';
import { checkKAnonymity, measureKAnonymity, type CheckKAnonymityOptions } from '../../src/anonymise/index.ts';
import { DataError, PlanError, ProtectionError } from '../../src/core/errors.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, type Findings } from '../../src/core/operator.ts';
import { rowsOf, schemaOf, tableOf, type Row } from '../small-tables.ts';

const SCHEMA = schemaOf({
  person: { type: 'utf8', role: 'entity' },
  sex: { type: 'utf8', role: 'quasiIdentifier' },
  birth: { type: 'date', role: 'quasiIdentifier' },
  weight: { type: 'float64', role: 'attribute' },
}, ['sex']);
/** Three people with four stays each, all alike; and one person with a stay of her own. */
const ROWS: readonly Row[] = [
  ...['a', 'b', 'c'].flatMap((person) => Array.from({ length: 4 }, (): Row => [person, 'F', 100, 1.5])),
  ['d', 'M', null, 0],
];
const OPTIONS: CheckKAnonymityOptions = { quasiIdentifiers: ['sex', 'birth'], k: 4, entity: 'person', nullMatching: 'own-class', onFailure: 'report' };

async function check(options: CheckKAnonymityOptions, rows: readonly Row[] = ROWS, cuts: readonly number[] = [5]): Promise<Findings> {
  const all: Findings[] = [];
  const { rows: passed } = applyOperator(tableOf(SCHEMA, rows, cuts), checkKAnonymity(options), { fold: IN_MEMORY, onFindings: (found) => all.push(found) });
  expect(await rowsOf(passed)).toEqual(rows);
  return all.at(-1)!;
}

function problemsOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof PlanError) return error.problems.map(({ code, path }) => `${code} ${path}`);
    throw error;
  }
  return [];
}

describe('checkKAnonymity', () => {
  test('counts persons, not rows: 3 people with 4 stays each are a class of 3', async () => {
    expect(await check(OPTIONS)).toMatchObject({ holds: false, unit: 'entities', kReached: 1, classes: 2, rowsBelow: 13, shareBelow: 1, rows: 13 });
    expect(await check({ ...OPTIONS, k: 3 }, ROWS.slice(0, 12))).toMatchObject({ holds: true, kReached: 3, rowsBelow: 0 });
    expect(await check({ ...OPTIONS, entity: null }, ROWS.slice(0, 12))).toMatchObject({ holds: true, unit: 'rows', kReached: 12 });
  });

  test('reports histogram, uniques and risks', async () => {
    const findings = await check(OPTIONS);
    expect(findings['histogram']).toEqual([{ from: 1, to: 1, classes: 1, rows: 1 }, { from: 3, to: 3, classes: 1, rows: 12 }]);
    expect(findings).toMatchObject({ sampleUniques: 1, prosecutor: { highest: 1, average: 0.5, recordsAtRisk: 1 }, marketer: 0.5, quasiIdentifiers: ['sex', 'birth'], nullMatching: 'own-class' });
    expect(findings).not.toHaveProperty('own');
  });

  test('refuses after the last row when asked to, without a value in the message', async () => {
    const error = await check({ ...OPTIONS, onFailure: 'refuse' }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ProtectionError);
    expect(error).toMatchObject({ code: 'PROTECTION_K_ANONYMITY', detail: { rowCount: 13 } });
    expect(await check({ ...OPTIONS, k: 3, onFailure: 'refuse' }, ROWS.slice(0, 12))).toMatchObject({ holds: true });
  });

  test('a declared share of rows below k is accepted, and not one row more', async () => {
    const share = 1 / 13;
    expect(await check({ ...OPTIONS, k: 2, maxShareBelow: share, onFailure: 'refuse' })).toMatchObject({ holds: true, rowsBelow: 1 });
    await expect(check({ ...OPTIONS, k: 2, maxShareBelow: share - 1e-9, onFailure: 'refuse' })).rejects.toThrow(ProtectionError);
  });

  test('a missing value is a value of its own, a wildcard, or refused', async () => {
    const rows: readonly Row[] = [['a', 'F', 1, 0], ['b', 'F', 1, 0], ['c', 'F', null, 0]];
    expect(await check({ ...OPTIONS, k: 2 }, rows)).toMatchObject({ kReached: 1, holds: false });
    const wildcard = await check({ ...OPTIONS, k: 3, nullMatching: 'wildcard' }, rows);
    expect(wildcard).toMatchObject({ kReached: 3, holds: true, own: { kReached: 1, rowsBelow: 3 } });
    await expect(check({ ...OPTIONS, nullMatching: 'error' }, rows)).rejects.toMatchObject({ code: 'DATA_NULL', detail: { column: 'birth', rowCount: 1, firstRow: 3 } });
  });

  test('a row without a person cannot be counted', async () => {
    const rows: readonly Row[] = [['a', 'F', 1, 0], [null, 'F', 1, 0], [null, 'F', 1, 0]];
    await expect(check(OPTIONS, rows, [1, 1])).rejects.toMatchObject({ code: 'DATA_NULL', detail: { column: 'person', rowCount: 2, firstRow: 2 } });
    await expect(check(OPTIONS, rows)).rejects.toBeInstanceOf(DataError);
  });

  test('an empty table is no risk', async () => {
    expect(await check({ ...OPTIONS, onFailure: 'refuse' }, [], [0, 0])).toMatchObject({ holds: true, rows: 0, classes: 0, kReached: null, prosecutor: null });
  });

  test('each reading starts afresh', async () => {
    const all: Findings[] = [];
    const { rows } = applyOperator(tableOf(SCHEMA, ROWS), checkKAnonymity(OPTIONS), { fold: IN_MEMORY, onFindings: (found) => all.push(found) });
    await rowsOf(rows);
    await rowsOf(rows);
    expect(all[1]).toEqual(all[0]);
  });

  test('−0 and 0 are one value, NaN is one value', async () => {
    const rows: readonly Row[] = [['a', 'F', 1, 0], ['b', 'F', 1, -0], ['c', 'F', 1, NaN], ['d', 'F', 1, NaN]];
    expect(await check({ ...OPTIONS, quasiIdentifiers: ['weight'], k: 2 }, rows)).toMatchObject({ classes: 2, kReached: 2 });
  });

  test('wrong options are problems, all at once; policy has no default', () => {
    expect(problemsOf(() => checkKAnonymity({ quasiIdentifiers: [], k: 0, nulls: 'x' } as unknown as CheckKAnonymityOptions)).sort()).toEqual([
      'PLAN_MISSING nullMatching', 'PLAN_MISSING onFailure', 'PLAN_OUT_OF_RANGE k', 'PLAN_OUT_OF_RANGE quasiIdentifiers', 'PLAN_UNKNOWN_OPTION nulls',
    ]);
    expect(problemsOf(() => checkKAnonymity({ ...OPTIONS, quasiIdentifiers: ['sex', 'sex'] }))).toEqual(['PLAN_OUT_OF_RANGE quasiIdentifiers']);
    expect(problemsOf(() => checkKAnonymity({ ...OPTIONS, quasiIdentifiers: ['sexe', 'birth'], entity: 'persons' }).outputSchema(SCHEMA))).toEqual(['PLAN_UNKNOWN_COLUMN quasiIdentifiers[0]', 'PLAN_UNKNOWN_COLUMN entity']);
  });

  test('rows with a column of entities need a word on it', () => {
    const { entity: _entity, ...silent } = OPTIONS;
    expect(problemsOf(() => checkKAnonymity(silent).outputSchema(SCHEMA))).toEqual(['PLAN_MISSING entity']);
    expect(problemsOf(() => checkKAnonymity({ ...OPTIONS, entity: null }).outputSchema(SCHEMA))).toEqual([]);
  });
});

describe('measureKAnonymity', () => {
  const criterion = { quasiIdentifiers: ['sex', 'birth'], k: 2, entity: null, nullMatching: 'own-class' } as const;
  const one = tableOf(SCHEMA, [['a', 'F', 1, 0], ['b', 'M', 2, 0]]);

  test('a population gives the journalist his own risk', async () => {
    const population = tableOf(SCHEMA, [['a', 'F', 1, 0], ['x', 'F', 1, 0], ['y', 'F', 1, 0], ['z', 'F', 1, 0], ['b', 'M', 2, 0], ['v', 'M', 2, 0], ['w', 'M', 3, 0]]);
    const measure = await measureKAnonymity(one, criterion, { population });
    expect(measure.prosecutor).toEqual({ highest: 1, average: 1, recordsAtRisk: 1 });
    // F = (4, 2): marketer (1/4 + 1/2)/2, journalist the larger of that and 2/6.
    expect(measure.journalist).toEqual({ highest: 0.5, average: 0.375, recordsAtRisk: 0 });
    expect(measure.marketer).toBe(0.375);
  });
  test('a population that lacks a row of the file is refused', async () => {
    await expect(measureKAnonymity(one, criterion, { population: tableOf(SCHEMA, [['a', 'F', 1, 0]]) })).rejects.toMatchObject({ code: 'DATA_INVALID' });
  });
  test('wildcards have no population reading', async () => {
    await expect(measureKAnonymity(one, { ...criterion, nullMatching: 'wildcard' }, { population: one })).rejects.toMatchObject({ problems: [{ code: 'PLAN_NULL_MATCHING' }] });
  });
  test('keeps to the memory limit', async () => {
    await expect(measureKAnonymity(one, criterion, { fold: { spill: null, maxMemoryBytes: 10 } })).rejects.toMatchObject({ code: 'DATA_MEMORY_LIMIT' });
  });
});
