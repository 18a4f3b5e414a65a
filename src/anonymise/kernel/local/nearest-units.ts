import { lowest, rowMajor, type ProjectionWeights } from './projection-weights.ts';

/** Finds the column in which a unit differs from those nearest to it. */
export interface NearestUnits {
  /**
   * Chooses the cell whose suppression brings a unit nearer to others.
   *
   * The distance of two units is the number of columns in which both have a value and the values differ. Among the units of
   * the smallest distance above 0, the column is the first in the order of suppression in which one of them differs.
   *
   * @param unit - the unit.
   * @returns the column; −1 when no unit with a weight differs from it.
   */
  columnToSuppress(unit: number): number;
}

/** Units that are read in the time of a look-up of one set of columns in one pattern. */
const UNITS_PER_LOOK_UP = 10;

/**
 * Makes a finder.
 *
 * @param codes - one Int32Array(units) per column, −1 for a missing value.
 * @param weights - weight of each unit; a unit of weight 0 is no neighbour.
 * @param index - sums of weights, which also say which cells are still there.
 * @param order - columns, the one to suppress first in front.
 * @param unitsPerLookUp - what a look-up costs, in units read: 0 makes it look up always, Infinity never. It changes time only.
 * @returns the finder; it sees what is suppressed later.
 * @remarks A unit that differs from p in the columns S only, agrees with it in all the others: the sum over those who agree
 *   outside S exceeds the sum over those who agree everywhere exactly when one exists that differs within S. So a distance d
 *   costs (columns over d) × patterns look-ups at most, and no unit is compared with another. Where that would be more than reading
 *   all units once, they are read.
 */
export function nearestUnits(
  codes: readonly Int32Array[], weights: Uint32Array, index: ProjectionWeights, order: Int32Array, unitsPerLookUp: number = UNITS_PER_LOOK_UP,
): NearestUnits {
  const { present, patterns } = index;
  const columns = codes.length;
  const units = weights.length;
  const cells = rowMajor(codes, units);
  const places = new Int32Array(columns);
  order.forEach((column, place) => (places[column] = place));

  /** Whether some unit differs from `unit` in all of the columns `differing`, and agrees with it elsewhere. */
  function isNeighbour(unit: number, differing: number): boolean {
    const own = present[unit]!;
    for (const pattern of patterns) {
      if ((pattern & differing) !== differing) continue;
      const common = pattern & own;
      const within = index.sum(pattern, common & ~differing, unit);
      if (within > 0 && within > index.sum(pattern, common, unit)) return true;
    }
    return false;
  }

  /** Whether one of the sets of `distance` columns that hold `chosen`, completed by columns from `place` on, is a difference. */
  function differsIn(unit: number, chosen: number, distance: number, place: number): boolean {
    if (distance === 0) return isNeighbour(unit, chosen);
    for (let next = place; next < columns; next++) {
      const bit = 1 << order[next]!;
      if ((present[unit]! & bit) !== 0 && differsIn(unit, chosen | bit, distance - 1, next + 1)) return true;
    }
    return false;
  }

  /** Reads all units: the smallest distance above 0, and the first column in which one of that distance differs. */
  function scan(unit: number): number {
    let smallest = columns + 1;
    let differing = 0;
    for (let other = 0; other < units; other++) {
      if (weights[other] === 0) continue;
      let distance = 0;
      let found = 0;
      for (let common = present[unit]! & present[other]!; common !== 0 && distance <= smallest; common &= common - 1) {
        const column = lowest(common);
        if (cells[unit * columns + column] === cells[other * columns + column]) continue;
        distance++;
        found |= 1 << column;
      }
      if (distance === 0 || distance > smallest) continue;
      differing = distance < smallest ? found : differing | found;
      smallest = distance;
    }
    return differing === 0 ? -1 : firstOf(differing);
  }

  function firstOf(set: number): number {
    let place = columns;
    for (let rest = set; rest !== 0; rest &= rest - 1) place = Math.min(place, places[lowest(rest)]!);
    return order[place]!;
  }

  return {
    columnToSuppress(unit) {
      const size = sizeOf(present[unit]!);
      let sets = 1;
      for (let distance = 1; distance <= size; distance++) {
        sets = (sets * (size - distance + 1)) / distance;
        if (sets * patterns.length * unitsPerLookUp > units) return scan(unit);
        for (let place = 0; place < columns; place++) {
          const bit = 1 << order[place]!;
          if ((present[unit]! & bit) !== 0 && differsIn(unit, bit, distance - 1, place + 1)) return order[place]!;
        }
      }
      return -1;
    },
  };
}

function sizeOf(set: number): number {
  let size = 0;
  for (let rest = set; rest !== 0; rest &= rest - 1) size++;
  return size;
}
