import { describe, expect, test } from 'vitest';
import { suppressLocally, type SuppressLocallyOptions } from '../../src/anonymise/index.ts';
import { PlanError, ProtectionError } from '../../src/core/errors.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, type Findings } from '../../src/core/operator.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const SCHEMA = schemaOf({
  person: { type: 'int32', role: 'entity' }, sex: { type: 'utf8', role: 'quasiIdentifier', nullable: false }, born: { type: 'date', role: 'quasiIdentifier' },
  site: { type: 'utf8', role: 'attribute' }, cost: { type: 'float64', role: 'measure' },
}, ['sex']);
const OPTIONS: SuppressLocallyOptions = { quasiIdentifiers: ['sex', 'born'], k: 2, entity: null, nullMatching: 'wildcard' };
/** Two alike, one who differs in her date only, and one who differs in both. */
const ROWS: readonly Row[] = [[1, 'F', 10, 's', 1], [2, 'F', 10, 's', 2], [3, 'F', 11, 's', 3], [4, 'M', 12, 't', 4]];

async function suppress(options: SuppressLocallyOptions, rows: readonly Row[] = ROWS, cuts: readonly number[] = []): Promise<{ rows: Value[][]; found: Findings }> {
  let found: Findings = {};
  const output = applyOperator(tableOf(SCHEMA, rows, cuts), suppressLocally(options), { fold: IN_MEMORY, onFindings: (findings) => (found = findings) });
  return { rows: await rowsOf(output.rows), found };
}

function problemsOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof PlanError) return error.problems.map(({ code, path }) => `${code} ${path}`);
    throw error;
  }
  return [];
}

