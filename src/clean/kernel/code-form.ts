import { appendBytes, reserve, sameBytes, skipSpace, trimSpace } from '../../text/index.ts';
import type { RowRewriter } from './rewrite-rows.ts';

/** Reasons for a code, by code of reason. */
export const CODE_REASONS: readonly string[] = Object.freeze(['ok', 'null', 'empty', 'length', 'sign']);

const OK = 0;
const EMPTY = 2;
const LENGTH = 3;
const SIGN = 4;
const DIGIT_0 = 48;
const PLUS = 0x2b;
const MINUS = 0x2d;

/** How the codes of a column are written. */
export interface CodeForm {
  /** Characters of a code, zeros in front; 0 for any number. */
  readonly width: number;
  /** Whether zeros in front are cut off; one that stands alone stays. */
  readonly stripsZeros: boolean;
  /** ASCII characters that are left out wherever they stand. */
  readonly remove: string;
  /** ASCII text that is cut off the end as often as it stands there; empty for none. */
  readonly suffix: string;
}

/**
 * Makes the rewriter that brings codes to a form: white space at both ends goes first, then the characters to leave out,
 * the suffix, and the zeros.
 *
 * @param form - the form.
 * @returns a rewriter with {@link CODE_REASONS}: nothing is left of an empty code, one of a wrong length has more
 *   characters than the form, and zeros would stand before the sign of one with a sign.
 */
export function codeRewriter(form: CodeForm): RowRewriter {
  const { width, stripsZeros } = form;
  const isRemoved = new Uint8Array(256);
  for (const character of form.remove) isRemoved[character.charCodeAt(0)] = 1;
  const suffix = Uint8Array.from(form.suffix, (character) => character.charCodeAt(0));
  let scratch = new Uint8Array(64);
  return (writer, bytes, start, end) => {
    const last = trimSpace(bytes, start, end);
    if (scratch.length < last - start) scratch = new Uint8Array(2 * (last - start));
    let count = 0;
    for (let index = skipSpace(bytes, start, last); index < last; index++) {
      if (isRemoved[bytes[index]!] === 0) scratch[count++] = bytes[index]!;
    }
    count = endOfCode(scratch, count, suffix);
    let from = skipSpace(scratch, 0, count);
    while (stripsZeros && from < count - 1 && scratch[from] === DIGIT_0) from = skipSpace(scratch, from + 1, count);
    let characters = 0;
    for (let index = from; index < count; index++) if ((scratch[index]! & 0xc0) !== 0x80) characters++;
    if (characters === 0) return EMPTY;
    if (width > 0 && characters > width) return LENGTH;
    const zeros = Math.max(0, width - characters);
    if (zeros > 0 && (scratch[from] === MINUS || scratch[from] === PLUS)) return SIGN;
    reserve(writer, zeros);
    writer.bytes.fill(DIGIT_0, writer.at, writer.at + zeros);
    writer.at += zeros;
    appendBytes(writer, scratch, from, count);
    return OK;
  };
}

/** Cuts white space and suffixes off the end until there are none. */
function endOfCode(bytes: Uint8Array, length: number, suffix: Uint8Array): number {
  let end = trimSpace(bytes, 0, length);
  const { length: width } = suffix;
  while (width > 0 && end >= width && sameBytes(bytes, end - width, end, suffix, 0, width)) end = trimSpace(bytes, 0, end - width);
  return end;
}
