import { describe, expect, test } from 'vitest';
import { classFold, type Classes } from '../../../src/anonymise/class-fold.ts';
import { classTable } from '../../../src/anonymise/kernel/class-table.ts';
import { IN_MEMORY } from '../../../src/core/fold.ts';
import { schemaOf, tableOf, type Row } from '../../small-tables.ts';

const SCHEMA = schemaOf({
  person: { type: 'utf8', role: 'entity' },
  age: { type: 'float64', role: 'quasiIdentifier' },
  isUrban: { type: 'bool', role: 'quasiIdentifier' },
  diagnosis: { type: 'utf8', role: 'sensitive' },
});
const ROWS: readonly Row[] = [
  ['a', 40, true, 'flu'],
  ['b', 9, true, null],
  ['a', 40, true, 'flu'],
  ['c', 40, true, 'asthma'],
  ['c', NaN, true, 'Flu'],
  ['b', null, true, 'flu'],
  ['b', -0, true, 'flu'],
  ['b', 0, true, 'flu'],
];

async function classesOf(rows: readonly Row[], entity: string | null, sensitive: readonly string[] = ['diagnosis'], cuts: readonly number[] = []): Promise<Classes> {
  const fold = classFold(SCHEMA, { quasiIdentifiers: ['age', 'isUrban'], sensitive, entity, refuseNulls: false });
  const state = fold.init(IN_MEMORY);
  for await (const batch of tableOf(SCHEMA, rows, cuts).open()) fold.add(state, batch, 0);
  return fold.finish(state);
}

describe('classes in the order of their values', () => {
  test('numbers go by size, NaN after them, a missing value last; texts by bytes', async () => {
    const { table, quasiIdentifiers, sensitive } = classTable(await classesOf(ROWS, null));
    expect(quasiIdentifiers[0]!.values).toMatchObject({ kind: 'float64', rows: 5, values: Float64Array.of(0, 9, 40, NaN, 0), valid: Uint8Array.of(0b1111) });
    expect(table.codes[0]).toEqual(Int32Array.of(0, 1, 2, 3, 4));
    expect(table.rowsOf).toEqual(Uint32Array.of(2, 1, 3, 1, 1));
    expect(table.sizes).toBe(table.rowsOf);
    // Flu, asthma, flu, then missing.
    expect(sensitive[0]!.values).toMatchObject({ rows: 4 });
    expect(table.sensitive[0]).toEqual({
      starts: Int32Array.of(0, 1, 2, 4, 5, 6), values: Int32Array.of(2, 3, 1, 2, 0, 2), counts: Uint32Array.of(2, 1, 1, 2, 1, 1), totals: Uint32Array.of(1, 1, 5, 1), entities: null,
    });
  });

  test('a truth value that nobody has is no value of the column', async () => {
    const { table, quasiIdentifiers } = classTable(await classesOf(ROWS, null));
    expect(quasiIdentifiers[1]!.values).toMatchObject({ rows: 1 });
    expect(table.codes[1]).toEqual(new Int32Array(5));
    expect(quasiIdentifiers[1]!.codeOf).toEqual(Int32Array.of(-1, -1, 0));
  });

  test('with entities, classes and values count persons, each once', async () => {
    const { table } = classTable(await classesOf(ROWS, 'person'));
    expect(table.rowsOf).toEqual(Uint32Array.of(2, 1, 3, 1, 1));
    expect(table.sizes).toEqual(Uint32Array.of(1, 1, 2, 1, 1));
    const [counts] = table.sensitive;
    expect(counts!.counts).toEqual(Uint32Array.of(1, 1, 1, 1, 1, 1));
    // Flu has person c, asthma c, flu a and b, missing b.
    expect(counts!.totals).toEqual(Uint32Array.of(1, 1, 2, 1));
    expect(counts!.entities!.starts).toEqual(Int32Array.of(0, 1, 2, 3, 4, 5, 6));
  });

  test('the classes of the population that have no row stand beside the others', async () => {
    const population: readonly Row[] = [...ROWS, ['x', 41, true, 'flu'], ['y', 41, true, 'flu'], ['z', 40, false, 'flu']];
    const { table, quasiIdentifiers, metAs } = classTable(await classesOf(ROWS, null), await classesOf(population, null, []));
    expect(quasiIdentifiers[0]!.values).toMatchObject({ rows: 6 });
    expect(table.codes).toEqual([Int32Array.of(0, 1, 2, 2, 3, 4, 5), Int32Array.of(1, 1, 0, 1, 1, 1, 1)]);
    expect(table.rowsOf).toEqual(Uint32Array.of(2, 1, 0, 3, 0, 1, 1));
    expect(table.populationSizes).toEqual(Uint32Array.of(2, 1, 1, 3, 2, 1, 1));
    expect(metAs.filter((index) => index < 0)).toHaveLength(2);
    expect(table.sensitive[0]!.starts).toEqual(Int32Array.of(0, 1, 2, 2, 4, 4, 5, 6));
  });

  test('a population that lacks rows of the file is refused', async () => {
    const file = await classesOf(ROWS, null);
    const population = await classesOf(ROWS.slice(1), null, []);
    expect(() => classTable(file, population)).toThrow(RangeError);
  });

  test('no rows give no classes', async () => {
    const { table } = classTable(await classesOf([], null));
    expect(table).toEqual({
      codes: [new Int32Array(0), new Int32Array(0)], rowsOf: new Uint32Array(0), sizes: new Uint32Array(0), entities: null, populationSizes: null,
      sensitive: [{ starts: Int32Array.of(0), values: new Int32Array(0), counts: new Uint32Array(0), totals: new Uint32Array(0), entities: null }],
    });
  });
});
