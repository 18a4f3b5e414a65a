import { describe, expect, test } from 'vitest';
import { aggregate, type AggregateOptions } from '../../src/aggregate/index.ts';
import { PlanError } from '../../src/core/errors.ts';
import { cellTableOf, roleOf, statisticOf } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, pipe, type Findings } from '../../src/core/operator.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const SCHEMA = schemaOf({
  person: { type: 'utf8', role: 'entity' }, region: { type: 'utf8', role: 'attribute' }, departement: { type: 'utf8', role: 'attribute' }, sex: { type: 'utf8', role: 'quasiIdentifier' },
  cost: { type: 'int64', role: 'measure', nullable: false }, weight: { type: 'decimal(6,2)', role: 'weight' }, recordKey: { type: 'int32', role: 'technical' },
});
const ROWS: readonly Row[] = [
  ['p', '11', '75', 'F', 10n, 100n, 1],
  ['q', '11', '78', 'F', 20n, 250n, 99_999_999],
  ['p', '11', '75', 'F', -5n, 100n, 1],
  ['r', '84', '69', 'M', 7n, 0n, 5],
];
const PLACES: AggregateOptions = { dimensions: ['region', 'departement'], hierarchies: [['region', 'departement']], margins: ['region', 'departement'], entity: 'person', statistics: [] };

const cellsOf = (options: AggregateOptions, rows: readonly Row[] = ROWS): Promise<Value[][]> => rowsOf(pipe(tableOf(SCHEMA, rows, [2]), aggregate(options)));

function problemsOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof PlanError) return error.problems.map(({ code, path, message }) => `${code} ${path}: ${message}`);
    throw error;
  }
  return [];
}

describe('hierarchies', () => {
  test('a coarser cell totals the finer levels, as ROLLUP does', async () => {
    expect(await cellsOf(PLACES)).toEqual([
      // region, departement, regionTotal, departementTotal, rows, entities
      ['11', '75', false, false, 2n, 1n], ['11', '78', false, false, 1n, 1n], ['11', null, false, true, 3n, 2n],
      ['84', '69', false, false, 1n, 1n], ['84', null, false, true, 1n, 1n], [null, null, true, true, 4n, 3n],
    ]);
  });
  test('a value under two coarser ones is a fault of the data that names columns and counts, never values', async () => {
    const rows: readonly Row[] = [...ROWS, ['s', '84', '75', 'F', 1n, 1n, 1], ['s', null, '69', 'F', 1n, 1n, 1]];
    await expect(cellsOf(PLACES, rows)).rejects.toMatchObject({ code: 'DATA_INVALID', detail: { column: 'departement' }, message: 'column departement: 2 values lie under several values of "region": the columns do not nest [DATA_INVALID]' });
    await expect(cellsOf({ ...PLACES, hierarchies: [] }, rows)).resolves.toHaveLength(12);
  });
  test('a missing value lies under each coarser one', async () => {
    const rows: readonly Row[] = [['p', '11', null, 'F', 1n, 1n, 1], ['q', '84', null, 'F', 1n, 1n, 1], ['q', null, null, 'F', 1n, 1n, 1]];
    expect((await cellsOf(PLACES, rows)).map((cell) => cell.slice(0, 5))).toEqual([
      ['11', null, false, false, 1n], ['11', null, false, true, 1n], ['84', null, false, false, 1n], ['84', null, false, true, 1n],
      [null, null, false, false, 1n], [null, null, false, true, 1n], [null, null, true, true, 3n],
    ]);
  });
  test('of an empty table are no cells', async () => {
    expect(await cellsOf(PLACES, [])).toEqual([]);
    expect(await cellsOf({ ...PLACES, zeroCells: { maxCells: 1 } }, [])).toEqual([]);
  });
});

describe('linked tables', () => {
  const linked: AggregateOptions = { dimensions: ['region', 'sex', 'departement'], hierarchies: [['region', 'departement']], tables: [['departement', 'region'], ['sex']], margins: ['departement'], entity: null, statistics: [] };
  test('have the cells of each table and the joint cells between; the schema tells which', async () => {
    const operator = aggregate(linked);
    expect(cellTableOf(operator.outputSchema(SCHEMA))).toEqual({
      dimensions: ['region', 'sex', 'departement'], margins: ['region', 'sex', 'departement'], hierarchies: [['region', 'departement']], tables: [['departement', 'region'], ['sex']],
      rowCount: 'rows', entityCount: null, protection: null,
    });
    const all: Findings[] = [];
    const cells = await rowsOf(applyOperator(tableOf(SCHEMA, ROWS), operator, { fold: IN_MEMORY, onFindings: (found) => all.push(found) }).rows);
    const levels = cells.map((cell) => ['region', 'sex', 'departement'].filter((_, index) => cell[3 + index] === false).join(' '));
    expect(Object.fromEntries([...new Set(levels)].map((level) => [level, levels.filter((other) => other === level).length]))).toEqual({
      'region sex departement': 3, 'region departement': 3, region: 2, sex: 2, 'region sex': 2,
    });
    expect(all).toEqual([{ rows: 4, cells: 3, marginCells: 9, unit: 'rows', jointCells: 5 }]);
  });
});

