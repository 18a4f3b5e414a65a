// Tables over hierarchies and linked tables against DuckDB's GROUPING SETS, which makes each set from the rows.
import type { DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { aggregate, type AggregateOptions } from '../../src/aggregate/index.ts';
import { applyOperator, pipe } from '../../src/core/operator.ts';
import { memorySpill, rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';
import { createTable, openDuckdb, query } from './duckdb.ts';

const SCHEMA = schemaOf({
  person: { type: 'utf8', role: 'entity' }, region: { type: 'utf8', role: 'attribute' }, departement: { type: 'utf8', role: 'attribute' }, commune: { type: 'int32', role: 'attribute' },
  sex: { type: 'utf8', role: 'attribute' }, age: { type: 'int32', role: 'attribute' }, whole: { type: 'int64', role: 'measure' }, weight: { type: 'int32', role: 'weight', nullable: false },
}, ['departement']);

let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await openDuckdb();
});

/** Places that nest, a missing one under each: region, département, commune. */
const place = fc.tuple(fc.option(fc.nat(1), { freq: 9 }), fc.option(fc.nat(1), { freq: 6 }), fc.option(fc.nat(2), { freq: 6 })).map(([region, departement, commune]) => [
  region === null ? null : `r${region}`, departement === null || region === null ? null : `d${region}${departement}`,
  commune === null || departement === null || region === null ? null : 100 * region + 10 * departement + commune,
] as const);
const row = fc.tuple(
  fc.constantFrom('p', 'q', 'r', 's', 't'), place, fc.option(fc.constantFrom('F', 'M')), fc.option(fc.nat(2)), fc.option(fc.bigInt({ min: -(2n ** 50n), max: 2n ** 50n })), fc.nat(3),
).map(([person, places, sex, age, whole, weight]): Row => [person, ...places, sex, age, whole, weight]);
const lists = fc.array(row, { minLength: 1, maxLength: 40 });
const cuts = fc.array(fc.nat(40), { maxLength: 3 });

const DIMENSIONS = ['region', 'departement', 'commune', 'sex', 'age'];

/** Cells as DuckDB makes them of grouping sets: dimensions, markers of totals, then what is selected; in our order. */
async function expectedCells(sets: readonly (readonly string[])[], margins: readonly string[], selected: string): Promise<unknown[][]> {
  const markers = margins.map((name) => `${name}_total`);
  const order = DIMENSIONS.flatMap((name) => [...(margins.includes(name) ? [`${name}_total`] : []), `${name} NULLS LAST`]);
  return query(duckdb, `SELECT ${[...DIMENSIONS, ...markers].join(', ')}, figures.* FROM (
    SELECT ${DIMENSIONS.join(', ')}, ${margins.map((name) => `grouping(${name}) = 1 AS ${name}_total`).join(', ')}, struct_pack(${selected}) AS figures
    FROM rows GROUP BY GROUPING SETS (${sets.map((set) => `(${set.join(', ')})`).join(', ')})) ORDER BY ${order.join(', ')}`);
}

const plain = (value: Value): string | number | boolean | null => (typeof value === 'bigint' ? String(value) : value);

const COUNTS = 'n := count(*)::VARCHAR, persons := count(DISTINCT person)::VARCHAR, total := sum(whole)::VARCHAR, contributors := count(DISTINCT person) FILTER (whole IS NOT NULL)::VARCHAR';
const STATISTICS: AggregateOptions['statistics'] = [{ kind: 'rows' }, { kind: 'entities' }, { kind: 'sum', of: 'whole' }, { kind: 'contributors', of: 'whole' }];

