import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PlanError } from '../../../src/core/errors.ts';
import { nameComparison, exactComparison, levenshteinComparison, nirPartsComparison } from '../../../src/link/comparisons/index.ts';
import { isSameData } from '../../../src/link/model/same-data.ts';
import { checkModel, withDefaultParameters, type Level, type LinkageModel } from '../../../src/link/model/index.ts';
import { fromSplink, splinkGaps, toSplink, type SplinkForm } from '../../../src/link/splink/index.ts';

type Json = Record<string, unknown>;

const ELSE = { sql_condition: 'ELSE', label_for_charts: 'All other comparisons' };
const file = (levels: readonly Json[], more: Json = {}): Json => ({
  link_type: 'dedupe_only', sql_dialect: 'duckdb', comparisons: [{ output_column_name: 'x', comparison_levels: [...levels, ELSE] }], ...more,
});
const EXACT = { sql_condition: '"a_l" = "a_r"', label_for_charts: 'same', m_probability: 0.9, u_probability: 0.1 };
const one = (level: Json): Level => fromSplink(file([EXACT, level])).comparisons[0]!.levels[1]!;

const sql = fc.constantFrom(
  '"a_l" = "a_r"', 'a_l=a_r', '  A_L = a_r ', 'levenshtein("a_l", "a_r") <= 1', "ABS(EPOCH(try_strptime(\"a_l\", '%Y-%m-%d')) - EPOCH(try_strptime(\"a_r\", '%Y-%m-%d'))) <= 86400.0",
  "lower(a_l) = lower(a_r) -- a remark", '(a_l = a_r) AND (jaro_winkler_similarity(b_l, b_r) >= 0.9)', 'NOT (a_l = a_r)', "a_l = 'x' AND a_r = 'x'",
);
const probability = fc.constantFrom(0, 1, 1e-300, 0.1, 0.12345678901234568, null);
const optional = <Value>(values: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> => fc.option(values, { nil: undefined });
const whole = (value: Json): Json => Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));

const level: fc.Arbitrary<Json> = fc.record({
  sql_condition: sql,
  label_for_charts: optional(fc.constantFrom('same', '', null)),
  m_probability: optional(probability),
  u_probability: optional(probability),
  fix_m_probability: optional(fc.boolean()),
  fix_u_probability: optional(fc.boolean()),
  tf_adjustment_column: optional(fc.constantFrom('a', '"a"', null)),
  tf_adjustment_weight: optional(fc.constantFrom(0, 1, 0.5, null)),
  tf_minimum_u_value: optional(fc.constantFrom(0, 0.001, null)),
  is_null_level: optional(fc.boolean()),
  disable_tf_exact_match_detection: optional(fc.boolean()),
}).map(whole);

const rule: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom('l.a = r.a', '(l."a" = r."a") AND (SUBSTR(l.b, 1, 3) = SUBSTR(r.b, 1, 3))', 'l.a=r.a or l.b = r.b', '1=1'),
  fc.record({
    blocking_rule: fc.constantFrom('l.a = r.a', 'l.a = r.a AND levenshtein(l.b, r.b) < 2'),
    sql_dialect: optional(fc.constantFrom('duckdb', null)),
    salting_partitions: optional(fc.constantFrom(4, null)),
  }).map(whole),
  fc.record({ blocking_rule: fc.constant('l.a = r.a'), sql_dialect: fc.constant('duckdb'), arrays_to_explode: fc.constantFrom(['a'], [], null) }),
);

const splinkFile: fc.Arbitrary<Json> = fc.record({
  link_type: fc.constantFrom('dedupe_only', 'link_only', 'link_and_dedupe', 'two_dataset_link_only'),
  probability_two_random_records_match: optional(fc.constantFrom(0.0001, 0.5, 0, null)),
  sql_dialect: optional(fc.constantFrom('duckdb', 'sqlite', null)),
  comparisons: fc.array(fc.record({
    output_column_name: optional(fc.constantFrom('name', 'x')),
    comparison_levels: fc.array(level, { minLength: 1, maxLength: 3 }).map((levels) => [EXACT, ...levels, ELSE]),
    comparison_description: optional(fc.constantFrom('', 'a text', null)),
  }).map(whole), { maxLength: 1 }),
  blocking_rules_to_generate_predictions: optional(fc.array(rule, { maxLength: 3 })),
  retain_matching_columns: optional(fc.boolean()),
  linker_uid: optional(fc.constantFrom('abc', null)),
  em_convergence: optional(fc.constant(0.0001)),
  bayes_factor_column_prefix: optional(fc.constant('bf_')),
  additional_columns_to_retain: optional(fc.constantFrom([], ['cluster'])),
}).map(whole);

