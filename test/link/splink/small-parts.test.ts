// The small parts that read and write models of Splink: spelling, words of SQL, patterns of times, templates, what is written.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PlanError } from '../../../src/core/errors.ts';
import type { Condition } from '../../../src/link/model/condition.ts';
import type { Expression } from '../../../src/link/model/expression.ts';
import { isSameSql, matchSql, sqlTemplate } from '../../../src/link/splink/match-sql.ts';
import { parseSql } from '../../../src/link/splink/parse-sql.ts';
import { completed, dialectOf, nameOfComparison } from '../../../src/link/splink/read-level.ts';
import { respell, spellingOf, type SplinkObject } from '../../../src/link/splink/spelling.ts';
import { SQL_DIALECTS } from '../../../src/link/splink/sql-dialects.ts';
import type { SplinkDialect } from '../../../src/link/splink/sql-node.ts';
import { sqlTokens } from '../../../src/link/splink/sql-tokens.ts';
import { strptimeOfJava, strptimeOfNotation, strptimeOfPostgres } from '../../../src/link/splink/time-patterns.ts';
import { textLiteral, writeExpression } from '../../../src/link/splink/write-expression.ts';
import { prefixed, suffixed, writeCondition } from '../../../src/link/splink/write-sql.ts';

const a: Expression = { column: 'a' };
const sqlOf = (sql: string, dialect: SplinkDialect = 'duckdb'): Parameters<typeof sqlTokens>[0] => ({ sql, dialect, path: 'sql' });

describe('spelling', () => {
  const object: fc.Arbitrary<SplinkObject> = fc.dictionary(fc.constantFrom('m', 'u', 'label', 'sql', 'note', 'toString'), fc.constantFrom<unknown>(0, 1, '', 'x', null, false, [1], { a: 1 }));

  test('gives an object back as it was, where every spelling means the same', () => {
    fc.assert(fc.property(object, object, (given, written) => {
      expect(respell(written, spellingOf(given, written), () => true)).toEqual(given);
    }));
  });

  test('is nothing for what would be written anyway, members in any order', () => {
    fc.assert(fc.property(object, (written) => {
      expect(spellingOf(Object.fromEntries(Object.entries(written).reverse()), written)).toEqual({});
    }));
  });

  test('gives way, member by member, where it no longer means what is written', () => {
    const spelling = spellingOf({ m: 0.5, note: 'old', extra: 1 }, { m: 0.9, label: 'same', note: 'new' });
    expect(spelling).toEqual({ kept: { m: 0.5, note: 'old', extra: 1 }, omitted: ['label'] });
    const written = { m: 0.8, label: 'same', note: 'newer' };
    expect(respell(written, spelling, () => false)).toBe(written);
    expect(respell(written, spelling, (candidate) => candidate['m'] === 0.8)).toEqual({ m: 0.8, note: 'old', extra: 1 });
    expect(respell(written, spelling, (candidate) => candidate['label'] === 'same' && candidate['m'] === 0.8)).toEqual({ m: 0.8, label: 'same', note: 'old', extra: 1 });
  });

  test('that a reader refuses means something else; any other fault is no answer', () => {
    const refuse = (error: Error) => () => { throw error; };
    expect(respell({ m: 1 }, { kept: { m: 2 } }, refuse(new PlanError([{ code: 'PLAN_SYNTAX', path: '', message: '' }])))).toEqual({ m: 1 });
    expect(() => respell({ m: 1 }, { kept: { m: 2 } }, refuse(new TypeError('mine')))).toThrow('mine');
  });
});

