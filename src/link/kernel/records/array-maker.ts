import type { Symbols } from '../../../text/index.ts';
import { sharedBytes } from './mapped-memory.ts';

/** Makes the arrays of a record table. */
export interface ArrayMaker {
  /** Makes a Uint32Array of zeros. */
  words(length: number): Uint32Array;
  /** Makes a Float64Array of zeros. */
  doubles(length: number): Float64Array;
  /** Makes an array of zeros for symbols of so many bytes. */
  symbols(length: number, width: SymbolWidth): Symbols;
  /** Tells whether an array lies in memory that its own could lie in. */
  mayHold(array: Int32Array): boolean;
}

/** Bytes of a symbol. */
export type SymbolWidth = 1 | 2 | 4;

/** Arrays of the thread that makes them. */
export const OWN_ARRAYS: ArrayMaker = arraysIn((bytes) => new ArrayBuffer(bytes), () => true);

/** Arrays in memory that several threads can read. */
export const SHARED_ARRAYS: ArrayMaker = arraysIn(sharedBytes, isShared);

function arraysIn(memory: (bytes: number) => ArrayBufferLike, mayHold: ArrayMaker['mayHold']): ArrayMaker {
  return Object.freeze({
    words: (length: number) => new Uint32Array(memory(4 * length), 0, length),
    doubles: (length: number) => new Float64Array(memory(8 * length), 0, length),
    symbols: (length: number, width: SymbolWidth) => symbolsIn(memory(width * length), length, width),
    mayHold,
  });
}

/**
 * Chooses who makes arrays that go with another one.
 *
 * @param array - an array.
 * @returns what makes arrays in memory that several threads can read, where this one lies in such memory.
 */
export function arraysLike(array: Uint32Array): ArrayMaker {
  return isShared(array) ? SHARED_ARRAYS : OWN_ARRAYS;
}

function isShared({ buffer }: Uint32Array | Int32Array): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && (buffer as ArrayBufferLike) instanceof SharedArrayBuffer;
}

function symbolsIn(buffer: ArrayBufferLike, length: number, width: SymbolWidth): Symbols {
  if (width === 4) return new Uint32Array(buffer, 0, length);
  return width === 2 ? new Uint16Array(buffer, 0, length) : new Uint8Array(buffer, 0, length);
}
