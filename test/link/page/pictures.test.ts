// Pictures of a linkage as data and as drawings: the numbers are those of the model, and nothing is shown that was not given.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LANGUAGES, markupText, type Markup } from '../../../src/chart/index.ts';
import { linePoints, roundAxis } from '../../../src/link/page/axes.ts';
import { formatBits, formatProbability } from '../../../src/link/page/figures.ts';
import * as pictures from '../../../src/link/page/index.ts';
import type { VegaLiteSpecification } from '../../../src/link/page/index.ts';
import { furthestBits, levelRows, priorBits } from '../../../src/link/page/level-rows.ts';
import type { Comparison, Level, LinkageModel } from '../../../src/link/model/model.ts';
import { compareTwoRecords } from '../../../src/link/score/compare-two-records.ts';
import { SAMPLE_LINKAGE, SAMPLE_MODEL } from '../../browser/sample-linkage.ts';

const sample = SAMPLE_LINKAGE;
const { sessions, blocking, histogram, accuracy, expectedErrors, unlinkables, completeness, frequencies } = sample;
const pair = sample.pairs![0]!;

const SPECIFICATIONS: Readonly<Record<string, (language: 'en' | 'fr') => VegaLiteSpecification>> = {
  'match weights': (language) => pictures.matchWeightSpecification(SAMPLE_MODEL, language),
  'm and u': (language) => pictures.parameterSpecification(SAMPLE_MODEL, language),
  waterfall: (language) => pictures.waterfallSpecification(pair, language),
  histogram: (language) => pictures.weightHistogramSpecification(histogram!, language),
  accuracy: (language) => pictures.accuracySpecification(accuracy!, language),
  'expected errors': (language) => pictures.expectedErrorsSpecification(expectedErrors!, language),
  unlinkables: (language) => pictures.unlinkablesSpecification(unlinkables!, language),
  sessions: (language) => pictures.sessionSpecification(SAMPLE_MODEL.comparisons, sessions!, language),
  training: (language) => pictures.trainingSpecification(sessions!, language),
  completeness: (language) => pictures.completenessSpecification(completeness!, language),
  frequencies: (language) => pictures.frequencySpecification(frequencies!, language),
  blocking: (language) => pictures.blockingSpecification(blocking!, language),
};

const CHARTS: Readonly<Record<string, (language: 'en' | 'fr') => Markup>> = {
  'match weights': (language) => pictures.matchWeightChart(SAMPLE_MODEL, language),
  'm and u': (language) => pictures.parameterChart(SAMPLE_MODEL, language),
  waterfall: (language) => pictures.waterfallChart(pair, language),
  histogram: (language) => pictures.weightHistogramChart(histogram!, language),
  accuracy: (language) => pictures.accuracyChart(accuracy!, language, 6.5),
  'expected errors': (language) => pictures.expectedErrorsChart(expectedErrors!, language),
  unlinkables: (language) => pictures.unlinkablesChart(unlinkables!, language),
  sessions: (language) => pictures.sessionChart(SAMPLE_MODEL.comparisons, sessions!, language),
  'trained priors': (language) => pictures.trainedPriorChart(sessions!, language),
  'changes in training': (language) => pictures.trainingChangeChart(sessions!, language),
  completeness: (language) => pictures.completenessChart(completeness!, language),
  frequencies: (language) => pictures.frequencyChart(frequencies!, language),
  blocking: (language) => pictures.blockingChart(blocking!, language),
};

const valuesOf = (specification: VegaLiteSpecification): Record<string, unknown>[] => (specification['data'] as { values: Record<string, unknown>[] }).values;
const descriptionOf = (chart: Markup): string => /<desc>([^<]*)<\/desc>/.exec(markupText(chart))![1]!;

/** Every member of JSON, with the names that lead to it. */
function members(value: unknown, path: readonly string[] = []): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path.join('.'), value]];
  return Object.entries(value).flatMap(([name, member]) => members(member, [...path, name]));
}

