// The synthesised stays as a table to be read: declared columns, taken from the generator's own schema.
import { DataType } from 'apache-arrow';
import { synthesiseStays } from '../dist/index.js';
import { SEED } from './inputs.js';

/** The declared type of an Arrow type. */
function declaredType(type) {
  if (DataType.isUtf8(type) || DataType.isDictionary(type)) return 'utf8';
  if (DataType.isInt(type)) return `int${type.bitWidth}`;
  if (DataType.isFloat(type)) return 'float64';
  if (DataType.isBool(type)) return 'bool';
  if (DataType.isDate(type)) return 'date';
  if (DataType.isTimestamp(type)) return 'timestamp';
  if (DataType.isDecimal(type)) return `decimal(${type.precision},${type.scale})`;
  throw new Error(`no declared type for ${String(type)}`);
}

/** Column declarations of the stays, by name, in their order. */
export const STAYS_COLUMNS = Object.fromEntries(synthesiseStays({ rows: 0, seed: SEED }).schema.fields
  .map(({ name, type }) => [name, { type: declaredType(type), role: 'attribute' }]));

/** Eight columns that identify a stay in combination. */
export const QUASI_IDENTIFIERS = [];

/** The column of NIRs. */
export const IDENTIFIER = 'nir';