describe('a file of Splink comes back as it was', () => {
  test('whatever stands in it, and whatever it leaves out', () => {
    fc.assert(fc.property(splinkFile, (given) => {
      const model = fromSplink(given);
      expect(toSplink(model)).toEqual(given);
      expect(toSplink(checkModel(JSON.parse(JSON.stringify(model))))).toEqual(given);
    }), { numRuns: 300 });
  });

  test('a weight of 0, and m and u that are exactly 0', () => {
    const zero = { ...EXACT, sql_condition: 'jaro_similarity(a_l, a_r) >= 0.9', m_probability: 0, u_probability: 0, tf_adjustment_column: 'a', tf_adjustment_weight: 0 };
    expect(one(zero)).toMatchObject({ m: 0, u: 0, termFrequency: { of: { column: 'a' }, weight: 0 } });
    expect(toSplink(fromSplink(file([EXACT, zero])))).toEqual(file([EXACT, zero]));
  });

  test('as text too', () => {
    expect(toSplink(fromSplink(JSON.stringify(file([EXACT]))))).toEqual(file([EXACT]));
    expect(() => fromSplink('{"link_type": ')).toThrow('expected a JSON value at line 1, column 15');
  });
});

describe('what is changed is written, and nothing else', () => {
  const model = fromSplink(file([{ ...EXACT, sql_condition: ' a_l=a_r ', tf_adjustment_column: '"a"' }], { linker_uid: 'abc', blocking_rules_to_generate_predictions: ['l.a=r.a'] }));
  const change = (levels: (level: Level) => object, more: object = {}): Json => {
    const [comparison] = model.comparisons;
    return toSplink({ ...model, ...more, comparisons: [{ ...comparison!, levels: comparison!.levels.map((each, index) => (index === 0 ? { ...each, ...levels(each) } : each)) }] }) as Json;
  };
  const firstLevel = (json: Json): unknown => (json['comparisons'] as { comparison_levels: unknown[] }[])[0]!.comparison_levels[0];

  test('parameters', () => {
    expect(firstLevel(change(() => ({ m: 0.5 })))).toEqual({ sql_condition: ' a_l=a_r ', label_for_charts: 'same', m_probability: 0.5, u_probability: 0.1, tf_adjustment_column: '"a"' });
    expect(firstLevel(change(() => ({ m: null, isUFixed: true })))).toMatchObject({ fix_u_probability: true });
    expect(change(() => ({}), { prior: 0.25 })['probability_two_random_records_match']).toBe(0.25);
  });

  test('conditions, whose old text no longer stands', () => {
    expect(firstLevel(change(() => ({ when: { kind: 'equal', of: { column: 'b' } } })))).toMatchObject({ sql_condition: '"b_l" = "b_r"' });
    expect(firstLevel(change(({ termFrequency }) => ({ termFrequency: { ...termFrequency, of: { column: 'b' }, usesOwnU: true } }))))
      .toMatchObject({ sql_condition: ' a_l=a_r ', tf_adjustment_column: 'b', disable_tf_exact_match_detection: true });
  });

  test('rules', () => {
    const rules = (blocking: LinkageModel['blocking']): unknown => change(() => ({}), { blocking })['blocking_rules_to_generate_predictions'];
    expect(rules(model.blocking)).toEqual(['l.a=r.a']);
    expect(rules([{ ...model.blocking[0]!, on: [{ of: { column: 'b' } }] } as never])).toEqual([{ blocking_rule: 'l."b" = r."b"', sql_dialect: 'duckdb' }]);
    expect(rules([])).toEqual([]);
    expect(rules([{ on: [] }, { any: [{ on: [{ of: { column: 'a' }, explode: true }] }] }])).toEqual([
      { blocking_rule: '1=1', sql_dialect: 'duckdb' }, { blocking_rule: 'l."a" = r."a"', sql_dialect: 'duckdb', arrays_to_explode: ['a'] },
    ]);
  });
});

