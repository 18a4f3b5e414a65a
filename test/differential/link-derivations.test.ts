// What records are linked on, against DuckDB: the functions that Splink's models call, on random texts.
import type { DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Derivation } from '../../src/link/model/expression.ts';
import { derived } from '../link/records-of.ts';
import { openDuckdb } from './duckdb.ts';

let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await openDuckdb();
});

const quoted = (text: string): string => `'${text.replaceAll('\'', '\'\'')}'`;

/** What DuckDB makes of texts, as JSON. */
async function inDuckdb(texts: readonly string[], sql: (text: string) => string): Promise<unknown[]> {
  const result = await duckdb.runAndReadAll(`SELECT to_json(${sql('value')})::VARCHAR FROM (SELECT unnest([${texts.map(quoted).join(', ')}]) AS value)`);
  return result.getRows().map(([json]) => (json === null ? null : (JSON.parse(json as string) as unknown)));
}

const someTexts = fc.array(fc.string({ unit: fc.constantFrom('a', 'B', 'é', 'œ', '😀', ' ', '@', '1', '|', '-'), maxLength: 7 }), { minLength: 1, maxLength: 40 });
const samples: readonly (readonly string[])[] = fc.sample(someTexts, 6);

describe('derivations and the functions of DuckDB', () => {
  test.each<[sql: string, derive: Derivation]>([
    ...[[1, 3], [2, 2], [-2, 1], [-3, undefined], [-5, 3], [4, undefined]].map(([from, length]): [string, Derivation] =>
      [`substr(VALUE, ${from!}${length === undefined ? '' : `, ${length}`})`, { op: 'slice', from: from!, ...(length === undefined ? {} : { length }) }]),
    ['string_split(VALUE, \'|\')', { op: 'split', separator: '|' }],
    ['lower(VALUE)', { op: 'lower' }],
    ['upper(VALUE)', { op: 'upper' }],
    ['length(VALUE)', { op: 'length' }],
    ['nullif(VALUE, \'a\')', { op: 'nullIf', value: 'a' }],
    ['nullif(regexp_extract(VALUE, \'^[^@]+\', 0), \'\')', { op: 'extract', pattern: '^[^@]+' }],
    ['regexp_extract(VALUE, \'([a-z]+)(\\d)?\', 2)', { op: 'extract', pattern: '([a-z]+)(\\d)?', group: 2, orEmpty: true }],
  ])('%s', async (sql, derive) => {
    for (const texts of samples) {
      expect(await derived(texts, { column: 'value', derive: [derive] })).toEqual(await inDuckdb(texts, (value) => sql.replace('VALUE', value)));
    }
  });

  test.each(['%Y-%m-%d', '%d/%m/%Y', '%Y%m%d', '%d %b %Y', '%d %B %y', '%Y-%m-%d %H:%M:%S', '%m/%d/%y'])('try_strptime with %s', async (format) => {
    const part = fc.constantFrom('1', '01', '12', '13', '28', '29', '31', '1999', '2000', '90', '0', 'Jan', 'may', 'February', 'x');
    const separator = fc.constantFrom('-', '/', ' ', '', ':');
    const texts = fc.sample(fc.tuple(part, separator, part, separator, part, fc.constantFrom('', ' 10:59:07', ' 24:00:00', ' ')).map((parts) => parts.join('')), 400);
    const right = fc.sample(fc.date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }), 40).map((date) => date.toISOString().slice(0, 19).replace('T', ' '));
    const written = (await inDuckdb(right, (value) => `strftime(${value}::TIMESTAMP, '${format}')`)) as string[];
    const all = [...texts, ...written];
    const expected = await inDuckdb(all, (value) => `epoch(try_strptime(${value}, '${format}'))`);
    const years = (await inDuckdb(all, (value) => `year(try_strptime(${value}, '${format}'))`)) as (number | null)[];
    // Years before 1 are dates to DuckDB.
    expect(await derived(all, { column: 'value', derive: [{ op: 'parseTime', format }] })).toEqual(expected.map((seconds, index) => ((years[index] ?? 0) < 1 ? null : seconds)));
  });
});
