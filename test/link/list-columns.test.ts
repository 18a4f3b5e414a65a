// Lists of texts and of numbers on their way into records: types, nulls, slices, and numbers that doubles do not hold.
import { Field, Float64, Int32, Int64, List, Table, Utf8, vectorFromArray, type DataType, type RecordBatch } from 'apache-arrow';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromArrowTable, fromBatches, type Dataset } from '../../src/core/dataset.ts';
import { decodeColumn, recordsOf, type Decoded } from './records-of.ts';

type Element = string | number | bigint | null;
type Cell = readonly Element[] | null;

function tableOf(type: DataType, cells: readonly Cell[], ids = cells.map((_, row) => row)): Table {
  return new Table({ id: vectorFromArray(ids, new Int32()), value: vectorFromArray(cells, new List(new Field('item', type, true))) });
}
const lists = (type: DataType, cells: readonly Cell[]): Dataset => fromArrowTable(tableOf(type, cells));
const read = async (inputs: Readonly<Record<string, Dataset>>): Promise<Decoded[]> => decodeColumn((await recordsOf(inputs, [{ column: 'value' }])).table.columns[0]!);

describe('lists of texts', () => {
  test('keep their elements, nulls and repeats, and an empty list is no null', async () => {
    const cells: Cell[] = [['a', null, 'a'], [], null, [null], ['é', '😀'], ['']];
    expect(await read({ x: lists(new Utf8(), cells) })).toEqual(cells);
  });

  test('equal lists have one code, whatever their batch', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.option(fc.array(fc.option(fc.constantFrom('a', 'b', 'ab', '')), { maxLength: 3 })), { minLength: 1, maxLength: 12 }), fc.nat(12), async (cells, cut) => {
      const { table } = await recordsOf({ x: sliced(new Utf8(), cells, Math.min(cut, cells.length)) }, [{ column: 'value' }]);
      const { codes, dictionary } = table.columns[0]!;
      const written = cells.map((cell) => JSON.stringify(cell));
      expect(decodeColumn(table.columns[0]!)).toEqual(cells);
      for (let row = 0; row < cells.length; row++) expect(codes[row]).toBe(codes[written.indexOf(written[row]!)]);
      expect(dictionary.size).toBe(new Set(written.filter((one) => one !== 'null')).size);
    }), { numRuns: 60 });
  });
});

/** One table as two batches, the second of which does not start where its memory does. */
function sliced(type: DataType, cells: readonly Cell[], cut: number): Dataset {
  const table = tableOf(type, cells);
  const [batch] = table.batches as RecordBatch[];
  return fromBatches(table.schema, cells.length === 0 ? [] : [batch!.slice(0, cut), batch!.slice(cut)]);
}

describe('lists of numbers', () => {
  test('have one zero and no NaN but null', async () => {
    const { table } = await recordsOf({ x: lists(new Float64(), [[0, 1], [-0, 1], [NaN, 2], [null, 2], [Infinity]]) }, [{ column: 'value' }]);
    expect([...table.columns[0]!.codes]).toEqual([1, 1, 2, 2, 3]);
    expect(decodeColumn(table.columns[0]!)).toEqual([[0, 1], [0, 1], [null, 2], [null, 2], [Infinity]]);
  });

  test('of whole numbers equal those of doubles, in another source', async () => {
    const { table } = await recordsOf({ a: lists(new Int64(), [[1n, 2n], [3n]]), b: lists(new Float64(), [[1, 2], [3.5]]) }, [{ column: 'value' }]);
    expect([...table.columns[0]!.codes]).toEqual([1, 2, 1, 3]);
  });

  const wide = 918_273_645_918_273_645n;

  test('that doubles cannot hold are refused, with the row and no value, rather than taken for their neighbours', async () => {
    const error: unknown = await read({ x: lists(new Int64(), [[1n], [2n, wide], [wide + 1n]]) }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'DATA_VALUE_RANGE', detail: { source: 'x', column: 'value', firstRow: 2 } });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/918273645/);
  });

  test('that doubles just hold are taken', async () => {
    expect(await read({ x: lists(new Int64(), [[2n ** 53n - 1n], [1n - 2n ** 53n]]) })).toEqual([[2 ** 53 - 1], [1 - 2 ** 53]]);
    await expect(read({ x: lists(new Int64(), [[2n ** 53n]]) })).rejects.toMatchObject({ code: 'DATA_VALUE_RANGE' });
  });

  test('that stand outside of what a slice shows are not looked at', async () => {
    const table = tableOf(new Int64(), [[wide], [1n], [wide, 2n], null]);
    const [batch] = table.batches as RecordBatch[];
    expect(await read({ x: fromBatches(table.schema, [batch!.slice(1, 2), batch!.slice(3, 4)]) })).toEqual([[1], null]);
  });

  test('are named by the first row of their source, whatever the batches before', async () => {
    for (const cut of [0, 1, 2, 3]) {
      const failing = read({ a: lists(new Int64(), [[1n]]), b: sliced(new Int64(), [[1n], [5n], [wide], [wide]], cut) });
      await expect(failing).rejects.toMatchObject({ code: 'DATA_VALUE_RANGE', detail: { source: 'b', firstRow: 3 } });
    }
  });
});

test('a list of texts beside a list of numbers is another kind, and refused', async () => {
  const failing = recordsOf({ a: lists(new Utf8(), [['1']]), b: lists(new Int64(), [[1n]]) }, [{ column: 'value' }]);
  await expect(failing).rejects.toMatchObject({ problems: [{ code: 'PLAN_COLUMN_TYPE', message: 'column "value": expected texts as in the first source, got numbers' }] });
});
