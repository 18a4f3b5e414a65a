// Profiles a generated table of many rows and tells what it took; plain Node, nothing else in the process.
import { makeBatch } from '../../src/core/arrow.ts';
import type { Column } from '../../src/core/column.ts';
import { fromAsyncIterable } from '../../src/core/dataset.ts';
import { declareSchema } from '../../src/core/field.ts';
import { textColumn } from '../../src/core/rejects.ts';
import { profile } from '../../src/quality/index.ts';

export interface ProfileFigures {
  readonly rows: number;
  readonly distinct: number;
  readonly peakMiB: number;
}

const BATCH = 50_000;
const SCHEMA = declareSchema({
  id: { type: 'utf8', role: 'technical' },
  note: { type: 'utf8', role: 'attribute' },
  cost: { type: 'float64', role: 'measure' },
  at: { type: 'timestamp', role: 'attribute' },
});

/** Every value of every column is new: the worst there is. */
function columns(first: number, rows: number): Column[] {
  const numbers = Array.from({ length: rows }, (_, row) => first + row);
  return [
    textColumn(numbers.map((number) => `S${String(number).padStart(11, '0')}`)),
    textColumn(numbers.map((number) => `vu le ${number % 28} par ${'x'.repeat(number % 40)} ${number}`)),
    { kind: 'float64', rows, valid: null, values: Float64Array.from(numbers, (number) => number / 7) },
    { kind: 'timestamp', rows, valid: null, micros: BigInt64Array.from(numbers, (number) => BigInt(number) * 61_000_001n) },
  ];
}

const { rows } = JSON.parse(process.argv[2]!) as { readonly rows: number };
const table = fromAsyncIterable(SCHEMA, async function* () {
  for (let first = 0; first < rows; first += BATCH) {
    const count = Math.min(BATCH, rows - first);
    // What nobody holds is given back, so that the peak does not tell how busy the machine is.
    globalThis.gc?.();
    yield await Promise.resolve(makeBatch(SCHEMA, columns(first, count), count));
  }
});
const found = await profile(table);
const figures: ProfileFigures = { rows: found.rows, distinct: found.columns[0]!.distinct.count, peakMiB: process.resourceUsage().maxRSS / 1024 };
process.stdout.write(`${JSON.stringify(figures)}\n`);
