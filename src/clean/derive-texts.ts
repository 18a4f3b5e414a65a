import type { RecordBatch, Schema } from 'apache-arrow';
import { arrowType, columnsOf, makeBatch, makeSchema } from '../core/arrow.ts';
import { isValid, plainText, type CodedColumn, type TextColumn } from '../core/column.ts';
import { refusePlan } from '../core/errors.ts';
import { changeField, checkAll, findColumn, METADATA } from '../core/field.ts';
import type { MapOperator } from '../core/operator.ts';
import { takeRows } from '../core/slice.ts';
import { REASON_NULL, valueTally, type ValueReason } from '../core/value-tally.ts';

/** Texts made from a column of texts. */
export interface DerivedTexts {
  /** The columns made, in the order of the outputs. */
  readonly columns: readonly TextColumn[];
  /** Uint8Array(rows): the reason of each value. */
  readonly reasons: Uint8Array;
  /** Uint8Array(rows): 1 where an accepted value is not what it was. */
  readonly isChanged: Uint8Array;
}

/** How text columns are made from one, each value by itself. */
export interface DerivingSettings {
  /** Name of the operator. */
  readonly name: string;
  /** The text column to read. */
  readonly column: string;
  /** A column to make: its name and the path of the option that gives it, or `null` to put it in the place of its source. */
  readonly outputs: readonly { readonly into: string | null; readonly path: string }[];
  /** Reasons by code: 0 is a value in form, 1 a missing one. */
  readonly reasons: readonly ValueReason[];
  /** Makes the texts: of a batch, or of the entries of a dictionary. */
  derive(values: TextColumn): DerivedTexts;
}

/**
 * Makes an operator that makes text columns from one, in its place or as new last columns, value by value. The entries of a
 * dictionary are worked on once for as long as the dictionary stays the same.
 *
 * @param settings - the columns, and the function that makes them.
 * @returns the operator: one pass, a batch of memory, order kept. New columns have the role of their source and may be null;
 *   none is declared as an identifier. Findings: those of a value tally.
 */
export function deriveTexts(settings: DerivingSettings): MapOperator {
  const { name, column, outputs, reasons } = settings;
  const find = (input: Schema): number => findColumn(input, column, 'column', ['utf8']);
  const outputSchema = (input: Schema): Schema => {
    const index = find(input);
    const names = new Set(input.fields.map((field) => field.name));
    checkAll(outputs.map(({ into, path }) => () => {
      if (into !== null && names.has(into)) refusePlan('PLAN_COLUMN_EXISTS', path, `a column is already called "${into}"`);
      if (into !== null) names.add(into);
    }));
    const made = outputs.map(({ into }) => changeField(input.fields[index]!, {
      name: into ?? column, type: arrowType('utf8'), nullable: true, metadata: { [METADATA.identifier]: null },
    }));
    const fields = [...input.fields];
    for (const field of made) {
      if (field.name === column) fields[index] = field;
      else fields.push(field);
    }
    return makeSchema(fields, input.metadata);
  };
  return {
    kind: 'map',
    name,
    outputSchema,
    start(input) {
      const output = outputSchema(input);
      const index = find(input);
      const derive = throughDictionary((values) => settings.derive(values));
      const tally = valueTally(reasons);
      return {
        apply(batch: RecordBatch) {
          const columns = columnsOf(batch);
          const { columns: made, reasons: found, isChanged } = derive(columns[index] as TextColumn | CodedColumn);
          tally.add(found, isChanged);
          for (const [position, { into }] of outputs.entries()) {
            if (into === null) columns[index] = made[position]!;
            else columns.push(made[position]!);
          }
          return makeBatch(output, columns, batch.numRows);
        },
        finish: () => tally.findings(),
      };
    },
  };
}

function throughDictionary(derive: (values: TextColumn) => DerivedTexts): (column: TextColumn | CodedColumn) => DerivedTexts {
  let dictionary: TextColumn | null = null;
  let entries: DerivedTexts | null = null;
  return (column) => {
    if (column.kind === 'text') return derive(column);
    if (column.dictionary !== dictionary) {
      // A dictionary of more entries than rows is dearer than its rows.
      if (column.dictionary.rows > column.rows) return derive(plainText(column));
      dictionary = column.dictionary;
      entries = derive(dictionary);
    }
    return byCode(entries!, column);
  };
}

function byCode(entries: DerivedTexts, { rows, codes, valid }: CodedColumn): DerivedTexts {
  const entryOf = new Int32Array(rows).fill(-1);
  const reasons = new Uint8Array(rows).fill(REASON_NULL);
  const isChanged = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    if (!isValid(valid, row)) continue;
    const entry = codes[row]!;
    entryOf[row] = entry;
    reasons[row] = entries.reasons[entry]!;
    isChanged[row] = entries.isChanged[entry]!;
  }
  return { columns: entries.columns.map((column) => takeRows(column, entryOf) as TextColumn), reasons, isChanged };
}
