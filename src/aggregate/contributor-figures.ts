import { columnCoder, rankOf, type ColumnCoder } from '../group/index.ts';
import { RECORD_KEYS } from './contributions.ts';
import type { ContributorPairs } from './contributor-state.ts';
import { orderByEntity, unitePairs, type EntityPairs } from './kernel/entity-pairs.ts';
import type { LargestContributions } from './kernel/largest-contributions.ts';
import type { CellLevel } from './kernel/margin-cells.ts';
import { pairFlags } from './kernel/pair-flags.ts';
import { emptyContributions, type MeasureNeeds } from './measure-state.ts';
import { settledKeys } from './record-keys.ts';
import type { ValueSums } from './value-sums.ts';

/** Figures that need to know who contributes; arrays by cell. */
export interface ContributorFigures {
  readonly entities: Float64Array;
  /** By measure; `null` where not wanted. */
  readonly contributors: readonly (Float64Array | null)[];
  readonly largest: readonly (LargestContributions | null)[];
  /** Sums of record keys modulo 10⁸; `null` where not wanted. */
  readonly cellKeys: Float64Array | null;
  /** Who is alone: by measure, and last among all. */
  readonly alone: readonly AloneEntities[];
}

/** The entities that are alone in a cell. */
export interface AloneEntities {
  /** The values of the entities that were alone in some cell of a part. */
  readonly values: ColumnCoder;
  /** Int32Array(cells): code of the first entity met; −1 for none. It is the only one where one was counted. */
  readonly first: Int32Array;
}

/** Which cells the figures are of. */
export interface FigureCells {
  readonly size: number;
  readonly levels: readonly CellLevel[];
  /** Whether numbers of only entities are wanted. */
  readonly onlyEntities: boolean;
}

/**
 * Works out what needs to know who contributes to each cell and margin.
 *
 * @param partitions - pairs of cell and entity that share no entity; consumed.
 * @param measures - what is wanted of each column.
 * @param cells - cells and margins.
 * @returns the figures.
 * @throws {DataError} `DATA_INVALID` if an entity has several record keys.
 * @remarks O(pairs of every level). Pairs of a level are made from those of the level it unites, and held while levels
 *   above it are made.
 */
export async function contributorFigures(partitions: AsyncIterable<ContributorPairs>, measures: readonly MeasureNeeds[], cells: FigureCells): Promise<ContributorFigures> {
  const { size, levels } = cells;
  const keysName = measures.find(({ cellKeys }) => cellKeys)?.name ?? null;
  const figures: ContributorFigures = {
    entities: new Float64Array(size),
    contributors: measures.map(({ contributors }) => (contributors ? new Float64Array(size) : null)),
    largest: measures.map((needs) => {
      if (needs.largest === 0) return null;
      const made = emptyContributions(needs);
      made.grow(size);
      return made;
    }),
    cellKeys: keysName === null ? null : new Float64Array(size),
    alone: cells.onlyEntities ? [...measures, null].map(() => ({ values: columnCoder(), first: new Int32Array(size).fill(-1) })) : [],
  };
  for await (const partition of partitions) {
    const recordKeys = keysName === null ? null : settledKeys(partition.recordKeys!, partition.entities.size, keysName);
    const met = figures.alone.map(() => new Int32Array(size).fill(-1));
    const entities = partition.pairs.right();
    const visit = (level: number, pairs: LevelPairs): void => {
      addPairs(figures, pairs, levels[level]!.start, recordKeys, met);
      levels.forEach(({ finer, parents, size: coarserSize }, coarser) => {
        if (finer === level) visit(coarser, unite(pairs, parents, coarserSize));
      });
    };
    visit(0, { ...partition, cells: partition.pairs.left(), entities, order: levels.length > 1 ? orderByEntity(entities, partition.entities.size) : null });
    figures.alone.forEach(({ values, first }, place) => noteAlone(values, first, met[place]!, partition.entities));
  }
  return figures;
}

/** Pairs of one level, with what they contribute. */
type LevelPairs = EntityPairs & Pick<ContributorPairs, 'absolute' | 'weighted' | 'present'>;

