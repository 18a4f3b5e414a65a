import { isValid, type Column, type ListColumn } from '../../core/column.ts';
import { byteDictionary, columnCoder, type ColumnCoder } from '../../group/index.ts';
import { composeCodes, distinctNumberLists, distinctTextLists, type Renumbered, type TextValues } from '../kernel/records/values.ts';
import type { BaseType } from './base-type.ts';
import { firstInexact, isInexact, numbersOfColumn, valuesOfColumn } from './column-values.ts';

/** Codes one column of the sources that have it in one type. */
export interface BaseCoder {
  /** Memory held, in bytes. */
  readonly byteLength: number;
  /** Writes the code of each row of the column in a batch, −1 for null. */
  encode(column: Column | ListColumn, codes: Int32Array): void;
  /** Gives the distinct values, the value of each code, and the code of a number that doubles cannot hold, or −1. */
  finish(): Renumbered & { readonly inexactCode: number };
}

/**
 * Makes the coder of a column.
 *
 * @param type - what the column is.
 * @returns a coder without values.
 */
export function baseCoder(type: BaseType): BaseCoder {
  if (type.lists === null) return plainCoder(type);
  return type.lists === 'texts' ? textListCoder() : numberListCoder();
}

function plainCoder({ empty, isPseudonym }: BaseType): BaseCoder {
  const coder = columnCoder();
  // The kind is settled even where no row comes.
  coder.encode(empty!, new Int32Array(0));
  return {
    get byteLength(): number {
      return coder.byteLength;
    },
    encode: (column, codes) => {
      coder.encode(column as Column, codes);
    },
    finish() {
      const column = allOf(coder);
      return { ...valuesOfColumn(column, isPseudonym), inexactCode: firstInexact(column) };
    },
  };
}

const allOf = (coder: ColumnCoder): Column => coder.all() as Column;

/** Lists are told apart by the codes of their elements. */
function textListCoder(): BaseCoder {
  const texts = columnCoder();
  const lists = byteDictionary();
  return {
    get byteLength(): number {
      return texts.byteLength + lists.byteLength;
    },
    encode(column, codes) {
      const list = column as ListColumn;
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
    encode(column, codes) {
      const list = column as ListColumn;
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
