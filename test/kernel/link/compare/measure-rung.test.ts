// The rung of a measure that takes its time: whatever filters, remembers and gathers, levels are those of the measure alone.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { breakpointsOf, bucketOf, bucketsWithin, UNKNOWN_BUCKET } from '../../../../src/link/kernel/compare/breakpoints.ts';
import { recordsCompared } from '../../../../src/link/kernel/compare/compared-table.ts';
import { measureRung, type MeasuredLevels } from '../../../../src/link/kernel/compare/measure-rung.ts';
import { makeProbes, nameOfMeasure, type MeasureTest } from '../../../../src/link/kernel/compare/probe.ts';
import type { BoundProgram, TestProgram } from '../../../../src/link/kernel/compare/program.ts';
import { questionOf } from '../../../../src/link/kernel/compare/question-of.ts';
import { NEXT } from '../../../../src/link/kernel/compare/rung.ts';
import { testKernel } from '../../../../src/link/kernel/compare/test-kernel.ts';
import { textFilter } from '../../../../src/link/kernel/compare/text-filter.ts';
import { NO_CACHE, triedCache } from '../../../../src/link/kernel/compare/tried-cache.ts';
import { FALSE, TRUE, UNKNOWN } from '../../../../src/link/kernel/compare/truth.ts';
import { naiveLevenshtein } from '../../text/similarity/textbook.ts';
import { codeColumns } from '../../../link/record-table.ts';

const TEXTS = ['martin', 'martine', 'matrin', '', 'xyz', 'zyx', 'martin-dupont'];
const SIZE = TEXTS.length;
const [COLUMN] = codeColumns([{ kind: 'text', values: TEXTS }], [0]) as [ReturnType<typeof codeColumns>[number]];
const symbols = (text: string): number[] => Array.from(text, (letter) => letter.codePointAt(0)!);
/** By both codes: the distance of the textbook. */
const distance = (left: number, right: number): number => naiveLevenshtein(symbols(TEXTS[left - 1]!), symbols(TEXTS[right - 1]!));

const someBound = fc.tuple(fc.constantFrom('atMost', 'below', 'above', 'atLeast'), fc.nat(8)).map(([kind, at]): BoundProgram => ({ [kind]: at }));

function levelsOf(bounds: readonly BoundProgram[], unknown: number): Pick<MeasuredLevels, 'points' | 'levels'> {
  const points = breakpointsOf(bounds);
  const levels = new Uint8Array(UNKNOWN_BUCKET + 1).fill(NEXT);
  bounds.forEach((bound, level) => { bucketsWithin(bound, points).forEach((holds, bucket) => { if (holds && levels[bucket] === NEXT) levels[bucket] = level; }); });
  levels[UNKNOWN_BUCKET] = unknown;
  return { points, levels };
}

