import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attackRows, type AttackRowsOptions, type RowAttack } from '../../src/audit/index.ts';
import { DataError, PlanError } from '../../src/core/errors.ts';
import { rowsOf, schemaOf, tableOf, type Row } from '../small-tables.ts';

const RELEASED = schemaOf({ person: { type: 'utf8', role: 'pseudonym' }, sex: { type: 'utf8', role: 'quasiIdentifier' }, age: { type: 'utf8', role: 'quasiIdentifier' }, diagnosis: { type: 'utf8', role: 'sensitive' } });
const KNOWN = schemaOf({ person: { type: 'utf8', role: 'directIdentifier' }, sex: { type: 'utf8', role: 'quasiIdentifier' }, age: { type: 'int32', role: 'quasiIdentifier' } });
/** Ages below 10 in two levels. */
const LABELS: Record<string, Record<string, readonly string[]>> = { age: Object.fromEntries(Array.from({ length: 8 }, (_, age) => [String(age), [age < 4 ? '0-3' : '4-7', '0-7']])) };
const OPTIONS: AttackRowsOptions = { quasiIdentifiers: ['sex', 'age'], labels: LABELS, sensitive: ['diagnosis'], entity: null, truth: 'person' };

/** The rules again, pair by pair. */
function naiveAttack(released: readonly Row[], attacker: readonly Row[], hasEntities: boolean): Omit<RowAttack, 'sensitive' | 'fromPersons' | 'fromRows' | 'truth' | 'passed'> & { readonly fromPersons: number; readonly fromRows: number; readonly right: number; readonly rowsRight: number; readonly homogeneous: number; readonly meanShare: number; readonly highestGain: number; readonly lost: number; readonly present: number; readonly singledOut: number } {
  const fits = ([, sex, age]: Row, [, knownSex, knownAge]: Row): boolean =>
    (sex === null || sex === '*' || knownSex === null || sex === knownSex) &&
    (age === null || age === '*' || knownAge === null || age === String(knownAge) || LABELS['age']![String(knownAge)]!.includes(String(age)));
  const unit = (row: Row, place: number): string => (hasEntities ? String(row[0]) : `${place}`);
  const units = (rows: readonly number[]): Set<string> => new Set(rows.map((place) => unit(released[place]!, place)));
  const everything = units([...released.keys()]).size;
  const ofPerson = attacker.map((person) => [...released.keys()].filter((place) => fits(released[place]!, person)));
  const found = ofPerson.filter((rows) => rows.length > 0);
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
  const own = (person: Row, rows: readonly number[]): readonly number[] => rows.filter((place) => released[place]![0] === person[0] && person[0] !== null);
  const shareOf = (rows: readonly number[], value: unknown): number => units(rows.filter((place) => released[place]![3] === value)).size;
  const values = [...new Set(released.map((row) => row[3]))];
  const shares = found.map((rows) => Math.max(...values.map((value) => shareOf(rows, value) / units(rows).size)));
  const gains = found.flatMap((rows) => values.map((value) => shareOf(rows, value) / units(rows).size - shareOf([...released.keys()], value) / everything));
  // Rows that read alike are one attempt for each of their units.
  const classes = [...new Map(released.map((row) => [JSON.stringify([row[1], row[2]]), row])).values()]
    .map((row) => [...released.keys()].filter((place) => released[place]![1] === row[1] && released[place]![2] === row[2]));
  const attempts = classes.flatMap((rows) => {
    const candidates = attacker.filter((person) => fits(released[rows[0]!]!, person));
    return candidates.length === 0 ? [] : [...units(rows)].map((one) => ({
      candidates: candidates.length,
      right: new Set(rows.filter((place) => unit(released[place]!, place) === one).map((place) => released[place]![0])).size > 0 && candidates.some((person) => rows.some((place) => unit(released[place]!, place) === one && person[0] !== null && released[place]![0] === person[0])) ? 1 : 0,
    }));
  });
  const present = attacker.filter((person) => own(person, [...released.keys()]).length > 0);
  return {
    persons: attacker.length, rows: released.length, unit: hasEntities ? 'entities' : 'rows', units: everything,
    found: found.length, single: found.filter((rows) => units(rows).size === 1).length,
    fewest: found.length === 0 ? null : Math.min(...found.map((rows) => units(rows).size)),
    fromPersons: found.length === 0 ? 0 : sum(found.map((rows) => 1 / units(rows).size)) / found.length,
    fromRows: attempts.length === 0 ? 0 : sum(attempts.map(({ candidates }) => 1 / candidates)) / attempts.length,
    right: sum(attacker.map((person, place) => (ofPerson[place]!.length === 0 ? 0 : units(own(person, ofPerson[place]!)).size / units(ofPerson[place]!).size))),
    rowsRight: sum(attempts.map(({ candidates, right }) => right / candidates)),
    homogeneous: found.filter((rows) => new Set(rows.map((place) => released[place]![3])).size === 1).length,
    meanShare: found.length === 0 ? 0 : sum(shares) / found.length,
    highestGain: Math.max(0, ...gains),
    present: present.length,
    lost: present.filter((person) => own(person, ofPerson[attacker.indexOf(person)]!).length === 0).length,
    singledOut: sum(attacker.map((person, place) => (units(ofPerson[place]!).size === 1 ? units(own(person, ofPerson[place]!)).size : 0))),
  };
}

