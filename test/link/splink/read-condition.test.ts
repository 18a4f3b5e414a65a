import { describe, expect, test } from 'vitest';
import { PlanError } from '../../../src/core/errors.ts';
import type { Condition } from '../../../src/link/model/index.ts';
import { fromSplink } from '../../../src/link/splink/index.ts';
import { readCondition } from '../../../src/link/splink/read-condition.ts';
import type { SplinkDialect } from '../../../src/link/splink/sql-node.ts';

const read = (sql: string, dialect: SplinkDialect = 'duckdb'): Condition => readCondition({ sql, dialect, path: 'sql', sides: 'suffix', registered: ['myDistance'] });
const a = { column: 'a' };
const b = { column: 'b' };
const derived = (...derive: readonly object[]): object => ({ column: 'a', derive });
const measure = (measure: string, of: object, more: object): object => ({ kind: 'measure', measure, of, ...more });

describe('conditions', () => {
  test.each<[string, object]>([
    ['ELSE', { kind: 'otherwise' }],
    [' else ', { kind: 'otherwise' }],
    ['a_l = a_r', { kind: 'equal', of: a }],
    ['"a_R" = "a_L"', { kind: 'equal', of: a }],
    ['a_l = b_r', { kind: 'equal', of: a, against: b }],
    ['b_r = a_l', { kind: 'equal', of: a, against: b }],
    ['a_l <> a_r', { kind: 'not', of: { kind: 'equal', of: a } }],
    ['a_l IS NULL OR a_r IS NULL', { kind: 'null', of: a }],
    ['a_r IS NULL AND a_l IS NULL', { kind: 'null', of: a, side: 'both' }],
    ['a_l IS NULL', { kind: 'null', of: a, side: 'left' }],
    ['a_r IS NOT NULL', { kind: 'not', of: { kind: 'null', of: a, side: 'right' } }],
    ['(a_l IS NULL OR a_r IS NULL) OR (b_l IS NULL OR b_r IS NULL)', { kind: 'any', of: [{ kind: 'null', of: a }, { kind: 'null', of: b }] }],
    ['a_l IS NOT DISTINCT FROM a_r', {
      kind: 'any',
      of: [
        { kind: 'all', of: [{ kind: 'equal', of: a }, { kind: 'not', of: { kind: 'null', of: a, side: 'left' } }, { kind: 'not', of: { kind: 'null', of: a, side: 'right' } }] },
        { kind: 'null', of: a, side: 'both' },
      ],
    }],
    ["a_l = 'x'", { kind: 'literal', of: a, side: 'left', value: 'x' }],
    ["'x' = a_r", { kind: 'literal', of: a, side: 'right', value: 'x' }],
    ["a_l = 'x' AND a_r = 'x'", { kind: 'literal', of: a, side: 'both', value: 'x' }],
    ["a_l = 'x' OR a_r = 'x'", { kind: 'any', of: [{ kind: 'literal', of: a, side: 'left', value: 'x' }, { kind: 'literal', of: a, side: 'right', value: 'x' }] }],
    ["a_l = 'x' AND a_r = 'y'", { kind: 'all', of: [{ kind: 'literal', of: a, side: 'left', value: 'x' }, { kind: 'literal', of: a, side: 'right', value: 'y' }] }],
    ["a_l IN ('x', 'y')", { kind: 'any', of: [{ kind: 'literal', of: a, side: 'left', value: 'x' }, { kind: 'literal', of: a, side: 'left', value: 'y' }] }],
    ['a_l = 0018', { kind: 'literal', of: a, side: 'left', value: '18' }],
    ["a_l <> ''", { kind: 'not', of: { kind: 'literal', of: a, side: 'left', value: '' } }],
    ['NOT (a_l = a_r AND b_l = b_r)', { kind: 'not', of: { kind: 'all', of: [{ kind: 'equal', of: a }, { kind: 'equal', of: b }] } }],
    ['(a_l = a_r AND b_l = b_r) AND (a_l = b_r)', { kind: 'all', of: [{ kind: 'equal', of: a }, { kind: 'equal', of: b }, { kind: 'equal', of: a, against: b }] }],
  ])('%s', (sql, condition) => {
    expect(read(sql)).toEqual(condition);
  });
});

