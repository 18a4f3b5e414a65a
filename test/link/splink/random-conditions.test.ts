// Conditions put together at random, against DuckDB: read from SQL, and written as SQL, each is true of the same pairs.
import type { DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { compileTest } from '../../../src/link/compare/compile-comparisons.ts';
import { collectExpressions } from '../../../src/link/compile/expression-list.ts';
import type { Condition, Expression } from '../../../src/link/model/index.ts';
import { prepareRecords } from '../../../src/link/records/prepare-records.ts';
import { readCondition } from '../../../src/link/splink/read-condition.ts';
import { suffixed, writeCondition } from '../../../src/link/splink/write-sql.ts';
import { openDuckdb, query } from '../../differential/duckdb.ts';
import { drawPeople } from './people.ts';

const ROWS = 40;
const people = drawPeople(ROWS, 'text', 7);
let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await openDuckdb();
  await people.load(duckdb);
});

/** Pairs of which our condition is true, and of which SQL is. */
async function contrast(condition: Condition, sql: string): Promise<{ readonly ours: number[]; readonly theirs: number[] }> {
  const model = { blocking: [{ on: [], where: condition }], comparisons: [] };
  const records = await prepareRecords({ people: people.dataset }, { rowKey: 'id', expressions: collectExpressions(model), unit: 'byte' });
  const holds = compileTest(condition, records);
  const ours: number[] = [];
  for (let left = 0; left < ROWS; left++) for (let right = left + 1; right < ROWS; right++) if (holds(left, right)) ours.push(left * ROWS + right);
  const theirs = (await query(duckdb, `SELECT id_l * ${ROWS} + id_r FROM pairs WHERE ${sql} ORDER BY ALL`)).map(([pair]) => Number(pair));
  return { ours, theirs };
}

const column = fc.constantFrom('name', 'city', 'forename', 'surname', 'email');
const side = fc.constantFrom('l', 'r');

/** A test in SQL. */
const atom: fc.Arbitrary<string> = fc.oneof(
  column.map((name) => `${name}_l = ${name}_r`),
  column.map((name) => `${name}_l <> ${name}_r`),
  fc.tuple(column, column).map(([one, other]) => `${one}_l = ${other}_r`),
  fc.tuple(column, column).map(([one, other]) => `${one}_r IS DISTINCT FROM ${other}_l`),
  column.map((name) => `${name}_l IS NOT DISTINCT FROM ${name}_r`),
  fc.tuple(column, side).map(([name, of]) => `${name}_${of} IS NULL`),
  fc.tuple(column, side).map(([name, of]) => `${name}_${of} IS NOT NULL`),
  fc.tuple(column, side, fc.constantFrom("'Paris'", "''", "'Anne'")).map(([name, of, literal]) => `${name}_${of} = ${literal}`),
  fc.tuple(column, side).map(([name, of]) => `${name}_${of} NOT IN ('Lyon', 'Martin', '')`),
  fc.tuple(column, fc.nat(4)).map(([name, bound]) => `levenshtein(${name}_l, ${name}_r) <= ${bound}`),
  fc.tuple(column, fc.nat(3)).map(([name, bound]) => `damerau_levenshtein(lower(${name}_l), lower(${name}_r)) BETWEEN 1 AND ${bound}`),
  fc.tuple(column, fc.constantFrom(0.5, 0.7, 0.9, 1)).map(([name, bound]) => `jaro_winkler_similarity(${name}_l, ${name}_r) >= ${bound}`),
  // DuckDB has no jaccard of empty texts.
  fc.tuple(fc.constantFrom('forename', 'surname'), fc.constantFrom(0.25, 0.5, 1)).map(([name, bound]) => `${bound} < jaccard(${name}_l, ${name}_r)`),
  fc.tuple(column, fc.integer({ min: 1, max: 4 })).map(([name, length]) => `left(${name}_l, ${length}) = right(${name}_r, ${length})`),
  fc.tuple(column, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })).map(([name, from, to]) => `${name}_l[${from}:${from + to}] = substr(${name}_r, ${from}, ${to + 1})`),
  fc.constantFrom('abs(age_l - age_r) <= 0.5', 'abs(amount_l - amount_r) > 4', 'age_l = 18', 'house_r = 12', 'length(name_l) = length(city_r)', "nullif(city_l, 'Paris') = city_r", "city_l || ' ' || name_l = city_r || ' ' || name_r"),
);

