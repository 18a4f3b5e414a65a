import { tupleTable } from '../../group/index.ts';
import type { ClassTable } from './classes.ts';
import type { ColumnLevels } from './column-levels.ts';
import { mergeClasses } from './search/merge-classes.ts';

/** Which classes stay, and at which levels. */
export interface ClassRounds {
  /** One Int32Array(columns) per round: the level of each column. */
  readonly rounds: readonly Int32Array[];
  /** Int32Array(classes): the round whose levels a class has; {@link DROPPED} or {@link BLANKED} where it is suppressed. */
  readonly roundOf: Int32Array;
}

/** The rows of a class are left out. */
export const DROPPED = -1;
/** The quasi-identifiers of the rows of a class are left out. */
export const BLANKED = -2;

/** What is written for the values of a quasi-identifier. */
export interface WrittenColumn {
  /** The labels that occur, in the order of their code units. */
  readonly labels: readonly string[];
  /** Int32Array(classes): the place of the label of each class; −1 for a missing or blanked value, and for classes that are dropped. */
  readonly codes: Int32Array;
}

/**
 * Writes the values of classes at the levels chosen for them.
 *
 * @param classes - the distinct combinations at level 0.
 * @param columns - the levels of each quasi-identifier.
 * @param chosen - the rounds.
 * @returns what is written, by quasi-identifier: labels of classes that are dropped are not among it.
 */
export function labelClasses(classes: ClassTable, columns: readonly ColumnLevels[], { rounds, roundOf }: ClassRounds): WrittenColumn[] {
  return columns.map(({ codes: levels, labels: names }, column) => {
    const values = classes.codes[column]!;
    const used = rounds.map((round) => new Uint8Array(names[round[column]!]!.length));
    for (let index = 0; index < values.length; index++) {
      const round = roundOf[index]!;
      if (round >= 0) used[round]![levels[rounds[round]![column]!]![values[index]!]!] = 1;
    }
    const isText = (label: string | null): label is string => label !== null;
    const labels = [...new Set(rounds.flatMap((round, place) => names[round[column]!]!.filter((_, code) => used[place]![code] === 1).filter(isText)))].sort();
    const placeOf = new Map<string | null, number>(labels.map((label, place) => [label, place]));
    // By round, the place of the label of each value.
    const places = rounds.map((round) => {
      const ofCode = Int32Array.from(names[round[column]!]!, (label) => placeOf.get(label) ?? -1);
      return levels[round[column]!]!.map((code) => ofCode[code]!);
    });
    const written = new Int32Array(values.length);
    for (let index = 0; index < values.length; index++) {
      const round = roundOf[index]!;
      written[index] = round < 0 ? -1 : places[round]![values[index]!]!;
    }
    return { labels, codes: written };
  });
}

/**
 * Codes labels by their place among the different ones.
 *
 * @param written - labels; `null` for none.
 * @returns the labels in the order of their code units, and the place of each.
 */
export function codeLabels(written: readonly (string | null)[]): WrittenColumn {
  const labels = [...new Set(written.filter((label) => label !== null))].sort();
  const placeOf = new Map(labels.map((label, place) => [label, place]));
  return { labels, codes: Int32Array.from(written, (label) => (label === null ? -1 : placeOf.get(label)!)) };
}

/**
 * Brings codes into the order in which classes were met.
 *
 * @param codes - Int32Array(classes), in the order of their values.
 * @param metAs - Int32Array(classes): the number under which each was met; −1 for a class of the population alone, which is left out.
 * @param classes - classes that were met.
 * @returns Int32Array(classes that were met).
 */
export function inMetOrder(codes: Int32Array, metAs: Int32Array, classes: number): Int32Array {
  const met = new Int32Array(classes);
  metAs.forEach((index, place) => { if (index >= 0) met[index] = codes[place]!; });
  return met;
}

/** The classes that a reader of the written rows sees. */
export interface WrittenClasses {
  readonly table: ClassTable;
  /** Int32Array(classes at level 0): the class each became part of; −1 for those that are dropped. */
  readonly classOf: Int32Array;
}

