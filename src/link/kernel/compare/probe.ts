import { bucketOf, breakpointsOf, UNKNOWN_BUCKET, type Breakpoint } from './breakpoints.ts';
import type { ComparedTable } from './compared-table.ts';
import { decodedValues } from './decoded-values.ts';
import { measureOf, type CodeMeasure } from './measure-of.ts';
import { pairCache } from './pair-cache.ts';
import type { BoundProgram, Sides, TestProgram } from './program.ts';
import { mightShare } from './signatures.ts';
import { textFilter } from './text-filter.ts';

/** One measure of two columns, with all bounds that are asked of it: measured once, answered for each. */
export interface Probe extends Sides {
  /** Breakpoints of all its bounds, rising. */
  readonly points: readonly Breakpoint[];
  /** Tells which breakpoints two values have reached, as a count; {@link UNKNOWN_BUCKET} for a null or no number. */
  bucketOf(leftCode: number, rightCode: number): number;
}

/** A test that measures something. */
export type MeasureTest = Extract<TestProgram, { readonly kind: 'measure' | 'registered' }>;

/**
 * Makes the probes of several tests: one for each measure of the same two columns. They serve tests that are put together of others;
 * levels that bound one measure alone are rungs of their own.
 *
 * @param tests - the tests of one comparison.
 * @param table - what they look at.
 * @returns finds the probe of a test; it is made when first asked for.
 */
export function makeProbes(tests: readonly TestProgram[], table: ComparedTable): (test: MeasureTest) => Probe {
  const bounds = new Map<string, BoundProgram[]>();
  for (const test of tests) visitMeasures(test, (found) => {
    const name = nameOfMeasure(found);
    bounds.set(name, [...(bounds.get(name) ?? []), found.bound]);
  });
  const probes = new Map<string, Probe>();
  return (test) => {
    const name = nameOfMeasure(test);
    const probe = probes.get(name) ?? makeProbe(test, breakpointsOf(bounds.get(name)!), table);
    probes.set(name, probe);
    return probe;
  };
}

function makeProbe(test: MeasureTest, points: readonly Breakpoint[], table: ComparedTable): Probe {
  const { left, right } = test.kind === 'measure' ? test.of : test;
  const measure = measureOfTest(test, points, table);
  const [leftValues, rightValues] = [table.dictionaries[left]!, table.dictionaries[right]!];
  const filter = test.kind === 'measure' && table.isFixed ? textFilter(test.of, points, leftValues, rightValues) : null;
  const isWorthRemembering = table.isFixed && (test.kind === 'registered' || leftValues.kind === 'text' || leftValues.kind === 'texts');
  const cache = isWorthRemembering ? pairCache(leftValues.size, rightValues.size) : null;
  // Several tests ask for the same pair one after the other; where codes may change their meaning, this cannot be known.
  let lastLeft = 0;
  let lastRight = 0;
  let last = UNKNOWN_BUCKET;

  function lookUp(leftCode: number, rightCode: number): number {
    if (leftCode === 0 || rightCode === 0) return UNKNOWN_BUCKET;
    if (filter !== null && mightShare(filter.lefts, leftCode, filter.rights, rightCode, filter.leastShared) === 0) return filter.bucket;
    const known = cache?.get(leftCode, rightCode) ?? -1;
    if (known >= 0) return known;
    const bucket = bucketOf(measure(leftCode, rightCode), points);
    cache?.set(leftCode, rightCode, bucket);
    return bucket;
  }

  return {
    left,
    right,
    points,
    bucketOf(leftCode, rightCode) {
      if (table.isFixed && leftCode === lastLeft && rightCode === lastRight) return last;
      lastLeft = leftCode;
      lastRight = rightCode;
      return last = lookUp(leftCode, rightCode);
    },
  };
}

/**
 * Makes the measure of a test.
 *
 * @param test - a test that measures something.
 * @param points - breakpoints of its bounds, rising.
 * @param table - what it looks at.
 * @returns the measure, of values that are no null.
 * @throws {TypeError} if the measure does not fit the kind of values, or a registered one is missing.
 */
export function measureOfTest(test: MeasureTest, points: readonly Breakpoint[], { dictionaries, unit, registered, isFixed }: ComparedTable): CodeMeasure {
  if (test.kind === 'measure') return measureOf(test.of, dictionaries[test.of.left]!, dictionaries[test.of.right]!, points, unit);
  const { name, left, right } = test;
  const measure = registered[name];
  if (measure === undefined) throw new TypeError('registered: expected a function for every name the model uses');
  const lefts = decodedValues(dictionaries[left]!, unit, isFixed);
  const rights = dictionaries[left] === dictionaries[right] ? lefts : decodedValues(dictionaries[right]!, unit, isFixed);
  return (leftCode, rightCode) => measure(lefts(leftCode), rights(rightCode));
}

/**
 * Names what a test measures.
 *
 * @param test - a test that measures something.
 * @returns one text for one measure of the same two columns.
 */
export function nameOfMeasure(test: MeasureTest): string {
  if (test.kind === 'registered') return JSON.stringify([test.name, test.left, test.right]);
  const { measure, left, right, q, overLists } = test.of;
  return JSON.stringify([measure, left, right, q, overLists]);
}

function visitMeasures(test: TestProgram, visit: (test: MeasureTest) => void): void {
  if (test.kind === 'measure' || test.kind === 'registered') visit(test);
  else if (test.kind === 'not') visitMeasures(test.of, visit);
  else if (test.kind === 'all' || test.kind === 'any') for (const part of test.of) visitMeasures(part, visit);
}