const sex = fc.constantFrom('F', 'M', null);
const names = ['a', 'b', 'c', 'd', 'e', 'f'];
const released = fc.array(fc.tuple(fc.constantFrom(...names), fc.constantFrom('F', 'M', '*', null), fc.constantFrom('0', '3', '0-3', '4-7', '0-7', '*', null), fc.constantFrom('x', 'y', null)), { maxLength: 14 });
const attacker = fc.uniqueArray(fc.tuple(fc.constantFrom(...names, null), sex, fc.option(fc.integer({ min: 0, max: 7 }), { nil: null })), { maxLength: 8, selector: ([name]) => name });

describe('an attack on rows', () => {
  test.each([false, true])('gives what comparing every person with every row gives (entities: %s), whatever the batches', async (hasEntities) => {
    await fc.assert(fc.asyncProperty(released, attacker, fc.array(fc.nat(14), { maxLength: 3 }), async (rows, persons, cuts) => {
      const attack = await attackRows(tableOf(RELEASED, rows, cuts), tableOf(KNOWN, persons, cuts), { ...OPTIONS, entity: hasEntities ? 'person' : null });
      const naive = naiveAttack(rows, persons, hasEntities);
      const { persons: count, rows: rowCount, unit, units, found, single, fewest, fromPersons, fromRows, truth, sensitive: [inference] } = attack;
      const { persons: _1, rows: _2, unit: _3, units: _4, found: _5, single: _6, fewest: _7, ...shares } = naive;
      expect({ count, rowCount, unit, units, found, single, fewest }).toEqual({ count: naive.persons, rowCount: naive.rows, unit: naive.unit, units: naive.units, found: naive.found, single: naive.single, fewest: naive.fewest });
      const figures = {
        fromPersons: fromPersons.share, fromRows: fromRows.share, right: truth!.fromPersons.expectedRight, rowsRight: truth!.fromRows.expectedRight,
        homogeneous: inference!.homogeneous, meanShare: inference!.meanShare, highestGain: inference!.highestGain, present: truth!.present, lost: truth!.lost, singledOut: truth!.singledOut,
      };
      for (const [name, value] of Object.entries(figures)) expect(value, name).toBeCloseTo(shares[name as keyof typeof figures], 9);
    }), { numRuns: 150 });
  });

  test('does not depend on the order of the rows', async () => {
    await fc.assert(fc.asyncProperty(released, attacker, fc.infiniteStream(fc.nat()), async (rows, persons, random) => {
      const shuffled = <Item>(items: readonly Item[]): Item[] => items.map((item) => ({ item, at: random.next().value as number })).sort((left, right) => left.at - right.at).map(({ item }) => item);
      const attack = (one: readonly Row[], other: readonly Row[]): Promise<RowAttack> => attackRows(tableOf(RELEASED, one), tableOf(KNOWN, other), OPTIONS);
      expect(await attack(shuffled(rows), shuffled(persons))).toEqual(await attack(rows, persons));
    }), { numRuns: 50 });
  });

  test('finds nobody in an empty release, and nothing for nobody', async () => {
    const nothing = await attackRows(tableOf(RELEASED, []), tableOf(KNOWN, [['a', 'F', 3]]), { ...OPTIONS, maxRisk: 0 });
    expect([nothing.found, nothing.fewest, nothing.fromPersons.share, nothing.passed, nothing.sensitive[0]!.baseShare]).toEqual([0, null, 0, true, 0]);
    const nobody = await attackRows(tableOf(RELEASED, [['a', 'F', '3', 'x']]), tableOf(KNOWN, []), OPTIONS);
    expect([nobody.persons, nobody.rows, nobody.fromRows.attempts, nobody.truth!.present, nobody.passed]).toEqual([0, 1, 0, 0, null]);
  });

  test('is judged by what is right where that is known, else as if everybody were in the release', async () => {
    const rows: readonly Row[] = [['a', 'F', '3', 'x'], ['b', 'M', '3', 'y']];
    // Ten women of three, of whom one is in the release: the journalist is right once in ten.
    const persons = Array.from({ length: 10 }, (_, place): Row => [place === 0 ? 'a' : `z${place}`, 'F', 3]);
    const judged = (options: Partial<AttackRowsOptions>): Promise<RowAttack> => attackRows(tableOf(RELEASED, rows), tableOf(KNOWN, persons), { ...OPTIONS, ...options });
    const known = await judged({ maxRisk: 0.1 });
    expect([known.truth!.fromPersons.share, known.truth!.fromRows.share, known.passed]).toEqual([0.1, 0.1, true]);
    expect((await judged({ maxRisk: 0.09 })).passed).toBe(false);
    const { truth: _, ...blind } = OPTIONS;
    const asIfAll = await attackRows(tableOf(RELEASED, rows), tableOf(KNOWN, persons), { ...blind, maxRisk: 0.99 });
    expect([asIfAll.fromPersons.share, asIfAll.fromRows.share, asIfAll.truth, asIfAll.passed]).toEqual([1, 0.1, null, false]);
  });

  test('counts persons, not their stays', async () => {
    const stays = ['a', 'b', 'c'].flatMap((person) => Array.from({ length: 4 }, (): Row => [person, 'F', '0-3', person]));
    const { fewest, units, sensitive: [inference] } = await attackRows(tableOf(RELEASED, stays), tableOf(KNOWN, [['a', 'F', 2]]), { ...OPTIONS, entity: 'person' });
    expect([fewest, units, inference!.meanShare]).toEqual([3, 3, 1 / 3]);
  });
});