describe.each(Object.entries(SPECIFICATIONS))('the specification of %s', (_name, specify) => {
  test.each(LANGUAGES)('is plain JSON with its data inside, and fetches nothing: %s', (language) => {
    const specification = specify(language);
    expect(JSON.parse(JSON.stringify(specification))).toEqual(specification);
    expect(specification['$schema']).toBe('https://vega.github.io/schema/vega-lite/v6.json');
    expect(valuesOf(specification).length).toBeGreaterThan(0);
    const [, ...rest] = members(specification);
    expect(rest.filter(([, value]) => typeof value === 'string' && /https?:/.test(value))).toEqual([]);
    expect(rest.filter(([path]) => /\b(?:url|href|image)\b/.test(path))).toEqual([]);
  });

  test('shows columns that its data have', () => {
    const specification = specify('en');
    const columns = new Set(valuesOf(specification).flatMap((row) => Object.keys(row)));
    const fields = members(specification).filter(([path]) => path.endsWith('.field')).map(([, field]) => field as string);
    expect(fields.length).toBeGreaterThan(0);
    expect(fields.filter((field) => !columns.has(field))).toEqual([]);
  });

  test('orders no tip: Vega-Lite refuses that', () => {
    expect(members(specify('en')).filter(([path]) => path.includes('tooltip') && path.endsWith('.sort'))).toEqual([]);
  });
});

