import { z } from 'zod';
import { arrowType } from '../core/arrow.ts';
import { allValid, isValid, setNull, type TextColumn } from '../core/column.ts';
import { changeField } from '../core/field.ts';
import type { MapOperator } from '../core/operator.ts';
import { checkOptions, columnName, type OptionsSchema } from '../core/options.ts';
import { REASON_NULL, type ValueReason } from '../core/value-tally.ts';
import { normaliseTextColumn, TEXT_CHANGES, type TextSteps } from '../text/index.ts';
import { cleanColumns, type CleanedColumn } from './clean-columns.ts';

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
  /** What becomes of control characters, soft hyphens and characters of no width; `remove` unless said otherwise. */
  readonly invisible?: 'keep' | 'remove';
  /**
   * What becomes of punctuation, apostrophes and hyphens included: it stays (`keep`, unless said otherwise), is written as
   * on a typewriter (`plain`: ' " - ...), gives way to a space (`space`), or goes (`remove`).
   */
  readonly punctuation?: 'keep' | 'plain' | 'space' | 'remove';
  /** What becomes of a text of which nothing is left; `keep` unless said otherwise. */
  readonly empty?: 'keep' | 'null';
}

/** Checks {@link NormaliseTextOptions}. */
export const normaliseTextOptions: OptionsSchema<NormaliseTextOptions> = z.strictObject({
  columns: z.array(columnName).min(1).readonly(),
  trim: z.boolean().exactOptional(),
  collapse: z.boolean().exactOptional(),
  case: z.enum(['keep', 'upper', 'lower']).exactOptional(),
  accents: z.enum(['keep', 'strip']).exactOptional(),
  invisible: z.enum(['keep', 'remove']).exactOptional(),
  punctuation: z.enum(['keep', 'plain', 'space', 'remove']).exactOptional(),
  empty: z.enum(['keep', 'null']).exactOptional(),
});

/**
 * Writes text columns in one way: white space, invisible characters, letter case, accents, punctuation, and composed
 * letters (NFC) always.
 *
 * Passes: 1. Memory: a batch. Order: kept. Schema: the same columns as plain text; roles and metadata stay. Nulls stay
 * null; a text of which nothing is left is empty, or null when so declared. Findings: those of a value tally, and changed
 * values by what changed in them.
 *
 * @param options - see {@link NormaliseTextOptions}.
 * @returns the operator; applying it twice changes nothing more.
 * @throws {PlanError} if the options are wrong; unknown columns and other types when it is put on a schema.
 * @example
 * normaliseText({ columns: ['familyName', 'givenName'], case: 'upper', accents: 'strip' });
 */
export function normaliseText(options: NormaliseTextOptions): MapOperator {
  const { columns, empty = 'keep', ...checked } = checkOptions(normaliseTextOptions, options);
  const steps: TextSteps = { trim: true, collapse: true, case: 'keep', accents: 'keep', invisible: 'remove', punctuation: 'keep', ...checked };
  const reasons: readonly ValueReason[] = [
    { name: 'ok', fate: 'accept' }, { name: 'null', fate: 'accept' }, { name: 'empty', fate: empty === 'null' ? 'null' : 'accept' },
  ];
  return cleanColumns({
    name: 'normaliseText',
    columns: [...new Set(columns)].map((name) => ({ name, path: `columns[${columns.indexOf(name)}]` })),
    types: ['utf8'],
    reasons,
    codePrefix: 'TEXT',
    notes: { member: 'changedIn', names: TEXT_CHANGES },
    field: (field) => changeField(field, { type: arrowType('utf8'), nullable: field.nullable || empty === 'null' }),
    cleaner: () => (column) => cleanedText(steps, empty === 'null', column as TextColumn),
  });
}

const EMPTY = 2;

function cleanedText(steps: TextSteps, nullsEmpty: boolean, text: TextColumn): CleanedColumn {
  const { rows, valid } = text;
  const { offsets, bytes, isChanged, changes } = normaliseTextColumn(steps, text.offsets, text.bytes, valid, rows);
  const reasons = new Uint8Array(rows);
  const present = valid?.slice() ?? allValid(rows);
  for (let row = 0; row < rows; row++) {
    if (!isValid(valid, row)) reasons[row] = REASON_NULL;
    else if (offsets[row] === offsets[row + 1]) {
      reasons[row] = EMPTY;
      if (!nullsEmpty) continue;
      setNull(present, row);
      isChanged[row] = 0;
      changes[row] = 0;
    }
  }
  return { column: { kind: 'text', rows, valid: present, offsets, bytes }, reasons, isChanged, notes: changes };
}
