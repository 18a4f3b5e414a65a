import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { measureRisk, type RiskMeasure } from '../../src/anonymise/measure-risk.ts';
import { RISK_PRESETS } from '../../src/anonymise/risk-presets.ts';
import type { RiskCriterion } from '../../src/anonymise/risk-options.ts';
import type { Dataset } from '../../src/core/dataset.ts';
import type { ColumnDeclaration } from '../../src/core/field.ts';
import { readRows } from '../adult.ts';
import { describeWithData } from '../shared-data.ts';
import { schemaOf, tableOf, type Row } from '../small-tables.ts';

const SURVEY: Readonly<Record<string, ColumnDeclaration>> = {
  sex: { type: 'utf8', role: 'quasiIdentifier' }, age: { type: 'int32', role: 'quasiIdentifier' }, dx: { type: 'utf8', role: 'sensitive' },
  weight: { type: 'float64', role: 'weight' }, household: { type: 'utf8', role: 'attribute' }, person: { type: 'utf8', role: 'attribute' },
};
const survey = (rows: readonly Row[], cuts: readonly number[] = []): Dataset => tableOf(schemaOf(SURVEY), rows, cuts);
const QUASI: RiskCriterion = { quasiIdentifiers: ['sex', 'age'], nullMatching: 'own-class', k: 2 };

// Classes: (F, 30) of two, (F, 40) of one, (M, 30) of two, (M, none) of one.
const ROWS: readonly Row[] = [
  ['F', 30, 'C50', 10, 'h1', 'a'], ['F', 30, 'C50', 30, 'h2', 'b'], ['F', 40, 'E11', 5, 'h1', 'c'],
  ['M', 30, 'E11', 20, 'h3', 'd'], ['M', 30, 'I10', 20, null, 'e'], ['M', null, 'I10', 8, 'h2', 'f'],
];

describe('figures worked out by hand', () => {
  test('without knowledge of the population a risk is one over the class', async () => {
    const risk = await measureRisk(survey(ROWS), { ...QUASI, sensitive: ['dx'] });
    expect(risk).toMatchObject({ rows: 6, unit: 'rows', basis: 'file', populationSize: null, household: null, populationUniques: null });
    expect(risk.risk).toMatchObject({ classes: 4, kReached: 1, sampleUniques: 2, rowsBelow: 2 });
    expect(risk.individual).toEqual({ expectedReidentifications: 4, average: 4 / 6, highest: 1, unitsAtRisk: 2, shareAtRisk: 2 / 6 });
    expect(risk.models).toHaveLength(1);
    expect(risk.models[0]).toMatchObject({ holds: false, attained: 1 });
    expect(risk.sensitive).toEqual([{ column: 'dx', fewestValues: 1, highestShare: 1, farthest: expect.closeTo(2 / 3, 12) as number }]);
  });

  test('weights give the risk of Benedetti and Franconi', async () => {
    const risk = await measureRisk(survey(ROWS), { ...QUASI, weight: 'weight' });
    const pair = (f: number): number => f / (1 - f) - (f / (1 - f)) ** 2 * Math.log(1 / f);
    const one = (f: number): number => (f / (1 - f)) * Math.log(1 / f);
    expect(risk).toMatchObject({ basis: 'weights', populationSize: 93, estimator: 'exact' });
    expect(risk.individual!.expectedReidentifications).toBeCloseTo(2 * pair(2 / 40) + one(1 / 5) + 2 * pair(2 / 40) + one(1 / 8), 12);
    expect(risk.individual!.highest).toBeCloseTo(one(1 / 5), 12);
    expect(risk.populationUniques!.populationSize).toBe(93);
  });

  test('a household is at the risk that one of its members is recognised', async () => {
    // h1: 1/2 and 1; h2: 1/2 and 1; h3: 1/2; nobody’s: 1/2.
    const { household } = await measureRisk(survey(ROWS), { ...QUASI, household: 'household' });
    expect(household!.expectedReidentifications).toBeCloseTo(5, 12);
    expect([household!.highest, household!.unitsAtRisk]).toEqual([1, 4]);
  });

  test('a table of the population gives the risk in it, and its classes without a row take no part', async () => {
    const others: readonly Row[] = [['F', 40, 'x', 1, 'h', 'g'], ['M', null, 'x', 1, 'h', 'h'], ['M', null, 'x', 1, 'h', 'i'], ['M', 90, 'x', 1, 'h', 'j']];
    const risk = await measureRisk(survey(ROWS), QUASI, { population: survey([...ROWS, ...others]) });
    expect(risk).toMatchObject({ basis: 'population', populationSize: 10, populationUniques: null });
    expect(risk.individual!.expectedReidentifications).toBeCloseTo(2 + 1 / 2 + 1 / 3, 12);
    expect(risk.risk.journalist!.highest).toBe(1 / 2);
    const alone = await measureRisk(survey(ROWS), QUASI);
    expect([risk.specialUniques!.ofSize, risk.subsets, risk.columns]).toEqual([alone.specialUniques!.ofSize, alone.subsets, alone.columns]);
  });

  test('special uniques and sets of columns: a missing value singles nobody out by SUDA, but is a value of its own elsewhere', async () => {
    const { specialUniques, subsets, columns } = await measureRisk(survey(ROWS), QUASI);
    // Only the woman of 40 is alone, by her age: (2 − 1)! = 1.
    expect(specialUniques).toMatchObject({ searchedUpTo: 2, units: 1, highestScore: 1, sampleShare: 0.01, ofSize: [{ columns: 1, sets: 1, units: 1 }, { columns: 2, sets: 0, units: 0 }] });
    expect(subsets.map(({ columns: names, classes, uniques, unitsBelow }) => [names, classes, uniques, unitsBelow])).toEqual([[['sex'], 2, 0, 0], [['age'], 3, 2, 2], [['sex', 'age'], 4, 2, 2]]);
    expect(subsets[0]!.separation).toBeCloseTo(9 / 15, 12);
    // Without age nobody is below k: it is the one to coarsen first.
    expect(columns.map(({ column, without, contribution }) => [column, without!.unitsBelow, contribution])).toEqual([['age', 0, 1], ['sex', 2, 0]]);
  });

  test('three people of four stays each are three, in every figure', async () => {
    const stays = ['a', 'b', 'c'].flatMap((person) => Array.from({ length: 4 }, (): Row => ['F', 30, 'C50', 7, `h-${person}`, person]));
    const risk = await measureRisk(survey(stays), { ...QUASI, k: 4, entity: 'person', weight: 'weight', household: 'household' });
    expect(risk).toMatchObject({ rows: 12, unit: 'entities', populationSize: 21 });
    expect(risk.risk.kReached).toBe(3);
    expect(risk.subsets.map(({ classes, unitsBelow }) => [classes, unitsBelow])).toEqual([[1, 3], [1, 3], [1, 3]]);
    expect(risk.specialUniques!.units).toBe(0);
    expect(risk.household!.average).toBeCloseTo(risk.individual!.average, 12);
    const one = await measureRisk(survey(stays.slice(0, 4)), { ...QUASI, entity: 'person' });
    expect(one.risk.kReached).toBe(1);
  });
});

