import type { SymbolUnit } from '../../../text/index.ts';
import type { Dictionary, RecordColumn, TextDictionary, TextListDictionary } from '../records.ts';
import type { ArrayMaker } from './array-maker.ts';
import { poolNumberLists, poolNumbers, poolTextLists, poolTexts, type Pooled } from './pool-values.ts';
import { symbolsOf } from './symbols.ts';
import { composeCodes, type CodedRecords, type NumberListValues, type NumberValues, type TextListValues, type TextValues, type TimeValues, type Values } from './values.ts';

/** How columns are laid out. */
export interface Layout {
  /** What the symbols of texts are. */
  readonly unit: SymbolUnit;
  readonly make: ArrayMaker;
  /** Whether the codes of expressions may become those of columns, where they lie: they are not what they were then. */
  readonly takesCodes?: boolean;
}

/**
 * Lays expressions out as columns of a record table.
 *
 * Values are numbered from 1 in the order of their first appearance among the records, through the columns of a domain in
 * turn: nothing of the order in which records were read is left.
 *
 * @param expressions - over all records, in their order.
 * @param domains - domain of each expression: those of one domain and kind share one dictionary, and lists of texts have
 *   the texts of their domain as elements.
 * @param layout - symbols and memory.
 * @returns one column per expression.
 * @remarks O(records) per expression. Holds 4 bytes per record and expression, and the dictionaries; codes that it takes are those of the
 *   last expression that has them.
 */
export function layOutColumns(expressions: readonly CodedRecords[], domains: readonly number[], layout: Layout): RecordColumn[] {
  const columns = new Array<RecordColumn>(expressions.length);
  const uses = new Map<Int32Array, number>();
  for (const { codes } of expressions) uses.set(codes, (uses.get(codes) ?? 0) + 1);
  const placesByDomain = new Map<number, number[]>();
  for (const [index, domain] of domains.entries()) placesByDomain.set(domain, placesByDomain.get(domain) ?? []).get(domain)!.push(index);
  for (const places of placesByDomain.values()) {
    const placesOf = (kind: Values['kind']): number[] => places.filter((index) => expressions[index]!.values.kind === kind);
    const task: Task = { expressions, layout, columns, uses };
    layOutTexts(task, placesOf('text'), placesOf('texts'));
    layOutNumbers(task, placesOf('number'));
    layOutNumbers(task, placesOf('time'));
    layOutNumberLists(task, placesOf('numbers'));
  }
  return columns;
}

/** What is laid out, how, and where the columns go. */
interface Task {
  readonly expressions: readonly CodedRecords[];
  readonly layout: Layout;
  readonly columns: RecordColumn[];
  /** Expressions with the same codes that are still to be numbered. */
  readonly uses: Map<Int32Array, number>;
}

function layOutTexts(task: Task, plain: readonly number[], lists: readonly number[]): void {
  if (plain.length + lists.length === 0) return;
  const { expressions, layout: { unit, make } } = task;
  const listValues = lists.map((index) => expressions[index]!.values as TextListValues);
  const pooled = poolTexts([...plain.map((index) => expressions[index]!.values as TextValues), ...listValues.map(({ texts }) => texts)]);
  const texts = numberColumns(task, plain, pooled);
  const pooledLists = lists.length === 0 ? null : poolTextLists(listValues, { values: pooled.values, codesOf: pooled.codesOf.slice(plain.length) });
  const numberedLists = pooledLists === null ? null : numberColumns(task, lists, pooledLists);
  const elements = numberedLists === null ? null : listElements(pooledLists!.values, numberedLists, texts, make);
  const dictionary: TextDictionary = { kind: 'text', size: texts.used, ...symbolsOf(pooled.values, texts.numberOf, texts.used, unit, make) };
  finishColumns(task, plain, texts, dictionary);
  if (elements !== null) finishColumns(task, lists, numberedLists!, { kind: 'texts', size: numberedLists!.used, ...elements, texts: dictionary });
}

function layOutNumbers(task: Task, places: readonly number[]): void {
  if (places.length === 0) return;
  const pooled = poolNumbers(places.map((index) => task.expressions[index]!.values as NumberValues | TimeValues));
  const numbered = numberColumns(task, places, pooled);
  const numbers = task.layout.make.doubles(numbered.used + 1);
  for (let code = 1; code <= numbered.used; code++) numbers[code] = pooled.values.numbers[numbered.valueOf[code]!]!;
  finishColumns(task, places, numbered, { kind: pooled.values.kind, size: numbered.used, numbers });
}

function layOutNumberLists(task: Task, places: readonly number[]): void {
  if (places.length === 0) return;
  const pooled = poolNumberLists(places.map((index) => task.expressions[index]!.values as NumberListValues));
  const numbered = numberColumns(task, places, pooled);
  const offsets = listOffsets(pooled.values.offsets, numbered, task.layout.make);
  const numbers = task.layout.make.doubles(offsets[numbered.used + 1]!);
  for (let code = 1; code <= numbered.used; code++) {
    const value = numbered.valueOf[code]!;
    numbers.set(pooled.values.numbers.subarray(pooled.values.offsets[value], pooled.values.offsets[value + 1]), offsets[code]);
  }
  finishColumns(task, places, numbered, { kind: 'numbers', size: numbered.used, offsets, numbers });
}

