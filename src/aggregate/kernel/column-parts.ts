import type { CodableColumn } from '../../group/index.ts';

const KINDS = ['text', 'int32', 'date', 'int64', 'timestamp', 'float64', 'bool', 'decimal', 'binary'] as const;
type Kind = (typeof KINDS)[number];

/**
 * Takes a column without nulls apart into byte arrays.
 *
 * @param column - a plain column whose offsets start at 0; every row has a value.
 * @returns what the column is, its offsets (texts only) and its bytes, in the machine's own byte order.
 * @throws {TypeError} for dictionary codes.
 */
export function columnParts(column: CodableColumn): [Uint8Array, Uint8Array, Uint8Array] {
  const kind = KINDS.indexOf(column.kind as Kind);
  if (kind < 0) throw new TypeError('column: expected a plain column, got dictionary codes');
  const details = column.kind === 'decimal' ? [column.precision, column.scale] : column.kind === 'binary' ? [column.width, 0] : [0, 0];
  const head = asBytes(Int32Array.of(kind, column.rows, details[0]!, details[1]!));
  return [head, column.kind === 'text' ? asBytes(column.offsets) : new Uint8Array(0), asBytes(valuesOf(column))];
}

/**
 * Puts a column together again.
 *
 * @param head - first part of {@link columnParts}.
 * @param offsets - second part.
 * @param values - third part.
 * @returns the column; parts become its memory.
 */
export function columnFromParts(head: Uint8Array, offsets: Uint8Array, values: Uint8Array): CodableColumn {
  const [kind, rows, one, two] = new Int32Array(aligned(head)) as unknown as [number, number, number, number];
  const base = { rows, valid: null };
  const memory = aligned(values);
  switch (KINDS[kind]!) {
    case 'text':
      return { ...base, kind: 'text', offsets: new Int32Array(aligned(offsets)), bytes: values };
    case 'int32':
      return { ...base, kind: 'int32', values: new Int32Array(memory) };
    case 'date':
      return { ...base, kind: 'date', days: new Int32Array(memory) };
    case 'int64':
      return { ...base, kind: 'int64', values: new BigInt64Array(memory) };
    case 'timestamp':
      return { ...base, kind: 'timestamp', micros: new BigInt64Array(memory) };
    case 'float64':
      return { ...base, kind: 'float64', values: new Float64Array(memory) };
    case 'bool':
      return { ...base, kind: 'bool', bits: values };
    case 'decimal':
      return { ...base, kind: 'decimal', precision: one, scale: two, limbs: new Uint32Array(memory) };
    case 'binary':
      return { ...base, kind: 'binary', width: one, bytes: values };
  }
}

/**
 * Shows numbers as bytes.
 *
 * @param values - any typed array.
 * @returns a view of the same memory.
 */
export function asBytes(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/**
 * Copies bytes to the start of memory of their own, where every typed array may lie.
 *
 * @param bytes - bytes at any place.
 * @returns the memory.
 */
export function aligned(bytes: Uint8Array): ArrayBuffer {
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  return copy.buffer;
}

function valuesOf(column: CodableColumn): ArrayBufferView {
  switch (column.kind) {
    case 'text':
    case 'binary':
      return column.bytes;
    case 'int32':
    case 'int64':
    case 'float64':
      return column.values;
    case 'bool':
      return column.bits;
    case 'date':
      return column.days;
    case 'timestamp':
      return column.micros;
    case 'decimal':
      return column.limbs;
    case 'coded':
      return column.codes;
  }
}
