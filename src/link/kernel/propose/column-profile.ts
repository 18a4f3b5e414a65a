import type { RecordColumn, TextDictionary } from '../records.ts';
import { shapeOf, type DateOrder } from './text-shape.ts';

/** What a column is like; numbers about it, never its values. Shares are of the records that have a value. */
export interface ColumnProfile {
  /** Records with a value. */
  readonly values: number;
  /** Share of all records with one. */
  readonly completeness: number;
  /** Distinct values, case, accents and punctuation aside. */
  readonly distinct: number;
  /** Share of the pairs of records with values that have the same one, case, accents and punctuation aside. */
  readonly agreement: number;
  /** Mean length in characters, and in words. */
  readonly characters: number;
  readonly words: number;
  readonly dates: number;
  /** The order of most of the dates; `null` where there are none. */
  readonly dateOrder: DateOrder | null;
  readonly numbers: number;
  readonly years: number;
  readonly emails: number;
  readonly lists: number;
  readonly withDigits: number;
}

const SPACE = 0x20;

/**
 * Profiles a column of texts.
 *
 * @param raw - the column as it is.
 * @param plain - the same column as plain words, one space between them.
 * @param records - number of records.
 * @returns the profile; shares and means are 0 for a column without values.
 * @remarks O(symbols of distinct values).
 */
export function profileColumn(raw: RecordColumn & { readonly dictionary: TextDictionary }, plain: RecordColumn & { readonly dictionary: TextDictionary }, records: number): ColumnProfile {
  const sums = { characters: 0, words: 0, numbers: 0, years: 0, emails: 0, lists: 0, withDigits: 0 };
  const dates: Record<DateOrder, number> = { dashed: 0, packed: 0, dayFirst: 0 };
  let values = 0;
  for (let code = 1; code <= raw.dictionary.size; code++) {
    const count = raw.counts[code]!;
    const [start, end] = [raw.dictionary.offsets[code]!, raw.dictionary.offsets[code + 1]!];
    const shape = shapeOf(raw.dictionary.symbols, start, end);
    values += count;
    sums.characters += count * (end - start);
    if (shape.date !== null) dates[shape.date] += count;
    if (shape.isNumber) sums.numbers += count;
    if (shape.isYear) sums.years += count;
    if (shape.isEmail) sums.emails += count;
    if (shape.isList) sums.lists += count;
    if (shape.hasDigit) sums.withDigits += count;
  }
  let [spoken, agreeing] = [0, 0];
  for (let code = 1; code <= plain.dictionary.size; code++) {
    const count = plain.counts[code]!;
    spoken += count;
    agreeing += count * (count - 1);
    sums.words += count * wordsIn(plain.dictionary, code);
  }
  const share = (count: number): number => (values === 0 ? 0 : count / values);
  const [order] = (Object.keys(dates) as DateOrder[]).sort((left, right) => dates[right] - dates[left]);
  return {
    values, completeness: records === 0 ? 0 : values / records, distinct: plain.dictionary.size, agreement: spoken < 2 ? 0 : agreeing / (spoken * (spoken - 1)),
    characters: share(sums.characters), words: spoken === 0 ? 0 : sums.words / spoken,
    dates: share(dates.dashed + dates.packed + dates.dayFirst), dateOrder: dates[order!] > 0 ? order! : null,
    numbers: share(sums.numbers), years: share(sums.years), emails: share(sums.emails), lists: share(sums.lists), withDigits: share(sums.withDigits),
  };
}

function wordsIn({ symbols, offsets }: TextDictionary, code: number): number {
  let words = 1;
  for (let at = offsets[code]!; at < offsets[code + 1]!; at++) if (symbols[at] === SPACE) words++;
  return words;
}
