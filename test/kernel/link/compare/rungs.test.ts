// Rungs of the ladder, one by one: pairs many at once as pairs one by one, and both as naive lines on the values have it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { breakpointsOf, bucketsWithin } from '../../../../src/link/kernel/compare/breakpoints.ts';
import { recordsCompared } from '../../../../src/link/kernel/compare/compared-table.ts';
import { equalRung } from '../../../../src/link/kernel/compare/equal-rung.ts';
import { makeLadder } from '../../../../src/link/kernel/compare/ladder.ts';
import { numberRung } from '../../../../src/link/kernel/compare/number-rung.ts';
import type { BoundProgram, TestProgram } from '../../../../src/link/kernel/compare/program.ts';
import { NEXT, rungOf, type Rung } from '../../../../src/link/kernel/compare/rung.ts';
import { codeColumns } from '../../../link/record-table.ts';

const UNTOUCHED = 77;

/** Sifts pairs at every second place, and gives what a rung left open and what it wrote. */
function sift(rung: Rung, pairs: readonly (readonly [number, number])[]): { readonly open: readonly number[]; readonly levels: readonly number[] } {
  const lefts = Uint32Array.from(pairs.flatMap(([left]) => [left, 0]));
  const rights = Uint32Array.from(pairs.flatMap(([, right]) => [right, 0]));
  const places = Uint16Array.from(pairs, (_, index) => 2 * index);
  const levels = new Uint8Array(3 + 2 * pairs.length).fill(UNTOUCHED);
  const rest = rung.sift({ lefts, rights, places, levels, at: 3 }, pairs.length);
  return { open: [...places.subarray(0, rest)], levels: [...levels] };
}

/** Expects that many at once are settled as one by one, and nothing is written beside. */
function expectAsOneByOne(rung: Rung, pairs: readonly (readonly [number, number])[]): void {
  const found = pairs.map(([left, right]) => rung.levelOf(left, right));
  const { open, levels } = sift(rung, pairs);
  expect(open).toEqual(found.flatMap((level, index) => (level === NEXT ? [2 * index] : [])));
  expect(levels).toEqual([UNTOUCHED, UNTOUCHED, UNTOUCHED, ...found.flatMap((level) => [level === NEXT ? UNTOUCHED : level, UNTOUCHED])]);
}

describe('a rung of equal values', () => {
  test('holds for equal codes that are no null', () => {
    const rung = equalRung(4, null, null);
    expect([rung.levelOf(1, 1), rung.levelOf(1, 2), rung.levelOf(0, 0), rung.levelOf(0, 1)]).toEqual([4, NEXT, NEXT, NEXT]);
  });

  test('looks codes up where it goes by records, on either side', () => {
    const codes = Uint32Array.of(3, 0, 2);
    expect(equalRung(1, codes, codes).levelOf(0, 2)).toBe(NEXT);
    expect(equalRung(1, codes, null).levelOf(2, 2)).toBe(1);
    expect(equalRung(1, null, codes).levelOf(3, 0)).toBe(1);
    expect(equalRung(1, codes, codes).levelOf(1, 1)).toBe(NEXT);
  });

  test('sifts many pairs as it settles one', () => {
    const pair = fc.tuple(fc.nat(4), fc.nat(4));
    fc.assert(fc.property(fc.array(pair, { maxLength: 20 }), fc.option(fc.uint32Array({ minLength: 5, maxLength: 5, max: 3 })), fc.option(fc.uint32Array({ minLength: 5, maxLength: 5, max: 3 })), (pairs, lefts, rights) => {
      expectAsOneByOne(equalRung(2, lefts, rights), pairs);
    }));
  });
});

test('a rung of anything else sifts many pairs as it settles one', () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { maxLength: 20 }), (pairs) => {
    expectAsOneByOne(rungOf((left, right) => (left < right ? 0 : left === right ? 9 : NEXT)), pairs);
  }));
});

const someNumber = fc.oneof(fc.constantFrom(-2, -1, 0, 0.1, 0.2, 0.30000000000000004, 0.3, 1, 2, 3, 5, 8, 1e300, -1e300, 5e-324), fc.double({ noNaN: true, noDefaultInfinity: true }));
const someBounds = fc.array(fc.tuple(fc.constantFrom('atLeast', 'atMost', 'above', 'below'), fc.constantFrom(-1, -0, 0, 5e-324, 0.1, 0.3, 1, 2, 3, Infinity, -Infinity)).map(([kind, at]): BoundProgram => ({ [kind]: at })), { minLength: 1, maxLength: 6 });

function holds({ atLeast, atMost, above, below }: BoundProgram, value: number): boolean {
  if (atLeast !== undefined) return value >= atLeast;
  if (atMost !== undefined) return value <= atMost;
  return above === undefined ? value < below! : value > above;
}

