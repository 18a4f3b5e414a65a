import type { Symbols } from '../../../text/index.ts';

/** Makes the arrays of a record table. */
export interface ArrayMaker {
  /** Makes a Uint32Array of zeros. */
  words(length: number): Uint32Array;
  /** Makes a Float64Array of zeros. */
  doubles(length: number): Float64Array;
  /** Makes an array of zeros for symbols of so many bytes. */
  symbols(length: number, width: SymbolWidth): Symbols;
}

/** Bytes of a symbol. */
export type SymbolWidth = 1 | 2 | 4;

/** Arrays of the thread that makes them. */
export const OWN_ARRAYS: ArrayMaker = Object.freeze({
  words: (length: number) => new Uint32Array(length),
  doubles: (length: number) => new Float64Array(length),
  symbols: (length: number, width: SymbolWidth) => symbolsIn(new ArrayBuffer(width * length), width),
});

/** Arrays in memory that several threads can read. */
export const SHARED_ARRAYS: ArrayMaker = Object.freeze({
  words: (length: number) => new Uint32Array(new SharedArrayBuffer(4 * length)),
  doubles: (length: number) => new Float64Array(new SharedArrayBuffer(8 * length)),
  symbols: (length: number, width: SymbolWidth) => symbolsIn(new SharedArrayBuffer(width * length), width),
});

/**
 * Chooses who makes arrays that go with another one.
 *
 * @param array - an array.
 * @returns what makes arrays in memory that several threads can read, where this one lies in such memory.
 */
export function arraysLike({ buffer }: Uint32Array): ArrayMaker {
  return typeof SharedArrayBuffer !== 'undefined' && (buffer as ArrayBufferLike) instanceof SharedArrayBuffer ? SHARED_ARRAYS : OWN_ARRAYS;
}

function symbolsIn(buffer: ArrayBufferLike, width: SymbolWidth): Symbols {
  if (width === 4) return new Uint32Array(buffer);
  return width === 2 ? new Uint16Array(buffer) : new Uint8Array(buffer);
}
