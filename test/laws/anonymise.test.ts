import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkKAnonymity, measureKAnonymity, type KAnonymityCriterion } from '../../src/anonymise/index.ts';
import { classFold, type Classes } from '../../src/anonymise/class-fold.ts';
import { measureClasses } from '../../src/anonymise/measure-k-anonymity.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, type Findings } from '../../src/core/operator.ts';
import { rowsOf, schemaOf, tableOf, type Row } from '../small-tables.ts';

const columns = {
  person: { type: 'int64', role: 'entity' }, text: { type: 'utf8', role: 'quasiIdentifier' }, number: { type: 'int32', role: 'quasiIdentifier' }, flag: { type: 'bool', role: 'quasiIdentifier' },
  money: { type: 'decimal(9,2)', role: 'quasiIdentifier' }, code: { type: 'binary(3)', role: 'quasiIdentifier' },
} as const;
const SCHEMA = schemaOf(columns);
const CODED = schemaOf(columns, ['text']);
const QUASI = ['text', 'number', 'flag', 'money', 'code'];

const row = fc.tuple(
  fc.bigInt({ min: 0n, max: 4n }), fc.option(fc.constantFrom('', 'a', 'abcdefghij')), fc.option(fc.constantFrom(0, 1)), fc.option(fc.boolean(), { freq: 9 }),
  fc.option(fc.constantFrom(0n, -1n), { freq: 9 }), fc.option(fc.constantFrom('000000', 'ffffff'), { freq: 9 }),
);
const rows = fc.array(row, { maxLength: 30 });
const cuts = fc.array(fc.nat(30), { maxLength: 4 });
const criterion: fc.Arbitrary<KAnonymityCriterion> = fc.record({
  quasiIdentifiers: fc.subarray(QUASI, { minLength: 1 }), k: fc.integer({ min: 1, max: 6 }), entity: fc.constantFrom('person', null), nullMatching: fc.constantFrom('own-class' as const, 'wildcard' as const),
});
const measure = (schema: typeof SCHEMA, list: readonly Row[], places: readonly number[], options: KAnonymityCriterion): Promise<unknown> => measureKAnonymity(tableOf(schema, list, places), options);

describe('laws of the k-anonymity check', () => {
  test('the figures do not depend on where batches are cut, nor on whether text is coded', async () => {
    await fc.assert(fc.asyncProperty(rows, cuts, criterion, async (list, places, options) => {
      const whole = await measure(SCHEMA, list, [], options);
      expect(await measure(SCHEMA, list, places, options)).toEqual(whole);
      expect(await measure(CODED, list, places, options)).toEqual(whole);
    }), { numRuns: 80 });
  });

  test('the figures do not depend on the order of the rows', async () => {
    await fc.assert(fc.asyncProperty(rows.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))), criterion, async ([list, shuffled], options) => {
      expect(await measure(SCHEMA, shuffled, [], options)).toEqual(await measure(SCHEMA, list, [], options));
    }), { numRuns: 80 });
  });

  test('partial states merge to the state of all rows, in any order and grouping', async () => {
    await fc.assert(fc.asyncProperty(rows, rows, rows, criterion, async (one, two, three, options) => {
      const fold = classFold(SCHEMA, { quasiIdentifiers: options.quasiIdentifiers, entity: options.entity ?? null, refuseNulls: false });
      const state = async (list: readonly Row[]): Promise<ReturnType<typeof fold.init>> => {
        const made = fold.init(IN_MEMORY);
        for await (const batch of tableOf(SCHEMA, list).open()) if (batch.numRows > 0) fold.add(made, batch, 0);
        return made;
      };
      const figures = (classes: Classes): unknown => measureClasses(classes, options, null);
      const all = figures(fold.finish(await state([...one, ...two, ...three])));
      expect(figures(fold.finish(fold.merge(fold.merge(await state(one), await state(two)), await state(three))))).toEqual(all);
      expect(figures(fold.finish(fold.merge(await state(three), fold.merge(await state(two), await state(one)))))).toEqual(all);
      expect(figures(fold.finish(fold.merge(fold.init(IN_MEMORY), await state([...one, ...two, ...three]))))).toEqual(all);
    }), { numRuns: 60 });
  });

  test('a larger k never puts fewer rows below it', async () => {
    await fc.assert(fc.asyncProperty(rows, criterion, async (list, options) => {
      const lower = await measureKAnonymity(tableOf(SCHEMA, list), options);
      const higher = await measureKAnonymity(tableOf(SCHEMA, list), { ...options, k: options.k + 1 });
      expect(higher.rowsBelow).toBeGreaterThanOrEqual(lower.rowsBelow);
      expect(higher.kReached).toBe(lower.kReached);
    }), { numRuns: 60 });
  });

  test('fewer quasi-identifiers never make a smaller smallest class', async () => {
    await fc.assert(fc.asyncProperty(rows.filter((list) => list.length > 0), criterion.filter(({ quasiIdentifiers }) => quasiIdentifiers.length > 1), async (list, options) => {
      const all = await measureKAnonymity(tableOf(SCHEMA, list), options);
      const fewer = await measureKAnonymity(tableOf(SCHEMA, list), { ...options, quasiIdentifiers: options.quasiIdentifiers.slice(1) });
      expect(fewer.kReached).toBeGreaterThanOrEqual(all.kReached!);
    }), { numRuns: 60 });
  });

  test('wildcards never make a class smaller, and persons are never more than rows', async () => {
    await fc.assert(fc.asyncProperty(rows.filter((list) => list.length > 0), criterion, async (list, options) => {
      const wildcard = await measureKAnonymity(tableOf(SCHEMA, list), { ...options, nullMatching: 'wildcard' });
      expect(wildcard.kReached).toBeGreaterThanOrEqual(wildcard.own.kReached!);
      const persons = await measureKAnonymity(tableOf(SCHEMA, list), { ...options, entity: 'person' });
      const stays = await measureKAnonymity(tableOf(SCHEMA, list), { ...options, entity: null });
      expect(persons.kReached).toBeLessThanOrEqual(stays.kReached!);
    }), { numRuns: 60 });
  });

  test('rows pass unchanged, and the operator finds what the measure finds', async () => {
    await fc.assert(fc.asyncProperty(rows, cuts, criterion, async (list, places, options) => {
      const found: Findings[] = [];
      const source = tableOf(CODED, list, places);
      const { rows: passed } = applyOperator(source, checkKAnonymity({ ...options, onFailure: 'report' }), { fold: IN_MEMORY, onFindings: (findings) => found.push(findings) });
      expect(await rowsOf(passed)).toEqual(list);
      const { kReached, rowsBelow, classes } = await measureKAnonymity(source, options);
      expect(found[0]).toMatchObject({ kReached, rowsBelow, classes, holds: rowsBelow === 0 });
    }), { numRuns: 40 });
  });
});
