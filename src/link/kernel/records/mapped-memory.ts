/**
 * Memory that the engine maps by itself: it goes back to the machine as soon as nobody has it any more, and may grow where it is. What allocators
 * of C keep of freed arrays, up to 32 MiB each, would come on top of all that is held.
 */

/** Shared memory that grows in place; views of it stay what they are. */
export interface GrowingMemory extends SharedArrayBuffer {
  grow(bytes: number): void;
}

/** The part of the platform that is used here; older ones make memory that does not grow, or none that is shared. */
interface Platform {
  readonly SharedArrayBuffer?: new (bytes: number, options: { readonly maxByteLength: number }) => SharedArrayBuffer & { readonly growable?: boolean };
}

/** Bytes from which on memory is worth a mapping of its own. */
const MAPPED_BYTES = 1 << 18;

/**
 * Makes shared memory; when it is large, by a mapping of its own.
 *
 * @param bytes - how much.
 * @returns zeros.
 */
export function sharedBytes(bytes: number): SharedArrayBuffer {
  return bytes < MAPPED_BYTES ? new SharedArrayBuffer(bytes) : growingMemory(bytes, bytes) ?? new SharedArrayBuffer(bytes);
}

/**
 * Makes memory that grows.
 *
 * @param bytes - how much there is at first.
 * @param most - how much there may be: addresses, which cost nothing.
 * @returns zeros; `null` where the platform has no such memory, or no addresses left.
 */
export function growingMemory(bytes: number, most: number): GrowingMemory | null {
  const Shared = (globalThis as Platform).SharedArrayBuffer;
  if (Shared === undefined) return null;
  try {
    const memory = new Shared(bytes, { maxByteLength: most });
    return memory.growable === true ? memory as unknown as GrowingMemory : null;
  } catch {
    return null;
  }
}
