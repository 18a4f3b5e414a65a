import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { orderedPasses, type PassCounts } from '../../../../src/link/kernel/decide/passes.ts';

type Pair = readonly [left: number, right: number];
type Found = { readonly links: string[]; readonly counts: PassCounts[] };

const run = (passes: readonly (readonly Pair[])[], sourceOf: Int32Array, free: readonly boolean[], takes: 'unlinked' | 'all', chunk = 3): Found => {
  const state = orderedPasses(sourceOf, free, takes);
  const links: string[] = [];
  const counts = passes.map((pairs, pass) => {
    const chunks = Array.from({ length: Math.ceil(pairs.length / chunk) }, (_, index) => pairs.slice(index * chunk, (index + 1) * chunk));
    const sides = chunks.map((some) => [0, 1].map((side) => Uint32Array.from(some, (pair) => pair[side as 0 | 1])) as [Uint32Array, Uint32Array]);
    for (const [lefts, rights] of sides) state.look(lefts, rights, lefts.length);
    for (const [lefts, rights] of sides) {
      const isLinked = new Uint8Array(lefts.length);
      state.link(lefts, rights, lefts.length, isLinked);
      lefts.forEach((left, pair) => isLinked[pair] === 1 && links.push(`${pass}: ${left}-${rights[pair]}`));
    }
    return state.end();
  });
  return { links, counts };
};

// Three records of source 0 and three of source 1.
const TWO = Int32Array.of(0, 0, 0, 1, 1, 1);

/** The words of the rule, with lists and searches. */
function naive(passes: readonly (readonly Pair[])[], free: readonly boolean[], takes: 'unlinked' | 'all'): string[] {
  const linked: Pair[] = [];
  const out: string[] = [];
  passes.forEach((pairs, pass) => {
    const partners = (of: readonly Pair[], record: number, source: number): number[] =>
      of.flatMap(([left, right]) => (left === record ? [right] : right === record ? [left] : [])).filter((other) => TWO[other] === source);
    const isOpen = (from: number, to: number): boolean => !free[TWO[to]!] || (TWO[from] !== TWO[to] && (takes === 'all' || partners(linked, from, TWO[to]!).length === 0));
    const open = pairs.filter(([left, right]) => isOpen(left, right) && isOpen(right, left));
    const isClear = (from: number, to: number): boolean => !free[TWO[to]!] || partners(open, from, TWO[to]!).length === 1;
    const found = open.filter(([left, right]) => isClear(left, right) && isClear(right, left));
    out.push(...found.map(([left, right]) => `${pass}: ${left}-${right}`));
    linked.push(...found);
  });
  return out;
}

const somePass = fc.uniqueArray(fc.tuple(fc.nat(5), fc.nat(5)), { maxLength: 8, selector: ([one, other]) => `${Math.min(one, other)}-${Math.max(one, other)}` })
  .map((pairs) => pairs.filter(([one, other]) => one !== other).map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const));

describe('ordered passes', () => {
  test('link what has one candidate, leave what has two, and resolve it in a later pass', () => {
    const strict = [[0, 3], [1, 4], [1, 5]] as const;
    const { links, counts } = run([strict, [[1, 5], [2, 4]]], TWO, [true, true], 'unlinked');
    expect(links).toEqual(['0: 0-3', '1: 1-5', '1: 2-4']);
    expect(counts).toEqual([{ candidates: 3, links: 1, ambiguous: 1 }, { candidates: 2, links: 2, ambiguous: 0 }]);
  });

  test('leave alone what an earlier pass linked, unless they take all', () => {
    const passes = [[[0, 3]], [[0, 4], [1, 3], [2, 5]]] as const;
    expect(run(passes, TWO, [true, true], 'unlinked').links).toEqual(['0: 0-3', '1: 2-5']);
    expect(run(passes, TWO, [true, true], 'all').links).toEqual(['0: 0-3', '1: 0-4', '1: 1-3', '1: 2-5']);
  });

  test('link many stays to one person where only persons are known once', () => {
    const { links, counts } = run([[[0, 3], [1, 3], [2, 3], [2, 4]], [[2, 5]]], TWO, [false, true], 'unlinked');
    expect(links).toEqual(['0: 0-3', '0: 1-3', '1: 2-5']);
    expect(counts[0]).toEqual({ candidates: 4, links: 2, ambiguous: 1 });
  });

  test('follow the rule in naive words, however the pairs are cut into chunks', () => {
    fc.assert(fc.property(fc.array(somePass, { minLength: 1, maxLength: 3 }), fc.tuple(fc.boolean(), fc.boolean()), fc.constantFrom('unlinked' as const, 'all' as const), fc.integer({ min: 1, max: 9 }), (passes, free, takes, chunk) => {
      expect(run(passes, TWO, free, takes, chunk).links).toEqual(naive(passes, free, takes));
    }), { numRuns: 300 });
  });

  test('never give a record two links into a source that holds each person once', () => {
    fc.assert(fc.property(fc.array(somePass, { minLength: 1, maxLength: 4 }), (passes) => {
      const ends = run(passes, TWO, [true, true], 'unlinked').links.flatMap((link) => link.slice(3).split('-'));
      expect(new Set(ends).size).toBe(ends.length);
    }));
  });
});
