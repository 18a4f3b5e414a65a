import type { ColumnType } from '../core/column-type.ts';
import { PlanError } from '../core/errors.ts';
import {
  ageHierarchy, dateHierarchy, diagnosisHierarchy, frequencyHierarchy, intervalHierarchy, levelColumns, lineOfRow, medicineHierarchy, orderHierarchy, placeHierarchy,
  prefixHierarchy, readCorrespondence, readHrc, tableHierarchy, type HierarchyRules,
} from '../hierarchy/index.ts';
import type { ColumnGeneralisation, TableGeneralisation } from './generalisation.ts';

/** What is written where a value is not told. */
export const SUPPRESSED: string = '*';

/** A hierarchy, and what of a value it works on: its text, its number, or its day since 1970-01-01. */
export type HierarchyOf =
  | { readonly reads: 'text'; readonly rules: HierarchyRules<string> }
  | { readonly reads: 'number' | 'day'; readonly rules: HierarchyRules<number> };

const NUMBERS: readonly string[] = ['int32', 'int64', 'float64', 'decimal'];
const TEXT: readonly string[] = ['utf8'];
const ANY: readonly string[] = [...TEXT, ...NUMBERS, 'bool', 'date', 'timestamp'];

/** Types of columns that each hierarchy is for, decimals by their name alone. */
export const GENERALISED_TYPES: Readonly<Record<ColumnGeneralisation['hierarchy'], readonly string[]>> = Object.freeze({
  intervals: NUMBERS,
  ages: NUMBERS,
  dates: ['date', 'timestamp'],
  geography: TEXT,
  cim10: TEXT,
  atc: TEXT,
  prefixes: TEXT,
  order: ANY,
  frequency: ANY,
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
 * @param countOf - how often a value occurs, for a hierarchy that asks.
 * @returns the hierarchy.
 * @throws {PlanError} `PLAN_OUT_OF_RANGE` if it contradicts itself; a table is named by line and level, never by its values.
 */
export function hierarchyOf(generalisation: ColumnGeneralisation, type: ColumnType, path: string, countOf: (value: string) => number = () => 0): HierarchyOf {
  const text = (rules: HierarchyRules<string>): HierarchyOf => ({ reads: 'text', rules });
  try {
    switch (generalisation.hierarchy) {
      case 'intervals':
        return { reads: 'number', rules: intervalHierarchy(generalisation, isWhole(type)) };
      case 'ages':
        return { reads: 'number', rules: ageHierarchy(generalisation) };
      case 'dates':
        return { reads: 'day', rules: dateHierarchy(generalisation) };
      case 'geography':
        return text(placeHierarchy(generalisation.from, generalisation.levels));
      case 'cim10':
        return text(diagnosisHierarchy(generalisation.levels));
      case 'atc':
        return text(medicineHierarchy(generalisation.lengths));
      case 'prefixes':
        return text(prefixHierarchy(generalisation.lengths, generalisation.keepLength ?? false));
      case 'order':
        return text(orderHierarchy(generalisation));
      case 'frequency':
        return text(frequencyHierarchy(generalisation.minCounts, countOf, SUPPRESSED));
      case 'levels':
        return text(tableOf(generalisation));
      case 'none':
        return text(NOTHING);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const [, option, message] = /^(?:(\w+(?:\[\d+\])?): )?(.*)$/s.exec(error.message)!;
    // A message without option is about a table; one that is text is an option of its own.
    const at = [path, option ?? ['csv', 'hrc'].find((form) => form in generalisation) ?? ''].filter((part) => part !== '').join('.');
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
