import type { Column } from './column.ts';
import { readLimbs } from './predicate/decimal.ts';

/**
 * Reads the numbers of a column as doubles; decimals are scaled, so that 1050 hundredths are 10.5.
 *
 * @param column - int32, int64, decimal or float64.
 * @returns a reader by row: the double nearest to the value. What it gives for null rows means nothing.
 * @throws {TypeError} for another kind.
 */
export function doubleReader(column: Column): (row: number) => number {
  switch (column.kind) {
    case 'int32':
    case 'float64':
      return (row) => column.values[row]!;
    case 'int64':
      return (row) => Number(column.values[row]!);
    case 'decimal': {
      const unit = 10 ** column.scale;
      return (row) => Number(readLimbs(column.limbs, row)) / unit;
    }
    default:
      throw new TypeError(`column: expected numbers, got ${column.kind}`);
  }
}
