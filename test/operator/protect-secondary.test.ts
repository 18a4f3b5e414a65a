import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aggregate } from '../../src/aggregate/index.ts';
import { rebatch, type Dataset } from '../../src/core/dataset.ts';
import { DataError, PlanError, ProtectionError } from '../../src/core/errors.ts';
import { cellTableOf } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, pipe, type Findings } from '../../src/core/operator.ts';
import { protect, type ProtectOptions } from '../../src/protect/index.ts';
import { sort } from '../../src/shape/index.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const SCHEMA = schemaOf({
  person: { type: 'utf8', role: 'entity' }, area: { type: 'utf8', role: 'attribute' }, sex: { type: 'utf8', role: 'quasiIdentifier' }, cost: { type: 'int32', role: 'measure', nullable: false },
});

/** Stays by area (rows) and sex (columns), of as many persons, at 10 each. */
function stays(counts: Readonly<Record<string, readonly number[]>>, sexes: readonly string[] = ['a', 'b', 'c', 'd']): Dataset {
  const rows = Object.entries(counts).flatMap(([area, line]) => line.flatMap((count, place) =>
    Array.from({ length: count }, (_, index): Row => [`${area}${place}-${index}`, area, sexes[place]!, 10])));
  return tableOf(SCHEMA, rows);
}

const counted = (rows: Dataset, margins = ['area', 'sex']): Dataset => pipe(rows, aggregate({ dimensions: ['area', 'sex'], margins, entity: null, statistics: [] }));

const EXACT: ProtectOptions = {
  rules: [{ rule: 'minimumFrequency', minCount: 11, on: 'rows' }], zeros: 'publish', status: true, secondary: { method: 'gauss', requiredInterval: 'exactDisclosure' },
};
const WIDE: ProtectOptions = { ...EXACT, secondary: { method: 'gauss', requiredInterval: { reachesMinCount: true, minWidth: 3 } } };

async function run(cells: Dataset, options: ProtectOptions): Promise<{ rows: Value[][]; findings: Findings }> {
  const all: Findings[] = [];
  const rows = await rowsOf(applyOperator(cells, protect(options), { fold: IN_MEMORY, onFindings: (found) => all.push(found) }).rows);
  return { rows, findings: all.at(-1)! };
}

/** Cells by name, with what is published of them and their status. */
const named = (rows: readonly Value[][]): Map<string, readonly [count: Value, status: Value]> =>
  new Map(rows.map((row) => [`${row[2] === true ? '.' : String(row[0])}${row[3] === true ? '.' : String(row[1])}`, [row[4]!, row.at(-1)!]]));

