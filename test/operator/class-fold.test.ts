import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classFold, type ClassColumns } from '../../src/anonymise/class-fold.ts';
import { classTable, type ValuedClasses } from '../../src/anonymise/kernel/class-table.ts';
import { needsPopulation, privacyModelSchema, sensitiveColumns, type PrivacyModel } from '../../src/anonymise/privacy-model.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { schemaOf, tableOf, valuesOf, type Row, type Value } from '../small-tables.ts';

const SCHEMA = schemaOf({
  person: { type: 'utf8', role: 'entity' }, sex: { type: 'utf8', role: 'quasiIdentifier' }, age: { type: 'int32', role: 'quasiIdentifier' }, diagnosis: { type: 'utf8', role: 'sensitive' }, cost: { type: 'float64', role: 'sensitive' },
}, ['sex', 'diagnosis']);
const COLUMNS: ClassColumns = { quasiIdentifiers: ['sex', 'age'], sensitive: ['diagnosis', 'cost'], entity: null, refuseNulls: false };

async function valued(rows: readonly Row[], columns: ClassColumns, cuts: readonly number[] = []): Promise<ValuedClasses> {
  const fold = classFold(SCHEMA, columns);
  const state = fold.init(IN_MEMORY);
  let firstRow = 0;
  for await (const batch of tableOf(SCHEMA, rows, cuts).open()) {
    fold.add(state, batch, firstRow);
    firstRow += batch.numRows;
  }
  return classTable(fold.finish(state));
}

const text = (value: Value): string => (value === null ? 'null' : `${typeof value} ${String(Object.is(value, -0) ? 0 : value)}`);

/** Every class by the text of its values: rows, units, and the units of each value of a sensitive column. */
function described({ table, quasiIdentifiers, sensitive }: ValuedClasses): Record<string, unknown> {
  const values = quasiIdentifiers.map((column) => valuesOf(column.values));
  const sensitiveValues = sensitive.map((column) => valuesOf(column.values));
  return Object.fromEntries([...table.rowsOf.keys()].map((index) => [
    table.codes.map((codes, place) => text(values[place]![codes[index]!]!)).join(),
    {
      rows: table.rowsOf[index], units: table.sizes[index],
      values: table.sensitive.map(({ starts, values: codes, counts }, place) =>
        Object.fromEntries([...codes.subarray(starts[index], starts[index + 1])].map((code, at) => [text(sensitiveValues[place]![code]!), counts[starts[index]! + at]]))),
    },
  ]));
}

/** The same, counted row by row. */
function counted(rows: readonly Row[], hasEntities: boolean): Record<string, unknown> {
  const units = (list: readonly Row[]): number => (hasEntities ? new Set(list.map(([person]) => person)).size : list.length);
  const groupBy = (list: readonly Row[], key: (row: Row) => string): [string, Row[]][] => {
    const groups = new Map<string, Row[]>();
    for (const row of list) groups.set(key(row), [...(groups.get(key(row)) ?? []), row]);
    return [...groups];
  };
  return Object.fromEntries(groupBy(rows, ([, sex, age]) => `${text(sex!)},${text(age!)}`).map(([name, own]) => [name, {
    rows: own.length, units: units(own),
    values: [3, 4].map((place) => Object.fromEntries(groupBy(own, (row) => text(row[place]!)).map(([value, list]) => [value, units(list)]))),
  }]));
}

const row = fc.tuple(
  fc.constantFrom('p', 'q', 'r'), fc.option(fc.constantFrom('F', 'M', '')), fc.option(fc.constantFrom(-1, 0, 40)), fc.option(fc.constantFrom('A00', 'B00')), fc.option(fc.constantFrom(0, -0, NaN, 2.5, -Infinity)),
);

