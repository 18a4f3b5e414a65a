// Random records and models over them: every kind of value, condition and setting, with few values so that much agrees.
import fc from 'fast-check';
import type { Condition, MeasureName } from '../../src/link/model/condition.ts';
import type { Comparison, Level, LinkageModel } from '../../src/link/model/model.ts';
import type { PlainRecord } from './naive-comparing.ts';
import type { Kind } from './record-table.ts';

/** Columns and what they hold; `first` and `last` are held against each other. */
export const COLUMNS: Readonly<Record<string, Kind>> = { first: 'text', last: 'text', city: 'text', age: 'number', born: 'time', names: 'texts', place: 'numbers' };

const word = fc.oneof(
  fc.constantFrom('', 'martin', 'martine', 'matrin', 'dupont', 'dupond', 'élodie', 'elodie', 'jean', 'jean-marie', 'anne', 'a', '😀lo', 'lo😀'),
  fc.string({ unit: fc.constantFrom('a', 'b', 'é', '😀'), maxLength: 40 }),
);

const maybe = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> => fc.option(arbitrary, { freq: 4 });

/** One record. */
export const someRecord: fc.Arbitrary<PlainRecord> = fc.record({
  first: maybe(word),
  last: maybe(word),
  city: maybe(fc.constantFrom('Paris', 'Lyon', 'Brest')),
  age: maybe(fc.constantFrom(-1, 0, 1, 2, 2.5, 40)),
  born: maybe(fc.constantFrom(0, 86_400, 2_629_800, -31_557_600)),
  names: maybe(fc.array(maybe(fc.constantFrom('anne', 'anna', 'marie')), { maxLength: 3 })),
  place: maybe(fc.constantFrom<readonly number[]>([48.85, 2.35], [45.76, 4.84], [1], [])),
});

const textMeasure = fc.constantFrom<MeasureName>(
  'jaroWinkler', 'jaro', 'levenshteinSimilarity', 'damerauLevenshteinSimilarity', 'jaccard', 'dice', 'longestCommonSubsequenceSimilarity', 'commonPrefix',
  'levenshtein', 'osa', 'damerauLevenshtein',
);

const isDistance = (measure: MeasureName): boolean => ['levenshtein', 'osa', 'damerauLevenshtein'].includes(measure);

const share = fc.constantFrom(0.1, 0.5, 0.7, 0.88, 0.92, 1);
const edits = fc.constantFrom(0, 1, 2, 3);

const bounded = (measure: MeasureName, number: number, isStrict: boolean): Condition & object => ({
  kind: 'measure', measure, of: { column: 'first' },
  ...(isDistance(measure) ? (isStrict ? { below: number + 1 } : { atMost: number }) : isStrict ? { above: number } : { atLeast: number }),
}) as never;

const measure: fc.Arbitrary<Condition> = fc.oneof(
  fc.tuple(textMeasure, share, edits, fc.boolean(), fc.constantFrom('first', 'last', 'both')).map(([name, least, most, isStrict, columns]): Condition => ({
    ...(bounded(name, isDistance(name) ? most : name === 'commonPrefix' ? most : least, isStrict) as object),
    of: { column: columns === 'both' ? 'first' : columns }, ...(columns === 'both' ? { against: { column: 'last' } } : {}),
  }) as Condition),
  fc.tuple(fc.constantFrom('jaroWinkler' as const, 'levenshtein' as const), share, edits).map(([name, least, most]): Condition => ({
    kind: 'measure', measure: name, of: { column: 'names' }, overLists: true, ...(name === 'levenshtein' ? { atMost: most } : { atLeast: least }),
  })),
  fc.tuple(fc.constantFrom('absoluteDifference' as const, 'percentageDifference' as const), fc.constantFrom(0, 0.5, 1, 3)).map(([name, most]): Condition => ({ kind: 'measure', measure: name, of: { column: 'age' }, atMost: most })),
  fc.constantFrom(0, 86_400, 2_629_800, 31_557_600).map((atMost): Condition => ({ kind: 'measure', measure: 'timeDifference', of: { column: 'born' }, atMost })),
  fc.constantFrom('intersection' as const, 'containment' as const, 'jaccardOfLists' as const).chain((name) => fc.constantFrom(0.5, 1).map((atLeast): Condition => ({ kind: 'measure', measure: name, of: { column: 'names' }, atLeast }))),
  fc.constantFrom('kilometres' as const, 'kilometresByCosine' as const).map((name): Condition => ({ kind: 'measure', measure: name, of: { column: 'place' }, atMost: 300 })),
  fc.constant<Condition>({ kind: 'measure', measure: 'cosine', of: { column: 'place' }, atLeast: 0.99 }),
);

const column = fc.constantFrom(...Object.keys(COLUMNS));

