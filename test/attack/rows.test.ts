// A journalist has a register of the whole population, of whom a part is in the release; he tries everybody.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { checkKAnonymity, checkPrivacy, columnLevels, generalise, measureKAnonymity, suppressLocally, writeHierarchy, type ColumnGeneralisation, type PrivacyModel } from '../../src/anonymise/index.ts';
import { attackRows, labelsByValue, type AttackRowsOptions, type RowAttack } from '../../src/audit/index.ts';
import { ProtectionError } from '../../src/core/errors.ts';
import { pipe } from '../../src/core/operator.ts';
import { readCorrespondence } from '../../src/hierarchy/index.ts';
import { attackFiles, runPlan } from '../../src/node.ts';
import { rowsOf, schemaOf, tableOf, type Row } from '../small-tables.ts';
import { textColumnOf } from '../text-column.ts';

const SCHEMA = schemaOf({
  person: { type: 'utf8', role: 'pseudonym' }, sex: { type: 'utf8', role: 'quasiIdentifier' }, age: { type: 'int32', role: 'quasiIdentifier' },
  commune: { type: 'utf8', role: 'quasiIdentifier' }, diagnosis: { type: 'utf8', role: 'sensitive' },
});
const RELEASED = schemaOf({
  person: { type: 'utf8', role: 'pseudonym' }, sex: { type: 'utf8', role: 'quasiIdentifier' }, age: { type: 'utf8', role: 'quasiIdentifier' },
  commune: { type: 'utf8', role: 'quasiIdentifier' }, diagnosis: { type: 'utf8', role: 'sensitive' },
});
const QUASI = ['sex', 'age', 'commune'];
const K = 4;
const HIERARCHIES: Record<string, ColumnGeneralisation> = { sex: { hierarchy: 'none' }, age: { hierarchy: 'intervals', widths: [10, 30] }, commune: { hierarchy: 'prefixes', lengths: [2] } };

/** Everybody of a small country; the first third, and one woman like nobody else, went to the hospital. */
const population = fc.array(fc.tuple(fc.constantFrom('F', 'M'), fc.integer({ min: 0, max: 89 }), fc.integer({ min: 0, max: 3 }), fc.constantFrom('a', 'b', 'c')), { minLength: 60, maxLength: 150 })
  .map((people) => [['F', 97, 9, 'd'] as const, ...people].map(([sex, age, commune, diagnosis], person): Row => [`p${person}`, sex, age, `29${String(commune).padStart(3, '0')}`, diagnosis]));
const inHospital = (people: readonly Row[]): readonly Row[] => people.slice(0, Math.ceil(people.length / 3));

/** The labels of everybody's values, as the producer's hierarchies give them; the attacker has read the guide. */
function labelsOf(people: readonly Row[]): Record<string, Readonly<Record<string, readonly string[]>>> {
  const quasi = [1, 2, 3].map((place) => tableColumn(people.map((row) => row[place]!)));
  return Object.fromEntries(QUASI.map((name, place) => [name, labelsByValue(readCorrespondence(writeHierarchy(columnLevels(HIERARCHIES[name]!, { column: name, values: quasi[place]! })), { finest: 'first' }))]));
}

type Values = Parameters<typeof columnLevels>[1]['values'];
function tableColumn(values: readonly unknown[]): Values {
  const distinct = [...new Set(values)];
  if (typeof distinct[0] === 'number') return { kind: 'int32', rows: distinct.length, valid: null, values: Int32Array.from(distinct as number[]) };
  return { kind: 'text', ...textColumnOf(distinct as string[]) };
}

const attack = (released: readonly Row[], people: readonly Row[], options: Partial<AttackRowsOptions> = {}, schema = RELEASED): Promise<RowAttack> =>
  attackRows(tableOf(schema, released), tableOf(SCHEMA, people), { quasiIdentifiers: QUASI, labels: labelsOf(people), sensitive: ['diagnosis'], entity: null, truth: 'person', ...options });

