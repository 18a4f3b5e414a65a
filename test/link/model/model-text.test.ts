import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nameComparison } from '../../../src/link/comparisons/index.ts';
import { formatModel, linkageModelJsonSchema, parseModel, type LinkageModel } from '../../../src/link/model/index.ts';
import { readJson } from '../../../src/link/model/read-json.ts';
import { isSameData } from '../../../src/link/model/same-data.ts';

const model: LinkageModel = {
  comparisons: [nameComparison({ of: 'name' })], blocking: [{ on: [{ of: { column: 'name' } }] }], unit: 'byte', prior: 1e-7, linkType: 'link', version: 1,
  splink: { b: 1, a: [null, 0] },
};

describe('a model is written as one text', () => {
  test('that reads back to the same model', () => {
    expect(parseModel(formatModel(model))).toEqual(model);
  });

  test('whatever the order of its members', () => {
    const shuffled = Object.fromEntries(Object.entries(model).reverse()) as unknown as LinkageModel;
    expect(formatModel(shuffled)).toBe(formatModel(model));
    expect(formatModel(model).startsWith('{\n  "version": 1,\n  "linkType": "link",\n')).toBe(true);
    expect(formatModel(model).endsWith('}\n')).toBe(true);
  });

  test('with numbers to the last digit', () => {
    const precise = { ...model, prior: 0.00298012298012298 };
    expect(parseModel(formatModel(precise)).prior).toBe(0.00298012298012298);
  });
});

describe('JSON is read strictly', () => {
  test('as JSON.parse reads it, whatever the value', () => {
    fc.assert(fc.property(fc.json(), (text) => {
      expect(readJson(text)).toEqual(JSON.parse(text));
    }));
  });

  test.each([
    ['', 'expected a JSON value at line 1, column 1'],
    ['{"a": 1,\n "a": 2}', 'expected every name once in an object, and this one a second time at line 2, column 2'],
    ['{"a": 1,}', 'expected a name in quotes at line 1, column 9'],
    ['[1 2]', 'expected "," or "]" at line 1, column 4'],
    ['{"a" 1}', 'expected ":" at line 1, column 6'],
    ['{"a": 1', 'expected "," or "}" at line 1, column 8'],
    ['"abc', 'expected the end of the text that starts at line 1, column 1'],
    ['"a\nb"', 'expected text without control characters or unknown escapes at line 1, column 1'],
    ['1 1', 'expected the end at line 1, column 3'],
    ['01', 'expected the end at line 1, column 2'],
    ['nul', 'expected a JSON value at line 1, column 1'],
    ['['.repeat(200_000), 'expected at most 100 levels at line 1, column 101'],
  ])('%.20j is refused with its position', (text, message) => {
    expect(() => readJson(text)).toThrow(message);
  });

  test('and never quotes what it refuses', () => {
    fc.assert(fc.property(fc.string(), (text) => {
      try {
        readJson(`{"SECRET": ${text} SECRET`);
      } catch (error) {
        expect((error as Error).message).not.toMatch(/SECRET/);
      }
    }));
  });

  test('a name that means something to the language is a name like others', () => {
    expect(Object.keys(readJson('{"__proto__": {"a": 1}}') as object)).toEqual(['__proto__']);
  });
});

test('data are the same in any order of members', () => {
  expect(isSameData({ a: [1, { b: null }], c: undefined }, { a: [1, { b: null }] })).toBe(true);
  expect(isSameData([1], { 0: 1 })).toBe(false);
  expect(isSameData({ a: 1 }, { a: 1, b: 2 })).toBe(false);
  expect(isSameData({ a: 1 }, null)).toBe(false);
  fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
    expect(isSameData(left, structuredClone(left))).toBe(true);
    expect(isSameData(left, right)).toBe(isSameData(right, left));
  }));
});

test('the published schema names every member of a model and refuses others', () => {
  const schema = linkageModelJsonSchema() as { properties: object; additionalProperties: boolean; required: string[] };
  expect(Object.keys(schema.properties)).toEqual([
    'version', 'linkType', 'prior', 'unit', 'blocking', 'comparisons', 'dependence', 'kinds', 'estimates', 'training', 'splink',
  ]);
  expect(schema.additionalProperties).toBe(false);
  expect(schema.required).toEqual(['version', 'linkType', 'prior', 'unit', 'blocking', 'comparisons']);
  expect(JSON.stringify(schema)).toMatch(/"jaroWinkler"/);
});
