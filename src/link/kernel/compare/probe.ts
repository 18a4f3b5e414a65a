import { bucketOf, breakpointsOf, UNKNOWN_BUCKET, type Breakpoint } from './breakpoints.ts';
import type { ComparedTable } from './compared-table.ts';
import { decodedValues } from './decoded-values.ts';
import { measureOf, type CodeMeasure } from './measure-of.ts';
import { pairCache } from './pair-cache.ts';
import type { BoundProgram, Sides, TestProgram } from './program.ts';
import { mightShare } from './signatures.ts';
import { textFilter, type TextFilter } from './text-filter.ts';

/** One measure of two columns, with all bounds that are asked of it: measured once, answered for each. */
export interface Probe extends Sides {
  /** Breakpoints of all its bounds, rising. */
  readonly points: readonly Breakpoint[];
  /** Tells pairs of texts that reach no breakpoint without measuring them; null where that cannot be told. */
  readonly filter: TextFilter | null;
  /** Tells which breakpoints two values have reached, as a count; {@link UNKNOWN_BUCKET} for a null or no number. */
  bucketOf(leftCode: number, rightCode: number): number;
}

/** A test that measures something. */
export type MeasureTest = Extract<TestProgram, { readonly kind: 'measure' | 'registered' }>;

/**
 * Makes the probes of several tests: one for each measure of the same two columns.
 *
 * @param tests - the tests of one comparison.
 * @param table - what they look at.
 * @param isCached - whether a probe remembers pairs of values: where a comparison looks at several columns, and so cannot.
 * @returns finds the probe of a test.
 */
export function makeProbes(tests: readonly TestProgram[], table: ComparedTable, isCached: boolean): (test: MeasureTest) => Probe {
  const bounds = new Map<string, { readonly test: MeasureTest; readonly bounds: BoundProgram[] }>();
  for (const test of tests) visitMeasures(test, (found) => {
    const name = nameOf(found);
    const known = bounds.get(name);
    if (known === undefined) bounds.set(name, { test: found, bounds: [found.bound] });
    else known.bounds.push(found.bound);
  });
  const probes = new Map([...bounds].map(([name, found]) => [name, makeProbe(found.test, breakpointsOf(found.bounds), table, isCached)]));
  return (test) => probes.get(nameOf(test))!;
}

function makeProbe(test: MeasureTest, points: readonly Breakpoint[], table: ComparedTable, isCached: boolean): Probe {
  const { left, right } = test.kind === 'measure' ? test.of : test;
  const measure = test.kind === 'measure'
    ? measureOf(test.of, table.dictionaries[left]!, table.dictionaries[right]!, points, table.unit)
    : registeredMeasure(test.name, left, right, table);
  const filter = test.kind === 'measure' ? textFilter(test.of, points, table.dictionaries[left]!, table.dictionaries[right]!) : null;
  const isWorthCaching = isCached && (test.kind === 'registered' || ['text', 'texts'].includes(table.dictionaries[left]!.kind));
  const cache = isWorthCaching ? pairCache(table.dictionaries[left]!.size, table.dictionaries[right]!.size) : null;
  // Several levels ask for the same pair one after the other.
  let lastLeft = 0;
  let lastRight = 0;
  let last = UNKNOWN_BUCKET;
  return {
    left,
    right,
    points,
    filter,
    bucketOf(leftCode, rightCode) {
      if (leftCode === lastLeft && rightCode === lastRight) return last;
      lastLeft = leftCode;
      lastRight = rightCode;
      if (leftCode === 0 || rightCode === 0) return last = UNKNOWN_BUCKET;
      if (filter !== null && mightShare(filter.lefts, leftCode, filter.rights, rightCode, filter.leastShared) === 0) return last = filter.bucket;
      if (cache === null) return last = bucketOf(measure(leftCode, rightCode), points);
      const known = cache.get(leftCode, rightCode);
      if (known >= 0) return last = known;
      last = bucketOf(measure(leftCode, rightCode), points);
      cache.set(leftCode, rightCode, last);
      return last;
    },
  };
}

function registeredMeasure(name: string, left: number, right: number, { dictionaries, unit, registered }: ComparedTable): CodeMeasure {
  const measure = registered[name];
  if (measure === undefined) throw new TypeError('registered: expected a function for every name the model uses');
  const lefts = decodedValues(dictionaries[left]!, unit);
  const rights = dictionaries[left] === dictionaries[right] ? lefts : decodedValues(dictionaries[right]!, unit);
  return (leftCode, rightCode) => measure(lefts(leftCode), rights(rightCode));
}

function visitMeasures(test: TestProgram, visit: (test: MeasureTest) => void): void {
  if (test.kind === 'measure' || test.kind === 'registered') visit(test);
  else if (test.kind === 'not') visitMeasures(test.of, visit);
  else if (test.kind === 'all' || test.kind === 'any') for (const part of test.of) visitMeasures(part, visit);
}

function nameOf(test: MeasureTest): string {
  if (test.kind === 'registered') return JSON.stringify([test.name, test.left, test.right]);
  const { measure, left, right, q, overLists } = test.of;
  return JSON.stringify([measure, left, right, q, overLists]);
}
