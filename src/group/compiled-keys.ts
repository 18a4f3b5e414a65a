import { dictionaryWasm, instantiateKernel } from '../wasm/index.ts';
import type { KernelExports } from '../wasm/index.ts';

interface Address {
  readonly value: number;
}

/** Exports of `assembly/dictionary.ts`. */
interface DictionaryKernel extends KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly ROWS_CAPACITY: Address;
  readonly BYTES_CAPACITY: Address;
  readonly OFFSETS: Address;
  readonly VALIDITY: Address;
  readonly NUMBERS: Address;
  readonly KEYS: Address;
  readonly HEAP: Address;
  place(slots: number, slotCount: number, starts: number, keys: number, room: number): void;
  seed(low: number, high: number): void;
  keyCount(): number;
  keyBytes(): number;
  isKeyed(): number;
  numberStrings(from: number, rows: number, base: number, firstBit: number): number;
  numberWords(width: number, from: number, rows: number, firstBit: number): number;
  findString(length: number): number;
  rehash(from: number, slotCount: number): void;
}

/** Distinct keys in the memory of a kernel instance: strings, or keys of whole words, never both. */
export interface CompiledKeys {
  /** Distinct keys. */
  readonly size: number;
  /** Memory held, in bytes. */
  readonly byteLength: number;
  /** Whether the keyed hash serves. */
  readonly keyed: boolean;
  /**
   * Numbers the strings of rows `from` to `to` and returns the row reached: less than `to` when the next string is too
   * long for the kernel, or there is no more memory for it. Throws a RangeError when offsets descend.
   */
  numberStrings(
    offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array | null, from: number, to: number, numbers: Int32Array,
  ): number;
  /** Numbers the keys of rows `from` to `to`, that of row `i` at `(i − base) × width`; returns the row reached. */
  numberWords(
    width: number, words: Int32Array, base: number, valid: Uint8Array | null, from: number, to: number, numbers: Int32Array,
  ): number;
  /** Finds the string `bytes[start … end)`: its number, or −1. */
  findString(bytes: Uint8Array, start: number, end: number): number;
  /** Int32Array(size + 1) of where strings start; a view that the next call may detach. */
  starts(): Int32Array;
  /** The keys, one after the other; a view that the next call may detach. */
  keys(): Uint8Array;
}

const PAGE = 65536;
const MAX_PAGES = 65536;
/** Bytes beyond a key that the kernel may touch. */
const SLACK = 8;
const MAX_STRING_BYTES = 2 ** 31 - 1;
const FIRST_SLOTS = 8192;
/** Up to here a growth takes four times the slots: fewer growths, and little memory. */
const SMALL_SLOTS = 2 ** 16;

/**
 * Makes an empty table of keys in a kernel instance of its own.
 *
 * @param strings - whether the keys are strings.
 * @param seed - int32 of the keyed hash.
 * @returns the table, or `null` when the platform has no WebAssembly or no room.
 * @remarks Starts with about 1 MiB. The memory grows in place: only the slots are copied, when they double. Ends at 4 GiB.
 */
