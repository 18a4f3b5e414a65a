/** A language that pages are written in. */
export type Language = 'en' | 'fr';

/** Languages that pages are written in. */
export const LANGUAGES: readonly Language[] = Object.freeze(['en', 'fr']);

/** Signs between groups of digits, before the decimals, and before a per cent sign. */
const SIGNS: Readonly<Record<Language, { readonly group: string; readonly decimal: string; readonly beforePercent: string }>> = Object.freeze({
  en: { group: ',', decimal: '.', beforePercent: '' },
  fr: { group: '\u202F', decimal: ',', beforePercent: '\u202F' },
});

/** A word beside a number. */
export interface CountedWord {
  readonly one: string;
  readonly many: string;
}

/**
 * Gives a word the form that a number asks for.
 *
 * @param count - a whole number from 0 up.
 * @param word - in both forms.
 * @param language - of the reader.
 * @returns one form for 1, and in French for 0; the other for the rest.
 * @example
 * wordFor(0, { one: 'row', many: 'rows' }, 'en'); // => 'rows'
 * wordFor(0, { one: 'ligne', many: 'lignes' }, 'fr'); // => 'ligne'
 */
export function wordFor(count: number, { one, many }: CountedWord, language: Language): string {
  return count === 1 || (count === 0 && language === 'fr') ? one : many;
}

/**
 * Writes a number and what it counts.
 *
 * @param count - a whole number from 0 up.
 * @param word - in both forms.
 * @param language - of the reader.
 * @returns for example `1,204 rows`.
 * @example
 * countOf(1, { one: 'row', many: 'rows' }, 'en'); // => '1 row'
 */
export function countOf(count: number, word: CountedWord, language: Language): string {
  return `${formatNumber(count, language)} ${wordFor(count, word, language)}`;
}

/**
 * Writes a number as people read it: whole ones and those from 100,000 on without decimals, others with six significant
 * digits.
 *
 * @param value - any number.
 * @param language - of the reader.
 * @returns its digits in groups of three; very large and very small ones as a power of ten.
 * @example
 * formatNumber(1234567, 'en'); // => '1,234,567'
 * formatNumber(1234.5678, 'fr'); // => '1\u202F234,57'
 * formatNumber(-0, 'en'); // => '0'
 */
export function formatNumber(value: number, language: Language = 'en'): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const { group, decimal } = SIGNS[language];
  const size = Math.abs(value);
  const rounded = size >= 1e5 ? Math.round(size) : Number(size.toPrecision(6));
  const [whole = '', rest = ''] = String(rounded).split('.');
  const sign = value < 0 ? '-' : '';
  const grouped = whole.includes('e') ? whole : whole.replaceAll(/\B(?=(?:\d{3})+$)/g, group);
  return `${sign}${grouped}${rest === '' ? '' : `${decimal}${rest}`}`;
}

/**
 * Writes a share as a percentage of at most two decimals. What is neither nothing nor all never reads as such.
 *
 * @param share - a number in [0, 1].
 * @param language - of the reader.
 * @returns the percentage.
 * @example
 * formatShare(0.125, 'en'); // => '12.5%'
 * formatShare(0.125, 'fr'); // => '12,5\u202F%'
 * formatShare(1e-9, 'en'); // => '<0.01%'
 * formatShare(1 - 1e-9, 'en'); // => '>99.99%'
 */
export function formatShare(share: number, language: Language = 'en'): string {
  const { decimal, beforePercent } = SIGNS[language];
  const percent = Math.round(share * 10_000) / 100;
  const written = (text: string): string => `${text.replace('.', decimal)}${beforePercent}%`;
  if (share > 0 && percent < 0.01) return written('<0.01');
  if (share < 1 && percent > 99.99) return written('>99.99');
  return written(String(percent));
}

/**
 * Writes an estimate with the digits that its error leaves.
 *
 * @param value - the estimate.
 * @param relativeError - its largest error, as a share of the true value.
 * @param isWhole - whether the true value is a whole number.
 * @param language - of the reader.
 * @returns a whole number where only one is near enough; otherwise as many digits as are known, and one more.
 * @example
 * formatEstimate(2.0155, 0.0078, true); // => '2'
 * formatEstimate(2242.51, 0.0078, false); // => '2,243'
 * formatEstimate(10144.3, 0.0078, true); // => '10,140'
 */
export function formatEstimate(value: number, relativeError: number, isWhole: boolean, language: Language = 'en'): string {
  const error = Math.abs(value) * relativeError;
  if (isWhole && error < 0.4) return formatNumber(Math.round(value), language);
  const digits = Math.min(15, Math.max(1, Math.ceil(-Math.log10(relativeError || 1e-15)) + 1));
  return formatNumber(Number(value.toPrecision(digits)), language);
}
