import type { ColumnLevels } from '../column-levels.ts';
import type { Axis } from './axis.ts';
import type { Parts } from './cut-parts.ts';

/** How a part of an axis is written. */
export type AxisLabels =
  /** As `[first, last]` of its values; `null` is the name of a missing value, and `apart` lists what has no place between two others. */
  | { readonly kind: 'interval'; readonly names: readonly (string | null)[]; readonly apart: readonly string[] }
  /** As `{a, b}`, all its values. */
  | { readonly kind: 'set'; readonly names: readonly (string | null)[] }
  /** As the lowest node of a hierarchy that holds all its values. */
  | { readonly kind: 'node'; readonly nodeOf: (low: number, high: number) => string | null };

/**
 * Writes what the rows of each part have on an axis.
 *
 * @param axis - the axis.
 * @param labels - how its parts are written; names are those of its places.
 * @param parts - the parts.
 * @returns a label per part: the value itself where there is one, `null` where all of it is missing; `or missing` is added where some is.
 * @remarks O(classes · log classes of a part).
 */
export function partLabels({ places }: Axis, labels: AxisLabels, { partOf, size }: Parts): (string | null)[] {
  const found = Array.from({ length: size }, () => new Set<number>());
  partOf.forEach((part, index) => found[part]!.add(places[index]!));
  return found.map((set) => {
    const occurring = Int32Array.from(set).sort();
    if (labels.kind === 'node') return labels.nodeOf(occurring[0]!, occurring.at(-1)!);
    const names = Array.from(occurring, (place) => labels.names[place]!);
    return labels.kind === 'set' ? withApart(names, [], (listed) => `{${listed.join(', ')}}`) : withApart(names, labels.apart, (listed) => `[${listed[0]!}, ${listed.at(-1)!}]`);
  });
}

function withApart(names: readonly (string | null)[], apart: readonly string[], write: (listed: readonly string[]) => string): string | null {
  const listed = names.filter((name) => name !== null && !apart.includes(name)) as string[];
  const others = names.filter((name) => name !== null && apart.includes(name)) as string[];
  const first = listed.length === 0 ? [] : [listed.length === 1 ? listed[0]! : write(listed)];
  if (first.length + others.length === 0) return null;
  return [...first, ...others, ...(names.includes(null) ? ['missing'] : [])].join(' or ');
}

/** An axis along the leaves of a hierarchy, so that the values below each node are neighbours. */
export interface HierarchyAxis {
  /** Int32Array(values): the place of each value. */
  readonly placeOf: Int32Array;
  readonly width: Axis['width'];
  readonly nodeOf: (low: number, high: number) => string | null;
}

/**
 * Lays the values of a hierarchy on a line.
 *
 * @param levels - the hierarchy, for the values at hand.
 * @param everything - what is written where no node holds all values of a part.
 * @returns places in the order of the highest level, then of the next; two places are as wide as the leaves below their lowest common
 *   node, beyond one, as a share of all leaves beyond one.
 * @remarks O(values · levels · log values).
 */
export function hierarchyAxis({ codes, labels, leaves, domain }: ColumnLevels, everything: string): HierarchyAxis {
  const values = codes[0]!.length;
  const order = Int32Array.from(codes[0]!.keys()).sort((left, right) => {
    for (let level = codes.length - 1; level > 0; level--) {
      const difference = codes[level]![left]! - codes[level]![right]!;
      if (difference !== 0) return difference;
    }
    return left - right;
  });
  const placeOf = new Int32Array(values);
  order.forEach((value, place) => (placeOf[value] = place));
  const levelOf = (low: number, high: number): number => codes.findIndex((level) => level[order[low]!] === level[order[high]!]);
  return {
    placeOf,
    width(low, high) {
      const level = levelOf(low, high);
      if (level <= 0) return level < 0 ? 1 : 0;
      return domain > 1 ? (leaves[level]![codes[level]![order[low]!]!]! - 1) / (domain - 1) : 1;
    },
    nodeOf(low, high) {
      const level = levelOf(low, high);
      return level < 0 ? everything : labels[level]![codes[level]![order[low]!]!]!;
    },
  };
}
