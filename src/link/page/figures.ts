import { formatNumber, type Language } from '../../chart/index.ts';

/**
 * Writes a weight as people read it, with its sign.
 *
 * @param bits - the weight; ±∞ too.
 * @param language - of the reader.
 * @returns at most two decimals.
 * @example
 * formatBits(8.657, 'en'); // => '+8.66'
 * formatBits(-0.001, 'en'); // => '0'
 * formatBits(-3.5, 'fr'); // => '−3,5'
 */
export function formatBits(bits: number, language: Language): string {
  if (Number.isNaN(bits)) return 'NaN';
  // Rounded without its sign: what speaks for a match and what speaks as much against it have the same digits.
  const rounded = Math.round(Math.abs(bits) * 100) / 100;
  return `${rounded === 0 ? '' : bits > 0 ? '+' : '−'}${formatNumber(rounded, language)}`;
}

/**
 * Writes a probability with three significant digits, small ones as what they are.
 *
 * @param value - in [0, 1].
 * @param language - of the reader.
 * @returns a number.
 * @example
 * formatProbability(0.000135827, 'en'); // => '0.000136'
 * formatProbability(0.999999999, 'en'); // => '>0.9999'
 */
export function formatProbability(value: number, language: Language): string {
  if (value > 0.9999 && value < 1) return `>${formatNumber(0.9999, language)}`;
  return formatNumber(Number(value.toPrecision(3)), language);
}
