import { byteSink, putBits, putByte, putBytes, putNumber, writtenBytes, type ByteSink } from './byte-sink.ts';
import { matchFinder, type MatchFinder, type Matches } from './find-matches.ts';
import { putLiterals } from './huffman-literals.ts';
import { endBackwards, firstState, nextState, onlySymbol, putState, sharesBytes, stateCode, type StateCode } from './state-code.ts';

const MAGIC = 0xfd2fb528;
const BLOCK_BYTES = 128 * 1024;
const HEADER_BYTES = 3;
const MAX_DISTANCE = 1 << 20;

/**
 * Compresses bytes as Zstandard does: one frame that tells their number.
 *
 * @param bytes - any bytes, fewer than 2³².
 * @returns the frame.
 * @remarks O(bytes).
 * @see RFC 8878
 */
export function zstd(bytes: Uint8Array): Uint8Array {
  const sink = byteSink(64 + (bytes.length >> 1));
  putNumber(sink, MAGIC, 4);
  // One segment, whose size takes four bytes.
  putByte(sink, 0b1010_0000);
  putNumber(sink, bytes.length, 4);
  const finder = matchFinder(bytes, MAX_DISTANCE);
  let from = 0;
  do {
    const to = Math.min(bytes.length, from + BLOCK_BYTES);
    putBlock(sink, bytes, from, to, finder);
    from = to;
  } while (from < bytes.length);
  return writtenBytes(sink).slice();
}

function putBlock(sink: ByteSink, bytes: Uint8Array, from: number, to: number, finder: MatchFinder): void {
  const isLast = Number(to === bytes.length);
  const start = sink.size;
  const matches = finder.find(from, to);
  putNumber(sink, 0, HEADER_BYTES);
  putLiterals(sink, literalsOf(bytes, from, matches));
  if (matches.count === 0) putByte(sink, 0);
  else putSequences(sink, sequencesOf(matches));
  const length = sink.size - start - HEADER_BYTES;
  const isShorter = length < to - from;
  sink.size = start;
  putNumber(sink, isLast | (isShorter ? (2 << 1) | (length << 3) : (to - from) << 3), HEADER_BYTES);
  if (isShorter) sink.size += length;
  else putBytes(sink, bytes.subarray(from, to));
}

function literalsOf(bytes: Uint8Array, from: number, { count, literals, lengths, rest }: Matches): Uint8Array {
  let total = rest;
  for (let match = 0; match < count; match++) total += literals[match]!;
  const out = new Uint8Array(total);
  let at = from;
  let size = 0;
  for (let match = 0; match < count; match++) {
    const length = literals[match]!;
    if (length < 32) for (let byte = 0; byte < length; byte++) out[size + byte] = bytes[at + byte]!;
    else out.set(bytes.subarray(at, at + length), size);
    size += length;
    at += length + lengths[match]!;
  }
  out.set(bytes.subarray(at, at + rest), size);
  return out;
}

/** One property of all sequences: a symbol for each, and the bits that tell which of its values it is. */
interface Coded {
  readonly symbols: Uint8Array;
  readonly extra: Uint32Array;
  readonly extraBits: Uint8Array;
  readonly maxStateBits: number;
}

/** Literals before, distance, and length of each repetition, in the order in which their codes stand. */
type Sequences = readonly [literals: Coded, distances: Coded, lengths: Coded];

