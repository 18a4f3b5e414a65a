import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { PlanError } from '../../../src/core/errors.ts';
import { checkOptions, columnName, didYouMean, optionProblems, secretReference, unknownName } from '../../../src/core/options.ts';

const protect = z.strictObject({
  minCount: z.int().min(2).max(1000),
  maxShare: z.number().gt(0).lte(1).exactOptional(),
  step: z.number().multipleOf(5).exactOptional(),
  columns: z.array(columnName).min(1).max(3).exactOptional(),
  policy: z.enum(['reject', 'null']).exactOptional(),
  labels: z.record(z.string().regex(/^[a-z]+$/), z.strictObject({ size: z.int() })).exactOptional(),
  flag: z.boolean().exactOptional(),
  secretKey: secretReference.exactOptional(),
  format: z.union([z.enum(['csv', 'arrow']), z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('csv'), profile: z.enum(['open-data']).exactOptional() }),
    z.strictObject({ type: z.literal('parquet'), compression: z.enum(['zstd', 'none']).exactOptional() }),
  ])]).exactOptional(),
  range: z.strictObject({ from: z.int(), to: z.int() }).refine(({ from, to }) => from <= to, { message: 'expected from at most to', params: { problem: 'PLAN_COLUMN_TYPE' } }).exactOptional(),
  name: z.string().refine((text) => text !== 'x', { message: 'not x' }).exactOptional(),
});

const problems = (options: unknown): string[] => optionProblems(protect, options, 'steps[2]').map(({ code, path, message }) => `${path}: ${message} [${code}]`);
const wrong = (options: object): string[] => problems({ minCount: 11, ...options });

describe('options that are right', () => {
  test('are given back with their type', () => {
    const options = { minCount: 11, maxShare: 1, columns: ['a'], policy: 'null', labels: { a: { size: 1 } }, secretKey: { secret: 'main-key_2' }, format: { type: 'parquet' } };
    expect(checkOptions(protect, options)).toEqual(options);
    expect(problems(options)).toEqual([]);
  });
});

