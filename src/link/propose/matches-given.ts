import type { MixedMatches } from '../kernel/propose/expected-recall.ts';
import type { SeedPairs } from '../kernel/propose/seed-pairs.ts';
import { rarestInCommon, type CodedFeatures } from './code-features.ts';
import type { RuleTest } from './rule-offers.ts';

/** What the records of likely matches have in common, feature by feature. */
export interface SeedAgreement {
  readonly seeds: number;
  /** By feature of one value, Uint8Array(seeds): 1 where both records have the same. */
  readonly values: readonly Uint8Array[];
  /** By feature of words, Float64Array(seeds): records that have the rarest word in common; infinity without one. */
  readonly words: readonly Float64Array[];
}

/** Which likely matches a rule gives. */
export interface GivenMatches {
  /** Seed pairs, rising. */
  readonly seeds: Uint32Array;
  /** Mixed matches, rising. */
  readonly mixed: Uint32Array;
}

/**
 * Finds what the records of likely matches have in common.
 *
 * @param coded - features of the records.
 * @param seeds - likely matches.
 * @returns agreement by feature.
 * @remarks O(seeds × features).
 */
export function agreementOfSeeds({ values, words }: CodedFeatures, { lefts, rights }: SeedPairs): SeedAgreement {
  return {
    seeds: lefts.length,
    values: values.map(({ codes }) => Uint8Array.from(lefts, (left, seed) => Number(codes[left] !== 0 && codes[left] === codes[rights[seed]!]))),
    words: words.map(({ rarest }) => Float64Array.from(lefts, (left, seed) => rarestInCommon(rarest, left, rights[seed]!))),
  };
}

/**
 * Finds the likely matches that a rule gives.
 *
 * @param asks - what the rule asks.
 * @param coded - features of the records.
 * @param agreement - of the seed pairs.
 * @param mixed - matches put together from their columns.
 * @returns indices.
 * @remarks O(matches × features of the rule).
 */
export function matchesGiven(asks: RuleTest, coded: CodedFeatures, agreement: SeedAgreement, mixed: MixedMatches): GivenMatches {
  const parts = 'words' in asks
    ? [{ column: coded.words[asks.words]!.column, agrees: Uint8Array.from(agreement.words[asks.words]!, (records) => Number(records <= asks.maxRecords)) }]
    : asks.features.map((index) => ({ column: coded.values[index]!.column, agrees: agreement.values[index]! }));
  const ofSeeds = new Uint8Array(agreement.seeds).fill(1);
  const ofMixed = new Uint8Array(mixed.matches).fill(1);
  for (const { column, agrees } of parts) {
    for (let seed = 0; seed < ofSeeds.length; seed++) ofSeeds[seed]! &= agrees[seed]!;
    for (let match = 0, at = column; match < ofMixed.length; match++, at += mixed.columns) ofMixed[match]! &= agrees[mixed.seedOf[at]!]!;
  }
  return { seeds: placesOf(ofSeeds), mixed: placesOf(ofMixed) };
}

function placesOf(marks: Uint8Array): Uint32Array {
  const places = new Uint32Array(marks.length);
  let count = 0;
  for (let place = 0; place < marks.length; place++) if (marks[place] === 1) places[count++] = place;
  return places.slice(0, count);
}
