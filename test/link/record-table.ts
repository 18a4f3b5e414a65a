// Record tables made by hand, value by value: no test of comparing and scoring needs files, Arrow or the coding of records.
import type { ExpressionList } from '../../src/link/compile/expression-list.ts';
import type { ComparableRecords } from '../../src/link/compile/comparable-records.ts';
import type { Dictionary, RecordColumn, RecordTable, TextDictionary } from '../../src/link/kernel/records.ts';
import type { Symbols } from '../../src/text/index.ts';

/** A value of a record. Lists of texts may hold nulls. */
export type Value = null | string | number | readonly (string | null)[] | readonly number[];

/** What a column holds. */
export type Kind = Dictionary['kind'];

/** One expression over all records. */
export interface Values {
  readonly kind: Kind;
  readonly values: readonly Value[];
}

/** Puts columns of one domain on one dictionary. Codes are those of first appearance, which no result may depend on. */
export function codeColumns(columns: readonly Values[], domains: readonly number[], unit: 'codePoint' | 'byte' = 'codePoint'): RecordColumn[] {
  const known = new Map<number, Map<string, { readonly code: number; readonly value: Exclude<Value, null> }>>();
  const coded = columns.map(({ values }, column) => {
    const domain = known.get(domains[column]!) ?? new Map<string, { readonly code: number; readonly value: Exclude<Value, null> }>();
    known.set(domains[column]!, domain);
    return Uint32Array.from(values, (value) => {
      if (value === null) return 0;
      const name = JSON.stringify(value);
      if (!domain.has(name)) domain.set(name, { code: domain.size + 1, value });
      return domain.get(name)!.code;
    });
  });
  const dictionaries = new Map([...known].map(([domain, values]) =>
    [domain, dictionaryOf(columns[domains.indexOf(domain)]!.kind, [...values.values()].map(({ value }) => value), unit)]));
  return coded.map((codes, column) => {
    const dictionary = dictionaries.get(domains[column]!)!;
    const counts = new Uint32Array(dictionary.size + 1);
    for (const code of codes) counts[code]!++;
    return { codes, counts, dictionary };
  });
}

function dictionaryOf(kind: Kind, values: readonly Exclude<Value, null>[], unit: 'codePoint' | 'byte'): Dictionary {
  const size = values.length;
  switch (kind) {
    case 'text':
      return textsOf(values as readonly string[], unit);
    case 'number':
    case 'time':
      return { kind, size, numbers: Float64Array.from([0, ...(values as readonly number[])]) };
    case 'numbers': {
      const lists = values as readonly (readonly number[])[];
      return { kind, size, offsets: offsetsOf(lists), numbers: Float64Array.from(lists.flat()) };
    }
    case 'texts': {
      const lists = values as readonly (readonly (string | null)[])[];
      const texts = [...new Set(lists.flat().filter((text) => text !== null))];
      const elements = lists.map((list) => list.map((text) => (text === null ? 0 : texts.indexOf(text) + 1)));
      return { kind, size, offsets: offsetsOf(elements), elements: Uint32Array.from(elements.flat()), texts: textsOf(texts, unit) };
    }
  }
}

function textsOf(values: readonly string[], unit: 'codePoint' | 'byte'): TextDictionary {
  const symbols = values.map((text) => (unit === 'byte' ? [...new TextEncoder().encode(text)] : Array.from(text, (character) => character.codePointAt(0)!)));
  return { kind: 'text', size: values.length, offsets: offsetsOf(symbols), symbols: narrowest(symbols.flat()) };
}

/** Null has no symbols: the first value starts at 0 too. */
function offsetsOf(lists: readonly (readonly unknown[])[]): Uint32Array {
  const offsets = [0, 0];
  for (const list of lists) offsets.push(offsets.at(-1)! + list.length);
  return Uint32Array.from(offsets);
}

/** Makes a table of records: one array of values per expression, sources one after the other. */
export function recordTable(columns: readonly Values[], domains: readonly number[], sourceSizes: readonly number[], unit: 'codePoint' | 'byte' = 'codePoint'): RecordTable {
  const starts = [0];
  for (const size of sourceSizes) starts.push(starts.at(-1)! + size);
  return { records: starts.at(-1)!, sourceStarts: Uint32Array.from(starts), columns: codeColumns(columns, domains, unit) };
}

/** Makes records of the expressions of a list. */
export function codedRecords(
  expressions: ExpressionList, columns: readonly Values[], sourceSizes: readonly number[], unit: 'codePoint' | 'byte' = 'codePoint',
): ComparableRecords {
  return { table: recordTable(columns, expressions.domains, sourceSizes, unit), expressions, unit };
}

/** As prepared records have them: in an array as narrow as the greatest symbol allows. */
function narrowest(symbols: readonly number[]): Symbols {
  const most = symbols.reduce((one, other) => Math.max(one, other), 0);
  if (most > 0xffff) return Uint32Array.from(symbols);
  return most > 0xff ? Uint16Array.from(symbols) : Uint8Array.from(symbols);
}
