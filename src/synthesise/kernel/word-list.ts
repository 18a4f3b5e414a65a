/** A list of words as UTF-16 code units, so that they can be put together without strings. */
export interface WordList {
  readonly count: number;
  readonly units: Uint16Array;
  /** Int32Array(count + 1): word `i` is `units[offsets[i] … offsets[i + 1])`. */
  readonly offsets: Int32Array;
}

/**
 * Lays words out as code units.
 *
 * @param words - the words, without characters beyond U+FFFF.
 * @returns the list.
 */
export function wordList(words: readonly string[]): WordList {
  const offsets = new Int32Array(words.length + 1);
  words.forEach((word, index) => {
    offsets[index + 1] = offsets[index]! + word.length;
  });
  const units = new Uint16Array(offsets[words.length]!);
  words.forEach((word, index) => {
    for (let at = 0; at < word.length; at++) units[offsets[index]! + at] = word.charCodeAt(at);
  });
  return { count: words.length, units, offsets };
}

/**
 * Cuts a table of a data file into its entries.
 *
 * @param table - entries separated by `;` or line ends.
 * @returns the entries, each cut at its spaces.
 */
export function entriesOf(table: string): string[][] {
  return table.split(/[;\n]/u).map((entry) => entry.trim()).filter((entry) => entry !== '').map((entry) => entry.split(' '));
}

/**
 * Cuts a text into words.
 *
 * @param table - words separated by white space; `_` stands for a space inside a word.
 * @returns the words.
 */
export function wordsOf(table: string): string[] {
  return table.trim().split(/\s+/u).map((word) => word.replaceAll('_', ' '));
}
