import type { RecordBatch, Schema } from 'apache-arrow';
import { arrowType, columnsOf, makeBatch, makeSchema } from '../core/arrow.ts';
import type { CodedColumn, TextColumn } from '../core/column.ts';
import { refusePlan } from '../core/errors.ts';
import { changeField, checkAll, findColumn, METADATA } from '../core/field.ts';
import type { MapOperator } from '../core/operator.ts';
import { takeRows } from '../core/slice.ts';
import { valueTally, type ValueReason } from '../core/value-tally.ts';
import { outcomesByCode, throughDictionary, type Outcomes } from './through-dictionary.ts';

/** Texts made from a column of texts. */
export interface DerivedTexts extends Outcomes {
  /** The columns made, in the order of the outputs. */
  readonly columns: readonly TextColumn[];
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
      const derive = throughDictionary<TextColumn, DerivedTexts>((values) => settings.derive(values), byCode);
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

function byCode(entries: DerivedTexts, column: CodedColumn): DerivedTexts {
  const { entryOf, reasons, isChanged } = outcomesByCode(entries, column);
  return { columns: entries.columns.map((made) => takeRows(made, entryOf) as TextColumn), reasons, isChanged };
}
