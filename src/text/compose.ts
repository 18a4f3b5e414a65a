/**
 * Composition and decomposition of letters and their marks in a time that is linear in the text. The functions of the
 * language order the marks of a letter in a time that grows with the square of their number, which a hostile text of a
 * million marks turns into minutes.
 *
 * @see Unicode Standard Annex #15, section 13, Stream-Safe Text Format.
 */

/** Marks after which a long run is broken by U+034F, which no mark is moved across; no language puts as many on one letter. */
const MOST_MARKS = 30;

const LONG_RUN = new RegExp(`(?:(?!\\u034f)\\p{M}){${MOST_MARKS}}(?=(?!\\u034f)\\p{M})`, 'gu');

function breakRuns(text: string): string {
  return text.length > MOST_MARKS ? text.replace(LONG_RUN, '$&\u034f') : text;
}

/**
 * Composes letters and their marks (NFC).
 *
 * @param text - any text.
 * @returns the text composed; after every 30 marks of one letter stands U+034F, so that composing again changes nothing.
 * @example
 * compose('e\u0301').length; // => 1
 */
export function compose(text: string): string {
  // What is composed may hold marks that were one before and are two now.
  return breakRuns(breakRuns(text).normalize('NFC'));
}

/**
 * Takes letters and their marks apart (NFD).
 *
 * @param text - any text.
 * @returns the text decomposed, with U+034F in runs of more than 30 marks.
 * @example
 * decompose('é').length; // => 2
 */
export function decompose(text: string): string {
  return breakRuns(text).normalize('NFD');
}
