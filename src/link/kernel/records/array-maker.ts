/** Makes the arrays of a record table. */
export interface ArrayMaker {
  /** Makes a Uint32Array of zeros. */
  words(length: number): Uint32Array;
  /** Makes a Float64Array of zeros. */
  doubles(length: number): Float64Array;
}

/** Arrays of the thread that makes them. */
export const OWN_ARRAYS: ArrayMaker = Object.freeze({
  words: (length: number) => new Uint32Array(length),
  doubles: (length: number) => new Float64Array(length),
});

/** Arrays in memory that several threads can read. */
export const SHARED_ARRAYS: ArrayMaker = Object.freeze({
  words: (length: number) => new Uint32Array(new SharedArrayBuffer(4 * length)),
  doubles: (length: number) => new Float64Array(new SharedArrayBuffer(8 * length)),
});
