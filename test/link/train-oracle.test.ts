// Training against going through rows and pairs one by one, in plain words: objects, strings, no patterns.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PlanError } from '../../src/core/errors.ts';
import { collectExpressions } from '../../src/link/compile/expression-list.ts';
import { checkModel } from '../../src/link/model/check-model.ts';
import type { BlockingRule } from '../../src/link/model/blocking-rule.ts';
import type { LinkageModel, LinkType } from '../../src/link/model/model.ts';
import { prepareRecords } from '../../src/link/records/prepare-records.ts';
import { trainingExpressions, trainModel, type TrainedModel } from '../../src/link/train/train-model.ts';
import type { TrainingOptions } from '../../src/link/train/training-options.ts';
import { slowStep, type SlowModel, type SlowPair } from '../kernel/link/train/slow-em.ts';
import { schemaOf, tableOf } from '../small-tables.ts';

interface Person {
  readonly source: 'a' | 'b';
  readonly id: number;
  readonly name: string | null;
  readonly town: string | null;
  readonly born: string | null;
}

const text = { type: 'utf8', role: 'directIdentifier' } as const;
const SCHEMA = schemaOf({ id: { type: 'int32', role: 'technical' }, name: text, town: text, born: text });
const of = (column: string): { readonly of: { readonly column: string } } => ({ of: { column } });
const level = (m: number, u: number): { readonly label: string; readonly m: number; readonly u: number } => ({ label: '', m, u });

/** Names by equality, by their first letter, else; towns by equality, else. Null levels come first. */
const modelOf = (linkType: LinkType): LinkageModel => ({
  version: 1, linkType, prior: 0.05, unit: 'codePoint', blocking: [{ on: [of('born')] }],
  comparisons: [
    { name: 'name', levels: [
      { ...level(0, 0), m: null, u: null, isNull: true, when: { kind: 'null', ...of('name') } },
      { ...level(0.7, 0.05), when: { kind: 'equal', ...of('name') }, termFrequency: { ...of('name'), weight: 0.6 } },
      { ...level(0.2, 0.15), when: { kind: 'equal', of: { column: 'name', derive: [{ op: 'slice', from: 1, length: 1 }] } } },
      { ...level(0.1, 0.8), when: { kind: 'otherwise' } },
    ] },
    { name: 'town', levels: [
      { ...level(0, 0), m: null, u: null, isNull: true, when: { kind: 'null', ...of('town') } },
      { ...level(0.9, 0.1), when: { kind: 'equal', ...of('town') } }, { ...level(0.1, 0.9), when: { kind: 'otherwise' } },
    ] },
  ],
});

const START: SlowModel = { prior: 0.05, m: [[0.7, 0.2, 0.1], [0.9, 0.1]], u: [[0.05, 0.15, 0.8], [0.1, 0.9]] };

const nameLevel = (one: Person, other: Person): number | null =>
  (one.name === null || other.name === null ? null : one.name === other.name ? 0 : one.name[0] === other.name[0] ? 1 : 2);
const townLevel = (one: Person, other: Person): number | null => (one.town === null || other.town === null ? null : one.town === other.town ? 0 : 1);

/** All pairs that the link type allows. */
function pairsOf(people: readonly Person[], linkType: LinkType): [Person, Person][] {
  return people.flatMap((one, index) => people.slice(index + 1).filter((other) => linkType !== 'link' || one.source !== other.source).map((other): [Person, Person] => [one, other]));
}

const orNull = (...values: readonly string[]): fc.Arbitrary<string | null> => fc.constantFrom(...values, null);
const people = fc.array(fc.record({
  source: fc.constantFrom('a' as const, 'b' as const), name: orNull('Ana', 'Anne', 'Éva', 'Zoé'), town: orNull('Pau', 'Lyon', 'Brest'), born: orNull('1950', '1951'),
}), { minLength: 2, maxLength: 24 }).map((rows): Person[] => rows.map((row, id) => ({ ...row, id })));
const linkTypes = fc.constantFrom<LinkType>('dedupe', 'link', 'linkAndDedupe');

async function train(found: readonly Person[], model: LinkageModel, options: TrainingOptions): Promise<TrainedModel> {
  const table = (source: 'a' | 'b'): ReturnType<typeof tableOf> => tableOf(SCHEMA, found.filter((person) => person.source === source).map(({ id, name, town, born }) => [id, name, town, born]));
  const records = await prepareRecords({ a: table('a'), b: table('b') }, { rowKey: 'id', expressions: collectExpressions(model, trainingExpressions(options)), unit: 'codePoint' });
  return await trainModel(records, model, options);
}

const sharesOf = ({ model }: TrainedModel, side: 'm' | 'u'): number[][] => model.comparisons.map(({ levels }) => levels.slice(1).map((one) => one[side]!));

