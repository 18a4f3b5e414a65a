// What the steps that draw at random promise of every table: keyed draws, in any order and cut, and nothing of the key.
import type { Schema } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addNoise, pram, swapRanks } from '../../src/anonymise/index.ts';
import { columnsOf } from '../../src/core/arrow.ts';
import { DataError, PlanError } from '../../src/core/errors.ts';
import { maskingsOf, roleOf } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, type Findings, type LearnOperator } from '../../src/core/operator.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const SECRET = Uint8Array.from({ length: 32 }, (_, index) => (index * 37 + 11) & 255);
const OTHER = Uint8Array.from({ length: 32 }, (_, index) => (index * 41 + 7) & 255);
const columns = {
  id: { type: 'int32', role: 'technical' }, person: { type: 'utf8', role: 'entity' }, sex: { type: 'utf8', role: 'quasiIdentifier' }, work: { type: 'utf8', role: 'quasiIdentifier' },
  age: { type: 'int32', role: 'quasiIdentifier' }, days: { type: 'float64', role: 'attribute' }, cost: { type: 'decimal(12,2)', role: 'measure' }, big: { type: 'int64', role: 'measure' },
} as const;
const SCHEMA = schemaOf(columns);
const CODED = schemaOf(columns, ['sex', 'work', 'person']);

const MASKS: Readonly<Record<string, (secretKey: Uint8Array, unit?: string) => LearnOperator>> = {
  pram: (secretKey, unit = 'id') => pram({ column: 'work', unit, transition: { keep: 0.5, alpha: 1 }, strata: ['sex'], secretKey }),
  'pram by a declared matrix': (secretKey, unit = 'id') => pram({ column: 'work', unit, transition: { values: ['c', '', 'b', 'é'], probabilities: [[0.5, 0.5, 0, 0], [0, 1, 0, 0], [0.25, 0.25, 0.25, 0.25], [0, 0, 1, 0]] }, secretKey }),
  'pram of numbers': (secretKey, unit = 'id') => pram({ column: 'age', unit, transition: { keep: 0.8, alpha: 0.5 }, secretKey }),
  'addNoise additive': (secretKey, unit = 'id') => addNoise({ columns: ['age', 'cost'], unit, method: 'additive', share: 0.5, secretKey }),
  'addNoise correlated': (secretKey, unit = 'id') => addNoise({ columns: ['days', 'big', 'age'], unit, method: 'correlated', share: 2, keepZeros: true, secretKey }),
  'addNoise preserving': (secretKey, unit = 'id') => addNoise({ columns: ['days', 'cost'], unit, method: 'preserving', share: 0.3, secretKey }),
  swapRanks: (secretKey, unit = 'id') => swapRanks({ columns: ['age', 'days', 'cost', 'big'], unit, windowShare: 0.4, bottomShare: 0.1, topShare: 0.1, secretKey }),
};
const each = Object.entries(MASKS);

const row = fc.tuple(
  fc.constantFrom('p1', 'p2', 'p3', 'p4'), fc.option(fc.constantFrom('f', 'm'), { freq: 9 }), fc.option(fc.constantFrom('', 'b', 'c', 'é'), { freq: 9 }), fc.option(fc.integer({ min: 0, max: 99 }), { freq: 9 }),
  fc.option(fc.integer({ min: -40, max: 40 }).map((days) => days / 4), { freq: 9 }), fc.option(fc.bigInt({ min: 0n, max: 9999n }), { freq: 9 }), fc.option(fc.bigInt({ min: -(2n ** 40n), max: 2n ** 40n }), { freq: 9 }),
);
const rows: fc.Arbitrary<Row[]> = fc.array(row, { maxLength: 40 }).map((list) => list.map((values, id): Row => [id, ...values]));
const cuts = fc.array(fc.nat(45), { maxLength: 4 });

