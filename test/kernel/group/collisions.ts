// Keys built to collide. Both quick hashes are compositions of invertible steps: whoever knows them walks back from a
// hash to the keys that have it.

const K = 0x9e3779b97f4a7c15n;
const LAST = 0xd6e8feb86659fd93n;
const wrap = (value: bigint): bigint => BigInt.asUintN(64, value);

function inverse(factor: bigint): bigint {
  let result = factor;
  for (let step = 0; step < 6; step++) result = wrap(result * (2n - factor * result));
  return result;
}

const mix = (hash: bigint, word: bigint): bigint => {
  const mixed = wrap((hash ^ word) * K);
  return mixed ^ (mixed >> 32n);
};

/** What (hash ^ word) was before `mix` made `mixed` of it. */
const unmix = (mixed: bigint): bigint => wrap((mixed ^ (mixed >> 32n)) * inverse(K));

/** A state that the kernel's last step takes to one and the same 32-bit hash, whatever `index`. */
const before = (index: number): bigint => wrap(((0x5eedn << 32n) | BigInt(index)) * inverse(LAST));

const bytesOf = (...words: readonly bigint[]): Uint8Array => new Uint8Array(BigUint64Array.from(words).buffer);

/** Strings of 16 bytes that share the kernel's hash and their first eight bytes. */
export function sameStart(count: number): Uint8Array[] {
  const first = 0x4141414141414141n;
  return Array.from({ length: count }, (_, index) => bytesOf(first, unmix(before(index)) ^ mix(16n, first)));
}

/** Strings of 24 bytes that share the kernel's hash and all but bytes 9 to 16. */
export function sameEnds(count: number): Uint8Array[] {
  const [first, last] = [0x4141414141414141n, 0x5a5a5a5a5a5a5a5an];
  return Array.from({ length: count }, (_, index) => bytesOf(first, unmix(unmix(before(index)) ^ last) ^ mix(24n, first), last));
}

/** Keys of two words that share the kernel's hash. */
export function sameHashPairs(count: number): [low: number, high: number][] {
  return Array.from({ length: count }, (_, index) => {
    const key = unmix(before(index));
    return [Number(BigInt.asIntN(32, key)), Number(BigInt.asIntN(32, key >> 32n))];
  });
}

/** 8-byte strings with one hash under the script's 32-bit mixing: the second word undoes what the first one did. */
export function sameScriptHash(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, index) => {
    const mixed = Math.imul(8 ^ index, 0x9e3779b1);
    return new Uint8Array(Int32Array.of(index, (mixed ^ (mixed >>> 15)) ^ 0x5eed).buffer);
  });
}

/** Keys of two words with one hash under the script's mixing, from the seed 0. */
export function sameScriptPairs(count: number): [low: number, high: number][] {
  return Array.from({ length: count }, (_, index) => {
    const mixed = Math.imul(index, 0x9e3779b1);
    return [index, (mixed ^ (mixed >>> 15)) ^ 0x5eed];
  });
}

/** Numbers whose hashes under the script's mixing, from the seed 0, differ in their high bits only. */
export function sameSlotNumbers(count: number): number[] {
  const undo = (factor: number): number => Number(BigInt.asIntN(32, inverse(BigInt(factor >>> 0))));
  const unshift = (value: number, by: number): number => {
    let result = value;
    for (let step = by; step < 32; step += by) result = value ^ (result >>> by);
    return result;
  };
  return Array.from({ length: count }, (_, index) => {
    const finished = Math.imul(unshift(index << 18, 16), undo(0x85ebca6b));
    return Math.imul(unshift(finished, 15), undo(0x9e3779b1));
  });
}
