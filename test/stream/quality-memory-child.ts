// Sends many generated rows through cleaning and checks and tells what it took; plain Node, nothing else in the process.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { declareSchema, type ColumnDeclaration } from '../../src/core/field.ts';
import { fromBatches } from '../../src/core/dataset.ts';
import { makeBatch } from '../../src/core/arrow.ts';
import { spillStore } from '../../src/core/node.ts';
import type { SpillStore } from '../../src/core/fold.ts';
import { textColumn } from '../../src/core/rejects.ts';
import { compilePlan } from '../../src/plan/index.ts';
import { dirtyBatches } from '../faults/dirty-batches.ts';
import { CLEANING, DECLARED, KEY_CHECKS, ROW_CHECKS } from '../faults/dirty-plan.ts';
import { UNITS } from '../faults/places.ts';

export interface QualityTask {
  /** `rows`: cleaning and the checks of single rows; `keys`: a unique column and a reference table. */
  readonly checks: 'rows' | 'keys';
  readonly rows: number;
  /** Bytes of state beyond which keys are spilled. */
  readonly maxMemoryBytes: number;
}

export interface QualityFigures {
  readonly rows: number;
  readonly failures: number;
  readonly spilledMiB: number;
  readonly seconds: number;
  readonly peakMiB: number;
}

const BLOCK_ROWS = 20_000;
const SETTINGS = { seed: 1, share: 0.05, several: false };

const task = JSON.parse(process.argv[2]!) as QualityTask;
const folder = mkdtempSync(join(tmpdir(), 'a423-quality-'));
const disk = await spillStore(folder);
let spilled = 0;
const spill: SpillStore = { ...disk, append: (name, bytes) => ((spilled += bytes.length), disk.append(name, bytes)) };

const isRows = task.checks === 'rows';
const units = { unit: { type: 'utf8', role: 'attribute' } } as const;
const plan = {
  version: 1,
  title: 'Memory of cleaning and checks',
  inputs: { stays: { columns: DECLARED, rowKey: 'line' }, ...(isRows ? {} : { units: { columns: units } }) },
  tables: {
    cleaned: { from: 'stays', steps: isRows ? CLEANING : [] },
    checked: { from: 'cleaned', steps: [{ op: 'checkQuality', checks: isRows ? ROW_CHECKS : KEY_CHECKS, stopOn: 'never' }] },
  },
  outputs: { clean: { table: 'checked', format: 'arrow', audience: 'internal' }, failures: { table: 'checked.failures', format: 'csv', audience: 'internal' } },
};
const source = dirtyBatches(DECLARED as Readonly<Record<string, ColumnDeclaration>>, SETTINGS, BLOCK_ROWS, task.rows);
const unitSchema = declareSchema(units);
const reference = fromBatches(unitSchema, [makeBatch(unitSchema, [textColumn(UNITS)], UNITS.length)]);
const { tables } = compilePlan(plan).connect({
  inputs: { stays: { rows: source, rejects: null }, ...(isRows ? {} : { units: { rows: reference, rejects: null } }) }, secrets: {}, fold: { spill, maxMemoryBytes: task.maxMemoryBytes },
});
const started = process.hrtime.bigint();
const counted = { checked: 0, 'checked.failures': 0 };
for (const name of ['checked', 'checked.failures'] as const) for await (const batch of tables.get(name)!.open()) counted[name] += batch.numRows;
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
await disk.close();
rmSync(folder, { recursive: true, force: true });
const figures: QualityFigures = { rows: counted.checked, failures: counted['checked.failures'], spilledMiB: spilled / 2 ** 20, seconds, peakMiB: process.resourceUsage().maxRSS / 1024 };
process.stdout.write(`${JSON.stringify(figures)}\n`);
