import { findEmail, findIban, findNir, findPhone, isDigitByte, isWordByte, looksLikeCip13, looksLikeNir, looksLikeNirNumber, luhnRemainder } from '../../identifiers/index.ts';

/** What identifiers of persons a cell can look like; an INS is a NIR with its key. */
export type LikenessKind = 'nir' | 'rpps' | 'phone' | 'email' | 'iban';

/** How many cells of a column look like an identifier, each cell counted once a kind. */
export interface LikenessCounts {
  /** Cells that are not null. */
  values: number;
  /** 15 characters with a right key and plausible parts, as the whole cell or inside a longer text. */
  nirs: number;
  /** 13 plausible characters that are the whole cell. */
  nirsWithoutKey: number;
  /** Addresses, in the cell or inside it. */
  emails: number;
  /** Account numbers with right check digits, in the cell or inside it. */
  ibans: number;
  /** Telephone numbers in pairs, or with the code of a country. */
  phones: number;
  /** Telephone numbers of ten digits side by side, and all cells that hold ten digits side by side. */
  plainPhones: number;
  tenDigits: number;
  /** Numbers of eleven digits with a right check digit, and all cells that hold eleven digits side by side. */
  rpps: number;
  elevenDigits: number;
}

const NAMES = ['values', 'nirs', 'nirsWithoutKey', 'emails', 'ibans', 'phones', 'plainPhones', 'tenDigits', 'rpps', 'elevenDigits'] as const;

/** Characters of a NIR without its key, and with it. */
const NIR_WITHOUT_KEY = 13;
const NIR_WITH_KEY = 15;
const RPPS_DIGITS = 11;
const PHONE_DIGITS = 10;
/** Fewest digits of any IBAN, whose other characters may be letters. */
const IBAN_DIGITS = 12;

const ZERO = 0x30;
/** What PS_IdNat writes before an RPPS number. */
const RPPS_PREFIX = 0x38;
/** Before the code of a country; the number is a telephone's. */
const PLUS = 0x2b;
const AT_SIGN = 0x40;

/** How a byte goes on with a number: as a digit, as what may stand between its digits, or not at all. */
const DIGIT = 1;
const BETWEEN = 2;
const CONTINUES = new Uint8Array(256);
CONTINUES.fill(DIGIT, 0x30, 0x3a);
CONTINUES.fill(BETWEEN, 0x80, 0x100);
// Signs people write, and the letters of Corsica.
for (const character of ' \t\n\v\f\r.-/_|()+AaBb') CONTINUES[character.charCodeAt(0)] = BETWEEN;

/**
 * Makes counts of nothing.
 *
 * @returns the counts.
 */
export function noLikeness(): LikenessCounts {
  return { values: 0, nirs: 0, nirsWithoutKey: 0, emails: 0, ibans: 0, phones: 0, plainPhones: 0, tenDigits: 0, rpps: 0, elevenDigits: 0 };
}

/**
 * Adds counts.
 *
 * @param counts - changed.
 * @param other - added to them.
 */
export function addLikeness(counts: LikenessCounts, other: Readonly<LikenessCounts>): void {
  for (const name of NAMES) counts[name] += other[name];
}

/**
 * Counts the cells of a text column that look like an identifier.
 *
 * @param offsets - Int32Array(rows + 1) into `bytes`.
 * @param bytes - UTF-8 text.
 * @param valid - validity bits, or `null`.
 * @param rows - rows to read.
 * @param weights - Int32Array(rows) or longer: how often each cell stands for; `null` for once.
 * @param counts - updated in place.
 * @remarks One pass over the bytes looks for an @ and for digits enough in a row, whatever stands between them; only cells
 *   that have them are read again.
 */
export function countTextLikeness(offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array | null, rows: number, weights: Int32Array | null, counts: LikenessCounts): void {
  for (let row = 0; row < rows; row++) {
    if (valid !== null && (valid[row >> 3]! & (1 << (row & 7))) === 0) continue;
    const weight = weights === null ? 1 : weights[row]!;
    if (weight === 0) continue;
    counts.values += weight;
    const start = offsets[row]!;
    const end = offsets[row + 1]!;
    let hasSign = false;
    let digits = 0;
    let inRow = 0;
    let longest = 0;
    for (let index = start; index < end; index++) {
      const byte = bytes[index]!;
      const continues = CONTINUES[byte]!;
      if (continues === DIGIT) {
        digits++;
        inRow++;
      } else if (continues === 0) {
        if (inRow > longest) longest = inRow;
        inRow = 0;
        if (byte === AT_SIGN) hasSign = true;
      }
    }
    if (inRow > longest) longest = inRow;
    if (hasSign && findEmail(bytes, start, end) >= 0) counts.emails += weight;
    if (digits >= IBAN_DIGITS && findIban(bytes, start, end) >= 0) counts.ibans += weight;
    if (longest < PHONE_DIGITS) continue;
    // A Corsican NIR has one digit less.
    if (longest >= NIR_WITHOUT_KEY - 1) countNir(bytes, start, end, weight, counts);
    countDigitRuns(bytes, start, end, weight, counts);
  }
}

