import type { RecordBatch } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { aggregate, type AggregateOptions } from '../../src/aggregate/index.ts';
import { makeSchema } from '../../src/core/arrow.ts';
import type { ColumnType } from '../../src/core/column-type.ts';
import { collect, fromAsyncIterable, fromBatches } from '../../src/core/dataset.ts';
import { DataError, PlanError } from '../../src/core/errors.ts';
import { cellTableOf, METADATA, roleOf, statisticOf } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, pipe, type Findings } from '../../src/core/operator.ts';
import { memorySpill, rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const SCHEMA = schemaOf({
  person: { type: 'utf8', role: 'entity' },
  hospital: { type: 'utf8', role: 'attribute' },
  sex: { type: 'utf8', role: 'quasiIdentifier' },
  nights: { type: 'int32', role: 'measure' },
  cost: { type: 'decimal(9,2)', role: 'measure' },
  weight: { type: 'float64', role: 'measure' },
  admitted: { type: 'date', role: 'quasiIdentifier' },
}, ['sex']);
const ROWS: readonly Row[] = [
  ['p', 'B', 'F', 3, 1000n, 0.1, 10],
  ['p', 'B', 'F', 2, 250n, 0.2, 11],
  ['q', 'B', 'M', null, -500n, 0.3, 12],
  ['p', 'A', 'F', 1, null, NaN, null],
  ['r', 'A', null, 0, 0n, null, 9],
  ['p', 'B', null, 5, 100n, Infinity, 10],
];

async function cellsOf(options: AggregateOptions, rows: readonly Row[] = ROWS, cuts: readonly number[] = [2, 2]): Promise<Value[][]> {
  return rowsOf(pipe(tableOf(SCHEMA, rows, cuts), aggregate(options)));
}

function problemsOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof PlanError) return error.problems.map(({ code, path }) => `${code} ${path}`);
    throw error;
  }
  return [];
}

