/**
 * Puts the numbers below a limit in a pseudo-random order that can be computed one by one: a Feistel network on the
 * next larger even number of bits, walked until it falls below the limit.
 *
 * @see Black and Rogaway, Ciphers with Arbitrary Finite Domains, CT-RSA 2002 (cycle walking).
 */

const ROUNDS = 4;

/**
 * Finds which number stands at a place of the shuffled order.
 *
 * @param place - an integer in [0, count).
 * @param count - how many numbers there are, from 1 to 2⁵⁰.
 * @param seedWords - Uint32Array(4).
 * @param stream - which of many orders.
 * @returns an integer in [0, count); different places give different numbers.
 * @remarks O(1): at most 4 walks on average.
 */
export function shuffleIndex(place: number, count: number, seedWords: Uint32Array, stream: number): number {
  let halfBits = 1;
  while (2 ** (2 * halfBits) < count) halfBits++;
  const half = 2 ** halfBits;
  let value = place;
  do value = network(value, half, seedWords, stream);
  while (value >= count);
  return value;
}

function network(value: number, half: number, seedWords: Uint32Array, stream: number): number {
  let left = Math.floor(value / half);
  let right = value - left * half;
  for (let round = 0; round < ROUNDS; round++) {
    const mask = half - 1;
    const next = (left ^ (scramble(right, seedWords[round]!, stream + round) & mask)) >>> 0;
    left = right;
    right = next;
  }
  return left * half + right;
}

function scramble(value: number, seedWord: number, round: number): number {
  let word = Math.imul(value ^ seedWord, 0x9e3779b1) ^ Math.imul(round + 1, 0x7feb352d);
  word = Math.imul(word ^ (word >>> 15), 0x2c1b3c6d);
  word = Math.imul(word ^ (word >>> 12), 0x297a2d39);
  return word ^ (word >>> 15);
}
