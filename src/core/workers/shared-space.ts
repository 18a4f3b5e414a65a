import type { Column, Validity } from '../column.ts';

/** Memory that threads see at once: columns are copied into it, again and again, and it is overwritten at the end. */
export interface SharedSpace {
  /**
   * Copies columns, in place of those that were here before.
   *
   * @param columns - of any kinds but coded text, whose dictionary would be copied with every batch.
   * @returns the same columns in shared memory.
   * @throws {TypeError} for coded text.
   * @remarks O(bytes). Holds as much as the largest set of columns so far, up to double.
   */
  share(columns: readonly Column[]): Column[];
  /** Overwrites the memory. */
  wipe(): void;
}

type Values = Int32Array | Uint32Array | BigInt64Array | Float64Array | Uint8Array;

/** Every array starts at a multiple of this many bytes. */
const ALIGNMENT = 8;

/**
 * Makes an empty shared memory.
 *
 * @returns the memory, which grows when it must.
 */
export function sharedSpace(): SharedSpace {
  let space = new Uint8Array(new SharedArrayBuffer(0));
  return {
    share(columns) {
      const needed = columns.reduce((sum, column) => sum + sizeOf(column), 0);
      if (space.length < needed) {
        space.fill(0);
        space = new Uint8Array(new SharedArrayBuffer(Math.max(needed, Math.min(2 * space.length, 2 ** 30))));
      }
      let at = 0;
      const { buffer } = space;
      return columns.map((column) => mapArrays(column, (values) => {
        const ArrayType = values.constructor as new (buffer: SharedArrayBuffer, at: number, length: number) => typeof values;
        const shared = new ArrayType(buffer, at, values.length);
        (shared as { set(values: unknown): void }).set(values);
        at += padded(values.byteLength);
        return shared;
      }));
    },
    wipe() {
      space.fill(0);
    },
  };
}

function sizeOf(column: Column): number {
  let size = 0;
  mapArrays(column, (values) => {
    size += padded(values.byteLength);
    return values;
  });
  return size;
}

function padded(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

function mapArrays(column: Column, map: <Array extends Values>(values: Array) => Array): Column {
  const valid: Validity = column.valid === null ? null : map(column.valid);
  switch (column.kind) {
    case 'text': {
      const { offsets, bytes } = ownTexts(column.offsets, column.bytes, column.rows);
      return { ...column, valid, offsets: map(offsets), bytes: map(bytes) };
    }
    case 'coded':
      throw new TypeError('columns: expected no coded text');
    case 'int32':
      return { ...column, valid, values: map(column.values) };
    case 'int64':
      return { ...column, valid, values: map(column.values) };
    case 'float64':
      return { ...column, valid, values: map(column.values) };
    case 'bool':
      return { ...column, valid, bits: map(column.bits) };
    case 'date':
      return { ...column, valid, days: map(column.days) };
    case 'timestamp':
      return { ...column, valid, micros: map(column.micros) };
    case 'decimal':
      return { ...column, valid, limbs: map(column.limbs) };
    case 'binary':
      return { ...column, valid, bytes: map(column.bytes) };
  }
}

// Leaves out what lies before and behind the texts of a slice.
function ownTexts(offsets: Int32Array, bytes: Uint8Array, rows: number): { readonly offsets: Int32Array; readonly bytes: Uint8Array } {
  const start = offsets[0]!;
  const own = bytes.subarray(start, offsets[rows]!);
  return { offsets: start === 0 ? offsets.subarray(0, rows + 1) : offsets.subarray(0, rows + 1).map((offset) => offset - start), bytes: own };
}
