// Where to cut without labels, and which links share a record, against lines that weigh every pair of a small table by hand.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlanError } from '../../../src/core/errors.ts';
import { blockRecords } from '../../../src/link/block/block-records.ts';
import { compileComparisons } from '../../../src/link/compare/compile-comparisons.ts';
import { collectExpressions } from '../../../src/link/compile/expression-list.ts';
import { packCodes } from '../../../src/link/kernel/compare/packed-codes.ts';
import type { LinkageModel, LinkType } from '../../../src/link/model/model.ts';
import { markBeaten, type RivalFindings } from '../../../src/link/propose/mark-beaten.ts';
import { suggestCut, type SuggestedCut } from '../../../src/link/propose/suggest-cut.ts';
import { writeMixture } from '../../../src/link/propose/write-mixture.ts';
import { prepareRecords, type LinkageRecords } from '../../../src/link/records/prepare-records.ts';
import { slotsOfModel } from '../../../src/link/train/model-slots.ts';
import { schemaOf, tableOf } from '../../small-tables.ts';

/** Bits of agreement and of disagreement, by column: no two sums are close to each other, or at a bound. */
const WEIGHTS = { a: [7.3, -4.1], b: [5.1, -3.2], c: [2.4, -1.3] } as const;
const COLUMNS = ['a', 'b', 'c'] as const;
const PRIOR_BITS = -2;

const SCHEMA = schemaOf({
  id: { type: 'int32', role: 'technical' }, all: { type: 'utf8', role: 'attribute' },
  a: { type: 'utf8', role: 'attribute' }, b: { type: 'utf8', role: 'attribute' }, c: { type: 'utf8', role: 'attribute' },
});

/** m and u that give those weights: m of agreement is what makes both shares add up to 1. */
function sharesOf([agree, differ]: readonly [number, number]): { readonly m: number; readonly u: number } {
  const u = (1 - 2 ** differ) / (2 ** agree - 2 ** differ);
  return { u, m: u * 2 ** agree };
}

const modelOf = (linkType: LinkType): LinkageModel => ({
  version: 1, linkType, prior: 1 / (1 + 2 ** -PRIOR_BITS), unit: 'codePoint', blocking: [{ on: [{ of: { column: 'all' } }] }],
  comparisons: COLUMNS.map((column) => {
    const { m, u } = sharesOf(WEIGHTS[column]);
    const of = { column };
    return { name: column, levels: [
      { label: 'null', when: { kind: 'null', of }, m: null, u: null, isNull: true }, { label: 'equal', when: { kind: 'equal', of }, m, u }, { label: 'else', when: { kind: 'otherwise' }, m: 1 - m, u: 1 - u },
    ] };
  }),
});

type Person = readonly [a: string | null, b: string | null, c: string | null];

const bitsOf = (one: Person, other: Person): number => COLUMNS.reduce((sum, column, index) => {
  if (one[index] === null || other[index] === null) return sum;
  return sum + WEIGHTS[column][one[index] === other[index] ? 0 : 1];
}, PRIOR_BITS);

interface Pair {
  readonly left: number;
  readonly right: number;
  readonly bits: number;
}

/** All pairs that are compared: of `link`, those across the two sources. */
function pairsOf(first: readonly Person[], second: readonly Person[], linkType: LinkType): Pair[] {
  const all = [...first, ...second];
  return all.flatMap((one, left) => all.slice(left + 1).map((other, further) => ({ left, right: left + 1 + further, bits: bitsOf(one, other) })))
    .filter(({ left, right }) => linkType !== 'link' || (left < first.length && right >= first.length));
}

function recordsOf(first: readonly Person[], second: readonly Person[], linkType: LinkType): Promise<LinkageRecords> {
  const table = (people: readonly Person[]) => tableOf(SCHEMA, people.map((person, id) => [id, 'x', ...person]));
  const inputs = linkType === 'dedupe' ? { only: table([...first, ...second]) } : { first: table(first), second: table(second) };
  return prepareRecords(inputs, { rowKey: 'id', expressions: collectExpressions(modelOf(linkType)), unit: 'codePoint' });
}

const isRivalled = (pairs: readonly Pair[], { left, right, bits }: Pair): boolean =>
  pairs.some((other) => (other.left === left || other.right === right || other.left === right || other.right === left) && other.bits >= 6 && other.bits >= bits + 3);

/** Records with a strong link, with two, and with two whose partners are as strong a link of each other. */
function naiveFindings(pairs: readonly Pair[], everybody: readonly Person[]): RivalFindings {
  const partners = everybody.map((_, record) => pairs.filter(({ left, right, bits }) => bits >= 10 && (left === record || right === record))
    .map(({ left, right, bits }) => ({ partner: left === record ? right : left, bits })).sort((one, other) => other.bits - one.bits || one.partner - other.partner));
  const linkedRecords = partners.filter(({ length }) => length > 0).length;
  const shared = partners.filter(({ length }) => length > 1);
  const duplicatedRecords = shared.filter(([best, second]) => bitsOf(everybody[best!.partner]!, everybody[second!.partner]!) >= 10).length;
  return { linkedRecords, sharedRecords: shared.length, duplicatedRecords, areDuplicateFree: duplicatedRecords <= 0.1 * linkedRecords };
}

