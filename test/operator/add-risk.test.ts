// The risk of each row, from the tables: sizes counted in plain lists, the law of the size in the population summed term by term.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addRisk, measureRisk, type AddRiskOptions } from '../../src/anonymise/index.ts';
import { DataError, PlanError } from '../../src/core/errors.ts';
import { roleOf } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, type Findings } from '../../src/core/operator.ts';
import { checkPlan } from '../../src/index.ts';
import { rowsOf, schemaOf, tableOf, type Row } from '../small-tables.ts';
import { expectedReciprocal } from './plain-risk.ts';

const columns = {
  person: { type: 'utf8', role: 'entity' }, sex: { type: 'utf8', role: 'quasiIdentifier' }, age: { type: 'int32', role: 'quasiIdentifier' }, weight: { type: 'float64', role: 'weight' }, household: { type: 'utf8', role: 'attribute' },
} as const;
const SCHEMA = schemaOf(columns);
const OPTIONS: AddRiskOptions = { quasiIdentifiers: ['sex', 'age'], entity: null, nullMatching: 'own-class' };

async function risksOf(list: readonly Row[], options: Partial<AddRiskOptions> = {}, cuts: readonly number[] = []): Promise<{ readonly risks: number[]; readonly found: Findings }> {
  let found: Findings = {};
  const { rows } = applyOperator(tableOf(SCHEMA, list, cuts), addRisk({ ...OPTIONS, ...options }), { fold: IN_MEMORY, onFindings: (findings) => (found = findings) });
  return { risks: (await rowsOf(rows)).map((values) => values.at(-1) as number), found };
}

const rows: fc.Arbitrary<Row[]> = fc.array(
  fc.tuple(fc.constantFrom('p1', 'p2', 'p3', 'p4', 'p5'), fc.option(fc.constantFrom('f', 'm'), { freq: 6 }), fc.option(fc.integer({ min: 0, max: 3 }), { freq: 6 }))
    .map(([person, sex, age]): Row => [person, sex, age, 1 + Number(person.slice(1)) * 2, null]),
  { maxLength: 30 },
);
const isAlike = (one: Row, other: Row): boolean => one[1] === other[1] && one[2] === other[2];
const mayBe = (one: Row, other: Row): boolean => [1, 2].every((column) => one[column] === null || other[column] === null || one[column] === other[column]);

