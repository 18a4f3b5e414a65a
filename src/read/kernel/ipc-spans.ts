/**
 * Joins the places of wanted buffers into stretches that are read one after the other.
 *
 * @param buffers - two numbers for each buffer of a batch: first byte, bytes.
 * @param wanted - indexes of the buffers wanted.
 * @returns first byte and one past the last byte of each stretch, ascending, without overlap; buffers less than 64 bytes
 *   apart share a stretch, since that is padding.
 */
export function bufferSpans(buffers: Float64Array, wanted: readonly number[]): { readonly from: number; readonly to: number }[] {
  const places = wanted
    .map((index) => ({ from: buffers[2 * index]!, to: buffers[2 * index]! + buffers[2 * index + 1]! }))
    .filter(({ from, to }) => to > from)
    .sort((left, right) => left.from - right.from);
  const spans: { from: number; to: number }[] = [];
  for (const { from, to } of places) {
    const last = spans.at(-1);
    // Stretches start at multiples of 8, so that values inside them are aligned as they are in the file.
    if (last !== undefined && from < last.to + 64) last.to = Math.max(last.to, to);
    else spans.push({ from: from - (from % 8), to });
  }
  return spans;
}
