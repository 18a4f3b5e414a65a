import { PlanError } from '../../core/errors.ts';
import { adjustsFrequency } from '../compile/comparison-program.ts';
import { dependentGroups, independentTable, type JointTable } from '../kernel/train/joint-table.ts';
import { slotsOf, type FrequencySlots, type ParameterSlots } from '../kernel/train/parameters.ts';
import { exactLevelFor } from '../model/exact-level.ts';
import type { Comparison, Level, LinkageModel } from '../model/model.ts';

/** The levels of a model as slots, with what it says of them. */
export interface ModelSlots {
  readonly slots: ParameterSlots;
  /** Float64Array(slots): m and u; 0 where a level says nothing. */
  readonly m: Float64Array;
  readonly u: Float64Array;
  /** Uint8Array(slots): 1 where training leaves it. */
  readonly isMFixed: Uint8Array;
  readonly isUFixed: Uint8Array;
}

/** Combinations of dependent levels that are kept at most, in one table. */
const MAX_CELLS = 65_536;

/**
 * Tells whether pairs at a level are left out of the evidence.
 *
 * @param comparison - the comparison.
 * @param level - one of its levels.
 * @returns true at null levels, unless the comparison models missing values.
 */
export function saysNothing({ missing }: Pick<Comparison, 'missing'>, { isNull }: Pick<Level, 'isNull'>): boolean {
  return isNull === true && missing !== 'modelled';
}

/**
 * Lays the levels of a model out.
 *
 * @param model - with an m and u for every level that says something.
 * @returns the slots.
 */
export function slotsOfModel({ comparisons }: Pick<LinkageModel, 'comparisons'>): ModelSlots {
  const levels = comparisons.flatMap((comparison) => comparison.levels.map((level) => ({ ...level, isSilent: saysNothing(comparison, level) })));
  return {
    slots: slotsOf(comparisons.map((comparison) => comparison.levels.map((level) => saysNothing(comparison, level)))),
    m: Float64Array.from(levels, ({ m, isSilent }) => (isSilent ? 0 : m!)),
    u: Float64Array.from(levels, ({ u, isSilent }) => (isSilent ? 0 : u!)),
    isMFixed: Uint8Array.from(levels, ({ isMFixed }) => Number(isMFixed === true)),
    isUFixed: Uint8Array.from(levels, ({ isUFixed }) => Number(isUFixed === true)),
  };
}

/**
 * Lists the levels at which agreement on rare values counts for more.
 *
 * @param model - comparisons with their term-frequency settings.
 * @param slots - its levels.
 * @param agreement - Float64Array(slots): share of all pairs at each level, the ordinary frequency where matches are taken out of
 *   u; `null` where u is it.
 * @returns the adjustments; `null` where there are none.
 * @throws {PlanError} `PLAN_MISSING` where no level of exact agreement says how frequent is ordinary.
 */
export function frequencyOfModel({ comparisons }: Pick<LinkageModel, 'comparisons'>, { offsets, isSilent }: ParameterSlots, agreement: Float64Array | null): FrequencySlots | null {
  const exact = new Int32Array(isSilent.length).fill(-1);
  const weights = new Float64Array(isSilent.length);
  const baselines = new Float64Array(isSilent.length);
  comparisons.forEach((comparison, index) => {
    comparison.levels.forEach((level, place) => {
      if (!adjustsFrequency(level)) return;
      const { of, weight, usesOwnU, baseline } = level.termFrequency!;
      const exactPlace = usesOwnU === true ? place : exactLevelFor(comparison, of);
      if (exactPlace < 0 && baseline === undefined) {
        throw new PlanError([{ code: 'PLAN_MISSING', path: `comparisons[${index}].levels[${place}].termFrequency`, message: 'expected a level of exact agreement, or a baseline' }]);
      }
      const slot = offsets[index]! + place;
      exact[slot] = exactPlace < 0 ? slot : offsets[index]! + exactPlace;
      weights[slot] = weight;
      baselines[slot] = baseline ?? agreement?.[exact[slot]] ?? 0;
    });
  });
  return weights.some((weight) => weight > 0) ? { exact, weights, baselines } : null;
}

/**
 * Makes the tables of comparisons that the model lets depend on each other, still independent.
 *
 * @param model - comparisons, and which depend on which.
 * @param slots - its levels, m and u.
 * @returns one table per group.
 * @throws {PlanError} `PLAN_UNKNOWN_COLUMN` for a comparison that is not there, `PLAN_OUT_OF_RANGE` for a group with too many
 *   combinations of levels.
 */
export function jointTablesOf({ comparisons, dependence }: Pick<LinkageModel, 'comparisons' | 'dependence'>, { slots: { offsets }, m, u }: Pick<ModelSlots, 'slots' | 'm' | 'u'>): JointTable[] {
  const between = (dependence?.between ?? []).map((pair, index) => pair.comparisons.map((name) => {
    const found = comparisons.findIndex((comparison) => comparison.name === name);
    if (found < 0) throw new PlanError([{ code: 'PLAN_UNKNOWN_COLUMN', path: `dependence.between[${index}]`, message: 'expected the names of two comparisons' }]);
    return found;
  }) as [number, number]);
  return dependentGroups(comparisons.length, between).map((group) => {
    const cells = group.reduce((product, comparison) => product * comparisons[comparison]!.levels.length, 1);
    if (cells > MAX_CELLS) throw new PlanError([{ code: 'PLAN_OUT_OF_RANGE', path: 'dependence.between', message: `expected at most ${MAX_CELLS} combinations of levels that depend on each other, got ${cells}` }]);
    return independentTable(group, between, offsets, m, u);
  });
}
