// Why two records of files have their weight: worked by hand from the m, u and prior of the model, for row keys of every type.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Problem } from '../../src/core/errors.ts';
import type { Comparison, LinkageModel } from '../../src/link/index.ts';
import { explainPairFiles, type ExplainedFilePair, type ExplainPairFilesOptions } from '../../src/plan/node/index.ts';
import { writeFile } from '../../src/write/node/index.ts';
import { schemaOf, tableOf, type Value } from '../small-tables.ts';

const folder = mkdtempSync(join(tmpdir(), 'a423-explain-'));
const at = (name: string): string => join(folder, name);
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const comparison = (column: string, counted = false): Comparison => ({
  name: column,
  levels: [
    { label: 'missing', when: { kind: 'null', of: { column } }, m: null, u: null, isNull: true },
    { label: 'same', when: { kind: 'equal', of: { column } }, m: 0.8, u: 0.1, ...(counted ? { termFrequency: { of: { column }, weight: 1 } } : {}) },
    { label: 'other', when: { kind: 'otherwise' }, m: 0.2, u: 0.9 },
  ],
});
const model = (...comparisons: readonly Comparison[]): LinkageModel => ({
  version: 1, linkType: 'dedupe', prior: 0.2, unit: 'codePoint', blocking: [{ on: [{ of: { column: comparisons[0]!.name } }] }], comparisons,
});

/** log2 of 0.2/0.8, 0.8/0.1 and 0.2/0.9. */
const [PRIOR, SAME, OTHER] = [-2, 3, Math.log2(2 / 9)];
const FILE = 'id,name,town,unused\na,Anne,Lyon,SECRET\nb,Anne,Paris,\nc,Bob,,\nd,Cleo,Lyon,\n';
const BOTH = model(comparison('name'), comparison('town'));

beforeAll(() => {
  writeFileSync(at('one.csv'), FILE);
  writeFileSync(at('two.csv'), 'id,name,town\na,Bob,Nice\nb,Dora,Nice\n');
});

const one = { inputs: { one: at('one.csv') }, rowKey: 'id' };
const two = { inputs: { one: at('one.csv'), two: at('two.csv') }, rowKey: 'id' };
const explain = (left: string, right: string, more: Partial<ExplainPairFilesOptions> = {}, by: unknown = BOTH): Promise<ExplainedFilePair> =>
  explainPairFiles(by, { ...one, left: { rowKey: left }, right: { rowKey: right }, ...more });
const refusal = async (work: Promise<unknown>): Promise<string> => {
  const { code, problems, message } = await work.then(() => { throw new Error('expected a refusal'); }, (error: unknown) => error as { readonly code: string; readonly message: string; readonly problems?: readonly Problem[] });
  expect(message).not.toMatch(/SECRET|Anne|Lyon/);
  return problems === undefined ? code : problems.map((problem) => `${problem.code} ${problem.path}`).join(', ');
};
const said = ({ comparisons }: ExplainedFilePair): string[] => comparisons.map(({ comparison: name, level, label }) => `${name} ${level} ${label}`);