describe('measures', () => {
  test.each<[string, object]>([
    ['levenshtein(a_l, a_r) <= 2', measure('levenshtein', a, { atMost: 2 })],
    ['2 >= levenshtein(a_r, a_l)', measure('levenshtein', a, { atMost: 2 })],
    ['levenshtein(a_l, b_r) < 2', measure('levenshtein', a, { against: b, below: 2 })],
    ['damerau_levenshtein(a_l::VARCHAR, a_r::VARCHAR) <= 1', measure('damerauLevenshtein', derived({ op: 'toText' }), { atMost: 1 })],
    ['jaro_winkler_similarity(a_l, a_r) > 0.9', measure('jaroWinkler', a, { above: 0.9 })],
    ['jaccard(a_l, a_r) >= 0.9', measure('jaccard', a, { q: 1, atLeast: 0.9 })],
    ['MYDISTANCE(a_l, a_r) <= 3', { kind: 'registered', name: 'myDistance', of: a, atMost: 3 }],
    ['levenshtein(a_l, a_r) = 1', { kind: 'all', of: [measure('levenshtein', a, { atLeast: 1 }), measure('levenshtein', a, { atMost: 1 })] }],
    ['levenshtein(a_l, a_r) BETWEEN 1 AND 2', { kind: 'all', of: [measure('levenshtein', a, { atLeast: 1 }), measure('levenshtein', a, { atMost: 2 })] }],
    ['ABS(a_l - a_r) <= 5', measure('absoluteDifference', a, { atMost: 5 })],
    ['abs(a_r - a_l) < 60 * 60', measure('absoluteDifference', a, { below: 3600 })],
    ['(ABS("a_l" - "a_r") / (CASE WHEN "a_r" > "a_l" THEN "a_r" ELSE "a_l" END)) < 0.2', measure('percentageDifference', a, { below: 0.2 })],
    ["ABS(EPOCH(try_strptime(a_l, '%Y')) - EPOCH(try_strptime(a_r, '%Y'))) <= 86400", measure('timeDifference', derived({ op: 'parseTime', format: '%Y' }), { atMost: 86_400 })],
    ["abs(date_diff('month', a_l, a_r)) <= 1", measure('absoluteDifference', derived({ op: 'monthCount' }), { atMost: 1 })],
    ["abs(datediff('YEARS', strptime(a_l, '%Y'), strptime(a_r, '%Y'))) <= 1", measure('absoluteDifference', derived({ op: 'parseTime', format: '%Y' }, { op: 'year' }), { atMost: 1 })],
    ['list_unique(a_l) + list_unique(a_r) - list_unique(list_concat(a_l, a_r)) >= 1', measure('intersection', a, { atLeast: 1 })],
    ['array_length(list_intersect(a_l, a_r)) >= 1', measure('intersection', a, { atLeast: 1 })],
    ['list_min(list_transform(flatten(list_transform(a_l, lambda x: list_transform(a_r, lambda y: [x, y]))), lambda p: levenshtein(p[1], p[2]))) <= 1', measure('levenshtein', a, { overLists: true, atMost: 1 })],
  ])('%s', (sql, condition) => {
    expect(read(sql)).toEqual(condition);
  });

  test('days of Spark, whose bounds are calculated', () => {
    expect(read("abs(datediff(date(try_to_timestamp(a_l, 'yyyy-MM-dd')), date(try_to_timestamp(a_r, 'yyyy-MM-dd')))) <= floor(2629800.0 / 86400)", 'spark'))
      .toEqual(measure('absoluteDifference', derived({ op: 'parseTime', format: '%Y-%m-%d' }, { op: 'dayCount' }), { atMost: 30 }));
  });
});

