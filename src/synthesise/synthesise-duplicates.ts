import type { Schema } from 'apache-arrow';
import { z } from 'zod';
import { makeBatch } from '../core/arrow.ts';
import { noneValid, setValid, type Column } from '../core/column.ts';
import { rebatch, type Dataset } from '../core/dataset.ts';
import { declareSchema } from '../core/field.ts';
import { checkOptions, type OptionsSchema } from '../core/options.ts';
import { createTextWriter, finishText } from '../text/index.ts';
import { computedDataset, MAX_ROWS, syntheticShape, textOf, type SyntheticOptions } from './batches.ts';
import { copiedRow, makeCopies, type CopiesShape } from './kernel/duplicates.ts';
import { createPeopleMaker, writeRowId } from './kernel/people.ts';
import { createPopulation } from './kernel/population.ts';
import { seedWords } from './seed.ts';
import { PEOPLE_COLUMNS, peopleColumns } from './synthesise-people.ts';

/** Options of {@link synthesiseDuplicates} and {@link synthesiseTruth}. */
export interface SynthesiseDuplicatesOptions extends SyntheticOptions {
  /** Rows of the table of persons that is copied from: `synthesisePeople` with the same seed. As many as `rows` unless said otherwise. */
  readonly persons?: number;
  /** Share of the rows that are copies of persons in that table, in [0, 1]; 0.7 unless said otherwise. */
  readonly overlap?: number;
}

/** Checks {@link SynthesiseDuplicatesOptions}. */
export const synthesiseDuplicatesOptions: OptionsSchema<SynthesiseDuplicatesOptions> = z.strictObject({
  ...syntheticShape,
  persons: z.int().min(1).max(MAX_ROWS).exactOptional(),
  overlap: z.number().min(0).max(1).exactOptional(),
});

/** Schema of {@link synthesiseDuplicates}: that of the persons, and whose copy a row is. */
export const DUPLICATES_SCHEMA: Schema = declareSchema({
  ...PEOPLE_COLUMNS,
  trueRow: { type: 'int64', role: 'technical', nullable: true },
});

/** Schema of {@link synthesiseTruth}. */
export const TRUTH_SCHEMA: Schema = declareSchema({
  personId: { type: 'utf8', role: 'technical', nullable: false },
  copyId: { type: 'utf8', role: 'technical', nullable: false },
});

function shapeOf(options: SynthesiseDuplicatesOptions): CopiesShape {
  return { rows: options.rows, persons: options.persons ?? Math.max(1, options.rows), overlap: options.overlap ?? 0.7 };
}

/**
 * Makes a second table of persons as another source might hold them, for linkage with the table of
 * `synthesisePeople`.
 *
 * Most rows are copies of persons of that table, a few of them twice; the others are their relatives or strangers. Copies
 * have typing mistakes, spellings that sound alike, exchanged names, married names, slipped dates, households that moved,
 * a parent's NIR for a child, and missing values. Mistakes come together in records of poor quality and missing values in
 * blocks. `trueRow` is the row of the person in the other table (the first is 1), or null: drop it before linking.
 *
 * @param options - see {@link SynthesiseDuplicatesOptions}.
 * @returns the table; it is computed at each reading, the same each time.
 * @throws {PlanError} if the options are wrong.
 * @remarks O(rows) time, memory of one batch.
 * @example
 * synthesiseDuplicates({ rows: 1000, persons: 2000, seed: 'demo' });
 */
export function synthesiseDuplicates(options: SynthesiseDuplicatesOptions): Dataset {
  const checked = checkOptions(synthesiseDuplicatesOptions, options);
  const shape = shapeOf(checked);
  return computedDataset(DUPLICATES_SCHEMA, checked, () => {
    const maker = createPeopleMaker(createPopulation(seedWords(checked.seed)));
    return (firstRow, rows) => {
      const { people, copiedRows } = makeCopies(maker, shape, firstRow, rows);
      return makeBatch(DUPLICATES_SCHEMA, [...peopleColumns(people), trueRows(copiedRows)], rows);
    };
  });
}

function trueRows(copiedRows: Float64Array): Column {
  const rows = copiedRows.length;
  const valid = noneValid(rows);
  const values = new BigInt64Array(rows);
  for (let row = 0; row < rows; row++) {
    if (copiedRows[row]! < 0) continue;
    setValid(valid, row);
    values[row] = BigInt(copiedRows[row]! + 1);
  }
  return { kind: 'int64', rows, valid, values };
}

/**
 * Makes the truth of a linkage: the pairs of records of `synthesisePeople` and {@link synthesiseDuplicates} that are of
 * one person.
 *
 * @param options - those of the duplicates.
 * @returns a row per pair, in the order of the copies.
 * @throws {PlanError} if the options are wrong.
 * @remarks O(rows) time, memory of one batch.
 */
export function synthesiseTruth(options: SynthesiseDuplicatesOptions): Dataset {
  const checked = checkOptions(synthesiseDuplicatesOptions, options);
  const shape = shapeOf(checked);
  const pairs = computedDataset(TRUTH_SCHEMA, checked, () => {
    const population = createPopulation(seedWords(checked.seed));
    return (firstRow, rows) => {
      const persons: number[] = [];
      const copies: number[] = [];
      for (let row = firstRow; row < firstRow + rows; row++) {
        const person = copiedRow(population, shape, row);
        if (person < 0) continue;
        persons.push(person + 1);
        copies.push(row + 1);
      }
      return makeBatch(TRUTH_SCHEMA, [rowIds(80, persons), rowIds(67, copies)], persons.length);
    };
  });
  return rebatch(pairs, checked.batchRows);
}

function rowIds(letter: number, numbers: readonly number[]): Column {
  const writer = createTextWriter(numbers.length, 10 * numbers.length);
  for (const number of numbers) writeRowId(writer, letter, number);
  return textOf(finishText(writer));
}
