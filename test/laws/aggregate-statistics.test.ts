// What rules need of contributors, and cells that do not occur, against plain lines that group rows set by set.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aggregate, type AggregateOptions } from '../../src/aggregate/index.ts';
import { fromAsyncIterable } from '../../src/core/dataset.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { pipe } from '../../src/core/operator.ts';
import { memorySpill, rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const SCHEMA = schemaOf({
  firm: { type: 'utf8', role: 'entity' }, sector: { type: 'utf8', role: 'attribute' }, branch: { type: 'utf8', role: 'attribute' }, size: { type: 'int32', role: 'attribute' },
  turnover: { type: 'int64', role: 'measure' }, real: { type: 'float64', role: 'measure' }, money: { type: 'decimal(12,2)', role: 'measure' },
  recordKey: { type: 'int32', role: 'technical', nullable: false }, weight: { type: 'float64', role: 'weight', nullable: false },
});
const NAMES = SCHEMA.names as string[];

/** Each firm has one record key; a branch lies in one sector. */
const KEYS: Readonly<Record<string, number>> = { a: 99_999_999, b: 60_000_000, c: 1, d: 40_000_000 };
const row = fc.tuple(
  fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('S1', 'S1x', 'S2', null), fc.option(fc.nat(1)),
  fc.option(fc.bigInt({ min: -(2n ** 57n), max: 2n ** 57n }), { freq: 6 }), fc.option(fc.constantFrom(0, -1.5, 2, 1e300, -0)), fc.option(fc.bigInt({ min: -(10n ** 11n), max: 10n ** 11n })), fc.constantFrom(0, 0.5, 1, 2, 3.25),
).map(([firm, branch, size, turnover, real, money, weight]): Row => [firm, branch?.slice(0, 2) ?? null, branch, size, turnover, real, money, KEYS[firm]!, weight]);
const lists = fc.array(row, { maxLength: 25 });
const shuffled = lists.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }), fc.array(fc.nat(25), { maxLength: 3 })));

const STATISTICS: AggregateOptions['statistics'] = [
  { kind: 'largest', of: 'turnover', count: 3 }, { kind: 'absoluteSum', of: 'turnover' }, { kind: 'largest', of: 'real', count: 1 }, { kind: 'largest', of: 'money', count: 2 }, { kind: 'largestShare', of: 'money' },
  { kind: 'onlyEntity' }, { kind: 'onlyEntity', of: 'turnover' }, { kind: 'cellKey', of: 'recordKey' },
];
const options: fc.Arbitrary<AggregateOptions> = fc.record({
  dimensions: fc.constant(['size', 'sector', 'branch']), hierarchies: fc.constant([['sector', 'branch']]), entity: fc.constantFrom('firm', null), statistics: fc.constant(STATISTICS),
  margins: fc.constantFrom([], ['branch'], ['size'], ['sector', 'branch'], ['size', 'sector', 'branch']),
});

/** Names each column of the cells. */
async function records(asked: AggregateOptions, list: readonly Row[], places: readonly number[] = []): Promise<Record<string, Value>[]> {
  const operator = aggregate(asked);
  const { names } = operator.outputSchema(SCHEMA);
  return (await rowsOf(pipe(tableOf(SCHEMA, list, places), operator))).map((cell) => Object.fromEntries(names.map((name, index) => [name, cell[index]!])));
}

/** The rows of a cell, by its values and markers. */
function rowsBehind(cell: Readonly<Record<string, Value>>, list: readonly Row[]): Row[] {
  return list.filter((one) => ['size', 'sector', 'branch'].every((name) => cell[`${name}Total`] === true || one[NAMES.indexOf(name)] === cell[name]));
}

const at = (one: Row, name: string): Value => one[NAMES.indexOf(name)]!;
const absolute = (value: bigint): bigint => (value < 0n ? -value : value);
/** Contributors with what they contribute: by firm, or by row. */
function contributions(behind: readonly Row[], of: string, entity: string | null): Map<Value, bigint> {
  const found = new Map<Value, bigint>();
  behind.forEach((one, index) => {
    const value = at(one, of);
    const who = entity === null ? index : at(one, entity);
    if (value !== null) found.set(who, (found.get(who) ?? 0n) + absolute(value as bigint));
  });
  return found;
}