describe('expressions', () => {
  const side = (expression: string): string => `${expression.replaceAll('$', 'a_l')} = ${expression.replaceAll('$', 'a_r')}`;
  test.each<[string, object]>([
    ['lower(trim($))', derived({ op: 'trim' }, { op: 'lower' })],
    ['UPPER($)', derived({ op: 'upper' })],
    ['substr($, 1, 3)', derived({ op: 'slice', from: 1, length: 3 })],
    ['substr($, -3)', derived({ op: 'slice', from: -3 })],
    ['left($, 3)', derived({ op: 'slice', from: 1, length: 3 })],
    ['right($, 3)', derived({ op: 'slice', from: -3 })],
    ['$[2:4]', derived({ op: 'slice', from: 2, length: 3 })],
    ["NULLIF(regexp_extract($, '^.', 0), '')", derived({ op: 'extract', pattern: '^.' })],
    ["regexp_extract($, '^(.)', 1)", derived({ op: 'extract', pattern: '^(.)', group: 1, orEmpty: true })],
    ["NULLIF($, 'N/A')", derived({ op: 'nullIf', value: 'N/A' })],
    ["NULLIF(lower($), '')", derived({ op: 'lower' }, { op: 'nullIf', value: '' })],
    ["string_split($, ' ')[1]", derived({ op: 'split', separator: ' ' }, { op: 'element', at: 1 })],
    ['element_at($, -1)', derived({ op: 'element', at: -1 })],
    ['year($)', derived({ op: 'year' })],
    ['EXTRACT(month FROM $)', derived({ op: 'month' })],
    ['year($) * 12 + month($) - 23641', derived({ op: 'monthCount' })],
    ["date_diff('day', DATE '1970-01-01', $)", derived({ op: 'dayCount' })],
    ['TRY_CAST($ AS DOUBLE)', derived({ op: 'toNumber' })],
    ['length($)', derived({ op: 'length' })],
    ["$ || '-' || lower($)", { concat: [a, derived({ op: 'lower' })], separator: '-' }],
    ["$ || $ || '-' || $", { concat: [{ concat: [a, a] }, a], separator: '-' }],
  ])('%s', (expression, of) => {
    expect(read(side(expression))).toEqual({ kind: 'equal', of });
  });

  test('the default group of Spark is the first one', () => {
    expect(read("regexp_extract(a_l, '(x)') = regexp_extract(a_r, '(x)')", 'spark')).toEqual({ kind: 'equal', of: derived({ op: 'extract', pattern: '(x)', group: 1, orEmpty: true }) });
  });

  test('PostgreSQL finds the first group, or the whole', () => {
    expect(read("substring(a_l from '^x') = substring(a_r from '^x')", 'postgres')).toEqual({ kind: 'equal', of: derived({ op: 'extract', pattern: '^x' }) });
    expect(read("a_l[array_length(a_l, 1)] = a_r[array_length(a_r, 1)]", 'postgres')).toEqual({ kind: 'equal', of: derived({ op: 'element', at: -1 }) });
  });
});

describe('what is not understood is refused where it stands, and nothing of it is quoted but names of functions', () => {
  test.each([
    ['soundex(a_l) = soundex(a_r)', 'character 1: function soundex is not understood'],
    ['a_l = a_r AND soundex(b_l) = soundex(b_r)', 'character 15: function soundex is not understood'],
    ['other_distance(a_l, a_r) <= 3', 'character 1: function other_distance is not understood here; register a kernel of this name'],
    ['a_l', 'character 1: expected a condition of the two records'],
    ['lower(a_l)', 'character 1: expected a condition of the two records'],
    ['a_l < a_r', 'character 1: expected a measure of the two records and a number, or an equality'],
    ['a_l = b_l', 'character 7: expected something of the other record'],
    ['a_l || b_r = a_r', 'character 1: expected columns of one record only'],
    ['a = b', 'character 1: expected a column whose name ends with _l or _r'],
    ['l.a = r.a', 'character 1: expected a column whose name ends with _l or _r'],
    ['a_l = NULL', 'character 7: expected a column'],
    ["levenshtein(a_l, a_r) <= 'SECRET'", 'character 26: expected a number'],
    ["concat(a_l, b_l) = concat(a_r, b_r)", 'character 1: function concat is not understood'],
    ["a_l || 'SECRET' = a_r || 'SECRET'", 'character 8: expected a column before and after every text that is put between'],
    ["'SECRET' || a_l = a_r", 'character 1: expected a column before and after'],
    ['CAST(a_l AS INTEGER) = CAST(a_r AS INTEGER)', 'character 13: expected a cast to text or to double'],
    ['substr(a_l, 0, 3) = a_r', 'character 1: function substr: expected characters from 1'],
    ['substr(a_l, b_l) = a_r', 'character 13: function substr: expected a whole number'],
    ["abs(date_diff('week', a_l, a_r)) <= 1", 'character 15: date_diff: expected days, months or years'],
    ['list_max(list_transform(flatten(list_transform(a_l, x -> list_transform(a_r, y -> [x, y]))), p -> levenshtein(p[1], p[2]))) >= 1', 'character 1: expected the most of a similarity or the least of a distance'],
    ['CASE WHEN a_l = a_r THEN 1 END = 1', 'character 1: expected a measure of the two records that is understood'],
    ["regexp_extract(a_l, b_l) = 'x'", 'character 1: function regexp_extract: expected a column, a pattern and a group'],
  ])('%s', (sql, message) => {
    expect(() => read(sql)).toThrow(PlanError);
    expect(() => read(sql)).toThrow(`sql: ${message}`);
    expect(() => read(sql)).not.toThrow(/SECRET/);
  });

  test('patterns of time that no format has', () => {
    expect(() => read("try_to_timestamp(a_l, 'yyyy-ww') = try_to_timestamp(a_r, 'yyyy-ww')", 'spark')).toThrow('character 23: function to_timestamp: expected a pattern of years');
    expect(() => read("date(try_to_timestamp(a_l, 'yyyy HH')) = date(try_to_timestamp(a_r, 'yyyy HH'))", 'spark')).toThrow('date: expected a date read from text');
  });
});

