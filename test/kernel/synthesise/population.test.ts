import { describe, expect, test } from 'vitest';
import { nir as nirIdentifier, validateIdentifier } from '../../../src/identifiers/index.ts';
import { birthPlaceAt, createPlaces } from '../../../src/synthesise/kernel/places.ts';
import { createPerson, createPopulation, fillPerson } from '../../../src/synthesise/kernel/population.ts';
import { createHospitals } from '../../../src/synthesise/kernel/hospitals.ts';

const population = createPopulation(Uint32Array.of(11, 22, 33, 44));
const COUNT = 60_000;

interface Someone {
  readonly nir: string;
  readonly household: number;
  readonly rank: number;
  readonly isChild: boolean;
  readonly isMale: boolean;
  readonly birthYear: number;
  readonly birthMonth: number;
  readonly birthDays: number;
  readonly birthPlace: number;
  readonly residence: number;
}

function groupBy<Item, Group>(items: Iterable<Item>, groupOf: (item: Item) => Group): Map<Group, Item[]> {
  const groups = new Map<Group, Item[]>();
  for (const item of items) {
    const found = groups.get(groupOf(item));
    if (found === undefined) groups.set(groupOf(item), [item]);
    else found.push(item);
  }
  return groups;
}

const person = createPerson();
const everyone: Someone[] = Array.from({ length: COUNT }, (_, index) => {
  fillPerson(population, index, person, false);
  return { ...person, nir: String.fromCharCode(...person.nir) };
});
const byHousehold = groupBy(everyone, ({ household }) => household);
const share = (test: (someone: Someone) => boolean): number => everyone.filter(test).length / COUNT;

describe('NIRs', () => {
  test('all are valid, with the key of the textbook', () => {
    const number = (nir: string): bigint => BigInt(nir.slice(0, 13).replace('2A', '19').replace('2B', '18'));
    expect(everyone.filter(({ nir }) => validateIdentifier(nirIdentifier, nir) !== 'ok' || 97n - (number(nir) % 97n) !== BigInt(nir.slice(13)))).toEqual([]);
  });

  test('no two are the same', () => {
    expect(new Set(everyone.map(({ nir }) => nir.slice(0, 13))).size).toBe(COUNT);
  });

  test('no commune is as frequent as 1 in 128, so that they stay different for ten million persons', () => {
    const { birthShares, listedCount, countrysideCount } = createPlaces();
    for (let entry = 0; entry + 1 < birthShares.length; entry++) {
      const isCountryside = entry >= listedCount && entry < listedCount + countrysideCount;
      expect((birthShares[entry + 1]! - birthShares[entry]!) / (isCountryside ? 115 : 1)).toBeLessThan(1 / 128);
    }
  });

  test('sex, year and month are those of the person, but in temporary numbers and for unknown months', () => {
    const agrees = ({ nir, isMale, birthYear, birthMonth }: Someone): boolean =>
      (Number(nir[0]) % 2 === 1) === isMale && Number(nir.slice(1, 3)) === birthYear % 100 && [0, 30, 50].includes(Number(nir.slice(3, 5)) - birthMonth);
    expect(everyone.filter((someone) => !/^[78]/.test(someone.nir) && !agrees(someone))).toEqual([]);
  });

  test('all the special forms occur, and each is rare', () => {
    const forms: Readonly<Record<string, (someone: Someone) => boolean>> = {
      temporary: ({ nir }) => /^[78]/.test(nir),
      'being registered': ({ nir }) => /^[34]/.test(nir),
      'unknown month': ({ nir }) => /^[1-4]..[3-6]/.test(nir),
      'Corsica by letter': ({ nir }) => /^.{5}2[AB]/.test(nir),
      'Corsica before 1976': ({ nir }) => /^[1-4].{4}20/.test(nir),
      overseas: ({ nir }) => /^[1-4].{4}97/.test(nir),
    };
    for (const [form, has] of Object.entries(forms)) expect([form, share(has) > 0.0005 && share(has) < 0.05]).toEqual([form, true]);
    const abroad = share(({ nir }) => /^[1-4].{4}99/.test(nir));
    expect(abroad > 0.08 && abroad < 0.12).toBe(true);
    expect(everyone.filter(({ nir, birthYear }) => (/^[1-4].{4}20/.test(nir) && birthYear >= 1976) || (/^.{5}2[AB]/.test(nir) && birthYear < 1976))).toEqual([]);
  });
});

