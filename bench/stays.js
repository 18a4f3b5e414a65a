// The tables the cases read, as column declarations: the synthesised stays, taken from the generator's own schema, and
// the same stays with coarser columns, as they stand when classes are counted and cells are made.
import { DataType } from 'apache-arrow';
import { STAYS_SCHEMA } from '../dist/index.js';

/** The declared type of an Arrow type. */
function declaredType(type) {
  if (DataType.isUtf8(type) || DataType.isDictionary(type)) return 'utf8';
  if (DataType.isInt(type)) return `int${type.bitWidth}`;
  if (DataType.isFloat(type)) return 'float64';
  if (DataType.isDate(type)) return 'date';
  if (DataType.isTimestamp(type)) return 'timestamp';
  if (DataType.isDecimal(type)) return `decimal(${type.precision},${type.scale})`;
  throw new Error(`no declared type for ${String(type)}`);
}

const declared = (types) => Object.fromEntries(Object.entries(types).map(([name, type]) => [name, { type, role: 'attribute' }]));

/** Column declarations of the stays, by name, in their order. */
export const STAYS_COLUMNS = declared(Object.fromEntries(STAYS_SCHEMA.fields.map(({ name, type }) => [name, declaredType(type)])));

/** The column of NIRs. */
export const IDENTIFIER = 'nir';

/** Eight columns of the stays that identify in combination, as they come: nearly every row is alone. */
export const RAW_QUASI_IDENTIFIERS = ['birthDate', 'sex', 'commune', 'hospital', 'entryDate', 'exitDate', 'diagnosis', 'dischargeMode'];

/** Column declarations of the coarser stays. */
export const COARSE_COLUMNS = declared({
  person: 'utf8', birthYear: 'int32', ageBand: 'utf8', sex: 'utf8', region: 'utf8', departement: 'utf8', commune: 'utf8', hospital: 'utf8', entryMonth: 'utf8', nights: 'int32',
  chapter: 'utf8', dischargeMode: 'utf8', cost: 'decimal(12,2)',
});

/** Eight of them that identify in combination. */
export const COARSE_QUASI_IDENTIFIERS = ['birthYear', 'sex', 'departement', 'hospital', 'entryMonth', 'nights', 'chapter', 'dischargeMode'];

/** How the coarser stays are made, in SQL: apart from our own operators. A stay without NIR is a person of its own. */
export const COARSE_SQL = `SELECT coalesce(nir, stayId) AS person, year(birthDate)::INTEGER AS birthYear,
  CASE WHEN age < 0 THEN NULL ELSE lpad((age // 10 * 10)::INTEGER::VARCHAR, 3, '0') END AS ageBand,
  sex, left(commune, 1) AS region, left(commune, 2) AS departement, commune, hospital, strftime(entryDate, '%Y-%m') AS entryMonth, (exitDate - entryDate)::INTEGER AS nights,
  left(diagnosis, 1) AS chapter, dischargeMode, cost FROM (SELECT *, date_diff('year', birthDate, entryDate) AS age FROM stays)`;

/** Column declarations of the stays with the cost of a night: twelve columns, of every kind a profile tells apart. */
export const PRICED_COLUMNS = { ...STAYS_COLUMNS, costPerNight: { type: 'float64', role: 'attribute' } };

/** How they are made, in SQL. */
export const PRICED_SQL = 'SELECT *, cost::DOUBLE / greatest(1, exitDate - entryDate) AS costPerNight FROM stays';