describe('the risk of each row', () => {
  test('is one over the rows that are alike, or that may be, or over the persons behind them', async () => {
    await fc.assert(fc.asyncProperty(rows, async (list) => {
      const own = await risksOf(list);
      expect(own.risks).toEqual(list.map((row) => 1 / list.filter((other) => isAlike(row, other)).length));
      const wild = await risksOf(list, { nullMatching: 'wildcard' });
      expect(wild.risks).toEqual(list.map((row) => 1 / list.filter((other) => mayBe(row, other)).length));
      const persons = await risksOf(list, { entity: 'person' });
      expect(persons.risks).toEqual(list.map((row) => 1 / new Set(list.filter((other) => isAlike(row, other)).map(([person]) => person)).size));
    }), { numRuns: 60 });
  });

  test('by weights is the mean of one over a size of a negative binomial law, and by a sample fraction likewise', async () => {
    await fc.assert(fc.asyncProperty(rows, async (list) => {
      const weighted = await risksOf(list, { weight: 'weight' });
      const sampled = await risksOf(list, { sampleFraction: 0.25 });
      list.forEach((row, index) => {
        const alike = list.filter((other) => isAlike(row, other));
        const inPopulation = alike.reduce((sum, other) => sum + (other[3] as number), 0);
        expect(weighted.risks[index]).toBeCloseTo(expectedReciprocal(alike.length, alike.length / inPopulation), 9);
        expect(sampled.risks[index]).toBeCloseTo(expectedReciprocal(alike.length, 0.25), 9);
      });
    }), { numRuns: 30 });
  });

  test('adds up to what measureRisk tells, whatever the order of the rows and their batches', async () => {
    await fc.assert(fc.asyncProperty(rows.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray([...list.keys()], { minLength: list.length }))), fc.array(fc.nat(30), { maxLength: 3 }), async ([list, order], cuts) => {
      const whole = await risksOf(list, { weight: 'weight' });
      const other = await risksOf(order.map((index) => list[index]!), { weight: 'weight' }, cuts);
      expect(other.risks).toEqual(order.map((index) => whole.risks[index]!));
      expect(other.found).toEqual(whole.found);
      const { individual } = await measureRisk(tableOf(SCHEMA, list), { ...OPTIONS, k: 2, weight: 'weight' });
      expect(whole.found).toMatchObject({
        rows: list.length, unit: 'rows', basis: 'weights', expectedReidentifications: individual?.expectedReidentifications ?? 0, average: individual?.average ?? null, highest: individual?.highest ?? null,
      });
      expect(whole.risks.reduce((sum, risk) => sum + risk, 0)).toBeCloseTo(individual?.expectedReidentifications ?? 0, 9);
    }), { numRuns: 40 });
  });

  test('stands in a technical column, last, which no public output may have', () => {
    const output = addRisk({ ...OPTIONS, into: 'chance' }).outputSchema(SCHEMA);
    expect(output.fields.at(-1)).toMatchObject({ name: 'chance', nullable: false });
    expect(roleOf(output.fields.at(-1)!)).toBe('technical');
    const plan = (audience: string): unknown => ({
      version: 1, title: 'Risks', inputs: { rows: { columns: { sex: columns.sex } } },
      tables: { risks: { from: 'rows', steps: [{ op: 'addRisk', quasiIdentifiers: ['sex'], entity: null, nullMatching: 'own-class' }, { op: 'checkKAnonymity', quasiIdentifiers: ['sex'], k: 5, entity: null, nullMatching: 'own-class', onFailure: 'refuse' }] } },
      outputs: { risks: { table: 'risks', format: 'csv', audience } },
    });
    expect(checkPlan(plan('research'))).toEqual([]);
    expect(checkPlan(plan('public')).map(({ code, message }) => `${code} ${message}`)).toEqual(['PLAN_COLUMN_ROLE column "risk" is technical; drop it from a public output']);
  });

  test.each<[string, Partial<AddRiskOptions>, string]>([
    ['an unknown column', { quasiIdentifiers: ['job'] }, 'PLAN_UNKNOWN_COLUMN'],
    ['a name that is taken', { into: 'sex' }, 'PLAN_COLUMN_EXISTS'],
    ['weights that are texts', { weight: 'sex' }, 'PLAN_COLUMN_TYPE'],
    ['two pictures of the population', { weight: 'weight', sampleFraction: 0.5 }, 'PLAN_OUT_OF_RANGE'],
    ['a fraction above 1', { sampleFraction: 2 }, 'PLAN_OUT_OF_RANGE'],
  ])('is refused for %s', (_, options, code) => {
    const refused = ((): unknown => {
      try {
        return addRisk({ ...OPTIONS, ...options }).outputSchema(SCHEMA);
      } catch (error) {
        return error;
      }
    })();
    expect(refused).toBeInstanceOf(PlanError);
    expect((refused as PlanError).problems.map((problem) => problem.code)).toContain(code);
  });

  test('needs a weight and a quasi-identifier in every row where they are asked for, and has nothing to say of no rows', async () => {
    await expect(risksOf([['p1', 'f', 1, null, null]], { weight: 'weight' })).rejects.toMatchObject({ code: 'DATA_NULL' });
    await expect(risksOf([['p1', 'f', 1, 0, null]], { weight: 'weight' })).rejects.toBeInstanceOf(DataError);
    await expect(risksOf([['p1', null, 1, 1, null]], { nullMatching: 'error' })).rejects.toMatchObject({ code: 'DATA_NULL' });
    expect(await risksOf([])).toEqual({ risks: [], found: { rows: 0, unit: 'rows', basis: 'file', expectedReidentifications: 0, average: null, highest: null } });
  });
});
