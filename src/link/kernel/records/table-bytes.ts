import type { CodedRecords, Values } from './values.ts';

/**
 * Tells how much memory it takes to lay expressions out as columns, before it is taken.
 *
 * @param expressions - over all records.
 * @param domains - domain of each expression: in one domain a column counts the values of all.
 * @param records - how many records there are.
 * @returns bytes: of what is there, codes and values, each array once; and of the columns that are made of it, as if no two had a value
 *   in common.
 * @remarks O(expressions²).
 */
export function tableBytes(expressions: readonly CodedRecords[], domains: readonly number[], records: number): number {
  const held = new Set(expressions.flatMap(({ codes, codeOf, values }) => [codes, ...(codeOf === null ? [] : [codeOf]), ...arraysOf(values)]));
  const bytes = [...held].reduce((sum, { byteLength }) => sum + byteLength, 0);
  return expressions.reduce((sum, { values }, index) => {
    const counted = expressions.reduce((size, other, at) => (domains[at] === domains[index] && other.values.kind === values.kind ? size + other.values.size : size), 0);
    return sum + 4 * records + 4 * (counted + 1) + dictionaryBytes(values);
  }, bytes);
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
function dictionaryBytes(values: Values): number {
  switch (values.kind) {
    case 'text':
      return 4 * (values.size + 2) + 4 * values.bytes.length;
    case 'number':
    case 'time':
      return 8 * (values.size + 1);
    case 'texts':
      return 4 * (values.size + 2) + 4 * values.elements.length + dictionaryBytes(values.texts);
    case 'numbers':
      return 4 * (values.size + 2) + 8 * values.numbers.length;
  }
}
