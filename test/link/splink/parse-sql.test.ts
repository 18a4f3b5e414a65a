import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PlanError } from '../../../src/core/errors.ts';
import { matchSql, sqlTemplate } from '../../../src/link/splink/match-sql.ts';
import { parseSql } from '../../../src/link/splink/parse-sql.ts';
import type { SplinkDialect, SqlNode } from '../../../src/link/splink/sql-node.ts';
import { processorClock } from '../../processor-time.ts';

/** The tree with round brackets everywhere: names bare, texts in quotes. */
function show(node: SqlNode): string {
  switch (node.kind) {
    case 'column':
      return node.table === null ? node.name : `${node.table}.${node.name}`;
    case 'text':
      return `'${node.value}'`;
    case 'number':
    case 'word':
      return String(node.value);
    case 'parameter':
      return `#${node.index}`;
    case 'call':
      return `${node.name}(${node.of.map(show).join(', ')})`;
  }
}

const parse = (sql: string, dialect: SplinkDialect = 'duckdb'): SqlNode => parseSql({ sql, dialect, path: 'here' });
const shown = (sql: string, dialect?: SplinkDialect): string => show(parse(sql, dialect));

describe('SQL is read as databases read it', () => {
  test.each([
    ['a OR b AND NOT c = d', 'or(a, and(b, not(=(c, d))))'],
    ['a AND b AND (c OR d)', 'and(a, b, or(c, d))'],
    ['a - b - c', '-(-(a, b), c)'],
    ['a + b * -c', '+(a, *(b, negative(c)))'],
    ['-1.5e3 < a / 2 % b', '<(-1500, %(/(a, 2), b))'],
    ["a || ' ' || b = c", "=(||(||(a, ' '), b), c)"],
    ['a + 1 || b', '||(+(a, 1), b)'],
    ['a IS NULL OR b IS NOT NULL', 'or(is null(a), not(is null(b)))'],
    ['a IS NOT DISTINCT FROM b', 'or(and(=(a, b), not(is null(a)), not(is null(b))), and(is null(a), is null(b)))'],
    ['a IS DISTINCT FROM b', 'not(or(and(=(a, b), not(is null(a)), not(is null(b))), and(is null(a), is null(b))))'],
    ['a BETWEEN 1 AND 2 AND b', 'and(and(>=(a, 1), <=(a, 2)), b)'],
    ['a NOT BETWEEN 1 AND 2', 'not(and(>=(a, 1), <=(a, 2)))'],
    ["a NOT IN ('x', 'y')", "not(or(=(a, 'x'), =(a, 'y')))"],
    ['a == b AND c != d AND e <> f', 'and(=(a, b), <>(c, d), <>(e, f))'],
    ['CASE WHEN a THEN 1 WHEN b THEN 2 ELSE 3 END', 'case(a, 1, b, 2, 3)'],
    ['case when a then 1 end', 'case(a, 1, null)'],
    ['CAST(a AS VARCHAR(10)) = b::text', '=(cast(a, text), cast(b, text))'],
    ['TRY_CAST(a AS double precision)::decimal(10, 2)', 'cast(cast(a, double), decimal)'],
    ["DATE '2000-01-01' > x", ">(cast('2000-01-01', date), x)"],
    ['EXTRACT(EPOCH FROM a) - EXTRACT(year from b)', '-(epoch(a), year(b))'],
    ['SUBSTRING(a FROM 1 FOR 3)', 'substr(a, 1, 3)'],
    ['substr(a, 2)', 'substr(a, 2)'],
    ["substring(a from '(x)')", "find(a, '(x)')"],
    ['a[1] = b[-1]', '=(element(a, 1), element(b, -1))'],
    ['a[1:3]', 'slice(a, 1, 3)'],
    ["ARRAY['x', y]", "list('x', y)"],
    ['list_transform(a, x -> transform(b, y -> [x, y]))', 'transform(a, function of 1(transform(b, function of 1(list(#0, #1)))))'],
    ['list_transform(a, lambda x: x)', 'transform(a, function of 1(#0))'],
    ['reduce(a, (x, y) -> x + y)', 'reduce(a, function of 2(+(#0, #1)))'],
    ['f(x -> x, x)', 'f(function of 1(#0), x)'],
    ['l."first ""name""" = r.`b`', '=(l.first "name", r.b)'],
    ["'it''s'", "'it's'"],
    ['a /* one */ = -- two\n b', '=(a, b)'],
    ['"date" = timestamp', '=(date, timestamp)'],
    ['prénom_l = prénom_r', '=(prénom_l, prénom_r)'],
  ])('%s', (sql, tree) => {
    expect(shown(sql)).toBe(tree);
  });

  test('functions and types have one name, whatever the dialect calls them', () => {
    expect(shown('jaro_winkler(a, b)')).toBe(shown('JARO_WINKLER_SIMILARITY(a, b)'));
    expect(shown('SIZE(ARRAY_INTERSECT(a, b))', 'spark')).toBe(shown('array_length(list_intersect(a, b))'));
    expect(shown('CAST(a AS STRING)', 'spark')).toBe(shown('a::VARCHAR'));
  });

  test('backslashes escape, and brackets count from 0, in Spark only', () => {
    expect(shown(String.raw`f('a\'b\\d')`, 'spark')).toBe(String.raw`f('a'b\d')`);
    expect(shown(String.raw`f('\d')`)).toBe(String.raw`f('\d')`);
    expect(shown('a[0]', 'spark')).toBe('element(a, 1)');
  });
});