describe('words of SQL', () => {
  const word = fc.constantFrom<[kind: string, value: string, sql: string]>(['name', 'a_l', 'a_l'], ['name', 'prénom', 'prénom'], ['quoted', 'first name', '"first name"'], ['quoted', 'a"b', '"a""b"'], ['quoted', 'x', '`x`'], ['text', "it's", "'it''s'"], ['text', '', "''"],
    ['number', '12', '12'], ['number', '.5', '.5'], ['number', '1e-3', '1e-3'], ['sign', '<=', '<='], ['sign', '::', '::'], ['sign', '||', '||'], ['sign', '->', '->'], ['sign', '(', '(']);
  const space = fc.constantFrom(' ', '\n', '\t ', ' /* a * remark */ ', ' -- a remark\n');

  test('are found whatever stands between them, each at its place', () => {
    fc.assert(fc.property(fc.array(fc.tuple(word, space), { maxLength: 20 }), (words) => {
      let sql = '';
      const places = words.map(([[, , text], between]) => {
        const at = sql.length;
        sql += `${text}${between}`;
        return at;
      });
      const tokens = sqlTokens(sqlOf(sql));
      expect(tokens.slice(0, -1)).toEqual(words.map(([[kind, value]], index) => ({ kind, value, at: places[index]! })));
      expect(tokens.at(-1)).toEqual({ kind: 'end', value: '', at: sql.length });
    }));
  });

  test('a text in quotes is read as it was, whatever stands in it; a backslash is one but in Spark', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom("'", '"', '\\', '-', '/', '*', 'é', '\n', 'x'), maxLength: 20 }), (value) => {
      for (const dialect of ['duckdb', 'sqlite', 'postgres', 'athena'] as const) expect(parseSql(sqlOf(textLiteral(value), dialect))).toEqual({ kind: 'text', value, at: 0 });
      expect(parseSql(sqlOf(textLiteral(value, SQL_DIALECTS.spark), 'spark'))).toEqual({ kind: 'text', value, at: 0 });
    }));
  });

  test.each(["'x", '"x', '`x', "'x''", "a = 'SECRET"])('quotes that stay open are refused where they open: %s', (sql) => {
    const at = sql.search(/['"`]/) + 1;
    expect(() => sqlTokens(sqlOf(sql))).toThrow(`sql: character ${at}: expected the end of what the quotes open`);
  });

  test('are at most 20,000 characters', () => {
    expect(sqlTokens(sqlOf(' '.repeat(20_000)))).toHaveLength(1);
    expect(() => sqlTokens(sqlOf(' '.repeat(20_001)))).toThrow('character 20001');
  });
});

describe('expressions of SQL', () => {
  const SOME = ['a_l = a_r', 'a_l = b_r', '"A_l" = a_r', "a_l = 'a_r'", 'a_l = 1', "a_l = '1'", 'l.a = r.a', 'lower(a_l) = a_r', 'lower(a_l, a_r)', 'a_l IS NULL', 'a_l IN (1, 2)', 'f(x -> x)', 'f((x, y) -> x)', 'f((x, y) -> y)', 'null', "'null'"];

  test('are the same as themselves, written more widely, and as no other', () => {
    for (const [index, sql] of SOME.entries()) {
      SOME.forEach((other, place) => {
        const wide = `( ${other.replaceAll(/([(),])/g, ' $1 ')} )`;
        expect([sql, other, isSameSql(parseSql(sqlOf(sql)), parseSql(sqlOf(wide)))]).toEqual([sql, other, index === place]);
      });
    }
  });

  test('match a template without places where they are the same, and one that is a place always', () => {
    for (const sql of SOME) for (const other of SOME) expect(matchSql(sqlTemplate(sql), parseSql(sqlOf(other)))).toEqual(sql === other ? {} : null);
    for (const sql of SOME) expect(Object.keys(matchSql(sqlTemplate('$all'), parseSql(sqlOf(sql)))!)).toEqual(['$all']);
  });
});

