import type { HierarchyRules } from './hierarchy-rules.ts';
import { tableHierarchy } from './level-table.ts';

/** Values in an order, and which neighbours become one. */
export interface OrderForm {
  /** The values, in their order. */
  readonly values: readonly string[];
  /** At each level how many values make a group: one number for all groups, the last of which may be smaller, or one for each. */
  readonly groups: readonly (number | readonly number[])[];
  /** Names of the groups, by level; without them a group is named `first to last`, a group of one by its value. */
  readonly labels?: readonly (readonly string[])[];
}

/**
 * Generalises values that have an order, such as grades, to groups of neighbours.
 *
 * @param form - see {@link OrderForm}.
 * @returns the hierarchy; its leaves are the values given.
 * @throws {RangeError} if the groups are not all values, do not nest, or two have one name; values are named by their place.
 * @example
 * const { levels } = orderHierarchy({ values: ['none', 'mild', 'severe'], groups: [[1, 2]] });
 * levels[0].group('severe'); // => 'mild to severe'
 */
export function orderHierarchy({ values, groups, labels }: OrderForm): HierarchyRules<string> {
  if (labels !== undefined && labels.length !== groups.length) throw new RangeError(`labels: expected names for ${groups.length} levels, got ${labels.length}`);
  const columns = groups.map((sizes, level) => namesOf(values, sizesOf(sizes, values.length, level), labels?.[level], level));
  return tableHierarchy({ levels: [...columns.toReversed(), values] }, (row) => `values[${row}]`);
}

function sizesOf(sizes: number | readonly number[], total: number, level: number): readonly number[] {
  const all = typeof sizes === 'number' && sizes >= 1 ? Array.from({ length: Math.ceil(total / sizes) }, (_, group) => Math.min(sizes, total - group * sizes)) : sizes;
  if (typeof all === 'number') throw new RangeError(`groups[${level}]: expected a whole number above 0, got ${all}`);
  const sum = all.reduce((counted, size) => counted + size, 0);
  if (sum !== total || all.some((size) => !(Number.isSafeInteger(size) && size >= 1))) throw new RangeError(`groups[${level}]: expected whole numbers above 0 that add up to ${total}, got ${sum}`);
  return all;
}

function namesOf(values: readonly string[], sizes: readonly number[], given: readonly string[] | undefined, level: number): string[] {
  if (given !== undefined && given.length !== sizes.length) throw new RangeError(`labels[${level}]: expected ${sizes.length} names, got ${given.length}`);
  let end = 0;
  const names = sizes.map((size, group) => {
    end += size;
    return given?.[group] ?? (size === 1 ? values[end - 1]! : `${values[end - size]!} to ${values[end - 1]!}`);
  });
  if (new Set(names).size < names.length) throw new RangeError(`labels[${level}]: expected a name of its own for each group`);
  return names.flatMap((name, group) => Array.from({ length: sizes[group]! }, () => name));
}
