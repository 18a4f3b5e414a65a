// Small random tables with hierarchies, as the naive search and the kernels take them.
import fc from 'fast-check';
import type { ClassEntities } from '../../../../src/anonymise/kernel/wildcard-frequencies.ts';
import type { ClassTable, SensitiveCounts } from '../../../../src/anonymise/kernel/classes.ts';
import type { ColumnLevels } from '../../../../src/anonymise/kernel/column-levels.ts';
import type { UtilityMetric } from '../../../../src/anonymise/kernel/search/search-problem.ts';
import { levelsOfTable } from '../../../adult.ts';
import type { NaiveHierarchy, NaiveRow } from './naive-search.ts';

export interface SmallTable {
  readonly rows: readonly NaiveRow[];
  readonly hierarchies: readonly NaiveHierarchy[];
}

/** The metrics, and the parameters that make them others. */
export const METRICS: readonly UtilityMetric[] = [
  { metric: 'loss' }, { metric: 'loss', aggregate: 'arithmeticMean', suppressionWeight: 0.25 }, { metric: 'loss', aggregate: 'sum', suppressionWeight: 0.8 },
  { metric: 'loss', aggregate: 'max' }, { metric: 'loss', aggregate: 'rank' }, { metric: 'precision' }, { metric: 'precision', ignoresSuppression: true },
  { metric: 'entropy' }, { metric: 'entropy', ignoresSuppression: true }, { metric: 'discernibility' }, { metric: 'discernibility', ignoresSuppression: true },
  { metric: 'averageClassSize' }, { metric: 'height' },
];

const VALUES = ['a', 'b', 'c', 'd'];

/** A hierarchy over a few values: at each level some of the groups of the level below become one. */
const hierarchy: fc.Arbitrary<NaiveHierarchy> = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.array(fc.array(fc.nat(3), { minLength: 4, maxLength: 4 }), { maxLength: 2 })).map(([size, merges]) => {
  const paths = new Map(VALUES.slice(0, size).map((value) => [value, [value]]));
  merges.forEach((into, level) => {
    const groups = [...new Set([...paths.values()].map((path) => path.at(-1)!))];
    for (const path of paths.values()) path.push(`${level}${into[groups.indexOf(path.at(-1)!)]}`);
  });
  return paths;
});

/**
 * Makes tables.
 *
 * @param kind - whether several rows may be of one entity, and whether some are only in the population.
 */
export function smallTables({ entities, population }: { readonly entities: boolean; readonly population: boolean }): fc.Arbitrary<SmallTable> {
  return fc.tuple(fc.array(hierarchy, { minLength: 1, maxLength: 3 }), fc.array(fc.tuple(fc.array(fc.nat(3), { minLength: 3, maxLength: 3 }), fc.nat(2), fc.nat(5), fc.nat(3)), { maxLength: 10 }))
    .map(([hierarchies, rows]) => ({
      hierarchies,
      rows: rows.map(([values, sensitive, entity, outside], row) => ({
        values: hierarchies.map((paths, column) => VALUES[values[column]! % paths.size]!),
        sensitive: 'xyz'[sensitive]!,
        entity: entities ? String(entity) : String(row),
        inFile: !(population && outside === 0),
      })),
    }));
}

/** Lays a table out as the kernels take it. */
export function kernelTable({ rows, hierarchies }: SmallTable, kind: { readonly entities: boolean; readonly population: boolean }): { readonly classes: ClassTable; readonly columns: readonly ColumnLevels[] } {
  const levels = hierarchies.map((paths) => {
    const list = [...paths.values()];
    return levelsOfTable(list[0]!.map((_, level) => list.map((path) => path[level]!)));
  });
  const names = [...new Set(rows.map(({ values }) => values.join('|')))];
  const groups = names.map((name) => rows.filter(({ values }) => values.join('|') === name));
  const inFile = groups.map((group) => group.filter((row) => row.inFile));
  const people = [...new Set(rows.map(({ entity }) => entity))];
  const distinct = (list: readonly NaiveRow[]): number[] => [...new Set(list.map(({ entity }) => people.indexOf(entity)))];
  const rowsOf = Uint32Array.from(inFile, (group) => group.length);
  const codes = levels.map(({ codeOf }, column) => Int32Array.from(groups, (group) => codeOf.get(group[0]!.values[column]!)!));
  const sensitiveValues = sensitiveValuesOf(rows);
  const pairs = inFile.map((group) => sensitiveValues.map((value) => group.filter(({ sensitive }) => sensitive === value)).map((list, value) => ({ value, list })).filter(({ list }) => list.length > 0));
  const count = (list: readonly NaiveRow[]): number => (kind.entities ? distinct(list).length : list.length);
  const sensitive: SensitiveCounts = {
    starts: startsOf(pairs.map((list) => list.length)),
    values: Int32Array.from(pairs.flat(), ({ value }) => value),
    counts: Uint32Array.from(pairs.flat(), ({ list }) => count(list)),
    totals: Uint32Array.from(sensitiveValues, (value) => count(rows.filter((row) => row.inFile && row.sensitive === value))),
    entities: kind.entities ? entitiesOf(pairs.flat().map(({ list }) => distinct(list)), people.length) : null,
  };
  return {
    columns: levels.map(({ columns }) => columns),
    classes: {
      codes, rowsOf,
      sizes: kind.entities ? Uint32Array.from(inFile, (group) => distinct(group).length) : rowsOf,
      entities: kind.entities ? entitiesOf(inFile.map(distinct), people.length) : null,
      populationSizes: kind.population ? Uint32Array.from(groups, (group) => group.length) : null,
      sensitive: [sensitive],
    },
  };
}

/** The values that the sensitive column has in the file, in the order of their codes. */
export function sensitiveValuesOf(rows: readonly NaiveRow[]): string[] {
  return [...new Set(rows.filter(({ inFile }) => inFile).map(({ sensitive }) => sensitive))].sort();
}

function startsOf(lengths: readonly number[]): Int32Array {
  const starts = new Int32Array(lengths.length + 1);
  lengths.forEach((length, place) => (starts[place + 1] = starts[place]! + length));
  return starts;
}

function entitiesOf(lists: readonly (readonly number[])[], entityCount: number): ClassEntities {
  return { starts: startsOf(lists.map(({ length }) => length)), entities: Int32Array.from(lists.flat()), entityCount };
}
