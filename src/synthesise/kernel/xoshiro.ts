/**
 * A small, fast generator of pseudo-random numbers for synthetic data: xoshiro128**. It protects nothing.
 *
 * @see Blackman and Vigna, Scrambled linear pseudorandom number generators, ACM TOMS 47 (2021), and their reference
 *   program xoshiro128starstar.c, version 1.1.
 */

/** State of a generator: Int32Array(4), not all zero. */
export type GeneratorState = Int32Array;

/**
 * Draws 32 bits and moves the generator on.
 *
 * @param state - changed in place.
 * @returns an integer in [0, 2³²).
 */
export function drawUint32(state: GeneratorState): number {
  const s1 = state[1]!;
  const five = Math.imul(s1, 5);
  const result = Math.imul((five << 7) | (five >>> 25), 9) >>> 0;
  const s2 = state[2]! ^ state[0]!;
  const s3 = state[3]! ^ s1;
  state[1] = s1 ^ s2;
  state[0] = state[0]! ^ s3;
  state[2] = s2 ^ (s1 << 9);
  state[3] = (s3 << 11) | (s3 >>> 21);
  return result;
}

/**
 * Draws a number with 32 random bits, enough for choices.
 *
 * @param state - changed in place.
 * @returns a number in [0, 1), a multiple of 2⁻³².
 */
export function drawShare(state: GeneratorState): number {
  return drawUint32(state) * 2.3283064365386963e-10;
}

/**
 * Draws a number with 53 random bits.
 *
 * @param state - changed in place.
 * @returns a number in [0, 1), a multiple of 2⁻⁵³.
 */
export function drawUniform(state: GeneratorState): number {
  const high = drawUint32(state) >>> 5;
  return (high * 67_108_864 + (drawUint32(state) >>> 6)) / 9_007_199_254_740_992;
}

/**
 * Draws a whole number.
 *
 * @param state - changed in place.
 * @param count - how many values there are, from 1 to 2³².
 * @returns an integer in [0, count); the shares of two values differ by less than count / 2³².
 */
export function drawBelow(state: GeneratorState, count: number): number {
  return Math.floor(drawShare(state) * count);
}

/**
 * Draws a number from the standard normal distribution (Box and Muller).
 *
 * @param state - changed in place.
 * @returns a finite number.
 */
export function drawNormal(state: GeneratorState): number {
  const radius = Math.sqrt(-2 * Math.log(1 - drawUniform(state)));
  return radius * Math.cos(6.283185307179586 * drawUniform(state));
}

/**
 * Starts a generator for one thing out of many, so that each can be made without those before it.
 *
 * @param state - overwritten.
 * @param seedWords - Uint32Array(4), the seed of the whole.
 * @param stream - what kind of thing, an integer; streams do not overlap in practice.
 * @param index - which one, an integer in [0, 2⁵³).
 */
export function seedGenerator(state: GeneratorState, seedWords: Uint32Array, stream: number, index: number): void {
  const low = index | 0;
  const high = Math.floor(index / 4_294_967_296) | 0;
  let word = mix(seedWords[0]! ^ Math.imul(low, 0x9e3779b1) ^ Math.imul(stream, 0x85ebca6b));
  state[0] = word;
  word = mix(word ^ seedWords[1]! ^ Math.imul(high, 0xc2b2ae35));
  state[1] = word;
  word = mix((word + seedWords[2]! + low) | 0);
  state[2] = word;
  word = mix(word ^ seedWords[3]! ^ stream);
  // All zero is the one state that never moves.
  state[3] = (state[0]! | state[1]! | state[2]! | word) === 0 ? 1 : word;
}

// A bijection of 32 bits in which every input bit changes about half of the output bits (finaliser of MurmurHash3).
function mix(value: number): number {
  let word = value ^ (value >>> 16);
  word = Math.imul(word, 0x85ebca6b);
  word ^= word >>> 13;
  word = Math.imul(word, 0xc2b2ae35);
  return word ^ (word >>> 16);
}
