import type { TextDictionary } from '../records.ts';
import type { Layout } from './compiled-memory.ts';
import { NOTHING_KNOWN, writeSignature } from './signatures.ts';

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

function writeTexts({ size, offsets, symbols }: TextDictionary, records: Uint32Array, bytes: Uint8Array, mostSymbols: number): void {
  // Nothing is known of a text that is not there.
  records[0] = NOTHING_KNOWN;
  // Each symbol that occurs has a byte from 1 up, as long as there are any: 0 stands for the others.
  const byteOf = new Uint8Array(0x110000);
  let next = 1;
  let at = records.byteOffset + records.byteLength;
  for (let code = 1, start = offsets[1]!; code <= size; code++) {
    const end = offsets[code + 1]!;
    let isShort = end - start <= mostSymbols;
    for (let from = isShort ? start : end, to = at; from < end; from++, to++) {
      const symbol = symbols[from]!;
      let byte = byteOf[symbol]!;
      if (byte === 0 && next < 256) byte = byteOf[symbol] = next++;
      bytes[to] = byte;
      if (byte === 0) isShort = false;
    }
    writeSignature(symbols, start, end, records, 4 * code);
    records[4 * code + 2] = at;
    records[4 * code + 3] = isShort ? end - start : LONG;
    if (isShort) at += end - start;
    start = end;
  }
}
