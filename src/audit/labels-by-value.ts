import type { LevelColumns } from '../hierarchy/index.ts';

/**
 * Lists for each value of a hierarchy the labels that stand for it at some level, as {@link attackRows} takes them.
 *
 * @param table - a hierarchy, for example a file of `writeHierarchy` read by `readCorrespondence` with `finest: 'first'`: the
 *   coarsest level first, the values last. A gap is no label.
 * @returns labels by value.
 * @example
 * labelsByValue(readCorrespondence('34;30-39;*\n61;60-69;*\n', { finest: 'first' }));
 * // => { '34': ['*', '30-39'], '61': ['*', '60-69'] }
 */
export function labelsByValue({ levels }: LevelColumns): Readonly<Record<string, readonly string[]>> {
  const values = levels.at(-1) ?? [];
  const coarser = levels.slice(0, -1);
  return Object.fromEntries(values.flatMap((value, row) => {
    if (value === null) return [];
    return [[value, coarser.flatMap((level) => level[row] ?? [])]];
  }));
}
