// Every figure of risk beside a second implementation that shares nothing with the kernels.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { measureRisk, type RiskCriterion, type RiskMeasure } from '../../src/anonymise/index.ts';
import { schemaOf, tableOf, type Row } from '../small-tables.ts';
import { agree, classesOf, expectedReciprocal, minimalSetsOf, QUASI_IDENTIFIERS, sensitiveOf, subsetOf, SUBSETS, unitsOf } from './plain-risk.ts';

const SCHEMA = schemaOf({
  a: { type: 'utf8', role: 'quasiIdentifier' },
  b: { type: 'int32', role: 'quasiIdentifier' },
  c: { type: 'bool', role: 'quasiIdentifier' },
  dx: { type: 'utf8', role: 'sensitive' },
  weight: { type: 'float64', role: 'weight' },
  household: { type: 'utf8', role: 'attribute' },
  person: { type: 'utf8', role: 'attribute' },
});
const ALL = [0, 1, 2];
const cells = fc.tuple(fc.constantFrom('x', 'y', '', null), fc.constantFrom(-1, 0, 7, null), fc.constantFrom(true, false, null), fc.constantFrom('C50', 'E11', null), fc.constantFrom(1, 1.5, 12), fc.constantFrom('h', 'i', null));
const rowsOf = fc.array(fc.tuple(cells, fc.constantFrom('p', 'q', 'r', 's', 't')).map(([values, person]): Row => [...values, person]), { minLength: 1, maxLength: 16 });
const kOf = fc.integer({ min: 1, max: 5 });

const measured = (rows: readonly Row[], options: Partial<RiskCriterion>, k: number, population?: readonly Row[]): Promise<RiskMeasure> =>
  measureRisk(tableOf(SCHEMA, rows), { quasiIdentifiers: QUASI_IDENTIFIERS, nullMatching: 'own-class', entity: null, k, ...options }, population === undefined ? {} : { population: tableOf(SCHEMA, population) });

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);
const close = (value: number): number => expect.closeTo(value, 10) as number;

/** The risks of units together, one for each. */
function together(risks: readonly number[], k: number): Record<string, unknown> {
  const expected = sumOf(risks);
  // Thresholds are not crossed by the last digit of a sum.
  const atRisk = risks.filter((risk) => risk > 1 / k + 1e-12).length;
  return { expectedReidentifications: close(expected), average: close(expected / risks.length), highest: close(Math.max(...risks)), unitsAtRisk: atRisk, shareAtRisk: close(atRisk / risks.length) };
}

