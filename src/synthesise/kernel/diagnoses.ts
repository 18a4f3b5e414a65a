import { DIAGNOSES } from './tables/diagnoses.ts';
import { choose, weightedChoice, type WeightedChoice } from './weighted-choice.ts';
import { entriesOf, wordList, type WordList } from './word-list.ts';
import { drawShare, type GeneratorState } from './xoshiro.ts';

const OLDEST = 110;

/** Main diagnoses and what goes with them. */
export interface Diagnoses {
  /** CIM-10 codes without point, as hospitals transmit them. */
  readonly codes: WordList;
  /** Mean nights, 0 for day cases. */
  readonly nights: Float64Array;
  /** Mean cost in euros. */
  readonly euros: Float64Array;
  /** Which diagnoses there are at an age, by `2 · age + (male ? 0 : 1)`. */
  readonly atAge: readonly { readonly choice: WeightedChoice; readonly diagnoses: Int32Array }[];
}

/**
 * Lays out the diagnoses.
 *
 * @returns the diagnoses, with a distribution for every sex and year of age up to 110.
 */
export function createDiagnoses(): Diagnoses {
  const entries = entriesOf(DIAGNOSES);
  const atAge = Array.from({ length: 2 * (OLDEST + 1) }, (_, at) => {
    const age = at >> 1;
    const sex = (at & 1) === 0 ? 'M' : 'F';
    const possible = entries.flatMap(([, , which, from, to], index) =>
      ((which === '*' || which === sex) && age >= Number(from) && age <= Number(to) ? [index] : []));
    return { diagnoses: Int32Array.from(possible), choice: weightedChoice(possible.map((index) => Number(entries[index]![1]))) };
  });
  return {
    codes: wordList(entries.map(([code]) => code!.replace('.', ''))),
    nights: Float64Array.from(entries, (entry) => Number(entry[5])),
    euros: Float64Array.from(entries, (entry) => Number(entry[6])),
    atAge,
  };
}

/**
 * Draws a main diagnosis.
 *
 * @param diagnoses - the diagnoses.
 * @param isMale - sex.
 * @param age - completed years.
 * @param state - the generator.
 * @returns an index into `codes`, possible at that age and sex.
 */
export function drawDiagnosis(diagnoses: Diagnoses, isMale: boolean, age: number, state: GeneratorState): number {
  const { choice, diagnoses: possible } = diagnoses.atAge[2 * Math.min(OLDEST, age) + (isMale ? 0 : 1)]!;
  return possible[choose(choice, drawShare(state))]!;
}
