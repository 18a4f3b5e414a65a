import { PlanError, type Problem } from '../../core/errors.ts';
import { adjustsFrequency } from '../compile/comparison-program.ts';
import type { KindBits } from '../kernel/score/kind-bits.ts';
import { bitsOfProbability, type ComparisonWeights, type DependenceBits, type WeightProgram } from '../kernel/score/weight-program.ts';
import { exactLevelFor } from '../model/exact-level.ts';
import type { Comparison, Level, LinkageModel } from '../model/model.ts';
import type { PairKind } from '../model/pair-kind.ts';

/**
 * Turns the probabilities of a model into bits.
 *
 * @param model - a checked model.
 * @returns the weights; plain data.
 * @throws {PlanError} `PLAN_MISSING` for every level whose m or u is not known, for term frequencies without a level of exact
 *   agreement or a baseline to measure them against, and for dependence without fitted terms; `PLAN_OUT_OF_RANGE` for terms that do
 *   not fit the comparisons.
 */
export function weightProgramOf(model: Pick<LinkageModel, 'prior' | 'comparisons' | 'dependence' | 'kinds'>): WeightProgram {
  const problems: Problem[] = model.comparisons.flatMap((comparison, index) => unknownProblems(comparison, `comparisons[${index}]`));
  const dependence = dependenceOf(model, problems);
  const kinds = (model.kinds ?? []).length === 0 ? null : kindsOf(model, model.kinds!, problems);
  if (problems.length > 0) throw new PlanError(problems);
  return { priorBits: bitsOfProbability(model.prior), comparisons: model.comparisons.map(weightsOf), dependence, kinds };
}

/** Whether pairs at a level are left out of the evidence. */
function isSilent({ missing }: Comparison, { isNull }: Level): boolean {
  return isNull === true && missing !== 'modelled';
}

function unknownProblems(comparison: Comparison, path: string): Problem[] {
  return comparison.levels.flatMap((level, index) => {
    const place = `${path}.levels[${index}]`;
    const unknown = isSilent(comparison, level) ? [] : (['m', 'u'] as const).filter((name) => level[name] === null);
    const problems = unknown.map((name): Problem => ({ code: 'PLAN_MISSING', path: `${place}.${name}`, message: 'expected a number: the model is not trained' }));
    const isUnmeasured = adjustsFrequency(level) && Number.isNaN(baselineOf(comparison, level));
    return isUnmeasured ? [...problems, { code: 'PLAN_MISSING', path: `${place}.termFrequency`, message: 'expected a level of exact agreement with its u, or a baseline' }] : problems;
  });
}

function weightsOf(comparison: Comparison): ComparisonWeights {
  return {
    bits: Float64Array.from(comparison.levels, (level) => (isSilent(comparison, level) ? 0 : bitsOf(level.m!, level.u!))),
    baselineBits: Float64Array.from(comparison.levels, (level) => (adjustsFrequency(level) ? Math.log2(baselineOf(comparison, level)) : 0)),
  };
}

/** What never happens by chance is proof, whatever m says. */
function bitsOf(m: number, u: number): number {
  return u === 0 ? Infinity : Math.log2(m / u);
}

/** The frequency that counts as ordinary; NaN where it is not known. */
function baselineOf(comparison: Comparison, { u, termFrequency }: Level): number {
  const { of, baseline, usesOwnU } = termFrequency!;
  if (baseline !== undefined) return baseline;
  if (usesOwnU === true) return u ?? NaN;
  return comparison.levels[exactLevelFor(comparison, of)]?.u ?? NaN;
}

function dependenceOf({ comparisons, dependence }: Pick<LinkageModel, 'comparisons' | 'dependence'>, problems: Problem[]): DependenceBits[] {
  const { between = [], terms = [] } = dependence ?? {};
  if (between.length > 0 && terms.length === 0) problems.push({ code: 'PLAN_MISSING', path: 'dependence.terms', message: 'expected fitted terms: the model is not trained' });
  return terms.map(({ comparisons: names, bits }, index) => {
    const indices = names.map((name) => comparisons.findIndex((comparison) => comparison.name === name));
    const cells = indices.reduce((product, place) => product * (comparisons[place]?.levels.length ?? 0), 1);
    if (bits.length !== cells || cells === 0) {
      problems.push({ code: 'PLAN_OUT_OF_RANGE', path: `dependence.terms[${index}].bits`, message: `expected one number for each combination of levels, ${cells} in all` });
    }
    return { comparisons: indices, bits: Float64Array.from(bits) };
  });
}

/** Ordinary matches and strangers, which the levels tell of, and the kinds beside them. */
function kindsOf({ prior, comparisons }: Pick<LinkageModel, 'prior' | 'comparisons'>, kinds: readonly PairKind[], problems: Problem[]): KindBits[] {
  if (kinds.some(({ share, levels }) => share === undefined || levels === undefined)) {
    problems.push({ code: 'PLAN_MISSING', path: 'kinds', message: 'expected share and levels of every kind: the model is not trained' });
    return [];
  }
  const room = (isMatch: boolean, share: number): number => kinds.reduce((rest, kind) => (kind.isMatch === isMatch ? Math.max(0, rest - kind.share!) : rest), share);
  const bitsOfShares = (shareOf: (level: Level, comparison: number, place: number) => number): Float64Array[] => comparisons.map((comparison, index) =>
    Float64Array.from(comparison.levels, (level, place) => (isSilent(comparison, level) ? 0 : Math.log2(shareOf(level, index, place)))));
  return [
    { isMatch: true, isByChance: false, shareBits: Math.log2(room(true, prior)), levelBits: bitsOfShares(({ m }) => m!) },
    { isMatch: false, isByChance: true, shareBits: Math.log2(room(false, 1 - prior)), levelBits: bitsOfShares(({ u }) => u!) },
    ...kinds.map(({ isMatch, share, levels }) => ({
      isMatch, isByChance: false, shareBits: Math.log2(share!), levelBits: bitsOfShares((_, index, place) => levels![index]![place]!),
    })),
  ];
}
