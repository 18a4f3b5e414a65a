import type { DataType, Field, RecordBatch } from 'apache-arrow';
import { columnOf, columnTypeOf, elementTypeOf, listOf } from '../../core/arrow.ts';
import { isValid, type Column, type ListColumn } from '../../core/column.ts';
import { parseColumnType, type ColumnType, type ColumnTypeParts } from '../../core/column-type.ts';
import { METADATA } from '../../core/field.ts';
import { nullColumn } from '../../core/null-column.ts';
import { byteDictionary, columnCoder, type ColumnCoder } from '../../group/index.ts';
import { composeCodes, distinctNumberLists, distinctTextLists, type Derived, type TextValues, type Values } from '../kernel/records/values.ts';
import { firstInexact, isInexact, numbersOfColumn, valuesOfColumn } from './column-values.ts';

/** Codes one column of the sources that have it in one type. */
export interface BaseCoder {
  /** Memory held, in bytes. */
  readonly byteLength: number;
  /** Writes the code of each row of a batch, −1 for null. */
  encode(batch: RecordBatch, index: number, codes: Int32Array): void;
  /** Gives the distinct values, the value of each code, and the code of a number that doubles cannot hold, or −1. */
  finish(): Derived & { readonly inexactCode: number };
}

/** What values are to linkage. */
export type ValueKind = Values['kind'];

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
 * Names the type of a column: sources that have it in one type share a coder.
 *
 * @param field - a column of which {@link baseKindOf} tells the kind.
 * @returns its type, that of the elements for lists, and whether values are pseudonyms.
 */
export function baseTypeOf(field: Field): string {
  const type = field.type as DataType;
  const element = elementTypeOf(type);
  return element === null ? `${columnTypeOf(type)!}${isPseudonym(field) ? ', pseudonyms' : ''}` : `list of ${element}`;
}

const isPseudonym = (field: Field): boolean => field.metadata.has(METADATA.pseudonym);

/**
 * Makes the coder of a column.
 *
 * @param field - the column, of a type that records can be linked on.
 * @returns a coder without values.
 */
export function baseCoder(field: Field): BaseCoder {
  const element = elementTypeOf(field.type as DataType);
  if (element === null) return plainCoder(field);
  return element === 'utf8' ? textListCoder() : numberListCoder();
}

function plainCoder(field: Field): BaseCoder {
  const coder = columnCoder();
  // The kind is settled even where no row comes.
  coder.encode(nullColumn(field.type as DataType, 0), new Int32Array(0));
  return {
    get byteLength(): number {
      return coder.byteLength;
    },
    encode: (batch, index, codes) => {
      coder.encode(columnOf(batch, index), codes);
    },
    finish() {
      const column = allOf(coder);
      return { ...valuesOfColumn(column, isPseudonym(field)), inexactCode: firstInexact(column) };
    },
  };
}

const allOf = (coder: ColumnCoder): Column => coder.gather(Int32Array.from({ length: coder.size }, (_, code) => code)) as Column;

/** Lists are told apart by the codes of their elements. */
function textListCoder(): BaseCoder {
  const texts = columnCoder();
  const lists = byteDictionary();
  return {
    get byteLength(): number {
      return texts.byteLength + lists.byteLength;
    },
    encode(batch, index, codes) {
      const list = listOf(batch, index);
      const elements = new Int32Array(list.elements.rows);
      texts.encode(list.elements, elements);
      encodeLists(lists, list, elements, codes);
    },
    finish() {
      const { values, codeOf } = valuesOfColumn(allOf(texts), false);
      const elements = composeCodes(new Int32Array(lists.bytes().slice().buffer as ArrayBuffer), codeOf);
      return { ...distinctTextLists(values as TextValues, lists.offsets().map((offset) => offset / 4), elements, null), inexactCode: -1 };
    },
  };
}

function numberListCoder(): BaseCoder {
  const lists = byteDictionary();
  let inexactCode = -1;
  return {
    get byteLength(): number {
      return lists.byteLength;
    },
    encode(batch, index, codes) {
      const list = listOf(batch, index);
      const { elements } = list;
      const numbers = numbersOfColumn(elements);
      // One NaN, for null as for NaN itself, and one zero.
      for (let row = 0; row < elements.rows; row++) numbers[row] = isValid(elements.valid, row) && !Number.isNaN(numbers[row]) ? numbers[row]! + 0 : NaN;
      encodeLists(lists, list, numbers, codes);
      if (inexactCode < 0) inexactCode = codes[firstInexactList(list)] ?? -1;
    },
    finish: () => ({ ...distinctNumberLists(lists.offsets().map((offset) => offset / 8), new Float64Array(lists.bytes().slice().buffer as ArrayBuffer), null), inexactCode }),
  };
}

/** The first list with a number that doubles cannot hold; −1 when there is none. */
function firstInexactList({ rows, valid, offsets, elements }: ListColumn): number {
  for (let row = 0; row < rows; row++) {
    if (!isValid(valid, row)) continue;
    for (let element = offsets[row]!; element < offsets[row + 1]!; element++) if (isValid(elements.valid, element) && isInexact(elements, element)) return row;
  }
  return -1;
}

function encodeLists(lists: ReturnType<typeof byteDictionary>, { rows, valid, offsets }: ListColumn, elements: Int32Array | Float64Array, codes: Int32Array): void {
  const { BYTES_PER_ELEMENT: width } = elements;
  const bytes = new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);
  lists.encode(offsets.map((offset) => offset * width), bytes, valid, rows, codes);
}
