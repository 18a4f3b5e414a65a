import { makeExpected, preparePart, type Expected, type PreparedPart } from './expectation.ts';
import type { FrequencySlots, ParameterSlots, TrainingPart } from './parameters.ts';

/** One kind of pairs: what is known of it, or believed. */
export interface KindShares {
  readonly isMatch: boolean;
  /** Share of all pairs. */
  readonly share: number;
  /** Float64Array(slots): share of its pairs at each level; 0 where it says nothing. */
  readonly levels: Float64Array;
}

/** Pairs by kind. */
export interface SplitPairs {
  /** Float64Array(kinds): pairs of each. */
  readonly pairs: Float64Array;
  /** By kind, Float64Array(slots): its pairs at each level. */
  readonly levels: readonly Float64Array[];
  readonly expected: Expected;
}

/** Candidate pairs made ready to be split: what no iteration changes. Patterns that differ in frequencies alone are one run. */
export interface ReadyPairs {
  /** Number of slots; the slot after the last stands for levels that say nothing. */
  readonly size: number;
  readonly columns: number;
  readonly slots: ParameterSlots;
  /** Uint32Array(runs + 1): first pattern of each run. */
  readonly starts: Uint32Array;
  /** Uint32Array(runs × columns): slots of the levels of each run. */
  readonly runSlots: Uint32Array;
  /** Float64Array(runs): pairs of each. */
  readonly runPairs: Float64Array;
  /** Float64Array(patterns): pairs of each. */
  readonly counts: Float64Array;
  /** Float64Array(patterns): how much likelier frequencies make strangers, as a factor. */
  readonly chances: Float64Array;
  readonly pairsBeyond: number;
  /** Float64Array(slots): pairs at each level. */
  readonly atLevels: Float64Array;
}

/**
 * Makes candidate pairs ready to be split.
 *
 * @param given - candidate pairs over all comparisons.
 * @param slots - layout of the levels.
 * @param frequency - adjustments by frequency; `null` leaves them out.
 * @param u - Float64Array(slots): shares among strangers, ordinary frequencies among them where no baseline is given.
 * @returns the pairs.
 * @remarks O(patterns × comparisons). Memory 16 bytes a pattern, and 4 bytes a run and comparison.
 */
export function readyToSplit(given: TrainingPart, slots: ParameterSlots, frequency: FrequencySlots | null, u: Float64Array): ReadyPairs {
  const part = preparePart(given, slots, frequency, []);
  const { patterns, columns, counts, pairsBeyond } = part;
  const size = slots.isSilent.length;
  const starts = new Uint32Array(patterns + 1);
  const runSlots = new Uint32Array(patterns * columns);
  const runPairs = new Float64Array(patterns);
  const atLevels = new Float64Array(size + 1);
  let runs = 0;
  for (let pattern = 0; pattern < patterns; pattern++) {
    if (pattern === 0 || !haveSameLevels(part, pattern - 1, pattern)) {
      for (let column = 0; column < columns; column++) {
        const slot = part.slots[pattern * columns + column]!;
        runSlots[runs * columns + column] = slot < 0 ? size : slot;
      }
      starts[runs++] = pattern;
    }
    runPairs[runs - 1]! += counts[pattern]!;
    for (let column = 0; column < columns; column++) atLevels[runSlots[(runs - 1) * columns + column]!]! += counts[pattern]!;
  }
  starts[runs] = patterns;
  return {
    size, columns, slots, starts: starts.slice(0, runs + 1), runSlots: runSlots.slice(0, runs * columns), runPairs: runPairs.slice(0, runs),
    counts, chances: frequencyLogsOf(part, frequency, u).map((log) => Math.exp(-log)), pairsBeyond, atLevels: atLevels.slice(0, size),
  };
}

/** A factor beyond which a product is turned into a logarithm. */
const LARGE = 1e100;
/** From as many times likelier, in logarithms, kinds do not change what strangers say. */
const FAR = 200;

/**
 * Splits the pairs of every pattern into kinds, and strangers, who are left.
 *
 * @param ready - the pairs.
 * @param kinds - how many pairs are of each kind, and how they agree.
 * @param u - Float64Array(slots): shares among strangers.
 * @returns pairs by kind and level, and the likelihood.
 * @remarks O(runs × kinds × comparisons + patterns). Always added in the same order.
 */
export function splitByKind(ready: ReadyPairs, kinds: readonly KindShares[], u: Float64Array): SplitPairs {
  const { size, columns, starts, runSlots, runPairs, pairsBeyond } = ready;
  const runs = starts.length - 1;
  const width = size + 1;
  const logs = kinds.map(({ levels }) => logsOf(levels));
  const logShares = Float64Array.from(kinds, ({ share }) => Math.log(share));
  const logU = logsOf(u);
  const logRest = Math.log(Math.max(0, kinds.reduce((rest, { share }) => rest - share, 1)));
  const pairs = new Float64Array(kinds.length);
  const levels = kinds.map(() => new Float64Array(width));
  const weights = new Float64Array(kinds.length);
  const run: RunSplit = { left: 0, logLikelihood: 0 };
  let logLikelihood = pairsBeyond > 0 ? pairsBeyond * logRest : 0;
  for (let index = 0; index < runs; index++) {
    const at = index * columns;
    let most = -Infinity;
    for (let kind = 0; kind < kinds.length; kind++) most = Math.max(most, weights[kind] = sumOver(runSlots, at, columns, logs[kind]!, logShares[kind]!));
    const strangers = sumOver(runSlots, at, columns, logU, logRest);
    if (most === -Infinity) {
      logLikelihood += likelihoodOfStrangers(ready, index, strangers);
      continue;
    }
    // The kinds share alike what strangers leave them, whatever the frequencies.
    let sum = 0;
    for (let kind = 0; kind < kinds.length; kind++) sum += weights[kind] = Math.exp(weights[kind]! - most);
    splitRun(ready, index, sum, strangers - most, run);
    logLikelihood += runPairs[index]! * most + run.logLikelihood;
    for (let kind = 0; kind < kinds.length; kind++) {
      const found = weights[kind]! * run.left;
      pairs[kind]! += found;
      const ofKind = levels[kind]!;
      for (let column = 0; column < columns; column++) ofKind[runSlots[at + column]!]! += found;
    }
  }
  const atLevels = levels.map((found) => found.slice(0, size));
  return { pairs, levels: atLevels, expected: { ...expectedOf(ready, kinds, pairs, atLevels), logLikelihood, pairsOfPart: Float64Array.of(runPairs.reduce((all, count) => all + count, pairsBeyond)) } };
}

