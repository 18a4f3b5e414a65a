// Laws of drawing over many seeds: every pair of a stratum is drawn as often as its inclusion probability says, estimates
// are right on average, and intervals hold the truth as often as they promise. And those of intervals by leaving persons out.
import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../src/core/dataset.ts';
import { drawReview, type ReviewSample } from '../../src/link/evaluate/draw-review.ts';
import { evaluateLinkage } from '../../src/link/evaluate/evaluate-linkage.ts';
import { estimateReview } from '../../src/link/evaluate/read-review.ts';
import { hashRowKeys } from '../../src/link/train/record-hashes.ts';
import { randomOf } from '../faults/random.ts';
import { pairsOf, rowsOf, schemaOf, tableOf, type Row } from './decide-tables.ts';

const SEEDS = 120;
const CUT = 1;
const random = randomOf(5, 0, 0);

/** Pairs with weights from −6 to 7; the model is too sure by half a bit. */
const SCORED = Array.from({ length: 700 }, (_, pair) => {
  const bits = random.between(-12, 14) / 2;
  return { name: `l${pair}`, bits, isMatch: random.chance(2 ** (bits * 0.9) / (1 + 2 ** (bits * 0.9))) };
});
const PAIRS = pairsOf(SCORED.map(({ name, bits }) => `a:${name} b:${name} ${bits}`));
const MATCHING = new Set(SCORED.filter(({ isMatch }) => isMatch).map(({ name }) => name));

const draw = (seed: number, reviews = 80): Promise<ReviewSample> =>
  drawReview(PAIRS, { minMatchWeightBits: CUT, reviews, seed, minReviewBits: -6, strata: 6 });

async function decided({ table }: ReviewSample): Promise<Dataset> {
  return tableOf(table.schema, (await rowsOf(table)).map((row): Row => [...row.slice(0, -1), MATCHING.has(String(row[1]))]));
}

describe('over many seeds', () => {
  test('each pair is drawn as often as its inclusion probability says', async () => {
    const drawn = new Map<string, number>();
    const inclusion = new Map<string, number>();
    let strata: readonly { readonly pairs: number; readonly drawn: number; readonly fromBits: number }[] = [];
    for (let seed = 0; seed < SEEDS; seed++) {
      const sample = await draw(seed);
      strata = sample.design.strata;
      for (const row of await rowsOf(sample.table)) {
        drawn.set(String(row[1]), (drawn.get(String(row[1])) ?? 0) + 1);
        inclusion.set(String(row[1]), Number(row[7]));
      }
    }
    // Pearson's statistic by stratum: pairs of one stratum are drawn equally often, but for chance.
    for (const [index, { pairs, drawn: size, fromBits }] of strata.entries()) {
      const end = strata[index + 1]?.fromBits ?? Infinity;
      const names = SCORED.filter(({ bits }) => bits >= fromBits && bits < end).map(({ name }) => name);
      expect(names.length).toBe(pairs);
      const share = size / pairs;
      const expected = SEEDS * share;
      const statistic = names.reduce((sum, name) => sum + ((drawn.get(name) ?? 0) - expected) ** 2 / (expected * (1 - share)), 0);
      // Its mean is the number of pairs less one, its standard deviation the root of twice that.
      expect(Math.abs(statistic - (pairs - 1))).toBeLessThan(5 * Math.sqrt(2 * pairs));
      for (const name of names) if (inclusion.has(name)) expect(inclusion.get(name)).toBeCloseTo(share, 12);
    }
  });

  test('estimates are right on average, and intervals hold the truth in 90 to 100 of 100', async () => {
    const linked = SCORED.filter(({ bits }) => bits >= CUT);
    const found = linked.filter(({ isMatch }) => isMatch).length;
    const truth = { precision: found / linked.length, recall: found / MATCHING.size };
    const held = { precision: 0, recall: 0 };
    const mean = { precision: 0, recall: 0 };
    for (let seed = 0; seed < SEEDS; seed++) {
      const estimate = await estimateReview(await decided(await draw(seed)), CUT);
      for (const rate of ['precision', 'recall'] as const) {
        const interval = estimate[rate]!;
        mean[rate] += interval.estimate / SEEDS;
        if (interval.low <= truth[rate] && truth[rate] <= interval.high) held[rate]++;
      }
    }
    for (const rate of ['precision', 'recall'] as const) {
      expect(Math.abs(mean[rate] - truth[rate]), rate).toBeLessThan(0.02);
      expect(held[rate] / SEEDS, rate).toBeGreaterThanOrEqual(0.9);
    }
  });

  test('more reviews give narrower intervals', async () => {
    const width = async (reviews: number): Promise<number> => {
      let sum = 0;
      for (let seed = 0; seed < 10; seed++) {
        const { recall } = await estimateReview(await decided(await draw(seed, reviews)), CUT);
        sum += recall!.high - recall!.low;
      }
      return sum / 10;
    };
    const [few, some, many] = [await width(40), await width(120), await width(400)];
    expect(some).toBeLessThan(few);
    expect(many).toBeLessThan(some);
    // All pairs reviewed: nothing is left to chance.
    expect(await width(700)).toBeLessThan(1e-9);
  });
});

