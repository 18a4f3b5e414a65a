// The step against a search of every node over plain objects: levels, loss, rows, rejects and every figure of the findings.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { generalise, type ColumnGeneralisation, type GeneraliseOptions } from '../../src/anonymise/index.ts';
import { ProtectionError } from '../../src/core/errors.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, pipe, type Findings } from '../../src/core/operator.ts';
import { rowsOf, schemaOf, tableOf, type Row } from '../small-tables.ts';
import { figureOf, leavesOf, PATHS, plainGeneralise, rowsAllowed, unitsOf, type Person, type PlainColumn, type PlainModel, type PlainProblem } from './naive-generalise.ts';

const SCHEMA = schemaOf({
  person: { type: 'int32', role: 'entity' },
  age: { type: 'int32', role: 'quasiIdentifier' },
  commune: { type: 'utf8', role: 'quasiIdentifier' },
  isUrban: { type: 'bool', role: 'quasiIdentifier' },
  born: { type: 'date', role: 'quasiIdentifier' },
  diagnosis: { type: 'utf8', role: 'sensitive' },
});
const PLACE_OF = { age: 1, commune: 2, isUrban: 3, born: 4 } as const;
const HIERARCHIES: Readonly<Record<PlainColumn, ColumnGeneralisation>> = {
  age: { hierarchy: 'intervals', widths: [10, 20] },
  commune: { hierarchy: 'prefixes', lengths: [2] },
  isUrban: { hierarchy: 'none' },
  born: { hierarchy: 'dates', periods: ['month', 'year'] },
};

const person: fc.Arbitrary<Person> = fc.record({
  person: fc.integer({ min: 1, max: 6 }),
  age: fc.option(fc.constantFrom(3, 9, 10, 31, 38, 52), { freq: 9 }),
  commune: fc.option(fc.constantFrom('75001', '75002', '29019', '2A004'), { freq: 9 }),
  isUrban: fc.option(fc.boolean(), { freq: 9 }),
  // 1969-12-31, 1970-01-01, 1970-01-31, 1970-02-01, 2000-02-29, 2001-01-01.
  born: fc.option(fc.constantFrom(-1, 0, 30, 31, 11_016, 11_323), { freq: 9 }),
  diagnosis: fc.option(fc.constantFrom('E11', 'I10', 'J45'), { freq: 9 }),
});
const ofDiagnosis = { column: 'diagnosis' } as const;
const model: fc.Arbitrary<PlainModel> = fc.oneof(
  fc.record({ model: fc.constant('kAnonymity' as const), k: fc.integer({ min: 1, max: 4 }) }),
  fc.constantFrom(
    { model: 'distinctLDiversity', ...ofDiagnosis, l: 2 }, { model: 'entropyLDiversity', ...ofDiagnosis, l: 1.7 }, { model: 'recursiveLDiversity', ...ofDiagnosis, l: 2, c: 2.5 },
    { model: 'alpha', ...ofDiagnosis, alpha: 0.67 }, { model: 'tCloseness', ...ofDiagnosis, t: 0.35, distance: 'equal' }, { model: 'tCloseness', ...ofDiagnosis, t: 0.25, distance: 'ordered' },
    { model: 'deltaDisclosure', ...ofDiagnosis, delta: 1.1 }, { model: 'basicBetaLikeness', ...ofDiagnosis, beta: 0.9 }, { model: 'enhancedBetaLikeness', ...ofDiagnosis, beta: 1.3 },
  ),
);
const SEES_SUPPRESSION: readonly PlainProblem['metric'][] = [
  { metric: 'loss' }, { metric: 'loss', aggregate: 'arithmeticMean' }, { metric: 'loss', aggregate: 'sum' }, { metric: 'loss', aggregate: 'max' },
  { metric: 'precision' }, { metric: 'entropy' }, { metric: 'discernibility' }, { metric: 'averageClassSize' },
];
const BLIND: readonly PlainProblem['metric'][] = [
  { metric: 'height' }, { metric: 'precision', ignoresSuppression: true }, { metric: 'entropy', ignoresSuppression: true }, { metric: 'discernibility', ignoresSuppression: true },
];
const problem: fc.Arbitrary<PlainProblem> = fc.record({
  rows: fc.array(person, { maxLength: 14 }),
  columns: fc.shuffledSubarray(['age', 'commune', 'isUrban', 'born'] as const, { minLength: 1, maxLength: 3 }),
  models: fc.array(model, { minLength: 1, maxLength: 3 }),
  countsPersons: fc.boolean(),
  maxRisk: fc.constantFrom(null, null, null, 0.3, 0.5),
  suppressed: fc.constantFrom('drop' as const, 'blank' as const),
  recodeRounds: fc.constantFrom(0, 0, 1, 3),
  how: fc.oneof(
    fc.record({ metric: fc.constantFrom(...SEES_SUPPRESSION), maxSuppressedShare: fc.constantFrom(0, 1 / 14, 0.2, 0.5, 0.9) }),
    fc.record({ metric: fc.constantFrom(...BLIND), maxSuppressedShare: fc.constantFrom(0, 0.1) }),
  ),
  weights: fc.option(fc.record({ age: fc.constantFrom(0.5, 1, 3), commune: fc.constantFrom(1, 2) })),
}).map(({ how, weights, ...others }) => {
  const isWeighed = how.metric.metric !== 'discernibility' && how.metric.metric !== 'averageClassSize';
  const chosen = weights === null || !isWeighed ? null : Object.fromEntries(Object.entries(weights).filter(([column]) => others.columns.includes(column as PlainColumn)));
  return { ...others, ...how, weights: chosen };
});

