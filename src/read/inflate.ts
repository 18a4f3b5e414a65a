import type { BlobSource } from '../core/bytes.ts';

/** Codecs whose result cannot be bounded by looking at the compressed bytes. */
export type UnboundedCodec = 'gzip' | 'brotli';

/**
 * Decompresses bytes up to a limit.
 *
 * @returns the bytes, or `null` when they are damaged, longer than the limit, or the codec is not known here.
 */
export type Inflate = (codec: UnboundedCodec, bytes: Uint8Array, maxBytes: number) => Promise<Uint8Array | null>;

/** A blob from a place that can decompress what the platform cannot. */
export interface InflatingBlobSource extends BlobSource {
  readonly inflate?: Inflate;
}

/**
 * Decompresses with what the platform brings; brotli only where `DecompressionStream` knows it.
 *
 * @param codec - how the bytes are compressed.
 * @param bytes - the compressed bytes.
 * @param maxBytes - where to stop.
 * @returns the bytes, or `null` (see {@link Inflate}).
 */
export async function platformInflate(codec: UnboundedCodec, bytes: Uint8Array, maxBytes: number): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = [];
  let total = 0;
  try {
    const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream(codec as 'gzip'));
    for await (const part of stream) {
      total += part.length;
      if (total > maxBytes) return null;
      parts.push(part);
    }
  } catch {
    return null;
  }
  const out = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
