import { describe, expect, test } from 'vitest';
import type { Column } from '../../src/core/column.ts';
import { PlanError } from '../../src/core/errors.ts';
import { textColumn } from '../../src/core/rejects.ts';
import type { BlockingRule } from '../../src/link/model/blocking-rule.ts';
import type { Condition } from '../../src/link/model/condition.ts';
import type { Expression } from '../../src/link/model/expression.ts';
import type { Comparison, Level } from '../../src/link/model/model.ts';
import { frequencyOfModel, jointTablesOf, saysNothing, slotsOfModel } from '../../src/link/train/model-slots.ts';
import { hashRowKeys } from '../../src/link/train/record-hashes.ts';
import { comparisonsLeftFree, levelsImplied } from '../../src/link/train/rule-levels.ts';
import { trainingExpressions } from '../../src/link/train/train-model.ts';
import { checkTrainingOptions, type TrainingOptions } from '../../src/link/train/training-options.ts';

const column = (name: string): Expression => ({ column: name });
const start = (name: string, length: number): Expression => ({ column: name, derive: [{ op: 'slice', from: 1, length }] });
const equal = (of: Expression): Condition => ({ kind: 'equal', of });

function comparison(name: string, conditions: readonly Condition[], change: Partial<Level> = {}): Comparison {
  return { name, levels: [...conditions, { kind: 'otherwise' } as const].map((when, index) => ({ label: '', when, m: 0.5, u: 0.5, ...(when.kind === 'null' ? { isNull: true, m: null, u: null } : {}), ...(index === 1 ? change : {}) })) };
}

const COMPARISONS: readonly Comparison[] = [
  comparison('first', [{ kind: 'null', of: column('first') }, equal(column('first'))]),
  comparison('last', [{ kind: 'null', of: column('last') }, equal(column('last')), equal(start('last', 3))]),
  comparison('name', [{ kind: 'all', of: [equal(column('first')), equal(column('last'))] }, { kind: 'equal', of: column('first'), against: column('last') }]),
  comparison('born', [{ kind: 'null', of: column('born') }, equal(column('born'))]),
];

describe('the comparisons that a rule leaves free', () => {
  // Splink's rule: any column in common, even where the rule takes a part of it only.
  test.each<[string, BlockingRule, number[]]>([
    ['a column', { on: [{ of: column('born') }] }, [0, 1, 2]],
    ['a part of a column', { on: [{ of: start('born', 4) }] }, [0, 1, 2]],
    ['two columns', { on: [{ of: column('last') }, { of: column('born') }] }, [0]],
    ['columns against each other', { on: [{ of: column('first'), against: column('last') }] }, [3]],
    ['a condition', { on: [{ of: column('town') }], where: { kind: 'measure', measure: 'levenshtein', of: column('first'), atMost: 1 } }, [1, 3]],
    ['alternatives', { any: [{ on: [{ of: column('first') }] }, { on: [{ of: column('born') }] }] }, [1]],
    ['nothing', { on: [] }, [0, 1, 2, 3]],
  ])('%s', (_, rule, free) => {
    expect(comparisonsLeftFree(COMPARISONS, rule)).toEqual(free);
  });
});

describe('the levels that a rule implies', () => {
  test.each<[string, BlockingRule, number[][]]>([
    ['equality of a column', { on: [{ of: column('born') }] }, [[3, 1]]],
    ['of two: the level of both comes first, and takes them', { on: [{ of: column('last') }, { of: column('first') }] }, [[2, 0]]],
    ['of two, of which one has no level of its own', { on: [{ of: column('last') }, { of: column('town') }] }, [[1, 1]]],
    ['of what is made of a column', { on: [{ of: start('last', 3) }] }, [[1, 2]]],
    ['none of columns against each other', { on: [{ of: column('first'), against: column('last') }] }, []],
    ['none of exploded lists', { on: [{ of: column('born'), explode: true }] }, []],
    ['none of alternatives', { any: [{ on: [{ of: column('born') }] }, { on: [{ of: column('last') }] }] }, []],
    ['none of nothing', { on: [] }, []],
  ])('%s', (_, rule, levels) => {
    expect(levelsImplied(COMPARISONS, rule).map(({ comparison: index, level }) => [index, level])).toEqual(levels);
  });
});

