// Oracle: node:crypto's createHmac, which is OpenSSL.
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { keyedHasher } from '../../../src/keyed/index.ts';
import { expectedCodes, hex, messageColumn, patternBytes } from './message-column.ts';
import { webAssembly, type KernelInstance } from './web-assembly.ts';

const subKey = patternBytes(32, 42);
const kernels = ['auto', 'scalar'] as const;

function hashed(messages: readonly (Uint8Array | null)[], kernel: (typeof kernels)[number], lead = 0, secret = subKey): Uint8Array {
  const { offsets, bytes, valid, rows } = messageColumn(messages, lead);
  // Full of traps, so that a code that is not written shows.
  const out = new Uint8Array(16 * rows).fill(0x55);
  const hasher = keyedHasher(secret, kernel);
  hasher.hashColumn(offsets, bytes, valid, rows, out);
  hasher.wipe();
  return out;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe.each(kernels)('the %s kernel', (kernel) => {
  test('equals node:crypto for every length from 0 to 300, in every lane', () => {
    const messages: Uint8Array[] = [];
    for (let length = 0; length <= 300; length++) {
      for (let lane = 0; lane < 5; lane++) messages.push(patternBytes(length, 1000 * length + lane));
    }
    expect(hex(hashed(messages, kernel))).toBe(hex(expectedCodes(subKey, messages)));
  });

  test('equals node:crypto whatever the lengths beside one another, the nulls and the start', () => {
    const message = fc.oneof(
      { weight: 6, arbitrary: fc.uint8Array({ maxLength: 16 }) },
      { weight: 3, arbitrary: fc.uint8Array({ minLength: 48, maxLength: 70 }) },
      { weight: 1, arbitrary: fc.uint8Array({ minLength: 110, maxLength: 400 }) },
      { weight: 2, arbitrary: fc.constant(null) },
    );
    fc.assert(fc.property(
      fc.array(message, { minLength: 0, maxLength: 90 }), fc.nat({ max: 9 }), fc.uint8Array({ minLength: 16, maxLength: 100 }),
      (messages, lead, secret) => {
        expect(hex(hashed(messages, kernel, lead, secret))).toBe(hex(expectedCodes(secret, messages)));
      },
    ), { numRuns: 150, seed: 1 });
  });

  test('equals node:crypto over several chunks, whose borders fall anywhere in the validity bits', () => {
    // 10,000 rows: of up to 20 bytes, more rows than one call of the vector kernel takes; of up to 190, more bytes.
    for (const longest of [20, 190]) {
      const messages = Array.from({ length: 10_000 }, (_, row) => row % 11 === 3 ? null : patternBytes((row * 7) % (longest + 1), row));
      expect(hex(hashed(messages, kernel, 5))).toBe(hex(expectedCodes(subKey, messages)));
    }
  });

  test('equals node:crypto for messages larger than the memory of the vector kernel', () => {
    const sizes = [262_143, 262_144, 262_145, 700_000, 13, 0, 262_144, 1];
    const messages = [...sizes.map((size, row) => patternBytes(size, row)), ...Array.from({ length: 40 }, (_, row) => patternBytes(13, row))];
    expect(hex(hashed(messages, kernel))).toBe(hex(expectedCodes(subKey, messages)));
  });

  test('gives the same codes as a slice of a longer column', () => {
    const messages = Array.from({ length: 300 }, (_, row) => patternBytes(row % 60, row));
    const { offsets, bytes } = messageColumn(messages);
    const out = new Uint8Array(16 * 120);
    keyedHasher(subKey, kernel).hashColumn(offsets.subarray(100, 221), bytes, null, 120, out);
    expect(hex(out)).toBe(hex(expectedCodes(subKey, messages.slice(100, 220))));
  });

  test('writes zeros for null rows and nothing behind the last row', () => {
    const { offsets, bytes, valid } = messageColumn([null, patternBytes(3, 1), ...Array.from({ length: 38 }, () => null)]);
    const out = new Uint8Array(16 * 41).fill(0x55);
    keyedHasher(subKey, kernel).hashColumn(offsets, bytes, valid, 40, out);
    expect([...out.subarray(0, 16)]).toEqual(new Array(16).fill(0));
    expect(out.subarray(16, 32).some((byte) => byte !== 0)).toBe(true);
    expect([...out.subarray(32, 640)]).toEqual(new Array(608).fill(0));
    expect([...out.subarray(640)]).toEqual(new Array(16).fill(0x55));
  });

  test('an empty column is legal', () => {
    expect(hashed([], kernel)).toHaveLength(0);
  });

  test('hashes one message in full', () => {
    const hasher = keyedHasher(subKey, kernel);
    for (const length of [0, 13, 55, 56, 64, 119, 120, 300]) {
      const message = patternBytes(length, length);
      expect(hex(hasher.hash(message))).toBe(createHmac('sha256', subKey).update(message).digest('hex'));
    }
  });

  test('is of no use once wiped', () => {
    const hasher = keyedHasher(subKey, kernel);
    const { offsets, bytes, rows } = messageColumn(Array.from({ length: 50 }, () => patternBytes(13, 1)));
    const out = new Uint8Array(16 * rows);
    hasher.hashColumn(offsets, bytes, null, rows, out);
    hasher.wipe();
    expect(() => hasher.hash(Uint8Array.of(1))).toThrow(TypeError);
    expect(() => { hasher.hashColumn(offsets, bytes, null, rows, out); }).toThrow(TypeError);
    expect(() => { hasher.wipe(); }).not.toThrow();
  });
});

describe('a keyed hasher', () => {
  test('does not keep the sub-key it was made from', () => {
    const secret = patternBytes(32, 7);
    const hasher = keyedHasher(secret);
    const before = hex(hasher.hash(Uint8Array.of(1)));
    secret.fill(0);
    expect(hex(hasher.hash(Uint8Array.of(1)))).toBe(before);
  });

  test('leaves the sub-key as it was', () => {
    for (const length of [16, 32, 64, 65]) {
      const secret = patternBytes(length, 3);
      keyedHasher(secret);
      expect(hex(secret)).toBe(hex(patternBytes(length, 3)));
    }
  });

  test.each([0, 1, 15])('refuses a sub-key of %s bytes', (length) => {
    expect(() => keyedHasher(new Uint8Array(length))).toThrow(`subKey: expected at least 16 bytes, got ${length}`);
  });

  test('refuses arrays too short for the rows, before it writes anything', () => {
    const hasher = keyedHasher(subKey);
    const offsets = Int32Array.of(0, 2, 4);
    const bytes = new Uint8Array(4);
    const out = new Uint8Array(32);
    expect(() => { hasher.hashColumn(offsets, bytes, null, -1, out); }).toThrow('rows: expected an integer from 0 up, got -1');
    expect(() => { hasher.hashColumn(offsets, bytes, null, 1.5, out); }).toThrow(RangeError);
    expect(() => { hasher.hashColumn(offsets, bytes, null, 3, out); }).toThrow('offsets: expected at least 4 entries, got 3');
    expect(() => { hasher.hashColumn(offsets, bytes.subarray(1), null, 2, out); }).toThrow('bytes: expected at least 4 bytes, got 3');
    expect(() => { hasher.hashColumn(offsets, bytes, new Uint8Array(0), 2, out); }).toThrow('valid: expected at least 1 bytes, got 0');
    expect(() => { hasher.hashColumn(offsets, bytes, null, 2, out.subarray(1)); }).toThrow('out: expected at least 32 bytes, got 31');
    expect(out.every((byte) => byte === 0)).toBe(true);
  });

  test('gives the same codes on a platform without WebAssembly', () => {
    const messages = Array.from({ length: 100 }, (_, row) => patternBytes(row, row));
    const usual = hex(hashed(messages, 'auto'));
    vi.stubGlobal('WebAssembly', undefined);
    expect(hex(hashed(messages, 'auto'))).toBe(usual);
  });

  test('gives the same codes when no memory is left for an instance', () => {
    const messages = Array.from({ length: 100 }, (_, row) => patternBytes(row, row));
    const usual = hex(hashed(messages, 'auto'));
    const Instance = function refuse(): never {
      throw new RangeError();
    };
    vi.stubGlobal('WebAssembly', { Module: webAssembly.Module, Instance });
    expect(hex(hashed(messages, 'auto'))).toBe(usual);
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
    const hasher = keyedHasher(subKey);
    hasher.hashColumn(offsets, bytes, null, rows, out);
    const memory = Buffer.from(memories[0]!);
    // The attack works on a hasher in use, or its failure afterwards would say nothing.
    expect(memory.includes(Buffer.from(message))).toBe(true);
    expect(memory.includes(Buffer.from(out.subarray(0, 16)))).toBe(true);
    const constants = memory.subarray(1024, 1024 + 64 * 4);
    expect(memory.subarray(2048).some((byte) => byte !== 0)).toBe(true);
    hasher.wipe();
    expect(memory.subarray(2048).every((byte) => byte === 0)).toBe(true);
    expect(constants.readUInt32LE(0)).toBe(0x428a2f98);
  });
});