describe('what rules need of contributors', () => {
  test('largest contributions and Σ|x| are those of plain lines', async () => {
    await fc.assert(fc.asyncProperty(lists, options, async (list, asked) => {
      for (const cell of await records(asked, list)) {
        const behind = rowsBehind(cell, list);
        for (const [of, count] of [['turnover', 3], ['money', 2]] as const) {
          const sorted = [...contributions(behind, of, asked.entity!).values()].sort((left, right) => (left > right ? -1 : 1));
          for (let rank = 1; rank <= count; rank++) expect(cell[`${of}Largest${rank}`]).toBe(sorted[rank - 1] ?? null);
        }
        const turnover = [...contributions(behind, 'turnover', asked.entity!).values()];
        expect(cell['turnoverAbsoluteSum']).toBe(turnover.length === 0 ? null : turnover.reduce((sum, value) => sum + value, 0n));
      }
    }), { numRuns: 60 });
  });

  test('the only entity has one number in every cell where it is alone, and no other has it', async () => {
    await fc.assert(fc.asyncProperty(lists, options, async (list, asked) => {
      const cells = await records(asked, list);
      for (const name of ['onlyEntity', 'turnoverOnlyEntity']) {
        const numberOf = new Map<unknown, Value>();
        for (const cell of cells) {
          const behind = rowsBehind(cell, list).filter((one) => name === 'onlyEntity' || at(one, 'turnover') !== null);
          const entities = [...new Set<unknown>(behind.map((one) => (asked.entity === null ? one : at(one, 'firm'))))];
          if (entities.length !== 1) expect(cell[name]).toBeNull();
          else {
            expect(cell[name]).toBe(numberOf.get(entities[0]) ?? cell[name]);
            expect(cell[name]).not.toBeNull();
            numberOf.set(entities[0], cell[name]!);
          }
        }
        const numbers = [...numberOf.values()];
        expect(new Set(numbers).size).toBe(numbers.length);
        expect([...numbers].map(Number).sort((left, right) => left - right)).toEqual(numbers.map((_, index) => index));
      }
    }), { numRuns: 60 });
  });

  test('the cell key is the sum of record keys modulo 10⁸, of each firm once', async () => {
    await fc.assert(fc.asyncProperty(lists, options, async (list, asked) => {
      for (const cell of await records(asked, list)) {
        const behind = rowsBehind(cell, list);
        const keys = asked.entity === null ? behind.map((one) => at(one, 'recordKey') as number) : [...new Set(behind.map((one) => at(one, 'firm') as string))].map((firm) => KEYS[firm]!);
        expect(cell['cellKey']).toBe(keys.reduce((sum, recordKey) => (sum + recordKey) % 100_000_000, 0));
      }
    }), { numRuns: 60 });
  });

  test('none of them depends on the order of the rows, on batches, on merging or on spilling', async () => {
    await fc.assert(fc.asyncProperty(shuffled, options, fc.boolean(), async ([list, other, places], asked, weighted) => {
      const wanted: AggregateOptions = weighted ? { ...asked, weight: 'weight' } : asked;
      const operator = aggregate(wanted);
      const output = operator.outputSchema(SCHEMA);
      const expected = await rowsOf(pipe(tableOf(SCHEMA, list), operator));
      expect(await rowsOf(pipe(tableOf(SCHEMA, other, places), operator))).toEqual(expected);
      const fold = operator.fold(SCHEMA);
      const spill = memorySpill(101);
      const state = async (part: readonly Row[], maxMemoryBytes: number): Promise<ReturnType<typeof fold.init>> => {
        const made = fold.init({ spill, maxMemoryBytes });
        for await (const batch of tableOf(SCHEMA, part, [3]).open()) if (batch.numRows > 0) await fold.add(made, batch, 0);
        return made;
      };
      const [left, right] = [other.slice(0, other.length / 2), other.slice(other.length / 2)];
      const merged = fold.merge(await state(right, 1000), fold.merge(fold.init(IN_MEMORY), await state(left, weighted ? 1000 : 2 ** 31)));
      const measured = await fold.finish(merged);
      expect(await rowsOf(fromAsyncIterable(output, async function* () { yield* operator.table(measured, output); }))).toEqual(expected);
      expect(spill.streams.size).toBe(0);
    }), { numRuns: 60 });
  });
});

