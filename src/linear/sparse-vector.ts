/** A combination of unknowns with whole-number factors. */
export interface SparseVector {
  /** Int32Array: the unknowns, each once, the last first. */
  readonly places: Int32Array;
  /** Their factors, none zero: 32-bit numbers, or `bigint` where one does not fit. */
  readonly values: Int32Array | readonly bigint[];
}

/** Largest number up to which doubles hold whole numbers exactly. */
export const EXACT: number = Number.MAX_SAFE_INTEGER;
const MAX_INT32 = 0x7fffffff;

/**
 * Tells whether two combinations, both given by {@link Elimination.reduce}, are multiples of each other.
 *
 * @param first - a combination.
 * @param second - another.
 * @returns whether they are; an empty one is a multiple of an empty one only.
 */
export function areProportional(first: SparseVector, second: SparseVector): boolean {
  if (first.places.length !== second.places.length) return false;
  for (let at = 0; at < first.places.length; at++) {
    if (first.places[at] !== second.places[at] || first.values[at] !== second.values[at]) return false;
  }
  return true;
}

/**
 * Divides a combination by what divides all its factors, and turns it so that the first is above zero.
 *
 * @param combination - the combination.
 * @returns the combination that all its multiples come to.
 */
export function coprime({ places, values }: SparseVector): SparseVector {
  return values instanceof Int32Array ? fromNumbers(places, values) : fromBigInts(places, values);
}

/**
 * Takes a multiple of a relation away so that its first unknown vanishes, and leaves out what is settled.
 *
 * @param vector - a combination that has the unknown.
 * @param relation - the relation.
 * @param settled - Uint8Array: 1 for an unknown that is known.
 * @returns the combination, coprime; `null` when a number on the way is beyond what is exact.
 * @remarks One merge of two ordered lists.
 */
export function cancelFirst(vector: SparseVector, relation: SparseVector, settled: Uint8Array): SparseVector | null {
  const { places, values } = vector;
  const { places: others, values: factors } = relation;
  if (!(values instanceof Int32Array && factors instanceof Int32Array)) return null;
  const value = values[places.indexOf(others[0]!)]!;
  const divisor = commonDivisor(value, factors[0]!);
  const [scale, multiple] = [factors[0]! / divisor, value / divisor];
  const keptPlaces = new Int32Array(places.length + others.length);
  const keptValues = new Float64Array(places.length + others.length);
  let kept = 0;
  let largest = 0;
  for (let at = 0, other = 0; at < places.length || other < others.length;) {
    const own = at < places.length ? places[at]! : -1;
    const foreign = other < others.length ? others[other]! : -1;
    const place = Math.max(own, foreign);
    let sum = 0;
    if (own === place) sum = scale * values[at++]!;
    largest = Math.max(largest, Math.abs(sum));
    if (foreign === place) {
      const product = multiple * factors[other++]!;
      sum -= product;
      largest = Math.max(largest, Math.abs(product), Math.abs(sum));
    }
    if (sum === 0 || settled[place] === 1) continue;
    keptPlaces[kept] = place;
    keptValues[kept++] = sum;
  }
  return largest <= EXACT ? fromNumbers(keptPlaces.subarray(0, kept), keptValues.subarray(0, kept)) : null;
}

/**
 * Makes a combination of factors that doubles hold exactly.
 *
 * @param places - the unknowns, the last first.
 * @param values - their factors, none zero.
 * @returns the combination, coprime and its first factor above zero.
 */
export function fromNumbers(places: ArrayLike<number>, values: ArrayLike<number>): SparseVector {
  let divisor = 0;
  for (let at = 0; at < values.length && divisor !== 1; at++) divisor = commonDivisor(values[at]!, divisor);
  if (values.length > 0 && values[0]! < 0) divisor = -divisor;
  const divided = new Int32Array(values.length);
  let fits = true;
  for (let at = 0; at < values.length; at++) {
    const value = values[at]! / divisor;
    divided[at] = value;
    fits &&= value <= MAX_INT32 && value >= -MAX_INT32;
  }
  return { places: new Int32Array(places), values: fits ? divided : Array.from(values, (value) => BigInt(value / divisor)) };
}

/**
 * Makes a combination of factors of any size.
 *
 * @param places - the unknowns, the last first.
 * @param values - their factors, none zero.
 * @returns the combination, coprime and its first factor above zero.
 */
export function fromBigInts(places: ArrayLike<number>, values: readonly bigint[]): SparseVector {
  let divisor = 0n;
  for (const value of values) divisor = commonDivisorOfBigInts(value, divisor);
  if (values.length > 0 && values[0]! < 0n) divisor = -divisor;
  const divided = values.map((value) => value / divisor);
  const fits = divided.every((value) => value <= BigInt(MAX_INT32) && value >= -BigInt(MAX_INT32));
  return { places: Int32Array.from(places), values: fits ? Int32Array.from(divided, Number) : divided };
}

/**
 * Finds the largest number that divides two others.
 *
 * @param first - a whole number.
 * @param second - another.
 * @returns the divisor, not below zero; 0 for two zeros.
 */
export function commonDivisor(first: number, second: number): number {
  let larger = Math.abs(first);
  let smaller = Math.abs(second);
  while (smaller !== 0) {
    const rest = larger % smaller;
    larger = smaller;
    smaller = rest;
  }
  return larger;
}

function commonDivisorOfBigInts(first: bigint, second: bigint): bigint {
  let [larger, smaller] = [first < 0n ? -first : first, second < 0n ? -second : second];
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}
