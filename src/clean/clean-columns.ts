import type { Field, RecordBatch, Schema } from 'apache-arrow';
import { columnsOf, makeBatch, makeSchema } from '../core/arrow.ts';
import type { CodedColumn, Column } from '../core/column.ts';
import { checkAll, findColumn } from '../core/field.ts';
import type { Findings, Json, MapOperator } from '../core/operator.ts';
import type { RejectSink } from '../core/rejects.ts';
import { takeRows } from '../core/slice.ts';
import { valueTally, type ValueReason } from '../core/value-tally.ts';
import { outcomesByCode, throughDictionary, type Outcomes } from './through-dictionary.ts';

/** A column after cleaning. */
export interface CleanedColumn extends Outcomes {
  /** The new values; one that is refused is null here, or as it was. */
  readonly column: Column;
  /** Where the operator makes notes: bit `i` of a row is its note `i`. */
  readonly notes?: Uint8Array | Uint32Array;
}

/** What an operator counts beside reasons: how many values each of its notes is true of. */
export interface NoteNames {
  /** Member of the findings that holds the counts, for example `byFormat`. */
  readonly member: string;
  /** At most 32 names, by bit. */
  readonly names: readonly string[];
}

/** How columns are cleaned in place, each value by itself. */
export interface CleaningSettings {
  /** Name of the operator. */
  readonly name: string;
  /** The columns, each with the path of the option that names it. */
  readonly columns: readonly { readonly name: string; readonly path: string }[];
  /** Column types accepted. */
  readonly types: readonly string[];
  /** Reasons by code, the same for all columns: 0 is a value in form, 1 a missing one. */
  readonly reasons: readonly ValueReason[];
  /** What the codes of rejected rows begin with: `DATE` makes `DATE_FORMAT` of the reason `format`. */
  readonly codePrefix: string;
  readonly notes?: NoteNames;
  /** Gives the field of a column after cleaning; throws a `PlanError` where the options do not fit it. */
  field(field: Field): Field;
  /** Gives the function that cleans a column; `field` is the column's before cleaning. */
  cleaner(field: Field): ColumnCleaner;
}

/** Cleans the values of a batch, or the entries of a dictionary. */
export type ColumnCleaner = (column: PlainColumn) => CleanedColumn;

/** A column whose values stand in it, text without dictionary included. */
export type PlainColumn = Exclude<Column, CodedColumn>;

/**
 * Makes an operator that cleans columns in place, value by value: it finds the columns, cleans each distinct value of a
 * dictionary once, sets rejected rows aside and counts what became of the values. A row leaves for the first of its
 * columns at fault.
 *
 * @param settings - the columns and the function that cleans them.
 * @returns the operator. Its findings are those of a value tally; with several columns they are sums, and `columns`
 *   holds those of each.
 */
export function cleanColumns(settings: CleaningSettings): MapOperator {
  const { name, columns: cleaned, types, reasons } = settings;
  const find = (input: Schema): readonly number[] => {
    checkAll(cleaned.map((column) => () => void findColumn(input, column.name, column.path, types)));
    return cleaned.map((column) => findColumn(input, column.name, column.path));
  };
  const outputSchema = (input: Schema): Schema => {
    const indexes = find(input);
    checkAll(indexes.map((index) => () => void settings.field(input.fields[index]!)));
    return makeSchema(input.fields.map((field, index) => (indexes.includes(index) ? settings.field(field) : field)), input.metadata);
  };
  const codes = reasons.map((reason) => `${settings.codePrefix}_${reason.name.toUpperCase()}`);
  return {
    kind: 'map',
    name,
    rejects: reasons.some(({ fate }) => fate === 'reject'),
    outputSchema,
    start(input) {
      const output = outputSchema(input);
      const indexes = find(input);
      const parts = indexes.map((index) => ({
        clean: throughDictionary(settings.cleaner(input.fields[index]!), byCode),
        tally: valueTally(reasons),
        notes: new Float64Array(settings.notes?.names.length ?? 0),
      }));
      return {
        apply(batch: RecordBatch, firstRow: number, reject: RejectSink) {
          const columns = columnsOf(batch);
          let leaving = 0;
          const found = parts.map(({ clean, tally, notes }, position) => {
            const result = clean(columns[indexes[position]!]!);
            columns[indexes[position]!] = result.column;
            leaving += tally.add(result.reasons, result.isChanged);
            if (result.notes !== undefined) countNotes(result.notes, notes);
            return result.reasons;
          });
          if (leaving === 0) return makeBatch(output, columns, batch.numRows);
          const staying = rowsThatStay(reasons, found, batch.numRows, (row, position, reason) => {
            reject(firstRow + row + 1, cleaned[position]!.name, codes[reason]!);
          });
          return makeBatch(output, columns.map((column) => takeRows(column, staying)), staying.length);
        },
        finish() {
          const each = parts.map(({ tally, notes }) => ({ ...tally.findings(), ...notesFound(settings.notes, notes) }));
          if (each.length === 1) return each[0]!;
          return { ...each.reduce(sumOfFindings), rows: each[0]!['rows']!, columns: Object.fromEntries(cleaned.map((column, position) => [column.name, each[position]!])) };
        },
      };
    },
  };
}

/**
 * Hands the cleaned entries of a dictionary out by code.
 *
 * @param entries - the entries after cleaning.
 * @param column - the column of codes.
 * @returns a plain column of its rows.
 */
export function byCode(entries: CleanedColumn, column: CodedColumn): CleanedColumn {
  const { entryOf, reasons, isChanged } = outcomesByCode(entries, column);
  const { notes } = entries;
  const cleaned = { column: takeRows(entries.column, entryOf), reasons, isChanged };
  return notes === undefined ? cleaned : { ...cleaned, notes: Uint32Array.from(entryOf, (entry) => (entry < 0 ? 0 : notes[entry]!)) };
}

/** Finds the rows that no reason makes leave, and hands the others over with the first column at fault. */
function rowsThatStay(
  reasons: readonly ValueReason[],
  found: readonly Uint8Array[],
  rows: number,
  reject: (row: number, position: number, reason: number) => void,
): Int32Array {
  const leaves = Uint8Array.from(reasons, ({ fate }) => (fate === 'reject' ? 1 : 0));
  const staying = new Int32Array(rows);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    let position = 0;
    while (position < found.length && leaves[found[position]![row]!] === 0) position++;
    if (position === found.length) staying[count++] = row;
    else reject(row, position, found[position]![row]!);
  }
  return staying.subarray(0, count);
}

function countNotes(notes: Uint8Array | Uint32Array, counts: Float64Array): void {
  for (let row = 0; row < notes.length; row++) {
    for (let rest = notes[row]!; rest !== 0; rest &= rest - 1) counts[31 - Math.clz32(rest & -rest)]!++;
  }
}

function notesFound(names: NoteNames | undefined, counts: Float64Array): Findings {
  return names === undefined ? {} : { [names.member]: Object.fromEntries(names.names.map((name, bit) => [name, counts[bit]!])) };
}

/** Adds the counts of two columns, member by member. */
function sumOfFindings(left: Findings, right: Findings): Findings {
  return Object.fromEntries(Object.entries(left).map(([member, count]): [string, Json] => {
    const other = right[member]!;
    return [member, typeof count === 'number' ? count + (other as number) : sumOfFindings(count as Findings, other as Findings)];
  }));
}
