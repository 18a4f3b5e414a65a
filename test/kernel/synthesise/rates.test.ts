// How often things happen in synthetic data, against what their documentation says: every count lies within the bounds
// that chance gives a sum of independent draws. Expected rates are worked out here from the published model, by hand.
import { describe, expect, test } from 'vitest';
import { corruptRecord, ERROR_MODEL } from '../../../src/synthesise/kernel/corrupt.ts';
import { createDiagnoses } from '../../../src/synthesise/kernel/diagnoses.ts';
import type { Cell } from '../../../src/synthesise/kernel/cell.ts';
import { isAbroad, createPlaces } from '../../../src/synthesise/kernel/places.ts';
import { createPerson, createPopulation, fillPerson } from '../../../src/synthesise/kernel/population.ts';
import { createAddresses, createRecord, FIELD, fillRecord } from '../../../src/synthesise/kernel/record.ts';
import { createStaysMaker, makeStays } from '../../../src/synthesise/kernel/stays.ts';
import { seedGenerator } from '../../../src/synthesise/kernel/xoshiro.ts';
import { stringsOf } from '../../text-column.ts';

const population = createPopulation(Uint32Array.of(101, 202, 303, 404));

/** Distance of a count from what is expected, in standard deviations of a binomial. */
const deviation = (count: number, trials: number, rate: number): number => (count - trials * rate) / Math.sqrt(trials * rate * (1 - rate));
/** About one in 300,000 right programs would fail once. */
const BOUND = 4.6;

function expectRate(name: string, count: number, trials: number, rate: number): void {
  expect([name, Math.abs(deviation(count, trials, rate)) < BOUND, count / trials, rate]).toEqual([name, true, count / trials, rate]);
}

describe('the error model', () => {
  const { mistakes, habits, gaps, qualities } = ERROR_MODEL;
  const COPIES = 20_000;
  const person = createPerson();
  const addresses = createAddresses();
  const record = createRecord();
  const state = new Int32Array(4);
  const text = (cell: Cell): string | null => (cell.length < 0 ? null : String.fromCharCode(...cell.units.subarray(0, cell.length)));
  type Fields = Record<keyof typeof FIELD, string | null>;
  const fields = (): Fields => Object.fromEntries(Object.entries(FIELD).map(([name, at]) => [name, text(record.cells[at]!)])) as Fields;

  // One woman with everything a record can have, copied often.
  let chosen = 0;
  for (let index = 0, found = false; !found; index++) {
    fillPerson(population, index, person, true);
    fillRecord(population, addresses, person, false, record);
    found = !person.isMale && record.cells.every((cell) => cell.length > 3 || cell === record.cells[FIELD.sex]) && /^[12]\d{14}$/.test(text(record.cells[FIELD.nir]!)!) && text(record.cells[FIELD.usedName]!) !== text(record.cells[FIELD.familyName]!);
    chosen = index;
  }
  const before = fields();
  const birthDays = record.birthDays;
  const copies = Array.from({ length: COPIES }, (_, copy) => {
    fillPerson(population, chosen, person, true);
    fillRecord(population, addresses, person, false, record);
    seedGenerator(state, Uint32Array.of(5, 6, 7, 8), 1, copy);
    corruptRecord(record, null, state);
    return { ...fields(), birthDays: record.birthDays, hasBirthDate: record.hasBirthDate };
  });
  const times = (holds: (copy: (typeof copies)[number]) => boolean): number => copies.filter(holds).length;
  /** The rate of something that depends on the quality of the record, over all qualities. */
  const over = (rate: (factor: number) => number): number => qualities.reduce((sum, [share, factor]) => sum + share * rate(factor), 0);
  const gap = (name: keyof typeof gaps, factor: number): number => gaps[name] * (0.6 + 0.4 * factor);

  test('leaves values out as often as it says, contact details together', () => {
    for (const field of ['nir', 'birthCommune', 'givenName'] as const) expectRate(field, times((copy) => copy[field] === null), COPIES, over((factor) => gap(field, factor)));
    for (const field of ['phone', 'email', 'address'] as const) {
      expectRate(field, times((copy) => copy[field] === null), COPIES, over((factor) => 1 - (1 - gap(field, factor)) * (1 - gap('contact', factor))));
    }
    expectRate('birthDate', times(({ hasBirthDate }) => !hasBirthDate), COPIES, over((factor) => gap('birthDate', factor)));
    const none = over((factor) => gap('contact', factor) + (1 - gap('contact', factor)) * gap('phone', factor) * gap('email', factor) * gap('address', factor));
    expectRate('all contacts', times(({ phone, email, address }) => phone === null && email === null && address === null), COPIES, none);
  });

  test('mistakes the sex, writes capitals, drops keys and takes married names as often as it says', () => {
    expectRate('sex', times(({ sex }) => sex !== before.sex), COPIES, over((factor) => mistakes.sex * factor));
    expectRate('capitals', times(({ city }) => city === city!.toUpperCase()), COPIES, habits.capitals);
    const bare = copies.filter(({ nir }) => nir !== null);
    // A digit lost or doubled by mistake may make another length of a NIR with its key.
    const [least, most] = [habits.nirWithoutKey, habits.nirWithoutKey + over((factor) => mistakes.nir * factor)];
    const short = bare.filter(({ nir }) => nir!.length <= 13).length;
    expect(deviation(short, bare.length, least)).toBeGreaterThan(-BOUND);
    expect(deviation(short, bare.length, most)).toBeLessThan(BOUND);
    const plain = (value: string | null): string => (value ?? '').normalize('NFD').replace(/[\u0300-\u036f]/g, '').toUpperCase();
    const married = times(({ familyName, givenName }) => plain(familyName) === plain(before.usedName) || plain(givenName) === plain(before.usedName));
    // Of the married names some are then misspelt or misheard.
    expect(deviation(married, COPIES, habits.marriedName)).toBeLessThan(BOUND);
    expect(deviation(married, COPIES, habits.marriedName * (1 - over((factor) => (mistakes.family + mistakes.familySound) * factor)))).toBeGreaterThan(-BOUND);
  });

  test('slips dates at most as often as it says, and seldom less, since some slips change nothing', () => {
    const rate = over((factor) => mistakes.birthDate * factor);
    const dated = copies.filter(({ hasBirthDate }) => hasBirthDate);
    const slipped = dated.filter((copy) => copy.birthDays !== birthDays).length;
    expect(deviation(slipped, dated.length, rate)).toBeLessThan(BOUND);
    expect(deviation(slipped, dated.length, 0.6 * rate)).toBeGreaterThan(-BOUND);
  });

  test('makes mistakes come together: records with one wrong field have more in others', () => {
    const isWrong = (field: 'sex' | 'commune' | 'birthDate') => (copy: (typeof copies)[number]): boolean => (field === 'birthDate' ? copy.hasBirthDate && copy.birthDays !== birthDays : copy[field] !== before[field]);
    const both = times((copy) => isWrong('commune')(copy) && isWrong('birthDate')(copy));
    const apart = (times(isWrong('commune')) * times(isWrong('birthDate'))) / COPIES;
    // By the model the product of rates is multiplied by the mean of squared factors over the squared mean, about 2.6.
    const ratio = over((factor) => factor * factor) / over((factor) => factor) ** 2;
    expect(both / apart).toBeGreaterThan(0.5 * ratio);
    expect(both / apart).toBeLessThan(1.7 * ratio);
  });
});