/** Coarsens and drops what stays alone: a protection written apart from the library's. */
function coarsen(rows: readonly Row[]): Row[] {
  const coarse = rows.map(([person, sex, age, , diagnosis]): Row => [person!, sex!, `${Math.floor((age as number) / 30) * 30}-${Math.floor((age as number) / 30) * 30 + 29}`, '29', diagnosis!]);
  const sizes = new Map<string, number>();
  for (const row of coarse) sizes.set(classOf(row), (sizes.get(classOf(row)) ?? 0) + 1);
  return coarse.filter((row) => sizes.get(classOf(row))! >= K);
}
const classOf = (row: Row): string => row.slice(1, 4).join();

async function accepted(rows: readonly Row[], models: readonly PrivacyModel[]): Promise<boolean> {
  const options = { quasiIdentifiers: QUASI, models, entity: null, nullMatching: 'own-class', onFailure: 'refuse' } as const;
  return rowsOf(pipe(tableOf(RELEASED, rows), checkPrivacy(options))).then(() => true, (error: unknown) => {
    if (error instanceof ProtectionError) return false;
    throw error;
  });
}

describe('re-identification by a journalist', () => {
  test('succeeds on the raw rows, and at most once in k on what the check of k accepts, whoever of the population was there', async () => {
    await fc.assert(fc.asyncProperty(population, async (people) => {
      const hospital = inHospital(people);
      const onRaw = await attack(hospital, people, {}, SCHEMA);
      expect(onRaw.single).toBeGreaterThan(0);
      expect(onRaw.truth!.singledOut).toBeGreaterThan(0);
      expect(onRaw.truth!.lost).toBe(0);
      expect(onRaw.truth!.fromPersons.share).toBeGreaterThan(1 / K);
      const released = coarsen(hospital);
      await rowsOf(pipe(tableOf(RELEASED, released), checkKAnonymity({ quasiIdentifiers: QUASI, k: K, entity: null, nullMatching: 'own-class', onFailure: 'refuse' })));
      const { fewest, single, fromPersons, truth, passed } = await attack(released, people, { maxRisk: 1 / K });
      expect(fewest ?? K).toBeGreaterThanOrEqual(K);
      expect([single, truth!.singledOut, passed]).toEqual([0, 0, true]);
      for (const { share } of [fromPersons, truth!.fromPersons]) expect(share).toBeLessThanOrEqual(1 / K);
      expect(truth!.present).toBe(released.length);
    }), { numRuns: 20 });
  });

  test('is what the class sizes say: that of rows among persons is the marketer’s risk with this population', async () => {
    await fc.assert(fc.asyncProperty(population, async (people) => {
      const coarse = people.map((row) => coarsen(Array.from({ length: K }, () => row))[0]!);
      const released = inHospital(coarse);
      const measured = await measureKAnonymity(tableOf(RELEASED, released), { quasiIdentifiers: QUASI, k: K, entity: null, nullMatching: 'own-class' }, { population: tableOf(RELEASED, coarse) });
      const { fromPersons, fromRows, truth, fewest } = await attackRows(tableOf(RELEASED, released), tableOf(RELEASED, coarse), { quasiIdentifiers: QUASI, entity: null, truth: 'person' });
      expect(fromRows.share).toBeCloseTo(measured.marketer!, 12);
      expect(truth!.fromRows.share).toBeCloseTo(measured.marketer!, 12);
      expect(fewest).toBe(measured.kReached);
      // All of the release are in the register: of them, one guess in n is right, n being those that read alike.
      expect(truth!.fromPersons.expectedRight).toBeCloseTo(measured.classes, 9);
      expect(fromPersons.attempts).toBeGreaterThanOrEqual(released.length);
    }), { numRuns: 20 });
  });

  test('really guessed, succeeds as often as is expected, within the interval', async () => {
    const people = Array.from({ length: 1200 }, (_, person): Row => [`p${person}`, person % 2 === 0 ? 'F' : 'M', (person * 37) % 90, `2900${(person * 11) % 4}`, 'a']);
    const released = coarsen(inHospital(people));
    const { truth } = await attack(released, people);
    // Everybody guesses the row of his class that a fixed sequence gives.
    let right = 0;
    let attempts = 0;
    let state = 1;
    const byClass = new Map<string, Row[]>();
    for (const row of released) byClass.set(classOf(row), [...(byClass.get(classOf(row)) ?? []), row]);
    for (const person of people) {
      const fitting = byClass.get(classOf(coarsen(Array.from({ length: K }, () => person))[0]!)) ?? [];
      if (fitting.length === 0) continue;
      attempts++;
      state = (state * 48271) % 2147483647;
      if (fitting[state % fitting.length]![0] === person[0]) right++;
    }
    const { attempts: guesses, low, high } = truth!.fromPersons;
    expect(guesses).toBe(attempts);
    expect(right / attempts).toBeGreaterThanOrEqual(low);
    expect(right / attempts).toBeLessThanOrEqual(high);
  });
});

