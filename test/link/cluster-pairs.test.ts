import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { collect } from '../../src/core/dataset.ts';
import { DataError, PlanError } from '../../src/core/errors.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { clusterLinks, type ClusterOptions } from '../../src/link/decide/cluster-links.ts';
import { clusterPairs } from '../../src/link/decide/cluster-pairs.ts';
import { linksBetween } from '../../src/link/decide/pair-columns.ts';
import { clustersOf, lineOf, nameOf, pairsOf, RECORDS, RETIRED, rowsOf, runPorts, shuffled, tableOf } from './decide-tables.ts';
import { recordsOf, schemaOf } from './records-of.ts';

const NAMES = 'abcdefgh';
/** Pairs of the records a to h of one source, or of three where `spread` gives each its own. */
const somePairs = fc.uniqueArray(fc.tuple(fc.nat(7), fc.nat(7), fc.integer({ min: -2, max: 5 })), { maxLength: 14, selector: ([one, other]) => [one, other].sort((left, right) => left - right).join() })
  .map((pairs) => pairs.filter(([one, other]) => one !== other));
const lines = (pairs: readonly (readonly [number, number, number])[], sources = ['s']): string[] =>
  pairs.map(([one, other, bits]) => `${sources[one % sources.length]}:${NAMES[one]} ${sources[other % sources.length]}:${NAMES[other]} ${bits}`);
const cluster = async (pairs: readonly string[], options: ClusterOptions, more: Parameters<typeof runPorts>[1] = {}, cuts: readonly number[] = []): Promise<string[]> =>
  (await runPorts(clusterPairs(options), { pairs: pairsOf(pairs, cuts), ...more })).tables['clusters']!;