describe('patterns of times', () => {
  const inWords = (words: Readonly<Record<string, string>>): fc.Arbitrary<readonly (readonly [string, string])[]> => fc.array(fc.tuple(fc.constantFrom(...Object.entries(words)), fc.constantFrom<[string, string]>(['-', '-'], ['/', '/'], [' ', ' '], [':', ':'], ['%', '%%'])).map(([[from, to], [sign, written]]) => [from + sign, to + written] as const), { maxLength: 6 });
  const JAVA = { yyyy: '%Y', yy: '%y', MM: '%m', dd: '%d', HH: '%H', mm: '%M', ss: '%S', MMM: '%b', MMMM: '%B' };
  const POSTGRES = { YYYY: '%Y', YY: '%y', MM: '%m', DD: '%d', HH24: '%H', MI: '%M', SS: '%S', Mon: '%b', Month: '%B' };

  test.each<[string, (pattern: string) => string | null, Readonly<Record<string, string>>]>([['Java', strptimeOfJava, JAVA], ['PostgreSQL', strptimeOfPostgres, POSTGRES]])('of %s are translated part by part', (_what, translate, words) => {
    fc.assert(fc.property(inWords(words), (parts) => {
      expect(translate(parts.map(([from]) => from).join(''))).toBe(parts.map(([, to]) => to).join(''));
    }));
  });

  test.each(['y', 'yyy', 'M', 'd', 'hh', 'a', 'SSS', 'MMMMM', 'constructor', 'Z', 'YYYY', 'DD'])('of Java with %s are none here', (part) => {
    expect(strptimeOfJava(`yyyy ${part}`)).toBeNull();
  });

  test('of plans take the digits that they ask for, spaces around, and nothing else', () => {
    const { pattern } = strptimeOfNotation('d/MM/yyyy')!;
    const takes = (text: string): boolean => new RegExp(pattern!).test(text);
    expect(['1/02/2003', '11/12/2003', '  1/02/2003 '].map(takes)).toEqual([true, true, true]);
    expect(['1/2/2003', '111/02/2003', '1/02/03', '1-02-2003', '1/02/2003x', ''].map(takes)).toEqual([false, false, false, false, false, false]);
    expect(new RegExp(strptimeOfNotation('dd.MM')!.pattern!).test('01x02')).toBe(false);
  });
});

