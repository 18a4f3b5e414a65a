import { ALWAYS, NEVER, type ClassJudge } from './class-judge.ts';
import { MIXTURE, sensitiveJudge } from './sensitive-judge.ts';

/** What a model of a sensitive column is told about the classes it will judge. */
export interface SensitivePlace {
  /** Place of the column among the sensitive ones of the classes. */
  readonly place: number;
  /** Whether units are entities, which may have several values each, and which classes may share. */
  readonly hasEntities: boolean;
}

/**
 * Judges by distinct l-diversity: each class has at least l values of a sensitive column, a missing one being a value.
 *
 * @param column - see {@link SensitivePlace}.
 * @param l - from 1 up.
 * @returns the judge; it attains the smallest number of values of a class.
 * @see Machanavajjhala, Kifer, Gehrke and Venkitasubramaniam 2007, https://doi.org/10.1145/1217299.1217302.
 */
export function distinctLDiversity({ place, hasEntities }: SensitivePlace, l: number): ClassJudge {
  return sensitiveJudge({
    place,
    minSize: hasEntities ? 1 : l,
    monotone: ALWAYS,
    figures: ({ starts }) => (index) => starts[index + 1]! - starts[index]!,
    fails: (values) => values < l,
    strictest: 'least',
  });
}

/** Logarithms are right to some 2⁻⁵⁰; what is nearer than this is equal. */
const ROUNDING = 2 ** -40;

/**
 * Judges by entropy l-diversity: the values of each class have an entropy of at least ln l.
 *
 * Entropy is Shannon's, in natural logarithms: −Σ q·ln q, where q is the share of a value among the values of the class.
 * An entropy that differs from ln l by less than 2⁻⁴⁰ equals it, so that l values of equal shares are l-diverse.
 *
 * @param column - see {@link SensitivePlace}.
 * @param l - a number from 1 up.
 * @returns the judge; it attains the smallest exponential of the entropy of a class.
 * @see Machanavajjhala, Kifer, Gehrke and Venkitasubramaniam 2007, definition 4.1.
 */
export function entropyLDiversity({ place, hasEntities }: SensitivePlace, l: number): ClassJudge {
  const least = Math.log(l) - ROUNDING;
  return sensitiveJudge({
    place,
    minSize: hasEntities ? 1 : Math.ceil(l),
    monotone: hasEntities ? NEVER : MIXTURE,
    figures: ({ starts, counts }) => (index) => {
      let units = 0;
      let sum = 0;
      for (let at = starts[index]!; at < starts[index + 1]!; at++) {
        const count = counts[at]!;
        units += count;
        sum += count * Math.log(count);
      }
      return Math.exp(Math.log(units) - sum / units);
    },
    fails: (perplexity) => Math.log(perplexity) < least,
    strictest: 'least',
  });
}

/**
 * Judges by recursive (c, l)-diversity: in each class the most frequent value is rarer than c times all values from the l-th
 * most frequent on, r₁ < c·(r_l + … + r_m).
 *
 * @param column - see {@link SensitivePlace}.
 * @param l - from 1 up.
 * @param c - above 0.
 * @returns the judge; it attains the greatest r₁ / (r_l + … + r_m), which c must exceed; Infinity for a class of fewer values.
 * @see Machanavajjhala, Kifer, Gehrke and Venkitasubramaniam 2007, definition 4.2.
 */
export function recursiveLDiversity({ place, hasEntities }: SensitivePlace, l: number, c: number): ClassJudge {
  return sensitiveJudge({
    place,
    minSize: hasEntities ? 1 : l,
    monotone: hasEntities ? NEVER : MIXTURE,
    figures: ({ starts, counts }) => (index) => {
      const ordered = counts.slice(starts[index], starts[index + 1]).sort();
      let tail = 0;
      for (let at = 0; at <= ordered.length - l; at++) tail += ordered[at]!;
      return tail === 0 ? Infinity : ordered[ordered.length - 1]! / tail;
    },
    fails: (quotient) => quotient >= c,
    strictest: 'greatest',
  });
}