describe('intervals by leaving persons out', () => {
  const source = { type: 'utf8', role: 'technical', nullable: false } as const;
  const persons = schemaOf({ source, rowKey: source, entity: { type: 'int32', role: 'entity' } });

  /** Persons of one to three records; a third of them is hard to find, and some records attract false links. */
  function population(seed: number, count: number): { readonly records: Row[]; readonly lines: string[]; readonly recall: number; readonly precision: number } {
    const chance = randomOf(9, seed, 4);
    const records: Row[] = [];
    const lines: string[] = [];
    let [matches, found, wrong] = [0, 0, 0];
    for (let person = 0; person < count; person++) {
      const size = 1 + chance.below(3);
      const ease = chance.chance(0.33) ? 0.5 : 0.95;
      for (let record = 0; record < size; record++) {
        records.push(['s', `p${person}-${record}`, person]);
        for (let other = 0; other < record; other++) {
          matches++;
          const isFound = chance.chance(ease);
          if (isFound) found++;
          lines.push(`p${person}-${other} p${person}-${record} ${isFound ? 3 : -3}`);
        }
      }
      if (person > 0 && chance.chance(0.08)) {
        for (let more = 1 + chance.below(3); more > 0; more--) {
          const victim = `p${chance.below(person)}-0`;
          if (lines.includes(`${victim} p${person}-0 2`)) continue;
          wrong++;
          lines.push(`${victim} p${person}-0 2`);
        }
      }
    }
    return { records, lines, recall: found / matches, precision: found / (found + wrong) };
  }

  test('hold recall and precision of the population in 90 to 100 of 100 samples', async () => {
    const whole = population(-1, 12_000);
    const rounds = 60;
    const held = { precision: 0, recall: 0 };
    for (let round = 0; round < rounds; round++) {
      const { records, lines } = population(round, 250);
      const { cuts } = await evaluateLinkage(
        { pairs: pairsOf(lines), truth: { by: 'entities', table: tableOf(persons, records) } },
        { minMatchWeightBits: 0, linkType: 'dedupe', groups: 40 },
      );
      const { precision, recall } = cuts[0]!.intervals!;
      if (recall!.low <= whole.recall && whole.recall <= recall!.high) held.recall++;
      if (precision!.low <= whole.precision && whole.precision <= precision!.high) held.precision++;
    }
    expect(held.recall / rounds).toBeGreaterThanOrEqual(0.9);
    expect(held.precision / rounds).toBeGreaterThanOrEqual(0.9);
  });

  test('are those of leaving each group out by hand', async () => {
    const { records, lines } = population(77, 60);
    const options = { minMatchWeightBits: 0, linkType: 'dedupe', groups: 6 } as const;
    const judge = async (rows: readonly Row[]): Promise<{ precision: number; recall: number }> => {
      const keys = new Set(rows.map((row) => row[1]));
      const pairs = pairsOf(lines.filter((line) => keys.has(line.split(' ')[0]!) && keys.has(line.split(' ')[1]!)));
      const { cuts } = await evaluateLinkage({ pairs, truth: { by: 'entities', table: tableOf(persons, rows) } }, { ...options, groups: 0 });
      return { precision: cuts[0]!.precision, recall: cuts[0]!.recall! };
    };
    const { cuts } = await evaluateLinkage({ pairs: pairsOf(lines), truth: { by: 'entities', table: tableOf(persons, records) } }, options);
    // Which persons are in a group is found by asking for each alone: the group of a person is the hash of the person.
    const groupOf = (person: number): number => (hashRowKeys({ kind: 'int32', rows: 1, valid: null, values: Int32Array.of(person) }, 0)[0]! >>> 0) % 6;
    const without = await Promise.all([0, 1, 2, 3, 4, 5].map((group) => judge(records.filter((row) => groupOf(row[2] as number) !== group))));
    for (const rate of ['precision', 'recall'] as const) {
      const mean = without.reduce((sum, rates) => sum + rates[rate], 0) / 6;
      const error = Math.sqrt((5 / 6) * without.reduce((sum, rates) => sum + (rates[rate] - mean) ** 2, 0));
      expect(cuts[0]!.intervals![rate]!.standardError).toBeCloseTo(error, 12);
      expect(cuts[0]!.intervals![rate]!.estimate).toBe(cuts[0]![rate]);
    }
  });
});