describe('special NIRs', () => {
  const COUNT = 40_000;
  const places = createPlaces();
  const person = createPerson();
  const everyone = Array.from({ length: COUNT }, (_, index) => {
    fillPerson(population, index, person, false);
    return { nir: String.fromCharCode(...person.nir), abroad: isAbroad(places, person.birthPlace) };
  });
  const times = (holds: (someone: (typeof everyone)[number]) => boolean): number => everyone.filter(holds).length;
  // Twins share the draw of their kind: the bounds are those of fewer persons, wider by a tenth at most.

  test('are temporary in four of a thousand, begin with 7 or 8 and the sex, and have right keys by big integers', () => {
    const temporary = everyone.filter(({ nir }) => /^[78]/.test(nir));
    expectRate('temporary', temporary.length, COUNT, 0.004);
    for (const { nir } of temporary) {
      expect(nir).toMatch(/^(?:71|82)\d{13}$/);
      expect(97n - (BigInt(nir.slice(0, 13)) % 97n)).toBe(BigInt(nir.slice(13)));
    }
  });

  test('have months that are unknown, 31 to 62, and begin with 3 or 4, of persons born abroad above all', () => {
    const foreign = times(({ abroad }) => abroad);
    const isUnknown = ({ nir }: { nir: string }): boolean => /^[1-4]/.test(nir) && Number(nir.slice(3, 5)) > 12;
    expectRate('unknown month, abroad', times((someone) => someone.abroad && isUnknown(someone)), foreign, 0.026);
    expectRate('unknown month, in France', times((someone) => !someone.abroad && isUnknown(someone)), COUNT - foreign, 0.002);
    expectRate('3 and 4', times(({ nir, abroad }) => abroad && /^[34]/.test(nir)), foreign, 0.02);
    expect(times(({ nir, abroad }) => !abroad && /^[34]/.test(nir))).toBe(0);
    for (const { nir } of everyone.filter(isUnknown)) expect(Number(nir.slice(3, 5)) >= 31 && Number(nir.slice(3, 5)) <= 62).toBe(true);
  });

  test('are of persons born abroad where the département is 99, and only there', () => {
    expect(everyone.filter(({ nir, abroad }) => /^[1-4]/.test(nir) && (nir.slice(5, 7) === '99') !== abroad)).toEqual([]);
  });
});

