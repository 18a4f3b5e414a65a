import { DEPARTEMENTS } from './departement.ts';
import { NIR_WIDTH, nir, nirKey } from './nir.ts';
import { NIR_KINDS, NIR_MONTH_KINDS, readNirFacts, type NirKind, type NirMonthKind } from './nir-facts.ts';
import { normaliseIdentifier } from './plain-text.ts';

/**
 * Where a NIR says the person was born:
 *
 * - `france`: département at the time of birth and the whole code of the commune.
 * - `abroad`: code of the country in the official geographic code, from 99.
 * - `ambiguous`: départements 91 to 95 of Île-de-France, or Algeria and Morocco before independence.
 * - `unknown`: the number does not say.
 */
export type NirBirthPlace =
  | { readonly kind: 'france'; readonly departement: string; readonly commune: string | 'unknown' }
  | { readonly kind: 'abroad'; readonly country: string | 'unknown' }
  | { readonly kind: 'ambiguous'; readonly departement: string; readonly commune: string; readonly country: string }
  | { readonly kind: 'unknown' };

/** What one NIR says. */
export interface NirFacts {
  /** What the first digit tells; a waiting number (NIA) reads as a `nir`. */
  readonly kind: NirKind;
  readonly sex: 'male' | 'female' | 'unknown';
  /** Last two digits of the year. */
  readonly birthYear: number | 'unknown';
  /** The years of the last and of this century that end so; the number does not say which. Empty when unknown. */
  readonly birthYears: readonly number[];
  /** 1 to 12; a fictitious month is unknown. */
  readonly birthMonth: number | 'unknown';
  /** What the two digits of the month are. */
  readonly monthKind: NirMonthKind | 'unknown';
  readonly birthPlace: NirBirthPlace;
  /** Number among the births of that place and month, 1 to 999. */
  readonly order: number | 'unknown';
  /** The key, two digits, computed anew. */
  readonly checkDigits: string;
}

const encoder = new TextEncoder();
const offsets = Int32Array.of(0, NIR_WIDTH);
const SEXES = ['unknown', 'male', 'female'] as const;
const UNKNOWN_PLACE: NirBirthPlace = Object.freeze({ kind: 'unknown' });

/**
 * Tells what one NIR says of the person. Columns have `readNirFacts`.
 *
 * Numbers of migrants passing through and provisional numbers say nothing of sex, birth or place. Whether a number is a
 * NIR or a waiting number (NIA), and in which century the person was born, no number says.
 *
 * @param text - 13 or 15 characters, separators allowed.
 * @returns the facts, or `null` when the value does not pass every level.
 * @see service-public.fr, fiche F33078, for births in Algeria, Morocco and Tunisia before independence.
 * @example
 * extractNir('2 84 05 88 321 025 32')?.birthPlace; // => { kind: 'france', departement: '88', commune: '88321' }
 * extractNir('1 41 20 80 782 005 87')?.birthMonth; // => 'unknown'
 * extractNir('7 18 61 00 188 264 48')?.sex; // => 'unknown'
 */
export function extractNir(text: string): NirFacts | null {
  const canonical = normaliseIdentifier(nir, text);
  if (canonical === null) return null;
  const facts = readNirFacts(encoder.encode(canonical), offsets, null, 1);
  const year = facts.year[0]!;
  const month = facts.month[0]!;
  return {
    kind: NIR_KINDS[facts.kind[0]!] as NirKind,
    sex: SEXES[facts.sex[0]!]!,
    birthYear: year < 0 ? 'unknown' : year,
    birthYears: year < 0 ? [] : [1900 + year, 2000 + year],
    birthMonth: month < 0 ? 'unknown' : month,
    monthKind: NIR_MONTH_KINDS[facts.monthKind[0]!]!,
    birthPlace: year < 0 ? UNKNOWN_PLACE : birthPlaceOf(canonical, facts.departement[0]!, facts.commune[0]!),
    order: year < 0 ? 'unknown' : Number(canonical.slice(10)),
    checkDigits: nirKey(canonical)!,
  };
}

function birthPlaceOf(canonical: string, index: number, commune: number): NirBirthPlace {
  const place = canonical.slice(5, 10);
  const departement = DEPARTEMENTS[index];
  if (departement === undefined) return historicPlace(place);
  if (departement === '99') return { kind: 'abroad', country: commune < 0 ? 'unknown' : `99${String(commune).padStart(3, '0')}` };
  return { kind: 'france', departement, commune: commune < 0 ? 'unknown' : place };
}

// Tells a place that is one of two from one that is none.
function historicPlace(place: string): NirBirthPlace {
  const departement = place.slice(0, 2);
  if (!/^9[1-5]$/.test(departement)) return UNKNOWN_PLACE;
  return { kind: 'ambiguous', departement, commune: place, country: departement === '95' ? '99350' : '99352' };
}
