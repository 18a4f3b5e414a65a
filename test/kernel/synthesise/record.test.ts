import { describe, expect, test } from 'vitest';
import type { Cell } from '../../../src/synthesise/kernel/cell.ts';
import { corruptRecord, ERROR_MODEL } from '../../../src/synthesise/kernel/corrupt.ts';
import { createPerson, createPopulation, fillPerson, type Person } from '../../../src/synthesise/kernel/population.ts';
import { createAddresses, createRecord, FIELD, fillRecord, type PersonRecord } from '../../../src/synthesise/kernel/record.ts';
import { seedGenerator } from '../../../src/synthesise/kernel/xoshiro.ts';

const population = createPopulation(Uint32Array.of(3, 1, 4, 1));
const addresses = createAddresses();
const person = createPerson();
const record = createRecord();

type Field = keyof typeof FIELD;
type Snapshot = Record<Field, string | null> & { readonly birthDays: number; readonly hasBirthDate: boolean };

const textOf = (cell: Cell): string | null => (cell.length < 0 ? null : String.fromCharCode(...cell.units.subarray(0, cell.length)));

function snapshot(from: PersonRecord): Snapshot {
  const fields = Object.fromEntries(Object.entries(FIELD).map(([name, index]) => [name, textOf(from.cells[index]!)])) as Record<Field, string | null>;
  return { ...fields, birthDays: from.birthDays, hasBirthDate: from.hasBirthDate };
}

function recordOf(index: number, hasMoved = false): Snapshot {
  fillPerson(population, index, person, true);
  fillRecord(population, addresses, person, hasMoved, record);
  return snapshot(record);
}

const people: readonly { readonly person: Person; readonly record: Snapshot }[] = Array.from({ length: 4000 }, (_, index) => {
  const made = recordOf(index);
  return { person: { ...person, nir: person.nir.slice() }, record: made };
});
const household = (index: number): (typeof people)[number][] => people.filter((someone) => someone.person.household === people[index]!.person.household);

describe('a record without errors', () => {
  test('is the same whoever was written before', () => {
    recordOf(17);
    for (const index of [3999, 0, 2500, 1]) expect(recordOf(index)).toEqual(people[index]!.record);
  });

  test('has every field, but a used name, a telephone and an e-mail only where there is one', () => {
    for (const { record: { usedName, phone, email, ...always } } of people) {
      expect(Object.values(always).every((value) => value !== null && value !== '')).toBe(true);
      expect([usedName, phone, email].every((value) => value !== '')).toBe(true);
    }
  });

  test('shares the home with the household', () => {
    for (let index = 0; index < 300; index++) {
      const homes = new Set(household(index).map(({ record: { address, commune, city, postalCode } }) => `${address} ${commune} ${city} ${postalCode}`));
      expect(homes.size).toBe(1);
    }
  });

  test('gives children the name of a parent, alone or with the other', () => {
    const children = people.filter(({ person: { isChild } }) => isChild);
    for (const { person: child, record: { familyName } } of children) {
      const parents = people.filter(({ person: { household: home, isChild } }) => home === child.household && !isChild).map((parent) => parent.record.familyName!);
      const isOfBoth = parents.some((first) => parents.some((second) => familyName === `${first} ${second}`));
      // A lone parent's child may bear the name of the parent who is not there.
      expect(parents.length < 2 || parents.includes(familyName!) || isOfBoth).toBe(true);
    }
    expect(children.filter(({ record: { familyName } }) => familyName!.includes(' ')).length).toBeGreaterThan(20);
  });

  test('gives a wife the birth name of her husband to use, if any', () => {
    const wives = people.filter(({ person: { isChild, isMale, usedName } }) => !isChild && !isMale && usedName >= 0);
    expect(wives.length).toBeGreaterThan(200);
    for (const { person: wife, record: { usedName } } of wives) {
      const others = people.filter(({ person: { household: home, isChild, index } }) => home === wife.household && !isChild && index !== wife.index);
      for (const { record: { familyName } } of others) expect(usedName).toBe(familyName);
    }
  });

  test('has an e-mail of the letters of the name', () => {
    const letters = (text: string): string => text.normalize('NFD').replace(/œ/g, 'o').replace(/[^A-Za-z-]/g, '').toLowerCase().replace(/^-+/, '');
    for (const { record: { email, givenName, familyName, usedName } } of people) {
      if (email === null) continue;
      const local = email.split('@')[0]!.replace(/\d+$/, '');
      const possible = [familyName!, usedName ?? familyName!].flatMap((family) => [`${letters(givenName!)}.${letters(family)}`, letters(givenName!)[0]! + letters(family)]);
      expect([local, possible.includes(local)]).toEqual([local, true]);
    }
  });

  test('of children has no e-mail', () => {
    expect(people.filter(({ person: { birthYear }, record: { email } }) => birthYear > 2011 && email !== null)).toEqual([]);
  });
});

