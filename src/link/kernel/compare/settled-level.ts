import type { TestProgram } from './program.ts';
import { FALSE, TRUE, type Truth } from './truth.ts';

/** A test that is no combination of others. */
export type AtomProgram = Exclude<TestProgram, { readonly kind: 'all' | 'any' | 'not' | 'otherwise' }>;

/** What is known of a test beforehand; null where it depends on the pair. */
export type KnownTruth = Truth | null;

/**
 * Finds the level of all pairs of which the same is known.
 *
 * @param tests - what the levels ask, in order.
 * @param known - what is known of a test that is no combination.
 * @returns index of the level, or null where it depends on the pair.
 */
export function settledLevel(tests: readonly TestProgram[], known: (test: AtomProgram) => KnownTruth): number | null {
  for (let level = 0; level < tests.length - 1; level++) {
    const truth = knownTruth(tests[level]!, known);
    if (truth === TRUE) return level;
    if (truth === null) return null;
  }
  return tests.length - 1;
}

/**
 * Finds what is known of a test.
 *
 * @param test - any test.
 * @param known - what is known of a test that is no combination.
 * @returns its truth, or null where it depends on the pair.
 */
export function knownTruth(test: TestProgram, known: (test: AtomProgram) => KnownTruth): KnownTruth {
  switch (test.kind) {
    case 'otherwise':
      return TRUE;
    case 'not': {
      const truth = knownTruth(test.of, known);
      return truth === null ? null : (TRUE - truth) as Truth;
    }
    case 'all':
      return combine(test.of.map((part) => knownTruth(part, known)), FALSE, Math.min);
    case 'any':
      return combine(test.of.map((part) => knownTruth(part, known)), TRUE, Math.max);
    default:
      return known(test);
  }
}

/** One part may decide alone; else all must be known. */
function combine(truths: readonly KnownTruth[], deciding: Truth, both: (one: number, other: number) => number): KnownTruth {
  if (truths.includes(deciding)) return deciding;
  return truths.includes(null) ? null : (truths as readonly Truth[]).reduce((one, other) => both(one, other) as Truth);
}