describe('aggregate', () => {
  test('counts rows and entities by combination; rows leave in the order of their values, null last', async () => {
    expect(await cellsOf({ dimensions: ['hospital', 'sex'], statistics: [{ kind: 'rows', into: 'stays' }, { kind: 'entities', into: 'persons' }], entity: 'person' })).toEqual([
      ['A', 'F', 1n, 1n], ['A', null, 1n, 1n], ['B', 'F', 2n, 1n], ['B', 'M', 1n, 1n], ['B', null, 1n, 1n],
    ]);
  });

  test('margins unite entities and say where a null is a total', async () => {
    const cells = await cellsOf({ dimensions: ['hospital', 'sex'], margins: ['sex', 'hospital'], statistics: [], entity: 'person' });
    expect(cells).toEqual([
      // hospital, sex, hospitalTotal, sexTotal, rows, entities
      ['A', 'F', false, false, 1n, 1n], ['A', null, false, false, 1n, 1n], ['A', null, false, true, 2n, 2n],
      ['B', 'F', false, false, 2n, 1n], ['B', 'M', false, false, 1n, 1n], ['B', null, false, false, 1n, 1n], ['B', null, false, true, 4n, 2n],
      [null, 'F', true, false, 3n, 1n], [null, 'M', true, false, 1n, 1n], [null, null, true, false, 2n, 2n], [null, null, true, true, 6n, 3n],
    ]);
  });

  test('sums are exact and keep their kind; a statistic of no value is null', async () => {
    const [a, b] = await cellsOf({ dimensions: ['hospital'], entity: null, statistics: [
      { kind: 'sum', of: 'nights' }, { kind: 'sum', of: 'cost' }, { kind: 'mean', of: 'cost' }, { kind: 'mean', of: 'nights' }, { kind: 'min', of: 'admitted' }, { kind: 'max', of: 'cost' }, { kind: 'rows', of: 'admitted', into: 'dated' },
    ] });
    // hospital, rows, nightsSum, nightsContributors, costSum, costContributors, costMean, costRows, nightsMean, nightsRows, admittedMin, costMax, dated
    expect(a).toEqual(['A', 2n, 1n, 2n, 0n, 1n, 0, 1n, 0.5, 2n, 9, 0n, 1n]);
    expect(b).toEqual(['B', 4n, 10n, 3n, 850n, 4n, 2.125, 4n, 10 / 3, 3n, 10, 1000n, 4n]);
    expect(await cellsOf({ dimensions: ['sex'], entity: null, statistics: [{ kind: 'sum', of: 'nights' }, { kind: 'min', of: 'nights' }, { kind: 'largestShare', of: 'nights' }] }, ROWS.slice(2, 3))).toEqual([['M', 1n, null, 0n, null, null]]);
  });

  test('NaN and infinities in sums, means and extremes', async () => {
    const cells = await cellsOf({ dimensions: ['hospital'], entity: null, statistics: [{ kind: 'sum', of: 'weight' }, { kind: 'mean', of: 'weight' }, { kind: 'min', of: 'weight' }, { kind: 'max', of: 'weight' }, { kind: 'largestShare', of: 'weight' }] });
    expect(cells[0]!.slice(2)).toEqual([NaN, 1n, NaN, 1n, NaN, NaN, NaN]);
    expect(cells[1]!.slice(2)).toEqual([Infinity, 4n, Infinity, 4n, 0.1, Infinity, NaN]);
  });

  test('the largest share is that of an entity, not of a row', async () => {
    const statistics: AggregateOptions['statistics'] = [{ kind: 'largestShare', of: 'cost' }, { kind: 'contributors', of: 'cost' }];
    // In B: p contributes 10 + 2.5 + 1, q 5 in absolute value.
    expect((await cellsOf({ dimensions: ['hospital'], entity: 'person', statistics }))[1]).toEqual(['B', 4n, 2n, 13.5 / 18.5, 2n]);
    expect((await cellsOf({ dimensions: ['hospital'], entity: null, statistics }))[1]).toEqual(['B', 4n, 10 / 18.5, 4n]);
  });

  test('a total of zeros tells every contributor all others: the share is 1', async () => {
    const rows: readonly Row[] = [['p', 'A', 'F', 0, 0n, 0, 0], ['q', 'A', 'F', 0, 0n, -0, 0]];
    const statistics: AggregateOptions['statistics'] = [{ kind: 'largestShare', of: 'nights' }, { kind: 'largestShare', of: 'cost' }, { kind: 'largestShare', of: 'weight' }];
    for (const entity of ['person', null]) expect((await cellsOf({ dimensions: ['hospital'], entity, statistics }, rows))[0]!.slice(-3)).toEqual([1, 1, 1]);
  });

  test('every type can be a dimension', async () => {
    const schema = schemaOf({ a: { type: 'int64', role: 'attribute' }, b: { type: 'bool', role: 'attribute' }, c: { type: 'decimal(5,1)', role: 'attribute' }, d: { type: 'binary(2)', role: 'attribute' }, e: { type: 'float64', role: 'attribute' }, f: { type: 'timestamp', role: 'attribute' } });
    const rows: readonly Row[] = [[5n, true, -1n, 'ff00', NaN, 2n], [-5n, true, -1n, 'ff00', 0, 2n], [5n, true, -1n, 'ff00', NaN, 2n], [5n, false, 3n, '0000', 1, -2n], [null, null, null, null, null, null]];
    const cells = await rowsOf(pipe(tableOf(schema, rows), aggregate({ dimensions: ['e', 'a', 'b', 'c', 'd', 'f'], statistics: [] })));
    expect(cells).toEqual([[0, -5n, true, -1n, 'ff00', 2n, 1n], [1, 5n, false, 3n, '0000', -2n, 1n], [NaN, 5n, true, -1n, 'ff00', 2n, 2n], [null, null, null, null, null, null, 1n]]);
  });

  test('an empty table has no cells', async () => {
    expect(await cellsOf({ dimensions: ['hospital'], margins: ['hospital'], statistics: [{ kind: 'sum', of: 'cost' }], entity: 'person' }, [], [0])).toEqual([]);
  });

  test('a sum that fits neither 64 bits nor 38 digits is an error of the data', async () => {
    const schema = schemaOf({ d: { type: 'utf8', role: 'attribute' }, whole: { type: 'int64', role: 'measure' }, money: { type: 'decimal(38,0)', role: 'measure' } });
    const big: readonly Row[] = [['x', 2n ** 63n - 1n, 10n ** 38n - 1n], ['x', 1n, 1n]];
    const run = (of: string): Promise<unknown> => rowsOf(pipe(tableOf(schema, big), aggregate({ dimensions: ['d'], statistics: [{ kind: 'sum', of }] })));
    await expect(run('whole')).rejects.toMatchObject({ code: 'DATA_OVERFLOW', detail: { column: 'whole' } });
    await expect(run('money')).rejects.toBeInstanceOf(DataError);
    const back: readonly Row[] = [...big, ['x', -1n, -1n]];
    expect(await rowsOf(pipe(tableOf(schema, back), aggregate({ dimensions: ['d'], statistics: [{ kind: 'sum', of: 'whole' }, { kind: 'mean', of: 'money' }] })))).toEqual([['x', 3n, 2n ** 63n - 1n, 3n, 1e38 / 3, 3n, 3n]]);
  });

  test('a row without an entity is refused', async () => {
    const rows: readonly Row[] = [...ROWS, [null, 'A', 'F', 1, 1n, 1, 1]];
    await expect(cellsOf({ dimensions: ['hospital'], statistics: [], entity: 'person' }, rows)).rejects.toMatchObject({ code: 'DATA_NULL', detail: { column: 'person', rowCount: 1, firstRow: 7 } });
  });

  test('the schema says what the columns are', () => {
    const output = aggregate({ dimensions: ['sex', 'hospital'], margins: ['hospital'], entity: 'person', statistics: [{ kind: 'rows', into: 'stays' }, { kind: 'mean', of: 'cost' }, { kind: 'sum', of: 'cost' }, { kind: 'max', of: 'admitted' }] }).outputSchema(SCHEMA);
    expect(output.fields.map(({ name, type, nullable }) => `${name} ${String(type)}${nullable ? '' : '!'}`)).toEqual([
      'sex Utf8', 'hospital Utf8', 'hospitalTotal Bool!', 'entities Int64!', 'stays Int64!', 'costMean Float64', 'costRows Int64!', 'costContributors Int64!', 'costSum Decimal[38e+2]', 'admittedMax Date32<DAY>',
    ]);
    expect(output.fields.map(roleOf)).toEqual(['quasiIdentifier', 'attribute', 'attribute', ...new Array<string>(7).fill('cell')]);
    expect(statisticOf(output.fields[9]!)).toEqual({ kind: 'max', of: 'admitted' });
    expect(cellTableOf(output)).toEqual({ dimensions: ['sex', 'hospital'], margins: ['hospital'], rowCount: 'stays', entityCount: 'entities', protection: null });
  });

  test('a column declared without nulls needs no count of contributors, and its sum is never null', () => {
    const schema = schemaOf({ d: { type: 'utf8', role: 'attribute' }, x: { type: 'int32', role: 'measure', nullable: false } });
    const output = aggregate({ dimensions: ['d'], entity: null, statistics: [{ kind: 'sum', of: 'x' }, { kind: 'mean', of: 'x' }] }).outputSchema(schema);
    expect(output.fields.map(({ name, nullable }) => `${name}${nullable ? '' : '!'}`)).toEqual(['d', 'rows!', 'xSum!', 'xMean!', 'xRows!']);
  });

  test('findings are counts', async () => {
    const all: Findings[] = [];
    await rowsOf(applyOperator(tableOf(SCHEMA, ROWS), aggregate({ dimensions: ['hospital'], margins: ['hospital'], statistics: [], entity: null }), { fold: IN_MEMORY, onFindings: (found) => all.push(found) }).rows);
    expect(all).toEqual([{ rows: 6, cells: 2, marginCells: 1, unit: 'rows' }]);
  });

  test('wrong options are problems, all at once', () => {
    expect(problemsOf(() => aggregate({ dimensions: [], statistics: [{ kind: 'median', of: 'x' }], marges: [] } as unknown as AggregateOptions)).sort()).toEqual([
      'PLAN_OUT_OF_RANGE dimensions', 'PLAN_OUT_OF_RANGE statistics[0].kind', 'PLAN_UNKNOWN_OPTION marges',
    ]);
    const wrong: AggregateOptions = { dimensions: ['hopital', 'sex'], margins: ['hospital'], entity: 'persons', statistics: [{ kind: 'sum', of: 'sex' }, { kind: 'rows', into: 'sex' }, { kind: 'max', of: 'hospital' }] };
    expect(problemsOf(() => aggregate(wrong).outputSchema(SCHEMA)).sort()).toEqual([
      'PLAN_COLUMN_EXISTS statistics[1]', 'PLAN_COLUMN_TYPE statistics[0].of', 'PLAN_COLUMN_TYPE statistics[2].of', 'PLAN_UNKNOWN_COLUMN dimensions[0]', 'PLAN_UNKNOWN_COLUMN entity', 'PLAN_UNKNOWN_COLUMN margins[0]',
    ]);
    expect(problemsOf(() => aggregate({ dimensions: ['sex'], statistics: [] }).outputSchema(SCHEMA))).toEqual(['PLAN_MISSING entity']);
    expect(problemsOf(() => aggregate({ dimensions: ['sex'], statistics: [{ kind: 'entities' }], entity: null }).outputSchema(SCHEMA))).toEqual(['PLAN_MISSING entity']);
    const cells = aggregate({ dimensions: ['sex'], statistics: [], entity: null }).outputSchema(SCHEMA);
    expect(problemsOf(() => aggregate({ dimensions: ['sex'], statistics: [] }).outputSchema(cells))).toEqual(['PLAN_OP_ORDER ']);
    const named = makeSchema([...SCHEMA.fields.slice(0, 3), ...schemaOf({ nir: { type: 'int64', role: 'directIdentifier' } }).fields], new Map([[METADATA.role, 'x']]));
    expect(problemsOf(() => aggregate({ dimensions: ['sex'], statistics: [{ kind: 'max', of: 'nir' }], entity: null }).outputSchema(named))).toEqual(['PLAN_COLUMN_ROLE statistics[0].of']);
  });
});

