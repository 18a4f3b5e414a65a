// Defects of programs in use that are not repeated: metrics blind to suppression, noise without chance, noise that vanishes.
import { describe, expect, test } from 'vitest';
import { addNoise, generalise, measureKAnonymity, type AddNoiseOptions, type GeneraliseOptions } from '../../src/anonymise/index.ts';
import { PlanError } from '../../src/core/errors.ts';
import { pipe } from '../../src/core/operator.ts';
import { rowsOf, schemaOf, tableOf, type Row } from '../small-tables.ts';

const SCHEMA = schemaOf({
  person: { type: 'int32', role: 'entity' },
  age: { type: 'int32', role: 'quasiIdentifier' },
  weight: { type: 'float64', role: 'measure' },
});

/** The codes of the problems that something is refused for; none when it is accepted. */
function problemsOf(action: () => unknown): string[] {
  try {
    action();
    return [];
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    return error.problems.map(({ code }) => code);
  }
}

describe('metrics to which suppressed rows cost nothing', () => {
  const ROWS: readonly Row[] = Array.from({ length: 12 }, (_, person): Row => [person, 20 + 3 * person, 60]);
  const options = (metric: NonNullable<GeneraliseOptions['metric']>, maxSuppressedShare: number): GeneraliseOptions => ({
    quasiIdentifiers: { age: { hierarchy: 'intervals', widths: [20] } },
    models: [{ model: 'kAnonymity', k: 2 }],
    entity: null,
    nullMatching: 'own-class',
    maxSuppressedShare,
    metric,
  });
  /** Squares of class sizes, suppressed classes being classes like others: DM*. */
  const blindDiscernibility = (width: number): number => {
    const sizes = new Map<number, number>();
    for (const [, age] of ROWS) sizes.set(Math.floor((age as number) / width), (sizes.get(Math.floor((age as number) / width)) ?? 0) + 1);
    return [...sizes.values()].reduce((sum, size) => sum + size * size, 0);
  };

  test('elsewhere choose to suppress everything where everything may be suppressed', () => {
    // Raw ages are all different: at the bottom every row is suppressed, and the metric is least there.
    expect(blindDiscernibility(1)).toBe(12);
    expect(blindDiscernibility(20)).toBeGreaterThan(12);
  });

  test.each<NonNullable<GeneraliseOptions['metric']>>([
    { metric: 'height' },
    { metric: 'discernibility', ignoresSuppression: true },
    { metric: 'entropy', ignoresSuppression: true },
    { metric: 'precision', ignoresSuppression: true },
  ])('are refused with a large limit, and accepted with none: %j', (metric) => {
    expect(problemsOf(() => generalise(options(metric, 1)).outputSchema(SCHEMA))).toEqual(['PLAN_OUT_OF_RANGE']);
    expect(problemsOf(() => generalise(options(metric, 0)).outputSchema(SCHEMA))).toEqual([]);
  });

  test('that count suppressed rows keep rows at any limit', async () => {
    for (const metric of [{ metric: 'loss' }, { metric: 'discernibility' }, { metric: 'precision' }] as const) {
      const kept = await rowsOf(pipe(tableOf(SCHEMA, ROWS), generalise(options(metric, 1))));
      expect(kept.length).toBeGreaterThan(0);
    }
  });
});

describe('noise', () => {
  const secretKey = Uint8Array.from({ length: 32 }, (_, index) => (7 * index + 3) % 256);
  const ROWS: readonly Row[] = Array.from({ length: 60 }, (_, person): Row => [person, 40, 50 + ((person * 17) % 31)]);
  const noisy = async (options: Partial<AddNoiseOptions>): Promise<number[]> => {
    const step = addNoise({ columns: ['weight'], unit: 'person', method: 'preserving', share: 0.5, secretKey, ...options });
    return (await rowsOf(pipe(tableOf(SCHEMA, ROWS), step))).map((row) => row[2] as number);
  };
  /** How far values are from a straight line through two of them, as a reader draws it who knows those two. */
  const farthestFromLine = (values: readonly number[]): number => {
    const [x0, x1] = [ROWS[0]![2] as number, ROWS[1]![2] as number];
    const slope = (values[1]! - values[0]!) / (x1 - x0);
    return Math.max(...ROWS.map((row, place) => Math.abs(values[0]! + slope * ((row[2] as number) - x0) - values[place]!)));
  };

  test('without chance, as “restr” of sdcMicro, is undone by two known values', () => {
    const mean = ROWS.reduce((sum, row) => sum + (row[2] as number), 0) / ROWS.length;
    const c = Math.sqrt(1 - 0.5 ** 2);
    expect(farthestFromLine(ROWS.map((row) => c * (row[2] as number) + (1 - c) * mean))).toBeLessThan(1e-9);
  });

  test('that keeps means and variances has chance in it: two known values tell nothing exact of the others', async () => {
    expect(farthestFromLine(await noisy({}))).toBeGreaterThan(1);
    const other = await noisy({ secretKey: secretKey.map((byte) => byte ^ 1) });
    expect(other).not.toEqual(await noisy({}));
  });

  test('does not fade with the number of rows, as that of outliers does in sdcMicro by a standard error', async () => {
    const deviations = async (times: number): Promise<number> => {
      const rows = Array.from({ length: 60 * times }, (_, person): Row => [person, 40, 50 + ((person * 17) % 31)]);
      const step = addNoise({ columns: ['weight'], unit: 'person', method: 'additive', share: 0.5, secretKey });
      const written = await rowsOf(pipe(tableOf(SCHEMA, rows), step));
      return Math.sqrt(written.reduce((sum, row, place) => sum + ((row[2] as number) - (rows[place]![2] as number)) ** 2, 0) / rows.length);
    };
    const [few, many] = [await deviations(5), await deviations(80)];
    // A standard error would be four times smaller.
    expect(many / few).toBeGreaterThan(0.8);
    expect(many / few).toBeLessThan(1.25);
  });

  test.each(['restr', 'ROMM', 'outdect'])('by “%s” is not offered', (method) => {
    expect(problemsOf(() => addNoise({ columns: ['weight'], unit: 'person', method: method as 'additive', share: 0.5, secretKey }))).toEqual(['PLAN_OUT_OF_RANGE']);
  });
});

describe('uniques of the sample', () => {
  const rows: readonly Row[] = [[1, 30, 60], [2, null, 60], [3, 40, 60]];
  const measure = (nullMatching: 'own-class' | 'wildcard'): ReturnType<typeof measureKAnonymity> =>
    measureKAnonymity(tableOf(SCHEMA, rows), { quasiIdentifiers: ['age'], k: 2, entity: null, nullMatching });

  test('by wildcards, as sdcMicro counts them, stand beside those with the missing value as a value of its own', async () => {
    const wildcard = await measure('wildcard');
    // The missing age fits both others, and each of them fits it.
    expect([wildcard.sampleUniques, wildcard.kReached]).toEqual([0, 2]);
    expect([wildcard.own.sampleUniques, wildcard.own.kReached]).toEqual([3, 1]);
    expect((await measure('own-class')).sampleUniques).toBe(3);
  });
});