describe('versions', () => {
  const v4 = file([EXACT], { bayes_factor_column_prefix: 'bf_', max_iterations: 25, blocking_rules_to_generate_predictions: [{ blocking_rule: 'l.a = r.a', sql_dialect: 'duckdb', salting_partitions: 4 }] });
  const v5 = file([{ ...EXACT, fix_m_probability: false, fix_u_probability: false }], { match_weight_column_prefix: 'mw_' });
  const as = (given: Json, form: SplinkForm): Json => toSplink(fromSplink(given), { form }) as Json;

  test('version 5 has another name for a setting, no salt, and says of every level whether it is fixed', () => {
    const written = as(v4, 'v5');
    expect(written).toMatchObject({ match_weight_column_prefix: 'mw_', max_iterations: 25, blocking_rules_to_generate_predictions: [{ blocking_rule: 'l.a = r.a', sql_dialect: 'duckdb' }] });
    expect(written).not.toHaveProperty('bayes_factor_column_prefix');
    expect(JSON.stringify(written)).not.toMatch(/salting/);
    expect(JSON.stringify(written).match(/"fix_m_probability":false/g)).toHaveLength(2);
  });

  test('version 4 refuses the name of version 5, and version 3 both', () => {
    expect(as(v5, 'v4')).toMatchObject({ bayes_factor_column_prefix: 'bf_' });
    expect(as(v5, 'v4')).not.toHaveProperty('match_weight_column_prefix');
    expect(as(v4, 'v3')).not.toHaveProperty('bayes_factor_column_prefix');
  });

  test.each<[SplinkForm, Json]>([['v4', v4], ['v5', v5]])('%s is recognised, and written again as such', (form, given) => {
    expect(toSplink(fromSplink(given))).toEqual(given);
    expect(fromSplink(given).splink).toMatchObject({ form });
  });

  test.each<SplinkForm>(['v3', 'v4', 'v5'])('a model means the same after it was written in form %s', (form) => {
    const meaning = ({ linkType, prior, comparisons }: LinkageModel): unknown => ({ linkType, prior, comparisons: comparisons.map(({ levels }) => levels.map(({ splink: _, ...rest }) => rest)) });
    expect(meaning(fromSplink(as(v4, form)))).toEqual(meaning(fromSplink(v4)));
  });
});

