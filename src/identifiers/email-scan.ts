/**
 * Finding e-mail addresses inside longer texts, where nobody declared them.
 */

const AT_SIGN = 0x40;
const POINT = 0x2e;
const HYPHEN = 0x2d;

const LETTER = 1;
const NUMERAL = 2;
/** Other characters of the part before the @. */
const LOCAL = 4;

const CLASS = new Uint8Array(256);
for (let byte = 0x30; byte <= 0x39; byte++) CLASS[byte] = NUMERAL;
for (let letter = 0; letter < 26; letter++) {
  CLASS[0x41 + letter] = LETTER;
  CLASS[0x61 + letter] = LETTER;
}
for (const character of '!#$%&\'*+-/=?^_`{|}~.') CLASS[character.charCodeAt(0)] = LOCAL;

/**
 * Finds the next e-mail address: a character that may stand before the @, then a domain of two labels or more, the last
 * one of two letters or more.
 *
 * @param bytes - UTF-8 text.
 * @param start - where to start.
 * @param end - one past the last byte to look at.
 * @returns the position of its @, or −1.
 * @remarks O(end − start).
 * @example
 * const note = new TextEncoder().encode('écrire à jean.dupont@chu.fr');
 * findEmail(note, 0, note.length); // => 22
 */
export function findEmail(bytes: Uint8Array, start: number, end: number): number {
  for (let index = start + 1; index < end; ) {
    if (bytes[index] !== AT_SIGN) {
      index++;
      continue;
    }
    const after = domainEnd(bytes, index + 1, end);
    if (after > 0 && CLASS[bytes[index - 1]!] !== 0) return index;
    // No address begins inside a domain: what was read is not read again.
    index = Math.max(index + 1, Math.abs(after));
  }
  return -1;
}

/** Where the domain ends, or minus the place where reading it stopped when it is none. */
function domainEnd(bytes: Uint8Array, start: number, end: number): number {
  let index = start;
  let labels = 0;
  let letters = 0;
  for (;;) {
    const from = index;
    let lettersOnly = 0;
    while (index < end && ((CLASS[bytes[index]!]! & (LETTER | NUMERAL)) !== 0 || (bytes[index] === HYPHEN && index > from))) {
      if (CLASS[bytes[index]!] === LETTER) lettersOnly++;
      index++;
    }
    if (index === from) return labels >= 2 && letters >= 2 ? index : -index;
    labels++;
    letters = lettersOnly === index - from ? lettersOnly : 0;
    if (index >= end || bytes[index] !== POINT) return labels >= 2 && letters >= 2 ? index : -index;
    index++;
  }
}
