// A text in JSON is read by the platform's reader and gives what the reader of YAML gives; a name given twice is no JSON here.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { parseJson } from '../../../src/plan/parse-json.ts';
import { parsePlan } from '../../../src/plan/parse.ts';

/** Texts that hold what a count of colons could stumble over. */
const text = fc.oneof(fc.string({ unit: fc.constantFrom('"', '\\', ':', '{', '}', ',', 'a', 'é', '\u2028') }), fc.string());
const value = fc.letrec<{ readonly any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>(null, true, false, 0, -1.5, 1e300),
    fc.integer(),
    text,
    fc.array(tie('any'), { maxLength: 4 }),
    fc.dictionary(text, tie('any'), { maxKeys: 4 }),
  ),
})).any;
const spaces = fc.constantFrom(undefined, 1, 2, '\t');

describe('a text in JSON', () => {
  test('gives what it was written from, however it is laid out', () => {
    fc.assert(fc.property(value, spaces, (given, space) => {
      const written = JSON.stringify(given, null, space);
      expect(parseJson(written)).toEqual({ value: JSON.parse(written) as unknown });
      expect(parsePlan(written)).toEqual(JSON.parse(written));
    }), { numRuns: process.env['A423_MANY_CASES'] === undefined ? 300 : 20_000 });
  });

  test('gives what the reader of YAML makes of it', () => {
    fc.assert(fc.property(value, (given) => {
      const written = JSON.stringify(given, null, 1);
      const document = parseDocument(written, { version: '1.2', uniqueKeys: true, stringKeys: true, logLevel: 'error' });
      fc.pre(document.errors.length === 0);
      expect(parseJson(written)!.value).toEqual(document.toJS({ maxAliasCount: 0 }));
    }), { numRuns: process.env['A423_MANY_CASES'] === undefined ? 150 : 10_000 });
  });

  test('is read whatever stands alone in it', () => {
    for (const alone of [null, true, -0, 1e21, '', 'a: b', [], {}]) expect(parseJson(JSON.stringify(alone))).toEqual({ value: JSON.parse(JSON.stringify(alone)) as unknown });
    expect(parseJson('-0')).toEqual({ value: -0 });
  });

  test('keeps a member that is called as what objects derive from, for the check of options to refuse', () => {
    const { value: kept } = parseJson('{"__proto__": {"a": 1}}')!;
    expect(Object.keys(kept as object)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(kept)).toBe(Object.prototype);
  });
});

describe('a name given twice', () => {
  test('is told with its line, wherever it stands', () => {
    expect(() => parsePlan('{\n  "version": 1,\n  "version": 2\n}')).toThrow(/line 3, column 3 \(duplicate key\)/);
    expect(() => parsePlan('{"a": [{"b": {"c": 1, "d": ":", "c": 1}}]}')).toThrow('duplicate key');
    expect(() => parsePlan('{"a\\"": 1, "a\\"": 1}')).toThrow('duplicate key');
    // Written in two ways it is one name.
    expect(() => parsePlan('{"a": 1, "\\u0061": 1}')).toThrow('duplicate key');
    expect(() => parsePlan('{"__proto__": 1, "__proto__": 1}')).toThrow('duplicate key');
  });

  test('is found in whatever surrounds it', () => {
    fc.assert(fc.property(value, text, value, value, (first, name, second, around) => {
      const member = (held: unknown): string => `${JSON.stringify(name)}:${JSON.stringify(held)}`;
      const twice = `{"around":${JSON.stringify(around)},"twice":[{${member(first)},${member(second)}}]}`;
      expect(parseJson(twice)).toBe(null);
    }));
  });

  test('in objects beside each other is two names', () => {
    expect(parsePlan('[{"a": 1}, {"a": {"a": 2}}]')).toEqual([{ a: 1 }, { a: { a: 2 } }]);
  });
});

test('what is no JSON is left to the reader of YAML', () => {
  for (const other of ['', 'version: 1', '{version: 1}', "{'a': 1}", '{"a": 1,}', '{"a": 1} # why', '\ufeff{"a": 1}', '{"a": 1}{', '{"a": 01}']) expect(parseJson(other)).toBe(null);
  expect(parsePlan('{"a": 1} # why')).toEqual({ a: 1 });
  expect(() => parsePlan('{"a": 1}{')).toThrow('PLAN_SYNTAX');
});
