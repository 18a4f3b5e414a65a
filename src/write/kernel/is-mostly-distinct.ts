import type { StoredCodes, StoredValues } from './parquet/stored-values.ts';

/**
 * Tells whether most values of a column occur once, as row keys, e-mail addresses and pseudonyms do: then a dictionary of them saves
 * nothing, and costs the time to make it.
 *
 * @param values - the values of the first rows of a column.
 * @returns whether more than half of them are distinct; false where there are fewer than 4,096.
 * @remarks O(bytes), 8 bytes a value. Values are told apart by 32 bits of a hash: of 65,536, one pair in two files is taken for one value.
 * @example
 * isMostlyDistinct({ kind: 'words', count: 2, width: 1, bytes: Uint8Array.of(1, 2) }); // => false, too few
 */
export function isMostlyDistinct(values: StoredValues): boolean {
  if (values.count < LEAST_VALUES || values.kind === 'truths') return false;
  const slots = new Int32Array(1 << (33 - Math.clz32(values.count)));
  const mask = slots.length - 1;
  const hashOf = hasher(values);
  let distinct = 0;
  for (let value = 0; value < values.count; value++) {
    const hash = hashOf(value);
    let slot = hash & mask;
    while (slots[slot] !== 0 && slots[slot] !== hash) slot = (slot + 1) & mask;
    if (slots[slot] === hash) continue;
    slots[slot] = hash;
    distinct++;
  }
  return 2 * distinct > values.count;
}

/** Fewer values say nothing of those to come, and cost nothing either way. */
const LEAST_VALUES = 4096;

function hasher(values: Exclude<StoredValues, { kind: 'truths' }>): (value: number) => number {
  switch (values.kind) {
    case 'words': {
      const { bytes, width } = values;
      return (value) => hashBytes(bytes, width * value, width * (value + 1));
    }
    case 'texts': {
      const { bytes, offsets } = values;
      return (value) => hashBytes(bytes, offsets[value]!, offsets[value + 1]!);
    }
    case 'codes': {
      const hashes = hashesOfEntries(values);
      return (value) => hashes[values.codes[value]!]!;
    }
  }
}

/** Each entry that is used is looked at once. */
function hashesOfEntries({ count, codes, entries: { bytes, offsets, count: entries } }: StoredCodes): Int32Array {
  const hashes = new Int32Array(entries);
  for (let value = 0; value < count; value++) {
    const code = codes[value]!;
    if (hashes[code] === 0) hashes[code] = hashBytes(bytes, offsets[code]!, offsets[code + 1]!);
  }
  return hashes;
}

/** A hash of all bytes, never 0. */
function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let hash = to - from;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193) + (hash >>> 15);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0 || 1;
}
