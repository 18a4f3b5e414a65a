import { appendNumber, appendUnit, appendWord, type Cell } from './cell.ts';
import { COMMUNE_ENDINGS, COMMUNE_SAINTS, COMMUNES, COUNTRIES, COUNTRYSIDE, COUNTRYSIDE_COMMUNES } from './tables/places.ts';
import { choose, weightedChoice, type WeightedChoice } from './weighted-choice.ts';
import { entriesOf, wordList, wordsOf, type WordList } from './word-list.ts';

/** Share of births in the listed communes, in the countryside, abroad; and of residences in the first two. */
const BIRTH_SHARES = [0.49, 0.41, 0.1] as const;
const RESIDENCE_SHARES = [0.42, 0.58] as const;

/**
 * Places of birth and residence. A place is a number: `entry · 128 + commune number`, the commune number being 0 for a
 * listed commune and for a country. Entries are the listed communes, then the countryside of each département, then the
 * countries.
 */
export interface Places {
  readonly listedCount: number;
  readonly countrysideCount: number;
  /** Codes of the entries: five characters, or two of a département, or three of a country. */
  readonly codes: WordList;
  /** Names of the listed communes. */
  readonly names: WordList;
  /** Int32Array(listedCount): postal codes as numbers. */
  readonly postalCodes: Int32Array;
  /** Float64Array(entries + 1) from 0 to 1: births. */
  readonly birthShares: Float64Array;
  readonly residence: WeightedChoice;
  /** Uint16Array(countrysideCount · 128): commune number to write for each number drawn, so that none is a listed one. */
  readonly communeNumbers: Uint16Array;
  /** Residence within a département: entries by département number (Corsica 20, overseas 97). */
  readonly entriesOfDepartement: readonly Int32Array[];
  readonly saints: WordList;
  readonly endings: WordList;
}

const NUMBERS = 128;

/**
 * Lays out the tables of places.
 *
 * @returns the places.
 */
export function createPlaces(): Places {
  const listed = entriesOf(COMMUNES);
  const countryside = entriesOf(COUNTRYSIDE);
  const countries = entriesOf(COUNTRIES);
  const population = listed.map(([, , thousands]) => Number(thousands));
  // Births spread more evenly over towns than people do: small towns have maternity wards too.
  const births = [
    ...shares(population.map((thousands) => thousands ** 0.6), BIRTH_SHARES[0]),
    ...shares(countryside.map(([, inhabitants]) => Number(inhabitants)), BIRTH_SHARES[1]),
    ...shares(countries.map(([, weight]) => Number(weight)), BIRTH_SHARES[2]),
  ];
  const birthShares = new Float64Array(births.length + 1);
  births.forEach((share, entry) => {
    birthShares[entry + 1] = birthShares[entry]! + share;
  });
  birthShares[births.length] = 1;
  const listedCodes = new Set(listed.map(([code]) => code!));
  const communeNumbers = Uint16Array.from({ length: countryside.length * NUMBERS }, (_, at) => {
    const code = countryside[Math.floor(at / NUMBERS)]![0]!;
    let number = at % NUMBERS;
    while (listedCodes.has(code + String(number).padStart(3, '0'))) number += COUNTRYSIDE_COMMUNES;
    return number;
  });
  const departements = [...listed, ...countryside].map(([code]) => departementNumber(code!));
  return {
    listedCount: listed.length,
    countrysideCount: countryside.length,
    codes: wordList([...listed, ...countryside, ...countries].map(([code]) => code!)),
    names: wordList(listed.map(([, , , name]) => name!.replaceAll('_', ' '))),
    postalCodes: Int32Array.from(listed, ([, postalCode]) => Number(postalCode)),
    birthShares,
    residence: weightedChoice([
      ...shares(population, RESIDENCE_SHARES[0]),
      ...shares(countryside.map(([, inhabitants]) => Number(inhabitants)), RESIDENCE_SHARES[1]),
    ]),
    communeNumbers,
    entriesOfDepartement: Array.from({ length: 100 }, (_, departement) =>
      Int32Array.from(departements.flatMap((found, entry) => (found === departement ? [entry] : [])))),
    saints: wordList(wordsOf(COMMUNE_SAINTS)),
    endings: wordList(wordsOf(COMMUNE_ENDINGS)),
  };
}

function shares(weights: readonly number[], total: number): number[] {
  const sum = weights.reduce((left, right) => left + right, 0);
  return weights.map((weight) => (weight / sum) * total);
}

function departementNumber(code: string): number {
  return /^2[AB]/u.test(code) ? 20 : Number(code.slice(0, 2));
}

