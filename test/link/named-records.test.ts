// Records by the names of their rows: numbers while tables are read, ordinals once all are known, and groups by name.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnsOf } from '../../src/core/arrow.ts';
import { collect, type Dataset } from '../../src/core/dataset.ts';
import { DataError, PlanError } from '../../src/core/errors.ts';
import { checkEarlier, readEarlier } from '../../src/link/decide/earlier-clusters.ts';
import { byOrdinal, leastMembers, readGroups, withRoom } from '../../src/link/decide/named-groups.ts';
import { checkRecordColumns, nameRecords, numberRecords, readColumns, sourceColumn, type RecordNumbers } from '../../src/link/decide/named-records.ts';
import { floatColumn, integerColumn, truthColumn } from '../../src/link/decide/number-columns.ts';
import { bitsOfBatch, inBatches, linksOfBatch, pairFields, WEIGHTED_PAIR } from '../../src/link/decide/pair-columns.ts';
import { CLUSTERS, clustersOf, PAIRS, pairsOf, RECORDS, RETIRED, rowsOf, schemaOf, tableOf } from './decide-tables.ts';
import { recordsOf } from './records-of.ts';
import { valuesOf, type Row } from '../small-tables.ts';

const SOURCE = { type: 'utf8', role: 'technical', nullable: false } as const;

async function numbered(rows: readonly Row[], numbers: RecordNumbers, schema = RECORDS, cuts: readonly number[] = []): Promise<number[]> {
  const found: number[] = [];
  for (const batch of await collect(tableOf(schema, rows, cuts))) {
    const [source, rowKey] = columnsOf(batch);
    found.push(...numbers.number(source!, rowKey!));
  }
  return found;
}

describe('numbers of records', () => {
  test('go by first appearance, one for each source and row key', async () => {
    const numbers = numberRecords();
    expect(await numbered([['b', 'x'], ['a', 'x'], ['b', 'x'], ['b', 'y']], numbers)).toEqual([0, 1, 0, 2]);
    expect(await numbered([['a', 'x'], ['a', 'y']], numbers)).toEqual([1, 3]);
    expect(numbers.size).toBe(4);
  });

  test('become ordinals by source and row key, texts by their bytes', async () => {
    const numbers = numberRecords();
    const rows = [['b', 'é'], ['a', 'z'], ['b', 'e'], ['a', ''], ['b', 'ez']];
    await numbered(rows, numbers);
    const { records, ordinalOf } = numbers.finish();
    expect([...ordinalOf]).toEqual([4, 1, 2, 0, 3]);
    expect(records.sources).toEqual(['a', 'b']);
    expect([...records.sourceOf]).toEqual([0, 0, 1, 1, 1]);
    expect(valuesOf(records.rowKeys)).toEqual(['', 'z', 'e', 'ez', 'é']);
    expect(valuesOf(sourceColumn(records, Int32Array.of(4, 0)))).toEqual(['b', 'a']);
  });

  test.each([
    ['int32', [5, -7, 0, 2_000_000_000], [-7, 0, 5, 2_000_000_000]],
    ['int64', [5n, -7n, 2n ** 60n, 0n], [-7n, 0n, 5n, 2n ** 60n]],
    ['binary(2)', ['ff00', '00ff', '0a0b', '0000'], ['0000', '00ff', '0a0b', 'ff00']],
  ] as const)('of row keys of type %s go by value', async (type, keys, ordered) => {
    const numbers = numberRecords();
    const schema = schemaOf({ source: SOURCE, rowKey: { type, role: 'technical', nullable: false } });
    await numbered(keys.map((rowKey) => ['s', rowKey]), numbers, schema, [2]);
    expect(valuesOf(numbers.finish().records.rowKeys)).toEqual(ordered);
  });

  test('are the same records in the end, whatever the order and the batches', async () => {
    await fc.assert(fc.asyncProperty(
      fc.uniqueArray(fc.tuple(fc.constantFrom('s', 't', 'é'), fc.string({ maxLength: 3 })), { selector: (row) => row.join('|'), maxLength: 20 }),
      fc.array(fc.nat(20), { maxLength: 3 }),
      async (rows, cuts) => {
        const one = numberRecords();
        const other = numberRecords();
        const numbers = await numbered(rows, one);
        const turned = await numbered([...rows].reverse(), other, RECORDS, cuts);
        const [first, second] = [one.finish(), other.finish()];
        expect(second.records.sources).toEqual(first.records.sources);
        expect(valuesOf(second.records.rowKeys)).toEqual(valuesOf(first.records.rowKeys));
        rows.forEach((_, row) => {
          expect(second.ordinalOf[turned[rows.length - 1 - row]!]).toBe(first.ordinalOf[numbers[row]!]);
        });
      },
    ), { numRuns: 50 });
  });

  test('of records made ready are their ordinals, and what is new comes after them', async () => {
    const table = (ids: readonly string[]): Dataset => tableOf(schemaOf({ id: SOURCE }), ids.map((id) => [id]));
    const records = await recordsOf({ t: table(['c', 'a']), s: table(['b']) }, []);
    const named = nameRecords(records);
    expect([named.records, named.sources, [...named.sourceOf], valuesOf(named.rowKeys)]).toEqual([3, ['s', 't'], [0, 1, 1], ['b', 'a', 'c']]);
    const numbers = numberRecords(named);
    expect(await numbered([['t', 'c'], ['s', 'a'], ['s', 'b']], numbers)).toEqual([2, 3, 0]);
    expect(numberRecords(nameRecords(await recordsOf({ s: table([]) }, []))).size).toBe(0);
  });

  test('need columns of the right types: all faults are told together', () => {
    const problems = (): string => {
      try {
        checkRecordColumns([
          { port: 'pairs', schema: PAIRS, sources: ['leftSource', 'nowhere'], rowKeys: ['leftRowKey', 'matchWeightBits'] },
          { port: 'records', schema: schemaOf({ rowKey: { type: 'int32', role: 'technical' } }), sources: [], rowKeys: ['rowKey'] },
        ]);
      } catch (error) {
        expect(error).toBeInstanceOf(PlanError);
        return (error as Error).message;
      }
      return '';
    };
    const message = problems();
    expect(message).toContain('pairs: unknown column "nowhere"');
    expect(message).toContain('pairs: column "matchWeightBits": expected utf8 or int32 or int64 or binary, got float64');
    expect(message).toContain('records: column "rowKey": expected row keys of one type, got utf8 and int32');
  });
});

