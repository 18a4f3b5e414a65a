import type { FoldContext } from '../../core/fold.ts';
import type { BatchView } from './batch-view.ts';
import { countOutcomes, FAILED, PASSED, selectOutcomes } from '../kernel/outcomes.ts';
import type { CheckFigures } from './quality-data.ts';

/** Judges the rows of a batch: outcomes, or `null` when every row passes. Rows that are not selected are not tested. */
export type RowJudge = (view: BatchView, selected: Uint8Array | null) => Uint8Array | null;

/** What a gauge found. */
export interface Gauged {
  readonly tested: number;
  readonly failing: number;
  readonly byReason: Readonly<Record<string, number>>;
  readonly figures: CheckFigures | null;
  /** Finds the failing rows again; `null` for a check of the table as a whole. Throws when it can hold them no more. */
  readonly judge: RowJudge | null;
}

/** How one check measures: a commutative monoid over batches. */
export interface Gauge {
  /** Adds a batch; `selected` is 1 where the row counts, `null` when all do. */
  add(view: BatchView, selected: Uint8Array | null): void | Promise<void>;
  /** Takes over what another gauge of the same check measured; consumes it. */
  merge(other: Gauge): void;
  /** Ends the measuring. */
  finish(): Gauged | Promise<Gauged>;
  /** Tells the bytes held. */
  bytes(): number;
  /** Writes what grows to the spill store; absent where nothing grows. */
  spill?(): Promise<void>;
}

/** A check made ready for a schema. */
export interface ReadyCheck {
  /** Column that failing rows name; the first one that the check is about. */
  readonly column: string;
  /** Reasons to fail, by outcome from `FAILED` up. */
  readonly reasons: readonly string[];
  /** Judges rows without having measured; `null` where that takes a measure. */
  readonly judge: RowJudge | null;
  /** Starts measuring. */
  start(context: FoldContext): Gauge;
}

/**
 * Makes a check ready whose rows can be judged one by one.
 *
 * @param column - column that failing rows name.
 * @param reasons - reasons to fail, by outcome from `FAILED` up.
 * @param test - outcomes of a batch, fresh ones; `null` when every row passes.
 * @returns the check.
 */
export function rowCheck(column: string, reasons: readonly string[], test: (view: BatchView) => Uint8Array | null): ReadyCheck {
  const judge: RowJudge = (view, selected) => selectOutcomes(test(view), selected);
  return {
    column,
    reasons,
    judge,
    start() {
      const counts = new Float64Array(FAILED + reasons.length);
      const gauge: CountingGauge = {
        add(view, selected) {
          countOutcomes(judge(view, selected), view.rows, counts);
        },
        merge(other) {
          (other as CountingGauge).counts.forEach((count, outcome) => (counts[outcome]! += count));
        },
        finish() {
          const byReason = countsByReason(reasons, counts.subarray(FAILED));
          const failing = counts.subarray(FAILED).reduce((sum, count) => sum + count, 0);
          return { tested: counts[PASSED]! + failing, failing, byReason, figures: null, judge };
        },
        bytes: () => counts.byteLength,
        counts,
      };
      return gauge;
    },
  };
}

/**
 * Names counts by reason.
 *
 * @param reasons - the reasons.
 * @param counts - rows by reason.
 * @returns the counts of the reasons that occur.
 */
export function countsByReason(reasons: readonly string[], counts: ArrayLike<number>): Readonly<Record<string, number>> {
  return Object.fromEntries(reasons.map((reason, place) => [reason, counts[place]!] as const).filter(([, count]) => count > 0));
}

interface CountingGauge extends Gauge {
  /** Rows by outcome. */
  readonly counts: Float64Array;
}

/**
 * Counts the rows that take part.
 *
 * @param selected - 1 where the row counts, or `null` for all.
 * @param rows - number of rows.
 * @returns how many count.
 */
export function countSelected(selected: Uint8Array | null, rows: number): number {
  return selected === null ? rows : selected.reduce((sum, mark) => sum + mark, 0);
}

