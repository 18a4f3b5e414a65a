import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aggregate, type AggregateOptions, type StatisticRequest } from '../../src/aggregate/index.ts';
import { fromAsyncIterable } from '../../src/core/dataset.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, pipe } from '../../src/core/operator.ts';
import { protect } from '../../src/protect/index.ts';
import { memorySpill, rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const columns = {
  person: { type: 'binary(2)', role: 'entity' }, a: { type: 'utf8', role: 'attribute' }, b: { type: 'int32', role: 'attribute' }, c: { type: 'bool', role: 'attribute' },
  whole: { type: 'int32', role: 'measure' }, big: { type: 'int64', role: 'measure' }, money: { type: 'decimal(12,2)', role: 'measure' }, real: { type: 'float64', role: 'measure' },
} as const;
const SCHEMA = schemaOf(columns);
const CODED = schemaOf(columns, ['a']);

const row = fc.tuple(
  fc.constantFrom('0001', '0002', 'ff00', 'ff01'), fc.option(fc.constantFrom('', 'x', 'yyyyyyyyyyyy')), fc.option(fc.integer({ min: -1, max: 1 })), fc.option(fc.boolean()),
  fc.option(fc.integer({ min: -3, max: 2 ** 31 - 1 })), fc.option(fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n })), fc.option(fc.bigInt({ min: -(10n ** 11n), max: 10n ** 11n })),
  fc.option(fc.constantFrom(0.1, -0.1, 1e16, 1, -1e16, 1e-300, 0, -0, 1e300, NaN, Infinity), { freq: 9 }),
);
const rows = fc.array(row, { maxLength: 30 });
const cuts = fc.array(fc.nat(30), { maxLength: 4 });
const statistic: fc.Arbitrary<StatisticRequest> = fc.tuple(fc.constantFrom('rows' as const, 'sum' as const, 'mean' as const, 'min' as const, 'max' as const, 'largestShare' as const, 'contributors' as const), fc.constantFrom('whole', 'big', 'money', 'real'))
  .map(([kind, of]) => ({ kind, of }));
const options: fc.Arbitrary<AggregateOptions> = fc.record({
  dimensions: fc.shuffledSubarray(['a', 'b', 'c'], { minLength: 1 }), entity: fc.constantFrom('person', null), statistics: fc.uniqueArray(statistic, { maxLength: 5, selector: (request) => JSON.stringify(request) }),
}).chain((record) => fc.subarray(record.dimensions).map((margins) => ({ ...record, margins })))
  // A mean brings its count and its contributors, which may not be asked for once more under the same name.
  .filter(({ statistics }) => new Set(statistics.map((request) => request.kind)).size === statistics.length);

const cells = (schema: typeof SCHEMA, list: readonly Row[], places: readonly number[], asked: AggregateOptions): Promise<Value[][]> => rowsOf(pipe(tableOf(schema, list, places), aggregate(asked)));

