/** One field of a record read by itself: its text without enclosing quotes, doubled quotes made single. */
export interface SplitRecord {
  readonly fields: readonly Uint8Array[];
  /** First byte after the record and its line break. */
  readonly next: number;
}

/** Why a record could not be split: its end is not in sight, its quotes are wrong, it holds a byte 0, or too many fields. */
export type SplitFault = 'unfinished' | 'quote' | 'null byte' | 'field count';

/** Fields of a record at most. */
export const MOST_FIELDS = 65_536;

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const QUOTE = 34;

/**
 * Splits the first record of a text into its fields; empty lines before it are passed over.
 *
 * @param bytes - holds the text.
 * @param from - first byte.
 * @param to - one past the last byte there is so far.
 * @param isLast - whether nothing follows.
 * @param delimiter - the byte between two fields.
 * @param hasQuotes - whether `"` encloses fields.
 * @returns the fields, or why there are none.
 * @remarks Copies every field: for headers, not for data.
 */
export function splitRecord(
  bytes: Uint8Array, from: number, to: number, isLast: boolean, delimiter: number, hasQuotes: boolean,
): SplitRecord | SplitFault {
  let at = from;
  while (at < to && isLineEnd(bytes[at]!)) at++;
  const fields: Uint8Array[] = [];
  for (;;) {
    let start = at;
    const isQuoted = hasQuotes && at < to && bytes[at] === QUOTE;
    if (isQuoted) {
      at = closingQuote(bytes, at + 1, to);
      if (at === to) return isLast ? 'quote' : 'unfinished';
      start++;
    } else while (at < to && bytes[at] !== delimiter && !isLineEnd(bytes[at]!)) at++;
    const field = isQuoted ? single(bytes.subarray(start, at)) : bytes.slice(start, at);
    if (field.includes(0)) return 'null byte';
    if (!isQuoted && hasQuotes && field.includes(QUOTE)) return 'quote';
    if (fields.length === MOST_FIELDS) return 'field count';
    fields.push(field);
    if (isQuoted) at++;
    if (at >= to) return isLast ? { fields, next: to } : 'unfinished';
    if (bytes[at] === delimiter) at++;
    else if (!isLineEnd(bytes[at]!)) return 'quote';
    else break;
  }
  // Whether a line feed belongs to this line break shows only with the byte after it.
  if (bytes[at] === CARRIAGE_RETURN && at + 1 === to && !isLast) return 'unfinished';
  return { fields, next: bytes[at] === CARRIAGE_RETURN && bytes[at + 1] === LINE_FEED && at + 1 < to ? at + 2 : at + 1 };
}

function isLineEnd(byte: number): boolean {
  return byte === LINE_FEED || byte === CARRIAGE_RETURN;
}

// Finds the quote that closes a field, or `to`.
function closingQuote(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    if (bytes[at] !== QUOTE) continue;
    if (at + 1 === to || bytes[at + 1] !== QUOTE) return at;
    at++;
  }
  return to;
}

// Copies a text with its doubled quotes made single.
function single(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    out[length++] = bytes[at]!;
    if (bytes[at] === QUOTE) at++;
  }
  return out.slice(0, length);
}
