/** Distinct pairs of cell and entity. */
export interface EntityPairs {
  /** Int32Array(pairs): the cell of each pair. */
  readonly cells: Int32Array;
  /** Int32Array(pairs): its entity. */
  readonly entities: Int32Array;
  /** Int32Array(pairs): the pairs in an order in which those of one entity are together; `null` when they are so already. */
  readonly order: Int32Array | null;
}

/** Pairs of coarser cells. */
export interface UnitedPairs extends EntityPairs {
  readonly order: null;
  /** Int32Array(finer pairs): the pair here that holds each. */
  readonly pairOf: Int32Array;
}

/**
 * Orders pairs so that those of one entity are together.
 *
 * @param entities - Int32Array(pairs).
 * @param entityCount - number of entities; all are below it.
 * @returns Int32Array(pairs): a permutation, ascending within an entity.
 * @remarks O(pairs), by counting.
 */
export function orderByEntity(entities: Int32Array, entityCount: number): Int32Array {
  const next = new Int32Array(entityCount + 1);
  for (const entity of entities) next[entity + 1]!++;
  for (let entity = 0; entity < entityCount; entity++) next[entity + 1]! += next[entity]!;
  const order = new Int32Array(entities.length);
  for (let pair = 0; pair < entities.length; pair++) order[next[entities[pair]!]!++] = pair;
  return order;
}

/**
 * Lets the entities of cells be those of the cells that unite them: their union, never their counts added.
 *
 * @param pairs - pairs of the finer cells.
 * @param parents - Int32Array(finer cells): the cell that unites each.
 * @param cellCount - number of coarser cells.
 * @returns the pairs of the coarser cells, those of one entity together.
 * @remarks O(pairs), without hashing: an entity meets each cell for the first time when the last entity met there is another.
 */
export function unitePairs({ cells, entities, order }: EntityPairs, parents: Int32Array, cellCount: number): UnitedPairs {
  const pairs = cells.length;
  const lastPair = new Int32Array(cellCount).fill(-1);
  const pairOf = new Int32Array(pairs);
  const unitedCells = new Int32Array(pairs);
  const unitedEntities = new Int32Array(pairs);
  let size = 0;
  for (let place = 0; place < pairs; place++) {
    const pair = order === null ? place : order[place]!;
    const entity = entities[pair]!;
    const cell = parents[cells[pair]!]!;
    let united = lastPair[cell]!;
    if (united < 0 || unitedEntities[united] !== entity) {
      united = size++;
      unitedCells[united] = cell;
      unitedEntities[united] = entity;
      lastPair[cell] = united;
    }
    pairOf[pair] = united;
  }
  return { cells: unitedCells.slice(0, size), entities: unitedEntities.slice(0, size), order: null, pairOf };
}
