// The attack again as joins of DuckDB: each person against each row, by tables of labels.
import type { DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { attackRows } from '../../src/audit/index.ts';
import { schemaOf, tableOf, type Row } from '../small-tables.ts';
import { createTable, openDuckdb, query } from './duckdb.ts';

const RELEASED = schemaOf({
  person: { type: 'utf8', role: 'pseudonym' },
  a: { type: 'utf8', role: 'quasiIdentifier' },
  b: { type: 'utf8', role: 'quasiIdentifier' },
  diagnosis: { type: 'utf8', role: 'sensitive' },
});
const KNOWN = schemaOf({
  person: { type: 'utf8', role: 'directIdentifier' },
  a: { type: 'utf8', role: 'quasiIdentifier' },
  b: { type: 'int32', role: 'quasiIdentifier' },
});
const STANDS = schemaOf({ value: { type: 'utf8', role: 'attribute' }, label: { type: 'utf8', role: 'attribute' } });

/** Numbers to nine, in threes and in halves. */
const LABELS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Array.from({ length: 9 }, (_, value) => [String(value), [`third ${Math.floor(value / 3)}`, value < 5 ? 'low' : 'high']]),
);
const STANDING: readonly Row[] = Object.entries(LABELS).flatMap(([value, labels]) => [value, ...labels].map((label): Row => [value, label]));

let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await openDuckdb();
  await createTable(duckdb, 'stands', STANDS, STANDING);
});

const names = Array.from({ length: 12 }, (_, index) => `p${index}`);
const released = fc.array(
  fc.tuple(
    fc.constantFrom(...names),
    fc.constantFrom('F', 'M', 'F', 'M', '*', null),
    fc.constantFrom('0', '4', 'third 0', 'third 1', 'third 2', 'low', 'high', '*', null),
    fc.option(fc.constantFrom('x', 'y', 'z'), { freq: 8 }),
  ),
  { minLength: 1, maxLength: 40 },
);
const attacker = fc.uniqueArray(
  fc.tuple(fc.constantFrom(...names, 'q0', 'q1', 'q2'), fc.option(fc.constantFrom('F', 'M'), { freq: 8 }), fc.option(fc.integer({ min: 0, max: 8 }), { freq: 8 })),
  { minLength: 1, maxLength: 15, selector: ([name]) => name },
);

/** Which row fits which person. */
const FITS = `
  numbered AS (SELECT row_number() OVER () AS id, * FROM released),
  fits AS (
    SELECT k.person AS known, n.id, n.person, n.diagnosis, n.a, n.b
    FROM known k JOIN numbered n
      ON (n.a IS NULL OR n.a = '*' OR k.a IS NULL OR n.a = k.a)
     AND (n.b IS NULL OR n.b = '*' OR k.b IS NULL OR EXISTS (SELECT 1 FROM stands s WHERE s.value = k.b::VARCHAR AND s.label = n.b)))`;

describe.each([['rows', null, 'id'], ['persons', 'person', 'person']] as const)('an attack counted in %s is that of DuckDB', (_name, entity, unit) => {
  test('who is found, what guessing gives, and what is inferred', async () => {
    await fc.assert(fc.asyncProperty(released, attacker, fc.array(fc.nat(40), { maxLength: 3 }), async (rows, persons, cuts) => {
      await createTable(duckdb, 'released', RELEASED, rows);
      await createTable(duckdb, 'known', KNOWN, persons);
      const [expected] = await query(duckdb, `
        WITH ${FITS},
        found AS (SELECT known, count(DISTINCT ${unit}) AS candidates, count(DISTINCT CASE WHEN person = known THEN ${unit} END) AS own FROM fits GROUP BY known),
        spread AS (SELECT known, diagnosis, count(DISTINCT ${unit}) AS n FROM fits GROUP BY known, diagnosis),
        base AS (SELECT diagnosis, count(DISTINCT ${unit}) / (SELECT count(DISTINCT ${unit}) FROM numbered) AS share FROM numbered GROUP BY diagnosis),
        inferred AS (
          SELECT f.known, max(s.n / f.candidates) AS share, count(*) AS different, max(s.n / f.candidates - p.share) AS gain
          FROM found f JOIN spread s ON s.known = f.known JOIN base p ON p.diagnosis IS NOT DISTINCT FROM s.diagnosis GROUP BY f.known)
        SELECT
          (SELECT count(*) FROM found)::DOUBLE,
          (SELECT count(*) FROM found WHERE candidates = 1)::DOUBLE,
          (SELECT coalesce(avg(1 / candidates), 0) FROM found),
          (SELECT coalesce(sum(own / candidates), 0) FROM found),
          (SELECT count(*) FROM inferred WHERE different = 1)::DOUBLE,
          (SELECT coalesce(avg(share), 0) FROM inferred),
          (SELECT coalesce(max(share), 0) FROM inferred),
          (SELECT coalesce(avg(greatest(gain, 0)), 0) FROM inferred),
          (SELECT max(share) FROM base)`);
      const attack = await attackRows(tableOf(RELEASED, rows, cuts), tableOf(KNOWN, persons), { quasiIdentifiers: ['a', 'b'], labels: { b: LABELS }, sensitive: ['diagnosis'], entity, truth: 'person' });
      const [diagnosis] = attack.sensitive;
      const figures = [
        attack.found,
        attack.single,
        attack.fromPersons.share,
        attack.truth!.fromPersons.expectedRight,
        diagnosis!.homogeneous,
        diagnosis!.meanShare,
        diagnosis!.highestShare,
        diagnosis!.meanGain,
        diagnosis!.baseShare,
      ];
      figures.forEach((figure, place) => expect(figure, `figure ${place}`).toBeCloseTo(Number(expected![place]), 9));
    }), { numRuns: 25 });
  });
});
