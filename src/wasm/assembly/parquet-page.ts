// pages: 2 to 65536
/**
 * What of a Parquet page takes time: Snappy undone, and texts taken out from between their lengths. Twin of `parquet/unsnap.ts` and
 * `parquet/split-texts.ts`, which say what it must do.
 *
 * The owner writes bytes from `HEAP` on, says where they lie and where results go, and grows the memory before.
 */

/** First byte of the memory that the owner lays out. */
export const HEAP: usize = 1024;
/** Bytes that a load or store may touch beyond what it is asked for. */
export const SLACK: u32 = 16;

/** Copies sixteen bytes at a time, up to fifteen too many; `from` lies at least sixteen bytes from `to`, or behind it. */
@inline
function copyWide(to: usize, from: usize, length: u32): void {
  for (let at: u32 = 0; at < length; at += 16) v128.store(to + at, v128.load(from + at));
}

/** Reads up to four bytes, the lowest first. */
@inline
function numberAt(at: usize, bytes: u32): u32 {
  return load<u32>(at) & (<u32>0xffffffff >> ((4 - bytes) << 3));
}

/**
 * Undoes Snappy of the bytes from `from` to `end` into the `length` bytes from `out` on, behind which there is slack. Returns whether they
 * were such.
 */
export function unsnap(from: usize, end: usize, out: usize, length: u32): bool {
  let said: u64 = 0;
  for (let shift: u64 = 0; ; shift += 7) {
    if (from >= end || shift > 28) return false;
    const byte: u64 = load<u8>(from++);
    said |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  if (said !== <u64>length) return false;
  const last = out + length;
  let to = out;
  while (from < end) {
    const tag: u32 = load<u8>(from++);
    const kind = tag & 3;
    if (kind === 0) {
      let bytes: u64 = tag >> 2;
      if (bytes >= 60) {
        const more = <u32>bytes - 59;
        if (end - from < more) return false;
        bytes = numberAt(from, more);
        from += more;
      }
      bytes++;
      if (bytes > <u64>(end - from) || bytes > <u64>(last - to)) return false;
      copyWide(to, from, <u32>bytes);
      from += <usize>bytes;
      to += <usize>bytes;
      continue;
    }
    const wide: u32 = kind === 3 ? 4 : kind;
    if (end - from < wide) return false;
    const bytes: u32 = kind === 1 ? 4 + ((tag >> 2) & 7) : 1 + (tag >> 2);
    const back = numberAt(from, wide) | (kind === 1 ? (tag >> 5) << 8 : 0);
    from += wide;
    if (back === 0 || back > <u32>(to - out) || bytes > <u32>(last - to)) return false;
    if (back >= 16) copyWide(to, to - back, bytes);
    else for (let at: u32 = 0; at < bytes; at++) store<u8>(to + at, load<u8>(to + at - back));
    to += bytes;
  }
  return to === last;
}

/**
 * Moves texts together that have their lengths in front, from `from` to `end`, and tells where each row's ends: `rows + 1` numbers of 32 bits
 * from `ends` on. A row without its bit at `bits` has none; `bits` is 0 where all have one. Returns the bytes of all, which then lie from
 * `from` on, or −1 when they do not fill the place to its end.
 */
export function splitTexts(from: usize, end: usize, rows: u32, bits: usize, ends: usize): i32 {
  const first = from;
  let to = from;
  store<u32>(ends, 0);
  for (let row: u32 = 0; row < rows; row++) {
    ends += 4;
    if (bits === 0 || ((load<u8>(bits + (row >> 3)) >> <u8>(row & 7)) & 1) !== 0) {
      if (end - from < 4) return -1;
      const length = load<u32>(from);
      from += 4;
      if (length > <u32>(end - from)) return -1;
      if (from - to >= 16) copyWide(to, from, length);
      else memory.copy(to, from, length);
      from += length;
      to += length;
    }
    store<u32>(ends, <u32>(to - first));
  }
  return from === end ? <i32>(to - first) : -1;
}
