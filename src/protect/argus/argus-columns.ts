import type { ColumnType } from '../../core/column-type.ts';
import type { ColumnDeclaration } from '../../core/field.ts';
import type { Role } from '../../core/roles.ts';
import type { ArgusColumn, ArgusMetadata } from './argus-metadata.ts';

/** Columns of microdata as inputs declare them. */
export interface DeclaredArgusColumns {
  readonly columns: Readonly<Record<string, ColumnDeclaration>>;
  /** Places in lines of fixed fields, for `readFixedWidth`; `null` for separated files, which `readCsv` reads. */
  readonly fields: Readonly<Record<string, { readonly start: number; readonly length: number }>> | null;
}

/**
 * Declares the columns of microdata that τ-ARGUS reads.
 *
 * @param metadata - of microdata.
 * @returns type, role and place of every column: categories are text, numbers without decimals whole, the others decimals.
 *   A holding is the entity that rows are counted by, a category a quasi-identifier until somebody says otherwise.
 * @throws {RangeError} for metadata of a table, and for numbers of more than 38 characters.
 * @example
 * const metadata = readArgusMetadata('Region 12 2\n<RECODEABLE>\nTurnover 19 8\n<NUMERIC>\n<DECIMALS> 2\n', 'microdata');
 * declareArgusColumns(metadata).columns['Turnover']; // => { type: 'decimal(8,2)', role: 'measure' }
 */
export function declareArgusColumns({ content, separator, columns }: ArgusMetadata): DeclaredArgusColumns {
  if (content !== 'microdata') throw new RangeError('metadata: expected those of microdata');
  const declared = Object.fromEntries(columns.map((column, place) => [column.name, { type: typeOf(column, place), role: ROLES[column.kind] ?? 'attribute' }]));
  if (separator !== null) return { columns: declared, fields: null };
  return { columns: declared, fields: Object.fromEntries(columns.map(({ name, start, length }) => [name, { start: start!, length: length! }])) };
}

const ROLES: Readonly<Partial<Record<ArgusColumn['kind'], Role>>> = Object.freeze({
  category: 'quasiIdentifier', categoryAndNumeric: 'quasiIdentifier', numeric: 'measure', weight: 'weight', holding: 'entity', recordKey: 'technical',
});

const NUMERIC: readonly ArgusColumn['kind'][] = ['numeric', 'categoryAndNumeric', 'weight', 'recordKey'];

function typeOf({ kind, length, decimals }: ArgusColumn, place: number): ColumnType {
  if (!NUMERIC.includes(kind)) return 'utf8';
  if (decimals === 0) return 'int64';
  if (length === null || length > 38 || decimals > length) throw new RangeError(`columns[${place}]: expected at most 38 characters, and no more decimals than that`);
  return `decimal(${length},${decimals})`;
}
