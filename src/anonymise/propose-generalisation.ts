import type { ColumnType } from '../core/column-type.ts';
import { plainName } from '../core/propose-role.ts';
import type { ColumnGeneralisation } from './generalisation.ts';

/** Hierarchies of columns that hold an identifier or a code. */
const BY_IDENTIFIER: Readonly<Record<string, ColumnGeneralisation>> = Object.freeze({
  commune: { hierarchy: 'geography', from: 'commune', levels: ['departement', 'region'] },
  birthPlace: { hierarchy: 'geography', from: 'birthPlace', levels: ['departement', 'region', 'country'] },
  postalCode: { hierarchy: 'geography', from: 'postalCode', levels: ['departement', 'region'] },
  departement: { hierarchy: 'geography', from: 'departement', levels: ['region'] },
  cim10: { hierarchy: 'cim10', levels: ['category', 'group', 'chapter'] },
  atc: { hierarchy: 'atc', lengths: [5, 4, 3, 1] },
  ccam: { hierarchy: 'prefixes', lengths: [4, 2, 1] },
} as const);

/** Identifiers of one person or firm: what is coarser than a number of theirs tells nothing. */
const OF_ONE: ReadonlySet<string> = new Set(['nir', 'ins', 'nif', 'rpps', 'adeli', 'phone', 'email', 'iban', 'siren', 'siret', 'tva', 'finess', 'cip7', 'cip13', 'ucd7', 'ucd13']);

const BIRTH = /naiss|birth|ddn/;
const AGE = /^age(?!n[cdt])|(?:^|_)age(?:_|$)/;

/**
 * Proposes how a quasi-identifier may be generalised, from the identifier its values are, its type and its name.
 *
 * @param name - name of the column.
 * @param type - its type.
 * @param identifier - the identifier its values are, or `null`.
 * @returns a hierarchy to be confirmed by a person, which `columnLevels` accepts for that type; `null` for numbers of which
 *   nothing says how wide their intervals should be, and for types without a hierarchy.
 * @example
 * proposeGeneralisation('lieu_naissance', 'utf8', 'commune');
 * // => { hierarchy: 'geography', from: 'commune', levels: ['departement', 'region'] }
 * proposeGeneralisation('age', 'int32', null); // => { hierarchy: 'ages', widths: [5, 10, 20], openFrom: 85 }
 */
export function proposeGeneralisation(name: string, type: ColumnType, identifier: string | null): ColumnGeneralisation | null {
  const plain = plainName(name);
  switch (type) {
    case 'utf8':
      if (identifier !== null && Object.hasOwn(BY_IDENTIFIER, identifier)) return BY_IDENTIFIER[identifier]!;
      return identifier !== null && OF_ONE.has(identifier) ? null : { hierarchy: 'none' };
    case 'bool':
      return { hierarchy: 'none' };
    case 'date':
    case 'timestamp':
      return BIRTH.test(plain) ? { hierarchy: 'dates', periods: ['month', 'year', 'fiveYears', 'decade'] } : { hierarchy: 'dates', periods: ['month', 'quarter', 'year'] };
    case 'int32':
    case 'int64':
      return AGE.test(plain) ? { hierarchy: 'ages', widths: [5, 10, 20], openFrom: 85 } : null;
    default:
      return null;
  }
}
