/** Bytes that grow while they are written, and bits on their way into them: the first bit of a byte is its lowest. */
export interface ByteSink {
  bytes: Uint8Array;
  /** Bytes written. */
  size: number;
  /** Bits that do not fill a byte yet, and how many. */
  held: number;
  heldBits: number;
}

/**
 * Makes an empty sink.
 *
 * @param capacity - bytes there is room for from the start.
 * @returns the sink.
 */
export function byteSink(capacity = 256): ByteSink {
  return { bytes: new Uint8Array(capacity), size: 0, held: 0, heldBits: 0 };
}

/**
 * Makes room.
 *
 * @param sink - grows by doubling.
 * @param more - bytes that will be written.
 */
export function reserve(sink: ByteSink, more: number): void {
  if (sink.size + more <= sink.bytes.length) return;
  const larger = new Uint8Array(Math.max(2 * sink.bytes.length, sink.size + more));
  larger.set(sink.bytes.subarray(0, sink.size));
  sink.bytes = larger;
}

/**
 * Writes a byte.
 *
 * @param sink - what grows.
 * @param byte - its lowest eight bits are written.
 */
export function putByte(sink: ByteSink, byte: number): void {
  reserve(sink, 1);
  sink.bytes[sink.size++] = byte;
}

/**
 * Writes bytes.
 *
 * @param sink - what grows.
 * @param bytes - copied.
 */
export function putBytes(sink: ByteSink, bytes: Uint8Array): void {
  reserve(sink, bytes.length);
  sink.bytes.set(bytes, sink.size);
  sink.size += bytes.length;
}

/**
 * Writes a number in bytes, the lowest first.
 *
 * @param sink - what grows.
 * @param value - a whole number; its lowest bytes are written.
 * @param width - bytes, 1 to 4.
 */
export function putNumber(sink: ByteSink, value: number, width: number): void {
  for (let byte = 0; byte < width; byte++) putByte(sink, value >>> (8 * byte));
}

/**
 * Writes a number in groups of seven bits, the lowest first.
 *
 * @param sink - what grows.
 * @param value - a whole number from 0 to 2⁵³ − 1.
 * @example
 * const sink = byteSink();
 * putUnsigned(sink, 300);
 * writtenBytes(sink); // => [172, 2]
 */
export function putUnsigned(sink: ByteSink, value: number): void {
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) putByte(sink, (rest % 128) | 0x80);
  putByte(sink, rest);
}

/**
 * Writes a signed number: 0, −1, 1, −2 … as 0, 1, 2, 3 …
 *
 * @param sink - what grows.
 * @param value - a whole number of a magnitude below 2⁵².
 */
export function putSigned(sink: ByteSink, value: number): void {
  putUnsigned(sink, value < 0 ? -2 * value - 1 : 2 * value);
}

/**
 * Writes bits.
 *
 * @param sink - what grows; other bytes may follow only after {@link closeBits}.
 * @param value - the bits, and no others.
 * @param bits - how many, 0 to 24.
 */
export function putBits(sink: ByteSink, value: number, bits: number): void {
  let held = sink.held | (value << sink.heldBits);
  let heldBits = sink.heldBits + bits;
  if (heldBits >= 8) {
    reserve(sink, 4);
    for (; heldBits >= 8; heldBits -= 8) {
      sink.bytes[sink.size++] = held;
      held >>>= 8;
    }
  }
  sink.held = held;
  sink.heldBits = heldBits;
}

/**
 * Fills the last byte with zeros.
 *
 * @param sink - written to the end of a byte.
 */
export function closeBits(sink: ByteSink): void {
  if (sink.heldBits > 0) putByte(sink, sink.held);
  sink.held = 0;
  sink.heldBits = 0;
}

/**
 * Gives what was written.
 *
 * @param sink - whole bytes only.
 * @returns a view; the next byte written may outdate it.
 */
export function writtenBytes({ bytes, size }: ByteSink): Uint8Array {
  return bytes.subarray(0, size);
}
