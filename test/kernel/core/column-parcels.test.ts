// Columns on their way to a thread: what is opened is what was packed, and lies in memory that threads share.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Column, ListColumn, TextColumn } from '../../../src/core/column.ts';
import { sliceColumn } from '../../../src/core/slice.ts';
import { sharedSpace } from '../../../src/core/workers/shared-space.ts';
import { bytesOfParcel, parcelOpener, parcelPacker } from '../../../src/core/workers/column-parcels.ts';
import { valuesOf } from '../../small-tables.ts';

function textOf(texts: readonly string[]): TextColumn {
  const bytes = texts.map((text) => Buffer.from(text));
  const offsets = Int32Array.from({ length: texts.length + 1 }, (_, row) => bytes.slice(0, row).reduce((sum, { length }) => sum + length, 0));
  return { kind: 'text', rows: texts.length, valid: null, offsets, bytes: new Uint8Array(Buffer.concat(bytes)) };
}

const NAMES = textOf(['Zoé', '', 'Anne', '😀']);
const coded = (codes: readonly number[], dictionary = NAMES): Column => ({ kind: 'coded', rows: codes.length, valid: null, codes: Int32Array.from(codes), dictionary });
const list = (offsets: readonly number[], elements: Column, valid: Uint8Array | null = null): ListColumn => ({ kind: 'list', rows: offsets.length - 1, valid, offsets: Int32Array.from(offsets), elements });

/** Sends columns as a message would: copies, but for shared memory. */
const sent = <Value>(value: Value): Value => structuredClone(value);
const plainOf = (column: Column | ListColumn): unknown => (column.kind === 'list' ? [...column.offsets].map((offset) => offset - column.offsets[0]!).concat(column.rows, valuesOf(column.elements).length) : valuesOf(column));

describe('parcels', () => {
  test('columns of all kinds come out as they went in', () => {
    const valid = Uint8Array.of(0b101);
    const columns: (Column | ListColumn)[] = [
      textOf(['a', 'é', '']), { ...textOf(['a', 'b', 'c']), valid }, coded([3, 0, 3]), { ...coded([1, 1, 2]), valid } as Column,
      { kind: 'int32', rows: 3, valid, values: Int32Array.of(1, -2, 3) }, { kind: 'int64', rows: 3, valid: null, values: BigInt64Array.of(1n, -2n, 2n ** 60n) },
      { kind: 'float64', rows: 3, valid: null, values: Float64Array.of(NaN, -0, 0.5) }, { kind: 'bool', rows: 3, valid: null, bits: Uint8Array.of(0b011) },
      { kind: 'date', rows: 3, valid: null, days: Int32Array.of(-1, 0, 20_000) }, { kind: 'timestamp', rows: 3, valid: null, micros: BigInt64Array.of(0n, -1n, 5n) },
      { kind: 'decimal', rows: 3, valid: null, precision: 5, scale: 2, limbs: Uint32Array.from({ length: 12 }, (_, limb) => (limb % 4 === 0 ? limb : 0)) },
      { kind: 'binary', rows: 3, valid: null, width: 2, bytes: Uint8Array.of(1, 2, 3, 4, 5, 6) },
    ];
    const parcels = parcelPacker().pack(sharedSpace(), columns);
    const opened = parcelOpener().open(sent(parcels));
    expect(opened.map((column) => column.kind)).toEqual(columns.map((column) => column.kind));
    expect(isDeepStrictEqual(opened.map(plainOf), columns.map(plainOf))).toBe(true);
  });

  test('lists keep their offsets, their nulls and their elements, coded ones as plain text', () => {
    const columns = [list([0, 2, 2, 3], textOf(['a', 'b', 'c']), Uint8Array.of(0b101)), list([1, 2, 4], coded([0, 1, 2, 3])), list([0], textOf([]))];
    const opened = parcelOpener().open(sent(parcelPacker().pack(sharedSpace(), columns))) as ListColumn[];
    expect(opened.map(({ rows, offsets, elements }) => [rows, [...offsets], valuesOf(elements)])).toEqual([
      [3, [0, 2, 2, 3], ['a', 'b', 'c']], [2, [1, 2, 4], ['Zoé', '', 'Anne', '😀']], [0, [0], []],
    ]);
    expect([...opened[0]!.valid!]).toEqual([0b101]);
  });

  test('a dictionary is sent once as long as it stays, and is one object for whoever opens it', () => {
    const packer = parcelPacker();
    const opener = parcelOpener();
    const other = textOf(['x', 'y']);
    const batches = [coded([0, 1]), coded([2]), coded([1], other), coded([0], other), coded([3])];
    const parcels = batches.map((column) => packer.pack(sharedSpace(), [column])[0]!);
    expect(parcels.map((parcel) => parcel.kind === 'coded' && parcel.dictionary !== null)).toEqual([true, false, true, false, true]);
    const opened = parcels.map((parcel) => opener.open(sent([parcel]))[0]! as Extract<Column, { readonly kind: 'coded' }>);
    expect(opened.map((column) => valuesOf(column))).toEqual([['Zoé', ''], ['Anne'], ['y'], ['x'], ['😀']]);
    expect(opened[1]!.dictionary).toBe(opened[0]!.dictionary);
    expect(opened[3]!.dictionary).toBe(opened[2]!.dictionary);
  });

  test('the next batch may lie where the one before was: a dictionary stays', () => {
    const [space, packer, opener] = [sharedSpace(), parcelPacker(), parcelOpener()];
    opener.open(sent(packer.pack(space, [coded([0, 1, 2])])));
    const [again] = opener.open(sent(packer.pack(space, [coded([3, 3, 0])])));
    expect(valuesOf(again as Column)).toEqual(['😀', '😀', 'Zoé']);
  });

  test('slices carry their own rows only, and all arrays lie in shared memory', () => {
    fc.assert(fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 5 }), { minLength: 1, maxLength: 20 }), fc.nat(19), fc.nat(19), (texts, one, two) => {
      const from = Math.min(one, two, texts.length);
      const to = Math.min(Math.max(one, two), texts.length);
      const well = texts.map((text) => text.toWellFormed());
      const slice = sliceColumn(textOf(well), from, to - from);
      const [parcel] = parcelPacker().pack(sharedSpace(), [slice]);
      expect(valuesOf(parcelOpener().open(sent([parcel!]))[0] as Column)).toEqual(well.slice(from, to));
      const characters = well.slice(from, to).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
      expect(bytesOfParcel(parcel!)).toBe(4 * (to - from + 1) + characters);
      const arrays = Object.values((parcel as { readonly column: Column }).column).filter((part) => ArrayBuffer.isView(part));
      expect(arrays.every(({ buffer }) => buffer instanceof SharedArrayBuffer)).toBe(true);
    }), { numRuns: 40 });
  });
});