describe('our own models', () => {
  const own: LinkageModel = withDefaultParameters({
    version: 1, linkType: 'link', prior: 0.01, unit: 'byte',
    blocking: [{ label: 'names', on: [{ of: { column: 'name' } }, { of: { column: 'a' }, against: { column: 'b' } }] }, { on: [], where: { kind: 'measure', measure: 'levenshtein', of: { column: 'name' }, atMost: 1 } }],
    comparisons: [nameComparison({ of: 'name' }), levenshteinComparison({ of: { column: 'city', derive: [{ op: 'lower' }] } })],
  });

  test('are written so that they are read back, but for what only we keep', () => {
    const back = fromSplink(toSplink(own));
    const plain = ({ splink: _, estimates: __, ...rest }: Level): unknown => rest;
    expect(back.comparisons.map(({ name, levels }) => [name, levels.map(plain)])).toEqual(own.comparisons.map(({ name, levels }) => [name, levels.map(plain)]));
    expect(back.blocking.map(({ splink: _, ...rest }) => rest)).toEqual(own.blocking.map(({ label: _, ...rest }) => rest));
    expect(back).toMatchObject({ linkType: 'link', prior: 0.01, unit: 'byte' });
  });

  test('a level that models what is missing is a level like others', () => {
    const missing = { ...exactComparison({ of: 'sex' }), missing: 'modelled' as const };
    const written = toSplink({ ...own, blocking: [], comparisons: [{ ...missing, levels: missing.levels.map((each) => ({ ...each, m: 0.5, u: 0.5 })) }] });
    expect((written as { comparisons: { comparison_levels: unknown[] }[] }).comparisons[0]!.comparison_levels[0]).toEqual({
      sql_condition: '"sex_l" IS NULL OR "sex_r" IS NULL', label_for_charts: 'sex is missing', m_probability: 0.5, u_probability: 0.5,
    });
  });

  test('what Splink has no counterpart of is refused, all at once', () => {
    const refused = (change: Partial<LinkageModel>): string[] => {
      try {
        toSplink({ ...own, ...change });
        return [];
      } catch (error) {
        return (error as PlanError).problems.map(({ path, message }) => `${path}: ${message}`);
      }
    };
    const test = (when: object): LinkageModel['comparisons'] => [{ name: 'x', levels: [{ label: '', m: 0.5, u: 0.5, when: when as never }, { label: '', m: 0.5, u: 0.5, when: { kind: 'otherwise' } }] }];
    expect(refused({ comparisons: [nirPartsComparison({ of: 'nir' })] })[0]).toBe('comparisons[0].levels[0].when.of.derive[0]: identifier: DuckDB has no counterpart; make a column of it before, and name that one in the model');
    expect(refused({ comparisons: [nirPartsComparison({ of: 'nir' })] }).length).toBeGreaterThan(5);
    expect(refused({ comparisons: test({ kind: 'measure', measure: 'osa', of: { column: 'a' }, atMost: 1 }) })).toEqual(['comparisons[0].levels[0].when.measure: osa: DuckDB has no such measure']);
    expect(refused({ comparisons: test({ kind: 'measure', measure: 'jaccard', of: { column: 'a' }, atLeast: 1 }) })).toHaveLength(1);
    expect(refused({ comparisons: test({ kind: 'registered', name: 'a; drop', of: { column: 'a' }, atLeast: 1 }) })).toEqual(['comparisons[0].levels[0].when.name: expected a name that SQL takes for a function']);
    expect(refused({ blocking: [{ on: [], maxBlockRecords: 9 }], dependence: { between: [] }, kinds: [{ name: 'twins', isMatch: false, agrees: ['name'] }] })).toHaveLength(3);
    expect(refused({ comparisons: [exactComparison({ of: { column: 'a', derive: [{ op: 'lower' }] }, termFrequency: true })] })).toEqual([
      'comparisons[0].levels[1].termFrequency.of: expected a column: Splink counts the values of columns only',
    ]);
  });

  test('names and texts cannot leave their quotes', () => {
    const names = fc.string({ unit: fc.constantFrom('"', "'", '\\', ';', '-', 'a', ' '), minLength: 1, maxLength: 8 });
    fc.assert(fc.property(names, names, (column, value) => {
      const when = { kind: 'literal' as const, of: { column }, side: 'left' as const, value };
      const model = { ...own, blocking: [], comparisons: [{ name: 'x', levels: [{ label: 'x', when, m: 0.5, u: 0.5 }, { label: 'y', when: { kind: 'equal' as const, of: { column } }, m: 0.5, u: 0.5 }, { label: 'z', when: { kind: 'otherwise' as const }, m: 0, u: 0 }] }] };
      expect(fromSplink(toSplink(model)).comparisons[0]!.levels.map((each) => each.when)).toEqual(model.comparisons[0]!.levels.map((each) => each.when));
    }));
  });
});

