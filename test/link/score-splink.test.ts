// What Splink 4 answers on its own data and models (test/link/fixtures): the same pairs, rules and levels, weights within 1e-9.
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { columnsOf } from '../../src/core/arrow.ts';
import { collect, type Dataset } from '../../src/core/dataset.ts';
import { compileComparisons } from '../../src/link/compare/compile-comparisons.ts';
import { countPatterns } from '../../src/link/compare/count-patterns.ts';
import { blockRecords } from '../../src/link/block/block-records.ts';
import { collectExpressions } from '../../src/link/compile/expression-list.ts';
import type { LinkageModel, LinkType } from '../../src/link/model/model.ts';
import { prepareRecords } from '../../src/link/records/prepare-records.ts';
import { scorePairs } from '../../src/link/score/score-pairs.ts';
import { readParquet } from '../../src/read/index.ts';
import { fileBlob } from '../../src/read/node.ts';
import { describeWithData, sharedData } from '../shared-data.ts';
import { schemaOf, tableOf, valuesOf, type Row, type Value } from '../small-tables.ts';
import { readSplinkModel } from './read-splink-model.ts';

type Pair = Readonly<Record<string, string>>;

const NAMES = ['first_name', 'surname', 'dob', 'city', 'email'];

const SCHEMA = schemaOf({
  unique_id: { type: 'int32', role: 'technical' },
  ...Object.fromEntries(NAMES.map((name) => [name, { type: 'utf8', role: 'directIdentifier' } as const])),
});

const fixture = (name: string): Pair[] => parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url)), { columns: true });

function fake1000(sources: number): Record<string, Dataset> {
  const rows = (parse(readFileSync(sharedData('linkage/splink/fake_1000.csv')!), { columns: true }) as Pair[])
    .map((row): Row => [Number(row['unique_id']), ...NAMES.map((name) => row[name] === '' ? null : row[name]!)]);
  return Object.fromEntries(Array.from({ length: sources }, (_, part) =>
    [`part_${part}`, tableOf(SCHEMA, rows.filter(([id]) => Number(id) % sources === part))]));
}

const model = (file: string): LinkageModel => readSplinkModel(sharedData(`linkage/splink/models/${file}`)!);

interface Scored {
  /** By the names of both records; only those that are asked for. */
  readonly pairs: ReadonlyMap<string, Record<string, Value>>;
  readonly count: number;
  readonly rules: ReadonlyMap<number, number>;
  readonly least: number;
  readonly greatest: number;
}

/** Splink orders the two records by their identifiers as text: its models are symmetric. */
const nameOf = (...sides: readonly Value[]): string => [`${String(sides[0])} ${String(sides[1])}`, `${String(sides[2])} ${String(sides[3])}`].sort().join(' | ');

const nameOfExpected = (pair: Pair): string => nameOf(pair['source_dataset_l'] ?? 'part_0', pair['unique_id_l']!, pair['source_dataset_r'] ?? 'part_0', pair['unique_id_r']!);

async function scored(inputs: Record<string, Dataset>, used: LinkageModel, expected: readonly Pair[]): Promise<Scored> {
  const records = await prepareRecords(inputs, { rowKey: 'unique_id', expressions: collectExpressions(used), unit: used.unit });
  const wanted = new Set(expected.map(nameOfExpected));
  const pairs = new Map<string, Record<string, Value>>();
  const rules = new Map<number, number>();
  let [count, least, greatest] = [0, Infinity, -Infinity];
  for (const batch of await collect(scorePairs(records, used, { detail: 'weights' }))) {
    const columns = columnsOf(batch).map(valuesOf);
    const names = batch.schema.fields.map(({ name }) => name);
    const [bits, rule] = [columns[names.indexOf('matchWeightBits')]!, columns[names.indexOf('rule')]!];
    for (let row = 0; row < batch.numRows; row++) {
      count++;
      least = Math.min(least, Number(bits[row]));
      greatest = Math.max(greatest, Number(bits[row]));
      rules.set(Number(rule[row]), (rules.get(Number(rule[row])) ?? 0) + 1);
      const name = nameOf(columns[0]![row]!, columns[1]![row]!, columns[2]![row]!, columns[3]![row]!);
      if (wanted.has(name)) pairs.set(name, Object.fromEntries(names.map((column, index) => [column, columns[index]![row]!])));
    }
  }
  return { pairs, count, rules, least, greatest };
}

function expectSame(expected: readonly Pair[], found: Scored): void {
  for (const pair of expected) {
    const name = nameOfExpected(pair);
    const actual = found.pairs.get(name);
    expect(actual, name).toBeDefined();
    const levels = Object.keys(pair).filter((column) => column.startsWith('gamma_'));
    expect([actual!['rule'], ...levels.map((column) => actual![column.replace('gamma', 'level')])], name)
      .toEqual([Number(pair['match_key']), ...levels.map((column) => Number(pair[column]))]);
    expect(Math.abs(Number(actual!['matchWeightBits']) - Number(pair['match_weight'])), name).toBeLessThan(1e-9);
    expect(Math.abs(Number(actual!['matchProbability']) - Number(pair['match_probability'])), name).toBeLessThan(1e-9);
    for (const column of Object.keys(pair).filter((key) => key.startsWith('bf_tf_adj_'))) {
      expect(Math.abs(2 ** Number(actual![column.replace('bf_tf_adj', 'frequencyBits')]) - Number(pair[column])), `${name} ${column}`).toBeLessThan(1e-9);
    }
  }
}

