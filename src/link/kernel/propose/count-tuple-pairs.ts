/** Counts the pairs of records that agree on several values. Keeps its table between counts; not re-entrant. */
export type TuplePairCounter = (columns: readonly Uint32Array[]) => number;

/**
 * Makes a counter of the pairs that a blocking rule of several terms would give.
 *
 * @param sourceStarts - Uint32Array(sources + 1): first record of each source.
 * @param isWithin - whether two records of one source make a pair.
 * @returns counts the pairs of records that have equal codes in every column, none of them 0.
 * @remarks O(records × columns) a count. Memory 16 bytes a record and 8 a source and record.
 */
export function tuplePairCounter(sourceStarts: Uint32Array, isWithin: boolean): TuplePairCounter {
  const sources = sourceStarts.length - 1;
  const records = sourceStarts[sources]!;
  let capacity = 16;
  while (capacity < 2 * records) capacity *= 2;
  const ids = new Int32Array(capacity);
  const [firsts, seconds] = [new Uint32Array(capacity), new Uint32Array(capacity)];
  const [current, next] = [new Uint32Array(records), new Uint32Array(records)];

  /** Numbers the pairs of an earlier number and a code; 0 where either is 0. */
  function number(one: Uint32Array, other: Uint32Array, out: Uint32Array): number {
    ids.fill(0);
    let size = 0;
    for (let record = 0; record < records; record++) {
      const [first, second] = [one[record]!, other[record]!];
      if (first === 0 || second === 0) {
        out[record] = 0;
        continue;
      }
      let slot = (Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b)) >>> 0;
      slot = (slot ^ (slot >>> 15)) & (capacity - 1);
      while (ids[slot] !== 0 && (firsts[slot] !== first || seconds[slot] !== second)) slot = (slot + 1) & (capacity - 1);
      if (ids[slot] === 0) {
        ids[slot] = ++size;
        firsts[slot] = first;
        seconds[slot] = second;
      }
      out[record] = ids[slot]!;
    }
    return size;
  }

  return (columns) => {
    let codes = columns[0]!;
    let size = codes.reduce((most, code) => Math.max(most, code), 0);
    for (const [index, column] of columns.slice(1).entries()) {
      const out = index % 2 === 0 ? current : next;
      size = number(codes, column, out);
      codes = out;
    }
    return pairsOfNumbers(codes, size, sourceStarts, isWithin);
  };
}

function pairsOfNumbers(codes: Uint32Array, size: number, sourceStarts: Uint32Array, isWithin: boolean): number {
  const all = new Uint32Array(size + 1);
  let own = 0;
  for (let source = 0; source + 1 < sourceStarts.length; source++) {
    const ofSource = isWithin ? all : new Uint32Array(size + 1);
    for (let record = sourceStarts[source]!; record < sourceStarts[source + 1]!; record++) ofSource[codes[record]!]!++;
    if (isWithin) continue;
    own += pairsAmong(ofSource);
    for (let code = 1; code <= size; code++) all[code]! += ofSource[code]!;
  }
  return pairsAmong(all) - own;
}

/** Pairs within each number but 0. */
function pairsAmong(counts: Uint32Array): number {
  let pairs = 0;
  for (let code = 1; code < counts.length; code++) pairs += counts[code]! * (counts[code]! - 1) / 2;
  return pairs;
}
