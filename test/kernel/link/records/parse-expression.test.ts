import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileExpression, expressionFinder } from '../../../../src/link/kernel/records/match-expression.ts';
import { parseExpression } from '../../../../src/link/kernel/records/parse-expression.ts';
import { processorClock } from '../../../processor-time.ts';

const fault = (pattern: string, group = 0): string => {
  const compiled = compileExpression(pattern, group);
  return 'message' in compiled ? `${compiled.at}: ${compiled.message}` : 'none';
};
const find = (pattern: string, text: string, group = 0): string | null => {
  const compiled = compileExpression(pattern, group);
  if ('message' in compiled) throw new Error(compiled.message);
  return expressionFinder(compiled)(text);
};

describe('what is no regular expression is refused where it goes wrong', () => {
  test.each<[pattern: string, expected: string]>([
    ['*a', '0: nothing to repeat'],
    ['a|+', '2: nothing to repeat'],
    ['a**', '3: a repetition of a repetition: put the first one into a group'],
    ['^*', '2: nothing to repeat'],
    ['(a', '2: a parenthesis that is not closed'],
    ['a)', '1: a parenthesis that closes nothing'],
    ['(?=a)', '1: look-around, names and flags of groups are not supported'],
    ['(?i)a', '1: look-around, names and flags of groups are not supported'],
    ['(?<x>a)', '1: look-around, names and flags of groups are not supported'],
    ['[a', '2: a bracket that is not closed'],
    ['[]', '2: a bracket that is not closed'],
    ['[z-a]', '4: expected a range of characters that ascends'],
    ['[a-\\d]', '5: expected a range of characters that ascends'],
    ['[[:unknown:]]', '1: an unknown class of characters'],
    ['\\', '1: a backslash before nothing'],
    ['(a)\\1', '4: back-references are not supported'],
    ['\\q', '1: an unknown escape'],
    ['a{2,1}', '1: expected counts that ascend, of at most 1000'],
    ['a{1001}', '1: expected counts that ascend, of at most 1000'],
    ['(a{1000}){1000}', '0: too long: counts in braces multiply'],
    [`${'('.repeat(51)}a${')'.repeat(51)}`, '51: expected at most 50 groups inside each other'],
    ['😀\\q', '2: an unknown escape'],
  ])('%s', (pattern, expected) => {
    expect(fault(pattern)).toBe(expected);
  });

  test('a group that the expression does not have cannot be taken out', () => {
    expect(fault('(a)(?:b)', 1)).toBe('none');
    expect(fault('(a)(?:b)', 2)).toBe('0: expected a group from 0 to 1');
    expect(fault('a', 1)).toBe('0: expected a group from 0 to 0');
  });

  test('whatever is written, it is read or refused, in bounded time, and the place is in the pattern', () => {
    const written = fc.string({ unit: fc.constantFrom(...'ab()[]{}|*+?^$\\.-,:0129dwsB😀'), maxLength: 30 });
    fc.assert(fc.property(written, (pattern) => {
      const compiled = compileExpression(pattern, 0);
      if ('message' in compiled) {
        expect(compiled.at).toBeGreaterThanOrEqual(0);
        expect(compiled.at).toBeLessThanOrEqual(Array.from(pattern).length);
      } else {
        expect(compiled.instructions.length).toBeLessThanOrEqual(12_000);
      }
    }), { numRuns: 3000 });
  });
});

describe('characters and their classes', () => {
  test.each<[pattern: string, text: string, expected: string | null]>([
    ['[]a]+', 'x]a]', ']a]'],
    ['[^]a]+', ']xyz', 'xyz'],
    ['[a-]+', 'b-a-', '-a-'],
    ['[-a]+', 'b-a-', '-a-'],
    ['[\\w-]+', '!a-b!', 'a-b'],
    ['[[:alpha:][:digit:]]+', '--é1a--', '1a'],
    ['[[:^digit:]]+', '12ab3', 'ab'],
    ['\\D+', '12é3', 'é'],
    ['\\S+', ' \té ', 'é'],
    ['\\W', 'é', 'é'],
    ['.+', 'a\nb', 'a'],
    ['a.c', 'a😀c', 'a😀c'],
    ['[😀-😂]', 'x😁', '😁'],
    ['\\.', 'a.b', '.'],
    ['\\t', 'a\tb', '\t'],
    ['a{,3}', 'a{,3}', 'a{,3}'],
    ['a{x}', 'a{x}', 'a{x}'],
    ['\\bb', 'ab b', 'b'],
    ['é\\b', 'éa', 'é'],
    ['\\Bb', 'b ab', 'b'],
    ['a$', 'a\n', null],
    ['^b', 'a\nb', null],
    ['', 'abc', ''],
    ['a{0}b', 'ab', 'b'],
  ])('%s in %j', (pattern, text, expected) => {
    expect(find(pattern, text)).toBe(expected);
  });
});

