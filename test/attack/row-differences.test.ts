// What other programs leave to an attacker, and what holds here: rows suppressed by stars, rows without a value, rows for
// persons, perturbed rows, two releases of one population. Both answers are worked out.
import { describe, expect, test } from 'vitest';
import { checkPrivacy, generalise, measureKAnonymity, microaggregate, type GeneraliseOptions } from '../../src/anonymise/index.ts';
import { attackRows, type RowAttack } from '../../src/audit/index.ts';
import { ProtectionError } from '../../src/core/errors.ts';
import { applyOperator, pipe } from '../../src/core/operator.ts';
import { rowsOf, schemaOf, tableOf, type Row } from '../small-tables.ts';

const SCHEMA = schemaOf({
  person: { type: 'utf8', role: 'pseudonym' },
  age: { type: 'int32', role: 'quasiIdentifier' },
  commune: { type: 'utf8', role: 'quasiIdentifier' },
  diagnosis: { type: 'utf8', role: 'sensitive' },
});
const WRITTEN = schemaOf({
  person: { type: 'utf8', role: 'pseudonym' },
  age: { type: 'utf8', role: 'quasiIdentifier' },
  commune: { type: 'utf8', role: 'quasiIdentifier' },
  diagnosis: { type: 'utf8', role: 'sensitive' },
});
const QUASI = ['age', 'commune'];
const AGES = Object.fromEntries(Array.from({ length: 100 }, (_, age) => {
  const from = Math.floor(age / 10) * 10;
  return [String(age), [`${from}-${from + 9}`, '*']];
}));
const OPTIONS: GeneraliseOptions = {
  quasiIdentifiers: { age: { hierarchy: 'intervals', widths: [10] }, commune: { hierarchy: 'none' } },
  models: [{ model: 'kAnonymity', k: 3 }],
  entity: null,
  nullMatching: 'own-class',
  maxSuppressedShare: 0.3,
};

const attack = (released: readonly Row[], persons: readonly Row[], schema = WRITTEN): Promise<RowAttack> =>
  attackRows(tableOf(schema, released), tableOf(SCHEMA, persons), { quasiIdentifiers: QUASI, labels: { age: AGES }, sensitive: ['diagnosis'], entity: null, truth: 'person' });

/** Nine people of one place and age band, one of another. */
const PEOPLE: readonly Row[] = [
  ...Array.from({ length: 9 }, (_, person): Row => [`p${person}`, 30 + person, 'A', ['x', 'y', 'z'][person % 3]!]),
  ['alone', 71, 'B', 'rare'],
];

describe('suppressed rows', () => {
  /** As ARX writes them: quasi-identifiers by stars, the other columns as they were, however few such rows there are. */
  const starred = PEOPLE.map(([person, , commune, diagnosis]): Row => (person === 'alone' ? [person, '*', '*', diagnosis!] : [person!, '30-39', commune!, diagnosis!]));

  test('kept by stars, give the one away who fits nothing else', async () => {
    const { fewest, truth, sensitive: [diagnosis] } = await attack(starred, [PEOPLE[9]!]);
    expect([fewest, truth!.singledOut, diagnosis!.homogeneous]).toEqual([1, 1, 1]);
  });

  test('are left out of the release here, and judged as one class where they are kept', async () => {
    const dropped = await rowsOf(pipe(tableOf(SCHEMA, PEOPLE), generalise(OPTIONS)));
    expect(dropped).toHaveLength(9);
    const blanked = await rowsOf(pipe(tableOf(SCHEMA, PEOPLE), generalise({ ...OPTIONS, suppressed: 'blank' })));
    expect(blanked).toEqual(dropped);
    for (const released of [dropped, blanked]) {
      const { found, truth } = await attack(released, [PEOPLE[9]!]);
      expect([found, truth!.present, truth!.singledOut]).toEqual([0, 0, 0]);
    }
  });

  test('go to the rejects by their number, without a value', async () => {
    const { rejects } = applyOperator(tableOf(SCHEMA, PEOPLE), generalise(OPTIONS));
    expect(await rowsOf(rejects!)).toEqual([[10n, 'age', 'ROW_SUPPRESSED']]);
  });
});

describe('a row without a quasi-identifier', () => {
  const rows: readonly Row[] = [
    ...Array.from({ length: 3 }, (_, person): Row => [`p${person}`, '30-39', 'A', 'x']),
    ['alone', '70-79', null, 'rare'],
  ];

  test('left out of the classes, would pass a check of k = 3 and be found by its age', async () => {
    const complete = rows.filter((row) => !row.includes(null));
    const measured = await measureKAnonymity(tableOf(WRITTEN, complete), { quasiIdentifiers: QUASI, k: 3, entity: null, nullMatching: 'own-class' });
    expect(measured.kReached).toBe(3);
    const { truth, sensitive: [diagnosis] } = await attack(rows, [['alone', 71, 'B', null]]);
    expect([truth!.singledOut, diagnosis!.homogeneous]).toEqual([1, 1]);
  });

  test.each(['own-class', 'error'] as const)('is a class of one, or refused, under %s', async (nullMatching) => {
    const check = checkPrivacy({ quasiIdentifiers: QUASI, models: [{ model: 'kAnonymity', k: 3 }], entity: null, nullMatching, onFailure: 'refuse' });
    const refusal = await rowsOf(pipe(tableOf(WRITTEN, rows), check)).catch((error: unknown) => error);
    if (nullMatching === 'own-class') expect(refusal).toBeInstanceOf(ProtectionError);
    else expect(refusal).toMatchObject({ code: 'DATA_NULL' });
  });
});

