/**
 * Départements as the first characters of a commune's code in the official geographic code (COG).
 *
 * @see INSEE, Code officiel géographique, structure of the commune code.
 */

const range = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, index) => String(from + index).padStart(2, '0'));

/**
 * Codes of départements and collectivities: 01 to 95 (20 is Corsica before 1976), 2A, 2B, 971 to 978, 984, 986 to 989
 * overseas, 99 abroad; in ascending order of their text.
 */
export const DEPARTEMENTS: readonly string[] = Object.freeze(
  [...range(1, 95), '2A', '2B', ...range(971, 978), '984', ...range(986, 989), '99'].sort(),
);

/** Index into {@link DEPARTEMENTS} by number of the département; overseas by their three digits; −1 for none. */
const INDEX_OF: Int16Array = new Int16Array(1000).fill(-1);
DEPARTEMENTS.forEach((code, index) => {
  if (/^\d+$/.test(code)) INDEX_OF[Number(code)] = index;
});
const INDEX_2A = DEPARTEMENTS.indexOf('2A');

/**
 * Reads the département of a commune code: `2A004` gives 2A, `97105` gives 971, `99352` gives 99.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the code.
 * @param end - one past its last byte.
 * @returns the index into {@link DEPARTEMENTS}, or −1 when the text is not the code of a commune; blanks around it are
 *   allowed.
 */
export function departementOfCommune(bytes: Uint8Array, start: number, end: number): number {
  let from = start;
  let to = end;
  while (from < to && bytes[from] === 0x20) from++;
  while (to > from && bytes[to - 1] === 0x20) to--;
  if (to - from !== 5) return -1;
  const first = digit(bytes[from]!);
  const third = digit(bytes[from + 2]!);
  if (first < 0 || third < 0 || digit(bytes[from + 3]!) < 0 || digit(bytes[from + 4]!) < 0) return -1;
  const second = digit(bytes[from + 1]!);
  if (second < 0) {
    const letter = (bytes[from + 1]! & ~0x20) - 65;
    return first === 2 && (letter === 0 || letter === 1) ? INDEX_2A + letter : -1;
  }
  const departement = first * 10 + second;
  return INDEX_OF[departement === 97 || departement === 98 ? departement * 10 + third : departement]!;
}

function digit(byte: number): number {
  return byte >= 48 && byte <= 57 ? byte - 48 : -1;
}
