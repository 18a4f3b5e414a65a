// The plan that must find or undo every planted fault, as a producer would write it: clean first, then check.
import { COLUMNS, type ColumnName } from './clean-record.ts';
import { NO_NAMES } from './words.ts';

const text = (role: string, identifier?: string): object => ({ type: 'utf8', role, ...(identifier === undefined ? {} : { identifier }) });

const ROLES: Readonly<Record<ColumnName, object>> = {
  line: { type: 'int64', role: 'technical', nullable: false }, stay: text('technical'), nir: text('directIdentifier', 'nir'), sex: text('quasiIdentifier'), birthDate: text('quasiIdentifier'), birthCommune: text('quasiIdentifier'),
  familyName: text('directIdentifier'), givenName: text('directIdentifier'), hospital: text('attribute'), doctor: text('directIdentifier'), employer: text('quasiIdentifier'), drug: text('sensitive'), diagnosis: text('sensitive'),
  act: text('sensitive'), unit: text('attribute'), entry: text('attribute'), admission: text('attribute'), discharge: text('attribute'), phone: text('directIdentifier'), email: text('directIdentifier'), postalCode: text('quasiIdentifier'),
  cost: text('measure'), iban: text('directIdentifier'),
};

/** The columns of the dirty file, in its order, as a plan declares them. */
export const DECLARED: Readonly<Record<string, object>> = Object.fromEntries(COLUMNS.map((column) => [column, ROLES[column]]));

const identifier = (column: ColumnName, name: string): object => ({ op: 'normaliseIdentifier', column, identifier: name, onInvalid: 'reject' });
const date = (column: ColumnName, earliest: string): object => ({
  op: 'normaliseDate', column, formats: ['yyyy-MM-dd', 'dd/MM/yyyy', 'yyyyMMdd', 'd MMM yyyy'], onInvalid: 'reject', earliest, latest: '2025-12-31',
});

/** Everything that cleaning can see in one value, or in a row that was there before. */
export const CLEANING: readonly object[] = [
  { op: 'fixEncoding', columns: ['familyName', 'givenName'] },
  { op: 'normaliseText', columns: ['familyName', 'givenName'] },
  { op: 'nullValues', columns: { familyName: NO_NAMES, givenName: NO_NAMES } },
  { op: 'recode', column: 'sex', values: { M: '1', H: '1', F: '2' }, otherwise: 'keep' },
  { op: 'padCode', column: 'hospital', width: 9, onInvalid: 'keep' },
  { op: 'padCode', column: 'birthCommune', width: 5, onInvalid: 'keep' },
  { op: 'padCode', column: 'postalCode', width: 5, onInvalid: 'keep' },
  { op: 'normaliseIdentifier', column: 'nir', identifier: 'nir', form: '15', onInvalid: 'reject' },
  identifier('birthCommune', 'birthPlace'), identifier('hospital', 'finess'), identifier('doctor', 'rpps'), identifier('employer', 'siret'), identifier('drug', 'cip13'), identifier('diagnosis', 'cim10'),
  identifier('act', 'ccam'), identifier('phone', 'phone'), identifier('email', 'email'), identifier('postalCode', 'postalCode'), identifier('iban', 'iban'),
  date('birthDate', '1900-01-02'), date('admission', '2020-01-01'), date('discharge', '2020-01-01'),
  { op: 'castColumn', column: 'cost', to: 'decimal(12,2)', onInvalid: 'reject' },
];

/** Exact rows, the line number aside. */
export const WITHOUT_TWINS: object = { op: 'dropDuplicates', columns: COLUMNS.filter((column) => column !== 'line'), nulls: 'equal' };

/** Forms of the names for linkage, beside the names. */
export const KEYS: readonly object[] = [
  { op: 'normaliseName', column: 'familyName', kind: 'family', into: { name: 'familyKey' } },
  { op: 'normaliseName', column: 'givenName', kind: 'given', into: { name: 'givenKey' } },
];

const SEX: object = { column: 'sex', male: '1', female: '2' };
const present = (column: ColumnName, name: string): object => ({ check: 'notNull', column, name: `${name} present` });

