import { describe, expect, test } from 'vitest';
import { exactComparison, jaroWinklerComparison } from '../../../src/link/comparisons/index.ts';
import { defaultParameters, exactAgreement, exactLevelFor, withDefaultParameters, type Comparison, type LinkageModel } from '../../../src/link/model/index.ts';

const model = (comparison: Comparison): LinkageModel => ({ version: 1, linkType: 'dedupe', prior: 0.1, unit: 'byte', blocking: [], comparisons: [comparison] });

describe('untrained levels start where Splink starts', () => {
  // From splink.internals.comparison_level._default_m_values and _default_u_values, Splink 4.0.16, turned round to listed order.
  test.each([
    [2, [0.95, 0.050000000000000044], [0.000927734375, 1.6000000000000014]],
    [3, [0.95, 0.025000000000000022, 0.025000000000000022], [0.000927734375, 0.0031250000000000028, 0.8000000000000007]],
    [4, [0.95, 0.01666666666666668, 0.01666666666666668, 0.01666666666666668],
      [0.000927734375, 0.002083333333333335, 0.03333333333333336, 0.5333333333333338]],
  ])('%i levels', (levels, m, u) => {
    expect(defaultParameters(levels)).toEqual({ m, u });
  });

  test('and fewer than two levels have none', () => {
    expect(() => defaultParameters(1)).toThrow(RangeError);
  });

  test('null levels stay without, known parameters stay as they are', () => {
    const comparison = jaroWinklerComparison({ of: 'name' });
    const known = { ...comparison, levels: comparison.levels.map((level, index) => (index === 2 ? { ...level, m: 0, u: 0.25 } : level)) };
    const filled = withDefaultParameters(model(known)).comparisons[0]!;
    expect(filled.levels.map(({ m }) => m)).toEqual([null, 0.95, 0, 0.01666666666666668, 0.01666666666666668]);
    expect(filled.levels.map(({ u }) => u)).toEqual([null, 0.000927734375, 0.25, 0.03333333333333336, 0.5333333333333338]);
    expect(filled.levels.map(({ estimates }) => estimates?.m?.method)).toEqual([undefined, 'default', undefined, 'default', 'default']);
  });

  test('a share is at most 1, where the weights of two levels would ask for more', () => {
    expect(withDefaultParameters(model(exactComparison({ of: 'sex' }))).comparisons[0]!.levels[2]!.u).toBe(1);
  });

  test('a missing value that is modelled is a level like others', () => {
    const modelled = { ...exactComparison({ of: 'sex' }), missing: 'modelled' as const };
    expect(withDefaultParameters(model(modelled)).comparisons[0]!.levels.map(({ m }) => m)).toEqual([0.95, 0.025000000000000022, 0.025000000000000022]);
  });
});

describe('the level of exact agreement on an expression', () => {
  const name = { column: 'name' };
  const short = { column: 'name', derive: [{ op: 'slice' as const, from: 1, length: 3 }] };

  test('is the first that asks for that and nothing else', () => {
    const both = { kind: 'all' as const, of: [{ kind: 'equal' as const, of: name }, { kind: 'equal' as const, of: short }] };
    const levels = [both, { kind: 'equal' as const, of: name, against: short }, { kind: 'equal' as const, of: short }, { kind: 'equal' as const, of: name }]
      .map((when) => ({ label: '', when, m: null, u: null }));
    expect(exactLevelFor({ levels }, name)).toBe(3);
    expect(exactLevelFor({ levels }, short)).toBe(2);
    expect(exactLevelFor({ levels }, { column: 'other' })).toBe(-1);
    expect(exactAgreement(both)).toEqual([name, short]);
  });
});
