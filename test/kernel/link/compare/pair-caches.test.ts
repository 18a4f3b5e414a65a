// Memory of pairs of values: what is told was told before, whatever is forgotten.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MATRIX_PAIRS, pairCache, type PairCache } from '../../../../src/link/kernel/compare/pair-cache.ts';
import { NO_CACHE, triedCache } from '../../../../src/link/kernel/compare/tried-cache.ts';

/** A size on both sides for which there is no matrix. */
const MANY = 5000;

interface Recalled {
  readonly numbers: ReadonlyMap<number, number>;
  readonly missed: readonly number[];
}

/** Looks up pairs at certain places: numbers of those that are remembered, and places of the others. */
function recall(cache: Pick<PairCache, 'recall'>, pairs: readonly (readonly [number, number])[], places: readonly number[]): Recalled {
  const numbers = new Uint8Array(pairs.length);
  const missed = new Uint16Array(pairs.length);
  const open = cache.recall(Uint32Array.from(pairs, ([left]) => left), Uint32Array.from(pairs, ([, right]) => right), Uint16Array.from(places), places.length, numbers, missed);
  const rest = [...missed.subarray(0, open)];
  return { numbers: new Map(places.filter((place) => !rest.includes(place)).map((place) => [place, numbers[place]!])), missed: rest };
}

describe('a cache of pairs', () => {
  test('is a matrix up to a bound, then slots, then none', () => {
    expect(pairCache(3, 4)).toMatchObject({ byteLength: 20, isWhole: true });
    expect(pairCache(2047, 2047)).toMatchObject({ byteLength: MATRIX_PAIRS, isWhole: true });
    expect(pairCache(2047, 2048)).toMatchObject({ byteLength: 2 ** 21, isWhole: false });
    expect(pairCache(2 ** 25 - 1, 2 ** 31 - 1)?.isWhole).toBe(false);
    expect(pairCache(2 ** 25, 1)).toBeNull();
  });

  test.each([['matrix', 9], ['slots', MANY]])('in %s knows nothing before it is told', (_, size) => {
    const cache = pairCache(size, size)!;
    expect(cache.get(1, 1)).toBe(-1);
    expect(recall(cache, [[1, 1], [9, 9], [1, 9]], [2, 0])).toEqual({ numbers: new Map(), missed: [2, 0] });
  });

  test.each([['matrix', 9], ['slots', MANY]])('in %s takes left for right nowhere, and holds 0 and 127', (_, size) => {
    const cache = pairCache(size, size)!;
    cache.set(2, 3, 0);
    cache.set(3, 4, 127);
    expect([cache.get(2, 3), cache.get(3, 2), cache.get(3, 4), cache.get(4, 3)]).toEqual([0, -1, 127, -1]);
    expect(recall(cache, [[2, 3], [3, 2], [3, 4], [4, 3]], [0, 1, 2, 3])).toEqual({ numbers: new Map([[0, 0], [2, 127]]), missed: [1, 3] });
    cache.set(2, 3, 5);
    expect(cache.get(2, 3)).toBe(5);
  });

  test('as a matrix forgets nothing', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 5 }), fc.nat(127)), { maxLength: 60 }), (told) => {
      const cache = pairCache(7, 5)!;
      const known = new Map<string, number>();
      for (const [left, right, number] of told) {
        cache.set(left, right, number);
        known.set(`${left} ${right}`, number);
      }
      for (let left = 1; left <= 7; left++) for (let right = 1; right <= 5; right++) expect(cache.get(left, right)).toBe(known.get(`${left} ${right}`) ?? -1);
    }));
  });

  test('as slots may forget, but what it tells is the last that was told; one by one as many at once', () => {
    const cache = pairCache(2 ** 25 - 1, 2 ** 30)!;
    const known = new Map<string, number>();
    const code = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(2 ** 25 - 1, 2 ** 24, 2 ** 16));
    fc.assert(fc.property(fc.array(fc.tuple(code, fc.oneof(code, fc.constant(2 ** 30)), fc.nat(127)), { minLength: 1, maxLength: 60 }), (told) => {
      for (const [left, right, number] of told) {
        cache.set(left, right, number);
        known.set(`${left} ${right}`, number);
        expect(cache.get(left, right)).toBe(number);
      }
      const pairs = told.map(([left, right]) => [left, right] as const);
      const { numbers, missed } = recall(cache, pairs, pairs.map((_, place) => place));
      pairs.forEach(([left, right], place) => {
        const found = cache.get(left, right);
        expect(numbers.get(place) ?? -1).toBe(found);
        expect(missed.includes(place)).toBe(found === -1);
        if (found !== -1) expect(found).toBe(known.get(`${left} ${right}`));
      });
    }));
  });

  test('as slots remembers the last of more pairs than it has room for, and never a wrong number', () => {
    const cache = pairCache(MANY, MANY)!;
    const numberOf = (left: number, right: number): number => (left * 31 + right) % 128;
    for (let left = 1; left <= 600; left++) for (let right = 1; right <= 600; right++) cache.set(left, right, numberOf(left, right));
    let remembered = 0;
    for (let left = 1; left <= 600; left++) for (let right = 1; right <= 600; right++) {
      const found = cache.get(left, right);
      if (found === -1) continue;
      remembered++;
      if (found !== numberOf(left, right)) expect([left, right, found]).toEqual([left, right, numberOf(left, right)]);
    }
    expect(cache.get(600, 600)).toBe(numberOf(600, 600));
    expect(remembered).toBeGreaterThan(2 ** 17);
    expect(remembered).toBeLessThanOrEqual(2 ** 18);
  });
});