describe('missing quasi-identifiers', () => {
  test('a wildcard matches: frequencies and weights of sdcMicro, beside the own-class figures', async () => {
    const risk = await measureRisk(survey(ROWS), { ...QUASI, nullMatching: 'wildcard', weight: 'weight' });
    // (M, 30) twice and (M, any): three compatible rows of weight 48 for each.
    expect(risk.risk).toMatchObject({ kReached: 1, sampleUniques: 1 });
    expect(risk.own.sampleUniques).toBe(2);
    const p = 3 / 48;
    const approximate = await measureRisk(survey(ROWS), { ...QUASI, nullMatching: 'wildcard', weight: 'weight', estimator: 'approximate' });
    const pair = 2 / 38 - (2 / 38) ** 2 * Math.log(20);
    expect(approximate.individual!.expectedReidentifications).toBeCloseTo(3 * (p / (2 + p)) + 2 * pair + (1 / 4) * Math.log(5), 12);
  });

  test.each<[string, Partial<RiskCriterion>, boolean, RegExp]>([
    ['sensitive columns', { sensitive: ['dx'] }, false, /PLAN_NULL_MATCHING/],
    ['a population', {}, true, /PLAN_NULL_MATCHING/],
    ['weights of entities', { weight: 'weight', entity: 'person' }, false, /PLAN_NULL_MATCHING/],
  ])('wildcards with %s are refused', async (_, options, hasPopulation, message) => {
    await expect(measureRisk(survey(ROWS), { ...QUASI, nullMatching: 'wildcard', ...options }, hasPopulation ? { population: survey(ROWS) } : {})).rejects.toThrow(message);
  });

  test('error stops at the first', async () => {
    await expect(measureRisk(survey(ROWS), { ...QUASI, nullMatching: 'error' })).rejects.toThrow(/DATA_NULL/);
  });
});

test.each<[string, unknown, RegExp]>([
  ['an unknown option', { surprise: 1 }, /surprise/],
  ['a column that is none', { weight: 'wieght' }, /PLAN_UNKNOWN_COLUMN/],
  ['weights that are no numbers', { weight: 'dx' }, /PLAN_COLUMN_TYPE/],
  ['weights and a sample fraction', { weight: 'weight', sampleFraction: 0.1 }, /PLAN_OUT_OF_RANGE/],
  ['a sample fraction above 1', { sampleFraction: 1.5 }, /sampleFraction/],
  ['a household that is none', { household: 'home' }, /PLAN_UNKNOWN_COLUMN/],
  ['a sensitive column that makes classes', { sensitive: ['age'] }, /PLAN_OUT_OF_RANGE/],
])('options are refused that have %s', async (_, options, message) => {
  await expect(measureRisk(survey(ROWS), { ...QUASI, ...(options as object) } as RiskCriterion)).rejects.toThrow(message);
});

