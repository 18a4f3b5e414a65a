// The benchmark of linkage tells no time unless both sides found the same: here its judges are judged.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkModel, fromSplink } from '../../src/link/index.ts';
import { repository } from './source-graph.ts';

interface Judged {
  readonly pairs: number;
  readonly clusters: number;
  readonly greatestDifference: number;
  readonly rulesCompared: boolean;
}

interface Estimates {
  readonly u: Readonly<Record<string, readonly number[]>>;
  readonly m: Readonly<Record<string, readonly number[]>>;
  readonly iterations?: readonly number[];
}

type Pair = readonly [left: string, right: string, bits: number, rule: number];

const folder = mkdtempSync(join(tmpdir(), 'a423-bench-linkage-'));
const load = async (name: string): Promise<unknown> => await import(join(repository, 'bench/link', name));
let database: Awaited<ReturnType<DuckDBInstance['connect']>>;

beforeAll(async () => {
  database = await (await DuckDBInstance.create(':memory:')).connect();
});
afterAll(() => {
  database.closeSync();
  rmSync(folder, { recursive: true, force: true });
});

/** Writes a result as one of the programs does: pairs, and clusters as lists of records. */
async function write(side: string, columns: readonly [string, string, string, string], pairs: readonly Pair[], clusters: readonly (readonly string[])[]): Promise<string> {
  const at = join(folder, side);
  mkdirSync(at, { recursive: true });
  const rows = pairs.map(([left, right, bits, rule]) => `('${left}', '${right}', '${bits}'::DOUBLE, ${rule})`);
  const members = clusters.flatMap((records) => records.map((record) => `('${record}', '${side}-${records[0]!}')`));
  const record = columns[0] === 'l' ? 'record' : 'rowKey';
  await database.run(`COPY (SELECT * FROM (VALUES ${rows.join()}) AS pairs(${columns.join()})) TO '${join(at, 'pairs.parquet')}' (FORMAT parquet)`);
  await database.run(`COPY (SELECT * FROM (VALUES ${members.join()}) AS clusters(${record}, cluster)) TO '${join(at, 'clusters.parquet')}' (FORMAT parquet)`);
  return at;
}

const OURS: readonly Pair[] = [['a', 'b', 5, 0], ['b', 'c', 2.5, 1]];
const CLUSTERS = [['a', 'b', 'c'], ['d']];

async function judge(theirs: readonly Pair[], clusters: readonly (readonly string[])[] = CLUSTERS): Promise<Judged> {
  const { comparePairs } = await load('compare-pairs.js') as { comparePairs: (ours: string, theirs: string, minBits: number) => Promise<Judged> };
  const ours = await write('ours', ['leftRowKey', 'rightRowKey', 'matchWeightBits', 'rule'], OURS, CLUSTERS);
  return comparePairs(ours, await write('theirs', ['l', 'r', 'bits', 'rule'], theirs, clusters), 0);
}

