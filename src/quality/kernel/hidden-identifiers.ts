/**
 * Finding e-mail addresses and telephone numbers inside longer texts, where nobody declared them. NIRs are found by
 * `findNir`.
 */

const AT_SIGN = 0x40;
const ZERO = 0x30;
const POINT = 0x2e;
const HYPHEN = 0x2d;
const PLUS = 0x2b;
const SPACE = 0x20;

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

const PAIRS = 4;

/**
 * Finds the next French telephone number: ten digits from `01` to `09`, or nine after `+33`, `0033` or the code of an
 * overseas part; its pairs stand side by side, or all with the same space, point or hyphen between them.
 *
 * @param bytes - UTF-8 text.
 * @param start - where to start.
 * @param end - one past the last byte to look at.
 * @returns the position of its first character, or −1.
 * @remarks O(end − start). Ten digits that begin with 0 look like one whatever they are.
 */
export function findPhone(bytes: Uint8Array, start: number, end: number): number {
  let inWord = false;
  for (let index = start; index < end; index++) {
    const byte = bytes[index]!;
    const opens = !inWord && (byte === ZERO || byte === PLUS);
    inWord = (CLASS[byte]! & (LETTER | NUMERAL)) !== 0;
    if (opens && isPhoneAt(bytes, index, end)) return index;
  }
  return -1;
}

function isPhoneAt(bytes: Uint8Array, start: number, end: number): boolean {
  let index = start + 1;
  if (bytes[start] === PLUS || bytes[index] === ZERO) {
    index = countryEnd(bytes, bytes[start] === PLUS ? index : index + 1, end);
    if (index < 0) return false;
    if (bytes[index] === SPACE || bytes[index] === POINT || bytes[index] === HYPHEN) index++;
    if (bytes[index] === 0x28 && bytes[index + 1] === ZERO && bytes[index + 2] === 0x29) index += 3;
    if (bytes[index] === SPACE) index++;
  }
  if (index >= end || bytes[index]! <= ZERO || bytes[index]! > 0x39) return false;
  index++;
  let separator = -1;
  for (let pair = 0; pair < PAIRS; pair++) {
    const mark = index < end && (bytes[index] === SPACE || bytes[index] === POINT || bytes[index] === HYPHEN) ? bytes[index]! : 0;
    if (pair > 0 && mark !== separator) return false;
    separator = mark;
    if (mark !== 0) index++;
    if (index + 2 > end || CLASS[bytes[index]!] !== NUMERAL || CLASS[bytes[index + 1]!] !== NUMERAL) return false;
    index += 2;
  }
  return index >= end || (CLASS[bytes[index]!]! & (LETTER | NUMERAL)) === 0;
}

/** Country codes of France and of its parts with the same ten digits. */
const COUNTRIES: readonly string[] = ['33', '262', '590', '594', '596'];

function countryEnd(bytes: Uint8Array, start: number, end: number): number {
  for (const code of COUNTRIES) {
    let length = 0;
    while (length < code.length && start + length < end && bytes[start + length] === code.charCodeAt(length)) length++;
    if (length === code.length) return start + length;
  }
  return -1;
}
