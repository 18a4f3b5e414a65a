// Values of every type that rows are sorted by.
import type { DataType } from 'apache-arrow';
import type { ColumnType } from '../../../src/core/column-type.ts';
import type { Column } from '../../../src/core/column.ts';
import { columnOfValues, schemaOf, type Value } from '../../small-tables.ts';

/** Values of each type, ascending. */
export const ASCENDING: Readonly<Record<string, readonly Value[]>> = {
  utf8: ['', '\u0000', 'a', 'a\u0000', 'abcdef', 'abcdefg', 'abcdeg', 'é', '𝒶'],
  int32: [-2147483648, -1, 0, 2147483647],
  int64: [-(2n ** 63n), -(2n ** 62n) - 1n, -(2n ** 62n), -1n, 0n, 1n, 2047n, 2048n, 2n ** 63n - 1n],
  float64: [-Infinity, -1e300, -1, 0, 5e-324, 1, Infinity, NaN],
  bool: [false, true],
  date: [-719_162, -1, 0, 20_000],
  timestamp: [-(2n ** 60n), -2048n, -1n, 0n, 2047n, 2n ** 60n],
  'decimal(38,2)': [-(10n ** 37n), -(2n ** 64n), -(2n ** 32n), -1n, 0n, 1n, 2n ** 31n, 2n ** 32n, 2n ** 96n, 10n ** 37n],
  'binary(2)': ['0000', '00ff', '0100', 'ff00'],
};

/** Makes a column of a type. */
export function column(type: string, values: readonly Value[]): Column {
  return columnOfValues(schemaOf({ value: { type: type as ColumnType, role: 'attribute' } }).fields[0]!.type as DataType, values);
}