describe('zero cells', () => {
  test('count nothing, sum to 0, and are limited', async () => {
    const asked: AggregateOptions = { dimensions: ['departement', 'sex'], margins: ['sex'], entity: 'person', statistics: [{ kind: 'sum', of: 'cost' }, { kind: 'mean', of: 'cost' }, { kind: 'max', of: 'cost' }], zeroCells: { maxCells: 9 } };
    const cells = await cellsOf(asked);
    expect(cells.filter((cell) => cell[4] === 0n)).toEqual([['69', 'F', false, 0n, 0n, 0n, null, 0n, null], ['75', 'M', false, 0n, 0n, 0n, null, 0n, null], ['78', 'M', false, 0n, 0n, 0n, null, 0n, null]].map((cell) => [...cell.slice(0, 3), ...cell.slice(3)]));
    expect(cells).toHaveLength(9);
    await expect(cellsOf({ ...asked, zeroCells: { maxCells: 8 } })).rejects.toMatchObject({ code: 'DATA_MEMORY_LIMIT', message: 'the table has 9 cells with those that do not occur, more than zeroCells.maxCells allows [DATA_MEMORY_LIMIT]' });
    const nullable = (options: AggregateOptions): string[] => aggregate(options).outputSchema(SCHEMA).fields.filter((field) => field.nullable).map(({ name }) => name);
    expect(nullable(asked)).toEqual(['departement', 'sex', 'costMean', 'costMax']);
    const all: Findings[] = [];
    await rowsOf(applyOperator(tableOf(SCHEMA, ROWS), aggregate(asked), { fold: IN_MEMORY, onFindings: (found) => all.push(found) }).rows);
    expect(all).toEqual([{ rows: 4, cells: 6, marginCells: 3, unit: 'entities', zeroCells: 3 }]);
  });
});

describe('statistics for rules', () => {
  const asked: AggregateOptions = { dimensions: ['sex'], entity: 'person', statistics: [{ kind: 'largest', of: 'cost', count: 2 }, { kind: 'absoluteSum', of: 'cost' }, { kind: 'onlyEntity' }, { kind: 'cellKey', of: 'recordKey' }] };
  test('have the role of cells, and say what they are', () => {
    const { fields } = aggregate(asked).outputSchema(SCHEMA);
    expect(fields.slice(1).map((field) => [field.name, String(field.type), field.nullable, roleOf(field), statisticOf(field)])).toEqual([
      ['rows', 'Int64', false, 'cell', { kind: 'rows' }], ['entities', 'Int64', false, 'cell', { kind: 'entities' }],
      ['costLargest1', 'Int64', false, 'cell', { kind: 'largest', of: 'cost', rank: 1 }], ['costLargest2', 'Int64', true, 'cell', { kind: 'largest', of: 'cost', rank: 2 }],
      ['costAbsoluteSum', 'Int64', false, 'cell', { kind: 'absoluteSum', of: 'cost' }], ['onlyEntity', 'Int64', true, 'cell', { kind: 'onlyEntity' }],
      ['cellKey', 'Int32', false, 'cell', { kind: 'cellKey', of: 'recordKey' }],
    ]);
  });
  test('are of entities', async () => {
    expect(await cellsOf(asked)).toEqual([['F', 3n, 2n, 20n, 15n, 35n, null, 0], ['M', 1n, 1n, 7n, null, 7n, 0n, 5]]);
    expect(await cellsOf({ ...asked, entity: null })).toEqual([['F', 3n, 20n, 10n, 35n, null, 1], ['M', 1n, 7n, null, 7n, 0n, 5]]);
  });
  test('with weights are doubles, and null where nothing weighs', async () => {
    const cells = await cellsOf({ dimensions: ['sex'], entity: null, weight: 'weight', statistics: [{ kind: 'sum', of: 'cost' }, { kind: 'mean', of: 'cost' }, { kind: 'largest', of: 'cost', count: 3 }, { kind: 'weight', into: 'weights' }] });
    expect(cells).toEqual([['F', 3n, 55, 55 / 4.5, 3n, 20, 20, 0.5 * 20 + 0.5 * 10, 4.5], ['M', 1n, 0, null, 1n, null, null, null, 0]]);
  });
  test('a mean of weighted values needs no more than their weights', async () => {
    const [cell] = await cellsOf({ dimensions: ['region'], entity: null, weight: 'weight', statistics: [{ kind: 'mean', of: 'cost' }] }, [['p', 'x', 'y', 'F', 3n, 50n, 1], ['p', 'x', 'y', 'F', 6n, 100n, 1]]);
    expect(cell).toEqual(['x', 2n, 5, 2n]);
  });
  test.each([
    ['a missing weight', [null, 1], 'DATA_NULL', 'weight'], ['a negative weight', [-1n, 1], 'DATA_VALUE_RANGE', 'weight'],
    ['a missing record key', [1n, null], 'DATA_NULL', 'recordKey'], ['a record key that is none', [1n, 100_000_000], 'DATA_VALUE_RANGE', 'recordKey'],
  ] as const)('%s is refused with its row', async (_title, [weight, recordKey], code, column) => {
    const rows: readonly Row[] = [...ROWS, ['s', '11', '75', 'F', 1n, weight, recordKey]];
    await expect(cellsOf({ ...asked, weight: 'weight' }, rows)).rejects.toMatchObject({ code, detail: { column, rowCount: 1, firstRow: 5 } });
  });
  test('an entity with two record keys is refused, within a batch and across', async () => {
    for (const place of [0, 4]) {
      const rows = ROWS.toSpliced(place, 0, ['p', '84', '69', 'M', 1n, 1n, 2]);
      await expect(cellsOf(asked, rows)).rejects.toMatchObject({ code: 'DATA_INVALID', detail: { column: 'recordKey' }, message: 'column recordKey: 1 entities have several record keys; make the keys of entities, not of rows [DATA_INVALID]' });
    }
  });
});

