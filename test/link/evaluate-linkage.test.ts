import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../src/core/dataset.ts';
import { PlanError } from '../../src/core/errors.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { clusterPairs } from '../../src/link/decide/cluster-pairs.ts';
import { evaluateLinkage, type LinkageEvaluation } from '../../src/link/evaluate/evaluate-linkage.ts';
import type { EvaluationOptions } from '../../src/link/evaluate/evaluation-options.ts';
import { listErrors } from '../../src/link/evaluate/list-errors.ts';
import { entitiesOf, type Truth } from '../../src/link/evaluate/truth.ts';
import { describeWithData } from '../shared-data.ts';
import { clustersOf, lineOf, nameOf, PAIRS, pairsOf, rowsOf, schemaOf, shuffled, tableOf } from './decide-tables.ts';

const SOURCE = { type: 'utf8', role: 'technical', nullable: false } as const;
const ENTITIES = schemaOf({ source: SOURCE, rowKey: SOURCE, entity: { type: 'utf8', role: 'entity' } });
/** Persons written `record person`; `-` is not known. */
const personsOf = (lines: readonly string[]): Truth => ({ by: 'entities', table: tableOf(ENTITIES, lines.map((line) => [...nameOf(line.split(' ')[0]!), line.endsWith(' -') ? null : line.split(' ')[1]!])) });
const LABELS = schemaOf({ leftSource: SOURCE, leftRowKey: SOURCE, rightSource: SOURCE, rightRowKey: SOURCE, matchScore: { type: 'float64', role: 'attribute' } });
/** Labels written `left right score`. */
const labelsOf = (lines: readonly string[], minMatchScore?: number): Truth => ({
  by: 'pairs', ...(minMatchScore === undefined ? {} : { minMatchScore }),
  table: tableOf(LABELS, lines.map((line) => [...nameOf(line.split(' ')[0]!), ...nameOf(line.split(' ')[1]!), Number(line.split(' ')[2])])),
});
const judge = (pairs: readonly string[], truth: Truth, options: Partial<EvaluationOptions> = {}, clusters?: readonly string[], cuts: readonly number[] = []): Promise<LinkageEvaluation> =>
  evaluateLinkage({ pairs: pairsOf(pairs, cuts), truth, ...(clusters === undefined ? {} : { clusters: clustersOf(clusters) }) }, { minMatchWeightBits: 0, linkType: 'dedupe', groups: 0, minBinPairs: 1, ...options });
/** Everything but the table, and that as lines. */
const flat = async (found: LinkageEvaluation): Promise<unknown> => ({ ...found, table: (await rowsOf(found.table)).map(lineOf) });

// Persons: a b c are one, d e another, f alone, g not known. Of the matches ab ac bc de, blocking lost bc.
const PERSONS = ['a 1', 'b 1', 'c 1', 'd 2', 'e 2', 'f 3', 'g -'];
const SCORED = ['a b 5', 'a c -2', 'd e 3', 'a d 1', 'c f -4', 'a g 9'];

