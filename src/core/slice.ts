import { allValid, isValid, noneValid, setValid, shiftBits, type BinaryColumn, type BoolColumn, type CodedColumn, type Column, type TextColumn, type Validity } from './column.ts';

/**
 * Takes the rows `[from, from + rows)` of a column.
 *
 * @param column - any column.
 * @param from - first row to take.
 * @param rows - rows to take; `from + rows` is at most the column's rows.
 * @returns a column that shares the values; bitmaps are copied.
 */
export function sliceColumn(column: Column, from: number, rows: number): Column {
  const valid = column.valid === null ? null : shiftBits(column.valid, from, rows);
  const end = from + rows;
  switch (column.kind) {
    case 'text':
      return { ...column, rows, valid, offsets: column.offsets.subarray(from, end + 1) };
    case 'coded':
      return { ...column, rows, valid, codes: column.codes.subarray(from, end) };
    case 'int32':
      return { ...column, rows, valid, values: column.values.subarray(from, end) };
    case 'int64':
      return { ...column, rows, valid, values: column.values.subarray(from, end) };
    case 'float64':
      return { ...column, rows, valid, values: column.values.subarray(from, end) };
    case 'bool':
      return { ...column, rows, valid, bits: shiftBits(column.bits, from, rows) };
    case 'date':
      return { ...column, rows, valid, days: column.days.subarray(from, end) };
    case 'timestamp':
      return { ...column, rows, valid, micros: column.micros.subarray(from, end) };
    case 'decimal':
      return { ...column, rows, valid, limbs: column.limbs.subarray(4 * from, 4 * end) };
    case 'binary':
      return { ...column, rows, valid, bytes: column.bytes.subarray(column.width * from, column.width * end) };
  }
}

/**
 * Puts columns of one type end to end.
 *
 * @param parts - at least one column; all of one kind, width and scale.
 * @returns a new column that shares no memory with the parts (a common dictionary excepted); a single part is given
 *   back as it is. Dictionaries that differ are put end to end, so a text may have two codes.
 * @throws {RangeError} if there is no part, or if the texts together exceed 2 GiB.
 */
export function joinColumns(parts: readonly Column[]): Column {
  const first = parts[0];
  if (first === undefined) throw new RangeError('parts: expected at least one column');
  if (parts.length === 1) return first;
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const valid = joinValidity(parts, rows);
  switch (first.kind) {
    case 'text':
      return joinText(parts as readonly TextColumn[], rows, valid);
    case 'coded':
      return joinCoded(parts as readonly CodedColumn[], rows, valid);
    case 'int32':
      return { ...first, rows, valid, values: joinArrays(parts.map((part) => (part as typeof first).values), new Int32Array(rows)) };
    case 'int64':
      return { ...first, rows, valid, values: joinArrays(parts.map((part) => (part as typeof first).values), new BigInt64Array(rows)) };
    case 'float64':
      return { ...first, rows, valid, values: joinArrays(parts.map((part) => (part as typeof first).values), new Float64Array(rows)) };
    case 'bool':
      return { ...first, rows, valid, bits: joinBits(parts.map((part) => ({ rows: part.rows, bits: (part as BoolColumn).bits })), rows) };
    case 'date':
      return { ...first, rows, valid, days: joinArrays(parts.map((part) => (part as typeof first).days), new Int32Array(rows)) };
    case 'timestamp':
      return { ...first, rows, valid, micros: joinArrays(parts.map((part) => (part as typeof first).micros), new BigInt64Array(rows)) };
    case 'decimal':
      return { ...first, rows, valid, limbs: joinArrays(parts.map((part) => (part as typeof first).limbs), new Uint32Array(4 * rows)) };
    case 'binary':
      return { ...first, rows, valid, bytes: joinArrays(parts.map((part) => (part as BinaryColumn).bytes), new Uint8Array(first.width * rows)) };
  }
}

