/** Which pairs have at least one value; nothing is stored as long as no row lacks one. */
export interface PairFlags {
  /** Memory held, in bytes. */
  readonly byteLength: number;
  /** Whether every pair has a value. */
  readonly complete: boolean;
  /**
   * Takes a batch into account.
   *
   * @param pairOf - Int32Array(rows) or longer: pair of each row.
   * @param valid - validity bits of the values; `null` when none is missing.
   * @param rows - number of rows.
   * @param pairsBefore - number of pairs before this batch.
   * @param pairs - number of pairs now.
   */
  add(pairOf: Int32Array, valid: Uint8Array | null, rows: number, pairsBefore: number, pairs: number): void;
  /**
   * Takes other flags into account.
   *
   * @param other - flags of `otherPairs` pairs.
   * @param pairOf - Int32Array(otherPairs): the pair here of each pair there; negative leaves it out.
   * @param otherPairs - number of pairs there.
   * @param pairsBefore - number of pairs here before.
   * @param pairs - number of pairs here now.
   */
  merge(other: PairFlags, pairOf: Int32Array, otherPairs: number, pairsBefore: number, pairs: number): void;
  /**
   * Tells whether a pair has a value.
   *
   * @param pair - its number.
   * @returns whether any of its rows has one.
   */
  has(pair: number): boolean;
  /**
   * Packs the flags into bytes.
   *
   * @param pairs - number of pairs.
   * @returns one byte a pair, or none when every pair has a value.
   */
  snapshot(pairs: number): Uint8Array;
}

/**
 * Makes flags.
 *
 * @param stored - what `snapshot` returned; empty when every pair has a value.
 * @returns the flags; without pairs when nothing is stored.
 * @remarks One byte a pair once a row without a value was met.
 */
export function pairFlags(stored: Uint8Array = new Uint8Array(0)): PairFlags {
  let flags = stored;
  let complete = stored.length === 0;

  function reserve(pairsBefore: number, pairs: number): void {
    if (pairs > flags.length) {
      const larger = new Uint8Array(Math.max(pairs, 2 * flags.length));
      larger.set(flags);
      flags = larger;
    }
    if (complete) flags.fill(1, 0, pairsBefore);
    complete = false;
  }

  return {
    get byteLength(): number {
      return flags.byteLength;
    },
    get complete(): boolean {
      return complete;
    },
    add(pairOf, valid, rows, pairsBefore, pairs): void {
      if (complete && valid === null) return;
      reserve(pairsBefore, pairs);
      for (let row = 0; row < rows; row++) {
        if (valid === null || ((valid[row >> 3]! >> (row & 7)) & 1) === 1) flags[pairOf[row]!] = 1;
      }
    },
    merge(other, pairOf, otherPairs, pairsBefore, pairs): void {
      let missing = false;
      for (let pair = 0; pair < otherPairs && !missing && !other.complete; pair++) missing = pairOf[pair]! >= 0 && !other.has(pair);
      if (complete && !missing) return;
      reserve(pairsBefore, pairs);
      for (let pair = 0; pair < otherPairs; pair++) if (pairOf[pair]! >= 0 && other.has(pair)) flags[pairOf[pair]!] = 1;
    },
    has: (pair) => complete || flags[pair] === 1,
    snapshot: (pairs) => (complete ? new Uint8Array(0) : flags.slice(0, pairs)),
  };
}
