import type { Binary, Data } from 'apache-arrow';
import {
  Bool,
  DataType,
  DateDay,
  Decimal,
  Dictionary,
  Field,
  FixedSizeBinary,
  Float64,
  Int32,
  Int64,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  TimestampMicrosecond,
  Utf8,
  Vector,
} from 'apache-arrow';
import { countNulls, isValid, noneValid, setValid, shiftBits, type Column, type ListColumn, type TextColumn, type Validity } from './column.ts';
import { parseColumnType, type ColumnType } from './column-type.ts';
import { DataError } from './errors.ts';
import { joinColumns } from './slice.ts';

/**
 * The only place that makes Arrow objects. Everything else sees {@link Column} views and the `Schema`, `Field` and
 * `RecordBatch` types.
 */

/**
 * Makes the Arrow type of a declared column type.
 *
 * @param type - for example `utf8`, `date` or `decimal(12,2)`.
 * @returns the type: days for `date`, microseconds without zone for `timestamp`, 128 bits for `decimal`.
 * @throws {TypeError} if the text names no column type.
 * @example
 * String(arrowType('decimal(12,2)')); // => 'Decimal[12e+2]'
 */
export function arrowType(type: ColumnType): DataType {
  const parts = parseColumnType(type);
  switch (parts?.name) {
    case 'utf8':
      return new Utf8();
    case 'int32':
      return new Int32();
    case 'int64':
      return new Int64();
    case 'float64':
      return new Float64();
    case 'bool':
      return new Bool();
    case 'date':
      return new DateDay();
    case 'timestamp':
      return new TimestampMicrosecond();
    case 'decimal':
      return new Decimal(parts.scale!, parts.precision!, 128);
    case 'binary':
      return new FixedSizeBinary(parts.width!);
    default:
      throw new TypeError('type: expected a column type such as utf8 or decimal(12,2)');
  }
}

/**
 * Makes the type of text that travels as dictionary codes.
 *
 * @returns a new dictionary type with 32-bit codes; each call makes another dictionary.
 */
export function codedTextType(): DataType {
  return new Dictionary(new Utf8(), new Int32());
}

/**
 * Names the declared type of an Arrow type; dictionary text is `utf8`.
 *
 * @param type - a type of Arrow.
 * @returns the column type, or `null` when the steps do not work on it (see the reader's casts).
 * @example
 * columnTypeOf(arrowType('binary(16)')); // => 'binary(16)'
 */
export function columnTypeOf(type: DataType): ColumnType | null {
  if (DataType.isUtf8(type)) return 'utf8';
  if (DataType.isDictionary(type)) return DataType.isUtf8(type.dictionary) ? 'utf8' : null;
  if (DataType.isInt(type)) return type.isSigned && type.bitWidth === 32 ? 'int32' : type.isSigned && type.bitWidth === 64 ? 'int64' : null;
  if (DataType.isFloat(type)) return type.precision === 2 ? 'float64' : null;
  if (DataType.isBool(type)) return 'bool';
  if (DataType.isDate(type)) return type.unit === 0 ? 'date' : null;
  if (DataType.isTimestamp(type)) return type.unit === 2 ? 'timestamp' : null;
  if (DataType.isDecimal(type)) return type.bitWidth === 128 ? declarable(`decimal(${type.precision},${type.scale})`) : null;
  if (DataType.isFixedSizeBinary(type)) return declarable(`binary(${type.byteWidth})`);
  return null;
}

/** Arrow also has decimals of negative scale and byte strings of no width; a plan cannot declare them. */
function declarable(type: ColumnType): ColumnType | null {
  return parseColumnType(type) === null ? null : type;
}

/**
 * Makes a field.
 *
 * @param name - the column's name.
 * @param type - its Arrow type.
 * @param nullable - whether rows may be without value.
 * @param metadata - travels with the column, in memory only unless a writer keeps it; copied.
 * @returns a new field.
 */
