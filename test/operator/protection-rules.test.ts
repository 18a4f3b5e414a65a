import { describe, expect, test } from 'vitest';
import { columnsOf, makeField, makeSchema } from '../../src/core/arrow.ts';
import { collect } from '../../src/core/dataset.ts';
import { DataError, PlanError } from '../../src/core/errors.ts';
import { declareField, METADATA, type CellTable, type ColumnDeclaration, type Statistic } from '../../src/core/field.ts';
import { checkOptions } from '../../src/core/options.ts';
import type { CellSystem } from '../../src/linear/index.ts';
import { checkLock, HEALTH_INTERVAL, PRESETS, type LockedOptions } from '../../src/protect/presets.ts';
import { primaryCells, type PrimaryCells } from '../../src/protect/primary-cells.ts';
import { protectionRule, type ManualCell, type ProtectionRule } from '../../src/protect/protection-rule.ts';
import { readyRules } from '../../src/protect/rule-columns.ts';
import { tableOf, type Row } from '../small-tables.ts';

const TABLE: CellTable = { dimensions: ['region', 'year'], margins: ['region'], rowCount: 'rows', entityCount: 'firms', protection: null };

function fieldOf(name: string, type: ColumnDeclaration['type'], statistic?: Statistic) {
  const field = declareField(name, { type, role: statistic === undefined ? 'attribute' : 'cell' });
  return statistic === undefined ? field : makeField(name, field.type, true, new Map([...field.metadata, [METADATA.statistic, JSON.stringify(statistic)]]));
}

const FIELDS = [
  fieldOf('region', 'utf8'), fieldOf('year', 'int32'), fieldOf('regionTotal', 'bool'),
  fieldOf('rows', 'int64', { kind: 'rows' }), fieldOf('firms', 'int64', { kind: 'entities' }), fieldOf('weight', 'float64', { kind: 'weight' }),
  fieldOf('costSum', 'decimal(38,2)', { kind: 'sum', of: 'cost' }), fieldOf('costAbsolute', 'decimal(38,2)', { kind: 'absoluteSum', of: 'cost' }),
  fieldOf('costLargest1', 'decimal(10,2)', { kind: 'largest', of: 'cost', rank: 1 }), fieldOf('costLargest2', 'decimal(10,2)', { kind: 'largest', of: 'cost', rank: 2 }),
  fieldOf('costContributors', 'int64', { kind: 'contributors', of: 'cost' }), fieldOf('askedLargest1', 'decimal(10,2)', { kind: 'largest', of: 'asked', rank: 1 }),
];
const SCHEMA = makeSchema(FIELDS, new Map([[METADATA.table, JSON.stringify(TABLE)]]));
const NO_RELATIONS = (cells: number): CellSystem => ({ cells, starts: new Int32Array(1), members: new Int32Array(0) });

/** Region, year, rows, firms, weight, sum, Σ|x|, the two largest, contributors, the largest of those who asked; amounts in cents. */
type Cell = readonly [string | null, number, bigint, bigint, number, bigint | null, bigint | null, bigint | null, bigint | null, bigint, bigint | null];
const CELLS: readonly Cell[] = [
  ['A', 2020, 20n, 12n, 31.5, 2000n, 2000n, 1700n, 100n, 4n, null],
  ['A', 2021, 8n, 2n, 8.5, 5000n, 5000n, 3000n, 2000n, 2n, 900n],
  ['B', 2020, 30n, 1n, 44, 0n, 200n, 100n, null, 1n, 100n],
  ['B', 2021, 0n, 0n, 0, null, null, null, null, 0n, null],
  [null, 2020, 50n, 13n, 75.5, 2000n, 2200n, 1700n, 100n, 5n, 100n],
];
const rowOf = ([region, year, ...rest]: Cell): Row => [region, year, region === null, ...rest];

async function judged(rules: readonly ProtectionRule[], cells: readonly Cell[] = CELLS, system = NO_RELATIONS(cells.length)): Promise<PrimaryCells> {
  const [batch] = await collect(tableOf(SCHEMA, cells.map(rowOf)));
  return primaryCells(readyRules(rules, SCHEMA, TABLE), { columns: batch === undefined ? [] : columnsOf(batch), system });
}

const marksOf = async (...rules: readonly ProtectionRule[]): Promise<number[]> => [...(await judged(rules)).marks];

function problemsOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof PlanError) return error.problems.map(({ code, path }) => `${code} ${path}`);
    throw error;
  }
  return [];
}