const rowOf = (one: Person): Row => [one.person, one.age, one.commune, one.isUrban, one.born, one.diagnosis];

function optionsOf({ columns, models, maxRisk, countsPersons, maxSuppressedShare, metric, weights, suppressed, recodeRounds }: PlainProblem): GeneraliseOptions {
  return {
    quasiIdentifiers: Object.fromEntries(columns.map((column) => [column, HIERARCHIES[column]])),
    // Wherever it stands, it is judged last.
    models: maxRisk === null ? models : [{ model: 'averageRisk', maxRisk }, ...models],
    entity: countsPersons ? 'person' : null,
    nullMatching: 'own-class',
    maxSuppressedShare,
    metric,
    suppressed,
    recodeRounds,
    ...(weights === null ? {} : { columnWeights: weights }),
  };
}

interface Outcome {
  readonly rows: readonly Row[];
  readonly rejects: readonly Row[];
  readonly findings: Findings;
}

/** Runs the step; `null` where it refuses to write. */
async function run(rows: readonly Person[], options: GeneraliseOptions, cuts: readonly number[] = []): Promise<Outcome | null> {
  let findings: Findings = {};
  const output = applyOperator(tableOf(SCHEMA, rows.map(rowOf), cuts), generalise(options), { fold: IN_MEMORY, onFindings: (found) => (findings = found) });
  try {
    const written = await rowsOf(output.rows);
    return { rows: written, rejects: await rowsOf(output.rejects!), findings };
  } catch (error) {
    if (error instanceof ProtectionError) return null;
    throw error;
  }
}

const runs = process.env['A423_MANY_CASES'] === undefined ? 150 : 2500;