describe('weighted contributions', () => {
  /** Units by falling contribution: each takes one from the contributors in turn. */
  function expanded(list: readonly (readonly [value: number, weight: number])[], rank: number): number | null {
    let units = 0;
    let sum: number | null = null;
    for (const [value, weight] of [...list].sort((left, right) => right[0] - left[0])) {
      const share = Math.min(rank, units + weight) - Math.max(rank - 1, units);
      if (share > 0) sum = (sum ?? 0) + share * value;
      units += weight;
    }
    return sum;
  }

  test('are expanded: (100, 4) and (10, 7) have Σ 470 and two largest of 100', async () => {
    const list: readonly Row[] = [['a', 'S1', 'S1', 0, 100n, 0, 0n, 1, 4], ['b', 'S1', 'S1', 0, 10n, 0, 0n, 1, 7]];
    for (const entity of ['firm', null]) {
      const [cell] = await records({ dimensions: ['size'], entity, weight: 'weight', statistics: [{ kind: 'sum', of: 'turnover' }, { kind: 'largest', of: 'turnover', count: 5 }, { kind: 'weight' }, { kind: 'largestShare', of: 'turnover' }] }, list);
      expect(cell).toMatchObject({ rows: 2n, turnoverSum: 470, turnoverLargest1: 100, turnoverLargest2: 100, turnoverLargest4: 100, turnoverLargest5: 10, weight: 11, turnoverLargestShare: 100 / 470 });
    }
  });

  test('of rows are those of plain lines', async () => {
    const asked: AggregateOptions = { dimensions: ['size'], margins: ['size'], entity: null, weight: 'weight', statistics: [{ kind: 'largest', of: 'money', count: 3, into: 'top' }, { kind: 'absoluteSum', of: 'money' }] };
    await fc.assert(fc.asyncProperty(lists, async (list) => {
      for (const cell of await records(asked, list)) {
        const behind = list.filter((one) => (cell['sizeTotal'] === true || at(one, 'size') === cell['size']) && at(one, 'money') !== null);
        const pairs = behind.map((one) => [Math.abs(Number(at(one, 'money')) / 100), at(one, 'weight') as number] as const);
        [1, 2, 3].forEach((rank) => {
          const expected = expanded(pairs.filter(([, weight]) => weight > 0), rank);
          if (expected === null) expect(cell[`top${rank}`]).toBeNull();
          else expect(cell[`top${rank}`]).toBeCloseTo(expected, 5);
        });
        if (behind.length > 0) expect(cell['moneyAbsoluteSum']).toBeCloseTo(pairs.reduce((sum, [value, weight]) => sum + value * weight, 0), 3);
      }
    }), { numRuns: 60 });
  });
});

