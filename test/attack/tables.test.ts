// What somebody works out of published tables, step by step: with rules alone he succeeds, with secondary suppression he does not.
import { describe, expect, test } from 'vitest';
import { aggregate } from '../../src/aggregate/index.ts';
import { attackPublishedCells } from '../../src/audit/index.ts';
import type { Dataset } from '../../src/core/dataset.ts';
import { pipe } from '../../src/core/operator.ts';
import { protect, protectAfterRelease, type ProtectOptions } from '../../src/protect/index.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';
import { certainCells, foundBySubtraction, nameOf, seenCells, sumsOf, type SeenCell } from '../table-attacker.ts';

const SCHEMA = schemaOf({
  person: { type: 'utf8', role: 'entity' }, area: { type: 'utf8', role: 'attribute' }, sex: { type: 'utf8', role: 'quasiIdentifier' }, age: { type: 'utf8', role: 'quasiIdentifier' },
  cost: { type: 'decimal(10,2)', role: 'measure', nullable: false },
});

/** Stays: `x F old` is an area, a sex and an age, each stay of somebody else at 12.50. */
const staysOf = (counts: Readonly<Record<string, number>>): Row[] =>
  Object.entries(counts).flatMap(([codes, count]) => Array.from({ length: count }, (_, index): Row => [`${codes} ${index}`, ...codes.split(' '), 1250n]));

const RULES: ProtectOptions = { rules: [{ rule: 'minimumFrequency', minCount: 11, on: 'rows' }], zeros: 'publish' };
const COVERED: ProtectOptions = { ...RULES, secondary: { method: 'gauss', requiredInterval: { reachesMinCount: true, minWidth: 3 } } };
const tabled = (rows: readonly Row[], dimensions: readonly string[], tables?: readonly (readonly string[])[]): Dataset =>
  pipe(tableOf(SCHEMA, rows), aggregate({ dimensions, margins: dimensions, entity: null, statistics: [], ...(tables === undefined ? {} : { tables }) }));

/** A published table of flat dimensions, as an attacker reads its counts. */
async function read(published: Dataset, dimensions: number): Promise<SeenCell[]> {
  return seenCells(await rowsOf(published), Array.from({ length: dimensions }, (_, dimension) => [dimension]), 2 * dimensions);
}
const numbers = (cells: readonly SeenCell[]): number[] => cells.map(({ value }) => value!);

const byName = (a: string | undefined, b: string | undefined): number => (a! < b! ? -1 : Number(a! > b!));

describe('one table', () => {
  const ROWS = staysOf({ 'x F old': 4, 'x M old': 40, 'y F old': 25, 'y M old': 60, 'z F old': 33, 'z M old': 8 });

  test('gives its small cells back to a subtraction when rules alone withhold them', async () => {
    const cells = tabled(ROWS, ['area', 'sex']);
    const seen = await read(pipe(cells, protect(RULES)), 2);
    expect(seen.filter(({ value }) => value === null).map(nameOf)).toEqual(['x F', 'z M']);
    expect(foundBySubtraction(seen)).toEqual(['x F', 'z M']);
    expect((await attackPublishedCells(pipe(cells, protect(RULES)), () => 0))[0]).toMatchObject({ withheld: 2, exact: 2 });
  });

  test.each(['gauss', 'modular', 'optimal', 'auto'] as const)('gives none back when others cover them, chosen by %s', async (method) => {
    const cells = tabled(ROWS, ['area', 'sex']);
    const published = pipe(cells, protect({ ...COVERED, secondary: { ...COVERED.secondary!, method } }));
    const seen = await read(published, 2);
    expect(seen.filter(({ value }) => value === null).length).toBeGreaterThan(2);
    expect(foundBySubtraction(seen)).toEqual([]);
    expect(certainCells(seen, numbers(await read(cells, 2)))).toEqual([]);
    expect((await attackPublishedCells(published, () => 0))[0]).toMatchObject({ exact: 0, undecided: 0 });
  });

  test('falls to no subtraction and to a system of equations all the same, where two cells are withheld in every line', async () => {
    // sdcTable, tests/testthat/test-simpleheuristic.R, its counts divided: the margins of rows and columns leave one value for w b.
    const inner = { w: [3, 5, 6, 9], x: [9, 12, 4, 3], y: [9, 10, 6, 8], z: [80, 99, 65, 68] };
    const rows = staysOf(Object.fromEntries(Object.entries(inner).flatMap(([area, line]) => line.map((count, place) => [`${area} ${'abcd'[place]!} old`, count]))));
    const cells = await read(tabled(rows, ['area', 'sex']), 2);
    const withheld = ['w a', 'w b', 'w c', 'x a', 'x c', 'y b', 'y d', 'z b', 'z d'];
    const seen = cells.map((cell) => (withheld.includes(nameOf(cell)) ? { ...cell, value: null } : cell));
    for (const { total, parts } of sumsOf(seen)) expect([total, ...parts].filter((place) => seen[place]!.value === null)).not.toHaveLength(1);
    expect(foundBySubtraction(seen)).toEqual([]);
    expect(certainCells(seen, numbers(cells))).toEqual(['w b']);
    const manual = withheld.map((name) => ({ categories: { area: name[0]!, sex: name[2]! }, decision: 'withhold' as const }));
    const repaired = await read(pipe(tabled(rows, ['area', 'sex']), protect({ ...COVERED, rules: [{ rule: 'manual', cells: manual }], secondary: { method: 'gauss', requiredInterval: 'exactDisclosure' } })), 2);
    expect(repaired.filter(({ value }) => value === null)).toHaveLength(10);
    expect(certainCells(repaired, numbers(cells))).toEqual([]);
  });
});