describe('what is not understood', () => {
  const strange = "soundex(a_l) = soundex(a_r)";
  const given = file([EXACT, { ...EXACT, sql_condition: strange }, { ...EXACT, sql_condition: 'other(b_l, b_r) < 3' }], { blocking_rules_to_generate_predictions: [`hash(l.a) = hash(r.a)`] });
  const meaning = { kind: 'equal' as const, of: { column: 'a', derive: [{ op: 'phonetic' as const, algorithm: 'americanSoundex' as const }] } };
  const options = { registered: ['other'], completions: { [strange]: meaning, 'hash(l.a) = hash(r.a)': { kind: 'equal' as const, of: { column: 'a' } } } };

  test('is refused all at once, with path and position', () => {
    expect(() => fromSplink(given)).toThrow(PlanError);
    expect(splinkGaps(given).map(({ path, sql: text, message }) => `${path} | ${text} | ${message.slice(0, 32)}`)).toEqual([
      `comparisons[0].comparison_levels[1].sql_condition | ${strange} | character 1: function soundex is`,
      'comparisons[0].comparison_levels[2].sql_condition | other(b_l, b_r) < 3 | character 1: function other is n',
      'blocking_rules_to_generate_predictions[0] | hash(l.a) = hash(r.a) | character 1: function hash is no',
    ]);
  });

  test('can be told, and comes back as it was', () => {
    expect(splinkGaps(given, options)).toEqual([]);
    const model = fromSplink(given, options);
    expect(model.comparisons[0]!.levels[1]!.when).toEqual(meaning);
    expect(model.comparisons[0]!.levels[2]!.when).toEqual({ kind: 'registered', name: 'other', of: { column: 'b' }, below: 3 });
    expect(model.blocking[0]).toMatchObject({ on: [{ of: { column: 'a' } }] });
    expect(toSplink(JSON.parse(JSON.stringify(model)) as LinkageModel)).toEqual(given);
  });

  test('is written anew once the model says something else', () => {
    const model = fromSplink(given, options);
    const [comparison] = model.comparisons;
    const levels = comparison!.levels.map((each, index) => (index === 1 ? { ...each, when: { kind: 'equal' as const, of: { column: 'c' } } } : each));
    const written = toSplink({ ...model, comparisons: [{ ...comparison!, levels }] }) as { comparisons: { comparison_levels: Json[] }[] };
    expect(written.comparisons[0]!.comparison_levels[1]!['sql_condition']).toBe('"c_l" = "c_r"');
  });

  test('members that no version has are refused, or kept', () => {
    const unknown = { ...file([{ ...EXACT, null_level: true }]), colour: 'red' };
    expect(() => fromSplink(unknown)).toThrow('unknown option "colour"');
    expect(() => fromSplink(unknown)).toThrow('comparisons[0].comparison_levels[0].null_level: unknown option "null_level", did you mean "is_null_level"?');
    expect(toSplink(fromSplink(unknown, { onUnknown: 'keep' }))).toEqual(unknown);
  });

  test('is a matter of the model as a whole too', () => {
    expect(() => fromSplink(file([{ ...EXACT, tf_adjustment_column: 'b' }]))).toThrow('comparisons[0].comparison_levels[0].termFrequency: expected a level of exact agreement');
    expect(() => fromSplink({ ...file([EXACT]), comparisons: [{ comparison_levels: [EXACT, EXACT] }] })).toThrow('comparisons[0].comparison_levels[1].when: expected otherwise in the last level');
    expect(() => splinkGaps({ link_type: 'x' })).toThrow(PlanError);
  });

  test('characters are bytes where DuckDB is meant, and code points elsewhere', () => {
    expect(fromSplink(file([EXACT])).unit).toBe('byte');
    expect(fromSplink({ ...file([EXACT]), sql_dialect: 'sqlite' }).unit).toBe('codePoint');
    expect(fromSplink(file([EXACT]), { unit: 'codePoint' }).unit).toBe('codePoint');
    const { sql_dialect: _, ...nameless } = file([EXACT]);
    expect(fromSplink(nameless, { dialect: 'spark' }).unit).toBe('codePoint');
    expect(isSameData(toSplink(fromSplink(nameless, { dialect: 'spark' })), nameless)).toBe(true);
  });

  test('nothing new is written for Athena', () => {
    const model = fromSplink({ ...file([EXACT]), sql_dialect: 'athena' });
    expect(toSplink(model)).toEqual({ ...file([EXACT]), sql_dialect: 'athena' });
    expect(() => toSplink({ ...model, blocking: [{ on: [] }] })).toThrow('blocking[0]: expected nothing new in a model for athena');
  });
});
