// Pictures of records, rules, cuts and training as laws: the data of each are the numbers given, and its words say them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatNumber, formatShare, LANGUAGES, markupText, type Markup } from '../../../src/chart/index.ts';
import type { RuleCounts } from '../../../src/link/block/count-candidates.ts';
import type { Comparison } from '../../../src/link/model/model.ts';
import * as pictures from '../../../src/link/page/index.ts';
import type { VegaLiteSpecification } from '../../../src/link/page/index.ts';
import { parameterAxis, parameterRow, weightAxis, weightRow } from '../../../src/link/page/match-weight-picture.ts';
import { PAGE_WORDS } from '../../../src/link/page/page-words.ts';
import { name, quantity, tip } from '../../../src/chart/index.ts';

const dataOf = (specification: VegaLiteSpecification): Record<string, unknown>[] => (specification['data'] as { values: Record<string, unknown>[] }).values;
const describes = (chart: Markup): string => /<desc>([^<]*)<\/desc>/.exec(markupText(chart))![1]!.replaceAll('&lt;', '<').replaceAll('&gt;', '>');
const partsOf = (chart: Markup): string[] => (describes(chart) === '' ? [] : describes(chart).split('; '));

const share = fc.double({ min: 0, max: 1, noNaN: true });
const plainName = fc.string({ unit: fc.constantFrom('a', 'b', 'é', ' '), minLength: 1, maxLength: 8 });

describe('completeness', () => {
  test('is one bar for each column and source, as long as its share, in the order given', () => {
    fc.assert(fc.property(fc.array(fc.record({ source: fc.option(plainName), column: plainName, share }), { maxLength: 6 }), fc.constantFrom(...LANGUAGES), (shares, language) => {
      expect(dataOf(pictures.completenessSpecification(shares, language))).toEqual(shares.map((each) => ({ ...each, source: each.source ?? '' })));
      const chart = pictures.completenessChart(shares, language);
      expect(partsOf(chart)).toEqual(shares.map((each) => `${each.source === null ? each.column : `${each.column} · ${each.source}`} ${formatShare(each.share, language)}`));
    }));
    const widths = [...markupText(pictures.completenessChart([{ source: null, column: 'a', share: 0.25 }, { source: null, column: 'b', share: 1 }])).matchAll(/width="([\d.]+)" height="7" fill="var\(--mark/g)].map(([, width]) => width);
    expect(widths).toEqual(['80', '320']);
  });
});

describe('weights by frequency', () => {
  test('have a line for each comparison, from its rarest to its most frequent value, whatever the order', () => {
    const weights = [{ comparison: 'a', frequency: 0.1, bits: 3 }, { comparison: 'b', frequency: 0.5, bits: 1 }, { comparison: 'a', frequency: 0.001, bits: 9.5 }];
    const expected = ['a: from +9.5 (0.1%) to +3 (10%)', 'b: from +1 (50%) to +1 (50%)'];
    expect(partsOf(pictures.frequencyChart(weights))).toEqual(expected);
    expect(partsOf(pictures.frequencyChart([...weights].reverse())).sort()).toEqual(expected);
  });

  test('that have no place are left out of the drawing, and their comparison says so', () => {
    const weights = [{ comparison: 'a', frequency: 0, bits: 3 }, { comparison: 'a', frequency: 0.1, bits: Infinity }, { comparison: 'b', frequency: 0.1, bits: NaN }];
    expect(partsOf(pictures.frequencyChart(weights))).toEqual(['a: nothing to show', 'b: nothing to show']);
    expect(dataOf(pictures.frequencySpecification(weights)).map(({ bits }) => bits)).toEqual([3, null, null]);
  });

  test('stand on an axis of whole powers of ten that ends at all records', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 9 }), (power) => {
      const chart = markupText(pictures.frequencyChart([{ comparison: 'a', frequency: 10 ** -power, bits: 1 }, { comparison: 'a', frequency: 1, bits: 0 }]));
      expect(chart).toMatch(/<text x="320" [^>]*>100%<\/text>/);
      expect(chart).toMatch(/<path d="M0\.0 [\d.]+L320\.0 /);
    }));
  });
});

/** Counts of rules that add up: each rule’s own pairs, and those of its blocks. */
function countsOf(pairs: readonly number[]): RuleCounts[] {
  let cumulativePairs = 0;
  return pairs.map((own, rule) => {
    cumulativePairs += own;
    return { rule, label: rule % 2 === 0 ? null : `rule of ${rule}`, blockPairs: own + rule, pairs: own, cumulativePairs, lostBlocks: 0, lostPairs: 0 };
  });
}

