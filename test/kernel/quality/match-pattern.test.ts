// Oracle: regular expressions of the engine, which the language stands in for.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePattern, matches, matchesText } from '../../../src/quality/kernel/match-pattern.ts';
import { processorClock } from '../../processor-time.ts';

const CAPITAL = 'A-ZÀ-ÖØ-ÞŒŸ';
const SMALL = 'a-zß-öø-ÿœ';
const CLASSES: Readonly<Record<string, string>> = { 9: '[0-9]', A: `[${CAPITAL}]`, a: `[${SMALL}]`, X: `[0-9${CAPITAL}${SMALL}]`, '?': '[^]', '*': '[^]*' };

/** Says the same in a regular expression, for patterns without braces and backslashes. */
const expressionOf = (pattern: string): RegExp =>
  new RegExp(`^${[...pattern].map((character) => (character === '+' ? '+' : (CLASSES[character] ?? character.replace(/[./|]/, '\\$&')))).join('')}$`, 'u');

const symbol = fc.constantFrom('9', 'A', 'a', 'X', '?', '-', '.', ' ', 'é', '𝒶', '/', 'Z');
const pattern = fc.array(fc.oneof({ weight: 6, arbitrary: symbol }, { weight: 2, arbitrary: symbol.map((one) => `${one}+`) }, { weight: 1, arbitrary: fc.constant('*') }), { minLength: 1, maxLength: 8 })
  .map((parts) => parts.join('').replace(/\*+/gu, '*'));
const character = fc.constantFrom('0', '7', 'B', 'Z', 'b', 'z', 'É', 'é', 'œ', 'Ÿ', '×', '÷', '-', '.', ' ', '/', '𝒶', '€', '\n');
const text = fc.array(character, { maxLength: 10 }).map((parts) => parts.join(''));

describe('patterns', () => {
  test('match what the same regular expression matches', () => {
    fc.assert(fc.property(pattern, text, (written, value) => {
      expect(matchesText(compilePattern(written), value)).toBe(expressionOf(written).test(value));
    }), { numRuns: 3000 });
  });

  test('match a text that was made from them', () => {
    const made: Readonly<Record<string, readonly string[]>> = { 9: ['0', '5', '9'], A: ['A', 'É', 'Œ'], a: ['z', 'ç', 'œ'], X: ['7', 'K', 'k'], '?': ['€', '𝒶', ' '] };
    fc.assert(fc.property(fc.array(fc.tuple(symbol, fc.integer({ min: 1, max: 4 }), fc.nat()), { minLength: 1, maxLength: 12 }), (parts) => {
      const written = parts.map(([one, count]) => `${one}{${count}}`).join('');
      const value = parts.map(([one, count, choice]) => (made[one]?.[choice % 3] ?? one).repeat(count)).join('');
      expect(matchesText(compilePattern(written), value)).toBe(true);
      expect(matchesText(compilePattern(written), `${value}!`)).toBe(false);
      expect(matchesText(compilePattern(written), [...value].slice(1).join(''))).toBe(false);
    }));
  });

  test.each([
    ['9{5}', ['07000', '97400'], ['7000', '0700A', '070000', '', ' 07000']],
    ['A99.9+', ['J45.0', 'J45.01'], ['J45', 'J45.', 'j45.0']],
    ['9{9} 9{5}', ['732829320 00074'], ['73282932000074']],
    ['*@*.*', ['a@b.fr', '@.'], ['a@b', 'a.b']],
    ['\\9\\A\\*\\\\', ['9A*\\'], ['1B*\\']],
    ['A+-A+', ['JEAN-PAUL', 'É-Œ'], ['JEAN', '-PAUL', 'JEAN-', 'Jean-Paul']],
    ['FR99 9{4} 9{4} 9{4} 9{4} 9{4} 999', ['FR76 3000 6000 0112 3456 7890 189'], ['FR76 3000 6000 0112 3456 7890 18', 'FR76 3000 6000 0112 3456 7890 1890']],
    ['}', ['}'], ['{']],
    ['9{30}A+', [`${'7'.repeat(30)}BB`], [`${'7'.repeat(30)}`, `${'7'.repeat(29)}BB`]],
  ])('%s', (written, right, wrong) => {
    const compiled = compilePattern(written);
    for (const value of right) expect(matchesText(compiled, value), value).toBe(true);
    for (const value of wrong) expect(matchesText(compiled, value), value).toBe(false);
  });

  test('a text inside others is judged by its own bytes', () => {
    const bytes = new TextEncoder().encode('12é345');
    expect(matches(compilePattern('999'), bytes, 4, 7)).toBe(true);
    expect(matches(compilePattern('é'), bytes, 2, 4)).toBe(true);
    expect(matches(compilePattern('9{3}'), bytes, 3, 6)).toBe(false);
  });

  test('time is linear in the text, where a careless expression takes for ever', () => {
    const compiled = compilePattern('*a*a*a*a*a*a*a*a*b');
    const spent = processorClock();
    expect(matchesText(compiled, 'a'.repeat(1_000_000))).toBe(false);
    expect(spent()).toBeLessThan(2000);
  });

  test.each([
    ['', /at least one/], ['+', /before \+/], ['9++', /before \+/], ['*+', /before \+/], ['{3}', /before \{/], ['9{', /before \{/], ['9{0}', /from 1/], ['9{x}', /from 1/], ['9{}', /from 1/],
    ['9{1001}', /from 1/], ['9{600}9{600}', /1000 characters/], ['9+a{31}', /31 characters/], ['a\\', /after/], ['9{1.5}', /from 1/],
  ])('refuses %s', (written, reason) => {
    expect(() => compilePattern(written)).toThrow(reason);
  });

  test('never fails on bytes that are no text', () => {
    fc.assert(fc.property(pattern, fc.uint8Array({ maxLength: 20 }), (written, bytes) => {
      expect(typeof matches(compilePattern(written), bytes, 0, bytes.length)).toBe('boolean');
    }));
  });
});
