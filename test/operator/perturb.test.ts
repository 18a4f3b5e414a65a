import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { aggregate, type AggregateOptions } from '../../src/aggregate/index.ts';
import type { Dataset } from '../../src/core/dataset.ts';
import { DataError, PlanError, ProtectionError } from '../../src/core/errors.ts';
import { cellTableOf } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, pipe, type Findings } from '../../src/core/operator.ts';
import { addRecordKey } from '../../src/protect/add-record-key.ts';
import { perturb } from '../../src/protect/perturb.ts';
import type { PerturbOptions } from '../../src/protect/perturb-options.ts';
import { countNoise } from '../../src/protect/kernel/perturb/noise-table.ts';
import { protect } from '../../src/protect/index.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const SECRET = Uint8Array.from({ length: 32 }, (_, index) => (index * 37 + 11) & 255);
const SCHEMA = schemaOf({
  person: { type: 'utf8', role: 'entity', nullable: false }, region: { type: 'utf8', role: 'attribute' }, sex: { type: 'utf8', role: 'quasiIdentifier' }, cost: { type: 'decimal(12,2)', role: 'measure' },
});
const COUNTS: PerturbOptions = { method: 'cellKey', counts: { maxDeviation: 5, variance: 3, minPublished: 3, stayShare: 0.5 } };
const MAGNITUDES: PerturbOptions = {
  ...COUNTS,
  magnitudes: { noise: { maxDeviation: 10, variance: 3, steps: 2, sizes: [1, 5, 10] }, smallShare: 0.2, largeShare: 0.03, flexPoint: 1000, power: 2, contributionWeights: [1, 0.5] },
};

/** `stays` stays of `persons` persons in a region, spread by number; costs of 10.00 and up. */
const stays = (region: string, sex: string, persons: number, count = persons, cost: (index: number) => Value = (index) => BigInt(1000 + 100 * index)): Row[] =>
  Array.from({ length: count }, (_, index): Row => [`${region}${sex}${index % persons}`, region, sex, cost(index)]);
const ROWS = [...stays('A', 'F', 40, 50), ...stays('A', 'M', 7), ...stays('B', 'F', 1), ...stays('B', 'M', 25), ...stays('C', 'M', 2), ...stays('C', 'F', 12)];

const cells = (rows: readonly Row[], options: Partial<AggregateOptions> = {}, secretKey: Uint8Array = SECRET): Dataset =>
  pipe(tableOf(SCHEMA, rows), addRecordKey({ column: 'person', domain: 'patient', secretKey }),
    aggregate({ dimensions: ['region', 'sex'], margins: ['region', 'sex'], entity: 'person', statistics: [{ kind: 'cellKey', of: 'recordKey' }], ...options }));
const byRows = (rows: readonly Row[], options: Partial<AggregateOptions> = {}): Dataset => cells(rows, { entity: null, ...options });