describe('pairs and clusters of two programs', () => {
  test('are the same whatever their order, the direction of pairs, and the names of clusters', async () => {
    expect(await judge([['c', 'b', 2.5, 1], ['b', 'a', 5, 0]], [['d'], ['c', 'b', 'a']])).toEqual({ pairs: 2, clusters: 2, greatestDifference: 0, rulesCompared: true });
  });

  test('may differ by rounding, in weight or by the cut', async () => {
    expect((await judge([['a', 'b', 5 + 1e-12, 0], ['b', 'c', 2.5, 1], ['c', 'd', 1e-12, 0]])).pairs).toBe(2);
  });

  const wrong: Readonly<Record<string, readonly [theirs: readonly Pair[], clusters: readonly (readonly string[])[], message: RegExp]>> = {
    'a pair that one lacks': [[['a', 'b', 5, 0]], CLUSTERS, /1 pairs are ours alone, 0 theirs alone, 1 of both/],
    'a pair too many': [[...OURS, ['a', 'c', 1, 0]], CLUSTERS, /0 pairs are ours alone, 1 theirs alone/],
    'a pair told twice': [[...OURS, ['b', 'a', 5, 0]], CLUSTERS, /1 pairs stand more than once in theirs/],
    'another weight': [[['a', 'b', 5.000001, 0], OURS[1]!], CLUSTERS, /1 of 2 pairs have other weights/],
    'a weight that is no number': [[['a', 'b', Number.NaN, 0], OURS[1]!], CLUSTERS, /have other weights/],
    'another rule': [[['a', 'b', 5, 1], OURS[1]!], CLUSTERS, /1 of 2 pairs have other rules/],
    'a cluster in two': [OURS, [['a', 'b'], ['c'], ['d']], /4 records are 2 clusters of ours, 3 of theirs/],
    'other clusters of as many': [OURS, [['a', 'b'], ['c', 'd']], /and 3 where they overlap/],
    'a record without a cluster': [OURS, [['a', 'b', 'c']], /1 records have clusters of ours alone/],
  };
  for (const [what, [theirs, clusters, message]] of Object.entries(wrong)) {
    test(`are not the same with ${what}`, async () => {
      await expect(judge(theirs, clusters)).rejects.toThrow(message);
    });
  }
});

describe('parameters of two programs', () => {
  const estimates = (change: Partial<Estimates> = {}): Estimates => ({ u: { name: [0.01, 1e-9, 0.99] }, m: { name: [0.9, 0.05, 0.05] }, ...change });
  const compare = async (ours: Estimates, theirs: Estimates): Promise<unknown> =>
    (await load('compare-training.js') as { compareTraining: (ours: Estimates, theirs: Estimates) => unknown }).compareTraining(ours, theirs);

  test('agree within what ends of sessions and drawn pairs leave open', async () => {
    expect(await compare(estimates({ u: { name: [0.0125, 5e-9, 0.9875] } }), estimates())).toMatchObject({ uLevels: 2, mGreatestDifference: 0 });
  });

  test('are refused beyond that', async () => {
    await expect(compare(estimates({ m: { name: [0.9, 0.052, 0.048] } }), estimates())).rejects.toThrow('m differs by up to 0.002');
    await expect(compare(estimates({ u: { name: [0.02, 1e-9, 0.98] } }), estimates())).rejects.toThrow('u differs by a factor of up to 2');
    await expect(compare(estimates({ m: { name: [Number.NaN, 0.05, 0.05] } }), estimates())).rejects.toThrow('m differs by up to NaN');
    await expect(compare(estimates({ m: {} }), estimates())).rejects.toThrow('name has other levels');
    await expect(compare(estimates({ iterations: [7, 16] }), estimates({ iterations: [8, 16] }))).rejects.toThrow('sessions took 7,16 iterations, 8,16 theirs');
  });
});

describe('the models of the benchmark', () => {
  const settings = (name: string): unknown => JSON.parse(readFileSync(join(repository, 'bench/link', name), 'utf8'));

  test('are read from the settings of Splink, and trained', () => {
    for (const [name, levels] of [['model-p.json', 5 + 5 + 6 + 4 + 5], ['model-p-10m.json', 5 + 5 + 6 + 4 + 5], ['model-febrl4.json', 5 + 5 + 4 + 4 + 4 + 4]] as const) {
      const model = checkModel(fromSplink(settings(name), { unit: 'codePoint' }));
      expect(model.blocking).toHaveLength(5);
      const speaking = model.comparisons.flatMap((comparison) => comparison.levels.filter(({ isNull }) => isNull !== true));
      expect(speaking).toHaveLength(levels);
      for (const { m, u } of speaking) expect(Math.min(m!, u!)).toBeGreaterThan(0);
    }
  });

  test('compare alike, whatever their rules', () => {
    const [million, ten] = ['model-p.json', 'model-p-10m.json'].map((name) => settings(name) as { comparisons: unknown });
    expect(ten!.comparisons).toEqual(million!.comparisons);
  });
});
