import type { TrainingData } from '../kernel/train/estimate.ts';
import type { RecordGroups } from '../kernel/train/pair-levels.ts';
import type { BlockingRule } from '../model/blocking-rule.ts';
import { countAgreements } from './count-agreements.ts';
import { sharesOf, type MeasuredAgreement } from './measure-agreement.ts';
import { measureCandidates, measureLabels, measureRules, type MeasuredParts } from './measure-parts.ts';
import { frequencyOfModel } from './model-slots.ts';
import { countAllPairs, priorFromDeterministicRules, type MeasuredNumber } from './prior-from-rules.ts';
import type { TrainingSetting } from './training-setting.ts';

/** What training knows of records. */
export interface MeasuredTraining {
  readonly all: TrainingData;
  /** Where the prior starts; where it is not estimated, that is the prior. */
  readonly prior: number;
  /** By group, the same without its records. */
  readonly without: readonly { readonly data: TrainingData; readonly prior: number }[];
  readonly agreement: MeasuredAgreement | null;
}

/** Pairs of distinct values compared, and pairs drawn, where nothing is said. */
const MAX_DISTINCT_PAIRS = 1e7;
const SAMPLE_PAIRS = 2 ** 21;

/**
 * Lists the rules whose pairs are trained on.
 *
 * @param setting - records and model.
 * @returns rules; the model's own unless the options have others; that of labels where they are a column.
 */
export function rulesOfTraining({ model, options: { m } }: TrainingSetting): readonly BlockingRule[] {
  if (m.by === 'labelColumn') return [{ on: [{ of: m.of }] }];
  const chosen = 'rules' in m ? m.rules ?? model.blocking : model.blocking;
  return chosen.length === 0 ? [{ on: [] }] : chosen;
}

/**
 * Measures all that the options ask for, in as many passes over pairs as there are rules to keep apart, and one for the
 * candidates of all.
 *
 * @param setting - records, model and options.
 * @param groups - groups of records to leave out in turn; `null` for none.
 * @returns what was measured.
 * @remarks Nothing that grows with pairs is held.
 */
export async function measureTraining(setting: TrainingSetting, groups: RecordGroups | null): Promise<MeasuredTraining> {
  const { records, model, layout: { slots }, options: { u, m, prior, termFrequencies }, run } = setting;
  const agreement = u.by !== 'allPairs' ? null : sharesOf(await countAgreements(records, setting.comparisons, {
    isWithin: model.linkType !== 'link', maxDistinctPairs: u.maxDistinctPairs ?? MAX_DISTINCT_PAIRS, samplePairs: u.samplePairs ?? SAMPLE_PAIRS, seed: u.seed ?? 0,
  }, groups, {
    ...(run.context?.parallel === undefined ? {} : { parallel: run.context.parallel }), ...(run.registered === undefined ? {} : { registered: run.registered }),
    ...(run.signal === undefined ? {} : { signal: run.signal }),
  }), slots, groups);
  const priors: MeasuredNumber | null = prior.by === 'deterministicRules' ? priorFromDeterministicRules(setting, prior.rules, prior.recall, groups) : null;
  const allPairs = countAllPairs(setting, groups);
  const parts = await measurePairs(setting, groups);
  const candidates = prior.by === 'candidates' && m.by !== 'allPairs' ? await measureCandidates(setting, model.blocking, groups) : null;
  const ordinary = (shares: Float64Array | undefined): Float64Array | null => (removesMatches(setting) ? shares ?? null : null);
  const dataOf = (group: number): TrainingData => {
    const shares = group < 0 ? agreement?.shares : agreement?.without[group];
    const total = group < 0 ? allPairs.all : allPairs.without[group]!;
    const chosen = group < 0 ? parts.parts : parts.without[group]!;
    return {
      slots, implied: parts.implied, allPairs: total,
      frequency: termFrequencies ? frequencyOfModel(model, slots, ordinary(shares)) : null,
      agreement: shares ?? null,
      parts: m.by === 'allPairs' ? chosen.map((part) => ({ ...part, pairsBeyond: Math.max(0, total - part.patterns.counts.reduce((sum, count) => sum + count, 0)) })) : chosen,
      candidates: (group < 0 ? candidates?.parts[0] : candidates?.without[group]?.[0]) ?? null,
    };
  };
  return {
    all: dataOf(-1), agreement, prior: priors?.all ?? model.prior,
    without: Array.from({ length: groups?.groups ?? 0 }, (_, group) => ({ data: dataOf(group), prior: priors?.without[group] ?? model.prior })),
  };
}

/**
 * Tells whether matches are taken out of the agreement over all pairs.
 *
 * @param setting - with its options.
 * @returns true for u over all pairs, unless matches are kept; sessions keep them unless told otherwise, as Splink.
 */
export function removesMatches({ options: { u, m } }: Pick<TrainingSetting, 'options'>): boolean {
  return u.by === 'allPairs' && (u.matches ?? (m.by === 'sessions' ? 'kept' : 'removed')) === 'removed';
}

async function measurePairs(setting: TrainingSetting, groups: RecordGroups | null): Promise<MeasuredParts> {
  const rules = rulesOfTraining(setting);
  switch (setting.options.m.by) {
    case 'jointEm':
    case 'sessions':
      return await measureRules(setting, rules, groups);
    case 'allPairs':
    case 'labelColumn':
      return await measureCandidates(setting, rules, groups);
    case 'pairLabels':
      return measureLabels(setting, groups);
    case 'model':
      return { parts: [], implied: [], without: Array.from({ length: groups?.groups ?? 0 }, () => []) };
  }
}
