import type { Parameters } from '../kernel/train/parameters.ts';
import { speakingSlots } from '../kernel/train/expectation-maximisation.ts';
import type { Training } from './write-model.ts';

/** Parameters at one moment, for pictures of how training went. */
export interface TrainingIteration {
  /** Share of matches among the pairs of each rule. */
  readonly priors: readonly number[];
  /** By comparison, m of the levels that say something, as the model lists them. */
  readonly m: Readonly<Record<string, readonly number[]>>;
  readonly u: Readonly<Record<string, readonly number[]>>;
  /** Natural logarithm. */
  readonly logLikelihood: number;
  /** Greatest change of a parameter since the iteration before; `null` at the start. */
  readonly greatestChange: number | null;
}

/** One run of expectation maximisation. */
export interface TrainingSession {
  /** Indices of the rules whose pairs took part. */
  readonly rules: readonly number[];
  readonly pairs: readonly number[];
  /** Comparisons that were trained. */
  readonly comparisons: readonly string[];
  readonly isConverged: boolean;
  /** From the start to the end. */
  readonly iterations: readonly TrainingIteration[];
}

/**
 * Lays out how training went.
 *
 * @param training - what was found.
 * @returns the sessions in their order.
 */
export function sessionsOf({ setting: { model, layout: { slots }, options }, measured: { all: { parts } }, estimated: { ems } }: Training): TrainingSession[] {
  return ems.map(({ history, isConverged }, index) => {
    const own = options.m.by === 'sessions' ? [index] : parts.map((_, part) => part);
    const trained = [...new Set(own.flatMap((part) => parts[part]!.comparisons))].sort((left, right) => left - right);
    const byName = (shares: Parameters['m']): Record<string, number[]> => Object.fromEntries(trained.map((comparison) =>
      [model.comparisons[comparison]!.name, speakingSlots(slots, comparison).map((slot) => shares[slot]!)]));
    return {
      rules: own, isConverged, comparisons: trained.map((comparison) => model.comparisons[comparison]!.name),
      pairs: own.map((part) => parts[part]!.patterns.counts.reduce((sum, count) => sum + count, 0)),
      iterations: history.map(({ parameters, logLikelihood, greatestChange }) => ({
        priors: [...parameters.priors], m: byName(parameters.m), u: byName(parameters.u), logLikelihood, greatestChange,
      })),
    };
  });
}
