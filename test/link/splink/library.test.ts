// What Splink's comparison library writes, recorded from Splink itself: see the fixtures' PROVENANCE.md.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PlanError } from '../../../src/core/errors.ts';
import {
  absoluteDifferenceComparison, bestPairComparison, cosineComparison, damerauLevenshteinComparison, emailComparison, exactComparison, jaccardComparison, jaroComparison,
  jaroWinklerComparison, levenshteinComparison, listIntersectionComparison, nameComparison, percentageDifferenceComparison, registeredComparison, timeDifferenceComparison, ukPostcodeComparison,
} from '../../../src/link/comparisons/index.ts';
import { modelProblems, type Comparison, type Condition, type LinkageModel } from '../../../src/link/model/index.ts';
import { fromSplink, toSplink } from '../../../src/link/splink/index.ts';
import { readCondition } from '../../../src/link/splink/read-condition.ts';
import type { SplinkDialect } from '../../../src/link/splink/sql-node.ts';

type Json = Readonly<Record<string, unknown>>;
type Recorded = Readonly<Record<'comparisons' | 'levels' | 'rules', Readonly<Record<string, Readonly<Record<string, Json>>>>>>;

const recorded = JSON.parse(readFileSync('test/link/fixtures/level_sql.json', 'utf8')) as Readonly<Record<string, Recorded>>;
const versions = Object.keys(recorded);
const ELSE = { sql_condition: 'ELSE' };
const NEVER = { sql_condition: '"never_l" = "never_r"' };

/** One thing that was recorded, in a file of its own. */
interface Case {
  readonly title: string;
  readonly name: string;
  readonly dialects: readonly string[];
  readonly file: Json;
}

const cases: readonly Case[] = versions.flatMap((version) => (['comparisons', 'levels', 'rules'] as const).flatMap((section) =>
  Object.entries(recorded[version]![section]).flatMap(([name, written]) => Object.entries(written).map(([dialects, json]) => ({
    title: `${version} ${name}, ${dialects}`,
    name: section === 'rules' ? `rule ${name}` : name,
    dialects: dialects.split(' '),
    file: {
      link_type: 'dedupe_only',
      sql_dialect: dialects.split(' ')[0]!,
      comparisons: section === 'comparisons' ? [json] : section === 'levels' ? [{ output_column_name: 'x', comparison_levels: [json, NEVER, ELSE] }] : [],
      ...(section === 'rules' ? { blocking_rules_to_generate_predictions: [json] } : {}),
    },
  })))));

/** Times with an offset, and patterns of another database: what these say is not ours to guess. */
const isRefused = ({ name, dialects }: Case): boolean =>
  (dialects.includes('spark') && ['AbsoluteTimeDifference text', 'expression timestamp'].includes(name))
  || (!dialects.includes('duckdb') && ['AbsoluteDateDifference format', 'expression date format'].includes(name));

const read = (file: Json): LinkageModel => fromSplink(file, { registered: ['my_distance'] });

describe('everything that the library writes is understood, in every dialect', () => {
  test.each(cases.filter((one) => !isRefused(one)).map((one) => [one.title, one] as const))('%s', (_title, { file }) => {
    const model = read(file);
    expect(modelProblems(model)).toEqual([]);
    expect(toSplink(model)).toEqual(file);
  });

  test.each(cases.filter(isRefused).map((one) => [one.title, one] as const))('%s is refused', (_title, { file }) => {
    expect(() => read(file)).toThrow('expected a pattern of years, months, days, hours, minutes and seconds');
  });

  test('and there is no small number of it', () => {
    expect(cases.length).toBeGreaterThan(200);
    expect(cases.filter(isRefused).length).toBeLessThan(15);
  });
});

describe('the same level is the same condition, whatever the dialect', () => {
  // PostgreSQL takes the first group, so that Splink puts the whole pattern into one; its times have no Z.
  const alike = (_name: string, value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || !('op' in value)) return value;
    const step = value as { op: string; pattern?: string; group?: number; format?: string };
    if (step.op === 'parseTime') return { ...step, format: step.format!.replace(/Z$/, '') };
    const whole = /^\((\^.*)\)$/.exec(step.pattern ?? '');
    return whole === null ? step : { op: step.op, pattern: whole[1] };
  };
  const meaning = ({ file }: Case): string => {
    const { comparisons, blocking } = read(file);
    return JSON.stringify([comparisons.map(({ levels }) => levels.map(({ when }) => when)), blocking.map(({ splink: _, ...rule }) => rule)], alike);
  };
  // Spark counts days in version 5, where others count seconds; and not every database has every edit distance.
  const differs = ['DateOfBirthComparison text', 'DateOfBirthComparison', 'DateOfBirthComparison keeping invalid', 'AbsoluteDateDifference text', 'AbsoluteDateDifference'];
  const names = [...new Set(cases.map(({ name }) => name))].filter((name) => !differs.includes(name));
  test.each(names)('%s', (name) => {
    expect(new Set(cases.filter((one) => one.name === name && !isRefused(one)).map(meaning)).size).toBe(1);
  });
});

