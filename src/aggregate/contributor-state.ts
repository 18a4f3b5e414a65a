import type { Column } from '../core/column.ts';
import type { SpillStore } from '../core/fold.ts';
import { columnCoder, groupCounts, pairTable, restoreColumnCoder, restoreGroupCounts, restorePairTable, type ColumnCoder, type GroupCounts, type PairTable } from '../group/index.ts';
import { frameReader, packParts } from './kernel/part-frames.ts';
import { partitionOf } from './kernel/partition-of.ts';
import type { MeasureNeeds } from './measure-state.ts';
import { valueSums, type ValueSums } from './value-sums.ts';

/** Who contributes to which cell: distinct pairs of cell and entity, and what each pair contributes. */
export interface ContributorPairs {
  readonly entities: ColumnCoder;
  readonly pairs: PairTable;
  /** By measure, sums of absolute values per pair; `null` where the largest contribution is not wanted. */
  readonly absolute: readonly (ValueSums | null)[];
  /** By measure, rows with a value per pair; `null` where the number of contributors is not wanted. */
  readonly present: readonly (GroupCounts | null)[];
}

/** Pairs that were written out: their streams, and the cell here of each cell there. */
interface Segment {
  readonly spill: SpillStore;
  readonly name: string;
  readonly cellMap: Int32Array | null;
}

/** Pairs in memory and beyond. */
export interface ContributorState {
  held: ContributorPairs;
  own: Segment | null;
  readonly others: Segment[];
}

/** Partitions of the entities: one of them is in memory at a time when pairs were written out. */
const PARTITIONS = 64;

/**
 * Makes an empty state.
 *
 * @param measures - what is wanted of each column.
 * @returns the state.
 */
export function contributorState(measures: readonly MeasureNeeds[]): ContributorState {
  return { held: emptyPairs(measures), own: null, others: [] };
}

function emptyPairs(measures: readonly MeasureNeeds[]): ContributorPairs {
  return {
    entities: columnCoder(),
    pairs: pairTable(),
    absolute: measures.map(({ largest, type }) => (largest ? valueSums(type, true) : null)),
    present: measures.map(({ contributors }) => (contributors ? groupCounts() : null)),
  };
}

/**
 * Adds a batch.
 *
 * @param state - changed.
 * @param cellOf - Int32Array(rows): cell of each row.
 * @param entity - entity of each row; none missing.
 * @param columns - the measures' columns in this batch.
 * @param rows - rows of the batch.
 */
export function addContributors(state: ContributorState, cellOf: Int32Array, entity: Column, columns: readonly Column[], rows: number): void {
  const { entities, pairs, absolute, present } = state.held;
  const entityOf = new Int32Array(rows);
  entities.encode(entity, entityOf);
  const pairOf = entityOf.slice();
  pairs.assign(cellOf, entityOf, rows, pairOf);
  columns.forEach((column, place) => {
    absolute[place]?.grow(pairs.size);
    absolute[place]?.add(pairOf, column, rows);
    present[place]?.grow(pairs.size);
    present[place]?.add(pairOf, column.valid, rows);
  });
}

/**
 * Adds another state.
 *
 * @param left - changed.
 * @param right - consumed.
 * @param cellMap - Int32Array: the cell here of each cell there.
 */
export function mergeContributors(left: ContributorState, right: ContributorState, cellMap: Int32Array): void {
  mergePairs(left.held, right.held, cellMap);
  for (const segment of right.own === null ? right.others : [right.own, ...right.others]) {
    left.others.push({ ...segment, cellMap: segment.cellMap === null ? cellMap : segment.cellMap.map((cell) => cellMap[cell]!) });
  }
}

function mergePairs(into: ContributorPairs, from: ContributorPairs, cellMap: Int32Array | null): void {
  const size = from.pairs.size;
  const entityMap = into.entities.absorb(from.entities);
  const cells = cellMap === null ? from.pairs.left() : from.pairs.left().map((cell) => cellMap[cell]!);
  const pairMap = new Int32Array(size);
  into.pairs.assign(cells, from.pairs.right().map((entity) => entityMap[entity]!), size, pairMap);
  into.absolute.forEach((sums, place) => {
    sums?.grow(into.pairs.size);
    sums?.merge(from.absolute[place]!, pairMap);
  });
  into.present.forEach((counts, place) => {
    counts?.grow(into.pairs.size);
    counts?.merge(from.present[place]!, pairMap);
  });
}

/**
 * Tells the memory of the pairs that are held.
 *
 * @param state - the state.
 * @returns bytes.
 */
