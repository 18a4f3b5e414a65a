import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DataType } from 'apache-arrow';
import { makeField, makeSchema } from '../../src/core/arrow.ts';
import { fromAsyncIterable, type Dataset } from '../../src/core/dataset.ts';
import { PlanError } from '../../src/core/errors.ts';
import { cellTableOf, METADATA, roleOf } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, pipe, type Findings, type Operator } from '../../src/core/operator.ts';
import { castColumn, filter, lookUp, rename, sort, union, type LookUpOptions, type Predicate, type SortColumn } from '../../src/shape/index.ts';
import { memorySpill, rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const STAYS = schemaOf({
  hospital: { type: 'utf8', role: 'attribute' },
  age: { type: 'int32', role: 'quasiIdentifier' },
  cost: { type: 'decimal(12,2)', role: 'measure' },
  admitted: { type: 'date', role: 'quasiIdentifier' },
  urgent: { type: 'bool', role: 'attribute' },
});
const ROWS: readonly Row[] = [
  ['A', 17, 1250n, 19_000, true],
  ['B', 18, 99n, 19_001, false],
  [null, 65, null, null, null],
  ['A', null, -500n, 19_365, true],
];

function problemsOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof PlanError) return error.problems.map(({ code, path }) => `${code} ${path}`);
    throw error;
  }
  return [];
}

async function findingsOf(operator: Operator, dataset = tableOf(STAYS, ROWS)): Promise<Findings> {
  const all: Findings[] = [];
  await rowsOf(applyOperator(dataset, operator, { fold: IN_MEMORY, onFindings: (findings) => all.push(findings) }).rows);
  return all.at(-1)!;
}

describe('rename', () => {
  test('changes names only, and names may be exchanged', async () => {
    const dataset = pipe(tableOf(STAYS, ROWS, [1, 1, 3]), rename({ columns: { hospital: 'age', age: 'hospital' } }));
    expect(dataset.schema.names).toEqual(['age', 'hospital', 'cost', 'admitted', 'urgent']);
    expect(dataset.schema.fields.map(roleOf)).toEqual(STAYS.fields.map(roleOf));
    expect(await rowsOf(dataset)).toEqual(ROWS);
  });
  test('unknown and doubled names are problems, all at once', () => {
    expect(problemsOf(() => rename({ columns: { hopital: 'x', ages: 'y' } }).outputSchema(STAYS))).toEqual(['PLAN_UNKNOWN_COLUMN columns.hopital', 'PLAN_UNKNOWN_COLUMN columns.ages']);
    expect(problemsOf(() => rename({ columns: { hospital: 'age' } }).outputSchema(STAYS))).toEqual(['PLAN_COLUMN_EXISTS columns.age']);
    expect(problemsOf(() => rename({ columns: { hospital: '' } }))).toEqual(['PLAN_OUT_OF_RANGE columns.hospital']);
  });
  test('a table of cells keeps knowing its dimensions, counts and markers', () => {
    const cells = { dimensions: ['region', 'sex'], margins: ['region'], rowCount: 'stays', entityCount: 'persons', protection: null };
    const schema = makeSchema(schemaOf({
      region: { type: 'utf8', role: 'attribute' }, sex: { type: 'utf8', role: 'attribute' }, regionTotal: { type: 'bool', role: 'attribute' },
      stays: { type: 'int64', role: 'cell' }, persons: { type: 'int64', role: 'cell' },
    }).fields, new Map([[METADATA.table, JSON.stringify(cells)]]));
    const renamed = rename({ columns: { region: 'area', stays: 'n' } }).outputSchema(schema);
    expect(renamed.names).toEqual(['area', 'sex', 'areaTotal', 'n', 'persons']);
    expect(cellTableOf(renamed)).toEqual({ ...cells, dimensions: ['area', 'sex'], margins: ['area'], rowCount: 'n' });
    expect(problemsOf(() => rename({ columns: { regionTotal: 'x' } }).outputSchema(schema))).toEqual(['PLAN_COLUMN_ROLE columns.regionTotal']);
  });
});

