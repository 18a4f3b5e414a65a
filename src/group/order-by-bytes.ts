/** Groups smaller than this are sorted by insertion. */
const FEW = 24;

/**
 * Orders byte strings as memcmp does: by their first different byte, a prefix before what it begins.
 *
 * Code order is input order, which no output may show: outputs are ordered by value. Bytes of UTF-8 sort as code points.
 *
 * @param dictionary - strings by code, such as a {@link ByteDictionary}.
 * @returns Int32Array(size): the codes in ascending order of their strings.
 * @remarks Radix sort from the first byte: time O(bytes that tell the strings apart), memory 8 bytes per string.
 * @example
 * const dictionary = byteDictionary();
 * dictionary.encode(Int32Array.of(0, 1, 2), new TextEncoder().encode('MF'), null, 2, new Int32Array(2));
 * orderByBytes(dictionary); // => 1, 0
 */
export function orderByBytes(dictionary: {
  readonly size: number;
  offsets(): Int32Array;
  bytes(): Uint8Array;
}): Int32Array {
  const offsets = dictionary.offsets();
  const bytes = dictionary.bytes();
  const order = new Int32Array(dictionary.size);
  for (let code = 0; code < order.length; code++) order[code] = code;
  const spare = new Int32Array(order.length);
  const starts = new Int32Array(258);
  // Ranges still to sort: from, to, and how many first bytes are known equal.
  const waiting: number[] = [0, order.length, 0];
  while (waiting.length > 0) {
    let depth = waiting.pop()!;
    const to = waiting.pop()!;
    const from = waiting.pop()!;
    if (to - from < FEW) {
      insertionSort(order, from, to, depth, offsets, bytes);
      continue;
    }
    depth = commonPrefix(order, from, to, depth, offsets, bytes);
    // Bucket 0 holds the strings that end here, bucket b + 1 those that go on with byte b.
    starts.fill(0);
    for (let at = from; at < to; at++) starts[bucketOf(order[at]!, depth, offsets, bytes) + 1]!++;
    for (let bucket = 1; bucket < 258; bucket++) starts[bucket]! += starts[bucket - 1]!;
    for (let bucket = 1; bucket < 257; bucket++) {
      if (starts[bucket + 1]! - starts[bucket]! > 1) waiting.push(from + starts[bucket]!, from + starts[bucket + 1]!, depth + 1);
    }
    for (let at = from; at < to; at++) {
      const bucket = bucketOf(order[at]!, depth, offsets, bytes);
      spare[from + starts[bucket]!] = order[at]!;
      starts[bucket]!++;
    }
    order.set(spare.subarray(from, to), from);
  }
  return order;
}

function bucketOf(code: number, depth: number, offsets: Int32Array, bytes: Uint8Array): number {
  const at = offsets[code]! + depth;
  return at < offsets[code + 1]! ? bytes[at]! + 1 : 0;
}

/** Extends a depth to the length of the prefix that a whole range shares, in one look at each string. */
function commonPrefix(
  order: Int32Array, from: number, to: number, depth: number, offsets: Int32Array, bytes: Uint8Array,
): number {
  const first = order[from]!;
  const start = offsets[first]!;
  let shared = offsets[first + 1]! - start;
  for (let at = from + 1; at < to && shared > depth; at++) {
    const other = offsets[order[at]!]!;
    const limit = Math.min(shared, offsets[order[at]! + 1]! - other);
    let equal = depth;
    while (equal < limit && bytes[start + equal]! === bytes[other + equal]!) equal++;
    shared = equal;
  }
  return Math.max(shared, depth);
}

function insertionSort(
  order: Int32Array, from: number, to: number, depth: number, offsets: Int32Array, bytes: Uint8Array,
): void {
  for (let next = from + 1; next < to; next++) {
    const code = order[next]!;
    let at = next;
    while (at > from && isBefore(code, order[at - 1]!, depth, offsets, bytes)) {
      order[at] = order[at - 1]!;
      at--;
    }
    order[at] = code;
  }
}

function isBefore(left: number, right: number, depth: number, offsets: Int32Array, bytes: Uint8Array): boolean {
  let at = offsets[left]! + depth;
  let other = offsets[right]! + depth;
  const end = offsets[left + 1]!;
  const otherEnd = offsets[right + 1]!;
  while (at < end && other < otherEnd) {
    const difference = bytes[at]! - bytes[other]!;
    if (difference !== 0) return difference < 0;
    at++;
    other++;
  }
  return at === end && other < otherEnd;
}
