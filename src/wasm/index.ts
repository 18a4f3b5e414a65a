export { blake3Wasm } from './blake3.wasm.ts';
export { dictionaryWasm } from './dictionary.wasm.ts';
export { hmacSha256Wasm } from './hmac-sha256.wasm.ts';
export { parquetPageWasm } from './parquet-page.wasm.ts';
export { instantiateKernel, sharedMemory } from './instantiate.ts';
export type { KernelExports, KernelMemory } from './instantiate.ts';
export { pairLevelsWasm } from './pair-levels.wasm.ts';
export { pairScreenWasm } from './pair-screen.wasm.ts';
export { runLevelsWasm } from './run-levels.wasm.ts';
