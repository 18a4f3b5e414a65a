import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PlanError, type Problem } from '../../../src/core/errors.ts';
import { parsePlan } from '../../../src/plan/parse.ts';
import { processorClock } from '../../processor-time.ts';

function faults(text: string): readonly Problem[] {
  try {
    parsePlan(text);
  } catch (error) {
    expect(error).toBeInstanceOf(PlanError);
    return (error as PlanError).problems;
  }
  return [];
}

describe('the text of a plan', () => {
  test.each<[string, string, unknown]>([
    ['YAML', 'version: 1\ntitle: Séjours\ninputs: {}', { version: 1, title: 'Séjours', inputs: {} }],
    ['JSON', '{ "version": 1, "title": "S\\u00e9jours \\/ \\ud83d\\ude00" }', { version: 1, title: 'Séjours / 😀' }],
    ['JSON indented with tabs', '{\n\t"a": [\n\t\t1,\n\t\t2\n\t]\n}', { a: [1, 2] }],
    ['with a byte order mark', '\ufeffa: 1', { a: 1 }],
    ['with an anchor nobody uses', 'a: &x 1', { a: 1 }],
    ['with words that YAML 1.1 would change', 'a: yes\nb: no\nc: 012\nd: 1:30\ne: 0x1F\nf: 1_000', { a: 'yes', b: 'no', c: 12, d: '1:30', e: 31, f: '1_000' }],
    ['with the merge sign of YAML 1.1, a name like others', '<<: { a: 1 }', { '<<': { a: 1 } }],
    ['with nothing in it', '', null],
    ['with comments', '# a\na: 1 # b\n', { a: 1 }],
    ['that says its version', '%YAML 1.2\n---\na: no', { a: 'no' }],
    ['with a date, which stays text', 'a: 2024-01-31', { a: '2024-01-31' }],
    ['with numbers for names', '75: a', { 75: 'a' }],
    ['with a long text', 'a: |\n  x\n  y\n', { a: 'x\ny\n' }],
  ])('may be %s', (_title, text, value) => {
    expect(parsePlan(text)).toEqual(value);
  });
  test('reads every JSON value as JSON.parse reads it', () => {
    fc.assert(fc.property(fc.jsonValue({ stringUnit: 'grapheme', maxDepth: 3 }), fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      expect(parsePlan(text)).toEqual(JSON.parse(text));
    }), { numRuns: 150 });
  });
});

describe('a fault in the text', () => {
  test.each<[string, string, string]>([
    ['a name twice', 'a: 1\nb: 2\na: 3', 'expected YAML or JSON at line 3, column 1 (duplicate key)'],
    ['a name twice in JSON', '{ "a": 1,\n  "a": 2 }', 'expected YAML or JSON at line 2, column 3 (duplicate key)'],
    ['a text that never ends', 'a: "x', 'expected YAML or JSON at line 1, column 6 (missing char)'],
    ['a mapping inside a line', 'a: b: c', 'expected YAML or JSON at line 1, column 4 (block as implicit key)'],
    ['a tab for indentation', '\ta: 1', 'expected YAML or JSON at line 1, column 1 (tab as indent)'],
    ['a list for a name', '? [a]\n: b', 'expected YAML or JSON at line 1, column 3 (non string key)'],
    ['a second document', 'a: 1\n---\nb: 2', 'expected YAML or JSON at line 2, column 1 (multiple docs)'],
    ['a tag nobody knows', 'a: !secret b', 'expected YAML or JSON at line 1, column 4 (tag resolve failed)'],
    ['an alias', 'a: &x { b: 1 }\nc: *x', 'expected a plan without aliases'],
    ['an alias of a word', 'a: &x 1\nc: *x', 'expected a plan without aliases'],
    ['an alias of nothing', 'c: *x', 'expected a plan without aliases'],
    ['another version of YAML', '%YAML 1.1\n---\na: no', 'expected YAML 1.2'],
  ])('is told by place and kind: %s', (_title, text, message) => {
    expect(faults(text)).toEqual([{ code: 'PLAN_SYNTAX', path: '', message }]);
  });
  test('is told with the others, twenty at most', () => {
    const texts = Array.from({ length: 30 }, (_, index) => `a${index}: 1\na${index}: 2`).join('\n');
    expect(faults(texts).length).toBe(20);
    expect(faults('a: 1\na: 2\nb: 1\nb: 2').map(({ message }) => message)).toEqual(['expected YAML or JSON at line 2, column 1 (duplicate key)', 'expected YAML or JSON at line 4, column 1 (duplicate key)']);
  });
  test('is never told by quoting the text', () => {
    const marker = 'ZZMARKERZZ';
    const broken = [`a: "${marker}`, `${marker}: 1\n${marker}: 2`, `a: !${marker} b`, `a: *${marker}`, `? [${marker}]\n: b`, `a: ${marker}: ${marker}: b`, `{ "${marker}": `, `%${marker}\n---\na: 1`, `- ${marker}\n${marker}`, `a: 'x' ${marker}`, `@${marker}`, `a: |x${marker}\n y`];
    for (const text of broken) {
      const problems = faults(text);
      expect(problems.length, text).toBeGreaterThan(0);
      expect(JSON.stringify(problems)).not.toContain(marker);
    }
  });
  test('is told, not suffered, whatever the text', () => {
    const signs = fc.string({ unit: fc.constantFrom('a', ':', ' ', '\n', '-', '[', ']', '{', '}', '"', "'", '&', '*', '!', '|', '>', '%', '#', '?', ',', '\t', '\\', 'é', '\u0000'), maxLength: 40 });
    fc.assert(fc.property(signs, (text) => {
      try {
        parsePlan(text);
      } catch (error) {
        expect(error).toBeInstanceOf(PlanError);
      }
    }), { numRuns: 2000 });
  });
  test.each<[string, string]>([
    ['lists', '['.repeat(100_000)], ['objects', '{"a":'.repeat(100_000)], ['lines of lists', '- '.repeat(100_000)], ['names of names', '? '.repeat(100_000)],
    ['indentation', Array.from({ length: 1500 }, (_, level) => `${' '.repeat(level)}a:`).join('\n')],
  ])('such as endless %s is refused before it is parsed', (_title, text) => {
    const spent = processorClock();
    expect(faults(text)).toEqual([{ code: 'PLAN_SYNTAX', path: '', message: 'expected at most 100 levels' }]);
    expect(spent()).toBeLessThan(1000);
  });
  test('is not seen in levels that a person might write', () => {
    expect(faults(`a: ${'['.repeat(60)}${']'.repeat(60)}`)).toEqual([]);
    expect(faults(Array.from({ length: 60 }, (_, level) => `${'  '.repeat(level)}a:`).join('\n'))).toEqual([]);
  });
});
