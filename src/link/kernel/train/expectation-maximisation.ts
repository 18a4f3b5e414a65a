import { expect, preparePart, type Expected, type PreparedPart } from './expectation.ts';
import { excessTable, fitTable, marginOf, rake, type JointTable, type Margin } from './joint-table.ts';
import { copyParameters, greatestChange, type FrequencySlots, type Parameters, type ParameterSlots, type TrainingPart } from './parameters.ts';
import { fitShares, type ShareRules } from './shares.ts';

/** How expectation maximisation goes on and what it keeps to. */
export interface EmRules {
  readonly m: ShareRules;
  /** Fix all of them where u is known from elsewhere. */
  readonly u: ShareRules;
  readonly isPriorFixed: boolean;
  /** By part, matches and other pairs it has before one is seen (a beta prior, less 1 each); `null` for none. */
  readonly priorPairs: readonly (readonly [number, number])[] | null;
  /** Whether the parts stand for all pairs, so that those not counted are other pairs without much agreement. */
  readonly standsForAll: boolean;
  /** Ends when no m, u or prior changes by as much. */
  readonly tolerance: number;
  readonly maxIterations: number;
}

/** Parameters at one moment of the training. */
export interface Iteration {
  readonly parameters: Parameters;
  /** Natural logarithm of the likelihood of all patterns under the parameters. */
  readonly logLikelihood: number;
  /** Greatest difference from the iteration before; `null` at the start. */
  readonly greatestChange: number | null;
}

/** What expectation maximisation ended with. */
export interface EmResult {
  readonly parameters: Parameters;
  /** From the start to the end. */
  readonly history: readonly Iteration[];
  readonly isConverged: boolean;
  /** Pairs as the last parameters split them. */
  readonly expected: Expected;
}

/** What is trained on. */
export interface EmProblem {
  readonly slots: ParameterSlots;
  readonly parts: readonly TrainingPart[];
  readonly frequency: FrequencySlots | null;
}

/**
 * Finds the m, u and priors under which the agreement patterns are likeliest, from a start.
 *
 * All parts share m and u; each has a prior of its own. A comparison that a part leaves out says nothing of its pairs.
 *
 * @param problem - patterns by part.
 * @param start - where to start; unchanged.
 * @param rules - what to keep to, and when to end.
 * @returns the last parameters and all before them.
 * @remarks O(iterations × patterns × comparisons), whatever the number of pairs. The likelihood never falls, but where
 *   frequencies meet a free u, or u is held where dependent comparisons would have it otherwise.
 * @see Dempster, Laird and Rubin 1977, https://doi.org/10.1111/j.2517-6161.1977.tb01600.x.
 */
export function maximiseExpectation({ slots, parts, frequency }: EmProblem, start: Parameters, rules: EmRules): EmResult {
  const prepared = parts.map((part) => preparePart(part, slots, frequency, start.joint));
  return iterate(prepared, slots, frequency, start, rules);
}

function iterate(parts: readonly PreparedPart[], slots: ParameterSlots, frequency: FrequencySlots | null, start: Parameters, rules: EmRules): EmResult {
  let parameters = copyParameters(start);
  let change: number | null = null;
  const history: Iteration[] = [];
  for (;;) {
    const expected = expect(parts, slots, parameters, frequency);
    history.push({ parameters, logLikelihood: expected.logLikelihood, greatestChange: change });
    const isConverged = change !== null && change < rules.tolerance;
    if (isConverged || history.length > rules.maxIterations) {
      return { parameters, history, isConverged, expected: { ...expected, ...expectedBySlot(expected, parameters.joint, slots) } };
    }
    const next = maximise(expected, slots, parameters, rules);
    change = greatestChange(next, parameters);
    parameters = next;
  }
}

/**
 * Makes the parameters that make the pairs, as they are split, likeliest.
 *
 * @param expected - pairs by slot, split.
 * @param slots - layout of the levels.
 * @param before - parameters so far; unchanged.
 * @param rules - what to keep to.
 * @returns new parameters.
 */
