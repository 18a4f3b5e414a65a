import { orderByWords } from '../decide/order-by-words.ts';

/** Pairs of records that were labelled, to be found again among scored pairs. */
export interface LabelIndex {
  /** Labelled pairs. */
  readonly size: number;
  /** Finds the label of a pair, whichever record comes first; −1 for none. */
  find(one: number, other: number): number;
}

/**
 * Indexes labelled pairs by their records.
 *
 * @param one - Uint32Array(labels): a record of each pair.
 * @param other - Uint32Array(labels): the other record.
 * @param records - number of records.
 * @returns the index; of a pair labelled twice the first label is found.
 * @remarks O(labels + records) to make, O(log labels of a record) to find; 8 bytes a label and 4 a record.
 * @example
 * const index = labelIndex(Uint32Array.of(3, 0), Uint32Array.of(1, 2), 4);
 * index.find(1, 3); // => 0
 * index.find(0, 3); // => -1
 */
export function labelIndex(one: Uint32Array, other: Uint32Array, records: number): LabelIndex {
  const lesser = one.map((record, label) => Math.min(record, other[label]!));
  const greater = one.map((record, label) => Math.max(record, other[label]!));
  const order = orderByWords([greater, lesser]);
  const partners = order.map((label) => greater[label]!);
  const starts = new Uint32Array(records + 1);
  for (const record of lesser) starts[record + 1]!++;
  for (let record = 0; record < records; record++) starts[record + 1]! += starts[record]!;
  return {
    size: one.length,
    find(left, right) {
      const record = Math.min(left, right);
      const partner = Math.max(left, right);
      if (partner >= records) return -1;
      let low = starts[record]!;
      let high = starts[record + 1]!;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (partners[middle]! < partner) low = middle + 1;
        else high = middle;
      }
      return low < starts[record + 1]! && partners[low] === partner ? order[low]! : -1;
    },
  };
}