/**
 * Copies chosen rows of a column.
 *
 * @param column - any column.
 * @param rowIndexes - Int32Array(n), rows to copy in order; −1 gives a null.
 * @returns a new column of n rows; dictionaries are shared.
 * @throws {RangeError} if the texts together exceed 2 GiB.
 */
export function takeRows(column: Column, rowIndexes: Int32Array): Column {
  const rows = rowIndexes.length;
  const valid = takeValidity(column, rowIndexes);
  switch (column.kind) {
    case 'text':
      return takeText(column, rowIndexes, valid);
    case 'coded':
      return { ...column, rows, valid, codes: takeNumbers(column.codes, rowIndexes, new Int32Array(rows)) };
    case 'int32':
      return { ...column, rows, valid, values: takeNumbers(column.values, rowIndexes, new Int32Array(rows)) };
    case 'int64':
      return { ...column, rows, valid, values: takeBig(column.values, rowIndexes) };
    case 'float64':
      return { ...column, rows, valid, values: takeNumbers(column.values, rowIndexes, new Float64Array(rows)) };
    case 'bool': {
      const bits = noneValid(rows);
      for (let row = 0; row < rows; row++) if (rowIndexes[row]! >= 0 && isValid(column.bits, rowIndexes[row]!)) setValid(bits, row);
      return { ...column, rows, valid, bits };
    }
    case 'date':
      return { ...column, rows, valid, days: takeNumbers(column.days, rowIndexes, new Int32Array(rows)) };
    case 'timestamp':
      return { ...column, rows, valid, micros: takeBig(column.micros, rowIndexes) };
    case 'decimal':
      return { ...column, rows, valid, limbs: takeWide(column.limbs, 4, rowIndexes, new Uint32Array(4 * rows)) };
    case 'binary':
      return { ...column, rows, valid, bytes: takeWide(column.bytes, column.width, rowIndexes, new Uint8Array(column.width * rows)) };
  }
}

function takeValidity(column: Column, rowIndexes: Int32Array): Validity {
  const rows = rowIndexes.length;
  if (column.valid === null && !rowIndexes.some(isNegative)) return null;
  const bits = noneValid(rows);
  let nulls = 0;
  for (let row = 0; row < rows; row++) {
    const from = rowIndexes[row]!;
    if (from >= 0 && isValid(column.valid, from)) setValid(bits, row);
    else nulls++;
  }
  return nulls === 0 ? null : bits;
}

function isNegative(row: number): boolean {
  return row < 0;
}

function takeText(column: TextColumn, rowIndexes: Int32Array, valid: Validity): TextColumn {
  const rows = rowIndexes.length;
  const starts = column.offsets;
  const offsets = new Int32Array(rows + 1);
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const from = rowIndexes[row]!;
    if (valid === null || (from >= 0 && isValid(column.valid, from))) total += starts[from + 1]! - starts[from]!;
    if (total > 0x7fffffff) throw new RangeError('text column: expected at most 2 GiB in a batch');
    offsets[row + 1] = total;
  }
  const bytes = new Uint8Array(total);
  for (let row = 0; row < rows; ) {
    const next = endOfRun(column, rowIndexes, offsets, row);
    let at = offsets[row]!;
    const end = offsets[next]!;
    let from = column.offsets[rowIndexes[row]!]!;
    if (end - at > SHORT_RUN_BYTES) bytes.set(column.bytes.subarray(from, from + end - at), at);
    else while (at < end) bytes[at++] = column.bytes[from++]!;
    row = next;
  }
  return { kind: 'text', rows, valid, offsets, bytes };
}

/** Bytes up to which a loop copies faster than a call. */
const SHORT_RUN_BYTES = 64;

/** Finds the row after a run of rows whose texts follow each other in the source, each taken whole: no null among them. */
function endOfRun(column: TextColumn, rowIndexes: Int32Array, offsets: Int32Array, row: number): number {
  let next = row + 1;
  while (next < rowIndexes.length && rowIndexes[next] === rowIndexes[next - 1]! + 1
    && offsets[next]! - offsets[next - 1]! === column.offsets[rowIndexes[next]!]! - column.offsets[rowIndexes[next - 1]!]!) next++;
  return next;
}

