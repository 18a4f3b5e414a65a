import type { RecordBatch } from 'apache-arrow';
import { once, rebatch, type Dataset } from '../core/dataset.ts';
import type { FoldContext } from '../core/fold.ts';
import { handOver } from '../core/hand-over.ts';
import type { Findings } from '../core/operator.ts';
import { remember } from '../core/remember.ts';
import { blockRecordsTogether, type CandidatePairs } from './block/block-records.ts';
import type { RegisteredMeasures } from './compare/compile-comparisons.ts';
import { collectExpressions, type ExpressionList } from './compile/expression-list.ts';
import { clusterLinks, type LinkageClusters } from './decide/cluster-links.ts';
import { linkDeterministically, withoutLinked, type DeterministicLinks } from './decide/link-deterministically.ts';
import { chooseLinks } from './decide/link-one-to-one.ts';
import type { Links } from './kernel/decide/links.ts';
import { checkLinkedSources, type CheckedLinkOptions } from './link-options.ts';
import { prepareRecords, type LinkageRecords } from './records/prepare-records.ts';
import { compareValues, type ComparedValues } from './score/compared-values.ts';
import { scoreLinks, scorePairs, sharePairs, type ScoreProgress, type ScoreSurroundings } from './score/score-pairs.ts';

/** What surrounds a linkage. */
export interface LinkageSurroundings {
  readonly context: FoldContext;
  /** Measures that the model names and the caller brings. */
  readonly registered?: RegisteredMeasures;
  readonly onProgress?: (progress: ScoreProgress) => void;
  /** Whether nobody asks for records once pairs and decision are made at once: they are let go of as far as scoring needs them no more. */
  readonly isOnce?: boolean;
}

/** Links and clusters, once they were decided. */
export interface DecidedLinkage {
  readonly clusters: LinkageClusters;
  readonly findings: Findings;
}

/** A linkage of some sources: what it makes is made once, when first asked for. */
export interface Linkage {
  /** The records, made ready. */
  records(signal?: AbortSignal): Promise<LinkageRecords>;
  /** Pairs that reach the cut, scored at each opening; `null` without a model. */
  pairs(signal?: AbortSignal, onFindings?: (findings: Findings) => void): Promise<Dataset | null>;
  /** The links taken, and the clusters they make. */
  decided(signal?: AbortSignal): Promise<DecidedLinkage>;
  /**
   * Both at once, from one scoring; `null` without a model. The pairs are read once, and at once: the decision waits for it. They
   * end when it is made, and fail where it fails.
   */
  pairsAndDecided(signal?: AbortSignal): Promise<{ readonly pairs: Dataset; readonly decided: Promise<DecidedLinkage> } | null>;
}

/**
 * Lists what the records of a linkage are made ready for.
 *
 * @param options - model and passes.
 * @returns the expressions of blocking, comparisons and passes.
 */
export function expressionsOf({ model, deterministic }: Pick<CheckedLinkOptions, 'model' | 'deterministic'>): ExpressionList {
  return collectExpressions({ blocking: [...(deterministic?.passes ?? []), ...(model?.blocking ?? [])], comparisons: model?.comparisons ?? [] });
}

/**
 * Starts a linkage; nothing is read yet.
 *
 * @param sources - tables by source.
 * @param options - checked options.
 * @param rowKey - the column that names a row.
 * @param surroundings - memory, threads, and whom to tell.
 * @returns the linkage.
 * @throws {PlanError} as {@link checkLinkedSources}.
 */
