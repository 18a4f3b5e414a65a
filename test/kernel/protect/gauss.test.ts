import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellSystem, innerCells, type TableLayout } from '../../../src/linear/index.ts';
import { publishingOrder } from '../../../src/protect/kernel/suppress/gauss-order.ts';
import type { SingletonMethod } from '../../../src/protect/kernel/suppress/gauss-singletons.ts';
import { gaussSuppression, type GaussOptions } from '../../../src/protect/kernel/suppress/gauss.ts';
import { CELL, type SuppressionPattern, type SuppressionProblem } from '../../../src/protect/kernel/suppress/problem.ts';
import { rankOf } from '../../dense-elimination.ts';

const context = { solver: null, seconds: 0, now: () => 0 };
const METHODS = ['none', 'anySum', 'anySumNOTprimary', 'subSum', 'subSpace'] as const;

/** All combinations of the nodes of some trees, inner cells with the counts given. */
function tableOf(parents: readonly (readonly number[])[], counts: readonly number[], minCount: number): SuppressionProblem {
  const trees = parents.map((list) => ({ parents: Int32Array.from(list) }));
  const cells = parents.reduce((product, list) => product * list.length, 1);
  const nodes = parents.map((list, dimension) => {
    const below = parents.slice(dimension + 1).reduce((product, other) => product * other.length, 1);
    return Int32Array.from({ length: cells }, (_, cell) => Math.floor(cell / below) % list.length);
  });
  const layout: TableLayout = { trees, cells: Int32Array.from({ length: cells }, (_, cell) => cell), nodes };
  const system = cellSystem(cells, [layout]);
  const contents = contentsOf(system);
  let next = 0;
  const inner = contents.map((list, cell) => (list.length === 1 && list[0] === cell ? counts[next++ % counts.length]! : 0));
  const values = Float64Array.from(contents, (list) => list.reduce((sum, cell) => sum + inner[cell]!, 0));
  const zero = new Float64Array(cells);
  return {
    system, layouts: [layout], values, units: values, costs: values, states: Uint8Array.from(values, (value) => (value > 0 && value < minCount ? CELL.primary : CELL.open)),
    lower: zero, upper: zero.map(() => Infinity), required: { below: zero, above: zero, width: zero }, onlyUnit: new Int32Array(cells).fill(-1), integers: true,
  };
}

/** The inner cells of each cell. */
function contentsOf(system: SuppressionProblem['system']): number[][] {
  const { relations, totals } = innerCells(system);
  const contents = Array.from(relations, (relation, cell) => (relation < 0 ? [cell] : []));
  for (const total of totals) contents[total] = [...system.members.slice(system.starts[relations[total]!]! + 1, system.starts[relations[total]! + 1])].flatMap((part) => contents[part]!);
  return contents;
}

/**
 * The algorithm as it was published, line by line on dense columns: every candidate that is published is eliminated from all later ones and
 * from the primary cells by its first row, and singletons are the last rows.
 */
