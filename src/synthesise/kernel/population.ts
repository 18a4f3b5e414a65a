import { nirKeyOfBytes } from '../../identifiers/index.ts';
import { daysInMonth, daysOfDate } from '../../text/index.ts';
import { createCell, type Cell } from './cell.ts';
import { createNames, drawFamilyName, type FamilyName, type Names } from './names.ts';
import { appendPlaceCode, birthPlaceAt, createPlaces, isAbroad, residenceAt, residenceNear, type Places } from './places.ts';
import { drawBelow, drawShare, drawUniform, seedGenerator, type GeneratorState } from './xoshiro.ts';

/** Last year of birth; the population is as of 31 December of it. */
export const LAST_YEAR = 2024;

/**
 * Streams of the generator: what is drawn for whom. Each thing has its own, so that any person can be made alone.
 */
export const STREAMS: Readonly<Record<'cluster' | 'household' | 'birth' | 'shift' | 'names' | 'moved' | 'person' | 'home' | 'move' | 'stay' | 'copy' | 'peopleOrder' | 'copyOrder' | 'recordOrder', number>> = Object.freeze({
  cluster: 1,
  household: 2,
  birth: 3,
  shift: 4,
  person: 5,
  home: 6,
  move: 7,
  stay: 8,
  copy: 9,
  names: 10,
  moved: 11,
  peopleOrder: 100,
  copyOrder: 200,
  recordOrder: 300,
});

/** Persons in consecutive numbers who are divided into households together. */
const CLUSTER = 12;

/**
 * Every NIR differs from every other without comparing them. The number of a person modulo CLASSES decides month, order
 * number and year modulo 8; persons of one class differ in the quotient, and their places of birth are equally spaced
 * over a distribution in which no commune is as wide as the space.
 */
const YEAR_STEP = 8;
/** Order numbers that are 10 or 11 modulo 11 are left to the twins of those that are 9. */
const ORDERS_IN_11 = 9;
const ORDERS = 818;
const CLASSES = 12 * YEAR_STEP * ORDERS;
const CLASS_STEP = 48_271;

/** A synthetic population: the tables and the seed. */
export interface Population {
  readonly seedWords: Uint32Array;
  readonly places: Places;
  readonly names: Names;
}

/** One person; reused from person to person. */
export interface Person {
  /** Number of the person. */
  index: number;
  /** Number of the first person of the household. */
  household: number;
  /** Place in the household: 0 and up. */
  rank: number;
  isChild: boolean;
  isMale: boolean;
  birthYear: number;
  birthMonth: number;
  /** Days since 1970-01-01. */
  birthDays: number;
  birthPlace: number;
  residence: number;
  birthName: FamilyName;
  /** Second part of a double birth name, or −1. */
  secondName: FamilyName;
  /** Husband's name used, or −1. */
  usedName: FamilyName;
  /** Uint8Array(15): the NIR with its key. */
  readonly nir: Uint8Array;
}

/**
 * Makes a population. Nothing is held but tables: persons are computed when asked for.
 *
 * @param seedWords - Uint32Array(4).
 * @returns the population.
 */
export function createPopulation(seedWords: Uint32Array): Population {
  return { seedWords, places: createPlaces(), names: createNames() };
}

/**
 * Makes a person record to be filled.
 *
 * @returns an empty record.
 */
export function createPerson(): Person {
  return {
    index: -1, household: 0, rank: 0, isChild: false, isMale: false, birthYear: 0, birthMonth: 0, birthDays: 0, birthPlace: 0, residence: 0,
    birthName: 0, secondName: -1, usedName: -1, nir: new Uint8Array(15),
  };
}

/** What is drawn for a household as a whole; reused. */
interface Household {
  size: number;
  adults: number;
  headAge: number;
  headIsMale: boolean;
  spouseIsMale: boolean;
  /** Years by which the spouse is younger than the head. */
  spouseGap: number;
  /** Whether it lives in the département where its head was born. */
  isNear: boolean;
  residenceEntry: number;
  residenceWithin: number;
  /** Age of the head at the birth of the first child, and years between children. */
  firstChildAge: number;
  childGap: number;
}

const household: Household = {
  size: 0, adults: 0, headAge: 0, headIsMale: false, spouseIsMale: false, spouseGap: 0, isNear: false, residenceEntry: 0,
  residenceWithin: 0, firstChildAge: 0, childGap: 0,
};
const clusterState: GeneratorState = new Int32Array(4);
const householdState: GeneratorState = new Int32Array(4);
const birthState: GeneratorState = new Int32Array(4);
const shiftState: GeneratorState = new Int32Array(4);
const placeCode: Cell = createCell();

/**
 * Computes a person: household, sex, birth, residence, names and NIR.
 *
 * @param population - the population.
 * @param index - which person, an integer in [0, 10⁸).
 * @param person - overwritten.
 * @param withNames - whether the names are wanted too; without them they are left as they were.
 * @remarks O(1), without allocation. NIRs are distinct for the first ten million persons.
 */
