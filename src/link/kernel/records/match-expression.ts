import { prefixExpression, type PrefixExpression } from './match-prefix.ts';
import { isWithin, parseExpression, type Assertion, type CharacterRanges, type ExpressionFault, type ExpressionNode } from './parse-expression.ts';

/** Kinds of instructions. A thread goes on at the next one unless said otherwise. */
const CLASS = 0;
const ASSERTION = 1;
/** Goes on at `left` and, less wanted, at `right`. */
const SPLIT = 2;
const JUMP = 3;
const GROUP_START = 4;
const GROUP_END = 5;
const FOUND = 6;

/** One instruction: `left` is a class, an assertion or a place in the program; `right` a place. */
interface Instruction {
  readonly kind: number;
  left: number;
  right: number;
}

/** A regular expression made ready, with the group to take out. */
export interface RegularExpression {
  readonly instructions: readonly Instruction[];
  readonly classes: readonly CharacterClass[];
  /** Whether it can begin at the start of a text only. */
  readonly isAnchored: boolean;
  /** The same for texts of ASCII, where it takes out all that is found and is simple enough; else null. */
  readonly prefix: PrefixExpression | null;
}

/** A class of characters. */
interface CharacterClass {
  readonly ranges: CharacterRanges;
  /** Uint8Array(128): 1 for the ASCII characters in it. */
  readonly ascii: Uint8Array;
}

const ASSERTIONS: readonly Assertion[] = ['start', 'end', 'wordBoundary', 'noWordBoundary'];

/** Instructions of a program: counts in braces multiply. */
const MAX_INSTRUCTIONS = 10_000;

/**
 * Makes a regular expression ready.
 *
 * @param pattern - the expression; see {@link parseExpression}.
 * @param group - the group to take out; 0 takes all that is found.
 * @returns the expression, or what is wrong with it.
 * @example
 * const user = compileExpression('^[^@]+', 0);
 * 'message' in user ? user.message : expressionFinder(user)('anne@example.org'); // => 'anne'
 */
export function compileExpression(pattern: string, group: number): RegularExpression | ExpressionFault {
  const parsed = parseExpression(pattern);
  if ('message' in parsed) return parsed;
  if (group > parsed.groups) return { message: `expected a group from 0 to ${parsed.groups}`, at: 0 };
  if (instructionsOf(parsed.node) > MAX_INSTRUCTIONS) return { message: 'too long: counts in braces multiply', at: 0 };
  const instructions: Instruction[] = [];
  const classes: CharacterClass[] = [];
  emit({ kind: 'group', group: 0, of: parsed.node }, group, instructions, classes);
  instructions.push({ kind: FOUND, left: 0, right: 0 });
  return { instructions, classes, isAnchored: startsAnchored(parsed.node), prefix: group === 0 ? prefixExpression(parsed.node) : null };
}

function instructionsOf(node: ExpressionNode): number {
  switch (node.kind) {
    case 'sequence':
    case 'choice':
      return node.of.reduce((sum, part) => sum + instructionsOf(part) + 2, 0);
    case 'group':
      return instructionsOf(node.of) + 2;
    case 'repeat':
      return (instructionsOf(node.of) + 2) * Math.max(1, node.max === Infinity ? node.min + 1 : node.max);
    default:
      return 1;
  }
}

function startsAnchored(node: ExpressionNode): boolean {
  switch (node.kind) {
    case 'assertion':
      return node.assertion === 'start';
    case 'sequence':
      return node.of.length > 0 && startsAnchored(node.of[0]!);
    case 'choice':
      return node.of.every(startsAnchored);
    case 'group':
      return startsAnchored(node.of);
    default:
      return false;
  }
}

function emit(node: ExpressionNode, group: number, out: Instruction[], classes: CharacterClass[]): void {
  switch (node.kind) {
    case 'class':
      out.push({ kind: CLASS, left: classes.push(characterClass(node.ranges)) - 1, right: 0 });
      return;
    case 'assertion':
      out.push({ kind: ASSERTION, left: ASSERTIONS.indexOf(node.assertion), right: 0 });
      return;
    case 'sequence':
      for (const part of node.of) emit(part, group, out, classes);
      return;
    case 'group':
      if (node.group === group) out.push({ kind: GROUP_START, left: 0, right: 0 });
      emit(node.of, group, out, classes);
      if (node.group === group) out.push({ kind: GROUP_END, left: 0, right: 0 });
      return;
    case 'choice': {
      const ends: Instruction[] = [];
      node.of.forEach((branch, index) => {
        const split = index < node.of.length - 1 ? push(out, SPLIT) : null;
        if (split !== null) split.left = out.length;
        emit(branch, group, out, classes);
        if (split === null) return;
        ends.push(push(out, JUMP));
        split.right = out.length;
      });
      for (const end of ends) end.left = out.length;
      return;
    }
    case 'repeat':
      emitRepeat(node, group, out, classes);
  }
}

