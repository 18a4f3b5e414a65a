import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkPrivacy, measurePrivacy, type PrivacyCriterion, type PrivacyMeasure, type PrivacyModel } from '../../src/anonymise/index.ts';
import { classFold, type Classes, type ClassState } from '../../src/anonymise/class-fold.ts';
import { classTable, type ValuedClasses } from '../../src/anonymise/kernel/class-table.ts';
import { measureModels } from '../../src/anonymise/measure-privacy.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, type Findings } from '../../src/core/operator.ts';
import { rowsOf, schemaOf, tableOf, valuesOf, type Row } from '../small-tables.ts';

const columns = {
  person: { type: 'int64', role: 'entity' }, text: { type: 'utf8', role: 'quasiIdentifier' }, day: { type: 'date', role: 'quasiIdentifier' }, flag: { type: 'bool', role: 'quasiIdentifier' },
  diagnosis: { type: 'utf8', role: 'sensitive' }, cost: { type: 'decimal(9,2)', role: 'sensitive' },
} as const;
const SCHEMA = schemaOf(columns);
const CODED = schemaOf(columns, ['text', 'diagnosis']);

const row = fc.tuple(
  fc.bigInt({ min: 0n, max: 5n }), fc.option(fc.constantFrom('', 'a')), fc.option(fc.constantFrom(0, 1), { freq: 8 }), fc.boolean(),
  fc.option(fc.constantFrom('A', 'B1', 'B2'), { freq: 8 }), fc.option(fc.constantFrom(0n, -150n, 10_000n), { freq: 8 }),
);
const rows = fc.array(row, { maxLength: 30 });
const cuts = fc.array(fc.nat(30), { maxLength: 4 });
const column = fc.constantFrom('diagnosis', 'cost');
const model: fc.Arbitrary<PrivacyModel> = fc.oneof(
  fc.record({ model: fc.constant('kAnonymity' as const), k: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ model: fc.constant('distinctLDiversity' as const), column, l: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ model: fc.constant('entropyLDiversity' as const), column, l: fc.constantFrom(1, 1.5, 2) }),
  fc.record({ model: fc.constant('recursiveLDiversity' as const), column, l: fc.integer({ min: 1, max: 3 }), c: fc.constantFrom(0.5, 1, 2) }),
  fc.record({ model: fc.constant('alpha' as const), column, alpha: fc.constantFrom(0.3, 0.5, 1) }),
  fc.record({ model: fc.constant('tCloseness' as const), column, t: fc.constantFrom(0.1, 0.3, 1), distance: fc.constantFrom('equal' as const, 'ordered' as const) }),
  fc.constant<PrivacyModel>({ model: 'tCloseness', column: 'diagnosis', t: 0.3, distance: 'hierarchical', hierarchy: { hierarchy: 'prefixes', lengths: [1] } }),
  fc.record({ model: fc.constant('deltaDisclosure' as const), column, delta: fc.constantFrom(0.5, 2) }),
  fc.record({ model: fc.constantFrom('basicBetaLikeness' as const, 'enhancedBetaLikeness' as const), column, beta: fc.constantFrom(0.5, 2) }),
  fc.record({ model: fc.constant('averageRisk' as const), maxRisk: fc.constantFrom(0.1, 0.5, 1) }),
);
const criterion: fc.Arbitrary<PrivacyCriterion> = fc.record({
  quasiIdentifiers: fc.subarray(['text', 'day', 'flag'], { minLength: 1 }), models: fc.array(model, { minLength: 1, maxLength: 4 }), entity: fc.constantFrom('person', null), nullMatching: fc.constant('own-class' as const),
});
const measure = (schema: typeof SCHEMA, list: readonly Row[], places: readonly number[], options: PrivacyCriterion): Promise<PrivacyMeasure> => measurePrivacy(tableOf(schema, list, places), options);
const shuffled = rows.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));

/** A state of some rows. */
async function stateOf(list: readonly Row[], entity: string | null): Promise<{ readonly state: ClassState; readonly fold: ReturnType<typeof classFold> }> {
  const fold = classFold(SCHEMA, { quasiIdentifiers: ['text', 'day', 'flag'], sensitive: ['diagnosis', 'cost'], entity, refuseNulls: false });
  const state = fold.init(IN_MEMORY);
  for await (const batch of tableOf(SCHEMA, list).open()) if (batch.numRows > 0) fold.add(state, batch, 0);
  return { state, fold };
}

/** Everything that classes in the order of their values say, but who the entities are: they are numbered as they come. */
function plain({ table, quasiIdentifiers, sensitive }: ValuedClasses): unknown {
  const counted = (entities: { readonly starts: Int32Array; readonly entityCount: number } | null): unknown => entities && [entities.starts, entities.entityCount];
  return {
    ...table, entities: counted(table.entities), sensitive: table.sensitive.map((counts) => ({ ...counts, entities: counted(counts.entities) })),
    values: [...quasiIdentifiers, ...sensitive].map(({ values }) => valuesOf(values)),
  };
}