function naivePattern(problem: SuppressionProblem, order: Int32Array, method: (typeof METHODS)[number]): number[] {
  const contents = contentsOf(problem.system);
  const inner = contents.flatMap((list, cell) => (list.length === 1 && list[0] === cell ? [cell] : []));
  const zeroStates = new Set([...problem.states].filter((_, cell) => problem.values[cell] === 0));
  const areZeros = zeroStates.has(CELL.primary) && !zeroStates.has(CELL.open);
  const isSingle = (cell: number): boolean => method !== 'none' && (areZeros ? problem.values[cell] === 0 : problem.values[cell] === 1) && problem.states[cell] !== CELL.frozen;
  const rows = [...inner.filter((cell) => !isSingle(cell)), ...inner.filter(isSingle)];
  const plain = method === 'subSum' ? rows.length : rows.filter((cell) => !isSingle(cell)).length;
  const column = (list: readonly number[]): bigint[] => rows.map((row) => BigInt(list.filter((cell) => cell === row).length));
  const primary = [...problem.states.keys()].filter((cell) => problem.states[cell] === CELL.primary);
  let targets = primary.map((cell) => column(contents[cell]!));
  if (method === 'subSum') targets.push(...contents.map((list) => list.filter(isSingle)).filter((list) => list.length > 1).map(column));
  if (method === 'subSpace') targets = targets.map((target) => target.slice(0, plain));
  const frozen = [...problem.states.keys()].filter((cell) => problem.states[cell] === CELL.frozen);
  const candidates = [...frozen, ...order];
  const columns = candidates.map((cell) => column(contents[cell]!));
  const learns = method === 'anySumNOTprimary' || (method === 'anySum' && rows.slice(plain).some((cell) => problem.states[cell] === CELL.open));
  const used = new Set<number>();
  const withheld: number[] = [];
  const support = (vector: readonly bigint[]): number[] => [...vector.keys()].filter((row) => vector[row] !== 0n);
  const isMultiple = (a: readonly bigint[], b: readonly bigint[]): boolean => {
    const [at] = support(b);
    return at !== undefined && a[at] !== 0n && b.every((value, row) => value * a[at]! === a[row]! * b[at]!);
  };
  candidates.forEach((cell, at) => {
    const own = columns[at]!;
    const terms = support(own);
    if (terms.length === 0) return;
    const isFrozen = at < frozen.length;
    let tells = !isFrozen && terms[0]! >= plain;
    if (tells && method !== 'subSpace' && new Set(terms.map((row) => own[row]! > 0n)).size > 1 && !terms.some((row) => used.has(row))) {
      tells = false;
      for (const row of terms) used.add(row);
    }
    if (tells && learns) {
      if (targets.some((target) => support(target).length > 0 && support(target).every((row) => terms.includes(row)))) withheld.push(cell);
      else for (const vector of [...columns, ...targets]) for (const row of terms) vector[row] = 0n;
      return;
    }
    if (tells || (!isFrozen && targets.some((target) => isMultiple(method === 'subSpace' ? own.slice(0, plain) : own, target)))) {
      withheld.push(cell);
      return;
    }
    const pivot = terms[0]!;
    for (const vector of [...columns.slice(at + 1), ...targets]) {
      const factor = vector[pivot] ?? 0n;
      if (factor !== 0n) for (const row of vector.keys()) vector[row] = vector[row]! * own[pivot]! - factor * own[row]!;
    }
  });
  return withheld.sort((a, b) => a - b);
}

const flat = (children: number): number[] => [-1, ...new Array<number>(children).fill(0)];
const TREES = [flat(2), flat(3), flat(4), [-1, 0, 0, 1, 1, 2, 2], [-1, 0, 0, 0, 1, 1, 1], [-1, 0, 1, 1, 1], flat(0)];
const tables = fc.tuple(
  fc.array(fc.constantFrom(...TREES), { minLength: 1, maxLength: 3 }).filter((parents) => parents.reduce((product, list) => product * list.length, 1) <= 130),
  fc.array(fc.oneof(fc.nat(3), fc.nat(20), fc.constant(0)), { minLength: 60, maxLength: 60 }),
).map(([parents, counts]) => tableOf(parents, counts, 4));
const withheldIn = (pattern: SuppressionPattern): number[] => [...pattern.secondary.keys()].filter((cell) => pattern.secondary[cell] === 1);
const run = (problem: SuppressionProblem, options: GaussOptions = {}): SuppressionPattern => gaussSuppression(options)(problem, context);
const statesWith = (problem: SuppressionProblem, state: number, where: (cell: number) => boolean): Uint8Array =>
  problem.states.map((own, cell) => (own === CELL.open && where(cell) ? state : own));