describe.each([['rows', null], ['persons', 'person']] as const)('figures of %s', (_unit, entity) => {
  const countsPersons = entity !== null;

  test('classes, attackers and the histogram', async () => {
    await fc.assert(fc.asyncProperty(rowsOf, kOf, async (rows, k) => {
      const { risk, own, rows: rowCount, models } = await measured(rows, { entity }, k);
      const classes = classesOf(rows, ALL);
      const sizes = classes.map((members) => unitsOf(members, countsPersons));
      const below = sumOf(classes.filter((_, index) => sizes[index]! < k).map((members) => members.length));
      const attacker = { highest: 1 / Math.min(...sizes), average: close(sizes.length / sumOf(sizes)), recordsAtRisk: close(below / rows.length) };
      expect(risk).toMatchObject({
        classes: classes.length, kReached: Math.min(...sizes), sampleUniques: sizes.filter((size) => size === 1).length,
        classesBelow: sizes.filter((size) => size < k).length, rowsBelow: below, shareBelow: close(below / rows.length),
        prosecutor: attacker, journalist: attacker, marketer: close(sizes.length / sumOf(sizes)),
      });
      expect(own).toEqual({ ...risk, own: undefined });
      expect(rowCount).toBe(rows.length);
      for (const { from, to, classes: count, rows: held } of risk.histogram) {
        const within = classes.filter((_, index) => sizes[index]! >= from && sizes[index]! <= to);
        expect([count, held]).toEqual([within.length, within.flat().length]);
      }
      expect(sumOf(risk.histogram.map(({ classes: count }) => count))).toBe(classes.length);
      expect(models[0]).toMatchObject({ holds: Math.min(...sizes) >= k, attained: Math.min(...sizes), rowsFailing: below });
    }), { numRuns: 80 });
  });

  test('every set of columns, the columns alone and the others without them', async () => {
    await fc.assert(fc.asyncProperty(rowsOf, kOf, async (rows, k) => {
      const { subsets, columns } = await measured(rows, { entity }, k);
      const wanted = (set: readonly number[]): Record<string, unknown> => {
        const { distinction, separation, ...counts } = subsetOf(rows, set, k, countsPersons);
        return { ...counts, distinction: close(distinction as number), separation: close(separation as number) };
      };
      expect(subsets).toEqual(SUBSETS.map(wanted));
      for (const { column, alone, without } of columns) {
        const place = QUASI_IDENTIFIERS.indexOf(column);
        expect(alone).toEqual(wanted([place]));
        expect(without).toEqual(wanted(ALL.filter((other) => other !== place)));
      }
      const left = columns.map(({ without }) => [without!.unitsBelow, without!.uniques] as const);
      expect(left).toEqual(left.toSorted((one, other) => one[0] - other[0] || one[1] - other[1]));
    }), { numRuns: 60 });
  });

  test('minimal sets that single units out, their scores and shares of the columns', async () => {
    await fc.assert(fc.asyncProperty(rowsOf, async (rows) => {
      const { specialUniques, columns } = await measured(rows, { entity }, 2);
      const singled = classesOf(rows, ALL).filter((members) => unitsOf(members, countsPersons) === 1).map(([row]) => minimalSetsOf(rows, row!, countsPersons));
      // Three columns: a set of one adds 2!, of two 1!, of three 0!.
      const scoreOf = (sets: readonly (readonly number[])[]): number => sumOf(sets.map(({ length }) => [2, 1, 1][length - 1]!));
      const total = sumOf(singled.map(scoreOf));
      expect(specialUniques).toMatchObject({
        searchedUpTo: 3, sampleShare: 0.01, units: singled.filter((sets) => sets.length > 0).length, highestScore: Math.max(0, ...singled.map(scoreOf)),
        ofSize: [1, 2, 3].map((size) => ({
          columns: size, sets: singled.flat().filter((set) => set.length === size).length, units: singled.filter((sets) => sets.some((set) => set.length === size)).length,
        })),
      });
      for (const { column, contribution } of columns) {
        const having = singled.flat().filter((set) => set.includes(QUASI_IDENTIFIERS.indexOf(column)));
        expect(contribution).toBeCloseTo(total === 0 ? 0 : scoreOf(having) / total, 12);
      }
    }), { numRuns: 60 });
  });

  test('the worst class for a sensitive column', async () => {
    await fc.assert(fc.asyncProperty(rowsOf, async (rows) => {
      // A person of several diagnoses is left out: how such a share is counted is told by the tests of the models.
      const plain = countsPersons ? rows.filter((row) => rows.every((other) => other[6] !== row[6] || other[3] === row[3])) : rows;
      if (plain.length === 0) return;
      const { sensitive: [found] } = await measured(plain, { entity, sensitive: ['dx'] }, 2);
      const { fewestValues, highestShare, farthest } = sensitiveOf(plain, countsPersons) as { readonly fewestValues: number; readonly highestShare: number; readonly farthest: number };
      expect(found).toEqual({ column: 'dx', fewestValues, highestShare: close(highestShare), farthest: close(farthest) });
    }), { numRuns: 60 });
  });
});

