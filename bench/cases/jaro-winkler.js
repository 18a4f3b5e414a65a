// Jaro–Winkler on pairs of nine letters, no two pairs alike, without a least similarity.
import { pairsCase, pairsPerSecond } from '../text-pairs.js';

export const benchmark = pairsCase({
  title: 'Jaro–Winkler of unique pairs of nine letters',
  kind: 'names',
  kernel: ({ DUCKDB_WINKLER, jaroWinkler }) => jaroWinkler(DUCKDB_WINKLER),
  sql: 'jaro_winkler_similarity(l, r)',
  claims: [pairsPerSecond(12)],
});
