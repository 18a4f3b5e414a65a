// A small reading of the reference models of Splink, apart from the importer: each level by a pattern, anything else is an error.
import { readFileSync } from 'node:fs';
import type { Condition } from '../../src/link/model/condition.ts';
import type { Derivation, Expression } from '../../src/link/model/expression.ts';
import type { Comparison, Level, LinkageModel } from '../../src/link/model/model.ts';

interface SplinkLevel {
  readonly sql_condition: string;
  readonly label_for_charts?: string;
  readonly m_probability?: number;
  readonly u_probability?: number;
  readonly tf_adjustment_column?: string;
  readonly tf_adjustment_weight?: number;
  readonly is_null_level?: boolean;
}

interface SplinkModel {
  readonly probability_two_random_records_match: number;
  readonly blocking_rules_to_generate_predictions: readonly (string | { readonly blocking_rule: string })[];
  readonly comparisons: readonly { readonly output_column_name: string; readonly comparison_levels: readonly SplinkLevel[] }[];
}

const MEASURES = {
  jaro_winkler_similarity: 'jaroWinkler', levenshtein: 'levenshtein', damerau_levenshtein: 'damerauLevenshtein',
} as const;

/** One side of a level: a column, what a pattern finds in it, or its date. */
function expressionOf(text: string): Expression {
  const cast = /^CAST\((.*) AS TEXT\)$/.exec(text) ?? /^(.*)::VARCHAR$/.exec(text);
  if (cast !== null) return expressionOf(cast[1]!);
  const extract = /^(?:NULLIF\()?regexp_extract\("(\w+)_[lr]", '([^']*)'(?:, 0\), ''\)|\))$/.exec(text);
  if (extract !== null) return derived(extract[1]!, { op: 'extract', pattern: extract[2]! });
  const time = /^try_strptime\("(\w+)_[lr]", '(.*)'\)$/.exec(text);
  if (time !== null) return derived(time[1]!, { op: 'parseTime', format: time[2]! });
  const column = /^"?(\w+)_[lr]"?$/.exec(text);
  if (column !== null) return { column: column[1]! };
  throw new Error(`level: ${text}`);
}

function derived(column: string, step: Derivation): Expression {
  return { column, derive: [step] };
}

function conditionOf(sql: string): Condition {
  const text = sql.replaceAll(/\s+/g, ' ').trim();
  if (text === 'ELSE') return { kind: 'otherwise' };
  const nulls = /^(.*) IS NULL OR (.*) IS NULL$/.exec(text);
  if (nulls !== null) return { kind: 'null', of: expressionOf(nulls[1]!) };
  const measure = /^(jaro_winkler_similarity|levenshtein|damerau_levenshtein)\((.*_l.*), (.*_r.*)\) (>=|<=) ([\d.]+)$/.exec(text);
  if (measure !== null) {
    const bound = measure[4] === '>=' ? { atLeast: Number(measure[5]) } : { atMost: Number(measure[5]) };
    return { kind: 'measure', measure: MEASURES[measure[1] as keyof typeof MEASURES], of: expressionOf(measure[2]!), ...bound };
  }
  const time = /^ABS\(EPOCH\((.*)\) - EPOCH\((.*)\)\) <= ([\d.]+)$/.exec(text);
  if (time !== null) return { kind: 'measure', measure: 'timeDifference', of: expressionOf(time[1]!), atMost: Number(time[3]) };
  const equal = /^(.*_l.*) = (.*_r.*)$/.exec(text);
  if (equal !== null) return { kind: 'equal', of: expressionOf(equal[1]!) };
  throw new Error(`level: ${text}`);
}

function levelOf(level: SplinkLevel): Level {
  const of = level.tf_adjustment_column?.replaceAll('"', '');
  return {
    label: level.label_for_charts ?? '',
    when: conditionOf(level.sql_condition),
    m: level.m_probability ?? null,
    u: level.u_probability ?? null,
    ...(level.is_null_level === true ? { isNull: true } : {}),
    ...(of === undefined ? {} : { termFrequency: { of: { column: of }, weight: level.tf_adjustment_weight ?? 1 } }),
  };
}

/** A level that was not seen in training has the value that Splink starts from: 0.05 ÷ (levels − 1). */
function withDefaults(levels: readonly Level[]): readonly Level[] {
  const count = levels.filter(({ isNull }) => isNull !== true).length;
  return levels.map((level) => (level.isNull === true ? level : { ...level, m: level.m ?? 0.05 / (count - 1) }));
}

function termsOf(rule: string): { readonly of: Expression }[] {
  return rule.split(' AND ').map((part) => {
    const slice = /SUBSTR\(l\.(\w+), (\d+), (\d+)\) = SUBSTR/.exec(part);
    if (slice !== null) return { of: derived(slice[1]!, { op: 'slice', from: Number(slice[2]), length: Number(slice[3]) }) };
    return { of: { column: /l\."?(\w+)"? = r\./.exec(part)![1]! } };
  });
}

/** Reads one of the reference models. */
export function readSplinkModel(path: string): LinkageModel {
  const file = JSON.parse(readFileSync(path, 'utf8')) as SplinkModel;
  return {
    version: 1,
    linkType: 'dedupe',
    prior: file.probability_two_random_records_match,
    unit: 'byte',
    blocking: file.blocking_rules_to_generate_predictions.map((rule) => ({ on: termsOf(typeof rule === 'string' ? rule : rule.blocking_rule) })),
    comparisons: file.comparisons.map(({ output_column_name: name, comparison_levels: levels }): Comparison => ({ name, levels: withDefaults(levels.map(levelOf)) })),
  };
}
