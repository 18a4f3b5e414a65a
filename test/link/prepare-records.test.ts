import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromBatches } from '../../src/core/dataset.ts';
import type { Expression } from '../../src/link/model/expression.ts';
import { decodeRecords, recordsOf, schemaOf, tableOf, type Row } from './records-of.ts';

const PEOPLE = schemaOf({
  id: { type: 'utf8', role: 'technical' },
  name: { type: 'utf8', role: 'directIdentifier' },
  city: { type: 'utf8', role: 'quasiIdentifier' },
  age: { type: 'int32', role: 'quasiIdentifier' },
}, ['city']);

const name: Expression = { column: 'name' };
const city: Expression = { column: 'city' };
const age: Expression = { column: 'age' };
const ALL: readonly Expression[] = [name, city, age, { concat: [name, city], separator: ' ' }, { list: [name, city] }, { list: [age, age] }];

describe('prepareRecords', () => {
  test('orders records by source and row key and codes every expression', async () => {
    const left = tableOf(PEOPLE, [['b', 'Zoé', 'Paris', 30], ['a', '😀', null, null]], [1, 1]);
    const right = tableOf(PEOPLE, [['a', 'Zoé', 'Lyon', 30]]);
    const records = await recordsOf({ right, left }, ALL);
    expect(decodeRecords(records)).toEqual([
      ['left', 'a', '😀', null, null, null, ['😀', null], null],
      ['left', 'b', 'Zoé', 'Paris', 30, 'Zoé Paris', ['Zoé', 'Paris'], [30, 30]],
      ['right', 'a', 'Zoé', 'Lyon', 30, 'Zoé Lyon', ['Zoé', 'Lyon'], [30, 30]],
    ]);
    expect([...records.table.sourceStarts]).toEqual([0, 2, 3]);
    expect([...records.table.columns[0]!.counts]).toEqual([0, 1, 2]);
    expect([...records.table.columns[1]!.counts]).toEqual([1, 1, 1]);
  });

  test('in byte mode the symbols of a text are its bytes', async () => {
    const records = await recordsOf({ people: tableOf(PEOPLE, [['a', 'é😀', null, null]]) }, [name], { unit: 'byte' });
    const { dictionary } = records.table.columns[0]!;
    expect(dictionary.kind === 'text' && [...dictionary.symbols]).toEqual([...Buffer.from('é😀')]);
  });
});

const someRow = fc.record({ name: fc.option(fc.string({ unit: 'binary', maxLength: 4 })), city: fc.option(fc.constantFrom('Paris', 'Lyon', '')), age: fc.option(fc.integer({ min: -3, max: 3 })) });
const someRows = fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 5 }), { maxLength: 30 })
  .chain((keys) => fc.array(someRow, { minLength: keys.length, maxLength: keys.length }).map((rows) => rows.map((row, index): Row => [keys[index]!, row.name, row.city, row.age])));

describe('laws of prepared records', () => {
  test('the table is the same whatever the order of rows, batches and sources', async () => {
    await fc.assert(fc.asyncProperty(someRows, someRows, fc.array(fc.nat(30), { maxLength: 4 }), fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), async (one, two, cuts, chances) => {
      const shuffled = (rows: readonly Row[]): Row[] => rows.map((row) => ({ row, chance: chances.next().value as number })).sort((left, right) => left.chance - right.chance).map(({ row }) => row);
      const expected = await recordsOf({ one: tableOf(PEOPLE, one), two: tableOf(PEOPLE, two) }, ALL);
      const actual = await recordsOf({ two: tableOf(PEOPLE, shuffled(two), cuts), one: tableOf(PEOPLE, shuffled(one), cuts) }, ALL);
      expect(actual.table).toEqual(expected.table);
      expect(decodeRecords(actual)).toEqual(decodeRecords(expected));
    }), { numRuns: 60 });
  });

  test('an empty table has empty columns', async () => {
    const { table } = await recordsOf({ people: fromBatches(PEOPLE, []) }, ALL);
    expect(table.records).toBe(0);
    expect(table.columns.map(({ dictionary: { kind, size } }) => [kind, size])).toEqual([['text', 0], ['text', 0], ['number', 0], ['text', 0], ['texts', 0], ['numbers', 0]]);
  });
});
