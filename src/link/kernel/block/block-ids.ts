import { numberDictionary } from '../../../group/index.ts';
import type { RecordColumn } from '../records.ts';
import type { BlockIds } from './program.ts';
import type { TupleNumbers } from './tuple-numbers.ts';

/** What the records of one side are blocked by: one part of a combination. */
export interface BlockPart {
  /** Uint32Array(records): code of each record, 0 for null. */
  readonly codes: Uint32Array;
  /** Highest code; of elements where there are lists. */
  readonly size: number;
  /** What a code stands for where one element in common is enough; null where codes themselves must be equal. */
  readonly lists: CodeLists | null;
}

/** Lists of codes by code. */
export interface CodeLists {
  /** Uint32Array(lists + 2): list `c` is `elements[offsets[c] … offsets[c + 1])`. */
  readonly offsets: Uint32Array;
  /** Codes of the elements, 0 for null. */
  readonly elements: Uint32Array;
}

/** Combinations numbered at once. */
const RUN = 16_384;

/**
 * Takes a column as it is: equal codes, equal values.
 *
 * @param column - of any kind; lists are equal as wholes.
 * @param leavesSingles - leaves out values that one record alone has, which no other record can share.
 * @returns the part.
 */
export function wholePart(column: RecordColumn, leavesSingles: boolean): BlockPart {
  const { codes, counts, dictionary } = column;
  return { codes: leavesSingles ? codes.map((code) => counts[code]! > 1 ? code : 0) : codes, size: dictionary.size, lists: null };
}

/**
 * Takes the elements of a column of lists.
 *
 * @param column - lists of texts or of numbers.
 * @returns the part; null when the column holds no lists.
 */
export function elementPart({ codes, dictionary }: RecordColumn): BlockPart | null {
  if (dictionary.kind === 'texts') return { codes, size: dictionary.texts.size, lists: dictionary };
  if (dictionary.kind !== 'numbers') return null;
  const elements = new Int32Array(dictionary.numbers.length);
  const distinct = numberDictionary('float64');
  distinct.encode(dictionary.numbers, null, elements.length, elements);
  const { numbers } = dictionary;
  return {
    codes,
    size: distinct.size,
    lists: { offsets: dictionary.offsets, elements: Uint32Array.from(elements, (code, index) => Number.isNaN(numbers[index]!) ? 0 : code + 1) },
  };
}

/**
 * Finds the blocks of each record.
 *
 * @param parts - what the records are blocked by; none: all records are in one block.
 * @param records - number of records.
 * @param numbers - numbers combinations; those not met before are added in the order of the records, and of the elements
 *   of their lists.
 * @returns blocks by record, from 1 up, not yet rid of those that give no pair.
 * @remarks O(records × parts), or O(combinations × parts) with lists: every element of one with every one of the others.
 */
export function blockIds(parts: readonly BlockPart[], records: number, numbers: TupleNumbers): BlockIds {
  if (parts.some(({ lists }) => lists !== null)) return listedIds(parts, records, numbers);
  const ids = new Uint32Array(records);
  if (parts.length === 0) ids.fill(1);
  else numbers.assign(parts.map(({ codes }) => codes), records, ids);
  return { offsets: null, ids };
}

function listedIds(parts: readonly BlockPart[], records: number, numbers: TupleNumbers): BlockIds {
  const offsets = new Uint32Array(records + 1);
  let ids = new Uint32Array(records);
  let stored = 0;
  const columns = parts.map(() => new Uint32Array(RUN));
  const numberOf = new Uint32Array(RUN);
  const own: number[] = [];

  function store(filled: number): void {
    numbers.assign(columns, filled, numberOf);
    for (let index = 0; index < filled; index++) if (numberOf[index] !== 0) own.push(numberOf[index]!);
  }

  for (let record = 0; record < records; record++) {
    own.length = 0;
    let filled = 0;
    const combinations = combinationsOf(parts, record);
    for (let combination = 0; combination < combinations; combination++) {
      setCombination(parts, record, combination, columns, filled++);
      if (filled === RUN) {
        store(filled);
        filled = 0;
      }
    }
    store(filled);
    own.sort((left, right) => left - right);
    if (stored + own.length > ids.length) ids = longer(ids, stored + own.length);
    for (let index = 0; index < own.length; index++) if (index === 0 || own[index] !== own[index - 1]) ids[stored++] = own[index]!;
    offsets[record + 1] = stored;
  }
  return { offsets, ids: ids.subarray(0, stored) };
}

function combinationsOf(parts: readonly BlockPart[], record: number): number {
  let combinations = 1;
  for (const { codes, lists } of parts) {
    const code = codes[record]!;
    combinations *= code === 0 ? 0 : lists === null ? 1 : lists.offsets[code + 1]! - lists.offsets[code]!;
  }
  return combinations;
}

/** Writes one combination of a record: elements of the last list go round fastest. */
function setCombination(parts: readonly BlockPart[], record: number, combination: number, columns: readonly Uint32Array[], at: number): void {
  let rest = combination;
  for (let part = parts.length - 1; part >= 0; part--) {
    const { codes, lists } = parts[part]!;
    const code = codes[record]!;
    if (lists === null) {
      columns[part]![at] = code;
    } else {
      const start = lists.offsets[code]!;
      const length = lists.offsets[code + 1]! - start;
      columns[part]![at] = lists.elements[start + rest % length]!;
      rest = Math.floor(rest / length);
    }
  }
}

function longer(ids: Uint32Array, needed: number): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(Math.max(needed, Math.ceil(1.5 * ids.length), 16));
  grown.set(ids);
  return grown;
}