describe.each(Object.entries(CHARTS))('the drawing of %s', (_name, draw) => {
  test.each(LANGUAGES)('says in words what it shows: %s', (language) => {
    const chart = markupText(draw(language));
    expect(chart).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" role="img" [^>]*><title>[^<]+<\/title><desc>[^<]+<\/desc>/);
    expect(chart).not.toMatch(/NaN|undefined|Infinity|\[object/);
  });
});

describe('match weights', () => {
  const model = (levels: readonly [number | null, number | null][]): Pick<LinkageModel, 'prior' | 'comparisons'> =>
    ({ prior: 0.25, comparisons: [{ name: 'c', levels: levels.map(([m, u], index) => ({ label: `level ${index}`, when: { kind: 'otherwise' }, m, u })) }] });

  test('are log₂ of m ÷ u, and of the odds of the prior', () => {
    const values = valuesOf(pictures.matchWeightSpecification(model([[0.8, 0.1], [0.2, 0.8]])));
    expect(values.map(({ bits }) => bits)).toEqual([Math.log2(1 / 3), 3, -2]);
    expect(values[0]).toMatchObject({ comparison: 'prior', infinite: 0 });
    expect(priorBits(0.5)).toBe(0);
  });

  test('that are infinite have a sign in data, and reach the end in the drawing', () => {
    const given = model([[0.9, 0], [0, 0.5], [0.1, 0.5]]);
    expect(valuesOf(pictures.matchWeightSpecification(given)).map(({ bits, infinite }) => [bits, infinite])).toEqual([[Math.log2(1 / 3), 0], [null, 1], [null, -1], [Math.log2(0.2), 0]]);
    expect(descriptionOf(pictures.matchWeightChart(given))).toBe('prior −1.58; level 0 +∞; level 1 −∞; level 2 −2.32');
  });

  test('that are not known are named and not drawn', () => {
    const given = model([[0.5, null], [null, 0.5]]);
    expect(valuesOf(pictures.matchWeightSpecification(given))).toHaveLength(1);
    expect(descriptionOf(pictures.matchWeightChart(given))).toBe('prior −1.58; level 0 unknown; level 1 unknown');
    expect(descriptionOf(pictures.parameterChart(given, 'fr'))).toBe('level 0 m 0,5 · u inconnu; level 1 m inconnu · u 0,5');
  });

  test('leave null levels out unless missing values are modelled', () => {
    const levels = [{ label: 'null', when: { kind: 'null', of: { column: 'a' } }, m: 0.1, u: 0.1, isNull: true }, { label: 'else', when: { kind: 'otherwise' }, m: 0.9, u: 0.9 }] as const;
    const comparison: Comparison = { name: 'c', levels };
    expect(levelRows([comparison]).map(({ level }) => level)).toEqual(['else']);
    expect(levelRows([{ ...comparison, missing: 'modelled' }]).map(({ level }) => level)).toEqual(['null', 'else']);
  });

  test('share an axis that holds all finite ones', () => {
    expect(furthestBits([null, -3.2, Infinity, 2])).toBe(4);
    expect(furthestBits([])).toBe(1);
  });
});

describe('m and u', () => {
  test('lie on both sides, with the interval of m', () => {
    const values = valuesOf(pictures.parameterSpecification({ comparisons: [SAMPLE_MODEL.comparisons[0]!] }));
    expect(values.slice(0, 2)).toMatchObject([{ level: 'equal', probability: 0.4914, side: 0.4914 }, { level: 'equal', probability: 0.0058, side: -0.0058 }]);
    expect(levelRows(SAMPLE_MODEL.comparisons)[0]!.mInterval).toEqual([0.462, 0.521]);
  });
});

describe('a waterfall', () => {
  test('adds up from the prior to the whole, frequencies by themselves', () => {
    const values = valuesOf(pictures.waterfallSpecification({ priorBits: -10, steps: [{ comparison: 'a', level: 'equal', bits: 8, frequencyBits: 1.5 }, { comparison: 'b', level: 'else', bits: -2, frequencyBits: 0 }] }));
    expect(values.map(({ step, from, to }) => [step, from, to])).toEqual([['prior', 0, -10], ['a', -10, -2], ['frequency of a', -2, -0.5], ['b', -0.5, -2.5], ['match weight', 0, -2.5]]);
  });

  test('of two records that were compared has a step for the dependence between comparisons', async () => {
    const model: LinkageModel = {
      ...SAMPLE_MODEL, prior: 0.5, dependence: { between: [{ comparisons: ['a', 'b'] }], terms: [{ comparisons: ['a', 'b'], bits: [-1.5, 0, 0, 0] }] },
      comparisons: ['a', 'b'].map((name) => ({ name, levels: [{ label: 'equal', when: { kind: 'equal', of: { column: name } }, m: 0.8, u: 0.1 }, { label: 'else', when: { kind: 'otherwise' }, m: 0.2, u: 0.9 }] })),
    };
    const two = await compareTwoRecords(model, { a: 'x', b: 'y' }, { a: 'x', b: 'y' });
    expect(descriptionOf(pictures.waterfallChart(pictures.explainedPair(two)))).toBe('prior 0; a · equal +3; b · equal +3; dependence between comparisons −1.5; match weight +4.5');
    expect(two.matchWeightBits).toBeCloseTo(4.5, 12);
  });

  test('says that kinds of pairs are what is beyond the levels, where they are, in both languages', async () => {
    const levels = (name: string): Level[] => [{ label: 'equal', when: { kind: 'equal', of: { column: name } }, m: 0.9, u: 0.1 }, { label: 'else', when: { kind: 'otherwise' }, m: 0.1, u: 0.9 }];
    // A tenth of all pairs match, a tenth are relatives, who agree on b as matches do: odds of 0.081 to 0.008 + 0.009; by levels alone 9 to 1.
    const model: LinkageModel = { ...SAMPLE_MODEL, prior: 0.1, comparisons: ['a', 'b'].map((name) => ({ name, levels: levels(name) })), kinds: [{ name: 'relatives', isMatch: false, agrees: ['b'], share: 0.1, levels: [[0.1, 0.9], [0.9, 0.1]] }] };
    const two = await compareTwoRecords(model, { a: 'x', b: 'y' }, { a: 'x', b: 'y' });
    expect(two.dependenceBits).toBeCloseTo(Math.log2(0.081 / 0.017 / 9), 9);
    expect(descriptionOf(pictures.waterfallChart(pictures.explainedPair(two)))).toMatch(/; kinds of pairs that agree so −\d/);
    expect(descriptionOf(pictures.waterfallChart(pictures.explainedPair(two), 'fr'))).toMatch(/; genres de paires qui concordent ainsi −\d/);
    expect(descriptionOf(pictures.waterfallChart({ ...pictures.explainedPair(two), dependenceBits: 0 }))).not.toContain('kinds');
  });

  test('of infinite weights is drawn, proof before refutation', () => {
    const step = (bits: number) => ({ comparison: 'a', level: '', bits, frequencyBits: 0 });
    expect(descriptionOf(pictures.waterfallChart({ priorBits: -3, steps: [step(-Infinity), step(Infinity)] }))).toBe('prior −3; a −∞; a +∞; match weight +∞');
  });

  test('any pair gives steps that meet', () => {
    const bits = fc.double({ min: -30, max: 30, noNaN: true });
    fc.assert(fc.property(bits, fc.array(fc.record({ comparison: fc.string(), level: fc.string(), bits, frequencyBits: bits })), (prior, steps) => {
      const values = valuesOf(pictures.waterfallSpecification({ priorBits: prior, steps })) as { from: number; to: number; bits: number }[];
      for (let index = 1; index < values.length - 1; index++) expect(values[index]!.from).toBe(values[index - 1]!.to);
      const total = steps.reduce((sum, each) => sum + each.bits + each.frequencyBits, prior);
      expect(values.at(-1)!.to).toBeCloseTo(total, 9);
    }));
  });
});

describe('curves', () => {
  test('leave out what has no meaning', () => {
    const rows = [{ bits: -Infinity, precision: 0.1, recall: 1, f1: 0.2 }, { bits: 0, precision: 0.5, recall: null, f1: null }];
    expect(valuesOf(pictures.accuracySpecification(rows))).toEqual([{ bits: 0, line: 'precision', share: 0.5 }]);
    expect(descriptionOf(pictures.accuracyChart(rows))).toBe('precision: from 50% (0 bits) to 50% (0 bits); recall: nothing to show; F1: nothing to show');
  });

  test('without rows are empty planes', () => {
    for (const draw of [pictures.accuracyChart, pictures.expectedErrorsChart, pictures.unlinkablesChart]) expect(descriptionOf(draw([]))).toContain('nothing to show');
    expect(descriptionOf(pictures.weightHistogramChart([]))).toBe('');
    expect(descriptionOf(pictures.frequencyChart([]))).toBe('');
    expect(descriptionOf(pictures.trainedPriorChart([]))).toBe('');
  });

  test('of unlinkable records count the records below each weight', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: -3, max: 3 })), (bits) => {
      const found = pictures.unlinkableShares(Float64Array.from(bits));
      const distinct = [...new Set(bits)].sort((left, right) => left - right);
      expect(found).toEqual(distinct.map((each) => ({ bits: each, share: bits.filter((other) => other < each).length / bits.length })));
    }));
  });

  test('have no more points than can be seen, the first and the last among them', () => {
    const places = Array.from({ length: 10_000 }, (_, index) => index);
    const points = linePoints(places, places);
    expect(points).toHaveLength(400);
    expect([points[0], points.at(-1)]).toEqual([{ x: 0, y: 0 }, { x: 9999, y: 9999 }]);
    expect(linePoints([0, 1, 2], [null, NaN, 5])).toEqual([{ x: 2, y: 5 }]);
  });

  test('have axes with round numbers at even distances, whatever their ends', () => {
    fc.assert(fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (from, length) => {
      const { ticks } = roundAxis(from, from + length, String);
      expect(ticks.length).toBeGreaterThanOrEqual(1);
      expect(ticks.length).toBeLessThanOrEqual(5);
      for (const { at } of ticks) expect(at >= from - length * 1e-6 && at <= from + length * (1 + 1e-6)).toBe(true);
    }));
    expect(roundAxis(5, 5, String)).toMatchObject({ from: 4, to: 6 });
  });
});

