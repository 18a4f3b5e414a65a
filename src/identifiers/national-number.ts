/**
 * The national numbers of professionals and structures in health exchanges: a digit that says which register the number
 * is from, the number, and for some what the structure added.
 *
 * @see Agence du numérique en santé, PS_IdNat (OID 1.2.250.1.71.4.2.1) and Struct_IdNat (OID 1.2.250.1.71.4.2.2).
 */

/** A national number taken apart. */
export interface NationalNumber {
  /** Name of the identifier that {@link NationalNumber.value} is to be checked as. */
  readonly identifier: 'adeli' | 'rpps' | 'finess' | 'siren' | 'siret';
  /** The number without its prefix, as it was written. */
  readonly value: string;
  /** The rank of a practice, or the number a structure gave to its employee; `null` when there is none. */
  readonly rest: string | null;
}

/** Identifier and characters of its number by prefix, and whether more follows, after which sign. */
type Prefixes = Readonly<Record<string, readonly [identifier: NationalNumber['identifier'], width: number, separator: '' | '/' | null]>>;

const PROFESSIONAL: Prefixes = {
  0: ['adeli', 9, null],
  1: ['adeli', 9, '/'],
  3: ['finess', 9, '/'],
  4: ['siren', 9, '/'],
  5: ['siret', 14, '/'],
  6: ['rpps', 11, '/'],
  8: ['rpps', 11, null],
};

const STRUCTURE: Prefixes = {
  0: ['adeli', 9, ''],
  1: ['finess', 9, null],
  2: ['siren', 9, null],
  3: ['siret', 14, null],
  4: ['rpps', 11, ''],
};

/**
 * Takes a professional's national number apart.
 *
 * @param text - PS_IdNat, blanks around it allowed.
 * @returns its parts, unchecked, or `null` when the prefix or the length is none of these numbers.
 * @example
 * extractPsIdNat('810003879623'); // => { identifier: 'rpps', value: '10003879623', rest: null }
 * extractPsIdNat('3750712184/A12'); // => { identifier: 'finess', value: '750712184', rest: 'A12' }
 */
export function extractPsIdNat(text: string): NationalNumber | null {
  return takeApart(PROFESSIONAL, text.trim());
}

/**
 * Takes a structure's national number apart.
 *
 * @param text - Struct_IdNat, blanks around it allowed.
 * @returns its parts, unchecked, or `null` when the prefix or the length is none of these numbers.
 * @example
 * extractStructIdNat('410003879623017'); // => { identifier: 'rpps', value: '10003879623', rest: '017' }
 * extractStructIdNat('1750712184'); // => { identifier: 'finess', value: '750712184', rest: null }
 */
export function extractStructIdNat(text: string): NationalNumber | null {
  return takeApart(STRUCTURE, text.trim());
}

function takeApart(prefixes: Prefixes, text: string): NationalNumber | null {
  const form = Object.hasOwn(prefixes, text.charAt(0)) ? prefixes[text.charAt(0)] : undefined;
  if (form === undefined) return null;
  const [identifier, width, separator] = form;
  const value = text.slice(1, 1 + width);
  const after = text.slice(1 + width);
  if (value.length < width || !/^[0-9A-Za-z]+$/.test(value)) return null;
  if (after === '') return separator === '/' ? null : { identifier, value, rest: null };
  if (separator === null || !after.startsWith(separator) || after.length === separator.length) return null;
  return { identifier, value, rest: after.slice(separator.length) };
}
