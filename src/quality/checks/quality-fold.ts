import type { Schema } from 'apache-arrow';
import { DataError } from '../../core/errors.ts';
import type { Fold, FoldContext } from '../../core/fold.ts';
import { allColumns } from './row-checks.ts';
import { viewBatch } from './batch-view.ts';
import { digestOfCheck } from './check-digest.ts';
import type { QualityCheck } from './checks.ts';
import type { Gauge, Gauged, RowJudge } from './gauge.ts';
import type { QualityMeasure } from './quality-data.ts';
import type { PlacedCheck } from './ready-checks.ts';

/** What the checks hold while they measure. */
export interface QualityState {
  readonly context: FoldContext;
  readonly gauges: readonly Gauge[];
  rows: number;
}

/** What the checks measured, and how the failing rows are found again. */
export interface Measured {
  readonly measure: QualityMeasure;
  /** By check; `null` for those of the table as a whole. */
  readonly judges: readonly (RowJudge | null)[];
}

/**
 * Folds rows into what every check measures, all in one pass.
 *
 * @param schema - schema of the rows.
 * @param checks - the checks.
 * @param placed - the same, made ready.
 * @returns the fold; beyond half the limit, what grows goes to the spill store.
 */
export function qualityFold(schema: Schema, checks: readonly QualityCheck[], placed: readonly PlacedCheck[]): Fold<QualityState, Measured> {
  const bytes = ({ gauges }: QualityState): number => gauges.reduce((sum, gauge) => sum + gauge.bytes(), 0);
  return {
    init: (context) => ({ context, gauges: placed.map(({ ready }) => ready.start(context)), rows: 0 }),
    add(state, batch) {
      const view = viewBatch(batch);
      state.rows += batch.numRows;
      const pending: Promise<void>[] = [];
      placed.forEach(({ where }, place) => {
        const selected = where === null ? null : where(allColumns(view, schema), view.rows);
        const added = state.gauges[place]!.add(view, selected);
        if (added !== undefined) pending.push(added);
      });
      const { spill, maxMemoryBytes } = state.context;
      const isFull = spill !== null && bytes(state) > maxMemoryBytes / 2;
      return pending.length === 0 && !isFull ? undefined : settle(pending, isFull ? state.gauges : []);
    },
    merge(left, right) {
      left.gauges.forEach((gauge, place) => {
        gauge.merge(right.gauges[place]!);
      });
      left.rows += right.rows;
      return left;
    },
    async finish({ gauges, rows }) {
      const gauged: Gauged[] = [];
      for (const gauge of gauges) gauged.push(await gauge.finish());
      return {
        measure: {
          format: 'a423-quality/1',
          rows,
          checks: gauged.map(({ tested, failing, byReason, figures }, place) => {
            const check = checks[place]!;
            return { check: check.check, measures: digestOfCheck(check), tested, failing, byReason, figures };
          }),
        },
        judges: gauged.map(({ judge }) => judge),
      };
    },
    bytes,
  };
}

async function settle(pending: readonly Promise<void>[], full: readonly Gauge[]): Promise<void> {
  await Promise.all(pending);
  for (const gauge of full) await gauge.spill?.();
}

/**
 * Refuses a state that outgrew its limit.
 *
 * @param bytes - bytes held.
 * @param context - says how many may be.
 * @throws {DataError} `DATA_MEMORY_LIMIT`.
 */
export function assertFits(bytes: number, { maxMemoryBytes }: FoldContext): void {
  if (bytes > maxMemoryBytes) throw new DataError('DATA_MEMORY_LIMIT', `the distinct keys of the checks outgrew ${maxMemoryBytes} bytes; raise maxMemoryBytes`);
}
