// What a generalisation would do, and what other values of k would cost: against the step itself, a search over plain objects, and figures worked out by hand.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkPrivacy, generalise, judgeGeneralisation, measurePrivacy, type GeneraliseOptions, type PrivacyModel } from '../../src/anonymise/index.ts';
import { PlanError, ProtectionError } from '../../src/core/errors.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, type Findings } from '../../src/core/operator.ts';
import { rowsOf, schemaOf, tableOf, type Row } from '../small-tables.ts';
import { figureOf, plainGeneralise, satisfies, unitsOf, type Person, type PlainModel, type PlainProblem } from './naive-generalise.ts';

const SCHEMA = schemaOf({
  person: { type: 'int32', role: 'entity' },
  age: { type: 'int32', role: 'quasiIdentifier' },
  commune: { type: 'utf8', role: 'quasiIdentifier' },
  isUrban: { type: 'bool', role: 'quasiIdentifier' },
  born: { type: 'date', role: 'quasiIdentifier' },
  diagnosis: { type: 'utf8', role: 'sensitive' },
});
const OPTIONS: GeneraliseOptions = {
  quasiIdentifiers: { age: { hierarchy: 'intervals', widths: [10, 20] }, commune: { hierarchy: 'prefixes', lengths: [2] } },
  models: [{ model: 'kAnonymity', k: 2 }],
  entity: null,
  nullMatching: 'own-class',
  maxSuppressedShare: 0,
};
const rowOf = (one: Person): Row => [one.person, one.age, one.commune, one.isUrban, one.born, one.diagnosis];
const table = (people: readonly Person[], cuts: readonly number[] = []): ReturnType<typeof tableOf> => tableOf(SCHEMA, people.map(rowOf), cuts);
const someone = (person: number, age: number | null, commune: string | null, diagnosis: string | null = 'I10'): Person => ({ person, age, commune, isUrban: null, born: null, diagnosis });

/** Two of 31 and 38 years in Paris, two of 52 and 55 in Finistère. */
const FOUR = [someone(1, 31, '75001'), someone(2, 38, '75002'), someone(3, 52, '29019'), someone(4, 55, '29232')];

