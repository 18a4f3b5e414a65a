import type { CandidatePairs } from '../block/block-records.ts';
import { chooseRules } from '../kernel/propose/choose-rules.ts';
import { expectedRecall, mixMatches, type ExpectedRecall } from '../kernel/propose/expected-recall.ts';
import { findSeedPairs, type SeedPairs } from '../kernel/propose/seed-pairs.ts';
import { makeWeigher } from '../kernel/score/weigher.ts';
import { probabilityOfBits } from '../kernel/score/weight-program.ts';
import type { BlockingRule } from '../model/blocking-rule.ts';
import type { LinkageModel } from '../model/model.ts';
import type { LinkageRecords } from '../records/prepare-records.ts';
import { weightProgramOf } from '../score/weight-program-of.ts';
import { hashRowKeys } from '../train/record-hashes.ts';
import type { BlockingFeature } from './block-column.ts';
import { codeFeatures, type CodedFeatures } from './code-features.ts';
import { learnPairs } from './learn-pairs.ts';
import { agreementOfSeeds, matchesGiven, type GivenMatches } from './matches-given.ts';
import { readyLearning, type ReadyLearning } from './ready-learning.ts';
import { offerRules } from './rule-offers.ts';
import { writeMixture } from './write-mixture.ts';

/** How blocking is suggested. */
export interface SuggestBlockingOptions {
  /** Pairs of all rules together, per record; 100 unless said otherwise. */
  readonly pairsPerRecord?: number;
  readonly maxRules?: number;
  /** Records whose likely partners rules are judged by: 3,000 unless said otherwise. */
  readonly sampleRecords?: number;
  /** int32; 0 unless said otherwise. */
  readonly seed?: number;
  /** What `readyLearning` measured of the same records and comparisons, where it is there already. */
  readonly ready?: ReadyLearning;
}

/** One suggested rule. */
export interface SuggestedRule {
  readonly rule: BlockingRule;
  /** Pairs of its blocks, those included that other rules give too. */
  readonly blockPairs: number;
  /** Share of the likely matches that it gives and no rule before it. */
  readonly share: number;
}

/** Suggested rules, and the share of the matches they are expected to give. */
export interface SuggestedBlocking {
  readonly rules: readonly SuggestedRule[];
  /** Sum of the rules' pairs: no more are compared. */
  readonly blockPairs: number;
  readonly recall: ExpectedRecall;
  /** What the expectation rests on. */
  readonly assumption: string;
  /** Likely matches it was judged by, as a sum of probabilities. */
  readonly likelyMatches: number;
}

const PAIRS_PER_RECORD = 100;
const MAX_RULES = 30;
const SAMPLE_RECORDS = 3000;
/** Values that more records have are passed over when likely matches are looked for. */
const MAX_POSTING_SHARE = 0.03;
const [LEAST_POSTING, MOST_POSTING] = [200, 2000];
/** Seed pairs have nearly as many bits in common as it takes to tell one record from all others. */
const SEED_BITS_SHARE = 0.8;
const SEEDS_PER_RECORD = 40;
/** Less likely pairs are no evidence of what matches have in common. */
const MIN_PROBABILITY = 0.05;
const CHUNK_PAIRS = 8192;
/** Matches put together to choose by, and as many to judge by. */
const MIXED = 10_000;

const ASSUMPTION = 'columns go wrong independently of each other among matches; persons with faults in several columns are missed more often';

/**
 * Suggests blocking rules for a budget of pairs, without labels: finds likely matches of a sample of records by whatever they
 * have in common, learns how likely, and chooses the rules that give most of them for their pairs.
 *
 * @param records - coded by the model's expressions and the features'.
 * @param model - comparisons; m and u are not looked at.
 * @param features - what rules can be made of; see `featuresOfColumn`.
 * @param options - see {@link SuggestBlockingOptions}.
 * @returns the rules, in the order they were chosen; none when no pair is likely to match.
 * @throws {PlanError} when the model does not fit the records.
 * @remarks O(rules offered × records). Memory class `records`: 8 bytes per record and feature while it runs. The sample goes by
 *   the hash of row keys: the same records give the same rules, whatever their order.
 */
