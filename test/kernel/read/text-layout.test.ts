// Layouts of text against plain strings, and UTF-8 against the platform's own decoder.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkEnds, firstRowNotOfWidth, gatherCodes, gatherViews, narrowEnds, packFixed, settleCodes, type Texts } from '../../../src/read/kernel/text-layout.ts';
import { firstRowNotUtf8, hasValue, isAscii, isUtf8 } from '../../../src/text/utf8.ts';

const encoder = new TextEncoder();
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const isText = (bytes: Uint8Array): boolean => {
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
};
const texts = ({ ends, bytes }: Texts): string[] => Array.from({ length: ends.length - 1 }, (_, row) => strict.decode(bytes.subarray(ends[row], ends[row + 1])));
const layOut = (values: readonly Uint8Array[], lead = 0): Texts => {
  const ends = new Int32Array(values.length + 1);
  ends[0] = lead;
  values.forEach((value, row) => (ends[row + 1] = ends[row]! + value.length));
  const bytes = new Uint8Array(ends[values.length]!);
  values.forEach((value, row) => bytes.set(value, ends[row]!));
  return { ends, bytes };
};
const validity = fc.option(fc.uint8Array({ minLength: 8, maxLength: 8 }));
const string = fc.string({ unit: 'grapheme', maxLength: 20 });

describe('UTF-8', () => {
  /** Bytes that are nearly text: text with bytes changed, dropped or cut. */
  const nearly = fc.oneof(fc.uint8Array({ maxLength: 12 }), fc.tuple(fc.string({ unit: 'binary', maxLength: 8 }), fc.nat(), fc.nat(255)).map(([text, place, byte]) => {
    const bytes = encoder.encode(text);
    if (bytes.length > 0) bytes[place % bytes.length] = byte;
    return bytes;
  }), string.map((text) => encoder.encode(text)));

  test('is told as the platform tells it', () => {
    fc.assert(fc.property(nearly, (bytes) => {
      expect(isUtf8(bytes, 0, bytes.length)).toBe(isText(bytes));
    }), { numRuns: 3000 });
  });

  test('is told for every character and every pair of bytes', () => {
    for (let code = 0; code <= 0x10ffff; code += code < 0x1000 || (code > 0xd700 && code < 0xe100) ? 1 : 97) {
      const bytes = encoder.encode(String.fromCodePoint(code));
      // Half a surrogate pair is replaced by the encoder; its own three bytes are no text.
      expect(isUtf8(bytes, 0, bytes.length)).toBe(true);
      if (code >= 0xd800 && code <= 0xdfff) expect(isUtf8(Uint8Array.of(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63)), 0, 3)).toBe(false);
    }
    for (let pair = 0; pair < 65_536; pair++) {
      const bytes = Uint8Array.of(pair >> 8, pair & 255);
      if (isUtf8(bytes, 0, 2) !== isText(bytes)) expect(pair).toBe('a pair told as the platform tells it');
    }
    for (const bytes of [[0xe0, 0x9f, 0xbf], [0xf0, 0x8f, 0xbf, 0xbf], [0xf4, 0x90, 0x80, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xc0, 0x80], [0xed, 0xa0, 0x80]]) expect(isUtf8(Uint8Array.from(bytes), 0, bytes.length)).toBe(false);
  });

  test('is checked row by row: two halves of a character in two rows are no text', () => {
    const bytes = encoder.encode('aé');
    expect(firstRowNotUtf8(Int32Array.of(0, 1, 3), bytes, 2, null)).toBe(-1);
    expect(firstRowNotUtf8(Int32Array.of(0, 2, 3), bytes, 2, null)).toBe(0);
    expect(firstRowNotUtf8(Int32Array.of(0, 2, 3), bytes, 2, Uint8Array.of(0b10))).toBe(1);
    expect(firstRowNotUtf8(Int32Array.of(0, 2, 3), bytes, 2, Uint8Array.of(0))).toBe(-1);
  });

  test('of a column is the first present row that is no text, wherever the column starts in memory', () => {
    fc.assert(fc.property(fc.array(fc.oneof({ weight: 5, arbitrary: string.map((text) => encoder.encode(text)) }, nearly), { maxLength: 20 }), validity, fc.nat(9), (values, valid, lead) => {
      const { ends, bytes } = layOut(values, lead);
      bytes.fill(0xff, 0, lead);
      const wanted = values.findIndex((value, row) => hasValue(valid, row) && !isText(value));
      expect(firstRowNotUtf8(ends, bytes, values.length, valid)).toBe(wanted);
      const shifted = new Uint8Array(bytes.length + 3);
      shifted.set(bytes, 3);
      expect(firstRowNotUtf8(ends, shifted.subarray(3), values.length, valid)).toBe(wanted);
    }));
  });

  test('is found in the last byte of long ASCII', () => {
    for (const length of [4095, 4096, 4097, 8193, 20_000]) {
      const bytes = new Uint8Array(length).fill(0x61);
      const ends = Int32Array.of(0, length - 1, length);
      expect(firstRowNotUtf8(ends, bytes, 2, null)).toBe(-1);
      expect(isAscii(bytes, 1, length)).toBe(true);
      bytes[length - 1] = 0x80;
      expect([isAscii(bytes, 1, length), isAscii(bytes, 0, length - 1), isAscii(bytes, 0, 0)]).toEqual([false, true, true]);
      expect(firstRowNotUtf8(ends, bytes, 2, null)).toBe(1);
    }
  });
});

