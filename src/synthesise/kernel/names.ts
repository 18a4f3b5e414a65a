import { appendCell, appendUnit, appendWord, createCell, type Cell } from './cell.ts';
import { FAMILY_NAMES, FAMILY_PARTICLES, FAMILY_SYLLABLES } from './tables/family-names.ts';
import { BOYS, GIRLS, GIVEN_SYLLABLES } from './tables/given-names.ts';
import { choose, weightedChoice, type WeightedChoice } from './weighted-choice.ts';
import { entriesOf, wordList, wordsOf, type WordList } from './word-list.ts';
import { drawBelow, drawShare, type GeneratorState } from './xoshiro.ts';

/** First year of birth and years of a cohort in the distributions of given names. */
const FIRST_YEAR = 1900;
const COHORT_YEARS = 5;
const COHORTS = 25;

/** Share of family names taken from the list of frequent ones, and of given names. */
const FREQUENT_FAMILY_SHARE = 0.36;
const FREQUENT_GIVEN_SHARE = 0.92;

interface GivenNames {
  readonly words: WordList;
  /** A distribution per cohort. */
  readonly cohorts: readonly WeightedChoice[];
  readonly ends: WordList;
}

/** The tables from which names are drawn. */
export interface Names {
  readonly boys: GivenNames;
  readonly girls: GivenNames;
  readonly starts: WordList;
  readonly middles: WordList;
  readonly family: WordList;
  readonly familyChoice: WeightedChoice;
  readonly familyStarts: WordList;
  readonly familyMiddles: WordList;
  readonly familyEnds: WordList;
  readonly particles: WordList;
}

/**
 * Lays out the tables of names.
 *
 * @returns the names.
 */
export function createNames(): Names {
  const [starts, middles, boys, girls] = GIVEN_SYLLABLES;
  const family = wordsOf(FAMILY_NAMES);
  const [familyStarts, familyMiddles, familyEnds] = FAMILY_SYLLABLES;
  return {
    boys: givenNames(BOYS, boys),
    girls: givenNames(GIRLS, girls),
    starts: wordList(wordsOf(starts)),
    middles: wordList(wordsOf(middles)),
    family: wordList(family),
    familyChoice: weightedChoice(family.map((_, rank) => (rank + 8) ** -0.75)),
    familyStarts: wordList(wordsOf(familyStarts)),
    familyMiddles: wordList(wordsOf(familyMiddles).map((word) => (word === '-' ? '' : word))),
    familyEnds: wordList(wordsOf(familyEnds)),
    particles: wordList(wordsOf(FAMILY_PARTICLES)),
  };
}

function givenNames(table: string, ends: string): GivenNames {
  const entries = entriesOf(table);
  const cohorts = Array.from({ length: COHORTS }, (_, cohort) => {
    const year = FIRST_YEAR + COHORT_YEARS * cohort + 2;
    // A little of every name in every year: fashions come and go, but no name dies.
    return weightedChoice(entries.map(([, peak, spread, weight]) =>
      Number(weight) * (0.004 + Math.exp(-0.5 * ((year - Number(peak)) / Number(spread)) ** 2))));
  });
  return { words: wordList(entries.map(([name]) => name!)), cohorts, ends: wordList(wordsOf(ends)) };
}

/**
 * Draws a given name and writes it.
 *
 * @param names - the tables.
 * @param isMale - sex.
 * @param birthYear - decides the fashion.
 * @param state - the generator.
 * @param cell - appended to.
 */
export function drawGivenName(names: Names, isMale: boolean, birthYear: number, state: GeneratorState, cell: Cell): void {
  const given = isMale ? names.boys : names.girls;
  const cohort = Math.min(COHORTS - 1, Math.max(0, Math.floor((birthYear - FIRST_YEAR) / COHORT_YEARS)));
  if (drawShare(state) < FREQUENT_GIVEN_SHARE) {
    appendWord(cell, given.words, choose(given.cohorts[cohort]!, drawShare(state)));
    return;
  }
  const word = createdWord;
  word.length = 0;
  appendWord(word, names.starts, drawBelow(state, names.starts.count));
  if (drawShare(state) < 0.6) appendWord(word, names.middles, drawBelow(state, names.middles.count));
  appendWord(word, given.ends, drawBelow(state, given.ends.count));
  appendCell(cell, word);
}

const createdWord = createCell();

/** A family name is a number: the same number is the same name. */
export type FamilyName = number;

/**
 * Draws a family name.
 *
 * @param names - the tables.
 * @param state - the generator.
 * @returns the name; frequent ones recur, composed ones seldom.
 */
export function drawFamilyName(names: Names, state: GeneratorState): FamilyName {
  if (drawShare(state) < FREQUENT_FAMILY_SHARE) return choose(names.familyChoice, drawShare(state));
  // Squares favour the first syllables of each list, as some beginnings and endings are far more frequent.
  const start = Math.floor(drawShare(state) ** 1.3 * names.familyStarts.count);
  const middle = drawBelow(state, names.familyMiddles.count);
  const end = Math.floor(drawShare(state) ** 1.2 * names.familyEnds.count);
  const particle = drawShare(state) < 0.05 ? 1 + Math.floor(drawShare(state) ** 2 * names.particles.count) : 0;
  return names.family.count + ((particle * names.familyStarts.count + start) * names.familyMiddles.count + middle) * names.familyEnds.count + end;
}

/**
 * Writes a family name.
 *
 * @param names - the tables.
 * @param name - from {@link drawFamilyName}.
 * @param cell - appended to.
 */
export function appendFamilyName(names: Names, name: FamilyName, cell: Cell): void {
  if (name < names.family.count) {
    const end = names.family.offsets[name + 1]!;
    // Hyphens of the list stand for the space of names such as `Le Gall`.
    for (let at = names.family.offsets[name]!; at < end; at++) {
      const unit = names.family.units[at]!;
      appendUnit(cell, unit === 0x2d ? 0x20 : unit);
    }
    return;
  }
  let rest = name - names.family.count;
  const end = rest % names.familyEnds.count;
  rest = Math.floor(rest / names.familyEnds.count);
  const middle = rest % names.familyMiddles.count;
  rest = Math.floor(rest / names.familyMiddles.count);
  const start = rest % names.familyStarts.count;
  const particle = Math.floor(rest / names.familyStarts.count);
  if (particle > 0) {
    appendWord(cell, names.particles, particle - 1);
    if (cell.units[cell.length - 1] !== 0x2d) appendUnit(cell, 0x20);
  }
  appendWord(cell, names.familyStarts, start);
  appendWord(cell, names.familyMiddles, middle);
  appendWord(cell, names.familyEnds, end);
}

