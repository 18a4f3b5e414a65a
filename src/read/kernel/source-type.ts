/** What a file says a column is, before any cast: one vocabulary for Arrow and Parquet. */
export type SourceType =
  | { readonly kind: 'null' | 'bool' | 'day' | 'millisecondDate' | 'int96' | 'text' | 'bytes' }
  | { readonly kind: 'int'; readonly bits: 8 | 16 | 32 | 64; readonly signed: boolean }
  | { readonly kind: 'float'; readonly bits: 16 | 32 | 64 }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'timestamp'; readonly unit: TimeUnit }
  | { readonly kind: 'fixed'; readonly width: number }
  /** A type that no step works on, by its name in the format. */
  | { readonly kind: 'other'; readonly name: string };

/** Units of instants, with the number of them in a second. */
export type TimeUnit = 1 | 1_000 | 1_000_000 | 1_000_000_000;

/**
 * Names a type for a message, in the words of the file formats.
 *
 * @param type - a type of a file.
 * @returns its name.
 */
export function sourceTypeName(type: SourceType): string {
  switch (type.kind) {
    case 'int':
      return `${type.signed ? 'int' : 'uint'}${type.bits}`;
    case 'float':
      return `float${type.bits}`;
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'timestamp':
      return `timestamp in 1/${type.unit} s`;
    case 'day':
    case 'millisecondDate':
      return 'date';
    case 'fixed':
      return `binary(${type.width})`;
    case 'other':
      return type.name;
    default:
      return type.kind;
  }
}