const person = fc.tuple(fc.constantFrom('u', 'v', 'w', 'x', null), fc.constantFrom('u', 'v', 'w', 'x', null), fc.constantFrom('u', 'v', null));
const people = fc.array(person, { maxLength: 7 });

/** Best expected F1 of all cuts, by trying each. */
function bestF1(pairs: readonly Pair[], isMatch: (pair: Pair) => boolean): number {
  const expected = (pair: Pair): number => (isMatch(pair) ? 1 / (1 + 2 ** -pair.bits) : 0);
  const all = pairs.reduce((sum, pair) => sum + expected(pair), 0);
  return Math.max(0, ...pairs.map(({ bits: cut }) => {
    const links = pairs.filter(({ bits }) => bits >= cut - 1e-9);
    return 2 * links.reduce((sum, pair) => sum + expected(pair), 0) / (links.length + all);
  }));
}

describe('A suggested cut', () => {
  test.each(['dedupe', 'linkAndDedupe', 'link'] as const)('has the greatest expected F1 of all cuts, and counts its links: %s', async (linkType) => {
    await fc.assert(fc.asyncProperty(people, people, async (first, second) => {
      const pairs = pairsOf(first, second, linkType);
      const cut = suggestCut(await recordsOf(first, second, linkType), modelOf(linkType));
      const findings = linkType === 'link' ? naiveFindings(pairs, [...first, ...second]) : null;
      expect(cut.rivals).toEqual(findings);
      const isMatch = (pair: Pair): boolean => findings?.areDuplicateFree !== true || !isRivalled(pairs, pair);
      expect(cut.expectedF1).toBeCloseTo(bestF1(pairs, isMatch), 6);
      expect(cut.links).toBe(pairs.filter(({ bits }) => bits >= cut.minMatchWeightBits - 1e-9).length);
      expect(cut.expectedMatches).toBeCloseTo(pairs.filter(isMatch).reduce((sum, { bits }) => sum + 1 / (1 + 2 ** -bits), 0), 6);
      expect(cut.minMatchWeightBits * 128).toBe(Math.round(cut.minMatchWeightBits * 128));
    }), { numRuns: 30 });
  });

  test('has the F1 of its precision and recall', async () => {
    const { expectedPrecision, expectedRecall, expectedF1 } = suggestCut(await recordsOf([['u', 'u', 'u'], ['u', 'u', 'u'], ['v', 'u', 'u'], ['w', 'x', 'v']], [], 'dedupe'), modelOf('dedupe'));
    expect(expectedF1).toBeCloseTo(2 * expectedPrecision * expectedRecall / (expectedPrecision + expectedRecall), 12);
    // Three links: all columns agree, and twice all but the first.
    expect(expectedPrecision).toBeCloseTo((1 / (1 + 2 ** -12.8) + 2 / (1 + 2 ** -1.4)) / 3, 9);
  });

  test('of records without pairs links nothing and expects nothing', async () => {
    const nothing: Partial<SuggestedCut> = { links: 0, expectedMatches: 0, expectedPrecision: 0, expectedRecall: 0, expectedF1: 0 };
    expect(suggestCut(await recordsOf([], [], 'dedupe'), modelOf('dedupe'))).toMatchObject({ ...nothing, rivals: null });
    expect(suggestCut(await recordsOf([['u', 'u', 'u']], [], 'link'), modelOf('link'))).toMatchObject({ ...nothing, rivals: { linkedRecords: 0, sharedRecords: 0, duplicatedRecords: 0 } });
  });

  test('says that everybody is there once only where it is taken for granted', async () => {
    const twice: readonly Person[] = [['u', 'u', 'u'], ['u', 'u', 'u']];
    const [once, doubled, dedupe] = [suggestCut(await recordsOf(twice.slice(1), twice.slice(1), 'link'), modelOf('link')), suggestCut(await recordsOf(twice, twice, 'link'), modelOf('link')), suggestCut(await recordsOf(twice, [], 'dedupe'), modelOf('dedupe'))];
    expect([once, doubled, dedupe].map(({ assumption }) => assumption.includes('everybody once'))).toEqual([true, false, false]);
    expect(doubled.rivals).toEqual({ linkedRecords: 4, sharedRecords: 4, duplicatedRecords: 4, areDuplicateFree: false });
  });

  test('takes two partners that do not resemble each other for chance, not for duplicates', async () => {
    // Both partners agree with the first record on two columns, and with each other on one.
    const { rivals } = suggestCut(await recordsOf([['u', 'u', 'u']], [['u', 'u', 'v'], ['u', 'v', 'u']], 'link'), modelOf('link'));
    expect(rivals).toMatchObject({ linkedRecords: 0, duplicatedRecords: 0, areDuplicateFree: true });
    const [near, far]: [Person, Person] = [['u', 'u', null], ['u', 'u', 'u']];
    expect(suggestCut(await recordsOf([['u', 'u', 'u']], [near, far], 'link'), modelOf('link')).rivals).toMatchObject({ linkedRecords: 3, sharedRecords: 1, duplicatedRecords: 1, areDuplicateFree: false });
  });

  test('is the same for pairs that are given', async () => {
    const [records, model] = [await recordsOf([['u', 'u', 'u'], ['v', 'w', 'u']], [['u', 'u', null]], 'link'), modelOf('link')];
    expect(suggestCut(records, model, blockRecords(records, model.blocking, 'link'))).toEqual(suggestCut(records, model));
  });

  test('is refused for a model that is not trained', async () => {
    const model = modelOf('dedupe');
    const untrained = { ...model, comparisons: model.comparisons.map((comparison) => ({ ...comparison, levels: comparison.levels.map((level) => ({ ...level, m: null })) })) };
    const records = await recordsOf([['u', 'u', 'u']], [], 'dedupe');
    const problems = ((): readonly string[] => {
      try {
        suggestCut(records, untrained);
        return [];
      } catch (error) {
        return (error as PlanError).problems.map(({ code }) => code);
      }
    })();
    expect(new Set(problems)).toEqual(new Set(['PLAN_MISSING']));
  });
});

