import { maximiseExpectation, type EmResult, type EmRules } from './expectation-maximisation.ts';
import { medianOf, priorOfRule } from './implied-levels.ts';
import type { FrequencySlots, ParameterSlots, TrainingPart } from './parameters.ts';

/** What sessions train on, and where they start. */
export interface SessionData {
  readonly slots: ParameterSlots;
  /** Pairs of each rule. */
  readonly parts: readonly TrainingPart[];
  /** By rule, the slots of levels that all its pairs are at. */
  readonly implied: readonly (readonly number[])[];
  readonly frequency: FrequencySlots | null;
  readonly m: Float64Array;
  readonly u: Float64Array;
  readonly prior: number;
}

/** What all sessions together ended with. */
export interface SessionsResult {
  /** Float64Array(slots): the median of the sessions that saw the level; the start where none did. */
  readonly m: Float64Array;
  readonly u: Float64Array;
  readonly sessions: readonly EmResult[];
  /** Uint32Array(slots): sessions that saw the level. */
  readonly seenBy: Uint32Array;
}

/**
 * Trains as Splink does: a session per rule, one after another, each from the medians of those before it.
 *
 * @param data - what to train on; unchanged.
 * @param rules - for every session; those of Splink are `likeSplink`, tolerance 10⁻⁴, at most 25 iterations.
 * @returns medians and the sessions in the order of the rules.
 * @see https://github.com/moj-analytical-services/splink (`em_training_session.py`)
 */
export function trainInSessions(data: SessionData, rules: EmRules): SessionsResult {
  const m = data.m.slice();
  const u = data.u.slice();
  const seenBy = new Uint32Array(m.length);
  const sessions: EmResult[] = [];
  data.parts.forEach((part, index) => {
    const prior = priorOfRule(data.prior, data.implied[index]!, m, u);
    const start = { m: m.slice(), u: u.slice(), priors: Float64Array.of(prior), joint: [] };
    sessions.push(maximiseExpectation({ slots: data.slots, parts: [part], frequency: data.frequency }, start, rules));
    for (let slot = 0; slot < m.length; slot++) {
      const seeing = sessions.filter(({ expected }) => expected.pairs[slot]! > 0);
      seenBy[slot] = seeing.length;
      if (seeing.length === 0) continue;
      if (rules.m.isFixed[slot] === 0) m[slot] = medianOf(seeing.map(({ parameters }) => parameters.m[slot]!));
      if (rules.u.isFixed[slot] === 0) u[slot] = medianOf(seeing.map(({ parameters }) => parameters.u[slot]!));
    }
  });
  return { m, u, sessions, seenBy };
}
