// Laws of protection from rows to published cells, on small random tables: flat, with hierarchies, linked, of persons and stays.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aggregate, type AggregateOptions } from '../../src/aggregate/index.ts';
import type { Dataset } from '../../src/core/dataset.ts';
import { ProtectionError } from '../../src/core/errors.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, pipe, type Findings } from '../../src/core/operator.ts';
import { protect, protectAfterRelease, type ProtectOptions } from '../../src/protect/index.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';
import { certainCells, foundBySubtraction, nameOf, seenCells, type SeenCell } from '../table-attacker.ts';

const SCHEMA = schemaOf({
  person: { type: 'utf8', role: 'entity' }, region: { type: 'utf8', role: 'attribute' }, town: { type: 'utf8', role: 'attribute' }, sex: { type: 'utf8', role: 'quasiIdentifier' }, age: { type: 'utf8', role: 'quasiIdentifier' },
}, ['town']);
const TOWNS = ['N n1', 'N n2', 'S s1', 'S s2', 'S s3'];

/** Stays by town, sex and age: as many as the numbers say, each by a person of its own unless `times` are more. */
function stays(counts: readonly number[], sexes: readonly string[], ages: readonly string[] = ['old'], times = 1): Row[] {
  return counts.flatMap((count, place) => {
    const [region, town] = TOWNS[Math.floor(place / (sexes.length * ages.length))]!.split(' ');
    const sex = sexes[Math.floor(place / ages.length) % sexes.length]!;
    return Array.from({ length: count * times }, (_, index): Row => [`${place}-${Math.floor(index / times)}`, region!, town!, sex, ages[place % ages.length]!]);
  });
}

const FLAT: AggregateOptions = { dimensions: ['town', 'sex'], margins: ['town', 'sex'], entity: null, statistics: [] };
const NESTED: AggregateOptions = { dimensions: ['region', 'town', 'sex'], hierarchies: [['region', 'town']], margins: ['region', 'town', 'sex'], entity: null, statistics: [] };
const LINKED: AggregateOptions = { dimensions: ['town', 'sex', 'age'], margins: ['town', 'sex', 'age'], tables: [['town', 'sex'], ['town', 'age']], entity: null, statistics: [] };

const atLeast = (minCount: number, more: Partial<ProtectOptions> = {}): ProtectOptions => ({
  rules: [{ rule: 'minimumFrequency', minCount, on: 'rows' }], zeros: 'publish', status: true, secondary: { method: 'gauss', requiredInterval: 'exactDisclosure' }, ...more,
});
const byRules = (minCount: number): ProtectOptions => ({ rules: [{ rule: 'minimumFrequency', minCount, on: 'rows' }], zeros: 'publish', status: true });

interface Outcome {
  readonly rows: Value[][];
  readonly findings: Findings;
}

/** `null` when nothing may be published. */
async function run(cells: Dataset, options: ProtectOptions, published?: Dataset): Promise<Outcome | null> {
  const all: Findings[] = [];
  const context = { fold: IN_MEMORY, onFindings: (found: Findings) => all.push(found) };
  try {
    const made = published === undefined ? applyOperator(cells, protect(options), context).rows : protectAfterRelease(options).connect({ rows: cells, published }, context)['rows']!;
    return { rows: await rowsOf(made), findings: all.at(-1)! };
  } catch (error) {
    if (error instanceof ProtectionError) return null;
    throw error;
  }
}

const counts = (length: number, max = 9): fc.Arbitrary<number[]> => fc.array(fc.integer({ min: 0, max }), { minLength: length, maxLength: length });
const withStatus = (rows: readonly (readonly Value[])[], is: (status: string) => boolean, columns: number): string[] => rows.filter((row) => is(String(row.at(-1)))).map((row) => row.slice(0, columns).join(' ')).sort();
const isPrimary = (status: string): boolean => status.startsWith('primary');

describe('what rules withhold', () => {
  test('is nested: a larger least count withholds what a smaller one withholds', async () => {
    await fc.assert(fc.asyncProperty(counts(10), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 4 }), async (numbers, least, more) => {
      const cells = pipe(tableOf(SCHEMA, stays(numbers, ['F', 'M'])), aggregate(NESTED));
      const [loose, strict] = [(await run(cells, byRules(least)))!, (await run(cells, byRules(least + more)))!];
      const withheld = new Set(withStatus(strict.rows, isPrimary, 6));
      for (const name of withStatus(loose.rows, isPrimary, 6)) expect(withheld).toContain(name);
    }), { numRuns: 40, seed: 11 });
  });

  test('is every published count below the rule, and no other', async () => {
    await fc.assert(fc.asyncProperty(counts(10), fc.integer({ min: 1, max: 10 }), async (numbers, least) => {
      const cells = pipe(tableOf(SCHEMA, stays(numbers, ['F', 'M'])), aggregate(NESTED));
      const before = await rowsOf(cells);
      const { rows } = (await run(cells, byRules(least)))!;
      expect(rows.map((row) => row.at(-2) === null)).toEqual(before.map((row) => Number(row.at(-1)) > 0 && Number(row.at(-1)) < least));
    }), { numRuns: 30, seed: 12 });
  });
});

