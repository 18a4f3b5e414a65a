import { fromAsyncIterable, rebatch, type Dataset } from '../../core/dataset.ts';
import type { FoldContext } from '../../core/fold.ts';
import type { Findings } from '../../core/operator.ts';
import { blockRecords, type CandidatePairs } from '../block/block-records.ts';
import { branchesOf } from '../compile/expression-list.ts';
import { comparisonProgramOf } from '../compile/comparison-program.ts';
import { testProgramOf } from '../compile/test-program.ts';
import { checkKinds, type RegisteredMeasures } from '../compare/compile-comparisons.ts';
import { scoringTask } from '../compare/pair-tasks.ts';
import { rangesOf, rangeWork, runRanges } from '../compare/run-ranges.ts';
import { bestPartners, type BestPartners } from '../kernel/score/best-partners.ts';
import type { Links } from '../kernel/decide/links.ts';
import type { ScoredPairs, ScoringRules } from '../kernel/score/pair-scorer.ts';
import { readySetting, scoreRanges, type PairSetting } from '../kernel/score/pair-work.ts';
import type { LinkageModel } from '../model/model.ts';
import type { LinkageRecords } from '../records/prepare-records.ts';
import { pairsTable, type PairDetail } from './pairs-table.ts';
import { checkScoreOptions, type ScoreOptions } from './score-options.ts';
import type { WeightProgram } from '../kernel/score/weight-program.ts';
import { weightProgramOf } from './weight-program-of.ts';

/** How far a run of scoring is. */
export interface ScoreProgress {
  /** Pairs of blocks gone through, those that an earlier rule gives included. */
  readonly done: number;
  readonly of: number;
  /** Pairs scored, and kept, so far. */
  readonly scored: number;
  readonly kept: number;
  /** Memory of the caches of one thread, in bytes, and the share of look-ups of unequal values that they answered. */
  readonly cacheBytes: number;
  readonly cacheHitShare: number;
}

/** What scoring may use, and whom it tells. */
export interface ScoreSurroundings {
  /** Candidate pairs of {@link blockRecords} for the same records and rules, where they are there already. */
  readonly candidates?: CandidatePairs;
  /** Measures that the model names and the caller brings. */
  readonly registered?: RegisteredMeasures;
  /** Threads, where there are any; they need records in shared memory to be of use. */
  readonly context?: FoldContext;
  /** Receives the findings of each complete reading: rules, pairs scored and kept. */
  readonly onFindings?: (findings: Findings) => void;
  /** Is told of every part that is done. */
  readonly onProgress?: (progress: ScoreProgress) => void;
}

/**
 * Scores the candidate pairs of a model.
 *
 * The match weight of a pair is the sum, in bits, of the prior, of what each comparison says, of what the frequency of the value
 * agreed on adds, and of the dependence between comparisons.
 *
 * Order: of the rules, in them of the blocks, in these of the records. It depends on neither input order, batches nor threads,
 * and neither does anything else.
 *
 * @param records - records coded by the model's expressions.
 * @param model - a checked and trained model.
 * @param options - which pairs are kept, and what is told of them; see {@link ScoreOptions} and {@link ScoreSurroundings}.
 * @returns the pairs kept, scored anew at every opening; of `link`, left and right are in the order of their sources.
 * @throws {PlanError} when the model is not trained, or does not fit the records.
 * @remarks Passes: 1 over the pairs, 2 with `topPerRecord`. Memory class `records`: 8 bytes a record and rule; with `topPerRecord` 12
 *   bytes more a record and partner; pairs are not held, save those kept of one part (about half a million) a thread. A registered
 *   measure keeps the work on the calling thread.
 * @see Fellegi and Sunter 1969, A Theory for Record Linkage, https://doi.org/10.1080/01621459.1969.10501049; the numbers are Splink's.
 */
export function scorePairs(records: LinkageRecords, model: LinkageModel, options: ScoreOptions & ScoreSurroundings = {}): Dataset {
  const { weights, detail, open } = readyScoring(records, model, options);
  const table = pairsTable(records, model, weights, detail);
  return rebatch(fromAsyncIterable(table.schema, async function* batches(signal) {
    for await (const part of open(signal)) if (part.pairs > 0) yield table.batchOf(part);
  }));
}

/**
 * Scores the candidate pairs of a model as {@link scorePairs} does, and gives them by the ordinals of their records.
 *
 * @param records - records coded by the model's expressions.
 * @param model - a checked and trained model.
 * @param options - which pairs are kept; the detail is of no use here.
 * @param signal - aborts the scoring.
 * @returns the pairs kept, in chunks, in the same order.
 * @throws {PlanError} as {@link scorePairs}.
 */
export async function* scoreLinks(records: LinkageRecords, model: LinkageModel, options: ScoreOptions & ScoreSurroundings = {}, signal?: AbortSignal): AsyncGenerator<Links> {
  for await (const { lefts, rights, bits, pairs } of readyScoring(records, model, { ...options, detail: 'none' }).open(signal)) {
    yield { left: lefts.subarray(0, pairs), right: rights.subarray(0, pairs), bits: bits.subarray(0, pairs) };
  }
}

/** A scoring that was checked, to be opened as often as wanted. */
interface Scoring {
  readonly weights: WeightProgram;
  readonly detail: PairDetail;
  open(signal?: AbortSignal): AsyncGenerator<ScoredPairs>;
}

