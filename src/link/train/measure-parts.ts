import { refusePlan } from '../../core/errors.ts';
import { blockRecords, type CandidatePairs } from '../block/block-records.ts';
import { countPatterns } from '../compare/count-patterns.ts';
import type { PatternCounts } from '../kernel/patterns.ts';
import { mergePatterns } from '../kernel/train/merge-patterns.ts';
import type { RecordGroups } from '../kernel/train/pair-levels.ts';
import type { TrainingPart } from '../kernel/train/parameters.ts';
import { subtractPatterns } from '../kernel/train/subtract-patterns.ts';
import type { BlockingRule } from '../model/blocking-rule.ts';
import { comparisonsLeftFree, levelsImplied } from './rule-levels.ts';
import type { PairLabels, TrainingSetting } from './training-setting.ts';

/** Pairs to train on, of all records and without each group of them. */
export interface MeasuredParts {
  readonly parts: readonly TrainingPart[];
  /** By group. */
  readonly without: readonly (readonly TrainingPart[])[];
  /** By part, the slots of levels that all its pairs are at. */
  readonly implied: readonly (readonly number[])[];
}

/**
 * Blocks records with what the setting has.
 *
 * @param setting - records and model.
 * @param rules - blocking rules; none: every pair.
 * @returns the pairs.
 */
export function blockFor({ records, model, run }: TrainingSetting, rules: readonly BlockingRule[]): CandidatePairs {
  return blockRecords(records, rules, model.linkType, run.registered === undefined ? {} : { registered: run.registered });
}

/**
 * Counts the patterns of each rule's pairs apart, over the comparisons that the rule leaves free. A pair that several rules
 * give is a pair of each: what is known of it is that the rule gives it.
 *
 * @param setting - records and model.
 * @param rules - training rules.
 * @param groups - groups of records to leave out in turn; `null` for none.
 * @returns one part per rule.
 */
export async function measureRules(setting: TrainingSetting, rules: readonly BlockingRule[], groups: RecordGroups | null): Promise<MeasuredParts> {
  const { model, layout } = setting;
  const parts: TrainingPart[] = [];
  const without: TrainingPart[][] = Array.from({ length: groups?.groups ?? 0 }, () => []);
  for (const rule of rules) {
    const free = comparisonsLeftFree(model.comparisons, rule);
    const { all, leftOut } = await countFor(setting, [rule], free, groups);
    parts.push({ patterns: all, comparisons: free });
    leftOut.forEach((patterns, group) => without[group]!.push({ patterns, comparisons: free }));
  }
  const implied = rules.map((rule) => levelsImplied(model.comparisons, rule).map(({ comparison, level }) => layout.slots.offsets[comparison]! + level));
  return { parts, without, implied };
}

/**
 * Counts the patterns of the candidate pairs of all rules, each pair once, over all comparisons.
 *
 * @param setting - records and model.
 * @param rules - blocking rules.
 * @param groups - groups of records to leave out in turn; `null` for none.
 * @returns one part.
 */
export async function measureCandidates(setting: TrainingSetting, rules: readonly BlockingRule[], groups: RecordGroups | null): Promise<MeasuredParts> {
  const comparisons = setting.model.comparisons.map((_, index) => index);
  const { all, leftOut } = await countFor(setting, rules, comparisons, groups);
  return { parts: [{ patterns: all, comparisons }], without: leftOut.map((patterns) => [{ patterns, comparisons }]), implied: [[]] };
}

/** Of a rule that decides every comparison there is nothing to learn. */
const NOTHING: PatternCounts = Object.freeze({ comparisons: 0, patterns: 0, levels: new Uint8Array(0), counts: new Float64Array(0), frequencyFactors: new Float64Array(0) });

async function countFor(
  setting: TrainingSetting, rules: readonly BlockingRule[], chosen: readonly number[], groups: RecordGroups | null,
): Promise<{ readonly all: PatternCounts; readonly leftOut: readonly PatternCounts[] }> {
  if (chosen.length === 0) return { all: NOTHING, leftOut: Array.from({ length: groups?.groups ?? 0 }, () => NOTHING) };
  const { records, comparisons, options, run, passes } = setting;
  const pass = passes.count++;
  const { onProgress } = run;
  const counted = await countPatterns(records, blockFor(setting, rules), chosen.map((index) => comparisons[index]!), {
    termFrequencies: options.termFrequencies, rules,
    ...(groups === null ? {} : { groups: groups.groupOf, groupCount: groups.groups }),
    ...(run.context === undefined ? {} : { context: run.context }),
    ...(run.signal === undefined ? {} : { signal: run.signal }),
    ...(onProgress === undefined ? {} : { onProgress: (done: number, of: number) => { onProgress(done, of, pass); } }),
  });
  const all = mergePatterns(counted.rules);
  const leftOut = Array.from({ length: groups?.groups ?? 0 }, (_, group) => subtractPatterns(all, mergePatterns(counted.groups!.map((rule) => rule[group]!))));
  return { all, leftOut };
}

/**
 * Counts the patterns of judged pairs, by how sure it is that they match.
 *
 * @param setting - records and model.
 * @param groups - groups of records to leave out in turn; `null` for none.
 * @returns one part.
 * @throws {PlanError} `PLAN_MISSING` where no labels were given, `PLAN_OUT_OF_RANGE` for labels that are not of pairs of the records.
 */
export function measureLabels({ records: { table }, comparisons, options, run: { pairLabels } }: TrainingSetting, groups: RecordGroups | null): MeasuredParts {
  if (pairLabels === undefined) refusePlan('PLAN_MISSING', 'm', 'expected pairLabels beside the options');
  const { lefts, rights, weights } = pairLabels;
  refuseLabels(pairLabels, table.records);
  const levels = new Uint8Array(lefts.length * comparisons.length);
  comparisons.forEach((comparison, index) => {
    comparison.levelsOf(lefts, rights, lefts.length, levels, index, comparisons.length);
  });
  const patternsWhere = (isIn: (record: number) => boolean): PatternCounts => mergePatterns([{
    comparisons: comparisons.length, patterns: lefts.length, levels,
    counts: Float64Array.from(lefts, (left, pair) => (isIn(left) && isIn(rights[pair]!) ? weights?.[pair] ?? 1 : 0)),
    // Labels leave nothing to probabilities, so that frequencies change nothing.
    frequencyFactors: options.termFrequencies ? new Float64Array(lefts.length).fill(1) : null,
  }]);
  const every = comparisons.map((_, index) => index);
  return {
    parts: [{ patterns: patternsWhere(() => true), comparisons: every }], implied: [[]],
    without: Array.from({ length: groups?.groups ?? 0 }, (_, group) => [{ patterns: patternsWhere((record) => groups!.groupOf[record] !== group), comparisons: every }]),
  };
}

function refuseLabels({ lefts, rights, weights }: PairLabels, records: number): void {
  const isOfPairs = rights.length === lefts.length && lefts.every((left, pair) => left < rights[pair]! && rights[pair]! < records);
  if (!isOfPairs) refusePlan('PLAN_OUT_OF_RANGE', 'pairLabels', 'expected ordinals of records, left below right');
  if (weights !== undefined && !(weights.length === lefts.length && weights.every((weight) => weight >= 0 && weight <= 1))) {
    refusePlan('PLAN_OUT_OF_RANGE', 'pairLabels.weights', 'expected a number in [0, 1] for each pair');
  }
}