describe('tables are those of DuckDB', () => {
  test('a hierarchy of three levels beside two dimensions, all margins: ROLLUP of the one, CUBE of the others', async () => {
    const sets = [['region', 'departement', 'commune'], ['region', 'departement'], ['region'], []].flatMap((places) => [['sex', 'age'], ['sex'], ['age'], []].map((others) => [...places, ...others]));
    const options: AggregateOptions = { dimensions: DIMENSIONS, margins: DIMENSIONS, hierarchies: [['region', 'departement', 'commune']], entity: 'person', statistics: STATISTICS };
    await fc.assert(fc.asyncProperty(lists, cuts, async (rows, places) => {
      await createTable(duckdb, 'rows', SCHEMA, rows);
      const expected = await expectedCells(sets, DIMENSIONS, COUNTS);
      const found = await rowsOf(pipe(tableOf(SCHEMA, rows, places), aggregate(options)));
      expect(found.map((cell) => cell.map(plain))).toEqual(expected);
      const spilled = applyOperator(tableOf(SCHEMA, rows, [5, 10, 15]), aggregate(options), { fold: { spill: memorySpill(37), maxMemoryBytes: 2 ** 21 } });
      expect(await rowsOf(spilled.rows)).toEqual(found);
    }), { numRuns: 25 });
  });

  test('linked tables: each with its margins, and the joint cells they have in common', async () => {
    const options: AggregateOptions = {
      dimensions: DIMENSIONS, margins: ['departement', 'commune', 'sex'], hierarchies: [['region', 'departement', 'commune']], entity: 'person', statistics: STATISTICS,
      tables: [['region', 'departement', 'commune', 'sex'], ['region', 'age']],
    };
    const published = [['region', 'departement', 'commune'], ['region', 'departement'], ['region']].flatMap((places) => [[...places, 'sex'], places]);
    // All five dimensions, and what lies between them and the second table.
    const joint = [DIMENSIONS, ['region', 'departement', 'sex', 'age'], ['region', 'sex', 'age']];
    const margins = ['departement', 'commune', 'sex', 'age'];
    await fc.assert(fc.asyncProperty(lists, async (rows) => {
      await createTable(duckdb, 'rows', SCHEMA, rows);
      const expected = await expectedCells([...published, ['region', 'age'], ...joint], margins, COUNTS);
      const found = await rowsOf(pipe(tableOf(SCHEMA, rows), aggregate(options)));
      expect(found.map((cell) => cell.map(plain))).toEqual(expected);
    }), { numRuns: 25 });
  });

  test('weighted sums and means, beside counts that stay unweighted', async () => {
    const operator = aggregate({
      dimensions: ['sex', 'region'], margins: ['sex', 'region'], entity: null, weight: 'weight',
      statistics: [{ kind: 'weight', into: 'weights' }, { kind: 'sum', of: 'age' }, { kind: 'mean', of: 'age' }, { kind: 'absoluteSum', of: 'age' }],
    });
    const { names } = operator.outputSchema(SCHEMA);
    await fc.assert(fc.asyncProperty(lists, async (rows) => {
      await createTable(duckdb, 'rows', SCHEMA, rows);
      const expected = await query(duckdb, `SELECT * EXCLUDE (sex_total, region_total) FROM (
        SELECT sex, region, grouping(sex) = 1 AS sex_total, grouping(region) = 1 AS region_total, count(*)::VARCHAR, sum(weight)::DOUBLE, sum(weight * age)::DOUBLE,
          CASE WHEN sum(weight) FILTER (age IS NOT NULL) > 0 THEN sum(weight * age)::DOUBLE / sum(weight) FILTER (age IS NOT NULL) END
        FROM rows GROUP BY CUBE (sex, region)) ORDER BY sex_total, sex NULLS LAST, region_total, region NULLS LAST`);
      const found = await rowsOf(pipe(tableOf(SCHEMA, rows), operator));
      const at = (name: string) => (cell: readonly Value[]): Value => cell[names.indexOf(name)]!;
      expect(found.map((cell) => ['sex', 'region', 'rows', 'weights', 'ageSum', 'ageMean'].map((name) => plain(at(name)(cell))))).toEqual(expected);
      expect(found.map(at('ageAbsoluteSum'))).toEqual(found.map(at('ageSum')));
    }), { numRuns: 20 });
  });
});
