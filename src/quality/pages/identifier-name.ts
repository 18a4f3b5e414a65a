import type { Language } from '../../chart/index.ts';

/** Identifiers that people do not call by their initials, or not only. */
const NAMES: Readonly<Record<Language, Readonly<Record<string, string>>>> = Object.freeze({
  en: {
    cim10: 'ICD-10',
    commune: 'commune',
    departement: 'department',
    birthPlace: 'place of birth',
    postalCode: 'postal code',
    phone: 'telephone number',
    email: 'e-mail address',
    tva: 'VAT number',
  },
  fr: {
    cim10: 'CIM-10',
    commune: 'commune',
    departement: 'département',
    birthPlace: 'lieu de naissance',
    postalCode: 'code postal',
    phone: 'téléphone',
    email: 'adresse électronique',
  },
});

/**
 * Gives the name people know an identifier by.
 *
 * @param identifier - its name in a plan.
 * @param language - of the reader.
 * @returns its name in a sentence: mostly its French initials.
 * @example
 * identifierName('nir', 'en'); // => 'NIR'
 * identifierName('postalCode', 'en'); // => 'postal code'
 * identifierName('postalCode', 'fr'); // => 'code postal'
 */
export function identifierName(identifier: string, language: Language): string {
  const names = NAMES[language];
  return Object.hasOwn(names, identifier) ? names[identifier]! : identifier.toUpperCase();
}
