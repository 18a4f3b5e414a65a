// What mondrian promises of every table: it depends on nothing but the rows, and every class that can be read satisfies the models.
import type { Schema } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { measureKAnonymity, mondrian, type MondrianOptions } from '../../src/anonymise/index.ts';
import { ProtectionError } from '../../src/core/errors.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, type Findings } from '../../src/core/operator.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const columns = {
  id: { type: 'int32', role: 'technical' }, person: { type: 'int64', role: 'entity' }, text: { type: 'utf8', role: 'quasiIdentifier' }, number: { type: 'int32', role: 'quasiIdentifier' },
  flag: { type: 'bool', role: 'quasiIdentifier' }, real: { type: 'float64', role: 'quasiIdentifier' }, day: { type: 'date', role: 'quasiIdentifier' }, diagnosis: { type: 'utf8', role: 'sensitive' },
} as const;
const SCHEMA = schemaOf(columns);
const CODED = schemaOf(columns, ['text', 'diagnosis']);
const QUASI = ['text', 'number', 'flag', 'real', 'day'];

const row = fc.tuple(
  fc.bigInt({ min: 0n, max: 9n }), fc.option(fc.constantFrom('', 'a', 'é', 'ab'), { freq: 9 }), fc.option(fc.integer({ min: -9, max: 9 }), { freq: 9 }), fc.option(fc.boolean(), { freq: 9 }),
  fc.option(fc.constantFrom(0, -0, 1.5, NaN, -Infinity), { freq: 9 }), fc.option(fc.integer({ min: 0, max: 30 }), { freq: 9 }), fc.option(fc.constantFrom('A', 'B'), { freq: 9 }),
);
const rows: fc.Arbitrary<Row[]> = fc.array(row, { maxLength: 40 }).map((list) => list.map((values, id): Row => [id, ...values]));
const cuts = fc.array(fc.nat(40), { maxLength: 4 });
const options: fc.Arbitrary<MondrianOptions> = fc.record({
  quasiIdentifiers: fc.subarray(QUASI, { minLength: 1 }), entity: fc.constantFrom('person', null), nullMatching: fc.constant('own-class' as const), cuts: fc.constantFrom('strict' as const, 'relaxed' as const),
  k: fc.integer({ min: 1, max: 5 }), isDiverse: fc.boolean(), hasHierarchy: fc.boolean(),
}).map(({ k, isDiverse, hasHierarchy, ...rest }): MondrianOptions => ({
  ...rest,
  models: [{ model: 'kAnonymity', k }, ...(isDiverse ? [{ model: 'distinctLDiversity' as const, column: 'diagnosis', l: 2 }] : [])],
  ...(hasHierarchy && rest.quasiIdentifiers.includes('text') ? { hierarchies: { text: { hierarchy: 'prefixes', lengths: [1] } } } : {}),
}));

/** Rows by their number, and the findings; `null` where all rows together do not satisfy the models. */
async function cut(schema: Schema, list: readonly Row[], places: readonly number[], chosen: MondrianOptions): Promise<{ rows: Value[][]; found: Findings } | null> {
  let found: Findings = {};
  const output = applyOperator(tableOf(schema, list, places), mondrian(chosen), { fold: IN_MEMORY, onFindings: (findings) => (found = findings) });
  try {
    return { rows: (await rowsOf(output.rows)).toSorted((left, right) => (left[0] as number) - (right[0] as number)), found };
  } catch (error) {
    if (error instanceof ProtectionError) return null;
    throw error;
  }
}

describe('laws of mondrian', () => {
  test('what becomes of a row depends neither on the order of the rows, nor on batches, nor on whether text is coded', async () => {
    await fc.assert(fc.asyncProperty(rows.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))), cuts, options, async ([list, shuffled], places, chosen) => {
      expect(await cut(CODED, shuffled, places, chosen)).toEqual(await cut(SCHEMA, list, [], chosen));
    }), { numRuns: 100 });
  });

  test('classes that read alike satisfy the models, as counted by hand, and the check finds the k reported', async () => {
    await fc.assert(fc.asyncProperty(rows, options, async (list, chosen) => {
      const result = await cut(SCHEMA, list, [], chosen);
      if (result === null) return;
      const indexes = chosen.quasiIdentifiers.map((name) => Object.keys(columns).indexOf(name));
      const classes = new Map<string, Value[][]>();
      for (const cells of result.rows) {
        const name = JSON.stringify(indexes.map((index) => cells[index]));
        classes.set(name, [...(classes.get(name) ?? []), cells]);
      }
      const sizes = [...classes.values()].map((members) => (chosen.entity === null ? members.length : new Set(members.map((cells) => cells[1])).size));
      const [first, diverse] = chosen.models;
      const k = first?.model === 'kAnonymity' ? first.k : NaN;
      for (const size of sizes) expect(size).toBeGreaterThanOrEqual(k);
      if (diverse !== undefined) for (const members of classes.values()) expect(new Set(members.map((cells) => cells.at(-1))).size).toBeGreaterThanOrEqual(2);
      if (list.length === 0) return;
      const written = tableOf(mondrian(chosen).outputSchema(SCHEMA), result.rows);
      const measure = await measureKAnonymity(written, { quasiIdentifiers: chosen.quasiIdentifiers, k, entity: chosen.entity ?? null, nullMatching: 'own-class' });
      expect(measure.kReached).toBe(Math.min(...sizes));
      expect(result.found['after']).toMatchObject({ kReached: measure.kReached, classes: measure.classes });
    }), { numRuns: 100 });
  });

  test('columns that are no quasi-identifiers pass unchanged', async () => {
    await fc.assert(fc.asyncProperty(rows, options, async (list, chosen) => {
      const result = await cut(SCHEMA, list, [], chosen);
      const others = [0, 1, 7];
      if (result !== null) expect(result.rows.map((cells) => others.map((index) => cells[index]))).toEqual(list.map((cells) => others.map((index) => cells[index])));
    }), { numRuns: 40 });
  });

  test('a larger k never makes more parts of the whole than rows allow, and k = 1 tells every combination apart where cuts are relaxed', async () => {
    await fc.assert(fc.asyncProperty(rows.filter((list) => list.length > 0), options, async (list, chosen) => {
      const one = await cut(SCHEMA, list, [], { ...chosen, entity: null, cuts: 'relaxed', models: [{ model: 'kAnonymity', k: 1 }] });
      const indexes = chosen.quasiIdentifiers.map((name) => Object.keys(columns).indexOf(name));
      expect(one!.found['parts']).toBe(new Set(list.map((cells) => indexes.map((index) => (cells[index] === 0 ? '0' : String(cells[index]))).join('|'))).size);
      expect(one!.found['lost']).toBe(0);
    }), { numRuns: 40 });
  });
});
