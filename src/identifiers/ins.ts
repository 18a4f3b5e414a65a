import { EMPTY, LENGTH } from './digits.ts';
import { reasonTable, REASON_OK, type Identifier, type IdentifierLevel } from './identifier.ts';
import { inGroups } from './in-groups.ts';
import { NIR_WIDTH, nir, readNir, type NirReason } from './nir.ts';
import { validateIdentifier } from './plain-text.ts';
import { gatherCharacters } from './separators.ts';

/**
 * INS, the national health identity: a NIR, or a waiting number (NIA) of the same form, with its key, and an object
 * identifier (OID) that says which of the two it is. The traits that belong to it stand in other columns.
 *
 * The canonical form is the 15 characters, key included, Corsica as capital `2A` or `2B`.
 *
 * @see Agence du numérique en santé, référentiel identifiant national de santé, list of OIDs.
 */

/** Who issued an INS: the registers of NIR and NIA, or somebody's tests and demonstrations. */
export type InsIssuer = 'nir' | 'nia' | 'test' | 'demo';

/** The issuers by OID. */
export const INS_OIDS: Readonly<Record<string, InsIssuer>> = Object.freeze({
  '1.2.250.1.213.1.4.8': 'nir',
  '1.2.250.1.213.1.4.9': 'nia',
  '1.2.250.1.213.1.4.10': 'test',
  '1.2.250.1.213.1.4.11': 'demo',
});

/**
 * Names of the reasons for an INS: those of a NIR; `kind` for a temporary number, which is no INS; `oid` for an OID that
 * is none of an INS; `test` and `demo` for the OIDs of tests and demonstrations.
 */
export type InsReason = NirReason | 'kind' | 'oid' | 'test' | 'demo';

const KIND = nir.reasons.length;
const OID = KIND + 1;

const OWN_REASONS: readonly (readonly [InsReason, IdentifierLevel])[] = [
  ['kind', 'plausibility'],
  ['oid', 'plausibility'],
  ['test', 'plausibility'],
  ['demo', 'plausibility'],
];

/** Characters of an INS. */
export const INS_WIDTH = 15;

const CARET = 0x5e;
const POINT = 0x2e;
const DIGIT_4 = 52;
/** What all OIDs of an INS start with, and the reason by the number that follows. */
const OID_STEM = new TextEncoder().encode('1.2.250.1.213.1.4.');
const REASON_OF_OID: Readonly<Record<number, number>> = Object.freeze({ 8: REASON_OK, 9: REASON_OK, 10: OID + 1, 11: OID + 2 });

const scratch = new Uint8Array(INS_WIDTH + 1);

/** The INS as an {@link Identifier}: 15 characters, or these in the form of HL7 with their OID, `…^^^name&OID&ISO^INS`. */
export const ins: Identifier<'ins', InsReason> = Object.freeze({
  name: 'ins',
  width: INS_WIDTH,
  isFixed: true,
  reasons: reasonTable<InsReason>([
    ...nir.reasons.slice(2).map(({ name, level }) => [name, level!] as const),
    ...OWN_REASONS,
  ]),
  read: readIns,
  format: (canonical: string): string => inGroups(canonical, [1, 2, 2, 2, 3, 3]),
});

/**
 * Reads one INS from bytes; separators may stand anywhere in its 15 characters. What follows a `^` must hold the OID.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the value.
 * @param end - one past its last byte.
 * @param out - receives the canonical form, the key as it was read.
 * @param at - where it goes: `out[at … at + 15)`.
 * @returns a code into `ins.reasons`.
 */
export function readIns(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  let split = start;
  while (split < end && bytes[split] !== CARET) split++;
  const characters = gatherCharacters(bytes, start, split, scratch);
  if (characters === 0) return EMPTY;
  if (characters !== INS_WIDTH) return LENGTH;
  const reason = readNir(scratch, 0, INS_WIDTH, out, at);
  out[at + NIR_WIDTH] = scratch[NIR_WIDTH]!;
  out[at + NIR_WIDTH + 1] = scratch[NIR_WIDTH + 1]!;
  if (reason !== REASON_OK) return reason;
  if (out[at]! > DIGIT_4) return KIND;
  return split === end ? REASON_OK : reasonOfOid(bytes, split, end);
}

// Judges the OID that stands somewhere in the bytes.
function reasonOfOid(bytes: Uint8Array, start: number, end: number): number {
  for (let index = start; index + OID_STEM.length < end; index++) {
    if (isPartOfOid(bytes[index - 1]!) || !startsWithStem(bytes, index)) continue;
    let number = 0;
    let next = index + OID_STEM.length;
    for (; next < end && isPartOfOid(bytes[next]!) && bytes[next] !== POINT && number < 100; next++) number = number * 10 + (bytes[next]! - 48);
    return next < end && bytes[next] === POINT ? OID : (REASON_OF_OID[number] ?? OID);
  }
  return OID;
}

function isPartOfOid(byte: number): boolean {
  return (byte >= 48 && byte <= 57) || byte === POINT;
}

function startsWithStem(bytes: Uint8Array, at: number): boolean {
  for (let index = 0; index < OID_STEM.length; index++) if (bytes[at + index] !== OID_STEM[index]) return false;
  return true;
}

/**
 * Says what is wrong with an INS whose OID stands apart from it.
 *
 * @param text - 15 characters, separators allowed.
 * @param oid - the OID, with or without `urn:oid:`.
 * @returns `ok` or the first reason against it; `test` and `demo` are to be refused outside tests.
 * @example
 * validateIns('2 84 05 88 321 025 32', '1.2.250.1.213.1.4.8'); // => 'ok'
 * validateIns('2 84 05 88 321 025 32', 'urn:oid:1.2.250.1.213.1.4.10'); // => 'test'
 */
export function validateIns(text: string, oid: string): InsReason {
  const reason = validateIdentifier(ins, text);
  if (reason !== 'ok') return reason;
  const bare = oid.trim().replace(/^urn:oid:/, '');
  const issuer = Object.hasOwn(INS_OIDS, bare) ? INS_OIDS[bare] : undefined;
  if (issuer === undefined) return 'oid';
  return issuer === 'test' || issuer === 'demo' ? issuer : 'ok';
}