/** The numbers that pooled values have, from 1 up, and the columns that use them. */
interface Numbered {
  /** Uint32Array(pooled values): the number of each, 0 while it has none. */
  readonly numberOf: Uint32Array;
  /** Uint32Array(pooled values + 1): the value with each number. */
  readonly valueOf: Uint32Array;
  /** Numbers given. */
  used: number;
  /** By column: the number of each record, 0 for null. */
  readonly codes: Uint32Array[];
}

function numberColumns(task: Task, places: readonly number[], { values: { size }, codesOf }: Pooled): Numbered {
  const numbered: Numbered = { numberOf: new Uint32Array(size), valueOf: new Uint32Array(size + 1), used: 0, codes: [] };
  places.forEach((index, part) => {
    const { codes, codeOf } = task.expressions[index]!;
    numbered.codes.push(numberColumn(numbered, codes, composeCodes(codeOf, codesOf[part]!), placeOfCodes(task, codes)));
  });
  return numbered;
}

/** Where the numbers of records go: in place of the codes, where nobody needs these any more and columns may lie there. */
function placeOfCodes({ layout: { make, takesCodes = false }, uses }: Task, codes: Int32Array): Uint32Array {
  const left = uses.get(codes)! - 1;
  uses.set(codes, left);
  return takesCodes && left === 0 && make.mayHold(codes) ? new Uint32Array(codes.buffer, codes.byteOffset, codes.length) : make.words(codes.length);
}

/** Numbers a column; `out` may be the memory of the codes. */
function numberColumn(numbered: Numbered, codes: Int32Array, valueOfCode: Int32Array | null, out: Uint32Array): Uint32Array {
  // The value of code 0 comes first, that of code 1 next, as far as they do: each number is one more.
  const inOrder = numbered.used === 0 ? numberInOrder(numbered, codes, valueOfCode, out) : 0;
  if (inOrder === codes.length) return out;
  // By code, so that most records cost one access: its number, all ones while unknown, 0 for none.
  const numberOfCode = new Uint32Array(valueOfCode?.length ?? numbered.numberOf.length).fill(UNKNOWN);
  for (let code = 0; code < numbered.used && inOrder > 0; code++) numberOfCode[code] = code + 1;
  for (let record = inOrder; record < codes.length; record++) {
    const code = codes[record]!;
    if (code < 0) {
      out[record] = 0;
      continue;
    }
    let number = numberOfCode[code]!;
    if (number === UNKNOWN) {
      const value = valueOfCode === null ? code : valueOfCode[code]!;
      number = value < 0 ? 0 : numberFor(value, numbered);
      numberOfCode[code] = number;
    }
    out[record] = number;
  }
  return out;
}

/** Numbers records as long as their codes are values, by first appearance already. Tells how many they were. */
function numberInOrder(numbered: Numbered, codes: Int32Array, valueOfCode: Int32Array | null, out: Uint32Array): number {
  let used = 0;
  let record = 0;
  for (; record < codes.length; record++) {
    const code = codes[record]!;
    if (code >= used) {
      if (code > used || (valueOfCode !== null && valueOfCode[code] !== code)) break;
      used++;
    }
    out[record] = code + 1;
  }
  for (let value = 0; value < used; value++) {
    numbered.numberOf[value] = value + 1;
    numbered.valueOf[value + 1] = value;
  }
  numbered.used = used;
  return record;
}

const UNKNOWN = 0xffffffff;

function numberFor(value: number, numbered: Numbered): number {
  const known = numbered.numberOf[value]!;
  if (known !== 0) return known;
  const next = ++numbered.used;
  numbered.numberOf[value] = next;
  numbered.valueOf[next] = value;
  return next;
}

function finishColumns({ layout: { make }, columns }: Task, places: readonly number[], { codes, used }: Numbered, dictionary: Dictionary): void {
  places.forEach((index, part) => {
    const counts = make.words(used + 1);
    const column = codes[part]!;
    for (let record = 0; record < column.length; record++) counts[column[record]!]!++;
    columns[index] = { codes: column, counts, dictionary };
  });
}

/** Lays the lists out by number, and numbers the texts that no column has brought. */
function listElements(lists: TextListValues, numbered: Numbered, texts: Numbered, make: ArrayMaker): Pick<TextListDictionary, 'offsets' | 'elements'> {
  const offsets = listOffsets(lists.offsets, numbered, make);
  const elements = make.words(offsets[numbered.used + 1]!);
  for (let code = 1; code <= numbered.used; code++) {
    let at = offsets[code]!;
    const value = numbered.valueOf[code]!;
    for (let element = lists.offsets[value]!; element < lists.offsets[value + 1]!; element++, at++) {
      const text = lists.elements[element]!;
      if (text >= 0) elements[at] = numberFor(text, texts);
    }
  }
  return { offsets, elements };
}

/** Where the list with each number starts; number 0 is null and has no elements. */
function listOffsets(offsets: Int32Array, { used, valueOf }: Numbered, make: ArrayMaker): Uint32Array {
  const out = make.words(used + 2);
  for (let code = 1; code <= used; code++) {
    const value = valueOf[code]!;
    out[code + 1] = out[code]! + offsets[value + 1]! - offsets[value]!;
  }
  return out;
}
