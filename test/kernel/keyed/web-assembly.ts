// The few parts of WebAssembly that the tests touch; the compiler's libraries for a browser are not loaded.
export interface KernelInstance {
  readonly exports: { readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number } };
}

interface WebAssemblyGlobal {
  readonly Module: { new (bytes: Uint8Array): object; imports(module: object): object[] };
  readonly Instance: new (module: object) => KernelInstance;
}

export const webAssembly: WebAssemblyGlobal = (globalThis as unknown as { WebAssembly: WebAssemblyGlobal }).WebAssembly;