describe('filter', () => {
  test.each<[string, Predicate, number[]]>([
    ['equals on text', { column: 'hospital', equals: 'A' }, [0, 3]],
    ['equals on a number', { column: 'age', equals: 18 }, [1]],
    ['equals on a decimal, as text or number', { any: [{ column: 'cost', equals: '0.99' }, { column: 'cost', equals: 12.5 }] }, [0, 1]],
    ['equals on a date', { column: 'admitted', equals: '2022-01-08' }, [0]],
    ['equals on a truth value', { column: 'urgent', equals: true }, [0, 3]],
    ['in', { column: 'hospital', in: ['B', 'C'] }, [1]],
    ['range with both bounds included', { column: 'age', range: { min: 17, max: 18 } }, [0, 1]],
    ['range open below', { column: 'cost', range: { max: 0 } }, [3]],
    ['range of texts by bytes', { column: 'hospital', range: { min: 'B' } }, [1]],
    ['isNull', { column: 'age', isNull: true }, [3]],
    ['all', { all: [{ column: 'hospital', equals: 'A' }, { column: 'age', isNull: false }] }, [0]],
    ['not of a comparison holds for a null', { not: { column: 'hospital', equals: 'A' } }, [1, 2]],
  ])('%s', async (_title, where, kept) => {
    for (const coded of [[], ['hospital']]) {
      const schema = schemaOf({
        hospital: { type: 'utf8', role: 'attribute' }, age: { type: 'int32', role: 'quasiIdentifier' }, cost: { type: 'decimal(12,2)', role: 'measure' },
        admitted: { type: 'date', role: 'quasiIdentifier' }, urgent: { type: 'bool', role: 'attribute' },
      }, coded);
      expect(await rowsOf(pipe(tableOf(schema, ROWS, [1, 2]), filter({ where })))).toEqual(kept.map((row) => ROWS[row]));
    }
  });

  test('keeps what a naive reading of the condition keeps, however batches are cut', async () => {
    const schema = schemaOf({ text: { type: 'utf8', role: 'attribute' }, number: { type: 'int64', role: 'measure' }, real: { type: 'float64', role: 'measure' } });
    const words = ['', 'a', 'ab', 'b', 'é', 'abcdefgh', 'abcdefghi'];
    const row = fc.tuple(fc.option(fc.constantFrom(...words)), fc.option(fc.bigInt({ min: -3n, max: 3n })), fc.option(fc.constantFrom(-1.5, 0, -0, 2, NaN, Infinity)));
    const leaf: fc.Arbitrary<Predicate> = fc.oneof(
      fc.record({ column: fc.constant('text'), equals: fc.constantFrom(...words) }),
      fc.record({ column: fc.constant('text'), in: fc.uniqueArray(fc.constantFrom(...words), { minLength: 1 }) }),
      fc.record({ column: fc.constant('text'), range: fc.record({ min: fc.constantFrom(...words), max: fc.constantFrom(...words) }) }),
      fc.record({ column: fc.constant('number'), in: fc.uniqueArray(fc.integer({ min: -3, max: 3 }), { minLength: 1 }) }),
      fc.record({ column: fc.constant('number'), range: fc.record({ min: fc.integer({ min: -3, max: 3 }) }) }),
      fc.record({ column: fc.constant('real'), range: fc.record({ min: fc.constantFrom(-2, 0), max: fc.constantFrom(0, 3) }) }),
      fc.record({ column: fc.constant('real'), equals: fc.constantFrom(-1.5, 0) }),
      fc.record({ column: fc.constantFrom('text', 'number', 'real'), isNull: fc.boolean() }),
    );
    const condition = fc.letrec<{ node: Predicate }>((tie) => ({
      node: fc.oneof({ maxDepth: 3 }, leaf, fc.record({ not: tie('node') }), fc.record({ all: fc.array(tie('node'), { minLength: 1, maxLength: 3 }) }), fc.record({ any: fc.array(tie('node'), { minLength: 1, maxLength: 3 }) })),
    })).node;
    await fc.assert(fc.asyncProperty(fc.array(row, { maxLength: 12 }), condition, fc.array(fc.nat(12), { maxLength: 3 }), async (rows, where, cuts) => {
      const kept = await rowsOf(pipe(tableOf(schema, rows, cuts), filter({ where })));
      expect(kept).toEqual(rows.filter((values) => holds(where, { text: values[0], number: values[1], real: values[2] })));
    }), { numRuns: 150 });
  });

  test('every value that does not fit its column is a problem, with its path', () => {
    const where: Predicate = { all: [{ column: 'age', equals: '18' }, { column: 'admitted', range: { min: '2024-13-01', max: 5 } }, { not: { column: 'cost', in: [1.5, '0.001'] } }, { column: 'ages', isNull: true }] };
    expect(problemsOf(() => filter({ where }).outputSchema(STAYS))).toEqual([
      'PLAN_TYPE where.all[0].equals', 'PLAN_TYPE where.all[1].range.min', 'PLAN_TYPE where.all[1].range.max', 'PLAN_TYPE where.all[2].not.in[1]', 'PLAN_UNKNOWN_COLUMN where.all[3].column',
    ]);
  });

  test('an expression is no condition', () => {
    expect(problemsOf(() => filter({ where: { column: 'age', above: 3 } as unknown as Predicate })).length).toBeGreaterThan(0);
    expect(problemsOf(() => filter({ where: 'age > 3' as unknown as Predicate }))).toEqual(['PLAN_TYPE where']);
  });

  test('tells rows in and rows kept', async () => {
    expect(await findingsOf(filter({ where: { column: 'hospital', equals: 'A' } }))).toEqual({ rowsIn: 4, rowsKept: 2 });
  });
});

