// Sums of small whole cents, so that trying all tables finds what a linear program finds: in flat tables of two dimensions both ends of an interval are whole.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aggregate } from '../../src/aggregate/index.ts';
import type { Dataset } from '../../src/core/dataset.ts';
import { PlanError, ProtectionError } from '../../src/core/errors.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, pipe } from '../../src/core/operator.ts';
import { protect, type ProtectOptions } from '../../src/protect/index.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';
import { certainCells, foundBySubtraction, nameOf, seenCells, type SeenCell } from '../table-attacker.ts';

const SCHEMA = schemaOf({
  firm: { type: 'utf8', role: 'entity' }, area: { type: 'utf8', role: 'attribute' }, kind: { type: 'utf8', role: 'attribute' }, cost: { type: 'decimal(10,2)', role: 'measure', nullable: false },
});

/** One row of a firm each: place among 3 × 3 cells, and cents. */
const firms = (least: number): fc.Arbitrary<Row[]> => fc.array(fc.tuple(fc.nat(8), fc.integer({ min: least, max: 6 })), { minLength: 9, maxLength: 24 })
  .map((all) => all.map(([place, cents], index): Row => [`f${index}`, 'xyz'[Math.floor(place / 3)]!, 'abc'[place % 3]!, BigInt(cents)]));

const cellsOf = (rows: readonly Row[]): Dataset => pipe(tableOf(SCHEMA, rows), aggregate({
  dimensions: ['area', 'kind'], margins: ['area', 'kind'], entity: 'firm', statistics: [{ kind: 'sum', of: 'cost' }, { kind: 'largest', of: 'cost', count: 2 }, { kind: 'absoluteSum', of: 'cost' }],
}));
const OPTIONS: ProtectOptions = {
  rules: [{ rule: 'minimumFrequency', minCount: 2, on: 'entities' }, { rule: 'dominance', contributors: 1, maxShare: 0.85 }], zeros: 'publish',
  secondary: { method: 'gauss', requiredInterval: 'exactDisclosure' },
};
const least = (value: number): ProtectOptions => ({ ...OPTIONS, secondary: { ...OPTIONS.secondary!, leastContribution: { cost: value } } });

/** `null` when nothing may be published. */
async function run(cells: Dataset, options: ProtectOptions): Promise<Value[][] | null> {
  try {
    return await rowsOf(applyOperator(cells, protect(options), { fold: IN_MEMORY }).rows);
  } catch (error) {
    if (error instanceof ProtectionError) return null;
    throw error;
  }
}

/** What is seen of the sums; each withheld one is at least so much for every row in it. */
function sumsSeen(before: readonly (readonly Value[])[], rows: readonly (readonly Value[])[], perRow: number): SeenCell[] {
  return seenCells(rows, [[0], [1]], 6).map((cell, place) => ({ ...cell, least: perRow * Number(before[place]![4]) }));
}

describe('sums of a published table', () => {
  test('are certain to nobody who knows that no cost is below nothing', async () => {
    let published = 0;
    await fc.assert(fc.asyncProperty(firms(0), async (rows) => {
      const cells = cellsOf(rows);
      const before = await rowsOf(cells);
      const found = await run(cells, OPTIONS);
      if (found === null) return;
      published++;
      const truth = before.map((row) => Number(row[6]));
      const seen = sumsSeen(before, found, 0);
      expect(foundBySubtraction(seen)).toEqual([]);
      // A cell of nothing but zeros in a line of zeros is what everybody sees it is; nothing of it can be hidden.
      expect(certainCells(seen, truth).filter((name) => truth[seen.findIndex((cell) => nameOf(cell) === name)]! > 0)).toEqual([]);
    }), { numRuns: 40, seed: 31 });
    expect(published).toBeGreaterThan(5);
  });

  test('nor, where refunds are, to who knows the largest of them', async () => {
    let published = 0;
    await fc.assert(fc.asyncProperty(firms(-3), async (rows) => {
      const cells = cellsOf(rows);
      const before = await rowsOf(cells);
      const found = await run(cells, least(-0.03));
      if (found === null) return;
      published++;
      expect(certainCells(sumsSeen(before, found, -3), before.map((row) => Number(row[6])))).toEqual([]);
    }), { numRuns: 40, seed: 32 });
    expect(published).toBeGreaterThan(5);
  });

  test('that are negative are refused until the least contribution is told, without telling one', async () => {
    const cells = cellsOf([['f', 'x', 'a', -777n], ['g', 'y', 'b', 500n], ['h', 'x', 'b', 100n]]);
    const error = await run(cells, OPTIONS).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PlanError);
    expect(String(error)).toContain('secondary.leastContribution.cost');
    expect(String(error)).not.toContain('777');
  });

  test('are withheld with the counts of their cell, and these with them', async () => {
    await fc.assert(fc.asyncProperty(firms(0), async (rows) => {
      for (const row of await run(cellsOf(rows), OPTIONS) ?? []) expect(new Set(row.slice(4).map((value) => value === null)).size).toBe(1);
    }), { numRuns: 20, seed: 33 });
  });

  test('of no rows are no cells', async () => {
    expect(await run(cellsOf([]), OPTIONS)).toEqual([]);
  });
});
