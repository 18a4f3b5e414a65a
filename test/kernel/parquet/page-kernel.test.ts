// Snappy and texts, by the compiled kernel and by its twin in TypeScript; streams are composed piece by piece from the format description.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pageKernel, SCRIPT_KERNEL, type PageKernel } from '../../../src/parquet/index.ts';
import { snappyOf, storedTexts, type SnappyPiece } from './stored-bytes.ts';

const compiled = pageKernel();
const KERNELS: readonly (readonly [name: string, kernel: PageKernel])[] = [['compiled', compiled], ['script', SCRIPT_KERNEL]];

const somePiece: fc.Arbitrary<SnappyPiece> = fc.oneof(
  fc.record({ literal: fc.array(fc.nat(255), { minLength: 1, maxLength: 90 }) }),
  fc.record({ literal: fc.array(fc.nat(255), { minLength: 1, maxLength: 90 }), lengthBytes: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ back: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 300 })), length: fc.integer({ min: 1, max: 64 }), kind: fc.constantFrom<1 | 2 | 3>(1, 2, 3) }),
);
const someStream = fc.array(somePiece, { maxLength: 12 }).map(snappyOf);

test('the compiled kernel is there where there is WebAssembly', () => {
  expect(compiled).not.toBe(SCRIPT_KERNEL);
});

describe.each(KERNELS)('unsnap, %s', (_name, { unsnap }) => {
  test('gives back what a stream was composed of', () => {
    fc.assert(fc.property(someStream, ({ packed, plain }) => {
      expect(unsnap(packed, plain.length)).toEqual(plain);
    }));
  });

  test('takes references that reach into what they make', () => {
    const { packed, plain } = snappyOf([{ literal: [1, 2, 3] }, { back: 3, length: 64, kind: 2 }, { back: 1, length: 9, kind: 1 }]);
    expect([...plain.subarray(60)]).toEqual([1, 2, 3, 1, 2, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect(unsnap(packed, plain.length)).toEqual(plain);
  });

  test('refuses another length than the stream says', () => {
    const { packed } = snappyOf([{ literal: [1, 2, 3] }]);
    for (const length of [0, 2, 4]) expect(unsnap(packed, length)).toBeNull();
  });

  test('refuses references to what was not there, literals and tags that are cut off, and lengths without end', () => {
    for (const packed of [[4, 1, 1], [8, 0, 9, 1, 2], [8, 0, 9, 1, 0], [4, 12, 1, 2], [3, 240], [3, 252, 255, 255, 255, 255, 1], [3, 2, 1], [3, 3, 1, 0, 0], [255, 255, 255, 255, 255, 1], []]) {
      expect(unsnap(Uint8Array.from(packed), packed[0] ?? 0)).toBeNull();
    }
  });

  test('takes nothing for nothing', () => {
    expect(unsnap(Uint8Array.of(0), 0)).toEqual(new Uint8Array(0));
  });
});

describe.each(KERNELS)('splitTexts, %s', (_name, { splitTexts }) => {
  const someTexts = fc.array(fc.option(fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.constantFrom('', 'é', 'Hérault'))).map((text) => text?.toWellFormed() ?? null), { maxLength: 30 });

  test('gives every row its text, and none to those without', () => {
    fc.assert(fc.property(someTexts, (texts) => {
      const valid = new Uint8Array((texts.length + 7) >> 3);
      texts.forEach((text, row) => { if (text !== null) valid[row >> 3]! |= 1 << (row & 7); });
      const split = splitTexts(storedTexts(texts), texts.length, texts.includes(null) ? valid : null)!;
      const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
      expect(texts.map((_, row) => decoder.decode(split.bytes.subarray(split.ends[row], split.ends[row + 1])))).toEqual(texts.map((text) => text ?? ''));
      expect(split.bytes).toHaveLength(split.ends[texts.length]!);
    }));
  });

  test('refuses texts that leave their place, or do not fill it', () => {
    for (const stored of [[1, 0, 0, 0], [1, 0, 0], [255, 255, 255, 255, 1], [1, 0, 0, 0, 65, 66]]) expect(splitTexts(Uint8Array.from(stored), 1, null)).toBeNull();
    expect(splitTexts(Uint8Array.of(0, 0, 0, 0), 0, null)).toBeNull();
  });
});

test('both kernels say the same of any bytes', () => {
  const anyBytes = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.tuple(someStream, fc.nat(60), fc.nat(255)).map(([{ packed }, at, byte]) => packed.map((own, index) => (index === at ? byte : own))));
  fc.assert(fc.property(anyBytes, fc.nat(60), fc.nat(6), fc.option(fc.uint8Array({ minLength: 1, maxLength: 1 })), (bytes, length, rows, valid) => {
    expect(compiled.unsnap(bytes, length)).toEqual(SCRIPT_KERNEL.unsnap(bytes, length));
    expect(compiled.splitTexts(bytes, rows, valid)).toEqual(SCRIPT_KERNEL.splitTexts(bytes, rows, valid));
  }));
});

test('a page larger than the memory so far makes it grow; what was given before is good no more', () => {
  const kernel = pageKernel();
  const first = kernel.unsnap(...argumentsOf(snappyOf([{ literal: [7, 8, 9] }])))!;
  const large = snappyOf([{ literal: Array.from({ length: 30_000 }, (_, index) => index % 251) }, ...Array.from({ length: 1_500 }, (): SnappyPiece => ({ back: 30_000, length: 64, kind: 2 }))]);
  expect(kernel.unsnap(...argumentsOf(large))).toEqual(large.plain);
  expect(first).toHaveLength(0);
});

test('what was undone can be taken apart where it lies, even where memory grows for it', () => {
  const pieces = Array.from({ length: 1_500 }, (): SnappyPiece => ({ back: 11, length: 55, kind: 2 }));
  const undone = snappyOf([{ literal: [...storedTexts(['ab', 'c'])] }, ...pieces]);
  const kernel = pageKernel();
  const split = kernel.splitTexts(kernel.unsnap(...argumentsOf(undone))!, 15_002, null)!;
  expect(split.ends.subarray(0, 5)).toEqual(Int32Array.of(0, 2, 3, 5, 6));
  expect(Buffer.from(split.bytes).toString()).toBe('abc'.repeat(7_501));
});

const argumentsOf = ({ packed, plain }: ReturnType<typeof snappyOf>): [Uint8Array, number] => [packed, plain.length];