describe('weighted contributions of entities', () => {
  const WEIGHTS: Readonly<Record<string, number>> = { a: 1, b: 2, c: 3.5, d: 0.5 };
  test('of one weight each are their sums of |x|, expanded', async () => {
    const asked: AggregateOptions = {
      dimensions: ['size'], margins: ['size'], entity: 'firm', weight: 'weight',
      statistics: [{ kind: 'largest', of: 'money', count: 3, into: 'top' }, { kind: 'largestShare', of: 'money' }, { kind: 'weight', into: 'weights' }],
    };
    await fc.assert(fc.asyncProperty(lists, async (list) => {
      const weighted = list.map((one) => [...one.slice(0, -1), WEIGHTS[at(one, 'firm') as string]!]);
      for (const cell of await records(asked, weighted)) {
        const behind = weighted.filter((one) => cell['sizeTotal'] === true || at(one, 'size') === cell['size']);
        const firms = [...contributions(behind, 'money', 'firm')].map(([firm, money]) => [Number(money) / 100, WEIGHTS[firm as string]!] as const);
        const total = firms.reduce((sum, [money, weight]) => sum + money * weight, 0);
        const units = (rank: number): number => {
          let [sum, seen] = [0, 0];
          for (const [money, weight] of [...firms].sort((left, right) => right[0] - left[0])) {
            sum += Math.max(0, Math.min(rank, seen + weight) - Math.max(rank - 1, seen)) * money;
            seen += weight;
          }
          return sum;
        };
        expect(cell['weights']).toBeCloseTo(behind.reduce((sum, one) => sum + (at(one, 'weight') as number), 0), 9);
        if (total === 0) continue;
        for (const rank of [1, 2, 3]) expect(Number(cell[`top${rank}`] ?? 0) / total).toBeCloseTo(units(rank) / total, 9);
        expect(cell['moneyLargestShare']).toBeCloseTo(units(1) / total, 9);
      }
    }), { numRuns: 60 });
  });
});

describe('zero cells', () => {
  test('of linked tables are those of each table; joint cells are only those that occur', async () => {
    const linked: AggregateOptions = { dimensions: ['size', 'sector', 'branch'], hierarchies: [['sector', 'branch']], tables: [['size', 'sector'], ['sector', 'branch']], margins: ['sector', 'branch'], entity: null, statistics: [], zeroCells: { maxCells: 100 } };
    await fc.assert(fc.asyncProperty(lists, async (list) => {
      const cells = await records(linked, list);
      const level = (kept: readonly string[]): Record<string, Value>[] => cells.filter((cell) => ['size', 'sector', 'branch'].every((name) => (cell[`${name}Total`] === true) !== kept.includes(name)));
      const distinct = (...names: readonly string[]): number => new Set(list.map((one) => JSON.stringify(names.map((name) => at(one, name) as string)))).size;
      expect(level(['size', 'sector', 'branch']).length).toBe(distinct('size', 'sector', 'branch'));
      expect(level(['size', 'sector']).length).toBe(distinct('size') * distinct('sector'));
      expect(level(['sector', 'branch']).length).toBe(distinct('sector', 'branch'));
      expect(level(['size', 'sector', 'branch']).every((cell) => cell['rows'] !== 0n)).toBe(true);
    }), { numRuns: 40 });
  });

  const asked: AggregateOptions = { dimensions: ['size', 'sector', 'branch'], margins: ['branch', 'sector'], hierarchies: [['sector', 'branch']], entity: 'firm', statistics: [...STATISTICS, { kind: 'sum', of: 'turnover' }, { kind: 'mean', of: 'money' }, { kind: 'max', of: 'real' }] };
  test('are the combinations of values that occur, in the branches in which they occur; all other cells stay', async () => {
    await fc.assert(fc.asyncProperty(lists, async (list) => {
      const without = await records(asked, list);
      const all = await records({ ...asked, zeroCells: { maxCells: 1000 } }, list);
      expect(all.filter((cell) => cell['rows'] !== 0n)).toEqual(without);
      const distinct = (...names: readonly string[]): number => new Set(list.map((one) => JSON.stringify(names.map((name) => at(one, name) as string)))).size;
      expect(all.length).toBe(distinct('size') * (distinct('sector', 'branch') + distinct('sector') + (list.length > 0 ? 1 : 0)));
      for (const cell of all) {
        if (cell['rows'] === 0n) {
          expect(cell).toMatchObject({ entities: 0n, turnoverContributors: 0n, turnoverSum: 0n, turnoverAbsoluteSum: 0n, turnoverLargest1: null, moneyLargestShare: null, moneyMean: null, realMax: null, onlyEntity: null, cellKey: 0 });
        }
      }
    }), { numRuns: 40 });
  });
});
