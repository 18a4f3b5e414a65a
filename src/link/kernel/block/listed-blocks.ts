import { numberDictionary } from '../../../group/index.ts';
import type { NumberListDictionary, RecordColumn } from '../records.ts';
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
 * Takes a column as part of a combination.
 *
 * @param column - of any kind; lists are equal as wholes unless they are exploded.
 * @param explode - takes the elements of its lists; a text is a list of one.
 * @returns the part.
 */
export function blockPart({ codes, dictionary }: RecordColumn, explode: boolean): BlockPart {
  if (explode && dictionary.kind === 'texts') return { codes, size: dictionary.texts.size, lists: dictionary };
  if (!explode || dictionary.kind !== 'numbers') return { codes, size: dictionary.size, lists: null };
  const { elements, size } = codeNumbers(dictionary);
  return { codes, size, lists: { offsets: dictionary.offsets, elements } };
}

/** Distinct numbers of lists, coded. */
export interface CodedNumbers {
  readonly size: number;
  /** Code of each number, 0 for NaN, which stands for a null among numbers. */
  readonly elements: Uint32Array;
  /** Float64Array(size): the numbers in the order of their codes, NaN among them where there is one. */
  readonly numbers: Float64Array;
}

/**
 * Codes the numbers of lists: equal numbers, equal codes.
 *
 * @param dictionary - lists of numbers.
 * @returns the codes.
 */
export function codeNumbers({ numbers }: NumberListDictionary): CodedNumbers {
  const found = new Int32Array(numbers.length);
  const distinct = numberDictionary('float64');
  distinct.encode(numbers, null, found.length, found);
  const elements = new Uint32Array(numbers.length);
  for (let index = 0; index < found.length; index++) if (!Number.isNaN(numbers[index]!)) elements[index] = found[index]! + 1;
  return { size: distinct.size, elements, numbers: distinct.values() };
}

/**
 * Finds the blocks of each record where lists are exploded: those of every combination of one element of each.
 *
 * @param parts - what the records are blocked by.
 * @param records - number of records.
 * @param numbers - numbers combinations; those not met before are added in the order of the records, and of the elements
 *   of their lists.
 * @returns blocks by record, from 1 up, rising and each once.
 * @remarks O(combinations × parts).
 */
export function listedBlocks(parts: readonly BlockPart[], records: number, numbers: TupleNumbers): BlockIds {
  const offsets = new Uint32Array(records + 1);
  let ids = new Uint32Array(records);
  let stored = 0;
  const columns = parts.map(() => new Uint32Array(RUN));
  const numberOf = new Uint32Array(RUN);
  const own: number[] = [];

  function number(filled: number): void {
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
        number(filled);
        filled = 0;
      }
    }
    if (filled > 0) number(filled);
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
