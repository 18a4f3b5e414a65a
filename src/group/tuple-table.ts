import { checkRows } from './check-rows.ts';
import { bitsOfCodes, checkRowCodes, packCodes, packEntries, packTwoEntries, shiftCodes, type RowCodes } from './entry-codes.ts';
import { RUN_ROWS } from './slots.ts';
import { packSnapshot, unpackSnapshot } from './snapshot.ts';
import { keysOf, makeWordTable, numberKeys, wordTableBytes } from './word-table.ts';
import type { WordTable } from './word-table.ts';

/** Distinct rows of code columns, with dense group numbers 0 … size − 1 in the order of their first appearance. */
export interface TupleTable {
  /** Distinct tuples so far. */
  readonly size: number;
  /** Columns per tuple. */
  readonly columnCount: number;
  /** Memory held, in bytes. */
  readonly byteLength: number;
  /**
   * Numbers the rows of a batch, adding tuples not seen before.
   *
   * @param codes - one per column: Int32Array(rows), −1 for null, or entries of a dictionary and their codes.
   * @param rows - number of rows.
   * @param groupOf - Int32Array(rows) or longer; receives each row's group.
   * @throws {RangeError} if an array is too short, the number of columns is not `columnCount`, or a code is below −1.
   */
  assign(codes: readonly RowCodes[], rows: number, groupOf: Int32Array): void;
  /**
   * Lists the codes of one column by group.
   *
   * @returns Int32Array(size), −1 for null.
   * @throws {RangeError} if there is no such column.
   */
  column(index: number): Int32Array;
  /**
   * Packs the state into bytes.
   *
   * @returns bytes for {@link restoreTupleTable}.
   */
  snapshot(): Uint8Array;
}

const KIND = 4;
const MANY_BITS = 6;

/** Where each column's code + 1 lies in the packed words of a tuple. */
interface Layout {
  readonly words: number;
  readonly bits: readonly number[];
  readonly word: readonly number[];
  readonly shift: readonly number[];
}

/**
 * Makes an empty table of tuples.
 *
 * Null (code −1) is a value of its own and equals only null: the own-class reading of k-anonymity.
 *
 * @param columnCount - columns per tuple, from 0 up; without columns all rows are one group.
 * @param seed - int32 of the keyed hash that serves once the input looks built to collide. It changes time only.
 * @returns the table.
 * @throws {RangeError} if `columnCount` is no integer from 0 up.
 * @remarks Tuples are packed by the bits that the codes seen so far need, so most take one or two words; when a code
 *   outgrows its bits, the distinct tuples are packed anew. Time O(rows × columns); memory 17 to 30 bytes a tuple of
 *   one word (4 more each further word), whatever the number of rows. To merge two tables of comparable codes, assign
 *   the columns of one to the other: the groups received are the map from old to new.
 * @example
 * const table = tupleTable(2);
 * const groupOf = new Int32Array(3);
 * table.assign([Int32Array.of(0, 0, 0), Int32Array.of(1, -1, 1)], 3, groupOf); // groupOf: 0, 1, 0
 */