export function suggestBlocking(
  records: LinkageRecords, model: LinkageModel, features: readonly BlockingFeature[], options: SuggestBlockingOptions = {},
): SuggestedBlocking {
  const { pairsPerRecord = PAIRS_PER_RECORD, maxRules = MAX_RULES, sampleRecords = SAMPLE_RECORDS, seed = 0 } = options;
  const { table: { records: size, sourceStarts } } = records;
  const isWithin = model.linkType !== 'link';
  const coded = codeFeatures(records, features);
  const seeds = findSeeds(records, coded, isWithin, sampleRecords, seed);
  const { kept, weights } = keepLikely(model, size, seeds, options.ready ?? readyLearning(records, model, seed));
  const offers = offerRules({ coded, sourceStarts, isWithin, maxPairs: pairsPerRecord * size });
  const agreement = agreementOfSeeds(coded, kept);
  const mixed = mixMatches(weights, coded.columns, MIXED, seed);
  // Likely matches were found by what they have in common; mixed ones stand for those that have less. Both count alike.
  const likelyMatches = weights.reduce((sum, weight) => sum + weight, 0);
  const worth = Float64Array.of(...weights.map((weight) => weight / likelyMatches), ...new Float64Array(mixed.matches).fill(1 / MIXED));
  const given = offers.map(({ asks }) => matchesGiven(asks, coded, agreement, mixed));
  const chosen = chooseRules(offers.map(({ pairs }, index) => ({ pairs, gives: joined(given[index]!, weights.length) })), worth, { maxPairs: pairsPerRecord * size, maxRules });
  const rules = chosen.map(({ offer, share }): SuggestedRule => ({ rule: offers[offer]!.rule, blockPairs: offers[offer]!.pairs, share }));
  // What rules were chosen by flatters them: the estimate is from matches mixed anew.
  const fresh = mixMatches(weights, coded.columns, MIXED, seed + 1);
  const ofChosen = chosen.map(({ offer }) => matchesGiven(offers[offer]!.asks, coded, agreement, fresh));
  return {
    rules,
    blockPairs: rules.reduce((sum, { blockPairs }) => sum + blockPairs, 0),
    recall: expectedRecall(weights, ofChosen.map(({ seeds: ofRule }) => ofRule), fresh.matches, ofChosen.map(({ mixed: ofRule }) => ofRule)),
    assumption: ASSUMPTION,
    likelyMatches,
  };
}

/** Numbers mixed matches after the seed pairs. */
function joined({ seeds, mixed }: GivenMatches, seedPairs: number): Uint32Array {
  const all = new Uint32Array(seeds.length + mixed.length);
  all.set(seeds);
  for (let index = 0; index < mixed.length; index++) all[seeds.length + index] = seedPairs + mixed[index]!;
  return all;
}

function findSeeds({ table: { records, sourceStarts }, rowKeys }: LinkageRecords, { values, words }: CodedFeatures, isWithin: boolean, sampleRecords: number, seed: number): SeedPairs {
  const hashes = hashRowKeys(rowKeys, seed);
  const sample = Uint32Array.from(hashes, (_, record) => record)
    .sort((left, right) => (hashes[left]! >>> 0) - (hashes[right]! >>> 0) || left - right).subarray(0, sampleRecords);
  return findSeedPairs(
    {
      records, sourceStarts, isWithin, sample, perRecord: SEEDS_PER_RECORD, minBits: SEED_BITS_SHARE * Math.log2(Math.max(2, records)),
      maxPosting: Math.min(MOST_POSTING, Math.max(LEAST_POSTING, Math.floor(MAX_POSTING_SHARE * records))),
    },
    values, words,
  );
}

/** Learns from the seed pairs how likely each is to match, and keeps the likely ones. */
function keepLikely(
  model: LinkageModel, records: number, { lefts, rights, among }: SeedPairs, ready: ReadyLearning,
): { readonly kept: SeedPairs; readonly weights: Float64Array } {
  const { layout, population, agreement } = ready;
  const pairs = lefts.length;
  const mixture = learnPairs({ totalBlockPairs: pairs, visit: visitorOf(lefts, rights) }, {
    model, records, ready: { ...ready, population: { ...population, pairs: Math.max(1, among) } }, maxPairs: Infinity, prior: pairs === 0 ? 0 : 0.5 * pairs / Math.max(1, among),
  });
  const weigher = makeWeigher(layout.setting, weightProgramOf(writeMixture(model, mixture, layout, agreement)), CHUNK_PAIRS, false);
  const weights = new Float64Array(pairs);
  for (let from = 0; from < pairs; from += CHUNK_PAIRS) {
    const to = Math.min(pairs, from + CHUNK_PAIRS);
    weigher.weigh(lefts.subarray(from, to), rights.subarray(from, to), to - from);
    for (let pair = from; pair < to; pair++) weights[pair] = probabilityOfBits(weigher.bits[pair - from]!);
  }
  const likely = Uint32Array.from(weights, (_, pair) => pair).filter((pair) => weights[pair]! >= MIN_PROBABILITY);
  return {
    kept: { lefts: likely.map((pair) => lefts[pair]!), rights: likely.map((pair) => rights[pair]!), among },
    weights: Float64Array.from(likely, (pair) => weights[pair]!),
  };
}

/** Visits pairs that are held, in chunks. */
function visitorOf(lefts: Uint32Array, rights: Uint32Array): CandidatePairs['visit'] {
  return (_, chunkPairs, each) => {
    const rules = new Uint8Array(chunkPairs);
    for (let from = 0; from < lefts.length; from += chunkPairs) {
      const to = Math.min(lefts.length, from + chunkPairs);
      if (!each(lefts.subarray(from, to), rights.subarray(from, to), rules, to - from)) return;
    }
  };
}
