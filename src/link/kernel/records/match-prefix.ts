import { isWithin, type CharacterRanges, type ExpressionNode } from './parse-expression.ts';

/** Characters of one class that follow each other: as many as there are, from a least to a most number. */
interface PrefixRun {
  /** Uint8Array(128): 1 for the ASCII characters of the class. */
  readonly ascii: Uint8Array;
  readonly min: number;
  readonly max: number;
}

/** A regular expression that fits the start of an ASCII text in one way at most: no way has to be taken back. */
export interface PrefixExpression {
  readonly runs: readonly PrefixRun[];
  /** Whether it must end where the text does. */
  readonly isWhole: boolean;
}

/**
 * Tells whether an expression is a chain of classes at the start of a text of which each ends where the next begins, as in
 * `^[^@]+` or `^[A-Za-z]{1,2}[0-9]`.
 *
 * @param node - the expression.
 * @returns the chain; `null` where the expression is another thing.
 */
export function prefixExpression(node: ExpressionNode): PrefixExpression | null {
  if (node.kind !== 'sequence') return null;
  const [first, ...parts] = node.of;
  if (!isAssertion(first, 'start')) return null;
  const isWhole = isAssertion(parts.at(-1), 'end');
  const runs = (isWhole ? parts.slice(0, -1) : parts).map(runOf);
  if (!runs.every((run) => run !== null)) return null;
  return runs.every((_, index) => endsWhereNextBegins(runs, index)) ? { runs, isWhole } : null;
}

function isAssertion(node: ExpressionNode | undefined, assertion: 'start' | 'end'): boolean {
  return node?.kind === 'assertion' && node.assertion === assertion;
}

function runOf(node: ExpressionNode): PrefixRun | null {
  if (node.kind === 'class') return { ascii: asciiOf(node.ranges), min: 1, max: 1 };
  if (node.kind !== 'repeat' || node.of.kind !== 'class' || !node.isGreedy) return null;
  return { ascii: asciiOf(node.of.ranges), min: node.min, max: node.max };
}

function asciiOf(ranges: CharacterRanges): Uint8Array {
  return new Uint8Array(128).map((_, point) => (isWithin(ranges, point) ? 1 : 0));
}

/** A run of any length must stop at characters that none of the runs after it wants, up to the first that must be there. */
function endsWhereNextBegins(runs: readonly PrefixRun[], index: number): boolean {
  const { ascii, min, max } = runs[index]!;
  if (min === max) return true;
  for (let next = index + 1; next < runs.length; next++) {
    const other = runs[next]!;
    if (ascii.some((own, point) => own === 1 && other.ascii[point] === 1)) return false;
    if (other.min > 0) return true;
  }
  return true;
}

/**
 * Finds how far an expression fits.
 *
 * @param expression - from {@link prefixExpression}.
 * @param bytes - text of ASCII.
 * @param start - its first byte.
 * @param end - one past its last byte.
 * @returns one past the last byte that fits; −1 where the expression does not.
 * @remarks O(end − start).
 */
export function prefixEnd({ runs, isWhole }: PrefixExpression, bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  for (const { ascii, min, max } of runs) {
    const limit = Math.min(end, at + max);
    const least = at + min;
    while (at < limit && ascii[bytes[at]!] === 1) at++;
    if (at < least) return -1;
  }
  return isWhole && at < end ? -1 : at;
}