/**
 * Forms classes of what is written, by the labels alone: classes of several rounds that read alike are one.
 *
 * @param classes - the distinct combinations at level 0.
 * @param written - what is written of them.
 * @param chosen - the rounds.
 * @returns the classes. Dropped rows are none of them; totals of sensitive values remain those of all rows.
 */
export function writtenClasses(classes: ClassTable, written: readonly WrittenColumn[], { roundOf }: Pick<ClassRounds, 'roundOf'>): WrittenClasses {
  const kept = placesOf(roundOf, (round) => round !== DROPPED);
  const table = tupleTable(written.length);
  const groupOf = new Int32Array(kept.length);
  table.assign(written.map(({ codes }) => gathered(codes, kept)), kept.length, groupOf);
  const classOf = new Int32Array(roundOf.length).fill(-1);
  for (let place = 0; place < kept.length; place++) classOf[kept[place]!] = groupOf[place]!;
  const merged = mergeClasses(keepClasses(classes, kept), groupOf, table.size, () => written.map((_, column) => table.column(column)));
  return { table: merged, classOf };
}

/**
 * Leaves classes out.
 *
 * @param table - classes.
 * @param kept - Int32Array: those that stay, ascending.
 * @returns the others in their order; totals of sensitive values remain those of the whole table.
 */
export function keepClasses(table: ClassTable, kept: Int32Array): ClassTable {
  if (kept.length === table.rowsOf.length) return table;
  const pick = (counts: Uint32Array): Uint32Array => new Uint32Array(gathered(new Int32Array(counts.buffer, counts.byteOffset, counts.length), kept).buffer);
  const rowsOf = pick(table.rowsOf);
  return {
    codes: table.codes.map((codes) => gathered(codes, kept)),
    rowsOf,
    sizes: table.sizes === table.rowsOf ? rowsOf : pick(table.sizes),
    entities: table.entities === null ? null : { ...pickLists(table.entities.starts, table.entities.entities, kept), entityCount: table.entities.entityCount },
    populationSizes: table.populationSizes === null ? null : pick(table.populationSizes),
    sensitive: table.sensitive.map((column) => {
      const places = pickLists(column.starts, Int32Array.from(column.values.keys()), kept);
      return {
        starts: places.starts,
        values: places.entities.map((place) => column.values[place]!),
        counts: Uint32Array.from(places.entities, (place) => column.counts[place]!),
        totals: column.totals,
        entities: column.entities === null ? null : { ...pickLists(column.entities.starts, column.entities.entities, places.entities), entityCount: column.entities.entityCount },
      };
    }),
  };
}

/**
 * Finds items.
 *
 * @param items - any numbers.
 * @param isMeant - which of them are looked for.
 * @returns Int32Array: their places, ascending.
 */
export function placesOf(items: Int32Array, isMeant: (item: number) => boolean): Int32Array {
  const places = new Int32Array(items.length);
  let count = 0;
  for (let place = 0; place < items.length; place++) if (isMeant(items[place]!)) places[count++] = place;
  return places.slice(0, count);
}

/** The values at some places. */
function gathered(values: Int32Array, places: Int32Array): Int32Array {
  const found = new Int32Array(places.length);
  for (let index = 0; index < places.length; index++) found[index] = values[places[index]!]!;
  return found;
}

/** Picks the lists of some owners out of all lists put end to end. */
function pickLists(starts: Int32Array, items: Int32Array, owners: Int32Array): { readonly starts: Int32Array; readonly entities: Int32Array } {
  const picked = new Int32Array(owners.length + 1);
  owners.forEach((owner, place) => (picked[place + 1] = picked[place]! + starts[owner + 1]! - starts[owner]!));
  const entities = new Int32Array(picked[owners.length]!);
  owners.forEach((owner, place) => { entities.set(items.subarray(starts[owner], starts[owner + 1]), picked[place]); });
  return { starts: picked, entities };
}