describe('the step and a search of every node', () => {
  test('find the same levels and loss, and write the same rows', async () => {
    await fc.assert(fc.asyncProperty(problem, fc.array(fc.nat(14), { maxLength: 2 }), fc.boolean(), async (asked, cuts, isBestFirst) => {
      const expected = plainGeneralise(asked);
      // Both searches end at the same node, and both prove it.
      const outcome = await run(asked.rows, { ...optionsOf(asked), ...(isBestFirst ? { search: { maxNodes: 1 } } : {}) }, cuts);
      expect(outcome === null).toBe(expected === null);
      if (outcome === null || expected === null) return;
      const { rows, rejects, findings } = outcome;
      const columns = findings['columns'] as Readonly<Record<string, { readonly levels: readonly number[] }>>;
      expect(findings['loss']).toBeCloseTo(expected.loss, 5);
      expect(findings['isProven']).toBe(true);
      expect(asked.columns.map((column) => columns[column]!.levels)).toEqual(asked.columns.map((_, place) => expected.rounds.map((levels) => levels[place])));
      const written = asked.rows.flatMap((one, row) => {
        const labels = expected.labels[row]!;
        if (labels === null) return [];
        const cells = [...rowOf(one)];
        asked.columns.forEach((column, place) => (cells[PLACE_OF[column]] = labels[place]!));
        return [cells];
      });
      expect(rows).toEqual(written);
      expect(rejects).toEqual(expected.labels.flatMap((labels, row) => (labels === null ? [[BigInt(row + 1), asked.columns[0]!, 'ROW_SUPPRESSED']] : [])));
    }), { numRuns: runs });
  });

  test('count the same figures', async () => {
    await fc.assert(fc.asyncProperty(problem, async (asked) => {
      const expected = plainGeneralise(asked);
      const outcome = await run(asked.rows, optionsOf(asked));
      if (outcome === null || expected === null) return;
      const { findings } = outcome;
      const suppressedRows = expected.roundOf.filter((round) => round === null).length;
      const left = expected.labels.filter((labels) => labels === null).length;
      expect(findings).toMatchObject({
        rows: asked.rows.length,
        unit: asked.countsPersons ? 'entities' : 'rows',
        suppressedRows,
        suppressedShare: asked.rows.length === 0 ? 0 : suppressedRows / asked.rows.length,
        droppedRows: left,
        blankedRows: suppressedRows - left,
        isProven: true,
      });
      const stay = asked.rows.filter((_, row) => expected.labels[row] !== null);
      const classes = new Map<string, Person[]>();
      for (const one of stay) {
        const name = JSON.stringify(expected.labels[asked.rows.indexOf(one)]);
        classes.set(name, [...(classes.get(name) ?? []), one]);
      }
      const sizes = [...classes.values()].map((members) => unitsOf(members, asked.countsPersons));
      const units = sizes.reduce((sum, size) => sum + size, 0);
      expect(findings['after']).toMatchObject({
        classes: classes.size,
        kReached: sizes.length === 0 ? null : Math.min(...sizes),
        sampleUniques: sizes.filter((size) => size === 1).length,
        averageClassSize: sizes.length === 0 ? null : units / sizes.length,
      });
      const told = findings['models'] as readonly { readonly attained: number | null }[];
      asked.models.forEach((one, place) => {
        const figures = [...classes.values()].map((members) => figureOf(one, members, asked.rows, asked.countsPersons));
        const isLeast = one.model === 'kAnonymity' || one.model === 'distinctLDiversity' || one.model === 'entropyLDiversity';
        const strictest = isLeast ? Math.min(...figures) : Math.max(...figures);
        if (figures.length === 0 || !Number.isFinite(strictest)) expect(told[place]!.attained).toBeNull();
        else expect(told[place]!.attained).toBeCloseTo(strictest, 9);
      });
    }), { numRuns: runs });
  });

  test('measure the same share of every column lost', async () => {
    await fc.assert(fc.asyncProperty(problem, async (asked) => {
      const expected = plainGeneralise(asked);
      const outcome = await run(asked.rows, optionsOf(asked));
      if (outcome === null || expected === null || asked.rows.length === 0) return;
      const told = outcome.findings['columns'] as Readonly<Record<string, { readonly loss: number; readonly climbed: number; readonly entropyLoss: number; readonly highest: number }>>;
      const isGone = (row: number): boolean => expected.roundOf[row] === null;
      asked.columns.forEach((column, place) => {
        const levelOf = (row: number): number => expected.rounds[expected.roundOf[row] ?? 0]![place]!;
        const highest = PATHS[column](asked.rows[0]!).length - 1;
        const costs = asked.rows.map((one, row) => {
          const [leaves, domain] = leavesOf(asked.rows, column, levelOf(row), one);
          if (domain === 1) return 0;
          return isGone(row) ? 1 : (leaves - 1) / (domain - 1);
        });
        const climbs = asked.rows.map((_, row) => (isGone(row) ? 1 : levelOf(row) / highest));
        const alike = (one: Person, at: number): number => asked.rows.filter((other) => PATHS[column](other)[at] === PATHS[column](one)[at]).length;
        const bits = asked.rows.map((one) => Math.log2(asked.rows.length / alike(one, 0)));
        const bitsLost = asked.rows.map((one, row) => (isGone(row) ? bits[row]! : Math.log2(alike(one, levelOf(row)) / alike(one, 0))));
        const total = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);
        expect(told[column]!.highest).toBe(highest);
        expect(told[column]!.loss).toBeCloseTo(total(costs) / asked.rows.length, 9);
        expect(told[column]!.climbed).toBeCloseTo(total(climbs) / asked.rows.length, 9);
        expect(told[column]!.entropyLoss).toBeCloseTo(total(bits) === 0 ? 0 : total(bitsLost) / total(bits), 9);
      });
    }), { numRuns: runs / 2 });
  });
});

