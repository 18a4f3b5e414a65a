import type { LikenessCounts, LikenessKind } from './likeness.ts';

/** Cells of a column that look so much like an identifier that it must not leave. */
export interface Leak {
  readonly kind: LikenessKind;
  readonly count: number;
}

/** What a declaration says of a column, and what is then not held against it. */
export interface Excuses {
  /** The column holds 13 digits that are no NIR: codes of medicines, or codes in the shape of a NIR. */
  readonly thirteenDigits: boolean;
  /** Kinds that the column is declared to hold, for readers who may have them. */
  readonly kinds: readonly LikenessKind[];
}

/** Share of 13-character look-alikes from which a column is taken for NIRs without key. */
export const NIR_WITHOUT_KEY_SHARE = 0.2;

/**
 * Share of the cells of one shape from which they are taken for identifiers; by chance one number of eleven digits in ten has
 * a right check digit, and of ten digits one in eleven starts like a telephone number.
 */
export const SHAPE_SHARE = 0.5;

/** Fewest look-alikes that count where chance makes some: one product code in a thousand rows is chance. */
export const FEWEST_LOOK_ALIKES = 3;

/**
 * Lists the kinds of identifiers a column is taken to hold.
 *
 * What chance hardly makes is enough once: in text a NIR with its key, an address, an IBAN, a telephone number in pairs.
 * The rest is judged by share: of the column for NIRs without key, and for NIRs stored as numbers, of which one in 130
 * has a right key by chance; of the cells of the same shape for RPPS numbers and for telephone numbers of ten digits side by
 * side.
 *
 * @param counts - what was counted.
 * @param isNumeric - whether the cells were numbers.
 * @param excuses - what its declaration explains.
 * @returns the leaks, none for a column that may leave.
 * @example
 * const others = { nirsWithoutKey: 0, emails: 0, ibans: 0, phones: 0, plainPhones: 0, tenDigits: 0, rpps: 0, elevenDigits: 0 };
 * leaksOf({ values: 1000, nirs: 1, ...others }, false, NO_EXCUSES); // => [{ kind: 'nir', count: 1 }]
 * leaksOf({ values: 1000, nirs: 8, ...others }, true, NO_EXCUSES); // => []
 */
export function leaksOf(counts: Readonly<LikenessCounts>, isNumeric: boolean, excuses: Excuses): readonly Leak[] {
  const { values, nirs, nirsWithoutKey, phones, plainPhones, tenDigits, rpps, elevenDigits, emails, ibans } = counts;
  const hasKeys = isNumeric ? isMost(nirs, values, NIR_WITHOUT_KEY_SHARE) : nirs > 0;
  const hasNirs = hasKeys || (!excuses.thirteenDigits && isMost(nirsWithoutKey, values, NIR_WITHOUT_KEY_SHARE));
  const hasPhones = phones > 0 || isMost(plainPhones, tenDigits, SHAPE_SHARE);
  const leaks: readonly (Leak & { readonly found: boolean })[] = [
    { kind: 'nir', count: nirs + (excuses.thirteenDigits ? 0 : nirsWithoutKey), found: hasNirs },
    { kind: 'rpps', count: rpps, found: isMost(rpps, elevenDigits, SHAPE_SHARE) },
    { kind: 'phone', count: phones + plainPhones, found: hasPhones },
    { kind: 'email', count: emails, found: emails > 0 },
    { kind: 'iban', count: ibans, found: ibans > 0 },
  ];
  return leaks.filter(({ kind, found }) => found && !excuses.kinds.includes(kind)).map(({ kind, count }) => ({ kind, count }));
}

function isMost(found: number, all: number, share: number): boolean {
  return found >= FEWEST_LOOK_ALIKES && found >= share * all;
}

/** A column of which nothing is known. */
export const NO_EXCUSES: Excuses = Object.freeze({ thirteenDigits: false, kinds: Object.freeze([]) });

/**
 * Lists what a column looks like, leak or not; chance makes some of it.
 *
 * @param counts - what was counted.
 * @returns cells by kind, kinds without a cell left out.
 */
export function likenessOf({ nirs, nirsWithoutKey, phones, plainPhones, rpps, emails, ibans }: Readonly<LikenessCounts>): Readonly<Partial<Record<LikenessKind, number>>> {
  const all: readonly (readonly [LikenessKind, number])[] = [['nir', nirs + nirsWithoutKey], ['rpps', rpps], ['phone', phones + plainPhones], ['email', emails], ['iban', ibans]];
  return Object.fromEntries(all.filter(([, count]) => count > 0));
}
