// Codes that come batch after batch lie one behind the other, wherever memory grows and wherever it cannot.
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { OWN_ARRAYS, SHARED_ARRAYS } from '../../../../src/link/kernel/records/array-maker.ts';
import { codeRows, type CodeRows } from '../../../../src/link/kernel/records/code-rows.ts';
import { growingMemory, sharedBytes } from '../../../../src/link/kernel/records/mapped-memory.ts';

afterEach(() => { vi.unstubAllGlobals(); });

const someBatches = fc.array(fc.array(fc.integer({ min: -1, max: 2 ** 31 - 1 }), { maxLength: 9 }), { maxLength: 8 });

function gathered(codes: CodeRows, batches: readonly (readonly number[])[]): Int32Array {
  for (const batch of batches) codes.more(batch.length).set(batch);
  return codes.all();
}

/** What platforms have of shared memory. */
const PLATFORMS: readonly (readonly [name: string, shared: unknown])[] = [
  ['grows', SharedArrayBuffer],
  ['is shared, but does not grow', (() => {
    const Native = SharedArrayBuffer;
    return function fixed(bytes: number): SharedArrayBuffer { return new Native(bytes); };
  })()],
  ['has no addresses left', function full(): never { throw new RangeError('none'); }],
  ['is not shared', undefined],
];

describe.each(PLATFORMS)('codes where memory %s', (_name, shared) => {
  test('are those of all batches, in their order', () => {
    vi.stubGlobal('SharedArrayBuffer', shared);
    fc.assert(fc.property(someBatches, (batches) => {
      expect([...gathered(codeRows(), batches)]).toEqual(batches.flat());
    }));
  });

  test('are moved when they outgrow the addresses that were kept free for them', () => {
    vi.stubGlobal('SharedArrayBuffer', shared);
    fc.assert(fc.property(someBatches, fc.nat(20), (batches, most) => {
      expect([...gathered(codeRows(4 * most), batches)]).toEqual(batches.flat());
    }));
  });

  test('take no less than four bytes a row', () => {
    vi.stubGlobal('SharedArrayBuffer', shared);
    fc.assert(fc.property(someBatches, (batches) => {
      const codes = codeRows();
      expect(codes.byteLength).toBe(0);
      const { length } = gathered(codes, batches);
      expect(codes.byteLength).toBeGreaterThanOrEqual(4 * length);
    }));
  });
});

test('codes stay where they are while they grow', () => {
  const codes = codeRows();
  const first = codes.more(3);
  first.set([7, 8, 9]);
  codes.more(100_000).fill(1);
  expect([first.buffer === codes.all().buffer, ...codes.all().subarray(0, 4)]).toEqual([true, 7, 8, 9, 1]);
});

describe('memory that is mapped by itself', () => {
  test('has the bytes that were asked for, and zeros in them', () => {
    for (const bytes of [0, 1, 1000, (1 << 18) - 1, 1 << 18, 300_001]) {
      const memory = sharedBytes(bytes);
      expect([memory instanceof SharedArrayBuffer, memory.byteLength]).toEqual([true, bytes]);
      expect(new Uint8Array(memory).every((byte) => byte === 0)).toBe(true);
    }
  });

  test('grows to what was said, and no further', () => {
    const memory = growingMemory(0, 64)!;
    memory.grow(64);
    expect(memory.byteLength).toBe(64);
    expect(() => { memory.grow(65); }).toThrow(RangeError);
  });

  test('is not there where the platform has none', () => {
    vi.stubGlobal('SharedArrayBuffer', undefined);
    expect(growingMemory(0, 64)).toBeNull();
  });
});

test('arrays of either kind have the lengths that were asked for, large ones too', () => {
  for (const make of [OWN_ARRAYS, SHARED_ARRAYS]) {
    for (const length of [0, 3, 100_000]) {
      expect([make.words(length).length, make.doubles(length).length]).toEqual([length, length]);
      for (const width of [1, 2, 4] as const) {
        const symbols = make.symbols(length, width);
        expect([symbols.length, symbols.BYTES_PER_ELEMENT, symbols.buffer instanceof SharedArrayBuffer]).toEqual([length, width, make === SHARED_ARRAYS]);
      }
    }
  }
});

test('own arrays may lie in any memory, shared ones in shared memory alone', () => {
  const [own, shared] = [new Int32Array(1), new Int32Array(new SharedArrayBuffer(4))];
  expect([OWN_ARRAYS, SHARED_ARRAYS].map((make) => [make.mayHold(own), make.mayHold(shared)])).toEqual([[true, true], [false, true]]);
});
