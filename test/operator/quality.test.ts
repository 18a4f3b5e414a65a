import type { Schema } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { collect, fromAsyncIterable, type Dataset } from '../../src/core/dataset.ts';
import { DataError, PlanError } from '../../src/core/errors.ts';
import { markRowKey, roleOf } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import type { Findings } from '../../src/core/operator.ts';
import { checkQuality, judgeQuality, measureQuality, type CheckQualityOptions, type QualityCheck, type QualityVerdict } from '../../src/quality/index.ts';
import { checkPlan } from '../../src/plan/check.ts';
import { memorySpill, rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const STAYS = schemaOf({
  stay: { type: 'int32', role: 'technical' },
  nir: { type: 'utf8', role: 'directIdentifier' },
  sex: { type: 'utf8', role: 'quasiIdentifier' },
  born: { type: 'date', role: 'quasiIdentifier' },
  place: { type: 'utf8', role: 'quasiIdentifier' },
  admitted: { type: 'date', role: 'attribute' },
  discharged: { type: 'date', role: 'attribute' },
  cost: { type: 'decimal(9,2)', role: 'measure' },
  weight: { type: 'float64', role: 'measure' },
}, ['sex']);
const day = (text: string): number => Date.parse(text) / 86_400_000;
const ROWS: readonly Row[] = [
  [1, '284058832102532', 'F', day('1984-05-17'), '88321', day('2024-01-01'), day('2024-01-03'), 1250n, 61.5],
  [2, '284058832102533', 'F', day('1984-05-17'), '88', day('2024-01-02'), day('2024-01-01'), 99n, NaN],
  [2, '2840588321025', 'M', day('1984-05-17'), '75', null, day('2024-01-01'), -500n, 70],
  [3, null, null, null, null, day('2024-02-01'), null, null, null],
  [4, '2 84 05 88 321 025 32', 'F', day('1984-06-17'), '54', day('2024-02-01'), day('2024-02-01'), 100_000n, Infinity],
];

function problemsOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof PlanError) return error.problems.map(({ code, path }) => `${code} ${path}`);
    throw error;
  }
  return [];
}

interface Checked { readonly verdict: QualityVerdict; readonly failures: Value[][] }

/** Puts checks on rows, never stopping: the verdict, and the failing rows. */
async function check(checks: readonly QualityCheck[], rows: readonly Row[] = ROWS, schema: Schema = STAYS, references: Readonly<Record<string, Dataset>> = {}): Promise<Checked> {
  const found: Findings[] = [];
  const dataset = tableOf(schema, rows, [2, 2]);
  const ports = checkQuality({ checks, stopOn: 'never' }).connect({ rows: dataset, ...references }, { fold: IN_MEMORY, onFindings: (findings) => found.push(findings) });
  expect(await rowsOf(ports['rows']!)).toEqual(await rowsOf(dataset));
  expect(found).toHaveLength(1);
  return { verdict: found[0] as unknown as QualityVerdict, failures: await rowsOf(ports['failures']!) };
}