function emitRepeat({ of, min, max, isGreedy }: Extract<ExpressionNode, { readonly kind: 'repeat' }>, group: number, out: Instruction[], classes: CharacterClass[]): void {
  const aim = (split: Instruction, inside: number, after: number): void => {
    split.left = isGreedy ? inside : after;
    split.right = isGreedy ? after : inside;
  };
  if (max === Infinity) {
    // The last copy repeats; `x*` is `(x+)?`, so that a copy of nothing ends the repetition, as in RE2.
    for (let count = 1; count < min; count++) emit(of, group, out, classes);
    const entry = min === 0 ? push(out, SPLIT) : null;
    const start = out.length;
    emit(of, group, out, classes);
    const again = push(out, SPLIT);
    aim(again, start, out.length);
    if (entry !== null) aim(entry, start, out.length);
    return;
  }
  for (let count = 0; count < min; count++) emit(of, group, out, classes);
  const splits: (readonly [split: Instruction, inside: number])[] = [];
  for (let count = min; count < max; count++) {
    const split = push(out, SPLIT);
    splits.push([split, out.length]);
    emit(of, group, out, classes);
  }
  for (const [split, inside] of splits) aim(split, inside, out.length);
}

function push(out: Instruction[], kind: number): Instruction {
  const instruction = { kind, left: 0, right: 0 };
  out.push(instruction);
  return instruction;
}

function characterClass(ranges: CharacterRanges): CharacterClass {
  const ascii = new Uint8Array(128);
  for (let point = 0; point < 128; point++) ascii[point] = isWithin(ranges, point) ? 1 : 0;
  return { ranges, ascii };
}

/** Threads by want, the most wanted first: where in the program each is, and what it has of the group. */
interface Threads {
  count: number;
  readonly places: Int32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

const threadsFor = (instructions: number): Threads => ({ count: 0, places: new Int32Array(instructions), starts: new Int32Array(instructions), ends: new Int32Array(instructions) });

/**
 * Makes the function that finds the first place where a regular expression fits a text: the leftmost, and there what
 * backtracking would find first.
 *
 * @param expression - the expression.
 * @returns a function of texts: what its group has; `null` where nothing fits, or the group takes no part.
 * @remarks O(characters × instructions), whatever the expression: all ways are followed at once.
 */
export function expressionFinder({ instructions, classes, isAnchored }: RegularExpression): (text: string) => string | null {
  let now = threadsFor(instructions.length);
  let later = threadsFor(instructions.length);
  /** Where in the text each instruction was last reached: a less wanted way to it says nothing new. */
  const reached = new Int32Array(instructions.length);
  const pending: number[] = [];

  function follow(threads: Threads, text: string, from: number, fromStart: number, fromEnd: number, at: number): void {
    pending.push(from, fromStart, fromEnd);
    while (pending.length > 0) {
      let groupEnd = pending.pop()!;
      let groupStart = pending.pop()!;
      let place = pending.pop()!;
      while (reached[place] !== at) {
        reached[place] = at;
        const { kind, left, right } = instructions[place]!;
        if (kind === CLASS || kind === FOUND) {
          threads.places[threads.count] = place;
          threads.starts[threads.count] = groupStart;
          threads.ends[threads.count++] = groupEnd;
          break;
        }
        if (kind === ASSERTION && !holds(ASSERTIONS[left]!, text, at)) break;
        if (kind === SPLIT) pending.push(right, groupStart, groupEnd);
        if (kind === GROUP_START) groupStart = at;
        if (kind === GROUP_END) groupEnd = at;
        place = kind === SPLIT || kind === JUMP ? left : place + 1;
      }
    }
  }

  return (text) => {
    let found = false;
    let start = -1;
    let end = -1;
    reached.fill(-1);
    now.count = 0;
    for (let at = 0; at <= text.length; ) {
      if (!found && (at === 0 || !isAnchored)) follow(now, text, 0, -1, -1, at);
      if (now.count === 0 && (found || isAnchored)) break;
      const point = at < text.length ? text.codePointAt(at)! : -1;
      const next = at + (point > 0xffff ? 2 : 1);
      later.count = 0;
      for (let index = 0; index < now.count; index++) {
        const place = now.places[index]!;
        const { kind, left } = instructions[place]!;
        if (kind === FOUND) {
          found = true;
          start = now.starts[index]!;
          end = now.ends[index]!;
          break;
        }
        const { ascii, ranges } = classes[left]!;
        if (point >= 0 && (point < 128 ? ascii[point] === 1 : isWithin(ranges, point))) follow(later, text, place + 1, now.starts[index]!, now.ends[index]!, next);
      }
      [now, later] = [later, now];
      at = next;
    }
    return found && start >= 0 ? text.slice(start, end) : null;
  };
}

function holds(assertion: Assertion, text: string, at: number): boolean {
  switch (assertion) {
    case 'start':
      return at === 0;
    case 'end':
      return at === text.length;
    default: {
      const isBoundary = isWord(text.charCodeAt(at - 1)) !== isWord(text.charCodeAt(at));
      return isBoundary === (assertion === 'wordBoundary');
    }
  }
}

const isWord = (unit: number): boolean => (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || unit === 95 || (unit >= 97 && unit <= 122);
