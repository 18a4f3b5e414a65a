import { inspect } from 'node:util';
import { Field, FixedSizeList, Float32, List, Table, Utf8, vectorFromArray, type RecordBatch, type Vector } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arrowType } from '../../src/core/arrow.ts';
import { fromArrowTable, fromBatches, type Dataset } from '../../src/core/dataset.ts';
import { METADATA, roleOf } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { collectExpressions } from '../../src/link/compile/expression-list.ts';
import type { Expression } from '../../src/link/model/expression.ts';
import { prepareRecords, type LinkageRecords } from '../../src/link/records/prepare-records.ts';
import { valuesOf, type Value } from '../small-tables.ts';
import { decodeColumn, decodeRecords, oneColumn, recordsOf, schemaOf, tableOf, type Row } from './records-of.ts';

const PEOPLE = schemaOf({
  id: { type: 'utf8', role: 'technical' },
  name: { type: 'utf8', role: 'directIdentifier' },
  city: { type: 'utf8', role: 'quasiIdentifier' },
  age: { type: 'int32', role: 'quasiIdentifier' },
}, ['city']);

const name: Expression = { column: 'name' };
const city: Expression = { column: 'city' };
const age: Expression = { column: 'age' };
const ALL: readonly Expression[] = [
  name, city, age, { concat: [name, city], separator: ' ' }, { list: [name, city] }, { list: [age, age] },
  { column: 'name', derive: [{ op: 'upper' }] }, { column: 'name', derive: [{ op: 'upper' }, { op: 'qGrams', q: 2 }] }, { concat: [city, name], derive: [{ op: 'length' }] },
];

