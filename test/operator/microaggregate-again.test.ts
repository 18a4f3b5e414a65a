// Microaggregation once more from rows: strata and patterns of missing values as lists, the procedure of the paper by sorting, values by hand.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { microaggregate, type MicroaggregateOptions } from '../../src/anonymise/index.ts';
import { standardise } from '../../src/anonymise/kernel/mask/standardise.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, type Findings } from '../../src/core/operator.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const SCHEMA = schemaOf({ sex: { type: 'utf8', role: 'quasiIdentifier' }, age: { type: 'float64', role: 'quasiIdentifier' }, days: { type: 'float64', role: 'attribute' } });
const squared = (left: readonly number[], right: readonly number[]): number => left.reduce((sum, value, axis) => sum + (value - right[axis]!) ** 2, 0);

/** Distinct points with the rows at each. */
interface Point {
  readonly values: readonly number[];
  readonly place: readonly number[];
  readonly rows: readonly number[];
}

/** Groups of at least k rows by MDAV, where every group takes points whole until it has k; fewer than k at the end join the nearest centre. */
function groupsOf(points: readonly Point[], k: number): Point[][] {
  const groups: Point[][] = [];
  let left = [...points];
  const rowsIn = (list: readonly Point[]): number => list.reduce((sum, { rows }) => sum + rows.length, 0);
  const centreOf = (list: readonly Point[]): number[] => list[0]!.place.map((_, axis) => list.reduce((sum, { place, rows }) => sum + rows.length * place[axis]!, 0) / rowsIn(list));
  const farthest = (from: readonly number[]): Point => left.reduce((best, point) => (squared(point.place, from) > squared(best.place, from) ? point : best));
  const take = (seed: Point): void => {
    const group: Point[] = [];
    for (const point of left.toSorted((one, other) => squared(one.place, seed.place) - squared(other.place, seed.place))) {
      if (rowsIn(group) >= k) break;
      group.push(point);
    }
    left = left.filter((point) => !group.includes(point));
    groups.push(group);
  };
  while (rowsIn(left) >= 2 * k) {
    const hasThree = rowsIn(left) >= 3 * k;
    const first = farthest(centreOf(left));
    take(first);
    if (hasThree && rowsIn(left) >= k) take(farthest(first.place));
  }
  if (rowsIn(left) >= k || groups.length === 0) return [...groups, left];
  const centres = groups.map(centreOf);
  for (const point of left) {
    const nearest = centres.reduce((best, centre, group) => (squared(centre, point.place) < squared(centres[best]!, point.place) ? group : best), 0);
    groups[nearest]!.push(point);
  }
  return groups;
}

const median = (sorted: readonly number[]): number => (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.floor(sorted.length / 2)]!) / 2;
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const mode = (sorted: readonly number[]): number => sorted.reduce((best, value) => (sorted.filter((other) => other === value).length > sorted.filter((other) => other === best).length ? value : best), sorted[0]!);
const REPLACED = { mean, median, mode };

/** What becomes of rows, and the sizes of the groups. */
function again(rows: readonly Row[], { k, strata, replacement = 'mean' }: MicroaggregateOptions): { readonly masked: Value[][]; readonly sizes: number[] } {
  const masked = rows.map((row): Value[] => [...row]);
  const sizes: number[] = [];
  // Scales are those of the whole table, over the rows that have a value; combinations in the order of their values.
  const combinations = [...new Set(rows.map((row) => JSON.stringify(row)))].map((text) => JSON.parse(text) as Row);
  const order = (one: Value, other: Value): number => (one === other ? 0 : one === null ? 1 : other === null ? -1 : one < other ? -1 : 1);
  combinations.sort((one, other) => order(one[0]!, other[0]!) || order(one[1]!, other[1]!) || order(one[2]!, other[2]!));
  const held = combinations.map((values) => rows.flatMap((row, at) => (row.every((cell, column) => cell === values[column]) ? [at] : [])));
  const placeOn = [1, 2].map((column) => {
    const present = combinations.flatMap((values, at) => (values[column] === null ? [] : [at]));
    const { coordinates } = standardise([Float64Array.from(present, (at) => combinations[at]![column] as number)], present.map((at) => held[at]!.length));
    return new Map(present.map((at, place) => [at, coordinates[place]!]));
  });
  const parts = new Map<string, number[]>();
  combinations.forEach((values, at) => {
    const name = JSON.stringify([strata === undefined ? null : values[0], values[1] === null, values[2] === null]);
    parts.set(name, [...(parts.get(name) ?? []), at]);
  });
  for (const members of parts.values()) {
    const columns = [1, 2].filter((column) => combinations[members[0]!]![column] !== null);
    const pointOf = (at: number): Point => ({ values: columns.map((column) => combinations[at]![column] as number), place: columns.map((column) => placeOn[column - 1]!.get(at)!), rows: held[at]! });
    // The same values in both sexes are one point where there are no strata; they stand next to each other in no order of sexes.
    const points = members.map(pointOf);
    const together = [...new Set(points.map(({ values }) => values.join()))].map((name): Point => {
      const alike = points.filter(({ values }) => values.join() === name);
      return { ...alike[0]!, rows: alike.flatMap((point) => point.rows) };
    }).sort((one, other) => one.values[0]! - other.values[0]! || (one.values[1] ?? 0) - (other.values[1] ?? 0));
    const groups = columns.length === 0 ? [together] : groupsOf(together, k);
    for (const group of groups) {
      const all = group.flatMap((point) => point.rows);
      sizes.push(all.length);
      columns.forEach((column, axis) => {
        const values = group.flatMap((point) => point.rows.map(() => point.values[axis]!)).sort((one, other) => one - other);
        for (const at of all) masked[at]![column] = REPLACED[replacement](values);
      });
    }
  }
  return { masked, sizes };
}

