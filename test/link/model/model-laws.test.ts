import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { declareSchema } from '../../../src/core/field.ts';
import { collectExpressions, sameExpression } from '../../../src/link/compile/expression-list.ts';
import { comparisonProgramOf } from '../../../src/link/compile/comparison-program.ts';
import { testProgramOf } from '../../../src/link/compile/test-program.ts';
import { exactComparison } from '../../../src/link/comparisons/index.ts';
import { formatModel, MEASURES, modelProblems, parseModel, type Condition, type Expression, type LinkageModel } from '../../../src/link/model/index.ts';
import { conditionProblems, expressionsOf } from '../../../src/link/model/check-condition.ts';
import { MEASURE_TRAITS } from '../../../src/link/model/measure-range.ts';

const model = (change: object = {}): object => ({ version: 1, linkType: 'dedupe', prior: 0.01, unit: 'codePoint', blocking: [], comparisons: [exactComparison({ of: 'x' })], ...change });
const codes = (value: unknown, context = {}): string[] => modelProblems(value, context).map(({ code, path }) => `${code} ${path}`);
const column = (name: string): Expression => ({ column: name });

describe('what is no model', () => {
  test.each<[what: string, value: unknown]>([
    ['nothing', null], ['a text', 'model'], ['a list', []], ['an empty object', {}], ['a version to come', model({ version: 2 })], ['a prior beyond 1', model({ prior: 1.1 })], ['a prior that is no number', model({ prior: NaN })],
    ['an unknown link type', model({ linkType: 'dedupe_only' })], ['an unknown member', model({ blockingRules: [] })], ['a rule without terms', model({ blocking: [{}] })], ['a rule of no alternative', model({ blocking: [{ any: [] }] })],
    ['a cap of one record', model({ blocking: [{ on: [], maxBlockRecords: 1 }] })], ['a concatenation of nothing', model({ blocking: [{ on: [{ of: { concat: [] } }] }] })], ['a character 0', model({ blocking: [{ on: [{ of: { column: 'x', derive: [{ op: 'slice', from: 0 }] } }] }] })],
    ['two bounds', model({ blocking: [{ on: [], where: { kind: 'measure', measure: 'jaro', of: { column: 'x' }, atLeast: 1, above: 0 } }] })], ['no bound', model({ blocking: [{ on: [], where: { kind: 'measure', measure: 'jaro', of: { column: 'x' } } }] })],
    ['an unknown identifier', model({ blocking: [{ on: [{ of: { column: 'x', derive: [{ op: 'identifier', name: 'toString' }] } }] }] })],
  ])('%s', (_what, value) => {
    expect(modelProblems(value).length).toBeGreaterThan(0);
  });

  test('what holds itself is too deep, in no time', () => {
    const one: Record<string, unknown> = {};
    Object.assign(one, { left: one, right: one, list: [one, one] });
    expect(codes(model({ training: one }))).toEqual(['PLAN_OUT_OF_RANGE ']);
  });

  test('any data are refused or taken, without an error of another kind', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom('blocking', 'comparisons', 'prior', 'kinds', 'dependence', 'splink', 'estimates'), (value, member) => {
      expect(Array.isArray(modelProblems(model({ [member]: value })))).toBe(true);
      expect(Array.isArray(modelProblems(value))).toBe(true);
    }), { numRuns: 300 });
  });

  test('every path starts where the model stands', () => {
    const found = modelProblems(model({ comparisons: [exactComparison({ of: 'x' }), exactComparison({ of: 'x' })], dependence: { between: [{ comparisons: ['x', 'y'] }] } }), { path: 'steps[3].model' });
    expect(found.map(({ path }) => path)).toEqual(['steps[3].model.comparisons[1].name', 'steps[3].model.dependence.between[0].comparisons[1]']);
  });

  test('columns are looked up only where they are known, and named with what may be meant', () => {
    expect(modelProblems(model())).toEqual([]);
    const [problem] = modelProblems(model({ comparisons: [exactComparison({ of: 'xx' })] }), { schema: declareSchema({ x: { type: 'utf8', role: 'attribute' } }) });
    expect(problem).toMatchObject({ code: 'PLAN_UNKNOWN_COLUMN', message: 'unknown column "xx", did you mean "x"?' });
  });
});

describe('bounds of measures', () => {
  test.each(MEASURES.map((measure) => [measure] as const))('%s takes bounds within its range, the ends too, and no others', (measure) => {
    const { least, most } = MEASURE_TRAITS[measure];
    const problems = (bound: object): number => conditionProblems({ kind: 'measure', measure, of: column('x'), ...bound } as Condition, 'when', null).length;
    for (const name of ['atLeast', 'atMost', 'above', 'below']) {
      expect(problems({ [name]: least })).toBe(0);
      expect(problems({ [name]: least - 0.001 })).toBe(1);
      if (most < Infinity) expect([problems({ [name]: most }), problems({ [name]: most + 0.001 })]).toEqual([0, 1]);
    }
    expect(problems({ atLeast: least, q: 2 })).toBe(measure === 'jaccard' || measure === 'dice' ? 0 : 1);
    expect(problems({ atLeast: least, overLists: true })).toBe(MEASURE_TRAITS[measure].of === 'text' ? 0 : 1);
  });

  test('otherwise asks nothing, so that it cannot be a part', () => {
    const otherwise: Condition = { kind: 'otherwise' };
    expect(conditionProblems({ kind: 'not', of: otherwise }, 'w', null).map(({ path }) => path)).toEqual(['w.of']);
    expect(conditionProblems({ kind: 'any', of: [{ kind: 'equal', of: column('x') }, otherwise] }, 'w', null).map(({ path }) => path)).toEqual(['w.of[1]']);
  });
});

