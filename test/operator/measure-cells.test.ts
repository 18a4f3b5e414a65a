import { describe, expect, test } from 'vitest';
import { makeSchema } from '../../src/core/arrow.ts';
import { rebatch, type Dataset } from '../../src/core/dataset.ts';
import { type CellTable, dimensionsOf, METADATA } from '../../src/core/field.ts';
import { foldDataset, IN_MEMORY } from '../../src/core/fold.ts';
import { cellsFold, type MeasuredCells } from '../../src/protect/measure-cells.ts';
import { schemaOf, tableOf, type Row } from '../small-tables.ts';

const TABLE: CellTable = { dimensions: ['area', 'sex'], margins: ['area', 'sex'], rowCount: 'rows', entityCount: null, protection: null };
const SCHEMA = makeSchema(
  schemaOf({
    area: { type: 'utf8', role: 'attribute' }, sex: { type: 'int32', role: 'attribute' }, areaTotal: { type: 'bool', role: 'attribute' }, sexTotal: { type: 'bool', role: 'attribute' }, rows: { type: 'int64', role: 'cell' },
  }).fields,
  new Map([[METADATA.table, JSON.stringify(TABLE)]]),
);
/** In the order of their values: a missing value after the others, a total last. */
const CELLS: readonly Row[] = [
  ['A', 1, false, false, 3n], ['A', 2, false, false, 4n], ['A', null, false, true, 7n],
  [null, 2, false, false, 5n], [null, null, false, true, 5n],
  [null, 1, true, false, 3n], [null, 2, true, false, 9n], [null, null, true, true, 12n],
];

const measure = (dataset: Dataset): Promise<MeasuredCells> => foldDataset(dataset, cellsFold(SCHEMA, TABLE));
const countsOf = ({ columns }: MeasuredCells): number[] => {
  const counts = columns[4]!;
  return counts.kind === 'int64' ? Array.from(counts.values, Number) : [];
};

describe('the cells of a table, gathered', () => {
  test('stand in the order of their values, whatever the order of the rows', async () => {
    const shuffled = [5, 2, 7, 0, 3, 6, 1, 4].map((place) => CELLS[place]!);
    const measured = await measure(tableOf(SCHEMA, shuffled));
    expect(countsOf(measured)).toEqual([3, 4, 7, 5, 5, 3, 9, 12]);
    expect([...measured.cellOf]).toEqual([5, 2, 7, 0, 3, 6, 1, 4]);
    expect([...measured.laidOut.system.members]).toEqual([...(await measure(tableOf(SCHEMA, CELLS))).laidOut.system.members]);
  });

  test('do not depend on the cut of the batches', async () => {
    const whole = await measure(tableOf(SCHEMA, CELLS));
    for (const rows of [1, 3]) expect(await measure(rebatch(tableOf(SCHEMA, CELLS), rows))).toEqual(whole);
  });

  test('may be gathered in parts, and put together in either order', async () => {
    const fold = cellsFold(SCHEMA, TABLE);
    const state = async (from: number, to: number): Promise<ReturnType<typeof fold.init>> => {
      const part = fold.init(IN_MEMORY);
      for await (const batch of tableOf(SCHEMA, CELLS.slice(from, to)).open()) await fold.add(part, batch, from);
      return part;
    };
    const whole = await measure(tableOf(SCHEMA, CELLS));
    expect(await fold.finish(fold.merge(await state(0, 3), await state(3, 8)))).toEqual(whole);
    expect(await fold.finish(fold.merge(await state(3, 8), await state(0, 3)))).toEqual(whole);
  });

  test('may be none', async () => {
    const { cells, cellOf } = await measure(tableOf(SCHEMA, []));
    expect([cells, cellOf.length]).toEqual([0, 0]);
  });

  test('may not repeat', async () => {
    await expect(measure(tableOf(SCHEMA, [CELLS[0]!, CELLS[0]!]))).rejects.toThrow('DATA_DUPLICATE_KEY');
  });

  test('hold bytes by cell and dimension', async () => {
    const fold = cellsFold(SCHEMA, TABLE);
    const state = fold.init(IN_MEMORY);
    const before = fold.bytes(state);
    for await (const batch of tableOf(SCHEMA, CELLS).open()) await fold.add(state, batch, 0);
    expect(fold.bytes(state) - before).toBeGreaterThan(8 * (4 * 2 + 16 * 5) - 1);
  });
});

describe('the dimensions of a table', () => {
  test('are its columns one by one, hierarchies together, in the order of their first column', () => {
    expect(dimensionsOf(TABLE)).toEqual([['area'], ['sex']]);
    expect(dimensionsOf({ ...TABLE, dimensions: ['sex', 'region', 'town', 'age'], hierarchies: [['region', 'town']] })).toEqual([['sex'], ['region', 'town'], ['age']]);
  });
});