describe('wrong tables', () => {
  const base: AggregateOptions = { dimensions: ['region', 'departement', 'sex'], entity: null, statistics: [] };
  test.each<[Partial<AggregateOptions>, string[]]>([
    [{ hierarchies: [['region', 'comune']] }, ['PLAN_UNKNOWN_COLUMN hierarchies[0][1]: unknown dimension "comune"']],
    [{ hierarchies: [['region', 'departement'], ['region', 'sex']] }, ['PLAN_DUPLICATE_NAME hierarchies[1]: "region" is a level of another hierarchy too']],
    [{ hierarchies: [['region', 'departement']], margins: ['region'] }, ['PLAN_MISSING margins: "region" is totalled only where "departement" is, the finer level; add it']],
    [{ hierarchies: [['region', 'departement']], tables: [['region', 'sex'], ['departement']] }, ['PLAN_MISSING tables[1]: a table with a finer level also has "region", the coarser one; add it']],
    [{ tables: [['region', 'departement'], ['departement', 'region']] }, ['PLAN_DUPLICATE_NAME tables[1]: another table has the same dimensions', 'PLAN_MISSING dimensions[2]: no table has "sex"; drop it from the dimensions']],
    [{ tables: [['region', 'departement', 'sex'], ['age']] }, ['PLAN_UNKNOWN_COLUMN tables[1][0]: unknown dimension "age"']],
    [{ statistics: [{ kind: 'weight' }] }, ['PLAN_MISSING weight: expected the column of weights, since they are to be summed']],
    [{ weight: 'sex' }, ['PLAN_COLUMN_TYPE weight: column "sex": expected int32 or int64 or float64 or decimal, got utf8']],
    [{ statistics: [{ kind: 'cellKey', of: 'cost' }] }, ['PLAN_COLUMN_TYPE statistics[0].of: column "cost": expected int32, got int64']],
    [{ statistics: [{ kind: 'largest', of: 'sex', count: 1 }] }, ['PLAN_COLUMN_TYPE statistics[0].of: column "sex": expected int32 or int64 or float64 or decimal, got utf8']],
    [{ statistics: [{ kind: 'rows', into: 'n1' }, { kind: 'largest', of: 'cost', count: 1, into: 'n' }] }, ['PLAN_COLUMN_EXISTS statistics[1]: another column is already called "n1"']],
  ])('%j', (change, problems) => {
    expect(problemsOf(() => aggregate({ ...base, ...change }).outputSchema(SCHEMA))).toEqual(problems);
  });
  test('more combinations of totals than there may be', () => {
    const names = Array.from({ length: 17 }, (_, index) => `d${index}`);
    const schema = schemaOf(Object.fromEntries(names.map((name) => [name, { type: 'int32', role: 'attribute' }])));
    expect(problemsOf(() => aggregate({ dimensions: names, margins: names, entity: null, statistics: [] }).outputSchema(schema))).toEqual(['PLAN_OUT_OF_RANGE margins: tables: expected at most 65536 combinations of totals']);
  });
  test('options of no form', () => {
    expect(problemsOf(() => aggregate({ ...base, hierarchies: [['region']], zeroCells: { maxCells: 0 }, statistics: [{ kind: 'largest', of: 'cost', count: 0 }] })).map((text) => text.split(':')[0])).toEqual([
      'PLAN_OUT_OF_RANGE hierarchies[0]', 'PLAN_OUT_OF_RANGE statistics[0].count', 'PLAN_OUT_OF_RANGE zeroCells.maxCells',
    ]);
  });
});
