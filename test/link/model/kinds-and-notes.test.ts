// The small parts of a model: kinds of pairs, notes for its author, starting values, agreement, conditions. Every law against lines written here.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boundOf, conditionProblems, expressionsOf } from '../../../src/link/model/check-condition.ts';
import { MEASURES, type Condition, type MeasureName } from '../../../src/link/model/condition.ts';
import { defaultParameters, withDefaultParameters } from '../../../src/link/model/default-parameters.ts';
import { exactAgreement, exactLevelFor } from '../../../src/link/model/exact-level.ts';
import type { Expression } from '../../../src/link/model/expression.ts';
import { checkModel, modelNotes, modelProblems, type Level, type LinkageModel } from '../../../src/link/model/index.ts';
import { kindsProblems, type PairKind } from '../../../src/link/model/pair-kind.ts';

const name: Expression = { column: 'name' };
const born: Expression = { column: 'born' };
const equal = (of: Expression, against?: Expression): Condition => ({ kind: 'equal', of, ...(against === undefined ? {} : { against }) });
const level = (when: Condition, m: number | null, u: number | null, more: Partial<Level> = {}): Level => ({ label: '', when, m, u, ...more });
const otherwise: Condition = { kind: 'otherwise' };
const model = (levels: readonly Level[], more: Partial<LinkageModel> = {}): LinkageModel => ({
  version: 1, linkType: 'dedupe', prior: 0.1, unit: 'codePoint', blocking: [], comparisons: [{ name: 'name', levels }], ...more,
});

describe('kinds of pairs', () => {
  const comparisons = [{ name: 'name', levels: [1, 2, 3] }, { name: 'born', levels: [1, 2] }];
  const trained = [[0, 0.9, 0.1], [0.5, 0.5]];
  const kind = (more: Partial<PairKind> = {}): PairKind => ({ name: 'moved', isMatch: true, agrees: ['name'], ...more });
  const found = (kinds: readonly PairKind[], more: object = {}): string[] => kindsProblems(kinds, { comparisons, prior: 0.1, ...more }, 'kinds').map(({ code, path }) => `${code} ${path}`);

  test('none, untrained and trained ones are right', () => {
    expect(found([])).toEqual([]);
    expect(found([kind(), kind({ name: 'home', isMatch: false, agrees: [] })])).toEqual([]);
    expect(found([kind({ share: 0.1, levels: trained }), kind({ name: 'home', isMatch: false, share: 0.9, levels: trained })])).toEqual([]);
  });

  test('each name stands once, whatever else its kind is', () => {
    expect(found([kind(), kind({ name: 'home' }), kind({ isMatch: false }), kind()])).toEqual(['PLAN_DUPLICATE_NAME kinds[2].name', 'PLAN_DUPLICATE_NAME kinds[3].name']);
  });

  test('agree on comparisons that there are, each unknown one told by its place', () => {
    expect(found([kind({ agrees: ['street', 'name', 'town'] })])).toEqual(['PLAN_MISSING kinds[0].agrees[0]', 'PLAN_MISSING kinds[0].agrees[2]']);
  });

  test.each<[what: string, more: Partial<PairKind>, problem: string]>([
    ['a share without levels', { share: 0.01 }, 'PLAN_MISSING kinds[0]'],
    ['levels without a share', { levels: trained }, 'PLAN_MISSING kinds[0]'],
    ['levels of a comparison too few', { share: 0.01, levels: trained.slice(1) }, 'PLAN_OUT_OF_RANGE kinds[0].levels'],
    ['a comparison too many', { share: 0.01, levels: [...trained, [1, 0]] }, 'PLAN_OUT_OF_RANGE kinds[0].levels'],
    ['a level too few', { share: 0.01, levels: [[0.5, 0.5], [0.5, 0.5]] }, 'PLAN_OUT_OF_RANGE kinds[0].levels'],
    ['comparisons exchanged', { share: 0.01, levels: [...trained].reverse() }, 'PLAN_OUT_OF_RANGE kinds[0].levels'],
  ])('are trained whole or not at all: %s', (_what, more, problem) => {
    expect(found([kind(more)])).toEqual([problem]);
  });

  test('leave room for ordinary matches within the prior, and for strangers beside it', () => {
    const share = (isMatch: boolean, ...shares: readonly number[]): PairKind[] => shares.map((one, index) => kind({ name: `${index}`, isMatch, share: one, levels: trained }));
    expect(found(share(true, 0.0625, 0.03125))).toEqual([]);
    expect(found(share(true, 0.0625, 0.0625))).toEqual(['PLAN_OUT_OF_RANGE kinds']);
    expect(found(share(false, 0.5, 0.375))).toEqual([]);
    expect(found(share(false, 0.5, 0.5))).toEqual(['PLAN_OUT_OF_RANGE kinds']);
  });

  test('stand in for dependence, so that a model has one of both', () => {
    expect(found([kind()], { dependence: { between: [] } })).toEqual(['PLAN_OUT_OF_RANGE kinds']);
    expect(found([], { dependence: { between: [] } })).toEqual([]);
  });

  test('are checked in form with the model, at their path', () => {
    const levels = [level(equal(name), 0.9, 0.1), level(otherwise, 0.1, 0.9)];
    const wrong = { ...model(levels), kinds: [{ name: '', isMatch: 1, agrees: 'name', share: 2, more: 1 }] };
    const paths = modelProblems(wrong).map(({ path }) => path);
    for (const member of ['name', 'isMatch', 'agrees', 'share', 'more']) expect(paths.join(' ')).toContain(`kinds[0].${member}`);
    expect(checkModel(model(levels, { kinds: [kind()] })).kinds).toEqual([kind()]);
  });
});

