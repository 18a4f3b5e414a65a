import type { DataType, Field } from 'apache-arrow';
import { columnTypeOf, elementTypeOf } from '../../core/arrow.ts';
import type { Column } from '../../core/column.ts';
import { parseColumnType, type ColumnType, type ColumnTypeParts } from '../../core/column-type.ts';
import { METADATA } from '../../core/field.ts';
import { nullColumn } from '../../core/null-column.ts';
import type { Values } from '../kernel/records/values.ts';

/** What values are to linkage. */
export type ValueKind = Values['kind'];

/** What a coder must know of a column, as plain data. */
export interface BaseType {
  /** Type of the column, that of the elements for lists, and whether values are pseudonyms: sources that have it in one type share a coder. */
  readonly name: string;
  /** What the lists of a column of lists are; `null` for other columns. */
  readonly lists: 'texts' | 'numbers' | null;
  readonly isPseudonym: boolean;
  /** The column without a row, which settles what its values are where no row comes; `null` for lists. */
  readonly empty: Column | null;
}

/**
 * Tells what the values of a column are to linkage.
 *
 * @param field - a column of a source.
 * @returns text for texts, truth values and byte strings; numbers; times for dates and instants; lists of texts or of
 *   numbers. `null` for types that records cannot be linked on.
 */
export function baseKindOf(field: Field): ValueKind | null {
  const type = field.type as DataType;
  const element = elementTypeOf(type);
  if (element !== null) {
    const kind = KIND_OF[nameOf(element)];
    return element === 'utf8' ? 'texts' : kind === 'number' ? 'numbers' : null;
  }
  const name = columnTypeOf(type);
  return name === null ? null : KIND_OF[nameOf(name)];
}

const KIND_OF: Readonly<Record<ColumnTypeParts['name'], ValueKind>> = {
  utf8: 'text', bool: 'text', binary: 'text', int32: 'number', int64: 'number', float64: 'number', decimal: 'number', date: 'time', timestamp: 'time',
};

const nameOf = (type: ColumnType): ColumnTypeParts['name'] => parseColumnType(type)!.name;

/**
 * Describes a column to its coder.
 *
 * @param field - a column of which {@link baseKindOf} tells the kind.
 * @returns what it is.
 */
export function baseTypeOf(field: Field): BaseType {
  const type = field.type as DataType;
  const element = elementTypeOf(type);
  if (element !== null) return { name: `list of ${element}`, lists: element === 'utf8' ? 'texts' : 'numbers', isPseudonym: false, empty: null };
  const isPseudonym = field.metadata.has(METADATA.pseudonym);
  return { name: `${columnTypeOf(type)!}${isPseudonym ? ', pseudonyms' : ''}`, lists: null, isPseudonym, empty: nullColumn(type, 0) };
}
