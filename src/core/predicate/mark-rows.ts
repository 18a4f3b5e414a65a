/**
 * Marks the rows whose value is one of several, or lies between two bounds. A mask is a Uint8Array(rows) of 0 and 1.
 */

/** Byte strings to look for, by hash. */
export interface TextSet {
  readonly values: readonly Uint8Array[];
  readonly byHash: ReadonlyMap<number, readonly number[]>;
}

/**
 * Makes a set of byte strings.
 *
 * @param values - the strings; doubles do no harm.
 * @returns the set.
 */
export function textSet(values: readonly Uint8Array[]): TextSet {
  const byHash = new Map<number, number[]>();
  values.forEach((value, index) => {
    const hash = hashBytes(value, 0, value.length);
    const bucket = byHash.get(hash);
    if (bucket === undefined) byHash.set(hash, [index]);
    else bucket.push(index);
  });
  return { values, byHash };
}

/**
 * Tells whether a byte string is in a set.
 *
 * @param set - where to look.
 * @param bytes - memory that holds the string.
 * @param start - its first byte.
 * @param end - byte after its last.
 * @returns whether `bytes[start … end)` is one of the set's strings.
 */
export function textSetHas(set: TextSet, bytes: Uint8Array, start: number, end: number): boolean {
  if (set.values.length === 1) return compareBytes(bytes, start, end, set.values[0]!) === 0;
  const bucket = set.byHash.get(hashBytes(bytes, start, end));
  if (bucket === undefined) return false;
  for (const index of bucket) if (compareBytes(bytes, start, end, set.values[index]!) === 0) return true;
  return false;
}

function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return hash;
}

/**
 * Compares two byte strings.
 *
 * @param bytes - memory that holds the first string.
 * @param start - its first byte.
 * @param end - byte after its last.
 * @param other - the second string.
 * @returns negative, 0 or positive as the first comes before, equals, or comes after the second.
 */
export function compareBytes(bytes: Uint8Array, start: number, end: number, other: Uint8Array): number {
  const length = Math.min(end - start, other.length);
  for (let index = 0; index < length; index++) {
    const difference = bytes[start + index]! - other[index]!;
    if (difference !== 0) return difference;
  }
  return end - start - other.length;
}

/**
 * Marks the texts that are in a set.
 *
 * @param offsets - Int32Array(rows + 1).
 * @param bytes - row `i` is `bytes[offsets[i] … offsets[i + 1])`.
 * @param rows - number of rows.
 * @param set - the texts to look for.
 * @returns Uint8Array(rows), 1 where it holds.
 */
export function markTextIn(offsets: Int32Array, bytes: Uint8Array, rows: number, set: TextSet): Uint8Array {
  const mask = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) if (textSetHas(set, bytes, offsets[row]!, offsets[row + 1]!)) mask[row] = 1;
  return mask;
}

/**
 * Marks the texts between two bounds, by bytes.
 *
 * @param offsets - Int32Array(rows + 1).
 * @param bytes - row `i` is `bytes[offsets[i] … offsets[i + 1])`.
 * @param rows - number of rows.
 * @param min - the lowest text marked; `null` for none.
 * @param max - the highest text marked; `null` for none.
 * @returns Uint8Array(rows), 1 where it holds.
 */
export function markTextRange(offsets: Int32Array, bytes: Uint8Array, rows: number, min: Uint8Array | null, max: Uint8Array | null): Uint8Array {
  const mask = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const start = offsets[row]!;
    const end = offsets[row + 1]!;
    if ((min === null || compareBytes(bytes, start, end, min) >= 0) && (max === null || compareBytes(bytes, start, end, max) <= 0)) mask[row] = 1;
  }
  return mask;
}

/**
 * Marks the numbers that are in a set.
 *
 * @param values - one number a row.
 * @param rows - number of rows.
 * @param set - the numbers to look for.
 * @returns Uint8Array(rows), 1 where it holds.
 */
export function markNumberIn(values: Int32Array | Float64Array, rows: number, set: ReadonlySet<number>): Uint8Array {
  const mask = new Uint8Array(rows);
  const only = set.size === 1 ? [...set][0]! : NaN;
  if (set.size === 1) for (let row = 0; row < rows; row++) mask[row] = values[row] === only ? 1 : 0;
  else for (let row = 0; row < rows; row++) mask[row] = set.has(values[row]!) ? 1 : 0;
  return mask;
}

/**
 * Marks the numbers between two bounds; NaN lies nowhere.
 *
 * @param values - one number a row.
 * @param rows - number of rows.
 * @param min - the lowest number marked.
 * @param max - the highest number marked.
 * @returns Uint8Array(rows), 1 where it holds.
 */
export function markNumberRange(values: Int32Array | Float64Array, rows: number, min: number, max: number): Uint8Array {
  const mask = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) mask[row] = values[row]! >= min && values[row]! <= max ? 1 : 0;
  return mask;
}

/**
 * Marks the big integers that are in a set or between two bounds.
 *
 * @param valueAt - gives the integer of a row.
 * @param rows - number of rows.
 * @param set - the integers to look for; `null` when the bounds say it.
 * @param min - the lowest integer marked; `null` for none.
 * @param max - the highest integer marked; `null` for none.
 * @returns Uint8Array(rows), 1 where it holds.
 */
export function markBig(
  valueAt: (row: number) => bigint, rows: number, set: ReadonlySet<bigint> | null, min: bigint | null, max: bigint | null,
): Uint8Array {
  const mask = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const value = valueAt(row);
    if (set !== null ? set.has(value) : (min === null || value >= min) && (max === null || value <= max)) mask[row] = 1;
  }
  return mask;
}