describe('risks of single units', () => {
  test('within the file are one over the class', async () => {
    await fc.assert(fc.asyncProperty(rowsOf, kOf, async (rows, k) => {
      const { individual } = await measured(rows, {}, k);
      expect(individual).toEqual(together(rows.map((row) => 1 / rows.filter((other) => agree(row, other, ALL, false)).length), k));
    }), { numRuns: 60 });
  });

  test.each(['own-class', 'wildcard'] as const)('by weights are the mean of one over a size of a negative binomial law (%s)', async (nullMatching) => {
    await fc.assert(fc.asyncProperty(rowsOf, async (rows) => {
      const { individual, populationSize } = await measured(rows, { weight: 'weight', nullMatching }, 3);
      const risks = rows.map((row) => {
        const alike = rows.filter((other) => agree(row, other, ALL, nullMatching === 'wildcard'));
        return expectedReciprocal(alike.length, alike.length / sumOf(alike.map(([, , , , weight]) => weight as number)));
      });
      expect(individual!.expectedReidentifications).toBeCloseTo(sumOf(risks), 8);
      expect(individual!.highest).toBeCloseTo(Math.max(...risks), 8);
      expect(populationSize).toBeCloseTo(sumOf(rows.map(([, , , , weight]) => weight as number)), 10);
    }), { numRuns: 60 });
  });

  test('by the share that was drawn take every class for as many times itself', async () => {
    await fc.assert(fc.asyncProperty(rowsOf, fc.constantFrom(0.05, 0.25, 0.9, 1), async (rows, sampleFraction) => {
      const { individual, populationSize, basis } = await measured(rows, { sampleFraction }, 3);
      const risks = rows.map((row) => expectedReciprocal(rows.filter((other) => agree(row, other, ALL, false)).length, sampleFraction));
      expect([basis, populationSize]).toEqual(['sampleFraction', close(rows.length / sampleFraction)]);
      expect(individual!.expectedReidentifications).toBeCloseTo(sumOf(risks), 8);
    }), { numRuns: 40 });
  });

  test('in a population at hand are one over its class, and the journalist and the marketer know it', async () => {
    await fc.assert(fc.asyncProperty(rowsOf, rowsOf, kOf, async (rows, others, k) => {
      const population = [...others, ...rows];
      const { individual, risk, basis, populationSize, specialUniques } = await measured(rows, {}, k, population);
      const inPopulation = rows.map((row) => population.filter((other) => agree(row, other, ALL, false)).length);
      expect(individual).toEqual(together(inPopulation.map((size) => 1 / size), k));
      expect([basis, populationSize]).toEqual(['population', population.length]);
      const met = classesOf(rows, ALL);
      const behind = met.map(([row]) => population.filter((other) => agree(row!, other, ALL, false)).length);
      const marketer = sumOf(met.map((members, index) => members.length / behind[index]!)) / rows.length;
      expect(risk.marketer).toBeCloseTo(marketer, 12);
      expect(risk.journalist).toEqual({
        highest: close(1 / Math.min(...behind)), average: close(Math.max(met.length / sumOf(behind), marketer)), recordsAtRisk: close(inPopulation.filter((size) => size < k).length / rows.length),
      });
      expect(specialUniques!.sampleShare).toBeCloseTo(rows.length / population.length, 12);
    }), { numRuns: 60 });
  });

  test('with wildcards are one over the rows that fit, and the frequencies overlap', async () => {
    await fc.assert(fc.asyncProperty(rowsOf, kOf, async (rows, k) => {
      const { individual, risk } = await measured(rows, { nullMatching: 'wildcard' }, k);
      const fitting = rows.map((row) => rows.filter((other) => agree(row, other, ALL, true)).length);
      expect(individual).toEqual(together(fitting.map((count) => 1 / count), k));
      expect(risk).toMatchObject({ kReached: Math.min(...fitting), rowsBelow: fitting.filter((count) => count < k).length, marketer: close(sumOf(fitting.map((count) => 1 / count)) / rows.length) });
    }), { numRuns: 60 });
  });

  test('with wildcards count persons once, however many of their rows fit', async () => {
    await fc.assert(fc.asyncProperty(rowsOf, async (rows) => {
      const { risk } = await measured(rows, { nullMatching: 'wildcard', entity: 'person' }, 2);
      const fitting = rows.map((row) => unitsOf(rows.filter((other) => agree(row, other, ALL, true)), true));
      expect([risk.kReached, risk.rowsBelow]).toEqual([Math.min(...fitting), fitting.filter((count) => count < 2).length]);
    }), { numRuns: 60 });
  });

  test('of households are those of the first member who is recognised', async () => {
    await fc.assert(fc.asyncProperty(rowsOf, kOf, async (rows, k) => {
      const { household } = await measured(rows, { household: 'household' }, k);
      const own = rows.map((row) => 1 / rows.filter((other) => agree(row, other, ALL, false)).length);
      const risks = rows.map((row, at) => (row[5] === null ? own[at]! : 1 - rows.reduce((none, other, place) => (other[5] === row[5] ? none * (1 - own[place]!) : none), 1)));
      expect(household).toEqual(together(risks, k));
    }), { numRuns: 60 });
  });

  test('of a household of one are its own, to the last digit: k of k are not at risk', async () => {
    for (let k = 2; k <= 40; k++) {
      const rows = Array.from({ length: k }, (_, place): Row => ['x', 0, true, 'C50', 1, `home ${place}`, 'p']);
      const { household, individual } = await measured(rows, { household: 'household' }, k);
      expect(household).toEqual(individual);
    }
  });
});
