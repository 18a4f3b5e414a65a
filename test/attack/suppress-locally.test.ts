import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { suppressLocally } from '../../src/anonymise/index.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, type Findings } from '../../src/core/operator.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const SCHEMA = schemaOf({
  person: { type: 'int32', role: 'entity' }, sex: { type: 'utf8', role: 'quasiIdentifier' }, birthYear: { type: 'int32', role: 'quasiIdentifier' }, commune: { type: 'utf8', role: 'quasiIdentifier' },
});
const K = 4;

const OPTIONS = { quasiIdentifiers: ['sex', 'birthYear', 'commune'], k: K, entity: 'person', nullMatching: 'wildcard' } as const;
const QUASI = [1, 2, 3];

const people = fc.array(fc.tuple(fc.constantFrom('F', 'M'), fc.integer({ min: 1930, max: 1960 }), fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 3 })), { minLength: 40, maxLength: 80 })
  .map((list) => [['F', 1900, 99, 1] as const, ...list].flatMap(([sex, year, commune, stays], person) => Array.from({ length: stays }, (): Row => [person, sex, year, String(29_000 + commune)])));

/** Whether two rows may be of one person, a missing value being any. */
const fits = (left: readonly Value[], right: readonly Value[]): boolean => QUASI.every((column) => left[column] === null || right[column] === null || left[column] === right[column]);

const personsThatFit = (rows: readonly (readonly Value[])[], known: readonly Value[]): number => new Set(rows.filter((row) => fits(row, known)).map(([person]) => person)).size;

async function release(raw: readonly Row[]): Promise<{ released: Value[][]; found: Findings }> {
  let found: Findings = {};
  const { rows } = applyOperator(tableOf(SCHEMA, raw), suppressLocally(OPTIONS), { fold: IN_MEMORY, onFindings: (findings) => (found = findings) });
  return { released: await rowsOf(rows), found };
}

describe('re-identification after local suppression', () => {
  test('of a row by the file alone: one of k at best, where the raw file gave people away', async () => {
    await fc.assert(fc.asyncProperty(people, async (raw) => {
      expect(Math.min(...raw.map((row) => personsThatFit(raw, row)))).toBe(1);
      const { released } = await release(raw);
      expect(Math.max(...released.map((row) => 1 / personsThatFit(released, row)))).toBeLessThanOrEqual(1 / K);
    }), { numRuns: 25 });
  });

  test('by who knows a person’s true values: not bounded by 1/k, and the findings count the rows where it is not', async () => {
    await fc.assert(fc.asyncProperty(people, async (raw) => {
      const { released, found } = await release(raw);
      const fitting = raw.map((known) => personsThatFit(released, known));
      const claimed = found['knownValues'] as { readonly kReached: number; readonly rowsBelow: number };
      // Each person stands in one combination here, so that persons are counted exactly.
      expect(claimed).toEqual({ kReached: Math.min(...fitting), rowsBelow: fitting.filter((count) => count < K).length });
      // Suppression helps him no more than the raw file did.
      fitting.forEach((count, row) => expect(count).toBeGreaterThanOrEqual(personsThatFit(raw, raw[row]!)));
    }), { numRuns: 25 });
  });

  test('somebody whose value was suppressed may stand alone against who knows it: a wildcard is no class', async () => {
    const raw: readonly Row[] = [1950, 1950, 1950, 1950, 1951].map((year, person) => [person, 'F', year, 'a']);
    const { released, found } = await release(raw);
    expect(released.map(([, , year]) => year)).toEqual([1950, 1950, 1950, 1950, null]);
    expect(personsThatFit(released, released[4]!)).toBe(5);
    expect(personsThatFit(released, raw[4]!)).toBe(1);
    expect(found).toMatchObject({ kReached: 5, knownValues: { kReached: 1, rowsBelow: 1 } });
  });
});
