// Levels read from Splink's SQL, and levels written as SQL, against DuckDB that runs the SQL: the same level for every pair.
import { readFileSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  absoluteDifferenceComparison, bestPairComparison, birthDateComparison, cosineComparison, emailComparison, exactComparison, firstNameSurnameComparison, jaccardComparison,
  kilometresComparison, levenshteinComparison, listIntersectionComparison, nameComparison, nirComparison, percentageDifferenceComparison, timeDifferenceComparison, ukPostcodeComparison,
} from '../../../src/link/comparisons/index.ts';
import { compileComparisons } from '../../../src/link/compare/compile-comparisons.ts';
import { collectExpressions } from '../../../src/link/compile/expression-list.ts';
import type { Comparison, Derivation, Expression, Level, LinkageModel } from '../../../src/link/model/index.ts';
import { prepareRecords } from '../../../src/link/records/prepare-records.ts';
import { fromSplink, toSplink } from '../../../src/link/splink/index.ts';
import { openDuckdb, query } from '../../differential/duckdb.ts';
import { drawPeople, type People } from './people.ts';

interface LevelSql {
  readonly sql_condition: string;
}
interface Recorded {
  readonly comparisons: Readonly<Record<string, Readonly<Record<string, { readonly comparison_levels: readonly LevelSql[] }>>>>;
  readonly levels: Readonly<Record<string, Readonly<Record<string, LevelSql>>>>;
}

const recorded = JSON.parse(readFileSync('test/link/fixtures/level_sql.json', 'utf8')) as Readonly<Record<string, Recorded>>;
const ELSE = { sql_condition: 'ELSE' };

/** Our kernel for a function that DuckDB is taught. */
const REGISTERED = { my_distance: (left: unknown, right: unknown) => Math.abs([...(left as string)].length - [...(right as string)].length) };

const ofDuckdb = <Written>(byDialect: Readonly<Record<string, Written>>): Written | undefined =>
  Object.entries(byDialect).find(([dialects]) => dialects.split(' ').includes('duckdb'))?.[1];

const library: readonly (readonly [string, readonly LevelSql[]])[] = Object.entries(recorded).flatMap(([version, { comparisons, levels }]) => [
  ...Object.entries(comparisons).flatMap(([name, byDialect]) => {
    const written = ofDuckdb(byDialect);
    return written === undefined ? [] : [[`${version} ${name}`, written.comparison_levels] as const];
  }),
  ...Object.entries(levels).flatMap(([name, byDialect]) => {
    const written = ofDuckdb(byDialect);
    // DuckDB has an empty intersection of a list and null, but null of null and a list: nulls are taken out before.
    const first = name === 'ArraySubsetLevel empty' ? '"names_l" IS NULL OR "names_r" IS NULL' : '"never_l" = "never_r"';
    return written === undefined ? [] : [[`${version} ${name}`, [{ sql_condition: first }, written, ELSE]] as const];
  }),
]);

/** Comparisons of times that are no text, and a literal date. */
const looksAtTimes = (title: string): boolean => /(?:TimeDifference|DateDifference|DateOfBirthComparison|LiteralMatchLevel date)$/.test(title);

