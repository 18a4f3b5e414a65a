import { orderTuples, rankOf, tupleTable, type CodableColumn, type ColumnCoder } from '../../group/index.ts';
import type { ClassTable, SensitiveCounts } from './classes.ts';
import type { ClassEntities } from './wildcard-frequencies.ts';

/** Classes as they were met: numbers of classes and codes of values go by first appearance. */
export interface MetClasses {
  /** One per quasi-identifier. */
  readonly coders: readonly ColumnCoder[];
  /** Gives one Int32Array(classes) per quasi-identifier: codes of its coder, −1 for a missing value. Only some readings need them. */
  readonly codes: () => readonly Int32Array[];
  /** Uint32Array(classes). */
  readonly rowsOf: Uint32Array;
  /** Uint32Array(classes): distinct entities, or `rowsOf` itself. */
  readonly sizes: Uint32Array;
  readonly entities: ClassEntities | null;
  readonly sensitive: readonly MetValues[];
}

/** The values of a sensitive column as they were met, each with its class; with entities, once for each that has it. */
export interface MetValues {
  readonly coder: ColumnCoder;
  /** Int32Array(n): class of each. */
  readonly classOf: Int32Array;
  /** Int32Array(n): code of its coder, −1 for a missing value. */
  readonly values: Int32Array;
  /** Uint32Array(n): rows with that value in that class; `null` where `entityOf` has one entity for each. */
  readonly counts: Uint32Array | null;
  /** Int32Array(n): entities, below that of the classes' `entityCount`. */
  readonly entityOf: Int32Array | null;
}

/** The values of a column in the order of their codes: numbers by size, texts by bytes, a missing value last. */
export interface ClassValues {
  /** The distinct values that occur; a missing value is a null row at the end. */
  readonly values: CodableColumn;
  /** Int32Array(coder.size + 1): the code of each code of the coder at its place + 1, of a missing value at 0; −1 for none. */
  readonly codeOf: Int32Array;
}

/** Classes in the order of their values, whatever the order of the rows they were met in. */
export interface ValuedClasses {
  readonly table: ClassTable;
  /** One per quasi-identifier. */
  readonly quasiIdentifiers: readonly ClassValues[];
  /** One per sensitive column. */
  readonly sensitive: readonly ClassValues[];
  /** Int32Array(classes): the class as it was met; −1 for a class of the population that has no row in the file. */
  readonly metAs: Int32Array;
}

/**
 * Brings classes into the order of their values, so that nothing made of them depends on the order of the rows.
 *
 * @param met - the classes of a file.
 * @param population - those of its population; `null` without one. Values that the file does not have enter the coders of `met`.
 * @returns the classes; with a population, also those that the file does not have, at no rows.
 * @throws {RangeError} if a class has fewer units in the population than in the file.
 * @remarks O(classes · columns + values of sensitive columns), and the sorting of distinct values.
 */
export function classTable(met: MetClasses, population: Pick<MetClasses, 'coders' | 'codes' | 'sizes'> | null = null): ValuedClasses {
  const own = met.codes();
  const all = population === null ? { codes: own, inPopulation: null } : joinPopulation(met, own, population);
  const classes = all.codes[0]?.length ?? met.rowsOf.length;
  const ranked = all.codes.map((codes, place) => rankValues(met.coders[place]!, codes));
  const order = orderTuples(all.codes, ranked.map(({ codeOf }) => codeOf.subarray(1)), classes);
  const metClasses = met.rowsOf.length;
  const placeOf = rankOf(order);
  const rowsOf = Uint32Array.from(order, (index) => met.rowsOf[index] ?? 0);
  const entities = met.entities === null ? null : reorderedEntities(met.entities, order);
  const sensitive = met.sensitive.map((values) => ({ ranked: rankValues(values.coder, values.values), values }));
  return {
    table: {
      codes: all.codes.map((codes, place) => order.map((index) => ranked[place]!.codeOf[codes[index]! + 1]!)),
      rowsOf,
      sizes: met.sizes === met.rowsOf ? rowsOf : Uint32Array.from(order, (index) => met.sizes[index] ?? 0),
      entities,
      populationSizes: all.inPopulation === null ? null : Uint32Array.from(order, (index) => all.inPopulation![index]!),
      sensitive: sensitive.map(({ ranked: { codeOf }, values }) => countValues(values, placeOf, codeOf, classes, met.entities?.entityCount ?? 0)),
    },
    quasiIdentifiers: ranked,
    sensitive: sensitive.map((column) => column.ranked),
    metAs: order.map((index) => (index < metClasses ? index : -1)),
  };
}

