import { byteSink, putBits, putByte, putBytes, putNumber, writtenBytes, type ByteSink } from './byte-sink.ts';
import { codeLengths } from './code-lengths.ts';
import { endBackwards, firstState, nextState, putState, sharesBytes, stateCode } from './state-code.ts';

const MAX_BITS = 11;
const WEIGHT_STATE_BITS = 6;
/** Literals up to which one stream of bits is enough; beyond, four can be read side by side. */
const ONE_STREAM = 1023;

/**
 * Writes the literals of a block of Zstandard, by a prefix code where that is shorter.
 *
 * @param sink - receives them.
 * @param literals - fewer than 2¹⁸ bytes.
 * @see RFC 8878, sections 3.1.1.3.1 and 4.2
 */
export function putLiterals(sink: ByteSink, literals: Uint8Array): void {
  const counts = new Uint32Array(256);
  for (let at = 0; at < literals.length; at++) counts[literals[at]!]!++;
  const isVaried = literals.length >= 32 && counts[literals[0]!] !== literals.length;
  const coded = isVaried ? codedLiterals(literals, counts) : null;
  if (coded === null || coded.length >= literals.length) {
    putSizes(sink, 0, literals.length);
    putBytes(sink, literals);
    return;
  }
  const width = literals.length <= ONE_STREAM ? 10 : literals.length < 1 << 14 ? 14 : 18;
  const form = literals.length <= ONE_STREAM ? 0 : width === 14 ? 2 : 3;
  putBits(sink, 2 | (form << 2), 4);
  putBits(sink, literals.length, width);
  putBits(sink, coded.length, width);
  putBytes(sink, coded);
}

/** The header of literals that stand as they are. */
function putSizes(sink: ByteSink, kind: number, size: number): void {
  if (size < 1 << 5) putByte(sink, kind | (size << 3));
  else if (size < 1 << 12) putNumber(sink, kind | 4 | (size << 4), 2);
  else putNumber(sink, kind | 12 | (size << 4), 3);
}

/** The description of the code, and the literals by it; `null` where there is none. */
function codedLiterals(literals: Uint8Array, counts: Uint32Array): Uint8Array | null {
  const lengths = codeLengths(counts, MAX_BITS);
  const weights = weightsOf(lengths);
  const described = describedWeights(weights);
  if (described === null) return null;
  const codes = prefixCodes(lengths);
  const sink = byteSink(literals.length + 64);
  putBytes(sink, described);
  if (literals.length <= ONE_STREAM) {
    putStream(sink, literals, codes, lengths);
    return writtenBytes(sink);
  }
  const jumps = sink.size;
  putBytes(sink, new Uint8Array(6));
  const part = (literals.length + 3) >> 2;
  for (let stream = 0; stream < 4; stream++) {
    const start = sink.size;
    putStream(sink, literals.subarray(stream * part, (stream + 1) * part), codes, lengths);
    const bytes = sink.size - start;
    // Streams of 2¹⁸ literals at most have fewer than 2¹⁷ bytes; where two bytes do not tell the size, the code did not pay.
    if (bytes > 0xffff) return null;
    if (stream < 3) sink.bytes.set([bytes & 255, bytes >> 8], jumps + 2 * stream);
  }
  return writtenBytes(sink);
}

function putStream(sink: ByteSink, literals: Uint8Array, codes: Uint16Array, lengths: Uint8Array): void {
  for (let at = literals.length - 1; at >= 0; at--) putBits(sink, codes[literals[at]!]!, lengths[literals[at]!]!);
  endBackwards(sink);
}

/** The weight of each symbol up to the last that occurs: 0 for none, more for shorter codes. */
function weightsOf(lengths: Uint8Array): Uint8Array {
  const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
  let symbols = lengths.length;
  while (symbols > 0 && lengths[symbols - 1] === 0) symbols--;
  return lengths.subarray(0, symbols).map((length) => (length === 0 ? 0 : longest + 1 - length));
}

/** Numbers the codes from the longest up, in the order of the symbols. */
function prefixCodes(lengths: Uint8Array): Uint16Array {
  const codes = new Uint16Array(lengths.length);
  let code = 0;
  for (let bits = MAX_BITS; bits >= 1; bits--, code >>= 1) {
    for (let symbol = 0; symbol < lengths.length; symbol++) if (lengths[symbol] === bits) codes[symbol] = code++;
  }
  return codes;
}

/** The weights but for the last, which follows from the others: by a code of their own, or in half bytes; `null` where neither can. */
function describedWeights(weights: Uint8Array): Uint8Array | null {
  const told = weights.subarray(0, -1);
  const coded = codedWeights(told);
  if (coded !== null && (told.length > 128 || coded.length <= told.length >> 1)) return coded;
  if (told.length > 128) return null;
  const out = new Uint8Array(1 + ((told.length + 1) >> 1));
  out[0] = 127 + told.length;
  told.forEach((weight, index) => {
    out[1 + (index >> 1)]! |= weight << ((index & 1) === 0 ? 4 : 0);
  });
  return out;
}

/** Two states take turns, so that a reader need not wait for either. */
function codedWeights(weights: Uint8Array): Uint8Array | null {
  const counts = new Uint32Array(MAX_BITS + 1);
  for (const weight of weights) counts[weight]!++;
  if (weights.length < 3 || counts.some((count) => count === weights.length)) return null;
  const code = stateCode(counts, WEIGHT_STATE_BITS);
  const sink = byteSink();
  putByte(sink, 0);
  putBytes(sink, sharesBytes(code));
  // The state that reads the even places, and that which reads the odd ones.
  const states = [-1, -1];
  for (let at = weights.length - 1; at >= 0; at--) {
    const turn = at & 1;
    states[turn] = states[turn] === -1 ? firstState(code, weights[at]!) : nextState(sink, code, states[turn]!, weights[at]!);
  }
  putState(sink, code, states[1]!);
  putState(sink, code, states[0]!);
  endBackwards(sink);
  if (sink.size > 128) return null;
  sink.bytes[0] = sink.size - 1;
  return writtenBytes(sink);
}
