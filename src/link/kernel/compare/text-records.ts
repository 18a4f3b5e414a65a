import type { TextDictionary } from '../records.ts';
import type { Layout } from './compiled-memory.ts';
import { NOTHING_KNOWN, writeSignature } from './signatures.ts';
import { symbolBytes } from './symbol-bytes.ts';

const RECORD_BYTES = 16;
/** Bytes that may be read behind the symbols of the last text. */
const SLACK_BYTES = 64;
/** Length that no text measured by the kernel has. */
const LONG = 255;

/** Says where the records of the texts of a dictionary lie: both words of the signature, address of the first symbol, length. */
export type TextWriter = (texts: TextDictionary) => number;

/**
 * Readies the writing of dictionaries of texts, each once: a record for each text, and behind them the symbols, of one byte each.
 *
 * @param layout - where they will lie.
 * @param mostSymbols - symbols of a text that is measured by a kernel.
 * @returns gives the address of a dictionary.
 */
export function textWriter(layout: Layout, mostSymbols: number): TextWriter {
  const written = new Map<TextDictionary, number>();
  return (texts) => {
    const { size, symbols } = texts;
    const at = written.get(texts) ?? layout.reserve(RECORD_BYTES * (size + 1) + symbols.length + SLACK_BYTES, (buffer, from) => {
      writeTexts(texts, new Uint32Array(buffer, from, (RECORD_BYTES / 4) * (size + 1)), new Uint8Array(buffer), mostSymbols);
    });
    written.set(texts, at);
    return at;
  };
}

function writeTexts(texts: TextDictionary, records: Uint32Array, memory: Uint8Array, mostSymbols: number): void {
  const { size, offsets, symbols } = texts;
  // Nothing is known of a text that is not there.
  records[0] = NOTHING_KNOWN;
  const { bytes, hasOthers } = symbolBytes(texts);
  const at = records.byteOffset + records.byteLength;
  memory.set(bytes, at);
  for (let code = 1, start = offsets[1]!; code <= size; code++) {
    const end = offsets[code + 1]!;
    const isShort = end - start <= mostSymbols && !(hasOthers && bytes.subarray(start, end).includes(0));
    writeSignature(symbols, start, end, records, 4 * code);
    records[4 * code + 2] = at + start;
    records[4 * code + 3] = isShort ? end - start : LONG;
    start = end;
  }
}
