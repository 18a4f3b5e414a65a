// Rows of persons become public only behind a check that would refuse them. Each clause of that rule is broken alone here, in a plan that is right otherwise.
import { describe, expect, test } from 'vitest';
import { checkPlan } from '../../src/index.ts';
import { declareSchema, type ColumnDeclaration } from '../../src/core/field.ts';
import type { Plan, PlanOutput } from '../../src/plan/plan.ts';
import { lastRowsCheck } from '../../src/plan/rows-check.ts';
import { inRowOrder, rowOrderOf } from '../../src/plan/row-order.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { rowsOf, schemaOf, tableOf } from '../small-tables.ts';

type Step = Readonly<Record<string, unknown>> & { readonly op: string };

const COLUMNS = {
  stay: { type: 'utf8', role: 'technical' },
  patient: { type: 'utf8', role: 'entity' },
  sex: { type: 'utf8', role: 'quasiIdentifier' },
  age: { type: 'int32', role: 'quasiIdentifier' },
  diagnosis: { type: 'utf8', role: 'sensitive' },
  cost: { type: 'float64', role: 'measure' },
  weight: { type: 'float64', role: 'weight' },
  ward: { type: 'utf8', role: 'attribute' },
} as const;
const HIDDEN = { op: 'drop', columns: ['stay', 'patient', 'cost', 'weight'] } as const;
const GENERALISE = {
  op: 'generalise', quasiIdentifiers: { sex: { hierarchy: 'none' }, age: { hierarchy: 'ages', widths: [5, 10], openFrom: 85 } },
  models: [{ model: 'kAnonymity', k: 11 }], entity: 'patient', nullMatching: 'own-class', maxSuppressedShare: 0.05,
} as const;
const MODELS = [{ model: 'kAnonymity', k: 11 }, { model: 'distinctLDiversity', column: 'diagnosis', l: 3 }] as const;
const CHECK = { op: 'checkPrivacy', quasiIdentifiers: ['sex', 'age'], models: MODELS, entity: 'patient', nullMatching: 'own-class', onFailure: 'refuse' } as const;
const K_CHECK = { op: 'checkKAnonymity', quasiIdentifiers: ['sex', 'age'], k: 11, entity: 'patient', nullMatching: 'own-class', onFailure: 'refuse' } as const;
const NO_DIAGNOSIS = { op: 'drop', columns: ['diagnosis'] } as const;

function planOf(steps: readonly Step[], changes: { readonly audience?: string; readonly entity?: string | null; readonly from?: string | readonly string[]; readonly columns?: Readonly<Record<string, unknown>> } = {}): object {
  const { audience = 'public', entity = 'patient', from = 'stays', columns = COLUMNS } = changes;
  return {
    version: 1,
    title: 'rows for the public',
    inputs: { stays: { ...(entity === null ? {} : { entity }), columns } },
    tables: { rows: { from, steps } },
    outputs: { open: { table: 'rows', format: 'csv', audience } },
  };
}
const told = (plan: object): string[] => checkPlan(plan).map(({ code, path }) => `${code} ${path}`);
const after = (...steps: Step[]): string[] => told(planOf(steps));
const UNCHECKED = 'PLAN_UNCHECKED_ROWS outputs.open';