function unite(pairs: LevelPairs, parents: Int32Array, size: number): LevelPairs {
  const united = unitePairs(pairs, parents, size);
  const { pairOf } = united;
  const sumUp = (sums: ValueSums | null): ValueSums | null => {
    const all = sums?.empty() ?? null;
    all?.grow(united.cells.length);
    all?.merge(sums!, pairOf);
    return all;
  };
  return {
    ...united,
    absolute: pairs.absolute.map(sumUp),
    weighted: pairs.weighted.map(sumUp),
    present: pairs.present.map((flags) => {
      if (flags === null) return null;
      const all = pairFlags();
      all.merge(flags, pairOf, pairOf.length, 0, united.cells.length);
      return all;
    }),
  };
}

/** Adds what each entity contributes to each cell of a level; `met` receives the last entity met. */
function addPairs(figures: ContributorFigures, { cells, entities, absolute, weighted, present }: LevelPairs, start: number, recordKeys: Int32Array | null, met: readonly Int32Array[]): void {
  const { cellKeys } = figures;
  for (const cell of cells) figures.entities[start + cell]!++;
  const everybody = met.at(-1);
  if (everybody !== undefined) for (let pair = 0; pair < cells.length; pair++) everybody[start + cells[pair]!] = entities[pair]!;
  if (cellKeys !== null) {
    for (let pair = 0; pair < cells.length; pair++) {
      const cell = start + cells[pair]!;
      cellKeys[cell] = (cellKeys[cell]! + recordKeys![entities[pair]!]!) % RECORD_KEYS;
    }
  }
  figures.contributors.forEach((counts, place) => {
    if (counts === null) return;
    const flags = present[place]!;
    const last = met[place];
    for (let pair = 0; pair < cells.length; pair++) {
      if (!flags.has(pair)) continue;
      counts[start + cells[pair]!]!++;
      if (last !== undefined) last[start + cells[pair]!] = entities[pair]!;
    }
  });
  figures.largest.forEach((largest, place) => {
    if (largest === null) return;
    const sums = absolute[place]!;
    const flags = present[place];
    const read = sums.reader();
    const products = weighted[place]?.reader() as ((pair: number) => number) | undefined;
    for (let pair = 0; pair < cells.length; pair++) {
      if (flags?.has(pair) === false) continue;
      const value = read(pair);
      // What an entity contributes has the mean weight of its parts; a zero has none, and what is not finite hides it.
      const hasWeight = products !== undefined && value !== 0 && Number.isFinite(Number(value));
      largest.add(start + cells[pair]!, value, hasWeight ? products(pair) / Number(value) : 1);
    }
  });
}

/** Keeps the entities that were the first to be met in a cell. */
function noteAlone(values: ColumnCoder, first: Int32Array, met: Int32Array, entities: ColumnCoder): void {
  const cells = Int32Array.from(met.keys()).filter((cell) => met[cell]! >= 0 && first[cell] === -1);
  if (cells.length === 0) return;
  const codes = new Int32Array(cells.length);
  values.encode(entities.gather(cells.map((cell) => met[cell]!)), codes);
  cells.forEach((cell, place) => (first[cell] = codes[place]!));
}

/**
 * Numbers the entities that are alone in some cell, by rank of their values.
 *
 * @param alone - first entities.
 * @param counts - Float64Array(cells): entities of each cell.
 * @returns Int32Array(cells): number of the only entity, −1 where there are none or several.
 */
export function numberAlone({ values, first }: AloneEntities, counts: Float64Array): Int32Array {
  const ranks = rankOf(values.order());
  const used = new Int32Array(values.size);
  counts.forEach((count, cell) => {
    if (count === 1) used[ranks[first[cell]!]!] = 1;
  });
  let numbers = 0;
  const numberOf = used.map((mark) => (mark === 1 ? numbers++ : -1));
  return first.map((code, cell) => (counts[cell] === 1 ? numberOf[ranks[code]!]! : -1));
}