export function contributorBytes({ held, own, others }: ContributorState): number {
  const maps = [own, ...others].reduce((sum, segment) => sum + (segment?.cellMap?.byteLength ?? 0), 0);
  const sums = held.absolute.reduce((sum, part) => sum + (part?.byteLength ?? 0), 0);
  const counts = held.present.reduce((sum, part) => sum + (part?.byteLength ?? 0), 0);
  return maps + sums + counts + held.entities.byteLength + held.pairs.byteLength;
}

/** Numbers the states that write to a store, since several may share it. */
const statesOf = new WeakMap<SpillStore, number>();

/**
 * Writes the held pairs out, by partition of their entities, and holds none.
 *
 * @param state - changed.
 * @param measures - what is wanted of each column.
 * @param spill - where to.
 */
export async function spillContributors(state: ContributorState, measures: readonly MeasureNeeds[], spill: SpillStore): Promise<void> {
  if (state.own === null) {
    const number = statesOf.get(spill) ?? 0;
    statesOf.set(spill, number + 1);
    state.own = { spill, name: `aggregate-${number}`, cellMap: null };
  }
  const { held } = state;
  const { name } = state.own;
  state.held = emptyPairs(measures);
  const all = new Int32Array(held.entities.size).map((_, entity) => entity);
  const partitionOfEntity = partitionOf(held.entities.gather(all), PARTITIONS);
  const cells = held.pairs.left();
  const entities = held.pairs.right();
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const frame = partitionFrame(held, cells, entities, partitionOfEntity, partition, measures);
    if (frame !== null) await spill.append(`${name}-${partition}`, frame);
  }
}

function partitionFrame(
  held: ContributorPairs, cells: Int32Array, entities: Int32Array, partitionOfEntity: Uint8Array, partition: number, measures: readonly MeasureNeeds[],
): Uint8Array | null {
  const pairMap = new Int32Array(cells.length).fill(-1);
  let size = 0;
  for (let pair = 0; pair < cells.length; pair++) if (partitionOfEntity[entities[pair]!] === partition) pairMap[pair] = size++;
  if (size === 0) return null;
  const part = emptyPairs(measures);
  const chosen = cells.map((_, pair) => pair).filter((pair) => pairMap[pair]! >= 0);
  const codes = new Int32Array(size);
  part.entities.encode(held.entities.gather(chosen.map((pair) => entities[pair]!)), codes);
  part.pairs.assign(chosen.map((pair) => cells[pair]!), codes, size, new Int32Array(size));
  const sums = part.absolute.map((sum, place) => {
    sum?.grow(size);
    sum?.merge(held.absolute[place]!, pairMap);
    return sum?.snapshot() ?? new Uint8Array(0);
  });
  const counts = part.present.map((count, place) => {
    count?.grow(size);
    count?.merge(held.present[place]!, pairMap);
    return count?.snapshot() ?? new Uint8Array(0);
  });
  return packParts([part.entities.snapshot(), part.pairs.snapshot(), ...sums, ...counts]);
}

/**
 * Gives the pairs, all at once or partition by partition; an entity is in one partition only.
 *
 * @param state - consumed; streams are removed once read.
 * @param measures - what is wanted of each column.
 * @returns sets of pairs that share no entity.
 * @remarks When pairs were written out, memory is that of the largest of 64 partitions.
 */
export async function* contributorPartitions(state: ContributorState, measures: readonly MeasureNeeds[]): AsyncGenerator<ContributorPairs> {
  const spill = state.own?.spill ?? state.others[0]?.spill;
  if (spill === undefined) {
    yield state.held;
    return;
  }
  await spillContributors(state, measures, spill);
  const segments = [state.own!, ...state.others];
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const pairs = emptyPairs(measures);
    for (const segment of segments) await readSegment(segment, partition, pairs, measures);
    if (pairs.pairs.size > 0) yield pairs;
  }
}

async function readSegment({ spill, name, cellMap }: Segment, partition: number, into: ContributorPairs, measures: readonly MeasureNeeds[]): Promise<void> {
  const stream = `${name}-${partition}`;
  const reader = frameReader();
  for await (const piece of spill.read(stream)) {
    for (const [entities, pairs, ...parts] of reader.push(piece)) {
      const empty = emptyPairs(measures);
      mergePairs(into, {
        entities: restoreColumnCoder(entities!),
        pairs: restorePairTable(pairs!),
        absolute: empty.absolute.map((sums, place) => sums?.restore(parts[place]!) ?? null),
        present: empty.present.map((counts, place) => (counts === null ? null : restoreGroupCounts(parts[measures.length + place]!))),
      }, cellMap);
    }
  }
  reader.end();
  await spill.remove(stream);
}