describe('a rung of numbers', () => {
  const absolute = (bound: BoundProgram): TestProgram => ({ kind: 'measure', of: { measure: 'absoluteDifference', left: 0, right: 0, q: null, overLists: false }, bound });

  test('finds the first bound that holds for the distance, and none where a number is missing', () => {
    fc.assert(fc.property(someBounds, fc.array(fc.option(someNumber), { minLength: 1, maxLength: 6 }), (bounds, values) => {
      const columns = codeColumns([{ kind: 'number', values }], [0]);
      const ladder = makeLadder([...bounds.map(absolute), { kind: 'otherwise' }], recordsCompared({ columns }, 'codePoint'));
      values.forEach((left, one) => {
        values.forEach((right, other) => {
          const isMissing = left === null || right === null;
          const found = isMissing ? -1 : bounds.findIndex((bound) => holds(bound, Math.abs(left - right)));
          expect(ladder.levelOf(one, other)).toBe(found < 0 ? bounds.length : found);
        });
      });
    }), { numRuns: 300 });
  });

  test('says of two infinite numbers of one sign nothing: they have no distance', () => {
    const numbers = Float64Array.of(0, Infinity, -Infinity, 1);
    const rung = numberRung(breakpointsOf([{ atMost: 5 }]), Uint8Array.of(0, NEXT), { codes: null, numbers }, { codes: null, numbers });
    expect([rung.levelOf(1, 1), rung.levelOf(1, 2), rung.levelOf(2, 2), rung.levelOf(3, 3), rung.levelOf(1, 3)]).toEqual([NEXT, NEXT, NEXT, 0, NEXT]);
  });

  test('sifts many pairs as it settles one, with codes looked up or as they are', () => {
    fc.assert(fc.property(someBounds, fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { maxLength: 20 }), fc.boolean(), (bounds, pairs, isByRecord) => {
      const points = breakpointsOf(bounds);
      const levels = new Uint8Array(128).fill(NEXT);
      bucketsWithin(bounds[0]!, points).forEach((isWithin, bucket) => { if (isWithin) levels[bucket] = 0; });
      const side = { codes: isByRecord ? Uint32Array.of(2, 0, 1, 3) : null, numbers: Float64Array.of(0, 1, 1.3, -4) };
      expectAsOneByOne(numberRung(points, levels, side, side), pairs);
    }));
  });
});

describe('a ladder', () => {
  const jaro = (atLeast: number): TestProgram => ({ kind: 'measure', of: { measure: 'jaro', left: 0, right: 0, q: null, overLists: false }, bound: { atLeast } });
  const RECORDS = recordsCompared({ columns: codeColumns([{ kind: 'text', values: ['martha', 'marhta', null, 'dwayne', 'duane', 'zzz'] }], [0]) }, 'codePoint');

  test('of one level has that one, without looking', () => {
    const ladder = makeLadder([{ kind: 'equal', left: 0, right: 0 }], RECORDS);
    expect([ladder.last, ladder.levelOf(0, 1), ladder.levelOf(2, 2)]).toEqual([0, 0, 0]);
    const levels = Uint8Array.of(0, 0);
    ladder.find({ lefts: Uint32Array.of(0, 1), rights: Uint32Array.of(0, 2), places: Uint16Array.of(0, 1), levels, at: 0 }, 2);
    expect([...levels]).toEqual([0, 0]);
    expect(ladder.cacheUse()).toEqual({ looks: 0, hits: 0, bytes: 0 });
  });

  test('has the similarities that Jaro published: MARTHA and MARHTA 0.944, DWAYNE and DUANE 0.822', () => {
    const ladder = makeLadder([jaro(0.945), jaro(0.944), jaro(0.823), jaro(0.822), { kind: 'otherwise' }], RECORDS);
    expect([ladder.levelOf(0, 0), ladder.levelOf(0, 1), ladder.levelOf(3, 4), ladder.levelOf(0, 5), ladder.levelOf(2, 2)]).toEqual([0, 1, 3, 4, 4]);
  });

  test('measures once for neighbours that bound one measure, and remembers it', () => {
    let asked = 0;
    const registered = { same: (left: unknown, right: unknown): number => { asked++; return left === right ? 1 : 0; } };
    const bounded = (atLeast: number): TestProgram => ({ kind: 'registered', name: 'same', left: 0, right: 0, bound: { atLeast } });
    const ladder = makeLadder([bounded(0.9), bounded(0.5), bounded(0.1), { kind: 'otherwise' }], { ...RECORDS, registered });
    const find = (): number[] => {
      const levels = new Uint8Array(3).fill(ladder.last);
      ladder.find({ lefts: Uint32Array.of(0, 0, 0), rights: Uint32Array.of(0, 1, 2), places: Uint16Array.of(0, 1, 2), levels, at: 0 }, 3);
      return [...levels];
    };
    expect([find(), asked, ladder.cacheUse().looks]).toEqual([[0, 3, 3], 2, 2]);
    expect([find(), asked, ladder.cacheUse().hits]).toEqual([[0, 3, 3], 2, 2]);
  });

  test('asks a measure of the caller anew where codes may change their meaning', () => {
    const seen: unknown[] = [];
    const registered = { length: (left: unknown, right: unknown): number => { seen.push(left, right); return NaN; } };
    const ladder = makeLadder([{ kind: 'registered', name: 'length', left: 0, right: 0, bound: { above: -1 } }, { kind: 'otherwise' }], { ...RECORDS, registered, isFixed: false });
    expect([ladder.levelOf(0, 3), ladder.levelOf(0, 3), ladder.levelOf(0, 2)]).toEqual([1, 1, 1]);
    expect(seen).toEqual(['martha', 'dwayne', 'martha', 'dwayne']);
  });

  test('leaves out levels that are said not to be possible', () => {
    const ladder = makeLadder([{ kind: 'equal', left: 0, right: 0 }, jaro(0.9), { kind: 'otherwise' }], RECORDS, (level) => level !== 0);
    expect([ladder.levelOf(0, 0), ladder.levelOf(0, 3)]).toEqual([1, 2]);
  });

  test('refuses a measure that does not fit, and one that nobody brought', () => {
    const numbers: TestProgram = { kind: 'measure', of: { measure: 'kilometres', left: 0, right: 0, q: null, overLists: false }, bound: { atMost: 1 } };
    expect(() => makeLadder([numbers, { kind: 'otherwise' }], RECORDS)).toThrow(new TypeError('measure: expected lists of numbers, got text'));
    expect(() => makeLadder([{ kind: 'registered', name: 'none', left: 0, right: 0, bound: { above: 0 } }, { kind: 'otherwise' }], RECORDS)).toThrow(/expected a function for every name/);
  });
});
