// Decisions and judgements against DuckDB: the same questions asked in SQL of the same small tables.
import type { DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { clusterPairs } from '../../src/link/decide/cluster-pairs.ts';
import { linkDeterministically } from '../../src/link/decide/link-deterministically.ts';
import { evaluateLinkage } from '../../src/link/evaluate/evaluate-linkage.ts';
import { expectErrors } from '../../src/link/evaluate/expect-errors.ts';
import { listErrors } from '../../src/link/evaluate/list-errors.ts';
import { CLUSTERS, PAIRS, RECORDS, runPorts } from '../link/decide-tables.ts';
import { recordsOf } from '../link/records-of.ts';
import { rowsOf, schemaOf, tableOf, type Row } from '../small-tables.ts';
import { createTable, openDuckdb, query } from './duckdb.ts';

let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await openDuckdb();
});

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
const SOURCES = ['left', 'right'];
/** Ten records, every other one of the second source. */
const EVERY: readonly Row[] = NAMES.map((name, index) => [SOURCES[index % 2]!, name]);
const PERSONS = schemaOf({
  source: { type: 'utf8', role: 'technical' },
  rowKey: { type: 'utf8', role: 'technical' },
  entity: { type: 'int32', role: 'entity' },
});

const somePairs: fc.Arbitrary<Row[]> = fc.uniqueArray(
  fc.tuple(fc.nat(9), fc.nat(9), fc.integer({ min: -4, max: 6 })),
  { maxLength: 24, selector: ([one, other]) => `${Math.min(one, other)} ${Math.max(one, other)}` },
).map((pairs) => pairs
  .filter(([one, other]) => one !== other)
  .map(([one, other, bits]) => [...EVERY[one]!, ...EVERY[other]!, bits]));

const somePersons: fc.Arbitrary<Row[]> = fc.array(fc.option(fc.nat(3), { nil: null, freq: 6 }), { minLength: 10, maxLength: 10 })
  .map((persons) => persons.map((person, index) => [...EVERY[index]!, person]));

/** Pairs with the person of each side, both known; of two sources only where `isLink`. */
const judged = (isLink: boolean): string => `
  SELECT p.*, l.entity = r.entity AS isMatch
  FROM pairs p
  JOIN persons l ON l.source = p.leftSource AND l.rowKey = p.leftRowKey
  JOIN persons r ON r.source = p.rightSource AND r.rowKey = p.rightRowKey
  WHERE l.entity IS NOT NULL AND r.entity IS NOT NULL ${isLink ? 'AND l.source <> r.source' : ''}`;

/** All pairs of records whose persons are known. */
const universe = (isLink: boolean): string => `
  SELECT l.source AS leftSource, l.rowKey AS leftRowKey, r.source AS rightSource, r.rowKey AS rightRowKey, l.entity = r.entity AS isMatch
  FROM persons l JOIN persons r ON (l.source, l.rowKey) < (r.source, r.rowKey)
  WHERE l.entity IS NOT NULL AND r.entity IS NOT NULL ${isLink ? 'AND l.source <> r.source' : ''}`;