describe('prepareRecords', () => {
  test('orders records by source and row key and codes every expression', async () => {
    const left = tableOf(PEOPLE, [['b', 'Zoé', 'Paris', 30], ['a', '😀', null, null]], [1, 1]);
    const right = tableOf(PEOPLE, [['a', 'Zoé', 'Lyon', 30]]);
    const records = await recordsOf({ right, left }, ALL.slice(0, 6));
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

  test('expressions that are compared share a dictionary, lists and the texts in them too', async () => {
    const people = tableOf(PEOPLE, [['a', 'Anne', 'Paris', null], ['b', 'Paris', 'Anne', null]]);
    const parts: Expression = { column: 'name', derive: [{ op: 'split', separator: ' ' }] };
    const expressions = collectExpressions({ blocking: [{ on: [{ of: name, against: city }, { of: parts, against: city, explode: true }] }], comparisons: [] });
    const { table: { columns } } = await prepareRecords({ people }, { rowKey: 'id', expressions, unit: 'codePoint' });
    const [names, cities, lists] = [name, city, parts].map((expression) => columns[expressions.indexOf(expression)]!);
    expect(names!.dictionary).toBe(cities!.dictionary);
    expect(lists!.dictionary.kind === 'texts' && lists!.dictionary.texts).toBe(names!.dictionary);
    expect([...names!.codes]).toEqual([1, 2]);
    expect([...cities!.codes]).toEqual([2, 1]);
    expect(columns.map(decodeColumn)).toEqual([['Anne', 'Paris'], ['Paris', 'Anne'], [['Anne'], ['Paris']]]);
  });

  test('columns that are not compared have dictionaries of their own', async () => {
    const { table: { columns } } = await recordsOf({ people: tableOf(PEOPLE, [['a', 'Anne', 'Anne', null]]) }, [name, city]);
    expect(columns[0]!.dictionary).not.toBe(columns[1]!.dictionary);
  });

  test('sources may have a column in several types of one kind', async () => {
    const one = tableOf(schemaOf({ id: { type: 'int32', role: 'technical' }, value: { type: 'int32', role: 'measure' } }), [[1, 5]]);
    const two = tableOf(schemaOf({ id: { type: 'int32', role: 'technical' }, value: { type: 'float64', role: 'measure' } }), [[1, 5], [2, 0.5], [3, NaN]]);
    const { table: { columns } } = await recordsOf({ one, two }, [{ column: 'value' }]);
    expect(decodeColumn(columns[0]!)).toEqual([5, 5, 0.5, null]);
    expect(columns[0]!.dictionary.size).toBe(2);
  });

  test.each<[type: 'int32' | 'int64' | 'utf8' | 'binary(1)', keys: Value[], ordered: Value[]]>([
    ['int32', [3, -2, 0, -(2 ** 31), 2 ** 31 - 1], [-(2 ** 31), -2, 0, 3, 2 ** 31 - 1]],
    ['int64', [3n, -2n, 2n ** 40n, -(2n ** 63n), 2n ** 63n - 1n, 0n], [-(2n ** 63n), -2n, 0n, 3n, 2n ** 40n, 2n ** 63n - 1n]],
    ['utf8', ['b', 'B', '', 'é', '10', '9', '😀', '\uffee', 'ab', 'a'], ['', '10', '9', 'B', 'a', 'ab', 'b', 'é', '\uffee', '😀']],
    ['binary(1)', ['ff', '00', '7f'], ['00', '7f', 'ff']],
  ])('row keys of type %s have an order of their own', async (type, keys, ordered) => {
    const schema = schemaOf({ id: { type, role: 'technical' } }, []);
    const { rowKeys, rowKeyField } = await recordsOf({ source: tableOf(schema, keys.map((value) => [value]), [2]) }, []);
    expect(valuesOf(rowKeys)).toEqual(ordered);
    expect(rowKeyField.nullable).toBe(false);
  });

  test('the row key has the most restrictive role of the sources, and travels as plain text', async () => {
    const coded = tableOf(schemaOf({ id: { type: 'utf8', role: 'pseudonym' } }, ['id']), [['b']]);
    const plain = tableOf(schemaOf({ id: { type: 'utf8', role: 'technical' } }), [['a']]);
    const { rowKeyField, rowKeys } = await recordsOf({ one: coded, two: plain }, []);
    expect(roleOf(rowKeyField)).toBe('pseudonym');
    expect(rowKeyField.type.toString()).toBe(arrowType('utf8').toString());
    expect(valuesOf(rowKeys)).toEqual(['b', 'a']);
  });

  test('with threads every array lies in memory that they share', async () => {
    const parallel = { workers: 1, open: () => { throw new Error('not asked for'); } };
    const { table } = await recordsOf({ people: tableOf(PEOPLE, [['a', 'Zoé', 'Paris', 30]]) }, ALL, { context: { ...IN_MEMORY, parallel } });
    const arrays = table.columns.flatMap(({ codes, counts, dictionary }) => [codes, counts, ...Object.values(dictionary).filter((part) => ArrayBuffer.isView(part))]);
    expect([table.sourceStarts, ...arrays].every(({ buffer }) => buffer instanceof SharedArrayBuffer)).toBe(true);
  });
});

/** A table of lists as other programs make them; rows have the keys k0, k1 … */
function listTable(vector: Vector): Dataset {
  return fromArrowTable(new Table({ id: vectorFromArray(Array.from({ length: vector.length }, (_, row) => `k${row}`), new Utf8()), value: vector }));
}

describe('columns of lists', () => {
  test('texts', async () => {
    const type = new List(new Field('item', new Utf8(), true));
    const vector = vectorFromArray([['a', 'é'], null, [], [null, 'a'], ['a', 'é']], type);
    const { table: { columns } } = await recordsOf({ source: listTable(vector) }, [{ column: 'value' }, { column: 'value', derive: [{ op: 'element', at: -1 }] }, { column: 'value', derive: [{ op: 'length' }] }]);
    expect(columns.map(decodeColumn)).toEqual([[['a', 'é'], null, [], [null, 'a'], ['a', 'é']], ['é', null, null, 'a', 'é'], [2, null, 0, 2, 2]]);
    expect(columns[0]!.dictionary.size).toBe(3);
  });

  test('numbers of single precision, in lists of one length', async () => {
    const type = new FixedSizeList(2, new Field('item', new Float32(), true));
    const vector = vectorFromArray([[1, -0], [0.5, 2], null, [1, 0]], type);
    const { table: { columns } } = await recordsOf({ source: listTable(vector) }, [{ column: 'value' }]);
    expect(decodeColumn(columns[0]!)).toEqual([[1, 0], [0.5, 2], null, [1, 0]]);
    expect(columns[0]!.dictionary.size).toBe(2);
  });

  test('a slice of a table gives its own rows', async () => {
    const type = new List(new Field('item', new Utf8(), true));
    const { schema, open } = listTable(vectorFromArray([['a'], ['b', 'c'], null, ['d']], type));
    const sliced: RecordBatch[] = [];
    for await (const batch of open()) sliced.push(batch.slice(1, 3), batch.slice(3));
    const { table: { columns } } = await recordsOf({ source: fromBatches(schema, sliced) }, [{ column: 'value' }]);
    expect(decodeColumn(columns[0]!)).toEqual([['b', 'c'], null, ['d']]);
  });
});

const someRow = fc.record({ name: fc.option(fc.string({ unit: 'binary', maxLength: 4 })), city: fc.option(fc.constantFrom('Paris', 'Lyon', '')), age: fc.option(fc.integer({ min: -3, max: 3 })) });
const someRows = fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 5 }), { maxLength: 30 })
  .chain((keys) => fc.array(someRow, { minLength: keys.length, maxLength: keys.length }).map((rows) => rows.map((row, index): Row => [keys[index]!, row.name, row.city, row.age])));

