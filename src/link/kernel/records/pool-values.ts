import { byteDictionary } from '../../../group/index.ts';
import { composeCodes, distinctNumberLists, distinctNumbers, distinctTextLists, type Derived, type NumberListValues, type NumberValues, type TextListValues, type TextValues, type TimeValues, type Values } from './values.ts';

/** Values of several expressions brought together: equal values have one number. */
export interface Pooled<Made extends Values = Values> {
  readonly values: Made;
  /** Number in `values` of each value, by expression; `null` where it is the same. */
  readonly codesOf: readonly (Int32Array | null)[];
}

/**
 * Brings texts of several expressions together.
 *
 * @param parts - distinct texts by expression.
 * @returns their union, and where each of them is in it.
 */
export function poolTexts(parts: readonly TextValues[]): Pooled<TextValues> {
  if (parts.length === 1) return alone(parts[0]!);
  const dictionary = byteDictionary();
  const codesOf = parts.map(({ offsets, bytes, size }) => {
    const codes = new Int32Array(size);
    dictionary.encode(offsets, bytes, null, size, codes);
    return codes;
  });
  return { values: { kind: 'text', size: dictionary.size, offsets: dictionary.offsets(), bytes: dictionary.bytes() }, codesOf };
}

/**
 * Brings numbers, or times, of several expressions together.
 *
 * @param parts - distinct numbers by expression.
 * @returns their union, and where each of them is in it; days among times of day become times of day.
 */
export function poolNumbers<Made extends NumberValues | TimeValues>(parts: readonly Made[]): Pooled<Made> {
  if (parts.length === 1) return alone(parts[0]!);
  const { values: { size, numbers }, codeOf } = distinctNumbers(endToEnd(parts.map((part) => part.numbers), new Float64Array(totalOf(parts.map((part) => part.size)))));
  const isDate = parts.every((part) => part.kind === 'time' && part.isDate);
  return { values: (parts[0]!.kind === 'time' ? { kind: 'time', size, numbers, isDate } : { kind: 'number', size, numbers }) as Made, codesOf: cut(codeOf, parts) };
}

/**
 * Brings lists of texts of several expressions together.
 *
 * @param parts - distinct lists by expression.
 * @param texts - the texts of all of them, pooled.
 * @returns their union, and where each of them is in it.
 */
export function poolTextLists(parts: readonly TextListValues[], texts: Pooled<TextValues>): Pooled<TextListValues> {
  const elements = parts.map((part, index) => composeCodes(part.elements, texts.codesOf[index]!));
  const { values, codeOf } = distinctTextLists(texts.values, joinOffsets(parts), endToEnd(elements, new Int32Array(totalOf(elements.map(({ length }) => length)))), null);
  return { values, codesOf: cut(codeOf, parts) };
}

/**
 * Brings lists of numbers of several expressions together.
 *
 * @param parts - distinct lists by expression.
 * @returns their union, and where each of them is in it.
 */
export function poolNumberLists(parts: readonly NumberListValues[]): Pooled<NumberListValues> {
  if (parts.length === 1) return alone(parts[0]!);
  const numbers = parts.map((part) => part.numbers);
  const { values, codeOf } = distinctNumberLists(joinOffsets(parts), endToEnd(numbers, new Float64Array(totalOf(numbers.map(({ length }) => length)))), null);
  return { values, codesOf: cut(codeOf, parts) };
}

/**
 * Brings values of one kind together.
 *
 * @param parts - at least one list of distinct values, all of one kind.
 * @returns their union, and where each value is in it.
 */
export function poolValues(parts: readonly Values[]): Pooled {
  switch (parts[0]!.kind) {
    case 'text':
      return poolTexts(parts as readonly TextValues[]);
    case 'number':
    case 'time':
      return poolNumbers(parts as readonly (NumberValues | TimeValues)[]);
    case 'texts':
      return poolTextLists(parts as readonly TextListValues[], poolTexts((parts as readonly TextListValues[]).map(({ texts }) => texts)));
    case 'numbers':
      return poolNumberLists(parts as readonly NumberListValues[]);
  }
}

function alone<Made extends Values>(values: Made): Pooled<Made> {
  return { values, codesOf: [null] };
}

const totalOf = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + size, 0);

function endToEnd<Numbers extends Int32Array | Float64Array>(parts: readonly Numbers[], out: Numbers): Numbers {
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function joinOffsets(parts: readonly { readonly size: number; readonly offsets: Int32Array }[]): Int32Array {
  const offsets = new Int32Array(1 + totalOf(parts.map(({ size }) => size)));
  let list = 0;
  for (const part of parts) {
    const base = offsets[list]!;
    for (let index = 1; index <= part.size; index++) offsets[++list] = base + part.offsets[index]!;
  }
  return offsets;
}

/** Cuts one map into those of the parts it was made for. */
function cut(codeOf: Derived['codeOf'], parts: readonly { readonly size: number }[]): readonly Int32Array[] {
  let from = 0;
  return parts.map(({ size }) => codeOf.subarray(from, (from += size)));
}
