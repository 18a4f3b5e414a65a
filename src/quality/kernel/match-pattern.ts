/**
 * A closed language for the forms of texts, in place of regular expressions: no alternatives, no groups, and a time that
 * is linear in the text whatever the pattern.
 */

/** A pattern made ready. */
export interface CompiledPattern {
  readonly items: readonly PatternItem[];
  /** Bit `i` set where item `i` may repeat; 0 for patterns of one length, which may be longer than 31. */
  readonly repeated: number;
  /** Bit `i` set where item `i` may be absent. */
  readonly optional: number;
  /** By ASCII character, the items that accept it as bits; used when the pattern has at most 31 items. */
  readonly accepts: Int32Array;
  /** Whether items are bits; else the pattern has one length and is compared item by item. */
  readonly isShort: boolean;
}

/** One character of a pattern: what it accepts, how often. */
export interface PatternItem {
  readonly accepts: 'digit' | 'capital' | 'small' | 'alphanumeric' | 'any' | number;
  readonly repeats: boolean;
  readonly optional: boolean;
}

/** Items that fit the bits of a whole number. */
const MAX_BITS = 31;
const MAX_ITEMS = 1000;

const CLASSES: Readonly<Record<string, PatternItem['accepts']>> = Object.freeze({ 9: 'digit', A: 'capital', a: 'small', X: 'alphanumeric', '?': 'any' });

/**
 * Makes a pattern ready.
 *
 * | Written | Accepts |
 * |---|---|
 * | `9` | a digit, 0 to 9 |
 * | `A` | a capital letter, accented ones included |
 * | `a` | a small letter, accented ones included |
 * | `X` | a letter or a digit |
 * | `?` | any one character |
 * | `*` | any characters, or none |
 * | `+` after one of these, or after a character | that one once or more |
 * | `{5}` after one of these, or after a character | that one five times |
 * | `\` before a character | that character itself |
 * | any other character | itself |
 *
 * @param pattern - for example `9{5}` for a postal code, `A99.9*` for a code of the CIM-10.
 * @returns the pattern; it always matches a text as a whole.
 * @throws {RangeError} if the pattern is empty, ends within `\` or `{`, repeats nothing, or has more than 1000 characters
 *   when written out (31 with a `*` or `+`).
 * @example
 * matchesText(compilePattern('9{5}'), '07000'); // => true
 * matchesText(compilePattern('A+ a+'), 'É tré'); // => true
 * matchesText(compilePattern('\\A9'), 'B1'); // => false
 */
export function compilePattern(pattern: string): CompiledPattern {
  const items = readItems([...pattern]);
  const isFixed = items.every(({ repeats }) => !repeats);
  if (items.length === 0) throw new RangeError('pattern: expected at least one character');
  if (items.length > (isFixed ? MAX_ITEMS : MAX_BITS)) {
    throw new RangeError(`pattern: expected at most ${isFixed ? MAX_ITEMS : `${MAX_BITS} characters with * or +, ${MAX_ITEMS}`} characters, got ${items.length}`);
  }
  const isShort = items.length <= MAX_BITS;
  const bitsWhere = (holds: (item: PatternItem) => boolean): number =>
    isShort ? items.reduce((bits, item, index) => (holds(item) ? bits | (1 << index) : bits), 0) : 0;
  return {
    items,
    repeated: bitsWhere(({ repeats }) => repeats),
    optional: bitsWhere(({ optional }) => optional),
    accepts: Int32Array.from({ length: 128 }, (_, character) => bitsWhere((item) => accepts(item, character))),
    isShort,
  };
}

function readItems(characters: readonly string[]): PatternItem[] {
  const items: PatternItem[] = [];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at]!;
    const last = items.at(-1);
    if (character === '*') {
      // Two in a row accept what one does.
      if (last?.optional !== true) items.push({ accepts: 'any', repeats: true, optional: true });
    } else if (character === '+') {
      if (last === undefined || last.repeats) throw new RangeError('pattern: expected a character before +');
      items[items.length - 1] = { ...last, repeats: true };
    } else if (character === '{') {
      const end = characters.indexOf('}', at);
      const count = Number(characters.slice(at + 1, Math.max(at, end)).join(''));
      if (last === undefined || last.repeats || end < 0) throw new RangeError('pattern: expected a character before { and } after it');
      if (!Number.isInteger(count) || count < 1 || count > MAX_ITEMS) throw new RangeError(`pattern: expected a whole number from 1 to ${MAX_ITEMS} between { and }`);
      for (let copy = 1; copy < count; copy++) items.push(last);
      at = end;
    } else if (character === '\\') {
      const literal = characters[++at];
      if (literal === undefined) throw new RangeError('pattern: expected a character after \\');
      items.push({ accepts: literal.codePointAt(0)!, repeats: false, optional: false });
    } else {
      items.push({ accepts: CLASSES[character] ?? character.codePointAt(0)!, repeats: false, optional: false });
    }
  }
  return items;
}

