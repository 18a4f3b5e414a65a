import { describe, expect, test } from 'vitest';
import { aggregate, type AggregateOptions } from '../../src/aggregate/index.ts';
import { columnsOf, makeSchema } from '../../src/core/arrow.ts';
import { collect, type Dataset } from '../../src/core/dataset.ts';
import { PlanError } from '../../src/core/errors.ts';
import { cellTableOf, METADATA, roleOf, type CellTable } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, pipe, type Findings } from '../../src/core/operator.ts';
import { PRESETS, protect, protectOptions, recomputableCells, type ProtectOptions } from '../../src/protect/index.ts';
import { rename } from '../../src/shape/index.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const SCHEMA = schemaOf({
  person: { type: 'utf8', role: 'entity' }, hospital: { type: 'utf8', role: 'attribute' }, sex: { type: 'utf8', role: 'quasiIdentifier' }, cost: { type: 'int32', role: 'measure' },
});
/** `count` stays of distinct persons, at 10 each unless said otherwise. */
const stays = (count: number, hospital: string, sex: string, cost: Value = 10): Row[] => Array.from({ length: count }, (_, index): Row => [`${hospital}${sex}${index}`, hospital, sex, cost]);
const MINIMUM: ProtectOptions = { rules: [{ rule: 'minimumFrequency', minCount: 11, on: 'entities' }] };

const cells = (rows: readonly Row[], options: Partial<AggregateOptions> = {}): Dataset =>
  pipe(tableOf(SCHEMA, rows), aggregate({ dimensions: ['hospital', 'sex'], entity: 'person', statistics: [{ kind: 'sum', of: 'cost' }], ...options }));

