import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findNir, looksLikeNir, looksLikeNirNumber } from '../../../src/identifiers/index.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const likeness = (text: string): number => looksLikeNir(encode(text), 0, encode(text).length);
const find = (text: string): number => findNir(encode(text), 0, encode(text).length);

// 284058832102532 and its like are published examples; the others were made with Python 3.11 integers.
describe('a cell', () => {
  test.each([
    ['284058832102532', 15],
    ['2 84 05 88 321 025 32', 15],
    ['284052A32102552', 15],
    ['284058832102531', 0],
    ['2840588321025', 13],
    ['2841388321025', 0],
    ['3400949497294', 13],
    ['2.84058832102532', 0],
    ['28405883210253.2', 0],
    ['2.84.05.88.321.025.32', 15],
    ['', 0],
    ['2024-01-15', 0],
  ])('%s looks like %i characters of a NIR', (text, width) => {
    expect(likeness(text)).toBe(width);
  });

  test('a cell is judged inside its bounds', () => {
    const bytes = encode('9284058832102532;');
    expect(looksLikeNir(bytes, 1, 16)).toBe(15);
    expect(looksLikeNir(bytes, 0, 16)).toBe(0);
  });
});

describe('a number', () => {
  test.each([
    [284058832102532, 15],
    [284058832102531, 0],
    [2840588321025, 13],
    [2841388321025, 0],
    [284058832102532.5, 0],
    [-284058832102532, 0],
    [Number.NaN, 0],
    [Number.POSITIVE_INFINITY, 0],
    [0, 0],
    [28405883210253, 0],
    [2 ** 53, 0],
  ])('%d looks like %i digits of a NIR', (value, width) => {
    expect(looksLikeNirNumber(value)).toBe(width);
  });

  test('a number and its digits look alike', () => {
    fc.assert(fc.property(fc.integer({ min: 1e11, max: 999_999_999_999_999 }), (value) => {
      expect(looksLikeNirNumber(value)).toBe(likeness(String(value)));
    }), { numRuns: 5000 });
  });

  test('the share of random 15-digit numbers that look like a NIR is that of an independent count', () => {
    let hits = 0;
    let state = 12345;
    for (let draw = 0; draw < 200_000; draw++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const high = state % 1_000_000;
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      if (looksLikeNirNumber(1e14 + high * 8e8 + (state % 800_000_000)) === 15) hits++;
    }
    // Python 3.11 on 400,000 draws in [10^14, 10^15): 1 in 128; a leading 9 never passes, and is not drawn here.
    expect(hits / 200_000).toBeGreaterThan(0.0085);
    expect(hits / 200_000).toBeLessThan(0.01);
  });
});

describe('longer text and bytes', () => {
  test.each([
    ['patient 284058832102532, vu le 3 mai', 8],
    ['a;b\n1;284058832102532\n', 6],
    ['NIR:2 84 05 88 321 025 32.', 4],
    ['2 84 05 88 321 025 32 2', 0],
    ['284052A32102552', 0],
    ['1284058832102532', -1],
    ['2840588321025320', -1],
    ['284058832102532A', -1],
    ['X284058832102532', -1],
    ['284058832102531', -1],
    ['2840588321025', -1],
    ['28.4058832102532', -1],
    ['2.84058832102532', -1],
    ['2 84  05 88 321 025 32', -1],
    ['284 058 832 102 532', -1],
    ['2;84;05;88;321;025;32', -1],
    ['', -1],
  ])('in %j the first NIR with key stands at %i', (text, at) => {
    expect(find(text)).toBe(at);
  });

  test('a NIR placed anywhere among bytes that are not letters or digits is found', () => {
    const other = fc.uint8Array({ maxLength: 40 }).map((bytes) => bytes.filter((byte) => !/[0-9A-Za-z]/.test(String.fromCharCode(byte))));
    fc.assert(fc.property(other, other, fc.constantFrom('284058832102532', '284052B32102579', '1 53 12 45 007 231 60'), (before, after, value) => {
      const bytes = Uint8Array.from([...before, 0, ...encode(value), 0, ...after]);
      expect(findNir(bytes, 0, bytes.length)).toBe(before.length + 1);
    }), { numRuns: 500 });
  });

  test('no bytes make it throw or look outside its bounds', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (bytes, end) => {
      const found = findNir(bytes, 0, Math.min(end, bytes.length));
      expect(found).toBeLessThan(Math.max(1, Math.min(end, bytes.length)));
    }), { numRuns: 1000 });
    const cut = encode('284058832102532');
    expect(findNir(cut, 0, 14)).toBe(-1);
  });
});