describe('ends of texts', () => {
  test('are accepted exactly when they ascend from 0 to the bytes there are', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: -3, max: 12 }), { minLength: 1, maxLength: 6 }), fc.nat(10), (ends, byteLength) => {
      const right = ends[0]! >= 0 && ends.every((end, row) => row === 0 || end >= ends[row - 1]!) && ends.at(-1)! <= byteLength;
      const run = (): void => checkEnds(Int32Array.from(ends), ends.length - 1, byteLength);
      if (right) expect(run).not.toThrow();
      else expect(run).toThrow(RangeError);
    }), { numRuns: 2000 });
  });

  test('of 64 bits become ends of 32 from the first text on', () => {
    fc.assert(fc.property(fc.array(string, { maxLength: 8 }), fc.nat(5), (values, lead) => {
      const { ends, bytes } = layOut(values.map((value) => encoder.encode(value)), lead);
      const wide = new Int32Array(BigInt64Array.from([...ends].map(BigInt)).buffer);
      const narrow = narrowEnds(wide, bytes, values.length);
      expect(narrow.ends[0]).toBe(0);
      expect(texts(narrow)).toEqual(values);
    }));
  });

  test.each([
    ['descend', [0n, 5n, 4n]],
    ['leave the bytes', [0n, 5n, 11n]],
    ['start below zero', [-1n, 5n, 6n]],
    ['are huge', [0n, 5n, 2n ** 62n]],
    ['start beyond the bytes', [2n ** 40n, 2n ** 40n, 2n ** 40n]],
  ])('of 64 bits are refused where they %s', (_, ends) => {
    expect(() => narrowEnds(new Int32Array(BigInt64Array.from(ends).buffer), new Uint8Array(10), 2)).toThrow(RangeError);
  });
});

