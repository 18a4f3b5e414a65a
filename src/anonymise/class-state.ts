import type { Column } from '../core/column.ts';
import { columnCoder, tupleTable, type CodableColumn, type ColumnCoder, type RowCodes, type TupleTable } from '../group/index.ts';

/** How many columns make classes, how many are counted in them, and whether there is one of entities. */
export interface ClassShape {
  readonly quasiIdentifiers: number;
  readonly sensitive: number;
  readonly hasEntity: boolean;
}

/** Classes while rows are read. */
export interface ClassState {
  readonly coders: readonly ColumnCoder[];
  readonly classes: TupleTable;
  rowsOf: Uint32Array;
  readonly entityCoder: ColumnCoder;
  /** Distinct pairs of class and entity; unused without an entity column. */
  readonly pairs: TupleTable;
  readonly sensitive: readonly SensitiveState[];
  rows: number;
}

/** The values of a sensitive column while rows are read. */
export interface SensitiveState {
  readonly coder: ColumnCoder;
  /** Distinct pairs of class and value; with an entity column, of pair (class and entity) and value. */
  readonly values: TupleTable;
  /** Rows of each; unused with an entity column. */
  countOf: Uint32Array;
}

/** Distinct tuples: the codes of each column, −1 for null. */
type Tuples = readonly Int32Array[];

/** A state as plain data, its values by their codes: what one thread gives to another. */
export interface PackedClasses {
  readonly values: readonly CodableColumn[];
  readonly classes: Tuples;
  readonly rowsOf: Uint32Array;
  readonly entities: CodableColumn;
  readonly pairs: Tuples;
  readonly sensitive: readonly { readonly values: CodableColumn; readonly tuples: Tuples; readonly countOf: Uint32Array }[];
  readonly rows: number;
}

/**
 * Makes the state of no rows.
 *
 * @param shape - numbers of columns.
 * @returns a new state.
 */
export function emptyClasses({ quasiIdentifiers, sensitive }: ClassShape): ClassState {
  return {
    coders: Array.from({ length: quasiIdentifiers }, columnCoder),
    classes: tupleTable(quasiIdentifiers),
    rowsOf: new Uint32Array(1024),
    entityCoder: columnCoder(),
    pairs: tupleTable(2),
    sensitive: Array.from({ length: sensitive }, () => ({ coder: columnCoder(), values: tupleTable(2), countOf: new Uint32Array(0) })),
    rows: 0,
  };
}

/**
 * Makes what adds rows to states of one shape.
 *
 * @param shape - numbers of columns.
 * @returns a function of a state, the columns of a batch (quasi-identifiers, then sensitive ones, then that of entities) and its rows.
 * @remarks Holds an array of codes for each column, as long as the largest batch.
 */
export function classAdder({ quasiIdentifiers, sensitive, hasEntity }: ClassShape): (state: ClassState, columns: readonly Column[], rows: number) => void {
  const buffers = codeBuffers(quasiIdentifiers + 3);
  return (state, columns, rows) => {
    const codes = buffers(rows);
    const tuples = state.coders.map((coder, place) => codesOf(coder, columns[place]!, codes[place]!));
    const [classOf, pairOf, spare] = codes.slice(quasiIdentifiers) as [Int32Array, Int32Array, Int32Array];
    state.classes.assign(tuples, rows, classOf);
    state.rowsOf = counted(state.rowsOf, state.classes.size, classOf, rows);
    state.rows += rows;
    if (hasEntity) {
      state.entityCoder.encode(columns[quasiIdentifiers + sensitive]!, spare);
      state.pairs.assign([classOf, spare], rows, pairOf);
    }
    state.sensitive.forEach((values, place) => {
      const valueOf = codesOf(values.coder, columns[quasiIdentifiers + place]!, spare);
      values.values.assign([hasEntity ? pairOf : classOf, valueOf], rows, spare);
      if (!hasEntity) values.countOf = counted(values.countOf, values.values.size, spare, rows);
    });
  };
}

/**
 * Lays a state out as plain data.
 *
 * @param state - the state.
 * @returns the distinct values and tuples, in new memory.
 * @remarks O(distinct values and tuples).
 */
export function packClasses(state: ClassState): PackedClasses {
  return {
    values: state.coders.map(valuesOf),
    classes: tuplesOf(state.classes),
    rowsOf: state.rowsOf.slice(0, state.classes.size),
    entities: valuesOf(state.entityCoder),
    pairs: tuplesOf(state.pairs),
    sensitive: state.sensitive.map(({ coder, values, countOf }) => ({ values: valuesOf(coder), tuples: tuplesOf(values), countOf: countOf.slice(0, values.size) })),
    rows: state.rows,
  };
}