describe('the cheapest pattern', () => {
  /** Rows of all withheld cells: a cell costs as much when a rule withholds it as when it covers. `null` where nothing is proven. */
  function provenCost(cells: readonly (readonly Value[])[], outcome: Outcome | null): number | null {
    if (outcome === null) return null;
    const { findings, rows } = outcome;
    const isProven = findings['costBound'] === findings['cost'] || (findings['cost'] === 0 && (findings['attack'] as { attacks: number }).attacks === 1);
    return isProven ? rows.reduce((sum, row, place) => sum + (row.at(-2) === null ? Number(cells[place]!.at(-1)) : 0), 0) : null;
  }
  const optimal = (minCount: number): ProtectOptions => atLeast(minCount, { secondary: { method: 'optimal', requiredInterval: { reachesMinCount: true, minWidth: 2 } } });

  test('costs no less when the rule asks for more, proven on tables of 12 cells', async () => {
    let compared = 0;
    await fc.assert(fc.asyncProperty(counts(6, 20), fc.integer({ min: 2, max: 8 }), fc.integer({ min: 1, max: 4 }), async (numbers, least, more) => {
      const cells = pipe(tableOf(SCHEMA, stays(numbers, ['F', 'M', 'X'])), aggregate(FLAT));
      const before = await rowsOf(cells);
      const [loose, strict] = [provenCost(before, await run(cells, optimal(least))), provenCost(before, await run(cells, optimal(least + more)))];
      if (loose === null || strict === null) return;
      compared++;
      expect(strict).toBeGreaterThanOrEqual(loose - 1e-9);
    }), { numRuns: 60, seed: 13 });
    expect(compared).toBeGreaterThan(15);
  });

  test('costs the same whatever categories are called', async () => {
    let compared = 0;
    await fc.assert(fc.asyncProperty(counts(6, 20), fc.shuffledSubarray(['F', 'M', 'X'], { minLength: 3 }), async (numbers, names) => {
      const [plain, renamed] = await Promise.all([['F', 'M', 'X'], names].map(async (sexes) => {
        const cells = pipe(tableOf(SCHEMA, stays(numbers, sexes)), aggregate(FLAT));
        return provenCost(await rowsOf(cells), await run(cells, optimal(6)));
      }));
      if (plain === null || renamed === null) return;
      compared++;
      expect(renamed).toBeCloseTo(plain!, 6);
    }), { numRuns: 40, seed: 14 });
    expect(compared).toBeGreaterThan(15);
  });
});

describe('nothing depends on', () => {
  const methods = fc.constantFrom('gauss', 'modular', 'optimal', 'auto');

  test('batches, the order of the rows, and names that keep their order', async () => {
    await fc.assert(fc.asyncProperty(counts(10), methods, fc.array(fc.nat(80), { maxLength: 3 }), fc.nat(), async (numbers, method, cuts, turn) => {
      const options = atLeast(4, { secondary: { method, requiredInterval: 'exactDisclosure' } });
      const rows = stays(numbers, ['F', 'M']);
      const plain = await run(pipe(tableOf(SCHEMA, rows), aggregate(NESTED)), options);
      const turned = [...rows.slice(turn % (rows.length + 1)), ...rows.slice(0, turn % (rows.length + 1))].reverse();
      expect(await run(pipe(tableOf(SCHEMA, turned, cuts), aggregate(NESTED)), options)).toEqual(plain);
      // In the order of their bytes the new names stand as the old ones do.
      const later = rows.map(([person, region, town, sex, age]): Row => [person!, `region ${String(region)}`, `é${String(town)}`, sex === 'F' ? 'a' : 'b', age!]);
      const renamed = await run(pipe(tableOf(SCHEMA, later), aggregate(NESTED)), options);
      expect(renamed?.findings).toEqual(plain?.findings);
      expect(renamed?.rows.map((row) => row.slice(3))).toEqual(plain?.rows.map((row) => row.slice(3)));
    }), { numRuns: 25, seed: 15 });
  });
});

