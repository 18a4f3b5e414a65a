import type { LevelColumns } from './code-tree.ts';
import type { HierarchyRules } from './hierarchy-rules.ts';

/**
 * Generalises values by a table: a row per value, with what stands for it at each level.
 *
 * @param table - values by level, the coarsest level first; the last level has the values themselves.
 * @param nameRow - names a row by its number from 0, for messages; `row 1` when omitted.
 * @returns the hierarchy; its leaves are the rows.
 * @throws {RangeError} naming row and level (0 for the values): a value without a name at some level, a value that stands twice,
 *   values that one level unites and a higher level parts.
 * @remarks O(rows · levels) time and memory.
 * @example
 * const { levels } = tableHierarchy({ levels: [['*', '*'], ['North', 'South'], ['Lille', 'Nice']] });
 * levels[0].group('Nice'); // => 'South'
 */
export function tableHierarchy({ levels }: LevelColumns, nameRow: (row: number) => string = (row) => `row ${row + 1}`): HierarchyRules<string> {
  const columns = levels.toReversed();
  const rows = columns[0]?.length ?? 0;
  columns.forEach((column, level) => {
    if (column.length !== rows) throw new RangeError(`level ${level}: expected ${rows} values, got ${column.length}`);
    const gap = column.indexOf(null);
    if (gap >= 0) throw new RangeError(`${nameRow(gap)}, level ${level}: expected a value`);
  });
  const [values = [], ...above] = columns as readonly (readonly string[])[];
  const last = above.at(-1);
  const rowOf = new Map<string, number>();
  values.forEach((value, row) => {
    const known = rowOf.get(value);
    if (known !== undefined) throw new RangeError(`${nameRow(row)}: the value stands in ${nameRow(known)} already`);
    rowOf.set(value, row);
  });
  return {
    levels: above.map((column, index) => levelRule((columns as readonly (readonly string[])[])[index]!, column, index + 1, nameRow)),
    listed: rows,
    isListed: (value) => rowOf.has(value),
    top: last !== undefined && new Set(last).size === 1 ? last[0]! : null,
  };
}

function levelRule(below: readonly string[], column: readonly string[], level: number, nameRow: (row: number) => string): HierarchyRules<string>['levels'][number] {
  const groupOf = new Map<string, string>();
  const rowOf = new Map<string, number>();
  const sizes = new Map<string, number>();
  column.forEach((name, row) => {
    const finer = below[row]!;
    const known = groupOf.get(finer);
    if (known !== undefined && known !== name) throw new RangeError(`${nameRow(row)}, level ${level}: values that level ${level - 1} unites in ${nameRow(rowOf.get(finer)!)} come apart`);
    if (known === undefined) {
      groupOf.set(finer, name);
      rowOf.set(finer, row);
    }
    sizes.set(name, (sizes.get(name) ?? 0) + 1);
  });
  return { group: (name) => groupOf.get(name) ?? null, label: (name) => name, listed: (name) => sizes.get(name)! };
}