describe('laws of privacy models on rows', () => {
  test('the figures do not depend on where batches are cut, nor on whether text is coded', async () => {
    await fc.assert(fc.asyncProperty(rows, cuts, criterion, async (list, places, options) => {
      const whole = await measure(SCHEMA, list, [], options);
      expect(await measure(SCHEMA, list, places, options)).toEqual(whole);
      expect(await measure(CODED, list, places, options)).toEqual(whole);
    }), { numRuns: 50 });
  });

  test('neither the figures nor the classes depend on the order of the rows, to the last bit', async () => {
    await fc.assert(fc.asyncProperty(shuffled, criterion, async ([list, other], options) => {
      expect(await measure(SCHEMA, other, [], options)).toEqual(await measure(SCHEMA, list, [], options));
      const [one, two] = [await stateOf(list, options.entity!), await stateOf(other, options.entity!)];
      expect(plain(classTable(two.fold.finish(two.state)))).toEqual(plain(classTable(one.fold.finish(one.state))));
    }), { numRuns: 50 });
  });

  test('partial states merge to the state of all rows, in any order and grouping', async () => {
    await fc.assert(fc.asyncProperty(rows, rows, rows, fc.constantFrom('person', null), async (one, two, three, entity) => {
      const state = async (list: readonly Row[]): Promise<ClassState> => (await stateOf(list, entity)).state;
      const { fold, state: whole } = await stateOf([...one, ...two, ...three], entity);
      const figures = (classes: Classes): unknown => plain(classTable(classes));
      const all = figures(fold.finish(whole));
      expect(figures(fold.finish(fold.merge(fold.merge(await state(one), await state(two)), await state(three))))).toEqual(all);
      expect(figures(fold.finish(fold.merge(await state(three), fold.merge(await state(two), await state(one)))))).toEqual(all);
      expect(figures(fold.finish(fold.merge(fold.init(IN_MEMORY), await state([...one, ...two, ...three]))))).toEqual(all);
    }), { numRuns: 40 });
  });

  test('renaming the values in their order changes no figure; renaming persons changes none at all', async () => {
    const renamed = ([person, text, day, flag, diagnosis, cost]: Row): Row => [
      99n - (person as bigint), text === null ? null : `~${text as string}`, day === null ? null : 1000 - (day as number), flag as boolean, diagnosis === null ? null : `x${diagnosis as string}`, cost === null ? null : 2n * (cost as bigint) + 1n,
    ];
    await fc.assert(fc.asyncProperty(rows, criterion, async (list, options) => {
      // Levels go by names, and equal classes that an average sends away by their order.
      const flat = options.models.filter((each) => !('hierarchy' in each) && each.model !== 'averageRisk');
      if (flat.length === 0) return;
      expect(await measure(SCHEMA, list.map(renamed), [], { ...options, models: flat })).toEqual(await measure(SCHEMA, list, [], { ...options, models: flat }));
    }), { numRuns: 60 });
  });

  test('a model holds just where no class fails, and the attained parameter tells so', async () => {
    await fc.assert(fc.asyncProperty(rows, criterion, async (list, options) => {
      const found = await measure(SCHEMA, list, [], options);
      expect(found.holds).toBe(found.models.every(({ holds }) => holds));
      for (const { model: asked, holds, attained, classesFailing, rowsFailing } of found.models) {
        expect(holds).toBe(classesFailing === 0);
        expect(rowsFailing > 0).toBe(classesFailing > 0);
        if (asked.model === 'kAnonymity' && attained !== null) expect(holds).toBe(attained >= asked.k);
        if (asked.model === 'alpha' && attained !== null) expect(holds).toBe(attained <= asked.alpha);
        if (asked.model === 'averageRisk' && attained !== null) expect(holds).toBe(attained <= asked.maxRisk);
      }
    }), { numRuns: 50 });
  });

  test('k-anonymity says the same here as in the check of k alone, and rows pass unchanged', async () => {
    await fc.assert(fc.asyncProperty(rows, cuts, criterion, async (list, places, options) => {
      const source = tableOf(CODED, list, places);
      const findings: Findings[] = [];
      const { rows: passed } = applyOperator(source, checkPrivacy({ ...options, onFailure: 'report' }), { fold: IN_MEMORY, onFindings: (found) => findings.push(found) });
      expect(await rowsOf(passed)).toEqual(list);
      const { holds, models, risk } = await measurePrivacy(source, options);
      expect(findings[0]).toMatchObject({ holds, kReached: risk.kReached, rowsBelow: risk.rowsBelow });
      for (const { model: asked, attained } of models) if (asked.model === 'kAnonymity') expect(attained).toBe(risk.kReached);
    }), { numRuns: 40 });
  });

  test('a population that is the file itself changes nothing but k-map, which is k then', async () => {
    await fc.assert(fc.asyncProperty(rows, criterion, async (list, options) => {
      const { fold, state } = await stateOf(list, options.entity!);
      const classes = fold.finish(state);
      const models: readonly PrivacyModel[] = [...options.models, { model: 'kMap', k: 2 }, { model: 'kAnonymity', k: 2 }, { model: 'deltaPresence', min: 1, max: 1 }];
      const whole = { ...options, models, quasiIdentifiers: ['text', 'day', 'flag'] };
      // Places of sensitive columns go by the models.
      const usesBoth = new Set(models.flatMap((each) => ('column' in each ? [each.column] : [])));
      if ([...usesBoth].join() !== 'diagnosis,cost') return;
      const { models: found } = measureModels(classes, whole, classes);
      const [kMap, k, presence] = found.slice(-3);
      expect({ ...kMap, model: null }).toEqual({ ...k, model: null });
      expect(presence!.holds).toBe(true);
      expect(found.slice(0, -3)).toEqual(measureModels(classes, { ...whole, models: options.models }, null).models);
    }), { numRuns: 50 });
  });
});