describe('rows of persons for the public', () => {
  test('are accepted behind a check of all their quasi-identifiers and sensitive columns', () => {
    expect(after(GENERALISE, CHECK, HIDDEN)).toEqual([]);
    expect(after(CHECK, HIDDEN)).toEqual([]);
    expect(after(NO_DIAGNOSIS, K_CHECK, HIDDEN)).toEqual([]);
  });

  test.each<[string, readonly Step[]]>([
    ['no check', [GENERALISE, HIDDEN]],
    ['a check that only reports', [{ ...CHECK, onFailure: 'report' }, HIDDEN]],
    ['a check of k = 1', [{ ...CHECK, models: [{ model: 'kAnonymity', k: 1 }, MODELS[1]] }, HIDDEN]],
    ['a check without k-anonymity', [{ ...CHECK, models: [MODELS[1]] }, HIDDEN]],
    ['a check of an estimated population instead of the file', [{ ...CHECK, models: [{ model: 'kMap', k: 11, estimate: { populationSize: 1000, significance: 0.05, distribution: 'poisson' } }, MODELS[1]] }, HIDDEN]],
    ['a check of a mean, under which somebody may stand alone', [{ ...CHECK, models: [{ model: 'averageRisk', maxRisk: 0.05 }, MODELS[1]] }, HIDDEN]],
    ['a check that lacks a quasi-identifier', [{ ...CHECK, quasiIdentifiers: ['sex'] }, HIDDEN]],
    ['a check of rows where a person has several', [{ ...CHECK, entity: null }, HIDDEN]],
    ['wildcards', [NO_DIAGNOSIS, { ...K_CHECK, nullMatching: 'wildcard' }, HIDDEN]],
    ['a share of rows below k', [NO_DIAGNOSIS, { ...K_CHECK, maxShareBelow: 0.01 }, HIDDEN]],
    ['a sensitive column that no model covers', [K_CHECK, HIDDEN]],
    ['a model of the sensitive column that the last check lacks', [CHECK, K_CHECK, HIDDEN]],
    ['a measure of single rows', [CHECK, { op: 'drop', columns: ['stay', 'patient', 'weight'] }]],
    ['weights of single rows', [CHECK, { op: 'drop', columns: ['stay', 'patient', 'cost'] }]],
    ['a step behind the check that renames a quasi-identifier', [CHECK, { op: 'rename', columns: { age: 'years' } }, HIDDEN]],
    ['a step behind the check that writes values anew', [CHECK, { ...GENERALISE, models: [{ model: 'kAnonymity', k: 2 }] }, HIDDEN]],
    ['a step behind the check that leaves rows out', [CHECK, { op: 'filter', where: { column: 'sex', in: ['F'] } }, HIDDEN]],
  ])('are refused with %s', (_, steps) => {
    expect(new Set(after(...steps))).toEqual(new Set([UNCHECKED]));
  });

  test('are refused by the check of a table that they were made from: what came between is not known to be harmless', () => {
    const plan = planOf([HIDDEN], { from: 'checked' }) as { tables: Record<string, object> };
    plan.tables['checked'] = { from: 'stays', steps: [CHECK] };
    expect(told(plan)).toEqual([UNCHECKED, UNCHECKED]);
  });

  test.each<[string, readonly Step[], string]>([
    ['a column that tells persons apart', [CHECK, { op: 'drop', columns: ['stay', 'cost', 'weight'] }], 'PLAN_PSEUDONYM_REACHES_PUBLIC outputs.open'],
    ['a technical column', [CHECK, { op: 'drop', columns: ['patient', 'cost', 'weight'] }], 'PLAN_COLUMN_ROLE outputs.open'],
    ['a check that counts stays as if they were persons', [{ ...CHECK, entity: 'stay' }, HIDDEN], 'PLAN_COLUMN_ROLE tables.rows.steps[0].entity'],
    ['a check that says nothing of persons', [{ ...CHECK, entity: undefined }, HIDDEN].map(withoutUndefined), 'PLAN_MISSING tables.rows.steps[0].entity'],
  ])('are refused with %s', (_, steps, problem) => {
    expect(after(...steps)).toContain(problem);
  });

  test.each<[string, readonly Step[]]>([
    ['columns left out', [CHECK, HIDDEN, { op: 'drop', columns: ['sex'] }]],
    ['columns kept', [CHECK, { op: 'keep', columns: ['age', 'diagnosis'] }]],
    ['rows sorted', [CHECK, { op: 'sort', by: [{ column: 'age' }] }, HIDDEN]],
    ['missing values refused', [{ ...CHECK, nullMatching: 'error' }, HIDDEN]],
    ['more columns checked than there are left', [{ ...CHECK, quasiIdentifiers: ['sex', 'age', 'ward'] }, HIDDEN]],
    ['a stricter model beside', [{ ...CHECK, models: [...MODELS, { model: 'averageRisk', maxRisk: 0.05 }] }, HIDDEN]],
  ])('are accepted with %s', (_, steps) => {
    expect(after(...steps)).toEqual([]);
  });

  test('need no entity where the input has none', () => {
    const rows = { ...COLUMNS, patient: { type: 'utf8', role: 'attribute' } };
    expect(told(planOf([{ ...CHECK, entity: null }, HIDDEN], { entity: null, columns: rows }))).toEqual([]);
  });

  test('may be the same person twice where tables of one input are put one after the other', () => {
    const plan = planOf([CHECK, HIDDEN], { from: ['first', 'second'] }) as { tables: Record<string, object> };
    plan.tables['first'] = { from: 'stays', steps: [] };
    plan.tables['second'] = { from: 'stays', steps: [] };
    const problems = checkPlan(plan);
    expect(problems.map(({ code }) => code)).toContain('PLAN_UNCHECKED_ROWS');
    expect(problems.map(({ message }) => message).join()).toMatch(/twice/);
  });

  test('are told of column by column, by names and roles only', () => {
    const messages = checkPlan(planOf([{ op: 'drop', columns: ['stay', 'patient'] }])).map(({ message }) => message);
    expect(messages).toEqual([
      'column "diagnosis" (sensitive) of single rows is not covered by any check; give the last checkPrivacy step a model of it, or drop it',
      'column "cost" (measure) of single rows is not covered by any check; aggregate it or drop it',
      'column "weight" (weight) of single rows is not covered by any check; aggregate it or drop it',
      'rows with quasi-identifiers (sex, age) need a last checkKAnonymity or checkPrivacy step over all of them with onFailure: refuse, nullMatching own-class or error, k of at least 2, no share below and the declared entity',
    ]);
  });

  test('are free of the rule for research, and when they say nothing of persons', () => {
    expect(told(planOf([HIDDEN], { audience: 'research' }))).toEqual([]);
    expect(told(planOf([], { audience: 'internal' }))).toEqual([]);
    expect(after({ op: 'keep', columns: ['ward'] })).toEqual([]);
  });
});

