import { FLOOR_SHARE } from '../kernel/train/without-matches.ts';
import { saysNothing } from './model-slots.ts';
import type { Training } from './write-model.ts';

/**
 * Lists what somebody should know who uses the trained model: what could not be estimated, and what was bounded.
 *
 * @param training - what was found.
 * @returns sentences, path first; names and labels are those of the model, never values.
 */
export function trainingNotes(training: Training): string[] {
  const { setting: { model, layout: { slots }, options }, estimated, measured, isPriorKept } = training;
  const notes: string[] = [];
  if (options.m.by !== 'model') {
    measured.all.parts.forEach(({ patterns, comparisons }, part) => {
      if (comparisons.length === 0) notes.push(`rule ${part}: decides every comparison, so that nothing is learnt of its pairs`);
      else if (patterns.counts.every((count) => count === 0)) notes.push(`rule ${part}: gives no pair to train on`);
    });
    model.comparisons.forEach((_, index) => {
      if (!measured.all.parts.some(({ comparisons }) => comparisons.includes(index))) notes.push(`comparisons[${index}]: every training rule decides it, so that its m is not estimated`);
      else notes.push(...unseenNotes(training, index));
    });
  }
  if (isPriorKept) notes.push('prior: no match is expected among the pairs that it is estimated from, so that it stays as the model has it');
  for (const slot of estimated.floored) {
    const comparison = slots.offsets.findLastIndex((first) => first <= slot);
    notes.push(`comparisons[${comparison}].levels[${slot - slots.offsets[comparison]!}]: nearly all pairs at this level are taken for matches; u is ${100 * FLOOR_SHARE} % of its agreement, the least it may be`);
  }
  if (!estimated.isConverged && options.m.by !== 'model' && options.m.by !== 'labelColumn' && options.m.by !== 'pairLabels') notes.push('training ended before the parameters had settled');
  return notes;
}

function unseenNotes({ setting: { model, layout: { slots } }, estimated: { seenBy } }: Training, index: number): string[] {
  const comparison = model.comparisons[index]!;
  return comparison.levels.flatMap((level, place) => (seenBy[slots.offsets[index]! + place] === 0 && !saysNothing(comparison, level) && level.isMFixed !== true
    ? [`comparisons[${index}].levels[${place}]: no pair that was trained on is at this level, so that its m is not estimated`]
    : []));
}
