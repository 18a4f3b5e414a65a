import { NIR_WIDTH, nirKeyOfBytes } from '../../identifiers/index.ts';

/** How an identifier was written when it was hashed. */
export type Spelling = 'canonical' | 'with key' | 'in groups' | 'canonical, end of line' | 'with key, end of line';

/** Every spelling, the likeliest first. Only a NIR has a key and groups. */
export const SPELLINGS: readonly Spelling[] = Object.freeze(['canonical', 'with key', 'in groups', 'canonical, end of line', 'with key, end of line'] as const);

const ZERO = 48;
const SPACE = 32;
const LINE_END = 10;
/** Where a space stands before the characters S AA MM DD CCC OOO KK. */
const GROUP_STARTS: readonly number[] = [1, 3, 5, 7, 10, 13];

/**
 * Writes an identifier as it may have been hashed: people hash what a file holds, with the key or without it, in groups, and
 * the end of the line that their tool added.
 *
 * @param identifier - its canonical form.
 * @param spelling - how.
 * @returns the bytes; those of what is no NIR have neither key nor groups.
 */
export function spell(identifier: Uint8Array, spelling: Spelling): Uint8Array {
  if (spelling === 'canonical') return identifier;
  const nirKey = identifier.length === NIR_WIDTH ? nirKeyOfBytes(identifier, 0) : 0;
  const whole = nirKey === 0 || spelling.startsWith('canonical') ? identifier : Uint8Array.of(...identifier, ZERO + Math.floor(nirKey / 10), ZERO + (nirKey % 10));
  if (spelling === 'in groups') return nirKey === 0 ? identifier : Uint8Array.from([...whole].flatMap((byte, index) => (GROUP_STARTS.includes(index) ? [SPACE, byte] : [byte])));
  return spelling.endsWith('end of line') ? Uint8Array.of(...whole, LINE_END) : whole;
}