describeWithData('Splink 4 on fake_1000', 'linkage/splink/fake_1000.csv', () => {
  test.each([
    ['v4', 'saved_model_from_demo.v4.0.16.json'],
    ['v5', 'saved_model_from_demo.json'],
    ['realtime', 'real_time_settings.json'],
  ])('gives the same pairs, rules, levels and weights with the model %s', async (name, file) => {
    const expected = fixture(`fake_1000.${name}.pairs.csv`);
    const found = await scored(fake1000(1), model(file), expected);
    expect(found.count).toBe(expected.length);
    expectSame(expected, found);
  });

  test.each([['link', 'link_only', 2], ['link', 'link_only', 3], ['linkAndDedupe', 'link_and_dedupe', 2], ['linkAndDedupe', 'link_and_dedupe', 3]] as const)(
    'gives the same pairs of several sources: %s, %s, %i sources', async (linkType, name, sources) => {
      const used = { ...model('saved_model_from_demo.v4.0.16.json'), linkType: linkType satisfies LinkType };
      const expected = fixture(`fake_1000.${name}.${sources}.pairs.csv`);
      expectSame(expected, await scored(fake1000(sources), used, expected));
    },
  );
});

/** DuckDB 2, with which the answers were recorded, counts code points; DuckDB 1 counts bytes. Names of this file have accents. */
const inCodePoints = (used: LinkageModel): LinkageModel => ({ ...used, unit: 'codePoint' });

interface Counts {
  readonly pairs: number;
  readonly patterns: number;
  readonly pairsPerMatchKey: Readonly<Record<string, number>>;
  readonly pairsPerLevel: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly leastMatchWeight: number;
  readonly greatestMatchWeight: number;
}

describeWithData('Splink 4 on historical_50k', 'linkage/splink/historical_figures_with_errors_50k.parquet', (path) => {
  const expected = JSON.parse(readFileSync(new URL('fixtures/historical_50k.counts.json', import.meta.url), 'utf8')) as Counts;
  const names = ['unique_id', 'first_name', 'surname', 'dob', 'birth_place', 'postcode_fake', 'occupation'];

  async function people(): Promise<Record<string, Dataset>> {
    const columns = Object.fromEntries(names.map((name) => [name, { type: 'utf8', role: 'directIdentifier' } as const]));
    return { part_0: (await readParquet(fileBlob(path), { columns, onUndeclared: 'drop' })).rows };
  }

  test('finds the same pairs, levels and weights', async () => {
    const used = inCodePoints(model('model_h50k.json'));
    const sample = fixture('historical_50k.pairs.csv');
    const found = await scored(await people(), used, sample);
    expect(found.count).toBe(expected.pairs);
    expectSame(sample, found);
    for (const [rule, pairs] of Object.entries(expected.pairsPerMatchKey)) expect(found.rules.get(Number(rule))).toBe(pairs);
    expect(found.least).toBeCloseTo(expected.leastMatchWeight, 9);
    expect(found.greatest).toBeCloseTo(expected.greatestMatchWeight, 9);
  }, 60_000);

  test('counts the same patterns and levels', async () => {
    const used = inCodePoints(model('model_h50k.json'));
    const records = await prepareRecords(await people(), { rowKey: 'unique_id', expressions: collectExpressions(used), unit: used.unit });
    const { rules } = await countPatterns(records, blockRecords(records, used.blocking, 'dedupe'), compileComparisons(used, records), { termFrequencies: false });
    expect(rules.map(({ counts }) => counts.reduce((sum, count) => sum + count))).toEqual(Object.values(expected.pairsPerMatchKey));
    const patterns = new Set(rules.flatMap(({ patterns: count, levels }) => Array.from({ length: count }, (_, pattern) => levels.subarray(pattern * 6, pattern * 6 + 6).join())));
    expect(patterns.size).toBe(expected.patterns);
    used.comparisons.forEach(({ name, levels }, index) => {
      const pairs = levels.map((_, level) => rules.reduce((sum, one) => sum + one.counts.reduce((more, count, pattern) => more + (one.levels[pattern * 6 + index] === level ? count : 0), 0), 0));
      // Null comes first, then from the most agreement down.
      const numbers = [-1, ...levels.slice(1).map((_, level) => levels.length - 2 - level)];
      expect(Object.fromEntries(pairs.map((count, level) => [String(numbers[level]), count]))).toEqual(expected.pairsPerLevel[`gamma_${name}`]);
    });
  }, 60_000);
});
