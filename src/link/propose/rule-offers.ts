import { tuplePairCounter, type TuplePairCounter } from '../kernel/propose/count-tuple-pairs.ts';
import type { BlockingRule } from '../model/blocking-rule.ts';
import type { CodedFeatures } from './code-features.ts';

/** A rule that may be chosen, with what makes it up. */
export interface OfferedRule {
  readonly rule: BlockingRule;
  /** Pairs of its blocks. */
  readonly pairs: number;
  readonly asks: RuleTest;
}

/** What a pair must have in common: several features, or a word that not too many records have. */
export type RuleTest = { readonly features: readonly number[] } | { readonly words: number; readonly maxRecords: number };

/** What records rules are made for. */
export interface OfferProblem {
  readonly coded: CodedFeatures;
  readonly sourceStarts: Uint32Array;
  readonly isWithin: boolean;
  /** Pairs that a rule may have. */
  readonly maxPairs: number;
}

/** Rules on words that so many records have at most; which of them fits, the budget says. */
const WORD_CAPS = [5, 10, 20, 50, 100, 200, 500] as const;
/** Features of three columns are only worth trying where each alone has few values. */
const FEW_VALUES = 4000;
const VERY_FEW_VALUES = 800;
const MAX_TRIPLES = 400;

/**
 * Makes the rules that blocking may be chosen from: every feature alone, any two of different columns, three of few values
 * each, and single words that not too many records have.
 *
 * @param problem - see {@link OfferProblem}.
 * @returns rules with at least one pair and no more than allowed.
 * @remarks O(rules × records).
 */
export function offerRules(problem: OfferProblem): readonly OfferedRule[] {
  const { coded: { values, words }, sourceStarts, isWithin, maxPairs } = problem;
  const count = tuplePairCounter(sourceStarts, isWithin);
  const records = sourceStarts.at(-1)!;
  const alone = values.map(({ codes }) => count([codes]));
  const offers: OfferedRule[] = [];
  const add = (...features: readonly number[]): void => {
    const pairs = features.length === 1 ? alone[features[0]!]! : countTogether(count, problem, features);
    if (pairs > 0 && pairs <= maxPairs) offers.push(offerOf(problem, features, pairs));
  };
  const areOfDifferentColumns = (...features: readonly number[]): boolean => new Set(features.map((index) => values[index]!.feature.column)).size === features.length;
  // What gives a pair a record or fewer by itself needs no company.
  const isCostly = (index: number): boolean => alone[index]! > records;
  values.forEach((_, one) => {
    add(one);
    for (let other = one + 1; other < values.length; other++) {
      if (areOfDifferentColumns(one, other) && isCostly(one) && isCostly(other)) add(one, other);
    }
  });
  for (const triple of triplesOf(values.map(({ size }) => size)).filter((features) => areOfDifferentColumns(...features)).slice(0, MAX_TRIPLES)) add(...triple);
  words.forEach((_, index) => {
    for (const maxRecords of WORD_CAPS) {
      const pairs = pairsOfWords(problem, index, maxRecords);
      if (pairs > 0 && pairs <= maxPairs) offers.push(offerOfWords(problem, index, maxRecords, pairs));
    }
  });
  return offers;
}

function countTogether(count: TuplePairCounter, { coded: { values } }: OfferProblem, features: readonly number[]): number {
  return count(features.map((index) => values[index]!.codes));
}

function triplesOf(sizes: readonly number[]): number[][] {
  const few = sizes.flatMap((size, index) => (size <= FEW_VALUES ? [index] : []));
  return few.flatMap((one, place) => few.slice(place + 1).flatMap((other, further) => few.slice(place + further + 2).flatMap((last) =>
    ([one, other, last].filter((index) => sizes[index]! <= VERY_FEW_VALUES).length >= 2 ? [[one, other, last]] : []))));
}

function offerOf({ coded: { values } }: OfferProblem, features: readonly number[], pairs: number): OfferedRule {
  const parts = features.map((index) => values[index]!.feature);
  return { rule: { on: parts.map(({ of }) => ({ of })), label: parts.map(({ label }) => label).join(' + ') }, asks: { features }, pairs };
}

function offerOfWords({ coded: { words } }: OfferProblem, index: number, maxRecords: number, pairs: number): OfferedRule {
  const { label, of } = words[index]!.feature;
  const rule: BlockingRule = { on: [{ of, explode: true }], maxBlockRecords: maxRecords, label: `${label} of at most ${maxRecords} records` };
  return { rule, asks: { words: index, maxRecords }, pairs };
}

function pairsOfWords({ coded: { words }, sourceStarts, isWithin }: OfferProblem, index: number, maxRecords: number): number {
  const { postings: { starts, records } } = words[index]!;
  let pairs = 0;
  for (let word = 1; word + 1 < starts.length; word++) {
    const size = starts[word + 1]! - starts[word]!;
    if (size < 2 || size > maxRecords) continue;
    pairs += size * (size - 1) / 2;
    if (isWithin) continue;
    for (let at = starts[word]!, source = 0; at < starts[word + 1]!; source++) {
      const from = at;
      while (at < starts[word + 1]! && records[at]! < sourceStarts[source + 1]!) at++;
      pairs -= (at - from) * (at - from - 1) / 2;
    }
  }
  return pairs;
}