describe('the bits of a pair', () => {
  test('are the log of m over u at each level, and sum with the prior to the weight', async () => {
    const pair = await explain('a', 'b');
    expect(said(pair)).toEqual(['name 1 same', 'town 2 other']);
    expect(pair.priorBits).toBeCloseTo(PRIOR, 12);
    expect(pair.comparisons.map(({ bits }) => bits)).toEqual([expect.closeTo(SAME, 12), expect.closeTo(OTHER, 12)]);
    expect(pair.matchWeightBits).toBeCloseTo(PRIOR + SAME + OTHER, 9);
    // Odds of 1/4 · 8 · 2/9 are 4/9: 4 in 13.
    expect(pair.matchProbability).toBeCloseTo(4 / 13, 12);
    expect([pair.dependenceBits, pair.values]).toEqual([0, null]);
  });

  test('a missing value says nothing, and a pair that no rule gives is explained as well', async () => {
    const pair = await explain('c', 'd');
    expect(said(pair)).toEqual(['name 2 other', 'town 0 missing']);
    expect(pair.comparisons[1]!.bits).toBe(0);
    expect(pair.matchWeightBits).toBeCloseTo(PRIOR + OTHER, 9);
  });

  test('are the same from either side', async () => {
    for (const [left, right] of [['a', 'd'], ['b', 'c'], ['a', 'c']] as const) expect(await explain(left, right)).toEqual(await explain(right, left));
  });

  test('what a rare value adds is told apart: u against the share of its records', async () => {
    // Of four names two are Anne: agreement by chance is 1/2, where u has 1/10.
    const pair = await explain('a', 'b', {}, model(comparison('name', true)));
    expect(pair.comparisons[0]!.frequencyBits).toBeCloseTo(Math.log2(0.1 / 0.5), 9);
    expect(pair.matchWeightBits).toBeCloseTo(PRIOR + SAME + Math.log2(0.1 / 0.5), 9);
  });

  test('frequencies are those of all records of all sources, not of the two', async () => {
    // Of six names two are Bob.
    const pair = await explain('c', 'a', { ...two, left: { source: 'one', rowKey: 'c' }, right: { source: 'two', rowKey: 'a' } }, model(comparison('name', true)));
    expect(pair.comparisons[0]!.frequencyBits).toBeCloseTo(Math.log2(0.1 / (2 / 6)), 9);
  });
});

describe('values', () => {
  test('are told where asked for: of columns that are compared and no others, a missing one as null', async () => {
    expect((await explain('c', 'a', { showValues: true })).values).toEqual([{ column: 'name', left: 'Bob', right: 'Anne' }, { column: 'town', left: null, right: 'Lyon' }]);
    expect((await explain('c', 'a', { showValues: false })).values).toBeNull();
  });

  test('are those of the record of its own source where a row key stands in both', async () => {
    const pair = await explain('', '', { ...two, left: { source: 'two', rowKey: 'a' }, right: { source: 'one', rowKey: 'a' }, showValues: true });
    expect(pair.values).toEqual([{ column: 'name', left: 'Bob', right: 'Anne' }, { column: 'town', left: 'Nice', right: 'Lyon' }]);
  });

  test('of other types are told in words: ISO notation, decimals, truth', async () => {
    const columns = { whole: 'int32', long: 'int64', real: 'float64', born: 'date', seen: 'timestamp', isDead: 'bool' } as const;
    const schema = schemaOf({ id: { type: 'utf8', role: 'technical' }, ...Object.fromEntries(Object.entries(columns).map(([name, type]) => [name, { type, role: 'attribute' } as const])) });
    // 59 days after 1970-01-01 is 1 March 1970; a day before it is 31 December 1969.
    await writeFile(at('typed.parquet'), tableOf(schema, [['p', -3, -999999999999999n, 1.5, 59, 3_600_000_000n, true], ['q', null, -1n, -0.25, -1, null, false]]));
    const typed = { inputs: { typed: at('typed.parquet') }, rowKey: 'id', showValues: true };
    const { values } = await explain('p', 'q', typed, model(...Object.keys(columns).map((column) => comparison(column))));
    expect(Object.fromEntries(values!.map(({ column, left, right }) => [column, [left, right]]))).toEqual({
      whole: ['-3', null], long: ['-999999999999999', '-1'], real: ['1.5', '-0.25'], born: ['1970-03-01', '1969-12-31'],
      seen: [expect.stringMatching(/^1970-01-01T01:00:00/) as unknown, null], isDead: ['true', 'false'],
    });
  });
});

