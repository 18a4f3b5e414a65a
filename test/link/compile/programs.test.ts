// Conditions and comparisons as kernels take them, written out; and what is refused because values do not fit.
import { describe, expect, test } from 'vitest';
import type { PlanError } from '../../../src/core/errors.ts';
import { checkKinds, compileComparisons, compileTest, type RegisteredMeasures } from '../../../src/link/compare/compile-comparisons.ts';
import { fittingProblems } from '../../../src/link/compile/check-kinds.ts';
import { adjustsFrequency, comparisonProgramOf } from '../../../src/link/compile/comparison-program.ts';
import { collectExpressions } from '../../../src/link/compile/expression-list.ts';
import { testProgramOf } from '../../../src/link/compile/test-program.ts';
import { MEASURES, type Condition, type MeasureName } from '../../../src/link/model/condition.ts';
import type { Expression } from '../../../src/link/model/expression.ts';
import type { Level } from '../../../src/link/model/model.ts';
import { codedRecords, type Kind } from '../record-table.ts';

const column = (name: string): Expression => ({ column: name });
const [a, b] = [column('a'), column('b')];
const LIST = collectExpressions({ blocking: [], comparisons: [] }, [a, b]);

describe('a condition', () => {
  test.each<[Condition, object]>([
    [{ kind: 'otherwise' }, { kind: 'otherwise' }],
    [{ kind: 'null', of: b }, { kind: 'null', column: 1, side: 'either' }],
    [{ kind: 'null', of: b, side: 'both' }, { kind: 'null', column: 1, side: 'both' }],
    [{ kind: 'equal', of: a }, { kind: 'equal', left: 0, right: 0 }],
    [{ kind: 'equal', of: b, against: a }, { kind: 'equal', left: 1, right: 0 }],
    [{ kind: 'literal', of: a, side: 'right', value: 'x' }, { kind: 'literal', column: 0, side: 'right', value: 'x' }],
    [{ kind: 'measure', measure: 'jaro', of: a, against: b, above: 0 }, { kind: 'measure', of: { measure: 'jaro', left: 0, right: 1, q: null, overLists: false }, bound: { above: 0 } }],
    [{ kind: 'measure', measure: 'dice', of: a, q: 3, overLists: true, atLeast: 0 }, { kind: 'measure', of: { measure: 'dice', left: 0, right: 0, q: 3, overLists: true }, bound: { atLeast: 0 } }],
    [{ kind: 'registered', name: 'own', of: b, below: 0 }, { kind: 'registered', name: 'own', left: 1, right: 1, bound: { below: 0 } }],
    [{ kind: 'not', of: { kind: 'any', of: [{ kind: 'equal', of: a }] } }, { kind: 'not', of: { kind: 'any', of: [{ kind: 'equal', left: 0, right: 0 }] } }],
    [{ kind: 'registered', name: 'own', of: a, atMost: 0 }, { kind: 'registered', name: 'own', left: 0, right: 0, bound: { atMost: 0 } }],
  ])('%j has numbers in place of expressions, and says what it leaves open', (condition, program) => {
    expect(testProgramOf(condition, LIST)).toEqual(program);
    // Plain data, that a thread can be sent.
    expect(structuredClone(testProgramOf(condition, LIST))).toEqual(program);
  });

  test('of an expression that is not in the list is refused', () => {
    expect(() => testProgramOf({ kind: 'all', of: [{ kind: 'null', of: column('c') }] }, LIST)).toThrow(RangeError);
  });
});

describe('a comparison', () => {
  const NULL: Level = { label: 'null', when: { kind: 'null', of: a }, m: null, u: null, isNull: true };
  const same = (more: Partial<Level> = {}): Level => ({ label: 'same', when: { kind: 'equal', of: a }, m: 0.5, u: 0.5, ...more });
  const REST: Level = { label: 'rest', when: { kind: 'otherwise' }, m: 0.5, u: 0.5 };

  test('leaves null levels out of the evidence, unless missing values are modelled', () => {
    const isExcluded = (missing?: 'modelled'): boolean[] => comparisonProgramOf({ name: 'c', levels: [NULL, same(), REST], ...(missing === undefined ? {} : { missing }) }, LIST).levels.map((level) => level.isExcluded);
    expect([isExcluded(), isExcluded('modelled')]).toEqual([[true, false, false], [false, false, false]]);
  });

  test('counts rare values for more where a level says so, from a least frequency on', () => {
    const frequencies = comparisonProgramOf({ name: 'c', levels: [same({ termFrequency: { of: b, weight: 0.5, minFrequency: 0.01 } }), same({ termFrequency: { of: a, weight: 1 } }), same(), REST] }, LIST).levels.map(({ frequency }) => frequency);
    expect(frequencies).toEqual([{ column: 1, weight: 0.5, minFrequency: 0.01 }, { column: 0, weight: 1, minFrequency: 0 }, null, null]);
  });

  test('counts nothing for more of weight 0, of missing values, and of what agrees on nothing', () => {
    const termFrequency = { of: a, weight: 1 };
    expect([same({ termFrequency }), same(), same({ termFrequency: { of: a, weight: 0 } }), { ...NULL, termFrequency }, { ...REST, termFrequency }].map(adjustsFrequency)).toEqual([true, false, false, false, false]);
  });
});

