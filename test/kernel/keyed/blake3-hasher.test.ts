// Published vectors: test_vectors.json of BLAKE3-team/BLAKE3 (commit 2f6f56f), mode keyed_hash, first 32 bytes. Oracle for
// every other length: the reference implementation of noble-hashes, which shares nothing with the kernels up to 64 bytes.
import { blake3 } from '@noble/hashes/blake3.js';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { blake3Hasher } from '../../../src/keyed/index.ts';
import { hex, messageColumn, patternBytes } from './message-column.ts';
import { webAssembly, type KernelInstance } from './web-assembly.ts';

const PUBLISHED_KEY = new TextEncoder().encode('whats the Elvish word for friend');

/** Bytes of the input, which counts 0, 1 … 250, 0, 1 …, and the keyed hash of it. */
const PUBLISHED: readonly (readonly [number, string])[] = [
  [0, '92b2b75604ed3c761f9d6f62392c8a9227ad0ea3f09573e783f1498a4ed60d26'],
  [1, '6d7878dfff2f485635d39013278ae14f1454b8c0a3a2d34bc1ab38228a80c95b'],
  [1023, 'c951ecdf03288d0fcc96ee3413563d8a6d3589547f2c2fb36d9786470f1b9d6e'],
  [1024, '75c46f6f3d9eb4f55ecaaee480db732e6c2105546f1e675003687c31719c7ba4'],
  [1025, '357dc55de0c7e382c900fd6e320acc04146be01db6a8ce7210b7189bd664ea69'],
  [2048, '879cf1fa2ea0e79126cb1063617a05b6ad9d0b696d0d757cf053439f60a99dd1'],
  [2049, '9f29700902f7c86e514ddc4df1e3049f258b2472b6dd5267f61bf13983b78dd5'],
  [5121, '6ccf1c34753e7a044db80798ecd0782a8f76f33563accaddbfbb2e0ea4b2d024'],
];

const subKey = patternBytes(32, 42);
const kernels = ['auto', 'scalar'] as const;

function expectedCodes(messages: readonly (Uint8Array | null)[]): string {
  return messages.map((message) => message === null ? '0'.repeat(32) : hex(blake3(message, { key: subKey })).slice(0, 32)).join('');
}

