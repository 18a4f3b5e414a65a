import type { CodableColumn } from './codable-column.ts';
import { KINDS, restoredValues, textValues, valuesFor } from './coded-values.ts';
import type { CodedValues } from './coded-values.ts';
import type { EntryCodes } from './entry-codes.ts';
import { packSnapshot, unpackSnapshot } from './snapshot.ts';

/** Distinct values of one column, over any number of batches, with dense codes in the order of first appearance. */
export interface ColumnCoder {
  /** Distinct values so far. */
  readonly size: number;
  /** Memory held, in bytes. */
  readonly byteLength: number;
  /**
   * Codes the rows of a batch, adding values not seen before.
   *
   * @param column - the column in this batch; of the kind of the first batch, text being coded or not.
   * @param codes - Int32Array(rows) or longer; receives each row's code, −1 for null.
   * @throws {TypeError} if the kind, width or scale differs from the first batch's.
   */
  encode(column: CodableColumn, codes: Int32Array): void;
  /**
   * Codes the entries of a dictionary that the rows of a batch have, and leaves the rows for others to look up.
   *
   * @param column - as in `encode`.
   * @returns the codes of its entries, a view until the next batch; `null` for a column that names none, or few rows beside them.
   * @throws {TypeError} if the kind differs from the first batch's.
   */
  entries(column: CodableColumn): EntryCodes | null;
  /**
   * Lays values out as a column again.
   *
   * @param codes - Int32Array(n), −1 for null.
   * @returns a column of n rows of the kind that was coded, text as plain text; before any batch, plain text.
   */
  gather(codes: Int32Array): CodableColumn;
  /**
   * Lays all values out, each once.
   *
   * @returns a column of `size` rows by code, as `gather` would give it; to use before the next batch, which may detach it.
   */
  all(): CodableColumn;
  /**
   * Codes every value of another coder, adding values not seen before.
   *
   * @param other - a coder of columns of the same kind.
   * @returns Int32Array(other.size): the code here of each code there.
   */
  absorb(other: ColumnCoder): Int32Array;
  /**
   * Orders the values: numbers by size with NaN last, dates and instants by time, false before true, texts and byte
   * strings by their bytes.
   *
   * @returns Int32Array(size): the codes in ascending order of their values.
   */
  order(): Int32Array;
  /**
   * Packs the state into bytes.
   *
   * @returns bytes for {@link restoreColumnCoder}.
   */
  snapshot(): Uint8Array;
}

const KIND = 9;

/**
 * Makes an empty coder for one column of any kind.
 *
 * Null has no code. A float64 column has one zero and one NaN.
 *
 * @returns the coder; its first batch settles the kind.
 * @remarks Time O(bytes); memory that of the dictionary for the kind. Dictionary text costs one look-up per used entry
 *   of each new dictionary and one array access a row.
 * @example
 * const coder = columnCoder();
 * const codes = new Int32Array(2);
 * coder.encode({ kind: 'int32', rows: 2, valid: null, values: Int32Array.of(7, 7) }, codes); // codes: 0, 0
 */
export function columnCoder(): ColumnCoder {
  return face(null);
}

/**
 * Makes a coder from a snapshot.
 *
 * @param snapshot - what `snapshot()` of a {@link ColumnCoder} returned.
 * @returns a coder with the same codes.
 * @throws {RangeError} if the bytes are no such snapshot.
 */
export function restoreColumnCoder(snapshot: Uint8Array): ColumnCoder {
  const { numbers: [kind, one, two], parts: [stored] } = unpackSnapshot(KIND, snapshot, 3, 1);
  return face(kind! < 0 ? null : restoredValues(KINDS[kind!]!, stored!, one!, two!));
}

function face(known: CodedValues | null): ColumnCoder {
  let values = known;
  const gather = (codes: Int32Array): CodableColumn => (values ?? textValues()).gather(codes);
  const valuesOf = (column: CodableColumn): CodedValues => {
    values ??= valuesFor(column);
    if (!values.accepts(column)) throw new TypeError(`column: expected the type of the first batch, ${values.kind}, got ${column.kind}`);
    return values;
  };
  const encode = (column: CodableColumn, codes: Int32Array): void => {
    valuesOf(column).encode(column, codes);
  };
  return {
    get size(): number {
      return values?.size ?? 0;
    },
    get byteLength(): number {
      return values?.byteLength ?? 0;
    },
    encode,
    entries: (column) => valuesOf(column).entries?.(column) ?? null,
    gather,
    all: () => (values ?? textValues()).all?.() ?? gather(Int32Array.from({ length: values?.size ?? 0 }, (_, code) => code)),
    absorb(other): Int32Array {
      const codes = new Int32Array(other.size);
      if (codes.length > 0) encode(other.gather(codes.map((_, code) => code)), codes);
      return codes;
    },
    order: () => values?.order() ?? new Int32Array(0),
    snapshot: () => packSnapshot(KIND, [values === null ? -1 : KINDS.indexOf(values.kind), ...(values?.details ?? [0, 0])], [values?.snapshot() ?? new Uint8Array(0)]),
  };
}