describe('suppression by elimination', () => {
  test.each(METHODS)('withholds what dense elimination of the dummy matrix withholds, singletons by %s', (singletons) => {
    fc.assert(fc.property(tables, fc.boolean(), (problem, zerosFirst) => {
      for (const order of [publishingOrder(problem, 'costs', zerosFirst), publishingOrder(problem, 'counts', zerosFirst)]) {
        expect(withheldIn(run(problem, { singletons, order, singletonsAre: 'ones' }))).toEqual(naivePattern(problem, order, singletons));
      }
    }), { numRuns: 60 });
  });

  test.each(METHODS)('also where zeros are withheld, and are the singletons, by %s', (singletons) => {
    fc.assert(fc.property(tables, (table) => {
      const problem = { ...table, states: table.values.map((value) => (value < 4 ? CELL.primary : CELL.open)) as unknown as Uint8Array };
      const order = publishingOrder(problem, 'counts', true);
      expect(withheldIn(run(problem, { singletons, order }))).toEqual(naivePattern(problem, order, singletons));
    }), { numRuns: 40 });
  });

  test('leaves no combination of published cells that is a multiple of a primary cell', () => {
    fc.assert(fc.property(tables, fc.constantFrom(...METHODS), (problem, singletons) => {
      const { secondary } = run(problem, { singletons });
      const contents = contentsOf(problem.system);
      const row = (cell: number): number[] => contents.map((_, other) => contents[cell]!.filter((part) => part === other).length);
      const published = [...secondary.keys()].filter((cell) => problem.states[cell] === CELL.open && secondary[cell] === 0).map(row);
      const rank = rankOf(published);
      for (const [cell, state] of problem.states.entries()) if (state === CELL.primary) expect(rankOf([...published, row(cell)])).toBe(rank + 1);
    }), { numRuns: 12 });
  });

  test('does not depend on how cells are numbered, when no two are wanted alike', () => {
    fc.assert(fc.property(tables, fc.array(fc.nat(), { minLength: 130, maxLength: 130 }), (table, keys) => {
      const problem = { ...table, costs: table.values.map((value, cell) => value + cell / 1000) };
      const to = Int32Array.from([...table.states.keys()].sort((a, b) => keys[a]! - keys[b]! || a - b));
      const back = <A extends Float64Array | Uint8Array>(of: A): A => of.map((_, at) => of[to.indexOf(at)]!) as A;
      const { starts, members, cells } = table.system;
      const renamed = { ...problem, system: { cells, starts, members: members.map((cell) => to[cell]!) }, values: back(problem.values), units: back(problem.units), costs: back(problem.costs), states: back(problem.states) };
      const expected = withheldIn(run(problem)).map((cell) => to[cell]!).sort((a, b) => a - b);
      expect(withheldIn(run(renamed))).toEqual(expected);
    }), { numRuns: 40 });
  });

  test('costs what its cells cost, proves nothing of others, and is the same each time', () => {
    fc.assert(fc.property(tables, (problem) => {
      const pattern = run(problem);
      expect(pattern.cost).toBe(withheldIn(pattern).reduce((sum, cell) => sum + problem.costs[cell]!, 0));
      expect(pattern.bound).toBe(0);
      expect(withheldIn(pattern).every((cell) => problem.states[cell] === CELL.open)).toBe(true);
      expect(run(problem)).toEqual(pattern);
    }), { numRuns: 20 });
  });

  test('withholds nothing where no cell is primary, nor in a table without cells', () => {
    expect(withheldIn(run(tableOf([flat(3), flat(3)], [9, 8, 7], 4)))).toEqual([]);
    expect(run(tableOf([[]], [1], 4))).toEqual({ secondary: new Uint8Array(0), cost: 0, bound: 0, uncovered: new Int32Array(0) });
  });

  test('hidden cells cover others without being counted', () => {
    const problem = tableOf([flat(3)], [1, 20, 30], 4);
    expect(withheldIn(run(problem))).toEqual([2]);
    expect(withheldIn(run({ ...problem, states: statesWith(problem, CELL.hidden, (cell) => cell === 3) }))).toEqual([]);
  });
});

describe('frozen cells', () => {
  test('are published, and others are withheld in their place', () => {
    const problem = tableOf([flat(3)], [1, 20, 30], 4);
    const pattern = run({ ...problem, states: statesWith(problem, CELL.frozen, (cell) => cell === 2) });
    expect([withheldIn(pattern), [...pattern.uncovered]]).toEqual([[3], []]);
  });
  test('that give a primary cell away leave it uncovered', () => {
    const problem = tableOf([flat(3), flat(2)], [1, 20, 30, 40, 50, 60], 4);
    const pattern = run({ ...problem, states: statesWith(problem, CELL.frozen, (cell) => cell !== 8) });
    expect([...pattern.uncovered]).toEqual([...problem.states.keys()].filter((cell) => problem.states[cell] === CELL.primary));
  });
  test('never give a cell away unnoticed', () => {
    fc.assert(fc.property(tables, fc.nat(7), (table, part) => {
      const problem = { ...table, states: statesWith(table, CELL.frozen, (cell) => cell % 8 < part) };
      const { secondary, uncovered } = run(problem, { singletons: 'none' });
      const contents = contentsOf(problem.system);
      const row = (cell: number): number[] => contents.map((_, other) => contents[cell]!.filter((part_) => part_ === other).length);
      const published = [...secondary.keys()].filter((cell) => secondary[cell] === 0 && problem.states[cell] !== CELL.primary).map(row);
      const rank = rankOf(published);
      const lost = [...problem.states.keys()].filter((cell) => problem.states[cell] === CELL.primary && rankOf([...published, row(cell)]) === rank);
      expect([...uncovered]).toEqual(lost);
    }), { numRuns: 12 });
  });
});

