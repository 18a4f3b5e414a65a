import { byteDictionary, orderByBytes } from '../../group/index.ts';
import { CODE_BYTES } from '../../keyed/index.ts';
import type { ByteStrings } from './encode-codes.ts';
import { codeOffsets } from './known-persons.ts';

/** Persons in the order of their codes. */
export interface SealedPersons {
  readonly rows: number;
  /** Uint8Array(16 · rows), ascending. */
  readonly codes: Uint8Array;
  /** The seal of each. */
  readonly seals: ByteStrings;
}

/** Persons that a crosswalk does not have yet, each once, with their seals. */
export interface HeldPersons {
  readonly size: number;
  /** Memory held, in bytes. */
  readonly byteLength: number;
  /**
   * Takes the persons that are not held yet.
   *
   * @param codes - Uint8Array(16 · rows).
   * @param rows - their number.
   * @param seal - gives the seal of a row; asked once a person.
   */
  add(codes: Uint8Array, rows: number, seal: (row: number) => Uint8Array): void;
  /** Gives all of them in the order of their codes. */
  sorted(): SealedPersons;
  /**
   * Gives all of them as bytes, by the first byte of their codes: 256 groups in ascending order, of records in the order
   * of adding. A record is code ‖ bytes of the seal as u32le ‖ seal.
   */
  records(): readonly Uint8Array[];
  /** Forgets them. */
  clear(): void;
}

/** Groups of records, told apart by the first byte of a code. */
export const PERSON_GROUPS = 256;

const HEAD_BYTES = CODE_BYTES + 4;
/** Most bytes of seals held: their offsets have 32 bits. */
const MAX_SEAL_BYTES = 0x7fffffff;

/**
 * Makes an empty set of persons.
 *
 * @returns the set.
 * @remarks O(1) a person; the seal and at most 50 bytes for each, and up to twice as much while it grows.
 */
export function heldPersons(): HeldPersons {
  let index = byteDictionary();
  let ends = new Int32Array(16);
  let bytes = new Uint8Array(1024);

  function append(sealed: Uint8Array, person: number): void {
    const start = person === 0 ? 0 : ends[person - 1]!;
    const end = start + sealed.length;
    if (end > MAX_SEAL_BYTES) throw new RangeError('seals: expected at most 2 GiB');
    if (person === ends.length) ends = grown(ends, new Int32Array(2 * ends.length));
    if (end > bytes.length) bytes = grown(bytes, new Uint8Array(Math.min(MAX_SEAL_BYTES, Math.max(end, 2 * bytes.length))));
    bytes.set(sealed, start);
    ends[person] = end;
  }

  const sealOf = (person: number): Uint8Array => bytes.subarray(person === 0 ? 0 : ends[person - 1]!, ends[person]);

  return {
    get size(): number {
      return index.size;
    },
    get byteLength(): number {
      return index.byteLength + ends.byteLength + bytes.byteLength;
    },
    add(codes, rows, seal) {
      let next = index.size;
      const persons = new Int32Array(rows);
      index.encode(codeOffsets(rows), codes, null, rows, persons);
      for (let row = 0; row < rows; row++) if (persons[row] === next) append(seal(row), next++);
    },
    sorted() {
      const order = orderByBytes(index);
      const codes = index.bytes();
      const rows = order.length;
      const sortedCodes = new Uint8Array(CODE_BYTES * rows);
      const offsets = new Int32Array(rows + 1);
      const seals = new Uint8Array(rows === 0 ? 0 : ends[rows - 1]!);
      for (let row = 0; row < rows; row++) {
        const person = order[row]!;
        const sealed = sealOf(person);
        sortedCodes.set(codes.subarray(CODE_BYTES * person, CODE_BYTES * (person + 1)), CODE_BYTES * row);
        seals.set(sealed, offsets[row]!);
        offsets[row + 1] = offsets[row]! + sealed.length;
      }
      return { rows, codes: sortedCodes, seals: { offsets, bytes: seals } };
    },
    records() {
      const codes = index.bytes();
      const sizes = new Float64Array(PERSON_GROUPS);
      for (let person = 0; person < index.size; person++) sizes[codes[CODE_BYTES * person]!]! += HEAD_BYTES + sealOf(person).length;
      const groups = Array.from(sizes, (size) => new Uint8Array(size));
      const places = new Float64Array(PERSON_GROUPS);
      for (let person = 0; person < index.size; person++) {
        const code = codes.subarray(CODE_BYTES * person, CODE_BYTES * (person + 1));
        const group = groups[code[0]!]!;
        places[code[0]!] = writeRecord(group, places[code[0]!]!, code, sealOf(person));
      }
      return groups;
    },
    clear() {
      index = byteDictionary();
      ends = new Int32Array(16);
      bytes = new Uint8Array(1024);
    },
  };
}

function writeRecord(out: Uint8Array, at: number, code: Uint8Array, sealed: Uint8Array): number {
  out.set(code, at);
  new DataView(out.buffer, out.byteOffset).setUint32(at + CODE_BYTES, sealed.length, true);
  out.set(sealed, at + HEAD_BYTES);
  return at + HEAD_BYTES + sealed.length;
}

/**
 * Takes the whole records at the start of some bytes.
 *
 * @param held - where the persons go.
 * @param records - bytes of {@link HeldPersons.records}, which may end within a record.
 * @returns the bytes taken.
 */
export function addRecords(held: HeldPersons, records: Uint8Array): number {
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  const starts: number[] = [];
  let at = 0;
  for (;;) {
    if (at + HEAD_BYTES > records.length) break;
    const end = at + HEAD_BYTES + view.getUint32(at + CODE_BYTES, true);
    if (end > records.length) break;
    starts.push(at);
    at = end;
  }
  const codes = new Uint8Array(CODE_BYTES * starts.length);
  starts.forEach((start, row) => {
    codes.set(records.subarray(start, start + CODE_BYTES), CODE_BYTES * row);
  });
  held.add(codes, starts.length, (row) => records.subarray(starts[row]! + HEAD_BYTES, starts[row + 1] ?? at));
  return at;
}

function grown<Values extends Int32Array | Uint8Array>(values: Values, larger: Values): Values {
  larger.set(values);
  return larger;
}
