import type { Symbols } from '../../../text/index.ts';
import type { Dictionary, RecordTable, TextDictionary } from '../records.ts';

/** What is left of codes that nobody looks up. */
const NO_CODES: Uint32Array = new Uint32Array(0);

/**
 * Leaves out of a table what scoring reads elsewhere, so that it can be let go of.
 *
 * @param table - the records.
 * @param lookedUp - columns whose codes are looked up record by record; those of the others lie side by side already.
 * @param symbols - by dictionary, the same symbols where they were laid out for a kernel.
 * @returns the table without other codes, its texts where they were laid out. Columns that shared a dictionary share one.
 * @remarks O(columns): no array is copied.
 */
export function lightTable(table: RecordTable, lookedUp: ReadonlySet<number>, symbols: ReadonlyMap<TextDictionary, Symbols>): RecordTable {
  const known = new Map<Dictionary, Dictionary>();
  const lightTexts = (texts: TextDictionary): TextDictionary => {
    const light = known.get(texts) ?? { ...texts, symbols: symbols.get(texts) ?? texts.symbols };
    known.set(texts, light);
    return light as TextDictionary;
  };
  const light = (dictionary: Dictionary): Dictionary => {
    if (dictionary.kind === 'text') return lightTexts(dictionary);
    if (dictionary.kind !== 'texts') return dictionary;
    const lists = known.get(dictionary) ?? { ...dictionary, texts: lightTexts(dictionary.texts) };
    known.set(dictionary, lists);
    return lists;
  };
  const columns = table.columns.map((column, index) => ({ ...column, codes: lookedUp.has(index) ? column.codes : NO_CODES, dictionary: light(column.dictionary) }));
  return { ...table, columns };
}
