import { byteDictionary, fixedDictionary } from '../../../group/index.ts';
import type { StoredCodes, StoredTexts, StoredValues, StoredWords } from './stored-values.ts';

/** The distinct values of a column, and the code of each value. */
export interface ChunkDictionary {
  /** In the order of their first appearance. */
  readonly entries: StoredTexts | StoredWords;
  /** For each part, Int32Array(count). */
  readonly codes: readonly Int32Array[];
}

/** Bytes of entries beyond which a dictionary is given up. */
const MOST_BYTES = 1 << 20;

/**
 * Makes a dictionary of the values of a column.
 *
 * @param parts - the values; not truth values.
 * @returns the dictionary; `null` when its entries would take more than a mebibyte.
 * @remarks O(bytes). It depends on the values only: not on the parts, and not on codes that they come with.
 */
export function chunkDictionary(parts: readonly StoredValues[]): ChunkDictionary | null {
  const [first] = parts;
  return first?.kind === 'words' ? dictionaryOfWords(parts as readonly StoredWords[], first.width) : dictionaryOfTexts(parts as readonly (StoredTexts | StoredCodes)[]);
}

function dictionaryOfWords(parts: readonly StoredWords[], width: number): ChunkDictionary | null {
  const dictionary = fixedDictionary(width);
  const codes: Int32Array[] = [];
  for (const { count, bytes } of parts) {
    const own = new Int32Array(count);
    dictionary.encode(bytes, null, count, own);
    if (dictionary.size * width > MOST_BYTES) return null;
    codes.push(own);
  }
  return { entries: { kind: 'words', count: dictionary.size, width, bytes: dictionary.bytes() }, codes };
}

function dictionaryOfTexts(parts: readonly (StoredTexts | StoredCodes)[]): ChunkDictionary | null {
  const dictionary = byteDictionary();
  const codes: Int32Array[] = [];
  for (const part of parts) {
    const own = new Int32Array(part.count);
    if (part.kind === 'texts') dictionary.encode(part.offsets, part.bytes, null, part.count, own);
    else {
      const { used, codeOf } = usedEntries(part);
      const entryCodes = new Int32Array(used.count);
      dictionary.encode(used.offsets, used.bytes, null, used.count, entryCodes);
      for (let at = 0; at < part.count; at++) own[at] = entryCodes[codeOf[part.codes[at]!]!]!;
    }
    if (dictionary.bytes().length + 4 * dictionary.size > MOST_BYTES) return null;
    codes.push(own);
  }
  return { entries: { kind: 'texts', count: dictionary.size, offsets: dictionary.offsets(), bytes: dictionary.bytes() }, codes };
}

/**
 * Takes the entries that codes use, in the order of their first use.
 *
 * @param values - codes of entries.
 * @returns these entries, and Int32Array: the place of each entry among them, −1 for those that no code uses.
 */
export function usedEntries({ count, codes, entries }: StoredCodes): { readonly used: StoredTexts; readonly codeOf: Int32Array } {
  const codeOf = new Int32Array(entries.count).fill(-1);
  const order: number[] = [];
  for (let at = 0; at < count; at++) {
    const code = codes[at]!;
    if (codeOf[code]! >= 0) continue;
    codeOf[code] = order.length;
    order.push(code);
  }
  const offsets = new Int32Array(order.length + 1);
  order.forEach((code, place) => {
    offsets[place + 1] = offsets[place]! + entries.offsets[code + 1]! - entries.offsets[code]!;
  });
  const bytes = new Uint8Array(offsets[order.length]!);
  order.forEach((code, place) => {
    bytes.set(entries.bytes.subarray(entries.offsets[code], entries.offsets[code + 1]), offsets[place]);
  });
  return { used: { kind: 'texts', count: order.length, offsets, bytes }, codeOf };
}
