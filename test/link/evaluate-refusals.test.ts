// What evaluation refuses, by code and place, and never by value.
import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../src/core/dataset.ts';
import { DataError, PlanError } from '../../src/core/errors.ts';
import { clusterMetrics } from '../../src/link/decide/cluster-metrics.ts';
import { clusterPairs } from '../../src/link/decide/cluster-pairs.ts';
import { drawReview } from '../../src/link/evaluate/draw-review.ts';
import { evaluateLinkage } from '../../src/link/evaluate/evaluate-linkage.ts';
import type { EvaluationOptions } from '../../src/link/evaluate/evaluation-options.ts';
import { expectErrors } from '../../src/link/evaluate/expect-errors.ts';
import { listErrors, type ListErrorsOptions } from '../../src/link/evaluate/list-errors.ts';
import { entitiesOf, type Truth } from '../../src/link/evaluate/truth.ts';
import { clustersOf, nameOf, PAIRS, pairsOf, RECORDS, rowsOf, runPorts, schemaOf, tableOf } from './decide-tables.ts';

const SOURCE = { type: 'utf8', role: 'technical', nullable: false } as const;
const ENTITIES = schemaOf({ source: SOURCE, rowKey: SOURCE, entity: { type: 'utf8', role: 'entity' } });
const PERSONS: Truth = { by: 'entities', table: tableOf(ENTITIES, ['a 1', 'b 1', 'c 2'].map((line) => [...nameOf(line.split(' ')[0]!), line.split(' ')[1]!])) };
const OPTIONS: EvaluationOptions = { minMatchWeightBits: 0, linkType: 'dedupe', groups: 0, minBinPairs: 1 };

/** What an error is thrown for: its code, and where; a value in it would fail the test. */
async function refusal(attempt: () => unknown): Promise<string> {
  try {
    await attempt();
  } catch (error) {
    expect(String(error)).not.toContain('secret');
    if (error instanceof PlanError) return error.problems.map(({ code, path }) => `${code} ${path}`).join(', ');
    if (error instanceof DataError) return `${error.code} ${JSON.stringify(error.detail)}`;
    throw error;
  }
  return 'none';
}

describe('options of an evaluation', () => {
  const evaluate = (change: Record<string, unknown>): Promise<string> => refusal(() => evaluateLinkage({ pairs: pairsOf([]), truth: PERSONS }, { ...OPTIONS, ...change } as EvaluationOptions));

  test.each([
    [{ minMatchWeightBits: NaN }, 'minMatchWeightBits'], [{ minMatchWeightBits: [] }, 'minMatchWeightBits'], [{ minMatchWeightBits: [1, Infinity] }, 'minMatchWeightBits'],
    [{ groups: 1 }, 'groups'], [{ groups: 256 }, 'groups'], [{ groups: 2.5 }, 'groups'], [{ seed: 2 ** 31 }, 'seed'], [{ minBinPairs: 0 }, 'minBinPairs'],
    [{ linkType: 'secret' }, 'linkType'], [{ blocking: 'ignored' }, 'blocking'], [{ cut: 3 }, ''],
  ])('are refused where they are wrong: %o', async (change, path) => {
    expect(await evaluate(change)).toMatch(new RegExp(`^PLAN_[A-Z_]+ ${path}`));
  });

  test('give each cut once, ascending, whatever their order', async () => {
    const found = await evaluateLinkage({ pairs: pairsOf(['a b 3']), truth: PERSONS }, { ...OPTIONS, minMatchWeightBits: [4, -1, 4, 2] });
    expect(found.cuts.map(({ bits, truePositives }) => [bits, truePositives])).toEqual([[-1, 1], [2, 1], [4, 0]]);
  });
});

describe('options of the list of errors', () => {
  test.each([
    [{ minMatchWeightBits: NaN, linkType: 'dedupe' }, 'minMatchWeightBits'], [{ minMatchWeightBits: 0, linkType: 'Link' }, 'linkType'], [{ minMatchWeightBits: 0 }, 'linkType'],
    [{ minMatchWeightBits: 0, linkType: 'link', cut: 1 }, ''], [undefined, ''],
  ])('are refused where they are wrong, before a row is read: %o', async (options, path) => {
    const unreadable: Dataset = { schema: PAIRS, open: () => expect.fail('a row was read') as never };
    expect(await refusal(() => listErrors({ pairs: unreadable, truth: PERSONS }, options as ListErrorsOptions))).toMatch(new RegExp(`^PLAN_[A-Z_]+ ${path}`));
  });
});

