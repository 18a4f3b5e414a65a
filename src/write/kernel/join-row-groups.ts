import { readTree, TYPE, writeTree, type ThriftStruct, type ThriftValue } from './thrift-tree.ts';

/** A file that grows by row groups. */
export interface JoinedFile {
  /**
   * Takes the next row group.
   *
   * @param file - a whole Parquet file of one row group, or of none where there are no rows; all have one schema.
   * @returns the bytes of the joined file that come next; those of values share the memory of `file`.
   * @throws {RangeError} when it is no such file.
   */
  add(file: Uint8Array): Uint8Array[];
  /** Ends the file, after one file at least: the bytes that come last. */
  end(): Uint8Array[];
  /** Rows so far, as the files told. */
  readonly rows: number;
}

/** `PAR1` */
const MAGIC = Uint8Array.of(0x50, 0x41, 0x52, 0x31);

/**
 * Puts row groups that were written one by one into one Parquet file: bytes of values stay, and places that are told from the beginning of the
 * file move with them.
 *
 * @returns a file without row groups.
 * @remarks Holds what the footer will tell of each row group. Page indexes come behind their row group, not at the end.
 * @see https://parquet.apache.org/docs/file-format/metadata/ for the fields, by number
 */
export function joinRowGroups(): JoinedFile {
  let footer: ThriftStruct | null = null;
  const groups: ThriftValue[] = [];
  let rows = 0;
  let end = 0;
  const next = (pieces: Uint8Array[]): Uint8Array[] => {
    end += pieces.reduce((sum, { length }) => sum + length, 0);
    return pieces;
  };
  return {
    get rows() {
      return rows;
    },
    add(file) {
      const own = readFooter(file);
      const [group, ...others] = listOf(own, 4);
      if (others.length > 0) throw new RangeError('file: expected one row group');
      const head = footer === null ? next([MAGIC]) : [];
      footer ??= own;
      rows += numberOf(own, 3);
      if (group === undefined) return head;
      const { value, pieces } = movedGroup(file, group.value as ThriftStruct, end, groups.length);
      groups.push({ type: TYPE.struct, value });
      return [...head, ...next(pieces)];
    },
    end() {
      if (footer === null) throw new RangeError('file: expected one before its end');
      footer.set(3, { type: TYPE.i64, value: rows }).set(4, { type: TYPE.list, value: groups });
      const tree = writeTree(footer);
      const length = new Uint8Array(4);
      new DataView(length.buffer).setUint32(0, tree.length, true);
      return next([tree, length, MAGIC]);
    },
  };
}

function readFooter(file: Uint8Array): ThriftStruct {
  const end = file.length - 8;
  if (end < MAGIC.length || MAGIC.some((byte, index) => file[end + 4 + index] !== byte)) throw new RangeError('file: expected one of Parquet');
  const length = new DataView(file.buffer, file.byteOffset).getUint32(end, true);
  return readTree(file, end - length);
}

/** Moves a row group to a place in the joined file, and its indexes behind it. */
function movedGroup(file: Uint8Array, group: ThriftStruct, place: number, ordinal: number): { readonly value: ThriftStruct; readonly pieces: Uint8Array[] } {
  const chunks = listOf(group, 1).map(({ value }) => value as ThriftStruct);
  const from = Math.min(...chunks.map(firstPage));
  const to = Math.max(...chunks.map((chunk) => firstPage(chunk) + numberOf(structOf(chunk, 3), 7)));
  const shift = place - from;
  const pieces = [file.subarray(from, to)];
  let end = place + to - from;
  const put = (bytes: Uint8Array): readonly [place: number, length: number] => {
    pieces.push(bytes);
    end += bytes.length;
    return [end - bytes.length, bytes.length];
  };
  for (const chunk of chunks) {
    // Nobody writes the metadata of a chunk behind it any more; 0 says that there are none.
    if (numberOf(chunk, 2) !== 0) move(chunk, 2, shift);
    // Pages of data, of an index, of the dictionary; the filter.
    for (const field of [9, 10, 11, 14]) move(structOf(chunk, 3), field, shift);
    if (chunk.has(4)) setPlace(chunk, 4, put(writeTree(movedPages(file, numberOf(chunk, 4), shift))));
    if (chunk.has(6)) setPlace(chunk, 6, put(file.subarray(numberOf(chunk, 6), numberOf(chunk, 6) + numberOf(chunk, 7))));
  }
  move(group, 5, shift);
  if (group.has(7)) group.set(7, { type: TYPE.i16, value: ordinal });
  return { value: group, pieces };
}

/** Where the pages of a chunk begin: with the dictionary, where there is one. */
function firstPage(chunk: ThriftStruct): number {
  const metadata = structOf(chunk, 3);
  return numberOf(metadata, metadata.has(11) ? 11 : 9);
}

/** Reads the index that tells where pages are, and moves it with them. */
function movedPages(file: Uint8Array, at: number, shift: number): ThriftStruct {
  const index = readTree(file, at);
  for (const { value } of listOf(index, 1)) move(value as ThriftStruct, 1, shift);
  return index;
}

function move(struct: ThriftStruct, field: number, shift: number): void {
  if (struct.has(field)) struct.set(field, { type: TYPE.i64, value: numberOf(struct, field) + shift });
}

/** Puts place and length of an index, which are neighbours. */
function setPlace(chunk: ThriftStruct, field: number, [place, length]: readonly [place: number, length: number]): void {
  chunk.set(field, { type: TYPE.i64, value: place }).set(field + 1, { type: TYPE.i32, value: length });
}

function numberOf(struct: ThriftStruct, field: number): number {
  const found = struct.get(field)?.value;
  if (typeof found !== 'number') throw new RangeError(`file: expected a number in field ${field}`);
  return found;
}

function structOf(struct: ThriftStruct, field: number): ThriftStruct {
  const found = struct.get(field)?.value;
  if (!(found instanceof Map)) throw new RangeError(`file: expected a structure in field ${field}`);
  return found;
}

function listOf(struct: ThriftStruct, field: number): readonly ThriftValue[] {
  const found = struct.get(field)?.value;
  if (!Array.isArray(found)) throw new RangeError(`file: expected a list in field ${field}`);
  return found as readonly ThriftValue[];
}