describe('notes on a model', () => {
  const notes = (levels: readonly Level[], more: Partial<LinkageModel> = {}): readonly string[] => modelNotes(model(levels, more));
  const far = (when: Condition): string[] => notes([level(when, 0.5, 0.5), level(otherwise, 0.5, 0.5)]).map((note) => note.split(':')[0]!);

  test('tell of shares further from 1 than a thousandth, and of none nearer', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 99 }), fc.integer({ min: -30, max: 30 }).filter((off) => off !== 10 && off !== -10), (hundredths, tenthsOfThousandths) => {
      const rest = 1 - hundredths / 100 + tenthsOfThousandths / 10_000;
      fc.pre(rest > 0 && rest <= 1);
      expect(notes([level(equal(name), hundredths / 100, 0.5), level(otherwise, rest, 0.5)])).toHaveLength(Math.abs(tenthsOfThousandths) > 10 ? 1 : 0);
    }));
  });

  test('a level of what is missing counts where it is modelled, and there alone', () => {
    const levels = [level({ kind: 'null', of: name }, 0.2, 0.2, { isNull: true }), level(equal(name), 0.9, 0.4), level(otherwise, 0.1, 0.6)];
    const ofMissing = (missing: 'excluded' | 'modelled'): readonly string[] => modelNotes({ ...model(levels), comparisons: [{ name: 'name', levels, missing }] });
    expect(ofMissing('excluded')).toEqual([]);
    expect(ofMissing('modelled')).toEqual(['m', 'u'].map((side) => `comparisons[0]: ${side} sums to 1.2 over the levels that carry evidence, not to 1`));
  });

  test('tell of a u of 0 with an m, of an m of 0, and once of both', () => {
    const told = (m: number, u: number): number => notes([level(equal(name), m, u), level(otherwise, 1 - m, 1 - u)]).length;
    expect([told(0.5, 0), told(0, 0.5), told(0, 0), told(0.5, 0.5)]).toEqual([1, 1, 1, 0]);
  });

  test('tell of a prior that decides alone', () => {
    const told = (prior: number): readonly string[] => notes([level(equal(name), 0.5, 0.5), level(otherwise, 0.5, 0.5)], { prior });
    expect([told(0), told(1)].map(([note]) => note)).toEqual([0, 1].map((prior) => `prior: every pair has the probability ${prior}, whatever it agrees on`));
    expect(told(0.5)).toEqual([]);
  });

  test('tell of term frequencies where they have no effect', () => {
    const termFrequency = { of: name, weight: 1 };
    expect(notes([level(equal(name), 0.5, 0.5, { termFrequency }), level(otherwise, 0.5, 0.5, { termFrequency })])).toEqual(['comparisons[0].levels[1]: term frequencies have no effect here']);
  });

  const SIMILARITIES = 'jaroWinkler jaro levenshteinSimilarity damerauLevenshteinSimilarity jaccard dice longestCommonSubsequenceSimilarity commonPrefix cosine intersection containment jaccardOfLists'.split(' ');

  test.each(MEASURES.map((measure) => [measure]))('a bound of %s that asks for values far apart is told, the other way round is not', (measure: MeasureName) => {
    const asked = (bound: object): Condition => ({ kind: 'measure', measure, of: name, ...bound });
    const [near, apart] = SIMILARITIES.includes(measure) ? [['atLeast', 'above'], ['atMost', 'below']] : [['atMost', 'below'], ['atLeast', 'above']];
    for (const bound of near!) expect(far(asked({ [bound]: 0.5 }))).toEqual([]);
    for (const bound of apart!) expect(far(asked({ [bound]: 0.5 }))).toEqual(['comparisons[0].levels[0].when']);
  });

  test('what a condition denies, or a kernel of the caller says, has no direction', () => {
    const apart: Condition = { kind: 'measure', measure: 'jaro', of: name, below: 0.5 };
    expect(far({ kind: 'not', of: apart })).toEqual([]);
    expect(far({ kind: 'registered', name: 'mine', of: name, below: 0.5 })).toEqual([]);
    expect(far({ kind: 'all', of: [equal(name), { kind: 'any', of: [equal(name), apart] }] })).toEqual(['comparisons[0].levels[0].when.of[1].of[1]']);
  });
});