describe('the checks of rows', () => {
  test.each<[string, QualityCheck, readonly (readonly [row: number, reason?: string])[], number]>([
    ['notNull', { check: 'notNull', column: 'nir' }, [[4]], 5],
    ['notNull of what is never null', { check: 'notNull', column: 'stay' }, [], 5],
    ['values of coded text', { check: 'values', column: 'sex', in: ['F', 'X'] }, [[3]], 4],
    ['values of numbers', { check: 'values', column: 'stay', in: [1, 2, 3] }, [[5]], 5],
    ['range of decimals', { check: 'range', column: 'cost', range: { min: 0, max: '999.99' } }, [[3], [5]], 4],
    ['range of dates', { check: 'range', column: 'admitted', range: { max: '2024-01-31' } }, [[4], [5]], 4],
    ['range: NaN lies nowhere', { check: 'range', column: 'weight', range: { min: 0 } }, [[2]], 4],
    ['length', { check: 'length', column: 'place', min: 2, max: 4 }, [[1, 'long']], 4],
    ['length below', { check: 'length', column: 'place', min: 3 }, [[2, 'short'], [3, 'short'], [5, 'short']], 4],
    ['pattern', { check: 'pattern', column: 'place', patterns: ['99', '2X'] }, [[1]], 4],
    ['pattern of coded text', { check: 'pattern', column: 'sex', patterns: ['F'] }, [[3]], 4],
    ['identifier', { check: 'identifier', column: 'nir', identifier: 'nir' }, [[2, 'key']], 4],
    ['identifier up to its form', { check: 'identifier', column: 'nir', identifier: 'nir', level: 'format' }, [], 4],
    ['nirAgrees', { check: 'nirAgrees', column: 'nir', sex: { column: 'sex', male: 'M', female: 'F' }, birthDate: 'born', birthPlace: 'place' }, [[3, 'sex'], [5, 'birthMonth']], 3],
    ['nirAgrees with a place only', { check: 'nirAgrees', column: 'nir', birthPlace: 'place' }, [[3, 'birthPlace'], [5, 'birthPlace']], 3],
    ['order', { check: 'order', columns: ['admitted', 'discharged'] }, [[2]], 3],
    ['order over a gap', { check: 'order', columns: ['born', 'admitted', 'discharged'] }, [[2]], 4],
    ['strict order', { check: 'order', columns: ['admitted', 'discharged'], strict: true }, [[2], [5]], 3],
    ['predicate', { check: 'predicate', holds: { any: [{ column: 'sex', isNull: true }, { column: 'cost', range: { max: 1000 } }] } }, [], 5],
    ['predicate: a comparison with a null does not hold', { check: 'predicate', holds: { column: 'admitted', compare: 'atMost', to: 'discharged' } }, [[2], [3], [4]], 5],
    ['unique', { check: 'unique', columns: ['stay'], nulls: 'skip' }, [[2], [3]], 5],
    ['unique, nulls left out', { check: 'unique', columns: ['discharged', 'sex'], nulls: 'skip' }, [], 4],
    ['unique, null equals null', { check: 'unique', columns: ['admitted', 'weight'], nulls: 'equal', where: { column: 'stay', range: { min: 3 } } }, [], 2],
  ])('%s', async (_, one, failing, tested) => {
    const { verdict, failures } = await check([{ ...one, name: 'it' } as QualityCheck]);
    const [row, , code] = [0, 1, 2].map((place) => failures.map((failure) => failure[place]));
    expect(row).toEqual(failing.map(([number]) => BigInt(number)));
    expect(code).toEqual(failing.map(([, reason]) => (reason === undefined ? 'it' : `it: ${reason}`)));
    expect(verdict.checks[0]).toMatchObject({ tested, failing: failing.length, share: tested === 0 ? 0 : failing.length / tested, verdict: failing.length > 0 ? 'fail' : 'pass' });
  });

  test('null equals null for unique where that is said', async () => {
    const { failures } = await check([{ check: 'unique', columns: ['sex', 'born'], nulls: 'equal' }], [...ROWS, ROWS[3]!]);
    expect(failures.map(([row]) => row)).toEqual([1n, 2n, 4n, 6n]);
  });

  test('where names the rows a check is about; the others are not tested', async () => {
    const { verdict, failures } = await check([{ check: 'notNull', column: 'admitted', where: { column: 'sex', equals: 'M' } }, { check: 'unique', columns: ['stay'], nulls: 'skip', where: { column: 'sex', equals: 'F' } }]);
    expect(failures).toEqual([[3n, 'admitted', 'notNull admitted']]);
    expect(verdict.checks.map(({ tested }) => tested)).toEqual([1, 3]);
  });

  test('reference finds rows that another table has not, over several columns, nulls left out', async () => {
    const hospitals = tableOf(schemaOf({ code: { type: 'utf8', role: 'attribute' }, from: { type: 'date', role: 'attribute' } }), [['F', day('1984-05-17')], ['M', day('1984-05-17')], [null, 1], ['F', day('1984-05-17')]], [1]);
    const { verdict, failures } = await check([{ check: 'reference', table: 'people', on: { sex: 'code', born: 'from' } }], ROWS, STAYS, { people: hospitals });
    expect(failures).toEqual([[5n, 'sex', 'reference sex born']]);
    expect(verdict.checks[0]).toMatchObject({ tested: 4, failing: 1, byReason: { missing: 1 } });
  });

  test('outliers lie beyond the quartiles by so many times their distance', async () => {
    const schema = schemaOf({ n: { type: 'int32', role: 'measure' } });
    // Quartiles 25 and 75: fences at −50 and 150 for the factor 1.5.
    const rows = [...Array.from({ length: 101 }, (_, n) => [n]), [-200], [-48], [145], [180], [null]];
    const { verdict, failures } = await check([{ check: 'outliers', column: 'n', factor: 1.5 }], rows, schema);
    expect(failures).toEqual([[102n, 'n', 'outliers n: low'], [105n, 'n', 'outliers n: high']]);
    expect(verdict.checks[0]).toMatchObject({ tested: 105, failing: 2, byReason: { low: 1, high: 1 } });
  });
});