describe('levels of the library are those of our ready comparisons', () => {
  const conditions = (comparison: Comparison): readonly Condition[] => comparison.levels.map(({ when }) => when);
  const library = (name: string): readonly Condition[] => conditions(read(cases.find((one) => one.name === name && one.dialects.includes('duckdb'))!.file).comparisons[0]!);
  const text = { column: 'at', derive: [{ op: 'parseTime' as const, format: '%Y-%m-%dT%H:%M:%SZ' }] };

  test.each<[string, Comparison]>([
    ['ExactMatch', exactComparison({ of: 'first name' })],
    ['LevenshteinAtThresholds', levenshteinComparison({ of: 'name' })],
    ['DamerauLevenshteinAtThresholds', damerauLevenshteinComparison({ of: 'name' })],
    ['JaroWinklerAtThresholds', jaroWinklerComparison({ of: 'name' })],
    ['JaroAtThresholds', jaroComparison({ of: 'name' })],
    ['JaccardAtThresholds', jaccardComparison({ of: 'name', q: 1 })],
    ['CosineSimilarityAtThresholds', cosineComparison({ of: 'embedding' })],
    ['DistanceFunctionAtThresholds', registeredComparison({ of: 'name', kernel: 'my_distance', atMost: [1, 2] })],
    ['Pairwise levenshtein', bestPairComparison({ of: 'names', measure: 'levenshtein', atMost: [1] })],
    ['Pairwise damerau_levenshtein', bestPairComparison({ of: 'names', measure: 'damerauLevenshtein', atMost: [1] })],
    ['Pairwise jaro_winkler', bestPairComparison({ of: 'names', measure: 'jaroWinkler', atLeast: [0.9] })],
    ['Pairwise jaro', bestPairComparison({ of: 'names', measure: 'jaro', atLeast: [0.9] })],
    ['AbsoluteTimeDifference', timeDifferenceComparison({ of: 'at', within: [{ amount: 1, unit: 'second' }, { amount: 1, unit: 'minute' }] })],
    ['AbsoluteDateDifference', timeDifferenceComparison({ of: 'dob', within: [{ amount: 1, unit: 'day' }] })],
    ['ArrayIntersectAtSizes', listIntersectionComparison({ of: 'names', atLeast: [2, 1] })],
    ['NameComparison', nameComparison({ of: 'name' })],
  ])('%s', (name, ours) => {
    // Our comparison has no level for codes that somebody put into a column of lists.
    const theirs = library(name).filter((condition) => name !== 'NameComparison' || condition.kind !== 'measure' || condition.measure !== 'intersection');
    expect(theirs).toEqual(conditions(ours));
  });

  test('UK postcodes, but for what counts as missing', () => {
    expect(library('PostcodeComparison').slice(1)).toEqual(conditions(ukPostcodeComparison({ of: 'postcode' })).slice(1));
  });

  test('e-mails, but for what comes before the @ where there is none', () => {
    const user = (condition: Condition): string => JSON.stringify(condition).replace('"op":"emailUser"', '"op":"extract","pattern":"^[^@]+"');
    expect(library('EmailComparison').map(user)).toEqual(conditions(emailComparison({ of: 'email' })).map(user));
  });

  test('numbers, and times from text', () => {
    expect(library('AbsoluteDifferenceLevel')[0]).toEqual(conditions(absoluteDifferenceComparison({ of: 'amount', atMost: [5] }))[2]);
    expect(library('PercentageDifferenceLevel')[0]).toEqual(conditions(percentageDifferenceComparison({ of: 'amount', below: [0.2] }))[2]);
    expect(library('AbsoluteTimeDifference text')[2]).toEqual(conditions(timeDifferenceComparison({ of: text, within: [{ amount: 1, unit: 'hour' }] }))[2]);
  });
});

