import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { askingOrder } from '../../../../src/link/kernel/compare/asking-order.ts';
import { layOut } from '../../../../src/link/kernel/compare/compiled-memory.ts';
import { nextBelow } from '../../../../src/link/kernel/compare/next-below.ts';
import { shortTextMeasureOf } from '../../../../src/link/kernel/compare/short-text-measure.ts';

/** What it takes to ask in an order, pair by pair. */
function painsOf(order: readonly number[], losses: readonly (readonly number[])[], mostLoss: number, pains: readonly number[]): number {
  return losses[0]!.reduce((sum, _, pair) => {
    let lost = 0;
    return sum + order.reduce((took, index) => {
      if (lost > mostLoss) return took;
      lost += losses[index]![pair]!;
      return took + pains[index]!;
    }, 0);
  }, 0);
}

const permutations = (items: readonly number[]): number[][] => (items.length === 0 ? [[]] : items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest])));

const someSample = fc.integer({ min: 1, max: 4 }).chain((count) => fc.record({
  losses: fc.integer({ min: 1, max: 12 }).chain((pairs) => fc.array(fc.array(fc.nat(9), { minLength: pairs, maxLength: pairs }), { minLength: count, maxLength: count })),
  pains: fc.array(fc.integer({ min: 1, max: 20 }), { minLength: count, maxLength: count }),
  mostLoss: fc.nat(12),
}));

describe('the order of comparisons', () => {
  const choose = (losses: readonly (readonly number[])[], mostLoss: number, pains: readonly number[]): readonly number[] => askingOrder(losses.map((loss) => Int32Array.from(loss)), mostLoss, pains);

  test('has each of them once, and no comparison would be better at another place', () => {
    fc.assert(fc.property(someSample, ({ losses, pains, mostLoss }) => {
      const order = choose(losses, mostLoss, pains);
      expect([...order].sort((one, other) => one - other)).toEqual(losses.map((_, index) => index));
      const least = painsOf(order, losses, mostLoss, pains);
      order.forEach((moved, from) => {
        order.forEach((_, to) => {
          const other = order.filter((__, place) => place !== from);
          other.splice(to, 0, moved);
          expect(painsOf(other, losses, mostLoss, pains)).toBeGreaterThanOrEqual(least);
        });
      });
    }));
  });

  test('is the best of all for two comparisons, and never more than twice as slow as the best of four', () => {
    fc.assert(fc.property(someSample, ({ losses, pains, mostLoss }) => {
      const best = Math.min(...permutations(losses.map((_, index) => index)).map((order) => painsOf(order, losses, mostLoss, pains)));
      const found = painsOf(choose(losses, mostLoss, pains), losses, mostLoss, pains);
      expect(found).toBeLessThanOrEqual(losses.length <= 2 ? best : 2 * best);
    }));
  });

  test('begins with what gives pairs up, unless it takes too long', () => {
    // The second gives both pairs up, the first one of them: 5 + 5 and then nothing, or 1 + 1 and 5 for the rest.
    const losses = [[9, 0], [3, 3]];
    expect(choose(losses, 2, [5, 5])).toEqual([1, 0]);
    expect(choose(losses, 2, [1, 5])).toEqual([0, 1]);
    expect(choose([], 5, [])).toEqual([]);
  });
});

describe('the greatest double below a number', () => {
  test('is less, and nothing lies between', () => {
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (at) => {
      const below = nextBelow(at);
      expect(below).toBeLessThan(at);
      const middle = below / 2 + at / 2;
      if (Math.abs(at) > 1e-300 && at > -Number.MAX_VALUE) expect(middle === below || middle === at).toBe(true);
    }));
    expect([nextBelow(0), nextBelow(-0), nextBelow(Infinity), nextBelow(-Infinity), nextBelow(1)]).toEqual([-5e-324, -5e-324, Number.MAX_VALUE, -Infinity, 1 - 2 ** -53]);
  });
});

describe('measures of short texts', () => {
  const of = (measure: string, overLists = false): object => ({ measure, left: 0, right: 0, q: null, overLists }) as never;
  const points = [{ at: 0.7, isInclusive: true }, { at: 2.5, isInclusive: false }];

  test('are the similarities of Jaro and Winkler and the distances of edits, with what is of interest', () => {
    expect(shortTextMeasureOf(of('jaroWinkler') as never, points, 'codePoint')).toEqual({ kind: 'similarity', prefixScale: 0.1, maxPrefix: 4, raisedAbove: 0.7, oddHalf: 0, empty: 1, atLeast: 0.7 });
    expect(shortTextMeasureOf(of('jaro') as never, points, 'byte')).toEqual({ kind: 'similarity', prefixScale: 0, maxPrefix: 0, raisedAbove: 0.7, oddHalf: 0, empty: 0, atLeast: 0.7 });
    expect(['levenshtein', 'osa', 'damerauLevenshtein'].map((measure) => shortTextMeasureOf(of(measure) as never, points, 'byte'))).toEqual([1, 2, 3].map((which) => ({ kind: 'distance', which, atMost: 2 })));
  });

  test('are no others, and none over lists', () => {
    for (const measure of ['jaccard', 'levenshteinSimilarity', 'commonPrefix', 'hamming', 'absoluteDifference']) expect(shortTextMeasureOf(of(measure) as never, points, 'byte')).toBeNull();
    expect(shortTextMeasureOf(of('jaroWinkler', true) as never, points, 'byte')).toBeNull();
  });
});

describe('the layout of a memory', () => {
  const memoryOf = (bytes: number, most = Infinity): { buffer: ArrayBuffer; grow(pages: number): number } => {
    const memory = {
      buffer: new ArrayBuffer(bytes),
      grow(pages: number): number {
        if (memory.buffer.byteLength + 65_536 * pages > most) throw new RangeError('no room');
        memory.buffer = new ArrayBuffer(memory.buffer.byteLength + 65_536 * pages);
        return 0;
      },
    };
    return memory;
  };

  test('gives every array a place of its own, once, at a multiple of 16, and writes it there', () => {
    const layout = layOut(1001);
    const words = Uint32Array.of(1, 2, 3);
    const at = [layout.array(words), layout.array(Float64Array.of(0.5)), layout.array(words), layout.array(Uint8Array.of(7))];
    expect(at).toEqual([1008, 1024, 1008, 1040]);
    const memory = memoryOf(1100);
    expect([layout.end(), layout.write(memory), memory.buffer.byteLength]).toEqual([1041, true, 1100]);
    expect([[...new Uint32Array(memory.buffer, 1008, 3)], new Float64Array(memory.buffer, 1024, 1)[0], new Uint8Array(memory.buffer, 1040, 1)[0]]).toEqual([[1, 2, 3], 0.5, 7]);
  });

  test('grows the memory to what is needed, and says when there is no room', () => {
    const layout = layOut(0);
    layout.reserve(200_000, (buffer, at) => { new Uint8Array(buffer)[at + 199_999] = 9; });
    const memory = memoryOf(65_536);
    expect([layout.write(memory), memory.buffer.byteLength, new Uint8Array(memory.buffer)[199_999]]).toEqual([true, 262_144, 9]);
    expect(layout.write(memoryOf(65_536, 100_000))).toBe(false);
  });
});
