import { noneValid, setValid, type Column, type Validity } from './column.ts';
import { writeLimbs } from './predicate/decimal.ts';

/**
 * Makes a column of numbers of the kind of another.
 *
 * @param like - int32, int64, float64 or decimal.
 * @param values - Float64Array(rows); NaN becomes null, and zero under it.
 * @returns a column of the kind, precision and scale of `like`; whole numbers and decimals are rounded to the nearest.
 * @throws {TypeError} for another kind.
 */
export function columnOfNumbers(like: Column, values: Float64Array): Column {
  const rows = values.length;
  const valid = validOf(values);
  const known = values.map((value) => (Number.isNaN(value) ? 0 : value));
  switch (like.kind) {
    case 'float64':
      return { kind: 'float64', rows, valid, values: known };
    case 'int32':
      return { kind: 'int32', rows, valid, values: Int32Array.from(known, Math.round) };
    case 'int64':
      return { kind: 'int64', rows, valid, values: BigInt64Array.from(known, (value) => BigInt(Math.round(value))) };
    case 'decimal': {
      const { precision, scale } = like;
      return { kind: 'decimal', rows, valid, precision, scale, limbs: limbsOf(known, 10 ** scale) };
    }
    default:
      throw new TypeError(`column: expected numbers, got ${like.kind}`);
  }
}

function validOf(values: Float64Array): Validity {
  if (!values.some(Number.isNaN)) return null;
  const bits = noneValid(values.length);
  values.forEach((value, row) => {
    if (!Number.isNaN(value)) setValid(bits, row);
  });
  return bits;
}

function limbsOf(values: Float64Array, unit: number): Uint32Array {
  const limbs = new Uint32Array(4 * values.length);
  values.forEach((value, row) => {
    writeLimbs(limbs, row, BigInt(Math.round(value * unit)));
  });
  return limbs;
}
