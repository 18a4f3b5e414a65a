import type { Dictionary, NumberDictionary, NumberListDictionary, TextDictionary, TextListDictionary } from '../records.ts';
import { sequenceTable, type SequenceTable, type SpareRoom } from './sequence-table.ts';

/** A dictionary in which values of another one are found, or added for a while. */
export interface OpenDictionary {
  /** The values, with room behind them; codes of values that are no more added have none. */
  readonly dictionary: Dictionary;
  /** Values that stay. */
  readonly size: number;
  /**
   * Finds a value of another dictionary of the same kind and unit, or adds it.
   *
   * @param other - the other dictionary.
   * @param code - the value there; 0 for null.
   * @returns its code here; 0 for null.
   * @throws {RangeError} when there is no room.
   */
  codeOf(other: Dictionary, code: number): number;
  /** Forgets what was added. */
  forget(): void;
}

/**
 * Opens a dictionary.
 *
 * @param dictionary - distinct values.
 * @param spare - room for values that are not among them.
 * @returns the open dictionary; it works on copies.
 */
export function openDictionary(dictionary: Dictionary, spare: SpareRoom): OpenDictionary {
  switch (dictionary.kind) {
    case 'text':
      return openTexts(dictionary, spare);
    case 'number':
    case 'time':
      return openNumbers(dictionary, spare);
    case 'texts':
      return openTextLists(dictionary, spare);
    case 'numbers':
      return openNumberLists(dictionary, spare);
  }
}

function openTexts({ size, offsets, symbols }: TextDictionary, spare: SpareRoom): OpenDictionary & { readonly dictionary: TextDictionary } {
  const table = sequenceTable(size, offsets, symbols, spare);
  return {
    ...faceOf(size, table),
    dictionary: { kind: 'text', size: table.capacity, offsets: table.offsets, symbols: table.words },
    codeOf: (other, code) => {
      const texts = other as TextDictionary;
      return code === 0 ? 0 : table.codeOf(texts.symbols, texts.offsets[code]!, texts.offsets[code + 1]!);
    },
  };
}

/** A number is a sequence of its two words. */
function openNumbers({ kind, size, numbers }: NumberDictionary, { sequences }: SpareRoom): OpenDictionary {
  const offsets = Uint32Array.from({ length: size + 2 }, (_, code) => 2 * Math.max(0, code - 1));
  const table = sequenceTable(size, offsets, wordsOf(numbers.subarray(1, size + 1)), { sequences, words: 2 * sequences });
  const all = new Float64Array(table.capacity + 1);
  all.set(numbers.subarray(0, size + 1));
  const one = new Float64Array(1);
  const words = new Uint32Array(one.buffer);
  return {
    ...faceOf(size, table),
    dictionary: { kind, size: table.capacity, numbers: all },
    codeOf(other, code) {
      if (code === 0) return 0;
      one[0] = (other as NumberDictionary).numbers[code]!;
      const found = table.codeOf(words, 0, 2);
      all[found] = one[0];
      return found;
    },
  };
}

function openTextLists({ size, offsets, elements, texts }: TextListDictionary, spare: SpareRoom): OpenDictionary {
  const open = openTexts(texts, spare);
  const table = sequenceTable(size, offsets, elements, spare);
  const face = faceOf(size, table);
  return {
    ...face,
    dictionary: { kind: 'texts', size: table.capacity, offsets: table.offsets, elements: table.words, texts: open.dictionary },
    codeOf(other, code) {
      if (code === 0) return 0;
      const lists = other as TextListDictionary;
      const codes = lists.elements.slice(lists.offsets[code], lists.offsets[code + 1]).map((text) => open.codeOf(lists.texts, text));
      return table.codeOf(codes, 0, codes.length);
    },
    forget() {
      open.forget();
      face.forget();
    },
  };
}

function openNumberLists({ size, offsets, numbers }: NumberListDictionary, spare: SpareRoom): OpenDictionary {
  const table = sequenceTable(size, offsets.map((offset) => 2 * offset), wordsOf(numbers.subarray(0, offsets[size + 1])), { ...spare, words: 2 * spare.words });
  const all = new Float64Array(table.words.buffer);
  // Lists lie in whole numbers, two words each.
  const halved = new Uint32Array(table.offsets.length);
  const halve = (from: number): void => {
    for (let code = from; code < halved.length; code++) halved[code] = table.offsets[code]! / 2;
  };
  halve(0);
  return {
    ...faceOf(size, table),
    dictionary: { kind: 'numbers', size: table.capacity, offsets: halved, numbers: all },
    codeOf(other, code) {
      if (code === 0) return 0;
      const lists = other as NumberListDictionary;
      const words = wordsOf(lists.numbers.slice(lists.offsets[code], lists.offsets[code + 1]));
      const found = table.codeOf(words, 0, words.length);
      if (found > size) halve(found);
      return found;
    },
  };
}

function wordsOf(numbers: Float64Array): Uint32Array {
  return new Uint32Array(numbers.buffer, numbers.byteOffset, 2 * numbers.length);
}

function faceOf(size: number, table: SequenceTable): Pick<OpenDictionary, 'size' | 'forget'> {
  return { size, forget: table.forget };
}