describe('Marked pairs', () => {
  test('are those one of whose records has a likely partner 3 bits stronger', async () => {
    await fc.assert(fc.asyncProperty(people, people, async (first, second) => {
      const model = modelOf('link');
      const records = await recordsOf(first, second, 'link');
      const comparisons = compileComparisons(model, records);
      const setting = { table: records.table, comparisons, packed: packCodes(records.table, comparisons.map(({ single }) => single)) };
      const pairs = pairsOf(first, second, 'link');
      const { findings, mark } = markBeaten(setting, records.table.records, blockRecords(records, model.blocking, 'link'), model);
      const marks = new Uint8Array(pairs.length);
      mark(Uint32Array.from(pairs, ({ left }) => left), Uint32Array.from(pairs, ({ right }) => right), pairs.length, marks);
      expect([...marks]).toEqual(pairs.map((pair) => Number(isRivalled(pairs, pair))));
      expect(findings).toEqual(naiveFindings(pairs, [...first, ...second]));
    }), { numRuns: 30 });
  });
});

describe('What was learnt, written into a model', () => {
  const model = modelOf('dedupe');
  const { slots } = slotsOfModel(model);
  const layout = { setting: null as never, slots, frequency: null };
  const agreement = { shares: new Float64Array(9), variances: Float64Array.of(0, 0.04, 0.04, 0, 0, 0, 0, 0, 0), without: [], pairs: [400, 900, 100], drawn: [50, 0, 0] };
  const mixture = { prior: 0.25, m: Float64Array.of(0, 0.7, 0.3, 0, 0.6, 0.4, 0, 0.5, 0.5), u: Float64Array.of(0, 0.2, 0.8, 0, 0.1, 0.9, 0, 0.5, 0.5), excesses: [], kinds: [] };

  test('has its m, u and prior, and where they are from; levels that say nothing stay as they are', () => {
    const written = writeMixture(model, mixture, layout, agreement);
    expect(written.prior).toBe(0.25);
    expect(written.comparisons.map(({ levels }) => levels.map(({ m, u }) => [m, u]))).toEqual([[[null, null], [0.7, 0.2], [0.3, 0.8]], [[null, null], [0.6, 0.1], [0.4, 0.9]], [[null, null], [0.5, 0.5], [0.5, 0.5]]]);
    expect(written.comparisons[0]!.levels[1]!.estimates?.u).toMatchObject({ pairs: 400, standardError: 0.2, note: '50 pairs were drawn' });
    expect(written.comparisons[1]!.levels[1]!.estimates?.u).toEqual({ method: 'allPairsWithoutMatches', pairs: 900 });
    expect(written.estimates?.prior).toEqual({ method: 'allPairs', pairs: 900 });
  });

  test('has dependence as bits to take off, and none where none was found, whatever it had before', () => {
    const logs = Float64Array.of(0, 0, 0, 0, Math.LN2, 0, 0, 0, 3 * Math.LN2);
    const dependent = writeMixture(model, { ...mixture, excesses: [{ left: 0, right: 2, logs }] }, layout, agreement);
    expect(dependent.dependence).toEqual({ between: [{ comparisons: ['a', 'c'] }], terms: [{ comparisons: ['a', 'c'], bits: [0, 0, 0, 0, -1, 0, 0, 0, -3] }] });
    expect('dependence' in writeMixture(dependent, mixture, layout, agreement)).toBe(false);
  });

  test('is frozen, and leaves the model it is made of alone', () => {
    const before = JSON.stringify(model);
    expect(Object.isFrozen(writeMixture(model, mixture, layout, agreement))).toBe(true);
    expect(JSON.stringify(model)).toBe(before);
  });
});