function hashed(messages: readonly (Uint8Array | null)[], kernel: (typeof kernels)[number], lead = 0): string {
  const { offsets, bytes, valid, rows } = messageColumn(messages, lead);
  // Full of traps, so that a code that is not written shows.
  const out = new Uint8Array(16 * rows).fill(0x55);
  const hasher = blake3Hasher(subKey, kernel);
  hasher.hashColumn(offsets, bytes, valid, rows, out);
  hasher.wipe();
  return hex(out);
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe.each(kernels)('keyed BLAKE3, the %s kernel', (kernel) => {
  test.each(PUBLISHED)('gives the published code of %s bytes, alone and in every lane', (length, code) => {
    const message = Uint8Array.from({ length }, (_, index) => index % 251);
    const hasher = blake3Hasher(PUBLISHED_KEY, kernel);
    expect(hex(hasher.hash(message))).toBe(code);
    const { offsets, bytes, rows } = messageColumn(Array.from({ length: 37 }, () => message), 3);
    const out = new Uint8Array(16 * rows);
    hasher.hashColumn(offsets, bytes, null, rows, out);
    expect(hex(out)).toBe(code.slice(0, 32).repeat(rows));
  });

  test('equals the reference implementation for every length from 0 to 300, in every lane', () => {
    const messages: Uint8Array[] = [];
    for (let length = 0; length <= 300; length++) {
      for (let lane = 0; lane < 5; lane++) messages.push(patternBytes(length, 1000 * length + lane));
    }
    expect(hashed(messages, kernel)).toBe(expectedCodes(messages));
  });

  test('equals it whatever the lengths beside one another, the nulls and the start', () => {
    const message = fc.oneof(
      { weight: 6, arbitrary: fc.uint8Array({ maxLength: 16 }) },
      { weight: 3, arbitrary: fc.uint8Array({ minLength: 48, maxLength: 70 }) },
      { weight: 1, arbitrary: fc.uint8Array({ minLength: 110, maxLength: 400 }) },
      { weight: 2, arbitrary: fc.constant(null) },
    );
    fc.assert(fc.property(fc.array(message, { maxLength: 90 }), fc.nat({ max: 9 }), (messages, lead) => {
      expect(hashed(messages, kernel, lead)).toBe(expectedCodes(messages));
    }), { numRuns: 150, seed: 1 });
  });

  test('equals it over several chunks, whose borders fall anywhere in the validity bits', () => {
    for (const longest of [20, 190]) {
      const messages = Array.from({ length: 10_000 }, (_, row) => row % 11 === 3 ? null : patternBytes((row * 7) % (longest + 1), row));
      expect(hashed(messages, kernel, 5) === expectedCodes(messages), `up to ${longest} bytes`).toBe(true);
    }
  });

  test('equals it for messages larger than the memory of the vector kernel', () => {
    const messages = [...[262_144, 262_145, 13, 0, 64, 65].map((size, row) => patternBytes(size, row)), ...Array.from({ length: 40 }, (_, row) => patternBytes(13, row))];
    expect(hashed(messages, kernel)).toBe(expectedCodes(messages));
  });

  test('writes the first bytes of the code of one message, and an empty column is legal', () => {
    expect(hashed([], kernel)).toBe('');
    for (const length of [0, 13, 64, 65, 300]) {
      const message = patternBytes(length, length);
      expect(hex(blake3Hasher(subKey, kernel).hash(message))).toBe(hex(blake3(message, { key: subKey })));
    }
  });

  test('is of no use once wiped', () => {
    const hasher = blake3Hasher(subKey, kernel);
    const { offsets, bytes, rows } = messageColumn(Array.from({ length: 50 }, () => patternBytes(13, 1)));
    const out = new Uint8Array(16 * rows);
    hasher.hashColumn(offsets, bytes, null, rows, out);
    hasher.wipe();
    expect(() => hasher.hash(Uint8Array.of(1))).toThrow('hasher: expected one that was not wiped');
    expect(() => { hasher.hashColumn(offsets, bytes, null, rows, out); }).toThrow(TypeError);
    expect(() => { hasher.wipe(); }).not.toThrow();
  });
});

describe('a hasher of keyed BLAKE3', () => {
  test('neither keeps nor changes the sub-key it was made from', () => {
    const secret = patternBytes(32, 7);
    const hasher = blake3Hasher(secret);
    const before = [hex(hasher.hash(Uint8Array.of(1))), hex(hasher.hash(patternBytes(65, 1)))];
    expect(hex(secret)).toBe(hex(patternBytes(32, 7)));
    secret.fill(0);
    expect([hex(hasher.hash(Uint8Array.of(1))), hex(hasher.hash(patternBytes(65, 1)))]).toEqual(before);
  });

  test.each([0, 16, 31, 33, 64])('refuses a sub-key of %s bytes', (length) => {
    expect(() => blake3Hasher(new Uint8Array(length))).toThrow(`subKey: expected 32 bytes, got ${length}`);
  });

  test('gives the same codes on a platform without WebAssembly', () => {
    const messages = Array.from({ length: 100 }, (_, row) => patternBytes(row, row));
    vi.stubGlobal('WebAssembly', undefined);
    expect(hashed(messages, 'auto')).toBe(expectedCodes(messages));
  });

  test('overwrites the memory of its kernel instance', () => {
    const memories: ArrayBuffer[] = [];
    const Instance = function observe(module: object): KernelInstance {
      const instance = new webAssembly.Instance(module);
      memories.push(instance.exports.memory.buffer);
      return instance;
    };
    vi.stubGlobal('WebAssembly', { Module: webAssembly.Module, Instance });
    const message = new TextEncoder().encode('1840588321025 is nobody');
    const { offsets, bytes, rows } = messageColumn(Array.from({ length: 64 }, () => message));
    const out = new Uint8Array(16 * rows);
    const hasher = blake3Hasher(subKey);
    hasher.hashColumn(offsets, bytes, null, rows, out);
    const memory = Buffer.from(memories[0]!);
    // The attack works on a hasher in use, or its failure afterwards would say nothing.
    for (const trace of [message, out.subarray(0, 16), subKey]) expect(memory.includes(Buffer.from(trace))).toBe(true);
    hasher.wipe();
    expect(memory.subarray(2048).every((byte) => byte === 0)).toBe(true);
  });
});