/** The meaning of a condition, written apart from the operator. */
function holds(where: Predicate, row: Readonly<Record<string, unknown>>): boolean {
  if ('not' in where) return !holds(where.not, row);
  if ('all' in where) return where.all.every((part) => holds(part, row));
  if ('any' in where) return where.any.some((part) => holds(part, row));
  const value = row[where.column];
  if ('isNull' in where) return (value === null) === where.isNull;
  if ('compare' in where) throw new TypeError('conditions on two columns have tests of their own');
  if (value === null) return false;
  const order = (other: unknown): number => {
    if (typeof value === 'string') return Buffer.compare(Buffer.from(value), Buffer.from(other as string));
    return Number(value) - Number(other);
  };
  if ('equals' in where) return order(where.equals) === 0;
  if ('in' in where) return where.in.some((other) => order(other) === 0);
  return (where.range.min === undefined || order(where.range.min) >= 0) && (where.range.max === undefined || order(where.range.max) <= 0);
}

describe('lookUp', () => {
  const rows = schemaOf({ commune: { type: 'utf8', role: 'quasiIdentifier' }, year: { type: 'int32', role: 'attribute' }, n: { type: 'int32', role: 'measure' } });
  const reference = schemaOf({ code: { type: 'utf8', role: 'attribute' }, at: { type: 'int32', role: 'attribute' }, region: { type: 'utf8', role: 'attribute' }, people: { type: 'int64', role: 'attribute' } }, ['region']);
  const left = tableOf(rows, [['29019', 2020, 1], ['75056', 2020, 2], [null, 2020, 3], ['29019', 2021, 4]], [1, 1]);
  const right = tableOf(reference, [['75056', 2020, 'IDF', 5n], ['29019', 2020, null, 7n], ['29019', 2021, 'BRE', 9n]], [2]);
  const options: LookUpOptions = { on: { commune: 'code', year: 'at' }, take: { region: 'area', people: 'people' }, unmatched: 'null' };

  test('brings columns by one or several keys; a row without reference gets nulls', async () => {
    const { rows: found } = lookUp(options).connect({ rows: left, reference: right }, { fold: IN_MEMORY });
    expect(await rowsOf(found!)).toEqual([['29019', 2020, 1, null, 7n], ['75056', 2020, 2, 'IDF', 5n], [null, 2020, 3, null, null], ['29019', 2021, 4, 'BRE', 9n]]);
    expect(await rowsOf(found!)).toHaveLength(4);
    const single = tableOf(reference, [['75056', 0, 'IDF', 5n]]);
    const { rows: bySingle } = lookUp({ on: { commune: 'code' }, take: { people: 'people' }, unmatched: 'null' }).connect({ rows: left, reference: single }, { fold: IN_MEMORY });
    expect((await rowsOf(bySingle!)).map((row) => row[3])).toEqual([null, 5n, null, null]);
  });
  test('unmatched rows can leave by the port rejects, with the reason', async () => {
    const findings: Findings[] = [];
    const operator = lookUp({ ...options, unmatched: 'reject' });
    expect(operator.rejects).toBe(true);
    const ports = operator.connect({ rows: left, reference: tableOf(reference, [['29019', 2021, 'BRE', 9n]]) }, { fold: IN_MEMORY, onFindings: (found) => findings.push(found) });
    expect(await rowsOf(ports['rows']!)).toEqual([['29019', 2021, 4, 'BRE', 9n]]);
    expect(await rowsOf(ports['rejects']!)).toEqual([[1n, 'commune', 'unmatched'], [2n, 'commune', 'unmatched'], [3n, 'commune', 'null']]);
    expect(findings).toEqual([{ rowsIn: 4, unmatched: 3, referenceRows: 1 }]);
  });
  test('an empty reference matches nothing', async () => {
    const { rows: found } = lookUp(options).connect({ rows: left, reference: tableOf(reference, []) }, { fold: IN_MEMORY });
    expect((await rowsOf(found!)).map((row) => row.slice(3))).toEqual([[null, null], [null, null], [null, null], [null, null]]);
  });
  test('a doubled or missing key and a reference that is too large are errors of the data', async () => {
    const run = (referenceRows: readonly Row[], extra: Partial<LookUpOptions> = {}): Promise<unknown> =>
      rowsOf(lookUp({ ...options, ...extra }).connect({ rows: left, reference: tableOf(reference, referenceRows, [1]) }, { fold: IN_MEMORY })['rows']!).catch((error: unknown) => error);
    expect(await run([['1', 1, 'a', 1n], ['2', 1, 'b', 1n], ['1', 1, 'c', 1n]])).toMatchObject({ code: 'DATA_DUPLICATE_KEY', detail: { firstRow: 3 } });
    expect(await run([['1', 1, 'a', 1n], [null, 1, 'b', 1n]])).toMatchObject({ code: 'DATA_NULL', detail: { firstRow: 2 } });
    expect(await run([['1', 1, 'a', 1n], ['2', 1, 'b', 1n]], { maxReferenceRows: 1 })).toMatchObject({ code: 'DATA_MEMORY_LIMIT' });
  });
  test('what is found takes the most restrictive role of its sources', () => {
    const schema = lookUp(options).outputSchemas({ rows, reference })['rows']!;
    expect(schema.fields.slice(3).map(roleOf)).toEqual(['quasiIdentifier', 'quasiIdentifier']);
    expect(schema.fields.slice(3).map(({ nullable }) => nullable)).toEqual([true, true]);
  });
  test('unknown columns, other types and doubled names are problems, all at once', () => {
    const wrong: LookUpOptions = { on: { communes: 'code', year: 'people' }, take: { region: 'n', peoples: 'x' }, unmatched: 'null' };
    expect(problemsOf(() => lookUp(wrong).outputSchemas({ rows, reference }))).toEqual(['PLAN_UNKNOWN_COLUMN on.communes', 'PLAN_COLUMN_TYPE on.year', 'PLAN_COLUMN_EXISTS take.region', 'PLAN_UNKNOWN_COLUMN take.peoples']);
    expect(problemsOf(() => lookUp({ ...options, take: {} }))).toEqual(['PLAN_OUT_OF_RANGE take']);
  });
  test('finds what a Map finds, whatever the cuts', async () => {
    const pair = fc.tuple(fc.constantFrom('', 'a', 'aa', 'ab'), fc.integer({ min: -1, max: 1 }));
    await fc.assert(fc.asyncProperty(fc.array(pair, { maxLength: 15 }), fc.uniqueArray(pair, { selector: String }), fc.array(fc.nat(15), { maxLength: 3 }), async (wanted, known, cuts) => {
      const table = new Map(known.map((entry, index) => [String(entry), BigInt(index)]));
      const ports = lookUp({ ...options, take: { people: 'people' } }).connect({
        rows: tableOf(rows, wanted.map(([text, year]) => [text, year, 0]), cuts), reference: tableOf(reference, known.map(([text, year], index) => [text, year, 'r', BigInt(index)])),
      }, { fold: IN_MEMORY });
      expect((await rowsOf(ports['rows']!)).map((row) => row[3])).toEqual(wanted.map((entry) => table.get(String(entry)) ?? null));
    }), { numRuns: 60 });
  });
});

