import { boundOf } from './check-condition.ts';
import type { Condition } from './condition.ts';
import { MEASURE_TRAITS } from './measure-range.ts';
import type { Comparison, LinkageModel } from './model.ts';

/** Shares may be this far from 1 before somebody should know. */
const TOLERANCE = 1e-3;

/**
 * Lists what is unusual about a linkage model, though nothing forbids it: shares that do not sum to 1 (as in models of
 * Splink, whose m is a median over sessions), levels that rule a match out or decide it alone, parameters nobody estimated,
 * tests that point the other way.
 *
 * @param model - a checked model.
 * @returns sentences for its author, path first.
 */
export function modelNotes(model: LinkageModel): readonly string[] {
  const notes = model.comparisons.flatMap((comparison, index) => comparisonNotes(comparison, `comparisons[${index}]`));
  return model.prior === 0 || model.prior === 1 ? [`prior: every pair has the probability ${model.prior}, whatever it agrees on`, ...notes] : notes;
}

function comparisonNotes(comparison: Comparison, path: string): string[] {
  const notes: string[] = [];
  const levels = comparison.levels.map((level, index) => ({ level, place: `${path}.levels[${index}]` }))
    .filter(({ level }) => level.isNull !== true || comparison.missing === 'modelled');
  for (const side of ['m', 'u'] as const) {
    const shares = levels.map(({ level }) => level[side]);
    if (shares.some((share) => share === null)) notes.push(`${path}: some ${side} are unknown until they are estimated`);
    else {
      const sum = shares.reduce<number>((total, share) => total + share!, 0);
      if (Math.abs(sum - 1) > TOLERANCE) notes.push(`${path}: ${side} sums to ${Number(sum.toPrecision(4))} over the levels that carry evidence, not to 1`);
    }
  }
  for (const { level, place } of levels) {
    if (level.u === 0 && level.m !== 0) notes.push(`${place}: u is 0, so that a pair at this level is a match for certain`);
    if (level.m === 0) notes.push(`${place}: m is 0, so that no pair at this level is a match`);
    if (level.termFrequency !== undefined && (level.isNull === true || level.when.kind === 'otherwise')) notes.push(`${place}: term frequencies have no effect here`);
    notes.push(...directionNotes(level.when, `${place}.when`));
  }
  return notes;
}

function directionNotes(when: Condition, path: string): string[] {
  if (when.kind === 'all' || when.kind === 'any') return when.of.flatMap((part, index) => directionNotes(part, `${path}.of[${index}]`));
  if (when.kind !== 'measure') return [];
  const { name } = boundOf(when);
  const { isSimilarity } = MEASURE_TRAITS[when.measure];
  return isSimilarity === (name === 'atLeast' || name === 'above')
    ? []
    : [`${path}: ${when.measure} ${isSimilarity ? 'grows' : 'shrinks'} as values come closer, and ${name} asks for values far apart`];
}