/**
 * Finds the place of birth at a point of the distribution.
 *
 * @param places - the places.
 * @param point - in [0, 1).
 * @returns the place; near points are in the same place or its neighbours in the table.
 */
export function birthPlaceAt(places: Places, point: number): number {
  const { birthShares } = places;
  let low = 0;
  let high = birthShares.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (birthShares[middle]! <= point) low = middle;
    else high = middle - 1;
  }
  const within = (point - birthShares[low]!) / (birthShares[low + 1]! - birthShares[low]!);
  return placeOf(places, low, within);
}

/**
 * Finds a place of residence.
 *
 * @param places - the places.
 * @param uniform - chooses the entry.
 * @param within - chooses the commune of a countryside.
 * @returns the place.
 */
export function residenceAt(places: Places, uniform: number, within: number): number {
  return placeOf(places, choose(places.residence, uniform), within);
}

/**
 * Finds a place of residence in the département of another place.
 *
 * @param places - the places.
 * @param near - the other place; abroad, the residence may be anywhere.
 * @param uniform - chooses the entry.
 * @param within - chooses the commune of a countryside.
 * @returns the place.
 */
export function residenceNear(places: Places, near: number, uniform: number, within: number): number {
  const entry = Math.floor(near / NUMBERS);
  if (entry >= places.listedCount + places.countrysideCount) return residenceAt(places, uniform, within);
  const entries = places.entriesOfDepartement[departementOfPlace(places, near)]!;
  return placeOf(places, entries[Math.floor(uniform * entries.length)]!, within);
}

function placeOf(places: Places, entry: number, within: number): number {
  const isCountryside = entry >= places.listedCount && entry < places.listedCount + places.countrysideCount;
  return entry * NUMBERS + (isCountryside ? 1 + Math.min(COUNTRYSIDE_COMMUNES - 1, Math.floor(within * COUNTRYSIDE_COMMUNES)) : 0);
}

/**
 * Tells whether a place is abroad.
 *
 * @param places - the places.
 * @param place - a place.
 * @returns true for a country.
 */
export function isAbroad(places: Places, place: number): boolean {
  return place >= (places.listedCount + places.countrysideCount) * NUMBERS;
}

/**
 * Gives the département of a place in France.
 *
 * @param places - the places.
 * @param place - a place that is not abroad.
 * @returns its number; 20 for Corsica, 97 overseas.
 */
export function departementOfPlace(places: Places, place: number): number {
  const at = places.codes.offsets[Math.floor(place / NUMBERS)]!;
  const first = places.codes.units[at]! - 48;
  const second = places.codes.units[at + 1]!;
  return second > 57 ? 20 : first * 10 + second - 48;
}

/**
 * Writes the code of a place in the official geographic code.
 *
 * @param places - the places.
 * @param place - a place; a country is written as 99 and three digits.
 * @param cell - appended to: five characters.
 */
export function appendPlaceCode(places: Places, place: number, cell: Cell): void {
  const entry = Math.floor(place / NUMBERS);
  if (isAbroad(places, place)) {
    appendUnit(cell, 57);
    appendUnit(cell, 57);
  }
  appendWord(cell, places.codes, entry);
  if (place % NUMBERS !== 0) appendNumber(cell, places.communeNumbers[place - places.listedCount * NUMBERS]!, 3);
}

/**
 * Writes the postal code of a place of residence.
 *
 * @param places - the places.
 * @param place - a place in France.
 * @param cell - appended to: five digits.
 */
export function appendPostalCode(places: Places, place: number, cell: Cell): void {
  const entry = Math.floor(place / NUMBERS);
  if (entry < places.listedCount) appendNumber(cell, places.postalCodes[entry]!, 5);
  else {
    appendWord(cell, places.codes, entry);
    appendNumber(cell, 110 + 10 * ((place % NUMBERS) % 88), 3);
  }
}

/**
 * Writes the name of a commune; those of the countryside are composed, the same for the same commune.
 *
 * @param places - the places.
 * @param place - a place in France.
 * @param cell - appended to.
 */
export function appendCommuneName(places: Places, place: number, cell: Cell): void {
  const entry = Math.floor(place / NUMBERS);
  if (entry < places.listedCount) {
    appendWord(cell, places.names, entry);
    return;
  }
  const mixed = Math.imul(place, 0x9e3779b1) >>> 8;
  appendWord(cell, places.saints, mixed % places.saints.count);
  if ((mixed >>> 12) % 4 !== 0) appendWord(cell, places.endings, (mixed >>> 5) % places.endings.count);
}