describe('a wrong option is told by path, code, and what was expected', () => {
  test.each<[string, object, string[]]>([
    ['too small', { minCount: 1 }, ['steps[2].minCount: expected an integer of at least 2, got 1 [PLAN_OUT_OF_RANGE]']],
    ['too large', { minCount: 1001 }, ['steps[2].minCount: expected an integer of at most 1000, got 1001 [PLAN_OUT_OF_RANGE]']],
    ['not whole', { minCount: 2.5 }, ['steps[2].minCount: expected an integer, got 2.5 [PLAN_TYPE]']],
    ['text for a number', { minCount: '11' }, ['steps[2].minCount: expected a number, got text [PLAN_TYPE]']],
    ['missing', { minCount: undefined }, ['steps[2].minCount: expected a number, got nothing [PLAN_MISSING]']],
    ['null', { minCount: null }, ['steps[2].minCount: expected a number, got nothing [PLAN_TYPE]']],
    ['not a number', { maxShare: NaN }, ['steps[2].maxShare: expected a number, got NaN [PLAN_TYPE]']],
    ['not above its bound', { maxShare: 0 }, ['steps[2].maxShare: expected a number above 0, got 0 [PLAN_OUT_OF_RANGE]']],
    ['above its bound', { maxShare: 1.5 }, ['steps[2].maxShare: expected a number of at most 1, got 1.5 [PLAN_OUT_OF_RANGE]']],
    ['off its grid', { step: 7 }, ['steps[2].step: expected a multiple of 5, got 7 [PLAN_OUT_OF_RANGE]']],
    ['an empty list', { columns: [] }, ['steps[2].columns: expected a list length of at least 1, got an empty list [PLAN_OUT_OF_RANGE]']],
    ['a long list', { columns: ['a', 'b', 'c', 'd'] }, ['steps[2].columns: expected a list length of at most 3, got a list of 4 [PLAN_OUT_OF_RANGE]']],
    ['a number where text is expected', { columns: ['a', 75] }, ['steps[2].columns[1]: expected text, got 75 (quote it) [PLAN_TYPE]']],
    ['empty text', { columns: [''] }, ['steps[2].columns[0]: expected a text length of at least 1, got empty text [PLAN_OUT_OF_RANGE]']],
    ['an object for a list', { columns: { a: 1 } }, ['steps[2].columns: expected a list, got an object [PLAN_TYPE]']],
    ['text for a truth value', { flag: 'yes' }, ['steps[2].flag: expected true or false, got text [PLAN_TYPE]']],
    ['a word outside the list', { policy: 'keep' }, ['steps[2].policy: expected "reject" or "null", got text [PLAN_OUT_OF_RANGE]']],
    ['a member inside a record', { labels: { a: { size: 'x' } } }, ['steps[2].labels.a.size: expected a number, got text [PLAN_TYPE]']],
    ['a name inside a record', { labels: { A: { size: 1 } } }, ['steps[2].labels.A: expected a name that is text in the form /^[a-z]+$/ [PLAN_OUT_OF_RANGE]']],
    ['its own rule', { name: 'x' }, ['steps[2].name: not x [PLAN_OUT_OF_RANGE]']],
    ['its own rule, with its own code', { range: { from: 2, to: 1 } }, ['steps[2].range: expected from at most to [PLAN_COLUMN_TYPE]']],
    ['none of the forms', { format: 7 }, ['steps[2].format: expected "csv" or "arrow" or an object, got 7 [PLAN_TYPE]']],
    ['a word that is no form', { format: 'parkuet' }, ['steps[2].format: expected "csv" or "arrow" or an object, got text [PLAN_TYPE]']],
    ['a form that is none', { format: { type: 'cvs' } }, ['steps[2].format.type: expected "csv" or "parquet", got text [PLAN_OUT_OF_RANGE]']],
    ['a form not said', { format: {} }, ['steps[2].format.type: expected "csv" or "parquet", got nothing [PLAN_MISSING]']],
    ['a typo inside a form', { format: { type: 'parquet', compresion: 'zstd' } }, ['steps[2].format.compresion: unknown option "compresion", did you mean "compression"? [PLAN_UNKNOWN_OPTION]']],
    ['an option of another form', { format: { type: 'csv', compression: 'zstd' } }, ['steps[2].format.compression: unknown option "compression" [PLAN_UNKNOWN_OPTION]']],
    ['a wrong value inside a form', { format: { type: 'parquet', compression: 'lzw' } }, ['steps[2].format.compression: expected "zstd" or "none", got text [PLAN_OUT_OF_RANGE]']],
  ])('%s', (_title, options, expected) => {
    expect(wrong(options)).toEqual(expected);
  });
  test('options that are no object', () => {
    expect(problems(7)).toEqual(['steps[2]: expected an object, got 7 [PLAN_TYPE]']);
    expect(problems(null)).toEqual(['steps[2]: expected an object, got nothing [PLAN_TYPE]']);
    expect(problems(['a'])).toEqual(['steps[2]: expected an object, got a list of 1 [PLAN_TYPE]']);
  });
  test('all of them at once', () => {
    expect(problems({ minCoutn: 11, maxShare: 2, flag: 1 })).toEqual([
      'steps[2].minCount: expected a number, got nothing [PLAN_MISSING]',
      'steps[2].maxShare: expected a number of at most 1, got 2 [PLAN_OUT_OF_RANGE]',
      'steps[2].flag: expected true or false, got 1 [PLAN_TYPE]',
      'steps[2].minCoutn: unknown option "minCoutn", did you mean "minCount"? [PLAN_UNKNOWN_OPTION]',
    ]);
  });
  test('and the same as one error', () => {
    let error: unknown;
    try {
      checkOptions(protect, { minCount: 1, extra: true });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(PlanError);
    expect((error as PlanError).problems.map(({ code, path }) => [code, path])).toEqual([['PLAN_OUT_OF_RANGE', 'minCount'], ['PLAN_UNKNOWN_OPTION', 'extra']]);
    expect((error as PlanError).message).toBe('minCount: expected an integer of at least 2, got 1 [PLAN_OUT_OF_RANGE]\nextra: unknown option "extra" [PLAN_UNKNOWN_OPTION]');
  });
});

describe('a secret', () => {
  const KEYS = ['a423-key-v1:q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA', 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA', 'abcdef0123456789'.repeat(4), 'my key'];
  test.each(KEYS.flatMap((text) => [[text, { secretKey: text }], [text, { secretKey: { secret: text } }]] as [string, object][]))('written in the plan is refused and not repeated: %s', (text, options) => {
    const [problem, ...others] = optionProblems(protect, { minCount: 11, ...options });
    expect([problem!.code, others]).toEqual(['PLAN_RAW_SECRET', []]);
    expect(JSON.stringify(problem)).not.toContain(text);
  });
  test('written as a number is refused and not repeated', () => {
    expect(wrong({ secretKey: 918273645 })).toEqual(['steps[2].secretKey: expected a reference { secret: name } with a name of at most 32 letters, digits, _ or -; a key never stands in a plan [PLAN_RAW_SECRET]']);
  });
  test('has a reference with nothing beside the name', () => {
    expect(wrong({ secretKey: { secret: 'k', value: 'x' } })).toEqual(['steps[2].secretKey.value: unknown option "value" [PLAN_UNKNOWN_OPTION]']);
    expect(wrong({ secretKey: {} })).toEqual(['steps[2].secretKey.secret: expected text, got nothing [PLAN_MISSING]']);
  });
});

describe('an option that may hold itself', () => {
  interface Condition { readonly column?: string; readonly equals?: number; readonly not?: Condition }
  const condition: z.ZodType<Condition> = z.lazy(() => z.union([z.strictObject({ column: z.string(), equals: z.int() }), z.strictObject({ not: condition })])) as z.ZodType<Condition>;
  const told = (value: unknown): string[] => optionProblems(z.strictObject({ where: condition }), { where: value }).map(({ path, message }) => `${path}: ${message}`);

  test('is checked and told at any depth', () => {
    expect(told({ not: { not: { column: 'a', equals: 1 } } })).toEqual([]);
    expect(told({ not: { column: 'a', eqals: 1 } })).toEqual(['where.not.equals: expected a number, got nothing', 'where.not.eqals: unknown option "eqals", did you mean "equals"?']);
    expect(told({ not: { not: { column: 5, equals: 1 } } })).toEqual(['where.not.not.column: expected text, got 5 (quote it)']);
  });
});

describe('names that JavaScript gives a meaning', () => {
  test('are refused wherever they stand, also where any name is allowed', () => {
    const record = z.record(z.string(), z.unknown());
    const value = JSON.parse('{ "a": { "__proto__": { "b": 1 } }, "c": [ { "__proto__": 2 } ] }') as unknown;
    expect(optionProblems(record, value).map(({ code, path }) => [code, path])).toEqual([['PLAN_UNKNOWN_OPTION', 'a.__proto__'], ['PLAN_UNKNOWN_OPTION', 'c[0].__proto__']]);
    expect(() => checkOptions(record, value)).toThrow(PlanError);
    expect(problems(JSON.parse('{ "minCount": 11, "__proto__": 1 }'))).toEqual(['steps[2].__proto__: unknown option "__proto__" [PLAN_UNKNOWN_OPTION]']);
  });
  test('such as constructor are names like others', () => {
    expect(wrong({ constructor: 1 })).toEqual(['steps[2].constructor: unknown option "constructor" [PLAN_UNKNOWN_OPTION]']);
    expect(optionProblems(z.record(z.string(), z.int()), { constructor: 1, toString: 2 })).toEqual([]);
  });
  test('and data without end do not hang the checker', () => {
    const circle: Record<string, unknown> = {};
    circle['a'] = circle;
    expect(optionProblems(z.looseObject({}), circle)).toEqual([]);
  });
});

describe('the nearest word', () => {
  /** Levenshtein distance by its definition. */
  const distance = (left: string, right: string): number => {
    if (left === '' || right === '') return left.length + right.length;
    if (left[0] === right[0]) return distance(left.slice(1), right.slice(1));
    return 1 + Math.min(distance(left.slice(1), right), distance(left, right.slice(1)), distance(left.slice(1), right.slice(1)));
  };
  test('is the known one within a third of its length in edits, else none', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'C'), minLength: 1, maxLength: 5 });
    fc.assert(fc.property(word, fc.array(word, { maxLength: 4 }), (written, known) => {
      const distances = known.map((candidate) => distance(written.toLowerCase(), candidate.toLowerCase()));
      const least = Math.min(...distances);
      const nearest = known[distances.indexOf(least)];
      const found = didYouMean(written, known);
      expect(found).toBe(nearest !== undefined && least <= Math.max(1, Math.ceil(nearest.length / 3)) ? nearest : null);
    }), { numRuns: 300 });
  });
  test.each<[string, readonly string[], string | null]>([
    ['minCuont', ['minCount', 'maxShare'], 'minCount'],
    ['MINCOUNT', ['minCount'], 'minCount'],
    ['hospitl', ['hospital', 'month'], 'hospital'],
    ['x', ['minCount'], null],
    ['k', [], null],
  ])('of %s', (word, known, nearest) => {
    expect(didYouMean(word, known)).toBe(nearest);
  });
  test('is offered, and a long word is cut', () => {
    expect(unknownName('column', 'hopital', ['hospital'])).toBe('unknown column "hopital", did you mean "hospital"?');
    expect(unknownName('column', 'z'.repeat(200), ['hospital'])).toBe(`unknown column "${'z'.repeat(64)}"`);
  });
});

describe('no text of the options is repeated', () => {
  test('whatever stands where', () => {
    const marker = 'ZZMARKERZZ';
    const anything = fc.oneof(fc.constant(marker), fc.constant([marker]), fc.constant({ [`x`]: marker }), fc.integer());
    const names = ['minCount', 'maxShare', 'columns', 'policy', 'labels', 'flag', 'secretKey', 'format', 'range', 'unknown'];
    fc.assert(fc.property(fc.dictionary(fc.constantFrom(...names), anything), (options) => {
      expect(JSON.stringify(optionProblems(protect, options))).not.toContain(marker);
    }), { numRuns: 300 });
  });
});