describe('evaluateLinkage', () => {
  test('counts pairs lost to blocking as missed, and tells why each match was missed', async () => {
    const found = await judge(SCORED, personsOf(PERSONS), { minMatchWeightBits: [0, 4] });
    expect(found).toMatchObject({ totals: { matches: 4, others: 11 }, scored: { pairs: 5, matches: 3, notJudged: 1 }, lostToBlocking: 1, blocking: 'penalised', binBits: 0 });
    expect(found.cuts[0]).toMatchObject({ bits: 0, truePositives: 2, falsePositives: 1, falseNegatives: 2, trueNegatives: 10, belowCut: 1, precision: 2 / 3, recall: 0.5, intervals: null });
    expect(found.cuts[1]).toMatchObject({ bits: 4, truePositives: 1, falsePositives: 0, belowCut: 2, precision: 1, recall: 0.25 });
    expect(found.best).toMatchObject({ bits: -2, f1: 6 / 8 });
    expect(found.calibration.reduce((sum, { pairs }) => sum + pairs, 0)).toBe(5);
    expect((await rowsOf(found.table)).map((row) => row.slice(0, 3))).toEqual([[-4, 3, 2], [-2, 3, 1], [1, 2, 1], [3, 2, 0], [5, 1, 0]]);
  });

  test('judges scored pairs only where asked to', async () => {
    const found = await judge(SCORED, personsOf(PERSONS), { blocking: 'conditional' });
    expect(found).toMatchObject({ totals: { matches: 3, others: 2 }, lostToBlocking: 1 });
    expect(found.cuts[0]).toMatchObject({ truePositives: 2, falseNegatives: 1, trueNegatives: 1, recall: 2 / 3 });
  });

  test('judges by labelled pairs, of which the others are left out', async () => {
    const found = await judge(SCORED, labelsOf(['b a 1', 'c b 0.9', 'a d 0.2', 'f c 0', 'e f 0.5']));
    expect(found).toMatchObject({ totals: { matches: 3, others: 2 }, scored: { pairs: 3, matches: 1, notJudged: 3 }, lostToBlocking: 2 });
    expect(found.cuts[0]).toMatchObject({ truePositives: 1, falsePositives: 1, falseNegatives: 2, trueNegatives: 1 });
    expect((await judge(SCORED, labelsOf(['b a 1', 'e f 0.5'], 0.8))).totals).toEqual({ matches: 1, others: 1 });
  });

  test('of files that are linked, judges pairs of two sources only', async () => {
    const persons = personsOf(['l:1 x', 'l:2 x', 'r:1 x', 'r:2 y']);
    const found = await judge(['l:1 r:1 4', 'l:1 l:2 4', 'l:2 r:2 4'], persons, { linkType: 'link' });
    expect(found).toMatchObject({ totals: { matches: 2, others: 2 }, scored: { pairs: 2, matches: 1, notJudged: 1 }, lostToBlocking: 1 });
  });

  test('judges clusters apart from direct links', async () => {
    const clusters = ['a x', 'b x', 'd x', 'c y', 'e z', 'f z', 'g x'];
    const { clusters: [judged, ...more], cuts } = await judge(SCORED, personsOf(PERSONS), {}, clusters);
    expect(more).toEqual([]);
    // Pairs in clusters: ab match; ad bd ef not; matches missed: ac bc de. The record g is not judged.
    expect(judged).toMatchObject({ column: 'cluster', pairs: { truePositives: 1, falsePositives: 3, falseNegatives: 3, trueNegatives: 8 }, rates: { precision: 1 / 4, recall: 1 / 4, f1: 1 / 4 }, clusters: 3, exactClusters: 0 });
    expect(judged!.bCubedPrecision).toBeCloseTo((2 / 3 + 2 / 3 + 1 + 1 / 3 + 1 / 2 + 1 / 2) / 6, 12);
    expect(judged!.bCubedRecall).toBeCloseTo((2 / 3 + 2 / 3 + 1 / 3 + 1 / 2 + 1 / 2 + 1) / 6, 12);
    expect(cuts[0]!.precision).toBe(2 / 3);
    expect((await judge(SCORED, labelsOf(['a b 1']), {}, clusters)).clusters).toEqual([]);
  });

  test('judges clusters at several cuts, and direct links beside them', async () => {
    const { clusters } = clusterPairs({ minMatchWeightBits: [4, 0] }).connect({ pairs: pairsOf(SCORED) }, { fold: IN_MEMORY });
    const found = await evaluateLinkage({ pairs: pairsOf(SCORED), truth: personsOf(PERSONS), clusters: clusters! }, { minMatchWeightBits: 0, linkType: 'dedupe', groups: 0 });
    expect(found.clusters.map(({ column, pairs }) => [column, pairs.truePositives, pairs.falsePositives])).toEqual([['cluster_4', 1, 0], ['cluster_0', 2, 4]]);
  });

  test('tells errors by pattern of agreement, the most frequent first', async () => {
    const schema = schemaOf({ ...Object.fromEntries(PAIRS.fields.map(({ name }, index) => [name, { type: index === 4 ? 'float64' : 'utf8', role: 'technical' }])), level_name: { type: 'int32', role: 'attribute' }, level_born: { type: 'int32', role: 'attribute' } });
    const row = (left: string, right: string, bits: number, ...levels: number[]): (string | number)[] => ['s', left, 's', right, bits, ...levels];
    const pairs = tableOf(schema, [row('a', 'd', 3, 2, -1), row('a', 'e', 3, 2, -1), row('b', 'f', 3, 1, 0), row('a', 'b', -1, 0, 4), row('a', 'c', 9, 2, 4)], [2]);
    const { patterns } = await evaluateLinkage({ pairs, truth: personsOf(PERSONS) }, { minMatchWeightBits: 0, linkType: 'dedupe', groups: 0 });
    expect(patterns).toEqual([
      { levels: { name: 2, born: -1 }, falsePositives: 2, belowCut: 0 }, { levels: { name: 1, born: 0 }, falsePositives: 1, belowCut: 0 }, { levels: { name: 0, born: 4 }, falsePositives: 0, belowCut: 1 },
    ]);
  });

  test('does not depend on the order of any table, on batch cuts, or on which side a record stands', async () => {
    const records = [...'abcdefgh'];
    const somePairs = fc.uniqueArray(fc.tuple(fc.nat(7), fc.nat(7), fc.integer({ min: -3, max: 3 })), { maxLength: 16, selector: ([one, other]) => [one, other].sort((left, right) => left - right).join() })
      .map((pairs) => pairs.filter(([one, other]) => one !== other).map(([one, other, bits]) => `${records[one]!} ${records[other]!} ${bits}`));
    await fc.assert(fc.asyncProperty(somePairs, fc.array(fc.nat(4), { minLength: 8, maxLength: 8 }), fc.nat(99), fc.array(fc.nat(16), { maxLength: 3 }), fc.constantFrom('penalised' as const, 'conditional' as const), async (pairs, persons, seed, cuts, blocking) => {
      const truth = records.map((record, index) => `${record} ${persons[index] === 0 ? '-' : persons[index]!}`);
      const clusters = records.map((record, index) => `${record} ${String((persons[index]! * 3 + index) % 4)}`);
      const options = { groups: 4, blocking, minMatchWeightBits: [0, 2] };
      const turned = shuffled(pairs, seed).map((line, index) => (index % 2 === 0 ? line : [1, 0, 2].map((part) => line.split(' ')[part]).join(' ')));
      const expected = await flat(await judge(pairs, personsOf(truth), options, clusters));
      expect(await flat(await judge(turned, personsOf(shuffled(truth, seed + 1)), options, shuffled(clusters, seed + 2), cuts))).toEqual(expected);
      const labels = pairs.filter((_, index) => index % 3 !== 0).map((line, index) => `${line.split(' ').slice(0, 2).join(' ')} ${index % 2}`);
      const byLabels = await flat(await judge(pairs, labelsOf(labels), options));
      expect(await flat(await judge(turned, labelsOf(shuffled(labels, seed)), options, undefined, cuts))).toEqual(byLabels);
    }), { numRuns: 40 });
  });

  test('of nothing has nothing to say', async () => {
    const found = await judge([], personsOf([]));
    expect(found).toMatchObject({ totals: { matches: 0, others: 0 }, lostToBlocking: 0, best: null, areas: { receiverOperating: null, precisionRecall: null }, calibration: [], patterns: [] });
    expect(found.cuts[0]).toMatchObject({ precision: 1, recall: null, f1: null });
    expect(await rowsOf(found.table)).toEqual([]);
  });

  test('refuses what cannot be judged, without a value', async () => {
    await expect(judge(['secret b NaN'], personsOf([]))).rejects.toThrow(/^pairs, column matchWeightBits, row 1: /);
    await expect(judge([], personsOf(['secret 1', 'secret 1']))).rejects.toThrow(/^labels, column rowKey, row 2: a record stands twice/);
    await expect(judge([], labelsOf(['secret b 1', 'b secret 1']))).rejects.toThrow(/^labels, column rightRowKey, row 2: a pair stands twice/);
    await expect(judge([], { by: 'pairs', table: tableOf(PAIRS, []) })).rejects.toThrow(/isMatch/);
    await expect(judge([], personsOf([]), { groups: 1 })).rejects.toThrow(PlanError);
    await expect(judge([], personsOf([]), { cut: 3 } as never)).rejects.toThrow(/unknown option "cut"/);
  });

  test('takes persons from a column of the tables that are linked', async () => {
    const table = (rows: readonly (readonly (string | number | null)[])[]): Dataset => tableOf(schemaOf({ id: SOURCE, person: { type: 'int32', role: 'entity' }, other: { type: 'utf8', role: 'attribute' } }, ['id', 'other']), rows);
    const entities = entitiesOf({ right: table([['1', 7, 'x'], ['2', null, 'y']]), left: table([['1', 7, 'z']]) }, 'id', 'person');
    expect(await rowsOf(entities)).toEqual([['left', '1', 7], ['right', '1', 7], ['right', '2', null]]);
    expect(await judge(['left:1 right:1 3'], { by: 'entities', table: entities }, { linkType: 'link' })).toMatchObject({ totals: { matches: 1, others: 0 }, lostToBlocking: 0 });
    expect(() => entitiesOf({ left: table([]), right: tableOf(schemaOf({ id: SOURCE, person: SOURCE }), []) }, 'id', 'person')).toThrow(/one type/);
  });
});

