import { createHmac, hkdfSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { addNoise, type AddNoiseOptions } from '../../src/anonymise/index.ts';
import { PlanError } from '../../src/core/errors.ts';
import { maskingsOf } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, type Findings } from '../../src/core/operator.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const SECRET = Uint8Array.from({ length: 32 }, (_, index) => (index * 37 + 11) & 255);
const SCHEMA = schemaOf({ id: { type: 'utf8', role: 'technical' }, x: { type: 'float64', role: 'measure' }, n: { type: 'int32', role: 'measure' }, money: { type: 'decimal(5,2)', role: 'measure' }, big: { type: 'int64', role: 'measure' } });
const OPTIONS: AddNoiseOptions = { columns: ['x'], unit: 'id', method: 'additive', share: 0.5, secretKey: SECRET };

async function mask(rows: readonly Row[], options: Partial<AddNoiseOptions> = {}): Promise<{ rows: Value[][]; found: Findings }> {
  let found: Findings = {};
  const output = applyOperator(tableOf(SCHEMA, rows), addNoise({ ...OPTIONS, ...options }), { fold: IN_MEMORY, onFindings: (findings) => (found = findings) });
  return { rows: await rowsOf(output.rows), found };
}
const caught = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => null, (error: unknown) => error);

/** The draw of a unit once more, with the functions of Node. */
function fractionOf(column: string, unit: string): number {
  const framed = Buffer.concat(['addNoise', column, ''].flatMap((label) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(Buffer.byteLength(label));
    return [length, Buffer.from(label)];
  }));
  const subKey = Buffer.from(hkdfSync('sha256', SECRET, 'a423/protective-randomness/v1', framed, 32));
  return Number(createHmac('sha256', subKey).update(unit).digest().readBigUInt64BE(0) >> 11n) * 2 ** -53;
}
/** The share of a normal distribution below a deviate: a sum of Simpson's rule, which knows nothing of quantiles. */
function normalShare(deviate: number): number {
  const steps = 4000;
  const width = (deviate + 9) / steps;
  let sum = 0;
  for (let step = 0; step <= steps; step++) sum += (step === 0 || step === steps ? 1 : step % 2 === 1 ? 4 : 2) * Math.exp(-((-9 + step * width) ** 2) / 2);
  return (sum * width) / 3 / Math.sqrt(2 * Math.PI);
}

describe('addNoise', () => {
  test('adds the normal deviate of the keyed draw, times share and standard deviation', async () => {
    const list = [1, 2, 3, 4, 10].map((x, at): Row => [`u${at}`, x, 1, 1n, 1n]);
    // The standard deviation of 1, 2, 3, 4, 10: Σ (x − 4)² = 50, over 4.
    const deviation = Math.sqrt(12.5);
    (await mask(list)).rows.forEach((cells, at) => {
      const deviate = ((cells[1] as number) - (list[at]![1] as number)) / (0.5 * deviation);
      expect(normalShare(deviate)).toBeCloseTo(fractionOf('x', `u${at}`), 8);
    });
  });
  test('of one value only adds nothing, and says so', async () => {
    const list = [1, 2, 3].map((x, at): Row => [`u${at}`, x, 7, 5n, 1n]);
    const { rows, found } = await mask(list, { columns: ['x', 'n'], method: 'correlated' });
    expect(rows.map((cells) => cells[2])).toEqual([7, 7, 7]);
    expect(found).toMatchObject({ columns: ['x', 'n'], method: 'correlated', share: 0.5, rowsMeasured: 3, constant: ['n'] });
    expect((await mask(list.slice(0, 1))).rows[0]![1]).toBe(1);
  });
  test('keeps zeros where a zero means nothing', async () => {
    const list = [0, -0, 3, 8].map((x, at): Row => [`u${at}`, x, 0, 0n, 0n]);
    expect((await mask(list, { keepZeros: true })).rows.map((cells) => cells[1] === 0)).toEqual([true, true, false, false]);
    expect((await mask(list)).rows.map((cells) => cells[1] === 0)).toEqual([false, false, false, false]);
  });
  test('with share 1 and preserving leaves nothing of the values but their mean and covariance', async () => {
    const list = [1, 2, 3, 4].map((x, at): Row => [`u${at}`, x, 1, 1n, 1n]);
    const other = [4, 3, 2, 1].map((x, at): Row => [`u${at}`, x, 1, 1n, 1n]);
    const options = { method: 'preserving', share: 1 } as const;
    expect((await mask(list, options)).rows).toEqual((await mask(other, options)).rows);
  });
  test('rounds whole numbers and decimals, and refuses results beyond their type', async () => {
    const list = [10n, -20n, 30n, 99_990n].map((money, at): Row => [`u${at}`, 0, 2 ** 31 - 1 - at * 1000, money, 2n ** 40n * BigInt(at)]);
    expect((await mask(list.slice(0, 3), { columns: ['money', 'big'], share: 0.01 })).rows.every((cells) => typeof cells[3] === 'bigint' && typeof cells[4] === 'bigint')).toBe(true);
    expect(await caught(mask(list, { columns: ['money'], share: 10 }))).toMatchObject({ code: 'DATA_OVERFLOW', detail: { column: 'money' } });
    expect(await caught(mask(Array.from({ length: 30 }, (_, at): Row => [`u${at}`, 0, 2 ** 31 - 1 - at * 1_000_000, 0n, 0n]), { columns: ['n'], share: 10 }))).toMatchObject({ code: 'DATA_OVERFLOW', detail: { column: 'n' } });
  });
  test('refuses numbers that are none, or whose differences doubles do not tell', async () => {
    for (const x of [NaN, -Infinity]) expect(await caught(mask([['a', 1, 1, 1n, 1n], ['b', x, 1, 1n, 1n]]))).toMatchObject({ code: 'DATA_VALUE_RANGE', detail: { column: 'x', firstRow: 2 } });
    expect(await caught(mask([['a', 1e15, 1, 1n, 1n], ['b', 1e15 + 1, 1, 1n, 1n]]))).toMatchObject({ code: 'DATA_VALUE_RANGE', detail: { column: 'x' } });
  });
  test('marks columns, and refuses options and columns that do not fit', () => {
    expect(maskingsOf(addNoise(OPTIONS).outputSchema(SCHEMA).fields[1]!)).toEqual([{ method: 'addNoise', noise: 'additive', share: 0.5 }]);
    const problems = (change: object): string[] => {
      try {
        addNoise({ ...OPTIONS, ...change }).outputSchema(SCHEMA);
      } catch (error) {
        if (error instanceof PlanError) return error.problems.map(({ code, path }) => `${code} ${path}`);
        throw error;
      }
      return [];
    };
    expect(problems({ share: 0 })).toEqual(['PLAN_OUT_OF_RANGE share']);
    expect(problems({ share: 1.5, method: 'preserving' })).toEqual(['PLAN_OUT_OF_RANGE share']);
    expect(problems({ columns: ['x', 'x'] })).toEqual(['PLAN_OUT_OF_RANGE columns']);
    expect(problems({ method: 'restr' })).toEqual(['PLAN_OUT_OF_RANGE method']);
    expect(problems({ columns: ['id'] })).toEqual(['PLAN_COLUMN_TYPE columns[0]']);
  });
});
