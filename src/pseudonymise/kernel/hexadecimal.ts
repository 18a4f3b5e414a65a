/**
 * Writes bytes as lower-case hexadecimal. For public bytes only: the result is a string, which nobody can overwrite.
 *
 * @param bytes - bytes of any length.
 * @returns two digits a byte.
 * @example
 * hexadecimal(Uint8Array.of(0, 255)); // => '00ff'
 */
export function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Reads hexadecimal of either case.
 *
 * @param text - two digits a byte.
 * @returns the bytes, or `null` when the text is anything else.
 * @example
 * bytesOfHexadecimal('00FF'); // => Uint8Array [0, 255]
 */
export function bytesOfHexadecimal(text: string): Uint8Array | null {
  if (!/^(?:[0-9a-f]{2})*$/i.test(text)) return null;
  return Uint8Array.from({ length: text.length / 2 }, (_, index) => Number.parseInt(text.slice(2 * index, 2 * index + 2), 16));
}
