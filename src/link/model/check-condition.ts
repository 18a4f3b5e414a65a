import type { Problem } from '../../core/errors.ts';
import { unknownName } from '../../core/options.ts';
import type { Bound, Condition } from './condition.ts';
import type { Expression } from './expression.ts';
import { MEASURE_TRAITS } from './measure-range.ts';

/** An expression in a condition, and where it stands. */
export interface PlacedExpression {
  readonly expression: Expression;
  readonly path: string;
}

/** What asks something by itself: any condition but those put together of others. */
export type Test = Exclude<Condition, { readonly kind: 'all' | 'any' | 'not' }>;

/** A test in a condition, and where it stands. */
export interface PlacedTest {
  readonly test: Test;
  readonly path: string;
}

type BuiltIn = Extract<Condition, { readonly kind: 'measure' }>;

/**
 * Lists the tests that a condition is put together of.
 *
 * @param when - a condition.
 * @param path - where it stands.
 * @returns the tests in their order; the condition itself where it is one.
 */
export function testsOf(when: Condition, path: string): readonly PlacedTest[] {
  switch (when.kind) {
    case 'all':
    case 'any':
      return when.of.flatMap((part, index) => testsOf(part, `${path}.of[${index}]`));
    case 'not':
      return testsOf(when.of, `${path}.of`);
    default:
      return [{ test: when, path }];
  }
}

/**
 * Lists what is wrong with a condition beyond its form: bounds that a measure never reaches, settings it does not have,
 * unknown kernels, `otherwise` where something is asked.
 *
 * @param when - a condition of the right form.
 * @param path - where it stands.
 * @param registered - names of the caller's kernels; `null` when they are not known yet.
 * @returns the problems.
 */
export function conditionProblems(when: Condition, path: string, registered: readonly string[] | null): readonly Problem[] {
  return testsOf(when, path).flatMap((placed) => testProblems(placed, registered));
}

function testProblems({ test, path }: PlacedTest, registered: readonly string[] | null): readonly Problem[] {
  switch (test.kind) {
    case 'measure':
      return measureProblems(test, path);
    case 'registered':
      return registered === null || registered.includes(test.name)
        ? []
        : [{ code: 'PLAN_MISSING', path: `${path}.name`, message: unknownName('kernel', test.name, registered) }];
    case 'otherwise':
      return [{ code: 'PLAN_OUT_OF_RANGE', path, message: 'expected a test: otherwise stands alone, in the last level' }];
    default:
      return [];
  }
}

/**
 * Lists the expressions of a condition.
 *
 * @param when - a condition.
 * @param path - where it stands.
 * @returns the expressions as they stand, the same one as often as it occurs.
 */
export function expressionsOf(when: Condition, path: string): readonly PlacedExpression[] {
  return testsOf(when, path).flatMap(({ test, path: place }) => {
    if (test.kind === 'otherwise') return [];
    const own = { expression: test.of, path: `${place}.of` };
    return 'against' in test && test.against !== undefined ? [own, { expression: test.against, path: `${place}.against` }] : [own];
  });
}

/**
 * Finds the bound of a test.
 *
 * @param bound - a test with exactly one bound.
 * @returns its name and number.
 */
export function boundOf(bound: Bound): { readonly name: keyof Bound; readonly value: number } {
  const name = (['atLeast', 'atMost', 'above', 'below'] as const).find((one) => bound[one] !== undefined)!;
  return { name, value: bound[name]! };
}

function measureProblems(when: BuiltIn, path: string): Problem[] {
  const { of, least, most } = MEASURE_TRAITS[when.measure];
  const { name, value } = boundOf(when);
  const problems: Problem[] = [];
  const refuse = (member: string, message: string): void => {
    problems.push({ code: 'PLAN_OUT_OF_RANGE', path: `${path}.${member}`, message });
  };
  if (!(value >= least && value <= most)) {
    refuse(name, `expected a number of at least ${least}${most === Infinity ? '' : ` and at most ${most}`}, got ${value}`);
  }
  if (when.q !== undefined && when.measure !== 'jaccard' && when.measure !== 'dice') refuse('q', `expected no length of q-grams: ${when.measure} has none`);
  if (when.overLists === true && of !== 'text') refuse('overLists', `expected a measure of texts, got ${when.measure}`);
  return problems;
}
