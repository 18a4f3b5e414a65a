import { z } from 'zod';
import { columnName, type OptionsSchema } from '../core/options.ts';
import { columnGeneralisation, type ColumnGeneralisation } from './generalisation.ts';
import type { UtilityMetric } from './kernel/search/search-problem.ts';
import { privacyModelSchema, type PrivacyModel } from './privacy-model.ts';

/** Options of `generalise`. */
export interface GeneraliseOptions {
  /** Columns that identify in combination, and how each may be generalised; one that stays as it is has `{ hierarchy: none, top: false }`. */
  readonly quasiIdentifiers: Readonly<Record<string, ColumnGeneralisation>>;
  /** Models, all of which must hold for what is left. */
  readonly models: readonly PrivacyModel[];
  /** Column that tells persons apart; `null` says that every row is a person. It must be said where the rows have a column of the role `entity`. */
  readonly entity?: string | null;
  /** In a plan: the table of the population that `kMap` and `deltaPresence` look at, with the same columns; see `generaliseInPopulation`. */
  readonly populationTable?: string;
  /** Whether a missing value is a value of its own, or stops the step. */
  readonly nullMatching: 'own-class' | 'error';
  /** Share of rows in [0, 1] that may be suppressed for the others to keep more detail. */
  readonly maxSuppressedShare: number;
  /** Whether suppressed rows are dropped, as when omitted, or keep their other columns: those may stay only where the models hold for all of them together. */
  readonly suppressed?: 'drop' | 'blank';
  /** What is kept as small as possible; `loss` when omitted. */
  readonly metric?: UtilityMetric;
  /** How much the loss of each column matters, from 0 up; 1 where omitted. */
  readonly columnWeights?: Readonly<Record<string, number>>;
  /** How often the rows that would be suppressed are searched again among themselves, for coarser levels of their own; 0 when omitted. */
  readonly recodeRounds?: number;
  /** Bounds of the search. */
  readonly search?: {
    /** Largest number of combinations of levels of which the best is proven; beyond, the best that is found is taken, with a bound. 200,000 when omitted. */
    readonly maxNodes?: number;
    /** Most combinations that are looked at beyond; 20,000 when omitted. */
    readonly maxChecks?: number;
  };
}

const metric: z.ZodType<UtilityMetric> = z.strictObject({
  metric: z.enum(['loss', 'precision', 'entropy', 'discernibility', 'averageClassSize', 'height']),
  aggregate: z.enum(['geometricMean', 'arithmeticMean', 'sum', 'max', 'rank']).exactOptional(),
  suppressionWeight: z.number().min(0).max(1).exactOptional(),
  ignoresSuppression: z.boolean().exactOptional(),
});

/** Checks {@link GeneraliseOptions}. */
export const generaliseOptions: OptionsSchema<GeneraliseOptions> = z.strictObject({
  quasiIdentifiers: z.record(columnName, columnGeneralisation).refine((columns) => Object.keys(columns).length > 0, { message: 'expected at least one column' }),
  models: z.array(privacyModelSchema).min(1).readonly(),
  entity: columnName.nullable().exactOptional(),
  populationTable: columnName.exactOptional(),
  nullMatching: z.enum(['own-class', 'error']),
  maxSuppressedShare: z.number().min(0).max(1),
  suppressed: z.enum(['drop', 'blank']).exactOptional(),
  metric: metric.exactOptional(),
  columnWeights: z.record(columnName, z.number().min(0).max(1e6)).exactOptional(),
  recodeRounds: z.int().min(0).max(20).exactOptional(),
  search: z.strictObject({ maxNodes: z.int().min(1).max(10_000_000).exactOptional(), maxChecks: z.int().min(1).max(10_000_000).exactOptional() }).exactOptional(),
});