async function mask(operator: LearnOperator, schema: Schema, list: readonly Row[], places: readonly number[] = []): Promise<{ rows: Value[][]; found: Findings }> {
  let found: Findings = {};
  const output = applyOperator(tableOf(schema, list, places), operator, { fold: IN_MEMORY, onFindings: (findings) => (found = findings) });
  const masked = await rowsOf(output.rows);
  operator.wipe?.();
  return { rows: masked, found };
}
/** As {@link mask}; `null` where numbers are refused that differ by too little beside their size for their spread to be told. */
async function maskUnlessRefused(...parameters: Parameters<typeof mask>): Promise<Awaited<ReturnType<typeof mask>> | null> {
  try {
    return await mask(...parameters);
  } catch (error) {
    if (error instanceof DataError && error.code === 'DATA_VALUE_RANGE') return null;
    throw error;
  }
}
const byId = (list: readonly Value[][]): Value[][] => list.toSorted((left, right) => (left[0] as number) - (right[0] as number));
function caught(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(() => null, (error: unknown) => error);
}
const many = (count: number): Row[] => Array.from({ length: count }, (_, id) => [id, `p${id}`, id % 2 === 0 ? 'f' : 'm', ['', 'b', 'c', 'é'][id % 4]!, (id * 7) % 100, ((id * 13) % 50) / 4, BigInt((id * 31) % 9999), BigInt(id * id)]);

describe.each(each)('%s', (_, make) => {
  test('makes the same of a row whatever the order, the batches and whether text is coded', async () => {
    await fc.assert(fc.asyncProperty(rows.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))), cuts, async ([list, shuffled], places) => {
      const whole = await maskUnlessRefused(make(SECRET), SCHEMA, list);
      const other = await maskUnlessRefused(make(SECRET), CODED, shuffled, places);
      expect(other === null ? null : byId(other.rows)).toEqual(whole === null ? null : whole.rows);
      expect(other?.found).toEqual(whole?.found);
    }), { numRuns: 25 });
  });
  test('changes no other column, and leaves missing values missing', async () => {
    await fc.assert(fc.asyncProperty(rows, async (list) => {
      const operator = make(SECRET);
      const masked = operator.outputSchema(SCHEMA).fields.map((field) => maskingsOf(field).length > 0);
      (await maskUnlessRefused(operator, SCHEMA, list))?.rows.forEach((cells, at) => {
        cells.forEach((cell, column) => {
          if (masked[column] === true) expect(cell === null).toBe(list[at]![column] === null);
          else expect(cell).toEqual(list[at]![column]);
        });
      });
    }), { numRuns: 25 });
  });
  test('draws anew under another key, which shows in the fingerprint', async () => {
    const list = many(200);
    const first = await mask(make(SECRET), SCHEMA, list);
    const again = await mask(make(SECRET), SCHEMA, list);
    const other = await mask(make(OTHER), SCHEMA, list);
    expect(again).toEqual(first);
    expect(other.rows).not.toEqual(first.rows);
    expect(first.found['fingerprint']).toMatch(/^[0-9a-f]{16}$/);
    expect(other.found['fingerprint']).not.toBe(first.found['fingerprint']);
    const columnsOfSchema = make(SECRET).outputSchema(SCHEMA).fields;
    expect(columnsOfSchema.map(roleOf)).toEqual(SCHEMA.fields.map(roleOf));
  });
  test('refuses rows without unit, rows that share one, and what is no unit', async () => {
    const list = many(4);
    expect(await caught(mask(make(SECRET), SCHEMA, [...list, [3, ...list[0]!.slice(1)]]))).toMatchObject({ code: 'DATA_DUPLICATE_KEY', detail: { column: 'id', rowCount: 1 } });
    expect(await caught(mask(make(SECRET), SCHEMA, [...list, [null, ...list[0]!.slice(1)]]))).toMatchObject({ code: 'DATA_NULL', detail: { firstRow: 5 } });
    expect(() => make(SECRET, 'days').outputSchema(SCHEMA)).toThrow(PlanError);
    expect(() => make(SECRET, 'ide').outputSchema(SCHEMA)).toThrow(/did you mean "id"/);
  });
  test('of no row makes none, and cannot start once its key is wiped', async () => {
    expect((await mask(make(SECRET), SCHEMA, [])).rows).toEqual([]);
    expect((await mask(make(SECRET), SCHEMA, many(1), [0, 0, 1])).rows).toHaveLength(1);
    const operator = make(SECRET);
    operator.wipe!();
    await expect(mask(operator, SCHEMA, many(3))).rejects.toThrow(TypeError);
  });
});

