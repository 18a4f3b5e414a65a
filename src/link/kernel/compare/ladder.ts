import { breakpointsOf, bucketsWithin, UNKNOWN_BUCKET, type Breakpoint } from './breakpoints.ts';
import type { ComparedTable } from './compared-table.ts';
import { equalRung } from './equal-rung.ts';
import { measureRung, type MeasureRung } from './measure-rung.ts';
import { numberRung } from './number-rung.ts';
import { makeProbes, measureOfTest, nameOfMeasure, type MeasureTest } from './probe.ts';
import type { TestProgram } from './program.ts';
import { questionOf } from './question-of.ts';
import { NEXT, rungOf, type CodesOf, type PairRun, type Rung } from './rung.ts';
import { textFilter } from './text-filter.ts';
import { NO_CACHE, triedCache, type CacheUse } from './tried-cache.ts';
import { TRUE } from './truth.ts';

/** Tries levels in order. Not re-entrant. */
export interface Ladder {
  /** Finds the level of one pair. */
  levelOf(left: number, right: number): number;
  /** The level where no other holds. */
  readonly last: number;
  /**
   * Finds the levels of many pairs.
   *
   * @param run - pairs, whose levels are those of the last one; its places are changed.
   * @param pairs - number of places, at most `RUN_PAIRS`.
   */
  find(run: PairRun, pairs: number): void;
  cacheUse(): CacheUse;
}

/** A level that is tried. */
interface TriedLevel {
  readonly test: TestProgram;
  readonly level: number;
}

/**
 * Makes what tries levels in order.
 *
 * @param tests - what the levels ask, in order; where none holds, the last level is taken.
 * @param table - what both sides hold.
 * @param isPossible - tells the levels that may hold; the others are not tried.
 * @returns the ladder.
 * @remarks Neighbouring levels that bound one measure are one rung: it is measured once, and what it reaches is looked up.
 */
export function makeLadder(tests: readonly TestProgram[], table: ComparedTable, isPossible: (level: number) => boolean = () => true): Ladder {
  const last = tests.length - 1;
  const tried = tests.map((test, level): TriedLevel => ({ test, level })).filter(({ level }) => level < last && isPossible(level));
  const probeOf = makeProbes(tried.map(({ test }) => test), table);
  const groups = groupLevels(tried);
  const rungs = groups.map((group, index): Rung => {
    const { test, level } = group[0]!;
    if (test.kind === 'measure' || test.kind === 'registered') return boundedRung(group as readonly BoundedLevel[], table, index === groups.length - 1 ? last : null);
    if (test.kind === 'equal') return equalRung(level, codesOf(table, 'left', test.left), codesOf(table, 'right', test.right));
    const question = questionOf(test, table, probeOf);
    return rungOf((left, right) => (question(left, right) === TRUE ? level : NEXT));
  });
  const measuring = rungs.filter((rung): rung is MeasureRung => 'cacheUse' in rung);
  return {
    last,
    levelOf(left, right) {
      for (const rung of rungs) {
        const level = rung.levelOf(left, right);
        if (level !== NEXT) return level;
      }
      return last;
    },
    find(run, pairs) {
      let open = pairs;
      for (const rung of rungs) open = rung.sift(run, open);
    },
    cacheUse() {
      const uses = measuring.map((rung) => rung.cacheUse());
      const sum = (member: keyof CacheUse): number => uses.reduce((total, use) => total + use[member], 0);
      return { looks: sum('looks'), hits: sum('hits'), bytes: sum('bytes') };
    },
  };
}

/** A level that bounds a measure. */
interface BoundedLevel {
  readonly test: MeasureTest;
  readonly level: number;
}

/** Puts neighbours that bound one measure together. */
function groupLevels(tried: readonly TriedLevel[]): TriedLevel[][] {
  const groups: TriedLevel[][] = [];
  for (const one of tried) {
    const before = groups.at(-1);
    const measure = measureName(one.test);
    if (before !== undefined && measure !== null && measureName(before[0]!.test) === measure) before.push(one);
    else groups.push([one]);
  }
  return groups;
}

function measureName(test: TestProgram): string | null {
  return test.kind === 'measure' || test.kind === 'registered' ? nameOfMeasure(test) : null;
}

function boundedRung(bounded: readonly BoundedLevel[], table: ComparedTable, last: number | null): Rung {
  const { test } = bounded[0]!;
  const points = breakpointsOf(bounded.map(({ test: { bound } }) => bound));
  const levels = levelsByBucket(bounded, points);
  const { left, right } = test.kind === 'measure' ? test.of : test;
  const leftCodes = codesOf(table, 'left', left);
  const rightCodes = codesOf(table, 'right', right);
  const leftValues = table.dictionaries[left]!;
  const rightValues = table.dictionaries[right]!;
  if (test.kind === 'measure' && DIFFERENCES.includes(test.of.measure) && 'numbers' in leftValues && 'numbers' in rightValues) {
    return numberRung(points, levels, { codes: leftCodes, numbers: leftValues.numbers }, { codes: rightCodes, numbers: rightValues.numbers });
  }
  const filter = test.kind === 'measure' && table.isFixed ? textFilter(test.of, points, leftValues, rightValues) : null;
  const cache = table.isFixed ? triedCache(leftValues.size, rightValues.size) : NO_CACHE;
  // Values of the deciding columns that are compared are no nulls.
  const hasNulls = leftCodes !== null || rightCodes !== null || !table.isDifferent;
  return measureRung({ measure: measureOfTest(test, points, table), filter, points, levels, leftCodes, rightCodes, hasNulls, cache, last });
}

/** Measures that are one subtraction. */
const DIFFERENCES: readonly string[] = ['absoluteDifference', 'timeDifference'];

function levelsByBucket(bounded: readonly BoundedLevel[], points: readonly Breakpoint[]): Uint8Array {
  const levels = new Uint8Array(UNKNOWN_BUCKET + 1).fill(NEXT);
  for (const { test, level } of bounded) {
    bucketsWithin(test.bound, points).forEach((holds, bucket) => {
      if (holds && levels[bucket] === NEXT) levels[bucket] = level;
    });
  }
  return levels;
}

function codesOf({ lefts, rights, deciding }: ComparedTable, side: 'left' | 'right', column: number): CodesOf {
  return deciding?.[side] === column ? null : (side === 'left' ? lefts : rights)[column]!;
}
