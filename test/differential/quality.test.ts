// Every family of quality checks against the same question in SQL, asked of DuckDB.
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { measureQuality, type QualityCheck, type QualityMeasure } from '../../src/quality/index.ts';
import { schemaOf, tableOf, type Row } from '../small-tables.ts';
import { createTable, openDuckdb, query } from './duckdb.ts';

const SCHEMA = schemaOf({
  id: { type: 'int64', role: 'technical' }, nir: { type: 'utf8', role: 'directIdentifier' }, sex: { type: 'utf8', role: 'quasiIdentifier' }, code: { type: 'utf8', role: 'attribute' },
  born: { type: 'date', role: 'quasiIdentifier' }, admitted: { type: 'date', role: 'attribute' }, discharged: { type: 'date', role: 'attribute' },
  nights: { type: 'int32', role: 'measure' }, cost: { type: 'decimal(9,2)', role: 'measure' }, weight: { type: 'float64', role: 'measure' },
}, ['sex']);
const CODES = schemaOf({ code: { type: 'utf8', role: 'attribute' }, sex: { type: 'utf8', role: 'attribute' } });

/** Whole numbers below `limit`, the same in every run (a linear congruence of Numerical Recipes). */
function numbersBelow(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

function makeRows(count: number): Row[] {
  const below = numbersBelow(7);
  const maybe = <Value>(value: Value): Value | null => (below(12) === 0 ? null : value);
  const two = (value: number): string => String(value).padStart(2, '0');
  return Array.from({ length: count }, (_, place) => {
    const born = -14_000 + below(25_000);
    const date = new Date(86_400_000 * born);
    const thirteen = `${1 + below(2)}${two((date.getUTCFullYear() + (below(20) === 0 ? 1 : 0)) % 100)}${two(date.getUTCMonth() + 1)}${two(1 + below(95))}${String(1 + below(900)).padStart(3, '0')}${String(1 + below(900)).padStart(3, '0')}`;
    const key = 97 - Number(BigInt(thirteen) % 97n);
    const admitted = 19_000 + below(700);
    return [
      BigInt(below(30) === 0 ? below(count) : place), maybe(`${thirteen}${two(below(25) === 0 ? 1 + (key % 97) : key)}`), maybe(['F', 'M', 'X'][below(40) === 0 ? 2 : below(2)]!),
      maybe(['A00', 'B12.3', 'Z99', 'é1', '', 'K3'][below(6)]!), maybe(born), maybe(admitted), maybe(admitted + below(12) - 1), maybe(below(30) === 0 ? 400 + below(600) : below(15)), maybe(BigInt(below(100_000) - 5000)),
      maybe([NaN, -0, Infinity][below(60)] ?? below(1000) / 8),
    ];
  });
}

const ROWS = makeRows(4000);
const REFERENCE: readonly Row[] = [['A00', 'F'], ['A00', 'F'], ['B12.3', 'F'], ['B12.3', 'M'], ['é1', null], [null, 'M'], ['Z99', 'M']];
let connection: DuckDBConnection;

beforeAll(async () => {
  connection = await openDuckdb();
  await createTable(connection, 'stays', SCHEMA, ROWS);
  await createTable(connection, 'codes', CODES, REFERENCE);
});
afterAll(() => {
  connection.closeSync();
});

const numbers = async (sql: string): Promise<number[]> => (await query(connection, sql))[0]!.map(Number);
const measure = (checks: readonly QualityCheck[]): Promise<QualityMeasure> => measureQuality(tableOf(SCHEMA, ROWS, [1000, 1000, 2500]), checks, { references: { codes: tableOf(CODES, REFERENCE, [3]) } });

const key13 = "CAST(substr(nir, 1, 13) AS BIGINT)";
const nirIsSound = `(97 - ${key13} % 97 = CAST(substr(nir, 14) AS BIGINT))`;
const disagrees = `((sex IN ('M', 'F') AND substr(nir, 1, 1) <> CASE sex WHEN 'M' THEN '1' ELSE '2' END) OR substr(nir, 2, 2) <> strftime(born, '%y') OR substr(nir, 4, 2) <> strftime(born, '%m'))`;

test.each<[string, QualityCheck, tested: string, failing: string]>([
  ['notNull', { check: 'notNull', column: 'nir' }, 'TRUE', 'nir IS NULL'],
  ['notNull where', { check: 'notNull', column: 'discharged', where: { all: [{ column: 'sex', equals: 'F' }, { column: 'nights', range: { min: 3 } }] } }, "sex = 'F' AND nights >= 3", "sex = 'F' AND nights >= 3 AND discharged IS NULL"],
  ['unique', { check: 'unique', columns: ['id'], nulls: 'skip' }, 'TRUE', 'id IN (SELECT id FROM stays GROUP BY id HAVING count(*) > 1)'],
  ['unique of two columns, nulls left out', { check: 'unique', columns: ['admitted', 'code'], nulls: 'skip' }, 'admitted IS NOT NULL AND code IS NOT NULL', '(admitted, code) IN (SELECT (admitted, code) FROM stays WHERE admitted IS NOT NULL AND code IS NOT NULL GROUP BY admitted, code HAVING count(*) > 1)'],
  ['values', { check: 'values', column: 'sex', in: ['F', 'M'] }, 'sex IS NOT NULL', "sex NOT IN ('F', 'M')"],
  ['range of whole numbers', { check: 'range', column: 'nights', range: { min: 1, max: 300 } }, 'nights IS NOT NULL', 'nights NOT BETWEEN 1 AND 300'],
  ['range of decimals', { check: 'range', column: 'cost', range: { min: '-10.5', max: 800 } }, 'cost IS NOT NULL', 'cost NOT BETWEEN -10.5 AND 800'],
  ['range of dates', { check: 'range', column: 'born', range: { min: '1935-06-01', max: '1999-12-31' } }, 'born IS NOT NULL', "born NOT BETWEEN DATE '1935-06-01' AND DATE '1999-12-31'"],
  ['range of doubles', { check: 'range', column: 'weight', range: { min: 0.125, max: 100 } }, 'weight IS NOT NULL', 'isnan(weight) OR weight NOT BETWEEN 0.125 AND 100'],
  ['length', { check: 'length', column: 'code', min: 1, max: 3 }, 'code IS NOT NULL', 'length(code) NOT BETWEEN 1 AND 3'],
  ['pattern', { check: 'pattern', column: 'code', patterns: ['A99', 'A99.9+'] }, 'code IS NOT NULL', "NOT regexp_full_match(code, '[A-Z][0-9][0-9](\\.[0-9]+)?')"],
  ['identifier', { check: 'identifier', column: 'nir', identifier: 'nir', level: 'checksum' }, 'nir IS NOT NULL', `NOT ${nirIsSound}`],
  ['nirAgrees', { check: 'nirAgrees', column: 'nir', sex: { column: 'sex', male: 'M', female: 'F' }, birthDate: 'born' }, `nir IS NOT NULL AND ${nirIsSound} AND (sex IN ('M', 'F') OR born IS NOT NULL)`, `nir IS NOT NULL AND ${nirIsSound} AND ${disagrees}`],
  ['reference', { check: 'reference', table: 'codes', on: { code: 'code' } }, 'code IS NOT NULL', 'code IS NOT NULL AND code NOT IN (SELECT code FROM codes WHERE code IS NOT NULL)'],
  ['reference over two columns', { check: 'reference', table: 'codes', on: { code: 'code', sex: 'sex' } }, 'code IS NOT NULL AND sex IS NOT NULL', 'code IS NOT NULL AND sex IS NOT NULL AND NOT EXISTS (SELECT * FROM codes WHERE codes.code = stays.code AND codes.sex = stays.sex)'],
  ['order', { check: 'order', columns: ['born', 'admitted', 'discharged'] }, '(born IS NOT NULL)::INT + (admitted IS NOT NULL)::INT + (discharged IS NOT NULL)::INT >= 2', 'born > admitted OR admitted > discharged OR born > discharged'],
  ['predicate', { check: 'predicate', holds: { any: [{ not: { column: 'sex', equals: 'M' } }, { column: 'nights', range: { max: 10 } }, { column: 'discharged', compare: 'equal', to: 'admitted' }] } }, 'TRUE', "sex = 'M' AND NOT coalesce(nights <= 10, FALSE) AND NOT coalesce(discharged = admitted, FALSE)"],
])('%s counts what SQL counts', async (_, check, tested, failing) => {
  const [sqlTested, sqlFailing] = await numbers(`SELECT count(*) FILTER (${tested}), count(*) FILTER (${failing}) FROM stays`);
  const [found] = (await measure([check])).checks;
  expect({ tested: found!.tested, failing: found!.failing }).toEqual({ tested: sqlTested, failing: sqlFailing });
  expect(sqlFailing).toBeGreaterThan(0);
});

test('unique with null equal to null counts what GROUP BY counts', async () => {
  const [failing] = await numbers('SELECT sum(n) FROM (SELECT count(*) AS n FROM stays GROUP BY sex, code, born HAVING count(*) > 1)');
  const [found] = (await measure([{ check: 'unique', columns: ['sex', 'code', 'born'], nulls: 'equal' }])).checks;
  expect(found).toMatchObject({ tested: ROWS.length, failing });
});

test('doubles are the same as DuckDB groups them: one zero, one NaN', async () => {
  const [failing, tested] = await numbers('SELECT sum(n) FILTER (n > 1), sum(n) FROM (SELECT count(*) AS n FROM stays WHERE weight IS NOT NULL GROUP BY weight)');
  const [found] = (await measure([{ check: 'unique', columns: ['weight'], nulls: 'skip' }])).checks;
  expect(found).toMatchObject({ tested, failing });
});

test('rowCount, freshness, distribution, mean and quantile measure what SQL measures', async () => {
  const [rows, recent, later, female, male, other, present, cost, median] = await numbers(`SELECT count(*), count(*) FILTER (admitted BETWEEN DATE '2023-03-01' AND DATE '2023-05-31'), count(*) FILTER (admitted > DATE '2023-05-31'),
    count(*) FILTER (sex = 'F'), count(*) FILTER (sex = 'M'), count(*) FILTER (sex NOT IN ('F', 'M')), count(cost), avg(cost::DOUBLE), quantile_disc(cost, 0.5) FROM stays`);
  const { checks } = await measure([
    { check: 'rowCount', min: 1 }, { check: 'freshness', column: 'admitted', asOf: '2023-05-31', maxAgeDays: 91 }, { check: 'mean', column: 'cost', min: 0 }, { check: 'quantile', column: 'cost', share: 0.5, min: 0, relativeError: 0.001 },
    { check: 'distribution', column: 'sex', expected: [{ value: 'F', share: 0.5 }, { value: 'M', share: 0.5 }], distance: 'totalVariation', maxDistance: 1 },
  ]);
  expect(checks[0]!.tested).toBe(rows);
  expect(checks[1]!.figures).toEqual({ recent, later });
  expect(checks[2]!.tested).toBe(present);
  const valueOf = (place: number): number => (checks[place]!.figures as { readonly value: number }).value;
  expect(valueOf(2)).toBeCloseTo(cost!, 9);
  expect(Math.abs(valueOf(3) / median! - 1)).toBeLessThanOrEqual(0.001);
  expect(checks[4]!.figures).toEqual({ counts: [female, male], other });
});

test('outliers are those beyond the fences of the exact quartiles, but for numbers within the sketch\'s error of a fence', async () => {
  const [check] = (await measure([{ check: 'outliers', column: 'nights', factor: 1.5, relativeError: 0.01 }])).checks;
  const [failing, near] = await numbers(`WITH q AS (SELECT quantile_disc(nights, 0.25) AS a, quantile_disc(nights, 0.75) AS b FROM stays)
    SELECT count(*) FILTER (nights < a - 1.5 * (b - a) OR nights > b + 1.5 * (b - a)), count(*) FILTER (abs(nights - (b + 1.5 * (b - a))) < 2) FROM stays, q`);
  expect(near).toBe(0);
  expect(check!.failing).toBe(failing);
  expect(failing).toBeGreaterThan(50);
});
