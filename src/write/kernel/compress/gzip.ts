import { byteSink, closeBits, putBits, putBytes, putNumber, writtenBytes, type ByteSink } from './byte-sink.ts';
import { codeLengths } from './code-lengths.ts';
import { matchFinder, type Matches } from './find-matches.ts';

const MAX_DISTANCE = 32_768;
const MAX_LENGTH = 258;
const LEAST_LENGTH = 3;
const END = 256;
const BLOCK_BYTES = 1 << 18;

/** Lengths and distances from each of these up have a symbol of their own, and extra bits for which of them it is. */
const LENGTHS: readonly number[] = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_BITS: readonly number[] = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCES: readonly number[] = Array.from({ length: 30 }, (_, symbol) => (symbol < 2 ? symbol + 1 : 1 + (2 + (symbol & 1)) * 2 ** ((symbol >> 1) - 1)));
const DISTANCE_BITS: readonly number[] = DISTANCES.map((_, symbol) => Math.max(0, (symbol >> 1) - 1));
/** The order in which a block tells the lengths of the codes for lengths. */
const LENGTH_ORDER: readonly number[] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/**
 * Compresses bytes as gzip does; the time in its header is none.
 *
 * @param bytes - any bytes, fewer than 2³².
 * @returns one member.
 * @remarks O(bytes). Blocks have codes of their own.
 * @see RFC 1951 and RFC 1952
 */
export function gzip(bytes: Uint8Array): Uint8Array {
  const sink = byteSink(64 + (bytes.length >> 1));
  putBytes(sink, Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255));
  const finder = matchFinder(bytes, MAX_DISTANCE);
  let from = 0;
  do {
    const to = Math.min(bytes.length, from + BLOCK_BYTES);
    putBlock(sink, bytes, from, finder.find(from, to), to === bytes.length);
    from = to;
  } while (from < bytes.length);
  closeBits(sink);
  putNumber(sink, checksum(bytes), 4);
  putNumber(sink, bytes.length, 4);
  return writtenBytes(sink).slice();
}

/** Receives the symbols of a block in their order. */
interface SymbolTaker {
  literal(byte: number): void;
  repetition(length: number, distance: number): void;
}

function visitSymbols(bytes: Uint8Array, from: number, { count, literals, lengths, distances, rest }: Matches, taker: SymbolTaker): void {
  let at = from;
  for (let match = 0; match < count; match++) {
    for (const end = at + literals[match]!; at < end; at++) taker.literal(bytes[at]!);
    at += lengths[match]!;
    for (let left = lengths[match]!; left > 0; ) {
      // No piece may be left that is too short to be one.
      const length = left <= MAX_LENGTH ? left : Math.min(MAX_LENGTH, left - LEAST_LENGTH);
      taker.repetition(length, distances[match]!);
      left -= length;
    }
  }
  for (const end = at + rest; at < end; at++) taker.literal(bytes[at]!);
}

function putBlock(sink: ByteSink, bytes: Uint8Array, from: number, matches: Matches, isLast: boolean): void {
  const counts = new Uint32Array(END + 1 + LENGTHS.length);
  const distanceCounts = new Uint32Array(DISTANCES.length);
  counts[END] = 1;
  visitSymbols(bytes, from, matches, {
    literal: (byte) => { counts[byte]!++; },
    repetition: (length, distance) => {
      counts[END + 1 + symbolOf(LENGTHS, length)]!++;
      distanceCounts[symbolOf(DISTANCES, distance)]!++;
    },
  });
  // A code of two symbols is complete whoever reads it.
  if (counts[0] === 0) counts[0] = 1;
  for (const symbol of [0, 1]) if (distanceCounts[symbol] === 0) distanceCounts[symbol] = 1;
  const lengths = codeLengths(counts, 15);
  const distanceLengths = codeLengths(distanceCounts, 15);
  putBits(sink, isLast ? 1 : 0, 1);
  putBits(sink, 2, 2);
  putCodeLengths(sink, lengths, distanceLengths);
  const codes = prefixCodes(lengths);
  const distanceCodes = prefixCodes(distanceLengths);
  visitSymbols(bytes, from, matches, {
    literal: (byte) => { putBits(sink, codes[byte]!, lengths[byte]!); },
    repetition: (length, distance) => {
      const symbol = symbolOf(LENGTHS, length);
      putBits(sink, codes[END + 1 + symbol]!, lengths[END + 1 + symbol]!);
      putBits(sink, length - LENGTHS[symbol]!, LENGTH_BITS[symbol]!);
      const far = symbolOf(DISTANCES, distance);
      putBits(sink, distanceCodes[far]!, distanceLengths[far]!);
      putBits(sink, distance - DISTANCES[far]!, DISTANCE_BITS[far]!);
    },
  });
  putBits(sink, codes[END]!, lengths[END]!);
}

/** Tells the lengths of both codes one by one: a third code for them, and no shorthand for those that repeat. */
function putCodeLengths(sink: ByteSink, lengths: Uint8Array, distanceLengths: Uint8Array): void {
  const told = [...lengths, ...distanceLengths];
  const counts = new Uint32Array(19);
  for (const length of told) counts[length]!++;
  const own = codeLengths(counts, 7);
  const codes = prefixCodes(own);
  putBits(sink, lengths.length - 257, 5);
  putBits(sink, distanceLengths.length - 1, 5);
  putBits(sink, LENGTH_ORDER.length - 4, 4);
  for (const symbol of LENGTH_ORDER) putBits(sink, own[symbol]!, 3);
  for (const length of told) putBits(sink, codes[length]!, own[length]!);
}

/** Numbers the codes by length, then symbol; their first bit is the lowest here. */
function prefixCodes(lengths: Uint8Array): Uint32Array {
  const codes = new Uint32Array(lengths.length);
  let code = 0;
  for (let bits = 1; bits <= 15; bits++, code *= 2) {
    for (let symbol = 0; symbol < lengths.length; symbol++) if (lengths[symbol] === bits) codes[symbol] = reversed(code++, bits);
  }
  return codes;
}

function reversed(code: number, bits: number): number {
  let out = 0;
  for (let bit = 0; bit < bits; bit++) out |= ((code >> bit) & 1) << (bits - 1 - bit);
  return out;
}

/** Finds the last of ascending numbers that is not above a value. */
function symbolOf(starts: readonly number[], value: number): number {
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= value) low = middle;
    else high = middle;
  }
  return low;
}

const REMAINDERS: Int32Array = Int32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ ((remainder & 1) * 0xedb88320);
  return remainder;
});

/** CRC-32. */
function checksum(bytes: Uint8Array): number {
  let remainder = -1;
  for (let at = 0; at < bytes.length; at++) remainder = (remainder >>> 8) ^ REMAINDERS[(remainder ^ bytes[at]!) & 255]!;
  return ~remainder;
}
