// Random checks over random tables: the rows pass unchanged, the failing rows are as many as the report counts, and
// neither batch cuts nor spilling change an answer.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DataError, PlanError } from '../../src/core/errors.ts';
import type { FoldContext } from '../../src/core/fold.ts';
import { IDENTIFIER_NAMES } from '../../src/identifiers/index.ts';
import { compilePlan } from '../../src/plan/index.ts';
import { memorySpill, rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';
import { nastyText } from './random-steps.ts';

const COLUMNS = {
  line: { type: 'int64', role: 'technical' }, a: { type: 'utf8', role: 'directIdentifier' }, b: { type: 'utf8', role: 'attribute' }, n: { type: 'int32', role: 'measure' }, x: { type: 'float64', role: 'measure' },
  d: { type: 'date', role: 'attribute' }, e: { type: 'date', role: 'attribute' },
} as const;
const REFERENCE = { k: { type: 'utf8', role: 'attribute' }, m: { type: 'int32', role: 'attribute' } } as const;

const small = fc.integer({ min: -3, max: 3 });
const fewTexts = fc.oneof({ weight: 3, arbitrary: fc.constantFrom('p', 'q', 'r', '') }, { weight: 1, arbitrary: nastyText });
const day = fc.integer({ min: -25_000, max: 20_000 });
const cells = fc.array(fc.tuple(
  fc.option(fewTexts), fc.option(fewTexts), fc.option(small), fc.option(fc.oneof(fc.double(), fc.constantFrom(NaN, -0, 0, Infinity))), fc.option(day), fc.option(day),
), { maxLength: 40 });
const referenceCells = fc.array(fc.tuple(fc.option(fewTexts), fc.option(small)), { maxLength: 10 });

const text = fc.constantFrom('a', 'b');
const any = fc.constantFrom('a', 'b', 'n', 'x', 'd', 'e');
const severity = fc.constantFrom('warn', 'fail');
const limits = { severity, maxShare: fc.constantFrom(0, 0.25, 1), maxCount: fc.nat(5) };
const check = <Members extends Readonly<Record<string, fc.Arbitrary<unknown>>>>(name: string, members: Members, optional: readonly string[] = []): fc.Arbitrary<object> =>
  fc.record({ check: fc.constant(name), ...members, ...limits }, { requiredKeys: ['check', ...Object.keys(members).filter((member) => !optional.includes(member))] as never });

const anyCheck: fc.Arbitrary<object> = fc.oneof(
  check('notNull', { column: any }),
  check('unique', { columns: fc.uniqueArray(any, { minLength: 1, maxLength: 3 }), nulls: fc.constantFrom('skip', 'equal') }),
  check('values', { column: text, in: fc.array(fewTexts, { minLength: 1, maxLength: 3 }) }),
  check('range', { column: fc.constantFrom('n', 'x'), range: fc.record({ min: small, max: small }, { requiredKeys: ['max'] }) }),
  check('length', { column: text, min: fc.nat(3), max: fc.nat(9) }, ['min']),
  check('pattern', { column: text, patterns: fc.array(fc.constantFrom('A', 'a', '9', '99999', 'A99', '*', 'X'), { minLength: 1, maxLength: 2 }) }),
  check('identifier', { column: text, identifier: fc.constantFrom(...IDENTIFIER_NAMES), level: fc.constantFrom('format', 'checksum', 'plausibility') }, ['level']),
  check('reference', { table: fc.constant('reference'), on: fc.constantFrom({ a: 'k' }, { b: 'k', n: 'm' }) }),
  check('nirAgrees', { column: text, sex: fc.constant({ column: 'b', male: '1', female: '2' }), birthDate: fc.constant('d'), birthPlace: fc.constant('b') }, ['sex', 'birthPlace']),
  check('order', { columns: fc.constantFrom(['d', 'e'], ['n', 'n'], ['e', 'd']), strict: fc.boolean() }, ['strict']),
  check('outliers', { column: fc.constantFrom('n', 'x'), factor: fc.constantFrom(1.5, 3) }),
);

interface Outcome {
  readonly rows: readonly (readonly Value[])[];
  readonly failures: readonly (readonly Value[])[];
  readonly checks: readonly { readonly name: string; readonly failing: number; readonly tested: number }[];
}

async function outcomeOf(checks: readonly object[], rows: readonly Row[], reference: readonly Row[], cuts: readonly number[], fold: FoldContext): Promise<Outcome | null> {
  const needsReference = checks.some((one) => (one as { check: string }).check === 'reference');
  const inputs = { i: { columns: COLUMNS, rowKey: 'line' }, ...(needsReference ? { reference: { columns: REFERENCE } } : {}) };
  const plan = { version: 1, title: 't', inputs, tables: { t: { from: 'i', steps: [{ op: 'checkQuality', stopOn: 'never', checks }] } }, outputs: { o: { table: 't', format: 'arrow', audience: 'internal' } } };
  let compiled;
  try {
    compiled = compilePlan(plan);
  } catch (error) {
    if (error instanceof PlanError) return null;
    throw error;
  }
  let found: unknown = [];
  const bound = { i: { rows: tableOf(schemaOf(COLUMNS), rows, cuts), rejects: null }, ...(needsReference ? { reference: { rows: tableOf(schemaOf(REFERENCE), reference, cuts), rejects: null } } : {}) };
  const { tables } = compiled.connect({ inputs: bound, secrets: {}, fold, onFindings: (_path, _op, findings) => (found = findings['checks']) });
  const read = await rowsOf(tables.get('t')!);
  return { rows: read, failures: await rowsOf(tables.get('t.failures')!), checks: found as Outcome['checks'] };
}

const PLENTY: FoldContext = { spill: null, maxMemoryBytes: 2 ** 31 };
const numbered = (rows: readonly (readonly Value[])[]): Row[] => rows.map((row, index) => [BigInt(index + 1), ...row]);

describe('random checks', () => {
  test('let the rows pass, name as many failing rows as they count, and never more than they tested', async () => {
    let ran = 0;
    await fc.assert(fc.asyncProperty(fc.array(anyCheck, { minLength: 1, maxLength: 6 }), cells, referenceCells, async (checks, rows, reference) => {
      const outcome = await outcomeOf(checks, numbered(rows), reference, [], PLENTY);
      if (outcome === null) return;
      ran++;
      expect(outcome.rows).toEqual(numbered(rows));
      for (const { name, failing, tested } of outcome.checks) {
        // step, row, rowKey, column, code
        const named = outcome.failures.filter((row) => (row[4] as string).split(': ')[0] === name);
        expect(named).toHaveLength(failing);
        expect(failing).toBeLessThanOrEqual(tested);
        expect(new Set(named.map((row) => row[2])).size).toBe(named.length);
      }
      const numbers = outcome.failures.map((row) => row[2] as bigint);
      expect(numbers).toEqual([...numbers].sort((left, right) => Number(left - right)));
    }), { numRuns: 300 });
    expect(ran).toBeGreaterThan(150);
  });

  test('answer alike wherever the batches are cut, and whether keys are spilled', async () => {
    await fc.assert(fc.asyncProperty(fc.array(anyCheck, { minLength: 1, maxLength: 4 }), cells, referenceCells, fc.array(fc.nat(40), { maxLength: 5 }), async (checks, rows, reference, cuts) => {
      const whole = await outcomeOf(checks, numbered(rows), reference, [], PLENTY);
      expect(await outcomeOf(checks, numbered(rows), reference, cuts, PLENTY)).toEqual(whole);
      // What is too little even with a store may be refused, never answered otherwise.
      const spilled = await outcomeOf(checks, numbered(rows), reference, cuts, { spill: memorySpill(), maxMemoryBytes: 1000 }).catch((error: unknown) => error);
      if (!(spilled instanceof DataError)) expect(spilled).toEqual(whole);
    }), { numRuns: 80 });
  });
});
