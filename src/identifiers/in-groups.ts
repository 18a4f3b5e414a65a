/**
 * Writes a text in groups, the way people read out a long number.
 *
 * @param text - the characters, without separators.
 * @param widths - characters of each group; what is left over makes a last one.
 * @returns the groups, a space between them.
 * @example
 * inGroups('732829320', [3, 3, 3]); // => '732 829 320'
 */
export function inGroups(text: string, widths: readonly number[]): string {
  const groups: string[] = [];
  let at = 0;
  for (const width of [...widths, text.length]) {
    if (at < text.length) groups.push(text.slice(at, at + width));
    at += width;
  }
  return groups.join(' ');
}
