import type { Axis } from './axis.ts';
import type { Parts } from './cut-parts.ts';

/** How far each part reaches on each axis. */
export interface PartReach {
  /** One Int32Array(parts) per axis: the first place that occurs. */
  readonly lows: readonly Int32Array[];
  /** One Int32Array(parts) per axis: the last. */
  readonly highs: readonly Int32Array[];
}

/**
 * Finds how far parts reach.
 *
 * @param axes - the axes.
 * @param parts - the parts.
 * @returns the first and last places, by axis.
 */
export function partReach(axes: readonly Axis[], { partOf, size }: Parts): PartReach {
  const lows = axes.map(() => new Int32Array(size).fill(2 ** 31 - 1));
  const highs = axes.map(() => new Int32Array(size).fill(-1));
  axes.forEach(({ places }, axis) => {
    partOf.forEach((part, index) => {
      lows[axis]![part] = Math.min(lows[axis]![part]!, places[index]!);
      highs[axis]![part] = Math.max(highs[axis]![part]!, places[index]!);
    });
  });
  return { lows, highs };
}

/**
 * Measures what cutting left of the detail of each column: the normalised certainty penalty.
 *
 * @param rowsOf - Uint32Array(classes).
 * @param axes - the axes.
 * @param parts - the parts.
 * @returns Float64Array(axes): mean over rows of the width of their part, from 0 (values are told) to 1 (nothing is); 0 without rows.
 *   Their mean is the NCP of the table.
 * @see Xu et al. 2006, https://doi.org/10.1145/1150402.1150504.
 */
export function partWidths(rowsOf: Uint32Array, axes: readonly Axis[], parts: Parts): Float64Array {
  const rowsIn = new Float64Array(parts.size);
  parts.partOf.forEach((part, index) => (rowsIn[part]! += rowsOf[index]!));
  const rows = rowsIn.reduce((sum, count) => sum + count, 0);
  const { lows, highs } = partReach(axes, parts);
  return Float64Array.from(axes, ({ width }, axis) => {
    const lost = rowsIn.reduce((sum, count, part) => sum + count * width(lows[axis]![part]!, highs[axis]![part]!), 0);
    return rows === 0 ? 0 : lost / rows;
  });
}
