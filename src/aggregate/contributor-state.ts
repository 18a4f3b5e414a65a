import type { Column } from '../core/column.ts';
import type { SpillStore } from '../core/fold.ts';
import { columnCoder, pairTable, type ColumnCoder, type PairTable } from '../group/index.ts';
import { aligned, asBytes, columnFromParts, columnParts } from './kernel/column-parts.ts';
import { pairFlags, type PairFlags } from './kernel/pair-flags.ts';
import { frameReader, packParts } from './kernel/part-frames.ts';
import { partitionMembers, partitionOf } from './kernel/partition-of.ts';
import { addRecordKeys, emptyRecordKeys, mergeRecordKeys, type RecordKeys } from './record-keys.ts';
import type { MeasureNeeds, SummedColumn } from './measure-state.ts';
import { valueSums, type ValueSums } from './value-sums.ts';

/** Who contributes to which cell: distinct pairs of cell and entity, and what each pair contributes. */
export interface ContributorPairs {
  readonly entities: ColumnCoder;
  readonly pairs: PairTable;
  /** By measure, sums of absolute values per pair; `null` where the largest contributions are not wanted. */
  readonly absolute: readonly (ValueSums | null)[];
  /** The same sums of weighted values; `null` where nothing is weighted. */
  readonly weighted: readonly (ValueSums | null)[];
  /** By measure, whether a pair has a value; `null` where the number of contributors is not wanted. */
  readonly present: readonly (PairFlags | null)[];
  /** Record keys of the entities; `null` where no cell key is wanted. */
  readonly recordKeys: RecordKeys | null;
}

/** What pairs contribute. */
type PairFigures = Pick<ContributorPairs, 'absolute' | 'weighted' | 'present'>;

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
  /** Reused from batch to batch. */
  scratch: Int32Array;
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
  return { held: emptyPairs(measures), own: null, others: [], scratch: new Int32Array(0) };
}

function emptyPairs(measures: readonly MeasureNeeds[]): ContributorPairs {
  return {
    entities: columnCoder(),
    pairs: pairTable(),
    absolute: measures.map(({ largest, sumType }) => (largest > 0 ? valueSums(sumType, true) : null)),
    weighted: measures.map(({ largest, sumType, weighted }) => (largest > 0 && weighted ? valueSums(sumType, true) : null)),
    present: measures.map(({ contributors }) => (contributors ? pairFlags() : null)),
    recordKeys: measures.some(({ cellKeys }) => cellKeys) ? emptyRecordKeys() : null,
  };
}

/**
 * Adds a batch.
 *
 * @param state - changed.
 * @param cellOf - Int32Array(rows): cell of each row.
 * @param entity - entity of each row; none missing.
 * @param columns - the measures' columns in this batch.
 * @param recordKeys - record key of each row; `null` where no cell key is wanted.
 * @param rows - rows of the batch.
 */
