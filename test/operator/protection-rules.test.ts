import { describe, expect, test } from 'vitest';
import { columnsOf, makeField, makeSchema } from '../../src/core/arrow.ts';
import { collect } from '../../src/core/dataset.ts';
import { DataError, PlanError } from '../../src/core/errors.ts';
import { declareField, METADATA, type CellTable, type ColumnDeclaration, type Statistic } from '../../src/core/field.ts';
import { checkOptions } from '../../src/core/options.ts';
import type { CellSystem } from '../../src/linear/index.ts';
import { checkLock, HEALTH_INTERVAL, PRESETS, type LockedOptions } from '../../src/protect/presets.ts';
import { primaryCells, type PrimaryCells } from '../../src/protect/primary-cells.ts';
import { protect } from '../../src/protect/protect.ts';
import { protectionRule, type ManualCell, type ProtectionRule } from '../../src/protect/protection-rule.ts';
import { readyRules, type Verdict } from '../../src/protect/rule-columns.ts';
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

async function judged(rule: ProtectionRule, cells: readonly Cell[] = CELLS, system = NO_RELATIONS(cells.length)): Promise<Verdict[]> {
  const [batch] = await collect(tableOf(SCHEMA, cells.map(rowOf)));
  return readyRules([rule], SCHEMA, TABLE).map((ready) => ready.judge({ columns: columnsOf(batch!), system }));
}

async function primaryOf(rules: readonly ProtectionRule[], cells: readonly Cell[] = CELLS): Promise<PrimaryCells> {
  const [batch] = await collect(tableOf(SCHEMA, cells.map(rowOf)));
  return primaryCells(readyRules(rules, SCHEMA, TABLE), { columns: cells.length === 0 ? [] : columnsOf(batch!), system: NO_RELATIONS(cells.length) });
}