/** Looks a cache up for `looks` pairs, of which it is told those it has missed where `isTold`. */
function lookUp(cache: ReturnType<typeof triedCache>, looks: number, pairOf: (look: number) => readonly [number, number], isTold = true): void {
  const run = 1024;
  const places = Uint16Array.from({ length: run }, (_, place) => place);
  const missed = new Uint16Array(run);
  for (let from = 0; from < looks; from += run) {
    const pairs = Array.from({ length: run }, (_, place) => pairOf(from + place));
    const [lefts, rights] = [Uint32Array.from(pairs, ([left]) => left), Uint32Array.from(pairs, ([, right]) => right)];
    const open = cache.recall(lefts, rights, places, run, new Uint8Array(run), missed);
    if (isTold) for (const place of missed.subarray(0, open)) cache.set(lefts[place]!, rights[place]!, 1);
  }
}

describe('a cache on trial', () => {
  test('takes memory when it is first asked, and counts what was looked up and what was remembered', () => {
    const cache = triedCache(9, 9);
    expect(cache.use()).toEqual({ looks: 0, hits: 0, bytes: 0 });
    expect(recall(cache, [[1, 2]], [0]).missed).toEqual([0]);
    cache.set(1, 2, 3);
    expect(recall(cache, [[1, 2], [2, 1], [1, 2]], [0, 1, 2])).toEqual({ numbers: new Map([[0, 3], [2, 3]]), missed: [1] });
    expect(cache.use()).toEqual({ looks: 4, hits: 2, bytes: 100 });
  });

  test('is given up after the trials it has to fill where it remembers too little', () => {
    const cache = triedCache(MANY, MANY);
    const fresh = (look: number): readonly [number, number] => [1 + look % MANY, 1 + Math.floor(look / MANY)];
    lookUp(cache, 3 * 2 ** 17 - 1024, fresh, false);
    expect(cache.use()).toMatchObject({ hits: 0, bytes: 2 ** 21 });
    lookUp(cache, 1024, fresh, false);
    expect(cache.use()).toEqual({ looks: 3 * 2 ** 17, hits: 0, bytes: 0 });
    cache.set(1, 1, 4);
    expect(recall(cache, [[1, 1]], [0]).missed).toEqual([0]);
    expect(cache.use().looks).toBe(3 * 2 ** 17);
  });

  test('is kept where pairs come again, and as a matrix always', () => {
    const again = triedCache(MANY, MANY);
    lookUp(again, 4 * 2 ** 17, (look) => [1 + look % 64, 1 + look % 32]);
    expect(again.use()).toEqual({ looks: 4 * 2 ** 17, hits: 4 * 2 ** 17 - 1024, bytes: 2 ** 21 });
    const matrix = triedCache(2000, 2000);
    lookUp(matrix, 4 * 2 ** 17, (look) => [1 + look % 2000, 1 + Math.floor(look / 2000)], false);
    expect([matrix.isWhole, matrix.use().bytes]).toEqual([true, 2001 * 2001]);
  });

  test('of codes too high is none: every pair is missed, and nothing is counted', () => {
    const cache = triedCache(2 ** 25, 3);
    cache.set(1, 1, 1);
    expect(recall(cache, [[1, 1], [2, 2]], [1, 0])).toEqual({ numbers: new Map(), missed: [1, 0] });
    expect([cache.isWhole, cache.use(), NO_CACHE.use()]).toEqual([false, { looks: 0, hits: 0, bytes: 0 }, { looks: 0, hits: 0, bytes: 0 }]);
  });
});