describe('pairs by rule', () => {
  test('start where those of the rule before end, and end at all pairs', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 1e9 }), { maxLength: 8 }), fc.constantFrom(...LANGUAGES), (pairs, language) => {
      const rules = countsOf(pairs);
      const totalPairs = pairs.reduce((sum, own) => sum + own, 0);
      const shown = dataOf(pictures.blockingSpecification({ rules }, language));
      shown.forEach(({ from }, index) => { expect(from).toBe(shown[index - 1]?.['to'] ?? 0); });
      if (pairs.length > 0) expect(shown.at(-1)!['to']).toBe(totalPairs);
      const chart = pictures.blockingChart({ rules, totalPairs }, language);
      expect(partsOf(chart)).toHaveLength(pairs.length);
      expect(markupText(chart)).toContain(`>${formatNumber(totalPairs, language)} ${PAGE_WORDS[language].reached}<`);
    }));
  });

  test('are numbered from 1, with the rule’s label, and what was lost is said only where something was', () => {
    const rules = countsOf([10, 20]);
    expect(partsOf(pictures.blockingChart({ rules, totalPairs: 30 }))).toEqual(['rule 1 10 new of 10', 'rule 2 · rule of 1 20 new of 21']);
    const lost = [{ ...rules[0]!, lostBlocks: 2, lostPairs: 5000 }, rules[1]!];
    expect(partsOf(pictures.blockingChart({ rules: lost, totalPairs: 30 }, 'fr'))[0]).toBe('règle 1 · 5\u202F000 perdues dans 2 grands blocs 10 nouvelles sur 10');
  });
});

describe('pairs by weight', () => {
  test('are the bins given, those with an infinite bound in the data alone', () => {
    const bins = [{ fromBits: -Infinity, toBits: -20, pairs: 7 }, { fromBits: -20, toBits: -19, pairs: 1200 }, { fromBits: -19, toBits: -18, pairs: 0 }, { fromBits: 30, toBits: Infinity, pairs: 2 }];
    expect(dataOf(pictures.weightHistogramSpecification(bins)).map(({ fromBits, toBits, pairs }) => [fromBits, toBits, pairs])).toEqual([[null, -20, 7], [-20, -19, 1200], [-19, -18, 0], [30, null, 2]]);
    expect(partsOf(pictures.weightHistogramChart(bins))).toEqual(['−20 to −19 bits: 1,200', '−19 to −18 bits: 0']);
    expect(partsOf(pictures.weightHistogramChart(bins, 'fr'))[0]).toBe('−20 à −19 bits\u00A0: 1\u202F200');
  });
});

describe('lines by cut', () => {
  const rate = fc.option(share);
  const rows = fc.array(fc.record({ precision: rate, recall: rate, f1: rate }), { maxLength: 12 }).map((all) => all.map((each, index) => ({ bits: index - 5, ...each })));

  test('have in their data each rate that has a meaning once, and no other', () => {
    fc.assert(fc.property(rows, (given) => {
      const shown = dataOf(pictures.accuracySpecification(given));
      for (const [line, rates] of [['precision', given.map(({ precision }) => precision)], ['recall', given.map(({ recall }) => recall)], ['F1', given.map(({ f1 }) => f1)]] as const) {
        expect(shown.filter((row) => row['line'] === line)).toEqual(rates.flatMap((each, index) => (each === null ? [] : [{ bits: index - 5, line, share: each + 0 }])));
      }
    }));
  });

  test('say where they start and end, in the reader’s words', () => {
    const errors = [{ bits: -2, falseDiscoveryRate: 0.5, falseNegativeRate: 0 }, { bits: 4.25, falseDiscoveryRate: 0.125, falseNegativeRate: null }];
    expect(partsOf(pictures.expectedErrorsChart(errors))).toEqual(['links that are no matches: from 50% (−2 bits) to 12.5% (+4.25 bits)', 'matches that are not linked: from 0% (−2 bits) to 0% (−2 bits)']);
    expect(dataOf(pictures.expectedErrorsSpecification(errors, 'fr')).map(({ line }) => line)).toEqual([PAGE_WORDS.fr.falseDiscovery, PAGE_WORDS.fr.falseDiscovery, PAGE_WORDS.fr.falseNegative]);
  });

  test('mark the cut that was chosen where it is a number, on an axis that holds it', () => {
    const unlinkables = [{ bits: 0, share: 0 }, { bits: 10, share: 0.5 }];
    const chart = (cut: number | null): string => markupText(pictures.unlinkablesChart(unlinkables, 'en', cut));
    expect(chart(5)).toContain('M160.0 14V164');
    expect(chart(5)).toContain('>cut +5<');
    expect(chart(40)).toContain('M320.0 14V164');
    for (const none of [null, Infinity, -Infinity, NaN]) expect(chart(none)).not.toContain('>cut ');
  });
});

const COMPARISONS: readonly Comparison[] = [
  { name: 'a', levels: [{ label: 'null', when: { kind: 'otherwise' }, m: null, u: null, isNull: true }, { label: 'same', when: { kind: 'otherwise' }, m: 0.75, u: 0.1 }, { label: 'else', when: { kind: 'otherwise' }, m: 0.25, u: 0.9 }] },
  { name: 'b', levels: [{ label: 'same', when: { kind: 'otherwise' }, m: null, u: 0.1 }, { label: 'else', when: { kind: 'otherwise' }, m: 0.5, u: 0.9 }] },
];
const session = (rules: readonly number[], priors: readonly (readonly number[])[], m: Readonly<Record<string, readonly number[]>>, changes: readonly (number | null)[]) =>
  ({ rules, iterations: priors.map((each, index) => ({ priors: each, m, greatestChange: changes[index]! })) });
