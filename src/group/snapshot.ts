/**
 * States as bytes, for spilling and for workers: a mark, the kind of state, a few numbers, then whole arrays, each at
 * a multiple of 8 bytes. The bytes of the arrays are in the machine's order, which is little-endian wherever Arrow runs.
 */

const MARK = 0x41343233;
const HEADER_NUMBERS = 4;

/**
 * Packs numbers and arrays.
 *
 * @param kind - tells one state from another.
 * @param numbers - doubles.
 * @param parts - typed arrays.
 * @returns the bytes.
 */
export function packSnapshot(kind: number, numbers: readonly number[], parts: readonly ArrayBufferView[]): Uint8Array {
  const head = [MARK, kind, numbers.length, parts.length, ...numbers, ...parts.map((part) => part.byteLength)];
  let length = 8 * head.length;
  for (const part of parts) length += aligned(part.byteLength);
  const bytes = new Uint8Array(length);
  new Float64Array(bytes.buffer, 0, head.length).set(head);
  let at = 8 * head.length;
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += aligned(part.byteLength);
  }
  return bytes;
}

/**
 * Unpacks what {@link packSnapshot} packed.
 *
 * @param kind - expected kind.
 * @param snapshot - the bytes, at any alignment.
 * @param numberCount - expected count of numbers.
 * @param partCount - expected count of arrays.
 * @returns the numbers, and each array as bytes at the start of a buffer of its own.
 * @throws {RangeError} if the bytes are cut short, of another kind or of another shape.
 */
export function unpackSnapshot(
  kind: number, snapshot: Uint8Array, numberCount: number, partCount: number,
): { numbers: readonly number[]; parts: readonly Uint8Array[] } {
  const headCount = HEADER_NUMBERS + numberCount + partCount;
  if (snapshot.length < 8 * headCount) throw new RangeError('snapshot: expected a whole snapshot');
  const head = new Float64Array(snapshot.slice(0, 8 * headCount).buffer);
  if (head[0] !== MARK || head[1] !== kind || head[2] !== numberCount || head[3] !== partCount) {
    throw new RangeError('snapshot: expected a snapshot of this kind of state');
  }
  const numbers = [...head.subarray(HEADER_NUMBERS, HEADER_NUMBERS + numberCount)];
  const parts: Uint8Array[] = [];
  let at = 8 * headCount;
  for (const length of head.subarray(HEADER_NUMBERS + numberCount)) {
    if (!(length >= 0 && at + length <= snapshot.length)) throw new RangeError('snapshot: expected a whole snapshot');
    parts.push(snapshot.slice(at, at + length));
    at += aligned(length);
  }
  return { numbers, parts };
}

function aligned(length: number): number {
  return Math.ceil(length / 8) * 8;
}