const step = fc.constantFrom<object>({ op: 'lower' }, { op: 'slice', from: 1, length: 2 }, { length: 2, from: 1, op: 'slice' }, { op: 'slice', from: 1 });
const expression: fc.Arbitrary<Expression> = fc.oneof(
  fc.constantFrom('a', 'b').map(column),
  fc.tuple(fc.constantFrom('a', 'b'), fc.array(step, { maxLength: 2 })).map(([name, derive]) => ({ derive, column: name }) as Expression),
  fc.tuple(fc.constantFrom('a', 'b'), fc.constantFrom('', ' ')).map(([name, separator]): Expression => ({ concat: [column(name), column('a')], separator })),
  fc.constantFrom('a', 'b').map((name): Expression => ({ list: [column(name), column('a')] })),
);
/** Sorted members, what says nothing left out: another way to the same. */
const canonical = (value: unknown): unknown => (Array.isArray(value) ? value.map(canonical) : typeof value === 'object' && value !== null
  ? Object.fromEntries(Object.entries(value).filter(([name, member]) => !(name === 'derive' && (member as []).length === 0) && !(name === 'separator' && member === '')).sort(([left], [right]) => (left < right ? -1 : 1)).map(([name, member]) => [name, canonical(member)]))
  : value);
const textOf = (value: unknown): string => JSON.stringify(canonical(value));

describe('the expressions of a model', () => {
  test('are the same where they say the same, whatever the order of their members', () => {
    fc.assert(fc.property(expression, expression, (left, right) => {
      expect(sameExpression(left, right)).toBe(textOf(left) === textOf(right));
    }), { numRuns: 500 });
  });

  test('stand once each in the order of first use, and share a domain exactly where a chain of tests puts them together', () => {
    fc.assert(fc.property(fc.array(fc.tuple(expression, fc.option(expression)), { minLength: 1, maxLength: 8 }), (terms) => {
      const on = terms.map(([of, against]) => (against === null ? { of } : { of, against }));
      const list = collectExpressions({ blocking: [{ on }], comparisons: [] });
      const expected = [...new Set(terms.flatMap(([of, against]) => (against === null ? [of] : [of, against])).map(textOf))];
      expect(list.expressions.map(textOf)).toEqual(expected);
      // Reachable by repeated look-ups over the terms.
      const groups = expected.map((text) => new Set([text]));
      for (let again = 0; again <= terms.length; again++) for (const [of, against] of terms) if (against !== null) for (const group of groups) {
        if (group.has(textOf(of)) || group.has(textOf(against))) group.add(textOf(of)).add(textOf(against));
      }
      for (const [index, text] of expected.entries()) for (const [other, otherText] of expected.entries()) expect(list.domains[index] === list.domains[other]).toBe(groups[index]!.has(otherText) || text === otherText);
      for (const [of] of terms) expect(textOf(list.expressions[list.indexOf(of)])).toBe(textOf(of));
    }), { numRuns: 200 });
  });

  test('that are none of the list are no column', () => {
    const list = collectExpressions({ blocking: [], comparisons: [] }, [column('a')]);
    expect(list.indexOf({ column: 'a', derive: [] })).toBe(0);
    expect(() => list.indexOf(column('b'))).toThrow(RangeError);
    expect(() => testProgramOf({ kind: 'equal', of: column('a'), against: column('b') }, list)).toThrow(RangeError);
    expect(() => comparisonProgramOf(exactComparison({ of: 'b' }), list)).toThrow(RangeError);
  });

  test('of a condition are all that stand in it, where they stand', () => {
    const when: Condition = { kind: 'all', of: [{ kind: 'not', of: { kind: 'equal', of: column('a'), against: column('b') } }, { kind: 'null', of: column('c') }, { kind: 'otherwise' }] };
    expect(expressionsOf(when, 'when').map(({ path }) => path)).toEqual(['when.of[0].of.of', 'when.of[0].of.against', 'when.of[1].of']);
  });
});

test('a model put into a program is plain data that a worker can be sent', () => {
  const comparison = { ...exactComparison({ of: 'x', termFrequency: true }), missing: 'modelled' as const };
  const program = comparisonProgramOf(comparison, collectExpressions({ blocking: [], comparisons: [comparison] }));
  expect(structuredClone(program)).toEqual(program);
  expect(program.levels.map(({ isExcluded }) => isExcluded)).toEqual([false, false, false]);
  expect(comparisonProgramOf(exactComparison({ of: 'x' }), collectExpressions({ blocking: [], comparisons: [comparison] })).levels.map(({ isExcluded }) => isExcluded)).toEqual([true, false, false]);
});

test('the text of a model is a fixed point: written, read and written again it is the same', () => {
  const notes = fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 })
    .filter((training) => !JSON.stringify(training).includes('"__proto__":'));
  fc.assert(fc.property(notes, fc.double({ min: 0, max: 1, noNaN: true }), (training, prior) => {
    const text = formatModel(model({ training, prior }) as LinkageModel);
    expect(formatModel(parseModel(text))).toBe(text);
  }));
});

test('a name that objects do not keep is refused, however deep it stands', () => {
  const training = JSON.parse('{"by":{"__proto__":null}}') as object;
  expect(codes(model({ training }))).toEqual(['PLAN_UNKNOWN_OPTION training.by.__proto__']);
  expect(() => parseModel(formatModel(model({ training }) as LinkageModel))).toThrow('training.by.__proto__: a name that cannot be used');
});
