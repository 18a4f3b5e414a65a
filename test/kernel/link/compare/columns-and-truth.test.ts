// What tests look at, and what can be known of them before a pair is looked at; by hand and by trying everything.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnsOfComparison, columnsUsed } from '../../../../src/link/kernel/compare/columns-of.ts';
import type { TestProgram } from '../../../../src/link/kernel/compare/program.ts';
import { knownTruth, settledLevel, type KnownTruth } from '../../../../src/link/kernel/compare/settled-level.ts';
import { allOf, anyOf, FALSE, notOf, TRUE, UNKNOWN, type Truth } from '../../../../src/link/kernel/compare/truth.ts';

const TRUTHS: readonly Truth[] = [FALSE, UNKNOWN, TRUE];
const equal = (left: number, right = left): TestProgram => ({ kind: 'equal', left, right });
const jaro = (left: number, right = left): TestProgram => ({ kind: 'measure', of: { measure: 'jaro', left, right, q: null, overLists: false }, bound: { atLeast: 0.9 } });

describe('questions put together', () => {
  test('answer as SQL does: the table of truth, written out', () => {
    const answers = (combine: typeof allOf): Truth[] => TRUTHS.flatMap((one) => TRUTHS.map((other) => combine([() => one, () => other])(0, 0)));
    expect(answers(allOf)).toEqual([FALSE, FALSE, FALSE, FALSE, UNKNOWN, UNKNOWN, FALSE, UNKNOWN, TRUE]);
    expect(answers(anyOf)).toEqual([FALSE, UNKNOWN, TRUE, UNKNOWN, UNKNOWN, TRUE, TRUE, TRUE, TRUE]);
    expect(TRUTHS.map((truth) => notOf(() => truth)(0, 0))).toEqual([TRUE, UNKNOWN, FALSE]);
  });

  test('are not asked once the answer is clear, and are told both records', () => {
    const asked: number[][] = [];
    const question = (truth: Truth) => (left: number, right: number): Truth => {
      asked.push([truth, left, right]);
      return truth;
    };
    allOf([question(UNKNOWN), question(FALSE), question(TRUE)])(3, 4);
    anyOf([question(FALSE), question(TRUE), question(UNKNOWN)])(5, 6);
    expect(asked).toEqual([[UNKNOWN, 3, 4], [FALSE, 3, 4], [FALSE, 5, 6], [TRUE, 5, 6]]);
  });
});

describe('the columns of tests', () => {
  test('are those asked to be equal first, then in the order of first use, each once', () => {
    const levels = [{ kind: 'null', column: 4, side: 'either' }, jaro(2), equal(7), { kind: 'otherwise' }] as const satisfies readonly TestProgram[];
    const used = columnsOfComparison({ levels: levels.map((level) => ({ test: level, isExcluded: false, frequency: null })) });
    expect(used).toEqual({ lefts: [7, 4, 2], rights: [7, 4, 2], isSymmetric: true, isRegistered: false });
    expect(columnsUsed([])).toEqual({ lefts: [], rights: [], isSymmetric: true, isRegistered: false });
  });

  test('are found inside of what is put together', () => {
    const nested: TestProgram = { kind: 'not', of: { kind: 'any', of: [equal(1), { kind: 'all', of: [jaro(3), { kind: 'literal', column: 5, side: 'both', value: 'x' }] }] } };
    expect(columnsUsed([nested])).toEqual({ lefts: [1, 3, 5], rights: [1, 3, 5], isSymmetric: true, isRegistered: false });
  });

  test('belong to the side that is looked at, and what looks at one side is not symmetric', () => {
    expect(columnsUsed([{ kind: 'null', column: 1, side: 'left' }])).toMatchObject({ lefts: [1], rights: [], isSymmetric: false });
    expect(columnsUsed([{ kind: 'literal', column: 1, side: 'right', value: '' }])).toMatchObject({ lefts: [], rights: [1], isSymmetric: false });
    expect(columnsUsed([{ kind: 'null', column: 1, side: 'both' }])).toMatchObject({ lefts: [1], rights: [1], isSymmetric: true });
    expect(columnsUsed([equal(1, 2)])).toMatchObject({ lefts: [1], rights: [2], isSymmetric: false });
    expect(columnsUsed([jaro(2, 1)])).toMatchObject({ lefts: [2], rights: [1], isSymmetric: false });
  });

  test('of a registered measure are looked at, but nothing is said of its symmetry', () => {
    expect(columnsUsed([{ kind: 'not', of: { kind: 'registered', name: 'f', left: 1, right: 1, bound: { above: 0 } } }]))
      .toEqual({ lefts: [1], rights: [1], isSymmetric: false, isRegistered: true });
  });
});

