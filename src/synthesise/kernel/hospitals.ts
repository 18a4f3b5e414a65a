import { luhnRemainder } from '../../identifiers/index.ts';
import { HOSPITALS } from './tables/places.ts';
import { choose, weightedChoice, type WeightedChoice } from './weighted-choice.ts';
import { entriesOf, wordList, type WordList } from './word-list.ts';
import { drawShare, type GeneratorState } from './xoshiro.ts';

/** Synthetic hospitals. */
export interface Hospitals {
  /** FINESS numbers with right check digits. */
  readonly finess: WordList;
  readonly choice: WeightedChoice;
  /** For each département number below 100: the hospitals of the département, or of a département near in number. */
  readonly near: readonly Int32Array[];
}

/** Share of stays in a hospital near home. */
const NEAR_SHARE = 0.72;
const AROUND_PARIS: readonly number[] = [77, 78, 91, 92, 93, 94, 95];

/**
 * Lays out the hospitals.
 *
 * @returns the hospitals.
 */
export function createHospitals(): Hospitals {
  const entries = entriesOf(HOSPITALS);
  const departements = entries.map(([departement]) => (departement === '2A' ? 20 : Number(departement)));
  return {
    finess: wordList(entries.map(([departement], index) => finessNumber(departement!, index))),
    choice: weightedChoice(entries.map(([, weight]) => Number(weight))),
    near: Array.from({ length: 100 }, (_, departement) => nearest(departements, AROUND_PARIS.includes(departement) ? 75 : departement)),
  };
}

function nearest(departements: readonly number[], departement: number): Int32Array {
  const distances = departements.map((found) => Math.abs(found - departement));
  const least = Math.min(...distances);
  return Int32Array.from(distances.flatMap((distance, index) => (distance === least ? [index] : [])));
}

// A number whose serial part starts with 9999, which the register has not reached.
function finessNumber(departement: string, index: number): string {
  const serial = `${departement}9999${String(index + 10)}`;
  const digits = Uint8Array.from(`${serial}0`, (character) => (character === 'A' ? 1 : Number(character)));
  return serial + String((10 - luhnRemainder(digits, 0, digits.length)) % 10);
}

/**
 * Draws the hospital of a stay.
 *
 * @param hospitals - the hospitals.
 * @param departement - where the patient lives: number of the département below 100.
 * @param state - the generator.
 * @returns an index into `finess`.
 */
export function drawHospital(hospitals: Hospitals, departement: number, state: GeneratorState): number {
  const isNear = drawShare(state) < NEAR_SHARE;
  const share = drawShare(state);
  const near = hospitals.near[departement]!;
  // Squares favour the first hospital of a département, as the largest draws most patients.
  return isNear ? near[Math.floor(share * share * near.length)]! : choose(hospitals.choice, share);
}