describe('clusterPairs', () => {
  test('names each cluster after its least record, at every cut', async () => {
    const { tables, findings } = await runPorts(clusterPairs({ minMatchWeightBits: [5, 1] }), { pairs: pairsOf(['c b 5', 'b a 1.5', 'd e 0']), records: tableOf(RECORDS, [['s', 'z'], ['s', 'a']]) });
    expect(tables['clusters']).toEqual(['s a a a', 's b b a', 's c b a', 's d d d', 's e e e', 's z z z']);
    expect(tables['retired']).toEqual([]);
    expect(findings).toEqual({
      records: 6, links: 2,
      cuts: [{ minMatchWeightBits: 5, clusters: 5, largestCluster: 2, clustersBySize: { 1: 4, 2: 1 } }, { minMatchWeightBits: 1, clusters: 4, largestCluster: 3, clustersBySize: { 1: 3, 3: 1 } }],
    });
    const schema = clusterPairs({ minMatchWeightBits: [5, 1] }).outputSchemas({ pairs: pairsOf([]).schema });
    expect(schema['clusters']!.fields.map(({ name }) => name)).toEqual(['source', 'rowKey', 'cluster_5', 'cluster_1']);
  });

  test('puts the source before the row key where there are several, and never gives two clusters one name', async () => {
    expect(await cluster(['left:a right:a 3', 'right:b left:c 1'], { minMatchWeightBits: 2 })).toEqual(['left a left:a', 'left c left:c', 'right a left:a', 'right b right:b']);
    // Source "x", key "y:z" and source "x:y", key "z" would both be x:y:z.
    const table = tableOf(RECORDS, [['x', 'y:z'], ['x:y', 'z']]);
    expect(await cluster([], { minMatchWeightBits: 0 }, { records: table })).toEqual(['x y:z x:y:z', 'x:y z x:y:z~2']);
  });

  test('does not depend on the order of the pairs, on which side a record stands, or on batch cuts', async () => {
    await fc.assert(fc.asyncProperty(somePairs, fc.nat(1000), fc.array(fc.nat(14), { maxLength: 3 }), fc.constantFrom<ClusterOptions>(
      { minMatchWeightBits: [0, 2, 4] },
      { minMatchWeightBits: 1, bestLinks: { duplicateFree: ['s', 't', 'u'], ties: 'lowestRowKey' } },
      { minMatchWeightBits: [0, 3], bestLinks: { duplicateFree: ['t'], ties: 'drop' } },
    ), async (pairs, seed, cuts, options) => {
      const written = lines(pairs, ['s', 't', 'u']);
      const every = { records: tableOf(RECORDS, [...NAMES].map((name, index) => [['s', 't', 'u'][index % 3]!, name])) };
      const expected = await cluster(written, options, every);
      const turned = shuffled(written, seed).map((line, index) => (index % 2 === 0 ? line : [1, 0, 2].map((part) => line.split(' ')[part]).join(' ')));
      expect(await cluster(turned, options, every, cuts)).toEqual(expected);
    }), { numRuns: 60 });
  });

  test('gives what the library gives of records made ready', async () => {
    const table = tableOf(schemaOf({ id: { type: 'utf8', role: 'directIdentifier', nullable: false } }), [...'hgfedcba'].map((name) => [name]));
    const records = await recordsOf({ s: table }, []);
    await fc.assert(fc.asyncProperty(somePairs, async (pairs) => {
      const result = await clusterLinks(records, linksBetween(records, pairsOf(lines(pairs))), { minMatchWeightBits: [1, 3] });
      const every = { records: tableOf(RECORDS, [...NAMES].map((name) => ['s', name])) };
      expect((await rowsOf(result.clusters)).map(lineOf)).toEqual(await cluster(lines(pairs), { minMatchWeightBits: [1, 3] }, every));
    }), { numRuns: 30 });
    await expect(clusterLinks(records, linksBetween(records, pairsOf(['a z 3'])), { minMatchWeightBits: 0 })).rejects.toThrow('a pair names a record that is not there');
  });

  test('works on row keys that are numbers, and on no rows at all', async () => {
    const columns = { type: 'int32', role: 'technical', nullable: false } as const;
    const source = { type: 'utf8', role: 'technical', nullable: false } as const;
    const numbered = schemaOf({ leftSource: source, leftRowKey: columns, rightSource: source, rightRowKey: columns, matchWeightBits: { type: 'float64', role: 'attribute' } });
    const pairs = tableOf(numbered, [['s', 10, 's', 9, 4], ['s', -1, 's', 9, 4]]);
    expect((await runPorts(clusterPairs({ minMatchWeightBits: 0 }), { pairs })).tables['clusters']).toEqual(['s -1 -1', 's 9 -1', 's 10 -1']);
    expect((await runPorts(clusterPairs({ minMatchWeightBits: 0 }), { pairs: tableOf(numbered, [], [0]) })).tables).toEqual({ clusters: [], retired: [] });
  });

  test('computes once for both ports, and starts afresh after a failure', async () => {
    let openings = 0;
    const pairs = pairsOf(['a b 1']);
    const failing = { schema: pairs.schema, open: (signal?: AbortSignal) => (openings++ === 0 ? collectFailing() : pairs.open(signal)) };
    const { clusters, retired } = clusterPairs({ minMatchWeightBits: 0 }).connect({ pairs: failing }, { fold: IN_MEMORY });
    await expect(collect(clusters!)).rejects.toThrow('the disk is gone');
    expect((await rowsOf(clusters!)).length).toBe(2);
    await collect(retired!);
    await collect(clusters!);
    expect(openings).toBe(2);
  });

  test('calls names of clusters what row keys are: one that names a person names the person', () => {
    const roles = (role: 'directIdentifier' | 'technical'): (string | undefined)[] => {
      const named = { type: 'utf8', role, nullable: false } as const;
      const source = { type: 'utf8', role: 'technical', nullable: false } as const;
      const schema = schemaOf({ leftSource: source, leftRowKey: named, rightSource: source, rightRowKey: named, matchWeightBits: { type: 'float64', role: 'attribute' } });
      const { clusters, retired } = clusterPairs({ minMatchWeightBits: 0 }).outputSchemas({ pairs: schema });
      return [...clusters!.fields.slice(1), ...retired!.fields].map(({ metadata }) => metadata.get('a423:role'));
    };
    expect(roles('directIdentifier')).toEqual(['directIdentifier', 'directIdentifier', 'directIdentifier', 'directIdentifier']);
    expect(roles('technical')).toEqual(['technical', 'entity', 'entity', 'entity']);
  });

  test('refuses options and tables that do not fit, without a value', async () => {
    const problem = (make: () => unknown): string => {
      try {
        make();
      } catch (error) {
        return (error as Error).message;
      }
      return 'none';
    };
    const schema = pairsOf([]).schema;
    expect(problem(() => clusterPairs({ minMatchWeightBits: [1, 1] }))).toContain('each cut once');
    expect(problem(() => clusterPairs({ minMatchWeightBits: 1, threshold: 2 } as never))).toContain('unknown option');
    expect(problem(() => clusterPairs({ minMatchWeightBits: NaN }))).toContain('minMatchWeightBits');
    expect(problem(() => clusterPairs({ minMatchWeightBits: [1, 2], earlierClusters: 'keep' }))).toContain('expected one cut');
    expect(problem(() => clusterPairs({ minMatchWeightBits: 1, earlierClusters: 'keep' }).outputSchemas({ pairs: schema }))).toContain('earlier run');
    expect(problem(() => clusterPairs({ minMatchWeightBits: 1 }).outputSchemas({}))).toContain('expected a table');
    expect(problem(() => clusterPairs({ minMatchWeightBits: 1 }).outputSchemas({ pairs: RECORDS }))).toContain('unknown column "leftSource"');
    const withNumbers = schemaOf({ source: { type: 'utf8', role: 'technical' }, rowKey: { type: 'int32', role: 'technical' } });
    expect(problem(() => clusterPairs({ minMatchWeightBits: 1 }).outputSchemas({ pairs: schema, records: withNumbers }))).toContain('row keys of one type');
    await expect(cluster(['secret secret 3'], { minMatchWeightBits: 0 })).rejects.toThrow(DataError);
    await expect(cluster(['secret b NaN'], { minMatchWeightBits: 0 })).rejects.toThrow(/row 1.*DATA_INVALID/);
    await expect(cluster(['a b 3'], { minMatchWeightBits: 0, bestLinks: { duplicateFree: ['t'], ties: 'drop' } })).rejects.toThrow(PlanError);
  });
});

