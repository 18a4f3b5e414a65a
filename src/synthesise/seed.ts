import seedrandom from 'seedrandom';

/**
 * Expands a seed text into the four words from which everything synthetic is drawn.
 *
 * @param seed - any text.
 * @returns Uint32Array(4), the same for the same text on every machine.
 * @remarks For synthetic data only: a seed protects nothing.
 * @see https://github.com/davidbau/seedrandom
 */
export function seedWords(seed: string): Uint32Array {
  const generator = seedrandom(seed);
  return Uint32Array.from({ length: 4 }, () => generator.int32() >>> 0);
}