export function compiledKeys(strings: boolean, seed: number): CompiledKeys | null {
  const made = instantiateKernel<DictionaryKernel>(dictionaryWasm);
  if (made === null) return null;
  const kernel = made;
  const rowsCapacity = kernel.ROWS_CAPACITY.value;
  const bytesCapacity = kernel.BYTES_CAPACITY.value;
  const [offsetsAt, validityAt, numbersAt, inputAt, heap] = [
    kernel.OFFSETS.value, kernel.VALIDITY.value, kernel.NUMBERS.value, kernel.KEYS.value, kernel.HEAP.value,
  ];
  let bytes = new Uint8Array(kernel.memory.buffer);
  let words = new Int32Array(kernel.memory.buffer);
  let slotCount = 0;
  let startsAt = heap;
  let keysAt = heap;
  kernel.seed(seed, Math.imul(seed, 0x9e3779b1));
  if (!layOut(FIRST_SLOTS, 0)) return null;

  /** Gives the table `slots` slots and room for `needed` bytes of keys; false when there is no memory for them. */
  function layOut(slots: number, needed: number): boolean {
    const used = kernel.keyBytes();
    const newStartsAt = heap + 8 * slots;
    const newKeysAt = newStartsAt + (strings ? 4 * ((slots / 8) * 5 + 2) : 0);
    const regrown = slots !== slotCount;
    // The old slots wait behind the keys while they are entered into the new ones; keys grow over that place later.
    const waiting = newKeysAt + Math.ceil((used + SLACK) / 8) * 8;
    const end = Math.max(waiting + (regrown ? 8 * slotCount : 0), newKeysAt + needed + SLACK);
    if (needed > MAX_STRING_BYTES || !reach(end)) return false;
    if (regrown) {
      // From the back, so that nothing is overwritten before it is moved.
      bytes.copyWithin(waiting, heap, heap + 8 * slotCount);
      bytes.copyWithin(newKeysAt, keysAt, keysAt + used);
      bytes.copyWithin(newStartsAt, startsAt, strings ? startsAt + 4 * (kernel.keyCount() + 1) : startsAt);
    }
    kernel.place(heap, slots, newStartsAt, newKeysAt, Math.min(bytes.length - newKeysAt - SLACK, MAX_STRING_BYTES));
    if (regrown) kernel.rehash(waiting, slotCount);
    slotCount = slots;
    startsAt = newStartsAt;
    keysAt = newKeysAt;
    return true;
  }

  /** Grows the memory to `end` bytes at least, by an eighth at a time. */
  function reach(end: number): boolean {
    if (end <= bytes.length) return true;
    const pages = Math.ceil(end / PAGE);
    if (pages > MAX_PAGES) return false;
    const now = bytes.length / PAGE;
    try {
      kernel.memory.grow(Math.min(Math.max(pages, Math.ceil(now * 1.125)), MAX_PAGES) - now);
    } catch {
      // The machine has no more: the caller goes on without the kernel.
      return false;
    }
    bytes = new Uint8Array(kernel.memory.buffer);
    words = new Int32Array(kernel.memory.buffer);
    return true;
  }

  /** Makes room for one more key of `length` bytes. */
  function makeRoom(length: number): boolean {
    const full = kernel.keyCount() >= (slotCount / 8) * 5;
    const slots = !full ? slotCount : slotCount < SMALL_SLOTS ? 4 * slotCount : 2 * slotCount;
    return layOut(slots, kernel.keyBytes() + length);
  }

  function copyValidity(valid: Uint8Array | null, from: number, to: number): number {
    if (valid === null) return -1;
    bytes.set(valid.subarray(from >> 3, (to + 7) >> 3), validityAt);
    return from & 7;
  }

  return {
    get size(): number {
      return kernel.keyCount();
    },
    get byteLength(): number {
      return bytes.length;
    },
    get keyed(): boolean {
      return kernel.isKeyed() !== 0;
    },
    numberStrings(offsets, strings, valid, from, to, numbers): number {
      let next = from;
      while (next < to) {
        const base = offsets[next]!;
        let end = Math.min(to, next + rowsCapacity);
        while (end > next && offsets[end]! - base > bytesCapacity) end = next + ((end - next) >> 1);
        if (end === next) return next;
        const rows = end - next;
        words.set(offsets.subarray(next, end + 1), offsetsAt >> 2);
        bytes.set(strings.subarray(base, offsets[end]), inputAt);
        const firstBit = copyValidity(valid, next, end);
        let reached = 0;
        let stuck = false;
        while (reached < rows && !stuck) {
          reached = kernel.numberStrings(reached, rows, base, firstBit);
          if (reached < 0) throw new RangeError('offsets: expected ascending offsets');
          stuck = reached < rows && !makeRoom(offsets[next + reached + 1]! - offsets[next + reached]!);
        }
        numbers.set(words.subarray(numbersAt >> 2, (numbersAt >> 2) + reached), next);
        next += reached;
        if (stuck) return next;
      }
      return to;
    },
    numberWords(width, keys, base, valid, from, to, numbers): number {
      const capacity = Math.min(rowsCapacity, Math.floor(bytesCapacity / (4 * width)));
      let next = from;
      while (next < to) {
        const rows = Math.min(to - next, capacity);
        words.set(keys.subarray((next - base) * width, (next - base + rows) * width), inputAt >> 2);
        const firstBit = copyValidity(valid, next, next + rows);
        let reached = 0;
        let stuck = false;
        while (reached < rows && !stuck) {
          reached = kernel.numberWords(width, reached, rows, firstBit);
          stuck = reached < rows && !makeRoom(4 * width);
        }
        numbers.set(words.subarray(numbersAt >> 2, (numbersAt >> 2) + reached), next);
        next += reached;
        if (stuck) return next;
      }
      return to;
    },
    findString(strings, start, end): number {
      // A stored string fits the input, since it came through it.
      if (end - start > bytesCapacity) return -1;
      bytes.set(strings.subarray(start, end), inputAt);
      return kernel.findString(end - start);
    },
    starts: () => words.subarray(startsAt >> 2, (startsAt >> 2) + kernel.keyCount() + 1),
    keys: () => bytes.subarray(keysAt, keysAt + kernel.keyBytes()),
  };
}
