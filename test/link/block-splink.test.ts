// Blocking as Splink 4 has it: its own tests of exploded arrays (tests/test_array_based_blocking.py at 137c87b), its counts
// and its prior from rules on its own data (test/link/fixtures).
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../src/core/dataset.ts';
import { blockRecords } from '../../src/link/block/block-records.ts';
import { countCandidates, pairsMatchedByAny } from '../../src/link/block/count-candidates.ts';
import { collectExpressions } from '../../src/link/compile/expression-list.ts';
import type { BlockingRule } from '../../src/link/model/blocking-rule.ts';
import type { Expression } from '../../src/link/model/expression.ts';
import type { LinkType } from '../../src/link/model/model.ts';
import { prepareRecords, type LinkageRecords } from '../../src/link/records/prepare-records.ts';
import { readParquet } from '../../src/read/index.ts';
import { fileBlob } from '../../src/read/node.ts';
import { describeWithData } from '../shared-data.ts';
import { schemaOf, tableOf, valuesOf, type Row, type Value } from '../small-tables.ts';
import { readSplinkModel } from './read-splink-model.ts';

const column = (name: string): Expression => ({ column: name });
/** Lists are texts cut at blanks here. */
const list = (name: string): Expression => ({ column: name, derive: [{ op: 'split', separator: ' ' }] });

function ready(inputs: Readonly<Record<string, Dataset>>, rowKey: string, blocking: readonly BlockingRule[]): Promise<LinkageRecords> {
  return prepareRecords(inputs, { rowKey, expressions: collectExpressions({ blocking, comparisons: [] }), unit: 'byte' });
}

/** Pairs as source, row key, source, row key and rule, in the order in which they come. */
async function pairsOf(inputs: Readonly<Record<string, Dataset>>, rowKey: string, blocking: readonly BlockingRule[], linkType: LinkType): Promise<Value[][]> {
  const records = await ready(inputs, rowKey, blocking);
  const keys = valuesOf(records.rowKeys);
  const named = (record: number): Value[] => [records.sources[records.table.sourceStarts.findLastIndex((start) => start <= record)]!, keys[record]!];
  const pairs: Value[][] = [];
  blockRecords(records, blocking, linkType).visit(null, 3, (lefts, rights, rules, count) => {
    for (let pair = 0; pair < count; pair++) pairs.push([...named(lefts[pair]!), ...named(rights[pair]!), rules[pair]!]);
    return true;
  });
  return pairs;
}

const text = { type: 'utf8', role: 'attribute' } as const;
const PERSONS = schemaOf({ id: { type: 'int32', role: 'technical' }, name: text, surname: text, postcodes: text });

describe('exploded lists, as in Splink’s tests', () => {
  test('records that share an element are paired once, and the next rule gives the rest', async () => {
    const left = tableOf(PERSONS, [[1, 'm', null, '2612 2000'], [2, 'm', null, '2612 2617'], [3, 'f', null, '2617']]);
    const right = tableOf(PERSONS, [[4, 'm', null, '2617 2600'], [5, 'f', null, '2000'], [6, 'm', null, '2617 2612 2000']]);
    const rules: BlockingRule[] = [{ on: [{ of: column('name') }, { of: list('postcodes'), explode: true }] }, { on: [{ of: column('name') }] }];
    const pairs = await pairsOf({ left, right }, 'id', rules, 'link');
    expect(new Set(pairs.map(([, one, , other, rule]) => `${String(one)} ${String(other)} ${String(rule)}`))).toEqual(new Set(['1 6 0', '2 4 0', '2 6 0', '1 4 1', '3 5 1']));
    expect(pairs).toHaveLength(5);
  });

  test('of three sources, row keys that several of them have are different records', async () => {
    const inputs = {
      a: tableOf(PERSONS, [[1, 'John', 'Doe', 'A B'], [3, 'John', 'Doe', 'B']]),
      b: tableOf(PERSONS, [[3, 'John', 'Smith', 'A']]),
      c: tableOf(PERSONS, [[3, 'John', 'Smith', 'A'], [4, 'John', 'Doe', 'C']]),
    };
    const rules: BlockingRule[] = [{ on: [{ of: list('postcodes'), explode: true }, { of: column('name') }] }, { on: [{ of: column('surname') }] }];
    expect(await pairsOf(inputs, 'id', rules, 'link')).toEqual([
      ['a', 1, 'b', 3, 0], ['a', 1, 'c', 3, 0], ['b', 3, 'c', 3, 0], ['a', 1, 'c', 4, 1], ['a', 3, 'c', 4, 1],
    ]);
  });
});

