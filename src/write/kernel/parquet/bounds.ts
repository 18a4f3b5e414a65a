import type { StoredTexts, StoredTruths, StoredWords } from './stored-values.ts';
import { sharedLength } from './text-runs.ts';

/** How the values of a column are ordered: as signed numbers (the lowest byte first, or the highest), doubles, bytes, truth values. */
export type StoredOrder = 'whole' | 'wholeHighestFirst' | 'double' | 'bytes' | 'truth';

/** The least and the greatest value of a column, in the bytes in which they are stored. */
export interface Bounds {
  readonly least: Uint8Array;
  readonly greatest: Uint8Array;
}

/** Longer values are told in no bound. */
const MOST_BYTES = 64;

/**
 * Finds the least and the greatest of values.
 *
 * @param parts - the values, in parts.
 * @param order - how they are ordered.
 * @returns both; `null` where there are no values, where one is NaN (which has no place in the order), or a bound would be longer than 64 bytes.
 *   Of zeros, −0 is the least and 0 the greatest.
 * @remarks O(values).
 */
export function boundsOf(parts: readonly (StoredTexts | StoredWords | StoredTruths)[], order: StoredOrder): Bounds | null {
  let bounds: Bounds | null = null;
  for (const part of parts) {
    if (part.count === 0) continue;
    const found = boundsOfPart(part, order);
    if (found === null) return null;
    bounds = bounds === null ? found : widest(bounds, found, order);
  }
  return bounds === null || bounds.least.length > MOST_BYTES || bounds.greatest.length > MOST_BYTES ? null : bounds;
}

function widest(left: Bounds, right: Bounds, order: StoredOrder): Bounds {
  const pair = (one: Uint8Array, other: Uint8Array): Bounds => {
    if (order === 'bytes') {
      const offsets = Int32Array.of(0, one.length, one.length + other.length);
      return boundsOfTexts({ kind: 'texts', count: 2, offsets, bytes: joined(one, other) });
    }
    if (order === 'truth') return { least: Uint8Array.of(Math.min(one[0]!, other[0]!)), greatest: Uint8Array.of(Math.max(one[0]!, other[0]!)) };
    return boundsOfPart({ kind: 'words', count: 2, width: one.length, bytes: joined(one, other) }, order)!;
  };
  return { least: pair(left.least, right.least).least, greatest: pair(left.greatest, right.greatest).greatest };
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(left.length + right.length);
  bytes.set(left);
  bytes.set(right, left.length);
  return bytes;
}

function boundsOfPart(part: StoredTexts | StoredWords | StoredTruths, order: StoredOrder): Bounds | null {
  switch (part.kind) {
    case 'texts':
      return boundsOfTexts(part);
    case 'truths':
      return boundsOfTruths(part);
    case 'words':
      switch (order) {
        case 'whole':
          return part.width === 4 ? boundsOfNumbers(part, (view, at) => view.getInt32(at, true)) : boundsOfWholes(part);
        case 'double':
          return boundsOfDoubles(part);
        default:
          return boundsOfStrings(part, order === 'wholeHighestFirst');
      }
  }
}

function viewOf({ bytes }: StoredWords): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function valueAt({ bytes, width }: StoredWords, value: number): Uint8Array {
  return bytes.slice(width * value, width * (value + 1));
}

function boundsOfNumbers(part: StoredWords, read: (view: DataView, at: number) => number): Bounds {
  const view = viewOf(part);
  let [least, greatest] = [0, 0];
  let [lowest, highest] = [read(view, 0), read(view, 0)];
  for (let value = 1; value < part.count; value++) {
    const number = read(view, part.width * value);
    if (number < lowest) [least, lowest] = [value, number];
    if (number > highest) [greatest, highest] = [value, number];
  }
  return { least: valueAt(part, least), greatest: valueAt(part, greatest) };
}

/** Whole numbers of eight bytes: by their upper half, then by their lower one. */
function boundsOfWholes(part: StoredWords): Bounds {
  const view = viewOf(part);
  let [least, greatest] = [0, 0];
  const compare = (left: number, right: number): number =>
    view.getInt32(8 * left + 4, true) - view.getInt32(8 * right + 4, true) || view.getUint32(8 * left, true) - view.getUint32(8 * right, true);
  for (let value = 1; value < part.count; value++) {
    if (compare(value, least) < 0) least = value;
    else if (compare(value, greatest) > 0) greatest = value;
  }
  return { least: valueAt(part, least), greatest: valueAt(part, greatest) };
}

function boundsOfDoubles(part: StoredWords): Bounds | null {
  const view = viewOf(part);
  for (let value = 0; value < part.count; value++) if (Number.isNaN(view.getFloat64(8 * value, true))) return null;
  const { least, greatest } = boundsOfNumbers(part, (values, at) => values.getFloat64(at, true));
  const signed = (bytes: Uint8Array, zero: number): Uint8Array => (new DataView(bytes.buffer).getFloat64(0, true) === 0 ? new Uint8Array(Float64Array.of(zero).buffer) : bytes);
  return { least: signed(least, -0), greatest: signed(greatest, 0) };
}

function boundsOfStrings(part: StoredWords, isSigned: boolean): Bounds {
  const { bytes, width, count } = part;
  const flip = isSigned ? 0x80 : 0;
  const compare = (left: number, right: number): number => {
    let difference = (bytes[width * left]! ^ flip) - (bytes[width * right]! ^ flip);
    for (let byte = 1; byte < width && difference === 0; byte++) difference = bytes[width * left + byte]! - bytes[width * right + byte]!;
    return difference;
  };
  let [least, greatest] = [0, 0];
  for (let value = 1; value < count; value++) {
    if (compare(value, least) < 0) least = value;
    else if (compare(value, greatest) > 0) greatest = value;
  }
  return { least: valueAt(part, least), greatest: valueAt(part, greatest) };
}

function boundsOfTexts({ offsets, bytes, count }: StoredTexts): Bounds {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const compare = (left: number, right: number): number => {
    const [from, other] = [offsets[left]!, offsets[right]!];
    const [length, otherLength] = [offsets[left + 1]! - from, offsets[right + 1]! - other];
    const most = Math.min(length, otherLength);
    const shared = sharedLength(view, from, other, most);
    return shared < most ? bytes[from + shared]! - bytes[other + shared]! : length - otherLength;
  };
  let [least, greatest] = [0, 0];
  for (let value = 1; value < count; value++) {
    // Texts mostly ascend where they are many.
    if (compare(value, greatest) > 0) greatest = value;
    else if (compare(value, least) < 0) least = value;
  }
  return { least: bytes.slice(offsets[least], offsets[least + 1]), greatest: bytes.slice(offsets[greatest], offsets[greatest + 1]) };
}

function boundsOfTruths({ count, bits }: StoredTruths): Bounds {
  let trues = 0;
  for (let value = 0; value < count; value++) trues += (bits[value >> 3]! >> (value & 7)) & 1;
  return { least: Uint8Array.of(Number(trues === count)), greatest: Uint8Array.of(Number(trues > 0)) };
}
