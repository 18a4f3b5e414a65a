/**
 * Takes a chunk of pairs. The arrays are filled again for the next chunk.
 *
 * @returns whether to go on.
 */
export type PairVisitor = (lefts: Uint32Array, rights: Uint32Array, rules: Uint8Array, pairs: number) => boolean;

/** Pairs handed out together, and what hands them out. */
export interface PairChunk {
  readonly lefts: Uint32Array;
  readonly rights: Uint32Array;
  readonly rules: Uint8Array;
  readonly visitor: PairVisitor;
  pairs: number;
  /** Whether the visitor wants more. */
  isOpen: boolean;
}

/**
 * Starts a chunk.
 *
 * @param capacity - pairs that are handed out together.
 * @param visitor - takes them.
 * @returns a chunk without pairs.
 */
export function pairChunk(capacity: number, visitor: PairVisitor): PairChunk {
  return { lefts: new Uint32Array(capacity), rights: new Uint32Array(capacity), rules: new Uint8Array(capacity), visitor, pairs: 0, isOpen: true };
}

/**
 * Adds the pairs of one left record.
 *
 * @param chunk - is handed out whenever it is full.
 * @param rule - the rule that gave the pairs.
 * @param left - ordinal of the left record.
 * @param rights - ordinals of right records.
 * @param start - where the positions count from.
 * @param run - positions of the right records.
 * @param length - how many there are.
 */
export function addRow(chunk: PairChunk, rule: number, left: number, rights: Uint32Array, start: number, run: Int32Array, length: number): void {
  let from = 0;
  while (from < length && chunk.isOpen) {
    const to = Math.min(length, from + chunk.lefts.length - chunk.pairs);
    let at = chunk.pairs;
    for (let index = from; index < to; index++, at++) {
      chunk.lefts[at] = left;
      chunk.rights[at] = rights[start + run[index]!]!;
      chunk.rules[at] = rule;
    }
    chunk.pairs = at;
    from = to;
    if (at === chunk.lefts.length) flush(chunk);
  }
}

/**
 * Adds pairs of one rule.
 *
 * @param chunk - is handed out whenever it is full.
 * @param rule - the rule that gave the pairs.
 * @param lefts - ordinals of left records.
 * @param rights - ordinals of right records.
 * @param pairs - how many there are.
 */
export function addPairs(chunk: PairChunk, rule: number, lefts: Uint32Array, rights: Uint32Array, pairs: number): void {
  let from = 0;
  while (from < pairs && chunk.isOpen) {
    const to = Math.min(pairs, from + chunk.lefts.length - chunk.pairs);
    let at = chunk.pairs;
    for (let index = from; index < to; index++, at++) {
      chunk.lefts[at] = lefts[index]!;
      chunk.rights[at] = rights[index]!;
      chunk.rules[at] = rule;
    }
    chunk.pairs = at;
    from = to;
    if (at === chunk.lefts.length) flush(chunk);
  }
}

/**
 * Hands out what was gathered.
 *
 * @param chunk - is empty then.
 */
export function flush(chunk: PairChunk): void {
  if (chunk.pairs > 0 && chunk.isOpen) chunk.isOpen = chunk.visitor(chunk.lefts, chunk.rights, chunk.rules, chunk.pairs);
  chunk.pairs = 0;
}