describe('values that do not fit', () => {
  const kinds: readonly Kind[] = ['text', 'number', 'time', 'texts', 'numbers'];
  const EVERY = codedRecords(collectExpressions({ blocking: [], comparisons: [] }, kinds.map(column)), kinds.map((kind) => ({ kind, values: [] })), [0]);
  const problemsOf = (condition: Condition, registered: readonly string[] = []): string[] => fittingProblems(condition, EVERY, 'when', registered).map(({ code, path, message }) => `${code} ${path}: ${message}`);

  /** What the documentation says a measure is of. */
  const kindOf = (measure: MeasureName): Kind => {
    if (/^(?:absolute|percentage)/.test(measure)) return 'number';
    if (measure === 'timeDifference') return 'time';
    if (/^(?:kilometres|cosine)/.test(measure)) return 'numbers';
    return /^(?:intersection|containment|jaccardOfLists)/.test(measure) ? 'texts' : 'text';
  };

  test.each(MEASURES.map((measure) => [measure]))('of %s are all kinds but one', (measure) => {
    for (const left of kinds) for (const right of kinds) {
      const found = problemsOf({ kind: 'measure', measure, of: column(left), against: column(right), atLeast: 1 });
      const wrong = [left, right].find((kind) => kind !== kindOf(measure));
      expect(found).toEqual(wrong === undefined ? [] : [`PLAN_COLUMN_TYPE when: ${measure}: expected ${kindOf(measure)}, got ${wrong}`]);
    }
  });

  test('of measures over lists are all but lists of texts', () => {
    const over = (name: Kind): string[] => problemsOf({ kind: 'measure', measure: 'jaro', of: column(name), overLists: true, atLeast: 1 });
    expect([over('texts'), over('text')]).toEqual([[], ['PLAN_COLUMN_TYPE when: jaro: expected texts, got text']]);
  });

  test('are those that a named value is never written as', () => {
    const named = (kind: Kind, value: string): string[] => problemsOf({ kind: 'literal', of: column(kind), side: 'left', value });
    expect([named('text', ''), named('number', ' -2.5e3'), named('time', '2024-02-29'), named('time', '2024-02-29T23:59:59.5')].flat()).toEqual([]);
    expect([named('number', 'ten'), named('number', '')]).toEqual([0, 1].map(() => ['PLAN_COLUMN_TYPE when.value: expected a number in decimal']));
    // No such day, no notation of ours, a zone.
    expect(['2023-02-29', '29/02/2024', '2024-02-29T23:59:59Z', '2024-02-29T23:59:59+01:00'].flatMap((value) => named('time', value))).toEqual(Array(4).fill('PLAN_COLUMN_TYPE when.value: expected a time in ISO notation, without zone'));
    expect([named('texts', 'a'), named('numbers', '1')].flat()).toEqual(['texts', 'numbers'].map((kind) => `PLAN_COLUMN_TYPE when: literal: expected text, number or time, got ${kind}`));
    expect(problemsOf({ kind: 'equal', of: column('text'), against: column('time') })).toEqual(['PLAN_COLUMN_TYPE when: values of one kind: expected text, got time']);
  });

  test('are told with their places, all at once, inside of what is put together', () => {
    const wrong: Condition = { kind: 'measure', measure: 'jaro', of: column('number'), atLeast: 1 };
    const condition: Condition = { kind: 'any', of: [{ kind: 'equal', of: column('texts') }, { kind: 'not', of: { kind: 'all', of: [wrong, { kind: 'registered', name: 'own', of: column('text'), atLeast: 1 }] } }, wrong] };
    expect(problemsOf(condition)).toEqual([
      'PLAN_COLUMN_TYPE when.of[1].of.of[0]: jaro: expected text, got number', 'PLAN_MISSING when.of[1].of.of[1].name: expected the name of a registered measure', 'PLAN_COLUMN_TYPE when.of[2]: jaro: expected text, got number',
    ]);
    expect(problemsOf(condition, ['own'])).toHaveLength(2);
  });

  const refused = (work: () => unknown): string[] => {
    try {
      work();
    } catch (error) {
      return (error as PlanError).problems.map(({ code, path }) => `${code} ${path}`);
    }
    return [];
  };

  test('are refused before anything is compared, as is a comparison without a last level', () => {
    const comparisons = [
      { name: 'one', levels: [{ label: 'l', when: { kind: 'measure', measure: 'levenshtein', of: column('time'), atMost: 1 }, m: 0.5, u: 0.5 }] },
      { name: 'two', levels: [] },
      { name: 'three', levels: [{ label: 'l', when: { kind: 'otherwise' }, m: 0.5, u: 0.5 }] },
    ] as const;
    const expected = ['PLAN_COLUMN_TYPE comparisons[0].levels[0].when', 'PLAN_MISSING comparisons[0].levels', 'PLAN_MISSING comparisons[1].levels'];
    expect(refused(() => compileComparisons({ comparisons }, EVERY))).toEqual(expected);
    expect(refused(() => { checkKinds({ comparisons }, EVERY, []); })).toEqual(expected);
    expect(refused(() => compileTest({ kind: 'registered', name: 'toString', of: column('text'), atLeast: 1 }, EVERY, {} satisfies RegisteredMeasures))).toEqual(['PLAN_MISSING where.name']);
  });
});
