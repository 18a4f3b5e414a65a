import type { PatternCounts } from '../patterns.ts';
import type { JointTable } from './joint-table.ts';

/** Comparisons and their levels end to end: level `l` of comparison `c` is the slot `offsets[c] + l`. */
export interface ParameterSlots {
  /** Uint32Array(comparisons + 1). */
  readonly offsets: Uint32Array;
  /** Uint8Array(slots): 1 where the level says nothing: a null level, unless missing values are modelled. */
  readonly isSilent: Uint8Array;
}

/** What a model is made of. Shares of one comparison add up to 1 over the levels that say something. */
export interface Parameters {
  /** Float64Array(slots): share of matching pairs at each level; 0 where it says nothing. */
  readonly m: Float64Array;
  /** Float64Array(slots): the same among other pairs. */
  readonly u: Float64Array;
  /** Float64Array(parts): share of matches among the pairs of each part. */
  readonly priors: Float64Array;
  /** Comparisons that depend on each other; their m and u are the margins of the table. */
  readonly joint: readonly JointTable[];
}

/** Pairs that are trained on together, as those of one blocking rule. */
export interface TrainingPart {
  readonly patterns: PatternCounts;
  /** The comparison that each column of the pattern table is about; those that the rule decides are left out. */
  readonly comparisons: readonly number[];
  /** Further pairs, taken not to match, whose patterns were not counted: those that no rule gives, where the part stands for all pairs. */
  readonly pairsBeyond?: number;
}

/** How agreement on a rare value counts for more: the adjustment of a level is (ordinary frequency ÷ frequency)^`weights`. */
export interface FrequencySlots {
  /** Int32Array(slots): the slot whose u is the ordinary frequency; −1 where there is no adjustment. */
  readonly exact: Int32Array;
  /** Float64Array(slots): the exponent. */
  readonly weights: Float64Array;
  /** Float64Array(slots): the ordinary frequency where it is not u of `exact`; 0 where it is. */
  readonly baselines: Float64Array;
}

/**
 * Lays levels out as slots.
 *
 * @param levels - by comparison, whether each level says nothing.
 * @returns the slots.
 * @example
 * slotsOf([[true, false, false], [false, false]]).offsets; // => [0, 3, 5]
 */
export function slotsOf(levels: readonly (readonly boolean[])[]): ParameterSlots {
  const offsets = new Uint32Array(levels.length + 1);
  for (let comparison = 0; comparison < levels.length; comparison++) offsets[comparison + 1] = offsets[comparison]! + levels[comparison]!.length;
  return { offsets, isSilent: Uint8Array.from(levels.flat(), (isSilent) => Number(isSilent)) };
}

/**
 * Copies parameters, so that they can be changed.
 *
 * @param parameters - what to copy.
 * @returns new arrays with the same numbers.
 */
export function copyParameters({ m, u, priors, joint }: Parameters): Parameters {
  return { m: m.slice(), u: u.slice(), priors: priors.slice(), joint: joint.map((table) => ({ ...table, matches: table.matches.slice(), others: table.others.slice() })) };
}

/**
 * Finds how far parameters are from others.
 *
 * @param left - parameters.
 * @param right - parameters of the same model.
 * @returns the greatest difference of any m, u or prior.
 */
export function greatestChange(left: Parameters, right: Parameters): number {
  return Math.max(apart(left.m, right.m), apart(left.u, right.u), apart(left.priors, right.priors));
}

function apart(left: Float64Array, right: Float64Array): number {
  let most = 0;
  for (let index = 0; index < left.length; index++) most = Math.max(most, Math.abs(left[index]! - right[index]!));
  return most;
}