describe('training', () => {
  test('shows for each level what each session found, beside what the model has', () => {
    expect(descriptionOf(pictures.sessionChart(SAMPLE_MODEL.comparisons, sessions!))).toContain('equal 0.491 (0.51 · 0.45)');
    expect(descriptionOf(pictures.sessionChart(SAMPLE_MODEL.comparisons, []))).toBe('');
    const values = valuesOf(pictures.sessionSpecification(SAMPLE_MODEL.comparisons, sessions!));
    expect(values.filter(({ level, session }) => level === 'equal' && session === 'session 2')).toMatchObject([{ comparison: 'first name', m: 0.49 - 0.04 }, { comparison: 'commune', m: 0.6 - 0.04 }]);
  });

  test('draws changes as powers of ten, and none where nothing changed', () => {
    const still = [{ rules: [0], iterations: [{ priors: [0.5], greatestChange: null, m: {} }, { priors: [0.5], greatestChange: 0, m: {} }] }];
    expect(descriptionOf(pictures.trainingChangeChart(still))).toBe('session 1: nothing to show');
    expect(descriptionOf(pictures.trainingChangeChart(sessions!))).toMatch(/^session 1: from 0.08 to /);
  });
});

describe('blocking', () => {
  test('stacks the new pairs of each rule on those before, and says what was lost', () => {
    const values = valuesOf(pictures.blockingSpecification(blocking!));
    expect(values.map(({ from, to }) => [from, to])).toEqual([[0, 310_326], [310_326, 4_412_318], [4_412_318, 5_912_319]]);
    expect(descriptionOf(pictures.blockingChart(blocking!))).toContain('412,004 lost in 3 large blocks 1,500,001 new of 1,904,222');
    expect(descriptionOf(pictures.blockingChart({ rules: [], totalPairs: 0 }))).toBe('');
  });
});

describe('figures', () => {
  test('of weights have their sign and two decimals', () => {
    expect([8.657, -3.5, 0, -0.001, Infinity, -Infinity, NaN].map((bits) => formatBits(bits, 'en'))).toEqual(['+8.66', '−3.5', '0', '0', '+∞', '−∞', 'NaN']);
    expect(formatBits(-1.25, 'fr')).toBe('−1,25');
  });

  test('of probabilities have three digits, and what is not certain never reads as such', () => {
    expect([0, 1, 0.5, 0.000135827, 0.99999999].map((value) => formatProbability(value, 'en'))).toEqual(['0', '1', '0.5', '0.000136', '>0.9999']);
  });
});