describe('two linked tables', () => {
  // sdcTable, tests/testthat/test-linked-tables.r: regions grouped in two ways; up to 3 is unsafe. Both say A + B = 4 and A + B + K = 7.
  const REGIONS = { A: 2, B: 2, I: 8, J: 8, K: 3, L: 3, M: 3, N: 7 };
  const county = (region: string): string => ('ABIJ'.includes(region) ? 'county-1' : 'county-2');
  const size = (region: string): string => ('LM'.includes(region) ? 'big' : 'small');
  const schema = schemaOf({ county: { type: 'utf8', role: 'attribute' }, size: { type: 'utf8', role: 'attribute' }, region: { type: 'utf8', role: 'attribute' } });
  const ROWS = tableOf(schema, Object.entries(REGIONS).flatMap(([region, count]) => Array.from({ length: count }, (): Row => [county(region), size(region), region])));
  const options: ProtectOptions = { rules: [{ rule: 'minimumFrequency', minCount: 4, on: 'rows' }], zeros: 'publish', secondary: { method: 'gauss', requiredInterval: 'exactDisclosure', cost: 'cells' } };
  const made = (dimensions: readonly string[], tables?: readonly (readonly string[])[]): Dataset =>
    pipe(ROWS, aggregate({ dimensions, margins: dimensions, entity: null, statistics: [], ...(tables === undefined ? {} : { tables }) }));

  /** Cells of a table by regions as cells of both. */
  async function apart(grouping: 'county' | 'size', protection: ProtectOptions | null): Promise<SeenCell[]> {
    const cells = made([grouping, 'region']);
    const read2 = await read(protection === null ? cells : pipe(cells, protect(protection)), 2);
    return read2.map((cell) => ({ ...cell, paths: grouping === 'county' ? [cell.paths[0]!, '', cell.paths[1]!] : ['', ...cell.paths] }));
  }
  const bothOf = async (protection: ProtectOptions | null): Promise<SeenCell[]> => {
    const all = [...await apart('county', protection), ...await apart('size', protection)];
    return all.filter((cell, place) => all.findIndex((other) => nameOf(other) === nameOf(cell)) === place);
  };

  test('protected one by one need nothing more, and together tell one cell', async () => {
    const truth = numbers(await bothOf(null));
    for (const grouping of ['county', 'size'] as const) {
      const seen = await apart(grouping, options);
      expect(seen.filter(({ value, paths }) => value === null && paths[2] !== '').map(({ paths }) => paths[2]).sort(byName)).toEqual(['A', 'A', 'B', 'B', 'K', 'K', 'L', 'L', 'M', 'M']);
      expect(seen.filter(({ value, paths }) => value === null && paths[2] === '')).toEqual([]);
      expect(certainCells(seen, numbers(await apart(grouping, null)))).toEqual([]);
    }
    const certain = certainCells(await bothOf(options), truth);
    expect(certain.sort()).toEqual(['. . K', '. small K', 'county-2 . K']);
  });

  test('protected together need one region more, N, and tell none', async () => {
    const three = [[0], [1], [2]];
    const seen = seenCells(await rowsOf(pipe(made(['county', 'size', 'region'], [['county', 'region'], ['size', 'region']]), protect(options))), three, 6);
    const truth = new Map((await bothOf(null)).map((cell) => [nameOf(cell), cell.value!]));
    const withheld = seen.filter(({ value }) => value === null).map(({ paths }) => paths[2]);
    expect([...new Set(withheld)].sort(byName)).toEqual(['A', 'B', 'K', 'L', 'M', 'N']);
    expect(foundBySubtraction(seen)).toEqual([]);
    expect(certainCells(seen, seen.map((cell) => truth.get(nameOf(cell))!))).toEqual([]);
  });
});

