/**
 * Distinct 128-bit digests in under 32 bytes each: open addressing in 256 parts that grow one at a time, so that growth
 * never needs a second copy of the whole.
 */
import { checkRows } from './check-rows.ts';
import { DIGEST_BYTES } from './row-digests.ts';
import { RUN_ROWS } from './slots.ts';
import { packSnapshot, unpackSnapshot } from './snapshot.ts';

/** A set of row digests that knows which came once and which came again. */
export interface DigestSet {
  /** Distinct digests. */
  readonly size: number;
  /** Distinct digests that were added more than once. */
  readonly repeatedCount: number;
  /** Memory held, in bytes. */
  readonly byteLength: number;
  /**
   * Adds the digests of a batch; rows whose digest is all zeros take no part.
   *
   * @param digests - Uint8Array(16 · rows) or longer, from {@link rowDigests}.
   * @param rows - number of rows.
   * @param isNew - Uint8Array(rows) or longer, when wanted: receives 1 where a digest was not there before, else 0.
   * @throws {RangeError} if an array is too short.
   */
  add(digests: Uint8Array, rows: number, isNew?: Uint8Array): void;
  /**
   * Looks the digests of a batch up.
   *
   * @param digests - Uint8Array(16 · rows) or longer.
   * @param rows - number of rows.
   * @param times - Uint8Array(rows) or longer: receives 0 where the digest is not in the set (or all zeros), 1 where it
   *   was added once, 2 where more often.
   * @throws {RangeError} if an array is too short.
   */
  count(digests: Uint8Array, rows: number, times: Uint8Array): void;
  /**
   * Tells whether one digest is in the set.
   *
   * @param digests - holds the digest.
   * @param row - its row, so that it is `digests[16 · row … 16 · row + 16)`.
   * @returns whether it is; false for zeros.
   */
  has(digests: Uint8Array, row: number): boolean;
  /**
   * Copies the digests of one part out, each once, for a spill store or another set.
   *
   * @param part - the first byte of the digests wanted, from 0 to 255.
   * @returns 16 bytes a digest for {@link DigestSet.absorb}, in no order.
   */
  records(part: number): Uint8Array;
  /**
   * Adds digests that {@link DigestSet.records} of any set gave; what was there too has then come more than once.
   *
   * @param records - 16 bytes a digest.
   * @throws {RangeError} if the bytes are no whole number of digests.
   */
  absorb(records: Uint8Array): void;
  /** Forgets every digest. */
  clear(): void;
  /**
   * Packs the state into bytes.
   *
   * @returns bytes for {@link restoreDigestSet}.
   */
  snapshot(): Uint8Array;
}

/** Parts of a set, told apart by the first byte of a digest. */
export const DIGEST_PARTS = 256;

const KIND = 10;
const FIRST_CAPACITY = 8;
/** Share of slots in use beyond which a part grows, and by how much: the load stays above one half ever after. */
const MAX_LOAD = 0.8;
const GROWTH = 1.5;
/** The lowest bit of a digest's last word gives way to a mark: the digest came more than once. */
const REPEATED = 1;

/** One part. Mutable: hot loops read its fields into locals. */
interface Part {
  /** Int32Array(4 × capacity); a slot whose first word is 0 is empty. */
  words: Int32Array;
  capacity: number;
  size: number;
}

const EMPTY = new Int32Array(0);
/** Where the reads that only warm the cache leave their sum, so that no compiler removes them. */
const warmed = new Int32Array(1);

/**
 * Makes an empty set of digests.
 *
 * Two rows are held for equal when 127 bits of their digests are: among a billion rows, a pair that is not has a chance
 * of 3 in 10²¹. Nothing here depends on the order of the digests.
 *
 * @returns the set.
 * @remarks Time O(1) a digest; memory 20 to 30 bytes a digest, and 32 KiB for small sets.
 * @example
 * const set = digestSet();
 * const digests = rowDigests([{ kind: 'int32', rows: 3, valid: null, values: Int32Array.of(7, 8, 7) }], 3);
 * set.add(digests, 3);
 * [set.size, set.repeatedCount]; // => [2, 1]
 */
