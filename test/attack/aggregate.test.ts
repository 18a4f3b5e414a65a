import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aggregate, type AggregateOptions } from '../../src/aggregate/index.ts';
import { columnsOf } from '../../src/core/arrow.ts';
import { collect, type Dataset } from '../../src/core/dataset.ts';
import { cellTableOf } from '../../src/core/field.ts';
import { pipe } from '../../src/core/operator.ts';
import { cellRelations, protect, recomputableCells, type ProtectOptions } from '../../src/protect/index.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const SCHEMA = schemaOf({
  person: { type: 'int32', role: 'entity' }, hospital: { type: 'utf8', role: 'attribute' }, sex: { type: 'utf8', role: 'quasiIdentifier' }, cost: { type: 'int64', role: 'measure' },
});
const MIN_COUNT = 5;
const RULES: ProtectOptions = { rules: [{ rule: 'minimumFrequency', minCount: MIN_COUNT, on: 'entities' }] };

const row = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.constantFrom('A', 'B', 'C'), fc.constantFrom('F', 'M'), fc.option(fc.bigInt({ min: 0n, max: 1_000_000n })));
/** Stays of many persons, and one who is alone in hospital Z. */
const population = fc.array(row, { minLength: 20, maxLength: 120 }).map((rows): Row[] => [...rows, [99, 'Z', 'F', 777_777n]]);

const cells = (rows: readonly Row[], extra: Partial<AggregateOptions> = {}): Dataset =>
  pipe(tableOf(SCHEMA, rows), aggregate({ dimensions: ['hospital', 'sex'], entity: 'person', statistics: [{ kind: 'sum', of: 'cost' }], ...extra }));

/** Rows of a table as records by column name. */
async function records(dataset: Dataset): Promise<Record<string, Value>[]> {
  const { names } = dataset.schema;
  return (await rowsOf(dataset)).map((cell) => Object.fromEntries(names.map((name, index) => [name, cell[index]!])));
}

/** The reader who knows that somebody was the only one of her sex in a hospital: reads her cost in the table. */
function readSingle(table: readonly Record<string, Value>[]): Value {
  return table.find((cell) => cell['hospital'] === 'Z')?.['costSum'] ?? null;
}

describe('reading a single person in a cell', () => {
  test('succeeds on the unprotected cells and fails on the protected ones', async () => {
    await fc.assert(fc.asyncProperty(population, async (rows) => {
      expect(readSingle(await records(cells(rows)))).toBe(777_777n);
      const released = await records(pipe(cells(rows), protect(RULES)));
      expect(readSingle(released)).toBeNull();
      // No published cell stands on fewer persons than promised, counted here from the rows.
      for (const cell of released) {
        if (cell['rows'] === null) continue;
        const behind = rows.filter(([, hospital, sex]) => hospital === cell['hospital'] && sex === cell['sex']);
        expect(new Set(behind.map(([person]) => person)).size).toBeGreaterThanOrEqual(MIN_COUNT);
        const paying = new Set(behind.filter(([, , , cost]) => cost !== null).map(([person]) => person)).size;
        expect(paying === 0 || paying >= MIN_COUNT).toBe(true);
      }
    }), { numRuns: 40 });
  });

  test('a person with many stays is not a crowd', async () => {
    const rows: readonly Row[] = Array.from({ length: 12 }, (_, index): Row => [99, 'Z', 'F', BigInt(index)]);
    const byRows: ProtectOptions = { rules: [{ rule: 'minimumFrequency', minCount: MIN_COUNT, on: 'rows' }] };
    // Counting rows lets the reader see one person's total; counting persons does not.
    expect(readSingle(await records(pipe(cells(rows, { entity: null }), protect(byRows))))).toBe(66n);
    expect(readSingle(await records(pipe(cells(rows), protect(RULES))))).toBeNull();
  });

  test('withheld numbers are nowhere in the memory of the released columns', async () => {
    const holds = async (dataset: Dataset, value: bigint): Promise<boolean> => {
      const wanted = Buffer.from(BigInt64Array.of(value).buffer);
      for (const batch of await collect(dataset)) {
        for (const column of columnsOf(batch)) {
          if ('values' in column && Buffer.from(column.values.buffer).includes(wanted)) return true;
        }
      }
      return false;
    };
    const rows: readonly Row[] = [[99, 'Z', 'F', 777_777n]];
    expect(await holds(cells(rows), 777_777n)).toBe(true);
    expect(await holds(pipe(cells(rows), protect(RULES)), 777_777n)).toBe(false);
  });
});

