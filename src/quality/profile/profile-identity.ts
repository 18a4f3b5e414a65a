import type { ColumnType } from '../../core/column-type.ts';
import { plainName, proposeRole } from '../../core/propose-role.ts';
import { IDENTIFIER_NAMES, IDENTIFIERS, REASON_OK, type IdentifierName } from '../../identifiers/index.ts';
import type { TextFacts } from '../kernel/text-facts.ts';
import type { IdentifierShare, IdentityProfile } from './profile-data.ts';

/** Share of the sampled values that an identifier must accept to be proposed, and to be mentioned. */
const PROPOSED_SHARE = 0.95;
const MENTIONED_SHARE = 0.5;

/**
 * Identifiers from the most telling to the least: of two that accept the same values, the first is meant. Every FINESS
 * number is a SIREN by its check digit, a CIP13 is often a NIR by its parts, and an INS is a NIR.
 */
const PRECEDENCE: readonly IdentifierName[] = [
  'email', 'iban', 'cip13', 'nir', 'ins', 'tva', 'siret', 'rpps', 'nif', 'finess', 'siren', 'ccam', 'atc', 'cim10', 'phone', 'ucd13', 'cip7', 'ucd7', 'adeli', 'commune',
  'birthPlace', 'postalCode', 'departement',
];

/** Identifiers that a few digits pass for by chance, and those that digits of one length pass for: the name must say so. */
const ONLY_BY_NAME: ReadonlySet<string> = new Set<IdentifierName>(['adeli', 'cip7', 'ucd7', 'ucd13', 'nif', 'commune', 'birthPlace', 'postalCode', 'departement']);

/** Words in column names that speak for an identifier. */
const NAME_WORDS: Readonly<Partial<Record<IdentifierName, RegExp>>> = {
  nir: /nir|secu|soc_sec/, ins: /^ins|_ins|ins$/, nif: /nif|spi|fiscal/, rpps: /rpps|praticien|prescri/, adeli: /adeli/, finess: /finess|etab|hopital|hospital/, siren: /siren/,
  siret: /siret/, tva: /tva|vat/, cip13: /cip/, cip7: /cip/, ucd7: /ucd/, ucd13: /ucd/, cim10: /cim|icd|diag|^d[pras]s?$/, ccam: /ccam|acte/, atc: /atc/,
  departement: /^dep|_dep|departement/, commune: /commune|insee|cog/, birthPlace: /nais|birth/, postalCode: /postal|^cp$|_cp$|^cp_/, phone: /tel|phone|mobile/,
  email: /mail|courriel/, iban: /iban/,
};

const discarded = new Uint8Array(512);

/**
 * Tells what a column seems to be: which identifier accepts its values, which direct identifiers its texts hold, and
 * the role it should have.
 *
 * @param name - name of the column.
 * @param type - its type.
 * @param values - a sample of its different values as text; empty for types that hold no identifier.
 * @param texts - facts about all its texts; `null` for other types.
 * @returns shares and counts; no value.
 * @remarks O(identifiers × sampled values).
 */
export function identityOf(name: string, type: ColumnType, values: readonly Uint8Array[], texts: TextFacts | null): IdentityProfile {
  const filled = values.filter((value) => value.length > 0);
  const candidates = filled.length === 0 ? [] : IDENTIFIER_NAMES
    .map((identifier): IdentifierShare => ({ identifier, share: shareAccepted(identifier, filled) }))
    .filter(({ share }) => share >= MENTIONED_SHARE)
    .sort((left, right) => right.share - left.share || placeOf(left.identifier) - placeOf(right.identifier));
  const proposed = propose(name, candidates);
  const found = { nir: texts?.nirs ?? 0, email: texts?.emails ?? 0, phone: texts?.phones ?? 0 };
  const isNamed = found.nir + found.email + found.phone > 0;
  return {
    sampled: filled.length,
    candidates,
    identifier: proposed?.identifier ?? null,
    confidence: proposed?.share ?? null,
    found,
    proposedRole: isNamed ? 'directIdentifier' : proposeRole(name, type, proposed?.identifier ?? null),
  };
}

function shareAccepted(name: IdentifierName, values: readonly Uint8Array[]): number {
  const { read } = IDENTIFIERS[name];
  return values.filter((value) => read(value, 0, value.length, discarded, 0) === REASON_OK).length / values.length;
}

function placeOf(identifier: string): number {
  const place = (PRECEDENCE as readonly string[]).indexOf(identifier);
  return place < 0 ? PRECEDENCE.length : place;
}

/** Of the identifiers that fit, one that the name speaks for; else the first that needs no name. */
function propose(name: string, candidates: readonly IdentifierShare[]): IdentifierShare | undefined {
  return mostTelling(name, candidates.filter(({ share }) => share >= PROPOSED_SHARE));
}

function mostTelling(name: string, candidates: readonly IdentifierShare[]): IdentifierShare | undefined {
  const plain = plainName(name);
  return candidates.find(({ identifier }) => NAME_WORDS[identifier as IdentifierName]?.test(plain) === true)
    ?? candidates.find(({ identifier }) => !ONLY_BY_NAME.has(identifier));
}

/**
 * Tells which identifier a column holds among other things: too seldom for it to be the column's own.
 *
 * @param name - name of the column.
 * @param identity - what was found.
 * @returns the most telling identifier of those that accept half of the sampled values or more; `null` without one, or
 *   when the column has one of its own.
 */
export function partlyHeld(name: string, { identifier, candidates }: IdentityProfile): IdentifierShare | null {
  return identifier === null ? mostTelling(name, candidates.filter(({ share }) => share < PROPOSED_SHARE)) ?? null : null;
}