describe('singletons', () => {
  /** A unit alone in a cell of 1 subtracts itself: with another cell of 1 in the line, it would know that one. */
  const line = tableOf([flat(4)], [1, 1, 30, 40], 4);
  test('of counts make one more cell be withheld, since each knows its own value', () => {
    expect(withheldIn(run(line, { singletons: 'none' }))).toEqual([]);
    for (const singletons of ['anySum', 'subSum', 'subSpace'] as const) expect(withheldIn(run(line, { singletons }))).toEqual([3]);
  });
  test('a difference of singletons tells none of their sums', () => {
    // Rows (1 1 30) and (1 1 40): what the first columns differ by is told by their totals, and is a difference of ones.
    const problem = tableOf([flat(2), flat(3)], [1, 1, 30, 1, 1, 40], 4);
    const order = Int32Array.from([...problem.states.keys()].filter((cell) => problem.states[cell] === CELL.open));
    const counts = (['anySum', 'subSpace'] as const).map((singletons) => withheldIn(run(problem, { singletons, order })).length);
    expect(counts[0]).toBeLessThanOrEqual(counts[1]!);
  });

  test('of counts are the zeros where these are withheld, and what is said where something is', () => {
    const problem = tableOf([flat(4)], [0, 0, 30, 40], 4);
    const withZeros = { ...problem, states: problem.values.map((value) => (value === 0 ? CELL.primary : CELL.open)) as unknown as Uint8Array };
    expect(withheldIn(run(withZeros))).toEqual([3]);
    expect(withheldIn(run(withZeros, { singletonsAre: 'ones' }))).toEqual([]);
    const some = { ...withZeros, states: withZeros.states.map((state, cell) => (cell === 2 ? CELL.open : state)) };
    expect(withheldIn(run(some, { order: Int32Array.of(0, 4, 3, 2) }))).toEqual([2]);
  });

  const sums = { ...line, values: Float64Array.of(170, 60, 30, 40, 40), units: Float64Array.of(8, 1, 2, 2, 3), costs: Float64Array.of(170, 60, 30, 40, 41), states: Uint8Array.of(0, 1, 1, 0, 0) };
  test('of sums: two withheld cells protect each other, unless one of them is one unit', () => {
    expect(withheldIn(run(sums, { singletons: 'none' }))).toEqual([]);
    for (const singletons of ['sub2Sum', 'numFFT', 'numTTT', 'numTTTTT'] as const) expect(withheldIn(run(sums, { singletons }))).toEqual([3]);
    expect(withheldIn(run(sums, { singletons: 'numFTF' }))).toEqual([]);
  });
  test('of sums: cells of one unit are one, however many there are', () => {
    const three = { ...sums, units: Float64Array.of(8, 1, 1, 1, 5), states: Uint8Array.of(0, 1, 1, 1, 0), onlyUnit: Int32Array.of(-1, 7, 7, 9, -1) };
    expect(withheldIn(run(three, { singletons: 'numFFT' }))).toEqual([]);
    expect(withheldIn(run(three, { singletons: 'numFTT' }))).toEqual([4]);
    expect(withheldIn(run(three, { singletons: 'numFTFTT' }))).toEqual([4]);
  });
  test('of sums: a method that is not offered is refused', () => {
    for (const singletons of ['numX', 'numFFH', 'numFFFM', 'numTTTTTT', 'sum'] as SingletonMethod[]) expect(() => run(sums, { singletons })).toThrow(RangeError);
  });
});