export function makeField(name: string, type: DataType, nullable: boolean, metadata?: ReadonlyMap<string, string>): Field {
  return new Field(name, type, nullable, metadata === undefined ? null : new Map(metadata));
}

/**
 * Makes a schema.
 *
 * @param fields - the columns in their order.
 * @param metadata - what is said of the whole table; copied.
 * @returns a new schema.
 */
export function makeSchema(fields: readonly Field[], metadata?: ReadonlyMap<string, string>): Schema {
  return new Schema([...fields], metadata === undefined ? undefined : new Map(metadata));
}

/**
 * Makes a batch from columns.
 *
 * @param schema - one field per column, of the column's type.
 * @param columns - columns of `rows` rows each.
 * @param rows - rows of the batch, from 0 up.
 * @returns a batch that shares the columns' memory.
 * @throws {RangeError} if the number of columns, a length or a type differs from the schema's.
 */
export function makeBatch(schema: Schema, columns: readonly Column[], rows: number): RecordBatch {
  if (columns.length !== schema.fields.length) throw new RangeError(`columns: expected ${schema.fields.length}, got ${columns.length}`);
  const children = columns.map((column, index) => {
    if (column.rows !== rows) throw new RangeError(`column ${index}: expected ${rows} rows, got ${column.rows}`);
    return columnData(column, schema.fields[index]!.type, index);
  });
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children }));
}

/**
 * Gives the views of all columns of a batch; slices are rebased so that row 0 is the batch's first row.
 *
 * @param batch - a batch whose types {@link columnTypeOf} names.
 * @returns one view per field, sharing the batch's memory where it can.
 * @throws {DataError} `DATA_COLUMN_TYPE` for a type the steps do not work on.
 */
export function columnsOf(batch: RecordBatch): Column[] {
  return batch.schema.fields.map((_, index) => columnOf(batch, index));
}

/**
 * Gives the view of one column of a batch; see {@link columnsOf}.
 *
 * @param batch - a batch.
 * @param index - position of the column, from 0 up.
 * @returns the view; its rows are the batch's.
 * @throws {RangeError} if there is no such column.
 */
export function columnOf(batch: RecordBatch, index: number): Column {
  const field = batch.schema.fields[index];
  const data = batch.data.children[index];
  if (field === undefined || data === undefined) throw new RangeError(`column: expected an index below ${batch.schema.fields.length}, got ${index}`);
  return viewOf(data, field.name);
}

/**
 * Names the type of the elements of a type of lists.
 *
 * @param type - a type of Arrow.
 * @returns the type of its elements, `float64` for numbers of single precision; `null` when it is no list, or one of
 *   another type.
 */
export function elementTypeOf(type: DataType): ColumnType | null {
  if (!DataType.isList(type) && !DataType.isFixedSizeList(type)) return null;
  const element = type.children[0]!.type as DataType;
  return isSingle(element) ? 'float64' : columnTypeOf(element);
}

/**
 * Gives the view of one column of lists of a batch.
 *
 * @param batch - a batch.
 * @param index - position of a column of whose type {@link elementTypeOf} names the elements.
 * @returns the view; numbers of single precision are widened.
 * @throws {RangeError} if there is no such column.
 * @throws {DataError} `DATA_COLUMN_TYPE` if it holds no lists, or lists of another type.
 */
export function listOf(batch: RecordBatch, index: number): ListColumn {
  const field = batch.schema.fields[index];
  const data = batch.data.children[index];
  if (field === undefined || data === undefined) throw new RangeError(`column: expected an index below ${batch.schema.fields.length}, got ${index}`);
  const type = data.type as DataType;
  if (elementTypeOf(type) === null) throw new DataError('DATA_COLUMN_TYPE', 'expected lists of text or numbers', { column: field.name });
  const rows = data.length;
  const offsets = DataType.isFixedSizeList(type) ? Int32Array.from({ length: rows + 1 }, (_, row) => row * type.listSize) : offsetsOf(data);
  const elements = data.children[0];
  if (elements === undefined) return { kind: 'list', rows, valid: validityOf(data), offsets, elements: { kind: 'float64', rows: 0, valid: null, values: new Float64Array(0) } };
  return { kind: 'list', rows, valid: validityOf(data), offsets, elements: isSingle(elements.type as DataType) ? widened(elements) : viewOf(elements, field.name) };
}

