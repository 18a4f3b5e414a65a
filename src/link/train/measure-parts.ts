import { refusePlan } from '../../core/errors.ts';
import { blockRecords, blockRecordsApart, type BlockOptions, type CandidatePairs } from '../block/block-records.ts';
import { countPatternsApart, layOutComparisons, type CountSurroundings } from '../compare/count-patterns.ts';
import type { ComparisonKernel } from '../kernel/compare/comparison-kernel.ts';
import type { PatternCounts } from '../kernel/patterns.ts';
import type { CountedPatterns } from '../kernel/score/order-patterns.ts';
import { layOutRuns } from '../kernel/train/count-blocks.ts';
import { mergePatterns } from '../kernel/train/merge-patterns.ts';
import type { RecordGroups } from '../kernel/train/pair-levels.ts';
import type { TrainingPart } from '../kernel/train/parameters.ts';
import { subtractPatterns } from '../kernel/train/subtract-patterns.ts';
import type { BlockingRule } from '../model/blocking-rule.ts';
import { blockWhole, givesWholeBlocks } from './block-whole.ts';
import { countBlockPatterns } from './count-block-patterns.ts';
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

/** Counts the pairs of every set apart. */
async function countFor(setting: TrainingSetting, sets: readonly RuleSet[], groups: RecordGroups | null): Promise<Omit<MeasuredParts, 'implied'>> {
  const counted = sets.filter(({ free }) => free.length > 0);
  const [whole, others] = [true, false].map((isWhole) => counted.filter(({ rules }) => givesWholeBlocks(rules, setting.model.linkType) === isWhole));
  const found = new Map([...await countWhole(setting, whole!, groups), ...await countOthers(setting, others!, groups)]);
  const measured = sets.map((set) => {
    const of = found.get(set);
    const patterns = of === undefined ? NOTHING : mergePatterns(of.rules);
    const leftOut = Array.from({ length: groups?.groups ?? 0 }, (_, group) => (of === undefined ? NOTHING : subtractPatterns(patterns, mergePatterns(of.groups.map((rule) => rule[group]!)))));
    return { patterns, leftOut, comparisons: set.free };
  });
  return {
    parts: measured.map(({ patterns, comparisons: free }) => ({ patterns, comparisons: free })),
    without: Array.from({ length: groups?.groups ?? 0 }, (_, group) => measured.map(({ leftOut, comparisons: free }) => ({ patterns: leftOut[group]!, comparisons: free }))),
  };
}

type Counted = readonly (readonly [RuleSet, CountedPatterns])[];

/** Counts the pairs of sets that give whole blocks. While threads make the blocks, this one lays out what is compared, once for all sets. */
async function countWhole(setting: TrainingSetting, sets: readonly RuleSet[], groups: RecordGroups | null): Promise<Counted> {
  if (sets.length === 0) return [];
  const { records, run: { context } } = setting;
  const blocked = blockWhole(records, sets.flatMap(({ rules }) => rules), context?.parallel);
  // Whoever waits for the blocks hears of a fault.
  blocked.catch(() => undefined);
  const { used, asked } = comparisonsOf(setting, sets);
  const laidOut = layOutRuns(records, used, context?.parallel !== undefined);
  const members = await blocked;
  const found = await countBlockPatterns(records, used, laidOut, sets.map((_, index) => ({ members: members[index]!, asked: asked[index]! })), surroundings(setting, sets.length, groups));
  return sets.map((set, index) => [set, found[index]!]);
}

/** Counts the pairs of other sets. While threads make the blocks, this one lays out what is compared, once for all sets. */
async function countOthers(setting: TrainingSetting, sets: readonly RuleSet[], groups: RecordGroups | null): Promise<Counted> {
  if (sets.length === 0) return [];
  const { records, model, run } = setting;
  const blocked = blockRecordsApart(records, sets.map(({ rules }) => rules), model.linkType, blockOptions(run), run.context?.parallel);
  blocked.catch(() => undefined);
  const { used, asked } = comparisonsOf(setting, sets);
  const laidOut = layOutComparisons(records, used, run.context?.parallel);
  const candidates = await blocked;
  const found = await countPatternsApart(records, sets.map(({ rules }, index) => ({ candidates: candidates[index]!, rules, asked: asked[index]! })), laidOut, surroundings(setting, sets.length, groups));
  return sets.map((set, index) => [set, found[index]!]);
}

/** The comparisons that some set leaves free, and by set their places among these. */
function comparisonsOf({ comparisons }: TrainingSetting, sets: readonly RuleSet[]): { readonly used: readonly ComparisonKernel[]; readonly asked: readonly (readonly number[])[] } {
  const used = comparisons.flatMap((_, index) => (sets.some(({ free }) => free.includes(index)) ? [index] : []));
  return { used: used.map((index) => comparisons[index]!), asked: sets.map(({ free }) => free.map((comparison) => used.indexOf(comparison))) };
}

function surroundings({ options, run: { context, signal, onProgress }, passes }: TrainingSetting, sets: number, groups: RecordGroups | null): CountSurroundings {
  const first = passes.count;
  passes.count += sets;
  return {
    termFrequencies: options.termFrequencies,
    ...(groups === null ? {} : { groups: groups.groupOf, groupCount: groups.groups }),
    ...(context === undefined ? {} : { context }),
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress: (done: number, of: number, count: number) => { onProgress(done, of, first + count); } }),
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