test('a household that has moved has moved as one, and keeps everything else', () => {
  for (let index = 0; index < 200; index++) {
    const { commune, postalCode, city, address, ...rest } = recordOf(index, true);
    const before = people[index]!.record;
    expect(rest).toEqual({ ...rest, nir: before.nir, givenName: before.givenName, familyName: before.familyName, birthDays: before.birthDays, birthCommune: before.birthCommune });
    expect([commune, postalCode, city, address].every((value) => value !== null)).toBe(true);
    const others = household(index).map(({ person: { index: other } }) => recordOf(other, true));
    expect(new Set(others.map((other) => `${other.commune} ${other.address}`)).size).toBe(1);
  }
  const moved = people.slice(0, 500).filter(({ person: { index } }) => recordOf(index, true).commune !== people[index]!.record.commune);
  expect(moved.length).toBeGreaterThan(450);
});

describe('a corrupted record', () => {
  const state = new Int32Array(4);
  function corrupted(index: number, copy: number, relative: Uint8Array | null = null): Snapshot {
    recordOf(index);
    seedGenerator(state, Uint32Array.of(copy, 2, 3, 4), 1, index);
    corruptRecord(record, relative, state);
    return snapshot(record);
  }
  const copies = people.map(({ person: { index } }) => corrupted(index, 1));
  const rate = (holds: (before: Snapshot, after: Snapshot) => boolean): number => people.filter(({ record: before }, index) => holds(before, copies[index]!)).length / people.length;

  test('is the same for the same generator', () => {
    for (const index of [5, 77, 3000]) expect(corrupted(index, 1)).toEqual(copies[index]);
    expect(people.some((_, index) => JSON.stringify(corrupted(index, 2)) !== JSON.stringify(copies[index]))).toBe(true);
  });

  test('leaves about a third of the names, dates and NIRs untouched together, and never all', () => {
    const isUntouched = (before: Snapshot, after: Snapshot): boolean =>
      before.givenName === after.givenName && before.familyName === after.familyName && before.birthDays === after.birthDays && before.nir === after.nir;
    expect(rate(isUntouched)).toBeGreaterThan(0.2);
    expect(rate(isUntouched)).toBeLessThan(0.6);
  });

  test('is in capitals in about three of ten cases', () => {
    const isCapital = (_: Snapshot, after: Snapshot): boolean => after.familyName === after.familyName!.toUpperCase() && after.familyName!.length > 3;
    expect(rate(isCapital)).toBeCloseTo(ERROR_MODEL.habits.capitals, 1);
  });

  test('lacks values about as often as the model says', () => {
    const lost = (field: Field): number => {
      const had = people.filter(({ record: before }) => before[field] !== null);
      return had.filter(({ person: { index } }) => copies[index]![field] === null).length / had.length;
    };
    // Quality multiplies the rates by 1.0 on average (0.6 + 0.4 · mean factor), and a lost contact block comes on top.
    expect(lost('nir')).toBeCloseTo(ERROR_MODEL.gaps.nir, 1);
    expect(lost('birthCommune')).toBeCloseTo(ERROR_MODEL.gaps.birthCommune, 1);
    expect(lost('phone')).toBeCloseTo(ERROR_MODEL.gaps.phone + ERROR_MODEL.gaps.contact, 1);
    for (const field of ['familyName', 'sex', 'commune', 'city', 'postalCode'] as const) expect([field, lost(field)]).toEqual([field, 0]);
  });

  test('without a birth date holds no day behind the null', () => {
    const without = copies.filter(({ hasBirthDate }) => !hasBirthDate);
    expect(without.length).toBeGreaterThan(3);
    for (const { birthDays } of without) expect(birthDays).toBe(0);
  });

  test('keeps sex a digit and NIRs within their length', () => {
    for (const { sex, nir } of copies) {
      expect(['1', '2']).toContain(sex);
      if (nir !== null) expect([12, 13, 14, 15, 16]).toContain(nir.length);
    }
  });

  test('of a child may bear the NIR given for the household, of others never', () => {
    const relative = new TextEncoder().encode('284058832102532');
    const own = people.slice(0, 1000).filter(({ person: { index } }) => corrupted(index, 3, null).nir?.startsWith('2840588321025') === true);
    expect(own).toEqual([]);
    const borne = people.slice(0, 1000).filter(({ person: { index } }) => corrupted(index, 3, relative).nir?.startsWith('2840588321025') === true);
    expect(borne.length / 1000).toBeGreaterThan(0.15);
    expect(borne.length / 1000).toBeLessThan(0.4);
  });

  test('follows a model whose shares are shares', () => {
    expect(ERROR_MODEL.qualities.reduce((sum, [part]) => sum + part, 0)).toBeCloseTo(1, 12);
    for (const value of [...Object.values(ERROR_MODEL.mistakes), ...Object.values(ERROR_MODEL.habits), ...Object.values(ERROR_MODEL.gaps)]) {
      expect(value > 0 && value < 0.5).toBe(true);
    }
    expect(Object.isFrozen(ERROR_MODEL) && Object.isFrozen(ERROR_MODEL.mistakes) && Object.isFrozen(ERROR_MODEL.gaps)).toBe(true);
  });
});
