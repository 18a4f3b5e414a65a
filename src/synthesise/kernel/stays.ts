import { createTextWriter, daysOfDate, endRow, finishText, packedDateOf, reserve, yearOf, type TextBytes, type TextWriter } from '../../text/index.ts';
import { appendPlaceCode, departementOfPlace } from './places.ts';
import { createCell, writeCell, type Cell } from './cell.ts';
import { createDiagnoses, drawDiagnosis, type Diagnoses } from './diagnoses.ts';
import { createHospitals, drawHospital, type Hospitals } from './hospitals.ts';
import { personInFile, writeRowId, type MadeText } from './people.ts';
import { createPerson, fillPerson, LAST_YEAR, STREAMS, type Person, type Population } from './population.ts';
import type { WordList } from './word-list.ts';
import { drawBelow, drawNormal, drawShare, seedGenerator, type GeneratorState } from './xoshiro.ts';

/** Rows of a file of hospital stays. */
export interface MadeStays {
  readonly stayIds: TextBytes;
  readonly nirs: MadeText;
  /** Int32Array(rows), days since 1970-01-01. */
  readonly birthDays: Int32Array;
  readonly sexes: TextBytes;
  readonly communes: TextBytes;
  readonly hospitals: TextBytes;
  readonly entryDays: Int32Array;
  readonly exitDays: Int32Array;
  readonly diagnoses: TextBytes;
  /** Float64Array(rows): whole cents below 10⁹. */
  readonly costCents: Float64Array;
  readonly dischargeModes: TextBytes;
}

/** What is needed to make stays; reused from batch to batch. */
export interface StaysMaker {
  readonly population: Population;
  readonly hospitals: Hospitals;
  readonly diagnoses: Diagnoses;
  readonly person: Person;
  readonly other: Person;
}

/** All stays begin in this year. */
export const STAYS_YEAR: number = LAST_YEAR;

const FIRST_DAY = daysOfDate(STAYS_YEAR, 1, 1);
const DAYS = daysOfDate(STAYS_YEAR + 1, 1, 1) - FIRST_DAY;
/** A fifth of the stays belongs to one person in twenty. */
const FREQUENT_STAYS = 0.2;
const FREQUENT_PERSONS = 0.05;
/** Spread of the logarithm of the cost. */
const COST_SPREAD = 0.45;
const MAX_CENTS = 999_999_999;

/**
 * Prepares the making of stays.
 *
 * @param population - the population.
 * @returns the maker.
 */
export function createStaysMaker(population: Population): StaysMaker {
  return { population, hospitals: createHospitals(), diagnoses: createDiagnoses(), person: createPerson(), other: createPerson() };
}

/** How a file of stays is made. */
export interface StaysShape {
  /** Persons who may have stays: those of a file of as many persons. */
  readonly persons: number;
  /** Share of NIRs that are badly written, wrong or missing, in [0, 1]. */
  readonly faultShare: number;
}

const state: GeneratorState = new Int32Array(4);
const cell: Cell = createCell();

/**
 * Makes rows of the file of stays.
 *
 * @param maker - the maker.
 * @param shape - persons and faults.
 * @param firstRow - the first row to make.
 * @param rows - how many.
 * @returns the rows; they do not depend on how the file is cut.
 * @remarks O(rows) time. Stays of one person may overlap, and may follow a stay that ended in death: rows are drawn one
 *   by one.
 */
