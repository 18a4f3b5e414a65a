import { pointTree } from './point-tree.ts';

/** Who stands behind points: how many units there are, and how they fill a group. */
export interface PointUnits {
  /** Units among the points that no group has taken. */
  readonly remaining: number;
  /** Opens a new group, without units. */
  open(): void;
  /**
   * Puts a point into the group that is open.
   *
   * @param point - a point that no group has taken.
   * @returns units in the group.
   */
  take(point: number): number;
}

/** Points put into groups. */
export interface PointGroups {
  /** Int32Array(points): the group of each point. */
  readonly groupOf: Int32Array;
  readonly groups: number;
}

/**
 * Counts each point as so many units.
 *
 * @param weights - units of each point.
 * @returns the counter of all points.
 */
export function weightedUnits(weights: ArrayLike<number>): PointUnits {
  let remaining = 0;
  let inGroup = 0;
  for (let point = 0; point < weights.length; point++) remaining += weights[point]!;
  return {
    get remaining(): number {
      return remaining;
    },
    open() {
      inGroup = 0;
    },
    take(point) {
      remaining -= weights[point]!;
      inGroup += weights[point]!;
      return inGroup;
    },
  };
}

/**
 * Counts each entity once, in a group and among the points that remain.
 *
 * @param starts - Int32Array(points + 1): where the entities of each point start.
 * @param entities - entities of the points, one point after the other; each at most once in a point.
 * @returns the counter of all points.
 */
export function entityUnits(starts: Int32Array, entities: Int32Array): PointUnits {
  const most = entities.reduce((largest, entity) => Math.max(largest, entity), -1);
  const pointsOf = new Int32Array(most + 1);
  const groupOf = new Int32Array(most + 1);
  for (const entity of entities) pointsOf[entity]!++;
  let remaining = pointsOf.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  let group = 0;
  let inGroup = 0;
  return {
    get remaining(): number {
      return remaining;
    },
    open() {
      group++;
      inGroup = 0;
    },
    take(point) {
      for (let at = starts[point]!; at < starts[point + 1]!; at++) {
        const entity = entities[at]!;
        if (--pointsOf[entity]! === 0) remaining--;
        if (groupOf[entity] !== group) inGroup++;
        groupOf[entity] = group;
      }
      return inGroup;
    },
  };
}

/**
 * Puts points into groups of at least k units that lie near each other: maximum distance to average vector (MDAV).
 *
 * While 3k units remain: the point farthest from the centre of those that remain makes a group with its nearest; then so does, among the
 * others, the one farthest from it. While 2k remain: the first of both only. The rest is the last group. Where points stand for
 * several units a group takes them whole, and fewer than k units may be left: these points join the nearest centre. Of points equally far
 * the one of the lowest number is taken.
 *
 * @param coordinates - Float64Array(points × dimensions), point by point: multiples of one power of two, so that their sums are exact.
 * @param dimensions - at least 1.
 * @param rows - rows of each point, its weight in a centre.
 * @param units - who is counted; nothing taken yet.
 * @param k - units of a group, at least 1.
 * @returns the groups; a single one where all points have fewer than 2k units, or fewer than k.
 * @remarks The plain procedure compares O(n² / k) pairs of points; here each search goes down a tree, and what is found is the same. Memory: 60 to 100 bytes per point.
 * @see Domingo-Ferrer and Torra 2005, https://doi.org/10.1007/s10618-005-0007-5.
 * @example
 * const { groupOf } = groupPoints(Float64Array.of(0, 1, 10, 11), 1, [1, 1, 1, 1], weightedUnits([1, 1, 1, 1]), 2);
 * groupOf; // => Int32Array [0, 0, 1, 1]
 */
export function groupPoints(coordinates: Float64Array, dimensions: number, rows: ArrayLike<number>, units: PointUnits, k: number): PointGroups {
  const points = coordinates.length / dimensions;
  const groupOf = new Int32Array(points).fill(-1);
  const tree = pointTree(coordinates, dimensions);
  const sums = new Float64Array(dimensions);
  let weight = 0;
  for (let point = 0; point < points; point++) {
    weight += rows[point]!;
    for (let axis = 0; axis < dimensions; axis++) sums[axis]! += rows[point]! * coordinates[point * dimensions + axis]!;
  }
  let groups = 0;

  function put(point: number, group: number): void {
    groupOf[point] = group;
    tree.remove(point);
    weight -= rows[point]!;
    for (let axis = 0; axis < dimensions; axis++) sums[axis]! -= rows[point]! * coordinates[point * dimensions + axis]!;
  }

  function groupAround(seed: number): void {
    const taken: number[] = [];
    units.open();
    tree.nearest(at(coordinates, dimensions, seed), (point) => {
      taken.push(point);
      return units.take(point) < k;
    });
    for (const point of taken) put(point, groups);
    groups++;
  }

  function rest(): number[] {
    const left: number[] = [];
    for (let point = 0; point < points; point++) if (groupOf[point]! < 0) left.push(point);
    return left;
  }

  while (units.remaining >= 2 * k) {
    const hasThree = units.remaining >= 3 * k;
    const first = tree.farthest(sums.map((sum) => sum / weight));
    groupAround(first);
    if (hasThree && units.remaining >= k) groupAround(tree.farthest(at(coordinates, dimensions, first)));
  }
  const left = rest();
  if (left.length > 0 && (units.remaining >= k || groups === 0)) {
    for (const point of left) groupOf[point] = groups;
    groups++;
  } else if (left.length > 0) {
    joinNearest(coordinates, dimensions, rows, groupOf, groups, left);
  }
  return { groupOf, groups };
}

/** Puts points into the group whose centre is nearest, the first of several; centres are those of the groups as they were made. */
function joinNearest(coordinates: Float64Array, dimensions: number, rows: ArrayLike<number>, groupOf: Int32Array, groups: number, left: readonly number[]): void {
  const centres = new Float64Array(groups * dimensions);
  const weights = new Float64Array(groups);
  groupOf.forEach((group, point) => {
    if (group < 0) return;
    weights[group]! += rows[point]!;
    for (let axis = 0; axis < dimensions; axis++) centres[group * dimensions + axis]! += rows[point]! * coordinates[point * dimensions + axis]!;
  });
  const tree = pointTree(centres.map((sum, place) => sum / weights[Math.floor(place / dimensions)]!), dimensions);
  for (const point of left) {
    tree.nearest(at(coordinates, dimensions, point), (group) => {
      groupOf[point] = group;
      return false;
    });
  }
}

function at(coordinates: Float64Array, dimensions: number, point: number): Float64Array {
  return coordinates.subarray(point * dimensions, (point + 1) * dimensions);
}
