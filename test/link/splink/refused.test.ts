import { describe, expect, test } from 'vitest';
import { PlanError } from '../../../src/core/errors.ts';
import { fromSplink, splinkGaps, toSplink } from '../../../src/link/splink/index.ts';
import { readCondition } from '../../../src/link/splink/read-condition.ts';
import type { SplinkDialect } from '../../../src/link/splink/sql-node.ts';
import { strptimeOfJava, strptimeOfNotation, strptimeOfPostgres } from '../../../src/link/splink/time-patterns.ts';

const read = (sql: string, dialect: SplinkDialect = 'duckdb'): object => readCondition({ sql, dialect, path: 'sql', sides: 'suffix', registered: [] });
const refusal = (sql: string, dialect: SplinkDialect = 'duckdb'): string => {
  try {
    return JSON.stringify(read(sql, dialect));
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    return error.problems.map(({ code, path, message }) => `${code} ${path} ${message}`).join('\n');
  }
};

describe('what SQL says otherwise than we do is refused, not taken for something similar', () => {
  test.each<[why: string, sql: string, dialect?: SplinkDialect]>([
    ['right with a negative number leaves out the first characters', 'right(a_l, -2) = right(a_r, -2)'],
    ['right with 0 is empty', 'right(a_l, 0) = right(a_r, 0)'],
    ['left with a negative number leaves out the last characters', 'left(a_l, -2) = left(a_r, -2)'],
    ['left with 0 is empty', 'left(a_l, 0) = left(a_r, 0)'],
    ['strlen counts bytes', 'strlen(a_l) = strlen(a_r)'],
    ['a slice from the end to a place counted from the start has no known length', 'a_l[-3:2] = a_r[-3:2]'],
    ['a slice from the start to a place counted from the end has no known length', 'a_l[2:-1] = a_r[2:-1]'],
    ['brackets of Spark do not count from the end', 'a_l[-2] = a_r[-2]', 'spark'],
    ['the last element of Spark is no -1', 'a_l[-1] = a_r[-1]', 'spark'],
    ['months from year 0 are no months from 1970', 'year(a_l) * 12 + month(a_l) = 24000'],
    ['a part of a column', 'a_l.b = a_r.b'],
    ['both sides of one record', 'a_l = b_l'],
    ['no side at all', 'a = b'],
    ['one column bounded', 'a_l > 3'],
    ['columns compared by order', 'a_l < a_r'],
    ['a sum of both records', 'a_l + a_r > 3'],
    ['a sub-query', 'a_l IN (SELECT 1)'],
    ['like', "a_l LIKE 'x%'"],
    ['an unknown function', 'soundex(a_l) = soundex(a_r)'],
    ['a measure against text', "levenshtein(a_l, a_r) <= 'x'"],
    ['trimming of given characters', "trim(a_l, 'x') = trim(a_r, 'x')"],
    ['a cast to integer, which rounds in one database and cuts in another', 'a_l::INTEGER = a_r::INTEGER'],
    ['a constant alone', '1'],
    ['nothing', ''],
    ['text that does not end', "a_l = 'x"],
    ['two conditions', 'a_l = a_r b_l = b_r'],
    ['an open parenthesis', '(a_l = a_r'],
    ['a list that is empty', 'a_l IN ()'],
    ['BETWEEN without AND', 'abs(a_l - a_r) BETWEEN 1'],
    ['CASE without WHEN', 'CASE a_l WHEN 1 THEN 2 END = 3'],
  ])('%s', (_why, sql, dialect) => {
    if (sql.includes('IN ()')) expect(() => fromSplink(fileOf(sql))).toThrow(PlanError);
    else expect(refusal(sql, dialect)).toMatch(/^PLAN_(?:SYNTAX|OUT_OF_RANGE) sql character \d+: /);
  });

  test('a message has the place, and no value that the condition names', () => {
    expect(refusal("a_l = 'Martin' AND soundex(b_l) = 'SECRET'")).not.toMatch(/Martin|SECRET/);
    expect(refusal("a_l = a_r AND unknown_thing(b_l, 'SECRET') = 1")).not.toMatch(/SECRET/);
  });

  test('neither depth nor length exhausts the reader', () => {
    expect(refusal(`${'('.repeat(5000)}a_l = a_r${')'.repeat(5000)}`)).toMatch(/at most 100 levels/);
    expect(refusal(`${'NOT '.repeat(4000)}a_l = a_r`)).toMatch(/at most 100 levels/);
    expect(refusal(`${'- '.repeat(5000)}1 = a_l`)).toMatch(/at most 100 levels/);
    expect(refusal(`a_l${'[1]'.repeat(5000)} = a_r`)).toMatch(/at most 100/);
    expect(refusal(`a_l = ${'1+'.repeat(5000)}1`)).toMatch(/at most 100/);
    expect(refusal(`a_l = '${'x'.repeat(10_000_000)}'`)).toMatch(/at most \d+ characters/);
  });

  test('a long chain of alternatives is one condition, read in linear time', () => {
    const parts = Array.from({ length: 500 }, (_, index) => `a_l = '${index}'`);
    expect(read(parts.join(' OR '))).toMatchObject({ kind: 'any', of: { length: 500 } });
  });
});

const fileOf = (sql: string, more: object = {}): object => ({
  link_type: 'dedupe_only', sql_dialect: 'duckdb', comparisons: [{ output_column_name: 'x', comparison_levels: [{ sql_condition: sql }, { sql_condition: 'a_l = a_r' }, { sql_condition: 'ELSE' }] }], ...more,
});

