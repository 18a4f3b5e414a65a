/**
 * Regular expressions as RE2 has them: no look-around and no back-references, so that matching takes time in proportion to
 * the text, whatever the expression.
 *
 * @see Russ Cox, Regular Expression Matching: the Virtual Machine Approach, 2009.
 */

/** Code points of a class: pairs of first and last, ascending. */
export type CharacterRanges = readonly number[];

/**
 * Tells whether a class has a character.
 *
 * @param ranges - the class.
 * @param point - code point of the character.
 * @returns whether one of the ranges holds it.
 */
export function isWithin(ranges: CharacterRanges, point: number): boolean {
  for (let index = 0; index < ranges.length; index += 2) if (point >= ranges[index]! && point <= ranges[index + 1]!) return true;
  return false;
}

/** What must hold between two characters. */
export type Assertion = 'start' | 'end' | 'wordBoundary' | 'noWordBoundary';

/** A part of a regular expression. */
export type ExpressionNode =
  | { readonly kind: 'class'; readonly ranges: CharacterRanges }
  | { readonly kind: 'assertion'; readonly assertion: Assertion }
  /** Group 0 is the whole; `null` groups without capturing. */
  | { readonly kind: 'group'; readonly group: number | null; readonly of: ExpressionNode }
  | { readonly kind: 'sequence'; readonly of: readonly ExpressionNode[] }
  | { readonly kind: 'choice'; readonly of: readonly ExpressionNode[] }
  | { readonly kind: 'repeat'; readonly of: ExpressionNode; readonly min: number; readonly max: number; readonly isGreedy: boolean };

/** What is wrong with a regular expression: words, and the position of the character. */
export interface ExpressionFault {
  readonly message: string;
  readonly at: number;
}

/** Most repetitions that may be written in numbers, and the depth of groups. */
const MAX_COUNT = 1000;
const MAX_DEPTH = 50;
const LAST_POINT = 0x10ffff;

const CLASSES: Readonly<Record<string, CharacterRanges>> = {
  d: [48, 57], w: [48, 57, 65, 90, 95, 95, 97, 122], s: [9, 10, 12, 13, 32, 32],
};
const NAMED: Readonly<Record<string, CharacterRanges>> = {
  alpha: [65, 90, 97, 122], digit: [48, 57], alnum: [48, 57, 65, 90, 97, 122], upper: [65, 90], lower: [97, 122], space: [9, 13, 32, 32], punct: [33, 47, 58, 64, 91, 96, 123, 126],
};
const CONTROLS: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13 };
const NOT_NEW_LINE: CharacterRanges = [0, 9, 11, LAST_POINT];

/** Where the reading stands, and the first thing found wrong. */
interface Reading {
  readonly characters: readonly string[];
  at: number;
  groups: number;
  fault: ExpressionFault | null;
}

const NOTHING: ExpressionNode = Object.freeze({ kind: 'sequence', of: [] });

/**
 * Reads a regular expression.
 *
 * @param pattern - characters, `.`, classes (`[A-Z]`, `[^@]`, `[[:alpha:]]`, `\d \w \s` and their opposites), groups,
 *   `|`, `* + ? {2} {2,} {2,3}` greedy or lazy, `^ $ \b \B`.
 * @returns the expression and the number of its groups, or what is wrong with it.
 */
export function parseExpression(pattern: string): { readonly node: ExpressionNode; readonly groups: number } | ExpressionFault {
  const reading: Reading = { characters: Array.from(pattern), at: 0, groups: 0, fault: null };
  const node = readChoice(reading, 0);
  if (reading.at < reading.characters.length) refuse(reading, 'a parenthesis that closes nothing');
  return reading.fault ?? { node, groups: reading.groups };
}

/** Notes a fault and reads no further. */
function refuse(reading: Reading, message: string): ExpressionNode {
  reading.fault ??= { message, at: reading.at };
  reading.at = reading.characters.length;
  return NOTHING;
}

const next = ({ characters, at }: Reading): string | undefined => characters[at];

/** Steps over a text that comes next. */
function take(reading: Reading, text: string): boolean {
  for (let index = 0; index < text.length; index++) if (reading.characters[reading.at + index] !== text[index]) return false;
  reading.at += text.length;
  return true;
}

function readChoice(reading: Reading, depth: number): ExpressionNode {
  const branches = [readSequence(reading, depth)];
  while (take(reading, '|')) branches.push(readSequence(reading, depth));
  return branches.length === 1 ? branches[0]! : { kind: 'choice', of: branches };
}

function readSequence(reading: Reading, depth: number): ExpressionNode {
  const parts: ExpressionNode[] = [];
  for (let character = next(reading); character !== undefined && character !== '|' && character !== ')'; character = next(reading)) {
    parts.push(readRepeats(reading, readAtom(reading, depth)));
  }
  return { kind: 'sequence', of: parts };
}

function readAtom(reading: Reading, depth: number): ExpressionNode {
  if (take(reading, '(')) return readGroup(reading, depth + 1);
  if (take(reading, '[')) return { kind: 'class', ranges: readClass(reading) };
  if (take(reading, '.')) return { kind: 'class', ranges: NOT_NEW_LINE };
  if (take(reading, '^')) return { kind: 'assertion', assertion: 'start' };
  if (take(reading, '$')) return { kind: 'assertion', assertion: 'end' };
  if (take(reading, '\\b')) return { kind: 'assertion', assertion: 'wordBoundary' };
  if (take(reading, '\\B')) return { kind: 'assertion', assertion: 'noWordBoundary' };
  if (take(reading, '\\')) return { kind: 'class', ranges: readEscape(reading) };
  const character = next(reading)!;
  if (character === '*' || character === '+' || character === '?') return refuse(reading, 'nothing to repeat');
  reading.at++;
  return { kind: 'class', ranges: single(character.codePointAt(0)!) };
}