describe('groups', () => {
  test.each<[pattern: string, text: string, group: number, expected: string | null]>([
    ['(a)|(b)', 'b', 1, null],
    ['(a)|(b)', 'b', 2, 'b'],
    ['(a|b)*', 'abab', 1, 'b'],
    ['((a)(b))c', 'abc', 1, 'ab'],
    ['((a)(b))c', 'abc', 3, 'b'],
    ['(?:x(a))?b', 'b', 1, null],
    ['(a*)b', 'b', 1, ''],
    ['(a+?)(a*)', 'aaa', 1, 'a'],
    ['(a+?)(a*)', 'aaa', 2, 'aa'],
    ['(a){0}b', 'b', 1, null],
    ['(a|ab)(c|bcd)', 'abcd', 2, 'bcd'],
  ])('%s in %s, group %i', (pattern, text, group, expected) => {
    expect(find(pattern, text, group)).toBe(expected);
  });

  test('groups are counted by their opening parenthesis; those that do not capture are not', () => {
    expect(parseExpression('(a(b))(?:c)(d)')).toMatchObject({ groups: 3 });
  });
});

/** Expressions on which RE2 and backtracking agree: no repetition of what may be empty. */
const pattern: fc.Arbitrary<string> = fc.letrec<{ all: string; full: string }>((tie) => ({
  all: fc.oneof(
    { withCrossShrink: true, depthSize: 'small' },
    fc.constantFrom('a', 'b', '[ab]', '[^a]', '.', 'é', '\\w', '\\d'),
    fc.tuple(tie('all'), tie('all')).map(([one, other]) => `${one}${other}`),
    fc.tuple(tie('all'), tie('all')).map(([one, other]) => `(?:${one}|${other})`),
    fc.tuple(tie('full'), fc.constantFrom('*', '+', '?', '{2}', '{1,2}', '{0,2}', '{2,}', '*?', '+?', '??', '{1,3}?')).map(([one, times]) => `(?:${one})${times}`),
    tie('all').map((one) => `(${one})`),
    fc.constantFrom('\\b', '^a', 'b$'),
  ),
  full: fc.oneof(fc.constantFrom('a', 'ab', '[ab]', 'a|b', 'ba?'), fc.tuple(fc.constantFrom('a', 'b'), tie('all')).map(([one, rest]) => `${one}${rest}`)),
})).all;

describe('matching', () => {
  test('finds what the expressions of the language find, in every group', () => {
    fc.assert(fc.property(pattern, fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'é', '1', ' '), maxLength: 8 }), { maxLength: 6 }), (written, texts) => {
      fc.pre(written.length < 60);
      for (const text of texts) {
        const expected = new RegExp(written, 'u').exec(text);
        expect(find(written, text)).toBe(expected?.[0] ?? null);
      }
    }), { numRuns: 1500 });
  });

  test('takes time in proportion to the text where backtracking would not end', () => {
    const spent = processorClock();
    expect(find('(?:a+)+b', 'a'.repeat(50_000))).toBe(null);
    expect(find('(?:a|a)*(?:a|aa)*c', 'a'.repeat(20_000))).toBe(null);
    expect(find('^(?:a?){50}a{50}$', 'a'.repeat(50))).toBe('a'.repeat(50));
    expect(spent()).toBeLessThan(3000);
  });

  test('one finder answers for each text alone', () => {
    const compiled = compileExpression('(\\d+)-(\\d+)', 2);
    if ('message' in compiled) throw new Error(compiled.message);
    const finder = expressionFinder(compiled);
    expect(['1-2', 'x', '', '33-44-55', '1-'].map(finder)).toEqual(['2', null, null, '44', null]);
    expect(['1-', '33-44-55', '', 'x', '1-2'].map(finder)).toEqual([null, '44', null, null, '2']);
  });
});
