import { foldLetters } from '../../text/index.ts';
import { appendNumber, appendUnit, appendWord, createCell, type Cell } from './cell.ts';
import { appendFamilyName, drawGivenName } from './names.ts';
import { LAST_YEAR, STREAMS, type Person, type Population } from './population.ts';
import { appendCommuneName, appendPlaceCode, appendPostalCode, departementOfPlace, residenceAt } from './places.ts';
import { STREET_KINDS, STREETS } from './tables/places.ts';
import { choose, weightedChoice, type WeightedChoice } from './weighted-choice.ts';
import { entriesOf, wordList, wordsOf, type WordList } from './word-list.ts';
import { drawBelow, drawShare, seedGenerator, type GeneratorState } from './xoshiro.ts';

/** Text fields of a person's record, in the order of {@link PersonRecord.cells}. */
export const FIELD: Readonly<Record<'nir' | 'givenName' | 'familyName' | 'usedName' | 'sex' | 'birthCommune' | 'commune' | 'address' | 'postalCode' | 'city' | 'phone' | 'email', number>> =
  Object.freeze({ nir: 0, givenName: 1, familyName: 2, usedName: 3, sex: 4, birthCommune: 5, commune: 6, address: 7, postalCode: 8, city: 9, phone: 10, email: 11 });

/** What a file says of a person; reused from row to row. */
export interface PersonRecord {
  /** One cell per {@link FIELD}. */
  readonly cells: readonly Cell[];
  /** Days since 1970-01-01. */
  birthDays: number;
  hasBirthDate: boolean;
}

/** The tables of addresses. */
export interface Addresses {
  readonly kinds: WordList;
  readonly kindChoice: WeightedChoice;
  readonly streets: WordList;
}

/**
 * Lays out the tables of addresses.
 *
 * @returns the tables.
 */
export function createAddresses(): Addresses {
  const kinds = entriesOf(STREET_KINDS);
  return {
    kinds: wordList(kinds.map(([kind]) => kind!)),
    kindChoice: weightedChoice(kinds.map(([, weight]) => Number(weight))),
    streets: wordList(wordsOf(STREETS)),
  };
}

/**
 * Makes a record to be filled.
 *
 * @returns a record whose cells are empty.
 */
export function createRecord(): PersonRecord {
  return { cells: Object.keys(FIELD).map(() => createCell()), birthDays: 0, hasBirthDate: true };
}

/** First digits of the numbers that the regulator keeps for fiction, by the region of the first digit. */
const FICTIONAL_LANDLINES: WordList = wordList(['019900', '026191', '035301', '046571', '053649']);
/** A mobile range that is not given to persons. */
const MOBILE = '0700';
/** Domains that are reserved for examples. */
const DOMAINS: WordList = wordList(['example.org', 'example.com', 'example.net']);
const FOLDED: Uint16Array = Uint16Array.from({ length: 0x180 }, (_, unit) => foldLetters(String.fromCharCode(unit)).toLowerCase().charCodeAt(0) || 0);

const personState: GeneratorState = new Int32Array(4);
const homeState: GeneratorState = new Int32Array(4);

/**
 * Writes down what a file says of a person, without error.
 *
 * @param population - the population.
 * @param addresses - the tables of addresses.
 * @param person - the person.
 * @param hasMoved - whether the household lives elsewhere by now; all its members move together.
 * @param record - overwritten.
 */
