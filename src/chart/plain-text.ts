/**
 * Replaces the signs that no one sees: controls, marks that turn the direction of text, unassigned and private ones,
 * halves of pairs. A name that holds them could show as another name.
 *
 * @param text - any text.
 * @returns the text with U+FFFD in their place; ends of lines stay.
 * @example
 * withoutControls('ok\u202Etxt.exe'); // => 'ok\uFFFDtxt.exe'
 */
export function withoutControls(text: string): string {
  return text.replaceAll(/[^\P{C}\n]/gu, '\uFFFD');
}

/**
 * Shortens a text to a number of signs.
 *
 * @param text - any text.
 * @param most - signs to keep, the one that says that some are missing included; at least 1.
 * @returns the text, or its beginning and `…`.
 * @example
 * shortened('hospitalisation', 8); // => 'hospita…'
 */
export function shortened(text: string, most: number): string {
  const signs = [...text.slice(0, 2 * most + 2)];
  return signs.length <= most ? text : `${signs.slice(0, most - 1).join('')}…`;
}
