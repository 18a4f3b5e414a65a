import type { Comparison, Estimate, Level, LinkageModel } from './model.ts';

/** Match weight of the level of most agreement, in bits, before anything is known. */
const TOP_BITS = 10;

/** Match weights of the other levels, from least to most agreement. */
const LEAST_BITS = -5;
const MOST_BITS = 3;

/** Share of matches at the level of most agreement. */
const TOP_SHARE = 0.95;

const DEFAULT: Estimate = Object.freeze({ method: 'default' });

/**
 * Gives every level without m or u the value that expectation maximisation starts from: 95 % of matches agree most, the
 * others share the rest; u is such that the weights run from −5 to 3 bits, and 10 for most agreement.
 *
 * @param model - a model, trained or not.
 * @returns the model with no unknown m or u, but at null levels that say nothing. What was known stays.
 * @see https://github.com/moj-analytical-services/splink (`_default_m_values`, `_default_u_values`)
 */
export function withDefaultParameters(model: LinkageModel): LinkageModel {
  return { ...model, comparisons: model.comparisons.map(fillComparison) };
}

/**
 * Gives the starting values of one comparison.
 *
 * @param levels - levels that carry evidence, at least 2.
 * @returns m and u from most to least agreement.
 * @throws {RangeError} for fewer levels.
 * @example
 * defaultParameters(2); // => { m: [0.95, 0.050000000000000044], u: [0.000927734375, 1.6000000000000014] }, u above 1 as in Splink
 */
export function defaultParameters(levels: number): { readonly m: readonly number[]; readonly u: readonly number[] } {
  if (!Number.isInteger(levels) || levels < 2) throw new RangeError(`levels: expected an integer of at least 2, got ${levels}`);
  const rest = (1 - TOP_SHARE) / (levels - 1);
  const step = levels === 2 ? 0 : (MOST_BITS - LEAST_BITS) / (levels - 2);
  const m = Array.from({ length: levels }, (_, index) => (index === 0 ? TOP_SHARE : rest));
  const bits = m.map((_, index) => (index === 0 ? TOP_BITS : LEAST_BITS + (levels - 1 - index) * step));
  return { m, u: m.map((share, index) => share / 2 ** bits[index]!) };
}

function fillComparison(comparison: Comparison): Comparison {
  const carriesEvidence = (level: Level): boolean => level.isNull !== true || comparison.missing === 'modelled';
  const count = comparison.levels.filter(carriesEvidence).length;
  if (count < 2) return comparison;
  const { m, u } = defaultParameters(count);
  let rank = 0;
  return {
    ...comparison,
    levels: comparison.levels.map((level) => {
      if (!carriesEvidence(level)) return level;
      const filled = fillLevel(level, m[rank]!, u[rank]!);
      rank++;
      return filled;
    }),
  };
}

function fillLevel(level: Level, m: number, u: number): Level {
  if (level.m !== null && level.u !== null) return level;
  const estimates = { ...level.estimates, ...(level.m === null ? { m: DEFAULT } : {}), ...(level.u === null ? { u: DEFAULT } : {}) };
  return { ...level, m: level.m ?? m, u: level.u ?? Math.min(1, u), estimates };
}
