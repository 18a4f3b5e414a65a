// One file of synthetic French people in which some stand twice, and a model of them as a user would write it.
import { columnsOf, makeBatch } from '../../src/core/arrow.ts';
import { textColumn } from '../../src/core/rejects.ts';
import { collect, fromBatches, type Dataset } from '../../src/core/dataset.ts';
import { checkModel } from '../../src/link/model/check-model.ts';
import type { BlockingRule } from '../../src/link/model/blocking-rule.ts';
import type { Derivation, Expression } from '../../src/link/model/expression.ts';
import type { Comparison, LinkageModel } from '../../src/link/model/model.ts';
import {
  addressComparison, birthDateComparison, communeComparison, damerauLevenshteinComparison, emailComparison, exactComparison, frenchNameComparisons,
  nirComparison, personKinds,
} from '../../src/link/comparisons/index.ts';
import { PEOPLE_SCHEMA, synthesiseDuplicates, synthesisePeople } from '../../src/synthesise/index.ts';
import { schemaOf, valuesOf } from '../small-tables.ts';

const COPIES_SHARE = 0.15;
const TRUTH_SCHEMA = schemaOf({ source: { type: 'utf8', role: 'technical' }, rowKey: { type: 'utf8', role: 'technical' }, entity: { type: 'utf8', role: 'technical' } });

export interface People {
  /** Rows of which 15 % are corrupted copies of others; nothing in it tells which. */
  readonly dataset: Dataset;
  /** `source`, `rowKey`, `entity`: who each row is. */
  readonly truth: Dataset;
}

/** Makes the file: every copy is of a person in it, some persons are copied twice. */
export async function frenchPeople(rows: number, seed: string): Promise<People> {
  const copies = Math.round(COPIES_SHARE * rows);
  const persons = rows - copies;
  const people = await collect(synthesisePeople({ rows: persons, seed }));
  const duplicates = await collect(synthesiseDuplicates({ rows: copies, persons, overlap: 1, seed }));
  const withoutTruth = duplicates.map((batch) => makeBatch(PEOPLE_SCHEMA, columnsOf(batch).slice(0, -1), batch.numRows));
  const personOf = new Map<string, string>();
  for (const batch of people) for (const id of valuesOf(columnsOf(batch)[0]!)) personOf.set(String(id), `${personOf.size + 1}`);
  for (const batch of duplicates) {
    const columns = columnsOf(batch);
    const trueRows = valuesOf(columns.at(-1)!);
    valuesOf(columns[0]!).forEach((id, row) => personOf.set(String(id), String(trueRows[row])));
  }
  const truth = [new Array<string>(personOf.size).fill('people'), [...personOf.keys()], [...personOf.values()]].map((values) => textColumn(values));
  return { dataset: fromBatches(PEOPLE_SCHEMA, [...people, ...withoutTruth]), truth: fromBatches(TRUTH_SCHEMA, [makeBatch(TRUTH_SCHEMA, truth, personOf.size)]) };
}

const of = (column: string, ...derive: Derivation[]): { readonly of: Expression } => ({ of: derive.length === 0 ? { column } : { column, derive } });
const start = (column: string, length: number): { readonly of: Expression } => of(column, { op: 'name' }, { op: 'slice', from: 1, length });

const COMPARISONS: readonly Comparison[] = [
  ...frenchNameComparisons({ birthName: 'familyName', usedName: 'usedName', givenName: 'givenName', names: { family: 'family', given: 'given' } }),
  exactComparison({ of: 'sex' }),
  birthDateComparison({ of: 'birthDate' }),
  nirComparison({ of: 'nir' }),
  communeComparison({ of: 'birthCommune' }),
  communeComparison({ of: 'commune' }),
  addressComparison({ of: 'address' }),
  damerauLevenshteinComparison({ of: 'phone', atMost: [1], termFrequency: true }),
  emailComparison({ of: 'email' }),
];

const BLOCKING: readonly BlockingRule[] = [
  { label: 'NIR', on: [of('nir', { op: 'slice', from: 1, length: 13 })] },
  { label: 'telephone', on: [of('phone')], maxBlockRecords: 100 },
  { label: 'e-mail', on: [of('email')], maxBlockRecords: 100 },
  { label: 'birth and family name', on: [of('birthDate'), start('familyName', 3)] },
  { label: 'birth and given name', on: [of('birthDate'), start('givenName', 3)] },
  { label: 'birth, its place', on: [of('birthDate'), of('birthCommune')] },
  { label: 'birth, residence', on: [of('birthDate'), of('commune')] },
  { label: 'names and year', on: [of('givenName', { op: 'name' }), of('familyName', { op: 'name' }), of('birthDate', { op: 'year' })] },
  { label: 'names by sound, place of birth', on: [of('familyName', { op: 'phonetic', algorithm: 'fonem' }), start('givenName', 4), of('birthCommune', { op: 'departement' })] },
  { label: 'address and initial', on: [of('address', { op: 'text' }), of('postalCode'), start('givenName', 1)] },
];

/** The model, untrained: what is compared, which pairs are looked at, and in what ways pairs may agree. */
export const FRENCH_MODEL: LinkageModel = checkModel({
  version: 1, linkType: 'dedupe', prior: 1e-6, unit: 'codePoint', blocking: BLOCKING, comparisons: COMPARISONS,
  kinds: personKinds({
    all: COMPARISONS.map(({ name }) => name), family: ['family'], home: ['commune', 'address', 'phone'], birth: ['birthDate', 'birthCommune'],
    insurance: ['nir'], names: ['family', 'given', 'sex', 'email'],
  }),
});
