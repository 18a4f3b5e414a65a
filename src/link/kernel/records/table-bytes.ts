import type { SymbolUnit } from '../../../text/index.ts';
import { mostSymbolWidth } from './symbols.ts';
import type { CodedRecords, TextValues, Values } from './values.ts';

/**
 * Tells how much memory it takes to lay expressions out as columns, before it is taken.
 *
 * @param expressions - over all records.
 * @param domains - domain of each expression: in one domain a column counts the values of all.
 * @param records - how many records there are.
 * @param unit - what a symbol of a text is.
 * @returns bytes: of what is there, codes and values, each array once; and of the columns that are made of it, as if no two had a value
 *   in common.
 * @remarks O(expressions²), and O(bytes of distinct texts).
 */
export function tableBytes(expressions: readonly CodedRecords[], domains: readonly number[], records: number, unit: SymbolUnit): number {
  const held = new Set(expressions.flatMap(({ codes, codeOf, values }) => [codes, ...(codeOf === null ? [] : [codeOf]), ...arraysOf(values)]));
  const bytes = [...held].reduce((sum, { byteLength }) => sum + byteLength, 0);
  // The texts of a domain have one dictionary, which is as wide as the widest of them.
  const widths = expressions.map(({ values }) => (textsOf(values) === null ? 1 : mostSymbolWidth(textsOf(values)!, unit)));
  const widthOf = (domain: number): number => widths.reduce<number>((most, width, index) => (domains[index] === domain ? Math.max(most, width) : most), 1);
  return expressions.reduce((sum, { values }, index) => {
    const counted = expressions.reduce((size, other, at) => (domains[at] === domains[index] ? size + valuesCounted(values.kind, other.values) : size), 0);
    return sum + 4 * records + 4 * (counted + 1) + dictionaryBytes(values, widthOf(domains[index]!));
  }, bytes);
}

/** Values that a column of some kind counts, of an expression of its domain: texts include those of lists. */
function valuesCounted(kind: Values['kind'], values: Values): number {
  if (values.kind === kind) return values.size;
  return kind === 'text' && values.kind === 'texts' ? values.texts.size : 0;
}

function textsOf(values: Values): TextValues | null {
  if (values.kind === 'text') return values;
  return values.kind === 'texts' ? values.texts : null;
}

function arraysOf(values: Values): readonly (Uint8Array | Int32Array | Float64Array)[] {
  switch (values.kind) {
    case 'text':
      return [values.offsets, values.bytes];
    case 'number':
    case 'time':
      return [values.numbers];
    case 'texts':
      return [values.offsets, values.elements, ...arraysOf(values.texts)];
    case 'numbers':
      return [values.offsets, values.numbers];
  }
}

/** At most: a text has no more symbols than bytes. */
function dictionaryBytes(values: Values, symbolWidth: number): number {
  switch (values.kind) {
    case 'text':
      return 4 * (values.size + 2) + symbolWidth * values.bytes.length;
    case 'number':
    case 'time':
      return 8 * (values.size + 1);
    case 'texts':
      return 4 * (values.size + 2) + 4 * values.elements.length + dictionaryBytes(values.texts, symbolWidth);
    case 'numbers':
      return 4 * (values.size + 2) + 8 * values.numbers.length;
  }
}
