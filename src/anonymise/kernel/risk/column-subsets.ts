/**
 * Lists the subsets of columns to look at: by size, within a size in the order of the columns, as many sizes as the number allowed holds.
 *
 * @param columns - number of columns, from 1 up.
 * @param most - number of subsets to stay within; single columns are listed even when there are more.
 * @returns the columns of each subset, ascending. Of sizes that are not reached, none.
 * @remarks O(subsets · columns).
 * @example
 * columnSubsets(3, 6); // => [[0], [1], [2], [0, 1], [0, 2], [1, 2]]
 */
export function columnSubsets(columns: number, most: number): number[][] {
  const largest = largestSubset(columns, most);
  let ofSize: number[][] = Array.from({ length: columns }, (_, column) => [column]);
  const subsets = [...ofSize];
  for (let size = 2; size <= largest; size++) {
    ofSize = ofSize.flatMap((subset) => Array.from({ length: columns - 1 - subset.at(-1)! }, (_, step) => [...subset, subset.at(-1)! + 1 + step]));
    subsets.push(...ofSize);
  }
  return subsets;
}

/**
 * Tells up to which size all subsets of columns stay within a number.
 *
 * @param columns - number of columns, from 1 up.
 * @param most - number of subsets to stay within.
 * @returns the size, from 1 to `columns`.
 * @example
 * largestSubset(8, 255); // => 8
 * largestSubset(8, 254); // => 7
 * largestSubset(40, 1000); // => 2
 */
export function largestSubset(columns: number, most: number): number {
  let ofSize = columns;
  let total = columns;
  let size = 1;
  while (size < columns) {
    ofSize = (ofSize * (columns - size)) / (size + 1);
    total += ofSize;
    if (total > most) break;
    size++;
  }
  return size;
}
