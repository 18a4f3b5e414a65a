import { allValid, noneValid, setNull, setValid, type BoolColumn, type Float64Column, type Int32Column } from '../../core/column.ts';

/**
 * Makes a column of numbers.
 *
 * @param values - one number a row; NaN, which stands for none, is null.
 * @returns a column of as many rows.
 */
export function floatColumn(values: Float64Array): Float64Column {
  const valid = allValid(values.length);
  values.forEach((value, row) => {
    if (Number.isNaN(value)) setNull(valid, row);
  });
  return { kind: 'float64', rows: values.length, valid, values: values.map((value) => (Number.isNaN(value) ? 0 : value)) };
}

/**
 * Makes a column of whole numbers.
 *
 * @param values - one number a row.
 * @returns a column of as many rows.
 */
export function integerColumn(values: Int32Array): Int32Column {
  return { kind: 'int32', rows: values.length, valid: null, values };
}

/**
 * Makes a column of truth values.
 *
 * @param values - 1 for true.
 * @returns a column of as many rows.
 */
export function truthColumn(values: Uint8Array): BoolColumn {
  const bits = noneValid(values.length);
  values.forEach((value, row) => {
    if (value === 1) setValid(bits, row);
  });
  return { kind: 'bool', rows: values.length, valid: null, bits };
}