/** The same, row by row, on strings: nothing of it is the library's. */
function naiveRecords(sources: Readonly<Record<string, readonly Row[]>>): unknown[][] {
  const bytes = (text: Value): Buffer => Buffer.from(text as string);
  return Object.keys(sources).sort().flatMap((source) => [...sources[source]!]
    .sort(([left], [right]) => Buffer.compare(bytes(left!), bytes(right!)))
    .map(([key, one, two, number]) => {
      const upper = one === null ? null : (one as string).toUpperCase();
      const characters = Array.from(upper ?? '');
      const grams = characters.length <= 2 ? (upper === '' ? [] : [upper]) : characters.slice(1).map((character, index) => characters[index]! + character);
      return [
        source, key, one, two, number,
        one === null || two === null ? null : `${one as string} ${two as string}`,
        one === null && two === null ? null : [one, two],
        number === null ? null : [number, number],
        upper, upper === null ? null : grams,
        one === null || two === null ? null : Array.from(`${two as string}${one as string}`).length,
      ];
    }));
}

describe('laws of prepared records', () => {
  test('the table is the same whatever the order of rows, batches and sources', async () => {
    await fc.assert(fc.asyncProperty(someRows, someRows, fc.array(fc.nat(30), { maxLength: 4 }), fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), async (one, two, cuts, chances) => {
      const shuffled = (rows: readonly Row[]): Row[] => rows.map((row) => ({ row, chance: chances.next().value as number })).sort((left, right) => left.chance - right.chance).map(({ row }) => row);
      const expected = await recordsOf({ one: tableOf(PEOPLE, one), two: tableOf(PEOPLE, two) }, ALL);
      const actual = await recordsOf({ two: tableOf(PEOPLE, shuffled(two), cuts), one: tableOf(PEOPLE, shuffled(one), cuts) }, ALL);
      expect(actual.table).toEqual(expected.table);
      expect(decodeRecords(actual)).toEqual(decodeRecords(expected));
    }), { numRuns: 50 });
  });

  test('records are what a row by row evaluation gives', async () => {
    await fc.assert(fc.asyncProperty(someRows, someRows, async (one, two) => {
      const records = await recordsOf({ one: tableOf(PEOPLE, one, [3]), two: tableOf(PEOPLE, two) }, ALL);
      expect(decodeRecords(records)).toEqual(naiveRecords({ one, two }));
    }), { numRuns: 50 });
  });

  test('counts are those of the codes, and every value of a dictionary is used', async () => {
    await fc.assert(fc.asyncProperty(someRows, async (rows) => {
      const { table } = await recordsOf({ people: tableOf(PEOPLE, rows) }, ALL);
      for (const { codes, counts, dictionary } of table.columns) {
        expect([...counts]).toEqual(Array.from({ length: dictionary.size + 1 }, (_, code) => codes.filter((one) => one === code).length));
        expect(counts.subarray(1).every((count) => count > 0)).toBe(true);
      }
    }), { numRuns: 50 });
  });

  test('names of keys and sources that keep the order change nothing', async () => {
    await fc.assert(fc.asyncProperty(someRows, async (rows) => {
      const ordered = [...rows].sort(([left], [right]) => Buffer.compare(Buffer.from(left as string), Buffer.from(right as string)));
      const renamed = ordered.map(([, ...others], index): Row => [`key${String(index).padStart(4, '0')}`, ...others]);
      const expected = await recordsOf({ a: tableOf(PEOPLE, rows), b: tableOf(PEOPLE, rows) }, ALL);
      const actual = await recordsOf({ x: tableOf(PEOPLE, renamed), y: tableOf(PEOPLE, renamed) }, ALL);
      expect(actual.table).toEqual(expected.table);
    }), { numRuns: 30 });
  });

  test('an empty table has empty columns', async () => {
    const { table } = await recordsOf({ people: fromBatches(PEOPLE, []) }, ALL);
    expect(table.records).toBe(0);
    expect(table.columns.map(({ dictionary: { kind, size } }) => [kind, size])).toEqual(
      [['text', 0], ['text', 0], ['number', 0], ['text', 0], ['texts', 0], ['numbers', 0], ['text', 0], ['texts', 0], ['number', 0]]);
  });

  test('a source without rows beside one with rows takes no part', async () => {
    const records = await recordsOf({ empty: fromBatches(PEOPLE, []), people: tableOf(PEOPLE, [['a', 'Zoé', null, null]], [0, 0, 1]) }, [name]);
    expect([...records.table.sourceStarts]).toEqual([0, 0, 1]);
    expect(decodeRecords(records)).toEqual([['people', 'a', 'Zoé']]);
  });
});

