import { FAILED, PASSED } from './outcomes.ts';

/** Reasons of a length: too short, too long. */
export const LENGTH_REASONS: readonly string[] = Object.freeze(['short', 'long']);

/**
 * Judges texts by their number of characters.
 *
 * @param offsets - Int32Array(rows + 1).
 * @param bytes - UTF-8: row `i` is `bytes[offsets[i] … offsets[i + 1])`.
 * @param rows - number of rows.
 * @param min - fewest characters.
 * @param max - most characters.
 * @returns outcomes: passed, or the first or second of {@link LENGTH_REASONS}.
 * @remarks A character is a code point: é counts once when composed, twice when it is a letter and an accent.
 */
export function judgeLengths(offsets: Int32Array, bytes: Uint8Array, rows: number, min: number, max: number): Uint8Array {
  const outcomes = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const start = offsets[row]!;
    const end = offsets[row + 1]!;
    // A character has one to four bytes: most texts are judged by their bytes alone.
    if (end - start >= 4 * min && end - start <= max) continue;
    let characters = 0;
    for (let at = start; at < end; at++) if ((bytes[at]! & 0xc0) !== 0x80) characters++;
    outcomes[row] = characters < min ? FAILED : characters > max ? FAILED + 1 : PASSED;
  }
  return outcomes;
}
