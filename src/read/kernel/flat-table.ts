/**
 * FlatBuffers, as far as Arrow's metadata needs them. Every position is checked before it is read; the reader of a tree
 * counts its nodes, because offsets may share and repeat.
 */

/** A table at a checked position. */
export interface FlatTable {
  readonly view: DataView;
  /** Position of the table. */
  readonly at: number;
  /** Position of the list of its fields' offsets, and one past its end. */
  readonly fields: number;
  readonly fieldsEnd: number;
}

/** A vector at a checked position. */
export interface FlatVector {
  readonly at: number;
  readonly count: number;
}

const OUTSIDE = 'flatbuffer: expected positions inside the message';
const decoder = new TextDecoder('utf-8', { fatal: true });

function check(view: DataView, at: number, bytes: number): void {
  if (at < 0 || at + bytes > view.byteLength) throw new RangeError(OUTSIDE);
}

/**
 * Gives the table that a message starts with.
 *
 * @param view - the message.
 * @returns the table.
 */
export function rootTable(view: DataView): FlatTable {
  check(view, 0, 4);
  return tableAt(view, view.getUint32(0, true));
}

/**
 * Gives the table at a position.
 *
 * @param view - the whole message.
 * @param at - position of the table.
 * @returns the table, whose list of fields lies inside the message.
 * @throws {RangeError} for positions outside.
 */
export function tableAt(view: DataView, at: number): FlatTable {
  check(view, at, 4);
  const fields = at - view.getInt32(at, true);
  check(view, fields, 4);
  const bytes = view.getUint16(fields, true);
  if (bytes < 4) throw new RangeError(OUTSIDE);
  check(view, fields, bytes);
  return { view, at, fields, fieldsEnd: fields + bytes };
}

/** Gives the position of a field of `bytes` bytes, or 0 when the table leaves it out. */
function fieldAt(table: FlatTable, index: number, bytes: number): number {
  const entry = table.fields + 4 + 2 * index;
  if (entry + 2 > table.fieldsEnd) return 0;
  const offset = table.view.getUint16(entry, true);
  if (offset === 0) return 0;
  check(table.view, table.at + offset, bytes);
  return table.at + offset;
}

/**
 * Reads a field of one unsigned byte, or `otherwise`.
 *
 * @param table - the table.
 * @param index - number of the field.
 * @param otherwise - what stands for a field that is left out.
 * @returns the byte.
 */
export function flatByte(table: FlatTable, index: number, otherwise = 0): number {
  const at = fieldAt(table, index, 1);
  return at === 0 ? otherwise : table.view.getUint8(at);
}

/**
 * Reads a field of two bytes, or `otherwise`.
 *
 * @param table - the table.
 * @param index - number of the field.
 * @param otherwise - what stands for a field that is left out.
 * @returns the number.
 */
export function flatShort(table: FlatTable, index: number, otherwise = 0): number {
  const at = fieldAt(table, index, 2);
  return at === 0 ? otherwise : table.view.getInt16(at, true);
}

/**
 * Reads a field of four bytes, or `otherwise`.
 *
 * @param table - the table.
 * @param index - number of the field.
 * @param otherwise - what stands for a field that is left out.
 * @returns the number.
 */
export function flatInt(table: FlatTable, index: number, otherwise = 0): number {
  const at = fieldAt(table, index, 4);
  return at === 0 ? otherwise : table.view.getInt32(at, true);
}

/**
 * Reads a field of eight bytes, or 0.
 *
 * @param table - the table.
 * @param index - number of the field.
 * @returns a whole number from 0 up.
 */
export function flatLong(table: FlatTable, index: number): number {
  const at = fieldAt(table, index, 8);
  return at === 0 ? 0 : longAt(table.view, at);
}

/**
 * Reads eight bytes that count something.
 *
 * @param view - the message.
 * @param at - a checked position.
 * @returns a whole number from 0 to 2⁵³ − 1.
 * @throws {RangeError} for other numbers.
 */
export function longAt(view: DataView, at: number): number {
  const value = view.getInt32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
  if (value < 0 || value > Number.MAX_SAFE_INTEGER) throw new RangeError('flatbuffer: expected a count from 0 to 2^53');
  return value;
}

/**
 * Follows a field to another table, or gives `null`.
 *
 * @param table - the table.
 * @param index - number of the field.
 * @returns the table, or `null` when the field is left out.
 */
export function flatTable(table: FlatTable, index: number): FlatTable | null {
  const at = fieldAt(table, index, 4);
  return at === 0 ? null : tableAt(table.view, at + table.view.getUint32(at, true));
}

/**
 * Follows a field to a vector of elements of `bytes` bytes each; the vector lies inside the message.
 *
 * @param table - the table.
 * @param index - number of the field.
 * @param bytes - bytes of an element.
 * @returns position and number of the elements; none when the field is left out.
 */
export function flatVector(table: FlatTable, index: number, bytes: number): FlatVector {
  const field = fieldAt(table, index, 4);
  if (field === 0) return { at: 0, count: 0 };
  const at = field + table.view.getUint32(field, true);
  check(table.view, at, 4);
  const count = table.view.getUint32(at, true);
  check(table.view, at + 4, count * bytes);
  return { at: at + 4, count };
}

/**
 * Gives the `index`-th table of a vector of tables.
 *
 * @param view - the message.
 * @param vector - the vector.
 * @param index - number of the element.
 * @returns the table.
 */
export function flatElement(view: DataView, vector: FlatVector, index: number): FlatTable {
  const at = vector.at + 4 * index;
  return tableAt(view, at + view.getUint32(at, true));
}

/**
 * Reads a text field, or `null`.
 *
 * @param table - the table.
 * @param index - number of the field.
 * @returns the text, or `null` when the field is left out.
 */
export function flatText(table: FlatTable, index: number): string | null {
  const { at, count } = flatVector(table, index, 1);
  if (at === 0) return null;
  return decoder.decode(new Uint8Array(table.view.buffer, table.view.byteOffset + at, count));
}
