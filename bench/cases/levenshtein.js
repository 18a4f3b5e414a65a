// Levenshtein on pairs of nine letters, no two pairs alike, without a largest distance.
import { pairsCase, pairsPerSecond } from '../text-pairs.js';

export const benchmark = pairsCase({
  title: 'Levenshtein of unique pairs of nine letters',
  kind: 'names',
  kernel: ({ levenshtein }) => levenshtein,
  sql: 'levenshtein(l, r)',
  claims: [pairsPerSecond(12)],
});
