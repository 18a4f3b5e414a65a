// Chance of the fault injector: shares nothing with the library's generators, so that no pattern is common to both.

/** Draws from one stream of chance. */
export interface Random {
  /** A whole number in [0, bound). */
  readonly below: (bound: number) => number;
  /** A whole number in [least, most]. */
  readonly between: (least: number, most: number) => number;
  /** One of a list. */
  readonly pick: <Item>(list: readonly Item[]) => Item;
  /** Whether something happens that happens with this probability. */
  readonly chance: (probability: number) => boolean;
}

/**
 * Starts the stream of one row: it depends on seed, row and purpose alone, so that a row is the same in a file of any length.
 *
 * @see Chris Doty-Humphrey, PractRand: sfc32, a chaotic generator of 32 bits with a counter.
 */
export function randomOf(seed: number, row: number, purpose: number): Random {
  let a = seed | 0;
  let b = row | 0;
  let c = Math.imul(purpose + 1, 0x9e37_79b9) ^ Math.floor(seed / 2 ** 32);
  let counter = 1;
  const draw = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round++) draw();
  const below = (bound: number): number => Math.floor(draw() / 2 ** 32 * bound);
  return {
    below,
    between: (least, most) => least + below(most - least + 1),
    pick: (list) => list[below(list.length)]!,
    chance: (probability) => draw() / 2 ** 32 < probability,
  };
}
