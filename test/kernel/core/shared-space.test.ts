import { describe, expect, test, vi } from 'vitest';
import type { Column } from '../../../src/core/column.ts';
import { textColumn } from '../../../src/core/rejects.ts';
import { sliceColumn } from '../../../src/core/slice.ts';
import { sharedSpace } from '../../../src/core/workers/shared-space.ts';

const COLUMNS: readonly Column[] = [
  textColumn(['one', null, '', 'four']),
  { kind: 'int32', rows: 4, valid: Uint8Array.of(0b1011), values: Int32Array.of(1, -2, 0, 2 ** 31 - 1) },
  { kind: 'int64', rows: 4, valid: null, values: BigInt64Array.of(1n, -(2n ** 63n), 0n, 4n) },
  { kind: 'float64', rows: 4, valid: null, values: Float64Array.of(NaN, -0, Infinity, 0.1) },
  { kind: 'bool', rows: 4, valid: null, bits: Uint8Array.of(0b1010) },
  { kind: 'date', rows: 4, valid: null, days: Int32Array.of(0, -1, 20_000, 3) },
  { kind: 'timestamp', rows: 4, valid: null, micros: BigInt64Array.of(0n, -1n, 7n, 9n) },
  { kind: 'decimal', rows: 2, valid: null, precision: 12, scale: 2, limbs: Uint32Array.of(1, 0, 0, 0, 2 ** 32 - 1, 5, 6, 7) },
  { kind: 'binary', rows: 3, valid: null, width: 3, bytes: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9) },
];

/** Every typed array of a column. */
const arraysOf = (column: Column): ArrayBufferView[] => Object.values(column).filter((value) => ArrayBuffer.isView(value));

describe('a shared memory', () => {
  test('holds columns of every kind as they were', () => {
    const shared = sharedSpace().share(COLUMNS);
    expect(shared).toEqual(COLUMNS);
    for (const column of shared) for (const array of arraysOf(column)) expect(array.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  test('holds of a slice only what is its own', () => {
    const words = textColumn(['secret before', 'kept', 'too', 'secret behind']);
    const [shared] = sharedSpace().share([sliceColumn(words, 1, 2)]);
    expect(shared).toMatchObject({ rows: 2, offsets: Int32Array.of(0, 4, 7), bytes: new TextEncoder().encode('kepttoo') });
    expect(Buffer.from((shared as Column & { kind: 'text' }).bytes.buffer).includes('secret')).toBe(false);
  });

  test('grows where it is, so that nothing is left behind anywhere, and has no more bytes than it needed', () => {
    const space = sharedSpace();
    const bufferOf = (texts: string[]): ArrayBufferLike => arraysOf(space.share([textColumn(texts)])[0]!)[0]!.buffer;
    const memory = bufferOf(['one']);
    const large = bufferOf(['x'.repeat(300_000)]);
    expect(large).toBe(memory);
    expect(large.byteLength).toBeLessThan(300_000 + 64);
    expect(bufferOf(['two'])).toBe(memory);
    space.wipe();
    expect(new Uint8Array(memory).every((byte) => byte === 0)).toBe(true);
  });

  test('holds the same where no addresses are left for it to grow', () => {
    const Native = SharedArrayBuffer;
    vi.stubGlobal('SharedArrayBuffer', function full(bytes: number, options?: object) {
      if (options !== undefined) throw new RangeError('none left');
      return new Native(bytes);
    });
    try {
      const space = sharedSpace();
      for (const columns of [COLUMNS.slice(0, 2), COLUMNS, COLUMNS.slice(3)]) expect(space.share(columns)).toEqual(columns);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  test('is used again where it cannot grow, is made anew when it must, and leaves nothing behind when it grows or is wiped', () => {
    const memories: SharedArrayBuffer[] = [];
    const Native = SharedArrayBuffer;
    vi.stubGlobal('SharedArrayBuffer', function observe(length: number) {
      const memory = new Native(length);
      memories.push(memory);
      return memory;
    });
    try {
      const space = sharedSpace();
      space.share([textColumn(['the first of many'])]);
      const before = memories.length;
      space.share([textColumn(['the second'])]);
      expect(memories).toHaveLength(before);
      space.share([textColumn(['the third, which is a good deal longer than those before it'])]);
      expect(memories).toHaveLength(before + 1);
      expect(Buffer.from(memories.at(-1)!).includes('the third')).toBe(true);
      space.wipe();
      for (const memory of memories) expect(new Uint8Array(memory).every((byte) => byte === 0)).toBe(true);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  test('takes no coded text, whose dictionary would be copied with every batch', () => {
    const coded: Column = { kind: 'coded', rows: 1, valid: null, codes: Int32Array.of(0), dictionary: textColumn(['a']) as Column & { kind: 'text' } };
    expect(() => sharedSpace().share([coded])).toThrow('columns: expected no coded text');
  });

  test('takes nothing, and empty columns', () => {
    expect(sharedSpace().share([])).toEqual([]);
    expect(sharedSpace().share([textColumn([])])).toEqual([textColumn([])]);
  });
});