/** What a run gave. */
interface RunSplit {
  /** Pairs that strangers leave, for each unit that the kinds weigh. */
  left: number;
  /** Logarithm of the likelihood, beyond that of the likeliest kind. */
  logLikelihood: number;
}

/** Splits the pairs of a run, of which all kinds together weigh `sum`, the likeliest 1, and strangers e^ahead before frequencies. */
function splitRun({ starts, counts, chances }: ReadyPairs, index: number, sum: number, ahead: number, run: RunSplit): void {
  const end = starts[index + 1]!;
  run.left = 0;
  run.logLikelihood = 0;
  if (ahead > FAR) {
    for (let pattern = starts[index]!; pattern < end; pattern++) run.logLikelihood += counts[pattern]! * (ahead + Math.log(chances[pattern]!));
    return;
  }
  const chance = Math.exp(ahead);
  // The logarithm of a product, where most counts are 1: a logarithm takes longer than all else.
  let product = 1;
  for (let pattern = starts[index]!; pattern < end; pattern++) {
    const count = counts[pattern]!;
    const total = sum + chance * chances[pattern]!;
    run.left += count / total;
    if (count === 1 && total < LARGE) {
      product *= total;
      if (product > LARGE) {
        run.logLikelihood += Math.log(product);
        product = 1;
      }
    } else run.logLikelihood += count * Math.log(total);
  }
  run.logLikelihood += Math.log(product);
}

/** Where no kind can be at the levels. */
function likelihoodOfStrangers({ starts, counts, chances }: ReadyPairs, index: number, strangers: number): number {
  let logLikelihood = 0;
  if (strangers === -Infinity) return 0;
  for (let pattern = starts[index]!; pattern < starts[index + 1]!; pattern++) logLikelihood += counts[pattern]! * (strangers + Math.log(chances[pattern]!));
  return logLikelihood;
}

/** Logarithms by slot, and 0 for the slot of levels that say nothing. */
function logsOf(shares: Float64Array): Float64Array {
  const logs = new Float64Array(shares.length + 1);
  for (let slot = 0; slot < shares.length; slot++) logs[slot] = Math.log(shares[slot]!);
  return logs;
}

function sumOver(slots: Uint32Array, at: number, columns: number, logs: Float64Array, start: number): number {
  let sum = start;
  for (let column = 0; column < columns; column++) sum += logs[slots[at + column]!]!;
  return sum;
}

/** Puts the kinds that match together. */
function expectedOf({ slots, atLevels }: ReadyPairs, kinds: readonly KindShares[], pairs: Float64Array, levels: readonly Float64Array[]): Expected {
  const expected = makeExpected(slots, 1, []);
  kinds.forEach(({ isMatch }, kind) => {
    if (!isMatch) return;
    expected.matchesOfPart[0]! += pairs[kind]!;
    levels[kind]!.forEach((found, slot) => (expected.matches[slot]! += found));
  });
  return { ...expected, pairs: atLevels, others: atLevels.map((all, slot) => all - expected.matches[slot]!) };
}

function haveSameLevels({ slots, columns }: PreparedPart, one: number, other: number): boolean {
  for (let column = 0; column < columns; column++) if (slots[one * columns + column] !== slots[other * columns + column]) return false;
  return true;
}

/** By pattern, the natural logarithm of what frequencies add to the weight, which strangers alone are less likely by. */
function frequencyLogsOf({ patterns, frequencyLogs, adjusted }: PreparedPart, frequency: FrequencySlots | null, u: Float64Array): Float64Array {
  const logs = new Float64Array(patterns);
  if (frequency === null || frequencyLogs === null) return logs;
  const { exact, weights, baselines } = frequency;
  const ordinary = Float64Array.from(exact, (slot, index) => {
    const log = slot < 0 ? 0 : Math.log(baselines[index]! > 0 ? baselines[index]! : u[slot]!);
    // What never happens by chance is no measure of frequencies.
    return log === -Infinity ? 0 : weights[index]! * log;
  });
  const width = adjusted.length / patterns;
  for (let pattern = 0; pattern < patterns; pattern++) {
    let sum = frequencyLogs[pattern]!;
    for (let at = pattern * width, end = at + width; at < end; at++) if (adjusted[at]! >= 0) sum += ordinary[adjusted[at]!]!;
    logs[pattern] = sum;
  }
  return logs;
}
