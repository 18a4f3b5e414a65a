import type { TextDictionary } from '../records.ts';
import type { Layout } from './compiled-memory.ts';
import { NOTHING_KNOWN, writeClassBits } from './signatures.ts';
import { symbolBytes } from './symbol-bytes.ts';

/** The part of a kernel that describes texts whose addresses stand in their records: signatures and lengths. */
export interface TextDescriber {
  /** Symbols of a text that is measured by the kernel. */
  readonly MOST_SYMBOLS: { readonly value: number };
  describeTexts(records: number, count: number, end: number, bits: number, mostSymbols: number, hasOthers: number): void;
}

const RECORD_BYTES = 16;
/** 32 bits for each byte. */
const CLASS_BYTES = 1024;
/** Bytes that may be read behind the symbols of the last text. */
const SLACK_BYTES = 64;

/** Says where the records of the texts of a dictionary lie: both words of the signature, address of the first symbol, length. */
export type TextWriter = (texts: TextDictionary) => number;

/**
 * Readies the writing of dictionaries of texts, each once: a record for each text, behind them the symbols, of one byte each. Where symbols are
 * bytes, a dictionary has them there afterwards, and nowhere else.
 *
 * @param layout - where they will lie.
 * @param kernel - describes them there.
 * @returns gives the address of a dictionary.
 */
export function textWriter(layout: Layout, kernel: TextDescriber): TextWriter {
  const written = new Map<TextDictionary, number>();
  return (texts) => {
    const { size, symbols } = texts;
    const at = written.get(texts) ?? layout.reserve(RECORD_BYTES * (size + 1) + symbols.length + SLACK_BYTES + CLASS_BYTES, (buffer, from) => {
      writeTexts(texts, buffer, from, kernel);
    });
    written.set(texts, at);
    return at;
  };
}

function writeTexts(texts: TextDictionary, buffer: ArrayBuffer, from: number, kernel: TextDescriber): void {
  const { size, offsets } = texts;
  const { bytes, symbolOf, hasOthers } = symbolBytes(texts);
  const records = new Uint32Array(buffer, from, (RECORD_BYTES / 4) * (size + 1));
  const at = from + records.byteLength;
  const end = at + bytes.length;
  const bits = Math.ceil((end + SLACK_BYTES) / 4) * 4;
  new Uint8Array(buffer).set(bytes, at);
  for (let code = 1; code <= size; code++) records[4 * code + 2] = at + offsets[code]!;
  writeClassBits(symbolOf, new Uint32Array(buffer, bits, symbolOf.length));
  if (size > 0) kernel.describeTexts(from + RECORD_BYTES, size, end, bits, kernel.MOST_SYMBOLS.value, Number(hasOthers));
  // Nothing is known of a text that is not there.
  records[0] = NOTHING_KNOWN;
  // Where they are what was written, they lie there from now on.
  if (bytes === texts.symbols) texts.symbols = new Uint8Array(buffer, at, bytes.length);
}