describe('union', () => {
  const one = schemaOf({ id: { type: 'utf8', role: 'attribute', nullable: false }, n: { type: 'int32', role: 'measure' } }, ['id']);
  const two = schemaOf({ n: { type: 'int32', role: 'sensitive' }, id: { type: 'utf8', role: 'entity', identifier: 'nir' } });

  test('puts tables end to end by column name; roles take the most restrictive', async () => {
    const { rows } = union().connect({ rows: tableOf(one, [['a', 1], ['b', 2]]), second: tableOf(two, [[3, 'c'], [null, null]]) }, { fold: IN_MEMORY });
    expect(await rowsOf(rows!)).toEqual([['a', 1], ['b', 2], ['c', 3], [null, null]]);
    expect(rows!.schema.fields.map(roleOf)).toEqual(['entity', 'sensitive']);
    expect(rows!.schema.fields.map(({ nullable }) => nullable)).toEqual([true, true]);
    expect(rows!.schema.fields[0]!.metadata.get(METADATA.identifier)).toBe('nir');
  });
  test('dictionaries of several tables stay apart', async () => {
    const { rows } = union().connect({ rows: tableOf(one, [['a', 1]]), other: tableOf(one, [['b', 1], ['a', 1]]) }, { fold: IN_MEMORY });
    expect(await rowsOf(rows!)).toEqual([['a', 1], ['b', 1], ['a', 1]]);
  });
  test('every difference of columns and types is a problem', () => {
    const other = schemaOf({ id: { type: 'int32', role: 'attribute' }, more: { type: 'int32', role: 'attribute' } });
    expect(problemsOf(() => union().outputSchemas({ rows: one, other }))).toEqual(['PLAN_SCHEMA_MISMATCH other', 'PLAN_SCHEMA_MISMATCH other', 'PLAN_SCHEMA_MISMATCH other']);
    const cells = makeSchema(one.fields, new Map([[METADATA.table, JSON.stringify({ dimensions: ['id'], margins: [], rowCount: 'n', entityCount: null, protection: null })]]));
    expect(problemsOf(() => union().outputSchemas({ rows: cells, other: cells }))).toHaveLength(2);
  });
});

