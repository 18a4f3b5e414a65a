import type { Schema } from 'apache-arrow';
import { z } from 'zod';
import { makeBatch } from '../core/arrow.ts';
import type { Column } from '../core/column.ts';
import type { Dataset } from '../core/dataset.ts';
import { declareSchema, type ColumnDeclaration } from '../core/field.ts';
import { checkOptions, type OptionsSchema } from '../core/options.ts';
import { computedDataset, syntheticShape, textOf, type SyntheticOptions } from './batches.ts';
import { createPeopleMaker, makePeople, type MadePeople } from './kernel/people.ts';
import { createPopulation } from './kernel/population.ts';
import { seedWords } from './seed.ts';

/** Options of {@link synthesisePeople}. */
export type SynthesisePeopleOptions = SyntheticOptions;

/** Checks {@link SynthesisePeopleOptions}. */
export const synthesisePeopleOptions: OptionsSchema<SynthesisePeopleOptions> = z.strictObject(syntheticShape);

/** Columns of a file of persons, in their order. */
export const PEOPLE_COLUMNS: Readonly<Record<string, ColumnDeclaration>> = Object.freeze({
  recordId: { type: 'utf8', role: 'technical', nullable: false },
  nir: { type: 'utf8', role: 'directIdentifier', identifier: 'nir' },
  givenName: { type: 'utf8', role: 'directIdentifier' },
  familyName: { type: 'utf8', role: 'directIdentifier' },
  usedName: { type: 'utf8', role: 'directIdentifier' },
  sex: { type: 'utf8', role: 'quasiIdentifier' },
  birthDate: { type: 'date', role: 'quasiIdentifier' },
  birthCommune: { type: 'utf8', role: 'quasiIdentifier' },
  commune: { type: 'utf8', role: 'quasiIdentifier' },
  address: { type: 'utf8', role: 'directIdentifier' },
  postalCode: { type: 'utf8', role: 'quasiIdentifier' },
  city: { type: 'utf8', role: 'quasiIdentifier' },
  phone: { type: 'utf8', role: 'directIdentifier' },
  email: { type: 'utf8', role: 'directIdentifier' },
});

/** Schema of {@link synthesisePeople}. */
export const PEOPLE_SCHEMA: Schema = declareSchema(PEOPLE_COLUMNS);

/**
 * Makes a table of synthetic French persons. No real person is described: NIRs, names and addresses are drawn at random;
 * telephone numbers and e-mail addresses are from ranges that belong to nobody.
 *
 * Persons form households with couples, children and twins, who share name, address and telephone and stand far apart in
 * the table. NIRs are distinct up to eight million rows and have right keys, births in Corsica, overseas and abroad,
 * unknown months (31 to 62) and temporary numbers included. Ages are as of 31 December 2024.
 *
 * @param options - see {@link SyntheticOptions}.
 * @returns the table; it is computed at each reading, the same each time.
 * @throws {PlanError} if the options are wrong.
 * @remarks O(rows) time, memory of one batch. The persons of one seed are not the same for another number of rows.
 * @example
 * synthesisePeople({ rows: 1000, seed: 'demo' });
 */
export function synthesisePeople(options: SynthesisePeopleOptions): Dataset {
  const checked = checkOptions(synthesisePeopleOptions, options);
  return computedDataset(PEOPLE_SCHEMA, checked, () => {
    const maker = createPeopleMaker(createPopulation(seedWords(checked.seed)));
    return (firstRow, rows) => makeBatch(PEOPLE_SCHEMA, peopleColumns(makePeople(maker, firstRow, rows, checked.rows)), rows);
  });
}

/**
 * Lays persons out as columns.
 *
 * @param people - rows of persons.
 * @returns one column per entry of {@link PEOPLE_COLUMNS}.
 */
export function peopleColumns(people: MadePeople): Column[] {
  const fields: Column[] = people.fields.map(textOf);
  const birthDate: Column = { kind: 'date', rows: people.birthDays.length, valid: people.birthValid, days: people.birthDays };
  // The birth date follows the sex, which is the fifth field.
  return [textOf(people.recordIds), ...fields.slice(0, 5), birthDate, ...fields.slice(5)];
}
