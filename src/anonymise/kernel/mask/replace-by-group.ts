/** What stands for a group: the mean of its rows, their lower middle value, or the most frequent value. */
export type GroupValue = 'mean' | 'median' | 'mode';

/**
 * Finds the value that stands for each group.
 *
 * @param values - a number per point.
 * @param rows - rows of each point.
 * @param groupOf - the group of each point.
 * @param groups - how many groups there are, each with a point.
 * @param kind - what stands for a group. The median is that of the rows, of an even number the mean of the middle two; the mode the most
 *   frequent value, the smallest of several.
 * @returns Float64Array(groups).
 * @remarks O(n log n).
 * @example
 * groupValues(Float64Array.of(1, 2, 6), [1, 1, 1], Int32Array.of(0, 0, 0), 1, 'median'); // => Float64Array [2]
 */
export function groupValues(values: Float64Array, rows: ArrayLike<number>, groupOf: Int32Array, groups: number, kind: GroupValue): Float64Array {
  const order = Int32Array.from(values.keys()).sort((left, right) => groupOf[left]! - groupOf[right]! || values[left]! - values[right]!);
  const out = new Float64Array(groups);
  for (let start = 0; start < order.length; ) {
    const group = groupOf[order[start]!]!;
    let end = start;
    while (end < order.length && groupOf[order[end]!] === group) end++;
    const members = order.subarray(start, end);
    out[group] = kind === 'mean' ? meanOf(values, rows, members) : kind === 'median' ? medianOf(values, rows, members) : modeOf(values, rows, members);
    start = end;
  }
  return out;
}

/** Measured from the least value: a group of one value keeps it exactly. */
function meanOf(values: Float64Array, rows: ArrayLike<number>, members: Int32Array): number {
  const origin = values[members[0]!]!;
  let sum = 0;
  let weight = 0;
  for (const point of members) {
    sum += rows[point]! * (values[point]! - origin);
    weight += rows[point]!;
  }
  return origin + sum / weight;
}

function medianOf(values: Float64Array, rows: ArrayLike<number>, members: Int32Array): number {
  const weight = members.reduce((sum, point) => sum + rows[point]!, 0);
  const valueOfRow = (row: number): number => {
    let before = 0;
    const found = members.find((point) => (before += rows[point]!) > row);
    return values[found!]!;
  };
  const below = valueOfRow(Math.floor((weight - 1) / 2));
  return below + (valueOfRow(Math.floor(weight / 2)) - below) / 2;
}

function modeOf(values: Float64Array, rows: ArrayLike<number>, members: Int32Array): number {
  let mode = NaN;
  let most = 0;
  for (let start = 0; start < members.length; ) {
    let count = 0;
    let end = start;
    while (end < members.length && values[members[end]!] === values[members[start]!]) count += rows[members[end++]!]!;
    if (count > most) {
      most = count;
      mode = values[members[start]!]!;
    }
    start = end;
  }
  return mode;
}