describe('persons', () => {
  test('the same person comes out in any order of asking', () => {
    const again = createPerson();
    for (const index of [77, 3, 59_999, 0, 77]) {
      fillPerson(population, index, again, true);
      expect(String.fromCharCode(...again.nir)).toBe(everyone[index]!.nir);
      expect(again.birthDays).toBe(everyone[index]!.birthDays);
    }
  });

  test('ages resemble those of France: broad, with few above ninety', () => {
    const age = ({ birthYear }: Someone): number => 2024 - birthYear;
    expect(share((someone) => age(someone) < 20)).toBeGreaterThan(0.15);
    expect(share((someone) => age(someone) < 20)).toBeLessThan(0.28);
    expect(share((someone) => age(someone) >= 65)).toBeGreaterThan(0.14);
    expect(share((someone) => age(someone) >= 65)).toBeLessThan(0.26);
    expect(share((someone) => age(someone) >= 90)).toBeLessThan(0.03);
    expect(everyone.filter((someone) => age(someone) < 0 || age(someone) > 99)).toEqual([]);
  });

  test('both sexes are about half', () => {
    expect(Math.abs(share(({ isMale }) => isMale) - 0.48)).toBeLessThan(0.03);
  });

  test('birth days are spread over the month and fall in it', () => {
    const born = ({ birthDays }: Someone): Date => new Date(birthDays * 86_400_000);
    expect(everyone.filter((someone) => born(someone).getUTCFullYear() !== someone.birthYear || born(someone).getUTCMonth() + 1 !== someone.birthMonth)).toEqual([]);
    expect(new Set(everyone.map((someone) => born(someone).getUTCDate())).size).toBe(31);
  });
});

describe('households', () => {
  test('members live in one place, and parents are older than their children by 13 years at least', () => {
    const fits = (members: readonly Someone[]): boolean => {
      const head = members.find(({ rank }) => rank === 0)!;
      return members.every(({ residence, isChild, birthYear }) => residence === head.residence && (!isChild || birthYear - head.birthYear >= 13));
    };
    expect([...byHousehold.values()].filter((members) => !fits(members))).toEqual([]);
  });

  test('sizes run from one to six', () => {
    const sizes = groupBy([...byHousehold.values()], (members) => members.length);
    expect([...sizes.keys()].sort((left, right) => left - right)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(sizes.get(1)!.length / byHousehold.size).toBeGreaterThan(0.3);
  });

  test('some children are twins: same day, same place, next order number', () => {
    let twins = 0;
    for (const members of byHousehold.values()) {
      const children = members.filter(({ isChild }) => isChild);
      for (let at = 1; at < children.length; at++) {
        const [elder, younger] = [children[at - 1]!, children[at]!];
        if (elder.birthDays !== younger.birthDays || elder.birthPlace !== younger.birthPlace) continue;
        twins++;
        if (/^[1-4]/.test(elder.nir)) expect([1, 2]).toContain(Number(younger.nir.slice(10, 13)) - Number(elder.nir.slice(10, 13)));
      }
    }
    const isChild = share((someone) => someone.isChild) * COUNT;
    expect(2 * twins / isChild).toBeGreaterThan(0.02);
    expect(2 * twins / isChild).toBeLessThan(0.15);
  });
});

test('places cover the whole distribution', () => {
  const places = createPlaces();
  expect(birthPlaceAt(places, 0)).toBe(0);
  expect(() => birthPlaceAt(places, 1 - 2 ** -53)).not.toThrow();
  expect(new Set(Array.from({ length: 5000 }, (_, at) => birthPlaceAt(places, at / 5000))).size).toBeGreaterThan(2000);
});

test('hospitals are forty', () => {
  expect(createHospitals().finess.count).toBe(40);
});
