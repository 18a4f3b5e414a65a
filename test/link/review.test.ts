import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../src/core/dataset.ts';
import { drawReview, type ReviewOptions } from '../../src/link/evaluate/draw-review.ts';
import { estimateReview, reviewLabels } from '../../src/link/evaluate/read-review.ts';
import { randomOf } from '../faults/random.ts';
import { pairsOf, rowsOf, schemaOf, shuffled, tableOf, type Row } from './decide-tables.ts';
import { recordsOf } from './records-of.ts';

const RECORDS = 400;
/** Pairs of neighbours with weights from −8 to 8, and whether they match: as often as the model says. */
const random = randomOf(11, 0, 0);
const SCORED = Array.from({ length: 3000 }, (_, pair) => {
  const bits = random.between(-16, 16) / 2;
  const left = pair % RECORDS;
  const right = (left + 1 + Math.floor(pair / RECORDS)) % RECORDS;
  return { line: `r${left} r${right} ${bits}`, names: `r${left} r${right}`, bits, isMatch: random.chance(2 ** bits / (1 + 2 ** bits)) };
});
const LINES = SCORED.map(({ line }) => line);
const MATCHING = new Set(SCORED.filter(({ isMatch }) => isMatch).map(({ names }) => names));
const OPTIONS: ReviewOptions = { minMatchWeightBits: 2, reviews: 200, seed: 5, minReviewBits: -8 };

/** Fills the review in as somebody who is always right; every `openEach`-th pair stays open. */
async function filledIn(table: Dataset, openEach = Infinity): Promise<Dataset> {
  const rows = await rowsOf(table);
  const decided = rows.map((row, index): Row => [...row.slice(0, -1), (index + 1) % openEach === 0 ? null : MATCHING.has(`${String(row[1])} ${String(row[3])}`)]);
  return tableOf(table.schema, decided, [7]);
}

