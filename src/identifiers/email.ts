import { skipBlanks, trimBlanks } from './blanks.ts';
import { reasonTable, REASON_OK, type CommonReason, type Identifier } from './identifier.ts';

/**
 * E-mail addresses, as far as people's addresses go: a local part of letters, digits, single points and the signs that
 * RFC 5321 allows in an unquoted one, an @, and a domain name of at least two labels.
 *
 * Refused although the standard knows them: quoted local parts, addresses by number (`[192.0.2.1]`), letters outside
 * ASCII (RFC 6531), comments. The domain is brought to lower case; the local part is left as it is, since only its
 * server knows whether case matters.
 *
 * @see RFC 5321, sections 4.1.2 and 4.5.3.1; RFC 1123, section 2.1; RFC 2606 for reserved names.
 */

/** Names of the reasons for an e-mail address. `reserved` is a domain kept for examples and tests. */
export type EmailReason = CommonReason | 'empty' | 'length' | 'character' | 'at' | 'localPart' | 'domain' | 'reserved';

const EMPTY = 2;
const LENGTH = 3;
const CHARACTER = 4;
const AT = 5;
const LOCAL_PART = 6;
const DOMAIN = 7;
const RESERVED = 8;

/** Characters of the longest address: 256 of a path, less its angle brackets. */
export const EMAIL_WIDTH = 254;

const MAX_LOCAL_PART = 64;
const MAX_LABEL = 63;

const AT_SIGN = 64;
const POINT = 46;
const HYPHEN = 45;

/** What an address is made of: 2 for the characters of both parts, 1 for those of a local part only and the @. */
const KIND = new Uint8Array(256);
for (const character of "@!#$%&'*+/=?^_`{|}~") KIND[character.charCodeAt(0)] = 1;
for (const character of '.-0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ') KIND[character.charCodeAt(0)] = 2;

const IN_DOMAIN = 2;

/** Endings of domains that no one can own. */
const RESERVED_DOMAINS: readonly Uint8Array[] = ['example', 'test', 'invalid', 'localhost', 'example.com', 'example.net', 'example.org']
  .map((name) => new TextEncoder().encode(name));

/** The e-mail address as an {@link Identifier}. */
export const email: Identifier<'email', EmailReason> = Object.freeze({
  name: 'email',
  width: EMAIL_WIDTH,
  isFixed: false,
  reasons: reasonTable([
    ['empty', 'format'],
    ['length', 'format'],
    ['character', 'format'],
    ['at', 'format'],
    ['localPart', 'format'],
    ['domain', 'format'],
    ['reserved', 'plausibility'],
  ]),
  read: readEmail,
  format: (canonical: string): string => canonical,
});

/**
 * Reads one e-mail address from bytes, blanks around it.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the value.
 * @param end - one past its last byte.
 * @param out - receives the canonical form.
 * @param at - where it goes: `out[at … at + 254)`, zeros after a shorter form.
 * @returns a code into `email.reasons`.
 */
export function readEmail(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  const from = skipBlanks(bytes, start, end);
  const to = trimBlanks(bytes, from, end);
  if (from === to) return EMPTY;
  if (to - from > EMAIL_WIDTH) return LENGTH;
  let sign = -1;
  for (let index = from; index < to; index++) {
    const byte = bytes[index]!;
    if (KIND[byte] === 0) return CHARACTER;
    if (byte !== AT_SIGN) continue;
    if (sign >= 0) return AT;
    sign = index;
  }
  if (sign < 0) return AT;
  if (!isLocalPart(bytes, from, sign)) return LOCAL_PART;
  if (!isDomain(bytes, sign + 1, to)) return DOMAIN;
  for (let index = from; index < to; index++) {
    const byte = bytes[index]!;
    out[at + index - from] = index > sign && byte >= 65 && byte <= 90 ? byte + 32 : byte;
  }
  out.fill(0, at + to - from, at + EMAIL_WIDTH);
  return isReserved(out, at + sign + 1 - from, at + to - from) ? RESERVED : REASON_OK;
}

// Tells whether points stand between other characters only.
function isLocalPart(bytes: Uint8Array, start: number, end: number): boolean {
  if (start === end || end - start > MAX_LOCAL_PART || bytes[end - 1] === POINT) return false;
  for (let index = start; index < end; index++) if (bytes[index] === POINT && (index === start || bytes[index - 1] === POINT)) return false;
  return true;
}

// Tells whether there are two labels or more, of letters, digits and hyphens inside, the last one no number.
function isDomain(bytes: Uint8Array, start: number, end: number): boolean {
  let label = start;
  let labels = 0;
  for (let index = start; index <= end; index++) {
    const byte = index === end ? POINT : bytes[index]!;
    if (KIND[byte] !== IN_DOMAIN) return false;
    if (byte !== POINT) continue;
    const length = index - label;
    if (length === 0 || length > MAX_LABEL || bytes[label] === HYPHEN || bytes[index - 1] === HYPHEN) return false;
    labels++;
    if (index === end) return labels >= 2 && length >= 2 && !isNumber(bytes, label, end);
    label = index + 1;
  }
  return false;
}

function isNumber(bytes: Uint8Array, start: number, end: number): boolean {
  for (let index = start; index < end; index++) if (bytes[index]! < 48 || bytes[index]! > 57) return false;
  return true;
}

// Tells whether a domain in lower case is, or lies below, one that is reserved.
function isReserved(out: Uint8Array, start: number, end: number): boolean {
  for (const name of RESERVED_DOMAINS) {
    const from = end - name.length;
    if (from < start || (from > start && out[from - 1] !== POINT)) continue;
    let index = 0;
    while (index < name.length && out[from + index] === name[index]) index++;
    if (index === name.length) return true;
  }
  return false;
}
