// The census of 1994 as ARX tests with it: rows as classes, hierarchies as levels, for tests of the search.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClassTable, SensitiveCounts } from '../src/anonymise/kernel/classes.ts';
import type { ColumnLevels } from '../src/anonymise/kernel/column-levels.ts';
import { readCorrespondence } from '../src/hierarchy/index.ts';

/** Where the files are, below the shared data. */
export const ADULT = 'microdata/arx/adult.csv';

/** The order of quasi-identifiers in ARX's tests. */
export const ADULT_COLUMNS = ['sex', 'age', 'race', 'marital-status', 'education', 'native-country', 'workclass', 'occupation', 'salary-class'] as const;

export interface AdultTable {
  readonly classes: ClassTable;
  readonly columns: readonly ColumnLevels[];
  /** Values of the sensitive column, in the order of their codes. */
  readonly sensitiveValues: readonly string[];
  readonly rows: number;
}

/** Reads a table of ARX's: fields by row, after the names. */
export function readRows(path: string): { readonly names: readonly string[]; readonly rows: readonly (readonly string[])[] } {
  const [names, ...rows] = readFileSync(path, 'utf8').trim().split(/\r?\n/).map((line) => line.split(';'));
  return { names: names!, rows };
}

/** Reads the hierarchy of a column, with a code for each of its leaves, whether or not it occurs. */
export function readLevels(path: string): { readonly columns: ColumnLevels; readonly codeOf: ReadonlyMap<string, number> } {
  const table = readCorrespondence(readFileSync(path, 'utf8'), { finest: 'first' }).levels.toReversed() as string[][];
  return levelsOfTable(table);
}

/** Makes levels of a table, the finest level first. */
export function levelsOfTable(table: readonly (readonly string[])[]): { readonly columns: ColumnLevels; readonly codeOf: ReadonlyMap<string, number> } {
  const labels = table.map((level) => [...new Set(level)]);
  const places = labels.map((names) => new Map(names.map((name, code) => [name, code])));
  const codes = table.map((level, place) => Int32Array.from(level, (name) => places[place]!.get(name)!));
  const leaves = codes.map((level, place) => {
    const counts = new Float64Array(labels[place]!.length);
    for (const code of level) counts[code]!++;
    return counts;
  });
  return { columns: { codes, labels, leaves, domain: table[0]!.length }, codeOf: places[0]! };
}

/**
 * Makes classes of rows, counted with a plain map.
 *
 * @param rows - codes of quasi-identifiers by row.
 * @param sensitive - a code per row, or nothing.
 * @param inFile - whether a row is in the file; those that are not are population only. Without it all are, and there is no population.
 */
export function classesOf(rows: readonly (readonly number[])[], sensitive: readonly number[] | null = null, inFile: readonly boolean[] | null = null): ClassTable {
  const columns = rows[0]?.length ?? 0;
  const places = new Map<string, number>();
  const classOf = rows.map((row) => {
    const name = row.join();
    if (!places.has(name)) places.set(name, places.size);
    return places.get(name)!;
  });
  const codes = Array.from({ length: columns }, () => new Int32Array(places.size));
  rows.forEach((row, index) => {
    row.forEach((code, column) => (codes[column]![classOf[index]!] = code));
  });
  const rowsOf = new Uint32Array(places.size);
  const populationSizes = inFile === null ? null : new Uint32Array(places.size);
  classOf.forEach((place, row) => {
    if (inFile?.[row] ?? true) rowsOf[place]!++;
    if (populationSizes !== null) populationSizes[place]!++;
  });
  return { codes, rowsOf, sizes: rowsOf, entities: null, populationSizes, sensitive: sensitive === null ? [] : [sensitiveCounts(classOf, sensitive, places.size, inFile)] };
}

function sensitiveCounts(classOf: readonly number[], sensitive: readonly number[], classes: number, inFile: readonly boolean[] | null): SensitiveCounts {
  const counted = Array.from({ length: classes }, () => new Map<number, number>());
  const totals = new Uint32Array(sensitive.reduce((most, code) => Math.max(most, code + 1), 0));
  sensitive.forEach((code, row) => {
    if (!(inFile?.[row] ?? true)) return;
    totals[code]!++;
    const counts = counted[classOf[row]!]!;
    counts.set(code, (counts.get(code) ?? 0) + 1);
  });
  const pairs = counted.map((counts) => [...counts].sort(([one], [other]) => one - other));
  const starts = new Int32Array(classes + 1);
  pairs.forEach((list, place) => (starts[place + 1] = starts[place]! + list.length));
  return { starts, values: Int32Array.from(pairs.flat(), ([value]) => value), counts: Uint32Array.from(pairs.flat(), ([, count]) => count), totals, entities: null };
}

/**
 * Reads adult.csv as the tests of ARX set it up.
 *
 * @param data - path of the file, beside its hierarchies.
 * @param sensitive - the column that is sensitive rather than a quasi-identifier, if any.
 * @param subset - path of the file whose rows are in the file; adult.csv is then the population.
 */
export function readAdult(data: string, sensitive: string | null = null, subset: string | null = null): AdultTable {
  const { names, rows } = readRows(data);
  const kept = ADULT_COLUMNS.filter((name) => name !== sensitive);
  const read = kept.map((name) => readLevels(join(data, '..', `adult_hierarchy_${name}.csv`)));
  const places = kept.map((name) => names.indexOf(name));
  const codes = rows.map((row) => places.map((place, column) => read[column]!.codeOf.get(row[place]!)!));
  const values = sensitive === null ? [] : [...new Set(rows.map((row) => row[names.indexOf(sensitive)]!))].sort();
  const sensitiveCodes = sensitive === null ? null : rows.map((row) => values.indexOf(row[names.indexOf(sensitive)]!));
  const inFile = subset === null ? null : membersOf(rows, readRows(subset).rows);
  const classes = classesOf(codes, sensitiveCodes, inFile);
  return { classes, columns: read.map(({ columns }) => columns), sensitiveValues: values, rows: classes.rowsOf.reduce((sum, count) => sum + count, 0) };
}

/** Marks, for each row of a subset, one row of the table that is equal to it. */
function membersOf(rows: readonly (readonly string[])[], subset: readonly (readonly string[])[]): boolean[] {
  const waiting = new Map<string, number>();
  for (const row of subset) waiting.set(row.join(';'), (waiting.get(row.join(';')) ?? 0) + 1);
  return rows.map((row) => {
    const left = waiting.get(row.join(';')) ?? 0;
    if (left > 0) waiting.set(row.join(';'), left - 1);
    return left > 0;
  });
}