function readyScoring(records: LinkageRecords, model: LinkageModel, options: ScoreOptions & ScoreSurroundings): Scoring {
  const { candidates, registered = {}, context, onFindings, onProgress, ...wanted } = options;
  const { minBits, detail, topPerRecord } = checkScoreOptions(wanted);
  const weights = weightProgramOf(model);
  checkKinds(model, records, Object.keys(registered));

  async function* scored(rules: ScoringRules, pairs: CandidatePairs, signal: AbortSignal | undefined, totals: Totals): AsyncGenerator<ScoredPairs> {
    const setting = settingOf(records, model, pairs);
    const work = rangeWork(
      context?.parallel, Object.keys(registered).length === 0,
      (parallel) => parallel.open(scoringTask, { setting, rules }),
      () => scoreRanges(readySetting(setting, registered), rules),
    );
    const ranges = rangesOf(pairs);
    let next = 0;
    let [looks, hits] = [0, 0];
    for await (const { done, cache } of runRanges(ranges, work, signal)) {
      looks += cache.looks;
      hits += cache.hits;
      totals.add(done, ranges[next++]!.pairs);
      yield done;
      const { through, scored: all, kept } = totals;
      onProgress?.({ done: through, of: totals.of, scored: all, kept, cacheBytes: cache.bytes, cacheHitShare: looks === 0 ? 1 : hits / looks });
    }
  }

  async function* open(signal?: AbortSignal): AsyncGenerator<ScoredPairs> {
    const pairs = candidates ?? blockRecords(records, model.blocking, model.linkType, { registered });
    const rules: ScoringRules = { weights, minBits, detail, rules: pairs.rules };
    const totals = makeTotals(pairs.rules, pairs.totalBlockPairs * (topPerRecord === null ? 1 : 2));
    let best: BestPartners | null = null;
    if (topPerRecord !== null) {
      best = bestPartners(records.table.records, topPerRecord);
      for await (const part of scored({ ...rules, detail: 'none' }, pairs, signal, totals)) offerAll(best, part);
      totals.restart();
    }
    for await (const part of scored(rules, pairs, signal, totals)) {
      const kept = best === null ? part : keepBest(best, part, model.comparisons.length);
      totals.keep(kept.pairs);
      yield kept;
    }
    onFindings?.({ pairs: totals.scored, pairsOfRule: [...totals.scoredOfRule], kept: totals.kept });
  }

  return { weights, detail, open };
}

function settingOf(records: LinkageRecords, model: LinkageModel, pairs: CandidatePairs): PairSetting {
  const { table, unit, expressions } = records;
  const conditions = model.blocking.length === 0 ? [undefined] : model.blocking.flatMap((rule) => branchesOf(rule).map(({ where }) => where));
  return {
    table,
    unit,
    comparisons: model.comparisons.map((comparison) => comparisonProgramOf(comparison, expressions)),
    blocks: pairs.program,
    tests: conditions.map((where) => (where === undefined ? null : testProgramOf(where, expressions))),
  };
}

/** What a reading has come to. */
interface Totals {
  readonly of: number;
  readonly through: number;
  readonly scored: number;
  readonly kept: number;
  readonly scoredOfRule: Float64Array;
  add(part: ScoredPairs, through: number): void;
  keep(pairs: number): void;
  /** Begins the last pass. */
  restart(): void;
}

function makeTotals(rules: number, of: number): Totals {
  const totals = {
    of, through: 0, scored: 0, kept: 0, scoredOfRule: new Float64Array(rules),
    add(part: ScoredPairs, through: number) {
      totals.through += through;
      part.scoredOfRule.forEach((pairs, rule) => {
        totals.scored += pairs;
        totals.scoredOfRule[rule]! += pairs;
      });
    },
    keep(pairs: number) {
      totals.kept += pairs;
    },
    restart() {
      totals.scored = 0;
      totals.scoredOfRule.fill(0);
    },
  };
  return totals;
}

function offerAll(best: BestPartners, { pairs, lefts, rights, bits }: ScoredPairs): void {
  for (let pair = 0; pair < pairs; pair++) best.offer(lefts[pair]!, rights[pair]!, bits[pair]!);
}

function keepBest(best: BestPartners, part: ScoredPairs, width: number): ScoredPairs {
  const { lefts, rights, bits, rules, levels, frequencyBits } = part;
  const places = Uint32Array.from({ length: part.pairs }, (_, pair) => pair).filter((pair) => best.holds(lefts[pair]!, rights[pair]!, bits[pair]!));
  const wide = (place: number): number => places[Math.floor(place / width)]! * width + place % width;
  return {
    ...part,
    pairs: places.length,
    lefts: places.map((pair) => lefts[pair]!),
    rights: places.map((pair) => rights[pair]!),
    rules: Uint8Array.from(places, (pair) => rules[pair]!),
    bits: Float64Array.from(places, (pair) => bits[pair]!),
    levels: levels === null ? null : Uint8Array.from({ length: places.length * width }, (_, place) => levels[wide(place)]!),
    frequencyBits: frequencyBits === null ? null : Float64Array.from({ length: places.length * width }, (_, place) => frequencyBits[wide(place)]!),
  };
}
