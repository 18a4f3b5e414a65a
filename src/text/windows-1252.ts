/**
 * Characters of windows-1252 from byte 0x80 to 0x9f; the five that the encoding leaves undefined are 0.
 *
 * @see Microsoft's best-fit table, https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/WINDOWS/CP1252.TXT.
 */
export const WINDOWS_1252: readonly number[] = Object.freeze([
  0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0,
  0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
]);

/** Programs read an undefined byte as the control character of its number. */
const BYTE_OF: ReadonlyMap<number, number> = new Map(WINDOWS_1252.map((point, index) => [point === 0 ? 0x80 + index : point, 0x80 + index]));

/**
 * Finds the byte of a character in windows-1252.
 *
 * @param point - a code point.
 * @returns the byte, or −1 when windows-1252 does not have the character. Its five undefined bytes are the control
 *   characters of their number, as in the encoding standard of the web.
 * @see https://encoding.spec.whatwg.org/#windows-1252
 */
export function windows1252Byte(point: number): number {
  if (point < 0x80 || (point >= 0xa0 && point <= 0xff)) return point;
  return BYTE_OF.get(point) ?? -1;
}

/**
 * Finds the byte of a character in ISO 8859-1.
 *
 * @param point - a code point.
 * @returns the byte, or −1 when ISO 8859-1 does not have the character.
 */
export function latin1Byte(point: number): number {
  return point <= 0xff ? point : -1;
}
