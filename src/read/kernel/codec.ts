/**
 * What can be said of compressed bytes without decompressing them, so that a few bytes never become gigabytes; and the
 * compressed form of bytes that are merely stored.
 */

/** Compression codecs of Parquet, by their numbers. */
export const CODEC: Readonly<Record<'none' | 'snappy' | 'gzip' | 'brotli' | 'lz4' | 'zstd' | 'lz4Raw', number>> =
  Object.freeze({ none: 0, snappy: 1, gzip: 2, brotli: 4, lz4: 5, zstd: 6, lz4Raw: 7 });

const ZSTD_MAGIC = 0xfd2fb528;
const ZSTD_BLOCK_BYTES = 128 * 1024;
const LZ4_FRAME_MAGIC = 0x184d2204;
/** No block of LZ4 grows by more than this factor. */
const LZ4_FACTOR = 255;

/**
 * Bounds the bytes that a decoder writes for compressed bytes.
 *
 * @param codec - one of {@link CODEC}, except gzip and brotli, which cannot be bounded.
 * @param bytes - the compressed bytes.
 * @param wanted - bytes they should become.
 * @returns at least the number of bytes a decoder would write.
 * @throws {RangeError} if the bytes are not of the codec or cannot become `wanted` bytes, or the codec is unknown.
 * @remarks O(1) for snappy and LZ4, O(blocks) for zstd.
 */
export function decompressedBound(codec: number, bytes: Uint8Array, wanted: number): number {
  if (wanted === 0 && bytes.length === 0) return 0;
  switch (codec) {
    case CODEC.none:
      return bytes.length;
    case CODEC.snappy:
      if (snappyLength(bytes) !== wanted) throw new RangeError('snappy: expected the length of the page');
      return wanted;
    case CODEC.zstd:
      return zstdBound(bytes);
    case CODEC.lz4Raw:
      return wanted;
    case CODEC.lz4:
      // The decoder stops at the size asked for, except inside a frame.
      return isLz4Frame(bytes) ? bytes.length * LZ4_FACTOR : wanted;
    default:
      throw new RangeError('codec: expected a known one');
  }
}

function isLz4Frame(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true) === LZ4_FRAME_MAGIC;
}

function snappyLength(bytes: Uint8Array): number {
  let value = 0;
  for (let index = 0; index < 5 && index < bytes.length; index++) {
    value += (bytes[index]! & 0x7f) * 2 ** (7 * index);
    if (bytes[index]! < 0x80) return value;
  }
  throw new RangeError('snappy: expected a length');
}

/**
 * Bounds the bytes that an LZ4 frame may become.
 *
 * @param bytes - one frame.
 * @returns the number of its blocks times what a block may hold; stored blocks count as they are.
 * @throws {RangeError} if the bytes are no whole frame.
 * @remarks O(blocks).
 * @see https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md
 */
export function lz4FrameBound(bytes: Uint8Array): number {
  if (!isLz4Frame(bytes) || bytes.length < 7) throw new RangeError('lz4: expected a frame');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = bytes[4]!;
  const blockBytes = 2 ** (8 + 2 * ((bytes[5]! >> 4) & 7));
  const blockEnd = (flags & 0x10) !== 0 ? 4 : 0;
  let bound = 0;
  for (let at = 7 + ((flags & 0x08) !== 0 ? 8 : 0) + ((flags & 0x01) !== 0 ? 4 : 0); at + 4 <= bytes.length; ) {
    const size = view.getUint32(at, true);
    if (size === 0) return bound;
    const isStored = size >= 0x80000000;
    bound += isStored ? size - 0x80000000 : blockBytes;
    at += 4 + (isStored ? size - 0x80000000 : size) + blockEnd;
  }
  throw new RangeError('lz4: expected a whole frame');
}

