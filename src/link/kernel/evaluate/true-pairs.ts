/** Which pairs of records are looked for: all, or those of two different sources. */
export type PairScope = 'all' | 'betweenSources';

/**
 * Counts the pairs of records there are.
 *
 * @param sourceOf - Int32Array(records): the source of each record.
 * @param sources - number of sources.
 * @param scope - which pairs count.
 * @returns the number, exact below 2⁵³.
 * @example
 * countPairs(Int32Array.of(0, 0, 1), 2, 'betweenSources'); // => 2
 */
export function countPairs(sourceOf: Int32Array, sources: number, scope: PairScope): number {
  return pairsWithin(new Int32Array(sourceOf.length), 1, sourceOf, sources, scope)[0]!;
}

/**
 * Counts the pairs that match in truth.
 *
 * @param entityOf - Int32Array(records): the person of each record, −1 where it is not known: such records match nothing.
 * @param entities - number of persons.
 * @param sourceOf - Int32Array(records): the source of each record.
 * @param sources - number of sources.
 * @param scope - which pairs count.
 * @returns Float64Array(entities): pairs of records of each person.
 * @remarks O(records + entities × sources).
 */
export function pairsWithin(entityOf: Int32Array, entities: number, sourceOf: Int32Array, sources: number, scope: PairScope): Float64Array {
  const records = new Float64Array(entities);
  const recordsOfSource = new Float64Array(scope === 'all' ? 0 : entities * sources);
  for (let record = 0; record < entityOf.length; record++) {
    const entity = entityOf[record]!;
    if (entity < 0) continue;
    records[entity]!++;
    if (scope !== 'all') recordsOfSource[entity * sources + sourceOf[record]!]!++;
  }
  const pairs = records.map(pairsOf);
  for (let slot = 0; slot < recordsOfSource.length; slot++) pairs[Math.floor(slot / sources)]! -= pairsOf(recordsOfSource[slot]!);
  return pairs;
}

function pairsOf(records: number): number {
  return records === 0 ? 0 : (records * (records - 1)) / 2;
}