describe('accuracy is what SQL counts', () => {
  test.each([['dedupe', false], ['link', true]] as const)('of the link type %s', async (linkType, isLink) => {
    await fc.assert(fc.asyncProperty(somePairs, somePersons, fc.integer({ min: -3, max: 5 }), async (pairs, persons, cut) => {
      await createTable(duckdb, 'pairs', PAIRS, pairs);
      await createTable(duckdb, 'persons', PERSONS, persons);
      const [totals] = await query(duckdb, `SELECT count(*) FILTER (isMatch)::INT, count(*) FILTER (NOT isMatch)::INT FROM (${universe(isLink)})`);
      const [scored] = await query(duckdb, `
        SELECT count(*)::INT, count(*) FILTER (isMatch)::INT, count(*) FILTER (isMatch AND matchWeightBits >= ${cut})::INT, count(*) FILTER (NOT isMatch AND matchWeightBits >= ${cut})::INT
        FROM (${judged(isLink)})`);
      const found = await evaluateLinkage(
        { pairs: tableOf(PAIRS, pairs), truth: { by: 'entities', table: tableOf(PERSONS, persons) } },
        { minMatchWeightBits: cut, linkType, groups: 0 },
      );
      expect([found.totals.matches, found.totals.others]).toEqual(totals);
      expect([found.scored.pairs, found.scored.matches, found.cuts[0]!.truePositives, found.cuts[0]!.falsePositives]).toEqual(scored);
      expect(found.scored.notJudged).toBe(pairs.length - (scored![0] as number));
      expect(found.lostToBlocking).toBe((totals![0] as number) - (scored![1] as number));
    }), { numRuns: 30 });
  });

  test('at every weight that occurs, by window functions', async () => {
    await fc.assert(fc.asyncProperty(somePairs, somePersons, async (pairs, persons) => {
      await createTable(duckdb, 'pairs', PAIRS, pairs);
      await createTable(duckdb, 'persons', PERSONS, persons);
      const expected = await query(duckdb, `
        WITH counted AS (SELECT matchWeightBits AS bits, count(*) FILTER (isMatch) AS matches, count(*) FILTER (NOT isMatch) AS others FROM (${judged(false)}) GROUP BY bits)
        SELECT bits::INT, (sum(matches) OVER (ORDER BY bits DESC))::INT, (sum(others) OVER (ORDER BY bits DESC))::INT FROM counted ORDER BY bits`);
      const { table } = await evaluateLinkage(
        { pairs: tableOf(PAIRS, pairs), truth: { by: 'entities', table: tableOf(PERSONS, persons) } },
        { minMatchWeightBits: 0, linkType: 'dedupe', groups: 0 },
      );
      expect((await rowsOf(table)).map((row) => row.slice(0, 3))).toEqual(expected);
    }), { numRuns: 30 });
  });

  test('and so are the errors that are listed', async () => {
    await fc.assert(fc.asyncProperty(somePairs, somePersons, async (pairs, persons) => {
      await createTable(duckdb, 'pairs', PAIRS, pairs);
      await createTable(duckdb, 'persons', PERSONS, persons);
      // SQL puts the lesser record first, as the list does.
      const expected = await query(duckdb, `
        WITH turned AS (
          SELECT least((leftSource, leftRowKey), (rightSource, rightRowKey)) AS one, greatest((leftSource, leftRowKey), (rightSource, rightRowKey)) AS other, matchWeightBits FROM pairs
        ), asked AS (
          SELECT u.*, t.matchWeightBits
          FROM (${universe(false)}) u LEFT JOIN turned t ON t.one = (u.leftSource, u.leftRowKey) AND t.other = (u.rightSource, u.rightRowKey)
        )
        SELECT leftSource, leftRowKey, rightSource, rightRowKey, matchWeightBits::INT,
          CASE WHEN matchWeightBits IS NULL THEN 'lostToBlocking' WHEN isMatch THEN 'belowCut' ELSE 'falsePositive' END
        FROM asked
        WHERE CASE WHEN isMatch THEN coalesce(matchWeightBits < 1, true) ELSE coalesce(matchWeightBits >= 1, false) END
        ORDER BY 1, 2, 3, 4`);
      const errors = listErrors(
        { pairs: tableOf(PAIRS, pairs), truth: { by: 'entities', table: tableOf(PERSONS, persons) } },
        { minMatchWeightBits: 1, linkType: 'dedupe' },
      );
      expect(await rowsOf(errors)).toEqual(expected);
    }), { numRuns: 30 });
  });
});