describe('the order in which cells are published', () => {
  const problem = tableOf([flat(3)], [5, 0, 30], 4);
  test('is by cost, zeros before all others unless said', () => {
    expect([...publishingOrder(problem, 'costs', true)]).toEqual([2, 0, 3, 1]);
    expect([...publishingOrder(problem, 'costs', false)]).toEqual([0, 3, 1, 2]);
  });
  test('among equal costs is by inner cells, then by number', () => {
    expect([...publishingOrder({ ...problem, costs: problem.costs.map(() => 1) }, 'costs', false)]).toEqual([0, 1, 2, 3]);
  });
  test('may be given, and then names each open cell once', () => {
    expect([...publishingOrder(problem, Int32Array.of(3, 2, 1, 0), true)]).toEqual([3, 2, 1, 0]);
    for (const order of [[0, 1, 2], [0, 1, 2, 2], [0, 1, 2, 4]]) expect(() => publishingOrder(problem, Int32Array.from(order), true)).toThrow('order: expected the 4 open cells');
  });
  test('withholds zeros last when they come first', () => {
    const table = tableOf([flat(3)], [1, 0, 30], 4);
    expect(withheldIn(run(table))).toEqual([3]);
    expect(withheldIn(run(table, { zerosFirst: false, singletons: 'none' }))).toEqual([2]);
  });
});

test('differences of cells may be guarded like primary cells', () => {
  const problem = tableOf([flat(3)], [50, 20, 30], 4);
  const guard = { cells: Int32Array.of(0, 1), factors: Int32Array.of(1, -1) };
  // What the total leaves beside cell 1 is guarded: neither cell 1, nor both others, may be published beside the total.
  expect(withheldIn(run(problem, { alsoGuard: [guard] }))).toEqual([1, 2]);
  expect(withheldIn(run(problem))).toEqual([]);
});

describe('known answers', () => {
  test('linked tables of regions: apart nothing more is withheld, together N is', () => {
    // sdcTable @6393dfb, tests/testthat/test-linked-tables.r: counties {A B I J} {K L M N} and sizes {L M} {A B I J K N}.
    const counts = [2, 2, 8, 8, 3, 3, 3, 7];
    const groups = [[0, 1, 2, 3], [4, 5, 6, 7], [5, 6], [0, 1, 2, 3, 4, 7]];
    const sum = (list: readonly number[]): number => list.reduce((total, cell) => total + counts[cell]!, 0);
    const system = (tables: readonly (readonly [number, readonly number[]])[]): SuppressionProblem['system'] => ({
      cells: 13, starts: Int32Array.from([0, ...tables.map((_, at) => tables.slice(0, at + 1).reduce((length, [, parts]) => length + parts.length + 1, 0))]),
      members: Int32Array.from(tables.flatMap(([total, parts]) => [total, ...parts])),
    });
    const values = Float64Array.from([...counts, ...groups.map(sum), sum([...counts.keys()])]);
    const base = { ...tableOf([flat(12)], [9], 4), values, units: values, costs: values, states: values.map((value) => (value <= 3 ? CELL.primary : CELL.open)) as unknown as Uint8Array };
    const county: readonly (readonly [number, readonly number[]])[] = [[8, groups[0]!], [9, groups[1]!], [12, [8, 9]]];
    const size: readonly (readonly [number, readonly number[]])[] = [[10, groups[2]!], [11, groups[3]!], [12, [10, 11]]];
    for (const tables of [county, size]) expect(withheldIn(run({ ...base, system: system(tables) }, { singletons: 'none' }))).toEqual([]);
    expect(withheldIn(run({ ...base, system: system([...county, ...size]) }, { singletons: 'none' }))).toEqual([7]);
  });

  test('a table where each line has two withheld cells, and one of them is still told, gets one cell more', () => {
    // sdcTable @6393dfb, tests/testthat/test-simpleheuristic.R; inner cells of rows w x y z and columns a b c d.
    const inner = [30, 47, 64, 89, 90, 124, 5, 31, 92, 100, 59, 85, 800, 991, 651, 685];
    const table = tableOf([flat(4), flat(4)], inner, 0);
    const cell = (row: number, column: number): number => (row + 1) * 5 + column + 1;
    const primary = [cell(0, 0), cell(0, 1), cell(0, 2), cell(1, 0), cell(1, 2), cell(2, 1), cell(2, 3), cell(3, 1), cell(3, 3)];
    const states = table.states.map((state, at) => (primary.includes(at) ? CELL.primary : state));
    expect(withheldIn(run({ ...table, states }, { singletons: 'none' }))).toHaveLength(1);
  });
});