describe('suppressLocally', () => {
  test('makes the least important differing cell null, of rare rows only, and touches no other column', async () => {
    const { rows, found } = await suppress(OPTIONS);
    // Row 3 loses its date and fits rows 1 and 2. Row 4 is as rare, comes later (F before M), and then differs from row 3 in its sex only.
    expect(rows).toEqual([[1, 'F', 10, 's', 1], [2, 'F', 10, 's', 2], [3, 'F', null, 's', 3], [4, null, 12, 't', 4]]);
    expect(found).toEqual({
      quasiIdentifiers: ['sex', 'born'], k: 2, nullMatching: 'wildcard', rows: 4, unit: 'rows', cellsSuppressed: { sex: 1, born: 1 }, passes: 1,
      kReached: 2, own: { kReached: 1 }, combinations: [],
      // The true values of row 4 fit nobody but row 4; those of row 3 only row 3: the others kept their date.
      knownValues: { kReached: 1, rowsBelow: 2 },
    });
  });

  test('keeps what is declared important', async () => {
    const apart: readonly Row[] = [[1, 'F', 10, 's', 1], [2, 'M', 11, 's', 1]];
    expect((await suppress({ ...OPTIONS, importance: ['born', 'sex'] }, apart)).rows.map(([, sex, born]) => [sex, born])).toEqual([[null, 10], ['M', null]]);
    expect((await suppress({ ...OPTIONS, importance: ['sex', 'born'] }, apart)).rows.map(([, sex, born]) => [sex, born])).toEqual([['F', null], [null, 11]]);
  });

  test('with recheck leaves rows alone that others made frequent enough', async () => {
    const rows: readonly Row[] = [[1, 'F', 10, 's', 1], [2, 'F', 11, 's', 1], [3, 'M', 30, 's', 1], [4, 'M', 30, 's', 1]];
    expect((await suppress(OPTIONS, rows)).rows.map(([, , born]) => born)).toEqual([null, null, 30, 30]);
    const { rows: kept, found } = await suppress({ ...OPTIONS, recheck: true }, rows);
    expect(kept.map(([, , born]) => born)).toEqual([null, 11, 30, 30]);
    expect(found).toMatchObject({ cellsSuppressed: { sex: 0, born: 1 }, kReached: 2 });
  });

  test('counts persons: many rows of one person hide nobody', async () => {
    const rows: readonly Row[] = [[1, 'F', 10, 's', 1], [1, 'F', 10, 's', 2], [1, 'F', 10, 's', 3], [2, 'F', 11, 's', 4]];
    expect((await suppress({ ...OPTIONS, entity: null }, rows)).rows.map(([, , born]) => born)).toEqual([10, 10, 10, null]);
    const { rows: hidden, found } = await suppress({ ...OPTIONS, entity: 'person' }, rows);
    expect(hidden.map(([, , born]) => born)).toEqual([null, null, null, 11]);
    expect(found).toMatchObject({ unit: 'entities', kReached: 2, own: { kReached: 1 }, cellsSuppressed: { sex: 0, born: 3 } });
  });

  test('a person in several combinations is counted in one of them, so that k holds in persons', async () => {
    const rows: readonly Row[] = [[1, 'F', 10, 's', 1], [1, 'F', 11, 's', 2], [2, 'F', 11, 's', 3], [2, 'F', 12, 's', 4]];
    const { rows: hidden } = await suppress({ ...OPTIONS, entity: 'person' }, rows);
    for (const row of hidden) {
      const fitting = hidden.filter((other) => [1, 2].every((column) => row[column] === null || other[column] === null || row[column] === other[column]));
      expect(new Set(fitting.map(([person]) => person)).size).toBe(2);
    }
  });

  test('reaches k within every stratum, and never suppresses what makes it', async () => {
    const rows: readonly Row[] = [[1, 'F', 10, 's', 1], [2, 'F', 11, 's', 1], [3, 'F', 10, 't', 1], [4, 'F', 11, 't', 1]];
    expect((await suppress(OPTIONS, rows)).found['cellsSuppressed']).toEqual({ sex: 0, born: 0 });
    const { rows: hidden, found } = await suppress({ ...OPTIONS, strata: ['site'] }, rows);
    expect(hidden.map(([, , born, site]) => [born, site])).toEqual([[null, 's'], [11, 's'], [null, 't'], [11, 't']]);
    expect(found).toMatchObject({ cellsSuppressed: { born: 2 }, kReached: 2 });
    await expect(suppress({ ...OPTIONS, strata: ['site'] }, ROWS)).rejects.toThrow('1 of 2 strata have fewer than 2');
  });

  test('reaches the larger k of every choice of columns as well', async () => {
    const { rows, found } = await suppress({ ...OPTIONS, combinations: [{ size: 1, k: 3 }] });
    expect(found['combinations']).toEqual([{ size: 1, k: 3, kReached: 4 }]);
    for (const column of [1, 2]) for (const row of rows) expect(rows.filter((other) => row[column] === null || other[column] === null || row[column] === other[column]).length).toBeGreaterThanOrEqual(3);
  });

  test('refuses fewer rows than k, whatever is suppressed; an empty table is none', async () => {
    const error = await suppress({ ...OPTIONS, k: 5 }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ProtectionError);
    expect(error).toMatchObject({ code: 'PROTECTION_K_ANONYMITY' });
    expect(String(error)).toBe('ProtectionError: 1 of 1 strata have fewer than 5 rows or persons, which no suppression makes more; drop them, or declare coarser strata [PROTECTION_K_ANONYMITY]');
    expect(await suppress(OPTIONS, [], [0])).toMatchObject({ rows: [], found: { kReached: null, own: { kReached: null }, passes: 0 } });
  });

  test('what was missing before fits any value, and is not counted as suppressed', async () => {
    const { rows, found } = await suppress(OPTIONS, [[1, 'F', null, 's', 1], [2, 'F', 11, 's', 1]]);
    expect(rows.map(([, , born]) => born)).toEqual([null, 11]);
    expect(found).toMatchObject({ cellsSuppressed: { sex: 0, born: 0 }, passes: 0, kReached: 2, own: { kReached: 1 } });
  });

  test('NaN is one value, −0 and 0 another', async () => {
    const rows: readonly Row[] = [[1, 'F', 1, 's', NaN], [2, 'F', 1, 's', NaN], [3, 'F', 1, 's', -0], [4, 'F', 1, 's', 0]];
    expect((await suppress({ ...OPTIONS, quasiIdentifiers: ['cost'] }, rows)).found).toMatchObject({ cellsSuppressed: { cost: 0 }, kReached: 2 });
  });

  test('the quasi-identifiers become nullable; everything else of the schema stays', () => {
    const output = suppressLocally(OPTIONS).outputSchema(SCHEMA);
    expect(output.fields.map(({ name, nullable }) => [name, nullable])).toEqual([['person', true], ['sex', true], ['born', true], ['site', true], ['cost', true]]);
    expect(output.fields.map((field) => field.metadata)).toEqual(SCHEMA.fields.map((field) => field.metadata));
  });

  test('wrong options are problems, all at once', () => {
    const wrong = (change: object): string[] => problemsOf(() => suppressLocally({ ...OPTIONS, ...change } as SuppressLocallyOptions));
    expect(wrong({ nullMatching: 'own-class' })).toEqual(['PLAN_NULL_MATCHING nullMatching']);
    expect(wrong({ nullMatching: 'error' })).toEqual(['PLAN_NULL_MATCHING nullMatching']);
    expect(wrong({ importance: ['sex'], strata: ['sex'], alpha: 0 }).sort()).toEqual(['PLAN_OUT_OF_RANGE importance', 'PLAN_OUT_OF_RANGE strata', 'PLAN_UNKNOWN_OPTION alpha']);
    expect(wrong({ combinations: [{ size: 2, k: 2 }] })).toEqual(['PLAN_OUT_OF_RANGE combinations[0].size', 'PLAN_OUT_OF_RANGE combinations[0].k']);
    expect(wrong({ quasiIdentifiers: Array.from({ length: 31 }, (_, column) => `c${column}`) })).toEqual(['PLAN_OUT_OF_RANGE quasiIdentifiers']);
    expect(problemsOf(() => suppressLocally({ ...OPTIONS, quasiIdentifiers: ['sexe'], strata: ['place'] }).outputSchema(SCHEMA))).toEqual(['PLAN_UNKNOWN_COLUMN quasiIdentifiers[0]', 'PLAN_UNKNOWN_COLUMN strata[0]']);
    const { entity: _entity, ...silent } = OPTIONS;
    expect(problemsOf(() => suppressLocally(silent).outputSchema(SCHEMA))).toEqual(['PLAN_MISSING entity']);
  });

  test('rows that were not there when the table was measured are refused', async () => {
    const operator = suppressLocally(OPTIONS);
    const fold = operator.fold(SCHEMA);
    const state = fold.init(IN_MEMORY);
    for await (const batch of tableOf(SCHEMA, ROWS).open()) await fold.add(state, batch, 0);
    const session = operator.start(SCHEMA, await operator.decide(await fold.finish(state)));
    const changed = [...ROWS, [5, 'F', 99, 's', 0] as Row];
    for await (const batch of tableOf(SCHEMA, changed).open()) expect(() => session.apply(batch, 0, () => undefined)).toThrow('[DATA_CHANGED]');
  });
});