/** Puts the classes of the population beside those of the file, which keep their numbers. */
function joinPopulation(met: MetClasses, codes: readonly Int32Array[], population: Pick<MetClasses, 'coders' | 'codes' | 'sizes'>): { readonly codes: readonly Int32Array[]; readonly inPopulation: Uint32Array } {
  const table = tupleTable(codes.length);
  table.assign(codes, met.rowsOf.length, new Int32Array(met.rowsOf.length));
  const maps = met.coders.map((coder, place) => coder.absorb(population.coders[place]!));
  const found = new Int32Array(population.sizes.length);
  const others = population.codes();
  table.assign(maps.map((map, place) => others[place]!.map((code) => (code < 0 ? -1 : map[code]!))), found.length, found);
  const inPopulation = new Uint32Array(table.size);
  found.forEach((index, at) => (inPopulation[index] = population.sizes[at]!));
  if (met.sizes.some((size, index) => inPopulation[index]! < size)) throw new RangeError('population: expected every class to have at least the units of the file');
  return { codes: codes.map((_, place) => table.column(place)), inPopulation };
}

/** Numbers the values that occur in the order of values; the coder may know others, such as a truth value nobody has. */
function rankValues(coder: ColumnCoder, codes: Int32Array): ClassValues {
  const codeOf = new Int32Array(coder.size + 1).fill(-1);
  for (const code of codes) codeOf[code + 1] = 0;
  const present = coder.order().filter((code) => codeOf[code + 1] === 0);
  present.forEach((code, rank) => (codeOf[code + 1] = rank));
  const isMissing = codeOf[0] === 0;
  if (!isMissing) return { values: coder.gather(present), codeOf };
  codeOf[0] = present.length;
  const withMissing = new Int32Array(present.length + 1).fill(-1);
  withMissing.set(present);
  return { values: coder.gather(withMissing), codeOf };
}

function reorderedEntities({ starts, entities, entityCount }: ClassEntities, order: Int32Array): ClassEntities {
  const moved = new Int32Array(entities.length);
  const ends = new Int32Array(order.length + 1);
  order.forEach((index, place) => {
    const from = starts[index] ?? 0;
    const to = starts[index + 1] ?? from;
    moved.set(entities.subarray(from, to), ends[place]);
    ends[place + 1] = ends[place]! + to - from;
  });
  return { starts: ends, entities: moved, entityCount };
}

/** Lists the values of each class in order, and counts what stands behind them. */
function countValues({ classOf, values, counts, entityOf }: MetValues, placeOf: Int32Array, codeOf: Int32Array, classes: number, entityCount: number): SensitiveCounts {
  const rows = values.length;
  const places = classOf.map((index) => placeOf[index]!);
  const codes = values.map((code) => codeOf[code + 1]!);
  const order = orderTuples([places, codes], [null, null], rows);
  const starts = new Int32Array(classes + 1);
  const valueOf = new Int32Array(rows);
  const countOf = new Uint32Array(rows);
  const firstOf = new Int32Array(rows + 1);
  let distinct = 0;
  let isNew = true;
  for (let at = 0; at < rows; at++) {
    const one = order[at]!;
    const next = order[at + 1];
    if (isNew) {
      starts[places[one]! + 1]!++;
      valueOf[distinct] = codes[one]!;
      firstOf[distinct] = at;
    }
    countOf[distinct]! += counts === null ? 1 : counts[one]!;
    isNew = next === undefined || places[next] !== places[one] || codes[next] !== codes[one];
    if (isNew) distinct++;
  }
  firstOf[distinct] = rows;
  for (let index = 0; index < classes; index++) starts[index + 1]! += starts[index]!;
  const entities = entityOf === null ? null : { starts: firstOf.slice(0, distinct + 1), entities: order.map((one) => entityOf[one]!), entityCount };
  return { starts, values: valueOf.slice(0, distinct), counts: countOf.slice(0, distinct), totals: totalsOf(valueOf, countOf, distinct, entities), entities };
}

/** Counts rows, or distinct entities, of each value in the whole table. */
function totalsOf(values: Int32Array, counts: Uint32Array, distinct: number, entities: ClassEntities | null): Uint32Array {
  let valueCount = 0;
  for (let place = 0; place < distinct; place++) valueCount = Math.max(valueCount, values[place]! + 1);
  const totals = new Uint32Array(valueCount);
  if (entities === null) {
    for (let place = 0; place < distinct; place++) totals[values[place]!]! += counts[place]!;
    return totals;
  }
  const pairs = tupleTable(2);
  const valueOf = new Int32Array(entities.entities.length);
  for (let place = 0; place < distinct; place++) valueOf.fill(values[place]!, entities.starts[place], entities.starts[place + 1]);
  pairs.assign([valueOf, entities.entities], valueOf.length, new Int32Array(valueOf.length));
  for (const value of pairs.column(0)) totals[value]!++;
  return totals;
}