test('expected errors are sums of probabilities in SQL', async () => {
  await fc.assert(fc.asyncProperty(somePairs, fc.integer({ min: 0, max: 20 }), async (pairs, expectedMatches) => {
    await createTable(duckdb, 'pairs', PAIRS, pairs);
    const rows = await query(duckdb, `
      WITH probable AS (SELECT matchWeightBits AS bits, 1 / (1 + 2 ** -matchWeightBits) AS p FROM pairs),
      total AS (SELECT greatest(${expectedMatches}, coalesce(sum(p), 0)) AS matches FROM probable)
      SELECT c.bits::INT, count(*)::INT, (1 - sum(p) / count(*))::DOUBLE, (1 - sum(p) / any_value(matches))::DOUBLE
      FROM (SELECT DISTINCT bits FROM probable) c JOIN probable p ON p.bits >= c.bits, total
      GROUP BY c.bits ORDER BY c.bits`);
    const { table } = await expectErrors(tableOf(PAIRS, pairs), { matches: { allPairs: 100, prior: expectedMatches / 100 } });
    const found = await rowsOf(table);
    expect(found.map((row) => row.slice(0, 2))).toEqual(rows.map((row) => row.slice(0, 2)));
    found.forEach((row, index) => {
      expect(row[3]).toBeCloseTo(rows[index]![2] as number, 9);
      expect(row[4]).toBeCloseTo(Math.max(0, rows[index]![3] as number), 9);
    });
  }), { numRuns: 30 });
});

describe('clusters', () => {
  test('are the records that a recursive query reaches', async () => {
    await fc.assert(fc.asyncProperty(somePairs, fc.integer({ min: -3, max: 5 }), async (pairs, cut) => {
      await createTable(duckdb, 'pairs', PAIRS, pairs);
      await createTable(duckdb, 'records', RECORDS, EVERY);
      const expected = await query(duckdb, `
        WITH RECURSIVE linked AS (
          SELECT (leftSource, leftRowKey) AS one, (rightSource, rightRowKey) AS other FROM pairs WHERE matchWeightBits >= ${cut}
          UNION SELECT (rightSource, rightRowKey), (leftSource, leftRowKey) FROM pairs WHERE matchWeightBits >= ${cut}
        ), reached(start, record) AS (
          SELECT (source, rowKey), (source, rowKey) FROM records
          UNION SELECT r.start, l.other FROM reached r JOIN linked l ON l.one = r.record
        )
        SELECT record[1], record[2], min(start)[1] || ':' || min(start)[2] FROM reached GROUP BY record ORDER BY 1, 2`);
      const { tables } = await runPorts(clusterPairs({ minMatchWeightBits: cut }), { pairs: tableOf(PAIRS, pairs), records: tableOf(RECORDS, EVERY) });
      expect(tables['clusters']).toEqual(expected.map((row) => row.join(' ')));
    }), { numRuns: 30 });
  });

  test('agree with the truth as SQL counts: pairs, and B³ by record', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.nat(4), { minLength: 10, maxLength: 10 }), somePersons, async (labels, persons) => {
      const clusters = labels.map((label, index): Row => [...EVERY[index]!, `c${label}`]);
      await createTable(duckdb, 'clusters', CLUSTERS, clusters);
      await createTable(duckdb, 'persons', PERSONS, persons);
      const [expected] = await query(duckdb, `
        WITH both_known AS (SELECT c.source, c.rowKey, cluster, entity FROM clusters c JOIN persons p ON p.source = c.source AND p.rowKey = c.rowKey WHERE entity IS NOT NULL),
        pair AS (SELECT l.cluster = r.cluster AS linked, l.entity = r.entity AS isMatch FROM both_known l JOIN both_known r ON (l.source, l.rowKey) < (r.source, r.rowKey)),
        record AS (
          SELECT count(*) FILTER (r.cluster = l.cluster AND r.entity = l.entity) / count(*) FILTER (r.cluster = l.cluster) AS p,
            count(*) FILTER (r.cluster = l.cluster AND r.entity = l.entity) / count(*) FILTER (r.entity = l.entity) AS r
          FROM both_known l, both_known r GROUP BY l.source, l.rowKey
        )
        SELECT (SELECT count(*) FILTER (linked AND isMatch) FROM pair)::INT, (SELECT count(*) FILTER (linked AND NOT isMatch) FROM pair)::INT,
          (SELECT count(*) FILTER (NOT linked AND isMatch) FROM pair)::INT, (SELECT count(*) FILTER (NOT linked AND NOT isMatch) FROM pair)::INT,
          (SELECT avg(p) FROM record)::DOUBLE, (SELECT avg(r) FROM record)::DOUBLE`);
      const { clusters: [found] } = await evaluateLinkage(
        { pairs: tableOf(PAIRS, []), truth: { by: 'entities', table: tableOf(PERSONS, persons) }, clusters: tableOf(CLUSTERS, clusters) },
        { minMatchWeightBits: 0, linkType: 'dedupe', groups: 0 },
      );
      const { truePositives, falsePositives, falseNegatives, trueNegatives } = found!.pairs;
      expect([truePositives, falsePositives, falseNegatives, trueNegatives]).toEqual(expected!.slice(0, 4));
      for (const [value, sql] of [[found!.bCubedPrecision, expected![4]], [found!.bCubedRecall, expected![5]]] as const) {
        if (sql === null) expect(value).toBeNull();
        else expect(value).toBeCloseTo(sql as number, 12);
      }
    }), { numRuns: 30 });
  });
});