describe('a published table, attacked by trying all tables that could be behind it', () => {
  const methods = ['gauss', 'modular', 'optimal'] as const;

  /** Names of cells that are certain. */
  function certain(cells: readonly (readonly Value[])[], rows: readonly (readonly Value[])[], dimensions: readonly (readonly number[])[]): string[] {
    const columns = 2 * dimensions.flat().length;
    const seen = seenCells(rows, dimensions, columns);
    const truth = seenCells(cells, dimensions, columns).map(({ value }) => value!);
    return [...certainCells(seen, truth), ...foundBySubtraction(seen)];
  }

  /** The same of linked tables: behind them stand all joint cells that somebody may be in, none of which anybody sees. */
  function certainWhenLinked(cells: readonly (readonly Value[])[], rows: readonly (readonly Value[])[]): string[] {
    const dimensions = [[0], [1], [2]];
    const truth = new Map(seenCells(cells, dimensions, 6).map((cell) => [nameOf(cell), cell.value!]));
    const tables = seenCells(rows, dimensions, 6);
    const joint = tables.filter(({ paths }) => paths.every((path, dimension) => (path === '') === (dimension === 2))).flatMap(({ paths: [town, sex] }) =>
      tables.filter(({ paths }) => paths[0] === town && paths[1] === '' && paths[2] !== '').map(({ paths }): SeenCell => ({ paths: [town!, sex!, paths[2]!], value: null, least: 0, isJoint: true })));
    const seen = [...tables, ...joint];
    const isShown = new Set(tables.map(nameOf));
    return [...certainCells(seen, seen.map((cell) => truth.get(nameOf(cell)) ?? 0)), ...foundBySubtraction(seen).filter((name) => isShown.has(name))];
  }

  test.each(methods)('%s: no cell of a flat table is certain', async (method) => {
    await fc.assert(fc.asyncProperty(counts(9, 7), async (numbers) => {
      const cells = pipe(tableOf(SCHEMA, stays(numbers, ['F', 'M', 'X'])), aggregate(FLAT));
      const outcome = await run(cells, atLeast(3, { secondary: { method, requiredInterval: 'exactDisclosure' } }));
      if (outcome !== null) expect(certain(await rowsOf(cells), outcome.rows, [[0], [1]])).toEqual([]);
    }), { numRuns: 40, seed: 16 });
  });

  test.each(methods)('%s: nor one of a table with regions and towns', async (method) => {
    await fc.assert(fc.asyncProperty(counts(10, 7), async (numbers) => {
      const cells = pipe(tableOf(SCHEMA, stays(numbers, ['F', 'M'])), aggregate(NESTED));
      const outcome = await run(cells, atLeast(3, { secondary: { method, requiredInterval: 'exactDisclosure' } }));
      if (outcome !== null) expect(certain(await rowsOf(cells), outcome.rows, [[0, 1], [2]])).toEqual([]);
    }), { numRuns: 40, seed: 17 });
  });

  test.each(methods)('%s: nor one of two linked tables, read together with the cells that join them', async (method) => {
    await fc.assert(fc.asyncProperty(counts(12, 5), async (numbers) => {
      const cells = pipe(tableOf(SCHEMA, stays(numbers, ['F', 'M'], ['old', 'young'])), aggregate(LINKED));
      const outcome = await run(cells, atLeast(4, { secondary: { method, requiredInterval: 'exactDisclosure' } }));
      if (outcome === null) return;
      expect(seenCells(outcome.rows, [[0], [1], [2]], 6).filter(({ paths }) => paths[1] !== '' && paths[2] !== '')).toEqual([]);
      expect(certainWhenLinked(await rowsOf(cells), outcome.rows)).toEqual([]);
    }), { numRuns: 30, seed: 18 });
  });

  test('of persons and their stays: neither count is certain, and both are withheld together', async () => {
    await fc.assert(fc.asyncProperty(counts(9, 7), fc.integer({ min: 1, max: 3 }), async (numbers, times) => {
      const cells = pipe(tableOf(SCHEMA, stays(numbers, ['F', 'M', 'X'], ['old'], times)), aggregate({ ...FLAT, entity: 'person' }));
      const outcome = await run(cells, atLeast(3, { rules: [{ rule: 'minimumFrequency', minCount: 3, on: 'entities' }] }));
      if (outcome === null) return;
      const before = await rowsOf(cells);
      for (const statistic of [4, 5]) {
        const truth = before.map((row) => Number(row[statistic]));
        expect(certainCells(seenCells(outcome.rows, [[0], [1]], statistic), truth)).toEqual([]);
      }
      for (const row of outcome.rows) expect(row[4] === null).toBe(row[5] === null);
    }), { numRuns: 30, seed: 19 });
  });

  test('beside one that was published before, of which every figure is known', async () => {
    await fc.assert(fc.asyncProperty(counts(9, 7), fc.uniqueArray(fc.nat(15), { maxLength: 3 }), async (numbers, places) => {
      const cells = pipe(tableOf(SCHEMA, stays(numbers, ['F', 'M', 'X'])), aggregate(FLAT));
      const before = await rowsOf(cells);
      const released = before.filter((_, place) => places.includes(place));
      const outcome = await run(cells, atLeast(3), tableOf(cells.schema, released));
      if (outcome === null) return;
      const known = new Set(seenCells(released, [[0], [1]], 4).map(nameOf));
      const truth = seenCells(before, [[0], [1]], 4);
      const seen = seenCells(outcome.rows, [[0], [1]], 4).map((cell, place) => (known.has(nameOf(cell)) ? truth[place]! : cell));
      expect(certainCells(seen, truth.map(({ value }) => value!))).toEqual([]);
    }), { numRuns: 40, seed: 20 });
  });

  test('finds the cells that rules alone do not hide: the attacker is no straw man', async () => {
    const cells = pipe(tableOf(SCHEMA, stays([2, 5, 6, 7, 4, 9, 8, 6, 5], ['F', 'M', 'X'])), aggregate(FLAT));
    const { rows } = (await run(cells, byRules(3)))!;
    expect(new Set(certain(await rowsOf(cells), rows, [[0], [1]]))).toEqual(new Set(['n1 F']));
  });
});