describe('aggregate beyond memory', () => {
  const rows = Array.from({ length: 20_000 }, (_, index): Row => [`person-${(index * 7919) % 6007}`, 'ABCDE'[index % 5]!, index % 3 === 0 ? null : 'F', index % 11, BigInt((index * 31) % 1000), ((index * 37) % 100) / 7, index % 40]);
  const options: AggregateOptions = {
    dimensions: ['hospital', 'sex', 'admitted'], margins: ['hospital', 'sex'], entity: 'person',
    statistics: [{ kind: 'largestShare', of: 'cost' }, { kind: 'largestShare', of: 'weight' }, { kind: 'contributors', of: 'nights' }, { kind: 'sum', of: 'weight' }],
  };
  const cuts = Array.from({ length: 19 }, (_, index) => 1000 * (index + 1));

  test('pairs of cell and entity go to the spill store and give the same cells', async () => {
    const whole = await rowsOf(pipe(tableOf(SCHEMA, rows), aggregate(options)));
    const spill = memorySpill(777);
    const spilled = await rowsOf(applyOperator(tableOf(SCHEMA, rows, cuts), aggregate(options), { fold: { spill, maxMemoryBytes: 3_000_000 } }).rows);
    expect(spill.written()).toBeGreaterThan(100_000);
    expect(spill.streams.size).toBe(0);
    expect(spilled).toEqual(whole);
  });

  test('states that spilled merge', async () => {
    const operator = aggregate(options);
    const output = operator.outputSchema(SCHEMA);
    const fold = operator.fold(SCHEMA);
    const spill = memorySpill();
    const state = async (from: number, to: number, maxMemoryBytes: number): Promise<ReturnType<typeof fold.init>> => {
      const made = fold.init({ spill, maxMemoryBytes });
      for await (const batch of tableOf(SCHEMA, rows.slice(from, to), [1000, 2500]).open()) await fold.add(made, batch, from);
      return made;
    };
    const merged = fold.merge(await state(0, 6000, 1_500_000), fold.merge(await state(6000, 12_000, 2 ** 31), await state(12_000, 20_000, 1_500_000)));
    expect(spill.streams.size).toBeGreaterThan(64);
    const measured = await fold.finish(merged);
    const found: Value[][] = [];
    for await (const batch of operator.table(measured, output)) found.push(...await rowsOf({ schema: output, async *open() { yield await Promise.resolve(batch); } }));
    expect(found).toEqual(await rowsOf(pipe(tableOf(SCHEMA, rows), operator)));
  });

  test('without a spill store the limit is an error', async () => {
    const { rows: cells } = applyOperator(tableOf(SCHEMA, rows, cuts), aggregate(options), { fold: { spill: null, maxMemoryBytes: 300_000 } });
    await expect(rowsOf(cells)).rejects.toMatchObject({ code: 'DATA_MEMORY_LIMIT' });
  });
});

