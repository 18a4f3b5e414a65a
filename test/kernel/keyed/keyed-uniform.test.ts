// The constants come from a Python program of hashlib and hmac alone, written from the formula in the docstring.
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { keyedUniform, type RandomnessPurpose } from '../../../src/keyed/index.ts';
import { messageColumn } from './message-column.ts';

const secretKey = Uint8Array.from({ length: 32 }, (_, index) => index);
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

const PYTHON: readonly { purpose: RandomnessPurpose; rowKey: string; bits: bigint; fraction: number; belowHundredMillion: number; belowSeven: number }[] = [
  { purpose: { operator: 'sample', column: '' }, rowKey: '1', bits: 14712335383060611494n, fraction: 0.7975572992324835, belowHundredMillion: 11260064, belowSeven: 0 },
  { purpose: { operator: 'sample', column: '' }, rowKey: 'stay-000042', bits: 9023462339070231406n, fraction: 0.48916287356805377, belowHundredMillion: 70249136, belowSeven: 2 },
  { purpose: { operator: 'sample', column: '' }, rowKey: '', bits: 4310183553375294662n, fraction: 0.23365551861903922, belowHundredMillion: 13171530, belowSeven: 0 },
  { purpose: { operator: 'cell-key', column: 'sejours' }, rowKey: '1', bits: 12757992017769472909n, fraction: 0.6916121331109193, belowHundredMillion: 89926500, belowSeven: 4 },
  { purpose: { operator: 'cell-key', column: 'sejours' }, rowKey: 'stay-000042', bits: 12476563723650102190n, fraction: 0.6763558747167637, belowHundredMillion: 30688526, belowSeven: 3 },
  { purpose: { operator: 'cell-key', column: 'sejours' }, rowKey: '', bits: 13132571813475091208n, fraction: 0.7119181445245797, belowHundredMillion: 80798384, belowSeven: 2 },
  { purpose: { operator: 'cell-key', column: 'sejours', draw: '2' }, rowKey: '1', bits: 2156011719841658856n, fraction: 0.11687762952782665, belowHundredMillion: 97578934, belowSeven: 2 },
  { purpose: { operator: 'cell-key', column: 'sejours', draw: '2' }, rowKey: 'stay-000042', bits: 11422893784175631774n, fraction: 0.6192363128437192, belowHundredMillion: 55554507, belowSeven: 5 },
  { purpose: { operator: 'cell-key', column: 'sejours', draw: '2' }, rowKey: '', bits: 14902677590756499835n, fraction: 0.807875770987462, belowHundredMillion: 42361572, belowSeven: 6 },
];

/** Draws fractions for the row keys 0, 1, 2 … as text. */
function fractions(rows: number, purpose: RandomnessPurpose, secret = secretKey): Float64Array {
  const { offsets, bytes } = messageColumn(Array.from({ length: rows }, (_, row) => ascii(String(row))));
  const out = new Float64Array(rows);
  const uniform = keyedUniform(secret, purpose);
  uniform.fractions(offsets, bytes, null, rows, out);
  uniform.wipe();
  return out;
}

function correlation(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < left.length; row++) sum += (left[row]! - 0.5) * (right[row]! - 0.5);
  return (sum / left.length) * 12;
}

describe('protective randomness follows its published formula', () => {
  test.each(PYTHON)('$purpose, row key "$rowKey"', ({ purpose, rowKey, bits, fraction, belowHundredMillion, belowSeven }) => {
    for (const kernel of ['auto', 'scalar'] as const) {
      const uniform = keyedUniform(secretKey, purpose, kernel);
      expect(uniform.bits64(ascii(rowKey))).toBe(bits);
      expect(uniform.fraction(ascii(rowKey))).toBe(fraction);
      const { offsets, bytes, valid, rows } = messageColumn([null, ...Array.from({ length: 40 }, () => ascii(rowKey)), null], 2);
      const out = new Float64Array(rows);
      uniform.fractions(offsets, bytes, valid, rows, out);
      expect([...out]).toEqual([NaN, ...new Array(40).fill(fraction), NaN]);
      uniform.integers(offsets, bytes, valid, rows, 100_000_000, out);
      expect([...out]).toEqual([-1, ...new Array(40).fill(belowHundredMillion), -1]);
      uniform.integers(offsets, bytes, valid, rows, 7, out);
      expect([...out]).toEqual([-1, ...new Array(40).fill(belowSeven), -1]);
    }
  });
});

