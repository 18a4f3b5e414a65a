import { z } from 'zod';
import type { OptionsSchema } from '../../core/options.ts';
import type { QualityCheckKind } from './checks.ts';

/**
 * What a pass over a table measured, and what became of it: plain data, ready for JSON. Of the values of a table, only
 * the mean and the quantile that a check asked for stand in a measure; a verdict has counts alone.
 */

/** What the checks found, before any threshold. */
export interface QualityMeasure {
  readonly format: 'a423-quality/1';
  /** Rows of the table. */
  readonly rows: number;
  readonly checks: readonly CheckMeasure[];
}

/** What one check found. */
export interface CheckMeasure {
  readonly check: QualityCheckKind;
  /** Digest of what the check measures, without its name, severity and thresholds: 32 hexadecimal digits. */
  readonly measures: string;
  /** Rows the check could say something about. */
  readonly tested: number;
  /** Rows that failed; 0 for a check of the table as a whole. */
  readonly failing: number;
  /** Failing rows by reason, of the reasons that occur. */
  readonly byReason: Readonly<Record<string, number>>;
  /** What a check of the whole table found; `null` where rows are judged one by one. */
  readonly figures: CheckFigures | null;
}

/** What a check of the whole table found. */
export type CheckFigures =
  /** Rows dated within the age that counts as recent, and rows dated after the day of reference. */
  | { readonly recent: number; readonly later: number }
  /** Rows of each expected value, in their order, and of all others. */
  | { readonly counts: readonly number[]; readonly other: number }
  /** A mean or quantile; `null` when there is none or it is not finite. */
  | { readonly value: number | null };

const count = z.number().min(0);

/** Checks the JSON of a {@link QualityMeasure} that is read back. */
export const qualityMeasure: OptionsSchema<QualityMeasure> = z.strictObject({
  format: z.literal('a423-quality/1'),
  rows: count,
  checks: z.array(z.strictObject({
    check: z.string(),
    measures: z.string().regex(/^[0-9a-f]{32}$/),
    tested: count,
    failing: count,
    byReason: z.record(z.string(), count),
    figures: z.union([
      z.null(),
      z.strictObject({ recent: count, later: count }),
      z.strictObject({ counts: z.array(count), other: count }),
      z.strictObject({ value: z.number().nullable() }),
    ]),
  }).refine(({ tested, failing }) => failing <= tested)),
}) as unknown as z.ZodType<QualityMeasure>;

/** Whether the checks hold: `fail` when one of severity `fail` is exceeded, else `warn` when another is. */
export type Verdict = 'pass' | 'warn' | 'fail';

/** What became of the checks under their thresholds. */
export interface QualityVerdict {
  readonly verdict: Verdict;
  readonly rows: number;
  readonly checks: readonly CheckVerdict[];
}

/** What became of one check. */
export interface CheckVerdict {
  readonly name: string;
  readonly check: QualityCheckKind;
  readonly columns: readonly string[];
  readonly severity: 'warn' | 'fail';
  readonly verdict: Verdict;
  readonly tested: number;
  readonly failing: number;
  /** Share of the tested rows that failed, in [0, 1]; 0 when none was tested. */
  readonly share: number;
  readonly byReason: Readonly<Record<string, number>>;
  /** Distance of a distribution from the expected one; `null` for other checks and without rows. */
  readonly distance: number | null;
  /** The limits it was held against, by name. */
  readonly limits: Readonly<Record<string, number>>;
}
