import type { ColumnType } from '../core/column-type.ts';
import { PlanError } from '../core/errors.ts';
import { intervalHierarchy, levelColumns, lineOfRow, prefixHierarchy, readCorrespondence, readHrc, tableHierarchy, type HierarchyRules } from '../hierarchy/index.ts';
import type { ColumnGeneralisation, TableGeneralisation } from './generalisation.ts';

/** A hierarchy, and what of a value it works on: its text, or a number. */
export type HierarchyOf =
  | { readonly reads: 'text'; readonly rules: HierarchyRules<string> }
  | { readonly reads: 'number'; readonly rules: HierarchyRules<number> };

const NUMBERS: readonly string[] = ['int32', 'int64', 'float64', 'decimal'];
const TEXT: readonly string[] = ['utf8'];
const ANY: readonly string[] = [...TEXT, ...NUMBERS, 'bool', 'date', 'timestamp'];

/** Types of columns that each hierarchy is for, decimals by their name alone. */
export const GENERALISED_TYPES: Readonly<Record<ColumnGeneralisation['hierarchy'], readonly string[]>> = Object.freeze({
  intervals: NUMBERS,
  prefixes: TEXT,
  levels: ANY,
  none: ANY,
});

const NOTHING: HierarchyRules<string> = { levels: [], listed: 0, isListed: () => false, top: null };

/**
 * Makes the hierarchy that a plan describes.
 *
 * @param generalisation - see {@link ColumnGeneralisation}.
 * @param type - type of the column.
 * @param path - where the description stands.
 * @returns the hierarchy.
 * @throws {PlanError} `PLAN_OUT_OF_RANGE` if it contradicts itself; a table is named by line and level, never by its values.
 */
export function hierarchyOf(generalisation: ColumnGeneralisation, type: ColumnType, path: string): HierarchyOf {
  try {
    switch (generalisation.hierarchy) {
      case 'intervals':
        return { reads: 'number', rules: intervalHierarchy(generalisation, isWhole(type)) };
      case 'prefixes':
        return { reads: 'text', rules: prefixHierarchy(generalisation.lengths, generalisation.keepLength ?? false) };
      case 'levels':
        return { reads: 'text', rules: tableOf(generalisation) };
      case 'none':
        return { reads: 'text', rules: NOTHING };
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const [, option, message] = /^(?:(\w+(?:\[\d+\])?): )?(.*)$/s.exec(error.message)!;
    // A message without option is about the text of a table.
    const at = [path, option ?? ('csv' in generalisation ? 'csv' : 'hrc')].filter((part) => part !== '').join('.');
    throw new PlanError([{ code: 'PLAN_OUT_OF_RANGE', path: at, message: message! }]);
  }
}

function isWhole(type: ColumnType): boolean {
  return type === 'int32' || type === 'int64' || /^decimal\(\d+,0\)$/.test(type);
}

function tableOf({ rows, csv, separator, hrc, leadString }: TableGeneralisation): HierarchyRules<string> {
  if (csv !== undefined) {
    return tableHierarchy(readCorrespondence(csv, { ...(separator === undefined ? {} : { separator }), finest: 'first' }), (row) => `line ${lineOfRow(csv, row)}`);
  }
  if (hrc !== undefined) return tableHierarchy(levelColumns(readHrc(hrc, leadString)));
  const width = rows?.[0]?.length ?? 0;
  const uneven = rows?.findIndex(({ length }) => length !== width) ?? -1;
  if (uneven >= 0) throw new RangeError(`rows[${uneven}]: expected ${width} values, got ${rows![uneven]!.length}`);
  const levels = Array.from({ length: width }, (_, level) => rows!.map((row) => row[width - 1 - level]!));
  return tableHierarchy({ levels }, (row) => `rows[${row}]`);
}
