import type { RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import { arrowType, columnsOf, makeBatch, makeSchema } from '../core/arrow.ts';
import { plainText, type CodedColumn, type TextColumn } from '../core/column.ts';
import { changeField, checkAll, findColumn } from '../core/field.ts';
import type { MapOperator } from '../core/operator.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import { normaliseTextColumn, type TextSteps } from '../text/index.ts';

/** Options of {@link normaliseText}. */
export interface NormaliseTextOptions {
  /** Text columns to normalise, in place. */
  readonly columns: readonly string[];
  /** Removes white space at both ends; true unless said otherwise. */
  readonly trim?: boolean;
  /** Turns every run of white space into one space; true unless said otherwise. */
  readonly collapse?: boolean;
  /** Letter case of the result; `keep` unless said otherwise. */
  readonly case?: 'keep' | 'upper' | 'lower';
  /** Whether accents and ligatures give way to plain letters; `keep` unless said otherwise. */
  readonly accents?: 'keep' | 'strip';
}

/** Checks {@link NormaliseTextOptions}. */
export const normaliseTextOptions: OptionsSchema<NormaliseTextOptions> = z.strictObject({
  columns: z.array(columnName).min(1).readonly(),
  trim: z.boolean().exactOptional(),
  collapse: z.boolean().exactOptional(),
  case: z.enum(['keep', 'upper', 'lower']).exactOptional(),
  accents: z.enum(['keep', 'strip']).exactOptional(),
});

/**
 * Writes text columns in one way: white space, letter case, accents, and composed letters (NFC) always.
 *
 * Passes: 1. Memory: a batch. Order: kept. Schema: the same columns as plain text; roles and metadata stay. Nulls stay
 * null; a text of white space becomes empty, not null. Findings: rows, and changed values by column.
 *
 * @param options - see {@link NormaliseTextOptions}.
 * @returns the operator; applying it twice changes nothing more.
 * @throws {PlanError} if the options are wrong; unknown columns and other types when it is put on a schema.
 * @example
 * normaliseText({ columns: ['familyName', 'givenName'], case: 'upper', accents: 'strip' });
 */
export function normaliseText(options: NormaliseTextOptions): MapOperator {
  const checked = checkOptions(normaliseTextOptions, options);
  const steps: TextSteps = {
    trim: checked.trim ?? true,
    collapse: checked.collapse ?? true,
    case: checked.case ?? 'keep',
    accents: checked.accents ?? 'keep',
  };
  const names = [...new Set(checked.columns)];
  const outputSchema = (input: Schema): Schema => {
    checkAll(names.map((name, index) => () => void findColumn(input, name, `columns[${index}]`, ['utf8'])));
    const text = arrowType('utf8');
    return makeSchema(input.fields.map((field) => (names.includes(field.name) ? changeField(field, { type: text }) : field)), input.metadata);
  };
  return {
    kind: 'map',
    name: 'normaliseText',
    outputSchema,
    start(input) {
      const output = outputSchema(input);
      const indexes = names.map((name) => findColumn(input, name, 'columns'));
      const changed = new Map(names.map((name) => [name, 0]));
      let rows = 0;
      return {
        apply(batch: RecordBatch) {
          rows += batch.numRows;
          const columns = columnsOf(batch);
          for (const [position, index] of indexes.entries()) {
            const source = plainText(columns[index] as TextColumn | CodedColumn);
            const { offsets, bytes, changedCount } = normaliseTextColumn(steps, source.offsets, source.bytes, source.valid, source.rows);
            columns[index] = { ...source, offsets, bytes };
            changed.set(names[position]!, changed.get(names[position]!)! + changedCount);
          }
          return makeBatch(output, columns, batch.numRows);
        },
        finish: () => ({ rows, changed: Object.fromEntries(changed) }),
      };
    },
  };
}
