/** A stretch of bytes as literals and repetitions of what came before. */
export interface Matches {
  /** Repetitions. */
  count: number;
  /** Uint32Array(count or longer): literal bytes before each repetition. */
  literals: Uint32Array;
  /** Uint32Array(count or longer): bytes repeated, at least {@link LEAST_MATCH}. */
  lengths: Uint32Array;
  /** Uint32Array(count or longer): how far back they lie, from 1 up. */
  distances: Uint32Array;
  /** Literal bytes after the last repetition. */
  rest: number;
}

/** Finds repetitions in the bytes of one page. */
export interface MatchFinder {
  /**
   * Cuts the bytes `[from, to)` into literals and repetitions; these may reach back before `from`, into what was cut before.
   *
   * @returns the pieces, to be used before the next call.
   */
  find(from: number, to: number): Matches;
}

/** Fewer bytes are not worth a repetition. */
export const LEAST_MATCH = 4;

const SLOT_BITS = 15;
/** After so many bytes without a repetition, one byte more is stepped over at a time. */
const STEP_BITS = 6;

/**
 * Starts finding repetitions.
 *
 * @param bytes - the page.
 * @param maxDistance - how far back a repetition may lie.
 * @returns a finder, to be asked for stretches from the first byte on.
 * @remarks O(bytes): of the places with four bytes alike only the last one is known. The pieces depend on the bytes only.
 * @example
 * const { literals, lengths, distances, rest } = matchFinder(new TextEncoder().encode('abcdabcdabcde'), 100).find(0, 13);
 * [literals[0], lengths[0], distances[0], rest]; // => [4, 8, 4, 1]
 */
export function matchFinder(bytes: Uint8Array, maxDistance: number): MatchFinder {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const places = new Int32Array(1 << SLOT_BITS).fill(-1);
  const found: Matches = { count: 0, literals: new Uint32Array(256), lengths: new Uint32Array(256), distances: new Uint32Array(256), rest: 0 };
  let last = 0;

  const isMatch = (at: number, before: number, word: number): boolean => before >= 0 && at - before <= maxDistance && view.getInt32(before, true) === word;

  return {
    find(from, to) {
      found.count = 0;
      let done = from;
      const end = to - LEAST_MATCH;
      for (let at = from; at <= end; ) {
        const word = view.getInt32(at, true);
        const slot = Math.imul(word, 0x9e3779b1) >>> (32 - SLOT_BITS);
        let before = places[slot]!;
        places[slot] = at;
        // What repeats at the distance of the one before needs the fewest bytes to say.
        if (last > 0 && isMatch(at, at - last, word)) before = at - last;
        else if (!isMatch(at, before, word)) {
          at += 1 + ((at - done) >> STEP_BITS);
          continue;
        }
        const distance = at - before;
        const next = endOfMatch(bytes, view, before, at, to);
        let start = at;
        while (start > done && start > distance && bytes[start - 1] === bytes[start - 1 - distance]) start--;
        if (distance !== last && !pays(next - start, distance)) {
          at++;
          continue;
        }
        last = distance;
        addMatch(found, start - done, next - start, distance);
        // The second byte before the end is the likeliest to begin another.
        if (next - 2 <= end) places[Math.imul(view.getInt32(next - 2, true), 0x9e3779b1) >>> (32 - SLOT_BITS)] = next - 2;
        at = next;
        done = next;
      }
      found.rest = to - done;
      return found;
    },
  };
}

/** Whether a repetition takes fewer bits than its literals may: some eight and those of the distance, against four a byte. */
function pays(length: number, distance: number): boolean {
  return 4 * length > 40 - Math.clz32(distance);
}

function endOfMatch(bytes: Uint8Array, view: DataView, before: number, at: number, to: number): number {
  let from = before + LEAST_MATCH;
  let next = at + LEAST_MATCH;
  while (next + 4 <= to && view.getInt32(from, true) === view.getInt32(next, true)) {
    from += 4;
    next += 4;
  }
  while (next < to && bytes[from] === bytes[next]) {
    from++;
    next++;
  }
  return next;
}

function addMatch(found: Matches, literals: number, length: number, distance: number): void {
  const { count } = found;
  if (count === found.literals.length) {
    for (const name of ['literals', 'lengths', 'distances'] as const) {
      const larger = new Uint32Array(2 * count);
      larger.set(found[name]);
      found[name] = larger;
    }
  }
  found.literals[count] = literals;
  found.lengths[count] = length;
  found.distances[count] = distance;
  found.count = count + 1;
}
