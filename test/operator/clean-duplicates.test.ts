import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dropDuplicates } from '../../src/clean/index.ts';
import type { Schema } from 'apache-arrow';
import { collect, once, type Dataset } from '../../src/core/dataset.ts';
import { PlanError } from '../../src/core/errors.ts';
import { markRowKey } from '../../src/core/field.ts';
import { IN_MEMORY, type FoldContext } from '../../src/core/fold.ts';
import type { Findings } from '../../src/core/operator.ts';
import { memorySpill, rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const COLUMNS = { id: { type: 'int64', role: 'technical' }, name: { type: 'utf8', role: 'directIdentifier' }, x: { type: 'float64', role: 'measure' } } as const;
const SCHEMA: Schema = schemaOf(COLUMNS);
const CODED: Schema = schemaOf(COLUMNS, ['name']);

interface Outcome {
  readonly rows: readonly Row[];
  readonly rejects: readonly Value[][];
  readonly findings: Findings;
}

async function run(source: Dataset, options: Parameters<typeof dropDuplicates>[0], fold: FoldContext = IN_MEMORY): Promise<Outcome> {
  let findings: Findings = {};
  const ports = dropDuplicates(options).connect({ rows: source }, { fold, onFindings: (found) => { findings = found; } });
  const rows = await rowsOf(ports['rows']!);
  return { rows, rejects: await rowsOf(ports['rejects']!), findings };
}

/** Ten naive lines: the first row of each kind, and the numbers of the others. */
function naive(rows: readonly Row[], columns: readonly number[], nulls: 'distinct' | 'equal'): { kept: Row[]; dropped: bigint[] } {
  const seen = new Set<string>();
  const kept: Row[] = [];
  const dropped: bigint[] = [];
  for (const [index, row] of rows.entries()) {
    const values = columns.map((column) => row[column]!);
    const kind = JSON.stringify(values.map((value) => (value === null ? null : typeof value === 'number' ? (Object.is(value, -0) ? '0' : String(value)) : String(value))));
    if (nulls === 'distinct' && values.some((one) => one === null)) kept.push(row);
    else if (seen.has(kind)) dropped.push(BigInt(index + 1));
    else {
      seen.add(kind);
      kept.push(row);
    }
  }
  return { kept, dropped };
}

const ROWS: readonly Row[] = [[1n, 'a', 1], [2n, 'a', 1], [1n, 'a', 1], [null, 'b', NaN], [null, 'b', NaN], [3n, null, 0], [3n, null, -0], [1n, 'A', 1]];

describe('whole rows', () => {
  test('that come again are dropped, the first stays; null, NaN and zero are values like others', async () => {
    const { rows, rejects, findings } = await run(tableOf(SCHEMA, ROWS, [2, 2, 5]), {});
    expect(rows).toEqual([ROWS[0], ROWS[1], ROWS[3], ROWS[5], ROWS[7]]);
    expect(rejects).toEqual([[3n, '*', 'DUPLICATE'], [5n, '*', 'DUPLICATE'], [7n, '*', 'DUPLICATE']]);
    expect(findings).toEqual({ rows: 8, changed: 0, rejected: 3, byReason: { ok: 5, null: 0, duplicate: 3 } });
  });
});

describe('rows that agree in some columns', () => {
  test('are dropped; without a value there, they are like no other or like each other, as declared', async () => {
    expect((await run(tableOf(SCHEMA, ROWS), { columns: ['id'], nulls: 'distinct' })).rejects).toEqual([[3n, 'id', 'DUPLICATE'], [7n, 'id', 'DUPLICATE'], [8n, 'id', 'DUPLICATE']]);
    const equal = await run(tableOf(SCHEMA, ROWS), { columns: ['id'], nulls: 'equal' });
    expect(equal.rejects.map(([row]) => row)).toEqual([3n, 5n, 7n, 8n]);
    expect((await run(tableOf(SCHEMA, ROWS), { columns: ['name', 'id'], nulls: 'distinct' })).findings).toMatchObject({ rejected: 1, byReason: { ok: 3, null: 4, duplicate: 1 } });
  });
  test('have their row key in the rejects where the input declares one', async () => {
    const rows: readonly Row[] = [[10n, 'a', 1], [20n, 'a', 1]];
    const { rejects } = await run({ ...tableOf(SCHEMA, rows), schema: markRowKey(SCHEMA, 'id') }, { columns: ['name'], nulls: 'distinct' });
    expect(rejects).toEqual([[2n, 20n, 'name', 'DUPLICATE']]);
  });
});

const value = fc.constantFrom('a', 'b', 'é', '', 'ab');
const row = fc.tuple(fc.option(fc.bigInt({ min: 0n, max: 3n })), fc.option(value), fc.option(fc.constantFrom(0, -0, 1, NaN)));

describe('laws', () => {
  test('a naive program says the same, wherever the batches are cut, with texts plain or as codes', async () => {
    await fc.assert(fc.asyncProperty(fc.array(row, { maxLength: 40 }), fc.array(fc.nat(40), { maxLength: 4 }), fc.subarray(['id', 'name', 'x'], { minLength: 1 }), fc.constantFrom('distinct', 'equal'), fc.boolean(), async (rows, cuts, names, nulls, isCoded) => {
      const expected = naive(rows, names.map((name) => Object.keys(COLUMNS).indexOf(name)), nulls);
      const found = await run(tableOf(isCoded ? CODED : SCHEMA, rows, cuts), { columns: names, nulls });
      expect(found.rows).toEqual(expected.kept);
      expect(found.rejects).toEqual(expected.dropped.map((number) => [number, names[0], 'DUPLICATE']));
    }), { numRuns: 150 });
  });

  test('applying it twice drops nothing more', async () => {
    await fc.assert(fc.asyncProperty(fc.array(row, { maxLength: 30 }), async (rows) => {
      const once = await run(tableOf(SCHEMA, rows), {});
      const twice = await run(tableOf(SCHEMA, once.rows), {});
      expect([twice.rows, twice.rejects]).toEqual([once.rows, []]);
    }), { numRuns: 50 });
  });

  test('spilling gives what memory gives, from whatever batch on', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 2000 }), fc.array(fc.nat(3000), { maxLength: 6 }), fc.constantFrom('distinct', 'equal'), fc.integer({ min: 2, max: 400_000 }), async (kinds, cuts, nulls, maxMemoryBytes) => {
      const rows: Row[] = Array.from({ length: 3000 }, (_, index) => [index % 7 === 0 ? null : BigInt((index * 7919) % kinds), index % 3 === 0 ? null : 'x', 1]);
      const options = { columns: ['id', 'name'], nulls } as const;
      const inMemory = await run(tableOf(SCHEMA, rows, cuts), options);
      const spill = memorySpill();
      const spilled = await run(tableOf(SCHEMA, rows, cuts), options, { spill, maxMemoryBytes });
      expect(spilled).toEqual(inMemory);
      expect(spill.streams.size).toBe(0);
    }), { numRuns: 25 });
  });
});