describe('what a generalisation would do', () => {
  test('is told as the step tells it', async () => {
    let findings: Findings = {};
    await rowsOf(applyOperator(table(FOUR), generalise(OPTIONS), { fold: IN_MEMORY, onFindings: (found) => (findings = found) }).rows);
    expect(await judgeGeneralisation(table(FOUR), OPTIONS)).toEqual({ findings, refusal: null, frontier: [] });
  });

  test('by k: at 1 nothing is lost, at 2 tens and départements, at 3 all', async () => {
    const { frontier } = await judgeGeneralisation(table(FOUR), OPTIONS, { frontier: [3, 1, 2, 3, 5] });
    // Of four values each, two leaves of four: (2/4 − 1/4)/(1 − 1/4) = 1/3 in both columns; 1 + 1/3 is its own geometric mean.
    expect(frontier).toEqual([
      { k: 1, loss: 0, suppressedShare: 0, highestRisk: 1 },
      { k: 2, loss: expect.closeTo(1 / 3, 9) as number, suppressedShare: 0, highestRisk: 1 / 2 },
      { k: 3, loss: 1, suppressedShare: 0, highestRisk: 1 / 4 },
      { k: 5, loss: null, suppressedShare: null, highestRisk: null },
    ]);
  });

  test('is a refusal without findings where no levels hold, and the frontier is told all the same', async () => {
    const judgement = await judgeGeneralisation(table(FOUR), { ...OPTIONS, models: [{ model: 'kAnonymity', k: 5 }] }, { frontier: [2] });
    expect(judgement.findings).toEqual({});
    expect(judgement.refusal).toMatch(/at none of the levels/);
    expect(judgement.refusal).not.toMatch(/31|750|292/);
    expect(judgement.frontier).toMatchObject([{ k: 2, highestRisk: 1 / 2 }]);
  });

  test('has no frontier without a k to change, and changes no other model', async () => {
    const averaged = await judgeGeneralisation(table(FOUR), { ...OPTIONS, models: [{ model: 'averageRisk', maxRisk: 0.5 }] }, { frontier: [2, 3] });
    expect(averaged.frontier).toEqual([]);
    expect(averaged.findings).toMatchObject({ models: [{ attained: 0.5 }] });
    const diverse = [someone(1, 31, '75001', 'a'), someone(2, 31, '75001', 'a'), someone(3, 31, '75002', 'b'), someone(4, 31, '75002', 'b')];
    const models: readonly PrivacyModel[] = [{ model: 'kAnonymity', k: 4 }, { model: 'distinctLDiversity', column: 'diagnosis', l: 2 }];
    const { frontier } = await judgeGeneralisation(table(diverse), { ...OPTIONS, models }, { frontier: [1, 2] });
    // Two values in each class take départements, whatever k.
    expect(frontier.map(({ highestRisk }) => highestRisk)).toEqual([1 / 4, 1 / 4]);
  });

  test('counts persons where an entity is named', async () => {
    const stays = [...FOUR, ...FOUR, ...FOUR];
    const { frontier } = await judgeGeneralisation(table(stays), { ...OPTIONS, entity: 'person' }, { frontier: [2, 5] });
    expect(frontier).toMatchObject([{ k: 2, highestRisk: 1 / 2 }, { k: 5, loss: null }]);
  });

  test('of no rows is nothing lost, at no risk', async () => {
    const { findings, frontier } = await judgeGeneralisation(table([]), OPTIONS, { frontier: [2] });
    expect(findings).toMatchObject({ rows: 0, loss: 0, bound: 0, isProven: true, suppressedShare: 0, before: { kReached: null }, after: { kReached: null, averageClassSize: null } });
    expect(frontier).toEqual([{ k: 2, loss: 0, suppressedShare: 0, highestRisk: null }]);
  });

  test('is refused before a row is read where the plan is wrong, and stops at data that are', async () => {
    await expect(judgeGeneralisation(table(FOUR), { ...OPTIONS, k: 3 } as GeneraliseOptions)).rejects.toThrow(PlanError);
    await expect(judgeGeneralisation(table(FOUR), { ...OPTIONS, models: [{ model: 'alpha', column: 'nothing', alpha: 0.5 }] })).rejects.toMatchObject({ problems: [{ code: 'PLAN_UNKNOWN_COLUMN' }] });
    const listed: GeneraliseOptions = { ...OPTIONS, quasiIdentifiers: { commune: { hierarchy: 'levels', rows: [['75001', '75']] } } };
    const error = await judgeGeneralisation(table(FOUR), listed).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'DATA_INVALID', detail: { column: 'commune' } });
    expect(String(error)).not.toMatch(/75002|29019/);
    await expect(judgeGeneralisation(table([someone(1, null, '75001')]), { ...OPTIONS, nullMatching: 'error' })).rejects.toMatchObject({ code: 'DATA_NULL' });
  });
});

const person: fc.Arbitrary<Person> = fc.record({
  person: fc.integer({ min: 1, max: 5 }),
  age: fc.option(fc.constantFrom(9, 31, 38, 52), { freq: 9 }),
  commune: fc.option(fc.constantFrom('75001', '75002', '29019'), { freq: 9 }),
  isUrban: fc.option(fc.boolean(), { freq: 9 }),
  born: fc.option(fc.constantFrom(-1, 0, 31), { freq: 9 }),
  diagnosis: fc.option(fc.constantFrom('a', 'b', 'c'), { freq: 9 }),
});

