// Figures of risk against attackers who play: what is told must be what they reach, within the error of the game.
import { describe, expect, test } from 'vitest';
import { measureRisk } from '../../src/anonymise/index.ts';
import { schemaOf, tableOf, type Row } from '../small-tables.ts';

const SCHEMA = schemaOf({
  sex: { type: 'utf8', role: 'quasiIdentifier' }, age: { type: 'int32', role: 'quasiIdentifier' }, place: { type: 'utf8', role: 'quasiIdentifier' },
  household: { type: 'utf8', role: 'attribute' }, diagnosis: { type: 'utf8', role: 'sensitive' },
});
const QUASI = ['sex', 'age', 'place'];

/** Draws numbers in [0, 1) from a seed (mulberry32), so that the game is the same each time. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** People of a small region; ages and places are not spread evenly. */
function people(count: number, draw: () => number): Row[] {
  return Array.from({ length: count }, (_, person): Row => [
    draw() < 0.5 ? 'F' : 'M', 20 + Math.floor(60 * draw() ** 2), `place-${Math.floor(12 * draw() ** 3)}`, `household-${person >> 1}`, ['a', 'b', 'c'][Math.floor(3 * draw())]!,
  ]);
}

const nameOf = (row: Row): string => JSON.stringify(row.slice(0, 3));

/** Lists, for each row, the rows that look like it. */
function alikeOf(rows: readonly Row[]): readonly (readonly number[])[] {
  const names = rows.map(nameOf);
  const classes = new Map<string, number[]>();
  names.forEach((name, index) => {
    if (classes.has(name)) classes.get(name)!.push(index);
    else classes.set(name, [index]);
  });
  return names.map((name) => classes.get(name)!);
}

