import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkKAnonymity, type CheckKAnonymityOptions } from '../../src/anonymise/index.ts';
import { ProtectionError } from '../../src/core/errors.ts';
import { pipe } from '../../src/core/operator.ts';
import { rowsOf, schemaOf, tableOf, type Row } from '../small-tables.ts';

const SCHEMA = schemaOf({
  person: { type: 'int32', role: 'entity' }, sex: { type: 'utf8', role: 'quasiIdentifier' }, birthYear: { type: 'int32', role: 'quasiIdentifier' }, commune: { type: 'utf8', role: 'quasiIdentifier' },
});
const QUASI = ['sex', 'birthYear', 'commune'];
const K = 5;
const OPTIONS: CheckKAnonymityOptions = { quasiIdentifiers: QUASI, k: K, entity: 'person', nullMatching: 'own-class', onFailure: 'refuse' };

/** Stays of persons: each person has one to four stays, all with the same quasi-identifiers. */
const population = fc.array(fc.tuple(fc.constantFrom('F', 'M'), fc.integer({ min: 1930, max: 2010 }), fc.integer({ min: 0, max: 99 }), fc.integer({ min: 1, max: 4 })), { minLength: 60, maxLength: 120 })
  // One person of her own commune makes sure that there is someone to find.
  .map((people) => [['F', 1930, 100, 1] as const, ...people].flatMap(([sex, year, commune, stays], person) => Array.from({ length: stays }, (): Row => [person, sex, year, String(29_000 + commune)])));

/** Coarsens quasi-identifiers and drops the rows of classes with fewer than k persons: a protection written apart. */
function protect(rows: readonly Row[]): Row[] {
  const coarse = rows.map(([person, sex, year]): Row => [person!, sex!, Math.floor((year as number) / 40) * 40, '29']);
  return coarse.filter((row) => new Set(coarse.filter((other) => sameTuple(row, other)).map(([person]) => person)).size >= K);
}

const sameTuple = (left: Row, right: Row): boolean => left.slice(1).every((value, index) => value === right[index + 1]);

/**
 * The prosecutor: knows a person's exact quasi-identifiers and that the person is in the file; guesses among the
 * persons that fit. Returns the expected share of persons recognised and the best single guess.
 */
function prosecutor(original: readonly Row[], released: readonly Row[], coarsen: (row: Row) => Row): { expected: number; best: number } {
  const targets = [...new Map(original.map((row) => [row[0], row])).values()].filter(([person]) => released.some(([other]) => other === person));
  const chances = targets.map((target) => {
    const fitting = new Set(released.filter((row) => sameTuple(row, coarsen(target))).map(([person]) => person));
    return fitting.has(target[0]!) ? 1 / fitting.size : 0;
  });
  return { expected: chances.reduce((sum, chance) => sum + chance, 0) / Math.max(1, chances.length), best: Math.max(0, ...chances) };
}

/** Reads all rows as a pipeline does that wants no findings: the check must refuse all the same. */
const release = (rows: readonly Row[], options: CheckKAnonymityOptions = OPTIONS): Promise<unknown> =>
  rowsOf(pipe(tableOf(SCHEMA, rows), checkKAnonymity(options)));

const accepts = (rows: readonly Row[], options: CheckKAnonymityOptions = OPTIONS): Promise<boolean> =>
  release(rows, options).then(() => true, (error: unknown) => {
    if (error instanceof ProtectionError) return false;
    throw error;
  });

describe('re-identification by quasi-identifiers', () => {
  test('succeeds on raw rows, which the check refuses, and at most once in k on what it accepts', async () => {
    await fc.assert(fc.asyncProperty(population, async (raw) => {
      const onRaw = prosecutor(raw, raw, (row) => row);
      expect(onRaw.best).toBe(1);
      expect(onRaw.expected).toBeGreaterThan(1 / K);
      expect(await accepts(raw)).toBe(false);
      const released = protect(raw);
      expect(await accepts(released)).toBe(true);
      const coarsen = ([person, sex, year]: Row): Row => [person!, sex!, Math.floor((year as number) / 40) * 40, '29'];
      const onReleased = prosecutor(raw, released, coarsen);
      expect(onReleased.best).toBeLessThanOrEqual(1 / K);
      expect(onReleased.expected).toBeLessThanOrEqual(1 / K);
    }), { numRuns: 25 });
  });

  test('one person with many stays hides in a crowd of rows, not in a crowd of persons', async () => {
    const rows: readonly Row[] = Array.from({ length: 12 }, (): Row => [7, 'F', 1950, '29019']);
    expect(prosecutor(rows, rows, (row) => row).best).toBe(1);
    expect(await accepts(rows, { ...OPTIONS, entity: null })).toBe(true);
    expect(await accepts(rows)).toBe(false);
  });

  test('a class may be large and still tell a secret: sameness is not covered', async () => {
    // All five have the same value of every other column: k says nothing about it, and the docstring says so.
    const rows: readonly Row[] = Array.from({ length: 5 }, (_, person): Row => [person, 'F', 1950, '29019']);
    expect(await accepts(rows)).toBe(true);
  });

  test('a refusal names no value', async () => {
    const rows: readonly Row[] = [[1, 'CANARYSEX', 123_454_321, 'CANARYCOMMUNE']];
    const error = await release(rows).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ProtectionError);
    const text = `${String(error)} ${(error as Error).stack ?? ''} ${JSON.stringify(error)}`;
    expect(text).not.toMatch(/CANARY|123454321/);
  });
});
