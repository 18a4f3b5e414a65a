// What local suppression promises of every table: it depends on nothing but the rows, and only ever makes cells null.
import type { Schema } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { measureKAnonymity, suppressLocally, type SuppressLocallyOptions } from '../../src/anonymise/index.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, type Findings } from '../../src/core/operator.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const columns = {
  id: { type: 'int32', role: 'technical' }, person: { type: 'int64', role: 'entity' }, text: { type: 'utf8', role: 'quasiIdentifier' }, number: { type: 'int32', role: 'quasiIdentifier' },
  flag: { type: 'bool', role: 'quasiIdentifier' }, money: { type: 'decimal(9,2)', role: 'quasiIdentifier' }, day: { type: 'date', role: 'quasiIdentifier' }, site: { type: 'utf8', role: 'attribute' },
} as const;
const SCHEMA = schemaOf(columns);
const CODED = schemaOf(columns, ['text']);
const QUASI = ['text', 'number', 'flag', 'money', 'day'];

const row = fc.tuple(
  fc.bigInt({ min: 0n, max: 9n }), fc.option(fc.constantFrom('', 'a', 'é', 'abcdefghij'), { freq: 9 }), fc.option(fc.integer({ min: -2, max: 2 }), { freq: 9 }), fc.option(fc.boolean(), { freq: 9 }),
  fc.option(fc.constantFrom(0n, -1n, 5n), { freq: 9 }), fc.option(fc.integer({ min: 0, max: 3 }), { freq: 9 }), fc.constantFrom('s', 's', 's', 't'),
);
/** Rows numbered in their order; at least ten persons and both sites are there, so that every k below is possible. */
const rows: fc.Arbitrary<Row[]> = fc.array(row, { maxLength: 25 }).map((list) => {
  const everybody = Array.from({ length: 20 }, (_, index) => [BigInt(index % 10), 'a', 1, true, 0n, 1, index < 10 ? 's' : 't'] as const);
  return [...list, ...everybody].map((values, id): Row => [id, ...values]);
});
const cuts = fc.array(fc.nat(45), { maxLength: 4 });
const options: fc.Arbitrary<SuppressLocallyOptions> = fc.record({
  quasiIdentifiers: fc.subarray(QUASI, { minLength: 2 }), k: fc.integer({ min: 1, max: 6 }), entity: fc.constantFrom('person', null), nullMatching: fc.constant('wildcard' as const),
  more: fc.boolean(), strata: fc.boolean(), recheck: fc.boolean(),
}).map(({ more, strata, ...rest }) => ({ ...rest, ...(more ? { combinations: [{ size: 1, k: rest.k + 2 }] } : {}), ...(strata ? { strata: ['site'] } : {}) }));

async function suppress(schema: Schema, list: readonly Row[], places: readonly number[], chosen: SuppressLocallyOptions): Promise<{ rows: Value[][]; found: Findings }> {
  let found: Findings = {};
  const output = applyOperator(tableOf(schema, list, places), suppressLocally(chosen), { fold: IN_MEMORY, onFindings: (findings) => (found = findings) });
  return { rows: await rowsOf(output.rows), found };
}
const byId = (list: readonly Value[][]): Value[][] => list.toSorted((left, right) => (left[0] as number) - (right[0] as number));

describe('laws of local suppression', () => {
  test('what becomes of a row depends neither on the order of the rows, nor on batches, nor on whether text is coded', async () => {
    await fc.assert(fc.asyncProperty(rows.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))), cuts, options, async ([list, shuffled], places, chosen) => {
      const whole = await suppress(SCHEMA, list, [], chosen);
      const other = await suppress(CODED, shuffled, places, chosen);
      expect(byId(other.rows)).toEqual(byId(whole.rows));
      expect(other.found).toEqual(whole.found);
    }), { numRuns: 80 });
  });

  test('a cell is as it was, or null; nothing but quasi-identifiers changes, and the findings count what did', async () => {
    await fc.assert(fc.asyncProperty(rows, options, async (list, chosen) => {
      const { rows: left, found } = await suppress(SCHEMA, list, [], chosen);
      const changed = new Map<string, number>(chosen.quasiIdentifiers.map((name) => [name, 0]));
      left.forEach((cells, at) => {
        cells.forEach((cell, column) => {
          if (cell === list[at]![column]) return;
          expect(cell).toBeNull();
          const name = Object.keys(columns)[column]!;
          changed.set(name, changed.get(name)! + 1);
        });
      });
      expect(found['cellsSuppressed']).toEqual(Object.fromEntries(changed));
    }), { numRuns: 60 });
  });

  test('afterwards the check with wildcards finds k, and what it finds is what is reported', async () => {
    await fc.assert(fc.asyncProperty(rows, options, async (list, chosen) => {
      const { rows: left, found } = await suppress(SCHEMA, list, [], chosen);
      const { strata = [], quasiIdentifiers, k, entity = null } = chosen;
      for (const site of strata.length === 0 ? [null] : ['s', 't']) {
        const part = left.filter((cells) => site === null || cells.at(-1) === site);
        const measure = await measureKAnonymity(tableOf(SCHEMA, part), { quasiIdentifiers, k, entity, nullMatching: 'wildcard' });
        expect(measure.kReached).toBeGreaterThanOrEqual(k);
        expect(measure.kReached).toBeGreaterThanOrEqual(found['kReached'] as number);
        if (entity === null && site === null) expect(measure.kReached).toBe(found['kReached']);
        if (site === null) expect(measure.own.kReached).toBe((found['own'] as { kReached: number }).kReached);
        for (const { size, k: larger } of chosen.combinations ?? []) {
          expect(size).toBe(1);
          for (const name of quasiIdentifiers) expect((await measureKAnonymity(tableOf(SCHEMA, part), { quasiIdentifiers: [name], k: larger, entity, nullMatching: 'wildcard' })).kReached).toBeGreaterThanOrEqual(larger);
        }
      }
    }), { numRuns: 60 });
  });

  test('done twice, it does nothing the second time', async () => {
    await fc.assert(fc.asyncProperty(rows, options.filter(({ entity }) => entity === null), async (list, chosen) => {
      const once = await suppress(SCHEMA, list, [], chosen);
      expect((await suppress(SCHEMA, once.rows, [], chosen)).rows).toEqual(once.rows);
    }), { numRuns: 40 });
  });
});