describe('a record', () => {
  test('that is not there is told by its side, and not by its key', async () => {
    for (const [left, right, side] of [['z', 'a', 'left'], ['a', 'z', 'right'], ['', 'a', 'left']] as const) {
      await expect(explain(left, right)).rejects.toMatchObject({ code: 'DATA_INVALID', message: expect.stringContaining(`no such ${side} record`) as unknown });
    }
    expect(await refusal(explain('a', 'b', { left: { source: 'SECRET', rowKey: 'a' } }))).toBe('DATA_INVALID');
  });

  test('needs its source where there are several', async () => {
    expect(await refusal(explain('a', 'b', two))).toBe('PLAN_MISSING left.source');
    expect(await refusal(explain('a', 'b', { ...two, left: { source: 'one', rowKey: 'a' } }))).toBe('PLAN_MISSING right.source');
    expect(await refusal(explain('a', 'b', { ...two, left: { source: 'two', rowKey: 'c' }, right: { source: 'one', rowKey: 'a' } }))).toBe('DATA_INVALID');
  });

  test('is no pair with itself', async () => {
    expect(await refusal(explain('a', 'a'))).toBe('PLAN_OUT_OF_RANGE right');
  });

  const keyed = async (type: 'int32' | 'int64' | 'float64', keys: readonly Value[]): Promise<Pick<ExplainPairFilesOptions, 'inputs' | 'rowKey' | 'showValues'>> => {
    const path = at(`keyed-${type}.parquet`);
    await writeFile(path, tableOf(schemaOf({ id: { type, role: 'technical' }, name: { type: 'utf8', role: 'attribute' } }), keys.map((key, index) => [key, `n${index}`])));
    return { inputs: { keyed: path }, rowKey: 'id', showValues: true };
  };
  const names = async (left: string, right: string, files: Partial<ExplainPairFilesOptions>): Promise<(string | null)[]> =>
    (await explain(left, right, files, model(comparison('name')))).values!.flatMap((value) => [value.left, value.right]);

  test('is found by a number of its type, as far as that goes', async () => {
    const narrow = await keyed('int32', [1, -2147483648, 2147483647]);
    expect(await names('-2147483648', '2147483647', narrow)).toEqual(['n1', 'n2']);
    const wide = await keyed('int64', [1n, -(2n ** 63n), 2n ** 63n - 1n]);
    expect(await names('-9223372036854775808', '9223372036854775807', wide)).toEqual(['n1', 'n2']);
  });

  test.each(['4294967297', '2147483648', '01', '+1', '-0', '1.0', ' 1', '', 'SECRET'])('is not found by a number of 32 bits written %j', async (key) => {
    const narrow = await keyed('int32', [1, 0, -2147483648]);
    expect(await refusal(explain(key, '0', narrow, model(comparison('name'))))).toBe('PLAN_TYPE left.rowKey');
    expect(await refusal(explain('0', key, narrow, model(comparison('name'))))).toBe('PLAN_TYPE right.rowKey');
  });

  test.each(['9223372036854775808', '18446744073709551617', '-9223372036854775809', '1e3', '00'])('is not found by a number of 64 bits written %j', async (key) => {
    expect(await refusal(explain(key, '0', await keyed('int64', [1n, 0n, -(2n ** 63n)]), model(comparison('name'))))).toBe('PLAN_TYPE left.rowKey');
  });
});

describe('what is wrong', () => {
  test('rejects and never throws, before a file is looked at', async () => {
    const nowhere = { inputs: { one: at('nowhere.csv') } };
    expect(await refusal(explain('a', 'b', nowhere, {}))).toMatch(/^PLAN_/);
    expect(await refusal(explain('a', 'b', { ...nowhere, showvalues: true, table: 'x' } as never))).toBe('PLAN_UNKNOWN_OPTION showvalues, PLAN_UNKNOWN_OPTION table');
    expect(await refusal(explain('a', 'b', nowhere))).toBe('DATA_FILE_MISSING');
    expect(await refusal(explain('a', 'b', { inputs: {} }))).toBe('PLAN_MISSING inputs');
  });

  test('a column that the model compares and a file lacks is told by source and column', async () => {
    expect(await refusal(explain('a', 'b', {}, model(comparison('name'), comparison('street'))))).toBe('PLAN_UNKNOWN_COLUMN one.street');
    expect(await refusal(explain('a', 'b', { rowKey: 'key' }))).toBe('PLAN_UNKNOWN_COLUMN one.key');
  });

  test('a model that nobody trained explains nothing', async () => {
    const untrained = { ...comparison('name'), levels: comparison('name').levels.map((level) => ({ ...level, m: null, u: null })) };
    expect(await refusal(explain('a', 'b', {}, model(untrained)))).toMatch(/^PLAN_/);
  });
});
