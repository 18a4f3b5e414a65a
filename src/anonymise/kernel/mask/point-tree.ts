/** Points of a few dimensions that are removed one by one: the farthest and the nearest of those that remain. */
export interface PointTree {
  /** Points that remain. */
  readonly size: number;
  /** Removes a point that remains. */
  remove(point: number): void;
  /**
   * Finds the farthest point; of several equally far, the one of the lowest number.
   *
   * @param from - Float64Array(dimensions).
   * @returns the point, or −1 when none remains.
   */
  farthest(from: Float64Array): number;
  /**
   * Visits points from the nearest on, equally near ones by their numbers, until told to stop. No point may be removed meanwhile.
   *
   * @param from - Float64Array(dimensions).
   * @param visit - takes a point and its squared distance; tells whether to go on.
   */
  nearest(from: Float64Array, visit: (point: number, distance: number) => boolean): void;
  /**
   * Counts the points nearer than a distance, and those exactly so far.
   *
   * @param from - Float64Array(dimensions).
   * @param distance - squared.
   * @param enough - stop once so many are nearer; the counts are then lower bounds.
   * @returns both counts.
   */
  countWithin(from: Float64Array, distance: number, enough: number): { readonly nearer: number; readonly equal: number };
}

const LEAF_POINTS = 8;

/**
 * Lays points out as a k-d tree whose boxes shrink as points leave.
 *
 * The squared distance is Σ (a − b)², summed in the order of the dimensions. The bounds of a box are made by the same operations, which
 * round monotonically: what is found is what comparing with every point would find, ties included.
 *
 * @param coordinates - Float64Array(points × dimensions), point by point; finite, not changed while the tree is used.
 * @param dimensions - at least 1.
 * @returns the tree of all points.
 * @throws {RangeError} if the coordinates are no whole number of points.
 * @remarks Building takes O(n log² n); a removal O(dimensions · log n); a search O(log n) in few dimensions, up to n in many.
 * @example
 * const tree = pointTree(Float64Array.of(0, 0, 3, 4, 1, 1), 2);
 * tree.farthest(Float64Array.of(0, 0)); // => 1
 * tree.remove(1);
 * tree.farthest(Float64Array.of(0, 0)); // => 2
 */
