import { bucketsWithin, UNKNOWN_BUCKET } from './breakpoints.ts';
import type { ComparedTable } from './compared-table.ts';
import type { MeasureTest, Probe } from './probe.ts';
import type { TestProgram } from './program.ts';
import { questionOf } from './question-of.ts';
import { TRUE } from './truth.ts';

/** Finds the level of a pair. */
export type LevelOfPair = (left: number, right: number) => number;

/** No level of this rung holds. */
const NEXT = -1;

/**
 * Makes what tries levels in order.
 *
 * @param tests - what the levels ask, in order; where none holds, the last level is taken.
 * @param table - what both sides hold.
 * @param probeOf - finds the probe of a test that measures.
 * @param isPossible - tells the levels that may hold; the others are not tried.
 * @returns the level of a pair; not re-entrant.
 * @remarks Neighbouring levels that bound one measure are one rung: it is measured once, and what it reaches is looked up.
 */
export function makeLadder(
  tests: readonly TestProgram[], table: ComparedTable, probeOf: (test: MeasureTest) => Probe, isPossible: (level: number) => boolean = () => true,
): LevelOfPair {
  const last = tests.length - 1;
  const tried = tests.map((test, level) => ({ test, level })).filter(({ level }) => level < last && isPossible(level));
  const rungs: LevelOfPair[] = [];
  for (let index = 0; index < tried.length;) {
    const { test, level } = tried[index]!;
    const probe = probeOfTest(test, probeOf);
    let end = index + 1;
    if (probe === null) rungs.push(testRung(test, level, table, probeOf));
    else {
      while (end < tried.length && probeOfTest(tried[end]!.test, probeOf) === probe) end++;
      rungs.push(measureRung(tried.slice(index, end) as BoundedLevel[], probe, table));
    }
    index = end;
  }
  const count = rungs.length;
  return (left, right) => {
    for (let rung = 0; rung < count; rung++) {
      const level = rungs[rung]!(left, right);
      if (level !== NEXT) return level;
    }
    return last;
  };
}

/** A level that bounds a measure. */
interface BoundedLevel {
  readonly test: MeasureTest;
  readonly level: number;
}

function probeOfTest(test: TestProgram, probeOf: (test: MeasureTest) => Probe): Probe | null {
  return test.kind === 'measure' || test.kind === 'registered' ? probeOf(test) : null;
}

function testRung(test: TestProgram, level: number, table: ComparedTable, probeOf: (test: MeasureTest) => Probe): LevelOfPair {
  const question = questionOf(test, table, probeOf);
  return (left, right) => (question(left, right) === TRUE ? level : NEXT);
}

function measureRung(bounded: readonly BoundedLevel[], probe: Probe, table: ComparedTable): LevelOfPair {
  const levels = new Int8Array(UNKNOWN_BUCKET + 1).fill(NEXT);
  for (const { test, level } of bounded) {
    bucketsWithin(test.bound, probe.points).forEach((holds, bucket) => {
      if (holds && levels[bucket] === NEXT) levels[bucket] = level;
    });
  }
  const lefts = table.lefts[probe.left]!;
  const rights = table.rights[probe.right]!;
  return (left, right) => levels[probe.bucketOf(lefts[left]!, rights[right]!)]!;
}