describe('a clerical review', () => {
  test('is drawn by seed and row keys only: in any order of the pairs, and either way round, the same', async () => {
    const { table, design } = await drawReview(pairsOf(LINES), OPTIONS);
    const rows = await rowsOf(table);
    expect(rows.length).toBe(200);
    expect(design.strata.map(({ fromBits }) => fromBits)).toContain(2);
    const turned = shuffled(LINES, 3);
    expect(await rowsOf((await drawReview(pairsOf(turned, [100, 100, 2000]), OPTIONS)).table)).toEqual(rows);
    const names = (some: typeof rows): string[] => some.map((row) => [row[1], row[3]].map(String).sort().join(' ')).sort();
    const sides = LINES.map((line) => [1, 0, 2].map((part) => line.split(' ')[part]).join(' '));
    expect(names(await rowsOf((await drawReview(pairsOf(sides), OPTIONS)).table))).toEqual(names(rows));
    expect(names(await rowsOf((await drawReview(pairsOf(LINES), { ...OPTIONS, seed: 6 })).table))).not.toEqual(names(rows));
  });

  test('carries the probability of being drawn, and the shares of each stratum add up', async () => {
    const { table, design } = await drawReview(pairsOf(LINES), { ...OPTIONS, trainShare: 0.4 });
    const rows = await rowsOf(table);
    design.strata.forEach(({ pairs, drawn }, stratum) => {
      const of = (use: string): Row[] => rows.filter((row) => row[6] === stratum && row[8] === use);
      expect(of('evaluate').length + of('train').length).toBe(drawn);
      for (const use of ['evaluate', 'train']) for (const row of of(use)) expect(row[7]).toBeCloseTo(of(use).length / pairs, 12);
      expect(of('train').length).toBe(Math.floor(drawn * 0.4));
    });
    expect(rows.every((row) => row[9] === null)).toBe(true);
  });

  test('estimates precision and recall within its intervals, pairs left open or not', async () => {
    const linked = SCORED.filter(({ bits }) => bits >= 2);
    const truth = { precision: linked.filter(({ isMatch }) => isMatch).length / linked.length, recall: linked.filter(({ isMatch }) => isMatch).length / MATCHING.size };
    for (const openEach of [Infinity, 10]) {
      const found = await estimateReview(await filledIn((await drawReview(pairsOf(LINES), OPTIONS)).table, openEach), 2);
      for (const rate of ['precision', 'recall'] as const) {
        expect(found[rate]!.low).toBeLessThan(truth[rate]);
        expect(found[rate]!.high).toBeGreaterThan(truth[rate]);
        expect(Math.abs(found[rate]!.estimate - truth[rate])).toBeLessThan(0.08);
      }
      expect(found.reviewed + found.open).toBe(200);
      expect(found.open).toBe(openEach === 10 ? 20 : 0);
      expect(found.assumption).toContain('conditional on blocking');
    }
    // Half of the sample trains: the other half estimates alone.
    const half = await estimateReview(await filledIn((await drawReview(pairsOf(LINES), { ...OPTIONS, trainShare: 0.5 })).table), 2);
    expect(half.reviewed).toBeLessThan(120);
    expect(Math.abs(half.precision!.estimate - truth.precision)).toBeLessThan(0.12);
  });

  test('lends its labels to training, never a pair that judges', async () => {
    const names = Array.from({ length: RECORDS }, (_, record) => [`r${record}`]);
    const records = await recordsOf({ s: tableOf(schemaOf({ id: { type: 'utf8', role: 'technical', nullable: false } }), names) }, []);
    const review = await filledIn((await drawReview(pairsOf(LINES), { ...OPTIONS, trainShare: 0.5 })).table);
    const labels = await reviewLabels(records, review);
    const training = (await rowsOf(review)).filter((row) => row[8] === 'train');
    expect(labels.lefts.length).toBe(training.length);
    expect(labels.weights.reduce((sum, weight) => sum + weight, 0)).toBe(training.filter((row) => row[9] === true).length);
    expect(labels.lefts.every((left, pair) => left < labels.rights[pair]!)).toBe(true);
    const few = await recordsOf({ s: tableOf(schemaOf({ id: { type: 'utf8', role: 'technical', nullable: false } }), [['r1']]) }, []);
    await expect(reviewLabels(few, review)).rejects.toThrow(/record that is not there/);
  });

  test('leaves out pairs so light that next to no match is expected among them, unless told otherwise', async () => {
    const light = [...LINES, ...Array.from({ length: 3000 }, (_, pair) => `x${pair} y${pair} -25`)];
    const { design } = await drawReview(pairsOf(light), { minMatchWeightBits: 2, reviews: 100, seed: 1 });
    expect(design.pairsBelow).toBeGreaterThanOrEqual(3000);
    expect(design.expectedMatchesBelow).toBeLessThan(MATCHING.size / 80);
    expect((await drawReview(pairsOf(light), { ...OPTIONS, minReviewBits: -30 })).design.pairsBelow).toBe(0);
  });

  test('of no pairs is empty', async () => {
    const { table, design } = await drawReview(pairsOf([]), OPTIONS);
    expect(await rowsOf(table)).toEqual([]);
    expect(design.strata).toEqual([]);
    expect(await estimateReview(table, 2)).toMatchObject({ precision: null, recall: null, matches: 0, reviewed: 0 });
  });

  test('is refused where it is not one, or was drawn for another cut', async () => {
    const { table } = await drawReview(pairsOf(LINES), OPTIONS);
    await expect(estimateReview(await filledIn(table), 2.5)).rejects.toThrow(/drawn for another one/);
    await expect(estimateReview(table, 2)).rejects.toThrow(/nobody decided/);
    await expect(estimateReview(pairsOf(LINES), 2)).rejects.toThrow(/unknown column "stratum"/);
    const rows = (await rowsOf(await filledIn(table))).map((row): Row => [...row.slice(0, 8), 'secret', row[9]!]);
    await expect(estimateReview(tableOf(table.schema, rows), 2)).rejects.toThrow(/^review, column use, row 1: expected evaluate or train/);
    await expect(drawReview(pairsOf(LINES), { ...OPTIONS, trainShare: 1 })).rejects.toThrow(/trainShare/);
  });
});