export function digestSet(): DigestSet {
  const parts: Part[] = Array.from({ length: DIGEST_PARTS }, () => ({ words: EMPTY, capacity: 0, size: 0 }));
  let size = 0;
  let repeatedCount = 0;

  /** Adds one digest; tells whether it was not there before. */
  function addOne(w0: number, w1: number, w2: number, w3: number): number {
    const part = parts[w0 & 0xff]!;
    if (part.size >= part.capacity * MAX_LOAD) grow(part);
    const at = search(part.words, part.capacity, w0, w1, w2, w3);
    if (at >= 0) {
      if ((part.words[at + 3]! & REPEATED) === 0) {
        part.words[at + 3]! |= REPEATED;
        repeatedCount++;
      }
      return 0;
    }
    put(part.words, ~at, w0, w1, w2, w3);
    part.size++;
    size++;
    repeatedCount += w3 & REPEATED;
    return 1;
  }

  /** Reads the slots that a run of digests leads to, so that the search after it finds them in the cache. */
  function touch(words: Int32Array, from: number, to: number): void {
    let sum = 0;
    for (let at = from; at < to; at += 4) {
      const part = parts[words[at]! & 0xff]!;
      sum ^= part.words[firstSlot(words[at + 1]!, part.capacity)] ?? 0;
    }
    warmed[0]! ^= sum;
  }

  /** Walks over the digests that take part, a run at a time. */
  function each(digests: Uint8Array, rows: number, visit: (row: number, w0: number, w1: number, w2: number, w3: number) => void): void {
    const words = wordsOf(digests, rows);
    for (let from = 0; from < rows; from += RUN_ROWS) {
      const to = Math.min(rows, from + RUN_ROWS);
      touch(words, 4 * from, 4 * to);
      for (let row = from; row < to; row++) {
        const at = 4 * row;
        const w0 = words[at]!;
        const w1 = words[at + 1]!;
        const w2 = words[at + 2]!;
        const w3 = words[at + 3]!;
        if ((w0 | w1 | w2 | w3) !== 0) visit(row, w0 === 0 ? 0x100 : w0, w1, w2, w3);
      }
    }
  }

  function count(digests: Uint8Array, rows: number, times: Uint8Array): void {
    checkRows(rows, null, times, 'times');
    times.fill(0, 0, rows);
    each(digests, rows, (row, w0, w1, w2, w3) => {
      const { words, capacity } = parts[w0 & 0xff]!;
      const at = search(words, capacity, w0, w1, w2, w3);
      if (at >= 0) times[row] = 1 + (words[at + 3]! & REPEATED);
    });
  }

  function clear(): void {
    for (const part of parts) {
      part.words = EMPTY;
      part.capacity = 0;
      part.size = 0;
    }
    size = 0;
    repeatedCount = 0;
  }

  const records = (part: number): Uint8Array => pack(parts[part]!);

  return {
    get size(): number {
      return size;
    },
    get repeatedCount(): number {
      return repeatedCount;
    },
    get byteLength(): number {
      return parts.reduce((sum, { words }) => sum + words.byteLength, 0);
    },
    add(digests, rows, isNew) {
      checkRows(rows, null, isNew ?? { length: rows }, 'isNew');
      isNew?.fill(0, 0, rows);
      each(digests, rows, (row, w0, w1, w2, w3) => {
        const added = addOne(w0, w1, w2, w3 & ~REPEATED);
        if (isNew !== undefined) isNew[row] = added;
      });
    },
    count,
    has(digests, row) {
      const times = new Uint8Array(1);
      count(digests.subarray(DIGEST_BYTES * row), 1, times);
      return times[0] !== 0;
    },
    records,
    absorb(bytes) {
      if (bytes.length % DIGEST_BYTES !== 0) throw new RangeError('records: expected a whole number of digests');
      each(bytes, bytes.length / DIGEST_BYTES, (_, w0, w1, w2, w3) => {
        addOne(w0, w1, w2, w3);
      });
    },
    clear,
    snapshot: () => packSnapshot(KIND, [size], [joined(parts.map((_, part) => records(part)), size * DIGEST_BYTES)]),
  };
}

/**
 * Makes a set from a snapshot.
 *
 * @param snapshot - what `snapshot()` of a {@link DigestSet} returned.
 * @returns a set of the same digests.
 * @throws {RangeError} if the bytes are no such snapshot.
 */
export function restoreDigestSet(snapshot: Uint8Array): DigestSet {
  const { parts: [records] } = unpackSnapshot(KIND, snapshot, 1, 1);
  const set = digestSet();
  set.absorb(records!);
  return set;
}

/** The place of a digest in a part: its second word as a share of the slots, so that growing reads and writes in order. */
function firstSlot(w1: number, capacity: number): number {
  return 4 * Math.floor(((w1 >>> 0) / 2 ** 32) * capacity);
}

/** Finds a digest: its place, or the complement of the empty place where it belongs. */
function search(words: Int32Array, capacity: number, w0: number, w1: number, w2: number, w3: number): number {
  if (capacity === 0) return ~0;
  const end = 4 * capacity;
  let at = firstSlot(w1, capacity);
  for (;;) {
    const first = words[at]!;
    if (first === 0) return ~at;
    if (words[at + 2]! === w2 && first === w0 && words[at + 1]! === w1 && ((words[at + 3]! ^ w3) & ~REPEATED) === 0) return at;
    at += 4;
    if (at === end) at = 0;
  }
}

function put(words: Int32Array, at: number, w0: number, w1: number, w2: number, w3: number): void {
  words[at] = w0;
  words[at + 1] = w1;
  words[at + 2] = w2;
  words[at + 3] = w3;
}

function grow(part: Part): void {
  const { words } = part;
  part.capacity = Math.max(FIRST_CAPACITY, Math.ceil(GROWTH * part.capacity));
  part.words = new Int32Array(4 * part.capacity);
  for (let at = 0; at < words.length; at += 4) {
    const w0 = words[at]!;
    if (w0 === 0) continue;
    const w1 = words[at + 1]!;
    const w2 = words[at + 2]!;
    const w3 = words[at + 3]!;
    put(part.words, ~search(part.words, part.capacity, w0, w1, w2, w3), w0, w1, w2, w3);
  }
}

function pack({ words, size }: Part): Uint8Array {
  const packed = new Int32Array(4 * size);
  let to = 0;
  for (let at = 0; at < words.length; at += 4) {
    if (words[at] === 0) continue;
    put(packed, to, words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!);
    to += 4;
  }
  return new Uint8Array(packed.buffer);
}

/** Digests as words; copied where they do not lie at a multiple of four. */
function wordsOf(digests: Uint8Array, rows: number): Int32Array {
  const length = DIGEST_BYTES * rows;
  if (digests.length < length) throw new RangeError(`digests: expected at least ${length} bytes, got ${digests.length}`);
  const aligned = digests.byteOffset % 4 === 0 ? digests : digests.slice(0, length);
  return new Int32Array(aligned.buffer, aligned.byteOffset, 4 * rows);
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