describe('the checks of a table', () => {
  const passes = async (one: QualityCheck, rows?: readonly Row[]): Promise<boolean> => (await check([one], rows)).verdict.verdict === 'pass';

  test('rowCount', async () => {
    expect(await passes({ check: 'rowCount', min: 5, max: 5 })).toBe(true);
    expect(await passes({ check: 'rowCount', min: 6 })).toBe(false);
    expect(await passes({ check: 'rowCount', max: 4 })).toBe(false);
    expect(await passes({ check: 'rowCount', max: 3, where: { column: 'sex', equals: 'F' } })).toBe(true);
    expect(await passes({ check: 'rowCount', min: 1 }, [])).toBe(false);
  });

  test('freshness counts the rows that are recent on the declared day; later rows do not count', async () => {
    const fresh = (asOf: string, maxAgeDays: number, minCount?: number): Promise<boolean> =>
      passes({ check: 'freshness', column: 'admitted', asOf, maxAgeDays, ...(minCount === undefined ? {} : { minCount }) });
    expect(await fresh('2024-02-01', 0, 2)).toBe(true);
    expect(await fresh('2024-02-02', 0)).toBe(false);
    expect(await fresh('2024-02-02', 1, 3)).toBe(false);
    expect(await fresh('2024-01-31', 30, 2)).toBe(true);
    expect(await fresh('2023-12-31', 3000)).toBe(false);
  });

  test('distribution holds the shares of values against those expected', async () => {
    const sexes = (distance: 'totalVariation' | 'populationStability', maxDistance: number): QualityCheck =>
      ({ check: 'distribution', column: 'sex', expected: [{ value: 'F', share: 0.5 }, { value: 'M', share: 0.5 }], distance, maxDistance });
    // Three quarters are F.
    expect(await passes(sexes('totalVariation', 0.25))).toBe(true);
    expect(await passes(sexes('totalVariation', 0.249))).toBe(false);
    expect(await passes(sexes('populationStability', 0.28))).toBe(true);
    expect(await passes(sexes('populationStability', 0.27))).toBe(false);
    expect((await check([{ check: 'distribution', column: 'sex', expected: [{ value: 'F', share: 0.7 }], distance: 'totalVariation', maxDistance: 0.1 }])).verdict.checks[0]!.distance).toBeCloseTo(0.05);
    expect(await passes(sexes('totalVariation', 1), [])).toBe(false);
  });

  test('mean and quantile lie between bounds, nulls left out; NaN and infinities make no mean', async () => {
    expect(await passes({ check: 'mean', column: 'cost', min: 252.12, max: 252.13 })).toBe(true);
    expect(await passes({ check: 'mean', column: 'cost', max: 252.12 })).toBe(false);
    expect(await passes({ check: 'mean', column: 'weight', min: 0 })).toBe(false);
    expect(await passes({ check: 'quantile', column: 'weight', share: 0.5, min: 69, max: 71 })).toBe(true);
    expect(await passes({ check: 'quantile', column: 'weight', share: 0, min: 62.2 })).toBe(false);
    expect(await passes({ check: 'mean', column: 'cost', min: 0 }, [])).toBe(false);
  });
});

