import { instantiateKernel, parquetPageWasm } from '../wasm/index.ts';
import type { KernelExports } from '../wasm/index.ts';
import { splitTexts, type PageTexts } from './split-texts.ts';
import { unsnap } from './unsnap.ts';

interface Address {
  readonly value: number;
}

/** Exports of `assembly/parquet-page.ts`. */
interface CompiledPage extends KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly HEAP: Address;
  readonly SLACK: Address;
  unsnap(from: number, end: number, out: number, length: number): number;
  splitTexts(from: number, end: number, rows: number, bits: number, ends: number): number;
}

/**
 * What is slow in a page: see the functions of the same names. What they give lies in memory of the kernel until it is asked again, and may be what
 * it is asked about.
 */
export interface PageKernel {
  unsnap(packed: Uint8Array, length: number): Uint8Array | null;
  splitTexts(stored: Uint8Array, rows: number, valid: Uint8Array | null): PageTexts | null;
}

/** The kernel in TypeScript: oracle of the other, and in its place where there is no WebAssembly. */
export const SCRIPT_KERNEL: PageKernel = Object.freeze({ unsnap, splitTexts });

const PAGE = 65_536;
/** Beyond this, pages are left to the script: a memory never shrinks. */
const MAX_BYTES = 1 << 26;

/**
 * Makes a kernel with a memory of its own.
 *
 * @returns the compiled kernel, or the one in TypeScript where the platform has no WebAssembly.
 * @remarks Holds the largest page so far, as it lies and undone, up to 64 MiB.
 */
export function pageKernel(): PageKernel {
  const made = instantiateKernel<CompiledPage>(parquetPageWasm);
  if (made === null) return SCRIPT_KERNEL;
  const kernel = made;
  const heap = kernel.HEAP.value;
  let memory = new Uint8Array(kernel.memory.buffer);

  /** Lays regions of so many bytes out, each at a multiple of 16 with slack behind it; `null` where there is no room. */
  function layOut(lengths: readonly number[]): number[] | null {
    let end = heap;
    const starts = lengths.map((length) => {
      const start = end;
      end = Math.ceil((start + length + kernel.SLACK.value) / 16) * 16;
      return start;
    });
    if (end > MAX_BYTES) return null;
    if (end > memory.length) {
      try {
        kernel.memory.grow(Math.ceil((end - memory.length) / PAGE));
      } catch {
        return null;
      }
      memory = new Uint8Array(kernel.memory.buffer);
    }
    return starts;
  }

  return {
    unsnap(packed, length) {
      const places = layOut([packed.length, length]);
      if (places === null) return unsnap(packed, length);
      const [from, out] = places as [number, number];
      memory.set(packed, from);
      return kernel.unsnap(from, from + packed.length, out, length) === 0 ? null : memory.subarray(out, out + length);
    },
    splitTexts(stored, rows, valid) {
      const { length: bytes, byteOffset } = stored;
      const own = stored.buffer === memory.buffer ? byteOffset : -1;
      const places = layOut([bytes, valid?.length ?? 0, 4 * (rows + 1)]);
      if (places === null) return splitTexts(stored, rows, valid);
      const [from, bits, ends] = places as [number, number, number];
      if (own < 0) memory.set(stored, from);
      else memory.copyWithin(from, own, own + bytes);
      if (valid !== null) memory.set(valid, bits);
      const length = kernel.splitTexts(from, from + bytes, rows, valid === null ? 0 : bits, ends);
      if (length < 0) return null;
      return { ends: new Int32Array(memory.buffer, ends, rows + 1), bytes: memory.subarray(from, from + length) };
    },
  };
}