test('u over all pairs is the share of pairs at each level', async () => {
  await fc.assert(fc.asyncProperty(people, linkTypes, async (found, linkType) => {
    const u = sharesOf(await train(found, modelOf(linkType), { u: { by: 'allPairs', matches: 'kept' }, m: { by: 'model' } }), 'u');
    for (const [comparison, levelOf] of [nameLevel, townLevel].entries()) {
      const levels = pairsOf(found, linkType).map(([one, other]) => levelOf(one, other)).filter((one) => one !== null);
      if (levels.length === 0) {
        expect(u[comparison]).toEqual(START.u[comparison]);
        continue;
      }
      // A level that no pair is at counts for half a pair.
      const counts = u[comparison]!.map((_, index) => levels.filter((one) => one === index).length || 0.5);
      const total = counts.reduce((sum, count) => sum + count, 0);
      u[comparison]!.forEach((share, index) => { expect(share).toBeCloseTo(counts[index]! / total, 12); });
    }
  }), { numRuns: 60 });
});

test.each([true, false])('sessions are iterations over the pairs of the rule, one by one (term frequencies: %s)', async (termFrequencies) => {
  await fc.assert(fc.asyncProperty(people, linkTypes, async (found, linkType) => {
    const named = found.filter(({ name }) => name !== null);
    const frequencyOf = (name: string): number => named.filter((person) => person.name === name).length / named.length;
    const pairs = pairsOf(found, linkType).filter(([one, other]) => one.born !== null && one.born === other.born).map(([one, other]): SlowPair => {
      const levels = [nameLevel(one, other), townLevel(one, other)];
      return { levels, adjustment: termFrequencies && levels[0] === 0 ? (0.05 / frequencyOf(one.name!)) ** 0.6 : 1 };
    });
    fc.pre(pairs.length > 0);
    const { sessions: [session] } = await train(found, modelOf(linkType), { u: { by: 'model' }, m: { by: 'sessions', rules: [{ on: [of('born')] }], maxIterations: 6, tolerance: 1e-15 }, termFrequencies });
    expect(session!.pairs).toEqual([pairs.length]);
    let slow = START;
    for (const { priors, m } of session!.iterations.slice(1)) {
      slow = slowStep(slow, pairs, false);
      expect(priors[0]).toBeCloseTo(slow.prior, 9);
      for (const [comparison, name] of ['name', 'town'].entries()) {
        const isSeen = (index: number): boolean => pairs.some(({ levels }) => levels[comparison] === index);
        // A comparison of which no pair says anything stays; a level that no pair is at is 10⁻⁶, as Splink has it.
        if (slow.m[comparison]!.every(Number.isNaN)) slow = { ...slow, m: slow.m.map((levels, index) => (index === comparison ? START.m[comparison]! : levels)) };
        m[name]!.forEach((share, index) => {
          if (pairs.some(({ levels }) => levels[comparison] !== null)) expect(share).toBeCloseTo(isSeen(index) ? slow.m[comparison]![index]! : 1e-6, 9);
        });
      }
    }
  }), { numRuns: 60 });
});

const rule = fc.constantFrom<BlockingRule>(
  { on: [of('born')] }, { on: [of('town'), of('born')] }, { on: [] }, { any: [{ on: [of('name')] }, { on: [of('town')] }] },
  { on: [of('born')], where: { kind: 'equal', ...of('town') } }, { on: [{ of: { column: 'name' }, against: { column: 'town' } }] }, { on: [of('born')], maxBlockRecords: 3 },
);
const rules = fc.array(rule, { minLength: 1, maxLength: 3 });
const options: fc.Arbitrary<TrainingOptions> = fc.record({
  u: fc.constantFrom({ by: 'allPairs' } as const, { by: 'allPairs', matches: 'kept' } as const, { by: 'allPairs', maxDistinctPairs: 2, samplePairs: 1000 } as const, { by: 'em' } as const, { by: 'model' } as const),
  prior: fc.oneof(fc.constantFrom({ by: 'candidates' } as const, { by: 'trainingRules' } as const, { by: 'model' } as const), rules.map((given) => ({ by: 'deterministicRules' as const, rules: given, recall: 1 }))),
  m: fc.oneof(
    rules.map((given) => ({ by: 'jointEm' as const, rules: given, isMonotone: true, starts: 2 })), rules.map((given) => ({ by: 'allPairs' as const, rules: given })),
    rules.map((given) => ({ by: 'sessions' as const, rules: given })), fc.constantFrom({ by: 'jointEm' } as const, { by: 'model' } as const, { by: 'labelColumn', ...of('name') } as const),
  ),
  termFrequencies: fc.boolean(), intervals: fc.constant({ groups: 3 }),
}, { requiredKeys: [] });

test('whatever the records and the options, a model comes out that is one, or a refusal says why', async () => {
  await fc.assert(fc.asyncProperty(people, linkTypes, options, fc.boolean(), async (found, linkType, given, isDependent) => {
    const model: LinkageModel = { ...modelOf(linkType), ...(isDependent ? { dependence: { between: [{ comparisons: ['name', 'town'] }] } } : {}) };
    try {
      const trained = await train(found, model, given);
      expect(() => checkModel(JSON.parse(JSON.stringify(trained.model)))).not.toThrow();
      for (const share of [trained.model.prior, ...sharesOf(trained, 'm').flat(), ...sharesOf(trained, 'u').flat()]) {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
      }
      expect(JSON.stringify(trained)).not.toMatch(/Anne|Éva|Zoé|Lyon|Brest/);
    } catch (error) {
      if (!(error instanceof PlanError)) throw error;
      expect(error.message).not.toMatch(/Anne|Éva|Zoé|Lyon|Brest/);
    }
  }), { numRuns: 80 });
}, 60_000);