export function tupleTable(columnCount: number, seed = 0): TupleTable {
  if (!Number.isSafeInteger(columnCount) || columnCount < 0) {
    throw new RangeError(`columnCount: expected an integer from 0 up, got ${columnCount}`);
  }
  let layout = layOut(new Array<number>(columnCount).fill(1));
  let table = makeWordTable(layout.words, seed);
  let packed = new Int32Array(RUN_ROWS * layout.words);

  function widen(bits: readonly number[]): void {
    const columns = Array.from({ length: columnCount }, (_, index) => unpack(table, layout, index));
    const size = table.size;
    layout = layOut(bits);
    packed = new Int32Array(RUN_ROWS * layout.words);
    table = makeWordTable(layout.words, seed);
    const numbers = new Int32Array(RUN_ROWS);
    for (let from = 0; from < size; from += RUN_ROWS) {
      const rows = Math.min(RUN_ROWS, size - from);
      pack(columns, columns, from, rows);
      numberKeys(table, packed, 0, null, 0, rows, numbers);
    }
  }

  /** Makes room for the codes of dictionaries, and shifts them to their places. */
  function placed(codes: readonly RowCodes[], rows: number): readonly Int32Array[] {
    const needed = codes.map((column, index) => (column instanceof Int32Array ? layout.bits[index]! : Math.max(layout.bits[index]!, bitsOfCodes(column, rows))));
    if (needed.some((bits, index) => bits > layout.bits[index]!)) widen(withRoom(needed));
    return codes.map((column, index) => (column instanceof Int32Array ? column : shiftCodes(column.codeOf, layout.shift[index]!)));
  }

  /**
   * Packs a run of rows; false if a code needs more bits than the layout has, which is then widened. `shifted` is what `placed`
   * gave for the layout.
   */
  function pack(codes: readonly RowCodes[], shifted: readonly Int32Array[], from: number, rows: number): boolean {
    const { words } = layout;
    let wider: number[] | null = null;
    for (let column = 0; column < columnCount; column++) {
      const word = layout.word[column]!;
      const shift = layout.shift[column]!;
      const given = codes[column]!;
      if (!(given instanceof Int32Array)) {
        const next = codes[column + 1];
        if (given.valid === null && next !== undefined && !(next instanceof Int32Array) && next.valid === null && layout.word[column + 1] === word && layout.shift[column + 1] !== 0) {
          column++;
          packTwoEntries(given.entries, shifted[column - 1]!, next.entries, shifted[column]!, from, rows, packed, words, word, shift === 0);
        } else {
          packEntries(given, shifted[column]!, from, rows, packed, words, word, shift === 0);
        }
        continue;
      }
      const seen = packCodes(given, from, rows, packed, words, word, shift);
      if (seen < 0) throw new RangeError(`codes[${column}]: expected codes from -1 to 2147483646`);
      const needed = 32 - Math.clz32(seen);
      if (needed > layout.bits[column]!) {
        wider ??= [...layout.bits];
        wider[column] = needed;
      }
    }
    if (wider === null) return true;
    widen(withRoom(wider));
    return false;
  }

  return {
    get size(): number {
      return table.size;
    },
    columnCount,
    get byteLength(): number {
      return wordTableBytes(table) + packed.byteLength;
    },
    assign(codes, rows, groupOf): void {
      if (codes.length !== columnCount) throw new RangeError(`codes: expected ${columnCount} columns, got ${codes.length}`);
      checkRows(rows, null, groupOf, 'groupOf');
      for (let column = 0; column < columnCount; column++) checkRowCodes(codes[column]!, rows, `codes[${column}]`);
      // The first batch tells more about the codes to come than its first run.
      if (table.size === 0) widen(withRoom(codes.map((column) => bitsOfCodes(column, rows))));
      let shifted = placed(codes, rows);
      for (let from = 0; from < rows; from += RUN_ROWS) {
        const run = Math.min(RUN_ROWS, rows - from);
        while (!pack(codes, shifted, from, run)) shifted = placed(codes, rows);
        numberKeys(table, packed, from, null, from, from + run, groupOf);
      }
    },
    column(index): Int32Array {
      if (!(index in layout.bits)) throw new RangeError(`index: expected a column from 0 to ${columnCount - 1}, got ${index}`);
      return unpack(table, layout, index);
    },
    snapshot(): Uint8Array {
      const columns = Array.from({ length: columnCount }, (_, index) => unpack(table, layout, index));
      return packSnapshot(KIND, [columnCount, table.size], [concatenated(columns, table.size)]);
    },
  };
}

function concatenated(columns: readonly Int32Array[], rows: number): Int32Array {
  const all = new Int32Array(columns.length * rows);
  columns.forEach((column, index) => {
    all.set(column, index * rows);
  });
  return all;
}

/**
 * Makes a table from a snapshot.
 *
 * @param snapshot - what `snapshot()` of a {@link TupleTable} returned.
 * @param seed - as in {@link tupleTable}.
 * @returns a table with the same groups.
 * @throws {RangeError} if the bytes are no such snapshot.
 */
export function restoreTupleTable(snapshot: Uint8Array, seed = 0): TupleTable {
  const { numbers: [columnCount, size], parts: [bytes] } = unpackSnapshot(KIND, snapshot, 2, 1);
  const table = tupleTable(columnCount!, seed);
  const all = new Int32Array(bytes!.buffer as ArrayBuffer);
  const columns = Array.from({ length: columnCount! }, (_, index) => all.subarray(index * size!, (index + 1) * size!));
  table.assign(columns, size!, new Int32Array(size!));
  return table;
}

/** Adds room where it costs no word to the columns with many codes, which will outgrow their bits again. */
function withRoom(needed: readonly number[]): readonly number[] {
  const { words } = layOut(needed);
  for (const share of [0.5, 0.25, 0.1]) {
    const roomy = needed.map((bits) => bits >= MANY_BITS ? Math.min(31, Math.ceil(bits * (1 + share))) : bits);
    if (layOut(roomy).words === words) return roomy;
  }
  return needed;
}

/** Places columns into words, each whole in the first word that has room. */
function layOut(bits: readonly number[]): Layout {
  const used: number[] = [];
  const word: number[] = [];
  const shift: number[] = [];
  for (const width of bits) {
    let at = used.findIndex((taken) => taken + width <= 32);
    if (at < 0) at = used.push(0) - 1;
    word.push(at);
    shift.push(used[at]!);
    used[at]! += width;
  }
  return { words: Math.max(1, used.length), bits, word, shift };
}

function unpack(table: WordTable, layout: Layout, index: number): Int32Array {
  const codes = new Int32Array(table.size);
  const { words } = layout;
  const keys = keysOf(table);
  const shift = layout.shift[index]!;
  const bits = layout.bits[index]!;
  const mask = bits === 32 ? -1 : (1 << bits) - 1;
  for (let group = 0, at = layout.word[index]!; group < codes.length; group++, at += words) {
    codes[group] = ((keys[at]! >>> shift) & mask) - 1;
  }
  return codes;
}