function isSingle(type: DataType): boolean {
  return DataType.isFloat(type) && type.precision === 1;
}

function widened(data: Data): Column {
  return { kind: 'float64', rows: data.length, valid: validityOf(data), values: Float64Array.from((data.values as Float32Array).subarray(0, data.length)) };
}

function viewOf(data: Data, name: string): Column {
  const rows = data.length;
  const valid = validityOf(data);
  const type = data.type as DataType;
  if (DataType.isUtf8(type)) return { kind: 'text', rows, valid, offsets: offsetsOf(data), bytes: (data.values as Uint8Array | undefined) ?? new Uint8Array(0) };
  if (DataType.isDictionary(type) && DataType.isUtf8(type.dictionary)) {
    const codes = codesOf(data);
    const dictionary = dictionaryOf(data);
    return { kind: 'coded', rows, valid: dictionary.valid === null ? valid : validThrough(valid, codes, dictionary.valid), codes, dictionary };
  }
  const values = data.values as unknown;
  switch (columnTypeOf(type)) {
    case 'int32':
      return { kind: 'int32', rows, valid, values: (values as Int32Array).subarray(0, rows) };
    case 'int64':
      return { kind: 'int64', rows, valid, values: (values as BigInt64Array).subarray(0, rows) };
    case 'float64':
      return { kind: 'float64', rows, valid, values: (values as Float64Array).subarray(0, rows) };
    case 'bool':
      return { kind: 'bool', rows, valid, bits: shiftBits(values as Uint8Array, data.offset, rows) };
    case 'date':
      return { kind: 'date', rows, valid, days: (values as Int32Array).subarray(0, rows) };
    case 'timestamp':
      return { kind: 'timestamp', rows, valid, micros: (values as BigInt64Array).subarray(0, rows) };
    default:
  }
  if (DataType.isDecimal(type) && type.bitWidth === 128) {
    return { kind: 'decimal', rows, valid, precision: type.precision, scale: type.scale, limbs: (values as Uint32Array).subarray(0, 4 * rows) };
  }
  if (DataType.isFixedSizeBinary(type)) {
    return { kind: 'binary', rows, valid, width: type.byteWidth, bytes: (values as Uint8Array).subarray(0, type.byteWidth * rows) };
  }
  throw new DataError('DATA_COLUMN_TYPE', 'a type that no step works on; declare the column so that the reader casts it', { column: name });
}

function validityOf(data: Data): Validity {
  const bitmap = data.nullBitmap as Uint8Array | undefined;
  if (data.nullCount === 0 || bitmap === undefined || bitmap.length === 0) return null;
  return data.offset === 0 ? bitmap.subarray(0, (data.length + 7) >> 3) : shiftBits(bitmap, data.offset, data.length);
}

function offsetsOf(data: Data): Int32Array {
  const offsets = data.valueOffsets as Int32Array | undefined;
  return offsets === undefined || offsets.length === 0 ? new Int32Array(1) : offsets.subarray(0, data.length + 1);
}

/** Widens codes of any width to 32 bits; whether they point into the dictionary is checked where data enters. */
function codesOf(data: Data): Int32Array {
  const indices = data.values as Int32Array | Uint8Array | BigInt64Array | BigUint64Array;
  if (indices instanceof Int32Array) return indices.subarray(0, data.length);
  if (indices instanceof BigInt64Array || indices instanceof BigUint64Array) return Int32Array.from(indices.subarray(0, data.length), Number);
  return Int32Array.from(indices.subarray(0, data.length));
}

/** A dictionary may hold a null among its texts (pyarrow writes such): the rows that point at it have no value. */
function validThrough(valid: Validity, codes: Int32Array, present: Validity): Validity {
  const out = noneValid(codes.length);
  for (let row = 0; row < codes.length; row++) if (isValid(valid, row) && isValid(present, codes[row]!)) setValid(out, row);
  return out;
}