describe('the frontier', () => {
  test.each([[0], [2.5], [Number.NaN]])('is refused at k = %d, before a row is read', async (k) => {
    const unread = { schema: SCHEMA, open: (): never => { throw new Error('read'); } };
    await expect(judgeGeneralisation(unread, OPTIONS, { frontier: [2, k] })).rejects.toThrow(/frontier\[1\]: expected an integer/);
  });

  test('is that of a search of every node, and its loss never falls as k rises', async () => {
    await fc.assert(fc.asyncProperty(fc.array(person, { minLength: 1, maxLength: 12 }), fc.boolean(), fc.constantFrom(0, 0.25), async (rows, countsPersons, maxSuppressedShare) => {
      const ks = [1, 2, 3, 4];
      const { frontier } = await judgeGeneralisation(table(rows, [3]), { ...OPTIONS, entity: countsPersons ? 'person' : null, maxSuppressedShare }, { frontier: ks });
      const expected = ks.map((k) => plainGeneralise({
        rows, columns: ['age', 'commune'], models: [{ model: 'kAnonymity', k }], maxRisk: null, countsPersons, maxSuppressedShare, metric: { metric: 'loss' }, weights: null, suppressed: 'drop', recodeRounds: 0,
      } satisfies PlainProblem));
      let before = 0;
      frontier.forEach((point, at) => {
        const plain = expected[at]!;
        expect(point.k).toBe(ks[at]);
        if (plain === null) {
          expect(point.loss).toBeNull();
          return;
        }
        expect(point.loss).toBeCloseTo(plain.loss, 9);
        expect(point.suppressedShare).toBe(plain.roundOf.filter((round) => round === null).length / rows.length);
        expect(point.loss!).toBeGreaterThanOrEqual(before);
        before = point.loss!;
      });
    }), { numRuns: 60 });
  });
});

const MODELS: readonly PlainModel[] = [
  { model: 'kAnonymity', k: 2 }, { model: 'kAnonymity', k: 3 }, { model: 'distinctLDiversity', column: 'diagnosis', l: 2 }, { model: 'entropyLDiversity', column: 'diagnosis', l: 1.8 },
  { model: 'recursiveLDiversity', column: 'diagnosis', l: 2, c: 1.5 }, { model: 'alpha', column: 'diagnosis', alpha: 0.6 }, { model: 'tCloseness', column: 'diagnosis', t: 0.3, distance: 'equal' },
  { model: 'tCloseness', column: 'diagnosis', t: 0.3, distance: 'ordered' }, { model: 'deltaDisclosure', column: 'diagnosis', delta: 1.2 },
  { model: 'basicBetaLikeness', column: 'diagnosis', beta: 1.1 }, { model: 'enhancedBetaLikeness', column: 'diagnosis', beta: 1.1 },
];

/** Classes of rows as they are: the same date, truth value, number or text, a missing one being one of its own. */
function classesAsTheyAre(rows: readonly Person[], columns: readonly ('age' | 'commune' | 'isUrban' | 'born')[]): Person[][] {
  const classes = new Map<string, Person[]>();
  for (const row of rows) {
    const name = JSON.stringify(columns.map((column) => row[column]));
    classes.set(name, [...(classes.get(name) ?? []), row]);
  }
  return [...classes.values()];
}

