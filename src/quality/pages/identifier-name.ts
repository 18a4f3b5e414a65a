/** Identifiers that people do not call by their initials, or not only. */
const NAMES: Readonly<Record<string, string>> = Object.freeze({
  cim10: 'CIM-10',
  commune: 'commune',
  departement: 'département',
  birthPlace: 'lieu de naissance',
  postalCode: 'code postal',
  phone: 'téléphone',
  email: 'e-mail',
});

/**
 * Gives the name people know an identifier by, in French as the identifiers are.
 *
 * @param identifier - its name in a plan.
 * @returns its name in a sentence: mostly its initials.
 * @example
 * identifierName('nir'); // => 'NIR'
 * identifierName('departement'); // => 'département'
 */
export function identifierName(identifier: string): string {
  return Object.hasOwn(NAMES, identifier) ? NAMES[identifier]! : identifier.toUpperCase();
}
