/** French names of the months, without accents: whole, and as they are cut short. */
const MONTH_NAMES: readonly (readonly string[])[] = Object.freeze([
  ['janvier', 'janv', 'jan'], ['fevrier', 'fevr', 'fev'], ['mars', 'mar'], ['avril', 'avr'], ['mai'], ['juin', 'jun'],
  ['juillet', 'juil', 'jul'], ['aout', 'aou'], ['septembre', 'sept', 'sep'], ['octobre', 'oct'], ['novembre', 'nov'], ['decembre', 'dec'],
]);

const LONGEST_NAME = 9;

/** A name as a number in base 27, its letters from 1 to 26. */
const CODES: ReadonlyMap<number, number> = new Map(MONTH_NAMES.flatMap((names, index) =>
  names.map((name) => [[...name].reduce((code, letter) => 27 * code + letter.charCodeAt(0) - 96, 0), index + 1] as const)));

/**
 * Reads the French name of a month, whole or cut short, in any letter case, with or without its accents; a point after it
 * is left.
 *
 * @param bytes - UTF-8 text, accents composed or not.
 * @param start - first byte of the name.
 * @param end - one past the last byte of the text.
 * @returns the month and one past the name's last byte, as `16 · end + month`; −1 when there is no such name.
 * @see Unicode CLDR, locale fr: janv., févr., mars, avr., mai, juin, juil., août, sept., oct., nov., déc.
 */
export function readMonthName(bytes: Uint8Array, start: number, end: number): number {
  let code = 0;
  let letters = 0;
  let at = start;
  while (at < end && letters <= LONGEST_NAME) {
    const byte = bytes[at]!;
    const low = byte | 0x20;
    if (low >= 0x61 && low <= 0x7a) {
      code = 27 * code + low - 0x60;
      at++;
    } else {
      const next = at + 1 < end ? bytes[at + 1]! : 0;
      // U+0301 and U+0302: the accents of é and û, standing by themselves.
      if (byte === 0xcc && (next === 0x81 || next === 0x82)) {
        at += 2;
        continue;
      }
      if (byte !== 0xc3) break;
      // The second byte of a capital is 0x20 less: é is a9, û is bb.
      if ((next | 0x20) === 0xa9) code = 27 * code + 5;
      else if ((next | 0x20) === 0xbb) code = 27 * code + 21;
      else break;
      at += 2;
    }
    letters++;
  }
  const month = CODES.get(code);
  return month === undefined ? -1 : 16 * at + month;
}
