// Random plans of cleaning steps over random tables: whatever stands in the columns, a plan is refused as a plan, or
// runs to its end with every row either kept or set aside, each once and in order.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { collect, type Dataset } from '../../src/core/dataset.ts';
import { DataError, PlanError, ProtectionError } from '../../src/core/errors.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { compilePlan } from '../../src/plan/index.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';
import { cleaningStep, idempotentStep, nastyText } from './random-steps.ts';

const COLUMNS = {
  line: { type: 'int64', role: 'technical' }, a: { type: 'utf8', role: 'directIdentifier' }, b: { type: 'utf8', role: 'attribute' }, c: { type: 'utf8', role: 'attribute' }, n: { type: 'int64', role: 'measure' },
} as const;

const values = fc.array(fc.tuple(fc.option(nastyText), fc.option(nastyText), fc.option(nastyText), fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }))), { maxLength: 40 });

interface Outcome {
  readonly rows: readonly (readonly Value[])[];
  readonly rejects: readonly (readonly Value[])[];
}

/** Runs a plan of these steps; `null` when it is refused before a row is read. */
async function outcomeOf(steps: readonly object[], rows: readonly Row[], cuts: readonly number[]): Promise<Outcome | null> {
  const plan = { version: 1, title: 't', inputs: { i: { columns: COLUMNS, rowKey: 'line' } }, tables: { t: { from: 'i', steps } }, outputs: { o: { table: 't', format: 'arrow', audience: 'internal' } } };
  let compiled;
  try {
    compiled = compilePlan(plan);
  } catch (error) {
    if (error instanceof PlanError) return null;
    throw error;
  }
  const { tables } = compiled.connect({ inputs: { i: { rows: tableOf(schemaOf(COLUMNS), rows, cuts), rejects: null } }, secrets: {}, fold: IN_MEMORY });
  const read = async (table: Dataset | undefined): Promise<Value[][]> => (table === undefined ? [] : rowsOf(table));
  return { rows: await read(tables.get('t')), rejects: await read(tables.get('t.rejects')) };
}

const numbered = (cells: readonly (readonly Value[])[]): Row[] => cells.map((row, index) => [BigInt(index + 1), ...row]);

describe('a random plan of cleaning steps', () => {
  test('keeps or sets aside every row, once, in order, or fails by one of the three errors', async () => {
    let ran = 0;
    await fc.assert(fc.asyncProperty(fc.array(cleaningStep, { minLength: 1, maxLength: 5 }), values, fc.array(fc.nat(40), { maxLength: 4 }), async (steps, cells, cuts) => {
      try {
        const outcome = await outcomeOf(steps, numbered(cells), cuts);
        if (outcome === null) return;
        ran++;
        const kept = outcome.rows.map(([line]) => line as bigint);
        // step, row, rowKey, column, code
        const aside = [...new Set(outcome.rejects.map((reject) => reject[2] as bigint))];
        expect([...kept, ...aside].sort((left, right) => Number(left - right))).toEqual(cells.map((_, index) => BigInt(index + 1)));
        expect(kept).toEqual([...kept].sort((left, right) => Number(left - right)));
      } catch (error) {
        if (!(error instanceof DataError || error instanceof ProtectionError)) throw error;
      }
    }), { numRuns: 400 });
    expect(ran).toBeGreaterThan(100);
  });

  test('gives the same rows and rejects wherever the batches are cut', async () => {
    await fc.assert(fc.asyncProperty(fc.array(cleaningStep, { minLength: 1, maxLength: 4 }), values, fc.array(fc.nat(40), { maxLength: 6 }), async (steps, cells, cuts) => {
      const whole = await outcomeOf(steps, numbered(cells), []).catch((error: unknown) => String(error));
      const cut = await outcomeOf(steps, numbered(cells), cuts).catch((error: unknown) => String(error));
      expect(cut).toEqual(whole);
    }), { numRuns: 150 });
  });

  test('twice is once, for every step that rejects nothing', async () => {
    await fc.assert(fc.asyncProperty(idempotentStep, values, async (step, cells) => {
      const once = await outcomeOf([step], numbered(cells), []);
      const twice = await outcomeOf([step, step], numbered(cells), []);
      if (once !== null && twice !== null && once.rejects.length === 0) expect(twice.rows).toEqual(once.rows);
    }), { numRuns: 250 });
  });
});

test('an empty table stays empty', async () => {
  await fc.assert(fc.asyncProperty(fc.array(cleaningStep, { minLength: 1, maxLength: 4 }), async (steps) => {
    const outcome = await outcomeOf(steps, [], [0, 0]);
    if (outcome !== null) expect(outcome).toEqual({ rows: [], rejects: [] });
    expect(await collect(tableOf(schemaOf(COLUMNS), []))).toHaveLength(1);
  }), { numRuns: 40 });
});
