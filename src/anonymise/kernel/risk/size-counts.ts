/** How many classes have a size. */
export interface SizeCount {
  readonly size: number;
  readonly classes: number;
}

/**
 * Counts sizes.
 *
 * @param sizes - units of each class, from 1 up.
 * @returns the sizes that occur, ascending.
 */
export function countSizes(sizes: Uint32Array): SizeCount[] {
  const counts = new Map<number, number>();
  for (const size of sizes) counts.set(size, (counts.get(size) ?? 0) + 1);
  return [...counts].map(([size, classes]) => ({ size, classes })).sort((one, other) => one.size - other.size);
}

/**
 * Tells how many classes have one size.
 *
 * @param sizes - what {@link countSizes} gives.
 * @param wanted - the size.
 * @returns the number, 0 where none has it.
 */
export function classesOfSize(sizes: readonly SizeCount[], wanted: number): number {
  return sizes.find(({ size }) => size === wanted)?.classes ?? 0;
}