function takeNumbers<Values extends Int32Array | Float64Array>(values: Values, rowIndexes: Int32Array, out: Values): Values {
  for (let row = 0; row < rowIndexes.length; row++) out[row] = rowIndexes[row]! < 0 ? 0 : values[rowIndexes[row]!]!;
  return out;
}

function takeBig(values: BigInt64Array, rowIndexes: Int32Array): BigInt64Array {
  const out = new BigInt64Array(rowIndexes.length);
  for (let row = 0; row < rowIndexes.length; row++) if (rowIndexes[row]! >= 0) out[row] = values[rowIndexes[row]!]!;
  return out;
}

function takeWide<Values extends Uint8Array | Uint32Array>(values: Values, width: number, rowIndexes: Int32Array, out: Values): Values {
  for (let row = 0; row < rowIndexes.length; row++) {
    const from = rowIndexes[row]! * width;
    if (from >= 0) for (let index = 0; index < width; index++) out[row * width + index] = values[from + index]!;
  }
  return out;
}

function joinValidity(parts: readonly Column[], rows: number): Validity {
  if (parts.every((part) => part.valid === null)) return null;
  return joinBits(parts.map((part) => ({ rows: part.rows, bits: part.valid ?? allValid(part.rows) })), rows);
}

function joinBits(parts: readonly { readonly rows: number; readonly bits: Uint8Array }[], rows: number): Uint8Array {
  const out = noneValid(rows);
  let at = 0;
  for (const { rows: partRows, bits } of parts) {
    if ((at & 7) === 0) {
      out.set(bits.subarray(0, (partRows + 7) >> 3), at >> 3);
      if ((partRows & 7) !== 0) out[(at + partRows) >> 3]! &= (1 << (partRows & 7)) - 1;
    } else {
      for (let row = 0; row < partRows; row++) if (isValid(bits, row)) setValid(out, at + row);
    }
    at += partRows;
  }
  return out;
}

function joinText(parts: readonly TextColumn[], rows: number, valid: Validity): TextColumn {
  const total = parts.reduce((sum, part) => sum + part.offsets[part.rows]! - part.offsets[0]!, 0);
  if (total > 0x7fffffff) throw new RangeError('text column: expected at most 2 GiB in a batch');
  const offsets = new Int32Array(rows + 1);
  const bytes = new Uint8Array(total);
  let row = 0;
  let at = 0;
  for (const part of parts) {
    const start = part.offsets[0]!;
    bytes.set(part.bytes.subarray(start, part.offsets[part.rows]!), at);
    for (let index = 1; index <= part.rows; index++) offsets[row + index] = at + part.offsets[index]! - start;
    row += part.rows;
    at = offsets[row]!;
  }
  return { kind: 'text', rows, valid, offsets, bytes };
}

function joinCoded(parts: readonly CodedColumn[], rows: number, valid: Validity): CodedColumn {
  const codes = new Int32Array(rows);
  const dictionary = parts[0]!.dictionary;
  if (parts.every((part) => part.dictionary === dictionary)) {
    return { kind: 'coded', rows, valid, codes: joinArrays(parts.map((part) => part.codes), codes), dictionary };
  }
  let row = 0;
  let base = 0;
  for (const part of parts) {
    for (let index = 0; index < part.rows; index++) codes[row + index] = base + part.codes[index]!;
    row += part.rows;
    base += part.dictionary.rows;
  }
  const joined = joinText(parts.map((part) => part.dictionary), base, null);
  return { kind: 'coded', rows, valid, codes, dictionary: joined };
}

function joinArrays<Values extends Int32Array | BigInt64Array | Float64Array | Uint32Array | Uint8Array>(parts: readonly Values[], out: Values): Values {
  let at = 0;
  for (const part of parts) {
    (out as unknown as { set(values: unknown, at: number): void }).set(part, at);
    at += part.length;
  }
  return out;
}
