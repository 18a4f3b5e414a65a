/**
 * The types a plan may declare. A type says what the values are; whether text travels as bytes or as dictionary
 * codes is the batch's affair.
 */
export type ColumnType =
  | 'utf8'
  | 'int32'
  | 'int64'
  | 'float64'
  | 'bool'
  | 'date'
  | 'timestamp'
  | `decimal(${number},${number})`
  | `binary(${number})`;

/** A column type taken apart. */
export interface ColumnTypeParts {
  readonly name: 'utf8' | 'int32' | 'int64' | 'float64' | 'bool' | 'date' | 'timestamp' | 'decimal' | 'binary';
  /** Significant digits of a decimal, from 1 to 38. */
  readonly precision?: number;
  /** Digits after the decimal mark, from 0 to `precision`. */
  readonly scale?: number;
  /** Bytes of a fixed-width byte string, from 1 to 65,536. */
  readonly width?: number;
}

const SIMPLE = new Set(['utf8', 'int32', 'int64', 'float64', 'bool', 'date', 'timestamp']);

/**
 * Reads a column type from its text.
 *
 * @param text - for example `utf8`, `decimal(12,2)` or `binary(16)`.
 * @returns its parts, or `null` when the text names no type.
 */
export function parseColumnType(text: string): ColumnTypeParts | null {
  if (SIMPLE.has(text)) return { name: text as 'utf8' };
  const decimal = /^decimal\((\d{1,2}),(\d{1,2})\)$/.exec(text);
  if (decimal !== null) {
    const precision = Number(decimal[1]);
    const scale = Number(decimal[2]);
    return precision >= 1 && precision <= 38 && scale <= precision ? { name: 'decimal', precision, scale } : null;
  }
  const binary = /^binary\((\d{1,5})\)$/.exec(text);
  if (binary === null) return null;
  const width = Number(binary[1]);
  return width >= 1 && width <= 65_536 ? { name: 'binary', width } : null;
}