export function fillRecord(population: Population, addresses: Addresses, person: Person, hasMoved: boolean, record: PersonRecord): void {
  const { cells } = record;
  const { names, places, seedWords } = population;
  for (const cell of cells) cell.length = 0;
  record.birthDays = person.birthDays;
  record.hasBirthDate = true;
  for (let index = 0; index < 15; index++) appendUnit(cells[FIELD.nir]!, person.nir[index]!);
  appendUnit(cells[FIELD.sex]!, person.isMale ? 49 : 50);
  appendFamilyName(names, person.birthName, cells[FIELD.familyName]!);
  if (person.secondName >= 0) {
    appendUnit(cells[FIELD.familyName]!, 0x20);
    appendFamilyName(names, person.secondName, cells[FIELD.familyName]!);
  }
  if (person.usedName >= 0) appendFamilyName(names, person.usedName, cells[FIELD.usedName]!);
  else cells[FIELD.usedName]!.length = -1;
  appendPlaceCode(places, person.birthPlace, cells[FIELD.birthCommune]!);

  seedGenerator(homeState, seedWords, hasMoved ? STREAMS.move : STREAMS.home, person.household);
  const movedShare = drawShare(homeState);
  const movedWithin = drawShare(homeState);
  const residence = hasMoved ? residenceAt(places, movedShare, movedWithin) : person.residence;
  appendPlaceCode(places, residence, cells[FIELD.commune]!);
  appendPostalCode(places, residence, cells[FIELD.postalCode]!);
  appendCommuneName(places, residence, cells[FIELD.city]!);
  drawAddress(addresses, homeState, cells[FIELD.address]!);

  seedGenerator(personState, seedWords, STREAMS.person, person.index);
  drawGivenName(names, person.isMale, person.birthYear, personState, cells[FIELD.givenName]!);
  const age = LAST_YEAR - person.birthYear;
  drawPhone(age, departementOfPlace(places, residence), cells[FIELD.phone]!);
  drawEmail(age, cells);
}

function drawAddress(addresses: Addresses, state: GeneratorState, cell: Cell): void {
  const number = 1 + Math.floor(drawShare(state) ** 2 * 180);
  const suffix = drawShare(state);
  appendNumber(cell, number, 0);
  if (suffix < 0.04) for (const letter of ' bis') appendUnit(cell, letter.charCodeAt(0));
  appendUnit(cell, 0x20);
  appendWord(cell, addresses.kinds, choose(addresses.kindChoice, drawShare(state)));
  appendUnit(cell, 0x20);
  appendWord(cell, addresses.streets, Math.floor(drawShare(state) ** 1.6 * addresses.streets.count));
}

// Children share the telephone of the home; the home's own generator makes it the same for all.
function drawPhone(age: number, departement: number, cell: Cell): void {
  const kind = drawShare(personState);
  const ownNumber = drawBelow(personState, 1_000_000);
  const homeNumber = drawBelow(homeState, 1_000_000);
  if (kind > 0.93) cell.length = -1;
  else if (age < 14 || (kind > 0.75 && age < 60)) {
    for (const digit of MOBILE) appendUnit(cell, digit.charCodeAt(0));
    appendNumber(cell, homeNumber, 6);
  } else if (kind > 0.6) {
    appendWord(cell, FICTIONAL_LANDLINES, departement % 5);
    appendNumber(cell, homeNumber % 10_000, 4);
  } else {
    for (const digit of MOBILE) appendUnit(cell, digit.charCodeAt(0));
    appendNumber(cell, ownNumber, 6);
  }
}

function drawEmail(age: number, cells: readonly Cell[]): void {
  const cell = cells[FIELD.email]!;
  const has = drawShare(personState) < (age < 14 ? 0 : age < 70 ? 0.82 : 0.4);
  const form = drawShare(personState);
  const number = drawBelow(personState, 100);
  const domain = drawBelow(personState, DOMAINS.count);
  if (!has) {
    cell.length = -1;
    return;
  }
  const family = cells[FIELD.usedName]!.length > 0 && form > 0.5 ? cells[FIELD.usedName]! : cells[FIELD.familyName]!;
  if (form < 0.2) appendPlain(cell, cells[FIELD.givenName]!, 1);
  else {
    appendPlain(cell, cells[FIELD.givenName]!, 64);
    appendUnit(cell, 0x2e);
  }
  appendPlain(cell, family, 64);
  if (form > 0.65) appendNumber(cell, number, 0);
  appendUnit(cell, 0x40);
  appendWord(cell, DOMAINS, domain);
}

// Appends the letters of a name in lower case and without accents; a ligature gives its first letter.
function appendPlain(cell: Cell, name: Cell, most: number): void {
  let letters = 0;
  for (let index = 0; index < name.length && letters < most; index++) {
    const unit = name.units[index]!;
    const plain = unit < FOLDED.length ? FOLDED[unit]! : 0;
    if (plain >= 97 && plain <= 122) {
      appendUnit(cell, plain);
      letters++;
    } else if (plain === 0x2d && letters > 0) appendUnit(cell, 0x2d);
  }
}