describe('sort', () => {
  const schema = schemaOf({
    text: { type: 'utf8', role: 'attribute' }, real: { type: 'float64', role: 'measure' }, big: { type: 'int64', role: 'measure' }, money: { type: 'decimal(38,2)', role: 'measure' },
    flag: { type: 'bool', role: 'attribute' }, day: { type: 'date', role: 'attribute' }, code: { type: 'binary(2)', role: 'attribute' }, number: { type: 'int32', role: 'attribute' },
  }, ['text']);
  const row = fc.tuple(
    fc.option(fc.constantFrom('', 'a', 'abcdefg', 'abcdefh', 'é', 'z')), fc.option(fc.constantFrom(-Infinity, -1, -0, 0, 2.5, Infinity, NaN)),
    fc.option(fc.constantFrom(-(2n ** 63n), -1n, 0n, 1n, 2n, 2n ** 62n)), fc.option(fc.constantFrom(-(10n ** 37n), -1n, 0n, 1n, 2n ** 64n, 10n ** 37n)),
    fc.option(fc.boolean()), fc.option(fc.integer({ min: -2, max: 2 })), fc.option(fc.constantFrom('0000', '00ff', 'ff00')), fc.integer({ min: 0, max: 3 }),
  );
  const by = fc.array(fc.record({ column: fc.constantFrom(...schema.names as string[]), direction: fc.constantFrom('ascending' as const, 'descending' as const), nulls: fc.constantFrom('first' as const, 'last' as const) }), { minLength: 1, maxLength: 3 });

  test('sorts as a stable sort of plain values does, in memory or by merging runs', async () => {
    await fc.assert(fc.asyncProperty(fc.array(row, { maxLength: 25 }), by, fc.array(fc.nat(25), { maxLength: 5 }), fc.boolean(), async (rows, order, cuts, spills) => {
      const expected = rows.map((values, index) => ({ values, index })).sort((a, b) => naive(order, a.values, b.values) || a.index - b.index).map(({ values }) => [...values]);
      const spill = memorySpill(97);
      const context = { fold: spills ? { spill, maxMemoryBytes: 900 } : IN_MEMORY };
      const sorted = applyOperator(tableOf(schema, rows, cuts), sort({ by: order }), context).rows;
      expect(await rowsOf(sorted)).toEqual(expected);
      expect(await rowsOf(sorted)).toEqual(expected);
    }), { numRuns: 120 });
  });

  test('spills when it must, and merges long runs of more than one frame', async () => {
    const spill = memorySpill(5000);
    const small = schemaOf({ n: { type: 'int32', role: 'attribute' }, text: { type: 'utf8', role: 'attribute' } });
    const rows = Array.from({ length: 30_000 }, (_, index): Row => [(index * 7919) % 10_007, `t${index % 13}`]);
    const findings: Findings[] = [];
    const context = { fold: { spill, maxMemoryBytes: 400_000 }, onFindings: (found: Findings) => findings.push(found) };
    const sorted = await rowsOf(applyOperator(tableOf(small, rows, Array.from({ length: 29 }, (_, index) => 1000 * (index + 1))), sort({ by: [{ column: 'n' }] }), context).rows);
    const expected = rows.map((values, index) => ({ values, index })).sort((a, b) => (a.values[0] as number) - (b.values[0] as number) || a.index - b.index).map(({ values }) => values);
    expect(sorted).toEqual(expected);
    expect(findings).toEqual([{ rows: 30_000 }]);
    expect(spill.streams.size).toBeGreaterThan(1);
  });

  test('merging partial states in either order gives the same rows', async () => {
    const operator = sort({ by: [{ column: 'number' }] });
    const fold = operator.fold(schema);
    const parts = [[['a', 1, 1n, 1n, true, 1, '0000', 2], ['b', 1, 1n, 1n, true, 1, '0000', 1]], [['c', 1, 1n, 1n, true, 1, '0000', 1]]] as const;
    const state = async (index: number, firstRow: number): Promise<ReturnType<typeof fold.init>> => {
      const made = fold.init(IN_MEMORY);
      for await (const batch of tableOf(schema, parts[index]!).open()) await fold.add(made, batch, firstRow);
      return made;
    };
    const finish = async (merged: ReturnType<typeof fold.init>): Promise<Value[]> => {
      const measured = await fold.finish(merged);
      const output = operator.outputSchema(schema);
      return (await rowsOf(fromAsyncIterable(output, async function* () { yield* operator.table(measured, output); }))).map(([text]) => text!);
    };
    expect(await finish(fold.merge(await state(0, 0), await state(1, 2)))).toEqual(['b', 'c', 'a']);
    expect(await finish(fold.merge(await state(1, 2), await state(0, 0)))).toEqual(['b', 'c', 'a']);
  });

  test('unknown columns are problems; text becomes plain', () => {
    expect(problemsOf(() => sort({ by: [{ column: 'x' }, { column: 'y' }] }).outputSchema(schema))).toEqual(['PLAN_UNKNOWN_COLUMN by[0].column', 'PLAN_UNKNOWN_COLUMN by[1].column']);
    expect(String(sort({ by: [{ column: 'text' }] }).outputSchema(schema).fields[0]!.type)).toBe('Utf8');
    expect(problemsOf(() => sort({ by: [{ column: 'x', order: 'up' } as unknown as SortColumn] }))).toEqual(['PLAN_UNKNOWN_OPTION by[0].order']);
  });
});