describe('a firm that knows its own share', () => {
  const DOMINANCE: ProtectOptions = { rules: [{ rule: 'minimumFrequency', minCount: 3, on: 'entities' }, { rule: 'dominance', contributors: 1, maxShare: 0.85 }] };
  const firms = fc.array(fc.bigInt({ min: 1n, max: 1000n }), { minLength: 3, maxLength: 6 });
  /** One large firm with several stays beside small ones. */
  const dominated = (small: readonly bigint[]): Row[] => [[0, 'A', 'F', 60_000n], [0, 'A', 'F', 40_000n], ...small.map((cost, index): Row => [index + 1, 'A', 'F', cost])];
  const shares: Partial<AggregateOptions> = { statistics: [{ kind: 'sum', of: 'cost' }, { kind: 'largestShare', of: 'cost' }] };

  /** The total is an estimate of the largest contribution: how far off is it, relative to the truth? */
  function error(total: Value, rows: readonly Row[]): number {
    const byFirm = new Map<Value, bigint>();
    for (const [firm, , , cost] of rows) byFirm.set(firm!, (byFirm.get(firm!) ?? 0n) + (cost as bigint));
    const largest = Number([...byFirm.values()].reduce((most, sum) => (sum > most ? sum : most), 0n));
    return (Number(total) - largest) / largest;
  }

  test('learns the dominant contribution within a few percent, unless the cell is withheld', async () => {
    await fc.assert(fc.asyncProperty(firms, async (small) => {
      const rows = dominated(small);
      const [open] = await records(cells(rows, shares));
      expect(error(open!['costSum']!, rows)).toBeLessThan(0.07);
      const [released] = await records(pipe(cells(rows, shares), protect(DOMINANCE)));
      expect(released!['costSum']).toBeNull();
    }), { numRuns: 40 });
  });

  test('is off by more than 15/85 wherever a sum is published', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.bigInt({ min: 0n, max: 1000n })), { minLength: 3, maxLength: 12 }), async (contributions) => {
      const rows = contributions.map(([firm, cost]): Row => [firm, 'A', 'F', cost]);
      const [released] = await records(pipe(cells(rows, shares), protect(DOMINANCE)));
      if (released!['costSum'] !== null) expect(error(released!['costSum']!, rows)).toBeGreaterThan(15 / 85);
    }), { numRuns: 80 });
  });
});

describe('subtracting published cells from published totals', () => {
  const crowded = (hospital: string, sex: string, count: number, from: number): Row[] => Array.from({ length: count }, (_, index): Row => [from + index, hospital, sex, 10n]);
  const rows = [...crowded('A', 'F', 9, 0), ...crowded('A', 'M', 2, 100), ...crowded('B', 'F', 8, 200), ...crowded('B', 'M', 7, 300)];

  /** Recomputes the withheld stays of men in A from the total of A. */
  async function difference(dataset: Dataset): Promise<bigint | null> {
    const table = await records(dataset);
    const stays = (sex: string | null, total: boolean): Value => table.find((cell) => cell['hospital'] === 'A' && cell['sex'] === sex && (cell['sexTotal'] ?? false) === total)?.['rows'] ?? null;
    const all = stays(null, true);
    const women = stays('F', false);
    return all === null || women === null ? null : (all as bigint) - (women as bigint);
  }

  test('recomputes what primary rules withheld as soon as totals are published; the check says so', async () => {
    const withTotals = pipe(cells(rows, { margins: ['sex'] }), protect(RULES));
    expect(await difference(withTotals)).toBe(2n);
    expect((await recomputableCells(withTotals)).recomputable).toBe(1);
    const shape = cellTableOf(withTotals.schema)!;
    expect(cellRelations([{ name: 'stays', population: 'stays', ...shape }])).not.toEqual([]);
  });

  test('finds nothing to subtract from in a table without totals', async () => {
    const withoutTotals = pipe(cells(rows), protect(RULES));
    expect(await difference(withoutTotals)).toBeNull();
    expect(await recomputableCells(withoutTotals)).toMatchObject({ withheld: 1, relations: 0, recomputable: 0 });
    expect(cellRelations([{ name: 'stays', population: 'stays', ...cellTableOf(withoutTotals.schema)! }])).toEqual([]);
  });

  test('subtracts a second table of the same stays as well; the check over both says so', async () => {
    const byBoth = pipe(cells(rows), protect(RULES));
    const byHospital = pipe(cells(rows, { dimensions: ['hospital'] }), protect(RULES));
    const women = (await records(byBoth)).find((cell) => cell['hospital'] === 'A' && cell['sex'] === 'F')!['rows'] as bigint;
    const all = (await records(byHospital)).find((cell) => cell['hospital'] === 'A')!['rows'] as bigint;
    expect(all - women).toBe(2n);
    const shapes = [byBoth, byHospital].map(({ schema }, index) => ({ name: `table${index}`, population: 'stays', ...cellTableOf(schema)! }));
    expect(cellRelations(shapes)).toEqual([{ kind: 'nested', tables: ['table1', 'table0'], over: ['sex'] }]);
  });
});
