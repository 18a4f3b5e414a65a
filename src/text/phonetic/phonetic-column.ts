import { byteDictionary } from '../../group/index.ts';
import { appendBytes, createTextWriter, endRow, finishText, reserve, type TextBytes } from '../text-writer.ts';
import { phoneticCode, type PhoneticAlgorithm } from './phonetic-code.ts';

/** The phonetic codes of a column. */
export interface PhoneticColumn extends TextBytes {
  /** Validity bits, 1 where there is a code, least significant bit first; Uint8Array(⌈rows / 8⌉). */
  readonly valid: Uint8Array;
  /** Uint8Array(rows): 1 where there is a value but nothing is heard in it. */
  readonly isSilent: Uint8Array;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Gives the phonetic codes of a text column. Each distinct value is coded once.
 *
 * @param algorithm - which code.
 * @param offsets - Int32Array(rows + 1) or longer, ascending; need not start at 0.
 * @param bytes - UTF-8 text.
 * @param valid - validity bits, least significant bit first, or `null` for no nulls.
 * @param rows - rows of the column.
 * @returns the codes; null where the value is null or nothing is heard in it.
 * @throws {RangeError} if an array is too short, or the codes exceed 2 GiB.
 * @remarks O(rows + bytes), and a string and a coding per distinct value; holds the distinct values while it works.
 */
export function phoneticColumn(algorithm: PhoneticAlgorithm, offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array | null, rows: number): PhoneticColumn {
  const entryOf = new Int32Array(rows);
  const values = byteDictionary();
  values.encode(offsets, bytes, valid, rows, entryOf);
  const codes = codesOfEntries(algorithm, values.offsets(), values.bytes(), values.size);
  const writer = createTextWriter(rows, 4 * rows);
  const outValid = new Uint8Array((rows + 7) >> 3);
  const isSilent = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const entry = entryOf[row]!;
    if (entry >= 0) {
      const start = codes.offsets[entry]!;
      const end = codes.offsets[entry + 1]!;
      if (start === end) isSilent[row] = 1;
      else outValid[row >> 3]! |= 1 << (row & 7);
      appendBytes(writer, codes.bytes, start, end);
    }
    endRow(writer);
  }
  return { ...finishText(writer), valid: outValid, isSilent };
}

function codesOfEntries(algorithm: PhoneticAlgorithm, offsets: Int32Array, bytes: Uint8Array, entries: number): TextBytes {
  const writer = createTextWriter(entries, 8 * entries);
  for (let entry = 0; entry < entries; entry++) {
    const code = phoneticCode(algorithm, decoder.decode(bytes.subarray(offsets[entry], offsets[entry + 1])));
    reserve(writer, code.length);
    for (let index = 0; index < code.length; index++) writer.bytes[writer.at++] = code.charCodeAt(index);
    endRow(writer);
  }
  return finishText(writer);
}