describe('blocking rules', () => {
  const rule = (blocking_rule: string, more: object = {}): unknown => {
    const { blocking: [one] } = fromSplink({ link_type: 'dedupe_only', comparisons: [], blocking_rules_to_generate_predictions: [{ blocking_rule, ...more }] });
    const { splink: _, ...rest } = one!;
    return rest;
  };

  test.each<[string, object]>([
    ['l.a = r.a', { on: [{ of: a }] }],
    ['r."a" = L."a"', { on: [{ of: a }] }],
    ['l.a = r.b and substr(l.a, 1, 2) = substr(r.a, 1, 2)', { on: [{ of: a, against: b }, { of: derived({ op: 'slice', from: 1, length: 2 }) }] }],
    ['(l.a = r.a) OR (l.b = r.b AND l.a <> r.a)', { any: [{ on: [{ of: a }] }, { on: [{ of: b }], where: { kind: 'not', of: { kind: 'equal', of: a } } }] }],
    ['l.a = r.a AND levenshtein(l.b, r.b) <= 2', { on: [{ of: a }], where: measure('levenshtein', b, { atMost: 2 }) }],
    ['levenshtein(l.b, r.b) <= 2', { on: [], where: measure('levenshtein', b, { atMost: 2 }) }],
    ["l.a = r.a AND l.b = 'x' AND r.b = 'x'", { on: [{ of: a }], where: { kind: 'literal', of: b, side: 'both', value: 'x' } }],
    ['1=1', { on: [] }],
    ['TRUE', { on: [] }],
  ])('%s', (sql, expected) => {
    expect(rule(sql)).toEqual(expected);
  });

  test('lists are exploded where both records have one', () => {
    expect(rule('l.a = r.a and l.b = r.b', { arrays_to_explode: ['a'] })).toEqual({ on: [{ of: a, explode: true }, { of: b }] });
    for (const sql of ['substr(l.a, 1, 2) = substr(r.a, 1, 2)', 'l.a = r.b', 'l.b = r.b AND levenshtein(l.a, r.a) <= 1']) {
      expect(() => rule(sql, { arrays_to_explode: ['a'] })).toThrow('blocking_rules_to_generate_predictions[0]: expected arrays_to_explode to be compared for equality with each other');
    }
  });

  test('what is not understood is refused where it stands', () => {
    expect(() => rule('l.a = r.a AND hash(l.b) = hash(r.b)')).toThrow('blocking_rules_to_generate_predictions[0].blocking_rule: character 15: function hash is not understood');
    expect(() => rule('a_l = a_r')).toThrow('character 1: expected a column of l or r');
  });
});