describe('what is cut off or mixed up is refused, never taken for something else without a word', () => {
  const texts = [...new Set(cases.flatMap(({ file }) => (file['comparisons'] as readonly { comparison_levels: readonly { sql_condition: string }[] }[]).flatMap((one) => one.comparison_levels.map((level) => level.sql_condition))))];
  const attempt = (sql: string): void => {
    try {
      readCondition({ sql, dialect: 'duckdb', path: 'here', sides: 'suffix', registered: [] });
    } catch (error) {
      expect(error).toBeInstanceOf(PlanError);
      expect((error as Error).message).toMatch(/^here: (?:line \d+, )?character \d+: /);
    }
  };

  test('wherever it is cut', () => {
    for (const text of texts) for (let end = 0; end < text.length; end += text.length > 500 ? 37 : 1) attempt(text.slice(0, end));
  });

  test('whatever is taken out or put in', () => {
    fc.assert(fc.property(fc.constantFrom(...texts), fc.nat(), fc.nat(60), fc.constantFrom('', ' ', '(', ')', "'", '"', ' AND ', ' OR ', ' NOT ', 'name_l', ' = ', '::', '[1]', '->', 'NULL'), (text, start, length, other) => {
      const at = start % (text.length + 1);
      attempt(text.slice(0, at) + other + text.slice(at + (length % 9)));
    }), { numRuns: 3000 });
  });

  test('whatever JSON is given for a file', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      expect(() => fromSplink(value)).toThrow(PlanError);
    }));
  });
});

// splink.{duckdb,spark,sqlite,postgres}.comparison_level_library of Splink 3.9.15, with sqlglot 20.11; spaces as one.
describe('levels of version 3', () => {
  const condition = (sql: string, dialect: SplinkDialect = 'duckdb'): Condition => readCondition({ sql, dialect, path: '', sides: 'suffix', registered: [] });
  const name = { column: 'name' };
  const found = { column: 'name', derive: [{ op: 'extract', pattern: '^[A-Z]+$', orEmpty: true }] };

  test.each<[string, SplinkDialect, object]>([
    [`regexp_extract("name_l", '^[A-Z]+$') IS NULL OR regexp_extract("name_r", '^[A-Z]+$') IS NULL OR regexp_extract("name_l", '^[A-Z]+$') = '' OR regexp_extract("name_r", '^[A-Z]+$') = ''`, 'duckdb',
      { kind: 'any', of: [{ kind: 'null', of: found }, { kind: 'literal', of: found, side: 'left', value: '' }, { kind: 'literal', of: found, side: 'right', value: '' }] }],
    [`levenshtein( regexp_extract(lower("name_l"), '^.+') , regexp_extract(lower("name_r"), '^.+') ) <= 2`, 'duckdb',
      { kind: 'measure', measure: 'levenshtein', of: { column: 'name', derive: [{ op: 'lower' }, { op: 'extract', pattern: '^.+', orEmpty: true }] }, atMost: 2 }],
    ['list_unique("name_l") + list_unique("name_r") - list_unique(list_concat("name_l", "name_r")) >= 1', 'duckdb', { kind: 'measure', measure: 'intersection', of: name, atLeast: 1 }],
    ['size(array_intersect(`name_l`, `name_r`)) >= 1', 'spark', { kind: 'measure', measure: 'intersection', of: name, atLeast: 1 }],
    ['cardinality(array_intersect("name_l", "name_r")) >= 1', 'postgres', { kind: 'measure', measure: 'intersection', of: name, atLeast: 1 }],
    ['(abs("name_l" - "name_r")/ (case when "name_r" > "name_l" then "name_r" else "name_l" end)) < 0.2', 'sqlite', { kind: 'measure', measure: 'percentageDifference', of: name, below: 0.2 }],
    [`abs(date_diff('year', strptime("name_l", '%Y-%m-%d'), strptime("name_r", '%Y-%m-%d')) ) <= 1`, 'duckdb',
      { kind: 'measure', measure: 'absoluteDifference', of: { column: 'name', derive: [{ op: 'parseTime', format: '%Y-%m-%d' }, { op: 'year' }] }, atMost: 1 }],
    ["abs(datediff(to_timestamp(`name_l`, 'yyyy-MM-dd'), to_timestamp(`name_r`, 'yyyy-MM-dd'))) <= 1", 'spark',
      { kind: 'measure', measure: 'absoluteDifference', of: { column: 'name', derive: [{ op: 'parseTime', format: '%Y-%m-%d' }, { op: 'dayCount' }] }, atMost: 1 }],
    ['jaro("name_l", "name_r") >= 0.9', 'sqlite', { kind: 'measure', measure: 'jaro', of: name, atLeast: 0.9 }],
  ])('%.60s', (sql, dialect, expected) => {
    expect(condition(sql, dialect)).toEqual(expected);
  });

  test('months between two times are computed by each database in its own way, and refused', () => {
    expect(() => condition('ceil(abs(months_between(`name_l`, `name_r`))) <= 1', 'spark')).toThrow('character 1: function ceil is not understood here');
    expect(() => condition('floor(abs( ave_months_between( "name_l", "name_r" ))) <= 1', 'postgres')).toThrow('function floor is not understood here');
  });
});