describe('columns of a table', () => {
  test('are read by name, and a null is told by column and row', async () => {
    const rows: Row[] = [['s', 'a'], ['s', 'b'], ['s', null], [null, null]];
    const read = async (names: readonly string[]): Promise<number[]> => {
      const found: number[] = [];
      for await (const { firstRow, rows: count } of readColumns(tableOf(RECORDS, rows, [1, 1]), 'records', names)) found.push(firstRow, count);
      return found;
    };
    expect(await read([])).toEqual([0, 1, 1, 3]);
    await expect(read(['rowKey'])).rejects.toThrow(/^records, column rowKey, row 3: expected a value in every row/);
    await expect(read(['rowKey'])).rejects.toMatchObject({ detail: { rowCount: 2, firstRow: 3 } });
  });

  test('of pairs become links; a weight or a pair that is none is told by row', async () => {
    const links = async (lines: readonly string[], cuts: readonly number[] = []): Promise<number[][]> => {
      const numbers = numberRecords();
      const found: number[][] = [];
      for await (const batch of readColumns(pairsOf(lines, cuts), 'pairs', WEIGHTED_PAIR)) {
        const { left, right, bits } = linksOfBatch(batch, 'pairs', numbers);
        left.forEach((record, row) => found.push([record, right[row]!, bits[row]!]));
      }
      return found;
    };
    expect(await links(['a b 1', 'b c -Infinity'], [1])).toEqual([[0, 1, 1], [1, 2, -Infinity]]);
    await expect(links(['a b 1', 'a b 2', 'c c 2'], [2])).rejects.toThrow(/^pairs, column rightRowKey, row 3: expected two records, got one/);
    await expect(links(['a b 1', 'a c NaN'])).rejects.toThrow(/^pairs, column matchWeightBits, row 2: expected a weight/);
    for await (const batch of readColumns(pairsOf(['a b 4']), 'pairs', WEIGHTED_PAIR)) expect([...bitsOfBatch(batch, 'pairs')]).toEqual([4]);
  });

  test('of new tables are told by field, and come in batches', async () => {
    const fields = pairFields(RECORDS.fields[1]!);
    expect(fields.map(({ name }) => name)).toEqual(['leftSource', 'leftRowKey', 'rightSource', 'rightRowKey']);
    const schema = schemaOf({ row: { type: 'int32', role: 'technical' } });
    const batches = await collect(inBatches(schema, 70_000, (rows) => [integerColumn(rows)]));
    expect(batches.map(({ numRows }) => numRows)).toEqual([65_536, 4464]);
    expect((await rowsOf(inBatches(schema, 70_000, (rows) => [integerColumn(rows)]))).every(([row], index) => row === index)).toBe(true);
    expect(await collect(inBatches(schema, 0, () => []))).toEqual([]);
  });

  test('of numbers have nulls where there is none, of truths bits', () => {
    expect(valuesOf(floatColumn(Float64Array.of(1.5, NaN, -0, Infinity)))).toEqual([1.5, null, -0, Infinity]);
    expect(valuesOf(integerColumn(Int32Array.of(3, -1)))).toEqual([3, -1]);
    expect(valuesOf(truthColumn(Uint8Array.of(1, 0, 0, 1, 0, 0, 0, 0, 1)))).toEqual([true, false, false, true, false, false, false, false, true]);
    for (const column of [floatColumn(new Float64Array(0)), integerColumn(new Int32Array(0)), truthColumn(new Uint8Array(0))]) expect(valuesOf(column)).toEqual([]);
  });
});