describe('rows for persons', () => {
  test('three people of four stays each pass a check of twelve rows, and are one guess in three', async () => {
    const stays = ['a', 'b', 'c'].flatMap((person) => Array.from({ length: 4 }, (): Row => [person, '30-39', 'A', 'x']));
    const rows = await measureKAnonymity(tableOf(WRITTEN, stays), { quasiIdentifiers: QUASI, k: 3, entity: null, nullMatching: 'own-class' });
    const persons = await measureKAnonymity(tableOf(WRITTEN, stays), { quasiIdentifiers: QUASI, k: 3, entity: 'person', nullMatching: 'own-class' });
    expect([rows.kReached, persons.kReached]).toEqual([12, 3]);
    const { truth } = await attack(stays, [['a', 34, 'A', null]]);
    // Any of her four rows among the twelve is right: one in three, as counted in persons.
    expect(truth!.fromPersons.share).toBeCloseTo(1 / 3, 12);
  });
});

describe('perturbed values', () => {
  test('lose those whose values were changed: an attack by equality proves nothing then, and says how many it lost', async () => {
    const released = await rowsOf(pipe(tableOf(SCHEMA, PEOPLE), microaggregate({ columns: ['age'], k: 3, entity: null })));
    const schema = schemaOf({
      person: { type: 'utf8', role: 'pseudonym' },
      age: { type: 'float64', role: 'quasiIdentifier' },
      commune: { type: 'utf8', role: 'quasiIdentifier' },
      diagnosis: { type: 'utf8', role: 'sensitive' },
    });
    const { truth } = await attack(released, PEOPLE, schema);
    expect(truth!.present).toBe(10);
    expect(truth!.lost).toBeGreaterThanOrEqual(6);
  });
});

describe('two releases of one population', () => {
  test('each 3-anonymous, single a person out together: models see one release', async () => {
    // By age in one, by place in the other; only she is in both of her classes and nobody else's diagnosis is in both.
    const byAge: readonly Row[] = [['p', '30-39', null, 'x'], ['q', '30-39', null, 'y'], ['r', '30-39', null, 'z']];
    const byPlace: readonly Row[] = [['p', null, 'A', 'x'], ['s', null, 'A', 'v'], ['t', null, 'A', 'w']];
    const known: readonly Row[] = [['p', 34, 'A', null]];
    for (const rows of [byAge, byPlace]) {
      const { fewest, sensitive: [diagnosis] } = await attack(rows, known);
      expect([fewest, diagnosis!.homogeneous]).toEqual([3, 0]);
    }
    const common = byAge.filter((row) => byPlace.some((other) => other[3] === row[3]));
    const { truth, sensitive: [diagnosis] } = await attack(common, known);
    expect([truth!.singledOut, diagnosis!.homogeneous]).toEqual([1, 1]);
  });
});

describe('a skewed column', () => {
  test('is told better than before where l holds, and t bounds by how much', async () => {
    // One in twenty has the disease; one in two of a class: two values, and ten times what was known.
    const rows: readonly Row[] = [
      ...Array.from({ length: 2 }, (_, person): Row => [`p${person}`, '30-39', 'A', person === 0 ? 'ill' : 'well']),
      ...Array.from({ length: 18 }, (_, person): Row => [`q${person}`, '40-49', 'A', 'well']),
      ...Array.from({ length: 20 }, (_, person): Row => [`r${person}`, '50-59', 'A', person === 0 ? 'ill' : 'well']),
    ];
    const { sensitive: [diagnosis] } = await attack(rows, [['p0', 31, 'A', null]]);
    expect([diagnosis!.homogeneous, diagnosis!.highestShare]).toEqual([0, 0.5]);
    expect(diagnosis!.highestGain).toBeCloseTo(0.5 - 2 / 40, 12);
    const holds = (t: number): Promise<boolean> => {
      const check = checkPrivacy({ quasiIdentifiers: QUASI, models: [{ model: 'tCloseness', column: 'diagnosis', t, distance: 'equal' }], entity: null, nullMatching: 'own-class', onFailure: 'refuse' });
      return rowsOf(pipe(tableOf(WRITTEN, rows), check)).then(() => true, () => false);
    };
    expect([await holds(0.44), await holds(0.46)]).toEqual([false, true]);
  });
});
