import type { RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import { codedTextType, columnsOf, makeBatch } from '../core/arrow.ts';
import { noneValid, plainText, setValid, type CodedColumn, type TextColumn } from '../core/column.ts';
import type { MapOperator } from '../core/operator.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import { textColumn } from '../core/rejects.ts';
import { deriveColumn, type DerivedColumn } from './derived-column.ts';
import { generaliseCodes, namesOfLevel, type CodeLevel } from './kernel/generalise-codes.ts';

/** Options of {@link generaliseCode}. */
export interface GeneraliseCodeOptions {
  /** A text column of codes. */
  readonly column: string;
  /** `cim10Chapter` (I to XXII) or `cim10Category` (A00 to Z99) of diagnoses, `departement` of communes. */
  readonly to: CodeLevel;
  /** Name of a new column for the result; without it the column itself is replaced. */
  readonly into?: string;
}

/** Checks {@link GeneraliseCodeOptions}. */
export const generaliseCodeOptions: OptionsSchema<GeneraliseCodeOptions> = z.strictObject({
  column: columnName,
  to: z.enum(['cim10Chapter', 'cim10Category', 'departement']),
  into: columnName.exactOptional(),
});

/**
 * Replaces codes by the broader code they belong to.
 *
 * Passes: 1. Memory: a batch. Order: kept. Schema: text, as dictionary codes; its role is that of the column. Text that is
 * no such code, or belongs to no chapter, becomes null. Findings: rows, and values by reason.
 *
 * @param options - see {@link GeneraliseCodeOptions}.
 * @returns the operator.
 * @throws {PlanError} if the options are wrong; an unknown column or another type when it is put on a schema.
 * @example
 * generaliseCode({ column: 'diagnosis', to: 'cim10Chapter', into: 'chapter' });
 */
export function generaliseCode(options: GeneraliseCodeOptions): MapOperator {
  const { column, to, into } = checkOptions(generaliseCodeOptions, options);
  const derive = (input: Schema): DerivedColumn => deriveColumn(input, { column, types: ['utf8'] }, { type: codedTextType(), mayBeNull: true, into });
  return {
    kind: 'map',
    name: 'generaliseCode',
    outputSchema: (input) => derive(input).output,
    start(input) {
      const derived = derive(input);
      const dictionary = textColumn(namesOfLevel(to));
      const byReason = new Map<string, number>();
      let rows = 0;
      return {
        apply(batch: RecordBatch) {
          const columns = columnsOf(batch);
          const source = columns[derived.index] as TextColumn | CodedColumn;
          const found = generalise(to, source);
          rows += batch.numRows;
          for (const [reason, count] of Object.entries(found.counts)) byReason.set(reason, (byReason.get(reason) ?? 0) + count);
          const valid = noneValid(source.rows);
          for (let row = 0; row < source.rows; row++) {
            if (found.codes[row]! >= 0) setValid(valid, row);
            else found.codes[row] = 0;
          }
          const made: CodedColumn = { kind: 'coded', rows: source.rows, valid, codes: found.codes, dictionary };
          return makeBatch(derived.output, derived.place(columns, made), batch.numRows);
        },
        finish: () => ({ rows, byReason: Object.fromEntries(byReason) }),
      };
    },
  };
}

function generalise(to: CodeLevel, column: TextColumn | CodedColumn): ReturnType<typeof generaliseCodes> {
  const text = plainText(column);
  return generaliseCodes(to, text.offsets, text.bytes, text.valid, text.rows);
}