function countNir(bytes: Uint8Array, start: number, end: number, weight: number, counts: LikenessCounts): void {
  const likeness = looksLikeNir(bytes, start, end);
  if (likeness === NIR_WITHOUT_KEY) {
    if (!looksLikeCip13(bytes, start, end)) counts.nirsWithoutKey += weight;
  } else if (likeness === NIR_WITH_KEY || (end - start > NIR_WITH_KEY && findNir(bytes, start, end) >= 0)) counts.nirs += weight;
}

/** Counts a cell for the most telling telephone number and RPPS number in it. */
function countDigitRuns(bytes: Uint8Array, start: number, end: number, weight: number, counts: LikenessCounts): void {
  let tenDigits = false;
  let plainPhone = false;
  let elevenDigits = false;
  let rpps = false;
  for (let index = start; index < end; ) {
    const first = index;
    let digits = 0;
    for (; index < end && isWordByte(bytes[index]!); index++) if (isDigitByte(bytes[index]!)) digits++;
    const width = index - first;
    if (index === first) index++;
    else if (digits < width) continue;
    else if (width === PHONE_DIGITS) {
      tenDigits = true;
      plainPhone ||= bytes[first] === ZERO && bytes[first + 1] !== ZERO;
    } else if ((width === RPPS_DIGITS && (first === start || bytes[first - 1] !== PLUS)) || (width === RPPS_DIGITS + 1 && bytes[first] === RPPS_PREFIX)) {
      elevenDigits = true;
      rpps ||= luhnRemainder(bytes, index - RPPS_DIGITS, index) === 0;
    }
  }
  if (tenDigits) counts.tenDigits += weight;
  if (elevenDigits) counts.elevenDigits += weight;
  if (rpps) counts.rpps += weight;
  if (hasWrittenPhone(bytes, start, end)) counts.phones += weight;
  else if (plainPhone) counts.plainPhones += weight;
}

/** Tells whether a telephone number stands in pairs or with the code of a country. */
function hasWrittenPhone(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = findPhone(bytes, start, end); at >= 0; at = findPhone(bytes, at + PHONE_DIGITS, end)) {
    if (bytes[at + 1] === ZERO) return true;
    for (let index = at; index < at + PHONE_DIGITS; index++) if (!isDigitByte(bytes[index]!)) return true;
  }
  return false;
}

const digits = new Uint8Array(RPPS_DIGITS);

/**
 * Counts the whole numbers that look like a NIR or an RPPS number stored as a number.
 *
 * @param values - numbers; 64-bit integers are given as doubles, exact below 2⁵³.
 * @param valid - validity bits, or `null`.
 * @param counts - updated in place.
 */
export function countNumberLikeness(values: Float64Array, valid: Uint8Array | null, counts: LikenessCounts): void {
  for (let row = 0; row < values.length; row++) {
    if (valid !== null && (valid[row >> 3]! & (1 << (row & 7))) === 0) continue;
    counts.values++;
    const value = values[row]!;
    if (value >= 1e10 && value < 1e11 && Number.isInteger(value)) countElevenDigits(value, counts);
    else {
      const likeness = looksLikeNirNumber(value);
      if (likeness === NIR_WITH_KEY) counts.nirs++;
      else if (likeness === NIR_WITHOUT_KEY) counts.nirsWithoutKey++;
    }
  }
}

function countElevenDigits(value: number, counts: LikenessCounts): void {
  let rest = value;
  for (let index = RPPS_DIGITS - 1; index >= 0; index--) {
    digits[index] = 48 + (rest % 10);
    rest = Math.floor(rest / 10);
  }
  counts.elevenDigits++;
  if (luhnRemainder(digits, 0, RPPS_DIGITS) === 0) counts.rpps++;
}
