import { compose, decompose } from './compose.ts';

/**
 * Letters that Unicode does not take apart, and marks of typography, with their plain form. Accented letters are not
 * listed: they come apart by canonical decomposition.
 */
const PLAIN: Readonly<Record<string, string>> = Object.freeze({
  œ: 'oe', Œ: 'OE', æ: 'ae', Æ: 'AE', ß: 'ss', ẞ: 'SS', ø: 'o', Ø: 'O', ł: 'l', Ł: 'L', đ: 'd', Đ: 'D', ð: 'd', Ð: 'D',
  þ: 'th', Þ: 'TH', ħ: 'h', Ħ: 'H', ŧ: 't', Ŧ: 'T', ı: 'i', ĳ: 'ij', Ĳ: 'IJ', ŉ: '\'n', ſ: 's', ﬀ: 'ff', ﬁ: 'fi', ﬂ: 'fl', ﬃ: 'ffi',
  ﬄ: 'ffl', ﬅ: 'st', ﬆ: 'st', '‘': '\'', '’': '\'', '‛': '\'', ʼ: '\'', '‐': '-', '‑': '-', '‒': '-', '–': '-', '—': '-', '―': '-', '−': '-',
});

const PLAIN_LETTER = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'gu');

/** Combining diacritical marks. */
const MARK = /[\u0300-\u036f]/gu;

/**
 * Removes accents and takes ligatures apart: `Cœur` gives `Coeur`, `Zoë` gives `Zoe`, `L’Haÿ` gives `L'Hay`.
 *
 * @param text - any text.
 * @returns the text in plain letters, composed (NFC); letters of other scripts stay. Applying it twice changes nothing
 *   more.
 */
export function foldLetters(text: string): string {
  return compose(decompose(text).replace(MARK, '')).replace(PLAIN_LETTER, (letter) => PLAIN[letter]!);
}