/** Checks of one row at a time. */
export const ROW_CHECKS: readonly object[] = [
  present('stay', 'stay'), present('nir', 'nir'), present('sex', 'sex'), present('birthDate', 'birth date'), present('admission', 'admission'), present('familyName', 'family name'), present('givenName', 'given name'), present('diagnosis', 'diagnosis'),
  { check: 'values', column: 'sex', in: ['1', '2'], name: 'sex known' },
  { check: 'values', column: 'entry', in: ['6', '7', '8'], name: 'entry known' },
  { check: 'nirAgrees', column: 'nir', sex: SEX, birthDate: 'birthDate', birthPlace: 'birthCommune', name: 'nir agrees' },
  { check: 'order', columns: ['birthDate', 'admission', 'discharge'], name: 'dates in order' },
  { check: 'range', column: 'cost', range: { min: 0, max: 100_000 }, name: 'cost in range' },
];

/** Checks of a row against all others, and against another table. */
export const KEY_CHECKS: readonly object[] = [
  { check: 'unique', columns: ['stay'], nulls: 'skip', name: 'stay unique' },
  { check: 'reference', table: 'units', on: { unit: 'unit' }, name: 'unit exists' },
];

/** The identifier that each column should hold. */
export const RAW_IDENTIFIERS: Readonly<Partial<Record<ColumnName, string>>> = {
  nir: 'nir', birthCommune: 'birthPlace', hospital: 'finess', doctor: 'rpps', employer: 'siret', drug: 'cip13', diagnosis: 'cim10', act: 'ccam', phone: 'phone', email: 'email', postalCode: 'postalCode', iban: 'iban',
};

/** What can be asked of the file as it came, all of it text. */
export const RAW_CHECKS: readonly object[] = [
  ...ROW_CHECKS.filter((check) => ['notNull', 'values'].includes((check as { check: string }).check)),
  ...KEY_CHECKS,
  ...Object.entries(RAW_IDENTIFIERS).map(([column, name]) => ({ check: 'identifier', column, identifier: name, name: `${column} right` })),
  { check: 'nirAgrees', column: 'nir', sex: SEX, birthPlace: 'birthCommune', name: 'nir agrees' },
  { check: 'pattern', column: 'birthDate', patterns: ['9999-99-99'], name: 'birth date form' },
  { check: 'pattern', column: 'admission', patterns: ['9999-99-99'], name: 'admission form' },
  { check: 'unique', columns: COLUMNS.filter((column) => column !== 'line'), nulls: 'equal', name: 'row unique' },
];

/** Checks of the raw file alone, all in one pass; its output is `failures`. */
export const RAW_PLAN: object = {
  version: 1,
  title: 'What is wrong with a dirty file',
  inputs: {
    stays: { columns: DECLARED, rowKey: 'line' },
    units: { columns: { unit: { type: 'utf8', role: 'attribute' } } },
  },
  tables: { checked: { from: 'stays', steps: [{ op: 'checkQuality', checks: RAW_CHECKS, stopOn: 'never' }] } },
  outputs: { failures: { table: 'checked.failures', format: 'csv', audience: 'internal' }, clean: { table: 'checked', format: 'csv', audience: 'internal' } },
};

const cleaningTo = (outputs: object): object => ({
  version: 1,
  title: 'From a dirty file to a clean one',
  inputs: {
    stays: { columns: DECLARED, rowKey: 'line' },
    units: { columns: { unit: { type: 'utf8', role: 'attribute' } } },
  },
  tables: {
    cleaned: { from: 'stays', steps: [...CLEANING, WITHOUT_TWINS, ...KEYS] },
    checked: { from: 'cleaned', steps: [{ op: 'checkQuality', checks: [...ROW_CHECKS, ...KEY_CHECKS], stopOn: 'never' }] },
  },
  outputs,
});

const CLEAN_OUTPUTS: object = {
  clean: { table: 'checked', format: 'csv', audience: 'internal' },
  failures: { table: 'checked.failures', format: 'csv', audience: 'internal' },
};

/** The whole plan; its outputs are `clean`, `rejects` and `failures`. */
export const DIRTY_PLAN: object = cleaningTo({ ...CLEAN_OUTPUTS, rejects: { table: 'cleaned.rejects', format: 'csv', audience: 'internal' } });

/** The same without naming the rows set aside, for which every step reads its rows once more. */
export const CLEAN_PLAN: object = cleaningTo(CLEAN_OUTPUTS);