describe('rules', () => {
  test('each rule marks its cells', async () => {
    expect(await marksOf({ rule: 'minimumFrequency', minCount: 11, on: 'entities' })).toEqual([1, 1, 1, 0, 1]);
    expect(await marksOf({ rule: 'minimumContributors', minCount: 3 })).toEqual([0, 1, 1, 0, 0]);
    expect(await marksOf({ rule: 'minimumWeight', minWeight: 10, compatibility: 'tauArgus' })).toEqual([0, 1, 0, 0, 0]);
    expect(await marksOf({ rule: 'singletons', on: 'entities' })).toEqual([0, 0, 1, 0, 0]);
    expect(await marksOf({ rule: 'zeros', on: 'counts' })).toEqual([0, 0, 0, 1, 0]);
    expect(await marksOf({ rule: 'zeros', on: 'values' })).toEqual([0, 0, 1, 0, 0]);
    expect(await marksOf({ rule: 'request', of: 'cost', requested: 'asked', maxShare: 0.2 })).toEqual([0, 0, 1, 0, 0]);
    expect(await marksOf({ rule: 'request', of: 'cost', requested: 'asked', maxShare: 0.5, minCount: 3 })).toEqual([0, 1, 1, 0, 0]);
  });
  test('dominance and p % look at absolute contributions in cents, and meet their limits exactly', async () => {
    expect(await marksOf({ rule: 'dominance', contributors: 1, maxShare: 0.85, of: 'cost' })).toEqual([1, 0, 0, 0, 0]);
    expect(await marksOf({ rule: 'dominance', contributors: 1, maxShare: 0.85, of: 'cost', atMaxShare: 'publish' })).toEqual([0, 0, 0, 0, 0]);
    expect(await marksOf({ rule: 'dominance', contributors: 2, maxShare: 0.85 })).toEqual([1, 1, 0, 0, 0]);
    expect(await marksOf({ rule: 'pPercent', minErrorShare: 0.15 })).toEqual([1, 1, 0, 0, 0]);
    expect(await marksOf({ rule: 'priorPosterior', minErrorShare: 0.15, priorErrorShare: 0.9 })).toEqual([1, 1, 0, 0, 0]);
  });
  test('the first rule a cell fails marks it, and the largest of all levels protects it', async () => {
    const cells = await judged([
      { rule: 'minimumContributors', minCount: 3, protectionShare: 0.1 },
      { rule: 'dominance', contributors: 2, maxShare: 0.82 },
      { rule: 'dominance', contributors: 1, maxShare: 0.5 },
    ]);
    expect([...cells.marks]).toEqual([2, 1, 1, 0, 3]);
    // 18 / 0.82 − 20 is 1.95 and 17 / 0.5 − 20 is 14; 50 / 0.82 − 50 is 10.98 and a tenth of 50 is 5; 17 / 0.5 − 22 is 12.
    const levels = cells.levelsOf('cost', Float64Array.of(20, 50, 0, NaN, 20));
    expect([...levels.below].map((level) => Math.round(level * 100) / 100)).toEqual([14, 10.98, 0, 0, 12]);
    expect([...levels.above]).toEqual([...levels.below]);
    expect([...cells.levelsOf(null, Float64Array.of(20, 8, 30, 0, 50)).below]).toEqual([0, 0.8, 3, 0, 0]);
  });
  test('an unsafe zero is protected upwards only', async () => {
    const cells = await judged([{ rule: 'zeros', on: 'values', protectionRange: 10 }]);
    const { below, above } = cells.levelsOf('cost', Float64Array.of(20, 50, 0, NaN, 20));
    expect([[...below], [...above]]).toEqual([[0, 0, 0, 0, 0], [0, 0, 10, 0, 0]]);
  });
  test('what cells reveal of their siblings comes as unions of cells', async () => {
    const cells: readonly Cell[] = [CELLS[0]!, [...CELLS[2]!.slice(0, 2), 1n, ...CELLS[2]!.slice(3)] as unknown as Cell, [null, 2020, 21n, 13n, 1, 1n, 1n, 1n, 1n, 5n, null]];
    const system: CellSystem = { cells: 3, starts: Int32Array.of(0, 3), members: Int32Array.of(2, 0, 1) };
    const { marks, unions } = await judged([{ rule: 'kDisclosure', on: 'rows', coalition: 1 }], cells, system);
    expect([[...marks], [...unions.starts], [...unions.members]]).toEqual([[0, 0, 0], [0, 1], [1]]);
    await expect(judged([{ rule: 'kDisclosure', on: 'rows', coalition: 1 }], cells, NO_RELATIONS(0))).rejects.toThrow(TypeError);
  });
  test('without cells there is nothing to judge', async () => {
    const { marks, contradicted, unions } = await judged([{ rule: 'dominance', contributors: 2, maxShare: 0.8 }], []);
    expect([marks.length, contradicted.length, unions.starts.length]).toEqual([0, 0, 1]);
  });
  test('a rule says which statistic is missing, all rules at once', () => {
    const bare = makeSchema(FIELDS.slice(0, 7), SCHEMA.metadata);
    const rules: readonly ProtectionRule[] = [
      { rule: 'minimumContributors', minCount: 3 }, { rule: 'dominance', contributors: 1, maxShare: 0.85 }, { rule: 'dominance', contributors: 3, maxShare: 0.85 },
      { rule: 'request', of: 'cost', requested: 'asked', maxShare: 0.5 },
    ];
    expect(problemsOf(() => readyRules(rules, bare, TABLE))).toEqual(['PLAN_MISSING rules[0].of', 'PLAN_MISSING rules[1].of', 'PLAN_MISSING rules[2].of', 'PLAN_MISSING rules[3].of']);
    expect(() => readyRules([rules[2]!], bare, TABLE)).toThrow('the cells have no largest contributions of "cost"; add { kind: largest, of: cost, count: 3 } to the aggregate step');
    expect(() => readyRules([{ rule: 'minimumWeight', minWeight: 3, compatibility: 'tauArgus' }], makeSchema(FIELDS.slice(0, 5), SCHEMA.metadata), TABLE)).toThrow('add { kind: weight }');
    expect(problemsOf(() => readyRules([{ rule: 'singletons', on: 'entities' }], SCHEMA, { ...TABLE, entityCount: null }))).toEqual(['PLAN_MISSING rules[0].on']);
  });
  test('options that mean nothing are refused', () => {
    const check = (rule: object): string[] => problemsOf(() => checkOptions(protectionRule, rule, 'rule'));
    expect(check({ rule: 'priorPosterior', minErrorShare: 0.5, priorErrorShare: 0.5 })).toEqual(['PLAN_OUT_OF_RANGE rule.priorErrorShare']);
    expect(check({ rule: 'manual', cells: [{ categories: {}, decision: 'prefer' }] })).toEqual(['PLAN_OUT_OF_RANGE rule.cells[0]']);
    expect(check({ rule: 'manual', cells: [{ categories: {}, decision: 'withhold', cost: 3 }] })).toEqual(['PLAN_OUT_OF_RANGE rule.cells[0]']);
    expect(check({ rule: 'minimumWeight', minWeight: 3 })).toEqual(['PLAN_MISSING rule.compatibility']);
    expect(check({ rule: 'pPercent', minErrorShare: 15 })).toEqual(['PLAN_OUT_OF_RANGE rule.minErrorShare']);
    expect(check({ rule: 'dominance', contributors: 2, maxShare: 0.7, weights: 'expanded' })).toEqual(['PLAN_UNKNOWN_OPTION rule.weights']);
  });
});

