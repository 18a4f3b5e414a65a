import type { Column, Validity } from '../column.ts';

/** Memory that threads see at once: columns are copied into it, again and again, and it is overwritten at the end. */
export interface SharedSpace {
  /**
   * Copies columns, in place of those that were here before.
   *
   * @param columns - of any kinds but coded text, whose dictionary would be copied with every batch.
   * @returns the same columns in shared memory.
   * @throws {TypeError} for coded text.
   * @remarks O(bytes). Holds as much as the largest set of columns so far; up to double where memory cannot grow.
   */
  share(columns: readonly Column[]): Column[];
  /** Overwrites the memory. */
  wipe(): void;
}

type Values = Int32Array | Uint32Array | BigInt64Array | Float64Array | Uint8Array;

/** Addresses that are kept free for a space to grow; and how far one is doubled that cannot. */
const MOST_BYTES = 2 ** 30;

type GrowingMemory = SharedArrayBuffer & { grow(bytes: number): void };

/** Makes shared memory that grows where it is, and is given back to the machine afterwards; `null` where the platform has none. */
function growingMemory(): GrowingMemory | null {
  try {
    const memory = new (SharedArrayBuffer as new (bytes: number, options: { readonly maxByteLength: number }) => SharedArrayBuffer & { readonly growable?: boolean })(0, { maxByteLength: MOST_BYTES });
    return memory.growable === true ? memory as unknown as GrowingMemory : null;
  } catch {
    // No addresses left.
    return null;
  }
}

/** Every array starts at a multiple of this many bytes. */
const ALIGNMENT = 8;

/**
 * Makes an empty shared memory.
 *
 * @returns the memory, which grows when it must.
 */
export function sharedSpace(): SharedSpace {
  const growing = growingMemory();
  let space = new Uint8Array(growing ?? new SharedArrayBuffer(0));
  /** Makes room, where the space is if it can grow there. */
  const reach = (needed: number): void => {
    if (space.length >= needed) return;
    if (growing !== null && needed <= MOST_BYTES) {
      growing.grow(needed);
      space = new Uint8Array(growing, 0, needed);
      return;
    }
    space.fill(0);
    space = new Uint8Array(new SharedArrayBuffer(Math.max(needed, Math.min(2 * space.length, MOST_BYTES))));
  };
  return {
    share(columns) {
      reach(columns.reduce((sum, column) => sum + sizeOf(column), 0));
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
