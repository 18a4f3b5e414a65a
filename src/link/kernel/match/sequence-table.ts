import type { Symbols } from '../../../text/index.ts';

/**
 * Distinct sequences of words, such as the symbols of texts, that can be found again: those of a dictionary stay, those that are added
 * behind them are forgotten together.
 */
export interface SequenceTable {
  /** Uint32Array: sequence `c` is `words[offsets[c] … offsets[c + 1])`; sequence 0 stands for null and is empty. */
  readonly offsets: Uint32Array;
  readonly words: Uint32Array;
  /** Number of the last sequence there is room for. */
  readonly capacity: number;
  /**
   * Finds a sequence, or adds it.
   *
   * @param from - holds the sequence.
   * @param start - its first word.
   * @param end - one past its last word.
   * @returns its number.
   * @throws {RangeError} when there is no room.
   */
  codeOf(from: Symbols, start: number, end: number): number;
  /** Forgets what was added. */
  forget(): void;
}

/** Sequences and words that can be added at once. */
export interface SpareRoom {
  readonly sequences: number;
  readonly words: number;
}

/**
 * Makes the sequences of a dictionary findable.
 *
 * @param size - sequences, numbered from 1.
 * @param offsets - Uint32Array(size + 2): where each begins.
 * @param words - their words.
 * @param spare - room for others.
 * @returns the table, on copies with room.
 * @remarks O(words) to make; 8 to 16 bytes a sequence beside the copies. Finding takes O(length).
 */
export function sequenceTable(size: number, offsets: Uint32Array, words: Symbols, spare: SpareRoom): SequenceTable {
  const capacity = size + spare.sequences;
  const allWords = new Uint32Array(offsets[size + 1]! + spare.words);
  allWords.set(words.subarray(0, offsets[size + 1]));
  const allOffsets = new Uint32Array(capacity + 2).fill(offsets[size + 1]!);
  allOffsets.set(offsets.subarray(0, size + 2));
  const slots = new Uint32Array(2 ** Math.ceil(Math.log2(2 * size + 2)));
  const mask = slots.length - 1;
  let added = 0;

  /** The slot of a sequence, or the empty one where it goes. */
  function slotOf(from: Symbols, start: number, end: number): number {
    let at = hashOf(from, start, end) & mask;
    while (slots[at] !== 0 && !isSame(slots[at]!, from, start, end)) at = (at + 1) & mask;
    return at;
  }

  function isSame(code: number, from: Symbols, start: number, end: number): boolean {
    const own = allOffsets[code]!;
    if (allOffsets[code + 1]! - own !== end - start) return false;
    for (let index = start; index < end; index++) if (allWords[own + index - start] !== from[index]) return false;
    return true;
  }

  for (let code = 1; code <= size; code++) slots[slotOf(allWords, allOffsets[code]!, allOffsets[code + 1]!)] = code;
  return {
    offsets: allOffsets,
    words: allWords,
    capacity,
    codeOf(from, start, end) {
      const known = slots[slotOf(from, start, end)]!;
      if (known !== 0) return known;
      for (let code = size + 1; code <= size + added; code++) if (isSame(code, from, start, end)) return code;
      const code = size + added + 1;
      const at = allOffsets[code]!;
      if (code > capacity || at + end - start > allWords.length) throw new RangeError('values: expected fewer, or shorter ones');
      allWords.set(from.subarray(start, end), at);
      allOffsets[code + 1] = at + end - start;
      added++;
      return code;
    },
    forget() {
      added = 0;
    },
  };
}

function hashOf(from: Symbols, start: number, end: number): number {
  let hash = end - start;
  for (let index = start; index < end; index++) hash = Math.imul(hash ^ from[index]!, 0x9e3779b1) ^ (hash >>> 15);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}
