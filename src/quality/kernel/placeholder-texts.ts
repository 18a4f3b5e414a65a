/**
 * Texts that people write where a value is missing. A profile counts them; what becomes of them is for cleaning to say.
 */

/** Words by themselves, in lower case. */
const WORDS: readonly string[] = [
  'absent', 'anonyme', 'aucun', 'aucune', 'divers', 'essai', 'inconnu', 'inconnue', 'indetermine', 'manquant', 'missing', 'n/a', 'na', 'nan', 'nc', 'nd', 'neant',
  'non communique', 'non connu', 'non renseigne', 'none', 'nr', 'nsp', 'null', 'rien', 'sans nom', 'sans objet', 'sans prenom', 'snc', 'so', 'test', 'unknown', 'vide', 'x', 'xy',
  '?', '-', '.', '_', '*', '/',
];

const MOST_BYTES: number = Math.max(...WORDS.map((word) => word.length));
/** Fewest times one character is repeated. */
const REPEATS = 3;

/** Words that begin with a byte, in lower case. */
const BY_FIRST: readonly (readonly Uint8Array[] | undefined)[] = Array.from({ length: 128 }, (_, byte) => {
  const words = WORDS.filter((word) => word.charCodeAt(0) === byte).map((word) => Uint8Array.from(word, (character) => character.charCodeAt(0)));
  return words.length === 0 ? undefined : words;
});

/**
 * Tells whether a text often stands for a missing value: a word such as INCONNU, TEST or NR in either case, or one
 * character three times or more (`XXX`, `999`, `---`).
 *
 * @param bytes - UTF-8 text, not empty.
 * @param start - first byte.
 * @param end - one past its last byte.
 * @returns whether it does.
 */
export function isPlaceholder(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  const first = bytes[start]!;
  if (length >= REPEATS && bytes[start + 1] === first && isRepeated(bytes, start, end)) return true;
  if (length > MOST_BYTES) return false;
  const words = BY_FIRST[lower(first)];
  if (words === undefined) return false;
  for (const word of words) if (word.length === length && matches(word, bytes, start)) return true;
  return false;
}

function isRepeated(bytes: Uint8Array, start: number, end: number): boolean {
  for (let index = start + 2; index < end; index++) if (bytes[index] !== bytes[start]) return false;
  return true;
}

function matches(word: Uint8Array, bytes: Uint8Array, start: number): boolean {
  for (let index = 1; index < word.length; index++) if (lower(bytes[start + index]!) !== word[index]) return false;
  return true;
}

function lower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}