describe('files', () => {
  test('all that is not understood is listed at once, where it stands, and can be told', () => {
    const file = fileOf('soundex(a_l) = soundex(a_r)', { blocking_rules_to_generate_predictions: ['l.a = r.a', { blocking_rule: 'soundex(l.a) = soundex(r.a)' }] });
    expect(splinkGaps(file).map(({ path, sql }) => [path, sql])).toEqual([
      ['comparisons[0].comparison_levels[0].sql_condition', 'soundex(a_l) = soundex(a_r)'],
      ['blocking_rules_to_generate_predictions[1].blocking_rule', 'soundex(l.a) = soundex(r.a)'],
    ]);
    const equal = { kind: 'equal', of: { column: 'a', derive: [{ op: 'phonetic', algorithm: 'frenchSoundex' }] } } as const;
    const completions = { 'soundex(a_l) = soundex(a_r)': equal, 'soundex(l.a) = soundex(r.a)': equal };
    const model = fromSplink(file, { completions: completions as never });
    expect(model.comparisons[0]!.levels[0]!.when).toEqual(equal);
    expect(model.blocking[1]).toMatchObject({ on: [{ of: equal.of }] });
    expect(toSplink(model)).toEqual(file);
  });

  test('problems that are no gaps are thrown, with paths of the file', () => {
    expect(() => splinkGaps({ link_type: 'dedupe_only', comparisons: [{ comparison_levels: [{ sql: 'ELSE' }] }] })).toThrow(/comparison_levels\[0\]/);
    expect(() => fromSplink({ link_type: 'other', comparisons: [] })).toThrow(/link_type/);
    expect(() => fromSplink('{"link_type": "dedupe_only", "link_type": "x"}')).toThrow(/line 1, column 30/);
    expect(() => fromSplink(fileOf('levenshtein(a_l, a_r) <= -1'))).toThrow(/comparisons\[0\]\.comparison_levels\[0\].*at least 0/);
    expect(() => fromSplink(fileOf('a_l = a_r', { blocking_rules_to_generate_predictions: [{ blocking_rule: 'l.a = r.a AND levenshtein(l.b, r.b) < 2', arrays_to_explode: ['b'] }] }))).toThrow(/arrays_to_explode/);
  });

  test.each([['dedupe_only', 'dedupe'], ['link_only', 'link'], ['two_dataset_link_only', 'link'], ['link_and_dedupe', 'linkAndDedupe']])('%s is %s, and is written as it was', (theirs, ours) => {
    const file = { ...fileOf('a_l IS NULL OR a_r IS NULL'), link_type: theirs };
    const model = fromSplink(file);
    expect(model.linkType).toBe(ours);
    expect(toSplink(model)).toEqual(file);
  });

  test('what a model has and Splink has not is refused, all of it at once', () => {
    const model = fromSplink(fileOf('jaro_similarity(a_l, a_r) > 0.9'));
    const [comparison] = model.comparisons;
    const berge = { kind: 'equal', of: { column: 'a', derive: [{ op: 'phonetic', algorithm: 'berge' }] } } as const;
    const changed = {
      ...model, dependence: { between: [{ comparisons: ['x', 'x'] as const }] }, blocking: [{ on: [{ of: { column: 'a' } }], maxBlockRecords: 10 }],
      comparisons: [{ ...comparison!, levels: [{ ...comparison!.levels[0]!, when: berge }, ...comparison!.levels.slice(1)] }],
    };
    const problems = ((): readonly string[] => {
      try {
        toSplink(changed as never);
        return [];
      } catch (error) {
        return (error as PlanError).problems.map(({ path }) => path);
      }
    })();
    expect(problems).toEqual(['dependence', 'blocking[0]', expect.stringMatching(/^comparisons\[0\]\.levels\[0\]\.when/) as unknown]);
  });
});

describe('patterns of times', () => {
  test.each<[(pattern: string) => string | null, string, string | null]>([
    [strptimeOfJava, 'yyyy-MM-dd', '%Y-%m-%d'],
    [strptimeOfJava, "dd/MM/yy HH'h'mm", '%d/%m/%y %Hh%M'],
    [strptimeOfJava, "yyyy''MM", "%Y'%m"],
    [strptimeOfJava, 'yyyy%MM', '%Y%%%m'],
    [strptimeOfJava, 'd MMM yyyy', null],
    [strptimeOfJava, 'EEE dd', null],
    [strptimeOfPostgres, 'YYYY-MM-DD HH24:MI:SS', '%Y-%m-%d %H:%M:%S'],
    [strptimeOfPostgres, 'DD Mon YYYY', '%d %b %Y'],
    [strptimeOfPostgres, 'YYYY-MM-DDTHH24', '%Y-%m-%dT%H'],
    [strptimeOfPostgres, 'Q YYYY', null],
    [(notation) => strptimeOfNotation(notation)?.format ?? null, 'd/M/yyyy', '%d/%m/%Y'],
    [(notation) => strptimeOfNotation(notation)?.format ?? null, 'd MMM yyyy', null],
    [(notation) => strptimeOfNotation(notation)?.pattern ?? null, 'dd.MM.yyyy', '^ *[0-9]{2}\\.[0-9]{2}\\.[0-9]{4} *$'],
    [(notation) => strptimeOfNotation(notation)?.pattern ?? null, '%d.%m', null],
  ])('case %#', (translate, pattern, expected) => {
    expect(translate(pattern)).toBe(expected);
  });
});