/**
 * Adds rows that another state has seen.
 *
 * @param state - receives them.
 * @param packed - the other state, of the same shape.
 * @remarks O(distinct values and tuples of the other).
 */
export function absorbClasses(state: ClassState, packed: PackedClasses): void {
  const hasEntity = packed.pairs[0]!.length > 0;
  const maps = packed.values.map((values, place) => codesOfValues(state.coders[place]!, values));
  const classMap = assigned(state.classes, packed.classes, maps, packed.rowsOf.length);
  state.rowsOf = added(state.rowsOf, state.classes.size, classMap, packed.rowsOf);
  const pairMap = assigned(state.pairs, packed.pairs, [classMap, codesOfValues(state.entityCoder, packed.entities)]);
  packed.sensitive.forEach(({ values, tuples, countOf }, place) => {
    const own = state.sensitive[place]!;
    const valueMap = assigned(own.values, tuples, [hasEntity ? pairMap : classMap, codesOfValues(own.coder, values)]);
    if (!hasEntity) own.countOf = added(own.countOf, own.values.size, valueMap, countOf);
  });
  state.rows += packed.rows;
}

/**
 * Tells the memory of a state.
 *
 * @param state - the state.
 * @returns bytes.
 */
export function bytesOfClasses({ coders, classes, rowsOf, entityCoder, pairs, sensitive }: ClassState): number {
  return [...coders, entityCoder, classes, pairs, ...sensitive.flatMap(({ coder, values, countOf }) => [coder, values, countOf])].reduce((sum, { byteLength }) => sum + byteLength, rowsOf.byteLength);
}

/**
 * Puts codes through a map.
 *
 * @param codes - the codes, −1 for a missing value.
 * @param map - the new code of each.
 * @returns new codes; a missing value stays missing.
 */
export function mapCodes(codes: Int32Array, map: Int32Array): Int32Array {
  const mapped = new Int32Array(codes.length);
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index]!;
    mapped[index] = code < 0 ? -1 : map[code]!;
  }
  return mapped;
}

/** Codes a column: its entries where it has a dictionary that is small beside its rows, else row by row into `codes`. */
function codesOf(coder: ColumnCoder, column: Column, codes: Int32Array): RowCodes {
  const entries = coder.entries(column);
  if (entries === null) coder.encode(column, codes);
  return entries ?? codes;
}

/** Gives as many arrays of codes as asked for, long enough for the rows of a batch; the next batch gets the same. */
function codeBuffers(count: number): (rows: number) => readonly Int32Array[] {
  let buffers: readonly Int32Array[] = [];
  return (rows) => {
    if (buffers.length === 0 || buffers[0]!.length < rows) buffers = Array.from({ length: count }, () => new Int32Array(rows));
    return buffers;
  };
}

function valuesOf(coder: ColumnCoder): CodableColumn {
  return coder.gather(new Int32Array(coder.size).map((_, code) => code));
}

function tuplesOf(table: TupleTable): Tuples {
  return Array.from({ length: table.columnCount }, (_, place) => table.column(place));
}

/** Gives values their codes. A coder that has seen no value does not know the kind of its column: no values say nothing of it. */
function codesOfValues(coder: ColumnCoder, values: CodableColumn): Int32Array {
  const codes = new Int32Array(values.rows);
  if (values.rows > 0) coder.encode(values, codes);
  return codes;
}

/** Enters tuples into a table, each column through its map. */
function assigned(table: TupleTable, tuples: Tuples, maps: readonly Int32Array[], size = tuples[0]!.length): Int32Array {
  const numbers = new Int32Array(size);
  table.assign(tuples.map((codes, place) => mapCodes(codes, maps[place]!)), size, numbers);
  return numbers;
}

function grown(counts: Uint32Array, size: number): Uint32Array {
  if (size <= counts.length) return counts;
  const larger = new Uint32Array(Math.max(size, 2 * counts.length));
  larger.set(counts);
  return larger;
}

function added(counts: Uint32Array, size: number, map: Int32Array, others: Uint32Array): Uint32Array {
  const result = grown(counts, size);
  for (let index = 0; index < map.length; index++) result[map[index]!]! += others[index]!;
  return result;
}

function counted(counts: Uint32Array, size: number, classOf: Int32Array, rows: number): Uint32Array {
  const result = grown(counts, size);
  for (let row = 0; row < rows; row++) result[classOf[row]!]!++;
  return result;
}
