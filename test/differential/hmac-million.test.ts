// Oracle: node:crypto's createHmac, which is OpenSSL. Inputs: the key stream of AES-256-CTR under a fixed key, so that they
// look random and are the same on every machine.
import { createCipheriv, createHmac, createSecretKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { keyedHasher } from '../../src/keyed/index.ts';

const CHUNKS = 100;
const ROWS = 10_000;
const LONGEST = 300;

test('a million random messages of every length from 0 to 300 have the codes of node:crypto, by both kernels', () => {
  const stream = createCipheriv('aes-256-ctr', Buffer.alloc(32, 'a423'), Buffer.alloc(16));
  const lengths = new Float64Array(LONGEST + 1);
  const offsets = new Int32Array(ROWS + 1);
  const expected = Buffer.alloc(16 * ROWS);
  const codes = Buffer.alloc(16 * ROWS);
  for (let chunk = 0; chunk < CHUNKS; chunk++) {
    const subKey = stream.update(Buffer.alloc(32));
    const choices = new Uint16Array(Uint8Array.from(stream.update(Buffer.alloc(2 * ROWS))).buffer);
    for (let row = 0; row < ROWS; row++) {
      const length = choices[row]! % (LONGEST + 1);
      lengths[length]!++;
      offsets[row + 1] = offsets[row]! + length;
    }
    const bytes = stream.update(Buffer.alloc(offsets[ROWS]!));
    const secret = createSecretKey(subKey);
    for (let row = 0; row < ROWS; row++) {
      createHmac('sha256', secret).update(bytes.subarray(offsets[row], offsets[row + 1])).digest().copy(expected, 16 * row, 0, 16);
    }
    for (const kernel of ['auto', 'scalar'] as const) {
      codes.fill(0);
      const hasher = keyedHasher(subKey, kernel);
      hasher.hashColumn(offsets, bytes, null, ROWS, codes);
      hasher.wipe();
      expect(codes.equals(expected), `chunk ${chunk}, ${kernel} kernel`).toBe(true);
    }
  }
  expect(lengths.reduce((sum, count) => sum + count)).toBe(1_000_000);
  // About 3,300 messages of each length.
  expect(Math.min(...lengths)).toBeGreaterThan(2000);
}, 180_000);