describe('entities of every type', () => {
  const VALUES: Readonly<Record<string, readonly [Value, Value]>> = {
    utf8: ['p', 'q'], int32: [1, 2], int64: [1n, 2n ** 40n], bool: [true, false], date: [0, 1], timestamp: [0n, 1n], 'decimal(9,2)': [-1n, 1n], 'binary(16)': ['00'.repeat(16), 'ff'.repeat(16)], float64: [0.5, NaN],
  };
  test.each(Object.keys(VALUES))('%s tells persons apart, in memory and beyond', async (type) => {
    const schema = schemaOf({ person: { type: type as ColumnType, role: 'entity' }, d: { type: 'utf8', role: 'attribute' }, x: { type: 'decimal(9,2)', role: 'measure' } });
    const [one, two] = VALUES[type]!;
    const rows: readonly Row[] = [[one, 'a', 300n], [one, 'a', -100n], [two, 'a', null], [one, 'b', 7n], [two, 'b', 1n], [two, 'b', 0n]];
    const operator = aggregate({ dimensions: ['d'], margins: ['d'], entity: 'person', statistics: [{ kind: 'largestShare', of: 'x' }, { kind: 'contributors', of: 'x' }] });
    const expected = [['a', false, 3n, 2n, 1, 1n], ['b', false, 3n, 2n, 0.875, 2n], [null, true, 6n, 2n, 407 / 408, 2n]];
    expect(await rowsOf(pipe(tableOf(schema, rows), operator))).toEqual(expected);
    const spill = memorySpill(13);
    const spilled = applyOperator(tableOf(schema, rows, [1, 2, 3, 4, 5]), operator, { fold: { spill, maxMemoryBytes: 2 ** 21 } });
    expect(await rowsOf(spilled.rows)).toEqual(expected);
    const fold = operator.fold(schema);
    const state = fold.init({ spill, maxMemoryBytes: 1 });
    for await (const batch of tableOf(schema, rows, [1, 2, 3, 4, 5]).open()) await fold.add(state, batch, 0);
    expect(spill.streams.size).toBeGreaterThan(0);
    const output = operator.outputSchema(schema);
    expect(await rowsOf(fromBatches(output, [...(operator.table(await fold.finish(state), output) as Iterable<RecordBatch>)]))).toEqual(expected);
  });
});

