// The dirty file as record batches that cost little to make: one block of rows again and again, its line and stay
// numbers new each time. For measuring what a plan takes, not what it finds.
import { makeBatch } from '../../src/core/arrow.ts';
import type { Column } from '../../src/core/column.ts';
import { fromAsyncIterable, type Dataset } from '../../src/core/dataset.ts';
import { declareSchema, type ColumnDeclaration } from '../../src/core/field.ts';
import { textColumn } from '../../src/core/rejects.ts';
import { COLUMNS } from './clean-record.ts';
import { dirtyLines, type DirtySettings } from './dirty-line.ts';

const STAY_WIDTH = 10;

/** Stay numbers `S000000001` … as the file writes them. */
function stayColumn(first: number, rows: number): Column {
  const offsets = Int32Array.from({ length: rows + 1 }, (_, row) => row * STAY_WIDTH);
  const bytes = new Uint8Array(rows * STAY_WIDTH).fill(0x53);
  for (let row = 0; row < rows; row++) {
    let rest = first + row;
    for (let at = (row + 1) * STAY_WIDTH - 1; at > row * STAY_WIDTH; at--) {
      bytes[at] = 0x30 + (rest % 10);
      rest = Math.floor(rest / 10);
    }
  }
  return { kind: 'text', rows, valid: null, offsets, bytes };
}

/**
 * Makes a dataset of any number of rows from one block.
 *
 * @param declared - the columns of the file, as a plan declares them: `line` an int64, all others text.
 * @param settings - seed and share of faults of the block; duplicated stays get numbers of their own.
 * @param blockRows - rows of the block, and of every batch but the last.
 * @param rows - rows of the dataset.
 */
export function dirtyBatches(declared: Readonly<Record<string, ColumnDeclaration>>, settings: DirtySettings, blockRows: number, rows: number): Dataset {
  const schema = declareSchema(declared);
  const block = [...dirtyLines(settings, blockRows)].map(({ row }) => row);
  const texts = (count: number): Map<string, Column> => new Map(COLUMNS.map((column) => [column, textColumn(block.slice(0, count).map((row) => row[column]))]));
  const whole = texts(blockRows);
  return fromAsyncIterable(schema, async function* () {
    for (let first = 0; first < rows; first += blockRows) {
      const count = Math.min(blockRows, rows - first);
      const shared = count === blockRows ? whole : texts(count);
      const lines: Column = { kind: 'int64', rows: count, valid: null, values: BigInt64Array.from({ length: count }, (_, row) => BigInt(first + row + 1)) };
      const columns = COLUMNS.map((column) => (column === 'line' ? lines : column === 'stay' ? stayColumn(first + 1, count) : shared.get(column)!));
      yield await Promise.resolve(makeBatch(schema, columns, count));
    }
  });
}