const sql: fc.Arbitrary<string> = fc.letrec<{ all: string }>((tie) => ({
  all: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    atom,
    fc.tuple(tie('all'), tie('all')).map(([one, other]) => `(${one} AND ${other})`),
    fc.tuple(tie('all'), tie('all')).map(([one, other]) => `(${one}) OR ${other}`),
    tie('all').map((one) => `NOT (${one})`),
  ),
})).all;

describe('random conditions', () => {
  test('read from SQL are true of the pairs of which DuckDB has them true', async () => {
    await fc.assert(fc.asyncProperty(sql, async (text) => {
      fc.pre(text.length < 2000);
      const condition = readCondition({ sql: text, dialect: 'duckdb', path: '', sides: 'suffix', registered: [] });
      const { ours, theirs } = await contrast(condition, text);
      expect(ours).toEqual(theirs);
    }), { numRuns: 150 });
  });

  const value: fc.Arbitrary<Expression> = fc.oneof(
    column.map((name): Expression => ({ column: name })),
    fc.tuple(column, fc.constantFrom({ op: 'lower' }, { op: 'upper' }, { op: 'slice', from: -2 }, { op: 'slice', from: 2, length: 3 }, { op: 'nullIf', value: 'Paris' }, { op: 'extract', pattern: '^[^@]+' }, { op: 'emailDomain' }, { op: 'emailUser' }))
      .map(([name, step]) => ({ column: name, derive: [step] }) as Expression),
    fc.tuple(column, column).map(([one, other]): Expression => ({ concat: [{ column: one }, { column: other }], separator: "'" })),
  );
  const sides = fc.tuple(value, fc.option(value)).map(([of, against]) => (against === null ? { of } : { of, against }));
  const conditionAtom: fc.Arbitrary<Condition> = fc.oneof(
    fc.tuple(value, fc.constantFrom('either', 'both', 'left', 'right')).map(([of, where]) => ({ kind: 'null', of, side: where }) as Condition),
    sides.map((of): Condition => ({ kind: 'equal', ...of })),
    fc.tuple(value, fc.constantFrom('left', 'right', 'both'), fc.constantFrom('Paris', '', "O’Brien", "it's")).map(([of, where, literal]) => ({ kind: 'literal', of, side: where, value: literal }) as Condition),
    fc.tuple(sides, fc.constantFrom('levenshtein', 'damerauLevenshtein'), fc.constantFrom('atMost', 'below', 'above', 'atLeast'), fc.nat(4)).map(([of, measure, bound, number]) => ({ kind: 'measure', measure, ...of, [bound]: number }) as Condition),
    fc.tuple(sides, fc.constantFrom('jaroWinkler', 'jaro'), fc.constantFrom('atLeast', 'below'), fc.constantFrom(0.5, 0.8, 1, 1e-7)).map(([of, measure, bound, number]) => ({ kind: 'measure', measure, ...of, [bound]: number }) as Condition),
  );
  const condition: fc.Arbitrary<Condition> = fc.letrec<{ all: Condition }>((tie) => ({
    all: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      conditionAtom,
      fc.tuple(fc.constantFrom('all', 'any'), fc.array(tie('all'), { minLength: 1, maxLength: 3 })).map(([kind, of]) => ({ kind, of }) as Condition),
      tie('all').map((of): Condition => ({ kind: 'not', of })),
    ),
  })).all;

  test('written as SQL are true of the pairs of which DuckDB has them true, and are read back to the same truth', async () => {
    await fc.assert(fc.asyncProperty(condition, async (given) => {
      const text = writeCondition(given, suffixed(), '');
      fc.pre(text.length < 2000);
      const { ours, theirs } = await contrast(given, text);
      expect(ours).toEqual(theirs);
      const again = readCondition({ sql: text, dialect: 'duckdb', path: '', sides: 'suffix', registered: [] });
      expect((await contrast(again, text)).ours).toEqual(theirs);
    }), { numRuns: 120 });
  });
});
