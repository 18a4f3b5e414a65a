// One clean row: every value is right by the published rules and already in the form that cleaning ends in, so that a
// row without a fault must come out byte for byte as it went in.
import { eanDigit, frenchIban, luhnDigit, nirDigits, postOfficeDigit } from './check-digits.ts';
import { CORSICA, COUNTRIES, PLACES, UNITS, type Place } from './places.ts';
import type { Random } from './random.ts';
import { ACTS, DIAGNOSES, ENTRIES, FAMILY_NAMES, GIVEN_NAMES } from './words.ts';

/** The columns of the file, in its order. `line` numbers the rows from 1; all else may be at fault. */
export const COLUMNS = [
  'line', 'stay', 'nir', 'sex', 'birthDate', 'birthCommune', 'familyName', 'givenName', 'hospital', 'doctor', 'employer', 'drug', 'diagnosis', 'act',
  'unit', 'entry', 'admission', 'discharge', 'phone', 'email', 'postalCode', 'cost', 'iban',
] as const;

export type ColumnName = (typeof COLUMNS)[number];

/** The texts of a row as the file has them; `null` where it has none. */
export type DirtyRow = Readonly<Record<ColumnName, string | null>>;

/** Columns that a clean row may leave empty. */
export const OPTIONAL: readonly ColumnName[] = ['doctor', 'act', 'phone', 'email', 'iban'];

/** Beginnings of telephone numbers, none of which ARCEP keeps for works of fiction (05 36 49, 06 39 98 …). */
const PHONE_STARTS: readonly string[] = ['14', '24', '34', '44', '54', '64', '74', '15', '25', '45', '55', '65', '75'];

const two = (value: number): string => String(value).padStart(2, '0');
const digits = (random: Random, count: number): string => Array.from({ length: count }, () => random.below(10)).join('');

/** Writes a day of the calendar as ISO 8601. */
export function isoDate(year: number, month: number, day: number): string {
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

/** Where somebody was born: the INSEE code of the file, and the five characters of place in the number. */
function birthPlace(random: Random, year: number): { readonly code: string; readonly inNumber: string; readonly home: Place } {
  const home = random.pick(PLACES);
  const chance = random.below(100);
  if (chance < 4) {
    const born = random.pick(CORSICA);
    return { code: born.code, inNumber: year < 1976 ? `20${born.code.slice(2)}` : born.code, home: born };
  }
  if (chance < 10) {
    const country = random.pick(COUNTRIES);
    // Algeria before its independence was départements 91 to 94.
    return { code: country, inNumber: country === '99352' && year < 1962 ? `9${random.between(1, 4)}352` : country, home };
  }
  const born = random.pick(PLACES.filter(({ since }) => since <= year));
  return { code: born.code, inNumber: born.code, home };
}

/** Thirteen characters, from parts that people read apart: sex, year, month, place, order. */
function numberOf(random: Random, sex: string, year: number, month: number, place: string): string {
  const chance = random.below(1000);
  const yearDigits = two(year % 100);
  // Provisional numbers and numbers of people passing through say nothing of birth or place.
  if (chance < 3) return `${random.pick(['5', '6', '7', '8'])}${random.pick(['1', '2'])}${digits(random, 11)}`;
  // Foreigners being registered.
  const first = chance < 6 ? String(Number(sex) + 2) : sex;
  // A month that nobody knows, or that is full.
  const monthDigits = chance < 20 ? random.pick([20, 30, 31, 36, 42, 50, 62, 77, 99]) : month;
  return `${first}${yearDigits}${two(monthDigits)}${place}${String(random.between(1, 999)).padStart(3, '0')}`;
}

function finessOf(random: Random, place: Place): string {
  const department = place.code.slice(0, 2);
  const before = department === '97' ? `970${digits(random, 5)}` : `${department}${digits(random, 6)}`;
  return before + luhnDigit(before);
}

function siretOf(random: Random): string {
  // La Poste has more sites than Luhn's digit would allow.
  if (random.chance(0.03)) {
    const before = `356000000${two(random.between(1, 99))}${digits(random, 2)}`;
    return before + postOfficeDigit(before);
  }
  const eight = `${random.between(1, 9)}${digits(random, 7)}`;
  const before = `${eight}${luhnDigit(eight)}00${two(random.between(1, 99))}`;
  return before + luhnDigit(before);
}

/**
 * Makes the clean row of a line.
 *
 * @param random - the row's own stream of chance.
 * @param line - number of the row, from 1.
 */
export function cleanRecord(random: Random, line: number): DirtyRow {
  const sex = random.pick(['1', '2']);
  const [year, month] = [random.between(1921, 2019), random.between(1, 12)];
  const birth = birthPlace(random, year);
  const thirteen = numberOf(random, sex, year, month, birth.inNumber);
  const [familyName, foldedFamily] = random.pick(FAMILY_NAMES);
  const [givenName, foldedGiven] = random.pick(GIVEN_NAMES);
  const [arrival, nights] = [random.between(1, 365), random.below(30)];
  const dayOf2023 = (day: number): string => new Date(Date.UTC(2023, 0, day)).toISOString().slice(0, 10);
  const maybe = (value: string): string | null => (random.chance(0.08) ? null : value);
  const doctor = `10${digits(random, 8)}`;
  const drug = `34009${random.pick(['3', '4', '5'])}${digits(random, 6)}`;
  const mail = `${foldedGiven}.${foldedFamily}${line % 97}`.toLowerCase().replaceAll(' ', '-');
  return {
    line: String(line),
    stay: `S${String(line).padStart(9, '0')}`,
    nir: thirteen + nirDigits(thirteen),
    sex,
    birthDate: isoDate(year, month, random.between(1, 28)),
    birthCommune: birth.code,
    familyName,
    givenName,
    hospital: finessOf(random, birth.home),
    doctor: maybe(doctor + luhnDigit(doctor)),
    employer: siretOf(random),
    drug: drug + eanDigit(drug),
    diagnosis: random.pick(DIAGNOSES),
    act: maybe(random.pick(ACTS)),
    unit: random.pick(UNITS),
    entry: random.pick(ENTRIES),
    admission: dayOf2023(arrival),
    discharge: dayOf2023(arrival + nights),
    phone: maybe(`+33${random.pick(PHONE_STARTS)}${digits(random, 7)}`),
    email: maybe(`${mail}@${random.pick(['orange.fr', 'chu-lille.fr', 'exemple.org', 'sub.domaine.gouv.fr'])}`),
    postalCode: birth.home.postalCode,
    cost: `${random.between(40, 49_999)}.${two(random.below(100))}`,
    iban: maybe(frenchIban(digits(random, 5), digits(random, 5), digits(random, 11))),
  };
}