describe('what does not fit is refused', () => {
  const attack = (options: unknown, rows: readonly Row[] = [], persons: readonly Row[] = [], known = KNOWN): Promise<RowAttack> => attackRows(tableOf(RELEASED, rows), tableOf(known, persons), options as AttackRowsOptions);
  test.each<[string, Record<string, unknown>, string[]]>([
    ['an unknown option', { quasiIdentifier: ['sex'] }, ['PLAN_UNKNOWN_OPTION']],
    ['a column that neither table has', { quasiIdentifiers: ['age', 'commune'] }, ['PLAN_UNKNOWN_COLUMN', 'PLAN_UNKNOWN_COLUMN']],
    ['a column that the attacker does not have', { quasiIdentifiers: ['diagnosis'], labels: {} }, ['PLAN_UNKNOWN_COLUMN']],
    ['labels of another column', { labels: { person: {} } }, ['PLAN_UNKNOWN_COLUMN']],
    ['a column twice', { quasiIdentifiers: ['age', 'age'] }, ['PLAN_OUT_OF_RANGE']],
    ['no column', { quasiIdentifiers: [], labels: {} }, ['PLAN_OUT_OF_RANGE']],
    ['a risk above one', { maxRisk: 2 }, ['PLAN_OUT_OF_RANGE']],
  ])('%s', async (_, options, codes) => {
    const error = await attack({ ...OPTIONS, ...options }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(PlanError);
    expect((error as PlanError).problems.map(({ code }) => code)).toEqual(codes);
  });

  test('persons of another type, a release of persons of which nobody says that rows are persons', async () => {
    const numbered = schemaOf({ person: { type: 'int32', role: 'directIdentifier' }, sex: { type: 'utf8', role: 'quasiIdentifier' }, age: { type: 'int32', role: 'quasiIdentifier' } });
    await expect(attack(OPTIONS, [], [], numbered)).rejects.toThrow('PLAN_COLUMN_TYPE');
    const entities = schemaOf({ person: { type: 'utf8', role: 'entity' }, sex: { type: 'utf8', role: 'quasiIdentifier' } });
    await expect(attackRows(tableOf(entities, []), tableOf(KNOWN, []), { quasiIdentifiers: ['sex'] })).rejects.toThrow('PLAN_MISSING');
  });

  test('a row without a person, a person twice; no value is told', async () => {
    const unnamed = await attack({ ...OPTIONS, entity: 'person' }, [['a', 'F', '3', 'CANARY'], [null, 'CANARY', '3', 'CANARY']]).catch((caught: unknown) => caught);
    expect(unnamed).toMatchObject({ code: 'DATA_NULL', detail: { column: 'person', firstRow: 2, rowCount: 1 } });
    const twice = await attack(OPTIONS, [], [['CANARY', 'F', 1], ['CANARY', 'M', 1]]).catch((caught: unknown) => caught);
    expect(twice).toBeInstanceOf(DataError);
    expect(twice).toMatchObject({ code: 'DATA_DUPLICATE_KEY', detail: { rowCount: 1 } });
    expect(`${String(unnamed)}${String(twice)}${JSON.stringify([unnamed, twice])}`).not.toContain('CANARY');
  });

  test('the tables are read, not changed', async () => {
    const rows: readonly Row[] = [['a', 'F', '0-3', 'x']];
    const table = tableOf(RELEASED, rows);
    await attackRows(table, tableOf(KNOWN, [['a', 'F', 2]]), OPTIONS);
    expect(await rowsOf(table)).toEqual(rows);
  });
});
