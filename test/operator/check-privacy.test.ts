import { describe, expect, test } from 'vitest';
import { checkPrivacy, measurePrivacy, type CheckPrivacyOptions, type PrivacyCriterion, type PrivacyModel } from '../../src/anonymise/index.ts';
import { PlanError, ProtectionError } from '../../src/core/errors.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, type Findings } from '../../src/core/operator.ts';
import { rowsOf, schemaOf, tableOf, type Row } from '../small-tables.ts';

const SCHEMA = schemaOf({
  person: { type: 'utf8', role: 'entity' },
  sex: { type: 'utf8', role: 'quasiIdentifier' },
  age: { type: 'int32', role: 'quasiIdentifier' },
  diagnosis: { type: 'utf8', role: 'sensitive' },
  cost: { type: 'float64', role: 'sensitive' },
}, ['diagnosis']);
/** Three people with four stays each of one class, and two people of another. */
const ROWS: readonly Row[] = [
  ...['a', 'b', 'c'].flatMap((person, index) => Array.from({ length: 4 }, (_, stay): Row => [person, 'F', 40, index === 0 ? 'A00' : 'B00', stay])),
  ['d', 'M', 40, 'A00', 0],
  ['e', 'M', 40, null, NaN],
];
const K: PrivacyModel = { model: 'kAnonymity', k: 2 };
const OPTIONS: CheckPrivacyOptions = { quasiIdentifiers: ['sex', 'age'], models: [K], entity: 'person', nullMatching: 'own-class', onFailure: 'report' };

