// Which dates are at most one edit or swap apart: the level that takes most of the time of a linkage in SQL.
import { pairsCase, pairsPerSecond } from '../text-pairs.js';

export const benchmark = pairsCase({
  title: 'Damerau–Levenshtein of dates, at most 1',
  kind: 'dates',
  kernel: ({ damerauLevenshtein }) => damerauLevenshtein,
  cutoff: 1,
  sql: 'CASE WHEN damerau_levenshtein(l, r) <= 1 THEN 1 ELSE 0 END',
  claims: [pairsPerSecond(20)],
});
