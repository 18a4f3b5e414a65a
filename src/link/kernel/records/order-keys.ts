import { orderByBytes, orderTuples } from '../../../group/index.ts';

/** Keys of rows, none of them null: text and byte strings in the order of their bytes, whole numbers by value. */
export type KeyColumn =
  | { readonly kind: 'text'; readonly rows: number; readonly offsets: Int32Array; readonly bytes: Uint8Array }
  | { readonly kind: 'binary'; readonly rows: number; readonly width: number; readonly bytes: Uint8Array }
  | { readonly kind: 'int32'; readonly rows: number; readonly values: Int32Array }
  | { readonly kind: 'int64'; readonly rows: number; readonly values: BigInt64Array };

/** Compares two rows of a column of keys: negative where the first comes first, 0 where the keys are equal. */
export type CompareRows = (left: number, right: number) => number;

/**
 * Orders rows by their keys.
 *
 * @param keys - one key a row; equal keys are allowed and stay side by side, in the order of their rows.
 * @returns Int32Array(rows): the rows in ascending order of their keys, or `null` where they ascend already.
 * @remarks O(bytes that tell the keys apart); one pass where they ascend already.
 */
export function orderKeys(keys: KeyColumn): Int32Array | null {
  if (isAscending(keys)) return null;
  switch (keys.kind) {
    case 'text':
      return orderByBytes({ size: keys.rows, offsets: () => keys.offsets, bytes: () => keys.bytes });
    case 'binary': {
      const offsets = new Int32Array(keys.rows + 1).map((_, row) => keys.width * row);
      return orderByBytes({ size: keys.rows, offsets: () => offsets, bytes: () => keys.bytes });
    }
    case 'int32':
    case 'int64': {
      const digits = digitsOf(keys.values, keys.rows);
      return orderTuples(digits, digits.map(() => null), keys.rows);
    }
  }
}

/**
 * Tells whether each key comes after the one before: then they are in order, and unique.
 *
 * @param keys - one key a row.
 * @returns true for fewer than two.
 * @remarks O(bytes that tell neighbours apart).
 */
export function ascendStrictly(keys: KeyColumn): boolean {
  const compare = compareKeys(keys);
  for (let row = 1; row < keys.rows; row++) if (compare(row - 1, row) >= 0) return false;
  return true;
}

/**
 * Finds keys that are not the only ones of their kind.
 *
 * @param ordered - keys in ascending order.
 * @param order - the row of each, as {@link orderKeys} gave it; `null` where it is its place.
 * @returns rows whose key an earlier row has, and the first of them; `null` when every key is unique.
 */
export function repeatedKeys(ordered: KeyColumn, order: Int32Array | null): { readonly count: number; readonly firstRow: number } | null {
  const compare = compareKeys(ordered);
  let count = 0;
  let firstRow = Infinity;
  // Equal keys are neighbours; of each run, all but the earliest row repeat it.
  let earliest = Infinity;
  for (let place = 1; place < ordered.rows; place++) {
    if (compare(place - 1, place) !== 0) {
      earliest = Infinity;
      continue;
    }
    const [before, row] = order === null ? [place - 1, place] : [order[place - 1]!, order[place]!];
    earliest = Math.min(earliest, before);
    count++;
    firstRow = Math.min(firstRow, Math.max(earliest, row));
  }
  return count === 0 ? null : { count, firstRow };
}

/**
 * Compares the keys of rows.
 *
 * @param keys - one key a row.
 * @returns the comparison by which {@link orderKeys} orders.
 */
export function compareKeys(keys: KeyColumn): CompareRows {
  switch (keys.kind) {
    case 'text': {
      const { offsets, bytes } = keys;
      return (left, right) => compareBytes(bytes, offsets[left]!, offsets[left + 1]!, bytes, offsets[right]!, offsets[right + 1]!);
    }
    case 'binary': {
      const { width, bytes } = keys;
      return (left, right) => compareBytes(bytes, width * left, width * (left + 1), bytes, width * right, width * (right + 1));
    }
    case 'int32':
    case 'int64': {
      const { values } = keys;
      return (left, right) => (values[left]! < values[right]! ? -1 : values[left]! > values[right]! ? 1 : 0);
    }
  }
}

/**
 * Compares two byte strings as memcmp does, a prefix before what it begins.
 *
 * @param left - memory of the first.
 * @param leftStart - its first byte.
 * @param leftEnd - one past its last byte.
 * @param right - memory of the second.
 * @param rightStart - its first byte.
 * @param rightEnd - one past its last byte.
 * @returns negative where the first comes first, 0 where they are equal.
 */
export function compareBytes(left: Uint8Array, leftStart: number, leftEnd: number, right: Uint8Array, rightStart: number, rightEnd: number): number {
  const common = Math.min(leftEnd - leftStart, rightEnd - rightStart);
  for (let index = 0; index < common; index++) {
    const difference = left[leftStart + index]! - right[rightStart + index]!;
    if (difference !== 0) return difference;
  }
  return leftEnd - leftStart - (rightEnd - rightStart);
}

function isAscending(keys: KeyColumn): boolean {
  const compare = compareKeys(keys);
  for (let row = 1; row < keys.rows; row++) if (compare(row - 1, row) > 0) return false;
  return true;
}

/** Cuts numbers into non-negative columns, most significant first, that order as the numbers do. */
function digitsOf(values: Int32Array | BigInt64Array, rows: number): Int32Array[] {
  const isWide = values instanceof BigInt64Array;
  const words = new Uint32Array(values.buffer, values.byteOffset, rows * (isWide ? 2 : 1));
  const columns = Array.from({ length: isWide ? 4 : 2 }, () => new Int32Array(rows));
  for (let row = 0; row < rows; row++) {
    // The sign turned, smaller numbers have smaller words.
    const high = (words[isWide ? 2 * row + 1 : row]! ^ 0x80000000) >>> 0;
    columns[0]![row] = high >>> 16;
    columns[1]![row] = high & 0xffff;
    if (!isWide) continue;
    columns[2]![row] = words[2 * row]! >>> 16;
    columns[3]![row] = words[2 * row]! & 0xffff;
  }
  return columns;
}