describe('a rung of a measure', () => {
  test('finds the levels of the measure alone, filtered or not, remembered or not, gathered or not, last or not', () => {
    const code = fc.integer({ min: 1, max: SIZE });
    fc.assert(fc.property(
      fc.array(someBound, { minLength: 1, maxLength: 3 }), fc.array(fc.tuple(code, code, fc.boolean()), { minLength: 1, maxLength: 30 }), fc.record({ filters: fc.boolean(), remembers: fc.constantFrom('no', 'matrix', 'slots'), gathers: fc.boolean(), isLast: fc.boolean() }),
      (bounds, drawn, { filters, remembers, gathers, isLast }) => {
        const { points, levels } = levelsOf(bounds, NEXT);
        const filter = filters ? textFilter({ measure: 'levenshtein', left: 0, right: 0, q: null, overLists: false }, points, COLUMN.dictionary, COLUMN.dictionary) : null;
        const cache = remembers === 'no' ? NO_CACHE : remembers === 'matrix' ? triedCache(SIZE, SIZE) : triedCache(5000, 5000);
        // Where codes are gathered, left `i` is the record of code `SIZE - i`, and the last one, left SIZE, has none.
        const codes = gathers ? Uint32Array.from({ length: SIZE + 1 }, (_, record) => SIZE - record) : null;
        const last = 40;
        const rung = measureRung({ measure: distance, filter, points, levels, leftCodes: codes, rightCodes: null, hasNulls: gathers, cache, last: isLast ? last : null });
        const valueOf = (left: number): number => (codes === null ? left : codes[left]!);
        const expected = drawn.map(([left, right]) => (valueOf(left) === 0 ? NEXT : levels[bucketOf(distance(valueOf(left), right), points)]!));
        expect(drawn.map(([left, right]) => rung.levelOf(left, right))).toEqual(expected);
        // Only some of the places are open; the others are not touched, and what is remembered is what was found.
        const open = drawn.flatMap(([, , isOpen], place) => (isOpen ? [place] : []));
        for (let round = 0; round < 2; round++) {
          const places = Uint16Array.from({ length: drawn.length }, (_, index) => open[index] ?? 0);
          const out = new Uint8Array(2 + drawn.length).fill(last);
          const rest = rung.sift({ lefts: Uint32Array.from(drawn, ([left]) => left), rights: Uint32Array.from(drawn, ([, right]) => right), places, levels: out, at: 2 }, open.length);
          expect([...out.subarray(2)]).toEqual(expected.map((level, place) => (level === NEXT || !open.includes(place) ? last : level)));
          if (!isLast) expect([...places.subarray(0, rest)]).toEqual(open.filter((place) => expected[place] === NEXT));
        }
      },
    ), { numRuns: 400 });
  });

  test('gives missing values the level of what is not known, and what has no number too', () => {
    const { points, levels } = levelsOf([{ atMost: 1 }], 7);
    const rung = measureRung({ measure: (left) => (left === 1 ? NaN : 0), filter: null, points, levels, leftCodes: null, rightCodes: null, hasNulls: true, cache: NO_CACHE, last: null });
    expect([rung.levelOf(0, 3), rung.levelOf(3, 0), rung.levelOf(1, 3), rung.levelOf(2, 3)]).toEqual([7, 7, 7, 0]);
    const out = new Uint8Array(4).fill(50);
    expect(rung.sift({ lefts: Uint32Array.of(0, 3, 1, 2), rights: Uint32Array.of(3, 0, 3, 3), places: Uint16Array.of(0, 1, 2, 3), levels: out, at: 0 }, 4)).toBe(0);
    expect([...out]).toEqual([7, 7, 7, 0]);
  });

  test('measures what it does not remember, and nothing that lacks a value or that the filter tells', () => {
    const measured: string[] = [];
    const { points, levels } = levelsOf([{ atMost: 1 }], NEXT);
    const filter = textFilter({ measure: 'levenshtein', left: 0, right: 0, q: null, overLists: false }, points, COLUMN.dictionary, COLUMN.dictionary);
    const rung = measureRung({
      measure: (left, right) => { measured.push(`${left} ${right}`); return distance(left, right); }, filter, points, levels, leftCodes: null, rightCodes: null, hasNulls: true, cache: triedCache(SIZE, SIZE), last: null,
    });
    const sift = (): number => rung.sift({ lefts: Uint32Array.of(1, 1, 0, 1), rights: Uint32Array.of(2, 5, 1, 3), places: Uint16Array.of(0, 1, 2, 3), levels: new Uint8Array(4), at: 0 }, 4);
    // "martin" and "xyz" share no letter; "matrin" is two edits away.
    expect([sift(), sift(), measured]).toEqual([3, 3, ['1 2', '1 3']]);
    expect(rung.cacheUse()).toMatchObject({ looks: 6, hits: 3 });
  });
});

