import { compareBytes, type KeyColumn } from './order-keys.ts';

/**
 * Looks for the key of a row among the ordered keys `from … to − 1`.
 *
 * @returns its place; −1 when it is not there.
 */
export type KeyFinder = (row: number, from: number, to: number) => number;

/**
 * Makes a finder of keys.
 *
 * @param keys - in ascending order within every range that is looked at, as `orderKeys` orders them.
 * @param wanted - the keys to look for, one a row; whole numbers of either width.
 * @returns the finder.
 * @throws {TypeError} if the keys are of different kinds.
 * @remarks O(log(to − from)) comparisons; one where rows come in the order of the keys.
 */
export function keyFinder(keys: KeyColumn, wanted: KeyColumn): KeyFinder {
  const compare = comparison(keys, wanted);
  let expected = 0;
  return (row, from, to) => {
    if (expected >= from && expected < to && compare(expected, row) === 0) return expected++;
    let low = from;
    let high = to;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(middle, row) < 0) low = middle + 1;
      else high = middle;
    }
    if (low === to || compare(low, row) !== 0) return -1;
    expected = low + 1;
    return low;
  };
}

/** Compares a key, by its place, with the wanted key of a row: negative where the first comes first. */
function comparison(keys: KeyColumn, wanted: KeyColumn): (place: number, row: number) => number {
  if (keys.kind === 'text' && wanted.kind === 'text') {
    return (place, row) => compareBytes(keys.bytes, keys.offsets[place]!, keys.offsets[place + 1]!, wanted.bytes, wanted.offsets[row]!, wanted.offsets[row + 1]!);
  }
  if (keys.kind === 'binary' && wanted.kind === 'binary' && keys.width === wanted.width) {
    const { width } = keys;
    return (place, row) => compareBytes(keys.bytes, width * place, width * (place + 1), wanted.bytes, width * row, width * (row + 1));
  }
  if ((keys.kind === 'int32' || keys.kind === 'int64') && (wanted.kind === 'int32' || wanted.kind === 'int64')) {
    const { values } = keys;
    const others = wanted.values;
    return (place, row) => (values[place]! < others[row]! ? -1 : values[place]! > others[row]! ? 1 : 0);
  }
  throw new TypeError(`keys: expected ${keys.kind}, got ${wanted.kind}`);
}