describe('groups of records', () => {
  test('are numbered in the order of their names; a null is no group', async () => {
    const schema = schemaOf({ source: SOURCE, rowKey: SOURCE, group: { type: 'utf8', role: 'entity' } }, ['group']);
    const numbers = numberRecords();
    const { names, groupOf } = await readGroups(tableOf(schema, [['s', 'c', 'z'], ['s', 'a', 'b'], ['s', 'd', null], ['s', 'b', 'z']], [2]), 'groups', 'group', numbers);
    expect(valuesOf(names)).toEqual(['b', 'z']);
    expect([...groupOf.slice(0, 4)]).toEqual([1, 0, -1, 1]);
    const { ordinalOf } = numbers.finish();
    expect([...byOrdinal(groupOf, ordinalOf)]).toEqual([0, 1, 1, -1]);
    expect([...leastMembers(byOrdinal(groupOf, ordinalOf))]).toEqual([0, 1, 1, 3]);
  });

  test('have room for more records, and none for what was not read', () => {
    const some = Int32Array.of(4, 5);
    expect(withRoom(some, 2)).toBe(some);
    expect([...withRoom(some, 3)]).toEqual([4, 5, -1, -1]);
    expect([...byOrdinal(some, Uint32Array.of(2, 0, 1))]).toEqual([5, -1, 4]);
    expect([...leastMembers(new Int32Array(0))]).toEqual([]);
    expect([...leastMembers(Int32Array.of(-1, 3, -1, 3))]).toEqual([0, 1, 2, 1]);
  });

  test('of an earlier run are read with the names that had retired', async () => {
    const numbers = numberRecords();
    const earlier = await readEarlier({ clusters: clustersOf(['b x', 'a x', 'c y']), retired: tableOf(RETIRED, [['w', 'x'], ['v', null]]) }, numbers);
    expect([earlier.clusters, earlier.names.size]).toEqual([2, 4]);
    expect([...earlier.clusterOf.slice(0, 3)]).toEqual([0, 0, 1]);
    expect([[...earlier.retired.cluster], [...earlier.retired.into]]).toEqual([[2, 3], [0, -1]]);
    const none = await readEarlier({ clusters: tableOf(CLUSTERS, [], [0]) }, numberRecords());
    expect([none.clusters, none.retired.cluster.length]).toEqual([0, 0]);
  });

  test('of an earlier run are refused where they are none', async () => {
    expect(() => {
      checkEarlier(RECORDS);
    }).toThrow(/unknown column "cluster"/);
    expect(() => {
      checkEarlier(CLUSTERS, RECORDS);
    }).toThrow(/retiredClusters: unknown column "cluster"/);
    const doubled = readEarlier({ clusters: clustersOf(['a x', 'b x', 'a y']) }, numberRecords());
    await expect(doubled).rejects.toThrow(DataError);
    await expect(doubled).rejects.toMatchObject({ code: 'DATA_DUPLICATE_KEY', detail: { firstRow: 3, column: 'rowKey' } });
  });
});