describe('a share of rows', () => {
  // 0.29 · 100 is 28.999999999999996, and 49 · (1/49) is 0.9999999999999999.
  test.each([
    [0.29, 100, 29], [1 / 49, 49, 1], [0.57, 100, 57], [0.1, 10, 1], [0.1, 9, 0], [0, 5, 0], [1, 5, 5],
  ])('of %d allows of %i rows %i to be suppressed', async (maxSuppressedShare, rows, most) => {
    expect(rowsAllowed(maxSuppressedShare, rows)).toBe(most);
    const make = (lonely: number): Person[] => Array.from({ length: rows }, (_, at) => ({
      person: at, age: at < lonely ? 200 + at : 31, commune: null, isUrban: null, born: null, diagnosis: null,
    }));
    const options: GeneraliseOptions = {
      quasiIdentifiers: { age: { hierarchy: 'none', top: false } }, models: [{ model: 'kAnonymity', k: 2 }], entity: null, nullMatching: 'own-class', maxSuppressedShare,
    };
    if (most > 0) expect((await run(make(most), options))?.findings).toMatchObject({ suppressedRows: most });
    if (most + 2 <= rows) expect(await run(make(most + 1), options)).toBeNull();
  });
});

describe('of classes that are equally small', () => {
  // 9 comes before 10, although "10" comes before "9": the row of 9 goes, and its one row is all that may.
  test('the one of lower values is left out, as the search found, however labels are ordered', async () => {
    const alone = { commune: null, isUrban: null, born: null, diagnosis: null };
    const rows: Person[] = [
      ...Array.from({ length: 5 }, () => ({ person: 1, age: 10, ...alone })),
      { person: 2, age: 9, ...alone },
      ...Array.from({ length: 4 }, (_, at) => ({ person: 3 + at, age: 40, ...alone })),
    ];
    const options: GeneraliseOptions = {
      quasiIdentifiers: { age: { hierarchy: 'none', top: false } }, models: [{ model: 'averageRisk', maxRisk: 0.4 }], entity: 'person', nullMatching: 'own-class', maxSuppressedShare: 0.1,
    };
    const outcome = await run(rows, options);
    expect(outcome?.rejects).toEqual([[6n, 'age', 'ROW_SUPPRESSED']]);
    expect(outcome?.findings).toMatchObject({ suppressedRows: 1, after: { classes: 2, kReached: 1 }, models: [{ attained: 0.4 }] });
  });
});