describe('what is refused', () => {
  const prepare = (rows: readonly Row[], cuts: readonly number[] = []): Promise<LinkageRecords> => recordsOf({ people: tableOf(PEOPLE, rows, cuts) }, [name]);

  test('a row without key, with its number', async () => {
    await expect(prepare([['a', 'Zoé', null, null], [null, 'Anne', null, null], [null, 'Marc', null, null]], [1])).rejects.toMatchObject({ code: 'DATA_NULL', detail: { source: 'people', column: 'id', firstRow: 2, rowCount: 2 } });
  });

  test('two rows with one key, with the number of the first that repeats', async () => {
    const rows: Row[] = ['c', 'a', 'b', 'a', 'c', 'a'].map((key) => [key, 'Zoé', null, null]);
    await expect(prepare(rows, [2])).rejects.toMatchObject({ code: 'DATA_DUPLICATE_KEY', detail: { source: 'people', column: 'id', firstRow: 4, rowCount: 3 } });
    await expect(prepare(rows)).rejects.not.toThrow(/Zoé/);
  });

  test('whatever is wrong, no value is shown', async () => {
    const mark = 'ZZ7QX9ZZ';
    const wide = schemaOf({ id: { type: 'utf8', role: 'technical' }, name: { type: 'int64', role: 'attribute' } });
    const failing = [
      prepare([[mark, mark, mark, 1], [null, mark, mark, 1]]),
      prepare([[mark, mark, mark, 1], [mark, mark, mark, 1]]),
      recordsOf({ people: tableOf(wide, [[mark, 918_273_645_918_273_645n]]) }, [name]),
      recordsOf({ people: tableOf(PEOPLE, [[mark, mark, mark, 1]]) }, [name], { context: { spill: null, maxMemoryBytes: 1 } }),
      recordsOf({ people: tableOf(PEOPLE, [[mark, mark, mark, 1]]) }, [{ column: 'age', derive: [{ op: 'lower' }] }, { column: 'name', derive: [{ op: 'extract', pattern: '(' }, { op: 'parseTime', format: 'x' }] }]),
    ];
    for (const outcome of await Promise.allSettled(failing)) {
      const reason: unknown = outcome.status === 'rejected' ? outcome.reason : null;
      expect(reason).toBeInstanceOf(Error);
      expect(inspect(reason, { depth: 12, showHidden: true })).not.toMatch(/ZZ7QX9ZZ|918273645/);
    }
  });

  test('one key in two sources is allowed', async () => {
    await expect(recordsOf({ one: tableOf(PEOPLE, [['a', null, null, null]]), two: tableOf(PEOPLE, [['a', null, null, null]]) }, [name])).resolves.toMatchObject({ sources: ['one', 'two'] });
  });

  test('unknown columns, other kinds and unfit keys, all at once', async () => {
    const other = tableOf(schemaOf({ id: { type: 'float64', role: 'technical' }, name: { type: 'int32', role: 'attribute' } }), []);
    const error = await recordsOf({ one: tableOf(PEOPLE, []), two: other }, [name, { column: 'citi' }]).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'PlanError', problems: [
      { code: 'PLAN_UNKNOWN_COLUMN', path: 'one.expressions[1].column', message: 'unknown column "citi", did you mean "city"?' },
      { code: 'PLAN_COLUMN_TYPE', path: 'two.rowKey' }, { code: 'PLAN_COLUMN_TYPE', path: 'two.rowKey' },
      { code: 'PLAN_UNKNOWN_COLUMN', path: 'two.expressions[1].column' }, { code: 'PLAN_COLUMN_TYPE', path: 'two' },
    ] });
  });

  test('no source at all', async () => {
    await expect(recordsOf({}, [name])).rejects.toMatchObject({ name: 'PlanError', problems: [{ code: 'PLAN_MISSING' }] });
  });

  test('more than the memory allowed', async () => {
    const rows = Array.from({ length: 100 }, (_, row): Row => [`k${row}`, `n${row}`, null, null]);
    await expect(recordsOf({ people: tableOf(PEOPLE, rows) }, [name], { context: { spill: null, maxMemoryBytes: 100 } })).rejects.toMatchObject({ code: 'DATA_MEMORY_LIMIT' });
  });

  test('more than allowed for what is made of the rows: told before it is made, with the bytes it takes', async () => {
    const rows = Array.from({ length: 5000 }, (_, row): Row => [`k${row}`, `Name ${row % 9}`, null, row % 100]);
    const starts = Array.from({ length: 12 }, (_, length): Expression => ({ column: 'name', derive: [{ op: 'slice', from: 1, length: length + 1 }] }));
    const prepare = (maxMemoryBytes: number): Promise<LinkageRecords> => recordsOf({ people: tableOf(PEOPLE, rows) }, [name, ...starts], { context: { spill: null, maxMemoryBytes } });
    const refusal = await prepare(200_000).then(() => '', (error: unknown) => (error as Error).message);
    const needed = Number(/5000 records need (\d+) bytes/.exec(refusal)![1]);
    // Keys; codes read; codes made, of 13 expressions.
    expect(needed).toBeGreaterThan(5000 * (4 + 4 + 4 + 13 * 4));
    expect(needed).toBeLessThan(5000 * (4 + 5 + 4 + 13 * 4) + 10_000);
    await expect(prepare(needed - 1)).rejects.toMatchObject({ code: 'DATA_MEMORY_LIMIT' });
    await expect(prepare(needed)).resolves.toMatchObject({ table: { records: 5000 } });
  });

  test('an aborted reading', async () => {
    await expect(recordsOf({ people: oneColumn(['a']) }, [{ column: 'value' }], { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  });
});

test('pseudonyms are written as a CSV file has them', async () => {
  const schema = schemaOf({ id: { type: 'int32', role: 'technical' }, value: { type: 'binary(16)', role: 'pseudonym' } });
  schema.fields[1]!.metadata.set(METADATA.pseudonym, '{}');
  const { table: { columns } } = await recordsOf({ source: tableOf(schema, [[1, '00000000000000000000000000000001'], [2, null]]) }, [{ column: 'value' }]);
  expect(decodeColumn(columns[0]!)).toEqual(['00000000000000000000000001', null]);
});
