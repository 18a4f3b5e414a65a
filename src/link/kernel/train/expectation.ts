import type { FrequencySlots, Parameters, ParameterSlots, TrainingPart } from './parameters.ts';
import { cellsOf, type JointTable } from './joint-table.ts';

/** A part made ready: what no iteration changes. */
export interface PreparedPart {
  readonly patterns: number;
  readonly counts: Float64Array;
  readonly pairsBeyond: number;
  /** Columns whose comparison stands alone. */
  readonly columns: number;
  /** Int32Array(patterns × columns): slot of each level; −1 where it says nothing. */
  readonly slots: Int32Array;
  /** Float64Array(patterns): natural logarithm of the part of the frequency adjustment that no parameter enters. */
  readonly frequencyLogs: Float64Array | null;
  /** Int32Array(patterns × adjusted): slots of the adjusted levels among all comparisons; −1 for none. */
  readonly adjusted: Int32Array;
  /** By joint table, the cells each pattern may belong to; `null` where the part leaves a comparison of the table out. */
  readonly cells: readonly (readonly Uint32Array[] | null)[];
}

/** What the expectation step finds: pairs by slot, split into matches and others. */
export interface Expected {
  /** Float64Array(slots) each. */
  readonly matches: Float64Array;
  readonly others: Float64Array;
  /** Float64Array(slots): pairs at each level. */
  readonly pairs: Float64Array;
  /** By joint table, Float64Array(cells). */
  readonly jointMatches: readonly Float64Array[];
  readonly jointOthers: readonly Float64Array[];
  /** Float64Array(parts) each. */
  readonly matchesOfPart: Float64Array;
  readonly pairsOfPart: Float64Array;
  /** Natural logarithm of the likelihood of the patterns. */
  logLikelihood: number;
}

/**
 * Makes a part ready for the expectation step.
 *
 * @param part - patterns and what their columns are about.
 * @param slots - layout of the levels.
 * @param frequency - adjustments by frequency; `null` leaves them out.
 * @param joint - comparisons that depend on each other.
 * @returns the part, in slots.
 * @throws {RangeError} if the patterns were counted without the frequencies that are asked for.
 */
export function preparePart(
  { patterns, comparisons, pairsBeyond = 0 }: TrainingPart, { offsets, isSilent }: ParameterSlots, frequency: FrequencySlots | null, joint: readonly Pick<JointTable, 'comparisons' | 'shape'>[],
): PreparedPart {
  const width = comparisons.length;
  const levelAt = (pattern: number, column: number): number => patterns.levels[pattern * width + column]!;
  const slotAt = (pattern: number, column: number): number => offsets[comparisons[column]!]! + levelAt(pattern, column);
  const isDependent = new Set(joint.flatMap((table) => table.comparisons));
  const alone = comparisons.flatMap((comparison, column) => (isDependent.has(comparison) ? [] : [column]));
  const slots = new Int32Array(patterns.patterns * alone.length);
  for (let pattern = 0, at = 0; pattern < patterns.patterns; pattern++) {
    for (const column of alone) {
      const slot = slotAt(pattern, column);
      slots[at++] = isSilent[slot] === 1 ? -1 : slot;
    }
  }
  const adjusted = frequency === null ? new Int32Array(0) : new Int32Array(patterns.patterns * width);
  if (frequency !== null) {
    if (patterns.frequencyFactors === null) throw new RangeError('patterns: expected frequency factors');
    for (let pattern = 0, at = 0; pattern < patterns.patterns; pattern++) {
      for (let column = 0; column < width; column++) {
        const slot = slotAt(pattern, column);
        adjusted[at++] = frequency.exact[slot]! >= 0 ? slot : -1;
      }
    }
  }
  return {
    patterns: patterns.patterns, counts: patterns.counts, pairsBeyond, columns: alone.length, slots, adjusted,
    frequencyLogs: frequency === null ? null : Float64Array.from(patterns.frequencyFactors!, Math.log),
    cells: joint.map((table) => cellsOfPatterns(table, comparisons, patterns.patterns, (pattern, column) => (isSilent[slotAt(pattern, column)] === 1 ? -1 : levelAt(pattern, column)))),
  };
}

function cellsOfPatterns(
  { comparisons: members, shape }: Pick<JointTable, 'comparisons' | 'shape'>, comparisons: readonly number[], patterns: number, levelAt: (pattern: number, column: number) => number,
): Uint32Array[] | null {
  const columns = members.map((member) => comparisons.indexOf(member));
  if (columns.includes(-1)) return null;
  const known = new Map<string, Uint32Array>();
  return Array.from({ length: patterns }, (_, pattern) => {
    const levels = columns.map((column) => levelAt(pattern, column));
    const name = levels.join();
    const cells = known.get(name) ?? cellsOf(shape, levels);
    known.set(name, cells);
    return cells;
  });
}

/** What the parameters are in logarithms, computed once an iteration. */
interface Logs {
  readonly m: Float64Array;
  readonly u: Float64Array;
  /** Float64Array(slots): weight × logarithm of the ordinary frequency, for adjusted levels. */
  readonly adjustment: Float64Array;
}

/**
 * Makes room for what the expectation step finds.
 *
 * @param slots - layout of the levels.
 * @param parts - number of parts.
 * @param joint - comparisons that depend on each other.
 * @returns zeros.
 */
