/** Writes what it is given at an address of a memory. */
type Writer = (buffer: ArrayBuffer, at: number) => void;

/** Says where things will lie in the memory of a kernel, and writes them when all is said. */
export interface Layout {
  /**
   * Makes room.
   *
   * @param bytes - how much.
   * @param writer - writes what belongs there.
   * @returns the address, a multiple of 16.
   */
  reserve(bytes: number, writer: Writer): number;
  /** Makes room for an array, once however often it is asked for; gives the address. */
  array(from: Uint32Array | Int32Array | Float64Array | Uint8Array): number;
  /** One past the last byte that was reserved. */
  end(): number;
  /**
   * Writes everything.
   *
   * @param memory - is grown as needed.
   * @returns whether there was room.
   */
  write(memory: { readonly buffer: ArrayBuffer; grow(pages: number): number }): boolean;
}

const PAGE_BYTES = 65_536;
const ALIGNMENT = 16;

/**
 * Finds the next address at which something may begin.
 *
 * @param address - an address.
 * @returns the least multiple of 16 that is not below it.
 * @example
 * aligned(17); // => 32
 */
export function aligned(address: number): number {
  return Math.ceil(address / ALIGNMENT) * ALIGNMENT;
}

/**
 * Starts a layout.
 *
 * @param heap - the first byte that may be used.
 * @returns an empty one.
 */
export function layOut(heap: number): Layout {
  let end = heap;
  const parts: { readonly at: number; readonly writer: Writer }[] = [];
  const known = new Map<object, number>();

  function reserve(bytes: number, writer: Writer): number {
    const at = aligned(end);
    end = at + bytes;
    parts.push({ at, writer });
    return at;
  }

  function array(from: Uint32Array | Int32Array | Float64Array | Uint8Array): number {
    const at = known.get(from) ?? reserve(from.byteLength, (buffer, to) => {
      new Uint8Array(buffer, to, from.byteLength).set(new Uint8Array(from.buffer, from.byteOffset, from.byteLength));
    });
    known.set(from, at);
    return at;
  }

  return {
    reserve,
    array,
    end: () => end,
    write(memory) {
      const pages = Math.ceil((end - memory.buffer.byteLength) / PAGE_BYTES);
      try {
        if (pages > 0) memory.grow(pages);
      } catch {
        return false;
      }
      for (const { at, writer } of parts) writer(memory.buffer, at);
      return true;
    },
  };
}
