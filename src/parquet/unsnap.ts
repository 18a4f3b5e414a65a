/**
 * Undoes Snappy.
 *
 * @param packed - the compressed bytes: their length, then literals and references to bytes before.
 * @param length - bytes that must come out.
 * @returns Uint8Array(length), or `null` when they are not Snappy of so many bytes.
 * @remarks O(length): nothing is read before it is checked, and nothing grows beyond what is asked for.
 * @see https://github.com/google/snappy/blob/main/format_description.txt
 * @example
 * unsnap(Uint8Array.of(6, 0, 97, 21, 1), 6); // => null
 * Array.from(unsnap(Uint8Array.of(6, 0, 97, 5, 1), 6) ?? []); // => [97, 97, 97, 97, 97, 97]
 */
export function unsnap(packed: Uint8Array, length: number): Uint8Array | null {
  let from = 0;
  let said = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = packed[from++];
    if (byte === undefined || scale > 2 ** 28) return null;
    said += (byte & 0x7f) * scale;
    if (byte < 0x80) break;
  }
  if (said !== length) return null;
  const out = new Uint8Array(length);
  let to = 0;
  while (from < packed.length) {
    const tag = packed[from++]!;
    const kind = tag & 3;
    const more = kind === 0 ? Math.max(0, (tag >> 2) - 59) : kind === 3 ? 4 : kind;
    if (from + more > packed.length) return null;
    const said = numberAt(packed, from, more);
    from += more;
    const bytes = kind === 1 ? 4 + ((tag >> 2) & 7) : 1 + (kind === 0 && more > 0 ? said : tag >> 2);
    if (bytes > length - to) return null;
    if (kind === 0) {
      if (from + bytes > packed.length) return null;
      out.set(packed.subarray(from, from + bytes), to);
      from += bytes;
      to += bytes;
      continue;
    }
    const back = kind === 1 ? ((tag >> 5) << 8) + said : said;
    if (back === 0 || back > to) return null;
    // One by one: a reference may reach into what it makes.
    for (const stop = to + bytes; to < stop; to++) out[to] = out[to - back]!;
  }
  return to === length ? out : null;
}

function numberAt(bytes: Uint8Array, at: number, count: number): number {
  let number = 0;
  for (let index = 0; index < count; index++) number += bytes[at + index]! * 256 ** index;
  return number;
}