describe('a probe', () => {
  const bounded = (bound: BoundProgram, more: object = {}): MeasureTest => ({ kind: 'measure', of: { measure: 'levenshtein', left: 0, right: 0, q: null, overLists: false, ...more }, bound });
  const RECORDS = recordsCompared({ columns: [COLUMN] }, 'codePoint');

  test('is one for all bounds of a measure of the same columns, wherever they stand', () => {
    const probeOf = makeProbes([bounded({ atMost: 1 }), { kind: 'not', of: { kind: 'any', of: [bounded({ atMost: 3 }), { kind: 'all', of: [bounded({ above: 5 }), { kind: 'otherwise' }] }] } }], RECORDS);
    const probe = probeOf(bounded({ atMost: 3 }));
    expect(probeOf(bounded({ above: 5 }))).toBe(probe);
    expect(probe.points.map(({ at }) => at)).toEqual([1, 3, 5]);
  });

  test('counts what was reached, and remembers it; a null is not known', () => {
    const probe = makeProbes([bounded({ atMost: 0 }), bounded({ atMost: 1 })], RECORDS)(bounded({ atMost: 1 }));
    // The same; one letter more; a transposition is two edits.
    const ask = (): number[] => [[1, 1], [1, 2], [1, 3], [0, 1], [1, 0], [1, 1]].map(([left, right]) => probe.bucketOf(left!, right!));
    expect([ask(), ask()]).toEqual(Array.from({ length: 2 }, () => [0, 1, 2, UNKNOWN_BUCKET, UNKNOWN_BUCKET, 0]));
  });

  test('measures anew what codes may have come to mean meanwhile', () => {
    let answer = 0;
    const own: MeasureTest = { kind: 'registered', name: 'own', left: 0, right: 0, bound: { above: 0 } };
    const asked = (isFixed: boolean): number[] => {
      const probe = makeProbes([own], { ...RECORDS, isFixed, registered: { own: () => answer } })(own);
      answer = 0;
      const before = probe.bucketOf(1, 2);
      answer = 1;
      return [before, probe.bucketOf(1, 2)];
    };
    expect([asked(true), asked(false)]).toEqual([[0, 0], [0, 1]]);
  });

  test('is another one by measure, side, length of q-grams, and over lists', () => {
    const tests = [bounded({ atMost: 1 }), bounded({ atMost: 1 }, { measure: 'osa' }), bounded({ atMost: 1 }, { left: 1 }), bounded({ atMost: 1 }, { right: 1 }), bounded({ atMost: 1 }, { q: 3 }), bounded({ atMost: 1 }, { overLists: true }), { kind: 'registered', name: 'levenshtein', left: 0, right: 0, bound: { atMost: 1 } } as const];
    expect(new Set(tests.map(nameOfMeasure)).size).toBe(tests.length);
    expect(nameOfMeasure(bounded({ above: 7 }))).toBe(nameOfMeasure(bounded({ atMost: 1 })));
  });
});

describe('a question', () => {
  const TABLE = { columns: codeColumns([{ kind: 'text', values: ['a', 'ab', null] }], [0]) };
  const answers = (asked: TestProgram): number[] => {
    const records = recordsCompared(TABLE, 'codePoint');
    const question = questionOf(asked, records, makeProbes([asked], records));
    return [0, 1, 2].flatMap((left) => [0, 1, 2].map((right) => question(left, right)));
  };
  const [F, U, T] = [FALSE, UNKNOWN, TRUE];

  test.each<[TestProgram, number[]]>([
    [{ kind: 'otherwise' }, [T, T, T, T, T, T, T, T, T]],
    [{ kind: 'equal', left: 0, right: 0 }, [T, F, U, F, T, U, U, U, U]],
    [{ kind: 'null', column: 0, side: 'either' }, [F, F, T, F, F, T, T, T, T]],
    [{ kind: 'null', column: 0, side: 'both' }, [F, F, F, F, F, F, F, F, T]],
    [{ kind: 'null', column: 0, side: 'left' }, [F, F, F, F, F, F, T, T, T]],
    [{ kind: 'null', column: 0, side: 'right' }, [F, F, T, F, F, T, F, F, T]],
    [{ kind: 'literal', column: 0, side: 'left', value: 'a' }, [T, T, T, F, F, F, U, U, U]],
    [{ kind: 'literal', column: 0, side: 'right', value: 'a' }, [T, F, U, T, F, U, T, F, U]],
    [{ kind: 'literal', column: 0, side: 'both', value: 'a' }, [T, F, U, F, F, F, U, F, U]],
    [{ kind: 'measure', of: { measure: 'levenshtein', left: 0, right: 0, q: null, overLists: false }, bound: { atLeast: 1 } }, [F, T, U, T, F, U, U, U, U]],
  ])('%j is answered by the table of truth', (asked, expected) => {
    expect(answers(asked)).toEqual(expected);
    expect(answers({ kind: 'not', of: asked })).toEqual(expected.map((truth) => T - truth));
    const holds = testKernel(asked, TABLE, 'codePoint');
    expect([0, 1, 2].flatMap((left) => [0, 1, 2].map((right) => holds(left, right)))).toEqual(expected.map((truth) => truth === T));
  });
});
