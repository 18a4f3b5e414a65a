import type { Symbols } from '../../../text/index.ts';
import type { RecordColumn, TextDictionary } from '../records.ts';

/** A column of plain words. */
export type WordColumn = RecordColumn & { readonly dictionary: TextDictionary };

/** Records looked at: enough to tell a habit from a coincidence. */
const RECORDS = 3000;
/** Fewer records that have both say nothing. */
const MIN_RECORDS = 50;
const SPACE = 0x20;

/**
 * Tells how often every word of a column is also in another column of the same record.
 *
 * @param whole - column that may be made of the other.
 * @param part - column that may be a part of it.
 * @returns share of the records with both, of those looked at; 0 where they are fewer than 50.
 * @remarks At most 3,000 records, evenly spread; O(symbols²) of a record's two values at worst.
 */
export function containedShare(whole: WordColumn, part: WordColumn): number {
  const records = whole.codes.length;
  const step = Math.max(1, Math.floor(records / RECORDS));
  let [both, inside] = [0, 0];
  for (let record = 0; record < records; record += step) {
    const [outer, inner] = [whole.codes[record]!, part.codes[record]!];
    if (outer === 0 || inner === 0) continue;
    both++;
    if (hasWords(whole.dictionary, outer, part.dictionary, inner)) inside++;
  }
  return both < MIN_RECORDS ? 0 : inside / both;
}

function hasWords(whole: TextDictionary, outer: number, part: TextDictionary, inner: number): boolean {
  const end = part.offsets[inner + 1]!;
  for (let start = part.offsets[inner]!; start < end; ) {
    const next = endOfWord(part.symbols, start, end);
    if (!hasWord(whole, outer, part.symbols, start, next)) return false;
    start = next + 1;
  }
  return true;
}

function hasWord({ symbols, offsets }: TextDictionary, code: number, word: Symbols, from: number, to: number): boolean {
  const end = offsets[code + 1]!;
  for (let start = offsets[code]!; start < end; ) {
    const next = endOfWord(symbols, start, end);
    if (next - start === to - from) {
      let at = 0;
      while (at < to - from && symbols[start + at] === word[from + at]) at++;
      if (at === to - from) return true;
    }
    start = next + 1;
  }
  return false;
}

function endOfWord(symbols: Symbols, start: number, end: number): number {
  let at = start;
  while (at < end && symbols[at] !== SPACE) at++;
  return at;
}
