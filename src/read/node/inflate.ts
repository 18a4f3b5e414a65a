import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { UnboundedCodec } from '../inflate.ts';

/**
 * Decompresses with Node's own libraries.
 *
 * @param codec - how the bytes are compressed.
 * @param bytes - the compressed bytes.
 * @param maxBytes - where to stop.
 * @returns the bytes, or `null` when they are damaged or longer.
 */
export function machineInflate(codec: UnboundedCodec, bytes: Uint8Array, maxBytes: number): Promise<Uint8Array | null> {
  const options = { maxOutputLength: Math.max(1, maxBytes) };
  try {
    return Promise.resolve(codec === 'gzip' ? gunzipSync(bytes, options) : brotliDecompressSync(bytes, options));
  } catch {
    return Promise.resolve(null);
  }
}