const readings: readonly (readonly [string, readonly LevelSql[]])[] = [
  ['regular expressions that may find nothing', ["regexp_extract(email_l, '^[^@]+') = regexp_extract(email_r, '^[^@]+')", "levenshtein(regexp_extract(lower(city_l), '^.'), regexp_extract(lower(city_r), '^.')) <= 0"]],
  ['calendar days, months and years', ["abs(date_diff('day', try_strptime(dob_l, '%Y-%m-%d'), try_strptime(dob_r, '%Y-%m-%d'))) <= 9", "abs(date_diff('month', try_strptime(dob_l, '%Y-%m-%d'), try_strptime(dob_r, '%Y-%m-%d'))) <= 1", "abs(date_diff('year', try_strptime(dob_l, '%Y-%m-%d'), try_strptime(dob_r, '%Y-%m-%d'))) <= 9"]],
  ['parts of texts', ['right(name_l, 2) = right(name_r, 2)', 'left(name_l, 2) = left(name_r, 2)', 'substr(name_l, -3, 2) = substr(name_r, -3, 2)', 'name_l[2:3] = name_r[2:3]', 'length(name_l) = length(name_r)']],
  ['trimmed, in capitals, split', ["trim(upper(name_l)) = trim(upper(name_r))", "string_split(full_name_l, ' ')[-1] = string_split(full_name_r, ' ')[1]", 'lower(name_l) = lower(forename_r)']],
  ['nulls and literals', ['name_l IS NOT DISTINCT FROM name_r', "city_l IN ('Paris', '') AND city_r <> 'Lyon'", 'age_l = 18 OR age_r = 19', 'NOT (city_l = city_r)']],
  ['what is and is not distinct', ['name_l IS DISTINCT FROM name_r AND city_l = city_r', 'NOT (city_l IS NOT DISTINCT FROM city_r) AND age_l = age_r', 'NOT (age_l IS DISTINCT FROM age_r)']],
  ['lists and ranges of values', ["city_l NOT IN ('Paris', 'Lyon')", 'abs(age_l - age_r) BETWEEN 0 AND 1 AND abs(age_l - age_r) NOT BETWEEN 0.4 AND 0.9', 'NOT NOT (name_l = name_r OR city_l IS NULL)']],
  ['lists', ['list_unique(names_l) + list_unique(names_r) - list_unique(list_concat(names_l, names_r)) >= 2', 'length(names_l) = length(names_r)', 'names_l[1] = names_r[1]']],
  ['three-valued logic', ['NOT (city_l = city_r AND name_l = name_r)', '(city_l = city_r OR name_l IS NULL) AND NOT (age_l = age_r)', 'age_l IS NULL AND city_l = city_r']],
  ['numbers of texts', ['abs(TRY_CAST(dob_l AS DOUBLE) - TRY_CAST(dob_r AS DOUBLE)) < 1', 'levenshtein(house_l::VARCHAR, CAST(house_r AS TEXT)) <= 1']],
].map(([title, conditions]) => [title as string, [...(conditions as readonly string[]).map((sql_condition) => ({ sql_condition })), ELSE]] as const);

/** A level of pairs whose left record has a value that is named. */
const named = (of: Expression, value: string): Level => ({ label: value, when: { kind: 'literal', of, side: 'left', value }, m: 0.5, u: 0.5 });
const OTHERWISE: Level = { label: 'other', when: { kind: 'otherwise' }, m: 0.5, u: 0.5 };

/** A comparison of what is made of birth dates with named values. */
function namedComparison(...stepsAndValues: readonly (Derivation | string)[]): Comparison {
  const levels = stepsAndValues.flatMap((value, index) => (typeof value !== 'string' ? [] : [named({ column: 'dob', derive: [{ op: 'parseTime', format: '%Y-%m-%d' }, stepsAndValues[index - 1] as Derivation] }, value)]));
  return { name: 'named', levels: [...levels, OTHERWISE] };
}

const written: readonly (readonly [string, Comparison])[] = [
  ['an exact one', exactComparison({ of: 'city' })],
  ['names', nameComparison({ of: 'name' })],
  ['first name and surname', firstNameSurnameComparison({ firstName: 'forename', surname: 'surname', termFrequency: false })],
  ['e-mails', emailComparison({ of: 'email' })],
  ['UK postcodes', ukPostcodeComparison({ of: 'postcode' })],
  ['numbers', absoluteDifferenceComparison({ of: 'amount', atMost: [5, 20] })],
  ['shares of numbers', percentageDifferenceComparison({ of: 'amount', below: [0.05, 0.2] })],
  ['lists', listIntersectionComparison({ of: 'names', atLeast: [2, 1] })],
  ['closest elements', bestPairComparison({ of: 'names', measure: 'jaroWinkler', atLeast: [0.8] })],
  ['vectors', cosineComparison({ of: 'embedding' })],
  ['places', kilometresComparison({ latitude: 'lat', longitude: 'long', atMost: [1, 500] })],
  ['characters', jaccardComparison({ of: 'name', q: 1 })],
  ['birth dates from text', birthDateComparison({ of: 'dob', format: 'yyyy-MM-dd' })],
  ['times from text', timeDifferenceComparison({ of: 'at', format: '%Y-%m-%dT%H:%M:%SZ', within: [{ amount: 1, unit: 'hour' }, { amount: 1, unit: 'day' }] })],
  ['numbers that say who one is', nirComparison({ of: 'dob' })],
  ['named months, days, numbers and times', namedComparison({ op: 'monthCount' }, '120', { op: 'dayCount' }, '3663', { op: 'month' }, '2', { op: 'year' }, '1990')],
  ['named times', { name: 'named', levels: ['2020-01-01', '2020-01-01T11:00:00'].map((value) => named({ column: 'at', derive: [{ op: 'parseTime', format: '%Y-%m-%dT%H:%M:%SZ' }] }, value)).concat(OTHERWISE) }],
  ['texts put end to end', levenshteinComparison({ of: { concat: [{ column: 'forename' }, { column: 'surname', derive: [{ op: 'lower' }] }], separator: "'" } })],
];

