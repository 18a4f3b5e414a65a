// Classes as lists of plain rows: what merging, rolling up and labelling must come to.
import type { ClassTable } from '../../../../src/anonymise/kernel/classes.ts';

/** A class in words: rows, units, and for each value of its sensitive column the units that have it. */
export interface ToldClass {
  readonly codes: readonly number[];
  readonly rows: number;
  readonly units: number;
  readonly population: number | null;
  readonly entities: readonly number[] | null;
  readonly values: readonly string[];
}

/** Tells classes one by one. */
export function toldClasses({ codes, rowsOf, sizes, entities, populationSizes, sensitive }: ClassTable): ToldClass[] {
  return Array.from(rowsOf, (rows, index) => ({
    codes: codes.map((column) => column[index]!),
    rows,
    units: sizes[index]!,
    population: populationSizes?.[index] ?? null,
    entities: entities === null ? null : [...entities.entities.subarray(entities.starts[index], entities.starts[index + 1])].sort((one, other) => one - other),
    values: sensitive.flatMap((column) => {
      const told: string[] = [];
      for (let place = column.starts[index]!; place < column.starts[index + 1]!; place++) {
        const behind = column.entities === null ? '' : ` of ${[...column.entities.entities.subarray(column.entities.starts[place], column.entities.starts[place + 1])].sort((one, other) => one - other).join('+')}`;
        told.push(`${column.values[place]!}×${column.counts[place]!}${behind}`);
      }
      return told;
    }),
  }));
}