export function pointTree(coordinates: Float64Array, dimensions: number): PointTree {
  if (dimensions < 1 || coordinates.length % dimensions !== 0) throw new RangeError('coordinates: expected a whole number of points');
  const points = coordinates.length / dimensions;
  const depth = Math.max(0, Math.ceil(Math.log2(points / LEAF_POINTS)));
  const nodes = 2 ** (depth + 1) - 1;
  const firstLeaf = 2 ** depth - 1;
  const order = Int32Array.from({ length: points }, (_, point) => point);
  const placeOf = new Int32Array(points);
  const leafOf = new Int32Array(points);
  const starts = new Int32Array(nodes);
  const alive = new Int32Array(nodes);
  const low = new Float64Array(nodes * dimensions);
  const high = new Float64Array(nodes * dimensions);

  function build(node: number, start: number, end: number): void {
    starts[node] = start;
    alive[node] = end - start;
    if (node >= firstLeaf) {
      for (let place = start; place < end; place++) {
        placeOf[order[place]!] = place;
        leafOf[order[place]!] = node;
      }
      fitLeaf(node);
      return;
    }
    const axis = widestAxis(start, end);
    order.subarray(start, end).sort((left, right) => coordinates[left * dimensions + axis]! - coordinates[right * dimensions + axis]! || left - right);
    const middle = (start + end) >> 1;
    build(2 * node + 1, start, middle);
    build(2 * node + 2, middle, end);
    fitParent(node);
  }

  function widestAxis(start: number, end: number): number {
    let widest = 0;
    let width = -1;
    for (let axis = 0; axis < dimensions; axis++) {
      let least = Infinity;
      let most = -Infinity;
      for (let place = start; place < end; place++) {
        const value = coordinates[order[place]! * dimensions + axis]!;
        if (value < least) least = value;
        if (value > most) most = value;
      }
      if (most - least > width) {
        width = most - least;
        widest = axis;
      }
    }
    return widest;
  }

  function fitLeaf(node: number): void {
    const from = node * dimensions;
    low.fill(Infinity, from, from + dimensions);
    high.fill(-Infinity, from, from + dimensions);
    const end = starts[node]! + alive[node]!;
    for (let place = starts[node]!; place < end; place++) {
      const at = order[place]! * dimensions;
      for (let axis = 0; axis < dimensions; axis++) {
        const value = coordinates[at + axis]!;
        if (value < low[from + axis]!) low[from + axis] = value;
        if (value > high[from + axis]!) high[from + axis] = value;
      }
    }
  }

  function fitParent(node: number): void {
    const from = node * dimensions;
    const left = (2 * node + 1) * dimensions;
    const right = left + dimensions;
    for (let axis = 0; axis < dimensions; axis++) {
      low[from + axis] = Math.min(low[left + axis]!, low[right + axis]!);
      high[from + axis] = Math.max(high[left + axis]!, high[right + axis]!);
    }
  }

  function distanceTo(point: number, from: Float64Array): number {
    let sum = 0;
    const at = point * dimensions;
    for (let axis = 0; axis < dimensions; axis++) {
      const difference = coordinates[at + axis]! - from[axis]!;
      sum += difference * difference;
    }
    return sum;
  }

  /** The distance of the nearest place of a box. */
  function leastDistance(node: number, from: Float64Array): number {
    let sum = 0;
    const at = node * dimensions;
    for (let axis = 0; axis < dimensions; axis++) {
      const value = from[axis]!;
      const difference = value < low[at + axis]! ? low[at + axis]! - value : value > high[at + axis]! ? value - high[at + axis]! : 0;
      sum += difference * difference;
    }
    return sum;
  }

  /** The distance of the farthest place of a box. */
  function mostDistance(node: number, from: Float64Array): number {
    let sum = 0;
    const at = node * dimensions;
    for (let axis = 0; axis < dimensions; axis++) {
      const value = from[axis]!;
      const difference = Math.max(Math.abs(value - low[at + axis]!), Math.abs(high[at + axis]! - value));
      sum += difference * difference;
    }
    return sum;
  }

  let best = -1;
  let bestDistance = -1;
  function searchFarthest(node: number, from: Float64Array): void {
    if (node >= firstLeaf) {
      const end = starts[node]! + alive[node]!;
      for (let place = starts[node]!; place < end; place++) {
        const point = order[place]!;
        const distance = distanceTo(point, from);
        if (distance > bestDistance || (distance === bestDistance && point < best)) {
          best = point;
          bestDistance = distance;
        }
      }
      return;
    }
    const left = 2 * node + 1;
    const ofLeft = alive[left]! === 0 ? -1 : mostDistance(left, from);
    const ofRight = alive[left + 1]! === 0 ? -1 : mostDistance(left + 1, from);
    const first = ofLeft >= ofRight ? left : left + 1;
    if (Math.max(ofLeft, ofRight) >= bestDistance) searchFarthest(first, from);
    if (Math.min(ofLeft, ofRight) >= Math.max(0, bestDistance)) searchFarthest(2 * left + 1 - first, from);
  }

  let nearer = 0;
  let equal = 0;
  function count(node: number, from: Float64Array, distance: number, enough: number): void {
    if (alive[node] === 0 || nearer >= enough || leastDistance(node, from) > distance) return;
    if (mostDistance(node, from) < distance) {
      nearer += alive[node]!;
    } else if (node < firstLeaf) {
      count(2 * node + 1, from, distance, enough);
      count(2 * node + 2, from, distance, enough);
    } else {
      const end = starts[node]! + alive[node]!;
      for (let place = starts[node]!; place < end; place++) {
        const found = distanceTo(order[place]!, from);
        if (found < distance) nearer++;
        else if (found === distance) equal++;
      }
    }
  }

  build(0, 0, points);
  const queue = distanceQueue();
  return {
    get size(): number {
      return alive[0]!;
    },
    remove(point) {
      const leaf = leafOf[point]!;
      const last = starts[leaf]! + alive[leaf]! - 1;
      const place = placeOf[point]!;
      const moved = order[last]!;
      order[place] = moved;
      placeOf[moved] = place;
      order[last] = point;
      placeOf[point] = last;
      alive[leaf]!--;
      fitLeaf(leaf);
      for (let node = leaf; node > 0; ) {
        node = (node - 1) >> 1;
        alive[node]!--;
        fitParent(node);
      }
    },
    farthest(from) {
      best = -1;
      bestDistance = -1;
      searchFarthest(0, from);
      return best;
    },
    nearest(from, visit) {
      queue.clear();
      if (alive[0]! > 0) queue.push(0, 0);
      while (queue.size > 0) {
        const distance = queue.leastDistance;
        const entry = queue.pop();
        if (entry >= nodes) {
          if (!visit(entry - nodes, distance)) return;
        } else if (entry >= firstLeaf) {
          const end = starts[entry]! + alive[entry]!;
          for (let place = starts[entry]!; place < end; place++) queue.push(distanceTo(order[place]!, from), nodes + order[place]!);
        } else {
          const left = 2 * entry + 1;
          if (alive[left]! > 0) queue.push(leastDistance(left, from), left);
          if (alive[left + 1]! > 0) queue.push(leastDistance(left + 1, from), left + 1);
        }
      }
    },
    countWithin(from, distance, enough) {
      nearer = 0;
      equal = 0;
      count(0, from, distance, enough);
      return { nearer, equal };
    },
  };
}

