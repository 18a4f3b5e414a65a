/** Bytes in front of a part: one for presence, four for its length. */
const FRAME_BYTES = 5;

/**
 * Takes a framed composite apart.
 *
 * @param framed - bytes as `frameComposite` makes them for one row.
 * @returns the parts in order, `null` for an absent one; or `null` when the bytes are no frames.
 */
export function unframeComposite(framed: Uint8Array): (Uint8Array | null)[] | null {
  const view = new DataView(framed.buffer, framed.byteOffset, framed.byteLength);
  const parts: (Uint8Array | null)[] = [];
  for (let at = 0; at < framed.length; ) {
    if (framed.length - at < FRAME_BYTES) return null;
    const length = view.getUint32(at + 1, true);
    const start = at + FRAME_BYTES;
    if (length > framed.length - start) return null;
    parts.push(framed[at] === 0 ? null : framed.subarray(start, start + length));
    at = start + length;
  }
  return parts;
}