describe('listErrors', () => {
  test('lists false positives, matches below the cut and matches lost to blocking, by row key', async () => {
    const lines = async (pairs: readonly string[], truth: Truth): Promise<string[]> => (await rowsOf(listErrors({ pairs: pairsOf(pairs), truth }, { minMatchWeightBits: 0, linkType: 'dedupe' }))).map(lineOf);
    const expected = ['s a s c -2 belowCut', 's a s d 1 falsePositive', 's b s c null lostToBlocking'];
    expect(await lines(SCORED, personsOf(PERSONS))).toEqual(expected);
    expect(await lines(shuffled(SCORED, 5), personsOf(shuffled(PERSONS, 9)))).toEqual(expected);
    expect(await lines(SCORED, labelsOf(['c a 1', 'b f 1', 'd a 0']))).toEqual(['s a s c -2 belowCut', 's a s d 1 falsePositive', 's b s f null lostToBlocking']);
  });

  test('lists as many as the evaluation counts', async () => {
    const { cuts, lostToBlocking } = await judge(SCORED, personsOf(PERSONS), { minMatchWeightBits: 2 });
    const rows = await rowsOf(listErrors({ pairs: pairsOf(SCORED), truth: personsOf(PERSONS) }, { minMatchWeightBits: 2, linkType: 'dedupe' }));
    const count = (reason: string): number => rows.filter((row) => row[5] === reason).length;
    expect([count('falsePositive'), count('belowCut'), count('lostToBlocking')]).toEqual([cuts[0]!.falsePositives, cuts[0]!.belowCut, lostToBlocking]);
  });

  test('is what the tests of Splink expect', async () => {
    // test_prediction_errors_from_labels_table: robin robin john david david; exact match on the first name, prior one half.
    const [same, other] = [Math.log2(0.95 / 1e-5), Math.log2(0.05 / (1 - 1e-5))];
    const pairs = [`1 2 ${same}`, `1 3 ${other}`, `2 3 ${other}`, `4 5 ${same}`];
    const errors = await rowsOf(listErrors({ pairs: pairsOf(pairs), truth: labelsOf(['1 2 0.8', '1 3 0.8', '2 3 0.8', '4 5 0.1']) }, { minMatchWeightBits: 0, linkType: 'dedupe' }));
    expect(errors.map((row) => `${String(row[1])} ${String(row[3])} ${String(row[5])}`)).toEqual(['1 3 belowCut', '2 3 belowCut', '4 5 falsePositive']);
  });
});

