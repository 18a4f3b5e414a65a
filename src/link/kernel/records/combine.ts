import { tupleTable } from '../../../group/index.ts';
import { poolTexts } from './pool-values.ts';
import { composeCodes, distinctNumberLists, distinctTextLists, distinctTexts, valueCodes, type CodedRecords, type Derived, type NumberValues, type TextValues } from './values.ts';

/** The combinations of values that records have. */
interface Combinations {
  readonly size: number;
  /** Int32Array(records). */
  readonly codes: Int32Array;
  /** By part, Int32Array(size): value of each combination, −1 for null. */
  readonly parts: readonly Int32Array[];
}

function combine(parts: readonly CodedRecords[], records: number): Combinations {
  const table = tupleTable(parts.length);
  const codes = new Int32Array(records);
  table.assign(parts.map(valueCodes), records, codes);
  return { size: table.size, codes, parts: parts.map((_, index) => table.column(index)) };
}

/**
 * Puts the texts of several expressions end to end.
 *
 * @param parts - texts over all records.
 * @param separator - stands between them.
 * @param records - how many records there are.
 * @returns the texts put together; null where one of them is.
 * @throws {RangeError} if the distinct texts exceed 2 GiB.
 * @remarks Works on the combinations that occur, each once.
 */
export function concatTexts(parts: readonly CodedRecords<TextValues>[], separator: string, records: number): CodedRecords<TextValues> {
  const between = new TextEncoder().encode(separator);
  const combinations = combine(parts, records);
  const { size } = combinations;
  const offsets = new Int32Array(size + 1);
  const valid = new Uint8Array((size + 7) >> 3);
  let total = 0;
  for (let code = 0; code < size; code++) {
    if (combinations.parts.every((column) => column[code]! >= 0)) {
      valid[code >> 3]! |= 1 << (code & 7);
      total += between.length * (parts.length - 1);
      parts.forEach(({ values }, part) => {
        const value = combinations.parts[part]![code]!;
        total += values.offsets[value + 1]! - values.offsets[value]!;
      });
      if (total > 0x7fffffff) throw new RangeError('concat: expected at most 2 GiB of distinct texts');
    }
    offsets[code + 1] = total;
  }
  const bytes = new Uint8Array(total);
  for (let code = 0; code < size; code++) {
    let at = offsets[code]!;
    if (at === offsets[code + 1]) continue;
    parts.forEach(({ values }, part) => {
      if (part > 0) for (const byte of between) bytes[at++] = byte;
      const value = combinations.parts[part]![code]!;
      for (let index = values.offsets[value]!; index < values.offsets[value + 1]!; index++) bytes[at++] = values.bytes[index]!;
    });
  }
  const { values, codeOf } = distinctTexts(offsets, bytes, valid, size);
  return { codes: combinations.codes, codeOf, values };
}

/**
 * Puts the values of several expressions side by side, as a list.
 *
 * @param parts - all of them texts, or all numbers, over all records.
 * @param records - how many records there are.
 * @returns lists of `parts.length` elements; null where all of them are.
 */
export function combineLists(parts: readonly CodedRecords[], records: number): CodedRecords {
  const combinations = combine(parts, records);
  const { values, codeOf } = parts[0]!.values.kind === 'text' ? textLists(parts as CodedRecords<TextValues>[], combinations) : numberLists(parts as CodedRecords<NumberValues>[], combinations);
  return { codes: combinations.codes, codeOf, values };
}

function textLists(parts: readonly CodedRecords<TextValues>[], { size, parts: columns }: Combinations): Derived {
  const pooled = poolTexts(parts.map(({ values }) => values));
  const elements = new Int32Array(size * parts.length);
  parts.forEach((_, part) => {
    const codes = composeCodes(columns[part]!, pooled.codesOf[part]!);
    for (let code = 0; code < size; code++) elements[code * parts.length + part] = codes[code]!;
  });
  return distinctTextLists(pooled.values, evenOffsets(size, parts.length), elements, anyBits(columns, size));
}

function numberLists(parts: readonly CodedRecords<NumberValues>[], { size, parts: columns }: Combinations): Derived {
  const elements = new Float64Array(size * parts.length);
  parts.forEach(({ values: { numbers } }, part) => {
    const codes = columns[part]!;
    for (let code = 0; code < size; code++) elements[code * parts.length + part] = codes[code]! < 0 ? NaN : numbers[codes[code]!]!;
  });
  return distinctNumberLists(evenOffsets(size, parts.length), elements, anyBits(columns, size));
}

const evenOffsets = (lists: number, length: number): Int32Array => new Int32Array(lists + 1).map((_, list) => list * length);

/** Marks the combinations in which a part has a value. */
function anyBits(columns: readonly Int32Array[], size: number): Uint8Array {
  const bits = new Uint8Array((size + 7) >> 3);
  for (const column of columns) for (let code = 0; code < size; code++) if (column[code]! >= 0) bits[code >> 3]! |= 1 << (code & 7);
  return bits;
}
