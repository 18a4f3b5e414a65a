import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../src/core/dataset.ts';
import { compareContents } from '../../src/plan/node/compare-contents.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { schemaOf, tableOf, type Value } from '../small-tables.ts';

const output = (table: string, format: 'csv' | 'parquet', audience = 'public'): object => ({ table, format, audience });
const plan = { version: 1, title: 't', inputs: {}, tables: {}, outputs: { one: output('t', 'csv'), two: output('t', 'parquet'), alone: output('u', 'csv'), inside: output('t', 'csv', 'internal') } } as unknown as Plan;

const CELLS = schemaOf({ region: { type: 'utf8', role: 'attribute' }, stays: { type: 'float64', role: 'cell' } });
const cells = (stays: readonly Value[], cuts: readonly number[] = []): Dataset => tableOf(CELLS, stays.map((count, at) => [`R${at}`, count]), cuts);
/** A dataset that nobody may open. */
const unread: Dataset = { schema: CELLS, open: () => { throw new Error('opened'); } };

describe('outputs of one table', () => {
  test('may hold the same rows, cut into batches as they like', async () => {
    const compare = compareContents(plan);
    await compare('one', cells([12, null, 30]));
    await expect(compare('two', cells([12, null, 30], [1]))).resolves.toBeUndefined();
  });

  test.each<[string, readonly Value[]]>([
    ['another cell withheld', [null, 12, 30]],
    ['one more withheld', [12, null, null]],
    ['one withheld less', [12, 7, 30]],
    ['a zero in place of a withheld one', [12, 0, 30]],
    ['another figure', [13, null, 30]],
    ['a cell less', [12, null]],
    ['no cells', []],
  ])('are refused with %s, and nothing is told of what they hold', async (_title, stays) => {
    const compare = compareContents(plan);
    await compare('one', cells([12, null, 30]));
    const refused = await compare('two', cells(stays)).then(() => null, (error: unknown) => error as Error & { code: string });
    expect(refused?.code).toBe('PROTECTION_DIFFERENCING');
    expect(refused?.message).toContain('outputs.one');
    expect(refused?.message).not.toMatch(/12|30|R0/);
  });

  test('an output that is alone of its table, or not public, is not read', async () => {
    const compare = compareContents(plan);
    await compare('alone', unread);
    await compare('inside', unread);
    await expect(compare('one', unread)).rejects.toThrow('opened');
  });

  test('of nothing are alike', async () => {
    const compare = compareContents(plan);
    await compare('one', cells([]));
    await expect(compare('two', cells([]))).resolves.toBeUndefined();
  });
});
