import { refusePlan } from '../../core/errors.ts';
import { blockRecords, blockRecordsApart, type BlockOptions, type CandidatePairs } from '../block/block-records.ts';
import { countPatternsApart, layOutComparisons } from '../compare/count-patterns.ts';
import type { PatternCounts } from '../kernel/patterns.ts';
import { mergePatterns } from '../kernel/train/merge-patterns.ts';
import type { RecordGroups } from '../kernel/train/pair-levels.ts';
import type { TrainingPart } from '../kernel/train/parameters.ts';
import { subtractPatterns } from '../kernel/train/subtract-patterns.ts';
import type { BlockingRule } from '../model/blocking-rule.ts';
import { comparisonsLeftFree, levelsImplied } from './rule-levels.ts';
import type { PairLabels, TrainingRun, TrainingSetting } from './training-setting.ts';

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
  return blockRecords(records, rules, model.linkType, blockOptions(run));
}

function blockOptions({ registered }: TrainingRun): BlockOptions {
  return registered === undefined ? {} : { registered };
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
  const apart = rules.map((rule) => ({ rules: [rule], free: comparisonsLeftFree(model.comparisons, rule) }));
  const { parts, without } = await countFor(setting, apart, groups);
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
  return { ...await countFor(setting, [{ rules, free: comparisons }], groups), implied: [[]] };
}

/** Of a rule that decides every comparison there is nothing to learn. */
const NOTHING: PatternCounts = Object.freeze({ comparisons: 0, patterns: 0, levels: new Uint8Array(0), counts: new Float64Array(0), frequencyFactors: new Float64Array(0) });

/** Rules whose pairs are counted together, over comparisons that they leave free. */
interface RuleSet {
  readonly rules: readonly BlockingRule[];
  readonly free: readonly number[];
}

/** Counts the pairs of every set apart. While threads make the blocks, this one lays out what is compared, once for all sets. */
async function countFor(setting: TrainingSetting, sets: readonly RuleSet[], groups: RecordGroups | null): Promise<Omit<MeasuredParts, 'implied'>> {
  const { records, model, comparisons, options, run, passes } = setting;
  const { context, signal, onProgress } = run;
  const counted = sets.filter(({ free }) => free.length > 0);
  const blocked = blockRecordsApart(records, counted.map(({ rules }) => rules), model.linkType, blockOptions(run), context?.parallel);
  // Whoever waits for the pairs hears of a fault.
  blocked.catch(() => undefined);
  const used = comparisons.flatMap((_, index) => (counted.some(({ free }) => free.includes(index)) ? [index] : []));
  const laidOut = layOutComparisons(records, used.map((index) => comparisons[index]!), context?.parallel);
  const candidates = await blocked;
  const first = passes.count;
  passes.count += counted.length;
  const counts = counted.map(({ rules, free }, index) => ({ candidates: candidates[index]!, rules, asked: free.map((comparison) => used.indexOf(comparison)) }));
  const found = await countPatternsApart(records, counts, laidOut, {
    termFrequencies: options.termFrequencies,
    ...(groups === null ? {} : { groups: groups.groupOf, groupCount: groups.groups }),
    ...(context === undefined ? {} : { context }),
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress: (done: number, of: number, count: number) => { onProgress(done, of, first + count); } }),
  });
  const measured = sets.map((set) => {
    const of = found[counted.indexOf(set)];
    const patterns = of === undefined ? NOTHING : mergePatterns(of.rules);
    const leftOut = Array.from({ length: groups?.groups ?? 0 }, (_, group) => (of === undefined ? NOTHING : subtractPatterns(patterns, mergePatterns(of.groups.map((rule) => rule[group]!)))));
    return { patterns, leftOut, comparisons: set.free };
  });
  return {
    parts: measured.map(({ patterns, comparisons: free }) => ({ patterns, comparisons: free })),
    without: Array.from({ length: groups?.groups ?? 0 }, (_, group) => measured.map(({ leftOut, comparisons: free }) => ({ patterns: leftOut[group]!, comparisons: free }))),
  };
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
