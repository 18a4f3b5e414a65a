import type { Screening } from '../block/pair-screen.ts';
import { makeWeigher, type WeighingSetting } from './weigher.ts';
import type { WeightProgram } from './weight-program.ts';

/** How pairs are scored. */
export interface ScoringRules {
  readonly weights: WeightProgram;
  /** Pairs with a lower match weight are left out; −∞ keeps all. */
  readonly minBits: number;
  /** What is told of each pair besides its weight. */
  readonly detail: 'none' | 'levels' | 'weights';
  /** Blocking rules. */
  readonly rules: number;
}

/** Pairs that were kept, in the order in which they came. */
export interface ScoredPairs {
  readonly pairs: number;
  /** Uint32Array(pairs): ordinals. */
  readonly lefts: Uint32Array;
  readonly rights: Uint32Array;
  /** Uint8Array(pairs): the rule that gave the pair. */
  readonly rules: Uint8Array;
  /** Float64Array(pairs): match weight. */
  readonly bits: Float64Array;
  /** Uint8Array(pairs × comparisons): index of the level, as the model lists them; null without detail. */
  readonly levels: Uint8Array | null;
  /** Float64Array(pairs × comparisons): bits for the frequency of what a comparison agrees on; null unless weights are told. */
  readonly frequencyBits: Float64Array | null;
  /** Float64Array(rules): pairs that were scored, kept or not. */
  readonly scoredOfRule: Float64Array;
}

/** Scores pairs and gathers those worth keeping. */
export interface PairScorer {
  /** Scores a chunk of at most `CHUNK_PAIRS` pairs. */
  add(lefts: Uint32Array, rights: Uint32Array, rules: Uint8Array, pairs: number): void;
  /** Gives pairs up that need not be scored; null where there are none. */
  readonly screening: Screening | null;
  /** Hands over what was kept since the last call, in arrays of its own. */
  take(): ScoredPairs;
}

/** Pairs of a chunk: its levels, bits and ordinals stay in the second-level cache. */
export const CHUNK_PAIRS = 4096;

/**
 * Readies the scoring of pairs.
 *
 * @param setting - records and comparisons.
 * @param rules - how pairs are scored.
 * @returns the scorer; it holds the pairs kept since they were last taken.
 */
export function pairScorer(setting: WeighingSetting, { weights, minBits, detail, rules }: ScoringRules): PairScorer {
  const width = setting.comparisons.length;
  const weigher = makeWeigher(setting, weights, CHUNK_PAIRS, detail === 'weights', minBits);
  const places = new Uint32Array(CHUNK_PAIRS);
  let capacity = CHUNK_PAIRS;
  let kept = emptyPairs(capacity, width, detail);
  let count = 0;
  let scoredOfRule = new Float64Array(rules);

  function makeRoom(more: number): void {
    if (count + more <= capacity) return;
    capacity = Math.max(count + more, 2 * capacity);
    const grown = emptyPairs(capacity, width, detail);
    grown.lefts.set(kept.lefts);
    grown.rights.set(kept.rights);
    grown.rules.set(kept.rules);
    grown.bits.set(kept.bits);
    if (kept.levels !== null) grown.levels?.set(kept.levels);
    if (kept.frequencyBits !== null) grown.frequencyBits?.set(kept.frequencyBits);
    kept = grown;
  }

  return {
    screening: weigher.screen === null ? null : { screen: weigher.screen, giveUp(rule, pairs) { scoredOfRule[rule]! += pairs; } },
    add(lefts, rights, ruleOf, pairs) {
      for (let pair = 0; pair < pairs; pair++) scoredOfRule[ruleOf[pair]!]!++;
      const weighed = weigher.weigh(lefts, rights, pairs, ruleOf);
      const found = choose(weigher.bits, weighed, minBits, places);
      makeRoom(found);
      for (let place = 0; place < found; place++) {
        const pair = weigher.places[places[place]!]!;
        kept.lefts[count + place] = lefts[pair]!;
        kept.rights[count + place] = rights[pair]!;
        kept.rules[count + place] = ruleOf[pair]!;
        kept.bits[count + place] = weigher.bits[places[place]!]!;
      }
      if (kept.levels !== null) spread(weigher.levels, places, found, width, kept.levels, count);
      if (kept.frequencyBits !== null) spread(weigher.frequencyBits!, places, found, width, kept.frequencyBits, count);
      count += found;
    },
    take() {
      const taken: ScoredPairs = {
        pairs: count,
        lefts: kept.lefts.slice(0, count),
        rights: kept.rights.slice(0, count),
        rules: kept.rules.slice(0, count),
        bits: kept.bits.slice(0, count),
        levels: kept.levels?.slice(0, count * width) ?? null,
        frequencyBits: kept.frequencyBits?.slice(0, count * width) ?? null,
        scoredOfRule,
      };
      count = 0;
      scoredOfRule = new Float64Array(rules);
      return taken;
    },
  };
}

function emptyPairs(capacity: number, width: number, detail: ScoringRules['detail']): Omit<ScoredPairs, 'pairs' | 'scoredOfRule'> {
  return {
    lefts: new Uint32Array(capacity),
    rights: new Uint32Array(capacity),
    rules: new Uint8Array(capacity),
    bits: new Float64Array(capacity),
    levels: detail === 'none' ? null : new Uint8Array(capacity * width),
    frequencyBits: detail === 'weights' ? new Float64Array(capacity * width) : null,
  };
}

/** Lists the places of the pairs worth keeping. */
function choose(bits: Float64Array, pairs: number, minBits: number, places: Uint32Array): number {
  let found = 0;
  for (let pair = 0; pair < pairs; pair++) {
    places[found] = pair;
    if (bits[pair]! >= minBits) found++;
  }
  return found;
}

/** Copies numbers that lie comparison by comparison so that they lie pair by pair. */
function spread(from: Uint8Array | Float64Array, places: Uint32Array, found: number, width: number, to: Uint8Array | Float64Array, first: number): void {
  for (let index = 0; index < width; index++) {
    for (let place = 0, at = first * width + index; place < found; place++, at += width) to[at] = from[index * CHUNK_PAIRS + places[place]!]!;
  }
}
