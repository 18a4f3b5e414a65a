/** A sequence of draws that a seed decides. */
export interface SeededDraws {
  /** Draws a number in [0, 1), a multiple of 2⁻³². */
  uniform(): number;
  /** Draws a whole number below `count`, which is at most 2³². */
  below(count: number): number;
  /** Brings so many of some values, drawn without returning them, to the front of their array, in the order in which they were drawn. */
  bringToFront(values: Uint32Array, count: number): void;
}

/**
 * Starts a sequence of draws; for samples and starting values, not for secrets.
 *
 * @param seed - any int32.
 * @returns the sequence, the same for the same seed.
 * @remarks The generator sfc32, whose period is 2⁶⁴ at least on every sequence, 2¹²⁷ on average.
 * @see Doty-Humphrey, PractRand, https://pracrand.sourceforge.net
 */
export function seededDraws(seed: number): SeededDraws {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = seed | 0;
  let counter = 1;
  function next(): number {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + result | 0;
    return result >>> 0;
  }
  for (let warm = 0; warm < 12; warm++) next();
  return {
    uniform: () => next() / 2 ** 32,
    below: (count) => Math.floor((next() / 2 ** 32) * count),
    bringToFront(values, count) {
      for (let place = 0; place < count; place++) {
        const other = place + Math.floor((next() / 2 ** 32) * (values.length - place));
        const value = values[other]!;
        values[other] = values[place]!;
        values[place] = value;
      }
    },
  };
}