describe('homogeneity and inference', () => {
  const people: readonly Row[] = Array.from({ length: 16 }, (_, person): Row => [`p${person}`, person < 8 ? 'F' : 'M', 30, '29000', person < 8 ? 'a' : ['a', 'b'][person % 2]!]);
  const released = people.map((row): Row => [row[0]!, row[1]!, '30', row[3]!, row[4]!]);

  test('succeed on k-anonymous rows that all have the same diagnosis: k says nothing of it', async () => {
    expect(await accepted(released, [{ model: 'kAnonymity', k: 8 }])).toBe(true);
    const { fewest, sensitive: [diagnosis] } = await attack(released, people);
    expect(fewest).toBe(8);
    // Women have a for certain, men by half; three quarters of all have it.
    expect(diagnosis).toEqual({ column: 'diagnosis', homogeneous: 8, homogeneousShare: 0.5, meanShare: 0.75, highestShare: 1, baseShare: 0.75, meanGain: 0.25, highestGain: 0.25 });
  });

  const models: readonly (readonly [PrivacyModel, (found: RowAttack['sensitive'][number]) => void])[] = [
    [{ model: 'distinctLDiversity', column: 'diagnosis', l: 2 }, ({ homogeneous }) => { expect(homogeneous).toBe(0); }],
    [{ model: 'entropyLDiversity', column: 'diagnosis', l: 1.5 }, ({ homogeneous }) => { expect(homogeneous).toBe(0); }],
    [{ model: 'alpha', column: 'diagnosis', alpha: 0.6 }, ({ highestShare }) => { expect(highestShare).toBeLessThanOrEqual(0.6); }],
    [{ model: 'tCloseness', column: 'diagnosis', t: 0.3, distance: 'equal' }, ({ highestGain }) => { expect(highestGain).toBeLessThanOrEqual(0.3 + 1e-12); }],
    [{ model: 'basicBetaLikeness', column: 'diagnosis', beta: 0.8 }, ({ highestGain }) => { expect(highestGain).toBeLessThanOrEqual(0.8); }],
  ];
  test.each(models.map(([model, holds]) => [model.model, model, holds] as const))('fail where %s holds, and succeed on some rows that it refuses', async (_, model, holds) => {
    let kept = 0;
    let refusedAndHomogeneous = 0;
    await fc.assert(fc.asyncProperty(population, async (country) => {
      const rows = coarsen(inHospital(country));
      const { sensitive: [diagnosis], found } = await attack(rows, country);
      if (await accepted(rows, [model])) {
        kept++;
        holds(diagnosis!);
      } else if (found > 0 && diagnosis!.highestShare > 0.6) refusedAndHomogeneous++;
    }), { numRuns: 40, seed: 7 });
    // Neither side of the law is empty.
    expect(Math.min(kept, refusedAndHomogeneous)).toBeGreaterThan(0);
  });
});

