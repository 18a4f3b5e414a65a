import type { ColumnProfile } from './column-profile.ts';

/** What kind of thing a column holds, as far as linkage goes. */
export type ColumnKind =
  /** One word or two, such as a name or a town. */
  | 'name'
  /** Several words, such as a title or an address. */
  | 'phrase'
  /** Several things with separators, such as authors. */
  | 'list'
  /** Few distinct values that are equal or not. */
  | 'category'
  | 'date' | 'year' | 'email'
  /** One word with digits, such as a postal code or a number. */
  | 'code';

/** Why a column says nothing of matches. */
export type Uselessness = 'empty' | 'constant';

/** Less complete columns say too little to learn from. */
const MIN_COMPLETENESS = 0.02;
/** Columns in which more pairs agree by chance tell nobody from anybody. */
const MAX_AGREEMENT = 0.95;
/** Share of values that makes a kind. */
const MOST = 0.8;
const NEARLY_ALL = 0.9;

/**
 * Tells what kind of column a profile is of.
 *
 * @param profile - of the column.
 * @returns the kind, or why it is of no use.
 * @remarks `docs/linkage-quality.md` says on which data the bounds were settled.
 */
export function kindOf(profile: ColumnProfile): ColumnKind | Uselessness {
  const { completeness, distinct, agreement, characters, words, dates, numbers, years, emails, lists, withDigits } = profile;
  if (completeness <= MIN_COMPLETENESS) return 'empty';
  if (distinct < 2 || agreement > MAX_AGREEMENT) return 'constant';
  if (emails > MOST) return 'email';
  if (dates > MOST) return 'date';
  if (years > NEARLY_ALL) return 'year';
  if (numbers > NEARLY_ALL && characters <= 2.5 && distinct < 400) return 'category';
  if (withDigits > MOST && characters <= 20 && words <= 2.5) return 'code';
  if (words >= 5 || characters >= 30) return lists > 0.4 ? 'list' : 'phrase';
  if (words >= 2.6) return 'phrase';
  return distinct <= 30 && agreement > 0.02 ? 'category' : 'name';
}