const LITERAL_STARTS: readonly number[] = [16, 18, 20, 22, 24, 28, 32, 40, 48, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536];
const LITERAL_BITS: readonly number[] = [1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
const LENGTH_STARTS: readonly number[] = [32, 34, 36, 38, 40, 44, 48, 56, 64, 80, 96, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536];
const LENGTH_BITS: readonly number[] = [1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
/** Lengths count from three. */
const LENGTH_BASE = 3;

function sequencesOf({ count, literals, lengths, distances }: Matches): Sequences {
  const coded = (maxStateBits: number): Coded => ({ symbols: new Uint8Array(count), extra: new Uint32Array(count), extraBits: new Uint8Array(count), maxStateBits });
  const out: Sequences = [coded(9), coded(8), coded(9)];
  let last = 1;
  for (let match = 0; match < count; match++) {
    setRanged(out[0], match, literals[match]!, LITERAL_STARTS, LITERAL_BITS);
    setRanged(out[2], match, lengths[match]! - LENGTH_BASE, LENGTH_STARTS, LENGTH_BITS);
    // 1 is the distance of the one before, unless that one ends here; others are told with three added.
    const isRepeated = match > 0 && literals[match]! > 0 && distances[match] === last;
    setPower(out[1], match, isRepeated ? 1 : distances[match]! + 3);
    last = distances[match]!;
  }
  return out;
}

/** Values below the first start are symbols themselves. */
function setRanged({ symbols, extra, extraBits }: Coded, at: number, value: number, starts: readonly number[], bits: readonly number[]): void {
  const first = starts[0]!;
  if (value < first) {
    symbols[at] = value;
    return;
  }
  let range = starts.length - 1;
  while (starts[range]! > value) range--;
  symbols[at] = (first === 16 ? 16 : 32) + range;
  extra[at] = value - starts[range]!;
  extraBits[at] = bits[range]!;
}

/** The symbol is the power of two that is not above the value. */
function setPower({ symbols, extra, extraBits }: Coded, at: number, value: number): void {
  const power = 31 - Math.clz32(value);
  symbols[at] = power;
  extra[at] = value - (1 << power);
  extraBits[at] = power;
}

function symbolCode({ symbols, maxStateBits }: Coded): StateCode {
  const counts = new Uint32Array(64);
  for (let at = 0; at < symbols.length; at++) counts[symbols[at]!]!++;
  if (counts[symbols[0]!] === symbols.length) return onlySymbol(symbols[0]!);
  // Sixty-four states are enough for all symbols there can be.
  return stateCode(counts, Math.max(6, Math.min(maxStateBits, 30 - Math.clz32(symbols.length))));
}

function putSequences(sink: ByteSink, sequences: Sequences): void {
  const count = sequences[0].symbols.length;
  const codes = sequences.map(symbolCode) as unknown as readonly [literals: StateCode, distances: StateCode, lengths: StateCode];
  if (count < 128) putByte(sink, count);
  else if (count < 0x7f00) putBytes(sink, Uint8Array.of((count >> 8) + 128, count & 255));
  else putBytes(sink, Uint8Array.of(255, (count - 0x7f00) & 255, (count - 0x7f00) >> 8));
  putByte(sink, codes.reduce((modes, { stateBits }, index) => modes | ((stateBits === 0 ? 1 : 2) << (6 - 2 * index)), 0));
  codes.forEach((code, index) => { putBytes(sink, code.stateBits === 0 ? sequences[index]!.symbols.subarray(0, 1) : sharesBytes(code)); });
  putStates(sink, sequences, codes);
}

/** The bits of all sequences, from the last to the first, as they are read backwards. */
function putStates(sink: ByteSink, [literals, distances, lengths]: Sequences, [literalCode, distanceCode, lengthCode]: readonly [StateCode, StateCode, StateCode]): void {
  const last = literals.symbols.length - 1;
  let literalState = firstState(literalCode, literals.symbols[last]!);
  let distanceState = firstState(distanceCode, distances.symbols[last]!);
  let lengthState = firstState(lengthCode, lengths.symbols[last]!);
  for (let at = last; at >= 0; at--) {
    if (at < last) {
      distanceState = nextState(sink, distanceCode, distanceState, distances.symbols[at]!);
      lengthState = nextState(sink, lengthCode, lengthState, lengths.symbols[at]!);
      literalState = nextState(sink, literalCode, literalState, literals.symbols[at]!);
    }
    putBits(sink, literals.extra[at]!, literals.extraBits[at]!);
    putBits(sink, lengths.extra[at]!, lengths.extraBits[at]!);
    putBits(sink, distances.extra[at]!, distances.extraBits[at]!);
  }
  putState(sink, lengthCode, lengthState);
  putState(sink, distanceCode, distanceState);
  putState(sink, literalCode, literalState);
  endBackwards(sink);
}
