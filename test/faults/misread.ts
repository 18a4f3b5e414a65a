// UTF-8 read as if it were a one-byte encoding: the commonest damage of French names.

/** What windows-1252 has at 0x80 … 0x9F, by the WHATWG index; the five bytes it leaves free stay control characters. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/**
 * Reads the UTF-8 bytes of a text as another encoding.
 *
 * @returns the damaged text, or `undefined` when nothing would change.
 */
export function misread(text: string, encoding: 'windows-1252' | 'iso-8859-1'): string | undefined {
  const damaged = [...new TextEncoder().encode(text)]
    .map((byte) => (encoding === 'windows-1252' && byte >= 0x80 && byte < 0xa0 ? WINDOWS_1252[byte - 0x80]! : String.fromCharCode(byte))).join('');
  return damaged === text ? undefined : damaged;
}