export function addContributors(
  state: ContributorState, cellOf: Int32Array, entity: Column, columns: readonly SummedColumn[], recordKeys: Int32Array | null, rows: number,
): void {
  const { entities, pairs, absolute, weighted, present } = state.held;
  if (state.scratch.length < rows) state.scratch = new Int32Array(rows);
  const entityOf = state.scratch;
  entities.encode(entity, entityOf);
  const pairOf = new Int32Array(rows);
  const before = pairs.size;
  pairs.assign(cellOf, entityOf, rows, pairOf);
  if (recordKeys !== null) addRecordKeys(state.held.recordKeys!, entities.size, entityOf, recordKeys, rows);
  columns.forEach((column, place) => {
    absolute[place]?.grow(pairs.size);
    absolute[place]?.add(pairOf, column.weighted?.values ?? column.plain, rows);
    weighted[place]?.grow(pairs.size);
    weighted[place]?.add(pairOf, column.weighted!.products, rows);
    present[place]?.add(pairOf, column.plain.valid, rows, before, pairs.size);
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

function mergePairs(into: ContributorPairs, from: ContributorPairs, cellMap: Int32Array): void {
  const entityMap = into.entities.absorb(from.entities);
  if (into.recordKeys !== null) mergeRecordKeys(into.recordKeys, into.entities.size, entityMap, from.recordKeys!.ofEntity);
  addRecords(into, from.pairs.left(), from.pairs.right(), cellMap, entityMap, from);
}

/** Adds pairs with what they contribute; the maps give the cell and the entity here of each there. */
function addRecords(
  into: ContributorPairs, cells: Int32Array, entities: Int32Array, cellMap: Int32Array | null, entityMap: Int32Array, from: PairFigures,
): void {
  const size = cells.length;
  const pairMap = new Int32Array(size);
  const before = into.pairs.size;
  into.pairs.assign(cellMap === null ? cells : cells.map((cell) => cellMap[cell]!), entities.map((entity) => entityMap[entity]!), size, pairMap);
  mergeSums(into.absolute, from.absolute, into.pairs.size, pairMap);
  mergeSums(into.weighted, from.weighted, into.pairs.size, pairMap);
  into.present.forEach((flags, place) => flags?.merge(from.present[place]!, pairMap, size, before, into.pairs.size));
}

function mergeSums(into: readonly (ValueSums | null)[], from: readonly (ValueSums | null)[], pairs: number, pairMap: Int32Array): void {
  into.forEach((sums, place) => {
    sums?.grow(pairs);
    sums?.merge(from[place]!, pairMap);
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
  const figures = [...held.absolute, ...held.weighted, ...held.present].reduce((sum, part) => sum + (part?.byteLength ?? 0), 0);
  return maps + figures + (held.recordKeys?.ofEntity.byteLength ?? 0) + held.entities.byteLength + held.pairs.byteLength;
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
  const cells = held.pairs.left();
  const entities = held.pairs.right();
  const all = new Int32Array(held.entities.size).map((_, entity) => entity);
  const partitionOfEntity = partitionOf(held.entities.gather(all), PARTITIONS);
  const chosenEntities = partitionMembers(partitionOfEntity, PARTITIONS);
  const chosenPairs = partitionMembers(Uint8Array.from(entities, (entity) => partitionOfEntity[entity]!), PARTITIONS);
  const placeOfEntity = new Int32Array(all.length);
  const placeOfPair = new Int32Array(cells.length).fill(-1);
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const chosen = chosenEntities.members.slice(chosenEntities.starts[partition], chosenEntities.starts[partition + 1]);
    const pairs = chosenPairs.members.slice(chosenPairs.starts[partition], chosenPairs.starts[partition + 1]);
    if (pairs.length === 0) continue;
    chosen.forEach((entity, place) => (placeOfEntity[entity] = place));
    pairs.forEach((pair, place) => (placeOfPair[pair] = place));
    const frame = packParts([
      ...columnParts(held.entities.gather(chosen)),
      asBytes(pairs.map((pair) => cells[pair]!)),
      asBytes(pairs.map((pair) => placeOfEntity[entities[pair]!]!)),
      asBytes(held.recordKeys === null ? NOTHING : chosen.map((entity) => held.recordKeys!.ofEntity[entity]!)),
      ...[...held.absolute, ...held.weighted].map((sums) => {
        const part = sums?.empty();
        part?.grow(pairs.length);
        part?.merge(sums!, placeOfPair);
        return part?.snapshot() ?? NOTHING;
      }),
      ...held.present.map((flags) => {
        const part = flags === null ? null : pairFlags();
        part?.merge(flags!, placeOfPair, cells.length, 0, pairs.length);
        return part?.snapshot(pairs.length) ?? NOTHING;
      }),
    ]);
    for (const pair of pairs) placeOfPair[pair] = -1;
    await spill.append(`${name}-${partition}`, frame);
  }
}

const NOTHING = new Uint8Array(0);

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
    for (const [head, offsets, values, cells, entities, recordKeys, ...parts] of reader.push(piece)) {
      const column = columnFromParts(head!, offsets!, values!);
      const entityMap = new Int32Array(column.rows);
      into.entities.encode(column, entityMap);
      if (into.recordKeys !== null) mergeRecordKeys(into.recordKeys, into.entities.size, entityMap, new Int32Array(aligned(recordKeys!)));
      addRecords(into, new Int32Array(aligned(cells!)), new Int32Array(aligned(entities!)), cellMap, entityMap, {
        absolute: into.absolute.map((sums, place) => sums?.restore(parts[place]!) ?? null),
        weighted: into.weighted.map((sums, place) => sums?.restore(parts[measures.length + place]!) ?? null),
        present: into.present.map((flags, place) => (flags === null ? null : pairFlags(parts[2 * measures.length + place]!))),
      });
    }
  }
  reader.end();
  await spill.remove(stream);
}
