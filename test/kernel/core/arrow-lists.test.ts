// Columns of lists, against Arrow's own accessors.
import { Bool, Dictionary, Field, FixedSizeList, Float32, Float64, Int32, List, Struct, Table, Utf8, vectorFromArray, type DataType, type RecordBatch } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { elementTypeOf, listOf } from '../../../src/core/arrow.ts';
import { isValid, type ListColumn } from '../../../src/core/column.ts';
import { valuesOf } from '../../small-tables.ts';

const listType = (element: DataType): List => new List(new Field('item', element, true));
const fixedType = (width: number, element: DataType): FixedSizeList => new FixedSizeList(width, new Field('item', element, true));

type Item = string | number | null;
const batchOf = (type: DataType, lists: readonly (readonly Item[] | null)[]): RecordBatch => new Table({ lists: vectorFromArray(lists as never, type as never) }).batches[0]!;

function read({ rows, valid, offsets, elements }: ListColumn): (Item[] | null)[] {
  const items = valuesOf(elements) as Item[];
  return Array.from({ length: rows }, (_, row) => (isValid(valid, row) ? items.slice(offsets[row], offsets[row + 1]) : null));
}

describe('columns of lists', () => {
  test('elements have the type that is told', () => {
    const types = [listType(new Utf8()), listType(new Dictionary(new Utf8(), new Int32())), fixedType(2, new Float32()), listType(new Float64()), listType(new Bool()), listType(listType(new Utf8())), new Utf8(), new Struct([])];
    expect(types.map((type) => elementTypeOf(type as DataType))).toEqual(['utf8', 'utf8', 'float64', 'float64', 'bool', null, null, null]);
  });

  test('texts, whole and in slices', () => {
    const someLists = fc.array(fc.option(fc.array(fc.option(fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 3 })), { minLength: 1, maxLength: 12 });
    fc.assert(fc.property(someLists, fc.nat(12), fc.nat(12), (lists, one, two) => {
      const batch = batchOf(listType(new Utf8()), lists);
      const [from, to] = [Math.min(one, two, lists.length), Math.min(Math.max(one, two), lists.length)];
      expect(read(listOf(batch, 0))).toEqual(lists);
      expect(read(listOf(batch.slice(from, to), 0))).toEqual(lists.slice(from, to));
    }));
  });

  test('lists of one length, of numbers of single precision', () => {
    const number = fc.option(fc.float({ noNaN: true }));
    fc.assert(fc.property(fc.array(fc.option(fc.tuple(number, number)), { minLength: 1, maxLength: 12 }), fc.nat(12), (lists, cut) => {
      const batch = batchOf(fixedType(2, new Float32()), lists);
      const from = Math.min(cut, lists.length);
      expect(read(listOf(batch, 0))).toEqual(lists);
      expect(read(listOf(batch.slice(from), 0))).toEqual(lists.slice(from));
    }));
  });

  test('other columns are refused by name', () => {
    expect(() => listOf(batchOf(new Float64(), [1] as never), 0)).toThrow('column lists: expected lists of text or numbers [DATA_COLUMN_TYPE]');
    expect(() => listOf(batchOf(new Float64(), [1] as never), 1)).toThrow(RangeError);
  });
});