test.each<[string, Row, Partial<RiskCriterion>, RegExp]>([
  ['none', ['F', 30, 'C50', null, 'h1', 'z'], {}, /DATA_NULL/],
  ['0', ['F', 30, 'C50', 0, 'h1', 'z'], {}, /DATA_INVALID/],
  ['NaN', ['F', 30, 'C50', NaN, 'h1', 'z'], {}, /DATA_INVALID/],
  ['another for the same entity', ['F', 30, 'C50', 11, 'h1', 'a'], { entity: 'person' }, /several weights/],
])('a weight is refused that is %s', async (_, row, options, message) => {
  await expect(measureRisk(survey([...ROWS, row]), { ...QUASI, weight: 'weight', ...options })).rejects.toThrow(message);
});

test('a population that does not contain the rows, or spells columns otherwise, is refused', async () => {
  await expect(measureRisk(survey(ROWS), QUASI, { population: survey(ROWS.slice(1)) })).rejects.toThrow(/DATA_INVALID/);
  const texts = tableOf(schemaOf({ ...SURVEY, age: { type: 'utf8', role: 'quasiIdentifier' } }), []);
  await expect(measureRisk(survey(ROWS), QUASI, { population: texts })).rejects.toThrow(/PLAN_COLUMN_TYPE/);
  await expect(measureRisk(survey(ROWS), { ...QUASI, sampleFraction: 0.5 }, { population: survey(ROWS) })).rejects.toThrow(/PLAN_OUT_OF_RANGE/);
});

test('an empty table has no figures, and one row has all', async () => {
  const empty = await measureRisk(survey([]), { ...QUASI, weight: 'weight', household: 'household', sensitive: ['dx'] });
  expect(empty).toMatchObject({ rows: 0, individual: null, household: null, populationUniques: null, risk: { kReached: null } });
  expect(empty.specialUniques).toMatchObject({ units: 0, highestScore: 0, highestMatch: 0 });
  const one = await measureRisk(survey(ROWS.slice(0, 1)), QUASI);
  expect(one.individual).toMatchObject({ highest: 1, average: 1 });
  expect(one.specialUniques!.units).toBe(1);
});

test('neither the order of the rows nor their batches change a figure, to the last bit', async () => {
  const row = fc.tuple(fc.constantFrom('F', 'M', null), fc.constantFrom(30, 40, null), fc.constantFrom('C50', 'E11', null), fc.constantFrom(1.1, 2.7, 10.3), fc.constantFrom('h1', 'h2', null), fc.constantFrom('a', 'b', 'c'));
  await fc.assert(fc.asyncProperty(fc.array(row, { maxLength: 12 }), fc.integer({ min: 1, max: 11 }), fc.constantFrom<Partial<RiskCriterion>>(
    { weight: 'weight', household: 'household', sensitive: ['dx'] }, { nullMatching: 'wildcard', weight: 'weight', household: 'household' }, { entity: 'person', household: 'household' }, { sampleFraction: 0.05 },
  ), async (rows, cut, options) => {
    const measured = (list: readonly Row[], cuts: readonly number[]): Promise<RiskMeasure> => measureRisk(survey(list, cuts), { ...QUASI, entity: null, ...options });
    const whole = await measured(rows, []);
    expect(await measured(rows, [Math.min(cut, rows.length)])).toEqual(whole);
    expect(await measured(rows.toReversed(), [])).toEqual(whole);
  }), { numRuns: 100 });
});

test('presets are proposals whose thresholds fit each other, with a source and a date', () => {
  for (const { k, maxRisk, source, date } of RISK_PRESETS) {
    expect(Math.abs(1 / k - maxRisk)).toBeLessThan(0.005);
    expect(source).not.toBe('');
    expect(date).toMatch(/^20\d\d-\d\d-\d\d$/);
  }
});

describeWithData('adult, nine quasi-identifiers', 'microdata/arx/adult.csv', (path) => {
  test('19,502 classes, 15,512 sample uniques, an average risk of 0.6466, and the population uniques of ARX', async () => {
    const { names, rows } = readRows(path);
    const table = tableOf(schemaOf(Object.fromEntries(names.map((name) => [name, { type: 'utf8', role: 'quasiIdentifier' } satisfies ColumnDeclaration]))), rows);
    const risk = await measureRisk(table, { quasiIdentifiers: names, nullMatching: 'own-class', k: 5, sampleFraction: 0.1 });
    expect(risk.risk).toMatchObject({ classes: 19502, sampleUniques: 15512, rowsBelow: 23470 });
    expect(risk.risk.prosecutor!.average).toBe(0.6465751607983555);
    expect(risk.populationUniques!.share).toBeCloseTo(0.27684993883653597, 9);
    expect([risk.subsets.length, risk.specialUniques!.searchedUpTo, risk.columns[0]!.column]).toEqual([511, 9, 'age']);
  });
});