describe('somebody who is alone in a cell', () => {
  // One stay of x F, ten of x M: who had the one knows the other from their sum.
  const ROWS = staysOf({ 'x F old': 1, 'x M old': 10, 'x X old': 30, 'y F old': 20, 'y M old': 30, 'y X old': 15, 'z F old': 25, 'z M old': 22, 'z X old': 50 });
  /** What is seen by who knows a cell. */
  const insider = (seen: readonly SeenCell[], name: string, value: number): SeenCell[] => seen.map((cell) => (nameOf(cell) === name ? { ...cell, value } : cell));

  test('subtracts it where only cells of the rule cover each other', async () => {
    const seen = await read(pipe(tabled(ROWS, ['area', 'sex']), protect({
      ...RULES, rules: [...RULES.rules!, { rule: 'manual', cells: ['F', 'M'].map((sex) => ({ categories: { area: 'y', sex }, decision: 'withhold' as const })) }],
    })), 2);
    expect(foundBySubtraction(seen)).toEqual([]);
    expect(foundBySubtraction(insider(seen, 'x F', 1))).toContain('x M');
  });

  test.each(['gauss', 'optimal'] as const)('finds out nothing that a rule withholds once %s was attacked', async (method) => {
    const cells = tabled(ROWS, ['area', 'sex']);
    const seen = await read(pipe(cells, protect({ ...COVERED, secondary: { method, requiredInterval: 'exactDisclosure' } })), 2);
    const truth = numbers(await read(cells, 2));
    expect(seen.find((cell) => nameOf(cell) === 'x F')!.value).toBeNull();
    expect(certainCells(insider(seen, 'x F', 1), truth)).not.toContain('x M');
    expect(certainCells(seen, truth)).toEqual([]);
  });
});

describe('a table beside an earlier one', () => {
  const ROWS = staysOf({ 'x F old': 5, 'x M old': 30, 'x X old': 40, 'y F old': 25, 'y M old': 60, 'y X old': 70, 'z F old': 90, 'z M old': 80, 'z X old': 75 });
  const cells = tabled(ROWS, ['area', 'sex']);
  /** The release of last year: one line and its total, in which nothing was small. */
  const released = async (): Promise<Value[][]> => (await rowsOf(cells)).filter((row) => row[0] === 'x' && row[2] === false && (row[1] === 'M' || row[3] === true));

  /** Both releases read as one. */
  async function together(published: Dataset): Promise<SeenCell[]> {
    const known = new Map(seenCells(await released(), [[0], [1]], 4).map((cell) => [nameOf(cell), cell]));
    return (await read(published, 2)).map((cell) => known.get(nameOf(cell)) ?? cell);
  }

  test('is subtracted from it when protected as if there were none', async () => {
    const alone = pipe(cells, protect({ ...COVERED, secondary: { method: 'gauss', requiredInterval: 'exactDisclosure' } }));
    expect(foundBySubtraction(await read(alone, 2))).toEqual([]);
    expect(foundBySubtraction(await together(alone))).toContain('x F');
  });

  test('gives nothing away when protection knows it', async () => {
    const options: ProtectOptions = { ...COVERED, secondary: { method: 'gauss', requiredInterval: 'exactDisclosure' } };
    const made = protectAfterRelease(options).connect({ rows: cells, published: tableOf(cells.schema, await released()) }, { fold: IN_MEMORY })['rows']!;
    const seen = await together(made);
    expect(foundBySubtraction(seen)).toEqual([]);
    expect(certainCells(seen, numbers(await read(cells, 2)))).toEqual([]);
  });
});

describe('persons and their stays in one table', () => {
  test('do not give each other away: neither is published where the other is withheld', async () => {
    const rows = staysOf({ 'x F old': 5, 'x M old': 30, 'y F old': 25, 'y M old': 60 }).flatMap((row, index) => (index % 3 === 0 ? [row, row] : [row]));
    const made = pipe(tableOf(SCHEMA, rows), aggregate({ dimensions: ['area', 'sex'], margins: ['area', 'sex'], entity: 'person', statistics: [{ kind: 'sum', of: 'cost' }, { kind: 'mean', of: 'cost' }] }));
    const published = await rowsOf(pipe(made, protect({ ...COVERED, rules: [{ rule: 'minimumFrequency', minCount: 11, on: 'entities' }], secondary: { method: 'gauss', requiredInterval: 'exactDisclosure' } })));
    expect(published.some((row) => row[4] === null)).toBe(true);
    for (const row of published) expect(new Set(row.slice(4).map((value) => value === null)).size).toBe(1);
  });
});