describe('the steps of the library', () => {
  test('generalise leaves a journalist one guess in k, and with l no diagnosis for certain', async () => {
    await fc.assert(fc.asyncProperty(population, async (people) => {
      const steps = (models: readonly PrivacyModel[]): Promise<readonly Row[]> =>
        rowsOf(pipe(tableOf(SCHEMA, inHospital(people)), generalise({ quasiIdentifiers: HIERARCHIES, models, entity: null, nullMatching: 'own-class', maxSuppressedShare: 0.1 })));
      const kOnly = await attack(await steps([{ model: 'kAnonymity', k: K }]), people, { maxRisk: 1 / K });
      expect([kOnly.passed, (kOnly.fewest ?? K) >= K]).toEqual([true, true]);
      const { sensitive: [diagnosis], passed } = await attack(await steps([{ model: 'kAnonymity', k: K }, { model: 'distinctLDiversity', column: 'diagnosis', l: 2 }]), people, { maxRisk: 1 / K });
      expect([passed, diagnosis!.homogeneous]).toEqual([true, 0]);
    }), { numRuns: 10 });
  });

  test('rounds of local recoding mix levels in one column, and the attack reads them all', async () => {
    await fc.assert(fc.asyncProperty(population, async (people) => {
      const released = await rowsOf(pipe(tableOf(SCHEMA, inHospital(people)), generalise({ quasiIdentifiers: HIERARCHIES, models: [{ model: 'kAnonymity', k: K }], entity: null, nullMatching: 'own-class', maxSuppressedShare: 0.5, recodeRounds: 3 })));
      const { fewest, truth } = await attack(released, people);
      expect(fewest ?? K).toBeGreaterThanOrEqual(K);
      expect([truth!.present, truth!.lost]).toEqual([released.length, 0]);
    }), { numRuns: 10 });
  });

  test('suppressing cells leaves who knows what was suppressed better than one guess in k, as its findings say', async () => {
    const raw = [1950, 1950, 1950, 1950, 1951].map((year, person): Row => [`p${person}`, 'F', year, '29000', 'a']);
    const released = await rowsOf(pipe(tableOf(SCHEMA, raw), suppressLocally({ quasiIdentifiers: QUASI, k: K, entity: null, nullMatching: 'wildcard' })));
    const { fewest, truth } = await attackRows(tableOf(SCHEMA, released), tableOf(SCHEMA, raw), { quasiIdentifiers: QUASI, entity: null, truth: 'person' });
    expect([fewest, truth!.singledOut]).toEqual([1, 1]);
  });
});

describe('a release', () => {
  const folder = mkdtempSync(join(tmpdir(), 'a423-rows-'));
  afterAll(() => { rmSync(folder, { recursive: true, force: true }); });
  const columns = { person: { type: 'utf8', role: 'attribute' }, sex: { type: 'utf8', role: 'quasiIdentifier' }, age: { type: 'int32', role: 'quasiIdentifier' }, commune: { type: 'utf8', role: 'quasiIdentifier' }, diagnosis: { type: 'utf8', role: 'sensitive' } } as const;

  test('of a plan with generalise, read from its file, stands against the register', async () => {
    const people = Array.from({ length: 900 }, (_, person): Row => [`p${person}`, person % 3 === 0 ? 'F' : 'M', (person * 53) % 90, `29${String((person * 7) % 12).padStart(3, '0')}`, ['a', 'b', 'c', 'd'][(person * 13) % 4]!]);
    const input = join(folder, 'people.csv');
    writeFileSync(input, ['person,sex,age,commune,diagnosis', ...inHospital(people).map((row) => row.join(',')), ''].join('\n'));
    const plan = {
      version: 1, title: 'stays', inputs: { people: { columns } },
      tables: { rows: { from: 'people', steps: [{ op: 'generalise', quasiIdentifiers: HIERARCHIES, models: [{ model: 'kAnonymity', k: 5 }], nullMatching: 'own-class', maxSuppressedShare: 0.05 }] } },
      // The name of the person stays for the sake of this test; nothing public has it.
      outputs: { rows: { table: 'rows', format: 'csv', audience: 'research' } },
    };
    const { release } = await runPlan(plan, { inputs: { people: input }, out: join(folder, 'out') });
    const register = join(folder, 'register.csv');
    writeFileSync(register, ['person,sex,age,commune', ...people.map((row) => row.slice(0, 4).join(',')), ''].join('\n'));
    const { fewest, found, truth, passed } = await attackFiles(join(release.directory, 'rows.csv'), register, { quasiIdentifiers: QUASI, labels: labelsOf(people), entity: null, truth: 'person', maxRisk: 0.2 });
    expect(fewest).toBeGreaterThanOrEqual(5);
    expect(found).toBeGreaterThan(inHospital(people).length);
    expect([truth!.lost, truth!.singledOut, passed]).toEqual([0, 0, true]);
  });
});