// Recorded output of Splink 4.0.16: see test/link/fixtures/PROVENANCE.md.
const fixture = (name: string): Record<string, number>[] => {
  const [head, ...rows] = readFileSync(new URL(`fixtures/fake_1000.${name}.csv`, import.meta.url), 'utf8').trimEnd().split('\n').map((line) => line.split(','));
  return rows.map((row) => Object.fromEntries(head!.map((column, index) => [column, Number(row[index]!)])));
};
const NUMBER = { type: 'int32', role: 'technical', nullable: false } as const;
/** Splink judges weights rounded to tenths, in single precision. */
const rounded = (bits: number): number => Math.fround(0.1) * Math.round(bits / 0.1);
const scored = (): Dataset => tableOf(
  schemaOf({ leftSource: SOURCE, leftRowKey: NUMBER, rightSource: SOURCE, rightRowKey: NUMBER, matchWeightBits: { type: 'float64', role: 'attribute' } }),
  fixture('v4.pairs').map((row) => ['fake', row['unique_id_l']!, 'fake', row['unique_id_r']!, rounded(row['match_weight']!)]),
);
const csv = (path: string): Record<string, string>[] => {
  const [head, ...rows] = readFileSync(path, 'utf8').trimEnd().split(/\r?\n/).map((line) => line.split(','));
  return rows.map((row) => Object.fromEntries(head!.map((column, index) => [column, row[index]!])));
};

