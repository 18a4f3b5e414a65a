import { flatByte, flatElement, flatInt, flatLong, flatShort, flatTable, flatText, flatVector, type FlatTable } from './flat-table.ts';
import type { SourceType, TimeUnit } from './source-type.ts';

/** How the values of a column lie in a batch. */
export interface IpcLayout {
  /** Arrow's number of the type, or of the index type where a dictionary holds the values. */
  readonly type: SourceType;
  /** How texts and byte strings say where they end. */
  readonly ends: 'offsets32' | 'offsets64' | 'views' | 'none';
  /** Buffers of the column itself, without those of its children; views have more. */
  readonly buffers: number;
  readonly children: readonly IpcLayout[];
}

/** One top-level column of an Arrow schema. */
export interface IpcField {
  readonly name: string;
  readonly nullable: boolean;
  readonly layout: IpcLayout;
  /** The dictionary the column's indices point into, by its number. */
  readonly dictionary: IpcDictionary | null;
}

/** A dictionary of a schema: its number and how its values lie in its own batches. */
export interface IpcDictionary {
  readonly id: number;
  readonly values: IpcLayout;
}

const MAX_DEPTH = 64;
const MAX_FIELDS = 100_000;

interface Budget {
  fields: number;
}

/**
 * Reads a schema.
 *
 * @param schema - the table Schema.
 * @returns its top-level columns.
 * @throws {RangeError} when the schema is big-endian, too deep or too large.
 * @see https://github.com/apache/arrow/blob/main/format/Schema.fbs
 */
export function readSchema(schema: FlatTable): IpcField[] {
  if (flatShort(schema, 0) !== 0) throw new RangeError('schema: expected little-endian data');
  const vector = flatVector(schema, 1, 4);
  const budget = { fields: MAX_FIELDS };
  const fields: IpcField[] = [];
  for (let index = 0; index < vector.count; index++) fields.push(readField(flatElement(schema.view, vector, index), budget));
  return fields;
}

function readField(field: FlatTable, budget: Budget): IpcField {
  const values = readLayout(field, budget, 0);
  const encoding = flatTable(field, 4);
  const nullable = flatByte(field, 1) !== 0;
  const name = flatText(field, 0) ?? '';
  if (encoding === null) return { name, nullable, layout: values, dictionary: null };
  return { name, nullable, layout: indexLayout(encoding), dictionary: { id: flatLong(encoding, 0), values } };
}

function indexLayout(encoding: FlatTable): IpcLayout {
  const index = flatTable(encoding, 1);
  return leaf(index === null ? { kind: 'int', bits: 32, signed: true } : integerType(index), 2);
}

function leaf(type: SourceType, buffers: number, ends: IpcLayout['ends'] = 'none'): IpcLayout {
  return { type, ends, buffers, children: [] };
}

function readLayout(field: FlatTable, budget: Budget, depth: number): IpcLayout {
  if (depth > MAX_DEPTH || --budget.fields < 0) throw new RangeError('schema: expected fewer fields');
  const vector = flatVector(field, 5, 4);
  const children: IpcLayout[] = [];
  for (let index = 0; index < vector.count; index++) {
    const child = flatElement(field.view, vector, index);
    const inner = flatTable(child, 4) === null ? null : indexLayout(flatTable(child, 4)!);
    const layout = readLayout(child, budget, depth + 1);
    children.push(inner ?? layout);
  }
  const kind = flatByte(field, 2);
  if (kind === 1) return leaf({ kind: 'null' }, 0);
  const type = flatTable(field, 3);
  if (type === null) throw new RangeError('schema: expected a type for every field');
  return { ...layoutOf(kind, type), children };
}

function layoutOf(kind: number, type: FlatTable): IpcLayout {
  switch (kind) {
    case 2:
      return leaf(integerType(type), 2);
    case 3:
      return leaf({ kind: 'float', bits: choose([16, 32, 64] as const, flatShort(type, 0)) }, 2);
    case 4:
      return leaf({ kind: 'bytes' }, 3, 'offsets32');
    case 5:
      return leaf({ kind: 'text' }, 3, 'offsets32');
    case 6:
      return leaf({ kind: 'bool' }, 2);
    case 7:
      return leaf(decimalType(type), 2);
    case 8:
      return leaf({ kind: flatShort(type, 0, 1) === 0 ? 'day' : 'millisecondDate' }, 2);
    case 10:
      return leaf({ kind: 'timestamp', unit: choose<TimeUnit>([1, 1_000, 1_000_000, 1_000_000_000], flatShort(type, 0)) }, 2);
    case 15:
      return leaf(fixedType(flatInt(type, 0)), 2);
    case 19:
      return leaf({ kind: 'bytes' }, 3, 'offsets64');
    case 20:
      return leaf({ kind: 'text' }, 3, 'offsets64');
    case 23:
      return leaf({ kind: 'bytes' }, 2, 'views');
    case 24:
      return leaf({ kind: 'text' }, 2, 'views');
    case 14:
      return leaf({ kind: 'other', name: 'union' }, flatShort(type, 0) === 0 ? 1 : 2);
    default:
      return otherLayout(kind);
  }
}

/** Types that no step works on: their buffers are counted so that the columns behind them are found. */
function otherLayout(kind: number): IpcLayout {
  const other = OTHER[kind];
  if (other === undefined) throw new RangeError('schema: expected a known type');
  return leaf({ kind: 'other', name: other[0] }, other[1]);
}

const OTHER: Readonly<Record<number, readonly [name: string, buffers: number]>> = {
  9: ['time', 2],
  11: ['interval', 2],
  12: ['list', 2],
  13: ['struct', 1],
  16: ['fixed-size list', 1],
  17: ['map', 2],
  18: ['duration', 2],
  21: ['list', 2],
  22: ['run-end encoded', 0],
  25: ['list view', 3],
  26: ['list view', 3],
};

function integerType(type: FlatTable): SourceType {
  const bits = flatInt(type, 0);
  if (bits !== 8 && bits !== 16 && bits !== 32 && bits !== 64) throw new RangeError('schema: expected integers of 8, 16, 32 or 64 bits');
  return { kind: 'int', bits, signed: flatByte(type, 1) !== 0 };
}

function decimalType(type: FlatTable): SourceType {
  const precision = flatInt(type, 0);
  const scale = flatInt(type, 1);
  const bits = flatInt(type, 2, 128);
  if (bits !== 128) return { kind: 'other', name: `decimal of ${bits} bits` };
  if (precision < 1 || precision > 38 || Math.abs(scale) > 38) throw new RangeError('schema: expected decimals of 1 to 38 digits');
  return { kind: 'decimal', precision, scale };
}

function fixedType(width: number): SourceType {
  if (width < 0) throw new RangeError('schema: expected a width from 0 up');
  return width === 0 || width > 65_536 ? { kind: 'other', name: `binary(${width})` } : { kind: 'fixed', width };
}

function choose<Choice>(choices: readonly Choice[], index: number): Choice {
  const choice = choices[index];
  if (choice === undefined) throw new RangeError('schema: expected a known unit');
  return choice;
}
