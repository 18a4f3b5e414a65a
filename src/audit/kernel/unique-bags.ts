import { fixedDictionary } from '../../group/index.ts';

/** Words of the sum that stands for the values of one pseudonym. */
export const BAG_WORDS = 4;

/**
 * Adds the values of rows to the bags of their groups: the sum of their digests, in whatever order they come.
 *
 * @param bags - Uint32Array(4 · groups), changed; each word is a sum modulo 2³².
 * @param digests - Uint8Array(16 · rows): the digest of each row's value.
 * @param groupOf - Int32Array(rows): group of each row; rows of a negative group are left out.
 * @param rows - number of rows.
 */
export function addToBags(bags: Uint32Array, digests: Uint8Array, groupOf: Int32Array, rows: number): void {
  const words = new Uint32Array(digests.buffer, digests.byteOffset, BAG_WORDS * rows);
  for (let row = 0; row < rows; row++) {
    const group = groupOf[row]!;
    if (group < 0) continue;
    for (let word = 0; word < BAG_WORDS; word++) bags[BAG_WORDS * group + word]! += words[BAG_WORDS * row + word]!;
  }
}

/**
 * Counts the groups whose number of rows no other group has.
 *
 * @param counts - Float64Array(groups): rows of each.
 * @returns their number.
 * @remarks O(groups); memory of the distinct counts, of which n rows have √(2n) at most.
 * @example
 * countUnique(Float64Array.of(1, 1, 2, 5)); // => 2
 */
export function countUnique(counts: Float64Array): number {
  const groupsOf = new Map<number, number>();
  for (const count of counts) groupsOf.set(count, (groupsOf.get(count) ?? 0) + 1);
  let unique = 0;
  for (const groups of groupsOf.values()) if (groups === 1) unique++;
  return unique;
}

/**
 * Counts the groups whose bag of values no other group has.
 *
 * @param counts - Float64Array(groups): rows of each.
 * @param bags - Uint32Array(4 · groups) or longer: what {@link addToBags} summed.
 * @returns their number; by chance two different bags are taken for one once in 2¹²⁸.
 * @remarks O(groups); memory 40 bytes a group.
 */
export function countUniqueBags(counts: Float64Array, bags: Uint32Array): number {
  const groups = counts.length;
  const words = 2 + BAG_WORDS;
  const keys = new Uint32Array(words * groups);
  const asDouble = new DataView(keys.buffer);
  for (let group = 0; group < groups; group++) {
    asDouble.setFloat64(4 * words * group, counts[group]!, true);
    for (let word = 0; word < BAG_WORDS; word++) keys[words * group + 2 + word] = bags[BAG_WORDS * group + word]!;
  }
  const dictionary = fixedDictionary(4 * words);
  const bagOf = new Int32Array(groups);
  dictionary.encode(new Uint8Array(keys.buffer), null, groups, bagOf);
  const groupsOf = new Int32Array(dictionary.size);
  for (const bag of bagOf) groupsOf[bag]!++;
  let unique = 0;
  for (const found of groupsOf) if (found === 1) unique++;
  return unique;
}