function readGroup(reading: Reading, depth: number): ExpressionNode {
  if (depth > MAX_DEPTH) return refuse(reading, `expected at most ${MAX_DEPTH} groups inside each other`);
  let group: number | null = null;
  if (!take(reading, '?:')) {
    if (next(reading) === '?') return refuse(reading, 'look-around, names and flags of groups are not supported');
    group = ++reading.groups;
  }
  const of = readChoice(reading, depth);
  return take(reading, ')') ? { kind: 'group', group, of } : refuse(reading, 'a parenthesis that is not closed');
}

function readRepeats(reading: Reading, atom: ExpressionNode): ExpressionNode {
  const counts = readCounts(reading);
  if (counts === null) return atom;
  const isGreedy = !take(reading, '?');
  if (readCounts(reading) !== null) return refuse(reading, 'a repetition of a repetition: put the first one into a group');
  return atom.kind === 'assertion' ? refuse(reading, 'nothing to repeat') : { kind: 'repeat', of: atom, ...counts, isGreedy };
}

function readCounts(reading: Reading): { min: number; max: number } | null {
  if (take(reading, '*')) return { min: 0, max: Infinity };
  if (take(reading, '+')) return { min: 1, max: Infinity };
  if (take(reading, '?')) return { min: 0, max: 1 };
  const counts = /^\{(\d{1,4})(,?)(\d{0,4})\}/.exec(reading.characters.slice(reading.at, reading.at + 12).join(''));
  if (counts === null || (counts[2] === '' && counts[3] !== '')) return null;
  const min = Number(counts[1]);
  const max = counts[2] === '' ? min : counts[3] === '' ? Infinity : Number(counts[3]);
  if (min > MAX_COUNT || (max !== Infinity && (max > MAX_COUNT || max < min))) {
    refuse(reading, `expected counts that ascend, of at most ${MAX_COUNT}`);
    return null;
  }
  reading.at += counts[0].length;
  return { min, max };
}

/** Reads a class after its bracket. */
function readClass(reading: Reading): CharacterRanges {
  const isNegated = take(reading, '^');
  const ranges: number[] = [];
  let isFirst = true;
  while (isFirst || next(reading) !== ']') {
    isFirst = false;
    const from = readMember(reading);
    if (reading.fault !== null) return [];
    if (next(reading) !== '-' || reading.characters[reading.at + 1] === ']' || from.length !== 2 || from[0] !== from[1]) {
      ranges.push(...from);
      continue;
    }
    reading.at++;
    const to = readMember(reading);
    if (to.length !== 2 || to[0] !== to[1] || to[0]! < from[0]!) {
      refuse(reading, 'expected a range of characters that ascends');
      return [];
    }
    ranges.push(from[0]!, to[0]!);
  }
  reading.at++;
  return isNegated ? complement(ranges) : united(ranges);
}

function readMember(reading: Reading): CharacterRanges {
  const character = next(reading);
  if (character === undefined) {
    refuse(reading, 'a bracket that is not closed');
    return [];
  }
  const named = /^\[:(\^?)([a-z]+):\]/.exec(reading.characters.slice(reading.at, reading.at + 12).join(''));
  if (named !== null) {
    const ranges = Object.hasOwn(NAMED, named[2]!) ? NAMED[named[2]!]! : undefined;
    if (ranges === undefined) {
      refuse(reading, 'an unknown class of characters');
      return [];
    }
    reading.at += named[0].length;
    return named[1] === '^' ? complement(ranges) : ranges;
  }
  reading.at++;
  return character === '\\' ? readEscape(reading) : single(character.codePointAt(0)!);
}

/** Reads what follows a backslash. */
function readEscape(reading: Reading): CharacterRanges {
  const character = next(reading);
  if (character === undefined) {
    refuse(reading, 'a backslash before nothing');
    return [];
  }
  if (/\d/.test(character)) {
    refuse(reading, 'back-references are not supported');
    return [];
  }
  reading.at++;
  const lower = character.toLowerCase();
  if (Object.hasOwn(CLASSES, lower)) return character === lower ? CLASSES[lower]! : complement(CLASSES[lower]!);
  if (Object.hasOwn(CONTROLS, character)) return single(CONTROLS[character]!);
  if (/[A-Za-z]/.test(character)) {
    reading.at--;
    refuse(reading, 'an unknown escape');
    return [];
  }
  return single(character.codePointAt(0)!);
}

const single = (point: number): CharacterRanges => [point, point];

/** Sorts ranges and joins those that touch. */
function united(ranges: CharacterRanges): CharacterRanges {
  const pairs = Array.from({ length: ranges.length / 2 }, (_, index) => [ranges[2 * index]!, ranges[2 * index + 1]!] as const).sort((left, right) => left[0] - right[0]);
  const out: number[] = [];
  for (const [from, to] of pairs) {
    if (out.length > 0 && from <= out.at(-1)! + 1) out[out.length - 1] = Math.max(out.at(-1)!, to);
    else out.push(from, to);
  }
  return out;
}

function complement(ranges: CharacterRanges): CharacterRanges {
  const out: number[] = [];
  let from = 0;
  const taken = united(ranges);
  for (let index = 0; index < taken.length; index += 2) {
    if (taken[index]! > from) out.push(from, taken[index]! - 1);
    from = taken[index + 1]! + 1;
  }
  if (from <= LAST_POINT) out.push(from, LAST_POINT);
  return out;
}
