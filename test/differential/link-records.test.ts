// Records of a reference file, against DuckDB: the expressions of Splink's own model for historical persons.
import type { DuckDBConnection } from '@duckdb/node-api';
import { beforeAll, expect, test } from 'vitest';
import type { Expression } from '../../src/link/model/expression.ts';
import type { LinkageRecords } from '../../src/link/records/prepare-records.ts';
import { readParquet } from '../../src/read/index.ts';
import { fileBlob } from '../../src/read/node.ts';
import { decodeColumn, decodeValue, recordsOf } from '../link/records-of.ts';
import { describeWithData } from '../shared-data.ts';
import { valuesOf } from '../small-tables.ts';
import { openDuckdb } from './duckdb.ts';

const POSTCODE = (pattern: string): string => `nullif(regexp_extract(postcode_fake, '${pattern}', 0), '')`;
const SECTOR = '^[A-Za-z]{1,2}[0-9][A-Za-z0-9]? [0-9]';
const DISTRICT = '^[A-Za-z]{1,2}[0-9][A-Za-z0-9]?';

/** Each expression, and what it is in SQL. */
const EXPRESSIONS: readonly (readonly [sql: string, expression: Expression])[] = [
  ['first_name', { column: 'first_name' }],
  ['surname', { column: 'surname' }],
  ['dob', { column: 'dob' }],
  ['birth_place', { column: 'birth_place' }],
  ['occupation', { column: 'occupation' }],
  ['substr(first_name, 1, 3)', { column: 'first_name', derive: [{ op: 'slice', from: 1, length: 3 }] }],
  ['substr(surname, -4)', { column: 'surname', derive: [{ op: 'slice', from: -4 }] }],
  ['upper(surname)', { column: 'surname', derive: [{ op: 'upper' }] }],
  ['year(try_strptime(dob, \'%Y-%m-%d\'))::DOUBLE', { column: 'dob', derive: [{ op: 'parseTime', format: '%Y-%m-%d' }, { op: 'year' }] }],
  ['epoch(try_strptime(dob, \'%Y-%m-%d\'))', { column: 'dob', derive: [{ op: 'parseTime', format: '%Y-%m-%d' }] }],
  [POSTCODE(SECTOR), { column: 'postcode_fake', derive: [{ op: 'extract', pattern: SECTOR }] }],
  [POSTCODE(DISTRICT), { column: 'postcode_fake', derive: [{ op: 'extract', pattern: DISTRICT }] }],
  ['length(birth_place)::DOUBLE', { column: 'birth_place', derive: [{ op: 'length' }] }],
  ['first_name || \' \' || surname', { concat: [{ column: 'first_name' }, { column: 'surname' }], separator: ' ' }],
  ['array_to_string(string_split(birth_place, \' \'), \'|\')', { column: 'birth_place', derive: [{ op: 'split', separator: ' ' }] }],
  ['string_split(birth_place, \' \')[-1]', { column: 'birth_place', derive: [{ op: 'split', separator: ' ' }, { op: 'element', at: -1 }] }],
];

describeWithData('records of historical persons', 'linkage/splink/historical_figures_with_errors_50k.parquet', (path) => {
  let duckdb: DuckDBConnection;
  let records: LinkageRecords;
  beforeAll(async () => {
    duckdb = await openDuckdb();
    await duckdb.run(`CREATE VIEW persons AS SELECT * FROM read_parquet('${path}')`);
    const { rows } = await readParquet(fileBlob(path));
    records = await recordsOf({ persons: rows }, EXPRESSIONS.map(([, expression]) => expression), { rowKey: 'unique_id' });
  }, 60_000);

  test('are ordered by the bytes of their keys', async () => {
    const result = await duckdb.runAndReadAll('SELECT unique_id FROM persons ORDER BY unique_id COLLATE "binary"');
    expect(valuesOf(records.rowKeys)).toEqual(result.getRows().map(([key]) => key));
  });

  test.each(EXPRESSIONS.map(([sql], index) => [sql, index] as const))('%s is that of DuckDB for every record', async (sql, index) => {
    const result = await duckdb.runAndReadAll(`SELECT ${sql} FROM persons ORDER BY unique_id COLLATE "binary"`);
    const values = decodeColumn(records.table.columns[index]!).map((value) => (Array.isArray(value) ? value.join('|') : value));
    expect(values).toEqual(result.getRows().map(([value]) => value));
  });

  test('values are counted as DuckDB counts them', async () => {
    const { counts, dictionary } = records.table.columns[1]!;
    const result = await duckdb.runAndReadAll('SELECT surname, count(*)::INTEGER FROM persons WHERE surname IS NOT NULL GROUP BY surname');
    const counted = new Map(Array.from({ length: dictionary.size }, (_, index) => [decodeValue(dictionary, index + 1), counts[index + 1]!]));
    expect(counted).toEqual(new Map(result.getRows() as [string, number][]));
  });
});

