import type { RecordBatch, Schema } from 'apache-arrow';
import { z } from 'zod';
import { arrowType, columnsOf, makeBatch } from '../core/arrow.ts';
import { plainText, type CodedColumn, type TextColumn } from '../core/column.ts';
import type { MapOperator } from '../core/operator.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import { prefixColumn } from '../text/index.ts';
import { deriveColumn, type DerivedColumn } from './derived-column.ts';

/** Options of {@link truncateText}. */
export interface TruncateTextOptions {
  /** A text column. */
  readonly column: string;
  /** Characters to keep from the start, at least 1. */
  readonly characters: number;
  /** Name of a new column for the result; without it the column itself is replaced. */
  readonly into?: string;
}

/** Checks {@link TruncateTextOptions}. */
export const truncateTextOptions: OptionsSchema<TruncateTextOptions> = z.strictObject({
  column: columnName,
  characters: z.int().min(1).max(65_536),
  into: columnName.exactOptional(),
});

/**
 * Keeps the first characters of a text: two of a postal code are the département.
 *
 * Passes: 1. Memory: a batch. Order: kept. Schema: plain text; its role is that of the column: the start of a direct
 * identifier is still treated as one. Nulls stay null. Findings: rows, and texts that were longer.
 *
 * @param options - see {@link TruncateTextOptions}; characters are code points.
 * @returns the operator; applying it twice changes nothing more.
 * @throws {PlanError} if the options are wrong; an unknown column or another type when it is put on a schema.
 * @example
 * truncateText({ column: 'postalCode', characters: 2, into: 'departement' });
 */
export function truncateText(options: TruncateTextOptions): MapOperator {
  const { column, characters, into } = checkOptions(truncateTextOptions, options);
  const derive = (input: Schema): DerivedColumn => deriveColumn(input, { column, types: ['utf8'] }, { type: arrowType('utf8'), into });
  return {
    kind: 'map',
    name: 'truncateText',
    outputSchema: (input) => derive(input).output,
    start(input) {
      const derived = derive(input);
      let rows = 0;
      let changed = 0;
      return {
        apply(batch: RecordBatch) {
          const columns = columnsOf(batch);
          const source = plainText(columns[derived.index] as TextColumn | CodedColumn);
          const { offsets, bytes, changedCount } = prefixColumn(characters, source.offsets, source.bytes, source.valid, source.rows);
          rows += batch.numRows;
          changed += changedCount;
          return makeBatch(derived.output, derived.place(columns, { ...source, offsets, bytes }), batch.numRows);
        },
        finish: () => ({ rows, changed }),
      };
    },
  };
}