/** Adds up what the blocks of all frames may hold; raw and repeated blocks say it exactly. */
function zstdBound(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let bound = 0;
  do {
    const magic = at + 4 <= bytes.length ? view.getUint32(at, true) : 0;
    at += 4;
    if (magic >>> 4 === 0x184d2a5) {
      if (at + 4 > bytes.length) throw new RangeError('zstd: expected a whole frame');
      at += 4 + view.getUint32(at, true);
      continue;
    }
    if (magic !== ZSTD_MAGIC || at >= bytes.length) throw new RangeError('zstd: expected a frame');
    const descriptor = bytes[at]!;
    const single = (descriptor >> 5) & 1;
    const sizeFlag = descriptor >> 6;
    at += 1 + (single === 1 ? 0 : 1) + [0, 1, 2, 4][descriptor & 3]! + (sizeFlag === 0 ? single : [0, 2, 4, 8][sizeFlag]!);
    for (let last = false; !last; ) {
      if (at + 3 > bytes.length) throw new RangeError('zstd: expected a whole block');
      const header = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
      const kind = (header >> 1) & 3;
      const size = header >>> 3;
      last = (header & 1) === 1;
      at += 3 + (kind === 1 ? 1 : size);
      bound += kind === 2 ? ZSTD_BLOCK_BYTES : size;
    }
    if ((descriptor & 4) !== 0) at += 4;
  } while (at < bytes.length);
  if (at !== bytes.length) throw new RangeError('zstd: expected a whole frame');
  return bound;
}

/**
 * Wraps bytes in the form of a codec without compressing them.
 *
 * @param codec - none, snappy, zstd or either LZ4.
 * @param bytes - what to wrap.
 * @returns bytes that the codec's decoder turns back into the same.
 * @throws {RangeError} for a codec without such a form here.
 */
export function storeBytes(codec: number, bytes: Uint8Array): Uint8Array {
  switch (codec) {
    case CODEC.none:
      return bytes;
    case CODEC.snappy:
      return storeSnappy(bytes);
    case CODEC.zstd:
      return storeZstd(bytes);
    case CODEC.lz4Raw:
      return storeLz4(bytes, 0);
    case CODEC.lz4:
      return storeLz4(bytes, 8);
    default:
      throw new RangeError('codec: expected one that can store bytes');
  }
}

/** The length, then one literal. */
function storeSnappy(bytes: Uint8Array): Uint8Array {
  const head: number[] = [];
  for (let rest = bytes.length; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) {
      head.push(rest);
      break;
    }
    head.push((rest % 128) | 0x80);
  }
  const last = bytes.length - 1;
  if (last >= 0) head.push(63 << 2, last & 0xff, (last >> 8) & 0xff, (last >> 16) & 0xff, (last >> 24) & 0xff);
  return joinBytes([Uint8Array.from(head), bytes]);
}

/** One frame of raw blocks, with its size in 4 bytes. */
function storeZstd(bytes: Uint8Array): Uint8Array {
  const head = new DataView(new ArrayBuffer(9));
  head.setUint32(0, ZSTD_MAGIC, true);
  head.setUint8(4, 0b10100000);
  head.setUint32(5, bytes.length, true);
  const parts: Uint8Array[] = [new Uint8Array(head.buffer)];
  for (let at = 0; at < bytes.length || at === 0; at += ZSTD_BLOCK_BYTES) {
    const block = bytes.subarray(at, at + ZSTD_BLOCK_BYTES);
    const header = (block.length << 3) | (at + ZSTD_BLOCK_BYTES >= bytes.length ? 1 : 0);
    parts.push(Uint8Array.of(header & 0xff, (header >> 8) & 0xff, header >> 16), block);
  }
  return joinBytes(parts);
}

/** One run of literals; the older codec puts both sizes in front, big-endian. */
function storeLz4(bytes: Uint8Array, prefix: 0 | 8): Uint8Array {
  const extra = bytes.length < 15 ? 0 : Math.floor((bytes.length - 15) / 255) + 1;
  const out = new Uint8Array(prefix + 1 + extra + bytes.length);
  out[prefix] = Math.min(bytes.length, 15) << 4;
  out.fill(255, prefix + 1, prefix + 1 + extra);
  if (extra > 0) out[prefix + extra] = (bytes.length - 15) % 255;
  out.set(bytes, prefix + 1 + extra);
  if (prefix > 0) {
    const view = new DataView(out.buffer);
    view.setUint32(0, bytes.length);
    view.setUint32(4, out.length - prefix);
  }
  return out;
}

/**
 * Puts byte strings end to end.
 *
 * @param parts - the pieces, in order.
 * @returns a new array of all the bytes.
 */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/**
 * Tells whether a codec is undone by the platform, under a limit, before the decoder sees the page.
 *
 * @param codec - one of {@link CODEC}.
 * @returns true for gzip and brotli.
 */
export function isUndoneOutside(codec: number): boolean {
  return codec === CODEC.gzip || codec === CODEC.brotli;
}