describe('the order of pairs', () => {
  test('is the same whatever the order of rows, sources and batches', async () => {
    const some = fc.constantFrom('p', 'q', null);
    const rows = fc.uniqueArray(fc.nat(40), { maxLength: 14 }).chain((keys) => fc.tuple(...keys.map((id) => fc.tuple(fc.constant(id), some, some, fc.constantFrom('x y', 'y z x', 'z', null)))));
    const rules: BlockingRule[] = [
      { on: [{ of: column('name') }, { of: column('surname') }], maxBlockRecords: 4 }, { on: [{ of: list('postcodes'), explode: true }] }, { on: [{ of: column('name'), against: column('surname') }] },
    ];
    await fc.assert(fc.asyncProperty(rows, rows, fc.array(fc.nat(14), { maxLength: 3 }), fc.constantFrom<LinkType>('dedupe', 'link', 'linkAndDedupe'), async (one, two, cuts, type) => {
      const expected = await pairsOf({ one: tableOf(PERSONS, one), two: tableOf(PERSONS, two) }, 'id', rules, type);
      const actual = await pairsOf({ two: tableOf(PERSONS, two.toReversed(), cuts), one: tableOf(PERSONS, one.toReversed(), cuts) }, 'id', rules, type);
      expect(actual).toEqual(expected);
    }), { numRuns: 40 });
  });
});

describeWithData('the prior from rules on fake_1000', 'linkage/splink/fake_1000.csv', (path) => {
  test('rests on as many pairs as in Splink', async () => {
    const { priorFromRules: { recall, prior } } = JSON.parse(readFileSync(new URL('fixtures/fake_1000.training.json', import.meta.url), 'utf8')) as { priorFromRules: { recall: number; prior: number } };
    const names = ['first_name', 'surname', 'dob', 'email'];
    const schema = schemaOf({ unique_id: { type: 'int32', role: 'technical' }, ...Object.fromEntries(names.map((name) => [name, text])) });
    const rows = (parse(readFileSync(path), { columns: true }) as Record<string, string>[])
      .map((row): Row => [Number(row['unique_id']), ...names.map((name) => row[name] === '' ? null : row[name]!)]);
    const rules: BlockingRule[] = [
      { on: [{ of: column('first_name') }, { of: column('surname') }, { of: column('dob') }] },
      { on: [{ of: column('email') }] },
      { on: [{ of: column('surname') }], where: { kind: 'measure', measure: 'levenshtein', of: column('dob'), atMost: 1 } },
    ];
    const { pairs, cartesianPairs } = pairsMatchedByAny(await ready({ fake: tableOf(schema, rows) }, 'unique_id', rules), rules, 'dedupe');
    expect(cartesianPairs).toBe(499_500);
    expect(pairs / recall / cartesianPairs).toBeCloseTo(prior, 15);
  });
});

describeWithData('ten rules on historical_50k', 'linkage/splink/historical_figures_with_errors_50k.parquet', (path) => {
  test('give as many pairs under each rule as in Splink, counted without a visit', async () => {
    const expected = JSON.parse(readFileSync(new URL('fixtures/historical_50k.counts.json', import.meta.url), 'utf8')) as { pairs: number; pairsPerMatchKey: Record<string, number> };
    const { blocking } = readSplinkModel(path.replace('historical_figures_with_errors_50k.parquet', 'models/model_h50k.json'));
    const columns = Object.fromEntries(['unique_id', 'first_name', 'surname', 'dob', 'birth_place', 'postcode_fake'].map((name) => [name, text]));
    const records = await ready({ people: (await readParquet(fileBlob(path), { columns, onUndeclared: 'drop' })).rows }, 'unique_id', blocking);
    const counts = countCandidates(records, blocking, 'dedupe');
    expect(counts.rules.map(({ pairs }) => pairs)).toEqual(Object.values(expected.pairsPerMatchKey));
    expect(counts.rules.at(-1)!.cumulativePairs).toBe(450_741);
    expect([counts.totalPairs, counts.isExact, counts.cartesianPairs]).toEqual([expected.pairs, true, 50_578 * 50_577 / 2]);
    expect(counts.rules.every(({ blockPairs, pairs, lostPairs, lostBlocks }) => blockPairs >= pairs && lostPairs === 0 && lostBlocks === 0)).toBe(true);
  }, 30_000);
});
