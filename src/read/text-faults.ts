import type { ColumnDeclaration } from '../core/field.ts';
import { DataError, type DataErrorCode } from '../core/errors.ts';
import { FAULT_NAMES } from './kernel/cells.ts';

/**
 * Names the error code of a fault.
 *
 * @param fault - code of the fault, from 1 up.
 * @returns the code users meet.
 */
export function faultCode(fault: number): DataErrorCode {
  return FAULT_NAMES[fault] as DataErrorCode;
}

/**
 * Says what is wrong with a row, without showing it.
 *
 * @param fault - code of the fault.
 * @param source - name of the file.
 * @param column - name of the column at fault.
 * @param declaration - how the column is declared; `undefined` when it is not read.
 * @param row - number of the row in the file; the first data row is 1.
 * @returns the error to throw.
 */
export function faultError(fault: number, source: string, column: string, declaration: ColumnDeclaration | undefined, row: number): DataError {
  const code = faultCode(fault);
  return new DataError(code, MESSAGES[code]?.(declaration?.type ?? 'text') ?? 'the row cannot be read', { source, column, firstRow: row });
}

const MESSAGES: Readonly<Partial<Record<DataErrorCode, (type: string) => string>>> = Object.freeze({
  DATA_VALUE_TYPE: (type) => `expected ${type}`,
  DATA_VALUE_RANGE: (type) => `the number does not fit ${type}`,
  DATA_NULL: () => 'a value is missing, and the column is declared without nulls',
  DATA_ENCODING: () => 'the bytes are no text in the declared encoding',
  DATA_FIELD_COUNT: () => 'the row has too few or too many fields',
  DATA_QUOTE: () => 'a quote stands inside a field, or is never closed',
  DATA_NULL_BYTE: () => 'the row holds a byte 0',
  DATA_FIELD_TOO_LONG: () => 'the field exceeds maxFieldBytes',
  DATA_ROW_TOO_LONG: () => 'the row exceeds maxRowBytes',
});
