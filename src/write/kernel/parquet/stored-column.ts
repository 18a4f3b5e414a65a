import type { StoredOrder } from './bounds.ts';
import { decimalWidth } from './stored-values.ts';
import { i32, struct, text, type ThriftValue } from './thrift.ts';

/** What the values of a column are; see the column types of a plan. */
export interface StoredType {
  readonly name: 'utf8' | 'int32' | 'int64' | 'float64' | 'bool' | 'date' | 'timestamp' | 'decimal' | 'binary';
  readonly precision?: number;
  readonly scale?: number;
  readonly width?: number;
}

/** A column as Parquet describes it. */
export interface StoredColumn {
  readonly name: string;
  readonly nullable: boolean;
  /** Parquet's number of the type in which values are stored. */
  readonly physical: number;
  readonly order: StoredOrder;
  /** The column's element in the schema of the file. */
  readonly element: ThriftValue;
}

/** Numbers of the types in which values are stored. */
const PHYSICAL = Object.freeze({ truth: 0, int32: 1, int64: 2, double: 5, bytes: 6, fixedBytes: 7 });

interface Shape {
  readonly physical: keyof typeof PHYSICAL;
  readonly order: StoredOrder;
  /** Bytes of a value of fixed width. */
  readonly width?: number;
  /** What the values mean: by the older number, and by the newer structure. */
  readonly converted?: number;
  readonly logical?: ThriftValue;
  readonly decimal?: { readonly precision: number; readonly scale: number };
}

/**
 * Describes a column.
 *
 * @param name - its name.
 * @param nullable - whether values may be missing.
 * @param type - what its values are.
 * @returns the description.
 * @see https://github.com/apache/parquet-format/blob/master/LogicalTypes.md
 */
export function storedColumn(name: string, nullable: boolean, type: StoredType): StoredColumn {
  const { physical, order, width = null, converted = null, logical = null, decimal = null } = shapeOf(type);
  const element = struct({
    1: i32(PHYSICAL[physical]),
    2: width === null ? null : i32(width),
    3: i32(nullable ? 1 : 0),
    4: text(name),
    6: converted === null ? null : i32(converted),
    7: decimal === null ? null : i32(decimal.scale),
    8: decimal === null ? null : i32(decimal.precision),
    10: logical,
  });
  return { name, nullable, physical: PHYSICAL[physical], order, element };
}

function shapeOf({ name, precision = 0, scale = 0, width = 0 }: StoredType): Shape {
  switch (name) {
    case 'utf8':
      return { physical: 'bytes', order: 'bytes', converted: 0, logical: struct({ 1: struct({}) }) };
    case 'int32':
      return { physical: 'int32', order: 'whole' };
    case 'int64':
      return { physical: 'int64', order: 'whole' };
    case 'float64':
      return { physical: 'double', order: 'double' };
    case 'bool':
      return { physical: 'truth', order: 'truth' };
    case 'date':
      return { physical: 'int32', order: 'whole', converted: 6, logical: struct({ 6: struct({}) }) };
    case 'timestamp':
      // Microseconds of a clock on the wall; the older number would say that it is UTC.
      return { physical: 'int64', order: 'whole', logical: struct({ 8: struct({ 1: { kind: 'truth', value: false }, 2: struct({ 2: struct({}) }) }) }) };
    case 'binary':
      return { physical: 'fixedBytes', order: 'bytes', width };
    case 'decimal': {
      const bytes = decimalWidth(precision);
      const meaning = { converted: 5, logical: struct({ 5: struct({ 1: i32(scale), 2: i32(precision) }) }), decimal: { precision, scale } };
      if (precision > 18) return { physical: 'fixedBytes', order: 'wholeHighestFirst', width: bytes, ...meaning };
      return { physical: bytes === 4 ? 'int32' : 'int64', order: 'whole', ...meaning };
    }
  }
}