describe('what is written', () => {
  const step = (...derive: readonly object[]): Expression => ({ column: 'a', derive } as Expression);
  const asked = (measure: string, more: object): Condition => ({ kind: 'measure', measure, of: a, ...more } as Condition);

  test.each<[Expression, string]>([
    [a, '"a_l"'], [{ column: 'a "b"' }, '"a ""b""_l"'], [{ concat: [a, { column: 'b' }] }, '("a_l" || "b_l")'], [{ concat: [a, { column: 'b' }], separator: "'" }, `("a_l" || '''' || "b_l")`], [{ list: [a, step({ op: 'lower' })] }, '["a_l", lower("a_l")]'],
    [step({ op: 'slice', from: -3 }), 'substring("a_l", -3)'], [step({ op: 'slice', from: 2, length: 4 }, { op: 'upper' }), 'upper(substring("a_l", 2, 4))'], [step({ op: 'nullIf', value: "l'été" }), `NULLIF("a_l", 'l''été')`],
    [step({ op: 'emailDomain' }), `NULLIF(regexp_extract("a_l", '@([^@]+)$', 1), '')`], [step({ op: 'parseTime', format: '%Y-%m-%d' }, { op: 'monthCount' }), `(year(try_strptime("a_l", '%Y-%m-%d')) * 12 + month(try_strptime("a_l", '%Y-%m-%d')) - 23641)`],
    [step({ op: 'split', separator: ' ' }, { op: 'element', at: -1 }, { op: 'toNumber' }), `TRY_CAST(string_split("a_l", ' ')[-1] AS DOUBLE)`],
  ])('of the expression %j', (expression, sql) => {
    expect(writeExpression(expression, suffixed().left, 'of', SQL_DIALECTS.duckdb)).toBe(sql);
  });

  test.each<[Condition, string]>([
    [{ kind: 'null', of: a }, 'l."a" IS NULL OR r."a" IS NULL'], [{ kind: 'null', of: a, side: 'both' }, 'l."a" IS NULL AND r."a" IS NULL'], [{ kind: 'null', of: a, side: 'right' }, 'r."a" IS NULL'],
    [{ kind: 'literal', of: a, side: 'both', value: 'x' }, `l."a" = 'x' AND r."a" = 'x'`], [{ kind: 'literal', of: a, side: 'left', value: '' }, `l."a" = ''`], [{ kind: 'equal', of: a, against: { column: 'b' } }, 'l."a" = r."b"'],
    [{ kind: 'all', of: [{ kind: 'not', of: { kind: 'equal', of: a } }, { kind: 'any', of: [{ kind: 'null', of: a }] }] }, '(NOT (l."a" = r."a")) AND ((l."a" IS NULL OR r."a" IS NULL))'],
    [{ kind: 'registered', name: 'mine', of: a, below: -1 }, 'mine(l."a", r."a") < -1'], [{ kind: 'otherwise' }, 'ELSE'],
    [asked('jaro', { above: 0 }), 'jaro_similarity(l."a", r."a") > 0'], [asked('jaccard', { q: 1, atLeast: 0.5 }), 'jaccard(l."a", r."a") >= 0.5'], [asked('absoluteDifference', { atMost: 1 }), 'ABS(l."a" - r."a") <= 1'],
    [asked('timeDifference', { below: 60 }), 'ABS(EPOCH(l."a") - EPOCH(r."a")) < 60'], [asked('intersection', { atLeast: 2 }), 'array_length(list_intersect(l."a", r."a")) >= 2'],
  ])('of the condition %j', (condition, sql) => {
    expect(writeCondition(condition, prefixed(), 'when')).toBe(sql);
  });

  test.each<[Condition, string]>([
    [asked('osa', { atMost: 1 }), 'when.measure'], [asked('jaccard', { atLeast: 0.5 }), 'when.measure'], [asked('containment', { atLeast: 0.5 }), 'when.measure'], [asked('cosine', { atLeast: 0.5, overLists: true }), 'when.measure'], [asked('kilometres', { atMost: 1 }), 'when.of'],
    [{ kind: 'registered', name: 'my kernel', of: a, atLeast: 1 }, 'when.name'], [{ kind: 'not', of: { kind: 'any', of: [{ kind: 'equal', of: a }, { kind: 'equal', of: a, against: step({ op: 'trim' }, { op: 'name' }) }] } }, 'when.of.of[1].against.derive[1]'],
    [{ kind: 'null', of: { concat: [a, { list: [a, step({ op: 'qGrams', q: 2 })] }] } as never }, 'when.of.concat[1].list[1].derive[0]'],
  ])('is refused where DuckDB has no counterpart: %j', (condition, path) => {
    let refused: unknown = null;
    try {
      writeCondition(condition, suffixed(), 'when');
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(PlanError);
    expect((refused as PlanError).problems.map((problem) => `${problem.code} ${problem.path}`)).toEqual([`PLAN_OUT_OF_RANGE ${path}`]);
  });
});

describe('what a file leaves to its reader', () => {
  const named = (given: string | null | undefined, ...of: readonly Expression[]): string => nameOfComparison(given === undefined ? {} : { output_column_name: given }, of.map((one) => ({ label: '', when: { kind: 'equal', of: one }, m: null, u: null })));

  test('is the name of a comparison: its columns, each once, at most 100 characters', () => {
    expect(named('mine', a)).toBe('mine');
    for (const none of [null, undefined]) expect(named(none, a, { concat: [{ column: 'b' }, a] }, { list: [{ column: 'c' }, a] })).toBe('a_b_c');
    expect(named(null, { column: 'x'.repeat(200) })).toBe('x'.repeat(100));
    expect(named(null)).toBe('comparison');
  });

  test('are a dialect by its name, and a meaning by the text, spaces around it aside', () => {
    expect((['duckdb', 'spark', 'DUCKDB', 'mysql', '', null, undefined] as const).map(dialectOf)).toEqual(['duckdb', 'spark', null, null, null, null, null]);
    const completions = { 'x = 1': { kind: 'otherwise' } as const };
    expect(['x = 1', ' x = 1\n', 'x  = 1', 'toString'].map((sql) => completed(sql, { completions }))).toEqual([{ kind: 'otherwise' }, { kind: 'otherwise' }, null, null]);
  });
});
