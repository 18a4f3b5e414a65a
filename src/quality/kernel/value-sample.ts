/** A sample of the different values of a column: those with the smallest hashes, so that it depends on the values alone. */
export interface ValueSample {
  /** Memory held, in bytes. */
  readonly byteLength: number;
  /**
   * Offers values; a value already held changes nothing.
   *
   * @param hashes - Int32Array(2 · rows) or longer, of `hashTexts` or `hashWords`.
   * @param valid - validity bits; null rows are left out. `null` when no row is null.
   * @param rows - rows to offer.
   * @param bytesOf - copies the value of a row as text; asked for the few values that are taken.
   */
  offer(hashes: Int32Array, valid: Uint8Array | null, rows: number, bytesOf: (row: number) => Uint8Array): void;
  /** Adds what another sample of the same size holds; the result is that of offering both streams of values. */
  merge(other: ValueSample): void;
  /**
   * Gives the sample.
   *
   * @returns the values, at most the size of the sample, in the order of their hashes.
   */
  values(): readonly Uint8Array[];
}

const heldBy = new WeakMap<ValueSample, ReadonlyMap<number, Uint8Array>>();

/**
 * Makes an empty sample.
 *
 * @param size - values it ends with at most, from 1 up.
 * @returns the sample.
 * @remarks Every set of different values of that size is equally likely, for values that do not know the hash. A row
 *   whose hash is not among the smallest costs a comparison. Holds twice the size at most.
 * @see Cohen and Kaplan 2007, bottom-k sketches, https://doi.org/10.1145/1281100.1281133.
 */
export function valueSample(size: number): ValueSample {
  const held = new Map<number, Uint8Array>();
  let bytes = 0;
  /** No hash from here on is among the smallest. */
  let bound = Infinity;

  function take(place: number, value: Uint8Array): void {
    held.set(place, value);
    bytes += value.length;
    if (held.size < 2 * size) return;
    const places = [...held.keys()].sort((left, right) => left - right);
    bound = places[size]!;
    for (const late of places.slice(size)) {
      bytes -= held.get(late)!.length;
      held.delete(late);
    }
  }

  const sample: ValueSample = {
    get byteLength(): number {
      return bytes + 64 * held.size;
    },
    offer(hashes, valid, rows, bytesOf): void {
      for (let row = 0; row < rows; row++) {
        // 53 bits of the hash, which a double holds exactly.
        const place = (hashes[2 * row + 1]! >>> 0) * 0x200000 + (hashes[2 * row]! >>> 11);
        if (place >= bound || (valid !== null && ((valid[row >> 3]! >> (row & 7)) & 1) === 0) || held.has(place)) continue;
        take(place, bytesOf(row));
      }
    },
    merge(other): void {
      for (const [place, value] of heldBy.get(other)!) if (place < bound && !held.has(place)) take(place, value);
    },
    values: () => [...held].sort(([left], [right]) => left - right).slice(0, size).map(([, value]) => value),
  };
  heldBy.set(sample, held);
  return sample;
}