describe('deterministic passes', () => {
  const schema = schemaOf({
    id: { type: 'utf8', role: 'technical', nullable: false },
    x: { type: 'int32', role: 'quasiIdentifier' },
    y: { type: 'int32', role: 'quasiIdentifier' },
  });
  const someRows = fc.array(fc.tuple(fc.option(fc.nat(3)), fc.option(fc.nat(3))), { minLength: 1, maxLength: 8 })
    .map((rows) => rows.map(([x, y], index): Row => [`${index}`, x, y]));
  const [x, y] = [{ column: 'x' }, { column: 'y' }];

  test('are those of SQL: what is unique on both sides among what is not yet linked', async () => {
    await fc.assert(fc.asyncProperty(someRows, someRows, async (lefts, rights) => {
      await createTable(duckdb, 'lefts', schema, lefts);
      await createTable(duckdb, 'rights', schema, rights);
      const unique = (on: string, among: string): string => `
        WITH candidate AS (
          SELECT l.id AS l, r.id AS r FROM lefts l JOIN rights r ON ${on}
          WHERE ${among}
        )
        SELECT l, r FROM candidate
        WHERE l IN (SELECT l FROM candidate GROUP BY l HAVING count(*) = 1) AND r IN (SELECT r FROM candidate GROUP BY r HAVING count(*) = 1)`;
      await duckdb.run(`CREATE OR REPLACE TABLE first AS ${unique('l.x = r.x AND l.y = r.y', 'true')}`);
      await duckdb.run(`CREATE OR REPLACE TABLE second AS ${unique('l.x = r.x', 'l.id NOT IN (SELECT l FROM first) AND r.id NOT IN (SELECT r FROM first)')}`);
      const expected = await query(duckdb, `SELECT l, r, 0 AS pass FROM first UNION ALL SELECT l, r, 1 FROM second ORDER BY l, r`);
      const records = await recordsOf({ left: tableOf(schema, lefts), right: tableOf(schema, rights) }, [x!, y!]);
      const found = linkDeterministically(records, {
        passes: [{ on: [{ of: x! }, { of: y! }] }, { on: [{ of: x! }] }],
        linkType: 'link',
        duplicateFree: ['left', 'right'],
        takes: 'unlinked',
      });
      expect((await rowsOf(found.table)).map((row) => [row[1], row[3], row[4]])).toEqual(expected);
    }), { numRuns: 40 });
  });
});