export function maximise(expected: Expected, slots: ParameterSlots, before: Parameters, rules: EmRules): Parameters {
  const after = copyParameters(before);
  const { matches, others, pairs } = expectedBySlot(expected, before.joint, slots);
  for (let comparison = 0; comparison + 1 < slots.offsets.length; comparison++) {
    const speaking = speakingSlots(slots, comparison);
    fitShares(after.u, others, pairs, speaking, rules.u, after.m);
    fitShares(after.m, matches, pairs, speaking, rules.m, after.u);
  }
  if (!rules.isPriorFixed) {
    for (let part = 0; part < after.priors.length; part++) {
      const [moreMatches, moreOthers] = rules.priorPairs?.[part] ?? [0, 0];
      const all = expected.pairsOfPart[part]! + moreMatches + moreOthers;
      if (all > 0) after.priors[part] = (expected.matchesOfPart[part]! + moreMatches) / all;
    }
  }
  return { ...after, joint: before.joint.map((table, index) => fitJoint(table, expected, index, after, slots, rules.standsForAll)) };
}

/**
 * Lists the slots of a comparison whose levels say something.
 *
 * @param slots - layout of the levels.
 * @param comparison - index of a comparison.
 * @returns slots, from most agreement to least.
 */
export function speakingSlots({ offsets, isSilent }: ParameterSlots, comparison: number): number[] {
  const found: number[] = [];
  for (let slot = offsets[comparison]!; slot < offsets[comparison + 1]!; slot++) if (isSilent[slot] === 0) found.push(slot);
  return found;
}

/**
 * Gives dependent comparisons their pairs by slot too: the margins of their table.
 *
 * @param expected - pairs by slot, and by cell of the tables.
 * @param joint - tables of comparisons that depend on each other.
 * @param slots - layout of the levels.
 * @returns pairs by slot of all comparisons.
 */
export function expectedBySlot(expected: Expected, joint: readonly JointTable[], { offsets }: ParameterSlots): Pick<Expected, 'matches' | 'others' | 'pairs'> {
  if (joint.length === 0) return expected;
  const [matches, others, pairs] = [expected.matches.slice(), expected.others.slice(), expected.pairs.slice()];
  joint.forEach(({ comparisons, shape }, table) => {
    comparisons.forEach((comparison, place) => {
      const matching = marginOf(expected.jointMatches[table]!, shape, [place]).shares;
      const other = marginOf(expected.jointOthers[table]!, shape, [place]).shares;
      for (let level = 0; level < matching.length; level++) {
        const slot = offsets[comparison]! + level;
        matches[slot] = matching[level]!;
        others[slot] = other[level]!;
        pairs[slot] = matching[level]! + other[level]!;
      }
    });
  });
  return { matches, others, pairs };
}

function fitJoint(table: JointTable, expected: Expected, index: number, { m, u }: Parameters, { offsets }: ParameterSlots, isAll: boolean): JointTable {
  const { comparisons, shape, interactions } = table;
  const margins = (shares: Float64Array): Margin[] => comparisons.map((comparison, place) => ({
    index: marginOf(table.matches, shape, [place]).index,
    shares: shares.slice(offsets[comparison], offsets[comparison + 1]),
  }));
  const matches = fitTable(expected.jointMatches[index]!, shape, interactions, table.matches);
  const others = isAll ? excessTable(expected.jointOthers[index]!, allOthers(expected), shape, interactions, margins(u)) : fitTable(expected.jointOthers[index]!, shape, interactions, table.others);
  return { ...table, matches: rake(matches, margins(m)), others: rake(others, margins(u)) };
}

function allOthers({ pairsOfPart, matchesOfPart }: Expected): number {
  return pairsOfPart.reduce((total, pairs, part) => total + pairs - matchesOfPart[part]!, 0);
}
