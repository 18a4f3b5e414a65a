import { z } from 'zod';
import type { OptionsSchema } from '../../core/options.ts';

/** A level as Splink's file has it. */
export interface SplinkLevel {
  readonly sql_condition: string;
  readonly label_for_charts?: string | null;
  readonly m_probability?: number | null;
  readonly u_probability?: number | null;
  readonly fix_m_probability?: boolean;
  readonly fix_u_probability?: boolean;
  readonly tf_adjustment_column?: string | null;
  readonly tf_adjustment_weight?: number | null;
  readonly tf_minimum_u_value?: number | null;
  readonly is_null_level?: boolean;
  readonly disable_tf_exact_match_detection?: boolean;
}

/** A comparison as Splink's file has it. */
export interface SplinkComparison {
  readonly output_column_name?: string | null;
  readonly comparison_levels: readonly SplinkLevel[];
  readonly comparison_description?: string | null;
}

/** A blocking rule as Splink's file has it: its SQL, or an object. */
export type SplinkBlockingRule = string | {
  readonly blocking_rule: string;
  readonly sql_dialect?: string | null;
  readonly salting_partitions?: number | null;
  readonly arrays_to_explode?: readonly string[] | null;
};

/** A model as Splink's file has it; settings that mean nothing for linkage itself are kept and not looked at. */
export interface SplinkModel {
  readonly link_type: 'dedupe_only' | 'link_only' | 'link_and_dedupe' | 'two_dataset_link_only';
  readonly comparisons: readonly SplinkComparison[];
  readonly blocking_rules_to_generate_predictions?: readonly SplinkBlockingRule[] | null;
  readonly probability_two_random_records_match?: number | null;
  readonly sql_dialect?: string | null;
}

/** Settings of every version that say how Splink works and what it writes. */
const SETTINGS: readonly string[] = [
  'retain_matching_columns', 'retain_intermediate_calculation_columns', 'additional_columns_to_retain', 'linker_uid', 'em_convergence', 'max_iterations',
  'bayes_factor_column_prefix', 'match_weight_column_prefix', 'term_frequency_adjustment_column_prefix', 'comparison_vector_value_column_prefix',
  'unique_id_column_name', 'source_dataset_column_name', 'additional_column_names_to_retain',
];

const probability = z.number().min(0).max(1).nullable().optional();
const text = z.string().nullable().optional();
const flag = z.boolean().optional();

type ObjectMaker = (shape: z.ZodRawShape) => z.ZodType;

/**
 * Checkers of the form of Splink's files, of any version, by what becomes of members that no version has: `error` refuses
 * them, `keep` lets them be. SQL is only text to them.
 */
export const SPLINK_SCHEMAS: Readonly<Record<'error' | 'keep', OptionsSchema<SplinkModel>>> = Object.freeze({
  error: splinkSchema((shape) => z.strictObject(shape)),
  keep: splinkSchema((shape) => z.looseObject(shape)),
});

function splinkSchema(object: ObjectMaker): OptionsSchema<SplinkModel> {
  const level = object({
    sql_condition: z.string(), label_for_charts: text, m_probability: probability, u_probability: probability, fix_m_probability: flag, fix_u_probability: flag,
    tf_adjustment_column: text, tf_adjustment_weight: z.number().min(0).nullable().optional(), tf_minimum_u_value: probability,
    is_null_level: flag, disable_tf_exact_match_detection: flag,
    // What Splink adds for its charts.
    comparison_vector_value: z.json().optional(), column_name: z.json().optional(), input_columns_used_by_case_statement: z.json().optional(),
  });
  const comparison = object({ output_column_name: text, comparison_levels: z.array(level).min(2).max(64), comparison_description: text });
  const rule = z.union([z.string(), object({
    blocking_rule: z.string(), sql_dialect: text, salting_partitions: z.number().nullable().optional(), arrays_to_explode: z.array(z.string()).nullable().optional(),
  })]);
  return object({
    link_type: z.enum(['dedupe_only', 'link_only', 'link_and_dedupe', 'two_dataset_link_only']),
    comparisons: z.array(comparison).max(64),
    blocking_rules_to_generate_predictions: z.array(rule).nullable().optional(),
    probability_two_random_records_match: probability,
    sql_dialect: text,
    ...Object.fromEntries(SETTINGS.map((name) => [name, z.json().optional()])),
  }) as never;
}
