// Tables of turnover that rtauargus 1.3.5 publishes with their hierarchies, as problems of suppression.
import { readFileSync } from 'node:fs';
import type { TableLayout } from '../../../src/linear/index.ts';
import { CELL, type SuppressionProblem } from '../../../src/protect/kernel/suppress/problem.ts';
import { problemOf } from './suppress-problems.ts';

/** Reads a file of comma-separated values, quotes dropped; the first line is left out. */
export function readLines(path: string): string[][] {
  return readFileSync(path, 'utf8').trim().split('\n').slice(1).map((line) => line.split(',').map((field) => field.replaceAll('"', '')));
}

/** A tree of codes from the paths from its root to each of them. */
export interface CodeTree {
  readonly numbers: ReadonlyMap<string, number>;
  readonly parents: Int32Array;
}

/** Numbers the codes of paths, level by level. */
export function codeTree(paths: readonly (readonly string[])[]): CodeTree {
  const numbers = new Map<string, number>();
  const parents: number[] = [];
  for (let level = 0; level < Math.max(...paths.map(({ length }) => length)); level++) {
    for (const path of paths) {
      const code = path[level];
      if (code === undefined || numbers.has(code)) continue;
      numbers.set(code, parents.length);
      parents.push(level === 0 ? -1 : numbers.get(path[level - 1]!)!);
    }
  }
  return { numbers, parents: Int32Array.from(parents) };
}

/** Lays out cells from the codes of each. */
export function layoutOf(trees: readonly CodeTree[], rows: readonly (readonly string[])[]): TableLayout {
  return {
    trees: trees.map(({ parents }) => ({ parents })),
    cells: Int32Array.from(rows.keys()),
    nodes: trees.map(({ numbers }, dimension) => Int32Array.from(rows, (row) => numbers.get(row[dimension]!)!)),
  };
}

/** The file of each table, and of the hierarchy of each of its dimensions; without one, codes lie under the total. */
export const PUBLISHED_TABLES: Readonly<Record<string, readonly [file: string, hierarchies: readonly (string | null)[]]>> = {
  act_size: ['turnover_act_size.csv', ['activity_corr_table.csv', null]],
  act_cj: ['turnover_act_cj.csv', ['activity_corr_table.csv', null]],
  nuts_size: ['turnover_nuts_size.csv', ['nuts23_fr_corr_table.csv', null]],
  nuts_cj: ['turnover_nuts_cj.csv', ['nuts23_fr_corr_table.csv', null]],
  act_nuts_size: ['turnover_act_nuts_size.csv', ['activity_corr_table.csv', 'nuts23_fr_corr_table.csv', null]],
};

/**
 * The problem of a table: fewer than three contributors, or one with more than 85 %, make a cell unsafe, by a tenth of its value; the value costs,
 * scaled as τ-ARGUS does; nobody takes a cell for larger than half again the largest.
 */
export function publishedProblem(folder: string, name: string): SuppressionProblem {
  const [file, hierarchies] = PUBLISHED_TABLES[name]!;
  const rows = readLines(`${folder}/${file}`);
  const trees = hierarchies.map((hierarchy, dimension) => {
    const codes = [...new Set(rows.map((row) => row[dimension]!))];
    const root = codes.find((code) => code.startsWith('Total'))!;
    const paths = hierarchy === null ? codes.filter((code) => code !== root).map((code) => [code]) : readLines(`${folder}/${hierarchy}`);
    return codeTree(paths.map((path) => [root, ...path]));
  });
  const [units, value, largest] = [0, 1, 2].map((column) => Float64Array.from(rows, (row) => Number(row[trees.length + column])));
  const most = Math.max(...value!);
  const states = Uint8Array.from(value!, (total, cell) => (units![cell]! < 3 || largest![cell]! > 0.85 * total ? CELL.primary : total === 0 ? CELL.frozen : CELL.open));
  const tenth = value!.map((total, cell) => (states[cell] === CELL.primary ? total / 10 : 0));
  return problemOf([layoutOf(trees, rows)], value!, {
    states,
    costs: value!.map((total) => Math.max(1, Math.round((total * 20_000) / most))),
    upper: value!.map(() => 1.5 * most),
    required: { below: tenth, above: tenth, width: new Float64Array(rows.length) },
    units: units!,
  });
}
