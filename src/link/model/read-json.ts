import { refusePlan } from '../../core/errors.ts';

/** Levels of nesting that are read: deeper text would exhaust whoever walks it. */
const MAX_LEVELS = 100;

const WORDS: readonly (readonly [string, null | boolean])[] = [['null', null], ['true', true], ['false', false]];

/**
 * Reads JSON strictly: no name twice in one object, at most a hundred levels.
 *
 * @param text - JSON (RFC 8259).
 * @returns the value it holds.
 * @throws {PlanError} `PLAN_SYNTAX` with line and column; the text itself is never quoted.
 */
export function readJson(text: string): unknown {
  const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
  let at = 0;

  const refuse = (expected: string, place = at): never => {
    const before = text.slice(0, place).split('\n');
    return refusePlan('PLAN_SYNTAX', '', `expected ${expected} at line ${before.length}, column ${before.at(-1)!.length + 1}`);
  };
  const skipSpace = (): void => {
    while (at < text.length && ' \t\r\n'.includes(text[at]!)) at++;
  };
  const takes = (character: string): boolean => {
    skipSpace();
    if (text[at] !== character) return false;
    at++;
    return true;
  };

  const readText = (): string => {
    const start = at;
    for (at++; text[at] !== '"'; at += text[at] === '\\' ? 2 : 1) if (at >= text.length) refuse('the end of the text that starts', start);
    at++;
    try {
      return JSON.parse(text.slice(start, at)) as string;
    } catch {
      return refuse('text without control characters or unknown escapes', start);
    }
  };
  const readNumber = (): number => {
    number.lastIndex = at;
    const found = number.exec(text)?.[0] ?? refuse('a JSON value');
    at += found.length;
    return Number(found);
  };
  const readList = (level: number): unknown[] => {
    const list: unknown[] = [];
    if (takes(']')) return list;
    do list.push(readValue(level)); while (takes(','));
    return takes(']') ? list : refuse('"," or "]"');
  };
  const readObject = (level: number): object => {
    const members = new Map<string, unknown>();
    if (takes('}')) return {};
    do {
      skipSpace();
      if (text[at] !== '"') refuse('a name in quotes');
      const start = at;
      const name = readText();
      if (members.has(name)) refuse('every name once in an object, and this one a second time', start);
      if (!takes(':')) refuse('":"');
      members.set(name, readValue(level));
    } while (takes(','));
    return takes('}') ? Object.fromEntries(members) : refuse('"," or "}"');
  };
  const readValue = (level: number): unknown => {
    if (level > MAX_LEVELS) refuse(`at most ${MAX_LEVELS} levels`);
    if (takes('{')) return readObject(level + 1);
    if (takes('[')) return readList(level + 1);
    if (text[at] === '"') return readText();
    for (const [word, value] of WORDS) {
      if (!text.startsWith(word, at)) continue;
      at += word.length;
      return value;
    }
    return readNumber();
  };

  const value = readValue(1);
  skipSpace();
  return at === text.length ? value : refuse('the end');
}
