// Writes a generated table of many rows and tells what it took; plain Node, nothing else in the process.
import { makeBatch } from '../../src/core/arrow.ts';
import type { Column, TextColumn } from '../../src/core/column.ts';
import { fromAsyncIterable } from '../../src/core/dataset.ts';
import { declareSchema } from '../../src/core/field.ts';
import { arrowBytes, parquetBytes } from '../../src/write/index.ts';

export interface WriteTask {
  readonly format: 'arrow' | 'parquet';
  readonly rows: number;
}

export interface WriteFigures {
  readonly bytes: number;
  readonly seconds: number;
  readonly peakMiB: number;
}

const BATCH = 50_000;
const SCHEMA = declareSchema({
  nir: { type: 'utf8', role: 'directIdentifier' }, name: { type: 'utf8', role: 'directIdentifier' }, birth: { type: 'date', role: 'quasiIdentifier' }, stay: { type: 'int64', role: 'technical' },
  cost: { type: 'float64', role: 'measure' }, at: { type: 'timestamp', role: 'attribute' }, days: { type: 'int32', role: 'measure' }, urgent: { type: 'bool', role: 'attribute' },
});

/** Texts of one width: the digits of a number after a letter. */
function digits(rows: number, width: number, numberOf: (row: number) => number): TextColumn {
  const offsets = Int32Array.from({ length: rows + 1 }, (_, row) => row * width);
  const bytes = new Uint8Array(rows * width).fill(0x41);
  for (let row = 0; row < rows; row++) {
    let rest = numberOf(row);
    for (let at = (row + 1) * width - 1; at > row * width; at--) {
      bytes[at] = 0x30 + (rest % 10);
      rest = Math.floor(rest / 10);
    }
  }
  return { kind: 'text', rows, valid: null, offsets, bytes };
}

function columns(first: number, rows: number): Column[] {
  const valid = new Uint8Array((rows + 7) >> 3).fill(0b11110111);
  const whole = (make: (row: number) => number): Int32Array => Int32Array.from({ length: rows }, (_, row) => make(first + row));
  const wide = (make: (row: number) => number): BigInt64Array => BigInt64Array.from({ length: rows }, (_, row) => BigInt(make(first + row)));
  return [
    digits(rows, 13, (row) => ((first + row) * 7919) % 999_999_999_989),
    digits(rows, 9, (row) => ((first + row) * 31) % 5000),
    { kind: 'date', rows, valid, days: whole((row) => (row * 37) % 30_000) },
    { kind: 'int64', rows, valid: null, values: wide((row) => row) },
    { kind: 'float64', rows, valid, values: Float64Array.from({ length: rows }, (_, row) => ((first + row) % 100_003) / 7) },
    { kind: 'timestamp', rows, valid: null, micros: wide((row) => row * 60_000_000) },
    { kind: 'int32', rows, valid, values: whole((row) => row % 60) },
    { kind: 'bool', rows, valid, bits: new Uint8Array((rows + 7) >> 3).fill(0b10010110) },
  ];
}

const task = JSON.parse(process.argv[2]!) as WriteTask;
const dataset = fromAsyncIterable(SCHEMA, async function* () {
  for (let first = 0; first < task.rows; first += BATCH) {
    const rows = Math.min(BATCH, task.rows - first);
    yield await Promise.resolve(makeBatch(SCHEMA, columns(first, rows), rows));
  }
});
const started = process.hrtime.bigint();
let bytes = 0;
for await (const piece of task.format === 'parquet' ? parquetBytes(dataset) : arrowBytes(dataset)) bytes += piece.length;
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
process.stdout.write(`${JSON.stringify({ bytes, seconds, peakMiB: process.resourceUsage().maxRSS / 1024 } satisfies WriteFigures)}\n`);