export function fillPerson(population: Population, index: number, person: Person, withNames: boolean): void {
  const { seedWords, places } = population;
  person.index = index;
  const cluster = Math.floor(index / CLUSTER);
  household.size = findHousehold(seedWords, cluster, index - cluster * CLUSTER, person);
  seedGenerator(householdState, seedWords, STREAMS.household, person.household);
  drawHousehold(householdState);
  const { adults } = household;
  person.isChild = person.rank >= adults;
  const bornAs = person.isChild && isTwin(seedWords, index, person.rank - adults) ? index - 1 : index;
  seedGenerator(birthState, seedWords, STREAMS.birth, bornAs);
  const sexShare = drawShare(birthState);
  const dayShare = drawShare(birthState);
  const isSameSex = drawShare(birthState) < 0.64;
  const kindShare = drawShare(birthState);
  if (person.isChild) {
    person.isMale = sexShare < 0.512;
    if (bornAs !== index && !isSameSex) person.isMale = !person.isMale;
  } else person.isMale = person.rank === 0 ? household.headIsMale : household.spouseIsMale;
  const birthRank = bornAs === index ? person.rank : person.rank - 1;
  const target = person.isChild
    ? Math.min(LAST_YEAR, LAST_YEAR - household.headAge + household.firstChildAge + household.childGap * (birthRank - adults))
    : LAST_YEAR - Math.max(18, household.headAge - (person.rank === 0 ? 0 : household.spouseGap));
  fillBirth(seedWords, bornAs, target, dayShare, person);
  person.birthPlace = birthPlaceOf(population, bornAs);
  fillResidence(population, person);
  if (withNames) fillNames(population, person);
  const order = orderOf(seedWords, bornAs) + (bornAs === index ? 0 : isSameSex ? 1 : 2);
  fillNir(places, person, order, kindShare);
}

function drawHousehold(state: GeneratorState): void {
  const { size } = household;
  const couple = drawShare(state);
  const isCouple = size === 2 ? couple < 0.8 : size > 2 && couple < 0.86;
  household.adults = isCouple ? 2 : 1;
  const hasChildren = size > household.adults;
  household.headAge = drawHeadAge(state, size, hasChildren);
  household.headIsMale = drawShare(state) < (hasChildren && !isCouple ? 0.17 : size === 1 ? 0.43 : 0.5);
  household.spouseIsMale = drawShare(state) < 0.97 ? !household.headIsMale : household.headIsMale;
  household.spouseGap = Math.round((drawShare(state) + drawShare(state) - 1) * 7);
  household.isNear = drawShare(state) < 0.55;
  household.residenceEntry = drawShare(state);
  household.residenceWithin = drawShare(state);
  household.firstChildAge = Math.min(household.headAge, 21 + drawBelow(state, 13));
  household.childGap = 2 + drawBelow(state, 3);
}

// Divides the cluster into households until the one that holds `slot` is found; gives its size.
function findHousehold(seedWords: Uint32Array, cluster: number, slot: number, person: Person): number {
  seedGenerator(clusterState, seedWords, STREAMS.cluster, cluster);
  let start = 0;
  for (;;) {
    const share = drawShare(clusterState);
    const size = Math.min(CLUSTER - start, share < 0.38 ? 1 : share < 0.72 ? 2 : share < 0.84 ? 3 : share < 0.95 ? 4 : share < 0.988 ? 5 : 6);
    if (slot < start + size) {
      person.household = cluster * CLUSTER + start;
      person.rank = slot - start;
      return size;
    }
    start += size;
  }
}

function drawHeadAge(state: GeneratorState, size: number, hasChildren: boolean): number {
  const kind = drawShare(state);
  const within = drawShare(state);
  if (hasChildren) return 24 + Math.floor((within + drawShare(state)) * 17);
  if (size === 1) return kind < 0.25 ? 19 + Math.floor(within * 16) : kind < 0.5 ? 35 + Math.floor(within * 28) : 60 + Math.floor(within ** 1.2 * 38);
  return kind < 0.2 ? 21 + Math.floor(within * 16) : 50 + Math.floor(within * 36);
}

// Class of a person: month, year modulo 8 and order number in one.
function classOf(seedWords: Uint32Array, index: number): number {
  return ((index % CLASSES) * CLASS_STEP + (seedWords[0]! % CLASSES)) % CLASSES;
}

function orderOf(seedWords: Uint32Array, index: number): number {
  const order = Math.floor(classOf(seedWords, index) / (12 * YEAR_STEP));
  return 11 * Math.floor(order / ORDERS_IN_11) + (order % ORDERS_IN_11) + 1;
}

// A child is the twin of the one before when the order number of that one leaves room for a twin; a twin has none.
function isTwin(seedWords: Uint32Array, index: number, childRank: number): boolean {
  let found = false;
  for (let back = childRank - 1; back >= 0; back--) found = !found && orderOf(seedWords, index - 1 - back) % 11 === ORDERS_IN_11;
  return found;
}

