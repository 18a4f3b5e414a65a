/** Models that bound what somebody's class tells of a sensitive value, beside what the whole table tells of it. */
import { NEVER, type ClassJudge } from './class-judge.ts';
import type { SensitivePlace } from './l-diversity.ts';
import { MIXTURE, sensitiveJudge, sharesOfTable } from './sensitive-judge.ts';

/**
 * Judges by α: no value stands for more than a share α of the units of a class.
 *
 * @param column - the sensitive column.
 * @param alpha - in [0, 1].
 * @returns the judge; it attains the greatest share.
 * @see Wong, Li, Fu and Wang 2006, (α, k)-anonymity, https://doi.org/10.1145/1150402.1150499.
 */
export function alpha({ place, hasEntities }: SensitivePlace, alpha: number): ClassJudge {
  return sensitiveJudge({
    place,
    minSize: 1,
    monotone: hasEntities ? NEVER : MIXTURE,
    figures: ({ starts, counts }, { sizes }) => (index) => {
      let most = 0;
      for (let at = starts[index]!; at < starts[index + 1]!; at++) most = Math.max(most, counts[at]!);
      return most / sizes[index]!;
    },
    fails: (share) => share > alpha,
    strictest: 'greatest',
  });
}

/**
 * Judges by δ-disclosure privacy: for each value that a class has, |log₂(q / p)| < δ, where q is its share of the units of the
 * class and p its share of those of the table. Values that a class lacks are not looked at, which is why merging classes can
 * break it.
 *
 * @param column - the sensitive column.
 * @param delta - above 0.
 * @returns the judge; it attains the greatest absolute logarithm, which δ must exceed.
 * @see Brickell and Shmatikov 2008, https://doi.org/10.1145/1401890.1401904.
 */
export function deltaDisclosure({ place }: SensitivePlace, delta: number): ClassJudge {
  return sensitiveJudge({
    place,
    minSize: 1,
    monotone: NEVER,
    figures: (values, classes) => {
      const { starts, counts } = values;
      const { totals, units } = sharesOfTable(values, classes);
      return (index) => {
        let most = 0;
        for (let at = starts[index]!; at < starts[index + 1]!; at++) {
          most = Math.max(most, Math.abs(Math.log2((counts[at]! * units) / (totals[values.values[at]!]! * classes.sizes[index]!))));
        }
        return most;
      };
    },
    fails: (logarithm) => logarithm >= delta,
    strictest: 'greatest',
  });
}

/**
 * Judges by basic β-likeness: no value gains more than β relatively, (q − p) / p ≤ β, where q is its share of the units of a
 * class and p its share of those of the table.
 *
 * @param column - the sensitive column.
 * @param beta - above 0.
 * @returns the judge; it attains the greatest gain, 0 where nothing gains.
 * @see Cao and Karras 2012, https://doi.org/10.14778/2350229.2350255.
 */
export function basicBetaLikeness(column: SensitivePlace, beta: number): ClassJudge {
  return betaLikeness(column, beta, () => Infinity);
}

/**
 * Judges by enhanced β-likeness: no value gains more than β relatively, nor more than −ln p: (q − p) / p ≤ min(β, −ln p).
 *
 * @param column - the sensitive column.
 * @param beta - above 0.
 * @returns the judge; it attains the greatest gain, Infinity where a value gains more than −ln p, which no β allows.
 * @see Cao and Karras 2012, definition 3.
 */
export function enhancedBetaLikeness(column: SensitivePlace, beta: number): ClassJudge {
  return betaLikeness(column, beta, (share) => -Math.log(share));
}

function betaLikeness({ place, hasEntities }: SensitivePlace, beta: number, mostOf: (share: number) => number): ClassJudge {
  return sensitiveJudge({
    place,
    minSize: 1,
    monotone: hasEntities ? NEVER : MIXTURE,
    figures: (values, classes) => {
      const { starts, counts } = values;
      const { totals, units } = sharesOfTable(values, classes);
      const limits = Float64Array.from(totals, (total) => mostOf(total / units));
      return (index) => {
        const size = classes.sizes[index]!;
        let most = 0;
        for (let at = starts[index]!; at < starts[index + 1]!; at++) {
          const value = values.values[at]!;
          const expected = totals[value]! * size;
          const gain = (counts[at]! * units - expected) / expected;
          most = Math.max(most, gain > limits[value]! ? Infinity : gain);
        }
        return most;
      };
    },
    fails: (gain) => gain > beta,
    strictest: 'greatest',
  });
}