describe('streams', () => {
  const options: AggregateOptions = { dimensions: ['hospital'], entity: 'person', statistics: [{ kind: 'sum', of: 'cost' }] };

  test('the source is closed when it fails or is aborted, and a failed reading can be tried again', async () => {
    let opened = 0;
    let closed = 0;
    const inner = tableOf(SCHEMA, ROWS, [1, 2, 3]);
    const source = fromAsyncIterable(SCHEMA, async function* (signal) {
      const attempt = ++opened;
      try {
        for await (const batch of inner.open(signal)) {
          if (attempt === 1) throw new Error('the disk is gone');
          yield batch;
        }
      } finally {
        closed++;
      }
    });
    const cells = pipe(source, aggregate(options));
    await expect(rowsOf(cells)).rejects.toThrow('the disk is gone');
    expect((await rowsOf(cells)).length).toBe(2);
    expect([opened, closed]).toEqual([2, 2]);
    const aborted = pipe(inner, aggregate(options)).open(AbortSignal.abort())[Symbol.asyncIterator]();
    await expect(aborted.next()).rejects.toThrow();
  });

  test('cells are worked out once and can be read again', async () => {
    let opened = 0;
    const inner = tableOf(SCHEMA, ROWS);
    const cells = pipe(fromAsyncIterable(SCHEMA, (signal) => {
      opened++;
      return inner.open(signal);
    }), aggregate(options));
    const [one, two] = await Promise.all([rowsOf(cells), rowsOf(cells)]);
    expect(two).toEqual(one);
    expect(await rowsOf(cells)).toEqual(one);
    expect(opened).toBe(1);
  });

  test('many cells leave in batches of 65,536 rows, in order', async () => {
    const schema = schemaOf({ n: { type: 'int32', role: 'attribute' } });
    const rows = Array.from({ length: 70_000 }, (_, index): Row => [(index * 7919) % 70_001]);
    const batches = await collect(pipe(tableOf(schema, rows, [10, 35_000]), aggregate({ dimensions: ['n'], statistics: [] })));
    expect(batches.map(({ numRows }) => numRows)).toEqual([65_536, 4464]);
    const values = (await rowsOf(fromBatches(batches[0]!.schema, batches))).map(([value]) => value as number);
    expect(values).toEqual([...values].sort((left, right) => left - right));
  });
});