// Fills year, month and day of birth.
function fillBirth(seedWords: Uint32Array, bornAs: number, target: number, dayShare: number, person: Person): void {
  const birthClass = classOf(seedWords, bornAs);
  const month = 1 + (birthClass % 12);
  const yearPart = Math.floor(birthClass / 12) % YEAR_STEP;
  let year = target - 4 + ((((yearPart - target + 4) % YEAR_STEP) + YEAR_STEP) % YEAR_STEP);
  if (year > LAST_YEAR) year -= YEAR_STEP;
  // A NIR has two digits of the year: nobody is a hundred, so that nobody is taken for a newborn.
  else if (year <= LAST_YEAR - 100) year += YEAR_STEP;
  person.birthYear = year;
  person.birthMonth = month;
  person.birthDays = daysOfDate(year, month, 1 + Math.floor(dayShare * daysInMonth(year, month)));
}

function birthPlaceOf(population: Population, bornAs: number): number {
  const { seedWords, places } = population;
  seedGenerator(shiftState, seedWords, STREAMS.shift, classOf(seedWords, bornAs));
  const point = drawUniform(shiftState) + reversedBits(Math.floor(bornAs / CLASSES));
  return birthPlaceAt(places, point < 1 ? point : point - 1);
}

// The fraction whose binary digits are those of `value` in reverse: the first n of them are more than 1 / 2n apart.
function reversedBits(value: number): number {
  let fraction = 0;
  for (let rest = value, weight = 0.5; rest > 0; rest = Math.floor(rest / 2), weight /= 2) if (rest % 2 === 1) fraction += weight;
  return fraction;
}

function fillResidence(population: Population, person: Person): void {
  const { places } = population;
  const { isNear, residenceEntry, residenceWithin } = household;
  person.residence = isNear
    ? residenceNear(places, person.rank === 0 ? person.birthPlace : birthPlaceOf(population, person.household), residenceEntry, residenceWithin)
    : residenceAt(places, residenceEntry, residenceWithin);
}

// Children bear the father's name, sometimes the mother's or both; wives often use the husband's, the more so the older.
function fillNames({ names, seedWords }: Population, person: Person): void {
  const { adults, headIsMale } = household;
  seedGenerator(householdState, seedWords, STREAMS.names, person.household);
  const headName = drawFamilyName(names, householdState);
  const spouseName = drawFamilyName(names, householdState);
  const namesChoice = drawShare(householdState);
  const motherName = headIsMale ? spouseName : headName;
  person.secondName = -1;
  person.usedName = -1;
  if (person.isChild) {
    const bearsMother = namesChoice < (adults === 1 ? 0.35 : 0.08);
    person.birthName = bearsMother === headIsMale ? spouseName : headName;
    if (person.birthYear >= 2005 && namesChoice > 0.9) person.secondName = motherName;
    return;
  }
  person.birthName = person.rank === 0 ? headName : spouseName;
  if (person.isMale) return;
  const { birthYear } = person;
  const usesHusband = birthYear < 1960 ? 0.9 : birthYear < 1975 ? 0.78 : birthYear < 1990 ? 0.6 : 0.4;
  const share = adults === 2 ? usesHusband : usesHusband * (birthYear < 1950 ? 0.75 : 0.25);
  if (namesChoice < share) person.usedName = person.rank === 0 ? spouseName : headName;
}

function fillNir(places: Places, person: Person, order: number, kindShare: number): void {
  const { nir } = person;
  const sex = person.isMale ? 1 : 2;
  const digits = (value: number, at: number, width: number): void => {
    for (let rest = value, index = at + width - 1; index >= at; index--, rest = Math.floor(rest / 10)) nir[index] = 48 + (rest % 10);
  };
  const isForeign = isAbroad(places, person.birthPlace);
  if (kindShare < 0.004) {
    // A temporary number: first digit 7 or 8, then the sex, then digits without meaning; distinct since 48,271 has no
    // factor in common with 10⁸.
    nir[0] = 54 + sex;
    nir[1] = 48 + sex;
    digits(person.index % 1000, 2, 3);
    digits((person.index * CLASS_STEP) % 100_000_000, 5, 8);
  } else {
    // Some persons born abroad were registered under 3 or 4, or without a known month.
    nir[0] = 48 + sex + (isForeign && kindShare > 0.98 ? 2 : 0);
    digits(person.birthYear % 100, 1, 2);
    const isUnknownMonth = (isForeign && kindShare < 0.03) || kindShare < 0.006;
    digits(isUnknownMonth ? person.birthMonth + (kindShare < 0.005 ? 50 : 30) : person.birthMonth, 3, 2);
    placeCode.length = 0;
    appendPlaceCode(places, person.birthPlace, placeCode);
    for (let index = 0; index < 5; index++) nir[5 + index] = placeCode.units[index]!;
    // Corsica was département 20 until 1975.
    if (nir[6]! > 57 && person.birthYear < 1976) nir[6] = 48;
    digits(order, 10, 3);
  }
  digits(nirKeyOfBytes(nir, 0), 13, 2);
}
