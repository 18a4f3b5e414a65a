// Cells as a system: what aggregation makes of linked tables over hierarchies, protection can follow cell by cell.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aggregate, type AggregateOptions } from '../../src/aggregate/index.ts';
import { cellTableOf } from '../../src/core/field.ts';
import { pipe } from '../../src/core/operator.ts';
import { layOutCells, type LaidOutCells } from '../../src/linear/index.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const SCHEMA = schemaOf({
  region: { type: 'int32', role: 'attribute' }, departement: { type: 'int32', role: 'attribute' }, sex: { type: 'utf8', role: 'attribute' }, age: { type: 'int32', role: 'attribute' }, cost: { type: 'int64', role: 'measure' },
});
const row = fc.tuple(fc.option(fc.nat(2), { freq: 8 }), fc.option(fc.nat(1), { freq: 8 }), fc.constantFrom('F', 'M', null), fc.nat(2), fc.option(fc.bigInt({ min: -1000n, max: 1000n })))
  .map(([region, departement, sex, age, cost]): Row => [region, region === null || departement === null ? null : 10 * region + departement, sex, age, cost]);
const lists = fc.array(row, { minLength: 1, maxLength: 30 });

const PLACES = ['region', 'departement'];
const tables = fc.constantFrom<readonly (readonly string[])[] | null>(null, [['region', 'departement', 'sex'], ['region', 'age']], [['sex'], ['age'], ['region', 'departement']], [['region', 'sex'], ['sex', 'age'], ['region', 'age', 'departement']]);
const options: fc.Arbitrary<AggregateOptions> = fc.tuple(tables, fc.constantFrom([], ['sex'], ['departement', 'age'], ['region', 'departement', 'sex', 'age']), fc.constantFrom(undefined, { maxCells: 10_000 })).map(([linked, margins, zeroCells]) => ({
  dimensions: ['region', 'departement', 'sex', 'age'], hierarchies: [PLACES], margins, entity: null, statistics: [{ kind: 'sum', of: 'cost' }],
  ...(linked === null ? {} : { tables: linked }), ...(zeroCells === undefined ? {} : { zeroCells }),
}));

/** Lays the cells out as protection does: codes by value, markers of totals. */
function laidOut(cells: readonly (readonly Value[])[], names: readonly string[], asked: AggregateOptions): LaidOutCells {
  const column = (name: string): Value[] => cells.map((cell) => cell[names.indexOf(name)]!);
  const codes = asked.dimensions.map((name) => {
    const values = column(name);
    const distinct = [...new Set(values.filter((value) => value !== null))];
    return Int32Array.from(values, (value) => (value === null ? -1 : distinct.indexOf(value)));
  });
  const totals = asked.dimensions.map((name) => (names.includes(`${name}Total`) ? Uint8Array.from(column(`${name}Total`), Number) : null));
  const number = (name: string): number => asked.dimensions.indexOf(name);
  return layOutCells({ cells: cells.length, codes, totals, dimensions: [[0, 1], [2], [3]], tables: asked.tables?.map((table) => table.map(number)) ?? null });
}

describe('cells of linked tables over a hierarchy', () => {
  test('add up in every relation, counts and sums alike', async () => {
    await fc.assert(fc.asyncProperty(lists, options, async (list, asked) => {
      const operator = aggregate(asked);
      const { names } = operator.outputSchema(SCHEMA);
      const cells = await rowsOf(pipe(tableOf(SCHEMA, list), operator));
      const { system } = laidOut(cells, names as string[], asked);
      for (let relation = 0; relation + 1 < system.starts.length; relation++) {
        const [total, ...parts] = [...system.members.subarray(system.starts[relation], system.starts[relation + 1])];
        for (const name of ['rows', 'costSum']) {
          const figure = (cell: number): bigint => (cells[cell]?.[names.indexOf(name)] as bigint | null | undefined) ?? 0n;
          expect(parts.reduce((sum, part) => sum + figure(part), 0n)).toBe(figure(total!));
        }
      }
    }), { numRuns: 60 });
  });

  test('are each the total of others or a cell over all dimensions: no table stands apart from the rest', async () => {
    await fc.assert(fc.asyncProperty(lists, options, async (list, asked) => {
      const operator = aggregate(asked);
      const output = operator.outputSchema(SCHEMA);
      const cells = await rowsOf(pipe(tableOf(SCHEMA, list), operator));
      const { system, hidden } = laidOut(cells, output.names as string[], asked);
      const isTotal = new Set(Array.from({ length: system.starts.length - 1 }, (_, relation) => system.members[system.starts[relation]!]!));
      const markers = cellTableOf(output)!.margins.map((name) => output.names.indexOf(`${name}Total`));
      cells.forEach((cell, index) => {
        const isWhole = markers.every((marker) => cell[marker] === false);
        const count = cell[output.names.indexOf('rows')];
        if (!isWhole && count !== 0n) expect(isTotal.has(index)).toBe(true);
        // What is hidden belongs to no table; a single table hides nothing.
        if (asked.tables === undefined) expect(hidden[index]).toBe(0);
      });
    }), { numRuns: 60 });
  });

  test('give each table the cells that it would have alone', async () => {
    await fc.assert(fc.asyncProperty(lists, options.filter(({ tables: linked }) => linked !== undefined), async (list, asked) => {
      const operator = aggregate(asked);
      const names = operator.outputSchema(SCHEMA).names as string[];
      const cells = await rowsOf(pipe(tableOf(SCHEMA, list), operator));
      for (const table of asked.tables!) {
        const dimensions = asked.dimensions.filter((name) => table.includes(name));
        const margins = asked.margins!.filter((name) => table.includes(name));
        const alone = aggregate({ ...asked, dimensions, margins, hierarchies: PLACES.every((name) => table.includes(name)) ? [PLACES] : [], tables: [dimensions] });
        const aloneNames = alone.outputSchema(SCHEMA).names as string[];
        const shown = (from: readonly string[], cell: readonly Value[]): string => JSON.stringify(
          [...dimensions.map((name) => [cell[from.indexOf(name)], from.includes(`${name}Total`) && cell[from.indexOf(`${name}Total`)] === true]), cell[from.indexOf('rows')], cell[from.indexOf('costSum')]],
          (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
        const isIn = (cell: readonly Value[]): boolean => asked.dimensions.every((name) => {
          const isTotalled = names.includes(`${name}Total`) && cell[names.indexOf(`${name}Total`)] === true;
          return table.includes(name) ? !isTotalled || margins.includes(name) : isTotalled;
        });
        expect(cells.filter(isIn).map((cell) => shown(names, cell)).sort((a, b) => (a < b ? -1 : 1)))
          .toEqual((await rowsOf(pipe(tableOf(SCHEMA, list), alone))).map((cell) => shown(aloneNames, cell)).sort((a, b) => (a < b ? -1 : 1)));
      }
    }), { numRuns: 40 });
  });
});