/** Reads one batch and stops, as a `break` does. */
async function readOne(dataset: Dataset): Promise<void> {
  const batches = dataset.open()[Symbol.asyncIterator]();
  await batches.next();
  await batches.return?.();
}

describe('streams', () => {
  const rows = Array.from({ length: 40 }, (_, index): Row => [index % 3 === 0 ? null : `h${index % 7}`, index, BigInt(index), 19_000 + index, index % 2 === 0]);
  const reference = schemaOf({ code: { type: 'utf8', role: 'attribute' }, region: { type: 'utf8', role: 'attribute' } });
  const cuts = [10, 20, 30];

  /** A source that tells how often it was opened and closed, and may fail before a batch. */
  function watched(failsAt = Infinity): { source: Dataset; opened: () => number; closed: () => number } {
    let opened = 0;
    let closed = 0;
    const inner = tableOf(STAYS, rows, cuts);
    const source = fromAsyncIterable(STAYS, async function* (signal) {
      opened++;
      let batches = 0;
      try {
        for await (const batch of inner.open(signal)) {
          if (batches++ === failsAt) throw new Error('the disk is gone');
          yield batch;
        }
      } finally {
        closed++;
      }
    });
    return { source, opened: () => opened, closed: () => closed };
  }

  const operators: readonly (readonly [string, () => Operator])[] = [
    ['rename', () => rename({ columns: { age: 'years' } })],
    ['castColumn', () => castColumn({ column: 'age', to: 'utf8', onInvalid: 'error' })],
    ['filter', () => filter({ where: { column: 'urgent', equals: true } })],
    ['sort', () => sort({ by: [{ column: 'age', direction: 'descending' }] })],
  ];
  const ports: readonly (readonly [string, (source: Dataset) => Dataset])[] = [
    ...operators.map(([name, operator]) => [name, (source: Dataset) => applyOperator(source, operator(), { fold: IN_MEMORY, onFindings: () => undefined }).rows] as const),
    ['union', (source) => union().connect({ rows: source, more: source }, { fold: IN_MEMORY })['rows']!],
    ['lookUp', (source) => lookUp({ on: { hospital: 'code' }, take: { region: 'region' }, unmatched: 'null' }).connect({ rows: source, reference: tableOf(reference, [['h1', 'BRE']]) }, { fold: IN_MEMORY })['rows']!],
  ];

  test.each(ports)('%s closes its source when the reader stops early', async (_name, make) => {
    const { source, opened, closed } = watched();
    await readOne(make(source));
    expect(opened()).toBeGreaterThan(0);
    expect(closed()).toBe(opened());
  });

  test.each(ports)('%s passes a failure of its source on and closes it', async (_name, make) => {
    const { source, opened, closed } = watched(2);
    await expect(rowsOf(make(source))).rejects.toThrow('the disk is gone');
    expect(closed()).toBe(opened());
  });

  test.each(ports)('%s stops when it is told to', async (_name, make) => {
    const abort = new AbortController();
    const { source, opened, closed } = watched();
    const read = async (): Promise<void> => {
      for await (const _batch of make(source).open(abort.signal)) abort.abort();
    };
    abort.abort();
    await expect(read()).rejects.toThrow();
    expect(closed()).toBe(opened());
  });

  test.each(ports)('%s takes a table without rows, and batches without rows', async (_name, make) => {
    expect(await rowsOf(make(tableOf(STAYS, [])))).toEqual([]);
    expect(await rowsOf(make(tableOf(STAYS, [], [0, 0])))).toEqual([]);
    const once = await rowsOf(make(tableOf(STAYS, rows)));
    expect(await rowsOf(make(tableOf(STAYS, rows, [0, 5, 5, 40])))).toEqual(once);
  });

  test.each(ports)('%s can be read twice, and at the same time', async (_name, make) => {
    const made = make(tableOf(STAYS, rows, cuts));
    const [one, two] = await Promise.all([rowsOf(made), rowsOf(made)]);
    expect(two).toEqual(one);
    expect(await rowsOf(made)).toEqual(one);
  });

  test('a reference that failed once is read again', async () => {
    let attempts = 0;
    const table = tableOf(reference, [['h1', 'BRE']]);
    const flaky = fromAsyncIterable(reference, (signal) => {
      if (++attempts === 1) throw new Error('not yet');
      return table.open(signal);
    });
    const found = lookUp({ on: { hospital: 'code' }, take: { region: 'region' }, unmatched: 'null' }).connect({ rows: tableOf(STAYS, rows.slice(0, 2)), reference: flaky }, { fold: IN_MEMORY })['rows']!;
    await expect(rowsOf(found)).rejects.toThrow('not yet');
    expect((await rowsOf(found)).map((row) => row.at(-1))).toEqual([null, 'BRE']);
    expect(attempts).toBe(2);
  });

  test('sorting with a spill store leaves the store as the source of later readings', async () => {
    const spill = memorySpill(64);
    const sorted = applyOperator(tableOf(STAYS, rows, cuts), sort({ by: [{ column: 'hospital', nulls: 'first' }, { column: 'age', direction: 'descending' }] }), { fold: { spill, maxMemoryBytes: 2000 } }).rows;
    await readOne(sorted);
    expect((await rowsOf(sorted)).map((row) => row[0])).toEqual(rows.map(([hospital]) => hospital!).sort((a, b) => (a === b ? 0 : a === null ? -1 : b === null ? 1 : a < b ? -1 : 1)));
    expect(spill.streams.size).toBeGreaterThan(1);
  });
});

