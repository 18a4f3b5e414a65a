/** Links of each record, both ways: record `r` has the entries `starts[r] … starts[r + 1])`. */
interface Neighbours {
  readonly starts: Uint32Array;
  readonly neighbour: Uint32Array;
  /** The link of each entry. */
  readonly link: Uint32Array;
}

/**
 * Finds the bridges: links without which a cluster falls apart.
 *
 * @param records - number of records.
 * @param left - Uint32Array(links).
 * @param right - Uint32Array(links); a pair that occurs twice is no bridge.
 * @returns Uint8Array(links): 1 for a bridge.
 * @remarks Tarjan's depth-first search without recursion, O(records + links); 16 bytes a link and 24 a record.
 * @see Tarjan 1974, https://doi.org/10.1016/0020-0190(74)90003-9.
 * @example
 * // A triangle with one record hanging on.
 * findBridges(4, Uint32Array.of(0, 0, 1, 2), Uint32Array.of(1, 2, 2, 3)); // => [0, 0, 0, 1]
 */
export function findBridges(records: number, left: Uint32Array, right: Uint32Array): Uint8Array {
  const { starts, neighbour, link } = neighboursOf(records, left, right);
  const isBridge = new Uint8Array(left.length);
  // When each record was first met, from 1; the earliest met that it or its descendants reach; and by which link it was met.
  const met = new Uint32Array(records);
  const lowest = new Uint32Array(records);
  const metBy = new Int32Array(records).fill(-1);
  const next = starts.slice(0, records);
  const path = new Uint32Array(records);
  let clock = 0;
  for (let root = 0; root < records; root++) {
    if (met[root] !== 0) continue;
    let depth = 0;
    path[0] = root;
    met[root] = lowest[root] = ++clock;
    while (depth >= 0) {
      const record = path[depth]!;
      if (next[record]! < starts[record + 1]!) {
        const entry = next[record]!++;
        const other = neighbour[entry]!;
        if (met[other] === 0) {
          met[other] = lowest[other] = ++clock;
          metBy[other] = link[entry]!;
          path[++depth] = other;
        } else if (link[entry] !== metBy[record]) lowest[record] = Math.min(lowest[record]!, met[other]!);
      } else if (depth-- > 0) {
        const parent = path[depth]!;
        if (lowest[record]! > met[parent]!) isBridge[metBy[record]!] = 1;
        lowest[parent] = Math.min(lowest[parent]!, lowest[record]!);
      }
    }
  }
  return isBridge;
}

function neighboursOf(records: number, left: Uint32Array, right: Uint32Array): Neighbours {
  const starts = new Uint32Array(records + 1);
  for (const side of [left, right]) for (const record of side) starts[record + 1]!++;
  for (let record = 0; record < records; record++) starts[record + 1]! += starts[record]!;
  const at = starts.slice(0, records);
  const neighbour = new Uint32Array(2 * left.length);
  const link = new Uint32Array(2 * left.length);
  for (let index = 0; index < left.length; index++) {
    const one = left[index]!;
    const other = right[index]!;
    neighbour[at[one]!] = other;
    link[at[one]!++] = index;
    neighbour[at[other]!] = one;
    link[at[other]!++] = index;
  }
  return { starts, neighbour, link };
}