/** Tells whether an item accepts a character, by its code point. */
function accepts({ accepts: accepted }: PatternItem, character: number): boolean {
  switch (accepted) {
    case 'any':
      return true;
    case 'digit':
      return isDigit(character);
    case 'capital':
      return isCapital(character);
    case 'small':
      return isSmall(character);
    case 'alphanumeric':
      return isDigit(character) || isCapital(character) || isSmall(character);
    default:
      return accepted === character;
  }
}

function isDigit(character: number): boolean {
  return character >= 0x30 && character <= 0x39;
}

/** Letters of Latin-1 and, beyond it, those of French: Œ, Ÿ and œ. */
function isCapital(character: number): boolean {
  return (character >= 0x41 && character <= 0x5a) || (character >= 0xc0 && character <= 0xde && character !== 0xd7) || character === 0x152 || character === 0x178;
}

function isSmall(character: number): boolean {
  return (character >= 0x61 && character <= 0x7a) || (character >= 0xdf && character <= 0xff && character !== 0xf7) || character === 0x153;
}

/**
 * Tells whether a text has a form.
 *
 * @param pattern - the form.
 * @param bytes - UTF-8 text.
 * @param start - first byte of the text.
 * @param end - one past its last byte.
 * @returns whether the whole text matches.
 * @remarks O(end − start) time; no allocation.
 */
export function matches(pattern: CompiledPattern, bytes: Uint8Array, start: number, end: number): boolean {
  return pattern.isShort ? matchesBits(pattern, bytes, start, end) : matchesItems(pattern.items, bytes, start, end);
}

/** Follows all ways to match at once: bit `i` says that the first `i` items have matched so far. */
function matchesBits({ items, repeated, optional, accepts: accepting }: CompiledPattern, bytes: Uint8Array, start: number, end: number): boolean {
  let states = 1 | ((optional & 1) << 1);
  for (let at = start; at < end && states !== 0;) {
    const byte = bytes[at]!;
    let accepted: number;
    if (byte < 0x80) {
      accepted = accepting[byte]!;
      at++;
    } else {
      const character = characterAt(bytes, at, end);
      accepted = 0;
      for (let index = 0; index < items.length; index++) if (accepts(items[index]!, character)) accepted |= 1 << index;
      at += widthOf(byte);
    }
    const advanced = (states & accepted) << 1;
    const stayed = states & ((accepted & repeated) << 1);
    states = advanced | stayed;
    states |= (states & optional) << 1;
  }
  return (states & (1 << items.length)) !== 0;
}

function matchesItems(items: readonly PatternItem[], bytes: Uint8Array, start: number, end: number): boolean {
  let item = 0;
  for (let at = start; at < end; at += widthOf(bytes[at]!)) {
    if (item === items.length || !accepts(items[item++]!, characterAt(bytes, at, end))) return false;
  }
  return item === items.length;
}

/** Bytes of the character that begins with a byte. */
function widthOf(byte: number): number {
  return byte < 0xc0 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

/** The code point of the character at a place; text is well-formed where it has entered. */
function characterAt(bytes: Uint8Array, at: number, end: number): number {
  const byte = bytes[at]!;
  const width = widthOf(byte);
  if (width === 1 || at + width > end) return byte;
  let character = byte & (0x7f >> width);
  for (let index = 1; index < width; index++) character = (character << 6) | (bytes[at + index]! & 0x3f);
  return character;
}

const encoder = new TextEncoder();

/**
 * Tells whether a text has a form.
 *
 * @param pattern - the form.
 * @param text - the text.
 * @returns whether the whole text matches.
 */
export function matchesText(pattern: CompiledPattern, text: string): boolean {
  const bytes = encoder.encode(text);
  return matches(pattern, bytes, 0, bytes.length);
}
