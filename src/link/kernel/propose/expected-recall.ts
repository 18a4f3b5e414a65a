import { seededDraws } from '../train/seeded-draws.ts';

/** Matches put together from the columns of others, as if columns went wrong independently of each other. */
export interface MixedMatches {
  readonly matches: number;
  /** Uint32Array(matches × columns): the seed pair that each column is taken from. */
  readonly seedOf: Uint32Array;
  readonly columns: number;
}

/** Share of the matches that rules give, estimated without labels. */
export interface ExpectedRecall {
  /** Were columns to go wrong independently of each other. */
  readonly estimate: number;
  /** Were {@link MOST_UNDERESTIMATED} times as many missed, chance allowed for, or as many as only one rule gives (Good and Turing). */
  readonly low: number;
  /** Of the likely matches that were found without rules. */
  readonly high: number;
}

/**
 * How many times more matches were missed than independence says, at most, on public data whose truth is known: who has one
 * fault tends to have several.
 */
export const MOST_UNDERESTIMATED = 5;
/** Of many matches none of which is missed, three more might be. */
const RULE_OF_THREE = 3;

/**
 * Puts matches together from the columns of likely ones.
 *
 * @param weights - Float64Array(seeds): probability that each seed pair is a match.
 * @param columns - number of columns.
 * @param matches - number of matches to put together.
 * @param seed - int32.
 * @returns the matches; none without likely ones.
 */
export function mixMatches(weights: Float64Array, columns: number, matches: number, seed: number): MixedMatches {
  const cumulated = new Float64Array(weights.length);
  let total = 0;
  for (let index = 0; index < weights.length; index++) cumulated[index] = total += weights[index]!;
  if (!(total > 0)) return { matches: 0, seedOf: new Uint32Array(0), columns };
  const draws = seededDraws(seed);
  return { matches, columns, seedOf: Uint32Array.from({ length: matches * columns }, () => firstAbove(cumulated, draws.uniform() * total)) };
}

/**
 * Estimates the share of matches that blocking rules give.
 *
 * @param weights - Float64Array(seeds): probability that each seed pair is a match.
 * @param seedsOf - by rule, the seed pairs it gives.
 * @param mixed - number of mixed matches.
 * @param mixedOf - by rule, the mixed matches it gives.
 * @returns the estimate and a range; zeros without matches.
 * @remarks O(pairs given by all rules).
 * @see Hanley and Lippman-Hand 1983, If nothing goes wrong, is everything all right?, https://doi.org/10.1001/jama.1983.03330370053031
 * @see Good 1953, The population frequencies of species and the estimation of population parameters,
 *   https://doi.org/10.1093/biomet/40.3-4.237
 */
export function expectedRecall(weights: Float64Array, seedsOf: readonly Uint32Array[], mixed: number, mixedOf: readonly Uint32Array[]): ExpectedRecall {
  const times = timesGiven(weights.length, seedsOf);
  let [total, seen, once] = [0, 0, 0];
  for (let index = 0; index < weights.length; index++) {
    total += weights[index]!;
    if (times[index]! > 0) seen += weights[index]!;
    if (times[index] === 1) once += weights[index]!;
  }
  if (!(total > 0) || mixed === 0) return { estimate: 0, low: 0, high: 0 };
  const given = timesGiven(mixed, mixedOf).reduce((sum, count) => sum + Number(count > 0), 0);
  const high = seen / total;
  const estimate = Math.min(high, given / mixed);
  const low = seen > 0 ? Math.min(1 - MOST_UNDERESTIMATED * (1 - estimate + RULE_OF_THREE / mixed), high * (1 - once / seen)) : 0;
  return { estimate, low: Math.max(0, low), high };
}

function timesGiven(pairs: number, given: readonly Uint32Array[]): Uint8Array {
  const times = new Uint8Array(pairs);
  for (const ofRule of given) for (const pair of ofRule) if (times[pair]! < 2) times[pair]!++;
  return times;
}

function firstAbove(cumulated: Float64Array, value: number): number {
  let [low, high] = [0, cumulated.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulated[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
