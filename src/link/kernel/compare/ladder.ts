import { breakpointsOf, bucketsWithin, UNKNOWN_BUCKET, type Breakpoint } from './breakpoints.ts';
import type { ComparedTable } from './compared-table.ts';
import { equalRung } from './equal-rung.ts';
import { measureRung, type MeasureRung } from './measure-rung.ts';
import { numberRung } from './number-rung.ts';
import { makeProbes, measureOfTest, nameOfMeasure, type MeasureTest } from './probe.ts';
import type { TestProgram } from './program.ts';
import { questionOf } from './question-of.ts';
import { NEXT, rungOf, type CodesOf, type PairRun, type Rung, type RungPlan } from './rung.ts';
import { shortTextMeasureOf } from './short-text-measure.ts';
import { textFilter, type TextFilter } from './text-filter.ts';
import { NO_CACHE, triedCache, type CacheUse } from './tried-cache.ts';
import { TRUE } from './truth.ts';

/** Tries levels in order. Not re-entrant. */
export interface Ladder {
  /** Finds the level of one pair. */
  levelOf(left: number, right: number): number;
  /** The level where no other holds. */
  readonly last: number;
  /** About how long it takes for one pair, in nanoseconds. */
  readonly pains: number;
  /** What its rungs do; null where one of them is no plan. */
  readonly plan: readonly RungPlan[] | null;
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
  const made = groups.map((group, index): PlannedRung => {
    const { test, level } = group[0]!;
    if (test.kind === 'measure' || test.kind === 'registered') return boundedRung(group as readonly BoundedLevel[], table, index === groups.length - 1 ? last : null);
    if (test.kind === 'equal') return plannedEqual(level, table.lefts[test.left]!, table.rights[test.right]!);
    const question = questionOf(test, table, probeOf);
    return { rung: rungOf((left, right) => (question(left, right) === TRUE ? level : NEXT)), plan: null };
  });
  const rungs = made.map(({ rung }) => rung);
  const plans = made.flatMap(({ plan }) => (plan === null ? [] : [plan]));
  const measuring = rungs.filter((rung): rung is MeasureRung => 'cacheUse' in rung);
  return {
    last,
    pains: groups.reduce((sum, [tried]) => sum + painsOf(tried!.test, table.dictionaries), PAIR_PAINS),
    plan: plans.length === rungs.length ? plans : null,
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

/** To look at the codes of a pair; to ask one thing; to measure it; for each symbol of a text; how many symbols a list is taken for. */
const PAIR_PAINS = 3;
const RUNG_PAINS = 1;
const MEASURE_PAINS = 4;
const SYMBOL_PAINS = 0.7;
const LIST_SYMBOLS = 50;

/** About how long a level takes for one pair that it is asked of. */
function painsOf(test: TestProgram, dictionaries: ComparedTable['dictionaries']): number {
  if (test.kind === 'all' || test.kind === 'any') return test.of.reduce((sum, part) => sum + painsOf(part, dictionaries), RUNG_PAINS);
  if (test.kind !== 'measure' && test.kind !== 'registered') return RUNG_PAINS;
  const values = dictionaries[test.kind === 'measure' ? test.of.left : test.left]!;
  if (values.kind === 'number' || values.kind === 'time') return RUNG_PAINS;
  return MEASURE_PAINS + SYMBOL_PAINS * (values.kind === 'text' ? values.symbols.length / Math.max(1, values.size) : LIST_SYMBOLS);
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

/** A rung, and what it does; null where that is no plan. */
interface PlannedRung {
  readonly rung: Rung;
  readonly plan: RungPlan | null;
}

function plannedEqual(level: number, leftCodes: CodesOf, rightCodes: CodesOf): PlannedRung {
  return { rung: equalRung(level, leftCodes, rightCodes), plan: { kind: 'equal', level, leftCodes, rightCodes } };
}

function boundedRung(bounded: readonly BoundedLevel[], table: ComparedTable, last: number | null): PlannedRung {
  const { test } = bounded[0]!;
  const points = breakpointsOf(bounded.map(({ test: { bound } }) => bound));
  const levels = levelsByBucket(bounded, points);
  const { left, right } = test.kind === 'measure' ? test.of : test;
  const leftCodes = table.lefts[left]!;
  const rightCodes = table.rights[right]!;
  const leftValues = table.dictionaries[left]!;
  const rightValues = table.dictionaries[right]!;
  const plan = { points, levels, leftCodes, rightCodes };
  if (test.kind === 'measure' && DIFFERENCES.includes(test.of.measure) && 'numbers' in leftValues && 'numbers' in rightValues) {
    const { numbers: leftNumbers } = leftValues;
    const { numbers: rightNumbers } = rightValues;
    const rung = numberRung(points, levels, { codes: leftCodes, numbers: leftNumbers }, { codes: rightCodes, numbers: rightNumbers });
    return { rung, plan: { kind: 'numbers', leftNumbers, rightNumbers, ...plan } };
  }
  const filter = test.kind === 'measure' && table.isFixed ? textFilter(test.of, points, leftValues, rightValues) : null;
  const cache = table.isFixed ? triedCache(leftValues.size, rightValues.size) : NO_CACHE;
  // Values of the deciding columns that are compared are no nulls.
  const hasNulls = leftCodes !== null || rightCodes !== null || !table.isDifferent;
  const exactly = measureOfTest(test, points, table);
  const rung = measureRung({ measure: exactly, filter, points, levels, leftCodes, rightCodes, hasNulls, cache, last });
  if (test.kind !== 'measure' || filter === null || leftValues !== rightValues || leftValues.kind !== 'text') return { rung, plan: null };
  const measure = shortTextMeasureOf(test.of, points, table.unit);
  const filterFrom = (point: number): TextFilter => textFilter(test.of, points.slice(point), leftValues, rightValues)!;
  return { rung, plan: measure === null ? null : { kind: 'texts', texts: leftValues, measure, filter, filterFrom, exactly, ...plan } };
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