/** Compares with Splink's table: one row per weight that occurs, ascending. */
async function expectTable(table: Dataset, recorded: readonly Record<string, number>[]): Promise<void> {
  const rows = await rowsOf(table);
  const names = table.schema.fields.map(({ name }) => name);
  expect(rows.length).toBe(recorded.length);
  rows.forEach((row, index) => {
    const found = Object.fromEntries(names.map((name, column) => [name, row[column] as number]));
    const splink = recorded[index]!;
    expect(found['minMatchWeightBits']).toBeCloseTo(splink['truth_threshold']!, 5);
    expect(['truePositives', 'falsePositives', 'falseNegatives', 'trueNegatives'].map((name) => found[name])).toEqual(['tp', 'fp', 'fn', 'tn'].map((name) => splink[name]));
    for (const rate of ['f1', 'p4', 'phi']) expect(found[rate]).toBeCloseTo(splink[rate]!, 9);
  });
}

describeWithData('on the pairs that Splink recorded', 'linkage/splink/fake_1000.csv', (path) => {
  test('accuracy by the column of persons is that of Splink at every weight', async () => {
    const truth: Truth = { by: 'entities', table: tableOf(schemaOf({ source: SOURCE, rowKey: NUMBER, entity: NUMBER }), csv(path).map((row) => ['fake', Number(row['unique_id']), Number(row['cluster'])])) };
    const { table, totals, best, lostToBlocking } = await evaluateLinkage({ pairs: scored(), truth }, { minMatchWeightBits: 0, linkType: 'dedupe', groups: 0 });
    expect(totals).toEqual({ matches: 2031, others: 497_469 });
    const recorded = fixture('accuracy.label_column');
    await expectTable(table, recorded);
    expect(best!.f1).toBeCloseTo(Math.max(...recorded.map((row) => row['f1']!)), 12);
    expect(lostToBlocking).toBe(2031 - 767);
  });

  test('accuracy by labelled pairs is that of Splink at every weight', async () => {
    const labels = csv(path.replace('fake_1000.csv', 'fake_1000_labels.csv')).map((row) => ['fake', Number(row['unique_id_l']), 'fake', Number(row['unique_id_r']), Number(row['clerical_match_score'])]);
    const table = tableOf(schemaOf({ leftSource: SOURCE, leftRowKey: NUMBER, rightSource: SOURCE, rightRowKey: NUMBER, matchScore: { type: 'float64', role: 'attribute' } }), labels);
    const found = await evaluateLinkage({ pairs: scored(), truth: { by: 'pairs', table } }, { minMatchWeightBits: 0, linkType: 'dedupe', groups: 20 });
    await expectTable(found.table, fixture('accuracy.labels_table'));
    const { precision, recall } = found.cuts[0]!.intervals!;
    expect(precision!.low).toBeLessThanOrEqual(found.cuts[0]!.precision);
    expect(recall!.low).toBeLessThan(found.cuts[0]!.recall!);
    expect(recall!.high).toBeGreaterThan(found.cuts[0]!.recall!);
  });
});
