// What somebody finds out of perturbed tables: by averaging publications, by what is absent, and by what adds up.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { aggregate, type AggregateOptions } from '../../src/aggregate/index.ts';
import type { Dataset } from '../../src/core/dataset.ts';
import { ProtectionError } from '../../src/core/errors.ts';
import { cellTableOf } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, pipe, type Findings } from '../../src/core/operator.ts';
import { addRecordKey, perturb, type PerturbOptions } from '../../src/protect/index.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const SCHEMA = schemaOf({ person: { type: 'utf8', role: 'entity', nullable: false }, region: { type: 'utf8', role: 'attribute' }, sex: { type: 'utf8', role: 'quasiIdentifier' } });
const secretOf = (seed: number): Uint8Array => new Uint8Array(createHash('sha256').update(`secret ${seed}`).digest());
const people = (region: string, sex: string, count: number): Row[] => Array.from({ length: count }, (_, index): Row => [`${region}${sex}${index}`, region, sex]);
const NOISE: PerturbOptions = { method: 'cellKey', counts: { maxDeviation: 5, variance: 3 } };

const cells = (rows: readonly Row[], secretKey: Uint8Array, options: Partial<AggregateOptions> = {}): Dataset =>
  pipe(tableOf(SCHEMA, rows), addRecordKey({ column: 'person', domain: 'patient', secretKey }), aggregate({ dimensions: ['region', 'sex'], entity: 'person', statistics: [{ kind: 'cellKey', of: 'recordKey' }], ...options }));
const published = (dataset: Dataset, options: PerturbOptions = NOISE): Promise<Value[][]> => rowsOf(pipe(dataset, perturb(options)));
const countsOf = async (dataset: Dataset, options?: PerturbOptions): Promise<Map<string, number>> =>
  new Map((await published(dataset, options)).map(([region, sex, ...rest]) => [`${String(region)}${String(sex)}`, Number(rest.at(-1))]));

const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('averaging what is published again and again', () => {
  const rows = [...people('A', 'F', 23), ...people('A', 'M', 14), ...people('B', 'F', 8), ...people('B', 'M', 31)];
  const TRUTH = new Map([['AF', 23], ['AM', 14], ['BF', 8], ['BM', 31]]);

  test('finds the truth where every publication has another secret: so it must not', async () => {
    const seen = await Promise.all(Array.from({ length: 300 }, (_, seed) => countsOf(cells(rows, secretOf(seed)))));
    // Standard error √(3 / 300) = 0.1; a fifth of a person is four of them, half a person rounds to the truth.
    for (const [name, truth] of TRUTH) expect(Math.round(average(seen.map((counts) => counts.get(name)!)))).toBe(truth);
  });
  test('finds nothing where the secret stays: all publications are one', async () => {
    const orders = [rows, [...rows].reverse(), rows.filter((_, index) => index % 2 === 0).concat(rows.filter((_, index) => index % 2 === 1))];
    const tables: readonly Partial<AggregateOptions>[] = [{}, { dimensions: ['sex', 'region'] }, { margins: ['region'] }];
    const seen = (await Promise.all(orders.flatMap((order) => tables.map((options) => published(cells(order, secretOf(1), options)))))).map((table) =>
      table.filter((row) => !row.includes(true)).map((row) => `${[row[0], row[1]].map(String).sort().join('')}=${String(row.at(-1))}`).sort());
    for (const table of seen) expect(table).toEqual(seen[0]);
    const counts = await countsOf(cells(rows, secretOf(1)));
    expect([...TRUTH].filter(([name, truth]) => counts.get(name) !== truth).length).toBeGreaterThan(0);
  });
  test('over the parts of a cell, finds no more than their noise allows', async () => {
    // A total and the sum of its parts are two readings of one count, with independent noise: the sum is the worse one.
    const withTotals = await published(cells(rows, secretOf(3), { margins: ['region', 'sex'] }));
    const total = withTotals.find((row) => row[2] === true && row[3] === true)!;
    expect(Math.abs(Number(total.at(-1)) - 76)).toBeLessThanOrEqual(5);
  });
});

describe('cells that are absent', () => {
  test('may be empty or not: a true count is published as 0 by being left out', async () => {
    const one = Array.from({ length: 60 }, (_, region) => people(`r${region}`, 'F', 1)).flat();
    const there = await countsOf(cells(one, secretOf(5)));
    expect(there.size).toBeGreaterThan(10);
    expect(there.size).toBeLessThan(50);
    for (const count of there.values()) expect(count).toBeGreaterThan(0);
  });
});

describe('an attacker who knows the method and that totals are sums', () => {
  const rows = [...people('A', 'F', 1), ...people('A', 'M', 14), ...people('B', 'F', 8), ...people('B', 'M', 31)];
  const TOTALS: Partial<AggregateOptions> = { margins: ['region', 'sex'] };

  async function attacked(dataset: Dataset, options: PerturbOptions): Promise<{ attack: unknown; attacked: boolean | undefined }> {
    const all: Findings[] = [];
    const { rows: output } = applyOperator(dataset, perturb(options), { fold: IN_MEMORY, onFindings: (found) => all.push(found) });
    await rowsOf(output);
    return { attack: all.at(-1)!['attack'], attacked: cellTableOf(output.schema)!.attacked };
  }

  test('works out no unsafe count under enough noise, and the table says that it was attacked', async () => {
    const result = await attacked(cells(rows, secretOf(7), TOTALS), { ...NOISE, attack: { minCount: 11 } });
    expect(result.attacked).toBe(true);
    expect(result.attack).toMatchObject([{ statistic: 'rows', unsafe: 3 }, { statistic: 'entities', unsafe: 3 }]);
    expect((await attacked(cells(rows, secretOf(7), TOTALS), NOISE)).attacked).toBeUndefined();
  });
  test('works out a count that rounding leaves certain, and the step refuses', async () => {
    // Base 5 leaves 8 as it is: certain, and below 11.
    const options: PerturbOptions = { method: 'smallCounts', roundingBase: 5, attack: { minCount: 11 } };
    await expect(attacked(cells(rows, secretOf(7), TOTALS), options)).rejects.toThrow(ProtectionError);
    await expect(attacked(cells(rows, secretOf(7), TOTALS), options)).rejects.toMatchObject({ code: 'PROTECTION_DIFFERENCING', detail: { column: 'rows' } });
    // Of counts below 5 it leaves none.
    expect((await attacked(cells(rows, secretOf(7), TOTALS), { ...options, attack: { minCount: 5 } })).attacked).toBe(true);
  });
  test('finds nothing certain in counts that were all rounded, with totals or without', async () => {
    const few = [...people('A', 'F', 1), ...people('A', 'M', 1)];
    expect((await attacked(cells(few, secretOf(1)), { method: 'controlledRounding', roundingBase: 3, attack: { minCount: 3 } })).attacked).toBe(true);
    expect((await attacked(cells(few, secretOf(1), TOTALS), { method: 'controlledRounding', roundingBase: 3, attack: { minCount: 3 } })).attacked).toBe(true);
  });
  test('attacks persons who are in several cells by those dimensions alone in which they add up', async () => {
    const twice = [...rows, ...people('A', 'F', 1).map(([person, , sex]): Row => [person!, 'B', sex!])];
    expect((await attacked(cells(twice, secretOf(7), TOTALS), { ...NOISE, attack: { minCount: 11 } })).attacked).toBe(true);
  });
});
