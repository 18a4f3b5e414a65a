// Data table: what the reasons of checks, identifiers and readings mean in French; the codes stay what they are.
import type { Language } from '../../chart/index.ts';

/** By code, in as few words as stand beside it. */
const FRENCH: Readonly<Record<string, string>> = Object.freeze({
  // Checks.
  null: 'manquant',
  value: 'valeur non admise',
  predicate: 'condition non tenue',
  pattern: 'forme non tenue',
  short: 'trop court',
  long: 'trop long',
  low: 'trop bas',
  high: 'trop haut',
  duplicate: 'en double',
  missing: 'absent de la référence',
  birthYear: 'année de naissance',
  birthMonth: 'mois de naissance',
  birthPlace: 'lieu de naissance',
  // Identifiers.
  empty: 'vide',
  length: 'longueur',
  character: 'caractère',
  key: 'clé',
  sex: 'sexe',
  month: 'mois',
  departement: 'département',
  commune: 'commune',
  order: 'ordre',
  specimen: 'spécimen',
  kind: 'nature',
  oid: 'OID',
  test: 'numéro de test',
  demo: 'démonstration',
  range: 'hors plage',
  zeros: 'que des zéros',
  checkDigit: 'chiffre de contrôle',
  checkDigits: 'chiffres de contrôle',
  siren: 'SIREN',
  country: 'pays',
  prefix: 'préfixe',
  ucd: 'code UCD',
  cip: 'code CIP',
  chapter: 'chapitre',
  suffix: 'suffixe',
  group: 'groupe',
  leadingZero: 'zéro initial',
  number: 'numéro',
  postalCode: 'code postal',
  communeCode: 'code commune',
  shortNumber: 'numéro court',
  internationalPrefix: 'préfixe international',
  countryCode: 'indicatif de pays',
  fictional: 'numéro fictif',
  foreign: 'étranger',
  at: 'arobase',
  localPart: 'partie locale',
  domain: 'domaine',
  reserved: 'réservé',
  ribKey: 'clé RIB',
  // Readings of text files.
  DATA_VALUE_TYPE: 'autre type',
  DATA_VALUE_RANGE: 'nombre hors limites',
  DATA_NULL: 'valeur manquante',
  DATA_ENCODING: 'encodage',
  DATA_FIELD_COUNT: 'nombre de champs',
  DATA_QUOTE: 'guillemets',
  DATA_NULL_BYTE: 'octet nul',
  DATA_FIELD_TOO_LONG: 'champ trop long',
  DATA_ROW_TOO_LONG: 'ligne trop longue',
});

/**
 * Writes a reason for a reader: its code, by which it is found elsewhere, and in French what it means.
 *
 * @param code - of a check, an identifier or a reading.
 * @param language - of the reader.
 * @returns the code alone in English, or when it is not known.
 * @example
 * reasonText('duplicate', 'fr'); // => 'duplicate (en double)'
 * reasonText('duplicate', 'en'); // => 'duplicate'
 */
export function reasonText(code: string, language: Language): string {
  return language === 'fr' && Object.hasOwn(FRENCH, code) ? `${code} (${FRENCH[code]!})` : code;
}
