import { DataError } from '../../core/errors.ts';
import { IN_MEMORY, type FoldContext } from '../../core/fold.ts';
import type { Findings } from '../../core/operator.ts';
import { blockRecords, type CandidatePairs } from '../block/block-records.ts';
import { checkKinds, type RegisteredMeasures } from '../compare/compile-comparisons.ts';
import { scoringTask } from '../compare/pair-tasks.ts';
import { rangesOf, rangeWork, runRanges } from '../compare/run-ranges.ts';
import type { ComparableRecords } from '../compile/comparable-records.ts';
import { branchesOf } from '../compile/expression-list.ts';
import { testProgramOf } from '../compile/test-program.ts';
import { bestPartners, bestPartnersBytes, keepBest, type BestPartners } from '../kernel/score/best-partners.ts';
import type { ScoredPairs, ScoringRules } from '../kernel/score/pair-scorer.ts';
import { readySetting, scoreRanges, type PairSetting } from '../kernel/score/pair-work.ts';
import type { LinkageModel } from '../model/model.ts';
import { compareValues, type ComparedValues } from './compared-values.ts';
import type { CheckedScoreOptions } from './score-options.ts';
import { scoreTotals, type ScoreProgress, type ScoreTotals } from './score-totals.ts';
import { weightProgramOf } from './weight-program-of.ts';

/** What scoring may use, and whom it tells. */
export interface ScoreSurroundings {
  /** Candidate pairs of {@link blockRecords} for the same records and rules, where they are there already. */
  readonly candidates?: CandidatePairs;
  /** What is compared, of {@link compareValues} for the same records, model and cut, where it is there already. */
  readonly compared?: ComparedValues;
  /** Measures that the model names and the caller brings. */
  readonly registered?: RegisteredMeasures;
  /** Threads, where there are any; they need records in shared memory to be of use. */
  readonly context?: FoldContext;
  /** Receives the findings of each complete reading: pairs scored, by rule, and kept. */
  readonly onFindings?: (findings: Findings) => void;
  /** Is told of every part that is done. */
  readonly onProgress?: (progress: ScoreProgress) => void;
}

/** A model and records that fit each other. */
export interface Scoring {
  readonly records: ComparableRecords;
  readonly model: LinkageModel;
  readonly rules: Omit<ScoringRules, 'rules'>;
  readonly topPerRecord: number | null;
  readonly surroundings: ScoreSurroundings;
}

/**
 * Checks that a model can score records.
 *
 * @param records - records coded by the model's expressions.
 * @param model - a checked model.
 * @param options - which pairs are kept.
 * @param surroundings - what scoring may use.
 * @returns what {@link scoredParts} needs.
 * @throws {PlanError} when the model is not trained, or does not fit the records.
 */
export function readyScoring(records: ComparableRecords, model: LinkageModel, { minBits, detail, topPerRecord }: CheckedScoreOptions, surroundings: ScoreSurroundings): Scoring {
  const weights = weightProgramOf(model);
  checkKinds(model, records, Object.keys(surroundings.registered ?? {}));
  return { records, model, rules: { weights, minBits, detail }, topPerRecord, surroundings };
}

/**
 * Scores the candidate pairs, part by part.
 *
 * @param scoring - what is scored.
 * @param signal - aborts between two parts.
 * @yields the pairs kept of each part, in the order of the pairs.
 * @throws {DataError} `DATA_MEMORY_LIMIT` when the best partners of all records need more memory than allowed; nothing was scored then.
 */
export async function* scoredParts(scoring: Scoring, signal?: AbortSignal): AsyncGenerator<ScoredPairs> {
  const { records, model, topPerRecord, surroundings } = scoring;
  const { registered = {}, onFindings } = surroundings;
  const candidates = surroundings.candidates ?? blockRecords(records, model.blocking, model.linkType, { registered });
  const totals = scoreTotals(candidates.rules, candidates.totalBlockPairs * (topPerRecord === null ? 1 : 2));
  const pass = (rules: Omit<ScoringRules, 'rules'>, best: BestPartners | null): AsyncGenerator<ScoredPairs> => onePass(scoring, candidates, rules, best, totals, signal);
  if (topPerRecord === null) yield* pass(scoring.rules, null);
  else {
    requireMemory(bestPartnersBytes(records.table.records, topPerRecord), surroundings.context);
    const best = bestPartners(records.table.records, topPerRecord);
    for await (const { pairs, lefts, rights, bits } of pass({ ...scoring.rules, detail: 'none' }, null)) {
      for (let pair = 0; pair < pairs; pair++) best.offer(lefts[pair]!, rights[pair]!, bits[pair]!);
    }
    totals.restart();
    yield* pass(scoring.rules, best);
  }
  onFindings?.(totals.findings());
}

function requireMemory(bytes: number, { maxMemoryBytes }: FoldContext = IN_MEMORY): void {
  if (bytes > maxMemoryBytes) throw new DataError('DATA_MEMORY_LIMIT', `the best partners of the records need ${bytes} bytes, expected at most ${maxMemoryBytes}; lower topPerRecord, or raise maxMemoryBytes`);
}

async function* onePass(
  { records, model, surroundings }: Scoring, candidates: CandidatePairs, rules: Omit<ScoringRules, 'rules'>, best: BestPartners | null, totals: ScoreTotals, signal?: AbortSignal,
): AsyncGenerator<ScoredPairs> {
  const { registered = {}, context, onProgress } = surroundings;
  const isPortable = Object.keys(registered).length === 0;
  const compared = surroundings.compared ?? compareValues(records, model, rules.minBits, isPortable ? context : null);
  const setting = settingOf(records, model, candidates, compared);
  const setup = { setting, rules: { ...rules, rules: candidates.rules } };
  const work = rangeWork(
    context?.parallel, isPortable,
    (parallel) => parallel.open(scoringTask, setup),
    () => scoreRanges(readySetting(setting, registered), setup.rules),
  );
  const ranges = rangesOf(candidates);
  let next = 0;
  for await (const { done, cache } of runRanges(ranges, work, signal)) {
    const kept = best === null ? done : keepBest(best, done, model.comparisons.length);
    totals.add(done, cache, ranges[next++]!.pairs, kept.pairs);
    onProgress?.(totals.progress());
    yield kept;
  }
}

function settingOf({ unit, expressions }: ComparableRecords, { blocking }: LinkageModel, { program: blocks }: CandidatePairs, { programs, packed, shared, table }: ComparedValues): PairSetting {
  // Without rules there is one that gives every pair.
  const conditions = blocking.length === 0 ? [undefined] : blocking.flatMap((rule) => branchesOf(rule).map(({ where }) => where));
  return {
    table,
    unit,
    comparisons: programs,
    packed,
    shared,
    blocks,
    tests: conditions.map((where) => (where === undefined ? null : testProgramOf(where, expressions))),
  };
}