async function step(rows: readonly Row[], options: MicroaggregateOptions): Promise<{ readonly masked: Value[][]; readonly found: Findings }> {
  let found: Findings = {};
  const output = applyOperator(tableOf(SCHEMA, rows), microaggregate(options), { fold: IN_MEMORY, onFindings: (findings) => (found = findings) });
  return { masked: await rowsOf(output.rows), found };
}

const cell = fc.oneof({ weight: 12, arbitrary: fc.integer({ min: 0, max: 30 }) }, { weight: 1, arbitrary: fc.constant(null) });
/** Of every sex and pattern there are six rows, so that k is possible. */
const filled = Array.from({ length: 48 }, (_, at): Row => [at % 2 === 0 ? 'f' : 'm', at & 2 ? 7 + at : null, at & 4 ? 3 * at : null]);
const tables = fc.array(fc.tuple(fc.constantFrom('f', 'm'), cell, cell).map((row): Row => row), { maxLength: 25 }).map((rows) => [...rows, ...filled]);
const optionsOf = fc.record({ k: fc.integer({ min: 2, max: 6 }), replacement: fc.constantFrom('mean', 'median', 'mode'), hasStrata: fc.boolean() })
  .map(({ hasStrata, ...rest }): MicroaggregateOptions => ({ ...rest, columns: ['age', 'days'], entity: null, ...(hasStrata ? { strata: ['sex'] } : {}) }));

describe('microaggregate beside the procedure on lists', () => {
  test('gives every row the same numbers, and tells the same groups', async () => {
    await fc.assert(fc.asyncProperty(tables, optionsOf, async (rows, options) => {
      const { masked, found } = await step(rows, options);
      const { masked: wanted, sizes } = again(rows, options);
      masked.forEach((row, at) => {
        expect(row[0]).toBe(wanted[at]![0]);
        for (const column of [1, 2]) {
          if (wanted[at]![column] === null) expect(row[column]).toBeNull();
          else expect(row[column]).toBeCloseTo(wanted[at]![column] as number, 9);
        }
      });
      expect(found).toMatchObject({ groups: sizes.length, kReached: Math.min(...sizes), largestGroup: Math.max(...sizes), rows: rows.length });
    }), { numRuns: 100 });
  });

  test('loses the share of the variance that lies within groups', async () => {
    await fc.assert(fc.asyncProperty(tables, optionsOf, async (rows, options) => {
      const { masked, found } = await step(rows, options);
      ['age', 'days'].forEach((name, axis) => {
        const pairs = rows.flatMap((row, at) => (row[axis + 1] === null ? [] : [[row[axis + 1] as number, masked[at]![axis + 1] as number] as const]));
        const centre = mean(pairs.map(([before]) => before));
        const within = pairs.reduce((sum, [before, after]) => sum + (before - after) ** 2, 0);
        const all = pairs.reduce((sum, [before]) => sum + (before - centre) ** 2, 0);
        expect((found['lossShare'] as Record<string, number>)[name]).toBeCloseTo(all === 0 ? 0 : within / all, 9);
      });
    }), { numRuns: 60 });
  });
});