async function* collectFailing(): AsyncGenerator<never> {
  await Promise.reject(new Error('the disk is gone'));
  yield* [];
}

describe('clusters that last', () => {
  test('keep their names as they grow, merge and split, and no name comes back', async () => {
    const first = clustersOf(['a a', 'b a', 'c a', 'd d', 'e d', 'f f']);
    const run = (pairs: readonly string[], earlier = first, retired?: string[][]): ReturnType<typeof runPorts> => runPorts(clusterPairs({ minMatchWeightBits: 0, earlierClusters: 'anew' }), {
      pairs: pairsOf(pairs), earlierClusters: earlier, ...(retired === undefined ? {} : { retiredClusters: tableOf(RETIRED, retired) }),
    });
    const merged = await run(['a b 1', 'b c 1', 'd e 1', 'c d 1', '0 f 1']);
    expect(merged.tables['clusters']).toEqual(['s 0 f', 's a a', 's b a', 's c a', 's d a', 's e a', 's f f']);
    expect(merged.tables['retired']).toEqual(['d a']);
    expect(merged.findings['cuts']).toMatchObject([{ continued: 2, newlyRetired: 1 }]);
    // What was d splits off again: its old name is gone for ever.
    const split = await run(['a b 1', 'b c 1', 'd e 1', '0 f 1'], clustersOf(merged.tables['clusters']!.map((line) => line.slice(2))), [['d', 'a']]);
    expect(split.tables['clusters']).toEqual(['s 0 f', 's a a', 's b a', 's c a', 's d d~2', 's e d~2', 's f f']);
    expect(split.tables['retired']).toEqual(['d a']);
  });

  test('do not change when the same run is made again', async () => {
    await fc.assert(fc.asyncProperty(somePairs, fc.nat(1000), async (pairs, seed) => {
      const written = lines(pairs);
      const once = await cluster(written, { minMatchWeightBits: 1 });
      const again = await runPorts(clusterPairs({ minMatchWeightBits: 1 }), { pairs: pairsOf(shuffled(written, seed)), earlierClusters: clustersOf(once.map((line) => line.slice(2))) });
      expect(again.tables).toEqual({ clusters: once, retired: [] });
    }), { numRuns: 30 });
  });

  test('take new records in without being clustered again, and merge over a bridge only if they may', async () => {
    const earlier = clustersOf(['a a', 'b a', 'c c', 'd c']);
    const bridge = ['n b 5', 'n c 3', 'm a 2', 'k l 9'];
    const expected = (mode: 'merge' | 'keep'): Promise<string[]> => cluster(bridge, { minMatchWeightBits: 0, earlierClusters: mode }, { earlierClusters: earlier });
    expect(await expected('merge')).toEqual(['s a a', 's b a', 's c a', 's d a', 's k k', 's l k', 's m a', 's n a']);
    expect(await expected('keep')).toEqual(['s a a', 's b a', 's c c', 's d c', 's k k', 's l k', 's m a', 's n a']);
    // Anew, nothing but links counts.
    expect(await cluster(bridge, { minMatchWeightBits: 4 }, { earlierClusters: earlier })).toEqual(['s a a', 's b b', 's c c', 's d d', 's k k', 's l k', 's m m', 's n b']);
  });

  test('give no row to a record that has gone, where it is said which records there are', async () => {
    const earlier = clustersOf(['a a', 'b a', 'gone a', 'c c', 'gone2 c']);
    const records = tableOf(RECORDS, ['a', 'b', 'c', 'n'].map((name) => ['s', name]));
    for (const earlierClusters of ['anew', 'merge', 'keep'] as const) {
      expect(await cluster(['n a 3', 'a b 2'], { minMatchWeightBits: 0, earlierClusters }, { earlierClusters: earlier, records })).toEqual(['s a a', 's b a', 's c c', 's n a']);
    }
    expect((await cluster(['n a 3'], { minMatchWeightBits: 0, earlierClusters: 'merge' }, { earlierClusters: earlier })).some((line) => line.includes('gone'))).toBe(true);
  });

  test('keep: no two earlier clusters ever join, and none falls apart', async () => {
    await fc.assert(fc.asyncProperty(somePairs, fc.array(fc.nat(2), { minLength: 5, maxLength: 5 }), async (pairs, labels) => {
      // Records a to e were there, f to h are new; a cluster is named after its least record.
      const earlier = labels.map((label, record) => `${NAMES[record]!} ${NAMES[labels.indexOf(label)]!}`);
      const found = await cluster(lines(pairs), { minMatchWeightBits: 0, earlierClusters: 'keep' }, { earlierClusters: clustersOf(earlier) });
      const nameIn = new Map(found.map((line) => [line.split(' ')[1]!, line.split(' ')[2]!]));
      for (const line of earlier) expect(nameIn.get(nameOf(line.split(' ')[0]!)[1])).toBe(line.split(' ')[1]);
    }), { numRuns: 40 });
  });

  test('refuse tables that no run gave', async () => {
    const options: ClusterOptions = { minMatchWeightBits: 0 };
    await expect(cluster([], options, { earlierClusters: clustersOf(['a x', 'a y']) })).rejects.toThrow(/row 2: a record stands twice/);
    await expect(cluster([], options, { earlierClusters: clustersOf(['a x']), retiredClusters: tableOf(RETIRED, [['x', null]]) })).rejects.toThrow(/both in use and retired/);
  });
});
