// Expectation maximisation as a textbook has it: one pair at a time, products of probabilities, nothing shared with the kernels.

/** A pair: the level of each comparison (null where it says nothing), and the adjustment of its Bayes factor by frequency. */
export interface SlowPair {
  readonly levels: readonly (number | null)[];
  readonly adjustment: number;
}

export interface SlowModel {
  readonly prior: number;
  readonly m: readonly (readonly number[])[];
  readonly u: readonly (readonly number[])[];
}

export function slowProbability({ prior, m, u }: SlowModel, { levels, adjustment }: SlowPair): number {
  let match = prior;
  let other = 1 - prior;
  levels.forEach((level, comparison) => {
    if (level === null) return;
    match *= m[comparison]![level]!;
    other *= u[comparison]![level]!;
  });
  return (match * adjustment) / (match * adjustment + other);
}

/** One iteration; u is made anew if it is free. */
export function slowStep(model: SlowModel, pairs: readonly SlowPair[], isUFree: boolean): SlowModel {
  const probabilities = pairs.map((pair) => slowProbability(model, pair));
  const shares = (before: readonly (readonly number[])[], weightOf: (pair: number) => number): number[][] => before.map((levels, comparison) => {
    const speaking = pairs.flatMap(({ levels: found }, pair) => (found[comparison] === null ? [] : [pair]));
    const total = speaking.reduce((sum, pair) => sum + weightOf(pair), 0);
    return levels.map((_, level) => speaking.filter((pair) => pairs[pair]!.levels[comparison] === level).reduce((sum, pair) => sum + weightOf(pair), 0) / total);
  });
  return {
    prior: probabilities.reduce((sum, probability) => sum + probability, 0) / pairs.length,
    m: shares(model.m, (pair) => probabilities[pair]!),
    u: isUFree ? shares(model.u, (pair) => 1 - probabilities[pair]!) : model.u,
  };
}