export function makeExpected({ isSilent }: ParameterSlots, parts: number, joint: readonly Pick<JointTable, 'shape'>[]): Expected {
  const zeros = (): Float64Array => new Float64Array(isSilent.length);
  const tables = (): Float64Array[] => joint.map(({ shape }) => new Float64Array(shape.reduce((product, levels) => product * levels, 1)));
  return {
    matches: zeros(), others: zeros(), pairs: zeros(), jointMatches: tables(), jointOthers: tables(),
    matchesOfPart: new Float64Array(parts), pairsOfPart: new Float64Array(parts), logLikelihood: 0,
  };
}

/**
 * Splits the pairs of every pattern into matches and others, as the parameters have it.
 *
 * @param parts - parts made ready.
 * @param slots - layout of the levels.
 * @param parameters - what to split by.
 * @param frequency - adjustments by frequency, as the parts were made ready for; `null` for none.
 * @param onPattern - receives the probability of each pattern, if wanted.
 * @returns pairs by slot, part and table, and the likelihood.
 * @remarks O(patterns × comparisons). Where u of a level is 0 its pairs are matches, even where m is 0 too (as Splink);
 *   else where m is 0 they are not. Sums go in the order of the patterns.
 */
export function expect(
  parts: readonly PreparedPart[], slots: ParameterSlots, parameters: Parameters, frequency: FrequencySlots | null,
  onPattern?: (part: number, pattern: number, probability: number) => void,
): Expected {
  const found = makeExpected(slots, parts.length, parameters.joint);
  const logs = logsOf(parameters, frequency);
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index]!;
    const prior = parameters.priors[index]!;
    const [logPrior, logRest] = [Math.log(prior), Math.log1p(-prior)];
    found.pairsOfPart[index] = part.pairsBeyond;
    if (part.pairsBeyond > 0) found.logLikelihood += part.pairsBeyond * logRest;
    for (let pattern = 0; pattern < part.patterns; pattern++) {
      let logM = logPrior;
      let logU = logRest - adjustmentOf(part, pattern, logs);
      for (let at = pattern * part.columns, end = at + part.columns; at < end; at++) {
        const slot = part.slots[at]!;
        if (slot < 0) continue;
        logM += logs.m[slot]!;
        logU += logs.u[slot]!;
      }
      for (let table = 0; table < part.cells.length; table++) {
        const cells = part.cells[table];
        if (cells === null || cells === undefined) continue;
        logM += Math.log(sumOf(parameters.joint[table]!.matches, cells[pattern]!));
        logU += Math.log(sumOf(parameters.joint[table]!.others, cells[pattern]!));
      }
      const probability = logU === -Infinity ? 1 : 1 / (1 + Math.exp(logU - logM));
      onPattern?.(index, pattern, probability);
      addPattern(found, part, index, pattern, probability, parameters.joint);
      const most = Math.max(logM, logU);
      if (most > -Infinity) found.logLikelihood += part.counts[pattern]! * (most + Math.log1p(Math.exp(-Math.abs(logM - logU))));
    }
  }
  return found;
}

function logsOf({ m, u }: Parameters, frequency: FrequencySlots | null): Logs {
  const logU = Float64Array.from(u, Math.log);
  const ordinary = (exact: number, slot: number): number => {
    const log = frequency!.baselines[slot]! > 0 ? Math.log(frequency!.baselines[slot]!) : logU[exact]!;
    return log === -Infinity ? 0 : frequency!.weights[slot]! * log;
  };
  const adjustment = frequency === null ? new Float64Array(0) : Float64Array.from(frequency.exact, (exact, slot) => (exact < 0 ? 0 : ordinary(exact, slot)));
  return { m: Float64Array.from(m, Math.log), u: logU, adjustment };
}

function adjustmentOf({ frequencyLogs, adjusted, patterns }: PreparedPart, pattern: number, { adjustment }: Logs): number {
  if (frequencyLogs === null) return 0;
  let log = frequencyLogs[pattern]!;
  const width = adjusted.length / patterns;
  for (let at = pattern * width, end = at + width; at < end; at++) if (adjusted[at]! >= 0) log += adjustment[adjusted[at]!]!;
  return log;
}

function addPattern(found: Expected, part: PreparedPart, index: number, pattern: number, probability: number, joint: readonly JointTable[]): void {
  const count = part.counts[pattern]!;
  const matches = count * probability;
  const others = count * (1 - probability);
  found.matchesOfPart[index]! += matches;
  found.pairsOfPart[index]! += count;
  for (let at = pattern * part.columns, end = at + part.columns; at < end; at++) {
    const slot = part.slots[at]!;
    if (slot < 0) continue;
    found.matches[slot]! += matches;
    found.others[slot]! += others;
    found.pairs[slot]! += count;
  }
  for (let table = 0; table < part.cells.length; table++) {
    const cells = part.cells[table];
    if (cells === null || cells === undefined) continue;
    spread(found.jointMatches[table]!, joint[table]!.matches, cells[pattern]!, matches);
    spread(found.jointOthers[table]!, joint[table]!.others, cells[pattern]!, others);
  }
}

/** Adds pairs to the cells they may belong to, in proportion to what the table has there. */
function spread(into: Float64Array, table: Float64Array, cells: Uint32Array, pairs: number): void {
  const total = sumOf(table, cells);
  if (total > 0) for (const cell of cells) into[cell]! += pairs * (table[cell]! / total);
}

function sumOf(table: Float64Array, cells: Uint32Array): number {
  let total = 0;
  for (const cell of cells) total += table[cell]!;
  return total;
}