describe('tables with a record or a pair twice', () => {
  test('pairs that make more matches, or more others, than there are, are refused as data', async () => {
    const judge = (pairs: readonly string[]): Promise<string> => refusal(() => evaluateLinkage({ pairs: pairsOf(pairs), truth: PERSONS }, OPTIONS));
    expect(await judge(['a b 3', 'b a 2'])).toBe('DATA_DUPLICATE_KEY {"source":"pairs"}');
    expect(await judge(['a c 1', 'c a 1', 'b c 1'])).toBe('DATA_DUPLICATE_KEY {"source":"pairs"}');
    expect(await judge(['a b 3', 'a c 1', 'b c 1'])).toBe('none');
  });

  test.each([['of two clusters', ['a x', 'b x', 'a y']], ['of one cluster', ['a x', 'b x', 'a x']]])('clusters are refused by the row of the second, %s', async (_, clusters) => {
    const expected = 'DATA_DUPLICATE_KEY {"source":"clusters","column":"rowKey","firstRow":3}';
    expect(await refusal(() => evaluateLinkage({ pairs: pairsOf([]), truth: PERSONS, clusters: clustersOf(clusters) }, OPTIONS))).toBe(expected);
    expect(await refusal(() => runPorts(clusterMetrics({ minMatchWeightBits: 0 }), { pairs: pairsOf([]), clusters: clustersOf(clusters) }))).toBe(expected);
  });

  test('clusters are refused for a record without a cluster that stands twice, as for others', async () => {
    const schema = schemaOf({ source: SOURCE, rowKey: { type: 'utf8', role: 'directIdentifier', nullable: false }, cluster: { type: 'utf8', role: 'entity' } });
    const clusters = tableOf(schema, [['s', 'a', null], ['s', 'b', 'x'], ['s', 'a', null]], [1, 2]);
    expect(await refusal(() => runPorts(clusterMetrics({ minMatchWeightBits: 0 }), { pairs: pairsOf([]), clusters }))).toBe('DATA_DUPLICATE_KEY {"source":"clusters","column":"rowKey","firstRow":3}');
  });

  test('persons are refused by the row of the second', async () => {
    const truth: Truth = { by: 'entities', table: tableOf(ENTITIES, [['s', 'a', '1'], ['t', 'a', '1'], ['s', 'a', null]], [2]) };
    expect(await refusal(() => evaluateLinkage({ pairs: pairsOf([]), truth }, OPTIONS))).toBe('DATA_DUPLICATE_KEY {"source":"labels","column":"rowKey","firstRow":3}');
  });
});

describe('weighted pairs', () => {
  const steps: readonly (readonly [string, (pairs: Dataset) => unknown])[] = [
    ['evaluateLinkage', (pairs) => evaluateLinkage({ pairs, truth: PERSONS }, OPTIONS)],
    ['listErrors', (pairs) => rowsOf(listErrors({ pairs, truth: PERSONS }, { minMatchWeightBits: 0, linkType: 'dedupe' }))],
    ['clusterPairs', (pairs) => runPorts(clusterPairs({ minMatchWeightBits: 0 }), { pairs })],
    ['expectErrors', (pairs) => expectErrors(pairs, { matches: 'scoredPairs' })],
    ['drawReview', (pairs) => drawReview(pairs, { minMatchWeightBits: 0, reviews: 2, seed: 1 })],
  ];

  test.each(steps)('with a weight that is no number are refused by %s, by the row in the whole table', async (_, step) => {
    const pairs = pairsOf(['a secret 1', 'b secret 2', 'c secret NaN', 'd e NaN'], [1, 2]);
    expect(await refusal(() => step(pairs))).toBe('DATA_INVALID {"source":"pairs","column":"matchWeightBits","firstRow":3}');
  });

  test.each(steps.filter(([name]) => name !== 'expectErrors' && name !== 'drawReview'))('of a record with itself are refused by %s', async (_, step) => {
    expect(await refusal(() => step(pairsOf(['a b 1', 'secret secret 2'])))).toBe('DATA_INVALID {"source":"pairs","column":"rightRowKey","firstRow":2}');
  });

  test.each(steps)('of infinite weight are taken by %s', async (_, step) => {
    expect(await refusal(() => step(pairsOf(['a b Infinity', 'a c -Infinity'])))).toBe('none');
  });
});

describe('the table of persons', () => {
  test('needs an input, and one type of row key and person everywhere', async () => {
    const whole = schemaOf({ id: { type: 'int32', role: 'technical' }, person: { type: 'utf8', role: 'entity' } });
    const text = schemaOf({ id: { type: 'utf8', role: 'technical' }, person: { type: 'utf8', role: 'entity' } });
    expect(await refusal(() => entitiesOf({}, 'id', 'person'))).toBe('PLAN_MISSING inputs');
    expect(await refusal(() => entitiesOf({ a: tableOf(whole, []), b: tableOf(text, []) }, 'id', 'person'))).toBe('PLAN_SCHEMA_MISMATCH b');
    expect(await refusal(() => entitiesOf({ a: tableOf(whole, []) }, 'id', 'nobody'))).toMatch(/^PLAN_UNKNOWN_COLUMN/);
  });

  test('lists sources in ascending order, however they were given', async () => {
    const schema = schemaOf({ id: { type: 'utf8', role: 'technical' }, person: { type: 'utf8', role: 'entity' } });
    const table = entitiesOf({ z: tableOf(schema, [['1', 'p']]), a: tableOf(schema, [['1', null], ['2', 'q']], [1]), é: tableOf(schema, []) }, 'id', 'person');
    expect(await rowsOf(table)).toEqual([['a', '1', null], ['a', '2', 'q'], ['z', '1', 'p']]);
  });
});

test('a name that is taken gets a mark, even where it is longer than what fits in the arguments of a call', async () => {
  const key = 'k'.repeat(200_000);
  const { tables } = await runPorts(clusterPairs({ minMatchWeightBits: 0 }), { pairs: pairsOf([]), records: tableOf(RECORDS, [['s', key], ['s', 'x']]), earlierClusters: clustersOf([`x ${key}`]) });
  expect(tables['clusters']!.map((line) => line.split(' ')[2])).toEqual([`${key}~2`, key]);
});