describe('every model of a table as it is', () => {
  test('attains and fails what rows counted one by one do, on dates and truth values too', async () => {
    await fc.assert(fc.asyncProperty(fc.array(person, { maxLength: 14 }), fc.shuffledSubarray(['age', 'commune', 'isUrban', 'born'] as const, { minLength: 1, maxLength: 2 }), fc.boolean(), fc.array(fc.nat(14), { maxLength: 2 }), async (rows, columns, countsPersons, cuts) => {
      const entity = countsPersons ? 'person' : null;
      const measure = await measurePrivacy(table(rows, cuts), { quasiIdentifiers: columns, models: MODELS, entity, nullMatching: 'own-class' });
      const classes = classesAsTheyAre(rows, columns);
      expect(measure.rows).toBe(rows.length);
      expect(measure.risk.classes).toBe(classes.length);
      MODELS.forEach((model, place) => {
        const failing = classes.filter((members) => !satisfies(model, members, rows, countsPersons));
        const figures = classes.map((members) => figureOf(model, members, rows, countsPersons));
        const isLeast = model.model === 'kAnonymity' || model.model === 'distinctLDiversity' || model.model === 'entropyLDiversity';
        const strictest = isLeast ? Math.min(...figures) : Math.max(...figures);
        const told = measure.models[place]!;
        expect(told).toMatchObject({ model, holds: failing.length === 0, classesFailing: failing.length, rowsFailing: failing.flat().length });
        if (classes.length === 0 || strictest === Infinity) expect(told.attained).toBeNull();
        else expect(told.attained).toBeCloseTo(strictest, 9);
      });
      expect(measure.holds).toBe(measure.models.every(({ holds }) => holds));
    }), { numRuns: 120 });
  });

  test('refuses a run exactly when rows counted one by one do, and passes all rows otherwise', async () => {
    await fc.assert(fc.asyncProperty(fc.array(person, { maxLength: 10 }), fc.subarray(MODELS as PlainModel[], { minLength: 1, maxLength: 2 }), fc.boolean(), async (rows, models, countsPersons) => {
      const check = checkPrivacy({ quasiIdentifiers: ['isUrban'], models, entity: countsPersons ? 'person' : null, nullMatching: 'own-class', onFailure: 'refuse' });
      const passed = await rowsOf(applyOperator(table(rows), check, { fold: IN_MEMORY }).rows).catch((error: unknown) => error);
      const holds = classesAsTheyAre(rows, ['isUrban']).every((members) => models.every((model) => satisfies(model, members, rows, countsPersons)));
      if (holds) expect(passed).toEqual(rows.map(rowOf));
      else expect(passed).toBeInstanceOf(ProtectionError);
    }), { numRuns: 120 });
  });

  test('sees a population: classes of it, members in the file, and those nobody of the file is in', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(person, fc.boolean()), { minLength: 1, maxLength: 14 }), async (people) => {
      const population = people.map(([one]) => one);
      const file = people.filter(([, isInFile]) => isInFile).map(([one]) => one);
      const models: readonly PrivacyModel[] = [{ model: 'kMap', k: 2 }, { model: 'deltaPresence', min: 0.1, max: 0.7 }, { model: 'deltaPresence', min: 0.1, max: 0.7, skipsAbsent: true }];
      const measure = await measurePrivacy(table(file), { quasiIdentifiers: ['age'], models, entity: null, nullMatching: 'own-class' }, { population: table(population) });
      const told = classesAsTheyAre(population, ['age']).map((members) => ({ units: unitsOf(members, false), inFile: members.filter((one) => file.includes(one)).length }));
      const present = told.filter(({ inFile }) => inFile > 0);
      const isOutside = ({ units, inFile }: { readonly units: number; readonly inFile: number }): boolean => inFile / units < 0.1 || inFile / units > 0.7;
      expect(measure.models.map(({ classesFailing }) => classesFailing)).toEqual([present.filter(({ units }) => units < 2).length, told.filter(isOutside).length, present.filter(isOutside).length]);
      expect(measure.models.map(({ rowsFailing }) => rowsFailing)).toEqual([
        present.filter(({ units }) => units < 2).reduce((sum, { inFile }) => sum + inFile, 0),
        present.filter(isOutside).reduce((sum, { inFile }) => sum + inFile, 0),
        present.filter(isOutside).reduce((sum, { inFile }) => sum + inFile, 0),
      ]);
      const shares = present.map(({ units, inFile }) => inFile / units);
      expect(measure.models.map(({ attained }) => attained)).toEqual(present.length === 0 ? [null, null, null] : [Math.min(...present.map(({ units }) => units)), Math.max(...shares), Math.max(...shares)]);
    }), { numRuns: 100 });
  });
});