describe('levels of DuckDB', () => {
  const connections: DuckDBConnection[] = [];
  const people: Readonly<Record<'text' | 'time', People>> = { text: drawPeople(110, 'text', 1), time: drawPeople(60, 'time', 2) };

  beforeAll(async () => {
    for (const one of Object.values(people)) {
      const connection = await openDuckdb();
      await one.load(connection);
      await connection.run('CREATE MACRO my_distance(a, b) AS abs(length(a) - length(b))');
      connections.push(connection);
    }
  });

  /** Counts pairs by our level and DuckDB's. */
  const contrast = async (comparison: Comparison, levels: readonly LevelSql[], times: 'text' | 'time'): Promise<{ readonly differing: readonly string[]; readonly seen: number }> => {
    const { dataset, rows } = people[times];
    const cases = levels.map(({ sql_condition: sql }, index) => (sql === 'ELSE' ? `ELSE ${index}` : `WHEN ${sql} THEN ${index}`)).join(' ');
    const theirs = (await query(connections[times === 'text' ? 0 : 1]!, `SELECT CASE ${cases} END FROM pairs ORDER BY id_l, id_r`)).map(([level]) => Number(level));
    const model = { blocking: [], comparisons: [comparison] };
    const records = await prepareRecords({ people: dataset }, { rowKey: 'id', expressions: collectExpressions(model), unit: 'byte' });
    const [kernel] = compileComparisons(model, records, REGISTERED);
    const differing: string[] = [];
    let pair = 0;
    for (let left = 0; left < rows; left++) {
      for (let right = left + 1; right < rows; right++, pair++) {
        const ours = kernel!.levelOf(left, right);
        if (ours !== theirs[pair]) differing.push(`${left} and ${right}: ${ours}, DuckDB ${theirs[pair]!}`);
      }
    }
    expect(pair).toBe(theirs.length);
    return { differing: differing.slice(0, 5), seen: new Set(theirs).size };
  };

  const importing = (levels: readonly LevelSql[]): Comparison => fromSplink(
    { link_type: 'dedupe_only', sql_dialect: 'duckdb', comparisons: [{ output_column_name: 'x', comparison_levels: levels }] },
    { registered: ['my_distance'], onUnknown: 'keep' },
  ).comparisons[0]!;

  test.each([...library, ...readings])('are ours once they are read: %s', async (title, levels) => {
    const { differing, seen } = await contrast(importing(levels), levels, looksAtTimes(title) ? 'time' : 'text');
    expect(differing).toEqual([]);
    expect(seen).toBeGreaterThan(1);
  });

  test.each(written)('are ours once they are written: %s', async (_title, comparison) => {
    const model: LinkageModel = { version: 1, linkType: 'dedupe', prior: 0.001, unit: 'byte', blocking: [], comparisons: [{ ...comparison, levels: comparison.levels.map(({ termFrequency: _, ...level }) => level) }] };
    const file = toSplink(model) as { readonly comparisons: readonly { readonly comparison_levels: readonly LevelSql[] }[] };
    const { differing, seen } = await contrast(comparison, file.comparisons[0]!.comparison_levels, 'text');
    expect(differing).toEqual([]);
    expect(seen).toBeGreaterThan(1);
  });
});
