// One file of synthetic French people of whom some stand twice, and a model of them as a user would write it; the same as in
// test/link/french-people.ts.
import { Table, Utf8, vectorFromArray } from 'apache-arrow';
import { drop, fromArrowTable, pipe, PEOPLE_SCHEMA, rebatch, synthesiseDuplicates, synthesisePeople, union } from '../dist/index.js';
import {
  addressComparison, birthDateComparison, communeComparison, damerauLevenshteinComparison, emailComparison, exactComparison, frenchNameComparisons,
  nirComparison, personKinds,
} from '../dist/link/index.js';

const COPIES_SHARE = 0.15;

/**
 * Makes the file, computed at each reading: every copy is of a person in it, some persons are copied twice.
 *
 * @param {number} rows - of which 15 % are corrupted copies.
 * @param {string} seed - another seed, another population.
 * @param {{ batchRows?: number, copiesFirst?: boolean }} [how] - cuts and order.
 */
export function frenchPeople(rows, seed, { batchRows = 65_536, copiesFirst = false } = {}) {
  const copies = Math.round(COPIES_SHARE * rows);
  const persons = rows - copies;
  const people = synthesisePeople({ rows: persons, seed });
  const duplicates = synthesiseDuplicates({ rows: copies, persons, overlap: 1, seed });
  const parts = [['people', people], ['copies', pipe(duplicates, drop({ columns: ['trueRow'] }))]];
  const { rows: whole } = union().connect(Object.fromEntries(copiesFirst ? parts.reverse() : parts));
  return { dataset: rebatch(whole, batchRows), people, duplicates };
}

/**
 * Tells who each record is.
 *
 * @param {ReturnType<typeof frenchPeople>} people - the file.
 * @returns a table of `source`, `rowKey` and `entity`, in memory.
 */
export async function truthOf({ people, duplicates }) {
  const ids = [];
  const persons = [];
  for (const table of [people, duplicates]) {
    for await (const batch of table.open()) {
      const [id, trueRow] = [batch.getChild('recordId'), batch.getChild('trueRow')];
      for (let row = 0; row < batch.numRows; row += 1) {
        persons.push(trueRow === null ? persons.length + 1 : Number(trueRow.get(row)));
        ids.push(id.get(row));
      }
    }
  }
  const sources = new Array(ids.length).fill('people');
  return fromArrowTable(new Table({ source: vectorFromArray(sources, new Utf8()), rowKey: vectorFromArray(ids, new Utf8()), entity: vectorFromArray(Int32Array.from(persons)) }));
}

const of = (column, ...derive) => ({ of: derive.length === 0 ? { column } : { column, derive } });
const start = (column, length) => of(column, { op: 'name' }, { op: 'slice', from: 1, length });

const COMPARISONS = [
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

const BLOCKING = [
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

const KINDS = personKinds({
  all: COMPARISONS.map(({ name }) => name), family: ['family'], home: ['commune', 'address', 'phone'], birth: ['birthDate', 'birthCommune'],
  insurance: ['nir'], names: ['family', 'given', 'sex', 'email'],
});

/** The model, untrained. */
export const FRENCH_MODEL = { version: 1, linkType: 'dedupe', prior: 1e-6, unit: 'codePoint', blocking: BLOCKING, comparisons: COMPARISONS, kinds: KINDS };

/** The same of matches and strangers alone. */
export const { kinds: _kinds, ...WITHOUT_KINDS } = FRENCH_MODEL;

/** Columns that a linkage may look at. */
export const COLUMNS = PEOPLE_SCHEMA.fields.map(({ name }) => name).filter((name) => name !== 'recordId');