async function marksOf(rule: ProtectionRule): Promise<number[]> {
  const [verdict, ...others] = await judged(rule);
  expect(others).toEqual([]);
  return [...verdict!.unsafe];
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
  test('levels are those of the measure, in its own unit, and shares of every figure where a count is too small', async () => {
    // 18 / 0.82 − 20 is 1.95, 50 / 0.82 − 50 is 10.98.
    const [dominance] = await judged({ rule: 'dominance', contributors: 2, maxShare: 0.82 });
    expect(dominance!.levels!.of).toBe('cost');
    expect([...dominance!.levels!.below].map((level) => Math.round(level * 100) / 100)).toEqual([1.95, 10.98, 0, 0, 0]);
    expect(dominance!.levels!.above).toEqual(dominance!.levels!.below);
    // 0.15 · 17 − 2 is 0.55, 0.15 · 30 − 0 is 4.5.
    const [estimate] = await judged({ rule: 'pPercent', minErrorShare: 0.15 });
    expect([...estimate!.levels!.above].map((level) => Math.round(level * 100) / 100)).toEqual([0.55, 4.5, 0, 0, 0]);
    const [few] = await judged({ rule: 'minimumContributors', minCount: 3, protectionShare: 0.1 });
    expect([few!.protectionShare, few!.levels]).toEqual([0.1, undefined]);
  });
  test('a largest share serves for one contributor, and its levels are shares of the sum', async () => {
    const fields = [...FIELDS.slice(0, 8), fieldOf('costLargestShare', 'float64', { kind: 'largestShare', of: 'cost' })];
    const schema = makeSchema(fields, SCHEMA.metadata);
    const shares = [0.85, 0.6, 1, null, NaN];
    const [batch] = await collect(tableOf(schema, CELLS.map((cell, row) => [...rowOf(cell).slice(0, 8), shares[row]!])));
    const judge = (rule: ProtectionRule): Verdict => readyRules([rule], schema, TABLE)[0]!.judge({ columns: columnsOf(batch!), system: NO_RELATIONS(5) });
    expect([...judge({ rule: 'dominance', contributors: 1, maxShare: 0.85 }).unsafe]).toEqual([1, 0, 1, 0, 1]);
    expect([...judge({ rule: 'dominance', contributors: 1, maxShare: 0.5 }).levels!.below].map((level) => Math.round(level * 100) / 100)).toEqual([14, 10, 2, 0, 0]);
  });
  test('an unsafe zero is protected upwards only', async () => {
    const [zeros] = await judged({ rule: 'zeros', on: 'values', protectionRange: 10 });
    expect([[...zeros!.levels!.below], [...zeros!.levels!.above]]).toEqual([[0, 0, 0, 0, 0], [0, 0, 10, 0, 0]]);
  });
  test('what cells reveal of their siblings comes as unions of cells', async () => {
    const cells: readonly Cell[] = [CELLS[0]!, [...CELLS[2]!.slice(0, 2), 1n, ...CELLS[2]!.slice(3)] as unknown as Cell, [null, 2020, 21n, 13n, 1, 1n, 1n, 1n, 1n, 5n, null]];
    const system: CellSystem = { cells: 3, starts: Int32Array.of(0, 3), members: Int32Array.of(2, 0, 1) };
    const [disclosure] = await judged({ rule: 'kDisclosure', on: 'rows', coalition: 1 }, cells, system);
    expect([[...disclosure!.unsafe], [...disclosure!.unions!.starts], [...disclosure!.unions!.members]]).toEqual([[0, 0, 0], [0, 1], [1]]);
    await expect(judged({ rule: 'kDisclosure', on: 'rows', coalition: 1 }, cells, NO_RELATIONS(0))).rejects.toThrow(TypeError);
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

describe('rules together', () => {
  test('the first rule a cell fails marks it, and the largest of all levels protects it', async () => {
    const { marks, levelsOf } = await primaryOf([
      { rule: 'minimumContributors', minCount: 3, protectionShare: 0.1 },
      { rule: 'dominance', contributors: 2, maxShare: 0.82 },
      { rule: 'dominance', contributors: 1, maxShare: 0.5 },
    ]);
    expect([...marks]).toEqual([2, 1, 1, 0, 3]);
    // 18 / 0.82 − 20 is 1.95 and 17 / 0.5 − 20 is 14; 50 / 0.82 − 50 is 10.98 and a tenth of 50 is 5; 17 / 0.5 − 22 is 12.
    const { below, above } = levelsOf('cost', Float64Array.of(20, 50, 0, NaN, 20));
    expect([...below].map((level) => Math.round(level * 100) / 100)).toEqual([14, 10.98, 0, 0, 12]);
    expect([...above]).toEqual([...below]);
    expect([...levelsOf(null, Float64Array.of(20, 8, 30, 0, 50)).below]).toEqual([0, 0.8, 3, 0, 0]);
  });
  test('what one rule publishes another still withholds: rules only add to each other', async () => {
    const few: ProtectionRule = { rule: 'minimumContributors', minCount: 3 };
    const alone = await marksOf(few);
    const together = await primaryOf([{ rule: 'zeros', on: 'counts' }, few, { rule: 'minimumFrequency', minCount: 1, on: 'rows' }]);
    alone.forEach((unsafe, cell) => expect(together.marks[cell] !== 0).toBe(unsafe === 1 || CELLS[cell]![2] === 0n));
  });
  test('publishing what a rule withholds is a contradiction, waiving it is counted', async () => {
    const rule: ProtectionRule = { rule: 'minimumFrequency', minCount: 11, on: 'entities' };
    const asked = (decision: 'publish' | 'waive') => primaryOf([rule, { rule: 'manual', cells: [{ categories: { region: 'A', year: 2020 }, decision }] }]);
    const published = await asked('publish');
    expect([[...published.contradicted], published.waived, published.marks[0]]).toEqual([[0], 0, 1]);
    const waived = await asked('waive');
    expect([[...waived.contradicted], waived.waived, waived.marks[0], waived.frozen[0]]).toEqual([[], 1, 0, 1]);
  });
  test('without cells there is nothing to judge', async () => {
    const { marks, contradicted, unions } = await primaryOf([{ rule: 'dominance', contributors: 2, maxShare: 0.8 }], []);
    expect([marks.length, contradicted.length, unions.starts.length]).toEqual([0, 0, 1]);
  });
  test('there are at most as many rules as marks', async () => {
    await expect(primaryOf(new Array<ProtectionRule>(255).fill({ rule: 'zeros', on: 'counts' }))).rejects.toThrow(RangeError);
  });
});

describe('cells decided by hand', () => {
  const A = { region: 'A', year: 2020 };
  test('a cell is named by its categories; a dimension left out is totalled', async () => {
    const [verdict] = await judged({ rule: 'manual', cells: [
      { categories: A, decision: 'withhold' }, { categories: { year: 2020 }, decision: 'publish' }, { categories: { region: 'B', year: 2020 }, decision: 'waive' },
      { categories: { region: 'B', year: 2021 }, decision: 'prefer', cost: 7 },
    ] });
    const { frozen, waived, costs } = verdict!.manual!;
    expect([...verdict!.unsafe]).toEqual([1, 0, 0, 0, 0]);
    expect([...frozen]).toEqual([0, 0, 1, 0, 1]);
    expect([...waived]).toEqual([0, 0, 1, 0, 0]);
    expect([...costs]).toEqual([NaN, NaN, NaN, 7, NaN]);
  });
  test('a missing value is a category of its own', async () => {
    const table: CellTable = { ...TABLE, margins: [] };
    const schema = makeSchema(FIELDS, new Map([[METADATA.table, JSON.stringify(table)]]));
    const [batch] = await collect(tableOf(schema, [[null, 2020, false, ...CELLS[0]!.slice(2)]] as Row[]));
    const [ready] = readyRules([{ rule: 'manual', cells: [{ categories: { region: null, year: 2020 }, decision: 'withhold' }] }], schema, table);
    expect([...ready!.judge({ columns: columnsOf(batch!), system: NO_RELATIONS(1) }).unsafe]).toEqual([1]);
  });
  test('a name that no cell has, or two names of one cell, are faults in the data that name no value', async () => {
    const named = (...cells: readonly ManualCell[]) => judged({ rule: 'manual', cells });
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
    expect(locked({ secondary: { requiredInterval: 'exactDisclosure' } })).toEqual(['PLAN_OUT_OF_RANGE secondary.requiredInterval']);
    expect(locked({ secondary: { requiredInterval: { ...HEALTH_INTERVAL, minWidth: 1 } } })).toEqual(['PLAN_OUT_OF_RANGE secondary.requiredInterval']);
    expect(problemsOf(() => checkLock({ preset: 'inseeBusiness', locked: true, rules: [{ rule: 'dominance', contributors: 1, maxShare: 0.85, atMaxShare: 'publish' }] }))).toEqual(['PLAN_OUT_OF_RANGE rules[0]']);
    expect(problemsOf(() => checkLock({ preset: 'inseeBusiness', locked: true, rules: [{ rule: 'dominance', contributors: 1, maxShare: 0.9 }] }))).toEqual(['PLAN_OUT_OF_RANGE rules[0]']);
  });
  test('is refused by the step before a row is read', () => {
    const weak = protect({ preset: 'inseeFiscal', locked: true, zeros: 'publish' });
    expect(problemsOf(() => weak.outputSchema(SCHEMA))).toEqual(['PLAN_OUT_OF_RANGE zeros']);
    expect(problemsOf(() => protect({ preset: 'inseeFiscal', locked: true, zeros: 'withhold' }).outputSchema(SCHEMA))).toEqual([]);
    expect(problemsOf(() => protect({ preset: 'inseeFiscal', zeros: 'publish' }).outputSchema(SCHEMA))).toEqual([]);
  });
  test('may be strengthened, and what is not locked may be anything', () => {
    expect(locked({ rules: [{ rule: 'minimumFrequency', minCount: 20, on: 'rows' }, { rule: 'dominance', contributors: 2, maxShare: 0.9 }], zeros: 'withhold', secondary: { requiredInterval: HEALTH_INTERVAL } })).toEqual([]);
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
