import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mondrian, type MondrianOptions } from '../../src/anonymise/index.ts';
import { pipe } from '../../src/core/operator.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const SCHEMA = schemaOf({ person: { type: 'int32', role: 'entity' }, age: { type: 'int32', role: 'quasiIdentifier' }, weight: { type: 'int32', role: 'quasiIdentifier' }, diagnosis: { type: 'utf8', role: 'sensitive' } });
const K = 4;
const OPTIONS: MondrianOptions = { quasiIdentifiers: ['age', 'weight'], models: [{ model: 'kAnonymity', k: K }], cuts: 'strict', entity: 'person', nullMatching: 'own-class' };

/** Persons with one to three rows each; the last one is like nobody else. */
const people = fc.array(fc.tuple(fc.integer({ min: 0, max: 80 }), fc.integer({ min: 40, max: 100 }), fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 1, max: 3 })), { minLength: 20, maxLength: 60 })
  .map((list) => [...list, [99, 150, 'd', 1] as const].flatMap(([age, weight, diagnosis, stays], person) => Array.from({ length: stays }, (): Row => [person, age, weight, diagnosis])));

/** Whether a number lies in what was written: `[a, b]` or the number itself. */
function lies(written: Value, value: Value): boolean {
  const ends = /^\[(-?\d+), (-?\d+)\]$/.exec(written as string);
  return ends === null ? written === String(value) : Number(ends[1]) <= (value as number) && (value as number) <= Number(ends[2]);
}

/** The persons behind the rows that may be those of somebody of whom the attacker knows everything. */
const candidates = (released: readonly (readonly Value[])[], known: Row): Set<Value> => new Set(released.filter((row) => [1, 2].every((column) => lies(row[column]!, known[column]!))).map(([person]) => person!));
const chance = (found: Set<Value>, known: Row): number => (found.has(known[0]!) ? 1 / found.size : 0);

describe('re-identification after mondrian', () => {
  test.each(['strict', 'relaxed'] as const)('%s: sure on the raw rows, at most once in k afterwards', async (cuts) => {
    await fc.assert(fc.asyncProperty(people, async (raw) => {
      const asWritten = raw.map((row): Value[] => [row[0]!, String(row[1]), String(row[2]), row[3]!]);
      expect(Math.max(...raw.map((known) => chance(candidates(asWritten, known), known)))).toBe(1);
      const released = await rowsOf(pipe(tableOf(SCHEMA, raw), mondrian({ ...OPTIONS, cuts })));
      for (const known of raw) {
        const found = candidates(released, known);
        expect(found.has(known[0]!)).toBe(true);
        expect(chance(found, known)).toBeLessThanOrEqual(1 / K);
      }
    }), { numRuns: 20 });
  });

  test('what all of a class have in common is told, unless a model limits it', async () => {
    const raw: readonly Row[] = Array.from({ length: 16 }, (_, person): Row => [person, person, 50, person < 8 ? 'a' : ['a', 'b'][person % 2]!]);
    const homogeneous = async (options: MondrianOptions): Promise<boolean> => {
      const released = await rowsOf(pipe(tableOf(SCHEMA, raw), mondrian(options)));
      return raw.some((known) => new Set(released.filter((row) => lies(row[1]!, known[1]!)).map((row) => row[3])).size === 1);
    };
    expect(await homogeneous(OPTIONS)).toBe(true);
    expect(await homogeneous({ ...OPTIONS, models: [...OPTIONS.models, { model: 'distinctLDiversity', column: 'diagnosis', l: 2 }] })).toBe(false);
  });
});