export function makeStays(maker: StaysMaker, shape: StaysShape, firstRow: number, rows: number): MadeStays {
  const { population, hospitals, diagnoses } = maker;
  const { places, seedWords } = population;
  const text = (bytes: number): TextWriter => createTextWriter(rows, bytes * rows);
  const stayIds = text(10);
  const nirs = text(16);
  const nirValid = new Uint8Array((rows + 7) >> 3);
  const sexes = text(1);
  const communes = text(5);
  const finess = text(9);
  const codes = text(5);
  const modes = text(1);
  const birthDays = new Int32Array(rows);
  const entryDays = new Int32Array(rows);
  const exitDays = new Int32Array(rows);
  const costCents = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    seedGenerator(state, seedWords, STREAMS.stay, firstRow + row);
    const person = drawPatient(maker, shape.persons);
    const entry = Math.max(person.birthDays, FIRST_DAY + drawBelow(state, DAYS));
    const age = completedYears(person.birthDays, entry);
    const diagnosis = drawDiagnosis(diagnoses, person.isMale, age, state);
    const meanNights = diagnoses.nights[diagnosis]!;
    const nights = meanNights === 0 ? 0 : Math.max(1, Math.round(meanNights * (0.35 - 0.65 * Math.log(1 - drawShare(state)))));
    birthDays[row] = person.birthDays;
    entryDays[row] = entry;
    exitDays[row] = entry + nights;
    costCents[row] = drawCost(diagnoses.euros[diagnosis]!, meanNights === 0 ? 1 : nights / meanNights);
    writeRowId(stayIds, 83, firstRow + row + 1);
    writeByte(sexes, person.isMale ? 49 : 50);
    writeWord(finess, hospitals.finess, drawHospital(hospitals, departementOfPlace(places, person.residence), state));
    writeWord(codes, diagnoses.codes, diagnosis);
    writeByte(modes, drawMode(age, nights));
    cell.length = 0;
    appendPlaceCode(places, person.residence, cell);
    writeCell(cell, communes);
    fillNirCell(person, shape.faultShare);
    if (writeCell(cell, nirs)) nirValid[row >> 3]! |= 1 << (row & 7);
  }
  return {
    stayIds: finishText(stayIds),
    nirs: { ...finishText(nirs), valid: nirValid },
    birthDays,
    sexes: finishText(sexes),
    communes: finishText(communes),
    hospitals: finishText(finess),
    entryDays,
    exitDays,
    diagnoses: finishText(codes),
    costCents,
    dischargeModes: finishText(modes),
  };
}

// Draws the patient: of two persons mostly the older one, since the old are in hospital more often.
function drawPatient(maker: StaysMaker, persons: number): Person {
  const { population, person, other } = maker;
  fillPerson(population, drawPosition(persons), person, false);
  if (drawShare(state) > 0.7) return person;
  fillPerson(population, drawPosition(persons), other, false);
  return other.birthDays < person.birthDays ? other : person;
}

function drawPosition(persons: number): number {
  const pool = drawShare(state) < FREQUENT_STAYS ? Math.ceil(FREQUENT_PERSONS * persons) : persons;
  return personInFile(drawBelow(state, pool));
}

function completedYears(birthDays: number, atDays: number): number {
  const birth = packedDateOf(birthDays);
  const at = packedDateOf(atDays);
  return yearOf(at) - yearOf(birth) - ((at & 511) < (birth & 511) ? 1 : 0);
}

// Cost in cents: lognormal around the mean of the diagnosis, half of it proportional to the length of the stay.
function drawCost(euros: number, lengthShare: number): number {
  const factor = Math.exp(COST_SPREAD * drawNormal(state) - (COST_SPREAD * COST_SPREAD) / 2);
  return Math.min(MAX_CENTS, Math.max(1, Math.round(100 * euros * (0.5 + 0.5 * lengthShare) * factor)));
}

// Mode of discharge: 8 home, 7 transfer, 6 other ward, 9 death; day cases go home.
function drawMode(age: number, nights: number): number {
  const share = drawShare(state);
  if (nights === 0) return 56;
  const deaths = age < 50 ? 0.002 : age < 80 ? 0.02 : 0.055;
  if (share < deaths) return 57;
  return share < deaths + 0.075 ? 55 : share < deaths + 0.11 ? 54 : 56;
}

// Writes the NIR into the cell: 15 characters, or one of the ways in which NIRs are wrong in files.
function fillNirCell(person: Person, faultShare: number): void {
  cell.length = 0;
  const isFaulty = drawShare(state) < faultShare;
  const kind = drawShare(state);
  const at = drawBelow(state, 15);
  if (isFaulty && kind < 0.2) {
    cell.length = -1;
    return;
  }
  const length = isFaulty && kind > 0.8 ? 13 : 15;
  for (let index = 0; index < length; index++) {
    if (isFaulty && kind >= 0.4 && kind < 0.8 && GROUP_STARTS[index] === 1) cell.units[cell.length++] = 0x20;
    cell.units[cell.length++] = person.nir[index]!;
  }
  if (isFaulty && kind >= 0.2 && kind < 0.4 && cell.units[at]! <= 57) cell.units[at] = 48 + ((cell.units[at]! - 47) % 10);
}

/** 1 where a group of a NIR starts: S AA MM DD CCC OOO KK. */
const GROUP_STARTS = Uint8Array.of(0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 0, 1, 0);

function writeByte(writer: TextWriter, byte: number): void {
  reserve(writer, 1);
  writer.bytes[writer.at++] = byte;
  endRow(writer);
}

function writeWord(writer: TextWriter, words: WordList, index: number): void {
  const start = words.offsets[index]!;
  const end = words.offsets[index + 1]!;
  reserve(writer, end - start);
  for (let at = start; at < end; at++) writer.bytes[writer.at++] = words.units[at]!;
  endRow(writer);
}