describe('views of texts', () => {
  /** Views as the format lays them out: short texts inline, long ones in blocks. */
  function viewsOf(values: readonly (string | null)[], blockCount: number): { views: Int32Array; blocks: Uint8Array[]; valid: Uint8Array } {
    const blocks: number[][] = Array.from({ length: blockCount }, () => [1, 2, 3]);
    const bytes = new Uint8Array(16 * values.length);
    const view = new DataView(bytes.buffer);
    const valid = new Uint8Array(Math.ceil(values.length / 8));
    values.forEach((value, row) => {
      if (value === null) return bytes.fill(0xff, 16 * row, 16 * row + 16);
      valid[row >> 3]! |= 1 << (row & 7);
      const text = encoder.encode(value);
      view.setInt32(16 * row, text.length, true);
      if (text.length <= 12) return bytes.set(text, 16 * row + 4);
      const block = row % blockCount;
      bytes.set(text.subarray(0, 4), 16 * row + 4);
      view.setInt32(16 * row + 8, block, true);
      view.setInt32(16 * row + 12, blocks[block]!.length, true);
      blocks[block]!.push(...text);
    });
    return { views: new Int32Array(bytes.buffer), blocks: blocks.map((block) => Uint8Array.from(block)), valid };
  }

  test('are gathered into one run; a view without value is not looked at', () => {
    fc.assert(fc.property(fc.array(fc.option(fc.oneof(string, fc.string({ minLength: 11, maxLength: 14 }))), { maxLength: 12 }), fc.integer({ min: 1, max: 3 }), (values, blockCount) => {
      const { views, blocks, valid } = viewsOf(values, blockCount);
      expect(texts(gatherViews(views, blocks, values.length, valid))).toEqual(values.map((value) => value ?? ''));
    }));
  });

  test.each([
    ['a block that is not there', [20, 0, 3, 0]],
    ['a place beyond its block', [20, 0, 0, 50]],
    ['a place below zero', [20, 0, 0, -1]],
    ['a length below zero', [-1, 0, 0, 0]],
    ['a length beyond its block', [2 ** 31 - 1, 0, 0, 0]],
  ])('are refused with %s', (_, view) => {
    expect(() => gatherViews(Int32Array.from(view), [new Uint8Array(60)], 1, null)).toThrow(RangeError);
    expect(texts(gatherViews(Int32Array.from(view), [new Uint8Array(60)], 1, Uint8Array.of(0)))).toEqual(['']);
  });

  test('that share one long text cannot outgrow the limit of a column', () => {
    const rows = 3000;
    const views = Int32Array.from({ length: 4 * rows }, (_, index) => (index % 4 === 0 ? 1_000_000 : 0));
    expect(() => gatherViews(views, [new Uint8Array(1_000_000)], rows, null)).toThrow('2 GiB');
  });
});

describe('codes of texts', () => {
  const dictionary = layOut(['Ain', 'Hérault', '', 'Lot'].map((text) => encoder.encode(text)), 2);
  const words = ['Ain', 'Hérault', '', 'Lot'];

  test('are replaced by what they stand for', () => {
    fc.assert(fc.property(fc.array(fc.nat(3), { maxLength: 30 }), validity, (codes, valid) => {
      expect(texts(gatherCodes(Int32Array.from(codes), dictionary, valid))).toEqual(codes.map((code, row) => (hasValue(valid, row % 64) && row < 64 ? words[code] : '')));
    }));
  });

  test('are refused beyond a limit, before anything is copied', () => {
    expect(() => gatherCodes(Int32Array.of(1, 1), dictionary, null, 15)).toThrow(RangeError);
    expect(texts(gatherCodes(Int32Array.of(1, 1), dictionary, null, 16))).toEqual(['Hérault', 'Hérault']);
    const long: Texts = { ends: Int32Array.of(0, 1_000_000), bytes: new Uint8Array(1_000_000) };
    expect(() => gatherCodes(new Int32Array(1_000_000), long, null)).toThrow('2 GiB');
  });

  test('outside their dictionary are found, and set to 0 under a null', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: -2, max: 5 }), { maxLength: 20 }), validity, fc.integer({ min: 0, max: 4 }), (codes, valid, values) => {
      const settled = Int32Array.from(codes);
      const wanted = codes.findIndex((code, row) => hasValue(valid, row) && (code < 0 || code >= values));
      expect(settleCodes(settled, valid, values)).toBe(wanted);
      if (wanted < 0) expect([...settled]).toEqual(codes.map((code) => (code >= 0 && code < values ? code : 0)));
    }));
  });
});

describe('byte strings', () => {
  test('of one width are found and packed', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ minLength: 2, maxLength: 3 }), { maxLength: 12 }), validity, (values, valid) => {
      const laid = layOut(values);
      const wanted = values.findIndex((value, row) => value.length !== 2 && hasValue(valid, row));
      expect(firstRowNotOfWidth(laid.ends, 2, valid)).toBe(wanted);
      if (wanted < 0) expect([...packFixed(laid, 2, valid)]).toEqual(values.flatMap((value, row) => (hasValue(valid, row) ? [...value] : [0, 0])));
    }));
  });
});