async function perturbed(dataset: Dataset, options: PerturbOptions): Promise<{ rows: Value[][]; findings: Findings; names: string[]; texts: readonly string[] | null }> {
  const all: Findings[] = [];
  const output = applyOperator(dataset, perturb(options), { fold: IN_MEMORY, onFindings: (found) => all.push(found) });
  const rows = await rowsOf(output.rows);
  return { rows, findings: all.at(-1)!, names: output.rows.schema.fields.map(({ name }) => name), texts: cellTableOf(output.rows.schema)!.protection };
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

/** Cells by the words of their dimensions, a dot for a total. */
const named = (rows: readonly Value[][], totals = 2): Map<string, Value[]> => new Map(rows.map((row) => [`${row[2] === true ? '.' : String(row[0])}${row[3] === true ? '.' : String(row[1])}`, row.slice(2 + totals)]));

describe('perturb by cell keys', () => {
  test('changes counts within the largest deviation, publishes no small one, and drops keys', async () => {
    const truth = named(await rowsOf(cells(ROWS)));
    const { rows, names, texts } = await perturbed(cells(ROWS), COUNTS);
    expect(names).toEqual(['region', 'sex', 'regionTotal', 'sexTotal', 'rows', 'entities']);
    expect(texts).toEqual(['cellKey D 5 V 3']);
    for (const [name, counts] of named(rows)) {
      counts.forEach((count, place) => {
        expect(Math.abs(Number(count) - Number(truth.get(name)![place]))).toBeLessThanOrEqual(5);
        expect(Number(count) === 0 || Number(count) >= 3).toBe(true);
      });
    }
  });
  test('reads the noise of persons off the table by the sum of their record keys', async () => {
    const { table } = countNoise({ maxDeviation: 5, variance: 3, minPublished: 3, stayShare: 0.5 });
    const result = named((await perturbed(cells(ROWS), COUNTS)).rows);
    for (const [region, sex, , , , persons, cellKey] of await rowsOf(cells(ROWS))) {
      const row = table[Math.min(Number(persons), table.length - 1)]!;
      const place = row.upperKeys.findIndex((upper) => Number(cellKey) < upper);
      const published = result.get(`${region === null ? '.' : String(region)}${sex === null ? '.' : String(sex)}`);
      expect(Number(published?.[1] ?? 0)).toBe(Number(persons) + row.deviations[place]!);
    }
  });
  test('gives the same cell the same number in another table, and under another secret another noise', async () => {
    const whole = named((await perturbed(cells(ROWS), COUNTS)).rows);
    const regions = await perturbed(cells(ROWS, { dimensions: ['region'], margins: ['region'] }), COUNTS);
    for (const [region, isTotal, ...counts] of regions.rows) expect(whole.get(`${isTotal === true ? '.' : String(region)}.`)).toEqual(counts);
    const other = named((await perturbed(cells(ROWS, {}, SECRET.map((byte) => byte ^ 85)), COUNTS)).rows);
    expect([...whole].filter(([name, counts]) => String(other.get(name)) !== String(counts)).length).toBeGreaterThan(2);
  });
  test('counts of one cell that are equal get equal noise', async () => {
    const { rows } = await perturbed(cells(stays('A', 'F', 30), { statistics: [{ kind: 'rows', of: 'cost' }, { kind: 'cellKey', of: 'recordKey' }] }), COUNTS);
    for (const [, , , , ...counts] of rows) expect(new Set(counts).size).toBe(1);
  });
  test('leaves out cells published as 0, unless they are to be kept, and gives them no other number', async () => {
    const options: PerturbOptions = { ...MAGNITUDES, counts: { maxDeviation: 2, variance: 1.08, minPublished: 2, monotone: false } };
    const few = Array.from({ length: 40 }, (_, region) => stays(`r${region}`, 'F', 1)).flat();
    const table: Partial<AggregateOptions> = { margins: [], statistics: [{ kind: 'sum', of: 'cost' }, { kind: 'largest', of: 'cost', count: 2 }, { kind: 'cellKey', of: 'recordKey' }] };
    const dropped = await perturbed(cells(few, table), options);
    expect(dropped.rows.length).toBeLessThan(40);
    expect(dropped.rows.every(([, , , persons]) => Number(persons) >= 2)).toBe(true);
    expect(dropped.findings).toMatchObject({ method: 'cellKey', cells: 40, published: dropped.rows.length });
    const kept = await perturbed(cells(few, table), { ...options, zeros: 'keep' });
    expect(kept.rows).toHaveLength(40);
    const empty = kept.rows.filter(([, , , persons]) => persons === 0n);
    expect(empty).toHaveLength(40 - dropped.rows.length);
    for (const row of empty) expect(row.slice(2)).toEqual([0n, 0n, null]);
  });
  test('changes sums in proportion to their largest contributions, and means with them', async () => {
    const table: Partial<AggregateOptions> = { statistics: [{ kind: 'sum', of: 'cost' }, { kind: 'mean', of: 'cost' }, { kind: 'largest', of: 'cost', count: 2 }, { kind: 'cellKey', of: 'recordKey' }] };
    const truth = named(await rowsOf(cells(ROWS, table)));
    const { rows, names, texts, findings } = await perturbed(cells(ROWS, table), MAGNITUDES);
    expect(names).toEqual(['region', 'sex', 'regionTotal', 'sexTotal', 'rows', 'entities', 'costSum', 'costMean', 'costRows']);
    expect(texts).toEqual(['cellKey D 5 V 3', 'cellKey magnitudes']);
    let changed = 0;
    for (const [name, [, , sum, mean, count]] of named(rows)) {
      expect(Number(mean)).toBeCloseTo(Number(sum) / 100 / Number(count), 2);
      if (sum !== truth.get(name)![2]) changed++;
    }
    expect(changed).toBeGreaterThan(rows.length / 2);
    expect(findings).toMatchObject({ statistics: { costSum: { cells: 12 }, rows: { cells: 12, relations: 7 } } });
  });
  test('refuses what would leave true, and names what is missing', () => {
    const put = (options: PerturbOptions, statistics: AggregateOptions['statistics']): string[] => problemsOf(() => pipe(cells(ROWS, { statistics }), perturb(options)));
    expect(put(COUNTS, [])).toEqual(['PLAN_MISSING method']);
    expect(put(COUNTS, [{ kind: 'max', of: 'cost' }, { kind: 'cellKey', of: 'recordKey' }])).toEqual(['PLAN_INTERNAL_STATISTIC ']);
    expect(put(COUNTS, [{ kind: 'sum', of: 'cost' }, { kind: 'cellKey', of: 'recordKey' }])).toEqual(['PLAN_MISSING magnitudes']);
    expect(put(MAGNITUDES, [{ kind: 'sum', of: 'cost' }, { kind: 'cellKey', of: 'recordKey' }])).toEqual(['PLAN_MISSING magnitudes.contributionWeights']);
    expect(put(MAGNITUDES, [{ kind: 'mean', of: 'cost' }, { kind: 'cellKey', of: 'recordKey' }])).toEqual(['PLAN_MISSING ']);
    expect(put({ method: 'smallCounts', roundingBase: 5 }, [{ kind: 'sum', of: 'cost' }])).toEqual(['PLAN_INTERNAL_STATISTIC ']);
  });
  test('is refused on rows, on protected cells, and for demands that contradict each other', () => {
    expect(problemsOf(() => pipe(tableOf(SCHEMA, ROWS), perturb(COUNTS)))).toEqual(['PLAN_OP_ORDER ']);
    const rules = protect({ rules: [{ rule: 'minimumFrequency', minCount: 3, on: 'entities' }] });
    expect(problemsOf(() => pipe(cells(ROWS), rules, perturb(COUNTS)))).toEqual(['PLAN_OP_ORDER ']);
    expect(problemsOf(() => perturb({ method: 'cellKey', counts: { maxDeviation: 2, variance: 0.5, minPublished: 2 } }))).toEqual(['PLAN_OUT_OF_RANGE counts']);
    expect(problemsOf(() => perturb({ ...COUNTS, seed: 1 } as never))).toEqual(['PLAN_UNKNOWN_OPTION seed']);
    expect(problemsOf(() => perturb({ ...MAGNITUDES, magnitudes: { noise: { maxDeviation: 5, variance: 1, steps: 1, sizes: [1, 5] }, smallShare: 0.1, largeShare: 0.05 } } as never)).length).toBe(1);
    expect(problemsOf(() => perturb({ ...MAGNITUDES, magnitudes: { noise: { maxDeviation: 5, variance: 1, steps: 1, sizes: [1, 5] }, smallShare: 0.1, contributionWeights: [0.5, 1] } } as never)).length).toBe(1);
  });
  test('weights follow the noise of the counts they weight', async () => {
    const schema = schemaOf({ person: { type: 'utf8', role: 'entity', nullable: false }, region: { type: 'utf8', role: 'attribute' }, weight: { type: 'float64', role: 'weight', nullable: false } });
    const rows = stays('A', 'F', 20).map(([person, region]): Row => [person!, region!, 2.5]);
    const dataset = pipe(tableOf(schema, rows), addRecordKey({ column: 'person', domain: 'patient', secretKey: SECRET }), aggregate({ dimensions: ['region'], entity: 'person', weight: 'weight', statistics: [{ kind: 'weight' }, { kind: 'cellKey', of: 'recordKey' }] }));
    const { rows: published, names } = await perturbed(dataset, COUNTS);
    const at = (name: string): number => Number(published[0]![names.indexOf(name)]);
    expect(at('weight')).toBeCloseTo(2.5 * at('entities'), 9);
  });
  test('never publishes joint cells of linked tables', async () => {
    const linked = cells(ROWS, { margins: [], tables: [['region'], ['sex']] });
    const { rows } = await perturbed(linked, COUNTS);
    for (const [, , regionTotal, sexTotal] of rows) expect(regionTotal === true || sexTotal === true).toBe(true);
  });
});

describe('perturb by rounding', () => {
  const SMALL: PerturbOptions = { method: 'smallCounts', roundingBase: 5 };
  const CONTROLLED: PerturbOptions = { method: 'controlledRounding', roundingBase: 5 };
  beforeAll(async () => { await perturbed(byRows(ROWS), CONTROLLED); });

  /** Which totals are no sums of the cells that are there; an absent cell is 0. */
  function brokenTotals(rows: readonly Value[][]): string[] {
    const counts = named(rows);
    const names = [...counts.keys()];
    const count = (name: string): number => Number(counts.get(name)?.[0] ?? 0);
    return names.filter((name) => {
      const [region, sex] = [...name];
      const parts = region === '.' ? names.filter((other) => !other.startsWith('.') && other.endsWith(sex!)) : sex === '.' ? names.filter((other) => other.startsWith(region!) && other !== name) : [];
      return parts.length > 0 && parts.reduce((sum, other) => sum + count(other), 0) !== count(name);
    });
  }

  test.each<[string, PerturbOptions]>([['small counts', SMALL], ['all counts', CONTROLLED]])('%s: the table adds up, and no count lies between 0 and the base', async (_title, options) => {
    const { rows, findings } = await perturbed(byRows(ROWS, { statistics: [] }), options);
    expect(brokenTotals(rows)).toEqual([]);
    for (const [, , , , count] of rows) expect(Number(count)).toBeGreaterThanOrEqual(5);
    expect(findings).toMatchObject({ method: options.method, statistics: { rows: { brokenRelations: 0 } } });
  });
  test('controlled rounding gives multiples of the base, each next to the true count', async () => {
    const truth = named(await rowsOf(byRows(ROWS, { statistics: [] })));
    const { rows, texts } = await perturbed(byRows(ROWS, { statistics: [] }), CONTROLLED);
    expect(texts).toEqual(['controlledRounding base 5 steps 0']);
    for (const [name, [count]] of named(rows)) {
      expect(Number(count) % 5).toBe(0);
      expect(Math.abs(Number(count) - Number(truth.get(name)![0]))).toBeLessThan(5);
    }
  });
  test.each<[string, PerturbOptions]>([['small counts', SMALL], ['all counts', CONTROLLED]])('%s of linked tables: each adds up to the common total, and joint cells stay behind', async (_title, options) => {
    const linked = byRows(ROWS, { statistics: [], margins: ['region', 'sex'], tables: [['region'], ['sex']] });
    const { rows, findings } = await perturbed(linked, { ...options, attack: { minCount: 2 } });
    const count = (row: readonly Value[]): number => Number(row.at(-1));
    const [regions, sexes, totals] = [rows.filter((row) => row[2] === false), rows.filter((row) => row[3] === false), rows.filter((row) => row[2] === true && row[3] === true)];
    expect(regions.some((row) => sexes.includes(row))).toBe(false);
    expect(totals).toHaveLength(1);
    for (const part of [regions, sexes]) expect(part.reduce((sum, row) => sum + count(row), 0)).toBe(count(totals[0]!));
    for (const row of rows) expect(count(row)).toBeGreaterThanOrEqual(5);
    expect(findings['attack']).toMatchObject([{ statistic: 'rows' }]);
  });
  test('rounds counts of persons where each is in one cell, and those of rows with a value beside', async () => {
    const missing = ROWS.map((row, index): Row => (index % 9 === 0 ? [row[0]!, row[1]!, row[2]!, null] : row));
    const once = missing.filter(([person], index) => missing.findIndex(([other]) => other === person) === index);
    const { rows, names } = await perturbed(cells(once, { statistics: [{ kind: 'rows', of: 'cost' }] }), SMALL);
    expect(names.slice(4)).toEqual(['rows', 'entities', 'costRows']);
    for (const [, , , , all, persons, having] of rows) {
      expect(all).toBe(persons);
      for (const count of [persons, having]) expect(Number(count) === 0 || Number(count) >= 5).toBe(true);
    }
  });
  test('refuses counts of persons who are in several cells', async () => {
    const twice = [...stays('A', 'F', 9), ...stays('A', 'F', 9).map(([person, , sex, cost]): Row => [person!, 'B', sex!, cost!])];
    await expect(perturbed(cells(twice, { statistics: [] }), SMALL)).rejects.toMatchObject({ code: 'DATA_INVALID', detail: { column: 'entities' } });
    await expect(perturbed(cells(twice, { statistics: [] }), CONTROLLED)).rejects.toThrow(DataError);
  });
  test('refuses where no table adds up, and says what would help', async () => {
    // Two dimensions always have a table; this one of three has none without steps.
    const schema = schemaOf({ a: { type: 'int32', role: 'attribute' }, b: { type: 'int32', role: 'attribute' }, c: { type: 'int32', role: 'attribute' } });
    const rows = [0, 2, 5, 6, 7].map((place): Row => [place >> 2, (place >> 1) & 1, place & 1]);
    const dataset = pipe(tableOf(schema, rows), aggregate({ dimensions: ['a', 'b', 'c'], margins: ['a', 'b', 'c'], statistics: [], entity: null }));
    const run = perturbed(dataset, { method: 'controlledRounding', roundingBase: 2 });
    await expect(run).rejects.toThrow(ProtectionError);
    await expect(run).rejects.toThrow(/no table of multiples of 2 within 0 steps that adds up exists; allow more steps/);
    const { rows: published } = await perturbed(dataset, { method: 'controlledRounding', roundingBase: 2, steps: 1 });
    for (const row of published) expect(Number(row.at(-1)) % 2).toBe(0);
  });
});

describe('perturb, whatever the method', () => {
  const methods: readonly PerturbOptions[] = [COUNTS, { method: 'smallCounts', roundingBase: 5 }, { method: 'controlledRounding', roundingBase: 5, steps: 1 }];
  test.each(methods)('does not depend on the order of rows or on batches: $method', async (options) => {
    const source = byRows(ROWS);
    const sourceRows = await rowsOf(source);
    const whole = named((await perturbed(source, options)).rows);
    await fc.assert(fc.asyncProperty(fc.shuffledSubarray(sourceRows, { minLength: sourceRows.length }), fc.array(fc.nat(12), { maxLength: 4 }), async (shuffled, cuts) => {
      expect(named((await perturbed(tableOf(source.schema, shuffled, cuts), options)).rows)).toEqual(whole);
    }), { numRuns: 15 });
  });
  test.each(methods)('accepts tables without cells: $method', async (options) => {
    const { rows, findings } = await perturbed(byRows([]), options);
    expect(rows).toEqual([]);
    expect(findings).toMatchObject({ cells: 0, published: 0 });
    expect((await perturbed(tableOf(byRows([]).schema, [], [0, 0]), options)).rows).toEqual([]);
  });
});