describe('protect with secondary suppression', () => {
  test('withholds a second cell of the line and of the column, and their meeting point', async () => {
    const { rows, findings } = await run(counted(stays({ x: [5, 30, 40], y: [25, 60, 70], z: [90, 80, 75] })), EXACT);
    const cells = named(rows);
    expect(cells.get('xa')).toEqual([null, 'primary:minimumFrequency']);
    expect([...cells].filter(([, [, status]]) => status === 'secondary').map(([name]) => name).sort()).toEqual(['xb', 'ya', 'yb']);
    expect(cells.get('..')).toEqual([475n, 'safe']);
    expect(findings).toMatchObject({ cells: 16, published: 12, withheld: 4, secondary: 3, differencing: 'attacked', method: 'gauss', attack: { attacks: 1, statistics: ['rows'] } });
  });

  test('catches the table in which two cells in every line are withheld and one is certain all the same', async () => {
    // sdcTable's table: with w|a,b,c x|a,c y|b,d z|b,d withheld, w|b is 47 whatever the others are.
    const counts = { w: [30, 47, 64, 89], x: [90, 124, 5, 31], y: [92, 100, 59, 85], z: [800, 991, 651, 685] };
    const withhold = ['w a', 'w b', 'w c', 'x a', 'x c', 'y b', 'y d', 'z b', 'z d'];
    const manual = withhold.map((cell) => ({ categories: { area: cell[0]!, sex: cell[2]! }, decision: 'withhold' as const }));
    const { rows, findings } = await run(counted(stays(counts)), { ...EXACT, rules: [{ rule: 'manual', cells: manual }] });
    expect(findings).toMatchObject({ secondary: 1 });
    expect(rows.filter((row) => row.at(-1) === 'primary:manual')).toHaveLength(9);
  });

  test('gives an attacker no narrower interval than is required, found by trying all tables', async () => {
    const counts = { x: [2, 12, 14], y: [13, 11, 15] };
    const { rows } = await run(counted(stays(counts)), WIDE);
    const seen = named(rows);
    const withheld = (name: string): boolean => seen.get(name)![0] === null;
    const possible = new Set<number>();
    // Withheld cells of the two lines take every value from 1 to 60; the margins that are published decide.
    const value = (name: string): number => Number(seen.get(name)![0]);
    const free = (name: string): number[] => (withheld(name) ? Array.from({ length: 60 }, (_, index) => index + 1) : [value(name)]);
    const holds = (name: string, sum: number): boolean => withheld(name) || value(name) === sum;
    for (const xa of free('xa')) for (const xb of free('xb')) for (const xc of free('xc')) {
      if (!holds('x.', xa + xb + xc)) continue;
      for (const ya of free('ya')) {
        if (!holds('.a', xa + ya)) continue;
        for (const yb of free('yb')) {
          if (!holds('.b', xb + yb)) continue;
          for (const yc of free('yc')) if (holds('.c', xc + yc) && holds('y.', ya + yb + yc) && holds('..', xa + xb + xc + ya + yb + yc)) possible.add(xa);
        }
      }
    }
    expect(Math.max(...possible)).toBeGreaterThanOrEqual(11);
    expect(Math.min(...possible)).toBeLessThan(2);
  });

  test('persons and stays are attacked together: who is counted once in a total gives nothing away', async () => {
    const rows: Row[] = [];
    const add = (person: string, area: string, sex: string, times: number): void => {
      for (let time = 0; time < times; time++) rows.push([person, area, sex, 10]);
    };
    for (let index = 0; index < 30; index++) for (const area of ['x', 'y', 'z']) add(`p${index}`, area, index % 2 === 0 ? 'a' : 'b', 2);
    add('q', 'x', 'a', 12);
    for (let index = 0; index < 4; index++) add(`r${index}`, 'y', 'c', 5);
    for (let index = 0; index < 20; index++) add(`s${index}`, 'z', 'c', 1);
    const cells = pipe(tableOf(SCHEMA, rows), aggregate({ dimensions: ['area', 'sex'], margins: ['area', 'sex'], entity: 'person', statistics: [{ kind: 'sum', of: 'cost' }] }));
    const { rows: found, findings } = await run(cells, { ...EXACT, rules: [{ rule: 'minimumFrequency', minCount: 11, on: 'entities' }] });
    expect(findings).toMatchObject({ attack: { statistics: ['rows', 'entities', 'costSum'] } });
    for (const row of found) if (row.at(-1) !== 'safe') expect(row.slice(4, 7)).toEqual([null, null, null]);
    expect(found.filter((row) => row.at(-1) === 'primary:minimumFrequency')).toHaveLength(1);
    expect(Number(findings['secondary'])).toBeGreaterThanOrEqual(2);
  });

  test('dominance asks for as much around a sum as its formula says', async () => {
    const rows: Row[] = ['x', 'y', 'z'].flatMap((area) => ['a', 'b', 'c'].flatMap((sex) =>
      Array.from({ length: 12 }, (_, index): Row => [`${area}${sex}${index}`, area, sex, area === 'x' && sex === 'a' && index === 0 ? 900 : 10])));
    const cells = pipe(tableOf(SCHEMA, rows), aggregate({
      dimensions: ['area', 'sex'], margins: ['area', 'sex'], entity: 'person', statistics: [{ kind: 'sum', of: 'cost' }, { kind: 'largest', of: 'cost', count: 2 }, { kind: 'absoluteSum', of: 'cost' }],
    }));
    const { rows: found, findings } = await run(cells, { ...EXACT, rules: [{ rule: 'dominance', contributors: 1, maxShare: 0.85 }], secondary: { method: 'gauss', requiredInterval: 'exactDisclosure', cost: { sumOf: 'cost' } } });
    expect(named(found).get('xa')![1]).toBe('primary:dominance');
    // 100 / 85 × 900 − 1010 is 48.8: more than the 120 that one cell of the same column can give is not needed.
    expect(findings).toMatchObject({ differencing: 'attacked' });
    expect(Number(findings['secondary'])).toBeGreaterThanOrEqual(3);
  });

  test('does not depend on the order of the cells or the cut of the batches', async () => {
    const cells = counted(stays({ x: [5, 30, 40, 7], y: [25, 60, 2, 70], z: [90, 80, 75, 33] }));
    const plain = named((await run(cells, WIDE)).rows);
    expect(named((await run(rebatch(cells, 3), WIDE)).rows)).toEqual(plain);
    const turned = pipe(cells, sort({ by: [{ column: 'rows', direction: 'descending' }] }));
    const inTurn = named((await run(turned, WIDE)).rows);
    expect(inTurn.size).toBe(plain.size);
    for (const [name, cell] of plain) expect(inTurn.get(name)).toEqual(cell);
  });

  test('leaves no withheld cell of a random table certain, whoever adds and subtracts', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.array(fc.integer({ min: 0, max: 25 }), { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 4 }), async (lines) => {
      const counts = Object.fromEntries(lines.map((line, place) => [`r${place}`, line]));
      const outcome = await run(counted(stays(counts)), EXACT).catch((error: unknown) => error);
      if (outcome instanceof ProtectionError) return;
      const { rows } = outcome as { rows: Value[][] };
      const seen = named(rows);
      const names = [...Object.keys(counts).flatMap((line) => ['a', 'b', 'c', '.'].map((column) => `${line}${column}`)), '.a', '.b', '.c', '..'].filter((name) => seen.has(name));
      const known = new Map(names.map((name) => [name, seen.get(name)![0]]));
      // The classic attack: a line of which one cell is missing gives it; then again.
      const groups = [...Object.keys(counts), ''].map((line) => (line === '' ? ['.a', '.b', '.c', '..'] : ['a', 'b', 'c', '.'].map((column) => `${line}${column}`)))
        .concat(['a', 'b', 'c', '.'].map((column) => [...Object.keys(counts).map((line) => `${line}${column}`), `.${column}`]))
        .map((group) => group.filter((name) => known.has(name)));
      for (const group of groups) expect(group.filter((name) => known.get(name) === null).length).not.toBe(1);
    }), { numRuns: 40, seed: 7 });
  });

  test('refuses when nothing is left to cover a cell, and says which rule wanted it', async () => {
    const cells = counted(stays({ x: [5, 30], y: [25, 60] }));
    const frozen = ['x .', 'y .', '. a', '. b', '. .', 'x b', 'y a', 'y b'].map((cell) => ({
      categories: { ...(cell[0] === '.' ? {} : { area: cell[0]! }), ...(cell[2] === '.' ? {} : { sex: cell[2]! }) }, decision: 'publish' as const,
    }));
    const options: ProtectOptions = { ...EXACT, rules: [...EXACT.rules!, { rule: 'manual', cells: frozen }] };
    await expect(run(cells, options)).rejects.toThrow(ProtectionError);
    await expect(run(cells, options)).rejects.toThrow(/1 withheld cells could be worked out.*minimumFrequency 11 on rows/);
  });

  test('refuses cells that must be published and are unsafe', async () => {
    const options: ProtectOptions = { ...EXACT, rules: [...EXACT.rules!, { rule: 'manual', cells: [{ categories: { area: 'x', sex: 'a' }, decision: 'publish' }] }] };
    await expect(run(counted(stays({ x: [5, 30], y: [25, 60] })), options)).rejects.toThrow('PROTECTION_UNSAFE_CELL');
  });

  test('refuses totals that are not the sum of their parts', async () => {
    const cells = counted(stays({ x: [15, 30], y: [25, 60] }));
    const [whole] = [await rowsOf(cells)];
    const broken = tableOf(cells.schema, whole.map((row, place) => (place === 0 ? [...row.slice(0, 4), 16n] : row)) as Row[]);
    await expect(run(broken, EXACT)).rejects.toThrow(DataError);
    await expect(run(broken, EXACT)).rejects.toThrow('2 totals are not the sum of their parts');
  });

  test('without totals there is nothing to attack from, and nothing more is withheld', async () => {
    const { findings } = await run(counted(stays({ x: [5, 30], y: [25, 60] }), []), EXACT);
    expect(findings).toMatchObject({ withheld: 1, secondary: 0, differencing: 'attacked' });
  });

  test('an empty table passes', async () => {
    const { rows, findings } = await run(counted(stays({})), EXACT);
    expect(rows).toEqual([]);
    expect(findings).toMatchObject({ cells: 0, withheld: 0 });
  });

  test('the schema says that the table was attacked, and only then', () => {
    const cells = counted(stays({}));
    expect(cellTableOf(protect(EXACT).outputSchema(cells.schema))).toMatchObject({ attacked: true });
    const { rules } = EXACT;
    expect(cellTableOf(protect({ rules: rules! }).outputSchema(cells.schema))).not.toHaveProperty('attacked');
  });

  test('what may be worked out has no default', () => {
    expect(() => protect({ ...EXACT, secondary: { method: 'gauss' } as never })).toThrow(PlanError);
    expect(() => protect({ ...EXACT, secondary: { method: 'magic', requiredInterval: 'exactDisclosure' } as never })).toThrow(PlanError);
  });
});