describe('attackers who know the quasi-identifiers', () => {
  test('the prosecutor finds as many as the average risk says', async () => {
    const draw = chance(1);
    const rows = people(400, draw);
    const { risk } = await measureRisk(tableOf(SCHEMA, rows), { quasiIdentifiers: QUASI, nullMatching: 'own-class', k: 5 });
    const alike = alikeOf(rows);
    const rounds = 40_000;
    let found = 0;
    for (let round = 0; round < rounds; round++) {
      const wanted = Math.floor(draw() * rows.length);
      const guesses = alike[wanted]!;
      if (guesses[Math.floor(draw() * guesses.length)] === wanted) found++;
    }
    const average = risk.prosecutor!.average;
    expect(Math.abs(found / rounds - average)).toBeLessThan(4 * Math.sqrt((average * (1 - average)) / rounds));
  });

  test('the journalist, who draws from the population, finds as many of the file as its risks say', async () => {
    const draw = chance(2);
    const population = people(2000, draw);
    const inFile = population.map(() => draw() < 0.2);
    const file = population.filter((_, index) => inFile[index]);
    const { individual } = await measureRisk(tableOf(SCHEMA, file), { quasiIdentifiers: QUASI, nullMatching: 'own-class', k: 5 }, { population: tableOf(SCHEMA, population) });
    const alike = alikeOf(population);
    const rounds = 200;
    let found = 0;
    for (let round = 0; round < rounds; round++) {
      // For each row of the file, somebody of the population whom it may be.
      alike.forEach((guesses, index) => {
        if (inFile[index] && guesses[Math.floor(draw() * guesses.length)] === index) found++;
      });
    }
    const expected = individual!.expectedReidentifications;
    expect(Math.abs(found / rounds - expected)).toBeLessThan(4 * Math.sqrt(expected / rounds));
  });

  test('from a sample alone, estimated risks come near those in the population it was drawn from', async () => {
    const draw = chance(3);
    const fraction = 0.25;
    const population = people(8000, draw);
    const counts = new Map<string, number>();
    for (const row of population) counts.set(nameOf(row), (counts.get(nameOf(row)) ?? 0) + 1);
    const sample = population.filter(() => draw() < fraction);
    const truth = sample.reduce((sum, row) => sum + 1 / counts.get(nameOf(row))!, 0);
    const { individual, populationUniques } = await measureRisk(tableOf(SCHEMA, sample), { quasiIdentifiers: QUASI, nullMatching: 'own-class', k: 5, sampleFraction: fraction });
    // An estimate that knows nothing of how the population is spread: within a half of the truth, where 1/f would be several times that.
    expect(individual!.expectedReidentifications / truth).toBeGreaterThan(0.5);
    expect(individual!.expectedReidentifications / truth).toBeLessThan(1.5);
    const naive = await measureRisk(tableOf(SCHEMA, sample), { quasiIdentifiers: QUASI, nullMatching: 'own-class', k: 5 });
    expect(naive.individual!.expectedReidentifications / truth).toBeGreaterThan(1.5);
    const uniques = [...counts.values()].filter((count) => count === 1).length;
    // Zayatz takes the population to be spread as the sample is, which overstates its uniques.
    expect(populationUniques!.advised! / uniques).toBeGreaterThan(0.8);
    expect(populationUniques!.advised! / uniques).toBeLessThan(3);
  });

  test('who finds one of a household has it whole, as often as the household risk says', async () => {
    const draw = chance(4);
    const rows = people(300, draw);
    const { household } = await measureRisk(tableOf(SCHEMA, rows), { quasiIdentifiers: QUASI, nullMatching: 'own-class', k: 5, household: 'household' });
    const alike = alikeOf(rows);
    const rounds = 500;
    let given = 0;
    for (let round = 0; round < rounds; round++) {
      const found = new Set(rows.filter((_, index) => draw() < 1 / alike[index]!.length).map((row) => row[3]));
      given += rows.filter((row) => found.has(row[3]!)).length;
    }
    const expected = household!.expectedReidentifications;
    expect(Math.abs(given / rounds - expected)).toBeLessThan(4 * Math.sqrt((2 * expected) / rounds));
  });

  test('a special unique is found with its set of columns alone, by whoever knows no other', async () => {
    const rows = people(200, chance(5));
    const { specialUniques } = await measureRisk(tableOf(SCHEMA, rows), { quasiIdentifiers: QUASI, nullMatching: 'own-class', k: 5 });
    // By single columns: rows whose value nobody else has.
    const byOne = [0, 1, 2].flatMap((column) => rows.filter((row) => rows.filter((other) => other[column] === row[column]).length === 1));
    expect(specialUniques!.ofSize[0]).toEqual({ columns: 1, sets: byOne.length, units: new Set(byOne).size });
    const alone = rows.filter((row) => rows.filter((other) => nameOf(other) === nameOf(row)).length === 1);
    expect(specialUniques!.units).toBe(alone.length);
  });
});

test('whoever finds the class knows the diagnosis where its fewest values are one, and never where a model forbids it', async () => {
  const homogeneous: readonly Row[] = [['F', 30, 'x', 'h', 'a'], ['F', 30, 'x', 'i', 'a'], ['M', 30, 'x', 'j', 'a'], ['M', 30, 'x', 'k', 'b']];
  const options = { quasiIdentifiers: QUASI, nullMatching: 'own-class', k: 2, sensitive: ['diagnosis'], models: [{ model: 'distinctLDiversity', column: 'diagnosis', l: 2 }] } as const;
  const open = await measureRisk(tableOf(SCHEMA, homogeneous), options);
  expect(open.sensitive[0]).toMatchObject({ fewestValues: 1, highestShare: 1 });
  expect(open.models.map(({ holds, rowsFailing }) => [holds, rowsFailing])).toEqual([[true, 0], [false, 2]]);
  const closed = await measureRisk(tableOf(SCHEMA, homogeneous.slice(2)), options);
  expect(closed.sensitive[0]).toMatchObject({ fewestValues: 2, highestShare: 0.5 });
  expect(closed.models.every(({ holds }) => holds)).toBe(true);
});