describe('thresholds', () => {
  const share = (settings: object): QualityCheck => ({ check: 'notNull', column: 'nir', ...settings });
  const verdictOf = async (settings: object): Promise<string> => (await check([share(settings)])).verdict.verdict;

  test('no row may fail unless a limit is given; one limit leaves the other open; either exceeds', async () => {
    // One of five rows fails.
    expect(await verdictOf({})).toBe('fail');
    expect(await verdictOf({ maxCount: 1 })).toBe('pass');
    expect(await verdictOf({ maxCount: 0, maxShare: 1 })).toBe('fail');
    expect(await verdictOf({ maxShare: 0.2 })).toBe('pass');
    expect(await verdictOf({ maxShare: 0.19 })).toBe('fail');
    expect(await verdictOf({ maxShare: 0.19, maxCount: 9 })).toBe('fail');
    expect(await verdictOf({ severity: 'warn' })).toBe('warn');
    expect((await check([share({ severity: 'warn' }), { check: 'rowCount', min: 9 }])).verdict.verdict).toBe('fail');
  });

  test('a measure is judged again under other thresholds, names and severities, in another order, from its JSON', async () => {
    const checks: QualityCheck[] = [share({}), { check: 'mean', column: 'cost', max: 1 }, { check: 'distribution', column: 'sex', expected: [{ value: 'F', share: 1 }], distance: 'totalVariation', maxDistance: 0 }];
    const measure = JSON.parse(JSON.stringify(await measureQuality(tableOf(STAYS, ROWS), checks))) as Awaited<ReturnType<typeof measureQuality>>;
    expect(judgeQuality(measure, checks).verdict).toBe('fail');
    const softer: QualityCheck[] = [
      { check: 'distribution', column: 'sex', expected: [{ value: 'F', share: 0.75 }], distance: 'populationStability', maxDistance: 0 },
      { check: 'mean', column: 'cost', min: 1, severity: 'warn' }, share({ maxShare: 0.5, name: 'NIR present' }),
    ];
    expect(judgeQuality(measure, softer).checks.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual(['distribution sex pass', 'mean cost pass', 'NIR present pass']);
  });

  test('a measure is not judged by checks it was not made for', async () => {
    const measure = await measureQuality(tableOf(STAYS, ROWS), [share({}), { check: 'unique', columns: ['stay'], nulls: 'skip' }]);
    expect(problemsOf(() => judgeQuality(measure, [share({ where: { column: 'sex', isNull: false } }), { check: 'notNull', column: 'sex' }, { check: 'unique', columns: ['stay'], nulls: 'equal' }])))
      .toEqual(['PLAN_OUT_OF_RANGE checks[0]', 'PLAN_OUT_OF_RANGE checks[1]', 'PLAN_OUT_OF_RANGE checks[2]']);
  });
});

describe('checkQuality', () => {
  const options = (stopOn: CheckQualityOptions['stopOn'], severity: 'warn' | 'fail'): CheckQualityOptions =>
    ({ stopOn, checks: [{ check: 'notNull', column: 'nir', severity }, { check: 'rowCount', min: 1 }, { check: 'rowCount', min: 99, severity, name: 'enough rows' }] });
  const run = (stopOn: CheckQualityOptions['stopOn'], severity: 'warn' | 'fail'): Promise<unknown> =>
    rowsOf(checkQuality(options(stopOn, severity)).connect({ rows: tableOf(STAYS, ROWS) }, { fold: IN_MEMORY })['rows']!).then(() => null, (error: unknown) => error);

  test('stops the run after the last row on the verdict it is told to stop on, and names the checks', async () => {
    expect(await run('never', 'fail')).toBeNull();
    expect(await run('fail', 'warn')).toBeNull();
    expect(await run('warn', 'warn')).toMatchObject({ code: 'DATA_QUALITY' });
    const error = await run('fail', 'fail');
    expect(error).toBeInstanceOf(DataError);
    expect((error as DataError).message).toBe('2 of 3 checks are exceeded: "notNull nir" (1 of 5 rows), "enough rows" (5 rows) [DATA_QUALITY]');
  });

  test('gives its findings before it stops', async () => {
    const found: Findings[] = [];
    const { rows } = checkQuality(options('fail', 'fail')).connect({ rows: tableOf(STAYS, ROWS) }, { fold: IN_MEMORY, onFindings: (findings) => found.push(findings) });
    await expect(collect(rows!)).rejects.toMatchObject({ code: 'DATA_QUALITY' });
    expect(found.map(({ verdict }) => verdict)).toEqual(['fail']);
  });

  test('failing rows carry the declared row key, in the order of rows, each check by itself', async () => {
    const schema = markRowKey(STAYS, 'stay');
    const operator = checkQuality({ stopOn: 'fail', checks: [{ check: 'notNull', column: 'sex' }, { check: 'unique', columns: ['stay'], nulls: 'skip' }, { check: 'length', column: 'place', max: 2 }] });
    const failures = operator.connect({ rows: tableOf(schema, ROWS, [3]) }, { fold: IN_MEMORY })['failures']!;
    expect(await rowsOf(failures)).toEqual([[1n, 1, 'place', 'length place: long'], [2n, 2, 'stay', 'unique stay'], [3n, 2, 'stay', 'unique stay'], [4n, 3, 'sex', 'notNull sex']]);
    const schemas = operator.outputSchemas({ rows: schema });
    expect(schemas['failures']!.fields.map((field) => `${field.name} ${roleOf(field)}`)).toEqual(['row technical', 'rowKey technical', 'column technical', 'code technical']);
    expect(schemas['rows']).toBe(schema);
  });

  test('an empty table passes checks of rows; empty batches are legal', async () => {
    const { verdict, failures } = await check([{ check: 'notNull', column: 'nir' }, { check: 'unique', columns: ['nir'], nulls: 'equal' }, { check: 'identifier', column: 'nir', identifier: 'nir' }, { check: 'outliers', column: 'cost', factor: 3 }], []);
    expect(verdict).toMatchObject({ verdict: 'pass', rows: 0 });
    expect(failures).toEqual([]);
  });

  test('closes the source on an early break, an abort and a failure', async () => {
    let closed = 0;
    const source = fromAsyncIterable(STAYS, async function* () {
      try {
        yield* tableOf(STAYS, ROWS, [1, 2]).open();
      } finally {
        closed++;
      }
    });
    const { rows, failures } = checkQuality(options('fail', 'fail')).connect({ rows: source }, { fold: IN_MEMORY });
    for await (const batch of rows!.open()) if (batch.numRows > 0) break;
    for await (const batch of failures!.open()) if (batch.numRows > 0) break;
    await expect(collect(rows!)).rejects.toThrow(DataError);
    expect(closed).toBe(3);
  });

  test('keys of several tables spill once they outgrow the memory together, though each would fit alone', async () => {
    const schema = schemaOf({ code: { type: 'int32', role: 'attribute' } });
    const multiples = (of: number): Dataset => tableOf(schema, Array.from({ length: 2000 }, (_, row): Row => [row * of]), [500, 1000, 1500]);
    const factors = [1, 2, 3, 4, 5];
    const checks = factors.map((of): QualityCheck => ({ check: 'reference', table: `by${of}`, on: { code: 'code' }, name: `by${of}` }));
    const references = Object.fromEntries(factors.map((of) => [`by${of}`, multiples(of)]));
    const { checks: measured } = await measureQuality(multiples(1), checks, { references, fold: { spill: memorySpill(), maxMemoryBytes: 200_000 } });
    expect(measured.map(({ failing }) => failing)).toEqual(factors.map((of) => 2000 - Math.ceil(2000 / of)));
  });

  test('distinct keys that outgrow the memory without a spill store are refused', async () => {
    const many = Array.from({ length: 400 }, (_, row) => ROWS[0]!.with(0, row));
    const { rows } = checkQuality({ stopOn: 'never', checks: [{ check: 'unique', columns: ['stay'], nulls: 'skip' }] }).connect({ rows: tableOf(STAYS, many) }, { fold: { spill: null, maxMemoryBytes: 1000 } });
    await expect(collect(rows!)).rejects.toMatchObject({ code: 'DATA_MEMORY_LIMIT' });
  });

  test('options are refused all at once, with their places', () => {
    const wrong = { stopOn: 'fail', checks: [{ check: 'notNull' }, { check: 'unknown', column: 'nir' }, { check: 'unique', columns: ['nir'] }, { check: 'range', column: 'cost', range: {} }, { check: 'mean', column: 'cost', maxShare: 0.1, min: 1 }, { check: 'reference', table: 'rows', on: {} }] };
    expect(problemsOf(() => checkQuality(wrong as unknown as CheckQualityOptions))).toEqual(expect.arrayContaining([
      'PLAN_MISSING checks[0].column', 'PLAN_MISSING checks[2].nulls', 'PLAN_OUT_OF_RANGE checks[3].range', 'PLAN_UNKNOWN_OPTION checks[4].maxShare',
    ]));
    expect(problemsOf(() => checkQuality({ checks: [] } as unknown as CheckQualityOptions)).length).toBe(2);
  });

  test('what does not fit the columns is refused all at once', () => {
    const operator = checkQuality({ stopOn: 'fail', checks: [
      { check: 'notNull', column: 'nirs' }, { check: 'pattern', column: 'place', patterns: ['9', '9{', '+'] }, { check: 'identifier', column: 'cost', identifier: 'nir' },
      { check: 'range', column: 'born', range: { min: 'yesterday' } }, { check: 'order', columns: ['born', 'cost'] }, { check: 'freshness', column: 'born', asOf: '2024-02-30', maxAgeDays: 1 },
      { check: 'notNull', column: 'nir', name: 'a' }, { check: 'notNull', column: 'sex', name: 'a' }, { check: 'reference', table: 'there', on: { nir: 'n', sex: 's' } },
      { check: 'nirAgrees', column: 'nir', sex: { column: 'sex', male: 1, female: 'F' }, birthDate: 'nir' }, { check: 'rowCount', min: 1, where: { column: 'x', isNull: true } },
      { check: 'distribution', column: 'sex', expected: [{ value: 'F', share: 0.1 }, { value: 'F', share: 0.1 }], distance: 'totalVariation', maxDistance: 1 },
    ] });
    const there = schemaOf({ n: { type: 'int32', role: 'attribute' } });
    expect(problemsOf(() => operator.outputSchemas({ rows: STAYS, there }))).toEqual([
      'PLAN_UNKNOWN_COLUMN checks[0].column', 'PLAN_OUT_OF_RANGE checks[1].patterns[1]', 'PLAN_OUT_OF_RANGE checks[1].patterns[2]', 'PLAN_COLUMN_TYPE checks[2].column', 'PLAN_TYPE checks[3].range.min',
      'PLAN_COLUMN_TYPE checks[4].columns[1]', 'PLAN_OUT_OF_RANGE checks[5].asOf', 'PLAN_DUPLICATE_NAME checks[7].name', 'PLAN_COLUMN_TYPE checks[8].on.nir', 'PLAN_UNKNOWN_COLUMN checks[8].on.sex',
      'PLAN_TYPE checks[9].sex.male', 'PLAN_COLUMN_TYPE checks[9].birthDate', 'PLAN_UNKNOWN_COLUMN checks[10].where.column', 'PLAN_DUPLICATE_NAME checks[11].expected[1].value',
    ]);
    expect(problemsOf(() => operator.outputSchemas({ rows: STAYS }))).toContain('PLAN_MISSING there');
  });

  test.each(['constructor', '__proto__', 'toString'])('no table is taken for given because objects have a %s', async (table) => {
    const checks: readonly QualityCheck[] = [{ check: 'reference', table, on: { sex: 'code' } }];
    expect(problemsOf(() => checkQuality({ stopOn: 'never', checks }).outputSchemas({ rows: STAYS }))).toEqual([`PLAN_MISSING ${table}`]);
    await expect(measureQuality(tableOf(STAYS, []), checks)).rejects.toThrow('checks[0].table: expected a table for this check');
  });

  test('a plan checks it, knows its tables and its failures', () => {
    const plan = (checks: readonly unknown[]): unknown => ({
      version: 1, title: 'Checked',
      inputs: { stays: { columns: { stay: { type: 'int32', role: 'technical' }, place: { type: 'utf8', role: 'quasiIdentifier' } }, rowKey: 'stay' }, places: { columns: { code: { type: 'utf8', role: 'attribute' } } } },
      tables: { checked: { from: 'stays', steps: [{ op: 'checkQuality', stopOn: 'fail', checks }] } },
      outputs: { failing: { table: 'checked.failures', format: 'csv', audience: 'internal' } },
    });
    expect(checkPlan(plan([{ check: 'reference', table: 'places', on: { place: 'code' } }]))).toEqual([]);
    expect(checkPlan(plan([{ check: 'reference', table: 'place', on: { place: 'code' } }])).map(({ code, path }) => `${code} ${path}`)).toContain('PLAN_UNKNOWN_TABLE tables.checked.steps[0].checks[0].table');
  });
});