function withoutUndefined(step: Step): Step {
  return Object.fromEntries(Object.entries(step).filter(([, value]) => value !== undefined)) as Step;
}

describe('the last check of the rows of a table', () => {
  const check = (...steps: Step[]): ReturnType<typeof lastRowsCheck> => lastRowsCheck(planOf(steps) as Plan, 'rows');

  test('has the models of either step, and its reading of nulls and persons', () => {
    expect(check(K_CHECK)).toEqual({ quasiIdentifiers: ['sex', 'age'], models: [{ model: 'kAnonymity', k: 11 }], nullMatching: 'own-class', entity: 'patient', refuses: true });
    expect(check(CHECK)).toEqual({ quasiIdentifiers: ['sex', 'age'], models: MODELS, nullMatching: 'own-class', entity: 'patient', refuses: true });
    expect(check({ ...CHECK, entity: null })).toMatchObject({ entity: null });
  });
  test('refuses only without a share of rows below', () => {
    expect(check({ ...K_CHECK, maxShareBelow: 0 })).toMatchObject({ refuses: true });
    expect(check({ ...K_CHECK, maxShareBelow: 0.001 })).toMatchObject({ refuses: false });
    expect(check({ ...K_CHECK, onFailure: 'report' })).toMatchObject({ refuses: false });
  });
  test('is the later of two', () => {
    expect(check(CHECK, K_CHECK)?.models).toHaveLength(1);
    expect(check(K_CHECK, CHECK)?.models).toHaveLength(2);
    expect(check(K_CHECK, CHECK, HIDDEN, { op: 'sort', by: [{ column: 'age' }] })?.models).toHaveLength(2);
  });
  test('is none once a step changed rows, and for ports that hold no rows of the table', () => {
    expect(check(CHECK, GENERALISE)).toBeNull();
    expect(check(CHECK, { op: 'castColumn', column: 'age', to: 'utf8' })).toBeNull();
    expect(check()).toBeNull();
    expect(lastRowsCheck(planOf([CHECK]) as Plan, 'rows.rejects')).toBeNull();
    expect(lastRowsCheck(planOf([CHECK]) as Plan, 'stays')).toBeNull();
  });
});

