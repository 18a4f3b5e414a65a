import type { TextDictionary } from '../records.ts';

/** Symbols of texts as bytes: two symbols are the same where their bytes are, but for byte 0 where it stands for several. */
export interface SymbolBytes {
  /** Uint8Array: a byte a symbol, where the dictionary has it. */
  readonly bytes: Uint8Array;
  /** Uint32Array(256): the symbol that each byte stands for, where it stands for one; else 0. */
  readonly symbolOf: Uint32Array;
  /** Whether 0 stands for all symbols that have no byte of their own. */
  readonly hasOthers: boolean;
}

/** Symbols that there may be. */
const SYMBOLS = 0x110000;
const BYTES = 256;

/**
 * Gives each symbol of a dictionary a byte.
 *
 * @param dictionary - distinct texts.
 * @returns the symbols themselves where they are bytes; else a byte from 1 up for each, in the order in which they occur, as long as there are any.
 * @remarks O(symbols), nothing where they are bytes.
 */
export function symbolBytes({ symbols }: Pick<TextDictionary, 'symbols'>): SymbolBytes {
  const symbolOf = new Uint32Array(BYTES);
  if (symbols instanceof Uint8Array) return { bytes: symbols, symbolOf: symbolOf.map((_, byte) => byte), hasOthers: false };
  const byteOf = new Uint8Array(SYMBOLS);
  const bytes = new Uint8Array(symbols.length);
  let next = 1;
  let hasOthers = false;
  for (let place = 0; place < symbols.length; place++) {
    const symbol = symbols[place]!;
    let byte = byteOf[symbol]!;
    if (byte === 0) {
      if (next < BYTES) {
        byte = byteOf[symbol] = next++;
        symbolOf[byte] = symbol;
      } else hasOthers = true;
    }
    bytes[place] = byte;
  }
  return { bytes, symbolOf, hasOthers };
}