describe('laws of aggregation', () => {
  test('cells do not depend on where batches are cut, nor on whether text is coded', async () => {
    await fc.assert(fc.asyncProperty(rows, cuts, options, async (list, places, asked) => {
      const whole = await cells(SCHEMA, list, [], asked);
      expect(await cells(SCHEMA, list, places, asked)).toEqual(whole);
      expect(await cells(CODED, list, places, asked)).toEqual(whole);
    }), { numRuns: 120 });
  });

  test('cells do not depend on the order of the rows, floats included', async () => {
    await fc.assert(fc.asyncProperty(rows.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))), options, async ([list, shuffled], asked) => {
      expect(await cells(SCHEMA, shuffled, [], asked)).toEqual(await cells(SCHEMA, list, [], asked));
    }), { numRuns: 120 });
  });

  test('partial states merge to the state of all rows, in any order and grouping, spilled or not', async () => {
    await fc.assert(fc.asyncProperty(rows, rows, rows, options, fc.boolean(), async (one, two, three, asked, spills) => {
      const operator = aggregate(asked);
      const output = operator.outputSchema(SCHEMA);
      const fold = operator.fold(SCHEMA);
      const spill = memorySpill(101);
      const state = async (list: readonly Row[]): Promise<ReturnType<typeof fold.init>> => {
        const made = fold.init(spills ? { spill, maxMemoryBytes: 1000 } : IN_MEMORY);
        for await (const batch of tableOf(SCHEMA, list, [7]).open()) if (batch.numRows > 0) await fold.add(made, batch, 0);
        return made;
      };
      const finished = async (merged: ReturnType<typeof fold.init>): Promise<Value[][]> => {
        const measured = await fold.finish(merged);
        return rowsOf(fromAsyncIterable(output, async function* () { yield* operator.table(measured, output); }));
      };
      const all = await cells(SCHEMA, [...one, ...two, ...three], [], asked);
      expect(await finished(fold.merge(fold.merge(await state(one), await state(two)), await state(three)))).toEqual(all);
      expect(await finished(fold.merge(await state(three), fold.merge(await state(two), await state(one))))).toEqual(all);
      expect(await finished(fold.merge(fold.init(IN_MEMORY), await state([...one, ...two, ...three])))).toEqual(all);
      expect(spill.streams.size).toBe(0);
    }), { numRuns: 60 });
  });

  test('a margin is what aggregating without its dimension gives', async () => {
    await fc.assert(fc.asyncProperty(rows.filter((list) => list.length > 0), options.filter(({ margins, dimensions }) => margins!.length > 0 && dimensions.length > 1), async (list, asked) => {
      const [totalled] = asked.margins!;
      const kept = asked.dimensions.filter((name) => name !== totalled);
      const output = aggregate(asked).outputSchema(SCHEMA);
      const marker = (name: string): number => output.names.indexOf(`${name}Total`);
      const totals = (await cells(SCHEMA, list, [], asked)).filter((cell) => asked.margins!.every((name) => cell[marker(name)] === (name === totalled)));
      const expected = await cells(SCHEMA, list, [], { ...asked, dimensions: kept, margins: [] });
      const width = expected[0]!.length - kept.length;
      expect(totals.map((cell) => [...kept.map((name) => cell[output.names.indexOf(name)]!), ...cell.slice(-width)])).toEqual(expected);
    }), { numRuns: 80 });
  });

  test('row counts of cells add up to the rows, entity counts never exceed them', async () => {
    await fc.assert(fc.asyncProperty(rows, options, async (list, asked) => {
      const output = aggregate({ ...asked, margins: [], entity: 'person' }).outputSchema(SCHEMA);
      const found = await cells(SCHEMA, list, [], { ...asked, margins: [], entity: 'person' });
      const [stays, persons] = [output.names.indexOf('rows'), output.names.indexOf('entities')];
      expect(found.reduce((sum, cell) => sum + (cell[stays] as bigint), 0n)).toBe(BigInt(list.length));
      for (const cell of found) {
        expect(cell[persons] as bigint).toBeGreaterThan(0n);
        expect(cell[persons] as bigint).toBeLessThanOrEqual(cell[stays] as bigint);
      }
    }), { numRuns: 60 });
  });
});

describe('laws of primary protection', () => {
  const counted = (list: readonly Row[], places: readonly number[], asked: AggregateOptions): ReturnType<typeof pipe> =>
    pipe(tableOf(SCHEMA, list, places), aggregate({ ...asked, entity: 'person', statistics: [{ kind: 'sum', of: 'whole' }, { kind: 'mean', of: 'money' }, { kind: 'largestShare', of: 'whole' }, { kind: 'largestShare', of: 'money' }] }));

  test('what a larger minimum publishes, a smaller one publishes too', async () => {
    await fc.assert(fc.asyncProperty(rows, options, fc.integer({ min: 1, max: 3 }), fc.constantFrom('rows' as const, 'entities' as const), async (list, asked, minCount, on) => {
      const publish = (least: number): Promise<Value[][]> => rowsOf(pipe(counted(list, [], asked), protect({ rules: [{ rule: 'minimumFrequency', minCount: least, on }] })));
      const loose = await publish(minCount);
      (await publish(minCount + 1)).forEach((cell, index) => {
        if (cell.at(-1) !== null) expect(loose[index]).toEqual(cell);
      });
    }), { numRuns: 60 });
  });

  test('what a smaller share publishes, a larger one publishes too', async () => {
    await fc.assert(fc.asyncProperty(rows, options, fc.constantFrom(0.3, 0.5, 0.9), async (list, asked, maxShare) => {
      const publish = (share: number): Promise<Value[][]> => rowsOf(pipe(counted(list, [], asked), protect({ rules: [{ rule: 'dominance', contributors: 1, maxShare: share }] })));
      const loose = await publish(maxShare + 0.1);
      (await publish(maxShare)).forEach((cell, index) => {
        if (cell[asked.dimensions.length + asked.margins!.length] !== null) expect(loose[index]).toEqual(cell);
      });
    }), { numRuns: 60 });
  });

  test('a cell is published whole or withheld whole, and its dimensions stay', async () => {
    await fc.assert(fc.asyncProperty(rows, cuts, options, async (list, places, asked) => {
      const source = counted(list, places, asked);
      const keys = asked.dimensions.length + asked.margins!.length;
      const open = await rowsOf(source);
      const { rows: output } = applyOperator(source, protect({ rules: [{ rule: 'minimumFrequency', minCount: 2, on: 'entities' }] }));
      (await rowsOf(output)).forEach((cell, index) => {
        expect(cell.slice(0, keys)).toEqual(open[index]!.slice(0, keys));
        const [stays, persons] = cell.slice(keys);
        expect(stays === null).toBe(persons === null);
        if (persons === null) expect(cell.slice(keys).every((value) => value === null)).toBe(true);
        else expect(persons as bigint).toBeGreaterThanOrEqual(2n);
      });
    }), { numRuns: 60 });
  });
});
