// Messages laid out as Arrow lays out text, with traps: bytes before the first message, bytes under nulls.
import { createHmac } from 'node:crypto';

export interface MessageColumn {
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
  readonly valid: Uint8Array | null;
  readonly rows: number;
}

/** Lays messages out; `null` gives a null row that still has bytes, as a slice of somebody's batch may. */
export function messageColumn(messages: readonly (Uint8Array | null)[], lead = 0): MessageColumn {
  const rows = messages.length;
  const underNull = Uint8Array.of(0xaa, 0xbb);
  const parts = messages.map((message) => message ?? underNull);
  const offsets = new Int32Array(rows + 1);
  offsets[0] = lead;
  parts.forEach((part, row) => { offsets[row + 1] = offsets[row]! + part.length; });
  const bytes = new Uint8Array(offsets[rows]!).fill(0xee);
  parts.forEach((part, row) => { bytes.set(part, offsets[row]!); });
  if (!messages.includes(null)) return { offsets, bytes, valid: null, rows };
  const valid = new Uint8Array((rows + 7) >> 3);
  messages.forEach((message, row) => { if (message !== null) valid[row >> 3]! |= 1 << (row & 7); });
  return { offsets, bytes, valid, rows };
}

/** The codes that node's OpenSSL gives, 16 bytes a row, zeros for null. */
export function expectedCodes(secretKey: Uint8Array, messages: readonly (Uint8Array | null)[]): Uint8Array {
  const codes = new Uint8Array(16 * messages.length);
  messages.forEach((message, row) => {
    if (message !== null) codes.set(createHmac('sha256', secretKey).update(message).digest().subarray(0, 16), 16 * row);
  });
  return codes;
}

/** Bytes that look random and are the same on every machine: a linear congruential generator, upper byte. */
export function patternBytes(length: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = seed >>> 0;
  for (let index = 0; index < length; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

export function unhex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'hex'));
}
