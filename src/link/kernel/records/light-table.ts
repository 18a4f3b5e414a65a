import type { Dictionary, RecordTable, TextDictionary } from '../records.ts';

/** What is left of codes that nobody looks up. */
const NO_CODES: Uint32Array = new Uint32Array(0);
/** What is left of symbols that nobody reads. */
const NO_SYMBOLS: Uint8Array = new Uint8Array(0);

/**
 * Leaves codes out of a table that nobody looks up in it, so that they can be let go of.
 *
 * @param table - the records.
 * @param lookedUp - columns whose codes stay.
 * @returns the table; the other columns have none.
 * @remarks O(columns): no array is copied.
 */
export function onlyCodesOf(table: RecordTable, lookedUp: ReadonlySet<number>): RecordTable {
  return { ...table, columns: table.columns.map((column, index) => (lookedUp.has(index) ? column : { ...column, codes: NO_CODES })) };
}

/**
 * Leaves the symbols of texts out of a table, for whoever goes by codes alone.
 *
 * @param table - the records.
 * @returns the table; its dictionaries are as many as before, and columns that shared one share one.
 * @remarks O(columns): no array is copied.
 */
export function withoutTexts(table: RecordTable): RecordTable {
  const known = new Map<Dictionary, Dictionary>();
  const once = <Kind extends Dictionary>(dictionary: Kind, make: () => Kind): Kind => {
    const made = (known.get(dictionary) as Kind | undefined) ?? make();
    known.set(dictionary, made);
    return made;
  };
  const empty = (texts: TextDictionary): TextDictionary => once(texts, () => ({ ...texts, symbols: NO_SYMBOLS }));
  const without = (dictionary: Dictionary): Dictionary => {
    if (dictionary.kind === 'text') return empty(dictionary);
    return dictionary.kind === 'texts' ? once(dictionary, () => ({ ...dictionary, texts: empty(dictionary.texts) })) : dictionary;
  };
  return { ...table, columns: table.columns.map((column) => ({ ...column, dictionary: without(column.dictionary) })) };
}