/** Combinations of three atoms, told apart by their column. */
const someTest: fc.Arbitrary<TestProgram> = fc.letrec<{ test: TestProgram }>((tie) => ({
  test: fc.oneof(
    { maxDepth: 3 }, fc.nat(2).map((column): TestProgram => equal(column)), fc.constant<TestProgram>({ kind: 'otherwise' }),
    tie('test').map((of): TestProgram => ({ kind: 'not', of })),
    fc.tuple(fc.constantFrom('all' as const, 'any' as const), fc.array(tie('test'), { minLength: 1, maxLength: 3 })).map(([kind, of]): TestProgram => ({ kind, of })),
  ),
})).test;

function naiveTruth(asked: TestProgram, atoms: readonly Truth[]): Truth {
  switch (asked.kind) {
    case 'equal':
      return atoms[asked.left]!;
    case 'not':
      return [TRUE, UNKNOWN, FALSE][naiveTruth(asked.of, atoms)] as Truth;
    case 'all':
      return Math.min(...asked.of.map((part) => naiveTruth(part, atoms))) as Truth;
    case 'any':
      return Math.max(...asked.of.map((part) => naiveTruth(part, atoms))) as Truth;
    default:
      return TRUE;
  }
}

/** Every way in which what is not known may turn out. */
function turnsOut(known: readonly KnownTruth[]): Truth[][] {
  return known.reduce<Truth[][]>((all, truth) => all.flatMap((atoms) => (truth === null ? TRUTHS : [truth]).map((one) => [...atoms, one])), [[]]);
}

const someKnown = fc.tuple(...[0, 1, 2].map(() => fc.constantFrom<KnownTruth>(null, ...TRUTHS)));
const atom = (known: readonly KnownTruth[]) => (asked: TestProgram): KnownTruth => known[(asked as { readonly left: number }).left]!;

describe('what is known beforehand', () => {
  test('is the truth, however what is not known turns out', () => {
    fc.assert(fc.property(someTest, someKnown, (asked, known) => {
      const truth = knownTruth(asked, atom(known));
      if (truth !== null) for (const atoms of turnsOut(known)) expect(naiveTruth(asked, atoms)).toBe(truth);
    }), { numRuns: 300 });
  });

  test('is all there is to know where every atom is known', () => {
    fc.assert(fc.property(someTest, fc.tuple(...[0, 1, 2].map(() => fc.constantFrom(...TRUTHS))), (asked, atoms) => {
      expect(knownTruth(asked, atom(atoms))).toBe(naiveTruth(asked, atoms));
    }));
  });

  test('settles a level where no pair could be at another, and one of known atoms always', () => {
    fc.assert(fc.property(fc.array(someTest, { maxLength: 3 }), someKnown, (asked, known) => {
      const tests: TestProgram[] = [...asked, { kind: 'otherwise' }];
      const level = settledLevel(tests, atom(known));
      const found = turnsOut(known).map((atoms) => tests.findIndex((one) => naiveTruth(one, atoms) === TRUE));
      if (level !== null) expect(new Set(found)).toEqual(new Set([level]));
      if (!known.includes(null)) expect(level).toBe(found[0]);
    }), { numRuns: 300 });
  });

  test('settles nothing behind a level that depends on the pair', () => {
    expect(settledLevel([equal(0), equal(1), { kind: 'otherwise' }], atom([null, TRUE]))).toBeNull();
    expect(settledLevel([equal(0), equal(1), { kind: 'otherwise' }], atom([UNKNOWN, TRUE]))).toBe(1);
    expect(settledLevel([{ kind: 'otherwise' }], atom([]))).toBe(0);
    // The last level is taken where none holds, whatever it asks.
    expect(settledLevel([equal(0), equal(1)], atom([FALSE, FALSE]))).toBe(1);
  });
});
