// A linkage as it is shown: a model of five comparisons, ten rules of blocking, and everything that is known about the links.
import type { LinkageFindings } from '../../src/link/page/linkage-page.ts';
import type { Comparison, Level, LinkageModel } from '../../src/link/model/model.ts';
import type { DrawnIteration } from '../../src/link/page/training-pictures.ts';
import { HOSTILE_NAMES } from './sample-profile.ts';

const level = (label: string, m: number | null, u: number | null, more: Partial<Level> = {}): Level => ({ label, when: { kind: 'otherwise' }, m, u, ...more });
const missing = level('missing', null, null, { isNull: true });
const interval = (low: number, high: number): Partial<Level> => ({ estimates: { m: { method: 'jointEm', interval: [low, high] } } });

const COMPARISONS: readonly Comparison[] = [
  {
    name: 'first name',
    levels: [missing, level('equal', 0.4914, 0.0058, interval(0.462, 0.521)), level('Jaro–Winkler at least 0.92', 0.1518, 0.0023, interval(0.131, 0.173)), level('Jaro–Winkler at least 0.7', 0.0791, 0.0189), level('anything else', 0.2778, 0.973)],
  },
  { name: 'surname, birth name or used name', levels: [missing, level('equal, whichever of the names', 0.72, 0.0012), level('sounds alike (Fonem)', 0.11, 0.004), level('anything else', 0.17, 0.9948)] },
  { name: 'birth date', missing: 'modelled', levels: [missing, level('equal', 0.92, 0.0001), level('one edit apart', 0.05, 0.002), level('anything else', 0.03, 0.9979)].map((each) => each === missing ? { ...missing, m: 0.02, u: 0.02 } : each) },
  { name: 'NIR', levels: [missing, level('equal', 0.97, 0), level('anything else', 0.03, 1)] },
  { name: 'commune', levels: [missing, level('equal', 0.64, 0.031), level('anything else', null, null)] },
];

export const SAMPLE_MODEL: LinkageModel = {
  version: 1, linkType: 'linkAndDedupe', prior: 0.000135827, unit: 'codePoint', comparisons: COMPARISONS,
  blocking: [{ on: [{ of: { column: 'nir' } }], label: 'NIR' }, { on: [{ of: { column: 'birthDate' } }, { of: { column: 'sex' } }] }, { on: [{ of: { column: 'surname' } }], label: 'surname, in communes of the same département', maxBlockRecords: 500 }],
};

const CUTS = Array.from({ length: 121 }, (_, index) => index / 4 - 10);
const logistic = (value: number): number => 1 / (1 + Math.exp(-value));
const iteration = (step: number, priors: readonly number[], last: number): DrawnIteration => ({
  priors: priors.map((prior) => prior * (1 + 0.3 * (1 - 0.5 ** step))), greatestChange: step === 0 ? null : 0.2 * 0.4 ** step,
  m: { 'first name': [0.49 + last, 0.15 - last, 0.08, 0.28], commune: [0.6 + last, 0.4 - last] },
});

