// Tables of noise and results recorded from the R packages ptable, cellKey and SmallCountRounding (origins: ../shared/data/tables/PROVENANCE.md).
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { NoiseTable } from '../../../../src/protect/kernel/perturb/noise-table.ts';

/** Reads the lines of a recorded file, without its header and quotes. */
export function recordedLines(folder: string, file: string): string[][] {
  const text = readFileSync(resolve(folder, file), 'utf8').trim();
  return text.split(/\r?\n/).slice(1).map((line) => line.replaceAll('"', '').split(','));
}

/** Reads a table of R: columns i, j, p, v, lower, upper, type. */
export function recordedTable(folder: string, file: string): NoiseTable {
  const rows = new Map<number, { deviations: number[]; upperKeys: number[] }>();
  for (const [size, , , deviation, , upper] of recordedLines(folder, file)) {
    const row = rows.get(Number(size)) ?? { deviations: [], upperKeys: [] };
    rows.set(Number(size), row);
    row.deviations.push(Number(deviation));
    row.upperKeys.push(Math.round(Number(upper) * 1e8));
  }
  return [...rows].map(([size, { deviations, upperKeys }]) => ({ size, deviations: Float64Array.from(deviations), upperKeys: Int32Array.from(upperKeys) }));
}