const SESSIONS = [session([0, 2], [[0.5, 0.1], [0.25, 0.2]], { a: [0.7, 0.3] }, [null, 0.01]), session([1], [[0.4]], { a: [0.8, 0.2], b: [0.6, 0.4] }, [null])];

describe('training', () => {
  test('shows what the last iteration of each session found, beside the model; what the model lacks in the data alone', () => {
    expect(partsOf(pictures.sessionChart(COMPARISONS, SESSIONS))).toEqual(['same 0.75 (0.7 · 0.8)', 'else 0.25 (0.3 · 0.2)', 'else 0.5 (0.4)']);
    const ofB = dataOf(pictures.sessionSpecification(COMPARISONS, SESSIONS)).filter(({ comparison }) => comparison === 'b');
    expect(ofB.map(({ level, m }) => [level, m])).toEqual([['same', 0.6], ['else', 0.5], ['else', 0.4]]);
  });

  test('leaves out levels that no session trained', () => {
    expect(partsOf(pictures.sessionChart(COMPARISONS, [SESSIONS[0]!]))).toEqual(['same 0.75 (0.7 · 0.8)', 'else 0.25 (0.3 · 0.2)'].map((text) => text.replace(/ · 0\.\d/, '')));
    expect(partsOf(pictures.sessionChart(COMPARISONS, []))).toEqual([]);
  });

  test('has a line of priors for each rule that took part, from its first to its last iteration', () => {
    expect(partsOf(pictures.trainedPriorChart(SESSIONS))).toEqual(['rule 1: from 50% to 25%', 'rule 3: from 10% to 20%', 'rule 2: from 40% to 40%']);
    const priors = dataOf(pictures.trainingSpecification(SESSIONS)).filter(({ what }) => what === 'prior');
    expect(priors.map(({ line, iteration, value }) => [line, iteration, value])).toEqual([['rule 1', 0, 0.5], ['rule 1', 1, 0.25], ['rule 3', 0, 0.1], ['rule 3', 1, 0.2], ['rule 2', 0, 0.4]]);
  });

  test('has the changes that there were, from the second iteration on', () => {
    expect(partsOf(pictures.trainingChangeChart(SESSIONS))).toEqual(['session 1: from 0.01 to 0.01', 'session 2: nothing to show']);
    expect(dataOf(pictures.trainingSpecification(SESSIONS)).filter(({ what }) => what === 'change')).toEqual([{ what: 'change', line: 'session 1', iteration: 1, value: 0.01 }]);
  });
});

describe('a level', () => {
  const level = { comparison: 'a', level: 'same', m: 0.75, u: 0.25, bits: Math.log2(3), mInterval: [0.7, 0.8] } as const;

  test('is a bar to the right for a match, to the left against, none while unknown', () => {
    expect(weightRow(level, 'en')).toEqual({ label: 'same', text: '+1.58', spans: [{ from: 0, to: Math.log2(3), tone: 'good' }] });
    expect(weightRow({ ...level, bits: -2 }, 'fr')).toEqual({ label: 'same', text: '−2', spans: [{ from: 0, to: -2, tone: 'bad' }] });
    expect(weightRow({ ...level, bits: null }, 'fr')).toEqual({ label: 'same', text: 'inconnu', spans: [] });
  });

  test('is two bars of its shares, with the interval of m where there is one', () => {
    expect(parameterRow(level, 'en')).toEqual({ label: 'same', text: 'm 0.75 · u 0.25', spans: [{ from: 0, to: -0.25, tone: 'absent' }, { from: 0, to: 0.75 }], interval: [0.7, 0.8] });
    expect(parameterRow({ ...level, m: null, mInterval: null }, 'en')).toEqual({ label: 'same', text: 'm unknown · u 0.25', spans: [{ from: 0, to: -0.25, tone: 'absent' }] });
    expect(parameterAxis('fr')).toEqual({ from: -1, to: 1, zero: 0, ends: PAGE_WORDS.fr.sides });
  });

  test('stands on an axis with 0 in its middle that holds every finite weight', () => {
    fc.assert(fc.property(fc.array(fc.option(fc.oneof(fc.double({ min: -60, max: 60, noNaN: true }), fc.constantFrom(Infinity, -Infinity)))), (bits) => {
      const { from, to, zero } = weightAxis(bits, 'en');
      expect([from, zero, Number.isInteger(to)]).toEqual([-to, 0, true]);
      for (const each of bits) if (each !== null && Number.isFinite(each)) expect(Math.abs(each)).toBeLessThanOrEqual(to);
    }));
  });
});

test('an encoding names its field and its type, and takes what is added to it; names keep their order but in tips', () => {
  expect(quantity('x', 'X', { axis: null })).toEqual({ field: 'x', type: 'quantitative', title: 'X', axis: null });
  expect([name('x'), tip('x')]).toEqual([{ field: 'x', type: 'nominal', title: null, sort: null }, { field: 'x', type: 'nominal', title: null }]);
});