describe('cells decided by hand', () => {
  const A = { region: 'A', year: 2020 };
  test('a cell is named by its categories; a dimension left out is totalled', async () => {
    const { marks, frozen, costs } = await judged([{ rule: 'manual', cells: [
      { categories: A, decision: 'withhold' }, { categories: { year: 2020 }, decision: 'publish' }, { categories: { region: 'B', year: 2021 }, decision: 'prefer', cost: 7 },
    ] }]);
    expect([[...marks], [...frozen], [...costs]]).toEqual([[1, 0, 0, 0, 0], [0, 0, 0, 0, 1], [NaN, NaN, NaN, 7, NaN]]);
  });
  test('publishing what a rule withholds is a contradiction, waiving it is counted', async () => {
    const rule: ProtectionRule = { rule: 'minimumFrequency', minCount: 11, on: 'entities' };
    const asked = (decision: 'publish' | 'waive') => judged([rule, { rule: 'manual', cells: [{ categories: A, decision }] }]);
    const published = await asked('publish');
    expect([[...published.contradicted], published.waived, published.marks[0]]).toEqual([[0], 0, 1]);
    const waived = await asked('waive');
    expect([[...waived.contradicted], waived.waived, waived.marks[0], waived.frozen[0]]).toEqual([[], 1, 0, 1]);
  });
  test('a missing value is a category of its own', async () => {
    const schema = makeSchema(FIELDS, new Map([[METADATA.table, JSON.stringify({ ...TABLE, margins: [] })]]));
    const [batch] = await collect(tableOf(schema, [[null, 2020, false, ...CELLS[0]!.slice(2)]] as Row[]));
    const ready = readyRules([{ rule: 'manual', cells: [{ categories: { region: null, year: 2020 }, decision: 'withhold' }] }], schema, { ...TABLE, margins: [] });
    expect([...primaryCells(ready, { columns: columnsOf(batch!), system: NO_RELATIONS(1) }).marks]).toEqual([1]);
  });
  test('a name that no cell has, or two names of one cell, are faults in the data that name no value', async () => {
    const named = (...cells: readonly ManualCell[]) => judged([{ rule: 'manual', cells }]);
    await expect(named({ categories: { region: 'Secret', year: 2020 }, decision: 'withhold' })).rejects.toThrow(new DataError('DATA_INVALID', 'rules[0].cells[0]: no cell has these categories'));
    await expect(named({ categories: A, decision: 'withhold' }, { categories: A, decision: 'publish' })).rejects.toThrow('rules[0].cells[1]: the cell is named twice');
  });
  test('categories are checked before a row is read', () => {
    const cells = [
      { categories: { region: 7, year: 2020 }, decision: 'withhold' }, { categories: { region: 'A' }, decision: 'withhold' }, { categories: { ...A, rows: 1 }, decision: 'withhold' },
    ] as const;
    expect(problemsOf(() => readyRules([{ rule: 'manual', cells }], SCHEMA, TABLE))).toEqual([
      'PLAN_COLUMN_TYPE rules[0].cells[0].categories.region', 'PLAN_MISSING rules[0].cells[1].categories.year', 'PLAN_UNKNOWN_COLUMN rules[0].cells[2].categories.rows',
    ]);
  });
});

