import { orderByWords } from './order-by-words.ts';

/** Links between records, side by side: the ordinals of both records, the lesser one first, and the weight in bits. */
export interface Links {
  /** Uint32Array(links). */
  readonly left: Uint32Array;
  /** Uint32Array(links): `right[i]` is above `left[i]`. */
  readonly right: Uint32Array;
  /** Float64Array(links): +∞ for what is certain; NaN reaches no cut. */
  readonly bits: Float64Array;
}

/**
 * Takes the links that reach a cut, and puts each the right way round.
 *
 * @param links - any links.
 * @param minBits - least weight taken, in bits; −∞ takes all but NaN.
 * @returns new arrays, in the order of the links.
 * @example
 * takeLinks({ left: Uint32Array.of(3, 1), right: Uint32Array.of(0, 2), bits: Float64Array.of(9, -4) }, 0).right; // => [3]
 */
export function takeLinks({ left, right, bits }: Links, minBits: number): Links {
  let taken = 0;
  for (let link = 0; link < left.length; link++) if (bits[link]! >= minBits) taken++;
  const out = { left: new Uint32Array(taken), right: new Uint32Array(taken), bits: new Float64Array(taken) };
  let at = 0;
  for (let link = 0; link < left.length; link++) {
    if (!(bits[link]! >= minBits)) continue;
    out.left[at] = Math.min(left[link]!, right[link]!);
    out.right[at] = Math.max(left[link]!, right[link]!);
    // Adding zero makes −0 into 0, so that equal weights are equal bit by bit.
    out.bits[at++] = bits[link]! + 0;
  }
  return out;
}

/**
 * Puts chunks of links end to end.
 *
 * @param chunks - any number of chunks.
 * @returns new arrays.
 */
export function joinLinks(chunks: readonly Links[]): Links {
  const links = chunks.reduce((sum, { left }) => sum + left.length, 0);
  const out = { left: new Uint32Array(links), right: new Uint32Array(links), bits: new Float64Array(links) };
  let at = 0;
  for (const chunk of chunks) {
    out.left.set(chunk.left, at);
    out.right.set(chunk.right, at);
    out.bits.set(chunk.bits, at);
    at += chunk.left.length;
  }
  return out;
}

/**
 * Orders links from the heaviest; those of one weight by left, then right record.
 *
 * @param links - links without NaN and −0, as {@link takeLinks} gives them.
 * @returns Uint32Array(links): positions in that order.
 * @remarks O(links); 28 bytes a link while it runs.
 * @example
 * orderLinks({ left: Uint32Array.of(4, 0, 0), right: Uint32Array.of(5, 2, 1), bits: Float64Array.of(9, 7, 7) }); // => [0, 2, 1]
 */
export function orderLinks({ left, right, bits }: Links): Uint32Array {
  const low = new Uint32Array(bits.length);
  const high = new Uint32Array(bits.length);
  const words = new Uint32Array(bits.buffer, bits.byteOffset, 2 * bits.length);
  for (let link = 0; link < bits.length; link++) {
    // As unsigned words, the doubles of one sign are in order or in reverse; turned so that the largest comes first.
    const isNegative = words[2 * link + 1]! >>> 31 === 1;
    low[link] = isNegative ? words[2 * link]! : ~words[2 * link]!;
    high[link] = isNegative ? words[2 * link + 1]! : words[2 * link + 1]! ^ 0x7fffffff;
  }
  return orderByWords([right, left, low, high]);
}
