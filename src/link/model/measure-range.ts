import type { MeasureName } from './condition.ts';

/** What a measure looks at, where its values lie, and which way they point. */
export interface MeasureTraits {
  readonly of: 'text' | 'number' | 'time' | 'point' | 'vector' | 'texts';
  readonly least: number;
  readonly most: number;
  /** Similarities grow as values come closer; distances shrink. */
  readonly isSimilarity: boolean;
}

const similarity = (of: MeasureTraits['of'], most = 1): MeasureTraits => ({ of, least: 0, most, isSimilarity: true });
const distance = (of: MeasureTraits['of']): MeasureTraits => ({ of, least: 0, most: Infinity, isSimilarity: false });

/** Traits of every measure by name. */
export const MEASURE_TRAITS: Readonly<Record<MeasureName, MeasureTraits>> = Object.freeze({
  jaroWinkler: similarity('text'),
  jaro: similarity('text'),
  levenshteinSimilarity: similarity('text'),
  damerauLevenshteinSimilarity: similarity('text'),
  jaccard: similarity('text'),
  dice: similarity('text'),
  longestCommonSubsequenceSimilarity: similarity('text'),
  commonPrefix: similarity('text', Infinity),
  levenshtein: distance('text'),
  osa: distance('text'),
  damerauLevenshtein: distance('text'),
  hamming: distance('text'),
  absoluteDifference: distance('number'),
  percentageDifference: distance('number'),
  timeDifference: distance('time'),
  kilometres: distance('point'),
  kilometresByCosine: distance('point'),
  cosine: { of: 'vector', least: -1, most: 1, isSimilarity: true },
  intersection: similarity('texts', Infinity),
  containment: similarity('texts'),
  jaccardOfLists: similarity('texts'),
});