describe('starting values', () => {
  test('give weights from −5 to 3 bits in equal steps, 10 for most agreement, and shares of matches that sum to 1', () => {
    fc.assert(fc.property(fc.integer({ min: 3, max: 64 }), (levels) => {
      const { m, u } = defaultParameters(levels);
      const bits = m.map((share, index) => Math.log2(share / u[index]!));
      expect(m.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      expect([bits[0], bits[1], bits.at(-1)]).toEqual([10, 3, -5].map((expected) => expect.closeTo(expected, 9) as number));
      const steps = bits.slice(2).map((one, index) => bits[index + 1]! - one);
      for (const step of steps) expect(step).toBeCloseTo(8 / (levels - 2), 9);
    }));
  });

  test.each([1, 0, -1, 2.5, NaN, Infinity])('there are none for %d levels', (levels) => {
    expect(() => defaultParameters(levels)).toThrow(RangeError);
  });

  test('fill what is unknown and nothing else, say so, and change nothing the second time', () => {
    const share = fc.option(fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(fc.property(fc.array(fc.record({ m: share, u: share, isNull: fc.boolean() }), { minLength: 2, maxLength: 9 }), (parts) => {
      const levels = parts.map(({ m, u, isNull }) => level(equal(name), m, u, isNull ? { isNull } : {}));
      const given = model(levels);
      const copy = structuredClone(given);
      const filled = withDefaultParameters(given);
      expect(given).toEqual(copy);
      expect(withDefaultParameters(filled)).toEqual(filled);
      const counted = parts.filter(({ isNull }) => !isNull).length;
      filled.comparisons[0]!.levels.forEach((one, index) => {
        const { m, u, isNull } = parts[index]!;
        const isFilled = !isNull && counted >= 2;
        expect([one.m === null, one.u === null]).toEqual([m === null && !isFilled, u === null && !isFilled]);
        if (m !== null) expect(one.m).toBe(m);
        if (u !== null) expect(one.u).toBe(u);
        expect([one.estimates?.m?.method, one.estimates?.u?.method]).toEqual([m, u].map((known) => (isFilled && known === null ? 'default' : undefined)));
        if (one.u !== null) expect(one.u).toBeLessThanOrEqual(1);
      });
    }));
  });
});

describe('exact agreement', () => {
  test('is what equalities and conjunctions of them ask, each expression once, in order', () => {
    expect(exactAgreement(equal(name, { column: 'name' }))).toEqual([name]);
    expect(exactAgreement({ kind: 'all', of: [equal(born), { kind: 'all', of: [equal(name), equal(born)] }, equal(name)] })).toEqual([born, name]);
  });

  test.each<[string, Condition]>([
    ['two different expressions', equal(name, born)], ['an alternative', { kind: 'any', of: [equal(name)] }], ['a denial', { kind: 'not', of: equal(name) }],
    ['a measure', { kind: 'measure', measure: 'jaro', of: name, atLeast: 1 }], ['a value', { kind: 'literal', of: name, side: 'both', value: 'x' }],
    ['a null', { kind: 'null', of: name }], ['nothing', otherwise], ['one of several that is none', { kind: 'all', of: [equal(name), { kind: 'all', of: [equal(born, name)] }] }],
  ])('is not what %s asks', (_what, when) => {
    expect(exactAgreement(when)).toBeNull();
    expect(exactLevelFor({ levels: [level(when, null, null)] }, name)).toBe(-1);
  });

  test('on one expression twice is agreement on it; on two it is agreement on neither', () => {
    const levels = [{ kind: 'all' as const, of: [equal(name), equal(born)] }, { kind: 'all' as const, of: [equal(born), equal(born)] }, equal(name)].map((when) => level(when, null, null));
    expect([exactLevelFor({ levels }, name), exactLevelFor({ levels }, born)]).toEqual([2, 1]);
  });
});

describe('conditions', () => {
  const leaf = fc.constantFrom<Condition>(equal(name), equal(name, born), { kind: 'null', of: born }, { kind: 'registered', name: 'known', of: name, atLeast: 1 }, { kind: 'registered', name: 'other', of: name, against: born, atLeast: 1 }, otherwise,
    { kind: 'measure', measure: 'jaro', of: name, atLeast: 2 }, { kind: 'measure', measure: 'jaro', of: born, atLeast: 1 }, { kind: 'measure', measure: 'levenshtein', of: name, atMost: 1e9 });
  const { tree } = fc.letrec<{ tree: Condition }>((tie) => ({
    tree: fc.oneof({ maxDepth: 3, depthSize: 'small' }, leaf, fc.record({ kind: fc.constantFrom('all' as const, 'any' as const), of: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }) }), fc.record({ kind: fc.constant('not' as const), of: tie('tree') })),
  }));
  /** The condition or expression that a path leads to. */
  const lookUp = (when: Condition, path: string): unknown => path.split(/[.[\]]+/).filter((part) => part !== '').reduce<unknown>((value, part) => (value as Record<string, unknown>)[part], { when });

  test('every expression is listed where it stands, as often as it occurs', () => {
    const count = (when: Condition): number => (JSON.stringify(when).match(/"column":/g) ?? []).length;
    fc.assert(fc.property(tree, (when) => {
      const placed = expressionsOf(when, 'when');
      expect(placed).toHaveLength(count(when));
      expect(new Set(placed.map(({ path }) => path)).size).toBe(placed.length);
      for (const { expression, path } of placed) expect(lookUp(when, path)).toBe(expression);
    }));
  });

  test('every fault is told once, where it stands, however deep', () => {
    const faults = (when: Condition, registered: boolean): number => {
      if (when.kind === 'all' || when.kind === 'any') return when.of.reduce((sum, part) => sum + faults(part, registered), 0);
      if (when.kind === 'not') return faults(when.of, registered);
      return Number(when.kind === 'otherwise' || (when.kind === 'measure' && when.atLeast === 2) || (registered && when.kind === 'registered' && when.name === 'other'));
    };
    fc.assert(fc.property(tree, fc.boolean(), (when, isKnown) => {
      const problems = conditionProblems(when, 'when', isKnown ? ['known'] : null);
      expect(problems).toHaveLength(faults(when, isKnown));
      expect(new Set(problems.map(({ path }) => path)).size).toBe(problems.length);
      for (const { path } of problems) expect(lookUp(when, path)).toBeDefined();
    }));
  });

  test('the bound of a test is the one that is given, 0 and below included', () => {
    fc.assert(fc.property(fc.constantFrom('atLeast' as const, 'atMost' as const, 'above' as const, 'below' as const), fc.double({ noNaN: true }), (bound, value) => {
      expect(boundOf({ [bound]: value })).toEqual({ name: bound, value });
    }));
  });
});