describe('stays', () => {
  const ROWS = 30_000;
  const PERSONS = 6000;
  const made = makeStays(createStaysMaker(population), { persons: PERSONS, faultShare: 0 }, 0, ROWS);
  const texts = (text: { readonly offsets: Int32Array; readonly bytes: Uint8Array }): string[] => stringsOf({ ...text, valid: null, rows: ROWS }) as string[];
  const nirs = texts(made.nirs);
  const codes = texts(made.diagnoses);
  const modes = texts(made.dischargeModes);
  const nights = Array.from(made.exitDays, (exit, row) => exit - made.entryDays[row]!);
  const diagnoses = createDiagnoses();
  const tableOf = new Map(texts({ offsets: made.diagnoses.offsets, bytes: made.diagnoses.bytes }).map((code) => [code, -1]));
  for (let index = 0; index < diagnoses.codes.count; index++) {
    const code = String.fromCharCode(...diagnoses.codes.units.subarray(diagnoses.codes.offsets[index], diagnoses.codes.offsets[index + 1]));
    if (tableOf.has(code)) tableOf.set(code, index);
  }
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const standardError = (values: readonly number[]): number => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)) / values.length);

  test('begin evenly over the year', () => {
    const months = new Array<number>(12).fill(0);
    const before2024 = Array.from(made.birthDays.keys()).filter((row) => made.birthDays[row]! < Date.UTC(2024, 0, 1) / 86_400_000);
    for (const row of before2024) months[new Date(made.entryDays[row]! * 86_400_000).getUTCMonth()]!++;
    const expected = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].map((days) => (before2024.length * days) / 366);
    // Chi-square with 11 degrees of freedom exceeds 43 with probability 1e-5.
    expect(months.reduce((sum, count, month) => sum + (count - expected[month]!) ** 2 / expected[month]!, 0)).toBeLessThan(43);
  });

  test('are concentrated: one person in twenty has a fifth of them beside his share', () => {
    const counts = new Map<string, number>();
    for (const nir of nirs) counts.set(nir, (counts.get(nir) ?? 0) + 1);
    const sorted = [...counts.values()].sort((left, right) => right - left);
    const top = sorted.slice(0, PERSONS / 20).reduce((sum, count) => sum + count, 0) / ROWS;
    // A fifth and a twentieth of the rest are 24 %; the old are drawn more often and the largest are chosen after the draw.
    expect(top).toBeGreaterThan(0.2);
    expect(top).toBeLessThan(0.35);
  });

  test('cost what the table says on average: whole cents, lognormal around the mean of the diagnosis', () => {
    const ratios = codes.flatMap((code, row) => (nights[row] === 0 ? [made.costCents[row]! / (100 * diagnoses.euros[tableOf.get(code)!]!)] : []));
    expect(ratios.length).toBeGreaterThan(3000);
    expect(Math.abs(mean(ratios) - 1) / standardError(ratios)).toBeLessThan(BOUND);
    const logs = ratios.map(Math.log);
    expect(Math.abs(mean(logs) + 0.45 ** 2 / 2) / standardError(logs)).toBeLessThan(BOUND);
    // Of a normal variable 95.45 % lie within two standard deviations.
    expectRate('within two deviations', logs.filter((log) => Math.abs(log + 0.45 ** 2 / 2) < 0.9).length, logs.length, 0.9545);
    expect(made.costCents.every((cents) => Number.isInteger(cents) && cents >= 1)).toBe(true);
  });

  test('last as long as the table says on average, and day cases not a night', () => {
    const long = codes.flatMap((code, row) => (diagnoses.nights[tableOf.get(code)!]! >= 4 ? [nights[row]! / diagnoses.nights[tableOf.get(code)!]!] : []));
    expect(long.length).toBeGreaterThan(1000);
    expect(Math.abs(mean(long) - 1) / standardError(long)).toBeLessThan(BOUND);
    for (const [row, code] of codes.entries()) expect((diagnoses.nights[tableOf.get(code)!] === 0) === (nights[row] === 0)).toBe(true);
  });

  test('end as the shares of discharge say', () => {
    const slept = modes.filter((_, row) => nights[row]! > 0);
    expectRate('transfer', slept.filter((mode) => mode === '7').length, slept.length, 0.075);
    expectRate('other ward', slept.filter((mode) => mode === '6').length, slept.length, 0.035);
    expect(new Set(modes.filter((_, row) => nights[row] === 0))).toEqual(new Set(['8']));
  });

  test('are in hospitals whose numbers pass the check of Luhn, done digit by digit', () => {
    for (const number of new Set(texts(made.hospitals))) {
      const digits = [...number.replace('A', '1').replace('B', '2')].map(Number).reverse();
      const sum = digits.reduce((total, digit, at) => total + (at % 2 === 0 ? digit : [...String(2 * digit)].map(Number).reduce((left, right) => left + right, 0)), 0);
      expect([number, digits.length, sum % 10]).toEqual([number, 9, 0]);
    }
  });
});
