// How well linkages proposed without labels find what is known to be true: one procedure, one budget, all data alike. Direct
// links; pairs lost to blocking count as missed. The bars, how they were tuned and what they compare with: docs/linkage-quality.md.
// A423_LINKAGE_HALF=0 or 1 measures on half of the entities.
import { describe, expect, test } from 'vitest';
import { columnsOf } from '../../src/core/arrow.ts';
import { collectExpressions } from '../../src/link/compile/expression-list.ts';
import { proposeLinkage } from '../../src/link/propose/propose-linkage.ts';
import { prepareRecords } from '../../src/link/records/prepare-records.ts';
import { scorePairs } from '../../src/link/score/score-pairs.ts';
import { describeWithData } from '../shared-data.ts';
import { valuesOf } from '../small-tables.ts';
import { readKnownTruth, type KnownTruth } from './known-truth.ts';

const HALF = process.env['A423_LINKAGE_HALF'] === '0' ? 0 : process.env['A423_LINKAGE_HALF'] === '1' ? 1 : null;

/** Least best F1, and how far below the best the cut that was found without labels may be. */
const BARS = [
  ['fake_1000', 'linkage/splink/fake_1000.csv', 0.87],
  ['febrl3', 'linkage/febrl/dataset3.csv', 0.996],
  ['febrl4', 'linkage/febrl/dataset4a.csv', 0.9998],
  ['dblp-acm', 'linkage/leipzig/ccer_D4_dblp.csv', 0.93],
  ['historical_50k', 'linkage/splink/historical_figures_with_errors_50k.parquet', 0.84],
] as const;
const MAX_BELOW_BEST = 0.02;

interface Figures {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

interface Measured {
  readonly pairs: number;
  readonly ceiling: number;
  readonly expectedRecall: { readonly low: number; readonly high: number };
  readonly best: Figures;
  readonly atCut: Figures;
  readonly expectedF1: number;
}

async function measure({ inputs, linkType, entityOf, truePairs }: KnownTruth): Promise<Measured> {
  const { model, cut, blocking, candidatePairs } = await proposeLinkage(inputs, { rowKey: 'key', linkType });
  const records = await prepareRecords(inputs, { rowKey: 'key', expressions: collectExpressions(model), unit: model.unit });
  // Match weights of pairs that match and of those that do not, the greatest first.
  const [matches, others]: [number[], number[]] = [[], []];
  for await (const batch of scorePairs(records, model).open()) {
    const [left, right, bits] = ['leftRowKey', 'rightRowKey', 'matchWeightBits'].map((name) => valuesOf(columnsOf(batch)[batch.schema.fields.findIndex((field) => field.name === name)]!));
    for (let pair = 0; pair < batch.numRows; pair++) (entityOf.get(Number(left![pair])) === entityOf.get(Number(right![pair])) ? matches : others).push(Number(bits![pair]));
  }
  const [ofMatches, ofOthers] = [matches, others].map((bits) => Float64Array.from(bits).sort().reverse()) as [Float64Array, Float64Array];
  const figures = (right: number, wrong: number): Figures => ({ precision: right / Math.max(1, right + wrong), recall: right / truePairs, f1: (2 * right) / (right + wrong + truePairs) });
  let [right, wrong, best, atCut] = [0, 0, figures(0, 0), figures(0, 0)];
  for (let bits = Math.max(ofMatches[0] ?? -Infinity, ofOthers[0] ?? -Infinity); bits > -Infinity; bits = Math.max(ofMatches[right] ?? -Infinity, ofOthers[wrong] ?? -Infinity)) {
    while (ofMatches[right] === bits) right++;
    while (ofOthers[wrong] === bits) wrong++;
    const here = figures(right, wrong);
    if (here.f1 > best.f1) best = here;
    if (bits >= cut.minMatchWeightBits) atCut = here;
  }
  expect(matches.length + others.length).toBe(candidatePairs);
  return { pairs: candidatePairs, ceiling: right / truePairs, expectedRecall: blocking.recall, best, atCut, expectedF1: cut.expectedF1 };
}

const said = ({ precision, recall, f1 }: Figures): string => `P ${precision.toFixed(4)} R ${recall.toFixed(4)} F1 ${f1.toFixed(4)}`;

describe('A linkage proposed without labels', () => {
  for (const [name, file, least] of BARS) {
    describeWithData(`of ${name}`, file, (path) => {
      test(`reaches an F1 of ${least} at the best cut, and nearly that at its own`, { timeout: 600_000 }, async ({ annotate }) => {
        const found = await measure(await readKnownTruth(name, path.slice(0, path.lastIndexOf('/linkage/') + '/linkage'.length), HALF));
        const { low, high } = found.expectedRecall;
        await annotate(`${name}: ${found.pairs} pairs, ceiling ${found.ceiling.toFixed(4)} (expected ${low.toFixed(3)} to ${high.toFixed(3)}); best ${said(found.best)}; at the cut ${said(found.atCut)} (expected F1 ${found.expectedF1.toFixed(3)})`);
        expect(found.best.f1).toBeGreaterThanOrEqual(least);
        expect(found.atCut.f1).toBeGreaterThanOrEqual(found.best.f1 - MAX_BELOW_BEST);
        expect(found.ceiling).toBeGreaterThanOrEqual(low);
      });
    });
  }
});