async function protectedCells(dataset: Dataset, options: ProtectOptions): Promise<{ rows: Value[][]; findings: Findings }> {
  const all: Findings[] = [];
  const rows = await rowsOf(applyOperator(dataset, protect(options), { fold: IN_MEMORY, onFindings: (found) => all.push(found) }).rows);
  return { rows, findings: all.at(-1)! };
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

describe('protect', () => {
  test('withholds every statistic of an unsafe cell at once and drops what only rules need', async () => {
    const { rows, findings } = await protectedCells(cells([...stays(11, 'A', 'F'), ...stays(10, 'A', 'M'), ...stays(12, 'B', 'F')]), MINIMUM);
    expect(rows).toEqual([['A', 'F', 11n, 11n, 110n], ['A', 'M', null, null, null], ['B', 'F', 12n, 12n, 120n]]);
    expect(findings).toEqual({
      cells: 3, published: 2, withheld: 1, withheldByRule: { 'minimumFrequency 11 on entities': 1 }, zero: 0, zeros: 'withhold', locked: false, waived: 0, preset: null,
      rules: ['minimumFrequency 11 on entities'], differencing: 'not covered',
    });
  });

  test('rules hold for margins too', async () => {
    const dataset = cells([...stays(11, 'A', 'F'), ...stays(3, 'A', 'M'), ...stays(4, 'B', 'M')], { margins: ['hospital', 'sex'] });
    const { rows, findings } = await protectedCells(dataset, MINIMUM);
    const published = rows.filter(([, , , , count]) => count !== null).map((row) => row.slice(0, 5));
    expect(published).toEqual([['A', 'F', false, false, 11n], ['A', null, false, true, 14n], [null, 'F', true, false, 11n], [null, null, true, true, 18n]]);
    expect(findings).toMatchObject({ cells: 8, published: 4, withheld: 4 });
  });

  test('persons and stays share one decision', async () => {
    const rows = Array.from({ length: 12 }, (_, index): Row => [`p${index % 5}`, 'A', 'F', 1]);
    // Five persons stand behind the sum, and how many rows have a value is not counted: unsafe by a rule on rows too.
    expect((await protectedCells(cells(rows), { rules: [{ rule: 'minimumFrequency', minCount: 11, on: 'rows' }] })).rows).toEqual([['A', 'F', null, null, null]]);
    expect((await protectedCells(cells(rows, { entity: null }), { rules: [{ rule: 'minimumFrequency', minCount: 11, on: 'rows' }] })).rows).toEqual([['A', 'F', 12n, 12n]]);
    expect((await protectedCells(cells(rows), MINIMUM)).rows).toEqual([['A', 'F', null, null, null]]);
  });

  test('few contributors behind a sum make the cell unsafe, however many rows it has', async () => {
    const rows = [...stays(20, 'A', 'F', null), ...stays(2, 'A', 'F', 500).map(([, ...rest], index): Row => [`x${index}`, ...rest])];
    expect((await protectedCells(cells(rows), MINIMUM)).rows).toEqual([['A', 'F', null, null, null]]);
    expect((await protectedCells(cells(rows.slice(0, 20)), MINIMUM)).rows).toEqual([['A', 'F', 20n, 20n, null]]);
  });

  test('where rows with a value are counted, the rows without are a cell too', async () => {
    const rows = [...stays(20, 'A', 'F'), ...stays(2, 'A', 'F', null)];
    const counted = cells(rows, { entity: null, statistics: [{ kind: 'mean', of: 'cost' }] });
    const rule: ProtectOptions = { rules: [{ rule: 'minimumFrequency', minCount: 3, on: 'rows' }] };
    expect((await protectedCells(counted, rule)).rows).toEqual([['A', 'F', null, null, null]]);
    expect((await protectedCells(cells(rows.slice(0, 20), { entity: null, statistics: [{ kind: 'mean', of: 'cost' }] }), rule)).rows).toEqual([['A', 'F', 20n, 10, 20n]]);
  });

  test('dominance: a share of 0.85 is unsafe for Insee, and safe where the limit itself is published', async () => {
    // 17 of 20 is 85 %.
    const rows: readonly Row[] = [['big', 'A', 'F', 17], ['b', 'A', 'F', 1], ['c', 'A', 'F', 1], ['d', 'A', 'F', 1]];
    const dataset = cells(rows, { statistics: [{ kind: 'sum', of: 'cost' }, { kind: 'largestShare', of: 'cost' }] });
    const { rows: insee, findings } = await protectedCells(dataset, { preset: 'inseeBusiness', status: true });
    expect(insee).toEqual([['A', 'F', null, null, null, 'primary:dominance']]);
    expect(findings).toMatchObject({ preset: 'inseeBusiness', withheldByRule: { 'minimumFrequency 3 on entities': 0, 'dominance below 0.85 of cost': 1 } });
    const lenient: ProtectOptions = { rules: [{ rule: 'dominance', contributors: 1, maxShare: 0.85, of: 'cost', atMaxShare: 'publish' }] };
    expect((await protectedCells(dataset, lenient)).rows).toEqual([['A', 'F', 4n, 4n, 20n]]);
  });

  test('status tells the first rule a cell fails, and is technical', async () => {
    const dataset = cells([...stays(12, 'A', 'F'), ...stays(1, 'B', 'F')], { statistics: [{ kind: 'sum', of: 'cost' }, { kind: 'largestShare', of: 'cost' }] });
    const options: ProtectOptions = { ...MINIMUM, rules: [...MINIMUM.rules!, { rule: 'dominance', contributors: 1, maxShare: 0.5 }], status: true };
    expect((await protectedCells(dataset, options)).rows.map((row) => row.at(-1))).toEqual(['safe', 'primary:minimumFrequency']);
    expect(roleOf(protect(options).outputSchema(dataset.schema).fields.at(-1)!)).toBe('technical');
  });

  test('a cell that counts nobody is withheld unless zeros are published', async () => {
    const table: CellTable = { dimensions: ['d'], margins: [], rowCount: 'n', entityCount: null, protection: null };
    const schema = makeSchema(schemaOf({ d: { type: 'utf8', role: 'attribute' }, n: { type: 'int64', role: 'cell' } }).fields, new Map([[METADATA.table, JSON.stringify(table)]]));
    const dataset = tableOf(schema, [['a', 0n], ['b', 5n], ['c', 20n], ['d', null]]);
    const rule: ProtectOptions = { rules: [{ rule: 'minimumFrequency', minCount: 11, on: 'rows' }], status: true };
    expect((await protectedCells(dataset, rule)).rows.map((row) => row.slice(1))).toEqual([[null, 'zero'], [null, 'primary:minimumFrequency'], [20n, 'safe'], [null, 'primary:minimumFrequency']]);
    const { rows, findings } = await protectedCells(dataset, { ...rule, zeros: 'publish' });
    expect(rows[0]).toEqual(['a', 0n, 'zero']);
    expect(findings).toMatchObject({ zero: 1, published: 2, withheld: 2 });
  });

  test('withheld numbers leave no bytes', async () => {
    const [batch] = await collect(pipe(cells([...stays(5, 'A', 'F', 123_456)]), protect(MINIMUM)));
    for (const column of columnsOf(batch!).slice(2)) expect('values' in column && [...column.values].map(Number)).toEqual([0]);
  });

  test('the schema names the rules, and the table may be renamed before', () => {
    const source = rename({ columns: { rows: 'stays', hospital: 'place' } }).outputSchema(cells([], { margins: ['hospital'] }).schema);
    const output = protect({ ...MINIMUM, preset: 'casdElevenPatients' }).outputSchema(source);
    expect(output.names).toEqual(['place', 'sex', 'placeTotal', 'stays', 'entities', 'costSum']);
    expect(cellTableOf(output)).toEqual({
      dimensions: ['place', 'sex'], margins: ['place'], rowCount: 'stays', entityCount: 'entities',
      protection: ['minimumFrequency 11 on entities', 'minimumFrequency 11 on rows', 'minimumFrequency 11 on entities'],
    });
    expect(output.fields.slice(3).every(({ nullable }) => nullable)).toBe(true);
  });

  test('what a rule needs and the table lacks is a problem, all at once', () => {
    const source = cells([], { entity: null, statistics: [{ kind: 'sum', of: 'cost' }] }).schema;
    expect(problemsOf(() => protect({ rules: [{ rule: 'minimumFrequency', minCount: 11, on: 'entities' }, { rule: 'dominance', contributors: 1, maxShare: 0.85 }] }).outputSchema(source))).toEqual(['PLAN_MISSING rules[0].on', 'PLAN_MISSING rules[1].of']);
    expect(problemsOf(() => protect(MINIMUM).outputSchema(SCHEMA))).toEqual(['PLAN_OP_ORDER ']);
    const once = protect({ rules: [{ rule: 'minimumFrequency', minCount: 2, on: 'rows' }] }).outputSchema(source);
    expect(problemsOf(() => protect({ rules: [{ rule: 'minimumFrequency', minCount: 11, on: 'rows' }] }).outputSchema(once))).toEqual(['PLAN_OP_ORDER ']);
  });

  test('a sum of a column with nulls is not protected without the count of those behind it', () => {
    const source = cells([]).schema;
    const dropped = makeSchema(source.fields.filter(({ name }) => name !== 'costContributors'), source.metadata);
    expect(problemsOf(() => protect(MINIMUM).outputSchema(dropped))).toEqual(['PLAN_MISSING rules[0]']);
    expect(problemsOf(() => protect(MINIMUM).outputSchema(source))).toEqual([]);
    const whole = schemaOf({ hospital: { type: 'utf8', role: 'attribute' }, cost: { type: 'int32', role: 'measure', nullable: false } });
    expect(problemsOf(() => protect({ rules: [{ rule: 'minimumFrequency', minCount: 2, on: 'rows' }] }).outputSchema(aggregate({ dimensions: ['hospital'], statistics: [{ kind: 'sum', of: 'cost' }] }).outputSchema(whole)))).toEqual([]);
  });

  test('wrong options are problems', () => {
    expect(problemsOf(() => protect({}))).toEqual(['PLAN_OUT_OF_RANGE ']);
    expect(problemsOf(() => protect({ rules: [{ rule: 'minimumFrequency', minCount: 0, on: 'rows' }] }))).toEqual(['PLAN_OUT_OF_RANGE rules[0].minCount']);
    expect(problemsOf(() => protect({ rules: [{ rule: 'minimumFrequency', on: 'rows' }] } as unknown as ProtectOptions))).toEqual(['PLAN_MISSING rules[0].minCount']);
    expect(problemsOf(() => protect({ rules: [{ rule: 'dominance', contributors: 0, maxShare: 85 }] } as unknown as ProtectOptions))).toEqual(['PLAN_OUT_OF_RANGE rules[0].contributors', 'PLAN_OUT_OF_RANGE rules[0].maxShare']);
    expect(problemsOf(() => protect({ ...MINIMUM, preset: 'insee' } as unknown as ProtectOptions))).toEqual(['PLAN_OUT_OF_RANGE preset']);
    expect(problemsOf(() => protect({ ...MINIMUM, zero: 'publish' } as unknown as ProtectOptions))).toEqual(['PLAN_UNKNOWN_OPTION zero']);
  });

  test('every preset is a valid set of rules with authority, source and date', () => {
    for (const { authority, source, date, rules } of Object.values(PRESETS)) {
      expect(authority && source && date).toMatch(/^\d{4}(-\d{2})?$/);
      expect(protectOptions.safeParse({ rules }).success).toBe(true);
    }
  });
});

describe('recomputableCells', () => {
  const rows = [...stays(11, 'A', 'F'), ...stays(3, 'A', 'M'), ...stays(12, 'B', 'F'), ...stays(14, 'B', 'M')];
  test('finds the withheld cells that totals give away', async () => {
    const published = pipe(cells(rows, { margins: ['hospital', 'sex'] }), protect(MINIMUM));
    expect(await recomputableCells(published)).toEqual({ cells: 9, withheld: 1, relations: 6, recomputable: 1 });
  });
  test('finds none where no totals are published', async () => {
    expect(await recomputableCells(pipe(cells(rows), protect(MINIMUM)))).toEqual({ cells: 4, withheld: 1, relations: 0, recomputable: 0 });
  });
  test('rows that are no cells are refused', async () => {
    await expect(recomputableCells(tableOf(SCHEMA, rows))).rejects.toBeInstanceOf(PlanError);
  });
});