describe('the slots of a model', () => {
  test('leave out null levels, unless missing values are modelled', () => {
    const { slots, m, u } = slotsOfModel({ comparisons: COMPARISONS });
    expect([...slots.offsets]).toEqual([0, 3, 7, 10, 13]);
    expect([...slots.isSilent]).toEqual([1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0]);
    expect([m[0], u[1]]).toEqual([0, 0.5]);
    expect(saysNothing({ missing: 'modelled' }, { isNull: true })).toBe(false);
    expect(saysNothing({}, { isNull: true })).toBe(true);
  });

  test('say against what a frequency is measured: u of exact agreement, a baseline, or the agreement over all pairs', () => {
    const adjusted = (settings: object): Comparison[] => [comparison('last', [{ kind: 'null', of: column('last') }, equal(column('last')), equal(start('last', 3))], { termFrequency: { of: column('last'), weight: 0.5, ...settings } })];
    const find = (comparisons: readonly Comparison[], agreement: Float64Array | null): unknown => {
      const found = frequencyOfModel({ comparisons }, slotsOfModel({ comparisons }).slots, agreement);
      return found === null ? null : [[...found.exact], [...found.weights], [...found.baselines]];
    };
    expect(find(adjusted({}), null)).toEqual([[-1, 1, -1, -1], [0, 0.5, 0, 0], [0, 0, 0, 0]]);
    expect(find(adjusted({}), Float64Array.of(0, 0.02, 0.1, 0.88))).toEqual([[-1, 1, -1, -1], [0, 0.5, 0, 0], [0, 0.02, 0, 0]]);
    expect(find(adjusted({ baseline: 0.3 }), Float64Array.of(0, 0.02, 0.1, 0.88))).toEqual([[-1, 1, -1, -1], [0, 0.5, 0, 0], [0, 0.3, 0, 0]]);
    expect(find(adjusted({ weight: 0 }), null)).toBeNull();
    expect(find(COMPARISONS, null)).toBeNull();
    expect(() => find(adjusted({ of: column('town') }), null)).toThrow(PlanError);
  });

  test('of comparisons that depend on each other make one table, if it is not too large', () => {
    const dependence = { between: [{ comparisons: ['born', 'first'] as const }] };
    const layout = slotsOfModel({ comparisons: COMPARISONS });
    const [table] = jointTablesOf({ comparisons: COMPARISONS, dependence }, layout);
    expect([table!.comparisons, table!.shape, table!.interactions]).toEqual([[0, 3], [3, 3], [[1, 0]]]);
    expect([...table!.matches]).toEqual([0, 0, 0, 0, 0.25, 0.25, 0, 0.25, 0.25]);
    const wide = Array.from({ length: 6 }, (_, index) => comparison(String(index), Array.from({ length: 7 }, (__, length) => equal(start('last', length + 1)))));
    const chain = { between: [0, 1, 2, 3, 4].map((index) => ({ comparisons: [String(index), String(index + 1)] as const })) };
    expect(() => jointTablesOf({ comparisons: wide, dependence: chain }, slotsOfModel({ comparisons: wide }))).toThrow('at most 65536');
  });
});

describe('hashes of row keys', () => {
  const values = [0, 1, -1, 65_536, 2 ** 31 - 1];
  const int32: Column = { kind: 'int32', rows: 5, valid: null, values: Int32Array.from(values) };

  test('are the same for a number in 32 and in 64 bits, and for a text as bytes and as codes', () => {
    const int64: Column = { kind: 'int64', rows: 5, valid: null, values: BigInt64Array.from(values, BigInt) };
    expect(hashRowKeys(int64, 7)).toEqual(hashRowKeys(int32, 7));
    const text = textColumn(['a', 'bc', 'a']);
    const coded: Column = { kind: 'coded', rows: 3, valid: null, codes: Int32Array.of(1, 0, 1), dictionary: textColumn(['bc', 'a']) as never };
    expect(hashRowKeys(coded, 7)).toEqual(hashRowKeys(text, 7));
    expect(hashRowKeys(text, 7)[0]).toBe(hashRowKeys(text, 7)[2]);
    const bytes: Column = { kind: 'binary', rows: 2, valid: null, width: 2, bytes: new TextEncoder().encode('bcxy') };
    expect(hashRowKeys(bytes, 7)[0]).toBe(hashRowKeys(text, 7)[1]);
  });

  test('change with the seed, and fill groups evenly', () => {
    expect(hashRowKeys(int32, 8)).not.toEqual(hashRowKeys(int32, 7));
    const rows = 20_000;
    const hashes = hashRowKeys({ kind: 'int32', rows, valid: null, values: Int32Array.from({ length: rows }, (_, row) => row) }, 0);
    const groups = new Array<number>(20).fill(0);
    for (const hash of hashes) groups[(hash >>> 0) % 20]!++;
    // χ² on 19 degrees of freedom: 43.8 is exceeded once in a thousand.
    expect(groups.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(43.8);
  });

  test('there are none of columns that name no row', () => {
    expect(() => hashRowKeys({ kind: 'float64', rows: 1, valid: null, values: Float64Array.of(1) }, 0)).toThrow(TypeError);
  });
});

describe('options of training', () => {
  test('left unsaid are those that need no label', () => {
    expect(checkTrainingOptions({})).toEqual({ u: { by: 'allPairs' }, m: { by: 'jointEm' }, prior: { by: 'candidates' }, termFrequencies: true, intervals: null });
    expect(checkTrainingOptions({ m: { by: 'labelColumn', of: column('person') }, intervals: {} })).toMatchObject({ prior: { by: 'model' }, intervals: { groups: 20, seed: 0 } });
  });

  test('say what records must be prepared with', () => {
    const rules: BlockingRule[] = [{ on: [{ of: start('born', 4) }], where: equal(column('town')) }];
    expect(trainingExpressions({ m: { by: 'sessions', rules }, prior: { by: 'deterministicRules', rules: [{ on: [{ of: column('nir') }] }], recall: 0.5 } }))
      .toEqual([start('born', 4), column('town'), column('nir')]);
    expect(trainingExpressions({ m: { by: 'labelColumn', of: column('person') } })).toEqual([column('person')]);
    expect(trainingExpressions({})).toEqual([]);
  });

  test.each<[object, string]>([
    [{ u: { by: 'allPairs', matches: 'gone' } }, 'u.matches'], [{ u: { by: 'allPairs', samplePairs: 1 } }, 'u.samplePairs'], [{ m: { by: 'jointEm', starts: 0 } }, 'm.starts'],
    [{ m: { by: 'jointEm', tolerance: 0 } }, 'm.tolerance'], [{ m: { by: 'jointEm', minM: 0.5 } }, 'm.minM'], [{ m: { by: 'sessions', rules: [] } }, 'm.rules'],
    [{ prior: { by: 'deterministicRules', rules: [{ on: [] }], recall: 0 } }, 'prior.recall'], [{ interval: {} }, 'did you mean "intervals"'], [{ m: { by: 'jointEm', belief: { mPairs: -1 } } }, 'm.belief.mPairs'],
  ])('%j is refused where it is wrong', (options, path) => {
    expect(() => checkTrainingOptions(options as TrainingOptions)).toThrow(path);
  });
});
