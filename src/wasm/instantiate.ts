/** What a kernel exports: its memory, its addresses, its functions. */
export interface KernelExports {
  readonly memory: { readonly buffer: ArrayBuffer };
}

/** The part of the platform that is used here; absent where WebAssembly is switched off. */
interface Platform {
  readonly WebAssembly?: {
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (module: object, imports?: object) => { readonly exports: unknown };
  };
}

/** Compiled modules by their base64 text, `null` where the platform refuses them. Modules hold no data. */
const compiled = new Map<string, object | null>();

/**
 * Makes a fresh instance of a kernel, with a memory of its own.
 *
 * @param base64 - a generated module of this folder.
 * @param owner - functions that the kernel may ask its owner, by name; none unless given.
 * @returns what the kernel exports, or `null` when the platform has no WebAssembly, lacks its vector instructions or has
 *   no room for another memory.
 * @remarks Compiles a kernel once per thread; an instance costs its memory, fixed at build time.
 */
export function instantiateKernel<Exports extends KernelExports>(base64: string, owner: Readonly<Record<string, (...numbers: number[]) => number>> = {}): Exports | null {
  const platform = (globalThis as unknown as Platform).WebAssembly;
  if (platform === undefined) return null;
  let module = compiled.get(base64);
  if (module === undefined) {
    module = compile(platform, base64);
    compiled.set(base64, module);
  }
  if (module === null) return null;
  try {
    return new platform.Instance(module, { env: owner }).exports as Exports;
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
