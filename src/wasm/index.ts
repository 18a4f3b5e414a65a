export { hmacSha256Wasm } from './hmac-sha256.wasm.ts';
export { instantiateKernel } from './instantiate.ts';
export type { KernelExports } from './instantiate.ts';