describe('what is no SQL is refused with its position', () => {
  test.each([
    ['', 'character 1: expected an operand'],
    ['a =', 'character 4: expected an operand'],
    ['a = = b', 'character 5: expected an operand'],
    ['(a = b', 'character 7: expected ")"'],
    ['a = b)', 'character 6: expected an operator or the end'],
    ['a b', 'character 3: expected an operator or the end'],
    ["a = 'x", 'character 5: expected the end of what the quotes open'],
    ['a = b ; c', 'character 7: expected a name, a text, a number or an operator'],
    ['a =\n  b ?', 'line 2, character 5: expected a name, a text, a number or an operator'],
    ['CASE a WHEN 1 THEN 2 END', 'character 6: expected WHEN'],
    ['CASE WHEN a THEN 2', 'character 19: expected END'],
    ['CAST(a, text)', 'character 7: expected AS'],
    ['a IS 1', 'character 6: expected NULL or DISTINCT FROM'],
    ['a LIKE b', 'character 3: expected an operator or the end'],
    ['(SELECT 1)', 'character 2: expected an operand'],
    ['l.a.b', 'character 4: expected a column of the record, not a part of it'],
    ['f(a,)', 'character 5: expected an operand'],
    ['and', 'character 1: expected an operand'],
    ['('.repeat(500), 'character 101: expected at most 100 levels'],
    ['- '.repeat(500), 'expected at most 100 levels'],
    [`a${' || a'.repeat(500)}`, 'expected at most 100 operands'],
    [`a${'[1]'.repeat(500)}`, 'expected at most 100 casts and elements'],
    [' '.repeat(20_001), 'character 20001: expected at most 20000 characters'],
  ])('%.40s', (sql, message) => {
    expect(() => parse(sql)).toThrow(message);
    expect(() => parse(sql)).toThrow(/^here: /);
  });

  const words = ['a_l', 'a_r', '"b_l"', "'x'", '1', '.5', '(', ')', '[', ']', ',', '.', '=', '<', '<=', '->', '::', '||', '-', '+', '*', '/', 'AND', 'OR', 'NOT', 'IS', 'NULL', 'CASE', 'WHEN', 'THEN',
    'ELSE', 'END', 'CAST', 'AS', 'text', 'levenshtein', 'list_transform', 'BETWEEN', 'IN', 'substring', 'from', 'for', 'x', 'lambda', ':', "'", '"', '/*', '--', ' ', '\n', 'é', '\u{1F600}'];

  test('whatever the words, in no time, and without quoting them', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...words), { maxLength: 60 }), (soup) => {
      try {
        parse([...soup, 'SECRET'].join(' '));
      } catch (error) {
        expect(error).toBeInstanceOf(PlanError);
        expect((error as Error).message).toMatch(/^here: (?:line \d+, )?character \d+: /);
        expect((error as Error).message).not.toMatch(/SECRET/);
      }
    }), { numRuns: 2000 });
  });

  test('a comment that never ends is no trap', () => {
    const spent = processorClock();
    expect(() => parse('a'.padEnd(20_000, '/*'))).toThrow(PlanError);
    expect(spent()).toBeLessThan(5000);
  });
});

describe('templates', () => {
  test('a place holds the same expression wherever it occurs', () => {
    const template = sqlTemplate('abs($a - $b) / greatest($a, $b)');
    const found = matchSql(template, parse('abs(f(x) - y) / greatest(f(x), y)'));
    expect(found === null ? null : Object.fromEntries(Object.entries(found).map(([name, node]) => [name, show(node)]))).toEqual({ $a: 'f(x)', $b: 'y' });
    expect(matchSql(template, parse('abs(x - y) / greatest(x, x)'))).toBeNull();
    expect(matchSql(template, parse('abs(x - y) / greatest(x)'))).toBeNull();
    expect(matchSql(template, parse('x'))).toBeNull();
  });

  test('a function may be left open, and names of parameters do not matter', () => {
    const template = sqlTemplate('transform($a, x -> $f(x, 1))');
    expect(matchSql(template, parse('list_transform(c, whatever -> round(whatever, 1))'))?.['$f']).toMatchObject({ value: 'round' });
    expect(matchSql(template, parse('list_transform(c, whatever -> round(c, 1))'))).toBeNull();
  });
});