const atom: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 4, arbitrary: measure },
  { weight: 3, arbitrary: column.map((name): Condition => ({ kind: 'equal', of: { column: name } })) },
  { weight: 1, arbitrary: fc.constant<Condition>({ kind: 'equal', of: { column: 'first' }, against: { column: 'last' } }) },
  { weight: 2, arbitrary: fc.tuple(column, fc.constantFrom('either' as const, 'both' as const, 'left' as const, 'right' as const)).map(([name, side]): Condition => ({ kind: 'null', of: { column: name }, side })) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(['first', 'martin'], ['city', 'Paris'], ['city', 'Rome'], ['age', '2.5']), fc.constantFrom('left' as const, 'right' as const, 'both' as const))
      .map(([[name, value], side]): Condition => ({ kind: 'literal', of: { column: name! }, side, value: value! })),
  },
);

const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small' }, atom,
    fc.tuple(fc.constantFrom('all' as const, 'any' as const), fc.array(tie('condition'), { minLength: 1, maxLength: 3 })).map(([kind, of]): Condition => ({ kind, of })),
    tie('condition').map((of): Condition => ({ kind: 'not', of })),
  ),
}));

/** Conditions of any depth. */
export const someCondition: fc.Arbitrary<Condition> = condition;

/** Conditions on one column, as most comparisons have: from an exact level down to one measure's bounds. */
const ladder: fc.Arbitrary<readonly Condition[]> = fc.tuple(fc.constantFrom('first', 'last'), textMeasure, fc.uniqueArray(share, { minLength: 1, maxLength: 3 }), fc.uniqueArray(edits, { minLength: 1, maxLength: 3 }))
  .map(([name, kind, least, most]) => {
    const of = { column: name };
    const bounds = isDistance(kind) ? [...most].sort((left, right) => left - right).map((atMost) => ({ atMost })) : [...least].sort((left, right) => right - left).map((atLeast) => ({ atLeast }));
    return [{ kind: 'null', of }, { kind: 'equal', of }, ...bounds.map((bound): Condition => ({ kind: 'measure', measure: kind, of, ...bound }))];
  });

const probability = fc.double({ min: 0.001, max: 0.999, noNaN: true });

const levelOf = (when: Condition): fc.Arbitrary<Level> => fc.record({
  m: fc.oneof({ weight: 9, arbitrary: probability }, { weight: 1, arbitrary: fc.constant(0) }), u: fc.oneof({ weight: 15, arbitrary: probability }, { weight: 1, arbitrary: fc.constant(0) }),
  weight: fc.option(fc.constantFrom(0, 0.5, 1)), column, baseline: fc.constantFrom('number', 'own'), minFrequency: fc.option(fc.constantFrom(0.2, 0.9)),
}).map(({ m, u, weight, column: counted, baseline, minFrequency }): Level => ({
  label: when.kind, when, m, u,
  ...(when.kind === 'null' ? { isNull: true } : {}),
  ...(weight === null || counted === 'place' ? {} : {
    termFrequency: {
      of: { column: counted }, weight, ...(minFrequency === null ? {} : { minFrequency }),
      ...(baseline === 'number' ? { baseline: 0.1 } : { usesOwnU: true }),
    },
  }),
}));

const comparison: fc.Arbitrary<Omit<Comparison, 'name'>> = fc.tuple(fc.oneof(ladder, fc.array(condition, { minLength: 1, maxLength: 4 })), fc.constantFrom('excluded' as const, 'modelled' as const))
  .chain(([conditions, missing]) => fc.tuple(...[...conditions, { kind: 'otherwise' } as const].map(levelOf)).map((levels) => ({ levels, missing })));

/** A trained model over {@link COLUMNS}; pairs come from agreement on the city, then from all pairs. */
export const someModel: fc.Arbitrary<LinkageModel> = fc.record({ comparisons: fc.array(comparison, { minLength: 1, maxLength: 3 }), prior: probability, hasTerms: fc.boolean() })
  .map(({ comparisons, prior, hasTerms }): LinkageModel => {
    const named = comparisons.map((one, index) => ({ ...one, name: `c${index}` }));
    const joint = named.slice(0, 2);
    const cells = joint.reduce((product, { levels }) => product * levels.length, 1);
    return {
      version: 1, linkType: 'dedupe', prior, unit: 'codePoint', blocking: [{ on: [{ of: { column: 'city' } }] }, { on: [] }], comparisons: named,
      ...(hasTerms && joint.length === 2
        ? { dependence: { between: [], terms: [{ comparisons: joint.map(({ name }) => name), bits: Array.from({ length: cells }, (_, cell) => (cell % 7) / 4 - 1) }] } }
        : {}),
    };
  });