/** One view per dictionary and back, so that steps recognise the dictionary they met in the batch before. */
const viewOfDictionary = new WeakMap<object, TextColumn>();
const dictionaryOfView = new WeakMap<TextColumn, Vector<Utf8>>();

function dictionaryOf(data: Data): TextColumn {
  const vector = data.dictionary;
  const known = vector === undefined ? undefined : viewOfDictionary.get(vector);
  if (known !== undefined) return known;
  const view = readDictionary(data);
  if (vector !== undefined) {
    viewOfDictionary.set(vector, view);
    dictionaryOfView.set(view, vector as Vector<Utf8>);
  }
  return view;
}

function readDictionary(data: Data): TextColumn {
  const chunks = (data.dictionary?.data ?? []) as readonly Data[];
  const views = chunks.map((chunk) => viewOf(chunk, '') as TextColumn);
  return views.length === 0 ? { kind: 'text', rows: 0, valid: null, offsets: new Int32Array(1), bytes: new Uint8Array(0) } : (joinColumns(views) as TextColumn);
}

function columnData(column: Column, type: DataType, index: number): Data {
  const length = column.rows;
  const nullCount = countNulls(column.valid, length);
  const base = { length, nullCount, nullBitmap: nullCount === 0 ? undefined : column.valid };
  if (!matches(column, type)) throw new RangeError(`column ${index}: expected the type of its field, got ${column.kind}`);
  switch (column.kind) {
    case 'text':
      return makeData({ ...base, type: type as Utf8, valueOffsets: column.offsets, data: column.bytes });
    case 'coded':
      return makeData({ ...base, type: type as Dictionary<Utf8, Int32>, data: column.codes, dictionary: textVector(column.dictionary) });
    case 'int32':
      return makeData({ ...base, type: type as Int32, data: column.values });
    case 'int64':
      return makeData({ ...base, type: type as Int64, data: column.values });
    case 'float64':
      return makeData({ ...base, type: type as Float64, data: column.values });
    case 'bool':
      return makeData({ ...base, type: type as Bool, data: column.bits });
    case 'date':
      return makeData({ ...base, type: type as DateDay, data: column.days });
    case 'timestamp':
      return makeData({ ...base, type: type as TimestampMicrosecond, data: column.micros });
    case 'decimal':
      return makeData({ ...base, type: type as Decimal, data: column.limbs });
    case 'binary':
      return makeData({ ...base, type: type as FixedSizeBinary, data: column.bytes });
  }
}

function matches(column: Column, type: DataType): boolean {
  if (column.kind === 'coded') return DataType.isDictionary(type);
  if (column.kind === 'text') return DataType.isUtf8(type);
  const named = columnTypeOf(type);
  if (column.kind === 'decimal') return named === `decimal(${column.precision},${column.scale})`;
  return column.kind === 'binary' ? named === `binary(${column.width})` : named === column.kind;
}

/** Makes the vector of a dictionary's texts. */
function textVector(column: TextColumn): Vector<Utf8> {
  const known = dictionaryOfView.get(column);
  if (known !== undefined) return known;
  const data = makeData({ type: new Utf8(), length: column.rows, nullCount: 0, valueOffsets: column.offsets, data: column.bytes });
  const vector = new Vector([data]);
  dictionaryOfView.set(column, vector);
  viewOfDictionary.set(vector, column);
  return vector;
}

/**
 * Tells whether a type is variable-length bytes, which readers refuse unless declared as text.
 *
 * @param type - a type of Arrow.
 * @returns whether it is.
 */
export function isBinary(type: DataType): type is Binary {
  return DataType.isBinary(type);
}

/**
 * Makes a batch without rows.
 *
 * @param schema - its schema.
 * @returns a batch of zero rows.
 */
export function emptyBatch(schema: Schema): RecordBatch {
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: 0, nullCount: 0 }));
}