describe('the order in which rows are written', () => {
  const columns = { age: { type: 'int32', role: 'quasiIdentifier' }, ward: { type: 'utf8', role: 'attribute' } } as const satisfies Record<string, ColumnDeclaration>;
  const output = (changes: Partial<PlanOutput> = {}): PlanOutput => ({ table: 'rows', format: 'csv', audience: 'public', ...changes });
  const order = (steps: readonly Step[], changes: Partial<PlanOutput> = {}, declared: Readonly<Record<string, ColumnDeclaration>> = columns): string | null =>
    rowOrderOf(planOf(steps) as Plan, output(changes), declareSchema(declared))?.map(({ column, direction }) => `${column}${direction === 'descending' ? '↓' : ''}`).join(' ') ?? null;
  const byWard = { op: 'sort', by: [{ column: 'ward', direction: 'descending' }] } as const;

  test('is by all columns for the public, from the first to the last', () => {
    expect(order([CHECK])).toBe('age ward');
    expect(order([])).toBe('age ward');
  });
  test('is first that of a last sort step, each column once, those that were dropped left out', () => {
    expect(order([byWard, CHECK])).toBe('ward↓ age');
    expect(order([CHECK, byWard, { op: 'drop', columns: ['stay'] }])).toBe('ward↓ age');
    expect(order([{ op: 'sort', by: [{ column: 'stay' }, { column: 'ward' }, { column: 'age' }] }])).toBe('ward age');
    expect(order([byWard, { op: 'rename', columns: { ward: 'unit' } }])).toBe('age ward');
    expect(order([byWard, { op: 'sort', by: [{ column: 'age' }] }])).toBe('age ward');
  });
  test.each<[string, Partial<PlanOutput>, Readonly<Record<string, ColumnDeclaration>>, string | null]>([
    ['research', { audience: 'research' }, columns, null],
    ['internal use', { audience: 'internal' }, columns, null],
    ['the public, when the plan says so', { rowOrder: 'kept' }, columns, null],
    ['research, sorted when the plan says so', { audience: 'research', rowOrder: 'sorted' }, columns, 'age ward'],
    ['the public, where rows say nothing of persons', {}, { ward: columns.ward }, null],
    ['the public, where rows say nothing of persons, sorted when asked', { rowOrder: 'sorted' }, { ward: columns.ward }, 'ward'],
  ])('for %s', (_, changes, declared, expected) => {
    expect(order([CHECK], changes, declared)).toBe(expected);
  });
  test('leaves the same rows for any order of the source: missing values last, numbers by size', async () => {
    const rows = [[9, 'b'], [10, 'a'], [null, 'a'], [9, null], [9, 'a']] as const;
    const sorted = [[9, 'a'], [9, 'b'], [9, null], [10, 'a'], [null, 'a']];
    const schema = schemaOf(columns);
    for (const cut of [0, 1, 2, 3, 4]) {
      const turned = [...rows.slice(cut), ...rows.slice(0, cut)];
      expect(await rowsOf(inRowOrder(planOf([]) as Plan, output(), tableOf(schema, turned, [cut]), IN_MEMORY))).toEqual(sorted);
    }
    expect(await rowsOf(inRowOrder(planOf([]) as Plan, output({ rowOrder: 'kept' }), tableOf(schema, rows), IN_MEMORY))).toEqual(rows);
  });
});
