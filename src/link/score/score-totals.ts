import type { Findings } from '../../core/operator.ts';
import type { CacheUse } from '../kernel/compare/comparison-kernel.ts';
import type { ScoredPairs } from '../kernel/score/pair-scorer.ts';

/** How far a run of scoring is. */
export interface ScoreProgress {
  /** Pairs of blocks gone through, those that an earlier rule gives included, of as many. */
  readonly done: number;
  readonly of: number;
  /** Pairs scored, and kept, so far. */
  readonly scored: number;
  readonly kept: number;
  /** Memory of the caches of one thread, in bytes, and the share of look-ups that they answered. */
  readonly cacheBytes: number;
  readonly cacheHitShare: number;
}

/** Adds up what parts of a run came to. */
export interface ScoreTotals {
  /** Adds a part: how many pairs of blocks it went through, and how many of those scored are kept. */
  add(part: ScoredPairs, cache: CacheUse, through: number, kept: number): void;
  /** Forgets what was scored: the last pass begins. */
  restart(): void;
  progress(): ScoreProgress;
  findings(): Findings;
}

/**
 * Makes totals of nothing.
 *
 * @param rules - blocking rules.
 * @param of - pairs of blocks that the run goes through, over all passes.
 * @returns the totals.
 */
export function scoreTotals(rules: number, of: number): ScoreTotals {
  const scoredOfRule = new Float64Array(rules);
  let [done, kept, looks, hits, cacheBytes] = [0, 0, 0, 0, 0];
  const scored = (): number => scoredOfRule.reduce((sum, pairs) => sum + pairs, 0);
  return {
    add(part, cache, through, more) {
      part.scoredOfRule.forEach((pairs, rule) => {
        scoredOfRule[rule]! += pairs;
      });
      done += through;
      kept += more;
      looks += cache.looks;
      hits += cache.hits;
      cacheBytes = Math.max(cacheBytes, cache.bytes);
    },
    restart() {
      scoredOfRule.fill(0);
      kept = 0;
    },
    progress: () => ({ done, of, scored: scored(), kept, cacheBytes, cacheHitShare: looks === 0 ? 1 : hits / looks }),
    findings: () => ({ pairs: scored(), pairsOfRule: [...scoredOfRule], kept }),
  };
}