describe('classes of rows and the values in them', () => {
  test.each([['rows', null], ['persons', 'person']] as const)('are those that counting row by row gives, in %s', async (_unit, entity) => {
    await fc.assert(fc.asyncProperty(fc.array(row, { maxLength: 30 }), fc.array(fc.nat(30), { maxLength: 3 }), async (rows, cuts) => {
      expect(described(await valued(rows, { ...COLUMNS, entity }, cuts))).toEqual(counted(rows, entity !== null));
    }), { numRuns: 60 });
  });

  test('come in ascending order of their values, a missing one last, and so do the values', async () => {
    await fc.assert(fc.asyncProperty(fc.array(row, { maxLength: 30 }), async (rows) => {
      const { table, quasiIdentifiers, sensitive } = await valued(rows, COLUMNS);
      for (let index = 1; index < table.rowsOf.length; index++) {
        const [before, after] = [table.codes.map((codes) => codes[index - 1]!), table.codes.map((codes) => codes[index]!)];
        const place = before.findIndex((code, at) => code !== after[at]);
        expect(before[place]!).toBeLessThan(after[place]!);
      }
      for (const [place, type] of [[1, 'number'], [0, 'string']] as const) {
        const values = valuesOf(quasiIdentifiers[place]!.values).filter((value) => value !== null);
        expect(values).toEqual([...values].sort((left, right) => (left! < right! ? -1 : 1)));
        expect(values.every((value) => typeof value === type)).toBe(true);
      }
      const costs = valuesOf(sensitive[1]!.values) as (number | null)[];
      expect(costs.indexOf(null)).toBe(costs.includes(null) ? costs.length - 1 : -1);
      const numbers = costs.filter((cost) => cost !== null && !Number.isNaN(cost)) as number[];
      expect(numbers).toEqual([...numbers].sort((left, right) => left - right));
    }), { numRuns: 60 });
  });

  test('take memory by what is distinct, not by rows', async () => {
    const fold = classFold(SCHEMA, { ...COLUMNS, entity: 'person' });
    const state = fold.init(IN_MEMORY);
    const rows = Array.from({ length: 2000 }, (_, place): Row => [`p${place % 50}`, place % 2 === 0 ? 'F' : 'M', place % 7, place % 3 === 0 ? 'A' : 'B', place % 5]);
    const sizes: number[] = [];
    for (let round = 0; round < 4; round++) {
      for await (const batch of tableOf(SCHEMA, rows).open()) fold.add(state, batch, round * rows.length);
      sizes.push(fold.bytes(state));
    }
    expect(new Set(sizes).size).toBe(1);
    expect(fold.finish(state).rows).toBe(8000);
  });

  test('a row without a person is refused by row number, wherever it stands', async () => {
    const rows: readonly Row[] = [['p', 'F', 1, 'A', 0], ['q', 'F', 1, 'A', 0], [null, 'F', 1, 'A', 0]];
    await expect(valued(rows, { ...COLUMNS, entity: 'person' }, [1, 1, 2])).rejects.toMatchObject({ code: 'DATA_NULL', detail: { column: 'person', firstRow: 3, rowCount: 1 } });
    await expect(valued([...rows, ['p', null, 1, 'A', 0]], { ...COLUMNS, refuseNulls: true })).rejects.toMatchObject({ code: 'DATA_NULL', detail: { column: 'sex', firstRow: 4 } });
  });

  test('a batch without rows changes nothing', async () => {
    const rows: readonly Row[] = [['p', 'F', 1, 'A', 0], ['q', null, 1, null, 0]];
    expect(described(await valued(rows, COLUMNS, [0, 0, 1, 1, 2, 2]))).toEqual(described(await valued(rows, COLUMNS)));
  });
});

describe('privacy models as a plan writes them', () => {
  const column = 'diagnosis';
  const models: readonly PrivacyModel[] = [
    { model: 'kAnonymity', k: 5 }, { model: 'kMap', k: 5 }, { model: 'kMap', k: 5, estimate: { populationSize: 68_000_000, significance: 0.01, distribution: 'zeroTruncatedPoisson' } },
    { model: 'distinctLDiversity', column, l: 2 }, { model: 'entropyLDiversity', column, l: 2.5 }, { model: 'recursiveLDiversity', column: 'cost', l: 2, c: 3 }, { model: 'alpha', column, alpha: 0.5 },
    { model: 'tCloseness', column, t: 0.2, distance: 'equal' }, { model: 'tCloseness', column, t: 0.2, distance: 'hierarchical', hierarchy: { hierarchy: 'prefixes', lengths: [1] } }, { model: 'deltaDisclosure', column, delta: 1 },
    { model: 'basicBetaLikeness', column, beta: 1 }, { model: 'enhancedBetaLikeness', column, beta: 1 }, { model: 'deltaPresence', min: 0, max: 0.5, skipsAbsent: true }, { model: 'averageRisk', maxRisk: 0.09 },
  ];
  test('each is accepted as it is', () => {
    for (const model of models) expect(privacyModelSchema.parse(model)).toEqual(model);
  });
  test('sensitive columns come once, in the order of the models', () => {
    expect(sensitiveColumns(models)).toEqual(['diagnosis', 'cost']);
    expect(sensitiveColumns([])).toEqual([]);
  });
  test('a population is asked for where nothing stands for it', () => {
    expect(models.filter(needsPopulation).map(({ model }) => model)).toEqual(['kMap', 'deltaPresence']);
  });
});