describe('noise', () => {
  test('is refused for numbers that differ by too little beside their size', async () => {
    const list: Row[] = [[0, 'p1', null, null, 0, 0, null, 1099505878586n], [1, 'p1', null, null, 0, 0, null, 1099507433513n]];
    expect(await caught(mask(MASKS['addNoise correlated']!(SECRET), SCHEMA, list))).toMatchObject({ code: 'DATA_VALUE_RANGE', detail: { column: 'big' } });
    expect(await maskUnlessRefused(MASKS['addNoise correlated']!(SECRET), SCHEMA, many(9))).not.toBeNull();
  });
});

describe('keyed draws', () => {
  test('are one for a person, whose rows of one value stay alike', async () => {
    const list = Array.from({ length: 300 }, (_, id): Row => [id, `p${id % 30}`, 'f', ['b', 'c'][id % 2]!, 10 * (id % 30), 1, 1n, 1n]);
    for (const operator of [pram({ column: 'work', unit: 'person', transition: { keep: 0.5, alpha: 1 }, secretKey: SECRET }), addNoise({ columns: ['age'], unit: 'person', method: 'additive', share: 1, secretKey: SECRET })]) {
      const { rows: masked } = await mask(operator, SCHEMA, list);
      const made = new Map<string, Set<Value>>();
      masked.forEach((cells, at) => {
        const same = `${String(cells[1])} ${String(list[at]![3])} ${String(list[at]![4])}`;
        made.set(same, (made.get(same) ?? new Set()).add(operator.name === 'pram' ? cells[3]! : cells[4]!));
      });
      expect([...made.values()].every((values) => values.size === 1)).toBe(true);
    }
    expect(await caught(mask(swapRanks({ columns: ['age'], unit: 'person', windowShare: 0.5, secretKey: SECRET }), SCHEMA, list))).toBeInstanceOf(DataError);
  });
  test('are those of a merged fold, however the rows are parted', async () => {
    const list = many(60);
    for (const [, make] of each) {
      const operator = make(SECRET);
      const fold = operator.fold(SCHEMA);
      const batches: { batch: Parameters<typeof fold.add>[1]; firstRow: number }[] = [];
      let firstRow = 0;
      for await (const batch of tableOf(SCHEMA, list, [20, 45]).open()) {
        batches.push({ batch, firstRow });
        firstRow += batch.numRows;
      }
      const states = batches.map(({ batch, firstRow: before }) => {
        const state = fold.init(IN_MEMORY);
        void fold.add(state, batch, before);
        return state;
      });
      const learned: unknown = await operator.decide(await fold.finish(fold.merge(states[2], fold.merge(states[1], states[0]))));
      const session = operator.start(SCHEMA, learned);
      for (const { batch, firstRow: before } of batches) expect(columnsOf(await session.apply(batch, before, () => undefined))).toHaveLength(8);
      expect(session.finish!()).toEqual((await mask(make(SECRET), SCHEMA, list)).found);
    }
  });
  test('refuse another key than the expected one, keys that are none, and tell nothing of a key', () => {
    const attempt = (change: object): string => {
      try {
        pram({ column: 'work', unit: 'id', transition: { keep: 0.5, alpha: 1 }, secretKey: SECRET, ...change });
      } catch (error) {
        return (error as Error).message;
      }
      return '';
    };
    expect(attempt({ expectFingerprint: '0123456789abcdef' })).toMatch(/PLAN_WRONG_KEY/);
    for (const secretKey of [new Uint8Array(31), new TextEncoder().encode('x'.repeat(32)), 'secret' as unknown]) {
      expect(attempt({ secretKey })).not.toBe('');
      expect(attempt({ secretKey })).not.toMatch(/xxxx/);
    }
  });
});