describe('memory', () => {
  const many = (count: number): Dataset => tableOf(schemaOf({ id: COLUMNS.id }), Array.from({ length: count }, (_, index) => [BigInt(index)]), Array.from({ length: count / 1000 }, (_, index) => 1000 * index));
  test('that does not suffice is told when there is no place to spill', async () => {
    await expect(run(many(5000), {}, { spill: null, maxMemoryBytes: 50_000 })).rejects.toThrow('DATA_MEMORY_LIMIT');
  });
  test('spills 24 bytes a row, and no more than once', async () => {
    const spill = memorySpill();
    const { findings } = await run(many(20_000), {}, { spill, maxMemoryBytes: 200_000 });
    expect(findings).toMatchObject({ rows: 20_000, rejected: 0 });
    // Both ports read for themselves.
    expect(spill.written()).toBeLessThanOrEqual(2 * 24 * 20_000);
    expect(spill.written()).toBeGreaterThan(0);
  });
  test('spilling reads the source a second time, which a source read once refuses', async () => {
    const batches = await collect(many(5000));
    const source = once(schemaOf({ id: COLUMNS.id }), batches);
    const ports = dropDuplicates({}).connect({ rows: source }, { fold: { spill: memorySpill(), maxMemoryBytes: 50_000 } });
    await expect(collect(ports['rows']!)).rejects.toThrow('DATA_READ_TWICE');
  });
});

test('empty batches and empty tables are legal', async () => {
  expect(await run(tableOf(SCHEMA, [], [0, 0]), {})).toMatchObject({ rows: [], rejects: [], findings: { rows: 0, rejected: 0 } });
});

test('a reader that stops early closes the source, before and after the spill', async () => {
  for (const maxMemoryBytes of [2 ** 31, 1]) {
    let closed = 0;
    const inner = tableOf(SCHEMA, ROWS, [2, 4, 6]);
    const source: Dataset = { schema: SCHEMA, async *open(signal) { try { yield* inner.open(signal); } finally { closed++; } } };
    const reader = dropDuplicates({}).connect({ rows: source }, { fold: { spill: memorySpill(), maxMemoryBytes } })['rows']!.open()[Symbol.asyncIterator]();
    await reader.next();
    await reader.next();
    await reader.return?.();
    expect(closed).toBe(maxMemoryBytes === 1 ? 2 : 1);
  }
});

test('the options and the columns are checked before any row', () => {
  const codes = (attempt: () => unknown): string[] => {
    try {
      attempt();
    } catch (error) {
      if (error instanceof PlanError) return error.problems.map(({ code, path }) => `${code} ${path}`);
    }
    return [];
  };
  expect(codes(() => dropDuplicates({ columns: ['id'] }))).toEqual(['PLAN_OUT_OF_RANGE nulls']);
  expect(codes(() => dropDuplicates({ nulls: 'equal' }))).toEqual(['PLAN_OUT_OF_RANGE nulls']);
  expect(codes(() => dropDuplicates({ columns: [], nulls: 'equal' }))).toEqual(['PLAN_OUT_OF_RANGE columns']);
  expect(codes(() => dropDuplicates({ columns: ['id', 'nme'], nulls: 'equal' }).outputSchemas({ rows: SCHEMA }))).toEqual(['PLAN_UNKNOWN_COLUMN columns[1]']);
});
