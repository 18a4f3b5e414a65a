// Records prepared for linkage, and read back as plain values, for tests; nothing here is on a data path.
import type { Schema } from 'apache-arrow';
import type { Dataset } from '../../src/core/dataset.ts';
import { collectExpressions } from '../../src/link/compile/expression-list.ts';
import type { Dictionary, RecordColumn, TextDictionary } from '../../src/link/kernel/records.ts';
import type { Expression } from '../../src/link/model/expression.ts';
import { prepareRecords, type LinkageRecords, type PrepareOptions } from '../../src/link/records/prepare-records.ts';
import { schemaOf, tableOf, valuesOf, type Row, type Value } from '../small-tables.ts';

export type Decoded = string | number | readonly (string | number | null)[] | null;

/** Prepares the records of sources; the row key is the column `id`. */
export function recordsOf(inputs: Readonly<Record<string, Dataset>>, expressions: readonly Expression[], options: Partial<PrepareOptions> = {}): Promise<LinkageRecords> {
  return prepareRecords(inputs, { rowKey: 'id', expressions: collectExpressions({ blocking: [], comparisons: [] }, expressions), unit: 'codePoint', ...options });
}

/** A table of one text column `value` with row keys a, b, c … in order. */
export function oneColumn(values: readonly Value[], type: 'utf8' | 'int32' | 'int64' | 'float64' | 'bool' | 'date' | 'timestamp' | `decimal(${number},${number})` | `binary(${number})` = 'utf8'): Dataset {
  return tableOf(valueSchema(type), values.map((value, row) => [row, value]));
}

function valueSchema(type: Parameters<typeof oneColumn>[1] & string): Schema {
  return schemaOf({ id: { type: 'int32', role: 'technical' }, value: { type, role: 'attribute' } });
}

/** What one expression makes of values, one a record, in order. */
export async function derived(values: readonly Value[], expression: Expression, type: Parameters<typeof oneColumn>[1] = 'utf8'): Promise<Decoded[]> {
  const { table } = await recordsOf({ source: oneColumn(values, type) }, [expression]);
  return decodeColumn(table.columns[0]!);
}

/** The values of a column, in the order of the records. */
export function decodeColumn({ codes, dictionary }: RecordColumn): Decoded[] {
  return Array.from(codes, (code) => (code === 0 ? null : decodeValue(dictionary, code)));
}

export function decodeValue(dictionary: Dictionary, code: number): Decoded {
  switch (dictionary.kind) {
    case 'text':
      return decodeText(dictionary, code);
    case 'number':
    case 'time':
      return dictionary.numbers[code]!;
    case 'texts':
      return Array.from(dictionary.elements.subarray(dictionary.offsets[code], dictionary.offsets[code + 1]), (text) => (text === 0 ? null : decodeText(dictionary.texts, text)));
    case 'numbers':
      return Array.from(dictionary.numbers.subarray(dictionary.offsets[code], dictionary.offsets[code + 1]), (number) => (Number.isNaN(number) ? null : number));
  }
}

export function decodeText({ offsets, symbols }: TextDictionary, code: number): string {
  return String.fromCodePoint(...symbols.subarray(offsets[code], offsets[code + 1]));
}

/** Rows of records as plain values: source, row key, and the value of every expression. */
export function decodeRecords({ table, sources, rowKeys }: LinkageRecords): (Value | Decoded)[][] {
  const keys = valuesOf(rowKeys);
  const columns = table.columns.map(decodeColumn);
  return Array.from({ length: table.records }, (_, record) => {
    const source = table.sourceStarts.findLastIndex((start, index) => index < sources.length && start <= record && table.sourceStarts[index + 1]! > record);
    return [sources[source]!, keys[record]!, ...columns.map((column) => column[record]!)];
  });
}

export { schemaOf, tableOf, type Row };