describe('protective randomness', () => {
  test('depends on the row key alone, not on its place or on the chunks', () => {
    const rows = 10_000;
    const all = fractions(rows, { operator: 'sample', column: '' });
    const uniform = keyedUniform(secretKey, { operator: 'sample', column: '' });
    for (const row of [0, 1, 4095, 4096, 8191, 8192, 9999]) expect(all[row]).toBe(uniform.fraction(ascii(String(row))));
    const reversed = messageColumn(Array.from({ length: rows }, (_, row) => ascii(String(rows - 1 - row))));
    const out = new Float64Array(rows);
    uniform.fractions(reversed.offsets, reversed.bytes, null, rows, out);
    expect([...out].reverse()).toEqual([...all]);
  });

  test('keeps nulls in their rows across chunks', () => {
    const rows = 9000;
    const keys = Array.from({ length: rows }, (_, row) => row % 3 === 1 ? null : ascii(String(row)));
    const { offsets, bytes, valid } = messageColumn(keys);
    const uniform = keyedUniform(secretKey, { operator: 'sample', column: '' });
    const out = new Float64Array(rows);
    uniform.fractions(offsets, bytes, valid, rows, out);
    const all = fractions(rows, { operator: 'sample', column: '' });
    expect([...out]).toEqual([...all].map((value, row) => row % 3 === 1 ? NaN : value));
  });

  // 200,000 draws in 1,000 classes: under uniformity chi-square has mean 999 and standard deviation 44.7; the draws are
  // fixed, so this passes or fails for ever. Bounds at 6 standard deviations.
  test('is uniform', () => {
    const draws = fractions(200_000, { operator: 'noise', column: 'cost' });
    const counts = new Float64Array(1000);
    for (const value of draws) {
      expect(value >= 0 && value < 1).toBe(true);
      counts[Math.floor(value * 1000)]!++;
    }
    const chiSquare = counts.reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0);
    expect(Math.abs(chiSquare - 999)).toBeLessThan(6 * 44.7);
  });

  test('uses its last bits too', () => {
    const draws = fractions(20_000, { operator: 'noise', column: 'cost' });
    const odd = [...draws].filter((value) => (value * 2 ** 53) % 2 === 1).length;
    expect(Math.abs(odd - 10_000)).toBeLessThan(6 * Math.sqrt(5000));
  });

  // Correlation of 50,000 independent pairs has standard deviation 1/√50,000 = 0.0045.
  test.each([
    ['operator', { operator: 'round', column: 'cost' }],
    ['column', { operator: 'noise', column: 'age' }],
    ['draw', { operator: 'noise', column: 'cost', draw: '1' }],
  ])('of another %s is independent', (_, other) => {
    const rows = 50_000;
    const first = fractions(rows, { operator: 'noise', column: 'cost' });
    expect(correlation(first, first)).toBeGreaterThan(0.97);
    expect(Math.abs(correlation(first, fractions(rows, other)))).toBeLessThan(6 * 0.0045);
  });

  test('of another secret is independent, even if one bit differs', () => {
    const other = secretKey.slice();
    other[31]! ^= 1;
    const rows = 50_000;
    const purpose = { operator: 'noise', column: 'cost' };
    expect(Math.abs(correlation(fractions(rows, purpose), fractions(rows, purpose, other)))).toBeLessThan(6 * 0.0045);
  });

  test('labels cannot be moved from one place to the next', () => {
    const drawn = (purpose: RandomnessPurpose): bigint => keyedUniform(secretKey, purpose).bits64(ascii('1'));
    const all = [
      { operator: 'ab', column: 'c' }, { operator: 'a', column: 'bc' }, { operator: 'abc', column: '' },
      { operator: '', column: 'abc' }, { operator: 'a', column: 'b', draw: 'c' }, { operator: 'ab', column: '', draw: 'c' },
    ].map(drawn);
    expect(new Set(all).size).toBe(all.length);
  });

  test('is not the plain code of the row key under the secret', () => {
    const plain = createHmac('sha256', secretKey).update('1').digest().readBigUInt64BE(0);
    expect(keyedUniform(secretKey, { operator: 'sample', column: '' }).bits64(ascii('1'))).not.toBe(plain);
  });

  test.each([0, 16, 31, 33, 64])('refuses a secret of %s bytes', (length) => {
    expect(() => keyedUniform(new Uint8Array(length), { operator: 'sample', column: '' })).toThrow(`secretKey: expected 32 bytes, got ${length}`);
  });

  test.each([0, -1, 1.5, NaN, 2 ** 32 + 1])('refuses the bound %s', (bound) => {
    const uniform = keyedUniform(secretKey, { operator: 'sample', column: '' });
    expect(() => { uniform.integers(Int32Array.of(0, 0), new Uint8Array(0), null, 1, bound, new Float64Array(1)); }).toThrow(RangeError);
  });

  test('accepts the largest bound and the smallest', () => {
    const uniform = keyedUniform(secretKey, { operator: 'sample', column: '' });
    const out = new Float64Array(1);
    uniform.integers(Int32Array.of(0, 1), ascii('1'), null, 1, 2 ** 32, out);
    expect(out[0]).toBe(Number((14712335383060611494n >> 11n) % (1n << 32n)));
    uniform.integers(Int32Array.of(0, 1), ascii('1'), null, 1, 1, out);
    expect(out[0]).toBe(0);
  });

  test('refuses arrays too short for the rows', () => {
    const uniform = keyedUniform(secretKey, { operator: 'sample', column: '' });
    expect(() => { uniform.fractions(Int32Array.of(0), new Uint8Array(0), null, 1, new Float64Array(1)); }).toThrow('offsets: expected at least 2 entries, got 1');
    expect(() => { uniform.fractions(Int32Array.of(0, 0), new Uint8Array(0), null, 1, new Float64Array(0)); }).toThrow('out: expected at least 1 entries, got 0');
    expect(() => { uniform.fractions(Int32Array.of(0, 0), new Uint8Array(0), null, -1, new Float64Array(1)); }).toThrow('rows: expected an integer from 0 up, got -1');
  });

  test('cannot be drawn once wiped', () => {
    const uniform = keyedUniform(secretKey, { operator: 'sample', column: '' });
    uniform.wipe();
    expect(() => uniform.fraction(ascii('1'))).toThrow(TypeError);
  });
});