/** Boxes and points by distance. A box goes before a point equally far, since it may hold one of a lower number. */
interface DistanceQueue {
  readonly size: number;
  readonly leastDistance: number;
  clear(): void;
  push(distance: number, entry: number): void;
  pop(): number;
}

/** A binary heap by distance, then by entry: entries of boxes are lower than those of points. */
function distanceQueue(): DistanceQueue {
  let distances = new Float64Array(256);
  let entries = new Int32Array(256);
  let size = 0;
  const isBefore = (distance: number, entry: number, place: number): boolean => distance < distances[place]! || (distance === distances[place]! && entry < entries[place]!);
  return {
    get size(): number {
      return size;
    },
    get leastDistance(): number {
      return distances[0]!;
    },
    clear() {
      size = 0;
    },
    push(distance, entry) {
      if (size === entries.length) {
        distances = grown(distances, new Float64Array(2 * size));
        entries = grown(entries, new Int32Array(2 * size));
      }
      let place = size++;
      while (place > 0) {
        const parent = (place - 1) >> 1;
        if (!isBefore(distance, entry, parent)) break;
        distances[place] = distances[parent]!;
        entries[place] = entries[parent]!;
        place = parent;
      }
      distances[place] = distance;
      entries[place] = entry;
    },
    pop() {
      const top = entries[0]!;
      size--;
      const distance = distances[size]!;
      const entry = entries[size]!;
      let place = 0;
      for (let child = 1; child < size; child = 2 * place + 1) {
        if (child + 1 < size && isBefore(distances[child + 1]!, entries[child + 1]!, child)) child++;
        if (!isBefore(distances[child]!, entries[child]!, size)) break;
        distances[place] = distances[child]!;
        entries[place] = entries[child]!;
        place = child;
      }
      distances[place] = distance;
      entries[place] = entry;
      return top;
    },
  };
}

function grown<Values extends Float64Array | Int32Array>(values: Values, larger: Values): Values {
  larger.set(values as never);
  return larger;
}