describe('weights', () => {
  test.each([
    ['that are all 0', { metric: { metric: 'loss' }, columnWeights: { age: 0 } }, 'a weight above 0'],
    ['of a metric without losses of columns', { metric: { metric: 'discernibility' }, columnWeights: { age: 2 } }, 'none with the metric discernibility'],
    ['of the mean size of classes', { metric: { metric: 'averageClassSize' }, columnWeights: { age: 1 } }, 'none with the metric averageClassSize'],
  ] as const)('%s are refused before a row is read', (_, change, message) => {
    const options: GeneraliseOptions = { quasiIdentifiers: { age: { hierarchy: 'none' } }, models: [{ model: 'kAnonymity', k: 2 }], entity: null, nullMatching: 'own-class', maxSuppressedShare: 0, ...change };
    expect(() => generalise(options).outputSchema(SCHEMA)).toThrow(message);
  });
  test('of no column are none of a metric that has none', () => {
    const options: GeneraliseOptions = { quasiIdentifiers: { age: { hierarchy: 'none' } }, models: [{ model: 'kAnonymity', k: 2 }], entity: null, nullMatching: 'own-class', maxSuppressedShare: 0, metric: { metric: 'discernibility' }, columnWeights: {} };
    expect(() => generalise(options).outputSchema(SCHEMA)).toThrow('none with the metric');
  });
  test('of 0 let a column be lost for the sake of the others', async () => {
    const rows: Person[] = [[31, '75001'], [31, '75002'], [52, '75001'], [52, '75002']].map(([age, commune], at) => ({ person: at, age: age as number, commune: commune as string, isUrban: null, born: null, diagnosis: null }));
    const options: GeneraliseOptions = { quasiIdentifiers: { age: HIERARCHIES.age, commune: HIERARCHIES.commune }, models: [{ model: 'kAnonymity', k: 2 }], entity: null, nullMatching: 'own-class', maxSuppressedShare: 0 };
    const labels = async (columnWeights: Readonly<Record<string, number>>): Promise<unknown> => (await run(rows, { ...options, columnWeights }))?.rows.map((row) => `${String(row[1])} ${String(row[2])}`);
    expect(await labels({ commune: 0 })).toEqual(['31 75', '31 75', '52 75', '52 75']);
    expect(await labels({ age: 0 })).toEqual(['* 75001', '* 75002', '* 75001', '* 75002']);
  });
});

describe('a search that stops early', () => {
  test('says how many combinations it looked at when none of them holds', async () => {
    const failing = { quasiIdentifiers: { age: { hierarchy: 'intervals', widths: [10, 20] } }, models: [{ model: 'kAnonymity', k: 9 }], entity: null, nullMatching: 'own-class', maxSuppressedShare: 0, search: { maxNodes: 1, maxChecks: 1 } } as const;
    const rows = tableOf(schemaOf({ age: { type: 'int32', role: 'quasiIdentifier' } }), [[30], [40]]);
    await expect(rowsOf(pipe(rows, generalise(failing)))).rejects.toThrow(/none of the 1 of 4 combinations of levels that were looked at/);
  });

  test('writes what holds, says how much better others may be, and never that it is the best', async () => {
    await fc.assert(fc.asyncProperty(problem, fc.integer({ min: 1, max: 4 }), async (asked, maxChecks) => {
      const expected = plainGeneralise({ ...asked, recodeRounds: 0 });
      const outcome = await run(asked.rows, { ...optionsOf({ ...asked, recodeRounds: 0 }), search: { maxNodes: 1, maxChecks } });
      if (outcome === null || expected === null) return;
      const loss = outcome.findings['loss'] as number;
      const bound = outcome.findings['bound'] as number;
      expect(outcome.findings['checks']).toBeLessThanOrEqual(maxChecks);
      expect(loss).toBeGreaterThanOrEqual(expected.loss - 1e-5);
      expect(bound).toBeLessThanOrEqual(expected.loss + 1e-5);
      expect(outcome.findings['isProven']).toBe(bound === loss);
    }), { numRuns: runs });
  });
});