describe('roles and metadata', () => {
  test('shaping never makes a column less restricted than it was', () => {
    const schema = schemaOf({ nir: { type: 'utf8', role: 'directIdentifier', identifier: 'nir' }, code: { type: 'utf8', role: 'pseudonym' }, age: { type: 'int32', role: 'quasiIdentifier' } });
    const after = [
      rename({ columns: { nir: 'x' } }).outputSchema(schema), castColumn({ column: 'age', to: 'utf8', onInvalid: 'null' }).outputSchema(schema), filter({ where: { column: 'age', isNull: true } }).outputSchema(schema),
      sort({ by: [{ column: 'age' }] }).outputSchema(schema), union().outputSchemas({ rows: schema, more: schema })['rows']!,
    ];
    for (const output of after) {
      expect(output.fields.map(roleOf)).toEqual(['directIdentifier', 'pseudonym', 'quasiIdentifier']);
      expect(output.fields[0]!.metadata.get(METADATA.identifier)).toBe('nir');
    }
  });
  test('what a direct identifier finds is as close to the person as the identifier', () => {
    const people = schemaOf({ nir: { type: 'utf8', role: 'directIdentifier' } });
    const table = schemaOf({ nir: { type: 'utf8', role: 'directIdentifier' }, region: { type: 'utf8', role: 'attribute' } });
    const found = lookUp({ on: { nir: 'nir' }, take: { region: 'region' }, unmatched: 'null' }).outputSchemas({ rows: people, reference: table })['rows']!;
    expect(roleOf(found.fields[1]!)).toBe('directIdentifier');
  });
  test('a column without a role counts as a direct identifier', () => {
    const bare = makeSchema([makeField('x', schemaOf({ x: { type: 'utf8', role: 'attribute' } }).fields[0]!.type as DataType, true)]);
    expect(roleOf(union().outputSchemas({ rows: bare, more: schemaOf({ x: { type: 'utf8', role: 'attribute' } }) })['rows']!.fields[0]!)).toBe('directIdentifier');
  });
});

function naive(order: readonly SortColumn[], left: readonly unknown[], right: readonly unknown[]): number {
  const names = ['text', 'real', 'big', 'money', 'flag', 'day', 'code', 'number'];
  for (const { column, direction, nulls } of order) {
    const [a, b] = [left[names.indexOf(column)], right[names.indexOf(column)]];
    if (a === null && b === null) continue;
    if (a === null || b === null) return (a === null ? 1 : -1) * (nulls === 'first' ? -1 : 1);
    let difference: number;
    if (typeof a === 'string') difference = Buffer.compare(Buffer.from(a), Buffer.from(b as string));
    else if (Number.isNaN(a) || Number.isNaN(b)) difference = Number(Number.isNaN(a)) - Number(Number.isNaN(b));
    else difference = (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
    if (difference !== 0) return direction === 'descending' ? -difference : difference;
  }
  return 0;
}
