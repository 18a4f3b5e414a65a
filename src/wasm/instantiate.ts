/** What a kernel exports: its memory, its addresses, its functions. */
export interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer };
}

/** Memory that kernels on several threads can share: it may be sent to them. */
export interface KernelMemory {
  /** A view of it is to be made anew once it grew. */
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** The part of the platform that is used here; absent where WebAssembly is switched off. */
interface Platform {
  readonly WebAssembly?: {
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (module: object, imports?: object) => { readonly exports: unknown };
    readonly Memory: new (limits: { readonly initial: number; readonly maximum: number; readonly shared: boolean }) => KernelMemory;
  };
}

/** Compiled modules by their base64 text, `null` where the platform refuses them. Modules hold no data. */
const compiled = new Map<string, object | null>();

/** Pages of 64 KiB that a shared memory has at first, and at most: what the kernels say that want one. */
const SHARED_PAGES = Object.freeze({ initial: 2, maximum: 65_536 });

/**
 * Makes a memory that kernels on several threads can share.
 *
 * @returns the memory, of 128 KiB; `null` where the platform has none, or no room for it.
 */
export function sharedMemory(): KernelMemory | null {
  const platform = (globalThis as unknown as Platform).WebAssembly;
  if (platform === undefined) return null;
  try {
    return new platform.Memory({ ...SHARED_PAGES, shared: true });
  } catch {
    return null;
  }
}

/**
 * Makes a fresh instance of a kernel, with a memory of its own unless one is given.
 *
 * @param base64 - a generated module of this folder.
 * @param owner - functions that the kernel may ask its owner, by name; none unless given.
 * @param memory - for kernels that want a shared one, and for no other.
 * @returns what the kernel exports, or `null` when the platform has no WebAssembly, lacks its vector instructions or has
 *   no room for another memory.
 * @remarks Compiles a kernel once per thread; an instance costs its memory, fixed at build time.
 */
export function instantiateKernel<Exports extends KernelExports>(base64: string, owner: Readonly<Record<string, (...numbers: number[]) => number>> = {}, memory: KernelMemory | null = null): Exports | null {
  const platform = (globalThis as unknown as Platform).WebAssembly;
  if (platform === undefined) return null;
  let module = compiled.get(base64);
  if (module === undefined) {
    module = compile(platform, base64);
    compiled.set(base64, module);
  }
  if (module === null) return null;
  try {
    return new platform.Instance(module, { env: memory === null ? owner : { ...owner, memory } }).exports as Exports;
  } catch {
    // No address space left for another memory: the caller has a kernel in TypeScript.
    return null;
  }
}

function compile(platform: NonNullable<Platform['WebAssembly']>, base64: string): object | null {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = text.charCodeAt(index);
  try {
    return new platform.Module(bytes);
  } catch {
    return null;
  }
}