export const SAMPLE_LINKAGE: LinkageFindings = {
  model: SAMPLE_MODEL,
  records: 1_204_311,
  blocking: {
    rules: [
      { rule: 0, label: 'NIR', blockPairs: 310_326, pairs: 310_326, cumulativePairs: 310_326, lostBlocks: 0, lostPairs: 0 },
      { rule: 1, label: null, blockPairs: 4_212_340, pairs: 4_101_992, cumulativePairs: 4_412_318, lostBlocks: 0, lostPairs: 0 },
      { rule: 2, label: 'surname, in communes of the same département', blockPairs: 1_904_222, pairs: 1_500_001, cumulativePairs: 5_912_319, lostBlocks: 3, lostPairs: 412_004 },
    ],
    totalPairs: 5_912_319, cartesianPairs: 725_181_900_205, isExact: false,
  },
  histogram: Array.from({ length: 50 }, (_, index) => ({ fromBits: index - 20, toBits: index - 19, pairs: Math.round(40_000 * Math.exp(-(((index - 12) / 6) ** 2)) + 30_000 * Math.exp(-(((index - 38) / 4) ** 2))) })),
  cutBits: 6.5,
  accuracy: CUTS.map((bits) => ({ bits, precision: 0.6 + 0.4 * logistic(bits / 2), recall: 1 - logistic((bits - 16) / 2), f1: 0.98 - Math.abs(bits - 5) / 40 })),
  expectedErrors: CUTS.map((bits) => ({ bits, falseDiscoveryRate: 0.4 * (1 - logistic(bits / 2)), falseNegativeRate: bits > 19 ? null : logistic((bits - 14) / 2) })),
  unlinkables: CUTS.map((bits) => ({ bits, share: Math.min(1, Math.max(0, (bits + 2) / 30)) ** 2 })),
  completeness: [{ source: 'hospital', column: 'birthName', share: 0.9991 }, { source: 'register', column: 'birthName', share: 1 }, { source: 'hospital', column: 'nir', share: 0.412 }, { source: 'register', column: 'nir', share: 0 }],
  frequencies: ['first name', 'commune'].flatMap((comparison, index) => Array.from({ length: 30 }, (_, step) => ({ comparison, frequency: 10 ** (-5 + step / 7), bits: 14 - step / (2 + index) }))),
  sessions: [{ rules: [0, 1], iterations: Array.from({ length: 8 }, (_, step) => iteration(step, [0.3, 0.08], 0.02)) }, { rules: [2], iterations: Array.from({ length: 5 }, (_, step) => iteration(step, [0.02], -0.04)) }],
  notes: ['u of "first name" was raised to its floor.', 'Two rules gave fewer than 1,000 pairs.'],
  pairs: [{
    name: 'hospital 1204 – register 88',
    priorBits: -12.85,
    steps: [{ comparison: 'first name', level: 'equal', bits: 6.4, frequencyBits: -2.1 }, { comparison: 'birth date', level: 'one edit apart', bits: 4.6, frequencyBits: 0 }, { comparison: 'NIR', level: 'anything else', bits: -5.1, frequencyBits: 0 }, { comparison: 'surname', level: 'equal, whichever of the names', bits: 9.2, frequencyBits: 3.3 }],
    values: [{ column: 'first name', left: 'Éléonore', right: 'Eléonore' }, { column: 'NIR', left: null, right: '2 84 05 35 238 108 42' }],
  }],
};

/** A linkage whose every name is one of {@link HOSTILE_NAMES}. */
export const HOSTILE_LINKAGE: LinkageFindings = {
  ...SAMPLE_LINKAGE,
  model: {
    ...SAMPLE_MODEL,
    comparisons: HOSTILE_NAMES.map((name) => ({ name, levels: [missing, level(name, 0.9, 0.1), level(name, 0.1, 0.9)] })),
    blocking: HOSTILE_NAMES.map((label) => ({ on: [], label })),
  },
  blocking: {
    rules: HOSTILE_NAMES.map((label, rule) => ({ rule, label, blockPairs: 10, pairs: 10, cumulativePairs: 10 * (rule + 1), lostBlocks: rule % 2, lostPairs: rule % 2 })),
    totalPairs: 10 * HOSTILE_NAMES.length, cartesianPairs: 1000, isExact: true,
  },
  completeness: HOSTILE_NAMES.map((name) => ({ source: name, column: name, share: 0.5 })),
  frequencies: HOSTILE_NAMES.map((comparison) => ({ comparison, frequency: 0.1, bits: 3 })),
  sessions: [{ rules: [0], iterations: [{ priors: [0.1], greatestChange: null, m: Object.fromEntries(HOSTILE_NAMES.map((name) => [name, [0.8, 0.2]])) }] }],
  notes: HOSTILE_NAMES,
  pairs: HOSTILE_NAMES.map((name) => ({ name, priorBits: -1, steps: [{ comparison: name, level: name, bits: 2, frequencyBits: 1 }], values: [{ column: name, left: name, right: null }] })),
};