describe('a locked preset', () => {
  const locked = (options: LockedOptions): string[] => problemsOf(() => checkLock({ preset: 'casdElevenPatients', locked: true, ...options }));
  test('is not weakened by rules, zeros, waivers or a narrower interval', () => {
    expect(locked({ rules: [{ rule: 'minimumFrequency', minCount: 5, on: 'rows' }] })).toEqual(['PLAN_OUT_OF_RANGE rules[0]']);
    expect(locked({ zeros: 'publish' })).toEqual(['PLAN_OUT_OF_RANGE zeros']);
    expect(locked({ rules: [{ rule: 'manual', cells: [{ categories: {}, decision: 'waive' }] }] })).toEqual(['PLAN_OUT_OF_RANGE rules[0].cells[0].decision']);
    expect(locked({ requiredInterval: 'exactDisclosure' })).toEqual(['PLAN_OUT_OF_RANGE requiredInterval']);
    expect(locked({ requiredInterval: { ...HEALTH_INTERVAL, minWidth: 1 } })).toEqual(['PLAN_OUT_OF_RANGE requiredInterval']);
    expect(problemsOf(() => checkLock({ preset: 'inseeBusiness', locked: true, rules: [{ rule: 'dominance', contributors: 1, maxShare: 0.85, atMaxShare: 'publish' }] }))).toEqual(['PLAN_OUT_OF_RANGE rules[0]']);
    expect(problemsOf(() => checkLock({ preset: 'inseeBusiness', locked: true, rules: [{ rule: 'dominance', contributors: 1, maxShare: 0.9 }] }))).toEqual(['PLAN_OUT_OF_RANGE rules[0]']);
  });
  test('may be strengthened, and what is not locked may be anything', () => {
    expect(locked({ rules: [{ rule: 'minimumFrequency', minCount: 20, on: 'rows' }, { rule: 'dominance', contributors: 2, maxShare: 0.9 }], zeros: 'withhold', requiredInterval: HEALTH_INTERVAL })).toEqual([]);
    expect(locked({ locked: false, zeros: 'publish' })).toEqual([]);
    expect(problemsOf(() => checkLock({ locked: true }))).toEqual(['PLAN_MISSING preset']);
  });
  test('every preset names its source and date, and its rules are valid', () => {
    for (const { authority, source, date, remark, rules } of Object.values(PRESETS)) {
      expect(authority && source && remark && date).toMatch(/^\d{4}(?:-\d{2})?$/);
      for (const rule of rules) expect(protectionRule.safeParse(rule).success).toBe(true);
    }
  });
});