export function startLinkage(sources: Readonly<Record<string, Dataset>>, options: CheckedLinkOptions, rowKey: string, surroundings: LinkageSurroundings): Linkage {
  checkLinkedSources(options, Object.keys(sources));
  const { model, minMatchWeightBits } = options;
  const { context, registered = {}, onProgress, isOnce = false } = surroundings;
  const expressions = expressionsOf(options);
  const records = remember((signal) => prepareRecords(sources, { rowKey, expressions, unit: model?.unit ?? 'codePoint', context, ...(signal === undefined ? {} : { signal }) }));
  // Where nobody asks for them again, they are let go of with the scoring.
  const blockedFor = (ready: LinkageRecords): Promise<CandidatePairs> => candidatesOf(ready, options, surroundings);
  const candidates = remember(async (signal) => blockedFor(await records(signal)));
  const scoringOf = (found: CandidatePairs): PairScoring => ({ context: threadsWorth(context, found.totalBlockPairs, LEAST_PAIRS), registered, candidates: found, minMatchWeightBits });
  /** While threads make the blocks, this one lays out what will be compared, for one scoring; later where only pairs tell whether threads take part. */
  const scoringOnce = async (ready: LinkageRecords, blocked: Promise<CandidatePairs>): Promise<PairScoring> => {
    const { parallel } = threadsWorth(context, ready.table.records, LEAST_RECORDS);
    const isLater = parallel === undefined && context.parallel !== undefined;
    if (model === null || isLater || Object.keys(registered).length > 0) return scoringOf(await blocked);
    // Whoever waits for the pairs hears of a fault.
    blocked.catch(() => undefined);
    await threadsAsked();
    const compared = compareValues(ready, model, minMatchWeightBits, parallel === undefined ? {} : { parallel });
    return { ...scoringOf(await blocked), compared };
  };
  /** The same of records that are read no more: those that come back are what scoring and decision need. */
  const recordsAndScoring = async (blockedOf: (ready: LinkageRecords) => Promise<CandidatePairs>, signal?: AbortSignal): Promise<{ readonly ready: LinkageRecords; readonly scoring: PairScoring }> => {
    const ready = await records(signal);
    const scoring = await scoringOnce(ready, blockedOf(ready));
    if (!isOnce) return { ready, scoring };
    records.forget();
    return { ready: scoring.compared === undefined || options.deterministic !== null ? ready : { ...ready, table: scoring.compared.table }, scoring };
  };
  const told = (findings: Record<string, Findings>): Pick<ScoreSurroundings, 'onFindings' | 'onProgress'> =>
    ({ ...(onProgress === undefined ? {} : { onProgress }), onFindings: (found) => (findings['scoring'] = found) });
  const decideOn = async (ready: LinkageRecords, scored: FoundLinks['scored'], findings: Record<string, Findings>, signal?: AbortSignal): Promise<DecidedLinkage> => {
    const fixed = options.deterministic === null ? null : fixedLinks(ready, options, registered, signal);
    if (fixed !== null) findings['deterministic'] = fixed.findings;
    const clusters = await decide(ready, options, { fixed, scored }, findings, signal);
    return { clusters, findings: { ...findings, ...clusters.findings } };
  };
  return {
    records,
    async pairs(signal, onFindings) {
      if (model === null) return null;
      return scorePairs(await records(signal), model, { ...scoringOf(await candidates(signal)), detail: options.detail, ...(onFindings === undefined ? {} : { onFindings }) });
    },
    decided: remember(async (signal) => {
      const findings: Record<string, Findings> = {};
      if (model === null) return decideOn(await records(signal), [], findings, signal);
      const { ready, scoring } = await recordsAndScoring(isOnce ? blockedFor : () => candidates(signal), signal);
      return decideOn(ready, scoreLinks(ready, model, { ...scoring, ...told(findings) }, signal), findings, signal);
    }),
    async pairsAndDecided(signal) {
      if (model === null) return null;
      const { ready, scoring } = await recordsAndScoring(blockedFor, signal);
      const findings: Record<string, Findings> = {};
      const { taken, give, end, fail } = handOver<RecordBatch>();
      const { schema, links } = sharePairs(ready, model, { ...scoring, detail: options.detail, ...told(findings) }, give, signal);
      const decided = decideOn(ready, links, findings, signal);
      decided.then(end, fail);
      return { pairs: rebatch(once(schema, taken)), decided };
    },
  };
}

function candidatesOf(records: LinkageRecords, { model, linkType, maxPairs }: CheckedLinkOptions, { context, registered = {} }: LinkageSurroundings): Promise<CandidatePairs> {
  const { parallel } = threadsWorth(context, records.table.records, LEAST_RECORDS);
  return blockRecordsTogether(records, model?.blocking ?? [], linkType, { registered, ...(maxPairs === null ? {} : { maxPairs }) }, parallel);
}

/** Lets what is asked of threads go out before this one is busy. */
function threadsAsked(): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, 0); });
}

/** How the pairs of a linkage are scored. */
interface PairScoring {
  readonly context: FoldContext;
  readonly registered: RegisteredMeasures;
  readonly candidates: CandidatePairs;
  readonly minMatchWeightBits: number;
  readonly compared?: ComparedValues;
}

/** Below these, threads take longer to be made ready than they save. */
const LEAST_PAIRS = 2_000_000;
const LEAST_RECORDS = 200_000;

function threadsWorth(context: FoldContext, size: number, least: number): FoldContext {
  if (size >= least || context.parallel === undefined) return context;
  const { parallel: _, ...alone } = context;
  return alone;
}

function fixedLinks(records: LinkageRecords, { deterministic, linkType, maxPairs }: CheckedLinkOptions, registered: RegisteredMeasures, signal?: AbortSignal): DeterministicLinks {
  const { then: _, ...passes } = deterministic!;
  const limits = maxPairs === null ? {} : { maxPairs };
  return linkDeterministically(records, { ...passes, linkType }, { registered, ...limits }, signal);
}

/** Links of rules, and links of the model. */
interface FoundLinks {
  readonly fixed: DeterministicLinks | null;
  readonly scored: Iterable<Links> | AsyncIterable<Links>;
}

async function decide(records: LinkageRecords, options: CheckedLinkOptions, { fixed, scored }: FoundLinks, findings: Record<string, Findings>, signal?: AbortSignal): Promise<LinkageClusters> {
  const { decide: decision, minMatchWeightBits, deterministic } = options;
  const certain = fixed === null ? [] : [fixed.links];
  const ofModel = fixed === null || deterministic!.then === 'add' ? scored : others(scored, fixed.isLinked);
  if (decision.by === 'oneToOne') {
    const { maxComponentLinks } = decision;
    const chosen = await chooseLinks(records, ofModel, { minMatchWeightBits, ...(maxComponentLinks === undefined ? {} : { maxComponentLinks }) });
    findings['oneToOne'] = chosen.findings;
    return clusterLinks(records, [...certain, chosen.links], { minMatchWeightBits }, undefined, signal);
  }
  const bestLinks = decision.by === 'bestLinks' ? { bestLinks: { duplicateFree: decision.duplicateFree, ties: decision.ties } } : {};
  return clusterLinks(records, chained(certain, ofModel), { minMatchWeightBits, ...bestLinks }, undefined, signal);
}

async function* others(links: Iterable<Links> | AsyncIterable<Links>, isLinked: Uint8Array): AsyncGenerator<Links> {
  for await (const chunk of links) yield withoutLinked(chunk, isLinked);
}

async function* chained(first: readonly Links[], second: Iterable<Links> | AsyncIterable<Links>): AsyncGenerator<Links> {
  yield* first;
  yield* second;
}