async function check(options: CheckPrivacyOptions, rows: readonly Row[] = ROWS, cuts: readonly number[] = [5]): Promise<Findings> {
  const all: Findings[] = [];
  const { rows: passed } = applyOperator(tableOf(SCHEMA, rows, cuts), checkPrivacy(options), { fold: IN_MEMORY, onFindings: (found) => all.push(found) });
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
const fit = (options: Partial<CheckPrivacyOptions>): string[] => problemsOf(() => checkPrivacy({ ...OPTIONS, ...options }).outputSchema(SCHEMA));

describe('checkPrivacy', () => {
  test('3 people × 4 stays are a class of 3 persons, whatever the number of rows', async () => {
    const found = await check({ ...OPTIONS, models: [{ model: 'kAnonymity', k: 3 }] }, ROWS.slice(0, 12));
    expect(found).toMatchObject({ holds: true, unit: 'entities', models: [{ model: 'kAnonymity', k: 3, attained: 3, holds: true }] });
    expect(await check({ ...OPTIONS, models: [{ model: 'kAnonymity', k: 4 }] }, ROWS.slice(0, 12))).toMatchObject({ holds: false, models: [{ classesFailing: 1, rowsFailing: 12 }] });
  });

  test('values are counted once for each person that has them', async () => {
    // Of three women one has A00 and two have B00; of two men one has A00, one none.
    const models: PrivacyModel[] = [
      { model: 'alpha', column: 'diagnosis', alpha: 0.6 }, { model: 'distinctLDiversity', column: 'diagnosis', l: 2 }, { model: 'distinctLDiversity', column: 'cost', l: 3 },
    ];
    const found = await check({ ...OPTIONS, models });
    expect(found).toMatchObject({
      holds: false,
      models: [{ attained: 2 / 3, holds: false, classesFailing: 1, rowsFailing: 12 }, { attained: 2, holds: true, rowsFailing: 0 }, { attained: 2, holds: false, rowsFailing: 2 }],
    });
    expect(await check({ ...OPTIONS, entity: null, models })).toMatchObject({ unit: 'rows', models: [{ attained: 2 / 3 }, { attained: 2 }, { attained: 2 }] });
  });

  test('findings hold class sizes and risks, at the largest k asked for', async () => {
    const found = await check({ ...OPTIONS, models: [K, { model: 'kAnonymity', k: 3 }] });
    expect(found).toMatchObject({ kReached: 2, classesBelow: 1, rowsBelow: 2, marketer: 2 / 5, histogram: [{ from: 2, to: 2, classes: 1 }, { from: 3, to: 3, classes: 1 }] });
    expect(found).not.toHaveProperty('own');
  });

  test('a hierarchy measures distance, and does not go into the findings', async () => {
    const model: PrivacyModel = { model: 'tCloseness', column: 'diagnosis', t: 1, distance: 'hierarchical', hierarchy: { hierarchy: 'prefixes', lengths: [1] } };
    const found = await check({ ...OPTIONS, models: [model] });
    expect(JSON.stringify(found)).not.toContain('prefixes');
    // Pairs of person and value: A00 2, B00 2, missing 1. All values are two levels apart: women 1/3, 2/3, 0; men 1/2, 0, 1/2.
    expect(found).toMatchObject({ models: [{ distance: 'hierarchical', holds: true }] });
    expect((found['models'] as { attained: number }[])[0]!.attained).toBeCloseTo(0.4, 12);
  });

  test('refuses after the last row when asked to, naming models and columns but no value', async () => {
    const models: PrivacyModel[] = [K, { model: 'distinctLDiversity', column: 'diagnosis', l: 3 }, { model: 'averageRisk', maxRisk: 0.01 }];
    const error = await check({ ...OPTIONS, models, onFailure: 'refuse' }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ProtectionError);
    expect(error).toMatchObject({ code: 'PROTECTION_PRIVACY_MODEL', detail: { rowCount: 14 } });
    expect((error as Error).message).toBe('2 of 3 models do not hold for all of 14 rows: distinctLDiversity of diagnosis for 14, averageRisk for 14 [PROTECTION_PRIVACY_MODEL]');
    expect(await check({ ...OPTIONS, onFailure: 'refuse' })).toMatchObject({ holds: true });
  });

  test('a missing quasi-identifier is a value of its own, or refused; wildcards are for k-anonymity alone', async () => {
    const rows: readonly Row[] = [['a', 'F', 1, 'A', 0], ['b', 'F', 1, 'A', 0], ['c', 'F', null, 'A', 0]];
    expect(await check(OPTIONS, rows)).toMatchObject({ holds: false, models: [{ attained: 1 }] });
    expect(await check({ ...OPTIONS, models: [{ model: 'kAnonymity', k: 3 }, K], nullMatching: 'wildcard' }, rows)).toMatchObject({ holds: true, models: [{ attained: 3 }, { attained: 3 }], own: { kReached: 1 } });
    await expect(check({ ...OPTIONS, nullMatching: 'error' }, rows)).rejects.toMatchObject({ code: 'DATA_NULL' });
    for (const model of [{ model: 'alpha', column: 'cost', alpha: 1 }, { model: 'averageRisk', maxRisk: 1 }, { model: 'kMap', k: 2, estimate: { populationSize: 9, significance: 0.1, distribution: 'poisson' } }] as const) {
      expect(fit({ models: [K, model], nullMatching: 'wildcard' })).toEqual(['PLAN_NULL_MATCHING nullMatching']);
    }
  });

  test('an empty table holds and attains nothing', async () => {
    const models: PrivacyModel[] = [K, { model: 'alpha', column: 'cost', alpha: 0 }, { model: 'averageRisk', maxRisk: 0.1 }, { model: 'kMap', k: 2, estimate: { populationSize: 9, significance: 0.1, distribution: 'zeroTruncatedPoisson' } }];
    expect(await check({ ...OPTIONS, models, onFailure: 'refuse' }, [], [0, 0])).toMatchObject({ holds: true, rows: 0, models: models.map(() => ({ attained: null, holds: true, classesFailing: 0, rowsFailing: 0 })) });
  });

  test('what no parameter allows attains nothing, and does not hold', async () => {
    expect(await check({ ...OPTIONS, models: [{ model: 'recursiveLDiversity', column: 'diagnosis', l: 3, c: 1e6 }] })).toMatchObject({ models: [{ attained: null, holds: false, rowsFailing: 14 }] });
  });

  test('−0 and 0 are one sensitive value, NaN is one value, null another', async () => {
    const rows: readonly Row[] = [['a', 'F', 1, 'A', 0], ['b', 'F', 1, 'A', -0], ['c', 'F', 1, 'A', NaN], ['d', 'F', 1, 'A', NaN], ['e', 'F', 1, 'A', null]];
    expect(await check({ ...OPTIONS, models: [{ model: 'distinctLDiversity', column: 'cost', l: 1 }] }, rows)).toMatchObject({ models: [{ attained: 3 }] });
  });
});

describe('options of checkPrivacy', () => {
  test('wrong ones are problems, all at once; policy has no default', () => {
    expect(problemsOf(() => checkPrivacy({ quasiIdentifiers: ['sex'], models: [], nulls: 1 } as unknown as CheckPrivacyOptions)).sort()).toEqual([
      'PLAN_MISSING nullMatching', 'PLAN_MISSING onFailure', 'PLAN_OUT_OF_RANGE models', 'PLAN_UNKNOWN_OPTION nulls',
    ]);
    const wrong = (model: object): string[] => problemsOf(() => checkPrivacy({ ...OPTIONS, models: [model as PrivacyModel] }));
    expect(wrong({ model: 'kanonymity', k: 2 })).toEqual(['PLAN_OUT_OF_RANGE models[0].model']);
    expect(wrong({ model: 'kAnonymity', k: 2, column: 'sex' })).toEqual(['PLAN_UNKNOWN_OPTION models[0].column']);
    expect(wrong({ model: 'tCloseness', column: 'cost', t: 1.5, distance: 'ordered' })).toEqual(['PLAN_OUT_OF_RANGE models[0].t']);
    expect(wrong({ model: 'tCloseness', column: 'cost', t: 0.5, distance: 'hierarchical' })).toEqual(['PLAN_OUT_OF_RANGE models[0].hierarchy']);
    expect(wrong({ model: 'tCloseness', column: 'cost', t: 0.5, distance: 'equal', hierarchy: { hierarchy: 'none' } })).toEqual(['PLAN_OUT_OF_RANGE models[0].hierarchy']);
    expect(wrong({ model: 'deltaPresence', min: 0.5, max: 0.4 })).toEqual(['PLAN_OUT_OF_RANGE models[0].max']);
    expect(wrong({ model: 'averageRisk', maxRisk: 0 })).toEqual(['PLAN_OUT_OF_RANGE models[0].maxRisk']);
  });

  test('columns must exist, sensitive ones make no classes, hierarchies fit', () => {
    expect(fit({ quasiIdentifiers: ['sexe'], models: [{ model: 'alpha', column: 'cots', alpha: 1 }, { model: 'alpha', column: 'sexe', alpha: 1 }] })).toEqual(['PLAN_UNKNOWN_COLUMN quasiIdentifiers[0]', 'PLAN_UNKNOWN_COLUMN models[0].column', 'PLAN_UNKNOWN_COLUMN models[1].column']);
    expect(fit({ models: [{ model: 'alpha', column: 'sex', alpha: 1 }] })).toEqual(['PLAN_OUT_OF_RANGE models[0].column']);
    expect(fit({ models: [{ model: 'tCloseness', column: 'cost', t: 1, distance: 'hierarchical', hierarchy: { hierarchy: 'prefixes', lengths: [1] } }] })).toEqual(['PLAN_COLUMN_TYPE models[0].hierarchy']);
    expect(fit({ models: [{ model: 'kMap', k: 2 }, { model: 'deltaPresence', min: 0, max: 1 }] })).toEqual(['PLAN_MISSING models[0]', 'PLAN_MISSING models[1]']);
  });

  test('rows with a column of entities need a word on it', () => {
    const { entity: _entity, ...silent } = OPTIONS;
    expect(problemsOf(() => checkPrivacy(silent).outputSchema(SCHEMA))).toEqual(['PLAN_MISSING entity']);
  });
});

describe('measurePrivacy', () => {
  const criterion: PrivacyCriterion = { quasiIdentifiers: ['sex', 'age'], entity: null, nullMatching: 'own-class', models: [{ model: 'kMap', k: 3 }, { model: 'deltaPresence', min: 0.2, max: 0.5 }] };
  const file = tableOf(SCHEMA, [['a', 'F', 1, 'A', 0], ['b', 'M', 2, 'B', 0]]);
  const population: readonly Row[] = [['a', 'F', 1, 'A', 0], ['x', 'F', 1, 'A', 0], ['b', 'M', 2, 'B', 0], ['y', 'M', 2, 'B', 0], ['z', 'M', 2, 'B', 0]];

  test('a population gives k-map, δ-presence and the journalist', async () => {
    const measure = await measurePrivacy(file, criterion, { population: tableOf(SCHEMA, population) });
    expect(measure.models).toMatchObject([{ attained: 2, holds: false, classesFailing: 1, rowsFailing: 1 }, { attained: 0.5, holds: true }]);
    expect(measure.risk.journalist).toMatchObject({ highest: 0.5 });
  });

  test('a class of the population with nobody in the file fails δ-presence without a row', async () => {
    const measure = await measurePrivacy(file, criterion, { population: tableOf(SCHEMA, [...population, ['u', 'M', 9, 'A', 0]]) });
    expect(measure).toMatchObject({ holds: false, models: [{}, { holds: false, classesFailing: 1, rowsFailing: 0 }] });
  });

  test('a population that lacks a row of the file is refused, as are wildcards with a population', async () => {
    await expect(measurePrivacy(file, criterion, { population: tableOf(SCHEMA, population.slice(1, 2)) })).rejects.toMatchObject({ code: 'DATA_INVALID', detail: { source: 'population' } });
    await expect(measurePrivacy(file, { ...criterion, models: [K], nullMatching: 'wildcard' }, { population: file })).rejects.toMatchObject({ problems: [{ code: 'PLAN_NULL_MATCHING' }] });
  });

  test('keeps to the memory limit', async () => {
    await expect(measurePrivacy(file, { ...criterion, models: [K] }, { fold: { spill: null, maxMemoryBytes: 10 } })).rejects.toMatchObject({ code: 'DATA_MEMORY_LIMIT' });
  });
});
