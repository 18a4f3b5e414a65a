/** A pair that was drawn: its random number in two words, the number of its row and its weight. */
export interface DrawnPair {
  readonly high: number;
  readonly low: number;
  readonly row: number;
  readonly bits: number;
}

/** Draws a sample of each stratum while pairs stream by. */
export interface LowestDraws {
  /** Tells whether a pair would be held, so that nothing is made of one that is not. */
  takes(stratum: number, high: number, low: number): boolean;
  /** Holds a pair. */
  hold(stratum: number, pair: DrawnPair): void;
  /**
   * Gives the sample.
   *
   * @returns by stratum, the pairs with the least random numbers, in their order.
   */
  drawn(): readonly (readonly DrawnPair[])[];
}

/**
 * Starts drawing: of each stratum the pairs with the least random numbers are a simple random sample without replacement,
 * which depends neither on the order of the pairs nor on how many there are.
 *
 * @param sizes - pairs to draw of each stratum.
 * @returns the draws, so far none.
 * @remarks O(pairs + held × log held); about twice the sample is held.
 */
export function lowestDraws(sizes: readonly number[]): LowestDraws {
  const held: DrawnPair[][] = sizes.map(() => []);
  const compare = (left: DrawnPair, right: DrawnPair): number => left.high - right.high || left.low - right.low;
  // The first pair that is not in the sample so far.
  const bound = sizes.map(() => ({ high: Infinity, low: Infinity }));
  const trim = (stratum: number): void => {
    held[stratum]!.sort(compare);
    const next = held[stratum]![sizes[stratum]!];
    if (next !== undefined) bound[stratum] = next;
    held[stratum]!.length = Math.min(held[stratum]!.length, sizes[stratum]!);
  };
  return {
    takes: (stratum, high, low) => high < bound[stratum]!.high || (high === bound[stratum]!.high && low < bound[stratum]!.low),
    hold(stratum, pair) {
      if (held[stratum]!.push(pair) >= 2 * sizes[stratum]! + 16) trim(stratum);
    },
    drawn() {
      for (const stratum of sizes.keys()) trim(stratum);
      return held;
    },
  };
}
